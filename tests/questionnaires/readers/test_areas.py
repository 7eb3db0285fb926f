"""Area files, the broken ones first."""

import json
from pathlib import Path

import pytest

from questionnaires import areas as trees
from questionnaires.areas import Area, AreaTree
from questionnaires.readers import areas
from questionnaires.readers.area_rows import MAXIMUM_AREAS, AreaReading, merged, population
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.text_file import UploadRefused

DATA = Path(__file__).parents[2] / "data"
NEUSS = (DATA / "areas" / "neuss.yaml").read_bytes()
HEAD = "municipality: X\nlevels: [stadt, bezirk, quartier]\n"


def messages(reading: AreaReading) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.message) for problem in reading.problems]


def geojson(*properties: dict[str, object], geometry: object = None) -> bytes:
    features = [{"type": "Feature", "properties": p, "geometry": geometry} for p in properties]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Die Datei ist leer"),
        (b"a: [1", "kein gültiges YAML"),
        (b"- 1\n- 2\n", r"„name: Wert“ erwartet \(Zeile 1\)"),
        (b"areas: []", "fehlen „municipality“"),
        (b"a: &x [1]\nb: *x", r"Verweise \(\*name\) sind"),
        (b"[" * 40 + b"]" * 40, "zu tief verschachtelt"),
        (HEAD.encode() + b"areas: [5]", r"erwartet \(Zeile 3\)"),
        (b"\x00\x01binary", "keine Textdatei"),
        (b"x" * 2_000_001, "größer als 2 MB"),
    ],
)
def test_yaml_that_is_none_of_ours_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused, match=sentence):
        areas.read_yaml(content)


def test_yaml_problems_name_their_lines() -> None:
    content = (
        HEAD + "areas:\n"
        '  - {code: "1", name: Eins, children: [\n'
        '      {code: "1", name: ""},\n'
        '      {code: "a b", name: Leer, population: viele}]}\n'
        "  - {code: stadtweit, name: Alles}\n"
        "  - {name: Ohne}\n"
        '  - {code: "7", name: Sieben, level: stadt}\n'
    )
    reading = areas.read_yaml(content.encode())
    assert reading.tree is None
    assert messages(reading) == [
        (5, "name", "Das Gebiet „1“ hat keinen Namen."),
        (
            6,
            "code",
            (
                "Der Schlüssel „a b“ darf nur Buchstaben, Ziffern, Punkt, Binde- und Unterstrich "
                "enthalten, höchstens 40 Zeichen."
            ),
        ),
        (6, "population", "„viele“ ist keine Einwohnerzahl (zum Beispiel 1250)."),
        (7, "code", "„stadtweit“ ist als Schlüssel vergeben."),
        (8, "code", "Das Gebiet hat keinen Schlüssel."),
        (5, "code", "Der Schlüssel „1“ steht schon in Zeile 4."),
        (
            9,
            "level",
            (
                "Die Ebene „stadt“ steht für die ganze Kommune und wird nicht als Gebiet angelegt. "
                "Bitte löschen Sie die Zeile oder nennen Sie eine andere Ebene."
            ),
        ),
    ]


def test_neuss_is_read_whole() -> None:
    reading = areas.read_yaml(NEUSS)
    tree = reading.tree
    assert tree is not None
    assert (reading.problems, tree.municipality, len(tree.areas)) == ((), "Neuss", 35)
    assert tree.levels == ("stadt", "stadtbezirk", "statistischer_bezirk")
    assert tree.areas[:2] == (
        Area(code="1", name="Innenstadt und Hafen", level="stadtbezirk"),
        Area(
            code="101",
            name="Innenstadt",
            level="statistischer_bezirk",
            parent="1",
            aliases=("City", "Neusser Innenstadt", "Zentrum"),
        ),
    )
    assert [len(trees.children(tree, code)) for code in "1234"] == [7, 9, 7, 8]


