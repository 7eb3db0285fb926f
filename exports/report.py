"""The findings workbook: released tables and released quotes, ready for the report."""

import datetime as dt
from collections.abc import Iterator
from typing import IO

import msgspec

from analysis.disclosure import Number, ReleasedItem, ReleasedTable
from analysis.quotes import ReleasedQuote
from exports import xlsx
from exports.released import (
    MENTION_LEGEND,
    REVIEW_LEGEND,
    item_table,
    matrix_table,
    review_line,
)
from exports.table import (
    COUNT,
    LONG_TEXT,
    PROTECTED,
    PROTECTED_LEGEND,
    Column,
    Heading,
    Row,
    Table,
    shown,
)


class SourceFindings(msgspec.Struct, frozen=True, kw_only=True):
    """What one source said. details: single themes city-wide, where themes holds categories."""

    themes: ReleasedTable
    details: ReleasedTable | None
    types: ReleasedTable


class FindingsReport(msgspec.Struct, frozen=True, kw_only=True):
    municipality: str
    title: str
    """Of the wave or consultation."""
    kind: str
    """"Erhebungswelle" or "Beteiligung"."""
    date: dt.date
    """Of the snapshot."""
    returned: int
    invited: int | None
    coders: tuple[tuple[str, int], ...]
    """Each coder whose codings are counted, with the number of statements it coded."""
    codebook: str
    sources: tuple[SourceFindings, ...]
    items: tuple[ReleasedItem, ...]
    quotes: tuple[ReleasedQuote, ...]
    remarks: tuple[str, ...] = ()
    """Such as: invented demo."""


def workbook(report: FindingsReport) -> bytes:
    return xlsx.workbook(tables(report), title=_file_title(report), date=report.date)


def write(stream: IO[bytes], report: FindingsReport) -> None:
    xlsx.write(stream, tables(report), title=_file_title(report), date=report.date)


def _file_title(report: FindingsReport) -> str:
    return f"Befunde {report.municipality}: {report.title}"


def tables(report: FindingsReport) -> Iterator[Table]:
    """The sheets in their order."""
    yield overview(report)
    for found in report.sources:
        yield matrix_table(found.themes, name=_name("Themen nach Gebiet", found, report))
        if found.details is not None:
            yield matrix_table(found.details, name=_name("Einzelne Themen", found, report))
    yield by_source(report)
    for found in report.sources:
        yield matrix_table(found.types, name=_name("Aussagetypen", found, report))
    for item in report.items:
        yield item_table(item)
    yield quotes(report)


def _name(sheet: str, found: SourceFindings, report: FindingsReport) -> str:
    short = {"resident": "Bewohner", "council": "Beiräte"}
    source = short.get(found.themes.source, found.themes.source_label)
    return sheet if len(report.sources) == 1 else f"{sheet} ({source})"


def overview(report: FindingsReport) -> Table:
    return Table(
        name="Überblick",
        title=_file_title(report),
        columns=(Column(name="Angabe", width=34), Column(name="Wert", kind=LONG_TEXT, width=95)),
        rows=[
            *_identity(report),
            *_review(report),
            *_rules(report),
            *_reading(report),
            *_contents(report),
        ],
        source_lines=(_origin(report, f"n = {report.returned} Rückläufe"),),
        filters=False,
    )


def _origin(report: FindingsReport, first: str) -> str:
    return f"{first} · {report.kind}: {report.title} · Stand {report.date:%d.%m.%Y}"


def _identity(report: FindingsReport) -> Iterator[Row | Heading]:
    yield Heading("Grundlage")
    yield "Kommune", report.municipality
    yield report.kind, report.title
    yield "Stand", f"{report.date:%d.%m.%Y}"
    if report.invited is None:
        yield "Rückläufe", f"{report.returned} (offene Beteiligung, niemand war eigens eingeladen)"
    else:
        share = f" ({100 * report.returned / report.invited:.0f} %)" if report.invited else ""
        yield "Rückläufe", f"{report.returned} von {report.invited} Eingeladenen{share}"
    yield "Kodierer (Version)", _coders(report)
    yield "Kategoriensystem (Version)", report.codebook
    for remark in report.remarks:
        yield "Hinweis", remark


def _coders(report: FindingsReport) -> str:
    if not report.coders:
        return "noch nicht kodiert"
    if len(report.coders) == 1:
        return report.coders[0][0]
    return "; ".join(f"{coder} ({number} Aussagen)" for coder, number in report.coders)


