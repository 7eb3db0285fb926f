"""What a workbook says of itself: for whom it was made, and on which versions it stands."""

from collections.abc import Sequence

import msgspec

FORMAT = "1"
CHUNK = 8_000
"""Characters per cell: far below what spreadsheets cut off."""


class Base(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """The version that the workbook shows of a page (of a facility); 0 = nothing was saved."""

    page: str
    facility: str
    number: int


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """Ids as text. ``workbook``: drawn for each workbook that is written."""

    survey: str
    organisation: str
    version: str
    workbook: str
    bases: tuple[Base, ...] = ()


def text_of(marks: Marks) -> str:
    """What is signed; the same text for the same marks."""
    return msgspec.json.encode(marks).decode()


def rows(marks: Marks, signature: str) -> tuple[tuple[str, str], ...]:
    """The hidden sheet: name and text."""
    content = text_of(marks)
    parts = [content[start : start + CHUNK] for start in range(0, len(content), CHUNK)]
    return (
        ("Format", FORMAT),
        ("Hinweis", "Bitte nicht ändern: daran wird Ihre Arbeitsmappe wiedererkannt."),
        ("Signatur", signature),
        *(("Angaben", part) for part in parts),
    )


def read(found: Sequence[tuple[str, str]]) -> tuple[Marks, str] | None:
    """Marks and signature of the hidden sheet's rows; None when they are no such thing."""
    named = [(name.strip(), value.strip()) for name, value in found]
    signature = next((value for name, value in named if name == "Signatur"), "")
    content = "".join(value for name, value in named if name == "Angaben")
    try:
        return msgspec.json.decode(content, type=Marks), signature
    except msgspec.DecodeError:
        return None
