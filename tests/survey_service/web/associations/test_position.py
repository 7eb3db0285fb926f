"""The Stellungnahme in browsers: two associations write, the city sees nothing until released."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader
from sqlmodel import Session, select

from survey_service import app
from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.domain.associations import released
from survey_service.permissions import ROLE_ACTIONS, Action
from survey_service.settings import Settings
from survey_service.tables.register import Association
from tests.survey_service.conftest import ASSOCIATION, OPERATOR, PASSWORD, Browser
from tests.survey_service.domain.associations.two import SLUG
from tests.survey_service.domain.fieldwork.returned import join
from tests.survey_service.waves import association, wave

ADDRESS = f"/verband/{SLUG}/stellungnahme"
CITY = f"/erhebungen/{SLUG}/stellungnahme"
SECRET_TEXT, SECRET_REMARK = "Xylophonkürzung verhindern", "Quittenmus fehlt"
CITY_ROLES = sorted(ROLE_ACTIONS.keys() - {"association"})


@pytest.fixture
def two(site_database: Database) -> None:
    """Two associations with accounts ("association", "awo") and one member each."""
    with site_database.write() as session:
        survey = wave(session)
        own = session.exec(select(Association.id).where(Association.name == ASSOCIATION)).one()
        join(session, survey, "awo", association=association(session, "AWO"))
        join(session, survey, "eigen", association=own)
        accounts.add(
            session,
            OPERATOR,
            login="awo",
            name="Anna Awo",
            password=PASSWORD,
            role="association",
            association="AWO",
        )


@pytest.fixture
def other(settings: Settings, site_database: Database) -> Iterator[Browser]:
    """A second browser."""
    with TestClient(app.create(settings, site_database), base_url=settings.base_url) as made:
        yield Browser(made)


def write(browser: Browser, text: str) -> Any:
    browser.get(f"{ADDRESS}/schreiben")
    return send(browser, text, based_on=_based_on(browser.page))


def send(browser: Browser, text: str, *, based_on: str) -> Any:
    return browser.post(f"{ADDRESS}/schreiben", {"text": text, "based_on": based_on})


def _based_on(page: str) -> str:
    return page.partition('name="based_on" value="')[2].partition('"')[0]


def release(browser: Browser, number: int) -> Any:
    browser.get(ADDRESS)
    return browser.post(f"{ADDRESS}/fassungen/{number}/freigabe")


@pytest.mark.usefixtures("two")
def test_two_write_comment_and_release(browser: Browser, other: Browser) -> None:
    browser.sign_in("association")
    other.sign_in("awo")
    assert "Ersten Entwurf schreiben" in browser.get(ADDRESS).text
    refused = write(browser, " ")
    assert (refused.status_code, "noch leer" in refused.text) == (400, True)
    assert "Fassung 1 ist gespeichert." in write(browser, "Es fehlen Wohnungen.").text
    other.get(ADDRESS)
    empty = other.post(f"{ADDRESS}/fassungen/1/kommentar", {"text": ""})
    assert (empty.status_code, "Kommentar ist leer" in empty.text) == (422, True)
    other.post(f"{ADDRESS}/fassungen/1/kommentar", {"text": "Welche denn?"})
    assert "Welche denn?" in browser.get(ADDRESS).text
    write(browser, "Es fehlen bezahlbare Wohnungen.")
    changes = other.get(f"{ADDRESS}/fassungen/2/aenderungen").text
    assert '<ins><span class="visually-hidden">[neu: </span> bezahlbare' in changes
    assert other.get(f"{ADDRESS}/fassungen/1/aenderungen").status_code == 404
    assert "Ihr Verband hat Fassung 2 freigegeben." in release(browser, 2).text
    stale = release(other, 1)
    assert (stale.status_code, "Inzwischen gibt es Fassung 2" in stale.text) == (409, True)
    assert "die Kommune sieht jetzt diese Fassung" in release(other, 2).text
    assert "Die Kommune sieht Fassung 2." in write(other, "Dritte.").text


@pytest.mark.usefixtures("two")
def test_of_two_who_write_at_once_the_second_sees_both(browser: Browser, other: Browser) -> None:
    browser.sign_in("association")
    other.sign_in("awo")
    write(browser, "Anfang.")
    browser.get(f"{ADDRESS}/schreiben")
    write(other, "Anfang und Mitte.")
    answer = send(browser, "Anfang und Ende.", based_on="1")
    assert (answer.status_code, "Zwei Fassungen" in answer.text) == (409, True)
    assert "Anfang und Mitte." in answer.text
    assert "Anfang und Ende.</textarea>" in answer.text
    assert _based_on(answer.text) == "2"
    send(browser, "Anfang, Mitte und Ende.", based_on="2")
    page = browser.get(ADDRESS).text
    assert "Anfang, Mitte und Ende." in page
    assert "Anfang und Mitte." in browser.get(f"{ADDRESS}/fassungen/2").text


@pytest.mark.usefixtures("two")
def test_text_comes_back_when_the_session_has_ended(browser: Browser) -> None:
    browser.sign_in("association")
    browser.get(f"{ADDRESS}/schreiben")
    token = browser.token()
    browser.client.cookies.clear()
    answer = browser.post(f"{ADDRESS}/schreiben", {"_csrf": token, "text": "Lange <Arbeit>"})
    assert (answer.status_code, "Lange &lt;Arbeit&gt;" in answer.text) == (401, True)
    assert "Es wurde nicht gespeichert." in answer.text


def desk_pages() -> Iterator[str]:
    """Every page of the desk, of this wave where it is about one."""
    for router in app.ROUTERS:
        for route in router.routes:
            for handler in route.route_handlers:
                action = handler.opt.get("action")
                if "GET" in handler.http_methods and action not in {None, Action.VISIT}:
                    path = route.path.replace("{slug:str}", SLUG).replace("{number:int}", "1")
                    if "{" not in path and not path.startswith(("/traeger/", "/mitmachen")):
                        yield path


def shown(answer: Any) -> str:
    """What somebody reads on a page or in a PDF."""
    if answer.headers["content-type"] != "application/pdf":
        return str(answer.text)
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def leaks(browser: Browser) -> list[str]:
    """Pages on which a draft, a comment or the number of versions stands."""
    found = []
    for path in desk_pages():
        page = shown(browser.get(path))
        if SECRET_TEXT in page or SECRET_REMARK in page or "Fassung 2" in page:
            found.append(path)
    return found


def drafts(browser: Browser) -> None:
    browser.sign_in("association")
    write(browser, "Erster Entwurf")
    write(browser, SECRET_TEXT)
    browser.get(ADDRESS)
    browser.post(f"{ADDRESS}/fassungen/2/kommentar", {"text": SECRET_REMARK})
    release(browser, 2)


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("role", CITY_ROLES)
def test_no_page_of_the_city_shows_a_draft(browser: Browser, other: Browser, role: str) -> None:
    drafts(browser)
    other.sign_in(role)
    assert {"/protokoll", f"/erhebungen/{SLUG}", CITY, f"{CITY}/text", f"{CITY}/pdf"} <= set(
        desk_pages()
    )
    assert leaks(other) == []
    assert "bei den Verbänden in Arbeit" in other.get(f"/erhebungen/{SLUG}").text


@pytest.mark.usefixtures("two")
def test_negative_control_the_search_finds_a_draft(
    browser: Browser, other: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The associations' own pages hold it, and the city's would if it took any version."""
    drafts(browser)
    assert {ADDRESS, f"{ADDRESS}/schreiben"} <= set(leaks(browser))
    monkeypatch.setattr(released, "released", _any_version)
    other.sign_in("planner")
    assert leaks(other) == [CITY, f"{CITY}/text", f"{CITY}/pdf"]


