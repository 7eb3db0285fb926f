"""What every handler needs: settings and database, kept in the application's state."""

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State

from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.permissions import Actor
from survey_service.settings import Settings
from survey_service.web.limits import Limits

WebRequest = Request[Any, Any, State]
Connection = ASGIConnection[Any, Any, Any, State]

# Legal texts, the municipality's name and the like are on every page and hardly ever change.
FACTS_SECONDS = 2.0
REMEMBERED = 1_000
Known = TypeVar("Known")


class Site:
    """Settings, database, limits and what hardly ever changes, for one web process."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.limits = Limits()
        self._known: dict[Hashable, tuple[float, object]] = {}

    def municipality(self) -> MunicipalityFacts:
        """The municipality's facts, at most two seconds old."""
        return self.recent("municipality", self._municipality)

    def _municipality(self) -> MunicipalityFacts:
        with self.database.read() as session:
            return municipality.facts(session)

    def recent(self, key: Hashable, read: Callable[[], Known]) -> Known:
        """What ``read`` gave, at most two seconds ago. One key, one type."""
        read_at, found = self._known.get(key, (float("-inf"), None))
        if time.monotonic() - read_at > FACTS_SECONDS:
            found = read()
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[key] = (time.monotonic(), found)
        return cast("Known", found)


def site_of(connection: Connection) -> Site:
    """The site behind a request."""
    found: Site = connection.app.state.site
    return found


def actor_of(connection: Connection) -> Actor:
    """Who acts: set by the guard before any handler runs."""
    found: Actor = connection.state.actor
    return found
