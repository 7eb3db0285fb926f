"""A provider's whole return in a browser without script, and everything that can go wrong."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from litestar.testing import TestClient
from sqlmodel import select

from exports import pdf
from survey_service import app, clock
from survey_service.database import Database
from survey_service.domain.providers import receipts, standing
from survey_service.settings import Settings
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Response, Revision, Statement, SubmittedVersion
from survey_service.tables.surveys import Invitation, Survey
from tests.survey_service import wave
from tests.survey_service.conftest import Browser
from tests.survey_service.wave import SLUG, Made

OPEN_AGAIN = "Bitte öffnen Sie Ihren Link noch einmal"
HUB = f"/traeger/{SLUG}"
LAGE = f"{HUB}/lage"


@pytest.fixture
def made(site_database: Database) -> Made:
    """The wave began ten days ago and ends in ten."""
    today = clock.today()
    with site_database.write() as session:
        return wave.make(
            session, opens=today - timedelta(days=10), closes=today + timedelta(days=10)
        )


def link(database: Database, made: Made) -> str:
    assert made.actor.invitation_id is not None
    with database.read() as session:
        return standing.link(
            session, secret=wave.SECRET, base_url="", invitation_id=made.actor.invitation_id
        )


@pytest.fixture
def provider(browser: Browser, site_database: Database, made: Made) -> Browser:
    """A browser that has opened the link."""
    open_link(browser, site_database, made)
    return browser


def open_link(browser: Browser, database: Database, made: Made) -> Any:
    address = link(database, made)
    browser.get(address)
    return browser.post(address)


def heading(page: str) -> str:
    return page.split("<h1>")[1].split("</h1>", maxsplit=1)[0]


def hidden(page: str) -> dict[str, str]:
    """The form's own fields, without the token."""
    found = re.findall(r'<input type="hidden" name="(_\w[^"]*)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "_csrf"}


def form(browser: Browser, url: str, fields: dict[str, Any], button: str = "_weiter") -> Any:
    """Open a page, fill it in, press a button."""
    browser.get(url)
    return browser.post(url, {**hidden(browser.page), **fields, button: "1"})


def path(answer: Any) -> str:
    return str(answer.url).removeprefix("http://testserver.local")


def flash(page: str) -> str:
    title = r'role="status">\s*<p class="alert__title">.*?</svg>(.*?)</p>'
    found = re.search(title, page, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", found.group(1))).split()) if found else ""


def change_survey(database: Database, made: Made, **values: Any) -> None:
    with database.write() as session:
        survey = session.get_one(Survey, made.survey_id)
        for name, value in values.items():
            setattr(survey, name, value)


# The link


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("token", ["x", "A" * 43])
def test_unknown_link_always_answers_the_same(
    browser: Browser, made: Made, method: str, token: str
) -> None:
    browser.get("/anmelden")
    answer = browser.get(f"/t/{token}") if method == "GET" else browser.post(f"/t/{token}")
    assert (answer.status_code, heading(answer.text)) == (404, "Dieser Link gilt nicht mehr")
    assert standing.LINK_UNKNOWN in answer.text
    assert "zugang" not in browser.client.cookies


def test_looking_does_not_use_a_link_up(
    browser: Browser, site_database: Database, made: Made
) -> None:
    address = link(site_database, made)
    assert browser.client.head(address).status_code == 200
    answer = browser.get(address)
    assert heading(answer.text) == "Sie öffnen den Zugang von Haus Muster e. V."
    with site_database.read() as session:
        assert session.exec(select(BrowserSession)).all() == []
        assert session.exec(select(Invitation.first_opened_on)).all() == [None, None]


def test_the_button_exchanges_the_link_for_a_clean_address(
    browser: Browser, site_database: Database, made: Made
) -> None:
    answer = open_link(browser, site_database, made)
    assert (path(answer), heading(answer.text)) == ("/traeger", "Haus Muster e. V.")
    assert "Trägerabfrage 2026" in answer.text
    assert "Andere Abfrage" not in answer.text
    assert browser.client.cookies["zugang"] not in link(site_database, made)


def test_a_link_without_form_token_opens_nothing(
    client: TestClient[Any], site_database: Database, made: Made
) -> None:
    assert client.post(link(site_database, made)).status_code == 403
    assert "zugang" not in client.cookies


def test_renewed_link_puts_old_browsers_out(
    provider: Browser, site_database: Database, made: Made
) -> None:
    assert provider.get(HUB).status_code == 200
    assert made.actor.invitation_id is not None
    with site_database.write() as session:
        standing.renew(session, secret=wave.SECRET, invitation_id=made.actor.invitation_id)
    answer = provider.get(HUB)
    assert (answer.status_code, heading(answer.text)) == (401, OPEN_AGAIN)


def test_closing_the_access_ends_the_session(provider: Browser) -> None:
    provider.get("/traeger")
    stolen = provider.client.cookies["zugang"]
    assert heading(provider.post("/traeger/beenden").text) == "Zugang geschlossen"
    provider.client.cookies.set("zugang", stolen)
    assert provider.get("/traeger").status_code == 401


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


# Two tabs


def other_tab(browser: Browser, url: str, fields: dict[str, Any]) -> dict[str, str]:
    """Another tab opens the page first and is left open: what its form holds."""
    browser.get(url)
    return {**hidden(browser.page), **fields, "_weiter": "1"}


def test_two_tabs_show_both_versions_and_lose_nothing(
    provider: Browser, site_database: Database, made: Made
) -> None:
    stale = other_tab(provider, LAGE, {"neu": "Tab eins"})
    form(provider, LAGE, {"umfang": "mehr", "neu": "Tab zwei"})
    answer = provider.post(LAGE, stale)
    assert (path(answer), heading(answer.text)) == (f"{LAGE}/fassungen", "Zwei Fassungen")
    assert "Tab eins" in answer.text
    assert "Tab zwei" in answer.text
    assert "zwei Fassungen" in provider.get(LAGE).text
    assert "Zwei Fassungen: bitte entscheiden" in provider.get(HUB).text
    assert "zwei Fassungen, bitte entscheiden" in provider.get(f"{HUB}/absenden").text

    provider.get(f"{LAGE}/fassungen")
    own = hidden(provider.page)
    answer = provider.post(f"{LAGE}/fassungen", {**own, "umfang": "gespeichert"})
    assert (answer.status_code, "bei jeder Frage" in answer.text) == (400, True)
    assert 'value="gespeichert" checked' in answer.text
    answer = provider.post(f"{LAGE}/fassungen", {**own, "umfang": "gespeichert", "neu": "beide"})
    assert path(answer) == LAGE
    assert "Tab zwei\n\nTab eins</textarea>" in answer.text
    assert path(provider.get(f"{LAGE}/fassungen")) == LAGE


def test_contradiction_is_named_by_labels_everywhere(
    provider: Browser, site_database: Database
) -> None:
    """Ticked twice: not called unreadable, and no code of a choice is shown to people."""
    form(provider, LAGE, {"umfang": ["mit_mehr", "weniger"]})
    page = provider.get(f"{HUB}/absenden").text
    assert "Lage: Umfang der Angebote (nicht auswertbar, bitte prüfen)" in page
    assert "nicht lesbar" not in page


def test_a_newer_save_while_deciding_is_compared_again(provider: Browser, made: Made) -> None:
    facility = f"{HUB}/umfeld/{made.facilities[0]}"
    stale = other_tab(provider, facility, {"fehlt": "Tab eins"})
    form(provider, facility, {"fehlt": "Tab zwei"})
    provider.post(facility, stale)
    own = hidden(provider.page)
    form(provider, facility, {"fehlt": "Noch neuer"})
    answer = provider.post(f"{facility}/fassungen", {**own, "fehlt": "wartend"})
    assert path(answer) == f"{facility}/fassungen"
    assert "Noch neuer" in answer.text
    assert "vergleichen Sie neu" in flash(answer.text)


def test_two_tabs_of_the_table(provider: Browser, made: Made) -> None:
    one, two = made.facilities
    table = f"{HUB}/nachfrage/tabelle"
    stale = other_tab(provider, table, {f"{one}.wartezeit": "1", f"{two}.wartezeit": "2"})
    form(provider, table, {f"{one}.wartezeit": "5"})
    provider.get(table)
    answer = provider.post(table, stale)
    assert path(answer) == f"{HUB}/nachfrage/{one}/fassungen"
    page = provider.get(table).text
    assert re.search(rf'name="{two}.wartezeit" value="2"', page)
    assert f"{HUB}/nachfrage/{one}/fassungen" in page


# Autosave


def autosave(browser: Browser, url: str, fields: dict[str, Any]) -> Any:
    return browser.client.post(
        url,
        data={"_csrf": browser.token(), **fields},
        headers={"x-requested-with": "autosave"},
    )


def test_autosave_answers_time_and_version(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    own = hidden(provider.page)
    answer = autosave(provider, LAGE, {**own, "_folge": "1", "neu": "Ein"})
    assert (answer.status_code, hidden(answer.text)) == (200, {"_grundlage": "1"})
    assert re.search(r"Gespeichert um \d\d:\d\d", answer.text)
    assert "<html" not in answer.text
    answer = autosave(provider, LAGE, {**own, "_folge": "2", "neu": "Ein Satz"})
    assert hidden(answer.text) == {"_grundlage": "2"}


def test_autosave_says_that_there_are_two_versions(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    own = hidden(provider.page)
    form(provider, LAGE, {"neu": "Tab zwei"})
    answer = autosave(provider, LAGE, {**own, "_folge": "1", "neu": "Tab eins"})
    assert (answer.status_code, hidden(answer.text)) == (409, {"_grundlage": "0"})
    assert f'href="{LAGE}/fassungen"' in answer.text


def test_autosave_of_a_table_has_a_version_for_each_row(provider: Browser, made: Made) -> None:
    one, two = made.facilities
    table = f"{HUB}/nachfrage/tabelle"
    provider.get(table)
    answer = autosave(provider, table, {**hidden(provider.page), f"{one}.wartezeit": "5"})
    assert hidden(answer.text) == {f"_grundlage.{one}": "1", f"_grundlage.{two}": "0"}


def test_autosave_after_the_end_says_so(
    provider: Browser, site_database: Database, made: Made
) -> None:
    provider.get(LAGE)
    change_survey(site_database, made, state="closed")
    answer = autosave(provider, LAGE, {**hidden(provider.page), "neu": "Text"})
    assert (answer.status_code, "Kopieren Sie Ihren Text" in answer.text) == (409, True)


# Broken forms


def test_missing_token_stores_nothing_and_hands_back_what_was_typed(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = provider.client.post(LAGE, data={"neu": "Mein langer Text"})
    assert (answer.status_code, heading(answer.text)) == (403, "Keine Berechtigung")
    assert "Das Formular ist abgelaufen" in answer.text
    assert "Wer ist neu?" in answer.text
    assert "Mein langer Text" in answer.text
    assert stored(site_database) == []


def stored(database: Database) -> list[bytes]:
    with database.read() as session:
        return list(session.exec(select(Revision.content)).all())


def test_ended_session_hands_back_what_was_typed(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    provider.client.cookies.delete("zugang")
    answer = provider.post(LAGE, {"neu": "Mein langer Text"})
    assert (answer.status_code, "Mein langer Text" in answer.text) == (401, True)
    assert "Öffnen Sie den Link aus Ihrer Einladung noch einmal" in answer.text


def test_far_too_long_text_is_handed_back(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"neu": "Wort " * 10_001})
    assert (answer.status_code, "länger als 50.000 Zeichen" in answer.text) == (400, True)
    assert "Wort Wort" in answer.text
    assert stored(site_database) == []


def test_too_long_and_wrong_type_are_kept_and_shown_with_the_problem(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"umfang": "falsch", "neu": "y" * 201})
    assert path(answer) == f"{LAGE}#umfang"
    assert "Bitte prüfen Sie 2 Angaben" in answer.text
    assert "y" * 201 in answer.text
    assert "Traceback" not in answer.text
    assert len(stored(site_database)) == 1


def test_unknown_field_is_reported_and_not_stored(
    provider: Browser, site_database: Database, made: Made
) -> None:
    answer = form(provider, LAGE, {"umfang": "mehr", "admin": "1"})
    assert "Das Feld „admin“ gehört nicht hierher" in flash(answer.text)
    assert stored(site_database) == [
        b'{"answers":{"umfang":"mehr"},"unreadable":{},"taken_over":[],"nothing_new":false}'
    ]
    name = f"{made.foreign_facility}.wartezeit"
    answer = form(provider, f"{HUB}/nachfrage/tabelle", {name: "3"})
    assert f"Das Feld „{name}“ gehört nicht hierher" in flash(answer.text)


def test_table_speaks_of_all_facilities(provider: Browser, made: Made) -> None:
    """The page's own introduction asks to think of this one facility; cells know their column."""
    page = provider.get(f"{HUB}/nachfrage/tabelle").text
    assert "Bitte denken Sie in jeder Zeile nur an die Einrichtung, die dort genannt ist." in page
    assert 'class="table table--stacked" id="tabelle" role="table"' in page
    assert page.count('<td role="cell" data-label="Wartezeit in Tagen">') == 2


def test_unknown_field_is_reported_beside_two_versions(
    provider: Browser, site_database: Database, made: Made
) -> None:
    provider.get(LAGE)
    old = hidden(provider.page)
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(LAGE)
    answer = provider.post(LAGE, {**old, "umfang": "weniger", "admin": "1", "_weiter": "1"})
    assert path(answer) == f"{LAGE}/fassungen"
    assert "Das Feld „admin“ gehört nicht hierher" in flash(answer.text)


def test_copy_that_never_comes_is_not_promised(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"umfang": "mehr"})
    provider.get(f"{HUB}/absenden")
    assert "wird erstellt" in provider.post(f"{HUB}/absenden", {"grund": "Test"}).text
    with site_database.write() as session:
        session.exec(select(SubmittedVersion)).one().submitted_at -= timedelta(minutes=11)
    page = provider.get(f"{HUB}/beleg").text
    assert ("wird erstellt" in page, "ist noch nicht da" in page, "hx-get" in page) == (
        False,
        True,
        False,
    )


def test_broken_own_fields_overwrite_nothing(
    provider: Browser, site_database: Database, made: Made
) -> None:
    form(provider, LAGE, {"neu": "Gespeichert"})
    provider.get(LAGE)
    broken = {"_grundlage": "1; DROP", "_folge": "-1", "_formular": "x" * 500}
    answer = provider.post(LAGE, {**broken, "neu": "Anders", "_weiter": "1"})
    assert path(answer) == f"{LAGE}/fassungen"
    answer = provider.post(f"{LAGE}/fassungen", {"_wartend": "x", "neu": "wartend"})
    assert path(answer) == f"{LAGE}/fassungen"


def test_a_form_without_button_only_saves(provider: Browser, made: Made) -> None:
    provider.get(LAGE)
    answer = provider.post(LAGE, {**hidden(provider.page), "neu": "Text"})
    assert (path(answer), "Text</textarea>" in answer.text) == (LAGE, True)


def test_an_empty_table_form_goes_back_to_the_hub(provider: Browser, made: Made) -> None:
    provider.get(HUB)
    provider.get("/traeger")
    assert path(provider.post(f"{HUB}/nachfrage/tabelle", {"_weiter": "1"})) == HUB


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
