"""XLSForm workbooks: every problem at its cell; then what is read."""

import io
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from questionnaires import questionnaire
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.readers import xlsform
from questionnaires.readers.problems import CellProblem

FORMS = Path(__file__).parents[2] / "data" / "xlsform"
LIBRARY = Path(__file__).parents[3] / "questionnaires" / "library"
SETTINGS = [["form_id", "form_title", "version"], ["probe", "Probe", 1]]
CHOICES = [["list_name", "name", "label"], ["jn", "ja", "Ja"], ["jn", "nein", "Nein"]]
HEADERS = (
    "type", "name", "label", "relevant", "constraint", "required", "appearance", "hint",
    "service::role", "service::roster", "service::table", "service::minutes",
    "service::maximum_length",
)  # fmt: skip

Sheet = Sequence[Sequence[object]]
Found = tuple[str, int, str, str]


def workbook(survey: Sheet, choices: Sheet = CHOICES, settings: Sheet = SETTINGS) -> bytes:
    book = openpyxl.Workbook()
    for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
        sheet = book.active if name == "survey" else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def rows(*cells: dict[str, object]) -> Sheet:
    return [HEADERS, *([row.get(header) for header in HEADERS] for row in cells)]


def row(kind: str, name: str = "", label: str = "Frage", **cells: object) -> dict[str, object]:
    given = {f"service::{key[8:]}" if key.startswith("service_") else key: cell
             for key, cell in cells.items()}  # fmt: skip
    return {"type": kind, "name": name, "label": label, **given}


def read(*cells: dict[str, object], choices: Sheet = CHOICES, settings: Sheet = SETTINGS) -> (
    xlsform.Reading
):  # fmt: skip
    return xlsform.read(workbook(rows(*cells), choices, settings), name="probe.xlsx")


def places(reading: xlsform.Reading, severity: str = "error") -> list[Found]:
    return [
        (problem.sheet, problem.row, problem.column, problem.message)
        for problem in reading.problems
        if problem.severity == severity
    ]


def only_error(reading: xlsform.Reading) -> Found:
    assert reading.questionnaire is None
    (found,) = places(reading)
    return found


def form(reading: xlsform.Reading) -> Questionnaire:
    assert places(reading) == []
    assert reading.questionnaire is not None
    return reading.questionnaire


# Refused as a whole


def test_file_that_is_no_workbook_is_refused_with_its_name() -> None:
    reading = xlsform.read(b"Guten Tag", name="brief.docx")
    assert reading.questionnaire is None
    (problem,) = reading.problems
    assert (problem.sheet, problem.row, problem.severity) == ("brief.docx", 0, "error")
    assert "keine Excel-Arbeitsmappe" in problem.message


@pytest.mark.parametrize("survey", [[], [["type", "name", "label"]]])
def test_workbook_without_questions_is_refused(survey: Sheet) -> None:
    place = only_error(xlsform.read(workbook(survey), name="probe.xlsx"))
    assert place[:3] == ("probe.xlsx", 0, "")
    assert place[3].startswith("Die Arbeitsmappe enthält keinen Fragebogen")


# Problems at their cells


