"""A small wave with two organisations."""

import pytest

from survey_service.database import Database
from tests.survey_service import wave
from tests.survey_service.wave import Made


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)
