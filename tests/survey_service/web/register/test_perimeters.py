"""Drawing a perimeter: refusals keep what was typed; the list with contacts, the log."""

import json
from typing import Any

import pytest

from survey_service.database import Database
from survey_service.domain.administration import audit
from tests.survey_service import register
from tests.survey_service.conftest import Browser
from tests.survey_service.register import SHELTER
from tests.survey_service.web.register.test_atlas import sheet
from tests.survey_service.web.register.test_organisations import cells

CORNERS = "51,1; 6,6\n51,1; 6,7\n51,2; 6,7\n51,2; 6,6"
RING = [[6.6, 51.1], [6.7, 51.1], [6.7, 51.2], [6.6, 51.2], [6.6, 51.1]]
GEOJSON = json.dumps({"type": "Polygon", "coordinates": [RING]}).encode()


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    with site_database.write() as session:
        register.fill(session)
    browser.sign_in("planner")
    return browser


def send(browser: Browser, corners: str = "", file: bytes | None = None) -> Any:
    browser.get("/sozialatlas/flaeche")
    files = {"datei": ("flaeche.geojson", file)} if file is not None else None
    return browser.post("/sozialatlas/flaeche", {"ecken": corners}, files=files)


@pytest.mark.parametrize(
    ("corners", "file", "sentence", "field"),
    [
        ("", None, "Es ist keine Fläche da", "ecken"),
        ("51,1; 6,6\nam Rhein", None, "Zeile 2 nennt keine Ecke", "ecken"),
        ("51;6\n52;7\n51;7\n52;6", None, "kreuzt sich selbst", "ecken"),
        (CORNERS, b"PK", "kein GeoJSON", "datei"),
    ],
)
def test_what_is_no_perimeter_comes_back_as_typed(
    planner: Browser, corners: str, file: bytes | None, sentence: str, field: str
) -> None:
    answer = send(planner, corners, file)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert f">\n{corners}</textarea>" in answer.text


def test_without_coordinates_there_is_no_map_but_a_field(browser: Browser) -> None:
    browser.sign_in("planner")
    page = browser.get("/sozialatlas/flaeche").text
    assert "Noch hat keine Einrichtung Koordinaten." in page
    assert 'id="ecken"' in page


@pytest.mark.parametrize(("corners", "file"), [(CORNERS, None), ("", GEOJSON)])
def test_the_list_of_a_perimeter(
    planner: Browser, site_database: Database, corners: str, file: bytes | None
) -> None:
    answer = send(planner, corners, file)
    assert answer.url.path.startswith("/sozialatlas/flaeche/")
    assert [row[0] for row in cells(answer.text, "einrichtungen")] == [
        "Beratung Beratung",
        "Kita Kita",
    ]
    assert "Eine Schutzeinrichtung liegt in der Fläche." in answer.text
    assert "Sie müssen von Ihnen persönlich benachrichtigt werden." in answer.text
    assert [word for word in (SHELTER, "Geheim") if word in answer.text] == []
    workbook = planner.client.get(f"{answer.url.path}/excel")
    rows = sheet(workbook.content)
    assert rows[0][0] == "INTERN – NICHT WEITERGEBEN"
    assert [(row[0], *row[5:]) for row in rows[5:9]] == [
        ("Beratung", None, None, "Tel. Beratung", "eins@traeger.example"),
        ("Beratung", "Ada Träger", "Leitung", "0170", "person@traeger.example"),
        ("Kita", None, None, "Tel. Kita", "eins@traeger.example"),
        ("Kita", "Kim Kita", "Leitung", "0170", "person@traeger.example"),
    ]
    assert [word for word in (SHELTER, "Geheim", "Verwaist") if word in str(rows)] == []
    with site_database.read() as session:
        entry = audit.entries(session)[0][0]
    assert (entry.actor, entry.detail) == ("planner", "2 Einrichtungen, 2 Ansprechpersonen")


def test_who_may_not_edit_the_register_learns_nothing_of_protected_places(
    planner: Browser,
) -> None:
    path = send(planner, CORNERS).url.path
    planner.post("/abmelden")
    planner.sign_in("administrator")
    page = planner.get(path).text
    assert "Kita" in page
    assert "Schutzeinrichtung" not in page
    assert "Blitzabfrage" not in page


def test_an_empty_perimeter_says_so(planner: Browser) -> None:
    page = send(planner, "10;10\n10;11\n11;11").text
    assert "liegt keine Einrichtung mit Koordinaten" in page
    assert "als Excel" not in page


def test_a_perimeter_that_is_gone(planner: Browser) -> None:
    answer = planner.get("/sozialatlas/flaeche/00000000-0000-0000-0000-000000000007")
    assert (answer.status_code, "Diese Fläche gibt es nicht mehr" in answer.text) == (404, True)