@pytest.mark.parametrize(
    ("cells", "row_number", "column", "message"),
    [
        ([row("geopoint", "a")], 2, "A", "Der Fragetyp „geopoint“ wird nicht unterstützt."),
        ([row("calculate", "a")], 2, "A", "Der Fragetyp „calculate“ wird nicht unterstützt."),
        ([row("", "a")], 2, "A", "Der Typ der Zeile fehlt."),
        ([row("text")], 2, "B", "Der Frage fehlt ein Name"),
        ([row("text", "1a")], 2, "B", "Der Name „1a“ muss mit einem Buchstaben beginnen"),
        ([row("text", "_a")], 2, "B", "Der Name „_a“ muss"),
        ([row("text", "a b")], 2, "B", "Der Name „a b“ muss"),
        ([row("text", "a" * 65)], 2, "B", "höchstens 64 Zeichen"),
        ([row("text", "a", label="")], 2, "C", "Der Wortlaut der Frage fehlt"),
        ([row("text", "a", label="Guten Tag ${b}")], 2, "C", "Der Verweis ${b} im Text"),
        ([row("text", "a", required="manchmal")], 2, "F", "„manchmal“ ist hier nicht möglich."),
        ([row("select_one", "a")], 2, "A", "Der Name der Antwortliste fehlt"),
        ([row("select_one farbe", "a")], 2, "A", "Die Antwortliste „farbe“ gibt es"),
        ([row("select_one jn or_other", "a")], 2, "A", "„or_other“ wird nicht unterstützt."),
        ([row("text", "a"), row("text", "a")], 3, "B", "Der Name „a“ steht schon in Zeile 2."),
        ([row("text", "a", service_role="thema")], 2, "I", "Die Rolle „thema“ gibt es nicht."),
        ([row("integer", "a", service_role="statement")], 2, "I", "passt nur zu einer Frage vom"),
        ([row("select_multiple jn", "a", service_role="area")], 2, "I", "vom Typ select_one."),
        ([row("integer", "a", service_maximum_length=5)], 2, "M", "Eine Höchstlänge gibt es nur"),
        ([row("text", "a", service_maximum_length=0)], 2, "M", "Die Höchstlänge muss"),
        # groups
        ([row("begin_group", "g"), row("text", "a")], 2, "A", "Zu begin_group fehlt das Ende"),
        ([row("text", "a"), row("end_group")], 3, "A", "end_group steht ohne Anfang."),
        (
            [row("begin_group", "g"), row("text", "a"), row("end_repeat")],
            4,
            "A",
            "end_repeat passt nicht zu begin_group in Zeile 2.",
        ),
        (
            [row("begin_repeat", "r"), row("text", "a"), row("end_repeat"), row("text", "b")],
            2,
            "A",
            "Wiederholungen gibt es nur für Einrichtungen",
        ),
        (
            [
                row("begin_group", "g", service_roster="facilities"),
                row("text", "a"),
                row("end_group"),
            ],
            2,
            "J",
            "service::roster steht nur bei begin_repeat.",
        ),
        (
            [
                row("begin_group", "g", appearance="field-list", service_minutes="lang"),
                row("text", "a"),
                row("end_group"),
            ],
            2,
            "L",
            "Das Zeitbudget muss eine Zahl von 0 bis 240 sein",
        ),
        (
            [row("begin_group", "g", service_minutes=3), row("text", "a"), row("end_group")],
            2,
            "L",
            "Ein Zeitbudget gibt es nur bei Seiten",
        ),
        # conditions
        ([row("text", "a", relevant="${b} = 'x'")], 2, "D", "Eine Frage „b“ gibt es nicht."),
        ([row("text", "a", relevant="${a} = 'x'")], 2, "D", "von ihrer eigenen Antwort abhängen"),
        ([row("text", "a", relevant=". = 'x'")], 2, "D", "Der Punkt steht für die Antwort selbst"),
        ([row("text", "a", constraint=". == 'x'")], 2, "E", "Die Bedingung ist unvollständig"),
        (
            [row("note", "n"), row("text", "a", relevant="${n} = 'x'")],
            3,
            "D",
            "Eine Frage „n“ gibt es nicht.",
        ),
    ],
)
def test_problem_stands_at_its_cell(
    cells: list[dict[str, object]], row_number: int, column: str, message: str
) -> None:
    found = [place for place in places(read(*cells)) if place[1]]
    assert [place[:3] for place in found] == [("survey", row_number, column)]
    assert message in found[0][3]


def test_facilities_answer_does_not_decide_about_the_organisation() -> None:
    reading = read(
        row("begin_repeat", "r", service_roster="facilities"),
        row("text", "je"),
        row("end_repeat"),
        row("text", "alle", relevant="${je} = 'x'"),
    )
    assert only_error(reading)[:3] == ("survey", 5, "D")
    assert "„je“ wird je Einrichtung gefragt" in only_error(reading)[3]


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ([row("begin_repeat", "s", service_roster="facilities")], "Wiederholungen gibt es nur"),
        ([row("begin_repeat", "s")], "Wiederholungen gibt es nur"),
    ],
)
@pytest.mark.parametrize("outer", ["begin_repeat", "begin_group"])
def test_repeat_inside_something_else_is_refused(
    outer: str, inner: list[dict[str, object]], message: str
) -> None:
    begin = row(outer, "r", service_roster="facilities") if outer == "begin_repeat" else row(
        outer, "r", appearance="field-list"
    )  # fmt: skip
    end = row(outer.replace("begin", "end"))
    found = only_error(
        read(begin, row("text", "a"), *inner, row("text", "b"), row("end_repeat"), end)
    )
    assert found[:3] == ("survey", 4, "A")
    assert message in found[3]