def test_codes_stay_text_and_do_not_become_octal_numbers() -> None:
    tree = areas.read_yaml((HEAD + "areas: [{code: 010, name: Zehn}]").encode()).tree
    assert tree is not None
    assert tree.areas[0].code == "010"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"name;level\nNord;bezirk\n", "fehlt die Spalte code"),
        (b"\xff\xfe\x41", "nicht lesbar"),
        (b'code;name\n1;"' + b"x" * 200_000, "mehr als 100.000 Zeichen"),
    ],
)
def test_csv_that_cannot_be_read_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(UploadRefused, match=sentence):
        areas.read_csv(content, municipality="X")


def test_csv_reports_missing_parents_circles_and_wrong_levels() -> None:
    content = (
        b"code;name;level;parent\n1;Eins;bezirk;9\n2;Zwei;bezirk;3\n3;Drei;bezirk;2\n"
        b"4;Vier;bezirk;\n5;Fuenf;bezirk;4\n"
    )
    reading = areas.read_csv(content, municipality="X", levels=("stadt", "bezirk", "quartier"))
    circle = (
        "hängt an keinem obersten Gebiet: die übergeordneten Gebiete fehlen oder verweisen im "
        "Kreis aufeinander."
    )
    assert reading.tree is None
    assert messages(reading) == [
        (2, "parent", "Das übergeordnete Gebiet „9“ von „1“ fehlt in der Datei."),
        (3, "parent", f"Das Gebiet „2“ {circle}"),
        (4, "parent", f"Das Gebiet „3“ {circle}"),
        (
            6,
            "level",
            "„5“ (bezirk) kann nicht in „4“ (bezirk) liegen: Die Ebene ist nicht kleiner.",
        ),
    ]


def test_csv_of_excel_children_before_parents_ambiguous_names_warned() -> None:
    content = (
        "Schlüssel;Name;Übergeordnet;Weitere Namen;Einwohner\r\n"
        "11;Nordpark;1;Park|Norden;1.250\r\n\r\n1;Nord;;Norden;27732.0\r\n"
    ).encode("cp1252")
    reading = areas.read_csv(content, municipality="X", levels=("stadt", "bezirk", "quartier"))
    assert reading == AreaReading(
        tree=AreaTree(
            municipality="X",
            levels=("stadt", "bezirk", "quartier"),
            areas=(
                Area(code="1", name="Nord", level="bezirk", aliases=("Norden",), population=27732),
                Area(
                    code="11",
                    name="Nordpark",
                    level="quartier",
                    parent="1",
                    aliases=("Park", "Norden"),
                    population=1250,
                ),
            ),
        ),
        problems=(
            CellProblem(
                sheet="Gebiete",
                row=2,
                column="name",
                message="„Norden“ heißen mehrere Gebiete (1, 11). Wer nur den Namen nennt, wird "
                "keinem davon zugeordnet.",
                severity="warning",
            ),
        ),
    )


def test_csv_without_levels_and_deeper_than_known_names_its_own() -> None:
    content = b"code,name,parent\n1,A,\n2,B,1\n3,C,2\n"
    tree = areas.read_csv(content, municipality="X", levels=("stadt", "bezirk")).tree
    assert tree is not None
    assert tree.levels == ("stadt", "bezirk", "ebene_2", "ebene_3")


def test_too_many_or_no_areas_are_said_once() -> None:
    many = b"code;name\n" + b"".join(b"%d;A%d\n" % (n, n) for n in range(MAXIMUM_AREAS + 1))
    assert messages(areas.read_csv(many, municipality="X")) == [
        (0, "", "Die Datei enthält mehr als 5000 Gebiete. Bitte teilen Sie sie auf.")
    ]
    assert messages(areas.read_csv(b"code;name\n", municipality="X")) == [
        (0, "", "Die Datei enthält kein Gebiet. Bitte prüfen Sie, ob es die richtige Datei ist.")
    ]


