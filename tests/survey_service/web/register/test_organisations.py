"""The register at the desk: refusals, preview, confirmation, list."""

import re
from typing import Any

import pytest
from litestar.testing import TestClient

from questionnaires.areas import Area, AreaTree
from survey_service.database import Database
from survey_service.domain import areas
from survey_service.domain.administration import accounts
from survey_service.domain.register import organisations
from survey_service.web.register.workbooks import TEMPLATE
from tests.questionnaires.readers.workbooks import archive, workbook
from tests.survey_service.conftest import OPERATOR, PASSWORD, Browser

TREE = AreaTree(
    municipality="Musterstadt",
    levels=("stadt", "bezirk"),
    areas=(Area(code="1", name="Nord", level="bezirk"), Area(code="2", name="Süd", level="bezirk")),
)
HEADERS = ["Träger-Nr.", "Name", "Verband", "E-Mail"]
FACILITY_HEADERS = ["Träger-Nr.", "Einrichtungs-Nr.", "Name", "Gebiet", "Zielgruppen"]
SHEETS: dict[str, list[list[object]]] = {
    # The association account of the tests has one already: a new one has to be named.
    "Verbände": [["Verband"], ["Caritas"]],
    "Träger": [
        HEADERS,
        ["T1", "Caritas <b>Nord</b>", "Caritas", "a@caritas.example"],
        ["T2", "Ohne Mail", None, None],
        ["T3", "Schlecht", None, "keine Adresse"],
    ],
    "Einrichtungen": [
        FACILITY_HEADERS,
        ["T1", "E1", "Beratung", "Nord", "Familien; Ältere"],
        ["T3", "E1", "Verwaist", "Nord", None],
    ],
}


@pytest.fixture
def planner(browser: Browser, site_database: Database) -> Browser:
    """Signed in, with areas."""
    with site_database.write() as session:
        areas.import_tree(session, OPERATOR, TREE)
    browser.sign_in("planner")
    return browser


def send(browser: Browser, content: bytes, name: str = "liste.xlsx") -> Any:
    browser.get("/traegerregister")
    return browser.post("/traegerregister", files={"workbook": (name, content)})


def cells(page: str, table: str) -> list[list[str]]:
    """Text of a table's body, row by row."""
    body = page.split(f'id="{table}"')[1].split("<tbody")[1].split("</tbody>", maxsplit=1)[0]
    rows = re.split(r"<tr\b", body)[1:]
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row] for row in found]


def codes(database: Database) -> list[str]:
    with database.read() as session:
        return sorted(row.code for row in organisations.organisations(session, OPERATOR_OF_ALL))


OPERATOR_OF_ALL = accounts.Actor(login="test", name="Test", grants=(accounts.RoleGrant("planner"),))


@pytest.mark.parametrize("role", ["coder", "reader", "report_author", "association"])
def test_roles_without_the_register_see_nothing(browser: Browser, role: str) -> None:
    browser.sign_in(role)
    assert browser.get("/traegerregister").status_code == 403


def test_administrator_sees_but_does_not_import(browser: Browser, site_database: Database) -> None:
    browser.sign_in("administrator")
    page = browser.get("/traegerregister")
    assert (page.status_code, "Vorschau erstellen" in page.text) == (200, False)
    assert send(browser, workbook(SHEETS)).status_code == 403
    assert codes(site_database) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Es ist keine Datei angekommen."),
        (b"Name;Ort", "keine Excel-Arbeitsmappe (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "das alte Excel-Format (.xls)"),
        (b"PK\x03\x04kaputt", "Die Datei ist beschädigt."),
        (archive({"xl/workbook.xml": b"0" * 5_000_000}), "ungewöhnlich gepackt"),
        (workbook({"Tabelle1": [["x"]]}), "weder ein Blatt „Träger“"),
    ],
)
def test_broken_upload_is_refused_at_its_field(
    planner: Browser, site_database: Database, content: bytes, sentence: str
) -> None:
    answer = send(planner, content)
    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert 'href="#workbook"' in answer.text
    assert "Traceback" not in answer.text
    assert codes(site_database) == []