def _any_version(session: Session, survey: Any) -> Any:
    from survey_service import clock
    from survey_service.tables.position_papers import PositionVersion

    row = session.exec(select(PositionVersion).where(PositionVersion.number == 2)).one()
    return released.Released(
        number=2,
        text=row.text,
        written_at=row.written_at,
        released_at=clock.now(),
        associations=("AWO",),
    )


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize("role", ["planner", "report_author"])
def test_city_reads_and_downloads_what_all_released(
    browser: Browser, other: Browser, role: str
) -> None:
    drafts(browser)
    other.sign_in(role)
    assert "in Arbeit" in other.get(CITY).text
    early = other.get(f"{CITY}/text")
    assert (early.status_code, "noch nicht freigegeben" in early.text) == (409, True)
    assert other.get(f"{CITY}/pdf").status_code == 409
    other.client.cookies.clear()
    other.sign_in("awo")
    release(other, 2)
    other.client.cookies.clear()
    other.sign_in(role)
    page = other.get(CITY).text
    assert (SECRET_TEXT in page, SECRET_REMARK in page, "Erster Entwurf" in page) == (
        True,
        False,
        False,
    )
    file = other.get(f"{CITY}/text")
    assert file.headers["content-disposition"] == f'attachment; filename="stellungnahme-{SLUG}.txt"'
    assert file.text.endswith(f"von: AWO, {ASSOCIATION}\n")
    printed = PdfReader(io.BytesIO(other.get(f"{CITY}/pdf").content)).pages[0].extract_text()
    assert (SECRET_TEXT in printed, f"von: AWO, {ASSOCIATION}" in printed) == (True, True)
    assert "Erster Entwurf" not in printed


