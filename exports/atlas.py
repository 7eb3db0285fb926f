"""Facilities of the register as tables: the Sozialatlas, and those of a perimeter."""

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec

from exports.table import DEGREES, Column, Row, Table

MARK = "intern – nicht weitergeben"
NO_PROTECTED = "Schutzeinrichtungen stehen nicht in dieser Liste."


class FacilityLine(msgspec.Struct, frozen=True, kw_only=True):
    """A facility in words."""

    name: str
    service_type: str
    target_groups: str
    area: str
    serves: str
    address: str
    organisation: str
    association: str
    website: str
    latitude: float | None
    longitude: float | None


class ReachLine(msgspec.Struct, frozen=True, kw_only=True):
    """How somebody reaches a facility. ``person`` "" = the facility's or organisation's own."""

    facility: str
    service_type: str
    address: str
    area: str
    organisation: str
    person: str
    function: str
    phone: str
    email: str


def facilities(
    lines: Iterable[FacilityLine], *, municipality: str, number: int, filters: str, date: dt.date
) -> Table:
    """The Sozialatlas. filters: what was looked for, in words."""
    return Table(
        name="Sozialatlas",
        title=f"Sozialatlas {municipality}",
        columns=(
            Column(name="Einrichtung", width=36),
            Column(name="Art des Angebots", width=22),
            Column(name="Zielgruppen", width=30),
            Column(name="Gebiet", width=20),
            Column(name="Zuständig für", width=24),
            Column(name="Adresse", width=30),
            Column(name="Träger", width=30),
            Column(name="Verband", width=22),
            Column(name="Website", width=26),
            Column(name="Breite", kind=DEGREES),
            Column(name="Länge", kind=DEGREES),
        ),
        rows=map(_cells, lines),
        source_lines=(
            f"n = {number} Einrichtungen · Quelle: Trägerregister · Stand: {date:%d.%m.%Y}",
            f"Auswahl: {filters}",
        ),
        notes=(
            "Nur aktive Einrichtungen. Breite und Länge in Grad (WGS 84).",
            NO_PROTECTED,
        ),
    )


def reach(
    lines: Sequence[ReachLine], *, municipality: str, number: int, chosen: str, date: dt.date
) -> Table:
    """Whom to call. chosen: which facilities these are, in words."""
    return Table(
        name="Einrichtungen",
        title=f"Einrichtungen und Ansprechpersonen {municipality}",
        columns=(
            Column(name="Einrichtung", width=36),
            Column(name="Art des Angebots", width=22),
            Column(name="Adresse", width=30),
            Column(name="Gebiet", width=20),
            Column(name="Träger", width=30),
            Column(name="Ansprechperson", width=24),
            Column(name="Funktion", width=22),
            Column(name="Telefon", width=20),
            Column(name="E-Mail", width=30),
        ),
        rows=map(_cells, lines),
        source_lines=(
            f"n = {number} Einrichtungen · Quelle: Trägerregister · Stand: {date:%d.%m.%Y}",
            f"Auswahl: {chosen}",
        ),
        notes=(
            "Ansprechpersonen stehen hier nur, wenn sie eingewilligt haben.",
            NO_PROTECTED,
        ),
        mark=MARK,
    )


def _cells(line: FacilityLine | ReachLine) -> Row:
    return tuple(value if value != "" else None for value in msgspec.structs.astuple(line))
