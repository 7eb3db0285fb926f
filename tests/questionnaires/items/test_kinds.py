"""Each kind of item: refusals first, then values, fields and columns."""

import pytest

from questionnaires import items
from questionnaires.items import Field, FieldChoice, ItemColumn, Parsed, Value
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import KINDS, Choice, Item

YES = Choice(value="ja", label={"de": "Ja", "en": "Yes"})
NO = Choice(value="nein", label={"de": "Nein", "en": "No"})
CITYWIDE = Choice(value="stadtweit", label={"de": "ganze Stadt"})
AREAS = (Choice(value="n1", label={"de": "Furth"}, group="Nord"),)


def item(kind: str, *, maximum_length: int | None = None) -> Item:
    choices = {"single": (YES, NO), "scale": (YES, NO), "multiple": (YES, NO), "area": (CITYWIDE,)}
    return Item(
        code="x",
        kind=kind,
        label={"de": "Frage"},
        choices=choices.get(kind, ()),
        maximum_length=maximum_length,
    )


def parse(kind: str, *raw: str, language: str = "de", maximum_length: int | None = None) -> Parsed:
    asked = item(kind, maximum_length=maximum_length)
    return items.parse(asked, raw, language=language, areas=AREAS)


def test_registry_knows_every_kind_of_the_model() -> None:
    assert set(items.REGISTRY) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "raw", "key"),
    [
        ("text", ["a", "b"], "one_answer"),
        ("long_text", ["a", "b"], "one_answer"),
        ("integer", ["zwölf"], "not_whole"),
        ("integer", ["12,5"], "not_whole"),
        ("integer", ["1,234"], "not_whole"),
        ("integer", ["1", "2"], "one_answer"),
        ("integer", ["9" * 16], "too_large"),
        ("decimal", ["viel"], "not_number"),
        ("decimal", ["1", "2"], "one_answer"),
        ("decimal", ["9" * 16], "too_large"),
        ("date", ["31.02.2026"], "not_date"),
        ("date", ["1.1.26"], "not_date"),
        ("date", ["03/04/2026"], "not_date"),
        ("date", ["1.1.1899"], "not_date"),
        ("date", ["2026-01-01", "2026-01-02"], "one_answer"),
        ("single", ["vielleicht"], "not_offered"),
        ("single", ["ja", "nein"], "one_answer"),
        ("scale", ["vielleicht"], "not_offered"),
        ("multiple", ["ja", "vielleicht"], "not_offered"),
        ("area", ["n2"], "not_offered"),
        ("area", ["n1", "stadtweit"], "one_answer"),
        ("acknowledge", ["ja"], "not_offered"),
        ("acknowledge", ["OK", "ja"], "not_offered"),
        ("note", ["x"], "not_offered"),
    ],
)
def test_what_is_no_answer(kind: str, raw: list[str], key: str) -> None:
    assert parse(kind, *raw) == Parsed(problem=sentence(key, "de"))
    assert parse(kind, *raw, language="pl") == Parsed(problem=sentence(key, "pl"))


def test_too_long_text_says_how_long_it_may_be() -> None:
    said = "Ihr Text hat 6 Zeichen, möglich sind höchstens 5. Bitte kürzen Sie ihn."
    assert parse("text", "ab\r\ncde", maximum_length=5) == Parsed(problem=said)
    assert parse("text", "a\r\ncde", maximum_length=5) == Parsed("a\ncde")
    assert parse("text", "x" * 501).problem == sentence("too_long", "de", length=501, maximum=500)
    assert parse("long_text", "x" * 5000) == Parsed("x" * 5000)
    assert parse("long_text", "x" * 5001).value is None


def test_ambiguous_number_is_refused_with_both_meanings() -> None:
    said = "„1.234“ kann zweierlei bedeuten. Bitte schreiben Sie 1234 oder 1,234."
    assert parse("decimal", "1.234") == Parsed(problem=said)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("raw", [[], [""], ["  \r\n\t "], ["\x00"]])
def test_nothing_typed_is_no_answer_and_no_problem(kind: str, raw: list[str]) -> None:
    assert parse(kind, *raw) == Parsed()


