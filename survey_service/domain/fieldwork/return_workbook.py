"""The return of a wave as an Excel workbook for the desk: raw numbers, marked "intern"."""

from collections.abc import Iterator, Sequence
from datetime import date

from analysis.matrix import level_name
from exports.table import COUNT, DATE, PERCENT, Column, Row, Table
from survey_service.domain.fieldwork.monitor import LABELS, STATES, Monitor, Tally
from survey_service.domain.fieldwork.returns import ReturnLine
from survey_service.domain.fieldwork.surveys import SurveyFacts

COUNTED = "Ein Träger zählt in jedem Gebiet, in dem er eine Einrichtung hat, und je Angebotsart."
PROTECTED_PLACES = "Geschützte Einrichtungen zählen nicht mit."


def workbook(found: Monitor, survey: SurveyFacts, *, today: date, contacts: bool) -> bytes:
    """``contacts``: with the names, addresses and numbers of those to call."""
    # Loads openpyxl: not on pages that write no workbook.
    from exports import xlsx

    made = tables(found, survey, today=today, contacts=contacts)
    return xlsx.workbook(made, title=f"Rücklauf: {survey.title}", date=today)


def tables(found: Monitor, survey: SurveyFacts, *, today: date, contacts: bool) -> Iterator[Table]:
    """The sheets in their order."""
    said = (
        f"n = {found.total.total} Träger, davon {found.total.returned} eingereicht · Quelle: "
        f"Rücklauf · Erhebungswelle: {survey.title} · Stand {today:%d.%m.%Y}"
    )
    source = (said,)
    yield organisations(found.lines, source=source, contacts=contacts)
    groups = (
        ("Verbände", "Verband", found.associations, ()),
        ("Angebotsarten", "Angebotsart", found.services, (COUNTED, PROTECTED_PLACES)),
    )
    for name, first, tallies, notes in groups:
        yield Table(
            name=name,
            title=f"Rücklauf nach {first}",
            columns=_columns(first),
            rows=[_row(tally) for tally in tallies],
            source_lines=source,
            notes=notes,
            mark="intern",
        )
    yield _areas(found, source)
    yield Table(
        name="Verlauf",
        title="Rücklauf im Verlauf",
        columns=(
            Column(name="Tag", kind=DATE),
            Column(name="eingeladen", kind=COUNT),
            Column(name="eingereicht", kind=COUNT),
        ),
        rows=[(day.day, day.invited, day.returned) for day in found.days],
        source_lines=source,
        notes=(
            "Bis zum Ende des Tages. Es zählt, wann ein Träger zum ersten Mal einreichte.",
            f"Letzter Tag: {survey.closes_on:%d.%m.%Y}.",
            *(f"Erinnert am {day:%d.%m.%Y}." for day in found.reminded),
        ),
        mark="intern",
    )


def _columns(first: str) -> tuple[Column, ...]:
    return (
        Column(name=first),
        Column(name="Träger", kind=COUNT),
        *(Column(name=LABELS[state], kind=COUNT) for state in STATES),
        Column(name="Anteil", kind=PERCENT),
    )


def _row(tally: Tally) -> Row:
    share = tally.returned / tally.total if tally.total else None
    return (tally.label, tally.total, *(tally.counts[state] for state in STATES), share)


def _areas(found: Monitor, source: tuple[str, ...]) -> Table:
    rows = [(*_row(area), area.needed) for area in found.areas]
    if found.elsewhere.total:
        rows.append((*_row(found.elsewhere), None))
    return Table(
        name="Gebiete",
        title=f"Rücklauf nach Gebiet ({level_name(found.level)})"
        if found.level
        else "Rücklauf nach Gebiet",
        columns=(*_columns("Gebiet"), Column(name="bis zur Mindestzahl", kind=COUNT, width=18)),
        rows=rows,
        source_lines=source,
        notes=(
            COUNTED,
            PROTECTED_PLACES,
            f"Mindestzahl der Kommune: {found.minimum} Träger.",
            "Gebiete darunter sind dünn: ihre Zahlen würden im Bericht geschützt.",
        ),
        mark="intern",
    )


def organisations(lines: Sequence[ReturnLine], *, source: tuple[str, ...], contacts: bool) -> Table:
    """One row per organisation."""
    people = ("Ansprechperson", "E-Mail", "Telefon") if contacts else ()
    return Table(
        name="Träger",
        title="Rücklauf der Träger",
        columns=(
            Column(name="Träger", width=44),
            Column(name="Verband"),
            Column(name="Zustand", width=18),
            Column(name="eingeladen am", kind=DATE, width=16),
            Column(name="zuletzt erinnert am", kind=DATE, width=20),
            Column(name="Erinnerungen", kind=COUNT, width=14),
            Column(name="verlängert bis", kind=DATE, width=16),
            Column(name="eingereicht am", kind=DATE, width=16),
            *(Column(name=name, width=30) for name in people),
        ),
        rows=[
            (
                line.name,
                line.association or None,
                LABELS[line.state],
                line.invited_on,
                line.reminded_on,
                line.reminders,
                line.extended_until,
                line.returned_on,
                *((line.contact_name, line.email, line.phone) if contacts else ()),
            )
            for line in lines
        ],
        source_lines=source,
        mark="intern",
    )