def test_long_names_and_many_aliases_are_refused() -> None:
    content = f"code;name;aliases\n1;{'n' * 201};{'|'.join('ab' * 30)}\n".encode()
    assert [problem.column for problem in areas.read_csv(content, municipality="X").problems] == [
        "name",
        "aliases",
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        b'{"type":"Feature"}',
        b"{",
        b'{"type":"FeatureCollection","features":[{}]}',
        b"[" * 100_000,
    ],
)
def test_other_json_is_no_geojson(content: bytes) -> None:
    with pytest.raises(UploadRefused, match="kein GeoJSON mit Gebieten"):
        areas.read_geojson(content, municipality="X")


@pytest.mark.parametrize(
    ("geometry", "sentence"),
    [
        ({"type": "LineString", "coordinates": [[6.9, 50.9]]}, "Art „LineString“ lässt sich nicht"),
        ({"type": "Polygon", "coordinates": [[[356000, 5645000]]]}, "sind keine Grad"),
        ({"type": "Polygon", "coordinates": []}, "sind keine Grad"),
    ],
)
def test_geometry_that_cannot_be_drawn_is_an_error(geometry: object, sentence: str) -> None:
    content = geojson({"code": 1, "name": "A"}, geometry=geometry)
    reading = areas.read_geojson(content, municipality="X")
    assert reading.tree is None
    assert [(p.row, p.column) for p in reading.problems] == [(1, "geometry")]
    assert sentence in reading.problems[0].message


def test_geojson_takes_numbers_and_nulls_as_text() -> None:
    point = {"type": "Point", "coordinates": [6.9, 50.9]}
    content = geojson(
        {"code": 1, "name": "A", "parent": None, "aliases": ["B"], "population": 10.0},
        geometry=point,
    )
    reading = areas.read_geojson(content, municipality="X")
    assert reading.tree is not None
    assert reading.tree.areas == (
        Area(
            code="1",
            name="A",
            level="stadtbezirk",
            aliases=("B",),
            population=10,
            geometry=point,
        ),
    )


def test_koeln_needs_its_stadtbezirke_first() -> None:
    content = (DATA / "koeln" / "stadtteile.geojson").read_bytes()
    alone = areas.read_geojson(content, municipality="Köln")
    assert (alone.tree, len(alone.problems)) == (None, 86)
    districts = areas.read_csv(
        (DATA / "koeln" / "stadtbezirke.csv").read_bytes(), municipality="Köln"
    ).tree
    reading = areas.read_geojson(content, municipality="Köln", known=districts)
    assert districts is not None
    assert reading.tree is not None
    assert len(reading.tree.areas) == 95
    # Seven Stadtbezirke have a Stadtteil of the same name.
    assert {problem.severity for problem in reading.problems} == {"warning"}
    assert "„Rodenkirchen“ heißen mehrere Gebiete (2, 208)" in str(reading.problems)
    assert reading.tree.levels == ("stadt", "stadtbezirk", "stadtteil")
    assert trees.called(reading.tree, "altstadt/süd")[0].parent == "1"
    assert all(area.geometry for area in reading.tree.areas if area.level == "stadtteil")


def test_merged_keeps_what_the_new_file_leaves_out() -> None:
    point = {"type": "Point", "coordinates": [6.9, 50.9]}
    stored = AreaTree(
        municipality="X",
        levels=("stadt", "bezirk"),
        areas=(
            Area(code="1", name="Alt", level="bezirk", aliases=("A",), population=5),
            Area(code="2", name="Bleibt", level="bezirk"),
        ),
    )
    read = AreaTree(
        municipality="X",
        levels=("stadt", "bezirk"),
        areas=(Area(code="1", name="Neu", level="bezirk", geometry=point),),
    )
    result = merged(stored, read).tree
    assert result is not None
    assert result.areas == (
        Area(code="1", name="Neu", level="bezirk", aliases=("A",), population=5, geometry=point),
        Area(code="2", name="Bleibt", level="bezirk"),
    )


def test_population_as_spreadsheets_write_it() -> None:
    written = ["1250", "1.250", "1250.0", "27732,0", "0", "1.25", "-3", "viele", "1e3", "9" * 9]
    assert [population(text) for text in written] == [
        1250,
        1250,
        1250,
        27732,
        0,
        None,
        None,
        None,
        None,
        None,
    ]