def test_upload_without_a_file_field_is_refused(planner: Browser) -> None:
    planner.get("/traegerregister")
    answer = planner.post("/traegerregister", {"workbook": "Text statt Datei"})
    assert (answer.status_code, "Es ist keine Datei angekommen." in answer.text) == (422, True)


def test_upload_without_token_changes_nothing(client: TestClient[Any], planner: Browser) -> None:
    answer = client.post("/traegerregister", files={"workbook": ("a.xlsx", workbook(SHEETS))})
    assert answer.status_code == 403
    assert "Eine Vorschau wartet" not in planner.get("/traegerregister").text


def test_unknown_preview_is_not_found(planner: Browser) -> None:
    key = "00000000-0000-4000-8000-000000000000"
    assert planner.get(f"/traegerregister/vorschau/{key}").status_code == 404
    assert planner.get(f"/traegerregister/{key}").status_code == 404


def test_preview_writes_nothing_and_names_bad_cells(
    planner: Browser, site_database: Database
) -> None:
    answer = send(planner, workbook(SHEETS))
    assert answer.status_code == 200
    assert cells(answer.text, "zahlen") == [
        ["Träger", "2", "0", "0", "0"],
        ["Einrichtungen", "1", "0", "0", "0"],
    ]
    assert cells(answer.text, "stellen") == [
        [
            "Träger",
            "3",
            "D",
            "Ohne E-Mail-Adresse kann der Träger nicht per Mail eingeladen werden.",
            "Hinweis",
        ],
        [
            "Träger",
            "4",
            "D",
            "„keine Adresse“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de).",
            "Fehler",
        ],
        [
            "Einrichtungen",
            "3",
            "A",
            (
                "Zum Träger „T3“ gibt es keinen Eintrag im Register und keine einlesbare Zeile auf "
                "dem Blatt „Träger“. Bitte prüfen Sie die Träger-Nr."
            ),
            "Fehler",
        ],
    ]
    assert "2 Zeilen sind fehlerhaft und bleiben außen vor" in answer.text
    assert "Caritas &lt;b&gt;Nord&lt;/b&gt;" in answer.text
    assert "Neue Verbände: Caritas" in answer.text
    assert cells(answer.text, "einrichtungen-neu") == [
        ["Beratung", "2", "T1", "E1", "–", "Nord (1)", "Familien; Ältere", "nein", "ja"]
    ]
    assert codes(site_database) == []
    assert "Eine Vorschau wartet auf Ihre Entscheidung." in planner.get("/traegerregister").text


def test_answer_that_is_no_decision_changes_nothing(
    planner: Browser, site_database: Database
) -> None:
    url = str(send(planner, workbook(SHEETS)).url)
    answer = planner.post(url)
    assert (answer.status_code, "Wählen Sie „Übernehmen“" in answer.text) == (400, True)
    assert codes(site_database) == []


def test_confirmed_preview_is_in_the_register_and_again_changes_nothing(
    planner: Browser, site_database: Database
) -> None:
    url = str(send(planner, workbook(SHEETS)).url)
    answer = planner.post(url, {"uebernehmen": "ja"})
    assert "Übernommen. Träger: 2 neu, 0 geändert. Einrichtungen: 1 neu, 0 geändert." in answer.text
    assert [row[:3] for row in cells(answer.text, "traeger")] == [
        ["Caritas &lt;b&gt;Nord&lt;/b&gt;", "T1", "Caritas"],
        ["Ohne Mail", "T2", "–"],
    ]
    assert codes(site_database) == ["T1", "T2"]
    assert "Diese Datei ist übernommen." in planner.get(url).text
    again = send(planner, workbook(SHEETS))
    assert "Diese Datei ändert nichts." in again.text
    assert "Übernehmen" not in again.text
    assert cells(again.text, "zahlen") == [
        ["Träger", "0", "0", "2", "0"],
        ["Einrichtungen", "0", "0", "1", "0"],
    ]