def test_groups_too_deep_are_refused() -> None:
    cells = [row("begin_group", f"g{number}") for number in range(11)]
    assert ("survey", 12, "A", "Mehr als 10 Gruppen ineinander.") in places(read(*cells))


@pytest.mark.parametrize(
    ("choice", "column", "message"),
    [
        (["", "x", "X"], "A", "Der Name der Antwortliste fehlt."),
        (["jn", "", "X"], "B", "Der Code der Antwort fehlt."),
        (["jn", "weiß nicht", "X"], "B", "darf keine Leerzeichen enthalten"),
        (["jn", "ja", "X"], "B", "Der Code „ja“ kommt in dieser Liste schon vor."),
        (["jn", "x", ""], "C", "Der Wortlaut der Antwort fehlt"),
    ],
)
def test_problem_of_a_choice_stands_at_its_cell(
    choice: list[str], column: str, message: str
) -> None:
    found = only_error(read(row("select_one jn", "a"), choices=[*CHOICES, choice]))
    assert found[:3] == ("choices", 4, column)
    assert message in found[3]


def test_list_has_an_end() -> None:
    many = [["viele", f"c{number}", "X"] for number in range(1001)]
    found = only_error(read(row("select_one viele", "a"), choices=[*CHOICES, *many]))
    assert found == ("choices", 1004, "B", "Eine Antwortliste hat höchstens 1000 Antworten.")


@pytest.mark.parametrize(
    ("settings", "column", "message"),
    [
        ({"form_id": "a b"}, "A", "form_id darf nur Buchstaben"),
        ({"form_id": "a" * 81}, "A", "höchstens 80 Zeichen"),
        ({"version": "2.2"}, "C", "„2.2“ ist keine Versionsnummer."),
        ({"version": 0}, "C", "„0“ ist keine Versionsnummer."),
        ({"version": 2**31}, "C", "ist keine Versionsnummer."),
        ({"default_language": "fr"}, "D", "Zur Standardsprache „fr“ gibt es keine Spalte"),
        ({"default_language": "English (en)"}, "D", "Zur Standardsprache „English (en)“"),
        ({"default_language": "Klingonisch"}, "D", "Zur Standardsprache „Klingonisch“"),
    ],
)
def test_problem_of_the_settings_stands_at_its_cell(
    settings: dict[str, object], column: str, message: str
) -> None:
    names = ["form_id", "form_title", "version", "default_language"]
    given = {"form_id": "probe", "form_title": "Probe", "version": 1, **settings}
    survey = [["type", "name", "label::Deutsch (de)"], ["text", "a", "Frage"]]
    sheet = [names, [given.get(name) for name in names]]
    found = only_error(xlsform.read(workbook(survey, settings=sheet)))
    assert found[:3] == ("settings", 2, column)
    assert message in found[3]


def test_columns_that_change_what_is_asked_are_refused_where_they_are_filled() -> None:
    survey = [
        ["type", "name", "label", "choice_filter"],
        ["text", "a", "A"],
        ["text", "b", "B", "x"],
    ]
    found = only_error(xlsform.read(workbook(survey)))
    assert found[:3] == ("survey", 3, "D")
    assert "Gefilterte Antwortlisten" in found[3]


def test_column_twice_is_refused() -> None:
    survey = [["type", "name", "label::de", "label::Deutsch (de)"], ["text", "a", "A", "B"]]
    found = only_error(xlsform.read(workbook(survey)))
    assert found[:3] == ("survey", 1, "D")
    assert "gibt es schon in C" in found[3]


def test_form_without_labels_is_refused() -> None:
    found = places(xlsform.read(workbook([["type", "name"], ["text", "a"]])))
    assert [place[:3] for place in found] == [("survey", 1, ""), ("survey", 2, "")]
    assert "Die Spalte „label“ fehlt" in found[0][3]


def test_formula_without_a_result_is_refused() -> None:
    found = places(read(row("text", "a", label="=A1")))
    assert ("survey", 2, "C") in {place[:3] for place in found}
    assert any("Formel ohne gespeichertes Ergebnis" in place[3] for place in found)


def test_all_problems_are_reported_at_once() -> None:
    reading = read(
        row("geopoint", "a"), row("text", "b", relevant="${c} = 1"), row("select_one x", "b")
    )
    assert reading.questionnaire is None
    assert [place[:3] for place in places(reading)] == [
        ("survey", 2, "A"),
        ("survey", 3, "D"),
        ("survey", 4, "A"),
        ("survey", 4, "B"),
    ]


# Warnings


