"""The jobs' names and arguments. A job is enqueued in the caller's transaction.

Arguments are ids only: no text, no address, no token ever stands in the queue's tables.
"""

from functools import cache
from typing import TYPE_CHECKING

import msgspec
from sqlmodel import Session

if TYPE_CHECKING:
    from dbos import DBOSClient

APPLICATION = "survey-service"
# Fixed: the default is a hash of the workflows' source, and after an edit a killed job would
# never be taken up again.
APPLICATION_VERSION = "1"


class SendMail(msgspec.Struct, frozen=True, tag=True):
    """Send one mail."""

    mail: str
    QUEUE = "mail"


class RunCoding(msgspec.Struct, frozen=True, tag=True):
    """Code the statements of a run."""

    run: str
    QUEUE = "runs"


class TrainCoder(msgspec.Struct, frozen=True, tag=True):
    """Learn a version of the coder from reviewed codings."""

    coder: str
    QUEUE = "training"


class OrderSegments(msgspec.Struct, frozen=True, tag=True):
    """Find the segments from which the coder learns most."""

    order: str
    QUEUE = "training"


class GroupThemes(msgspec.Struct, frozen=True, tag=True):
    """Find groups among the segments without a theme."""

    grouping: str
    QUEUE = "training"


class WriteExport(msgspec.Struct, frozen=True, tag=True):
    """Write an export's file."""

    export: str
    QUEUE = "exports"


class WriteReceipt(msgspec.Struct, frozen=True, tag=True):
    """Write the PDF copy of a submitted version."""

    version: str
    QUEUE = "exports"


Job = SendMail | RunCoding | TrainCoder | OrderSegments | GroupThemes | WriteExport | WriteReceipt
FAILED = frozenset({"ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"})
QUEUES = ("mail", "runs", "chunks", "training", "exports")


@cache
def _client(engine: object) -> "DBOSClient":
    from dbos import DBOSClient
    from dbos._serialization import DBOSPortableJSON

    return DBOSClient(
        system_database_engine=engine,  # type: ignore[arg-type]
        serializer=DBOSPortableJSON,
        application_name=APPLICATION,
        lazy=True,
    )


def enqueue(session: Session, job: Job) -> None:
    """Enqueue a job in the session's transaction; a rollback removes it.

    The workflow id is made of the job: the same job is enqueued once, ever.
    """
    _client(session.get_bind().engine).enqueue_in_transaction(
        session,
        {
            "workflow_name": type(job).__name__,
            "queue_name": job.QUEUE,
            "workflow_id": _workflow_id(job),
            "app_version": APPLICATION_VERSION,
        },
        _argument(job),
    )


def has_failed(session: Session, job: Job) -> bool:
    """Whether the job ended with an error or was given up; read beside the session's snapshot."""
    found = _client(session.get_bind().engine).list_workflows(
        workflow_ids=[_workflow_id(job)], load_input=False, load_output=False
    )
    return any(one.status in FAILED for one in found)


def _argument(job: Job) -> str:
    return str(msgspec.structs.astuple(job)[0])


def _workflow_id(job: Job) -> str:
    return f"{type(job).__name__}-{_argument(job)}"
