"""Check digits of tax ids and pension numbers, and what a number plate needs around it."""

import pytest

from analysis.components.identifiers import plates, valid_pension_number, valid_tax_id


@pytest.mark.parametrize("number", ["86095742719", "47 036 892 816", "65 929 970 489"])
def test_tax_id_with_right_check_digit(number: str) -> None:
    assert valid_tax_id(number)
    assert not valid_tax_id(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_tax_id_needs_one_digit_twice_or_thrice() -> None:
    assert not valid_tax_id("11111111111")
    assert not valid_tax_id("1234567890")


@pytest.mark.parametrize("number", ["15070649C103", "65 170839 J 003"])
def test_pension_number_with_right_check_digit(number: str) -> None:
    assert valid_pension_number(number)
    assert not valid_pension_number(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize(
    "text", ["Eine EG-WG 2", "U-B 12", "k xy 4711 fehlt", "SGB-II 5", "B1-AB 123", "XXX-AB 12"]
)
def test_no_plate(text: str) -> None:
    assert list(plates(text)) == []


def test_plate_in_lower_case_needs_a_vehicle() -> None:
    text = "das auto ne-ab 12 parkt"
    assert [text[start:end] for start, end, _ in plates(text)] == ["ne-ab 12"]
