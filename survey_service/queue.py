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


class WriteExport(msgspec.Struct, frozen=True, tag=True):
    """Write an export's file."""

    export: str
    QUEUE = "exports"


class WriteReceipt(msgspec.Struct, frozen=True, tag=True):
    """Write the PDF copy of a submitted version."""

    version: str
    QUEUE = "exports"


Job = SendMail | RunCoding | TrainCoder | WriteExport | WriteReceipt
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
    argument = msgspec.structs.astuple(job)[0]
    name = type(job).__name__
    _client(session.get_bind().engine).enqueue_in_transaction(
        session,
        {
            "workflow_name": name,
            "queue_name": job.QUEUE,
            "workflow_id": f"{name}-{argument}",
            "app_version": APPLICATION_VERSION,
        },
        argument,
    )
