"""The workshop in browsers without script: the desk's and those of two parties."""

import io
import re
from typing import Any

import pytest
from litestar.testing import TestClient
from pypdf import PdfReader

from survey_service import app
from survey_service.database import Database
from survey_service.domain.fieldwork import questionnaires, surveys, workshops
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.settings import Settings
from tests.survey_service import workshop
from tests.survey_service.conftest import SECRET, Browser
from tests.survey_service.waves import PLANNER, association, draft
from tests.survey_service.workbooks import xlsform

SLUG = "traegerabfrage-2026"
HOME = f"/erhebungen/{SLUG}/fragenwerkstatt"
THREAD = "/werkstatt/beitraege?frage=bedarf"


@pytest.fixture
def survey(site_database: Database) -> SurveyFacts:
    """A draft wave with a questionnaire that has a workbook."""
    with site_database.write() as session:
        version = questionnaires.store_version(session, PLANNER, xlsform(), name="kurz.xlsx")
        return surveys.create(session, PLANNER, kind="wave", draft=draft(version))


@pytest.fixture
def planner(browser: Browser, survey: SurveyFacts) -> Browser:
    """A planner who has opened the workshop."""
    browser.sign_in("planner")
    browser.get(HOME)
    browser.post(HOME, {"introduction": "Bitte bis Freitag."})
    return browser


def add(planner: Browser, name: str) -> str:
    """Ask a board; returns the path of its link as it is shown for copying."""
    planner.get(HOME)
    planner.post(f"{HOME}/beteiligte", {"verband": "beirat", "name": name})
    party = re.findall(rf"{name}.*?beteiligte/([0-9a-f-]+)", planner.page, re.DOTALL)[-1]
    shown = planner.post(f"{HOME}/beteiligte/{party}", {"tun": "zeigen"}).text
    found = re.search(r"http://testserver.local(/w/[\w-]+)", shown)
    assert found is not None
    assert found[1] not in planner.get(HOME).text
    return found[1]


@pytest.fixture
def other_client(settings: Settings, site_database: Database) -> Any:
    with TestClient(app.create(settings, site_database), base_url=settings.base_url) as made:
        yield made


@pytest.fixture
def guest(other_client: TestClient[Any]) -> Browser:
    """Another device."""
    return Browser(other_client)


def enter(browser: Browser, link: str) -> None:
    browser.get(link)
    assert str(browser.post(link).url).endswith("/werkstatt")


def write(browser: Browser, text: str, **fields: str) -> Any:
    browser.get(THREAD)
    version = re.search(r'name="version" value="([^"]+)"', browser.page)
    assert version is not None
    sent = {"frage": "bedarf", "art": "comment", "person": "Frau Öz", "version": version[1]}
    return browser.post("/werkstatt/beitraege", {**sent, "beitrag": text, **fields})


# --- refusals ------------------------------------------------------------------------------------


def test_looking_at_a_link_uses_nothing_up_and_opens_nothing(
    planner: Browser, guest: Browser
) -> None:
    link = add(planner, "Beirat")
    for _ in range(2):
        assert "Beirat" in guest.get(link).text
        assert guest.client.head(link).status_code == 200
    assert guest.get("/werkstatt").status_code == 401
    assert guest.get("/w/erfunden").status_code == 404
    enter(guest, link)


def test_a_withdrawn_link_and_its_browsers_are_out(planner: Browser, guest: Browser) -> None:
    link = add(planner, "Beirat")
    enter(guest, link)
    guest.get(THREAD)
    token = guest.token()
    planner.get(HOME)
    party = re.findall(r"beteiligte/([0-9a-f-]+)", planner.page)[-1]
    planner.post(f"{HOME}/beteiligte/{party}", {"tun": "zurueckziehen"})
    assert "Link zurückgezogen" in planner.page
    typed = {"_csrf": token, "beitrag": "Lange <b>Rede</b>", "frage": "bedarf", "person": "Öz"}
    answer = guest.client.post("/werkstatt/beitraege", data=typed)
    assert answer.status_code == 401
    assert "Lange &lt;b&gt;Rede&lt;/b&gt;" in answer.text
    assert guest.get(link).status_code == 404
    planner.get(HOME)
    answer = planner.post(f"{HOME}/beteiligte/{party}", {"tun": "unsinn"})
    assert (answer.status_code, "Wählen Sie" in answer.text) == (422, True)


def test_a_party_reaches_its_workshop_only(
    planner: Browser, guest: Browser, survey: SurveyFacts, site_database: Database
) -> None:
    """Two workshops on the same questions: what one party writes, the other never sees."""
    link = add(planner, "Beirat")
    enter(guest, link)
    write(guest, "Unser Geheimnis")
    with site_database.write() as session:
        new = draft(survey.questionnaire_version_id, title="Andere Welle")
        other = surveys.create(session, PLANNER, kind="wave", draft=new)
        at = workshops.open_workshop(session, PLANNER, other.id, introduction="")
        stranger = workshop.party(session, at, "AWO").session
    guest.client.cookies.clear()
    guest.client.cookies.set("werkstatt", stranger)
    for address in ("/werkstatt", "/werkstatt/abschnitt/lage", THREAD, "/werkstatt/protokoll"):
        page = guest.get(address)
        assert page.status_code == 200
        assert "Geheimnis" not in page.text
        assert "Beirat" not in page.text
        assert "1 Beitrag" not in page.text
    assert guest.get(HOME).status_code == 200
    assert "Anmelden" in guest.page


