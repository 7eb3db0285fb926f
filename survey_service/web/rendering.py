"""Templates to text: one Jinja environment per language, usable with and without a request."""

import gettext
import itertools
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from babel import Locale, dates, numbers
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis.coders import coder
from survey_service.web.assets import static_url
from survey_service.web.stacking import stacked

PACKAGE = Path(__file__).parent.parent
TEMPLATES = PACKAGE / "templates"
LOCALES = PACKAGE / "locales"
TIMEZONE = ZoneInfo("Europe/Berlin")

# Language tag -> folder of its catalogue. German is the language of the source texts.
CATALOGUES: dict[str, str | None] = {
    "de": None,
    "de-x-leicht": "de_LEICHT",
    "en": "en",
    "tr": "tr",
    "uk": "uk",
    "ru": "ru",
    "ar": "ar",
    "pl": "pl",
}

Page = msgspec.Struct | Mapping[str, object]


def render(template: str, page: Page, *, language: str = "de") -> str:
    """The page as text. The fields of `page` are the template's variables.

    Raises KeyError for a language without catalogue, UndefinedError for a variable not given.
    """
    return environment(language).get_template(template).render(_variables(page))


@cache
def environment(language: str) -> Environment:
    """One environment per language: macros imported without context then speak it, too."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    made.globals["static"] = static_url
    locale = Locale.parse(language.partition("-")[0])
    made.filters["number"] = lambda value: numbers.format_decimal(value, locale=locale)
    made.filters["decimal"] = lambda value, digits=1: _decimal(value, digits, locale)
    made.filters["percent"] = lambda value, digits=0: _percent(value, digits, locale)
    made.filters["date"] = lambda value: _date(value, locale)
    made.filters["time"] = lambda value: _time(value, locale)
    made.filters["datetime"] = lambda value: f"{_date(value, locale)}, {_time(value, locale)}"
    made.filters["coder"] = lambda coder_id: coder.in_words(coder_id) if coder_id else ""
    made.filters["paragraphs"] = paragraphs
    made.filters["in_groups"] = in_groups
    made.filters["stacked"] = stacked
    return made


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; German needs none."""
    folder = CATALOGUES[language]
    if folder is None:
        return gettext.NullTranslations()
    return gettext.translation("messages", localedir=LOCALES, languages=[folder])


def paragraphs(text: str) -> Markup:
    """Blank lines part paragraphs, line breaks stay; everything else is escaped."""
    blocks = [block.strip() for block in text.replace("\r\n", "\n").split("\n\n")]
    return Markup("").join(
        Markup("<p>")
        + Markup("<br>").join(escape(line) for line in block.split("\n"))
        + Markup("</p>")
        for block in blocks
        if block
    )


def in_groups(choices: Iterable[Any]) -> list[tuple[str, list[Any]]]:
    """Neighbours with the same `group` together, in the order given; "" stands for none."""
    pairs = itertools.groupby(choices, key=lambda choice: getattr(choice, "group", ""))
    return [(group, list(members)) for group, members in pairs]


def _variables(page: Page) -> dict[str, object]:
    if isinstance(page, msgspec.Struct):
        return {name: getattr(page, name) for name in page.__struct_fields__}
    return dict(page)


def _decimal(value: float | Decimal, digits: int, locale: Locale) -> str:
    return numbers.format_decimal(value, format=f"#,##0.{'0' * digits}", locale=locale)


def _percent(value: float | Decimal, digits: int, locale: Locale) -> str:
    """0.125 -> 12,5 %: a share, not a number of hundredths."""
    fraction = f".{'0' * digits}" if digits else ""
    return numbers.format_percent(
        value, format=f"#,##0{fraction}\N{NO-BREAK SPACE}%", locale=locale
    )


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: the page cannot say what time it was here")
    return value.astimezone(TIMEZONE)


def _date(value: date | datetime, locale: Locale) -> str:
    day = _local(value).date() if isinstance(value, datetime) else value
    if locale.language == "de":
        return f"{day:%d.%m.%Y}"
    return dates.format_date(day, format="medium", locale=locale)


def _time(value: datetime, locale: Locale) -> str:
    return dates.format_time(_local(value).time(), format="short", locale=locale)
