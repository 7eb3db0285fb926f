"""A wave of these days, and the browser of one of its organisations."""

from datetime import timedelta

import pytest

from survey_service import clock
from survey_service.database import Database
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import Made
from tests.survey_service.web.providers.provider_pages import open_link


@pytest.fixture
def made(site_database: Database) -> Made:
    """The wave began ten days ago and ends in ten."""
    today = clock.today()
    with site_database.write() as session:
        return wave.make(
            session, opens=today - timedelta(days=10), closes=today + timedelta(days=10)
        )


@pytest.fixture
def provider(browser: Browser, site_database: Database, made: Made) -> Browser:
    """A browser that has opened the link."""
    open_link(browser, site_database, made)
    return browser