def test_a_party_is_nobody_at_the_other_doors(planner: Browser, guest: Browser) -> None:
    enter(guest, add(planner, "Beirat"))
    assert guest.get("/traeger").status_code == 401
    assert "Anmelden" in guest.get("/arbeitsplatz").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"beitrag": " "}, "der Text ist noch leer"),
        ({"person": " "}, "Geben Sie Ihren Namen an"),
        ({"art": "answer"}, "Wählen Sie, ob Sie kommentieren"),
        ({"version": "unsinn"}, "Laden Sie die Seite neu"),
        ({"art": "proposal", "beitrag": "Wie groß ist der Bedarf?"}, "lautet wie die Frage"),
    ],
)
def test_a_refused_entry_comes_back_as_typed(
    planner: Browser, guest: Browser, fields: dict[str, str], sentence: str
) -> None:
    enter(guest, add(planner, "Beirat"))
    typed = {"beitrag": "Mein Text", "person": "Frau Öz"} | fields
    answer = write(guest, typed.pop("beitrag"), **typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert ("Mein Text" in answer.text) == ("beitrag" not in fields)
    assert "Noch hat niemand etwas gesagt." in guest.get(THREAD).text


def test_unknown_questions_and_sections_are_not_found(planner: Browser, guest: Browser) -> None:
    enter(guest, add(planner, "Beirat"))
    for address in ("/werkstatt/abschnitt/erfunden", "/werkstatt/beitraege?frage=erfunden"):
        assert guest.get(address).status_code == 404
    assert planner.get(f"{HOME}/beitraege?frage=erfunden").status_code == 404
    assert planner.get("/erhebungen/erfunden/fragenwerkstatt").status_code == 404


def test_reader_looks_and_changes_nothing(browser: Browser, survey: SurveyFacts) -> None:
    browser.sign_in("reader")
    assert "Fragenwerkstatt eröffnen" not in browser.get(HOME).text
    browser.get(f"/erhebungen/{survey.slug}")
    assert browser.post(HOME, {"introduction": "x"}).status_code == 403


# --- the way through -----------------------------------------------------------------------------


def test_planner_asks_associations_of_the_register(
    planner: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        caritas = association(session, "Caritas")
    planner.get(HOME)
    answer = planner.post(f"{HOME}/beteiligte", {"verband": str(caritas), "email": "keine Adresse"})
    assert (answer.status_code, "ist keine E-Mail-Adresse" in answer.text) == (422, True)
    assert 'value="keine Adresse"' in answer.text
    planner.post(f"{HOME}/beteiligte", {"verband": str(caritas), "email": "a@verband.example"})
    assert "Caritas" in planner.page
    party = re.findall(r"beteiligte/([0-9a-f-]+)", planner.page)[-1]
    planner.post(f"{HOME}/beteiligte/{party}", {"tun": "senden"})
    assert "Der Link für Caritas geht an a@verband.example." in planner.page
    assert "Fragenwerkstatt: Trägerabfrage 2026" in planner.get("/postausgang").text
    planner.get(HOME)
    planner.post(f"{HOME}/beteiligte/{party}", {"tun": "erneuern"})
    assert "Der alte Link für Caritas gilt nicht mehr." in planner.page


def test_a_draft_is_discussed_replaced_released_and_opened(
    planner: Browser, guest: Browser
) -> None:
    enter(guest, add(planner, "Beirat"))
    assert "Bitte bis Freitag." in guest.page
    section = guest.get("/werkstatt/abschnitt/lage").text
    assert all(words in section for words in ("Wie groß ist der Bedarf?", "klein", "Warum?"))
    assert "Worum es geht" in guest.get("/werkstatt/worum-es-geht").text
    write(guest, "Was ist Bedarf? <script>")
    assert "Was ist Bedarf? &lt;script&gt;" in guest.page
    assert 'value="Frau Öz"' in guest.page
    write(guest, "Wie hoch ist der Bedarf?", art="proposal")
    assert "<del>" in guest.page
    assert "2 offen" in planner.get(HOME).text
    assert "2 Beiträge offen" in planner.get(f"/erhebungen/{SLUG}").text

    planner.get(f"{HOME}/beitraege?frage=bedarf")
    assert "Frau Öz" in planner.page
    empty = planner.post(f"{HOME}/beitraege", {"frage": "bedarf", "beitrag": " "})
    assert empty.status_code == 422
    planner.post(f"{HOME}/beitraege", {"frage": "bedarf", "beitrag": "Kommt."})
    assert "beantwortet" in planner.page
    assert "Kommt." in guest.get(THREAD).text

    release = guest.get("/werkstatt/freigabe").text
    seen = re.search(r'name="version" value="([^"]+)"', release)
    assert seen is not None
    guest.post("/werkstatt/freigabe", {"version": seen[1], "person": "Frau Öz"})
    assert "Beirat gibt Version 1 frei." in guest.page

    planner.get(HOME)
    new = xlsform(version=2, title="Kurz gefragt, neu", kind="note")
    planner.post(f"{HOME}/fassung", files={"workbook": ("kurz.xlsx", new)})
    assert "Auf dem Tisch liegt jetzt Version 2." in planner.page
    assert "jetzt liegt Version 2 vor" in planner.page
    assert "zu Version 1" in guest.get(THREAD).text
    guest.get("/werkstatt/freigabe")
    late = guest.post("/werkstatt/freigabe", {"version": seen[1], "person": "Frau Öz"})
    assert (late.status_code, "Inzwischen liegt Version 2 vor" in late.text) == (422, True)

    planner.get(f"/erhebungen/{SLUG}/oeffnen")
    assert "noch nicht von allen freigegeben" in planner.page
    refused = planner.post(f"/erhebungen/{SLUG}/oeffnen", {"reason": ""})
    assert (refused.status_code, "Musterstadt, Beirat" in refused.text) == (409, True)
    planner.get(HOME)
    version = re.search(r'name="version" value="([^"]+)"', planner.page)
    assert version is not None
    planner.post(f"{HOME}/freigabe", {"version": version[1]})
    assert "Version 2 ist für die Kommune freigegeben." in planner.page
    guest.get("/werkstatt/freigabe")
    guest.post("/werkstatt/freigabe", {"version": version[1], "person": "Herr Yıldız"})
    planner.get(f"/erhebungen/{SLUG}/oeffnen")
    assert "noch nicht von allen" not in planner.page
    assert "ist geöffnet." in planner.post(f"/erhebungen/{SLUG}/oeffnen").text
    assert "Freigaben des Fragebogens" in planner.page
    for browser, address in ((planner, f"{HOME}/protokoll"), (guest, "/werkstatt/protokoll")):
        record = browser.get(address).text
        assert "Alle Beteiligten haben Version 2 freigegeben." in record
        assert "Herr Yıldız" in record
        assert f'href="{address}/pdf"' in record
        file = browser.get(f"{address}/pdf")
        assert file.headers["content-disposition"] == f'attachment; filename="freigaben-{SLUG}.pdf"'
        printed = PdfReader(io.BytesIO(file.content)).pages[0].extract_text()
        assert "Alle Beteiligten haben Version 2 freigegeben." in printed
        assert printed.count("Herr Yıldız") == 2
    assert "die Fragenwerkstatt beendet" in guest.get("/werkstatt").text
    late = guest.client.post(
        "/werkstatt/beitraege",
        data={"_csrf": guest.token(), "frage": "bedarf", "beitrag": "Zu spät"},
    )
    assert (late.status_code, "Zu spät" in late.text) == (422, True)


def test_opening_without_releases_shows_its_reason(planner: Browser) -> None:
    planner.get(f"/erhebungen/{SLUG}/oeffnen")
    planner.post(f"/erhebungen/{SLUG}/oeffnen", {"reason": "Der Rat tagt am Montag."})
    assert "ist geöffnet." in planner.page
    assert "Grund: Der Rat tagt am Montag." in planner.get(f"{HOME}/protokoll").text
    printed = PdfReader(io.BytesIO(planner.get(f"{HOME}/protokoll/pdf").content)).pages[0]
    text = " ".join(printed.extract_text().split()).replace("\u00ad ", "")
    assert "Version 1 ist noch nicht freigegeben von: Musterstadt" in text
    assert "Grund: Der Rat tagt am Montag." in text


def test_uploads_that_do_not_fit_are_refused(planner: Browser) -> None:
    planner.get(HOME)
    for content, sentence in (
        (xlsform(version=2, kind="barcode"), "hat einen Fehler"),
        (xlsform(title="Anders"), "wird in der Fragenwerkstatt zu"),
        (b"kein Excel", "Excel"),
    ):
        answer = planner.post(f"{HOME}/fassung", files={"workbook": ("kurz.xlsx", content)})
        assert (answer.status_code, sentence in answer.text) == (422, True), sentence
    same = planner.post(f"{HOME}/fassung", files={"workbook": ("kurz.xlsx", xlsform())})
    assert "Genau diese Fassung liegt schon auf dem Tisch." in same.text


def test_ending_the_session_ends_it(planner: Browser, guest: Browser) -> None:
    enter(guest, add(planner, "Beirat"))
    assert "geschlossen" in guest.post("/werkstatt/beenden").text
    assert guest.get("/werkstatt").status_code == 401


def test_the_next_wave_lands_on_its_form(planner: Browser) -> None:
    planner.get(f"/erhebungen/{SLUG}")
    answer = planner.post(f"/erhebungen/{SLUG}/naechste")
    assert str(answer.url).endswith("/erhebungen/traegerabfrage-2029/bearbeiten")
    assert "„Trägerabfrage 2029“ ist als Entwurf angelegt." in answer.text
    assert 'value="Trägerabfrage 2029"' in answer.text
    assert SECRET not in answer.text
