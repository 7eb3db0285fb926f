"""What workflows need and DBOS cannot hand them: settings, database and slot of this process."""

import msgspec

from survey_service.database import Database
from survey_service.settings import Settings


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """This worker process."""

    settings: Settings
    database: Database
    slot: str


_contexts: list[Context] = []


def bind(settings: Settings, database: Database, slot: str) -> None:
    """Set the process's context; called once, before the queues are listened to."""
    _contexts[:] = [Context(settings=settings, database=database, slot=slot)]


def context() -> Context:
    """The process's context. Raises IndexError outside a worker."""
    return _contexts[0]