def test_planner_notes_that_an_association_without_account_stays_out(
    browser: Browser, other: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        survey = wave(session)
        own = session.exec(select(Association.id).where(Association.name == ASSOCIATION)).one()
        join(session, survey, "eigen", association=own)
        quiet = association(session, "Stiller Verband")
        join(session, survey, "still", association=quiet)
    drafts(browser)
    other.sign_in("planner")
    page = other.get(CITY).text
    assert "Verbände ohne Konto können nicht freigeben" in page
    answer = other.post(f"{CITY}/verbaende", {"nicht": str(own)})
    assert (answer.status_code, "entscheidet selbst" in answer.text) == (409, True)
    other.get(CITY)
    assert other.post(f"{CITY}/verbaende", {"nicht": "kein Verband"}).status_code == 404
    other.get(CITY)
    answer = other.post(f"{CITY}/verbaende", {"nicht": str(quiet)})
    assert "Vermerkt: Stiller Verband wirkt nicht mit." in answer.text
    assert SECRET_TEXT in answer.text
    assert "wirkt nicht mit" in browser.get(ADDRESS).text
    answer = other.post(f"{CITY}/verbaende", {"mitwirken": str(quiet)})
    assert "Stiller Verband wirkt mit." in answer.text


def test_association_that_was_left_out_may_come_back(
    browser: Browser, other: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        survey = wave(session)
        quiet = association(session, "Stiller Verband")
        join(session, survey, "still", association=quiet)
    other.sign_in("planner")
    other.get(CITY)
    other.post(f"{CITY}/verbaende", {"nicht": str(quiet)})
    with site_database.write() as session:
        accounts.add(
            session,
            OPERATOR,
            login="stille",
            name="Stille",
            password=PASSWORD,
            role="association",
            association="Stiller Verband",
        )
    browser.sign_in("stille")
    assert "Doch mitwirken" in browser.get(ADDRESS).text
    assert browser.get(f"{ADDRESS}/schreiben").status_code == 403
    browser.get(ADDRESS)
    assert "Ihr Verband wirkt mit." in browser.post(f"{ADDRESS}/mitwirken").text
    assert "Fassung 1 ist gespeichert." in write(browser, "Nun doch.").text
