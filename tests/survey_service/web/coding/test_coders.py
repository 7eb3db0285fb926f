"""The page „Kodierer“: learn, compare, put to use, switch back, discard."""

import re
from uuid import UUID, uuid4

import pytest
from sqlmodel import col, delete, select, update

from survey_service.database import Database
from survey_service.domain.coding import automatic, trained_coders
from survey_service.tables.codings import Coding, Segment
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey
from survey_service.tables.trained_coders import TrainedCoder
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.conftest import Browser
from tests.survey_service.reviewed import BUS, accept, add_reviewed, learn


def squeeze(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    """24 reviewed statements."""
    with site_database.write() as session:
        survey_id = coded.add_survey(session)
        add_reviewed(session, survey_id, per_code=8)
    browser.sign_in("planner")
    return browser


def test_without_reviews_the_page_says_what_is_missing(
    browser: Browser, site_database: Database
) -> None:
    assert site_database
    browser.sign_in("planner")
    page = browser.get("/kodierer").text
    assert "Nötig sind mindestens 20." in page
    assert "Aus geprüften Kodierungen lernen" not in page
    refused = browser.post("/kodierer")
    assert (refused.status_code, "bisher sind es 0" in refused.text) == (409, True)


def test_learning_is_asked_for_once(planner: Browser, site_database: Database) -> None:
    page = squeeze(planner.get("/kodierer").text)
    assert "Es kodiert Mitgelieferter Kodierer" in page
    assert "24 Sinneinheiten aus 24 Aussagen" in page
    assert "Der Kodierer lernt." in planner.post("/kodierer").text
    assert "Fassung 1 lernt, Schritte: 0 von 0" in squeeze(planner.get("/kodierer/stand").text)
    planner.get("/kodierer")
    assert "Aus geprüften Kodierungen lernen" not in planner.page
    with site_database.read() as session:
        assert [one.state for one in trained_coders.all_versions(session)] == ["queued"]


def test_comparison_then_switch_then_back(planner: Browser, site_database: Database) -> None:
    coder_id = learn(site_database)
    page = squeeze(planner.get(f"/kodierer/{coder_id}").text)
    for said in (
        "Der neue Kodierer ist besser.",
        "Vorgeschlagene Themen, die stimmen 75 % 75 %",
        "F1 über alle Kodierungen 0,67 0,67",
        "Bus und Bahn 8 0,50 0,75",
        "24 geprüfte Aussagen dieser Kommune",
    ):
        assert said in page
    page = squeeze(planner.post(f"/kodierer/{coder_id}/einsetzen").text)
    assert "Von jetzt an kodiert Fassung 1." in page
    assert "Es kodiert Fassung 1: Maschine (themes-2, Modell 00c0ffee)" in page
    planner.get(f"/kodierer/{coder_id}")
    assert "Diesen Kodierer einsetzen" not in planner.page
    planner.get("/kodierer")
    page = squeeze(planner.post("/kodierer/mitgeliefert").text)
    assert "Es kodiert Mitgelieferter Kodierer" in page


def test_discarded_version_is_kept(planner: Browser, site_database: Database) -> None:
    coder_id = learn(site_database)
    planner.get(f"/kodierer/{coder_id}")
    assert "Fassung 1 ist verworfen." in planner.post(f"/kodierer/{coder_id}/verwerfen").text
    planner.get(f"/kodierer/{coder_id}")
    assert "Verwerfen" not in planner.page
    assert "Von jetzt an" in planner.post(f"/kodierer/{coder_id}/einsetzen").text


def test_the_one_in_use_is_not_discarded(planner: Browser, site_database: Database) -> None:
    coder_id = learn(site_database)
    planner.get(f"/kodierer/{coder_id}")
    planner.post(f"/kodierer/{coder_id}/einsetzen")
    refused = planner.post(f"/kodierer/{coder_id}/verwerfen")
    assert (refused.status_code, "kodiert gerade" in refused.text) == (409, True)


@pytest.mark.parametrize("path", ["", "/einsetzen", "/verwerfen"])
def test_unknown_version_is_not_found(planner: Browser, path: str) -> None:
    planner.get("/kodierer")
    url = f"/kodierer/{uuid4()}{path}"
    assert (planner.post(url) if path else planner.get(url)).status_code == 404


def test_version_without_comparison_and_with_withdrawn_statements(
    planner: Browser, site_database: Database
) -> None:
    coder_id = learn(site_database)
    with site_database.write() as session:
        row = session.get_one(TrainedCoder, coder_id)
        assert row.measured is not None
        row.measured = {**row.measured, "both": None, "codes": []}
        statement = session.exec(select(Statement)).first()
        assert statement is not None
        row.statements = [str(statement.id)]
        statement.current = False
    page = squeeze(planner.get(f"/kodierer/{coder_id}").text)
    assert "1 Aussage gibt es nicht mehr." in page
    assert "Je Thema" not in page


def test_failed_version_says_why(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        coder_id: UUID = trained_coders.start(session, PLANNER)
        trained_coders.fail(session, coder_id, "Das Lernen ist abgebrochen.")
    assert "abgebrochen Das Lernen ist abgebrochen." in squeeze(planner.get("/kodierer").text)
    assert "Nichts wurde gelernt." in planner.get(f"/kodierer/{coder_id}").text


def test_coding_page_leads_here(planner: Browser) -> None:
    assert 'href="/kodierer"' in planner.get("/erhebungen/welle/kodierung").text


def test_page_says_how_often_the_machine_was_right(
    planner: Browser, site_database: Database
) -> None:
    assert site_database
    page = squeeze(planner.get("/kodierer").text)
    assert "Bus und Bahn 8 8 100 % 68 % bis 100 %" in page
    assert "n = 24 geprüfte Vorschläge aus allen Erhebungen" in page
    assert planner.get("/kodierer?von=gibt-es-nicht").status_code == 200


def test_coder_is_chosen_among_those_reviewed(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        survey = session.exec(select(Survey.id)).one()
        text = "Der Bus kommt nie."
        statement = coded.add_statement(session, survey, text, contributor="neu")
        one = coded.coded_statement(statement, text, (coded.suggestion(BUS),))
        coded.add_run(session, survey, [one])
        session.execute(
            update(Coding)
            .where(
                col(Coding.segment_id).in_(
                    select(Segment.id).where(Segment.statement_id == statement)
                )
            )
            .values(coder="themes-2:00c0ffee")
        )
        accept(
            session,
            session.exec(select(Segment.id).where(Segment.statement_id == statement)).one(),
            BUS,
        )
    assert "n = 24 geprüfte" in squeeze(planner.get("/kodierer").text)
    assert "n = 1 geprüfte" in squeeze(planner.get("/kodierer?von=themes-2:00c0ffee").text)
    coder_id = learn(site_database)
    planner.get(f"/kodierer/{coder_id}")
    # The one in use is shown unless another is asked for.
    assert "n = 1 geprüfte" in squeeze(planner.post(f"/kodierer/{coder_id}/einsetzen").text)


def test_automatic_acceptance_is_set_and_switched_off(
    planner: Browser, site_database: Database
) -> None:
    assert site_database
    page = squeeze(planner.get("/kodierer/automatisch").text)
    assert "Nichts wird automatisch angenommen." in page
    assert "Über alle Vorschläge ist entschieden." in page
    refused = planner.post("/kodierer/automatisch", {"code": BUS, "level": "2"})
    assert (refused.status_code, "mindestens stimmen" in refused.text) == (400, True)
    planner.get("/kodierer/automatisch")
    page = squeeze(planner.post("/kodierer/automatisch", {"code": BUS, "level": "0.8"}).text)
    assert "Festgelegt für „Bus und Bahn“." in page
    assert "Bus und Bahn 80 % 8 8 69 % noch nicht erreicht 0 Ausschalten" in page
    page = squeeze(planner.post("/kodierer/automatisch", {"off": BUS}).text)
    assert "Nichts wird automatisch angenommen." in page


def test_mark_is_shown_where_the_sentence_is(planner: Browser, site_database: Database) -> None:
    text = "Der Bus ist für die meisten hier nicht zu bezahlen."
    with site_database.write() as session:
        survey = session.exec(select(Survey.id)).one()
        # All others are decided on: fourteen right ones are enough for 80 %.
        for number in range(7):
            statement = coded.add_statement(session, survey, text, contributor=f"x{number}")
            one = coded.coded_statement(statement, text, (coded.suggestion(BUS),))
            coded.add_run(session, survey, [one])
            segment = session.exec(
                select(Segment.id).where(Segment.statement_id == statement)
            ).one()
            if number:
                accept(session, segment, BUS)
                continue
            # The last in the order of review.
            last = UUID("ffffffff-ffff-4fff-bfff-ffffffffffff")
            session.execute(delete(Coding).where(col(Coding.segment_id) == segment))
            session.execute(update(Segment).where(col(Segment.id) == segment).values(id=last))
            row = coded.suggestion(BUS)
            session.add(
                Coding(
                    segment_id=last,
                    kind="theme",
                    code=BUS,
                    coder=coded.CODER,
                    human=False,
                    status="proposed",
                    confidence=row.confidence,
                    at=coded.NOW,
                )
            )
        automatic.set_level(session, PLANNER, code=BUS, level="0.8")
    assert "erreicht ab Sicherheit" in squeeze(planner.get("/kodierer/automatisch").text)
    url = f"/erhebungen/welle/themen/aussagen?zeilen=thema&zeile={BUS}"
    assert planner.get(url).text.count("nur maschinell, automatisch angenommen") == 1
    page = squeeze(planner.get(f"/aussagen/{last}").text)
    assert "nur maschinell automatisch angenommen" in page
