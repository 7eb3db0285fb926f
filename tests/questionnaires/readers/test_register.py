"""The register workbook: every problem with its place, all good rows."""

import html
from datetime import date
from pathlib import Path

import pytest

from questionnaires.areas import Area, AreaTree
from questionnaires.readers import register, register_columns
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register import (
    AssociationRow,
    ContactRow,
    FacilityRow,
    KnownRegister,
    OrganisationRow,
    RegisterReading,
)
from questionnaires.readers.upload import UploadRefused
from tests.questionnaires.readers.workbooks import part, with_entry, workbook

TEMPLATE = Path(register.__file__).parents[1] / "library" / "vorlagen" / "traeger_vorlage.xlsx"
TREE = AreaTree(
    municipality="Musterstadt",
    levels=("stadt", "stadtbezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk", aliases=("City",)),
        Area(code="2", name="Norden", level="stadtbezirk", aliases=("Siedlung",)),
        Area(code="3", name="Süden", level="stadtbezirk", aliases=("Siedlung",)),
    ),
)
ORGANISATION_HEADERS = ["Träger-Nr.", "Name", "Verband", "Ansprechperson", "E-Mail", "Aktiv"]
FACILITY_HEADERS = [
    "Träger-Nr.",
    "Einrichtungs-Nr.",
    "Name",
    "Art des Angebots",
    "Adresse",
    "Gebiet",
    "Zielgruppen",
    "Aktiv",
]
GOOD = {
    "Verbände": [["Verband"], ["Caritas"], ["Diakonie"]],
    "Träger": [
        ORGANISATION_HEADERS,
        ["T1", "Caritasverband", "caritas", "Ada Beispiel", "ada@caritas.example", "ja"],
        ["T2", "Haus Nord e. V.", None, None, None, "nein"],
    ],
    "Einrichtungen": [
        FACILITY_HEADERS,
        ["T1", "E1", "Beratung", "Schuldnerberatung", "Markt 1", "City", "Familien; Ältere", None],
        ["Haus Nord e.V.", "E1", "Treff", None, None, 2, None, "nein"],
    ],
}


def read(sheets: dict[str, list[list[object]]], **changes: list[list[object]]) -> RegisterReading:
    return register.read(workbook({**sheets, **changes}), areas=TREE)


def places(reading: RegisterReading) -> list[tuple[str, int, str, str, str]]:
    return [
        (problem.sheet, problem.row, problem.column, problem.severity, problem.message)
        for problem in reading.problems
    ]


def test_workbook_without_the_sheets_is_refused() -> None:
    with pytest.raises(UploadRefused, match=r"weder ein Blatt „Träger“ noch .* „Tabelle1“"):
        register.read(workbook({"Tabelle1": [["Name"]]}))


def test_every_bad_row_of_organisations_is_named() -> None:
    reading = read(
        GOOD,
        Träger=[
            ORGANISATION_HEADERS,
            ["T1", "Eins", "Caritas", None, "eins@traeger.example", None],
            [None, "Ohne Nummer", None, None, "a@b.example", None],
            ["T3", None, None, None, "a@b.example", None],
            ["t1", "Doppelt", None, None, "a@b.example", None],
            ["T5", "Mail", None, None, "kein name@x", None],
            ["T6", "Verband", "Caritass", None, "a@b.example", None],
            ["T7", "Lang" * 100, None, None, "a@b.example", None],
            ["T8", "Aktiv", None, None, "a@b.example", "vielleicht"],
            ["T9", "Neun", None, None, None, None],
        ],
        Einrichtungen=[],
    )
    assert [row.code for row in reading.organisations] == ["T1", "T9"]
    assert [place for place in places(reading) if place[0] == "Träger"] == [
        ("Träger", 3, "A", "error", "Die Angabe „Träger-Nr.“ fehlt."),
        ("Träger", 4, "B", "error", "Die Angabe „Name“ fehlt."),
        (
            "Träger",
            8,
            "B",
            "error",
            "Der Text ist länger als 300 Zeichen. Bitte kürzen Sie ihn.",
        ),
        ("Träger", 5, "A", "error", "Die Träger-Nr. „t1“ steht schon in Zeile 2."),
        (
            "Träger",
            6,
            "E",
            "error",
            "„kein name@x“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de).",
        ),
        (
            "Träger",
            7,
            "C",
            "error",
            (
                "Der Verband „Caritass“ ist nicht bekannt. Bekannt sind: Caritas, Diakonie. Einen "
                "neuen Verband tragen Sie auf dem Blatt „Verbände“ ein."
            ),
        ),
        ("Träger", 9, "F", "error", "„vielleicht“: Bitte schreiben Sie „ja“ oder „nein“."),
        (
            "Träger",
            10,
            "E",
            "warning",
            "Ohne E-Mail-Adresse kann der Träger nicht per Mail eingeladen werden.",
        ),
    ]


