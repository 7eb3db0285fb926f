"""The two shipped questionnaires are content: these tests say what they promise."""

import re
import warnings
from pathlib import Path

import openpyxl
import pytest
from pyxform.xls2xform import convert

from questionnaires import expressions
from questionnaires.questionnaire import Item, items, statement_items
from questionnaires.readers import xlsform

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "questionnaires" / "library"
PROVIDERS = LIBRARY / "traegerabfrage.xlsx"
RESIDENTS = LIBRARY / "beteiligung_im_quartier.xlsx"
BOTH = pytest.mark.parametrize("path", [PROVIDERS, RESIDENTS], ids=lambda path: path.stem)

Row = dict[str, str]

# Codes connect the answers of all waves. A failing test here means: give the new question a new
# code and leave the old one alone. "page: its questions" and "list: its answers".
ITEM_CODES = {
    PROVIDERS: """
        angebote: angebot_umfang angebot_eingestellt_gruende zielgruppen_unerreicht zielgruppen_neu
        lebenslagen: bedarf_wohnen bedarf_existenz bedarf_arbeit bedarf_bildung bedarf_familie
            bedarf_gesundheit bedarf_alter bedarf_integration bedarf_inklusion bedarf_teilhabe
            bedarf_sicherheit bedarf_gruende
        personal_zusammenarbeit: stellen_besetzen ehrenamt_veraenderung personal_folgen
            zusammenarbeit_stadt zusammenarbeit_traeger zusammenarbeit_gesundheit
            zusammenarbeit_verbessern
        gebiete: gebiet_handlungsbedarf gebiet_fehlt gebiet_gelingt
        nachfrage: nachfrage_veraenderung auslastung wartezeit wartezeit_veraenderung absagen
        personal_raeume: absagen_gruende personal_reicht raeume_geeignet raeume_barrierefrei
            raeume_gesichert
        zugang_umfeld: zugang_hindernisse einzugsgebiet wohnumfeld_fehlt wohnumfeld_gelingt
        ausblick: ausblick_angebot ausblick_finanzierung ausblick_vorbereiten ausblick_empfehlung
            zitat_erlaubnis
    """,
    RESIDENTS: """
        seite_gebiet: gebiet
        seite_alltag: alltag_passung
        seite_gut: stadtteil_gut
        seite_aendern: stadtteil_aendern
        seite_hilft: alltag_hilft
        seite_lebenssituation: lebenssituation
    """,
}
CHOICE_CODES = {
    PROVIDERS: """
        veraenderung: stark_gesunken gesunken gleich gestiegen stark_gestiegen weiss_nicht
        veraenderung_ehrenamt: stark_gesunken gesunken gleich gestiegen stark_gestiegen keine
            weiss_nicht
        veraenderung_dauer: viel_kuerzer kuerzer gleich laenger viel_laenger weiss_nicht
        vorhaben: stark_kleiner kleiner gleich groesser stark_groesser weiss_nicht
        guete: sehr_gut gut mittel schlecht sehr_schlecht weiss_nicht
        guete_zusammenarbeit: sehr_gut gut mittel schlecht sehr_schlecht keine weiss_nicht
        guete_raeume: sehr_gut gut mittel schlecht sehr_schlecht keine_raeume weiss_nicht
        leicht_schwer: sehr_leicht leicht mittel schwer sehr_schwer keine weiss_nicht
        haeufigkeit: fast_immer meistens manchmal selten fast_nie weiss_nicht
        auslastung: weit_unter unter ausgelastet ueber weit_ueber weiss_nicht
        wartezeit: keine bis_1_woche bis_4_wochen bis_3_monate bis_6_monate ueber_6_monate
            aufnahmestopp weiss_nicht
        absagen: keine bis_5 bis_20 ueber_20 weiss_nicht
        absagegruende: plaetze personal raeume finanzierung zustaendigkeit hilfebedarf sprache
            barrieren andere weiss_nicht
        eingestellt_gruende: keine finanzierung personal raeume nachfrage uebernommen andere
            weiss_nicht
        zielgruppen: kinder jugendliche familien alleinerziehende senioren pflegende_angehoerige
            menschen_mit_behinderung psychisch_erkrankte suchterkrankte gefluechtete zugewanderte
            wohnungslose einkommensarme arbeitslose gewaltbetroffene andere keine weiss_nicht
        hindernisse: weg zeiten wartezeit kosten sprache antraege information digital barrieren
            betreuung scham misstrauen andere nichts weiss_nicht
        barrierefrei: ja teilweise nein keine_raeume weiss_nicht
        gesichert: ja unsicher nein keine_raeume weiss_nicht
        gebiete: stadtweit unbekannt
        zitat: mit_namen ohne_namen nicht
    """,
    RESIDENTS: """
        gebiete: stadtweit unbekannt
        passung: sehr_gut gut mittel schlecht sehr_schlecht keine_angabe
        lebenssituation: junge_menschen familien alleinerziehende senioren pflegende_angehoerige
            menschen_mit_behinderung neu_in_deutschland wohnungslose keine_davon keine_angabe
    """,
}


