"""A provider's whole return in a browser without script, and everything that can go wrong."""

import re
from datetime import timedelta

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from exports import pdf
from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.providers import receipts
from survey_service.settings import Settings
from survey_service.tables.responses import Response, Statement, SubmittedVersion
from survey_service.tables.surveys import Survey
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import Made
from tests.survey_service.web.providers.provider_pages import (
    HUB,
    LAGE,
    OPEN_AGAIN,
    change_survey,
    flash,
    form,
    heading,
    hidden,
    open_link,
    path,
)

# Whose rows


def test_other_organisations_rows_are_not_found(provider: Browser, made: Made) -> None:
    for url in (
        "/traeger/andere",
        "/traeger/gibt-es-nicht",
        "/traeger/andere/lage",
        "/traeger/andere/absenden",
        "/traeger/andere/antworten",
        "/traeger/andere/beleg",
        f"{HUB}/gibt-es-nicht",
        f"{HUB}/nachfrage",
        f"{HUB}/umfeld/tabelle",
        f"{HUB}/lage/fassungen/x",
        f"{HUB}/nachfrage/{made.foreign_facility}",
        f"{HUB}/nachfrage/{made.foreign_facility}/fassungen",
        f"{HUB}/lage/{made.facilities[0]}",
        f"{HUB}/beleg",
        f"{HUB}/beleg/2026-ABCDEF/pdf",
        f"{HUB}/beleg/2026-ABCDEF/stand",
    ):
        assert (provider.get(url).status_code, url) == (404, url)
    for url in (
        f"{HUB}/nachfrage/{made.foreign_facility}",
        f"{HUB}/nachfrage/{made.foreign_facility}/fassungen",
        "/traeger/andere/lage",
        "/traeger/andere/absenden",
        "/traeger/andere/aendern",
    ):
        provider.get("/traeger")
        assert (provider.post(url, {"wartezeit": "3"}).status_code, url) == (404, url)


def test_own_rows_are_found(provider: Browser, made: Made) -> None:
    """Negative control of the test above."""
    for url in (
        HUB,
        LAGE,
        f"{HUB}/nachfrage/{made.facilities[0]}",
        f"{HUB}/nachfrage/tabelle",
        f"{HUB}/absenden",
        f"{HUB}/antworten",
    ):
        assert (provider.get(url).status_code, url) == (200, url)


def test_a_receipt_of_another_organisation_is_not_found(
    provider: Browser, site_database: Database, made: Made
) -> None:
    # An own response is there: only the query keeps the other organisation's receipt away.
    form(provider, LAGE, {"umfang": "mehr"})
    with site_database.write() as session:
        response = Response(
            survey_id=session.exec(select(Survey.id).where(Survey.slug == "andere")).one(),
            questionnaire_version_id=session.exec(select(Survey.questionnaire_version_id)).first(),
            organisation_id=made.stranger.organisation_id,
        )
        session.add(response)
        session.flush()
        version = SubmittedVersion(
            response_id=response.id,
            number=1,
            document=b"{}",
            receipt_number="2026-FREMDE",
            submitted_at=clock.now(),
        )
        session.add(version)
    assert provider.get("/traeger/andere/beleg").status_code == 404
    assert provider.get(f"{HUB}/beleg/2026-FREMDE/pdf").status_code == 404


# The whole return


def test_whole_return_without_script(
    provider: Browser, site_database: Database, made: Made
) -> None:
    one, two = made.facilities
    page = provider.get("/traeger").text
    assert f'href="{HUB}"' in page
    assert "0 von 6 Abschnitten fertig, noch etwa 7 Minuten" in provider.get(HUB).text

    answer = form(provider, LAGE, {"umfang": "weniger", "neu": "Viele Alleinerziehende."})
    assert path(answer) == f"{LAGE}#gruende"
    assert "Fragen dazugekommen" in flash(answer.text)
    answer = form(provider, LAGE, {"umfang": "weniger", "gruende": ["geld", "personal"]})
    assert path(answer) == f"{HUB}/nachfrage/{one}"
    assert heading(answer.text) == "Nachfrage"

    answer = form(provider, f"{HUB}/nachfrage/{one}", {"wartezeit": "3"}, "_uebersicht")
    assert path(answer) == HUB
    assert re.fullmatch(r"Gespeichert um \d\d:\d\d Uhr\.", flash(answer.text))
    answer = form(
        provider, f"{HUB}/nachfrage/tabelle", {f"{one}.wartezeit": "4", f"{two}.wartezeit": "11"}
    )
    assert path(answer) == f"{HUB}/nachfrage/tabelle#{two}.warum"
    answer = form(
        provider,
        f"{HUB}/nachfrage/tabelle",
        {f"{one}.wartezeit": "4", f"{two}.wartezeit": "11", f"{two}.warum": "Personal"},
    )
    assert path(answer) == HUB

    form(provider, f"{HUB}/umfeld/{one}", {"einzug": "02", "fehlt": "Ein Treffpunkt fehlt."})
    answer = form(provider, f"{HUB}/umfeld/{two}", {"einzug": "stadtweit", "fehlt": "Ärzte."})
    assert path(answer) == f"{HUB}/schluss"
    answer = form(provider, f"{HUB}/schluss", {"zitat": "mit_namen"})
    assert path(answer) == f"{HUB}/absenden"
    assert "Alle Abschnitte sind bearbeitet." in answer.text

    answer = provider.post(f"{HUB}/absenden")
    assert (path(answer), heading(answer.text)) == (f"{HUB}/beleg", "Rücklauf abgesandt")
    number = re.search(r'receipt-code">(\d{4}-\w{6})<', answer.text)
    assert number is not None
    assert "wird erstellt" in answer.text
    assert f'hx-get="{HUB}/beleg/{number.group(1)}/stand"' in answer.text
    with site_database.read() as session:
        rows = session.exec(select(Statement).order_by(Statement.text)).all()
    assert [(row.text, row.area_code, row.area_reason, row.quoting) for row in rows] == [
        ("Ein Treffpunkt fehlt.", "02", "asked", "with_name"),
        ("Ärzte.", "", "asked", "with_name"),
    ]