def test_every_bad_row_of_facilities_is_named() -> None:
    reading = read(
        GOOD,
        Einrichtungen=[
            FACILITY_HEADERS,
            ["T1", "E1", "Gut", None, None, "Innenstadt", None, None],
            ["T9", "E1", "Ohne Träger", None, None, None, None, None],
            ["T1", "E1", "Doppelt", None, None, None, None, None],
            ["T1", "E2", "Gebiet", None, None, "Westen", None, None],
            ["T1", "E3", "Zwei Gebiete", None, None, "Siedlung", None, None],
            ["T1", "E4", "Gruppen", None, None, None, ";".join(map(str, range(31))), None],
            ["T1", "E5", "Lange Gruppe", None, None, None, "x" * 101, None],
        ],
    )
    groups = (
        "Bitte nennen Sie höchstens 30 Zielgruppen mit je höchstens 100 Zeichen, getrennt durch "
        "Semikolon."
    )
    assert [row.code for row in reading.facilities] == ["E1"]
    assert places(reading) == [
        (
            "Einrichtungen",
            4,
            "B",
            "error",
            "Diese Einrichtungs-Nr. des Trägers „E1“ steht schon in Zeile 2.",
        ),
        (
            "Einrichtungen",
            3,
            "A",
            "error",
            (
                "Zum Träger „T9“ gibt es keinen Eintrag im Register und keine einlesbare Zeile auf "
                "dem Blatt „Träger“. Bitte prüfen Sie die Träger-Nr."
            ),
        ),
        (
            "Einrichtungen",
            5,
            "F",
            "error",
            "Das Gebiet „Westen“ steht nicht im Gebietsverzeichnis (Musterstadt).",
        ),
        (
            "Einrichtungen",
            6,
            "F",
            "error",
            "„Siedlung“ heißen mehrere Gebiete. Bitte nennen Sie den Schlüssel (2, 3).",
        ),
        ("Einrichtungen", 7, "G", "error", groups),
        ("Einrichtungen", 8, "G", "error", groups),
    ]


def test_missing_and_doubled_headers_are_named_and_the_sheet_left_out() -> None:
    reading = read(
        {
            "Träger": [["Name", "Mail", "E-Mail", "Faxnummer"], ["Eins", "a@b.example", "", "1"]],
            "Einrichtungen": [[]],
        }
    )
    assert (reading.organisations, reading.facilities) == ((), ())
    assert places(reading)[:3] == [
        (
            "Träger",
            1,
            "C",
            "error",
            "Die Überschrift „E-Mail“ kommt zweimal vor. Bitte löschen Sie eine Spalte.",
        ),
        (
            "Träger",
            1,
            "D",
            "warning",
            "Die Spalte „Faxnummer“ ist nicht bekannt und wird übergangen.",
        ),
        (
            "Träger",
            1,
            "",
            "error",
            (
                "Die Spalte „Träger-Nr.“ fehlt. Bitte ergänzen Sie die Überschrift oder übertragen "
                "Sie die Angaben in die Vorlage. Das Blatt wurde nicht gelesen."
            ),
        ),
    ]
    assert [place[:3] for place in places(reading)[3:]] == [("Einrichtungen", 0, "")] * 3


