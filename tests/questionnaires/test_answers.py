"""Form -> answers or problems -> fields: nothing typed is lost, empty is absent."""

import msgspec
import pytest

from questionnaires.answers import (
    Answers,
    PageForm,
    Problem,
    missing,
    page_fields,
    read_page,
    relevant_answers,
    relevant_items,
    require,
    state,
)
from questionnaires.items import Field, FieldChoice
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item, Page

YES = Choice(value="ja", label={"de": "Ja"})
NO = Choice(value="nein", label={"de": "Nein"})
NOTE = Item(code="hinweis", kind="note", label={"de": "Guten Tag"})
OPEN = Item(code="offen", kind="single", label={"de": "Offen?"}, required=True, choices=(YES, NO))
PLACES = Item(
    code="plaetze",
    kind="integer",
    label={"de": "Plätze?"},
    required=True,
    relevant="${offen} = 'ja'",
    constraint=". > 0",
    constraint_message={"de": "Bitte mehr als 0.", "en": "More than 0, please."},
)
FREE = Item(
    code="frei",
    kind="integer",
    label={"de": "Davon frei?"},
    relevant="${plaetze} > 0",
    constraint=". <= ${plaetze}",
)
WISH = Item(code="wunsch", kind="long_text", label={"de": "Wunsch?"}, maximum_length=10)
PAGE = Page(code="seite", items=(NOTE, OPEN, PLACES, FREE, WISH))
NOTHING = PageForm(answers={})


def read(
    *,
    language: str = "de",
    known: Answers | None = None,
    before: Answers | None = None,
    **form: object,
) -> PageForm:
    sent = {code: [raw] if isinstance(raw, str) else raw for code, raw in form.items()}
    return read_page(PAGE, sent, known=known or {}, language=language, before=before)  # type: ignore[arg-type]


# Refusals


def test_what_cannot_be_read_is_kept_as_typed_with_a_problem() -> None:
    assert read(offen="ja", plaetze=" zwölf ", wunsch="mehr als zehn Zeichen") == PageForm(
        answers={"offen": "ja"},
        unreadable={"plaetze": ["zwölf"], "wunsch": ["mehr als zehn Zeichen"]},
        problems=(
            Problem(item="plaetze", message=sentence("not_whole", "de")),
            Problem(item="wunsch", message=sentence("too_long", "de", length=21, maximum=10)),
        ),
    )


def test_answer_against_a_constraint_is_kept_as_typed_with_its_message() -> None:
    form = read(offen="ja", plaetze="-1.200")
    assert form == PageForm(
        answers={"offen": "ja"},
        unreadable={"plaetze": ["-1200"]},
        problems=(Problem(item="plaetze", message="Bitte mehr als 0."),),
    )
    english = read(offen="ja", plaetze="0", language="en")
    assert [problem.message for problem in english.problems] == ["More than 0, please."]


def test_constraint_without_a_message_of_its_own() -> None:
    assert read(offen="ja", plaetze="3", frei="4") == PageForm(
        answers={"offen": "ja", "plaetze": 3},
        unreadable={"frei": ["4"]},
        problems=(Problem(item="frei", message=sentence("constraint", "de")),),
    )
    assert read(offen="ja", plaetze="3", frei="3").problems == ()


def test_unknown_names_are_reported_and_never_stored() -> None:
    form = read(offen="nein", hinweis="x", fremd="y", _csrf_token="z")
    assert form == PageForm(answers={"offen": "nein"}, unknown=("hinweis", "fremd"))


@pytest.mark.parametrize("raw", [["ja", "nein"], ["<script>"], ["ja\x00", "NEIN"]])
def test_tampered_choice_is_kept_and_refused(raw: list[str]) -> None:
    form = read(offen=raw)
    assert form.answers == {}
    assert form.unreadable == {"offen": [one.replace("\x00", "") for one in raw]}
    assert [problem.item for problem in form.problems] == ["offen"]


def test_what_was_kept_can_be_stored_as_json() -> None:
    form = read(offen="\ud800kaputt", wunsch="a\ud800\x00b")
    document = msgspec.json.encode(form)
    assert msgspec.json.decode(document, type=PageForm) == form
    assert form.answers == {"wunsch": "ab"}


# Answers


def test_empty_is_absent() -> None:
    assert read(offen="", plaetze="  ", wunsch=[]) == NOTHING
    assert read() == NOTHING


def test_zero_is_an_answer() -> None:
    page = Page(code="p", items=(Item(code="n", kind="integer"),))
    assert read_page(page, {"n": ["0"]}, known={}, language="de").answers == {"n": 0}


def test_answers_of_other_pages_decide_too() -> None:
    page = Page(code="p", items=(Item(code="n", kind="integer", constraint=". <= ${alle}"),))
    small = read_page(page, {"n": ["5"]}, known={"alle": 4}, language="de")
    large = read_page(page, {"n": ["5"]}, known={"alle": 6}, language="de")
    assert (small.answers, large.answers) == ({}, {"n": 5})


def test_area_is_one_of_the_installation() -> None:
    page = Page(code="p", items=(Item(code="gebiet", kind="area"),))
    areas = (Choice(value="n1", label={"de": "Furth"}),)
    read_here = read_page(page, {"gebiet": ["n1"]}, known={}, language="de", areas=areas)
    elsewhere = read_page(page, {"gebiet": ["n1"]}, known={}, language="de")
    assert (read_here.answers, elsewhere.answers) == ({"gebiet": "n1"}, {})


