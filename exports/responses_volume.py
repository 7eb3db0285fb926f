"""The Antwortband: every free text under its question. Intern, by a permission of its own."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO

import msgspec

from analysis.quotes import WITH_NAME, WITHOUT_NAME
from exports import xlsx
from exports.table import LONG_TEXT, Column, Heading, Row, Table

MARK = "intern – nicht weitergeben"
OPEN, CLOSE = "⟦", "⟧"

KINDS = {
    "person": "Name",
    "phone": "Telefon",
    "email": "E-Mail",
    "address": "Adresse",
    "birthdate": "Geburtsdatum",
    "iban": "IBAN",
    "case_number": "Aktenzeichen",
    "tax_id": "Steuer-ID",
    "pension_number": "Rentenversicherungsnummer",
    "plate": "Kfz-Kennzeichen",
}

PERSONAL_DATA_LEGEND = (
    f"Erkannte personenbezogene Angaben stehen in {OPEN} {CLOSE}. Nicht jede wird erkannt: "
    "bitte lesen Sie, bevor Sie etwas weitergeben."
)

PERMISSIONS = {
    WITH_NAME: "mit Namen zitierbar",
    WITHOUT_NAME: "ohne Namen zitierbar",
    "none": "nicht zitieren",
}


class FreeText(msgspec.Struct, frozen=True, kw_only=True):
    section: str
    code: str
    """Of the item."""
    question: str
    text: str
    area: str
    source: str
    speaker: str
    """The organisation or council; empty for residents."""
    permission: str
    """with_name, without_name or none."""
    facility: str = ""
    language: str = "de"
    translation: str = ""
    personal_data: tuple[tuple[int, int, str], ...] = ()
    """(start, end, kind) in the text, end exclusive."""


class ResponsesVolume(msgspec.Struct, frozen=True, kw_only=True):
    municipality: str
    title: str
    date: dt.date
    returned: int
    texts: Iterable[FreeText]
    """Sorted by section and question; read once, so it may be a generator."""


COLUMNS = (
    Column(name="Aussage", kind=LONG_TEXT, width=64),
    Column(name="Gebiet", width=16),
    Column(name="Quelle", width=15),
    Column(name="Wer", width=20),
    Column(name="Einrichtung", width=18),
    Column(name="Zitieren", width=13),
    Column(name="Personenbezug", width=15),
    Column(name="Sprache", width=9),
    Column(name="Übersetzung", kind=LONG_TEXT, width=36),
)


def workbook(volume: ResponsesVolume) -> bytes:
    return xlsx.workbook(tables(volume), title=_title(volume), date=volume.date)


def write(stream: IO[bytes], volume: ResponsesVolume) -> None:
    xlsx.write(stream, tables(volume), title=_title(volume), date=volume.date)


def _title(volume: ResponsesVolume) -> str:
    return f"Antwortband {volume.municipality}: {volume.title}"


def tables(volume: ResponsesVolume) -> Iterator[Table]:
    """One sheet per section; without any text one sheet that says so."""
    empty = True
    for section, texts in groupby(volume.texts, key=lambda text: text.section):
        empty = False
        yield _table(volume, section or "Freitexte", _rows(texts), ())
    if empty:
        yield _table(volume, "Freitexte", (), ("Es liegen noch keine Freitexte vor.",))


def _table(
    volume: ResponsesVolume,
    section: str,
    rows: Iterable[Row | Heading],
    notes: Sequence[str],
) -> Table:
    return Table(
        name=section,
        title=f"Antwortband: {section}",
        columns=COLUMNS,
        rows=rows,
        source_lines=(
            f"n = {volume.returned} Rückläufe · {volume.title} · Stand {volume.date:%d.%m.%Y}",
            PERSONAL_DATA_LEGEND,
        ),
        notes=tuple(notes),
        filters=False,
        mark=MARK,
    )


def _rows(texts: Iterable[FreeText]) -> Iterator[Row | Heading]:
    for (code, question), given in groupby(texts, key=lambda text: (text.code, text.question)):
        yield Heading(f"{question} ({code})" if code else question)
        for text in given:
            yield _row(text)


def _row(text: FreeText) -> Row:
    named = text.speaker if text.permission == WITH_NAME else ""
    return (
        marked(text.text, text.personal_data),
        text.area,
        text.source,
        named or ("ohne Namensnennung" if text.speaker else ""),
        text.facility if named else "",
        PERMISSIONS[text.permission],
        ", ".join(dict.fromkeys(KINDS[kind] for _, _, kind in text.personal_data)),
        text.language,
        text.translation or None,
    )


def marked(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """The text with brackets around its spans; overlapping ones become one."""
    pieces, place = [], 0
    for start, end in _merged(spans):
        pieces += [text[place:start], OPEN, text[start:end], CLOSE]
        place = end
    return "".join((*pieces, text[place:]))


def _merged(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end, _ in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