def codes(text: str) -> dict[str, list[str]]:
    return {key: names.split() for key, names in re.findall(r"(\w+):([^:]+)(?=\s\w+:|$)", text)}


def sheet(path: Path, name: str) -> list[Row]:
    """Rows of a sheet by column header; empty cells are absent."""
    workbook = openpyxl.load_workbook(path, read_only=True)
    header, *rows = workbook[name].iter_rows(values_only=True)
    workbook.close()
    return [
        {str(h): str(c) for h, c in zip(header, row, strict=True) if c is not None} for row in rows
    ]


def is_question(row: Row) -> bool:
    return not row["type"].startswith(("begin_", "end_"))


def questions(path: Path) -> list[Row]:
    return [row for row in sheet(path, "survey") if is_question(row)]


def pages(path: Path) -> dict[str, list[Row]]:
    """Group row and questions of each page, by page name."""
    found: dict[str, list[Row]] = {}
    page = ""
    for row in sheet(path, "survey"):
        if row["type"] == "begin_group":
            page = row["name"]
            found[page] = [row]
        elif is_question(row):
            found[page].append(row)
    return found


def facility_pages(path: Path) -> list[str]:
    rows = sheet(path, "survey")
    kinds = [row["type"] for row in rows]
    inside = rows[kinds.index("begin_repeat") : kinds.index("end_repeat")]
    return [row["name"] for row in inside if row["type"] == "begin_group"]


def choices(path: Path) -> dict[str, list[Row]]:
    lists: dict[str, list[Row]] = {}
    for row in sheet(path, "choices"):
        lists.setdefault(row["list_name"], []).append(row)
    return lists


# The codes


@BOTH
def test_item_codes_are_the_ones_of_the_first_wave(path: Path) -> None:
    asked = {page: [row["name"] for row in rows[1:]] for page, rows in pages(path).items()}
    assert asked == codes(ITEM_CODES[path])


@BOTH
def test_choice_codes_are_the_ones_of_the_first_wave(path: Path) -> None:
    offered = {key: [row["name"] for row in rows] for key, rows in choices(path).items()}
    assert offered == codes(CHOICE_CODES[path])


@BOTH
def test_codes_are_unique_ascii_words(path: Path) -> None:
    names = [row["name"] for row in sheet(path, "survey") if not row["type"].startswith("end_")]
    assert len(names) == len(set(names))
    assert [name for name in names if not re.fullmatch(r"[a-z][a-z0-9_]*", name)] == []


# What they hold