def test_formula_without_result_makes_its_row_bad_only_in_columns_that_are_read() -> None:
    reading = read(
        {
            "Träger": [
                ["Nr.", "Name", "Notiz"],
                ["T1", "=A2", None],
                ["T2", "Zwei", "=A3"],
                ["T3", "Drei", None],
            ]
        }
    )
    assert [row.code for row in reading.organisations] == ["T2", "T3"]
    assert [(p.row, p.column, p.severity) for p in reading.problems] == [
        (1, "C", "warning"),
        (2, "B", "error"),
        (2, "B", "error"),
    ]


def test_without_areas_a_named_area_is_a_problem() -> None:
    reading = register.read(workbook(GOOD))
    assert [place[2:] for place in places(reading)] == [
        (
            "F",
            "error",
            "Es sind noch keine Gebiete angelegt. Bitte lesen Sie zuerst die Gebiete ein.",
        )
    ] * 2


def test_good_workbook_is_read_whole() -> None:
    assert read(GOOD) == RegisterReading(
        associations=(
            AssociationRow(row=2, name="Caritas"),
            AssociationRow(row=3, name="Diakonie"),
        ),
        organisations=(
            OrganisationRow(
                row=2,
                code="T1",
                name="Caritasverband",
                association="Caritas",
                contact_name="Ada Beispiel",
                email="ada@caritas.example",
            ),
            OrganisationRow(row=3, code="T2", name="Haus Nord e. V.", active=False),
        ),
        facilities=(
            FacilityRow(
                row=2,
                organisation="T1",
                code="E1",
                name="Beratung",
                service_type="Schuldnerberatung",
                address="Markt 1",
                area="1",
                target_groups=("Familien", "Ältere"),
            ),
            FacilityRow(row=3, organisation="T2", code="E1", name="Treff", area="2", active=False),
        ),
        problems=(),
        organisation_fields=("code", "name", "association", "contact_name", "email", "active"),
        facility_fields=(
            "organisation",
            "code",
            "name",
            "service_type",
            "address",
            "area",
            "target_groups",
            "active",
        ),
    )


def test_headers_below_a_title_and_in_other_words_are_found() -> None:
    reading = read(
        {
            "Organisationen": [
                ["Liste der Träger, Stand März"],
                [],
                ["TRAEGERNUMMER *", "Trägername", "Dachverband", "Mailadresse"],
                ["7", "Sieben", "Neuer Verband", "x@y.example"],
            ]
        }
    )
    assert reading.problems == ()
    assert reading.organisations == (
        OrganisationRow(
            row=4, code="7", name="Sieben", association="Neuer Verband", email="x@y.example"
        ),
    )
    assert reading.organisation_fields == ("code", "name", "association", "email")


def test_facilities_may_belong_to_organisations_of_the_register() -> None:
    content = workbook({"Angebote": [FACILITY_HEADERS[:3], ["T1", "E1", "A"], ["Zwei", "E2", "B"]]})
    known = KnownRegister(organisations={"T1": "Eins", "T2": "Zwei", "T3": "Zwei "})
    assert [row.organisation for row in register.read(content, known=known).facilities] == ["T1"]
    known = KnownRegister(organisations={"T1": "Eins", "T2": "Zwei"})
    assert [row.organisation for row in register.read(content, known=known).facilities] == [
        "T1",
        "T2",
    ]


def test_known_associations_count_like_those_of_the_sheet() -> None:
    content = workbook(
        {"Träger": [ORGANISATION_HEADERS, ["T1", "Eins", "awo", None, "a@b.example", None]]}
    )
    known = KnownRegister(associations=frozenset({"AWO"}))
    assert register.read(content, known=known).organisations[0].association == "AWO"
    known = KnownRegister(associations=frozenset({"Caritas"}))
    assert register.read(content, known=known).organisations == ()