def finish_copy(database: Database) -> None:
    """What the worker's job does."""
    with database.write() as session:
        version_id = session.exec(select(SubmittedVersion.id)).one()
        content = receipts.content(session, version_id)
        assert content is not None
        receipts.store(session, version_id, pdf.receipt(content))
        assert receipts.content(session, version_id) is None


def test_the_copy_can_be_downloaded_when_it_is_written(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(f"{HUB}/absenden")
    answer = provider.post(f"{HUB}/absenden", {"grund": "Test"})
    number = re.findall(r"\d{4}-[A-Z0-9]{6}", answer.text)[0]
    early = provider.get(f"{HUB}/beleg/{number}/pdf")
    assert (path(early), flash(early.text)) == (f"{HUB}/beleg", "Die Kopie wird noch erstellt.")
    assert "wird erstellt" in provider.get(f"{HUB}/beleg/{number}/stand").text
    finish_copy(site_database)
    assert "Kopie als PDF herunterladen" in provider.get(f"{HUB}/beleg/{number}/stand").text
    copy = provider.get(f"{HUB}/beleg/{number}/pdf")
    assert copy.content.startswith(b"%PDF")
    assert copy.headers["content-disposition"] == f'attachment; filename="Ruecklauf-{number}.pdf"'


def test_everything_is_there_on_another_device(
    provider: Browser,
    settings: Settings,
    site_database: Database,
    made: Made,
) -> None:
    """The first browser is gone for good; only the link is left."""
    form(provider, LAGE, {"umfang": "mehr", "neu": "Erste Zeile\nZweite Zeile"}, "_uebersicht")
    form(provider, f"{HUB}/nachfrage/{made.facilities[0]}", {"wartezeit": "bald"})
    with TestClient(
        app.create(settings, site_database), base_url=settings.base_url
    ) as other_device:
        other = Browser(other_device)
        open_link(other, site_database, made)
        page = other.get(LAGE).text
        assert 'value="mehr" checked' in page
        assert "Erste Zeile\nZweite Zeile</textarea>" in page
        page = other.get(f"{HUB}/nachfrage/{made.facilities[0]}").text
        assert 'value="bald"' in page
        assert "Bitte prüfen Sie eine Angabe" in page


def test_incomplete_return_needs_a_reason_and_links_what_is_missing(
    provider: Browser, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr"})
    page = provider.get(f"{HUB}/absenden").text
    assert f'href="{HUB}/schluss#zitat"' in page
    assert f'href="{HUB}/umfeld/{made.facilities[1]}"' in page
    answer = provider.post(f"{HUB}/absenden", {"grund": " "})
    assert (answer.status_code, "Einige Angaben fehlen." in answer.text) == (409, True)
    answer = provider.post(f"{HUB}/absenden", {"grund": "Haus 02 ist zu."})
    assert path(answer) == f"{HUB}/beleg"
    assert path(provider.get(f"{HUB}/absenden")) == f"{HUB}/beleg"


def test_answers_can_be_changed_until_the_deadline(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr", "neu": "Alt."})
    provider.get(f"{HUB}/absenden")
    provider.post(f"{HUB}/absenden", {"grund": "Test"})
    assert path(provider.get(LAGE)) == f"{HUB}/antworten"
    assert "Alt." in provider.page
    provider.get(HUB)
    assert "Abgesandt am" in provider.page
    answer = provider.post(f"{HUB}/aendern")
    assert (path(answer), "Es gilt weiter" in flash(answer.text)) == (HUB, True)
    assert "zum Ändern wieder geöffnet" in provider.get(f"{HUB}/beleg").text
    form(provider, LAGE, {"umfang": "mehr", "neu": "Neu."})
    provider.get(f"{HUB}/absenden")
    answer = provider.post(f"{HUB}/absenden", {"grund": "Test"})
    assert "Frühere Fassungen" in answer.text
    with site_database.read() as session:
        found = session.exec(select(Statement.text, Statement.current)).all()
    assert sorted(found) == [("Alt.", False), ("Neu.", True)]


# Deadline


def test_deadline_passing_while_typing(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"neu": "Anfang"})
    provider.get(LAGE)
    own = hidden(provider.page)
    yesterday = clock.today() - timedelta(days=1)
    change_survey(site_database, made, closes_on=yesterday)
    answer = provider.post(LAGE, {**own, "neu": "Anfang und Ende", "_uebersicht": "1"})
    assert path(answer) == HUB
    assert "Was Sie begonnen haben, können Sie noch bis" in answer.text
    until = f"noch bis {clock.today() + timedelta(days=2):%d.%m.%Y}, 00:00 Uhr"
    for url in ("/traeger", HUB, LAGE, f"{HUB}/nachfrage/tabelle", f"{HUB}/absenden"):
        assert until in provider.get(url).text, url
    assert "lässt sich nichts mehr ändern" in provider.get(f"{HUB}/absenden").text

    provider.get(LAGE)
    own = hidden(provider.page)
    change_survey(site_database, made, closes_on=yesterday - timedelta(days=2))
    answer = provider.post(LAGE, {**own, "neu": "Zu spät", "_weiter": "1"})
    assert (answer.status_code, heading(answer.text)) == (409, "Nicht mehr geöffnet")
    assert "Zu spät" in answer.text
    assert "Anfang und Ende" in provider.get(f"{HUB}/antworten").text
    assert path(provider.get(LAGE)) == f"{HUB}/antworten"
    assert path(provider.get(f"{HUB}/nachfrage/tabelle")) == f"{HUB}/antworten"
    assert path(provider.get(f"{HUB}/absenden")) == f"{HUB}/antworten"
    assert "Die Erhebung ist beendet." in provider.get(HUB).text
    assert "nicht abgesandt" in provider.get("/traeger").text


@pytest.mark.parametrize(("days", "near"), [(0, True), (2, True), (3, False), (14, False)])
def test_the_end_and_the_hours_after_it_are_said_in_time(
    provider: Browser, site_database: Database, made: Made, days: int, near: bool
) -> None:
    """Always on the standing page, the hub and before handing in; where one writes only at last."""
    closes = clock.today() + timedelta(days=days)
    change_survey(site_database, made, closes_on=closes)
    until = f"noch bis {closes + timedelta(days=3):%d.%m.%Y}, 00:00 Uhr"
    assert "danach noch 48 Stunden lang absenden" in provider.get("/traeger").text
    assert "danach noch 48 Stunden lang" in provider.get(HUB).text
    assert (
        "danach noch Zeit bis " + until.removeprefix("noch bis ")
        in provider.get(f"{HUB}/absenden").text
    )
    for url in (LAGE, f"{HUB}/nachfrage/tabelle"):
        assert (until in provider.get(url).text) is near


def test_nothing_begun_before_the_end(
    provider: Browser, site_database: Database, made: Made
) -> None:
    change_survey(site_database, made, closes_on=clock.today() - timedelta(days=1))
    assert "was vorher begonnen war" in provider.get(HUB).text


def test_before_the_beginning(provider: Browser, site_database: Database, made: Made) -> None:
    change_survey(site_database, made, opens_on=clock.today() + timedelta(days=2))
    assert "Beginnt am" in provider.get("/traeger").text
    assert "Die Erhebung beginnt am" in provider.get(HUB).text


def test_past_waves_have_their_receipts(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(f"{HUB}/absenden")
    provider.post(f"{HUB}/absenden", {"grund": "Test"})
    change_survey(site_database, made, state="closed")
    page = provider.get("/traeger").text
    assert "Zurzeit läuft keine Erhebung" in page
    assert f'href="{HUB}/beleg"' in page
    answer = provider.get(f"{HUB}/beleg")
    assert (answer.status_code, "Antworten ändern" in answer.text) == (200, False)


def test_sessions_of_other_kinds_are_refused(browser: Browser, made: Made) -> None:
    browser.sign_in("planner")
    answer = browser.get(HUB)
    assert (answer.status_code, heading(answer.text)) == (401, OPEN_AGAIN)


@pytest.mark.parametrize("address", ["/traeger/fremd", "/traeger/a/b/c/d/e"])
def test_page_that_is_none_leads_back_to_the_surveys(provider: Browser, address: str) -> None:
    answer = provider.get(address)
    assert (answer.status_code, '<a href="/traeger">Zu Ihren Erhebungen</a>' in answer.text) == (
        404,
        True,
    )
    provider.client.cookies.clear()
    assert "Zu Ihren Erhebungen" not in provider.get(address).text