def _review(report: FindingsReport) -> Iterator[Row | Heading]:
    yield Heading("Prüfstand der Themen")
    for found in report.sources:
        yield found.themes.source_label, review_line(found.themes)
    if not report.sources:
        yield "Freitexte", "Es liegen noch keine kodierten Freitexte vor."


def _rules(report: FindingsReport) -> Iterator[Row | Heading]:
    yield Heading("Schutz kleiner Zahlen")
    texts = {}
    for table in (
        *(found.themes for found in report.sources),
        *(item.table for item in report.items),
    ):
        texts[table.source_label] = table.rule_text
    yield from texts.items()
    for found in report.sources:
        yield f"Aufteilung ({found.themes.source_label})", found.themes.level_note


def _reading(report: FindingsReport) -> Iterator[Row | Heading]:
    yield Heading("So lesen Sie diese Mappe")
    yield "Nennung", MENTION_LEGEND
    yield "geprüft, nur maschinell", REVIEW_LEGEND
    yield PROTECTED, PROTECTED_LEGEND
    yield "0", "Niemand hat es genannt."
    yield "n", "Zahl der verschiedenen Träger oder Personen, von denen die Angaben stammen."
    yield "Quellen", "Sie stehen getrennt und werden nie zusammengezählt."
    yield "Zitate", f"{len(report.quotes)} freigegebene Zitate auf dem letzten Blatt."


def _contents(report: FindingsReport) -> Iterator[Row | Heading]:
    """Which question stands on which sheet: sheets bear the items' codes."""
    if report.items:
        yield Heading("Blätter der geschlossenen Fragen")
    for item in report.items:
        yield f"Blatt {item.code}", item.table.title


def by_source(report: FindingsReport) -> Table:
    """Categories x sources, made only from numbers the sources' own tables already show."""
    found = [_category_totals(source.themes) for source in report.sources]
    labels = dict.fromkeys(label for totals in found for label in totals)
    sources = [source.themes for source in report.sources]
    return Table(
        name="Themen nach Quelle",
        title="Themen nach Quelle",
        columns=(
            Column(name="Hauptkategorie", width=38),
            *(
                Column(name=f"{table.source_label} (n = {table.n})", kind=COUNT, width=20)
                for table in sources
            ),
        ),
        rows=[(label, *(shown(totals[label]) for totals in found)) for label in labels],
        totals=(("Gesamt", *(shown(table.total) for table in sources)),),
        source_lines=(
            _origin(report, f"n = {report.returned} Rückläufe"),
            *(f"{table.source_label}: {review_line(table)}" for table in sources),
        ),
        notes=(
            PROTECTED_LEGEND,
            MENTION_LEGEND,
            REVIEW_LEGEND,
            "Die Quellen werden nicht zusammengezählt.",
        ),
    )


def _category_totals(table: ReleasedTable) -> dict[str, Number]:
    if not any(table.row_groups):
        return dict(zip(table.row_labels, table.row_totals, strict=True))
    totals: dict[str, Number] = {}
    for group, total in zip(table.row_groups, table.row_totals, strict=True):
        before = totals.get(group, 0)
        totals[group] = None if before is None or total is None else before + total
    return totals


NO_QUOTE = (
    "Es ist noch kein Zitat freigegeben. Zitate geben Sie auf der Seite der Sinneinheit frei."
)
QUOTE_LEGEND = (
    "Jedes Zitat hat ein Mensch freigegeben. Das Gebiet steht nicht genauer da als in der "
    "Thementabelle derselben Quelle."
)


def quotes(report: FindingsReport) -> Table:
    return Table(
        name="Zitate",
        title="Freigegebene Zitate",
        columns=(
            Column(name="Zitat", kind=LONG_TEXT, width=62),
            Column(name="Themen", width=24),
            Column(name="Aussagetyp", width=14),
            Column(name="Gebiet", width=16),
            Column(name="Quelle", width=15),
            Column(name="Wer", width=22),
        ),
        rows=[
            (
                quote.text,
                ", ".join(quote.themes),
                ", ".join(quote.types),
                quote.area,
                quote.source,
                quote.speaker,
            )
            for quote in report.quotes
        ],
        source_lines=(_origin(report, f"n = {len(report.quotes)} Zitate"),),
        notes=(QUOTE_LEGEND if report.quotes else NO_QUOTE,),
    )
