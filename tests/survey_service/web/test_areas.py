"""Areas at the desk: what is refused, what is shown."""

import json
from pathlib import Path
from typing import Any

import pytest

from questionnaires.areas import AreaTree
from survey_service.database import Database
from survey_service.domain import areas, files
from tests.survey_service.conftest import Browser
from tests.survey_service.web.register.test_organisations import cells

DATA = Path(__file__).parents[2] / "data"
NEUSS = (DATA / "areas" / "neuss.yaml").read_bytes()
SMALL = "code;name;level;parent;population\n1;Nord;stadtbezirk;;900\n11;Park <i>;quartier;1;400\n"


@pytest.fixture
def planner(browser: Browser) -> Browser:
    browser.sign_in("planner")
    return browser


def propose(browser: Browser, content: bytes, name: str) -> Any:
    browser.get("/gebiete")
    return browser.post("/gebiete", files={"gebietsdatei": (name, content)})


def send(browser: Browser, content: bytes, name: str) -> Any:
    """The file, and the preview accepted where there is one."""
    answer = propose(browser, content, name)
    return accept(browser, answer) if "/vorschau/" in answer.url.path else answer


def accept(browser: Browser, preview: Any) -> Any:
    state = preview.text.partition('name="stand" value="')[2].partition('"')[0]
    return browser.post(preview.url.path, {"uebernehmen": "ja", "stand": state})


def send_indicators(browser: Browser, content: bytes, source: str = "") -> Any:
    browser.get("/gebiete")
    return browser.post(
        "/gebiete/kennzahlen", {"quelle": source}, files={"kennzahldatei": ("k.csv", content)}
    )


def stored(database: Database) -> AreaTree | None:
    with database.read() as session:
        return areas.tree(session)


def test_reader_looks_but_does_not_import(browser: Browser, site_database: Database) -> None:
    browser.sign_in("reader")
    page = browser.get("/gebiete")
    assert (page.status_code, "Gebiete einlesen" in page.text) == (200, False)
    assert send(browser, NEUSS, "neuss.yaml").status_code == 403
    assert send_indicators(browser, b"code;indicator;year;value\n").status_code == 403
    assert stored(site_database) is None


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leer.csv", "Es ist keine Datei angekommen."),
        (b"a: [", "kaputt.yaml", "kein gültiges YAML"),
        (b"{}", "leer.geojson", "kein GeoJSON mit Gebieten"),
        (b"PK\x03\x04\0\0", "liste.xlsx", "Die Datei ist eine Excel-Arbeitsmappe."),
        (b"a\0b", "liste.csv", "keine Textdatei"),
        (b"Ort\nNeuss\n", "orte.csv", "fehlt die Spalte code und name"),
    ],
)
def test_broken_file_is_refused_at_its_field(
    planner: Browser, site_database: Database, content: bytes, name: str, sentence: str
) -> None:
    answer = send(planner, content, name)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert 'href="#gebietsdatei"' in answer.text
    assert stored(site_database) is None


def test_file_with_errors_names_the_places_and_stores_nothing(
    planner: Browser, site_database: Database
) -> None:
    answer = send(planner, b"code;name;parent\n1;;\n2;Zwei;9\n", "liste.csv")
    assert answer.status_code == 422
    assert "Die Datei hat Fehler. Nichts wurde übernommen." in answer.text
    assert "Das Gebiet „1“ hat keinen Namen." in answer.text
    assert "Das übergeordnete Gebiet „9“ von „2“ fehlt in der Datei." in answer.text
    assert stored(site_database) is None


def test_file_that_contradicts_the_stored_areas_is_refused(
    planner: Browser, site_database: Database
) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    before = stored(site_database)
    answer = send(planner, b"code;name;level\n1;Nord;quartier\n", "liste.csv")
    assert answer.status_code == 422
    assert "Die Datei widerspricht den vorhandenen Gebieten" in answer.text
    assert stored(site_database) == before


def test_neuss_is_taken_and_the_second_time_changes_nothing(
    planner: Browser, site_database: Database
) -> None:
    assert "Noch gibt es keines." in planner.get("/gebiete").text
    answer = send(planner, NEUSS, "neuss.yaml")
    assert "Übernommen: 35 Gebiete neu, 0 geändert." in answer.text
    assert "35 Gebiete" in answer.text
    assert answer.text.count("<svg") >= 1
    again = send(planner, NEUSS, "neuss.yaml")
    assert "Diese Datei ändert nichts" in again.text
    tree = stored(site_database)
    assert tree is not None
    assert len(tree.areas) == 35


def test_preview_says_what_changes_and_changes_nothing(
    planner: Browser, site_database: Database
) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    send(planner, b"code;name;level\n2;S\xc3\xbcd;stadtbezirk\n", "sued.csv")
    before = stored(site_database)
    lines = ("code;name;level;parent;population", "1;Nord;stadtbezirk;;900")
    more = ("11;Park Mitte;quartier;1;1400", "12;See;quartier;1;")
    page = propose(planner, "\n".join((*lines, *more)).encode(), "neu.csv")
    assert cells(page.text, "zahlen") == [["Gebiete", "1", "1", "2", "1"]]
    assert cells(page.text, "geaendert") == [
        ["Park Mitte", "11", "Name", "Park &lt;i&gt;", "Park Mitte"],
        ["Park Mitte", "11", "Einwohnerzahl", "400", "1.400"],
    ]
    assert cells(page.text, "neu") == [["See", "12", "Quartier", "1", "–"]]
    assert stored(site_database) == before
    thrown = planner.post(page.url.path, {"verwerfen": "ja"})
    assert "Die Vorschau ist verworfen." in thrown.text
    assert planner.get(page.url.path).status_code == 404
    assert stored(site_database) == before


