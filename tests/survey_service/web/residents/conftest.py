"""An open consultation, and pages that are fresh at every look."""

import pytest

from survey_service.database import Database
from survey_service.web import site
from tests.survey_service.web.residents.consultation_pages import opened


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page reads what a test has just changed."""
    monkeypatch.setattr(site, "FACTS_SECONDS", -1.0)


@pytest.fixture
def open_now(site_database: Database) -> Database:
    """A database with an open consultation of three pages."""
    return opened(site_database)
