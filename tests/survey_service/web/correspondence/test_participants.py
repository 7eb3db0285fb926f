"""The planner's page of one organisation in a wave: what it confirmed without new words."""

import html
import re

import msgspec
import pytest
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.providers import documents, nothing_new, responses, saving, submission
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.tables.register import Facility
from survey_service.tables.responses import Response
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import NOON, SLUG, Made


@pytest.fixture
def made(site_database: Database) -> Made:
    with site_database.write() as session:
        return wave.make(session)


def confirm(database: Database, made: Made) -> None:
    """One answer taken over, one page of each facility with nothing new."""
    with database.write() as session:
        survey = responses.wave(session, made.actor, SLUG)
        response_id = saving.begin(session, made.actor, survey, now=NOON).id
        adding = saving.writer(session, made.actor, response_id, now=NOON)
        adding.add(Place("lage"), PageContent(answers={"neu": "Alt"}, taken_over=("neu",)))
        saving.store(session, adding)
        places = [Place("umfeld", facility) for facility in made.facilities]
        nothing_new.mark(session, made.actor, SLUG, places, now=NOON)


def rows(page: str) -> list[list[str]]:
    """The cells of the table of what is unchanged."""
    found = re.search(r'id="unveraendert-teile".*?<tbody[^>]*>(.*?)</tbody>', page, re.DOTALL)
    assert found is not None
    lines = re.findall("<tr.*?</tr>", found.group(1), re.DOTALL)
    cells = [re.findall("<t[hd].*?</t[hd]>", line, re.DOTALL) for line in lines]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)) for cell in line] for line in cells]


def another_returns(session: Session, made: Made) -> None:
    """Another organisation of the same wave took something over, too."""
    row = session.exec(select(Response)).one()
    handed_in = msgspec.structs.replace(documents.decode(row.document), taken_over=("umfang",))
    session.add(
        Response(
            survey_id=made.survey_id,
            questionnaire_version_id=row.questionnaire_version_id,
            organisation_id=made.stranger.organisation_id,
            state="submitted",
            document=documents.encode(handed_in),
            submitted_on=NOON.date(),
        )
    )


def test_what_is_not_handed_in_is_not_shown(
    browser: Browser, made: Made, site_database: Database
) -> None:
    confirm(site_database, made)
    browser.sign_in("planner")
    page = browser.get(f"/erhebungen/{SLUG}/traeger/{made.actor.organisation_id}").text
    assert "Unverändert seit der letzten Welle" not in page


def test_the_planner_sees_what_was_confirmed_and_no_protected_name(
    browser: Browser, made: Made, site_database: Database
) -> None:
    confirm(site_database, made)
    with site_database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
        second = session.exec(select(Facility).where(Facility.name == "Haus 02")).one()
        second.protected = True
        another_returns(session, made)
    browser.sign_in("planner")
    page = browser.get(f"/erhebungen/{SLUG}/traeger/{made.actor.organisation_id}").text
    assert rows(page) == [
        ["Organisation insgesamt", "1 Antwort", "–"],
        ["Haus 01", "–", "„Umfeld“"],
        ["geschützte Einrichtung", "–", "„Umfeld“"],
    ]
    assert "Haus 02" not in page
