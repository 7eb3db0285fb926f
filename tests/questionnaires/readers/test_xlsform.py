"""What is read from an XLSForm, and the real workbooks."""

import pytest

from questionnaires import questionnaire
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.readers import xlsform
from questionnaires.readers.problems import CellProblem
from tests.questionnaires.readers.xlsform_sheets import (
    FORMS,
    LIBRARY,
    form,
    places,
    read,
    row,
    workbook,
)

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
