"""A questionnaire with every kind of item, and its workbook, for the tests of the Excel return."""

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook, load_workbook

from exports import workbook as writer
from exports.workbook import Part, ReturnWorkbook
from questionnaires import return_marks
from questionnaires.items.kind import Value
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.readers import return_workbook
from questionnaires.readers.return_workbook import Reading
from questionnaires.return_marks import Base, Marks

DAY = dt.date(2026, 11, 25)
MARKS = Marks(
    survey="s",
    organisation="o",
    version="v",
    workbook="w",
    bases=(Base(page="lage", facility="", number=3),),
)
AREAS = (
    Choice(value="01", label={"de": "Nord"}),
    Choice(value="02", label={"de": "Süd"}),
)
CHOICES = (
    Choice(value="mehr", label={"de": "mehr, als früher"}),
    Choice(value="gleich", label={"de": "1-2"}),
    Choice(value="weniger", label={"de": "=weniger"}),
)
KINDS = (
    "text",
    "long_text",
    "integer",
    "decimal",
    "date",
    "single",
    "multiple",
    "scale",
    "area",
    "acknowledge",
)


def items(prefix: str) -> tuple[Item, ...]:
    """One item of each kind."""
    chosen = {"single", "multiple", "scale"}
    return tuple(
        Item(
            code=f"{prefix}_{kind}",
            kind=kind,
            label={"de": f"Frage nach {kind}"},
            hint={"de": "Ein Hinweis."},
            required=kind == "integer",
            relevant="${o_single} = 'mehr'" if kind == "text" and prefix == "f" else "",
            choices=CHOICES if kind in chosen else (),
        )
        for kind in KINDS
    )


NOTE = Item(code="bemerkung", kind="note", label={"de": "Bitte lesen."})
QUESTIONNAIRE = Questionnaire(
    key="q",
    version=1,
    title={"de": "Abfrage"},
    languages=("de",),
    default_language="de",
    pages=(
        Page(code="lage", title={"de": "Lage: was sich [ändert]"}, items=(NOTE, *items("o"))),
        Page(
            code="haus",
            title={"de": "Die Einrichtungen und alles, was zu ihnen gehört"},
            intro={"de": "Je Einrichtung eine Zeile."},
            roster="facilities",
            items=(NOTE, *items("f")),
        ),
        Page(
            code="haus2",
            title={"de": "Die Einrichtungen und alles, was man noch fragt"},
            roster="facilities",
            items=(Item(code="offen", kind="text", label={"de": "Offen"}),),
        ),
    ),
)
FACILITIES = {"f1": "Haus 01", "f2": "Haus 02"}


def made(
    *,
    organisation: dict[str, tuple[str, ...]] | None = None,
    facility: dict[str, tuple[str, ...]] | None = None,
    previous: dict[str, Value] | None = None,
    questionnaire: Questionnaire = QUESTIONNAIRE,
) -> bytes:
    """The workbook of "Haus Muster" with two facilities; the answers are the second one's."""
    return writer.workbook(
        ReturnWorkbook(
            title="Trägerabfrage 2026",
            organisation=Part(name="Haus Muster", raw=organisation or {}, previous=previous or {}),
            facilities=(
                Part(facility="f1", name="Haus 01", hint="Beratung"),
                Part(
                    facility="f2",
                    name="Haus 02",
                    hint="Kita",
                    raw=facility or {},
                    previous=previous or {},
                ),
            ),
            closes_on=dt.date(2026, 12, 31),
            contact="Musterstadt, Sozialplanung",
            questionnaire=questionnaire,
            pages=frozenset(page.code for page in questionnaire.pages),
            language="de",
            areas=AREAS,
            marks=return_marks.rows(MARKS, "signatur"),
        ),
        date=DAY,
    )


def opened(content: bytes) -> Workbook:
    """As openpyxl has it."""
    return load_workbook(io.BytesIO(content))


def saved(book: Any) -> bytes:
    """The bytes of a changed workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(content: bytes) -> Reading:
    """What our reader says."""
    return return_workbook.read(
        return_workbook.open_return(content, language="de"),
        QUESTIONNAIRE,
        facilities=FACILITIES,
        areas=AREAS,
        language="de",
    )


def answers(reading: Reading) -> dict[tuple[str, str], dict[str, tuple[str, ...]]]:
    """Page and facility -> item -> what was read; without empty answers."""
    return {
        (place.page, place.facility): {
            code: filled.raw for code, filled in place.items.items() if filled.raw
        }
        for place in reading.places
    }
