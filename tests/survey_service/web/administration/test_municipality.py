"""Name, minimum counts, legal texts; and the legal pages for everybody."""

import pytest

from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from tests.survey_service.conftest import Browser

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