def test_preview_of_areas_that_changed_in_between_is_shown_again(
    planner: Browser, site_database: Database
) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    page = propose(
        planner, b"code;name;level;parent\n1;Nord;stadtbezirk;\n12;See;quartier;1\n", "neu.csv"
    )
    send(planner, b"code;name;level;parent\n1;Nord;stadtbezirk;\n13;Tal;quartier;1\n", "anders.csv")
    planner.get(page.url.path)
    stale = accept(planner, page)
    assert (stale.status_code, "hat sich inzwischen geändert" in stale.text) == (409, True)
    tree = stored(site_database)
    assert tree is not None
    assert "12" not in tree.by_code
    assert "Übernommen: 1 Gebiete neu" in accept(planner, stale).text


def test_another_file_is_no_preview(planner: Browser, site_database: Database) -> None:
    with site_database.write() as session:
        key = files.store(session, "geheim.txt", "text/plain", b"code;name")
    assert planner.get(f"/gebiete/vorschau/{key}").status_code == 404
    planner.get("/gebiete")
    assert planner.post(f"/gebiete/vorschau/{key}", {"verwerfen": "ja"}).status_code == 404
    with site_database.read() as session:
        assert files.head(session, key).name == "geheim.txt"


def test_names_are_text_on_page_and_map(planner: Browser) -> None:
    page = send(planner, SMALL.encode(), "liste.csv").text
    assert "Park &lt;i&gt;" in page
    assert "Park <i>" not in page
    assert "400 Einwohnerinnen und Einwohner" in page


def test_geojson_adds_shapes_to_known_areas(planner: Browser, site_database: Database) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    square = [[[6.0, 51.0], [6.1, 51.0], [6.1, 51.1], [6.0, 51.0]]]
    geojson = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"code": "11", "name": "Park", "parent": "1"},
                "geometry": {"type": "Polygon", "coordinates": square},
            }
        ],
    }
    answer = send(planner, json.dumps(geojson).encode(), "park.geojson")
    # Level "stadtteil" of the file's depth would contradict; the stored level is kept.
    assert "Übernommen: 0 Gebiete neu, 1 geändert." in answer.text
    tree = stored(site_database)
    assert tree is not None
    assert (tree.by_code["11"].level, tree.by_code["11"].population) == ("quartier", 400)
    assert '<path d="M' in answer.text


def test_indicators_need_areas_first(planner: Browser) -> None:
    planner.get("/gebiete")
    answer = planner.post("/gebiete/kennzahlen", files={"kennzahldatei": ("k.csv", b"x;y\n1;2\n")})
    assert (answer.status_code, answer.text.count("Lesen Sie zuerst die Gebiete ein.")) == (422, 1)


def test_indicators_good_lines_are_stored_and_bad_ones_named(planner: Browser) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    assert send_indicators(planner, b"a;b\n1;2\n").status_code == 422
    content = (
        "code;indicator;unit;year;value\n11;SGB II;%;2024;12,5\n1;SGB II;%;2024;8\n"
        "0;SGB II;%;2024;9\n7;SGB II;%;2024;9\n"
    )
    answer = send_indicators(planner, content.encode(), "Amt für Statistik")
    assert answer.status_code == 422
    assert "Kennzahlen: 2 Werte neu, 0 geändert, 0 unverändert." in answer.text
    assert "1 Werte der ganzen Kommune gehören zu keinem Gebiet." in answer.text
    assert "Das Gebiet „7“ steht nicht im Gebietsverzeichnis." in answer.text
    good = "".join(line + "\n" for line in content.splitlines()[:3])
    again = send_indicators(planner, good.encode(), "Amt für Statistik")
    assert (again.status_code, "0 geändert, 2 unverändert" in again.text) == (200, True)


def test_map_and_table_show_the_chosen_indicator(planner: Browser) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    content = "code;indicator;unit;year;value\n11;SGB II;%;2024;12,5\n"
    send_indicators(planner, content.encode(), "Amt für Statistik")
    page = planner.get("/gebiete?kennzahl=SGB II&ebene=quartier").text
    assert "Karte: SGB II" in page
    assert "SGB II, 2024. Quelle: Amt für Statistik. Auf der Karte gerundet. Alle Zahlen" in page
    page_of_districts = planner.get("/gebiete?kennzahl=SGB II&ebene=stadtbezirk").text
    assert "Für diese Ebene sind keine Zahlen eingelesen." in page_of_districts
    assert "wie mit den Gebieten eingelesen" in planner.get("/gebiete").text
    assert "12,5 %" in " ".join(page.split())
    unknown = planner.get("/gebiete?kennzahl=Gibtsnicht&ebene=kiez")
    assert (unknown.status_code, "Karte: Einwohnerzahl" in unknown.text) == (200, True)


def test_one_area_shows_where_it_lies_and_its_indicators(planner: Browser) -> None:
    send(planner, SMALL.encode(), "liste.csv")
    assert planner.get("/gebiete/99").status_code == 404
    assert "keine Kennzahlen eingelesen" in planner.get("/gebiete/11").text
    content = "code;indicator;unit;year;value;source\n11;SGB II;%;2024;12,5;Amt\n"
    send_indicators(planner, content.encode())
    page = " ".join(planner.get("/gebiete/11").text.split())
    assert '<dt>Liegt in</dt> <dd><a href="/gebiete/1">Nord</a></dd>' in page
    assert '<td class="number">2024</td> <td class="number">12,5</td> <td>%</td>' in page
    assert "Park &lt;i&gt;" in planner.get("/gebiete/1").text
