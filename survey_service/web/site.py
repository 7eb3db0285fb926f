"""What every handler needs: settings and database, kept in the application's state."""

import time
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from survey_service.database import Database
from survey_service.domain import municipality
from survey_service.domain.municipality import MunicipalityFacts
from survey_service.permissions import Actor
from survey_service.settings import Settings

WebRequest = Request[Any, Any, State]
Connection = ASGIConnection[Any, Any, Any, State]

# Legal texts and the municipality's name are on every page and hardly ever change.
FACTS_SECONDS = 2.0


class Site:
    """Settings, database and the municipality's facts, for one web process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self._facts = MunicipalityFacts()
        self._read_at = float("-inf")

    def municipality(self) -> MunicipalityFacts:
        """The municipality's facts, at most two seconds old."""
        if time.monotonic() - self._read_at > FACTS_SECONDS:
            with self.database.read() as session:
                self._facts = municipality.facts(session)
            self._read_at = time.monotonic()
        return self._facts


def site_of(connection: Connection) -> Site:
    """The site behind a request."""
    found: Site = connection.app.state.site
    return found


def actor_of(connection: Connection) -> Actor:
    """Who acts: set by the guard before any handler runs."""
    found: Actor = connection.state.actor
    return found