@pytest.mark.parametrize(
    ("kind", "raw", "value", "shown", "words"),
    [
        ("text", [" =1+1\x07 "], "=1+1", ("=1+1",), "=1+1"),
        ("long_text", ["a\r\nb\rc\ud800"], "a\nb\nc", ("a\nb\nc",), "a\nb\nc"),
        ("integer", ["0"], 0, ("0",), "0"),
        ("integer", ["1.200"], 1200, ("1200",), "1200"),
        ("integer", ["1.000"], 1000, ("1000",), "1000"),
        ("integer", ["-3,0"], -3, ("-3",), "-3"),
        ("decimal", ["1.234,5"], 1234.5, ("1234,5",), "1234,5"),
        ("decimal", ["0"], 0.0, ("0",), "0"),
        ("date", ["1. 2. 2026"], "2026-02-01", ("01.02.2026",), "01.02.2026"),
        ("date", ["2026-02-01"], "2026-02-01", ("01.02.2026",), "01.02.2026"),
        ("single", ["ja"], "ja", ("ja",), "Ja"),
        ("scale", ["nein", "nein"], "nein", ("nein",), "Nein"),
        ("multiple", ["nein", "ja", "ja"], ["ja", "nein"], ("ja", "nein"), "Ja; Nein"),
        ("area", ["n1"], "n1", ("n1",), "Furth"),
        ("area", ["stadtweit"], "stadtweit", ("stadtweit",), "ganze Stadt"),
        ("acknowledge", ["OK"], "OK", ("OK",), "OK"),
    ],
)
def test_value_is_shown_and_read_back(
    kind: str, raw: list[str], value: Value, shown: tuple[str, ...], words: str
) -> None:
    assert parse(kind, *raw) == Parsed(value)
    assert type(parse(kind, *raw).value) is type(value)
    assert items.typed(item(kind), value, language="de") == shown
    assert parse(kind, *shown) == Parsed(value)
    assert items.in_words(item(kind), value, language="de", areas=AREAS) == words


def test_answers_that_are_no_longer_offered_are_shown_as_they_stand() -> None:
    assert items.in_words(item("single"), "alt", language="de") == "alt"
    assert items.in_words(item("multiple"), ["ja", "alt"], language="de") == "Ja; alt"
    assert items.in_words(item("area"), "n9", language="de", areas=AREAS) == "n9"
    assert items.in_words(item("date"), "bald", language="de") == "bald"
    assert items.typed(item("decimal"), "viel", language="de") == ("viel",)


def test_field_of_a_choice() -> None:
    asked = Item(
        code="gut",
        kind="single",
        label={"de": "Gut?", "en": "Good?"},
        hint={"de": "Bitte wählen"},
        guidance={"de": "Gut: ..."},
        required=True,
        choices=(YES, NO),
    )
    field = items.field(
        asked, value="ja", raw=None, problem="", language="en", areas=(), previous="nein"
    )
    assert field == Field(
        name="gut",
        kind="single",
        label="Good?",
        hint="Bitte wählen",
        guidance="Gut: ...",
        required=True,
        values=("ja",),
        choices=(
            FieldChoice(value="ja", label="Yes", checked=True),
            FieldChoice(value="nein", label="No"),
        ),
        previous="No",
    )


def test_field_shows_what_was_typed_instead_of_the_value() -> None:
    field = items.field(
        item("integer"), value=None, raw=["zwölf"], problem="Bitte ...", language="de"
    )
    assert field == Field(
        name="x",
        kind="integer",
        label="Frage",
        values=("zwölf",),
        error="Bitte ...",
        inputmode="numeric",
    )


def test_field_of_an_area_offers_the_installations_areas_first() -> None:
    field = items.field(item("area"), value="n1", raw=None, problem="", language="de", areas=AREAS)
    assert field.choices == (
        FieldChoice(value="n1", label="Furth", checked=True, group="Nord"),
        FieldChoice(value="stadtweit", label="ganze Stadt"),
    )


def test_field_of_a_long_text_has_lines_and_its_own_limit() -> None:
    asked = item("long_text", maximum_length=300)
    field = items.field(asked, value=None, raw=None, problem="", language="de")
    assert (field.values, field.rows, field.maximum_length) == ((), 5, 300)


def test_columns_and_cells() -> None:
    several = item("multiple")
    assert items.columns(several, "en") == (
        ItemColumn(code="x/ja", label="Frage: Yes", kind="flag", item="x", choice="ja"),
        ItemColumn(code="x/nein", label="Frage: No", kind="flag", item="x", choice="nein"),
    )
    assert items.cells(several, ["nein"], "de") == (0, 1)
    assert items.cells(several, None, "de") == (None, None)


@pytest.mark.parametrize(
    ("kind", "column_kind", "value", "cell"),
    [
        ("text", "text", "a", "a"),
        ("long_text", "text", "a", "a"),
        ("integer", "number", 0, 0),
        ("decimal", "number", 2.5, 2.5),
        ("date", "date", "2026-02-01", "2026-02-01"),
        ("single", "text", "ja", "Ja"),
        ("scale", "text", "ja", "Ja"),
        ("area", "text", "n1", "Furth"),
        ("acknowledge", "text", "OK", "OK"),
    ],
)
def test_one_column(kind: str, column_kind: str, value: Value, cell: object) -> None:
    asked = item(kind)
    assert items.columns(asked, "de") == (
        ItemColumn(code="x", label="Frage", kind=column_kind, item="x"),
    )
    assert items.cells(asked, value, "de", areas=AREAS) == (cell,)
    assert items.cells(asked, None, "de") == (None,)


def test_note_has_no_columns() -> None:
    assert items.columns(item("note"), "de") == ()
    assert items.cells(item("note"), None, "de") == ()


def test_box_that_must_be_ticked_says_so() -> None:
    said = "Bitte setzen Sie hier ein Häkchen, wenn Sie einverstanden sind."
    assert items.required_problem(item("acknowledge"), "de") == said
    assert items.required_problem(item("text"), "de") == "Bitte beantworten Sie diese Frage."