@pytest.mark.parametrize(
    ("cells", "place", "message"),
    [
        ([row("deviceid", "d")], ("survey", 3, "A"), "„deviceid“ wird nicht erhoben"),
        ([row("note", "n", label="**fett**")], ("survey", 3, "C"), "Auszeichnungen im Text"),
        (
            [row("select_one jn", "b"), row("text", "c", relevant="${b} = 'jein'")],
            ("survey", 4, "D"),
            "Die Frage „b“ hat keine Antwort „jein“.",
        ),
        (
            [row("select_multiple jn", "b", constraint='not(selected(., "nie"))')],
            ("survey", 3, "E"),
            "Die Frage „b“ hat keine Antwort „nie“.",
        ),
        (
            [row("begin_group", "leer"), row("end_group")],
            ("survey", 3, "A"),
            "Die Gruppe enthält keine Frage.",
        ),
    ],
)
def test_warning_does_not_stand_in_the_way(
    cells: list[dict[str, object]], place: tuple[str, int, str], message: str
) -> None:
    reading = read(row("text", "a"), *cells)
    assert "a" in [item.code for item in questionnaire.items(form(reading))]
    (found,) = places(reading, "warning")
    assert found[:3] == place
    assert message in found[3]


def test_columns_that_are_not_read_are_named() -> None:
    survey = [
        ["type", "name", "label::Deutsch (de)", "default", "label::Chinesisch", "", "image::x"],
        ["text", "a", "A", "x", "x", "x", "x"],
    ]
    reading = xlsform.read(workbook(survey))
    assert form(reading).languages == ("de",)
    found = places(reading, "warning")
    assert [place[:3] for place in found] == [("survey", 1, letter) for letter in "DEFG"]
    assert "„default“ wird nicht verwendet" in found[0][3]
    assert "Die Sprache „Chinesisch“ ist nicht erkannt" in found[1][3]
    assert "keine Überschrift" in found[2][3]


def test_checked_language_that_the_form_does_not_have_is_named() -> None:
    settings = [["form_id", "form_title", "version", "service::reviewed"], ["a", "A", 1, "de fr"]]
    reading = read(row("text", "a"), settings=settings)
    assert form(reading).reviewed_translations == ("de",)
    assert places(reading, "warning") == [
        ("settings", 2, "D", "Die Sprache „fr“ kommt in diesem Fragebogen nicht vor.")
    ]


def test_missing_translations_are_named() -> None:
    survey = [
        ["type", "name", "label::Deutsch (de)", "label::English (en)", "label::Farsi (fa)"],
        ["text", "a", "A", None, "F"],
    ]
    reading = xlsform.read(workbook(survey))
    assert form(reading).languages == ("de", "en", "fa")
    assert [place[:3] for place in places(reading, "warning")] == [
        ("survey", 1, ""),
        ("survey", 2, "C"),
        *[("choices", number, "C") for number in (2, 3)],
    ]
    assert "Für die Sprache „fa“" in places(reading, "warning")[0][3]
    assert "fehlt in: en." in places(reading, "warning")[1][3]


def test_form_without_settings_is_named_after_its_file() -> None:
    reading = xlsform.read(workbook(rows(row("text", "a")), settings=[]), name="Meine Umfrage.xlsx")
    read_form = form(reading)
    assert (read_form.key, read_form.version, read_form.title) == (
        "Meine_Umfrage",
        1,
        {"de": "Meine_Umfrage"},
    )
    assert len(places(reading, "warning")) == 3


# What is read