@pytest.mark.parametrize(
    "address",
    [
        "a@b",
        "a b@c.de",
        "@c.de",
        "a@c..de",
        "a@-c.de",
        "a@c.de\nBcc: x@y.de",
        "a@c.de, b@c.de",
        "Name <a@c.de>",
        "a.@c.de",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    content = workbook(
        {"Träger": [ORGANISATION_HEADERS, ["T1", "Eins", None, None, address, None]]}
    )
    reading = register.read(content)
    assert (reading.organisations, [p.column for p in reading.problems]) == ((), ["E"])


@pytest.mark.parametrize("address", ["a@c.de", "a.b+c@sub.träger.example", "o'neil@x-y.org"])
def test_real_addresses_pass(address: str) -> None:
    content = workbook(
        {"Träger": [ORGANISATION_HEADERS, ["T1", "Eins", None, None, address, None]]}
    )
    assert register.read(content).organisations[0].email == address


def test_template_is_empty_and_its_headers_are_ours() -> None:
    reading = register.read(TEMPLATE.read_bytes())
    assert (reading.organisations, reading.facilities, reading.problems) == ((), (), ())
    for found, columns in (
        (reading.organisation_fields, register_columns.ORGANISATION_COLUMNS),
        (reading.facility_fields, register_columns.FACILITY_COLUMNS),
        (reading.contact_fields, register_columns.CONTACT_COLUMNS),
    ):
        assert found == tuple(column.field for column in columns)


def test_template_offers_lists_to_choose_from() -> None:
    content = TEMPLATE.read_bytes()
    organisations = html.unescape(part(content, "xl/worksheets/sheet3.xml").decode())
    facilities = html.unescape(part(content, "xl/worksheets/sheet4.xml").decode())
    assert "Verbände!$A$2:$A$200" in organisations
    assert '"ja,nein"' in organisations
    assert "Träger!$A$2:$A$2000" in facilities


def test_excel_error_in_a_name_makes_the_row_bad() -> None:
    content = workbook({"Träger": [["Nr.", "Name"], ["T1", 5]]})
    name = "xl/worksheets/sheet1.xml"
    sheet = part(content, name).replace(b't="n"><v>5</v>', b't="e"><v>#NAME?</v>')
    reading = register.read(with_entry(content, name, sheet))
    assert reading.organisations == ()
    assert reading.problems == (
        CellProblem(
            sheet="Träger",
            row=2,
            column="B",
            message="Die Zelle enthält den Excel-Fehler #NAME?.",
        ),
    )


TODAY = date(2026, 5, 1)
CONTACT_HEADERS = [
    "Träger-Nr.",
    "Einrichtungs-Nr.",
    "Name",
    "Funktion",
    "E-Mail",
    "Einwilligung am",
]


def test_all_columns_are_read() -> None:
    reading = read(
        GOOD,
        Träger=[
            ["Träger-Nr.", "Name", "Anrede", "Telefon", "Postanschrift"],
            ["T1", "Eins", "Frau", "02131 1", "Eins e. V.\nMarkt 1\n41460 Neuss"],
        ],
        Einrichtungen=[
            [
                "Träger-Nr.",
                "Einrichtungs-Nr.",
                "Name",
                "Zuständig für",
                "Telefon",
                "E-Mail",
                "Internetseite",
                "Breitengrad",
                "Längengrad",
                "Schutzadresse",
            ],
            [
                "T1",
                "E1",
                "Treff",
                "3; City",
                "1",
                "a@b.example",
                "www.b.example",
                "51,2",
                6.7,
                "ja",
            ],
            ["T1", "E2", "Bus", "Stadtweit", None, None, None, 5674000, 338500, None],
        ],
    )
    assert reading.problems[1:] == ()
    assert reading.organisations == (
        OrganisationRow(
            row=2,
            code="T1",
            name="Eins",
            salutation="frau",
            phone="02131 1",
            postal_address="Eins e. V.\nMarkt 1\n41460 Neuss",
        ),
    )
    assert reading.facilities == (
        FacilityRow(
            row=2,
            organisation="T1",
            code="E1",
            name="Treff",
            serves=("1", "3"),
            phone="1",
            email="a@b.example",
            website="https://www.b.example",
            latitude=51.2,
            longitude=6.7,
            protected=True,
        ),
        FacilityRow(
            row=3,
            organisation="T1",
            code="E2",
            name="Bus",
            serves=("stadtweit",),
            latitude=51.1945581,
            longitude=6.68862,
        ),
    )


def test_bad_values_of_the_new_columns_are_named() -> None:
    reading = read(
        GOOD,
        Träger=[["Träger-Nr.", "Name", "Anrede"], ["T1", "Eins", "Doktor"]],
        Einrichtungen=[
            [
                "Träger-Nr.",
                "Einrichtungs-Nr.",
                "Name",
                "Zuständig für",
                "E-Mail",
                "Internetseite",
                "Breitengrad",
                "Schutzadresse",
            ],
            ["T1", "E1", "a", "stadtweit; 1", "x", "javascript:alert(1)", 51, "geheim"],
            ["T1", "E2", "b", "Atlantis", None, None, None, None],
        ],
    )
    assert reading.organisations == reading.facilities == ()
    named = [(place[1], place[2], place[4]) for place in places(reading)]
    assert (2, "C", "„Doktor“: Bitte schreiben Sie „Frau“, „Herr“ oder nichts.") in named
    assert [found for found in named if found[1] in set("DEFGH")] == [
        (2, "D", "Entweder „stadtweit“ oder einzelne Gebiete, nicht beides."),
        (2, "E", "„x“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de)."),
        (
            2,
            "F",
            "„javascript:alert(1)“ ist keine Internetadresse (Beispiel: www.traeger.de).",
        ),
        (2, "G", "Geben Sie beide Koordinaten an oder keine."),
        (2, "H", "„geheim“: Bitte schreiben Sie „ja“ oder „nein“."),
        (3, "D", "Das Gebiet „Atlantis“ steht nicht im Gebietsverzeichnis (Musterstadt)."),
    ]


def test_contacts_need_the_day_of_their_consent() -> None:
    sheets = {
        **GOOD,
        "Kontakte": [
            CONTACT_HEADERS,
            ["T1", "E1", "Ada Beispiel", "Leitung", "ada@b.example", date(2026, 4, 30)],
            ["T2", None, "Bert Muster", None, None, "1.3.2026"],
            ["T1", None, "Ohne", None, None, None],
            ["T1", None, "Morgen", None, None, "02.05.2026"],
            ["T1", None, "Kein Tag", None, None, "irgendwann"],
            ["T1", "E9", "Falsch", None, None, "01.03.2026"],
            ["T9", None, "Fremd", None, None, "01.03.2026"],
            ["T1", "E1", "ada beispiel", None, None, "01.03.2026"],
        ],
    }
    reading = register.read(workbook(sheets), areas=TREE, today=TODAY)
    assert reading.contacts == (
        ContactRow(
            row=2,
            organisation="T1",
            facility="E1",
            name="Ada Beispiel",
            function="Leitung",
            email="ada@b.example",
            consented_on=date(2026, 4, 30),
        ),
        ContactRow(row=3, organisation="T2", name="Bert Muster", consented_on=date(2026, 3, 1)),
    )
    assert [place[1:3] for place in places(reading) if place[0] == "Kontakte"] == [
        (4, "F"),
        (9, "C"),
        (5, "F"),
        (6, "F"),
        (7, "B"),
        (8, "A"),
    ]
