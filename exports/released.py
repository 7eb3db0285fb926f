"""Released tables and items as export tables, with n, source, wave, date and how to read them."""

from analysis.disclosure import Number, ReleasedItem, ReleasedTable
from exports.table import COUNT, PERCENT, PROTECTED, Column, Table, shown

REVIEW_LEGEND = (
    "geprüft = ein Mensch hat die Zuordnung bestätigt oder selbst vorgenommen; "
    "nur maschinell = Vorschlag des Rechners, den noch niemand geprüft hat."
)
MENTION_LEGEND = (
    "Nennung = eine Sinneinheit (Satz oder Teil davon) mit einem Thema; "
    "eine Sinneinheit mit zwei Themen zählt zweimal."
)


SILENT_LEGEND = (
    "Wie viele keine Antwort gaben, ist nicht geschützt: es sagt nichts darüber, was jemand meint."
)
OWN_UNITS = frozenset({"Träger", "Personen"})
"""Where the unit itself is what contributes."""


def review_line(table: ReleasedTable) -> str:
    if table.total is None or table.reviewed is None:
        return f"n = {table.n}; die Zahl der {table.unit} ist geschützt ({PROTECTED})"
    share = f" ({100 * table.reviewed / table.total:.0f} %)" if table.total else ""
    return (
        f"n = {table.n}; {table.total} {table.unit}, davon geprüft {table.reviewed}{share}, "
        f"nur maschinell {table.total - table.reviewed}"
    )


def source_lines(table: ReleasedTable) -> tuple[str, ...]:
    """What stands above a theme table: n, source, wave, date, review, level."""
    return _lines(table, f"n = {table.n}", f"Einheit: {table.unit}", review_line(table))


def _lines(table: ReleasedTable, n: str, unit: str, *more: str) -> tuple[str, ...]:
    origin = (
        f"{n} · Quelle: {table.source_label} · {table.wave} · Stand {table.date:%d.%m.%Y} · {unit}"
    )
    return (origin, *more, table.level_note) if table.level_note else (origin, *more)


def matrix_table(table: ReleasedTable, *, name: str) -> Table:
    """Rows x areas with totals and the state of review, on a sheet or page of its own."""
    grouped = any(table.row_groups)
    areas = table.column_labels if len(table.column_labels) > 1 else ()
    leading = (Column(name="Hauptkategorie", width=34),) if grouped else ()
    rows = [
        (*(group,) * grouped, label, *map(shown, cells if areas else ()), *_totals(total, reviewed))
        for group, label, cells, total, reviewed in zip(
            table.row_groups,
            table.row_labels,
            table.cells,
            table.row_totals,
            table.row_reviewed,
            strict=True,
        )
    ]
    last = (
        *("",) * grouped,
        "Gesamt",
        *map(shown, table.column_totals if areas else ()),
        *_totals(table.total, table.reviewed),
    )
    return Table(
        name=name,
        title=f"{table.title}: {table.source_label}",
        columns=(
            *leading,
            Column(name=table.row_level, width=38),
            *(Column(name=area, kind=COUNT, width=_width(area)) for area in areas),
            Column(name="Gesamt", kind=COUNT),
            Column(name="davon geprüft", kind=COUNT, width=14),
            Column(name="nur maschinell", kind=COUNT, width=14),
        ),
        rows=rows,
        totals=(last,),
        source_lines=source_lines(table),
        notes=(table.rule_text, REVIEW_LEGEND, _unit_legend(table)),
    )


def _unit_legend(table: ReleasedTable) -> str:
    if table.unit == "Nennungen":
        return MENTION_LEGEND
    return "Eine Sinneinheit (Satz oder Teil davon) zählt je Aussagetyp einmal."


def _totals(total: Number, reviewed: Number) -> tuple[int | str, ...]:
    machine = None if total is None or reviewed is None else total - reviewed
    return shown(total), shown(reviewed), shown(machine)


def _width(label: str) -> float:
    longest = max(map(len, label.replace("-", "- ").replace("/", "/ ").split()), default=0)
    return min(20, max(9, longest + 2))


def item_table(item: ReleasedItem) -> Table:
    """Distribution of one closed item by area with n and unanswered."""
    table = item.table
    areas = table.column_labels if len(table.column_labels) > 1 else ()
    many = bool(areas)
    rows = [
        (label, *map(shown, cells if many else ()), shown(total), _share(total, item.n_total))
        for label, cells, total in zip(table.row_labels, table.cells, table.row_totals, strict=True)
    ]
    several = "Mehrere Antworten waren möglich: die Anteile ergeben zusammen mehr als 100 %."
    return Table(
        name=item.code,
        title=table.title,
        columns=(
            Column(name="Antwort", width=44),
            *(Column(name=area, kind=COUNT, width=_width(area)) for area in areas),
            Column(name="Gesamt", kind=COUNT),
            Column(name="Anteil an n", kind=PERCENT),
        ),
        rows=rows,
        totals=(
            ("n (beantwortet)", *map(shown, item.n if many else ()), shown(item.n_total), None),
            (
                "keine Antwort",
                *map(shown, item.unanswered if many else ()),
                shown(item.unanswered_total),
                None,
            ),
        ),
        source_lines=_lines(table, _answered(item), f"Kürzel der Frage: {item.code}"),
        notes=(table.rule_text, SILENT_LEGEND, *((several,) if item.multiple else ())),
    )


def _answered(item: ReleasedItem) -> str:
    """ "n = 35 Träger"; of facilities also from how many organisations."""
    n = f"n = {shown(item.n_total)} {item.table.unit}"
    return n if item.table.unit in OWN_UNITS else f"{n} von {item.table.n} Trägern"


def _share(total: Number, whole: Number) -> float | str | None:
    if total is None or whole is None:
        return PROTECTED
    return total / whole if whole else None
