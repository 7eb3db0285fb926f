"""Problems of an XLSForm: each stands at its cell, with a sentence."""

import pytest

from questionnaires import questionnaire
from questionnaires.readers import xlsform
from tests.questionnaires.readers.xlsform_sheets import (
    CHOICES,
    Sheet,
    form,
    only_error,
    places,
    read,
    row,
    rows,
    workbook,
)

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
