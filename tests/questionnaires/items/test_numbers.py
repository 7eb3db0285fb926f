"""Numbers as people write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.items.messages import LANGUAGES
from questionnaires.items.numbers import TooManyDigits, readings, spelled

NO_NUMBER = [
    "",
    "-",
    "abc",
    "12 Personen",
    "1e5",
    "1.23,4",
    "1,2,3",
    "12.",
    "1..2",
    "inf",
    "1 2",
    "½",
]


@pytest.mark.parametrize("typed", NO_NUMBER)
def test_no_number(typed: str) -> None:
    assert readings(typed, "de") == ()


@pytest.mark.parametrize("typed", ["1234567890123456", "0." + "1" * 16, "1.000.000.000.000.000"])
def test_too_many_digits(typed: str) -> None:
    with pytest.raises(TooManyDigits):
        readings(typed, "de")


@pytest.mark.parametrize(
    ("typed", "language", "read"),
    [
        ("12", "de", ["12"]),
        ("-12", "de", ["-12"]),
        ("−12", "de", ["-12"]),
        ("+12", "de", ["12"]),
        ("007", "de", ["7"]),
        ("12,5", "de", ["12.5"]),
        ("12.5", "de", ["12.5"]),
        (",5", "de", ["0.5"]),
        ("1.234,5", "de", ["1234.5"]),
        ("1,234.5", "de", ["1234.5"]),
        ("1234.5", "de", ["1234.5"]),
        ("1234.567", "de", ["1234.567"]),
        ("0.125", "de", ["0.125"]),
        ("1.234.567", "de", ["1234567"]),
        ("1.234.567,89", "de", ["1234567.89"]),
        ("1 234,5", "de", ["1234.5"]),
        ("1\u202f234\u00a0567", "de", ["1234567"]),
        ("1’234.50", "de", ["1234.50"]),
        # the language's own decimal sign is no thousands sign
        ("1,234", "de", ["1.234"]),
        ("1.234", "en", ["1.234"]),
        # the other one may be either
        ("1.234", "de", ["1234", "1.234"]),
        ("1,234", "en", ["1234", "1.234"]),
        ("1.234", "de-x-leicht", ["1234", "1.234"]),
        ("1,234", "ar", ["1234", "1.234"]),
        # Arabic digits and signs
        ("١٢", "ar", ["12"]),
        ("١٢٫٥", "ar", ["12.5"]),
        ("١٬٢٣٤٫٥", "ar", ["1234.5"]),
    ],
)
def test_readings(typed: str, language: str, read: list[str]) -> None:
    assert readings(typed, language) == tuple(Decimal(number) for number in read)


@given(
    number=st.decimals(min_value=-999_999_999, max_value=999_999_999, places=4),
    language=st.sampled_from(LANGUAGES),
)
def test_spelled_is_read_back_as_the_same_number(number: Decimal, language: str) -> None:
    assert readings(spelled(number, language), language) == (number,)
    assert readings(spelled(float(number), language), language) == (number,)


@pytest.mark.parametrize(
    ("number", "language", "shown"),
    [
        (Decimal(1234), "de", "1234"),
        (1234.5, "de", "1234,5"),
        (1234.5, "en", "1234.5"),
        (5.0, "tr", "5"),
        (1e-7, "de", "0,0000001"),
        (100.0, "de", "100"),
    ],
)
def test_spelled(number: Decimal | float, language: str, shown: str) -> None:
    assert spelled(number, language) == shown