def test_types_and_columns() -> None:
    survey = [
        ["type", "name", "label::Deutsch (de)", "label::Leichte Sprache (de-x-leicht)",
         "hint::Deutsch (de)", "guidance_hint::de", "required", "relevance", "constraint",
         "constraint_message::German", "appearance", "service::role", "service::maximum_length"],
        ["begin group", "seite", "Seite", "Die Seite", "Einleitung", None, None, None, None, None,
         "field-list"],
        ["note", "hallo", "Hallo", "Hallo!"],
        ["select one jn", "offen", "Offen?", "Offen?", "h", "g", "yes", None, None, None, "likert"],
        ["select_multiple jn", "viele", "Viele?", "V", None, None, True, "${offen} = 'ja'",
         "count-selected(.) < 2", "Nur eine."],
        ["select_one gebiete", "wo", "Wo?", "Wo?", *[None] * 7, "area"],
        ["select_one jn", "wer", "Wer?", "Wer?", *[None] * 7, "target_group"],
        ["text", "kurz", "Kurz", "Kurz", *[None] * 8, 80],
        ["text", "lang", "Lang", "Lang", *[None] * 6, "multiline", "statement"],
        ["int", "n", "N", "N"],
        ["decimal", "d", "D", "D"],
        ["date", "tag", "Tag", "Tag"],
        ["trigger", "ok", "OK?", "OK?"],
        ["end group"],
    ]  # fmt: skip
    choices = [
        ["list name", "name", "label::Deutsch (de)", "label::Leichte Sprache (de-x-leicht)"],
        ["jn", "ja", "Ja", "Ja!"],
        ["jn", "nein", "Nein", "Nein!"],
        ["gebiete", "stadtweit", "ganze Stadt", "die Stadt"],
    ]
    settings = [
        ["form_id", "form_title", "form_title::Leichte Sprache (de-x-leicht)", "version",
         "default_language", "service::reviewed", "style"],
        ["probe", "Probe", "Die Probe", 7, "Deutsch (de)", "de", "pages"],
    ]  # fmt: skip
    yes = Choice(value="ja", label={"de": "Ja", "de-x-leicht": "Ja!"})
    no = Choice(value="nein", label={"de": "Nein", "de-x-leicht": "Nein!"})

    def both(text: str, easy: str = "") -> dict[str, str]:
        return {"de": text, "de-x-leicht": easy or text}

    read_items = (
        Item(code="hallo", kind="note", label=both("Hallo", "Hallo!")),
        Item(code="offen", kind="scale", label=both("Offen?"), hint={"de": "h"},
             guidance={"de": "g"}, required=True, choices=(yes, no), appearance="likert"),
        Item(code="viele", kind="multiple", label=both("Viele?", "V"), required=True,
             relevant="${offen} = 'ja'", constraint="count-selected(.) < 2",
             constraint_message={"de": "Nur eine."}, choices=(yes, no)),
        Item(code="wo", kind="area", label=both("Wo?"), role="area",
             choices=(Choice(value="stadtweit", label=both("ganze Stadt", "die Stadt")),)),
        Item(code="wer", kind="single", label=both("Wer?"), role="target_group",
             choices=(yes, no)),
        Item(code="kurz", kind="text", label=both("Kurz"), maximum_length=80),
        Item(code="lang", kind="long_text", label=both("Lang"), role="statement",
             appearance="multiline"),
        Item(code="n", kind="integer", label=both("N")),
        Item(code="d", kind="decimal", label=both("D")),
        Item(code="tag", kind="date", label=both("Tag")),
        Item(code="ok", kind="acknowledge", label=both("OK?")),
    )  # fmt: skip
    assert form(xlsform.read(workbook(survey, choices, settings))) == Questionnaire(
        key="probe",
        version=7,
        title=both("Probe", "Die Probe"),
        languages=("de", "de-x-leicht"),
        default_language="de",
        pages=(
            Page(
                code="seite",
                title=both("Seite", "Die Seite"),
                intro={"de": "Einleitung"},
                items=read_items,
            ),
        ),
        reviewed_translations=("de",),
    )


def test_pages_rosters_and_conditions() -> None:
    reading = read(
        row("text", "lose", "Lose"),
        row("begin_group", "offen", "Offen", relevant="${lose} = 'x'"),
        row("text", "eins", "Eins"),
        row("text", "zwei", "Zwei", relevant="${eins} = 'y'"),
        row("begin_group", "innen", "Innen", appearance="w1 field-list"),
        row("text", "drei", "Drei"),
        row("end_group"),
        row("end_group"),
        row("begin_repeat", "r", service_roster="facilities", service_table="yes"),
        row("begin_group", "je", "Je", appearance="field-list", hint="Je", service_minutes="1,5"),
        row("text", "vier", "Vier"),
        row("begin_group", "teil", "Teil", relevant="${vier} = 'z'"),
        row("text", "fuenf", "Fünf", relevant="${lose} != ''"),
        row("end_group"),
        row("end_group"),
        row("end_repeat"),
    )

    def text(code: str, label: str, relevant: str = "") -> Item:
        return Item(code=code, kind="text", label={"de": label}, relevant=relevant)

    assert form(reading).pages == (
        Page(code="lose", items=(text("lose", "Lose"),)),
        Page(
            code="eins",
            title={"de": "Offen"},
            items=(text("eins", "Eins"),),
            relevant="${lose} = 'x'",
        ),
        Page(
            code="zwei",
            title={"de": "Offen"},
            items=(text("zwei", "Zwei"),),
            relevant="(${lose} = 'x') and (${eins} = 'y')",
        ),
        Page(
            code="innen",
            title={"de": "Innen"},
            items=(text("drei", "Drei"),),
            relevant="${lose} = 'x'",
        ),
        Page(
            code="je",
            title={"de": "Je"},
            intro={"de": "Je"},
            items=(
                text("vier", "Vier"),
                Item(code="teil", kind="note", label={"de": "Teil"}, relevant="${vier} = 'z'"),
                text("fuenf", "Fünf", "(${vier} = 'z') and (${lose} != '')"),
            ),
            roster="facilities",
            table=True,
            minutes=1.5,
        ),
    )


