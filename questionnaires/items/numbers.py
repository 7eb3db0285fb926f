"""Numbers as people write them: 1.234,5 and 1,234.5, 1 234,5 and 1'234.5, ١٢٫٥."""

import re
from decimal import Decimal

DIGITS = 15
"""More do not survive as a floating point number."""

ARABIC_DECIMAL, ARABIC_GROUP = "٫", "٬"
DECIMAL_SIGNS = {"en": ".", "ar": ARABIC_DECIMAL}

PLAIN = re.compile(r"(?P<whole>[0-9]*)(?:(?P<sign>[.,٫])(?P<part>[0-9]+))?")
GROUPED = re.compile(
    r"[1-9][0-9]{0,2}(?:"
    r"(?:\.[0-9]{3})+(?:[,٫](?P<a>[0-9]+))?|"
    r"(?:,[0-9]{3})+(?:[.٫](?P<b>[0-9]+))?|"
    r"(?:[ '٬][0-9]{3})+(?:[.,٫](?P<c>[0-9]+))?)"
)
SPELLINGS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'", "−": "-"})


class TooManyDigits(ValueError):
    """The number is longer than can be kept exactly."""


def decimal_sign(language: str) -> str:
    """The sign before the fraction in a language."""
    return DECIMAL_SIGNS.get(language.partition("-")[0], ",")


def readings(typed: str, language: str) -> tuple[Decimal, ...]:
    """What a text can mean as a number, thousands first; none = it is no number.

    Two where a lone sign before three digits is not the decimal sign of the language:
    "1.234" in German. Raises TooManyDigits.
    """
    text = _ascii_digits(typed.strip().translate(SPELLINGS))
    negative = text.startswith("-")
    body = text[1:].lstrip() if text[:1] in {"-", "+"} else text
    found: list[Decimal] = []
    grouped, plain = GROUPED.fullmatch(body), PLAIN.fullmatch(body)
    lone_sign = plain["sign"] if plain else None
    if grouped and (lone_sign is None or lone_sign != decimal_sign(language)):
        found.append(_number(body, grouped["a"] or grouped["b"] or grouped["c"] or ""))
    if plain and body:
        found.append(_number(plain["whole"] or "0", "") + _fraction(plain["part"] or ""))
    return tuple(-number if negative else number for number in found)


def _ascii_digits(text: str) -> str:
    if text.isascii():
        return text
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


def _number(body: str, part: str) -> Decimal:
    whole = body[: len(body) - len(part) - 1] if part else body
    digits = re.sub(r"[^0-9]", "", whole)
    if len(digits.lstrip("0") + part) > DIGITS:
        raise TooManyDigits
    return Decimal(f"{digits}.{part}") if part else Decimal(digits)


def _fraction(part: str) -> Decimal:
    if len(part) > DIGITS:
        raise TooManyDigits
    return Decimal(f"0.{part}") if part else Decimal(0)


def spelled(number: Decimal | float, language: str) -> str:
    """Without thousands signs, so that it is read back as the same number."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", decimal_sign(language))
