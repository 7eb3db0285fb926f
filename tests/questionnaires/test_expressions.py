"""The table of cases: what empty answers, numbers, dates and several answers mean."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from questionnaires import expressions
from questionnaires.expressions import ExpressionError, evaluate, holds
from questionnaires.items.kind import Value

ANSWERS: dict[str, Value] = {
    "stadt": "ja",
    "plaetze": 12,
    "anteil": 2.5,
    "gruppen": ["kinder", "familien"],
    "beginn": "2026-03-01",
    "ende": "2026-04-01",
    "a-b": 7,
    "text": "Café",
    "self": "ich",
}

REFUSED = [
    ("", "Die Bedingung ist leer."),
    ("${a", "so: ${name}."),
    ("$a", "so: ${name}."),
    ("${a/b}", "„a/b“ kann nicht der Name"),
    ("${_b} = 1", "„_b“ kann nicht der Name"),
    ("${a} = „x“", "gerade Anführungszeichen"),
    ("${a} = 'x", "fehlt das zweite"),
    ("${a} & ${b}", "Das Zeichen „&“"),
    ("/data/a = 1", "Pfade mit „/“"),
    ("../a = 1", "Pfade mit „..“"),
    ("${a} == 1", "unvollständig"),
    ("${a} =", "unvollständig"),
    ("${a} ${b}", "unvollständig"),
    ("* 2", "Vor dem Malzeichen"),
    ("stadt = 'ja'", "${stadt}"),
    ("${a} AND ${b}", "klein geschrieben"),
    ("and ${b}", "klein geschrieben"),
    ("not", "not(…)"),
    ("today() > 1", "Die Funktion „today“"),
    ("selected(${a})", "braucht 2 Werte in der Klammer, nicht 1"),
    ("substring('a')", "braucht 2 bis 3 Werte"),
    ("true(1)", "braucht 0 Werte"),
    ("not()", "braucht 1 Werte in der Klammer, nicht 0"),
    ("()", "In einer Klammer steht nichts."),
    ("(${a}", "nicht geschlossen"),
    ("${a})", "keine öffnende"),
    ("(1, 2)", "Ein Komma"),
    ("1, 2", "Ein Komma"),
    ("regex(., '[')", "„[“ ist kein gültiger regulärer Ausdruck"),
    ("(" * 60 + "1" + ")" * 60, "zu viele Klammern"),
    ("1 or " * 500 + "1", "länger als 2000 Zeichen"),
]


@pytest.mark.parametrize(
    ("expression", "sentence"), REFUSED, ids=[case[0][:30] for case in REFUSED]
)
def test_what_cannot_be_evaluated_is_refused_in_a_sentence(expression: str, sentence: str) -> None:
    with pytest.raises(ExpressionError) as refusal:
        expressions.compile(expression)
    assert sentence in str(refusal.value)


@pytest.mark.parametrize(
    ("expression", "met"),
    [
        # nothing to check
        ("", True),
        # choices
        ("${stadt} = 'ja'", True),
        ("${stadt} != 'ja'", False),
        ("${stadt} = 'ja' and not(${text} = 'x')", True),
        ("${stadt} = 'nein' or ${plaetze} > 3", True),
        # several answers
        ("selected(${gruppen}, 'kinder')", True),
        ("selected(${gruppen}, 'kind')", False),
        ("selected(${stadt}, 'ja')", True),
        ("count-selected(${gruppen}) = 2", True),
        # empty answers
        ("${leer} = ''", True),
        ("${leer} != 'ja'", True),
        ("${leer} > 0", False),
        ("${leer} < 1", False),
        ("not(${leer} > 0)", True),
        ("${leer} = 0", False),
        ("selected(${leer}, 'x')", False),
        ("count-selected(${leer}) = 0", True),
        ("${leer}", False),
        ("coalesce(${leer}, ${plaetze}) = 12", True),
        ("string-length(${leer}) = 0", True),
        # numbers
        ("${plaetze} = 12", True),
        ("${plaetze} = '12'", True),
        ("${plaetze}-2 = 10", True),
        ("${a-b} = 7", True),
        ("${plaetze} div 4 = 3 and ${plaetze} mod 5 = 2", True),
        ("${plaetze} * ${anteil} = 30", True),
        ("${plaetze} - 12", False),
        ("int(${anteil}) = 2 and round(${anteil}) = 3", True),
        ("int('x') = 0", False),
        ("selected(${plaetze}, '12')", True),
        # dates
        ("${beginn} < ${ende}", True),
        ("${beginn} > '2026-02-28'", True),
        ("${beginn} = '2026-03-01'", True),
        ("${beginn} = date('2026-03-01')", True),
        ("${ende} - ${beginn} >= 31", True),
        ("${ende} - ${beginn} >= 32", False),
        ("date('morgen') > 0", False),
        ("date(5) = 5", True),
        # text and truth
        ("string-length(${text}) = 4", True),
        ("regex(${text}, 'C.*')", True),
        ("regex(${text}, 'C')", False),
        ("if(${stadt} = 'ja', ${plaetze}, 0) = 12", True),
        ("if(${leer}, 1, 2) = 2", True),
        ("if(number('x'), 1, 2) = 2", True),
        ("concat(true(), ${plaetze}) = 'true12'", True),
        ("selected(true(), 'true')", True),
        ("selected(number('x'), 'NaN')", True),
        ("selected(${anteil}, '2.5')", True),
        # a code that lxml's own arguments use too
        ("${self} = 'ich'", True),
    ],
)  # fmt: skip
def test_conditions(expression: str, met: bool) -> None:
    assert holds(expression, ANSWERS) is met


@pytest.mark.parametrize(
    ("expression", "current", "met"),
    [
        (". > 0", 3, True),
        (". <= ${plaetze}", 13, False),
        ("regex(., '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$')", "a@b.de", True),
        ("regex(., '^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$')", "a@b", False),
        ("not(selected(., 'keine') and count-selected(.) > 1)", ["keine"], True),
        ("not(selected(., 'keine') and count-selected(.) > 1)", ["keine", "x"], False),
        (". >= '2026-01-01'", "2025-12-31", False),
        ("string-length(.) < 5", "2026-99-99", False),
        ("contains(., 'x')", "x\x00\x0b", True),
    ],
)
def test_dot_is_the_answer_under_check(expression: str, current: Value, met: bool) -> None:
    assert holds(expression, ANSWERS, current=current) is met


def test_value_of_an_expression() -> None:
    assert evaluate("${plaetze} + 1", ANSWERS) == 13.0
    assert evaluate("coalesce(${leer}, 'nichts')", ANSWERS) == "nichts"
    assert evaluate("true()", {}) is True
    assert math.isnan(float(evaluate("${leer} + 1", ANSWERS)))


def test_compiled_once_with_what_it_looks_at() -> None:
    compiled = expressions.compile("${a} = 1 and ${b} = ${a} or . = 'x'")
    assert (compiled.references, compiled.uses_current) == (("a", "b"), True)
    assert expressions.compile("${a} = 1 and ${b} = ${a} or . = 'x'") is compiled


def test_threads_share_compiled_conditions() -> None:
    def count(thread: int) -> int:
        return sum(
            holds(
                f"${{plaetze}} > {number} and regex(${{stadt}}, 'j.') or ${{leer}} = {thread}",
                {"plaetze": number + number % 2, "stadt": "ja"},
            )
            for number in range(200)
        )

    with ThreadPoolExecutor(max_workers=8) as pool:
        assert list(pool.map(count, range(32))) == [100] * 32


def test_long_answers_are_not_remembered_and_judged_all_the_same() -> None:
    """A thousand texts of a page each must not stay in the memory."""
    # Other tests may have filled it.
    expressions._remembered.cache_clear()
    before = expressions._remembered.cache_info().currsize
    assert expressions.holds("${text} != ''", {"text": "a" * expressions.SHORT})
    assert not expressions.holds("${text} = 'a'", {"text": "a" * expressions.SHORT})
    assert expressions._remembered.cache_info().currsize == before
    assert expressions.holds("${text} = 'a'", {"text": "a"})
    assert expressions._remembered.cache_info().currsize == before + 1


def test_equal_values_of_other_types_are_told_apart() -> None:
    """1 and '1' and [] are looked at anew."""
    assert expressions.evaluate("${x}", {"x": 1}) == 1.0
    assert expressions.evaluate("${x}", {"x": "1"}) == "1"
    assert expressions.evaluate("${x}", {"x": ["1", "2"]}) == "1 2"
    assert expressions.evaluate("${x}", {}) == ""
