"""Open this installation from its settings: what most commands begin with."""

from collections.abc import Iterator
from contextlib import contextmanager

from survey_service import migrations
from survey_service.database import Database
from survey_service.errors import NotReady
from survey_service.settings import Settings, load, prepare_home


def settings() -> Settings:
    """The settings, with the home directory and its secret ready."""
    return prepare_home(load())


@contextmanager
def open_database(of: Settings, *, check: bool = True) -> Iterator[Database]:
    """The database, closed at the end. Raises NotReady when migrations are pending."""
    database = Database(of.url)
    try:
        if check and migrations.pending(database):
            raise NotReady(
                "Die Datenbank ist noch nicht auf dem neuesten Stand. Rufen Sie zuerst "
                "„survey-service migrate“ auf."
            )
        yield database
    finally:
        database.close()