# Real workbooks


def test_both_shipped_questionnaires_are_read_without_a_remark() -> None:
    provider = xlsform.read(LIBRARY / "traegerabfrage.xlsx")
    resident = xlsform.read(LIBRARY / "beteiligung_im_quartier.xlsx")
    assert (provider.problems, resident.problems) == ((), ())
    pages = form(provider).pages
    assert [(page.code, len(page.items), page.roster, page.table) for page in pages] == [
        ("angebote", 4, "", False),
        ("lebenslagen", 12, "", False),
        ("personal_zusammenarbeit", 7, "", False),
        ("gebiete", 3, "", False),
        ("nachfrage", 5, "facilities", True),
        ("personal_raeume", 5, "facilities", False),
        ("zugang_umfeld", 4, "facilities", False),
        ("ausblick", 5, "", False),
    ]  # fmt: skip
    assert len(questionnaire.statement_items(form(provider))) == 10
    assert form(resident).languages == ("de", "de-x-leicht", "en", "tr", "uk", "ru", "ar", "pl")
    # Phone numbers must not break, nor turn round in Arabic.
    hints = questionnaire.page(form(resident), "seite_gut").items[0].hint
    assert all("0800\u202f111\u202f0\u202f111" in hint for hint in hints.values())


def test_real_survey_of_migrant_organisations_is_read_and_its_mistake_found() -> None:
    reading = xlsform.read(FORMS / "mitwirken_umfrage.xlsx")
    read_form = form(reading)
    assert [(page.code, len(page.items)) for page in read_form.pages] == [
        ("start", 1),
        ("teil_allgemeine", 5),
        ("teil_zusammenarbeit", 9),
        ("teil_organisationsentwicklung", 5),
        ("teil_erfahrungen", 6),
        ("teil_digitalisierung", 5),
        ("teil_unterstuetzung", 4),
        ("kontaktdaten", 6),
        ("abschluss", 1),
    ]
    assert (
        CellProblem(
            sheet="survey",
            row=28,
            column="G",
            message="Die Frage „teilhabe_gruppen“ hat keine Antwort „other“.",
            severity="warning",
        )
        in reading.problems
    )


@pytest.mark.parametrize(
    ("name", "language", "codes"),
    [
        ("text_and_integer", "en", ["your_name", "your_age"]),
        ("field-list", "en", ["table_list_question"]),
    ],
)
def test_forms_with_languages_by_name(name: str, language: str, codes: list[str]) -> None:
    read_form = form(xlsform.read(FORMS / f"{name}.xlsx"))
    assert read_form.languages == (language,)
    assert [item.code for item in questionnaire.items(read_form)] == codes


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("group", [(4, "A", "phone number")]),
        ("loop", [(2, "A", "or_other"), (3, "A", "begin loop"), (5, "A", "end loop")]),
        ("specify_other", [(2, "A", "or_other")]),
        (
            "choice_filter_test",
            [(3, "D", "choice_filter"), (4, "D", "choice_filter"), (6, "B", "king")],
        ),
    ],
)
def test_what_is_not_supported_is_refused_by_name(
    name: str, refused: list[tuple[int, str, str]]
) -> None:
    found = places(xlsform.read(FORMS / f"{name}.xlsx"))
    assert [(number, column) for _, number, column, _ in found] == [case[:2] for case in refused]
    for (*_, word), (*_, message) in zip(refused, found, strict=True):
        assert word in message


def test_types_of_devices_are_refused_one_by_one() -> None:
    reading = xlsform.read(FORMS / "all_types_survey.xlsx")
    assert reading.questionnaire is None
    named = " ".join(place[3] for place in places(reading))
    for kind in ("time", "datetime", "rank aspects", "calculate", "hidden"):
        assert f"Der Fragetyp „{kind}“" in named