def test_changes_are_shown_old_and_new(planner: Browser) -> None:
    url = str(send(planner, workbook(SHEETS)).url)
    planner.post(url, {"uebernehmen": "ja"})
    changed = {
        "Träger": [HEADERS, ["T1", "Caritas", "Caritas", None]],
        "Einrichtungen": [FACILITY_HEADERS, ["T1", "E1", "Beratung", "Süd", "Familien; Ältere"]],
    }
    page = send(planner, workbook(changed)).text
    assert cells(page, "traeger-geaendert") == [
        ["T1 Caritas", "2", "Name", "Caritas &lt;b&gt;Nord&lt;/b&gt;", "Caritas"],
        ["T1 Caritas", "2", "E-Mail", "a@caritas.example", "leer"],
    ]
    assert cells(page, "einrichtungen-geaendert") == [
        ["T1 / E1 Beratung", "2", "Gebiet", "Nord (1)", "Süd (2)"]
    ]
    assert "Was nicht in der Datei steht, bleibt im Register" in page


def test_stale_preview_is_refused_with_the_reason(
    planner: Browser, site_database: Database
) -> None:
    url = str(send(planner, workbook(SHEETS)).url)
    with site_database.write() as session:
        accounts.add(
            session, OPERATOR, login="zweite", name="Zweite", password=PASSWORD, role="planner"
        )
    other = Browser(TestClient(planner.client.app, base_url="http://testserver.local"))
    other.sign_in("zweite")
    theirs = str(send(other, workbook({"Träger": [HEADERS, ["T9", "Neun", None, None]]})).url)
    other.post(theirs, {"uebernehmen": "ja"})
    planner.get(url)
    answer = planner.post(url, {"uebernehmen": "ja"})
    assert answer.status_code == 409
    assert "Das Register wurde geändert, seit diese Vorschau entstand." in answer.text
    assert 'name="uebernehmen"' not in answer.text
    assert codes(site_database) == ["T9"]


def test_discarded_preview_is_gone(planner: Browser, site_database: Database) -> None:
    url = str(send(planner, workbook(SHEETS)).url)
    answer = planner.post(url, {"verwerfen": "ja"})
    assert "Die Vorschau ist verworfen." in answer.text
    assert planner.get(url).status_code == 404
    assert codes(site_database) == []


def test_search_and_one_organisation(planner: Browser) -> None:
    planner.post(str(send(planner, workbook(SHEETS)).url), {"uebernehmen": "ja"})
    assert "Kein Träger passt zu „fehlt“." in planner.get("/traegerregister?suche=fehlt").text
    page = planner.get("/traegerregister?suche=t1").text
    assert [row[1] for row in cells(page, "traeger")] == ["T1"]
    address = re.findall(r'href="(/traegerregister/[0-9a-f-]{36})"', page)[0]
    detail = planner.get(address).text
    assert cells(detail, "einrichtungen") == [
        [
            "Beratung",
            "E1",
            "–",
            "–",
            "Nord",
            "–",
            "Familien; Ältere",
            "–",
            "Ändern : Beratung Deaktivieren : Beratung",
        ]
    ]
    without = re.findall(
        r'href="(/traegerregister/[0-9a-f-]{36})"', planner.get("/traegerregister?suche=t2").text
    )[0]
    assert "stehen keine Einrichtungen im Register" in planner.get(without).text


def test_template_is_offered_and_reads_back_empty(planner: Browser) -> None:
    answer = planner.get("/traegerregister/vorlage")
    assert answer.content == TEMPLATE.read_bytes()
    assert answer.headers["content-disposition"] == 'attachment; filename="Traeger-Vorlage.xlsx"'
    assert "Diese Datei ändert nichts." in send(planner, answer.content).text


def test_long_lists_are_cut_and_say_so(planner: Browser) -> None:
    rows = [[f"T{number}", f"Träger {number}", None, "a@b.example"] for number in range(205)]
    page = send(planner, workbook({"Träger": [HEADERS, *rows]})).text
    assert len(cells(page, "traeger-neu")) == 200
    assert "es folgen 5 weitere Träger" in page
    assert cells(page, "zahlen")[0] == ["Träger", "205", "0", "0", "0"]
