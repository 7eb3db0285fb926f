"""Name, minimum counts, legal texts; and the legal pages for everybody."""

import pytest

from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.fieldwork import surveys
from tests.survey_service.conftest import Browser
from tests.survey_service.waves import PLANNER, draft, store

ENTRY = {
    "name": "Neustadt",
    "department": "Sozialamt",
    "imprint": "Wer wir sind\n\nNeustadt <b>",
    "privacy": "Was wir speichern",
    "accessibility": "",
    "minimum_organisations": "5",
    "minimum_persons": " 10 ",
}


@pytest.mark.parametrize("role", ["planner", "coder", "reader"])
def test_only_the_administration_edits(browser: Browser, role: str) -> None:
    browser.sign_in(role)
    assert browser.get("/kommune").status_code == 403


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minimum_persons": "viele"}, "Mindestzahl der Personen: Geben Sie eine ganze Zahl"),
        ({"minimum_persons": "2"}, "Die Mindestzahl muss wenigstens 3 sein"),
        ({"minimum_organisations": "9999999"}, "Mindestzahl der Träger: Geben Sie"),
        ({"name": " "}, "Geben Sie den Namen der Kommune an."),
    ],
)
def test_faulty_form_comes_back_as_typed(
    browser: Browser, site_database: Database, changes: dict[str, str], sentence: str
) -> None:
    browser.sign_in("administrator")
    browser.get("/kommune")
    answer = browser.post("/kommune", ENTRY | changes)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Was wir speichern" in answer.text
    with site_database.read() as session:
        assert municipality.facts(session).name == "Musterstadt"


def test_legal_text_is_not_cleared_while_something_is_open(
    browser: Browser, site_database: Database
) -> None:
    with site_database.write() as session:
        made = surveys.create(session, PLANNER, kind="consultation", draft=draft(store(session)))
        surveys.open_survey(session, PLANNER, made.id)
    browser.sign_in("administrator")
    browser.get("/kommune")
    answer = browser.post("/kommune", ENTRY)
    assert answer.status_code == 422
    assert f"„{made.title}“ ist offen" in answer.text
    assert "nicht leeren: Erklärung zur Barrierefreiheit." in answer.text
    changed = browser.post("/kommune", ENTRY | {"accessibility": "Neu"})
    assert "Die Angaben sind gespeichert." in changed.text
    with site_database.write() as session:
        surveys.close(session, PLANNER, made.id)
    assert "Die Angaben sind gespeichert." in browser.post("/kommune", ENTRY).text


def test_texts_appear_on_the_public_pages(browser: Browser, site_database: Database) -> None:
    browser.sign_in("administrator")
    browser.get("/kommune")
    assert "Die Angaben sind gespeichert." in browser.post("/kommune", ENTRY).text
    with site_database.read() as session:
        assert municipality.facts(session) == MunicipalityFacts(
            name="Neustadt",
            department="Sozialamt",
            imprint="Wer wir sind\n\nNeustadt <b>",
            privacy="Was wir speichern",
            minimum_organisations=5,
            minimum_persons=10,
        )
    browser.client.cookies.clear()
    assert "<p>Neustadt &lt;b&gt;</p>" in browser.get("/impressum").text
    assert "<p>Was wir speichern</p>" in browser.get("/datenschutz").text
    page = browser.get("/barrierefreiheit")
    assert (page.status_code, "noch nicht eingetragen" in page.text) == (200, True)