def test_provider_survey_counts() -> None:
    rows = questions(PROVIDERS)
    facility = facility_pages(PROVIDERS)
    statements = [row for row in rows if row.get("service::role") == "statement"]
    assert (len(pages(PROVIDERS)), len(rows), len(statements)) == (8, 45, 10)
    assert facility == ["nachfrage", "personal_raeume", "zugang_umfeld"]
    assert [row["name"] for row in rows if row["type"] == "text"] == [
        row["name"] for row in statements
    ]
    assert [row["name"] for row in rows if row.get("service::role") == "area"] == [
        "gebiet_handlungsbedarf",
        "einzugsgebiet",
    ]
    assert [row["name"] for row in rows if row.get("required")] == ["zitat_erlaubnis"]
    assert rows[-1]["name"] == "zitat_erlaubnis"


def test_resident_questionnaire_counts() -> None:
    rows = questions(RESIDENTS)
    assert [len(page) - 1 for page in pages(RESIDENTS).values()] == [1] * 6
    assert [row.get("service::role", "") for row in rows] == [
        "area", "", "statement", "statement", "statement", "target_group",
    ]  # fmt: skip
    assert [row["name"] for row in rows if row.get("required")] == []


def test_one_facility_page_is_a_table_of_short_closed_questions() -> None:
    tables = {
        name: rows[1:] for name, rows in pages(PROVIDERS).items() if rows[0].get("service::table")
    }
    assert list(tables) == ["nachfrage"]
    assert {row["type"].split()[0] for row in tables["nachfrage"]} == {"select_one"}
    assert [row["name"] for row in tables["nachfrage"] if "relevant" in row] == []


@BOTH
def test_every_scale_has_five_steps_and_a_way_out(path: Path) -> None:
    ways_out = {"weiss_nicht", "keine_angabe", "keine", "keine_raeume"}
    lists = {row["type"].split()[1] for row in questions(path) if row.get("appearance") == "likert"}
    assert lists
    for name in lists:
        values = [row["name"] for row in choices(path)[name]]
        assert len([value for value in values if value not in ways_out]) == 5, name
        assert values[-1] in {"weiss_nicht", "keine_angabe"}, name


def test_answers_that_exclude_others_are_checked() -> None:
    alone = {"keine", "nichts", "weiss_nicht"}
    for row in questions(PROVIDERS):
        if row["type"].startswith("select_multiple"):
            values = [
                c["name"] for c in choices(PROVIDERS)[row["type"].split()[1]] if c["name"] in alone
            ]
            terms = [f"selected(., '{value}')" for value in sorted(values)]
            assert sorted(re.findall(r"selected\(\., '\w+'\)", row["constraint"])) == terms
            assert row["constraint_message::Deutsch (de)"].startswith("Bitte wählen Sie entweder")


@pytest.mark.parametrize(
    ("chosen", "accepted"),
    [(["keine", "familien"], False), (["familien", "weiss_nicht"], False), (["keine"], True),
     (["weiss_nicht"], True), (["familien", "senioren"], True)],
)  # fmt: skip
def test_nobody_is_reached_too_little_excludes_every_group(
    chosen: list[str], accepted: bool
) -> None:
    [row] = [row for row in questions(PROVIDERS) if row["name"] == "zielgruppen_unerreicht"]
    assert expressions.holds(row["constraint"], {}, current=chosen) == accepted


def test_reasons_of_refusals_are_asked_only_after_refusals() -> None:
    [row] = [row for row in questions(PROVIDERS) if "relevant" in row]
    offered = [choice["name"] for choice in choices(PROVIDERS)["absagen"]]
    asked = [value for value in offered if expressions.holds(row["relevant"], {"absagen": value})]
    assert (row["name"], asked) == ("absagen_gruende", ["bis_5", "bis_20", "ueber_20"])
    assert not expressions.holds(row["relevant"], {})


def test_needs_follow_the_categories_of_the_codebook() -> None:
    codebook = (ROOT / "analysis" / "codebooks" / "sozialplanung.yaml").read_text("utf-8")
    categories = re.findall(r"^  - id: (\w+)$", codebook, flags=re.MULTILINE)
    rated = [
        code.removeprefix("bedarf_") for code in codes(ITEM_CODES[PROVIDERS])["lebenslagen"][:-1]
    ]
    assert [category for category in categories if category in rated] == rated


