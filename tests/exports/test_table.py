"""Safe text and distinct names."""

from exports.table import PROTECTED, distinct, safe_text, shown


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    assert safe_text("a\x00b\x0bc\ud800d\ufffe\x85") == "abcd"
    assert safe_text("Zeile 1\r\nZeile 2\rZeile 3\tEnde") == "Zeile 1\nZeile 2\nZeile 3\tEnde"
    assert safe_text("=1+1 żółć Їжак مرحبا 😀") == "=1+1 żółć Їжак مرحبا 😀"


def test_names_become_distinct_without_regard_to_case() -> None:
    assert list(distinct(["n", "N", "n", "m"])) == ["n", "N (2)", "n (3)", "m"]
    assert list(distinct(["abcdefgh", "abcdefxy"], longest=6)) == ["abcdef", "ab (2)"]


def test_a_protected_number_is_never_zero() -> None:
    assert [shown(None), shown(0), shown(7)] == [PROTECTED, 0, 7]
