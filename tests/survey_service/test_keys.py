"""Tokens and codes: derived, bound, never guessable from one another."""

import re

from survey_service import keys


def test_link_token_is_derived_and_changes_with_serial_and_secret() -> None:
    tokens = {
        keys.link_token("a" * 32, invitation="one", serial=1),
        keys.link_token("a" * 32, invitation="one", serial=2),
        keys.link_token("a" * 32, invitation="two", serial=1),
        keys.link_token("b" * 32, invitation="one", serial=1),
    }
    assert len(tokens) == 4
    assert {len(token) for token in tokens} == {43}
    assert keys.link_token("a" * 32, invitation="one", serial=1) in tokens


def test_parts_cannot_be_shifted() -> None:
    assert keys.keyed("s", "p", "ab", "c") != keys.keyed("s", "p", "a", "bc")


def test_receipt_code_is_found_however_it_is_typed() -> None:
    code = keys.new_receipt_code()
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code)
    typed = " " + code.lower().replace("-", " ")
    assert keys.receipt_digest("s", typed) == keys.receipt_digest("s", code)
    assert keys.receipt_digest("other", code) != keys.receipt_digest("s", code)


def test_a_sessions_receipt_code_is_always_the_same_and_nobody_elses() -> None:
    code = keys.session_receipt_code("s" * 32, "browser")
    assert re.fullmatch(r"([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}", code)
    assert keys.session_receipt_code("s" * 32, "browser") == code
    assert keys.session_receipt_code("s" * 32, "other browser") != code
    assert keys.session_receipt_code("t" * 32, "browser") != code