# Relevance


def test_answers_to_questions_no_longer_asked_are_kept_but_do_not_count() -> None:
    form = read(offen="nein", plaetze="zwölf", frei="2", wunsch="Ruhe")
    assert form == PageForm(
        answers={"offen": "nein", "frei": 2, "wunsch": "Ruhe"}, unreadable={"plaetze": ["zwölf"]}
    )
    assert relevant_answers(PAGE, form.answers, {}) == {"offen": "nein", "wunsch": "Ruhe"}


def test_irrelevant_answer_counts_as_empty_for_what_depends_on_it() -> None:
    answers: Answers = {"offen": "nein", "plaetze": 5, "frei": 2}
    assert relevant_items(PAGE, answers, {}) == (NOTE, OPEN, WISH)
    assert relevant_items(PAGE, {**answers, "offen": "ja"}, {}) == PAGE.items


def test_irrelevant_page_asks_nothing() -> None:
    page = msgspec.structs.replace(PAGE, relevant="${art} = 'kita'")
    assert relevant_items(page, {"offen": "ja"}, {"art": "verein"}) == ()
    assert relevant_items(page, {"offen": "nein"}, {"art": "kita"}) == (NOTE, OPEN, WISH)
    assert state(page, {}, {"art": "verein"}) == "done"


def test_what_was_not_on_the_page_stays() -> None:
    before: Answers = {"offen": "nein", "plaetze": 5, "wunsch": "alt"}
    assert read(before=before, offen="ja") == PageForm(answers={"offen": "ja", "plaetze": 5})


def test_what_was_on_the_page_and_is_emptied_goes() -> None:
    before: Answers = {"offen": "ja", "plaetze": 5, "frei": 2}
    form = read(before=before, offen="ja", plaetze="")
    assert form == PageForm(answers={"offen": "ja"})


# Fields


def test_fields_of_a_page_not_answered_yet() -> None:
    assert page_fields(PAGE, answers={}, known={}, language="de") == (
        Field(name="hinweis", kind="note", label="Guten Tag"),
        Field(
            name="offen",
            kind="single",
            label="Offen?",
            required=True,
            choices=(FieldChoice(value="ja", label="Ja"), FieldChoice(value="nein", label="Nein")),
        ),
        Field(name="wunsch", kind="long_text", label="Wunsch?", rows=5, maximum_length=10),
    )


def test_fields_show_answers_and_the_last_wave() -> None:
    fields = page_fields(
        PAGE,
        answers={"offen": "ja", "plaetze": 1200},
        known={},
        language="de",
        previous={"offen": "nein", "plaetze": 900},
    )
    shown = [(field.name, field.values, field.previous) for field in fields]
    assert shown == [
        ("hinweis", (), ""),
        ("offen", ("ja",), "Nein"),
        ("plaetze", ("1200",), "900"),
        ("frei", (), ""),
        ("wunsch", (), ""),
    ]


def test_fields_show_what_was_just_sent_with_its_problems() -> None:
    form = read(offen="ja", plaetze="zwölf")
    fields = page_fields(PAGE, answers={"offen": "nein"}, form=form, known={}, language="de")
    shown = [(field.name, field.values, field.error) for field in fields]
    assert shown == [
        ("hinweis", (), ""),
        ("offen", ("ja",), ""),
        ("plaetze", ("zwölf",), sentence("not_whole", "de")),
        ("wunsch", (), ""),
    ]


# What is missing


def test_missing_are_required_and_relevant() -> None:
    assert missing(PAGE, {}, {}) == ("offen",)
    assert missing(PAGE, {"offen": "nein"}, {}) == ()
    assert missing(PAGE, {"offen": "ja"}, {}) == ("plaetze",)


def test_require_adds_a_problem_for_each_in_page_order() -> None:
    form = read(wunsch="mehr als zehn Zeichen")
    required = require(PAGE, form, known={}, language="tr")
    assert [problem.item for problem in required.problems] == ["offen", "wunsch"]
    assert required.problems[0].message == "Lütfen bu soruyu yanıtlayın."
    assert required.problems[1] == form.problems[0]
    assert (required.answers, required.unreadable) == (form.answers, form.unreadable)


def test_require_does_not_say_twice_what_is_wrong() -> None:
    form = read(offen="ja", plaetze="zwölf")
    assert require(PAGE, form, known={}, language="de") == form


@pytest.mark.parametrize(
    ("answers", "unreadable", "expected"),
    [
        ({}, [], "open"),
        ({"fremd": 1}, [], "open"),
        ({}, ["wunsch"], "begun"),
        ({"wunsch": "Ruhe"}, [], "begun"),
        ({"offen": "ja"}, [], "begun"),
        ({"offen": "nein"}, ["wunsch"], "begun"),
        ({"offen": "nein"}, ["plaetze"], "done"),
        ({"offen": "nein"}, [], "done"),
        ({"offen": "ja", "plaetze": 3}, [], "done"),
    ],
)
def test_state(answers: Answers, unreadable: list[str], expected: str) -> None:
    assert state(PAGE, answers, {}, unreadable=unreadable) == expected


def test_page_of_notes_is_done() -> None:
    assert state(Page(code="p", items=(NOTE,)), {}, {}) == "done"