# Our reader, and others


@BOTH
def test_reader_finds_nothing_to_complain_about(path: Path) -> None:
    reading = xlsform.read(path, name=path.name)
    assert reading.problems == ()
    questionnaire = reading.questionnaire
    assert questionnaire is not None
    read = {page.code: [item.code for item in page.items] for page in questionnaire.pages}
    assert (questionnaire.key, questionnaire.version, read) == (
        path.stem,
        1,
        codes(ITEM_CODES[path]),
    )
    assert questionnaire.reviewed_translations == ("de",)
    assert all(page.title and page.minutes > 0 for page in questionnaire.pages)


def test_reader_sees_what_the_provider_survey_is_made_of() -> None:
    questionnaire = xlsform.read(PROVIDERS).questionnaire
    assert questionnaire is not None
    per_facility = [page.code for page in questionnaire.pages if page.roster == "facilities"]
    assert per_facility == ["nachfrage", "personal_raeume", "zugang_umfeld"]
    assert [page.code for page in questionnaire.pages if page.table] == ["nachfrage"]
    kinds = [item.kind for item in items(questionnaire)]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "scale": 24,
        "multiple": 4,
        "long_text": 10,
        "area": 2,
        "single": 5,
    }
    assert [item.maximum_length for item in statement_items(questionnaire)] == [4_000] * 10


def test_reader_sees_what_the_resident_questionnaire_is_made_of() -> None:
    questionnaire = xlsform.read(RESIDENTS).questionnaire
    assert questionnaire is not None
    assert questionnaire.languages == ("de", "de-x-leicht", "en", "tr", "uk", "ru", "ar", "pl")
    asked: list[Item] = list(items(questionnaire))
    assert [(item.kind, item.maximum_length) for item in asked] == [
        ("area", None),
        ("scale", None),
        ("long_text", 2_000),
        ("long_text", 2_000),
        ("long_text", 2_000),
        ("single", None),
    ]
    assert all("\u202f111" in hint for item in asked[2:5] for hint in item.hint.values())


@pytest.mark.parametrize(
    ("path", "said"),
    [(PROVIDERS, []), (RESIDENTS, ["Leichte Sprache (de-x-leicht)"])],
    ids=lambda x: getattr(x, "stem", ""),
)
def test_pyxform_accepts_the_workbook(path: Path, said: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        result = convert(xlsform=path, validate=False)
    # pyxform knows no tag for Leichte Sprache; that is the one thing it may remark on.
    assert [w for w in result.warnings if not any(name in w for name in said)] == []
    assert len(result.warnings) == len(said)
    assert ('nodeset="/data/facilities"' in result.xform) == (path == PROVIDERS)


@BOTH
def test_workbook_is_pleasant_to_edit(path: Path) -> None:
    workbook = openpyxl.load_workbook(path)
    assert workbook.sheetnames == ["survey", "choices", "settings", "Hinweise"]
    for worksheet in workbook:
        assert worksheet["A1"].font.bold
        assert worksheet.freeze_panes
        assert worksheet.column_dimensions["A"].width > 10
    explained = {
        str(row[1]).split("::…")[0]
        for row in workbook["Hinweise"].iter_rows(min_row=2, values_only=True)
    }
    used = {str(cell.value) for cell in workbook["survey"][1]}
    plain = {header if header.startswith("service") else header.split("::")[0] for header in used}
    assert plain - explained - {"constraint_message"} == set()


@BOTH
def test_only_german_counts_as_checked(path: Path) -> None:
    assert sheet(path, "settings") == [
        {
            "form_title": {"traegerabfrage": "Trägerabfrage"}.get(
                path.stem, "Beteiligung im Quartier"
            ),
            "form_id": path.stem,
            "version": "1",
            "default_language": "Deutsch (de)",
            "service::reviewed": "de",
        }
    ]
