"""The findings workbook: every sheet says n, source, wave and date; nothing is mixed silently."""

import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from analysis import themes
from analysis.codebook import Category, Code, Codebook, StatementType
from analysis.disclosure import (
    ReleasedTable,
    choose_level,
    release_details,
    release_item,
    rule_for,
)
from analysis.matrix import Origin
from analysis.quotes import Quote, release_quotes
from analysis.tabulation import AnswerSheet, item_levels, tally_items
from exports import report
from exports.released import item_table, matrix_table
from exports.table import Table
from questionnaires.areas import Area, AreaTree
from questionnaires.questionnaire import Choice, Item

DAY = dt.date(2026, 3, 1)
TREE = AreaTree(
    municipality="Neuss",
    levels=("stadt", "stadtbezirk"),
    areas=(
        Area(code="1", name="Innenstadt", level="stadtbezirk"),
        Area(code="2", name="Nord", level="stadtbezirk"),
    ),
)
CODEBOOK = Codebook(
    id="probe",
    version=1,
    title="Probe",
    categories=(
        Category(
            id="bildung",
            label="Bildung",
            codes=(Code(id="kita", label="Kita"), Code(id="schule", label="Schule")),
        ),
        Category(id="wohnen", label="Wohnen", codes=(Code(id="miete", label="Miete"),)),
        Category(id="alter", label="Alter", codes=(Code(id="pflege", label="Pflege"),)),
    ),
    types=(StatementType(id="problem", label="Problem"),),
)
ITEM = Item(
    code="A1",
    kind="single",
    label={"de": "Wie hat sich die Nachfrage entwickelt?"},
    choices=tuple(Choice(value=v, label={"de": v}) for v in ("mehr", "weniger")),
)
SEVERAL = Item(code="A2", kind="multiple", label={"de": "Gründe?"}, choices=ITEM.choices)


def mentions(source: str) -> list[themes.Mention]:
    """Twelve say Kita everywhere, nine Schule and Miete in Nord, two Pflege."""
    said = [("kita", "1", 12), ("kita", "2", 12), ("schule", "2", 9), ("miete", "2", 9)]
    said += [("miete", "1", 8), ("pflege", "1", 2)]
    return [
        themes.Mention(
            code=code,
            area=area,
            source=source,
            segment=f"{code}{area}{i}",
            contributor=f"o{i}",
            reviewed=code == "kita",
            types=("problem",),
        )
        for code, area, number in said
        for i in range(number)
    ]


def findings(source: str) -> report.SourceFindings:
    counts = themes.tally(mentions(source))[source]
    origin = Origin(source=source, wave="Trägerabfrage 2026", date=DAY)
    rule = rule_for(source)
    common = {"codebook": CODEBOOK, "tree": TREE, "origin": origin}
    levels = [
        raw
        for raw in themes.theme_levels(counts, **common)  # type: ignore[arg-type]
        if source != "provider" or raw.row_level == themes.CATEGORY
    ]
    table = choose_level(levels, rule)
    single = themes.theme_matrix(
        counts, codebook=CODEBOOK, rows=themes.CODE, tree=None, area_level="", origin=origin
    )
    groups = themes.category_rows(CODEBOOK)
    return report.SourceFindings(
        themes=table,
        details=release_details(single, table, rule, groups=groups)
        if table.row_level == themes.CATEGORY
        else None,
        types=choose_level(themes.type_levels(counts, **common), rule),  # type: ignore[arg-type]
    )


def items() -> tuple[report.ReleasedItem, ...]:
    sheets = [
        AnswerSheet(
            contributor=f"o{i}",
            area=str(i % 2 + 1),
            answers={"A1": "mehr" if i < 20 else "weniger", "A2": ["mehr", "weniger"]}
            if i < 35
            else {},
        )
        for i in range(42)
    ]
    tallies = tally_items([ITEM, SEVERAL], sheets)
    origin = Origin(source="provider", wave="Trägerabfrage 2026", date=DAY)
    return tuple(
        release_item(
            item_levels(item, tallies[item.code], tree=TREE, unit="Träger", origin=origin),
            rule_for("provider"),
        )
        for item in (ITEM, SEVERAL)
    )


QUOTE = Quote(
    text="=Es fehlen Plätze.",
    area="1",
    source="provider",
    themes=("Kita",),
    types=("Problem",),
    speaker="Kita-Verein",
    permission="with_name",
    released=True,
)
SECRET = msgspec.structs.replace(QUOTE, text="Das soll niemand lesen.", released=False)


def full_report(*sources: str) -> report.FindingsReport:
    found = tuple(findings(source) for source in sources)
    tables = {source.themes.source: source.themes for source in found}
    quotes = [quote for quote in (QUOTE, SECRET) if quote.source in tables]
    return report.FindingsReport(
        municipality="Neuss",
        title="Trägerabfrage 2026",
        kind="Erhebungswelle",
        date=DAY,
        returned=42,
        invited=60,
        coders=(("themes-1", 42),),
        codebook="Probe, Version 1",
        sources=found,
        items=items(),
        quotes=release_quotes(quotes, tree=TREE, tables=tables),
        remarks=("Vorführdaten: erfunden.",),
    )


def rows(table: Table) -> list[object]:
    return list(table.rows)


def sheets(workbook: bytes) -> dict[str, list[tuple[object, ...]]]:
    book = load_workbook(io.BytesIO(workbook))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_the_sheets_of_one_source() -> None:
    found = sheets(report.workbook(full_report("provider")))

    assert list(found) == [
        "Überblick",
        "Themen nach Gebiet",
        "Einzelne Themen",
        "Themen nach Quelle",
        "Aussagetypen",
        "A1",
        "A2",
        "Zitate",
    ]


def test_the_sheets_of_several_sources_are_kept_apart() -> None:
    found = sheets(report.workbook(full_report("provider", "council")))

    assert list(found) == [
        "Überblick",
        "Themen nach Gebiet (Träger)",
        "Einzelne Themen (Träger)",
        "Themen nach Gebiet (Beiräte)",
        "Themen nach Quelle",
        "Aussagetypen (Träger)",
        "Aussagetypen (Beiräte)",
        "A1",
        "A2",
        "Zitate",
    ]


def test_every_sheet_says_n_source_wave_and_date() -> None:
    found = sheets(report.workbook(full_report("provider", "council")))

    for name, content in found.items():
        above = " ".join(str(row[0]) for row in content[:8] if row[0])
        assert "n = " in above, name
        assert "Trägerabfrage 2026" in above, name
        assert "01.03.2026" in above, name
        assert any(word in above for word in ("Träger", "Beiräte")), name


def test_themes_by_area() -> None:
    table = matrix_table(findings("provider").themes, name="Themen nach Gebiet")

    assert [column.name for column in table.columns] == [
        "Hauptkategorie",
        "Innenstadt",
        "Nord",
        "Gesamt",
        "davon geprüft",
        "nur maschinell",
    ]
    assert rows(table)[0] == ("Bildung", 12, 21, 33, 24, 9)
    assert rows(table)[2][0] == "Alter"  # type: ignore[index]
    assert "•" in rows(table)[2]  # type: ignore[operator]
    assert table.source_lines == (
        "n = 12 · Quelle: Träger · Trägerabfrage 2026 · Stand 01.03.2026 · Einheit: Nennungen",
        "n = 12; 52 Nennungen, davon geprüft 24 (46 %), nur maschinell 28",
        "Aufteilung: Stadtbezirk × Hauptkategorie. Das ist die feinste Aufteilung.",
    )
    assert any("•" in note for note in table.notes)


def test_a_table_of_codes_names_their_categories() -> None:
    table = matrix_table(findings("council").themes, name="Themen nach Gebiet")

    assert [column.name for column in table.columns[:3]] == [
        "Hauptkategorie",
        "Thema",
        "Innenstadt",
    ]
    assert rows(table) == [
        ("Bildung", "Kita", 12, 12, 24, 24, 0),
        ("Bildung", "Schule", 0, 9, 9, 0, 9),
        ("Wohnen", "Miete", 8, 9, 17, 0, 17),
        ("Alter", "Pflege", 2, 0, 2, 0, 2),
    ]
    assert table.totals == (("", "Gesamt", 22, 30, 52, 24, 28),)


def test_themes_by_source_repeat_only_what_the_sources_show() -> None:
    content = full_report("provider", "council")

    table = report.by_source(content)

    provider = dict(
        zip(
            content.sources[0].themes.row_labels,
            content.sources[0].themes.row_totals,
            strict=True,
        )
    )
    assert provider["Alter"] is None
    assert rows(table) == [
        ("Bildung", 33, 33),
        ("Wohnen", provider["Wohnen"] or "•", 17),
        ("Alter", "•", 2),
    ]
    assert table.totals == (("Gesamt", 52, 52),)
    assert [column.name for column in table.columns] == [
        "Hauptkategorie",
        "Träger (n = 12)",
        "Beiräte und Räte (n = 12)",
    ]


def test_a_closed_item_with_n_unanswered_and_shares() -> None:
    single, several = (item_table(item) for item in items())

    assert [column.name for column in single.columns] == [
        "Antwort",
        "Innenstadt",
        "Nord",
        "Gesamt",
        "Anteil an n",
    ]
    assert rows(single) == [
        ("mehr", 10, 10, 20, pytest.approx(20 / 35)),
        ("weniger", 8, 7, 15, pytest.approx(15 / 35)),
    ]
    assert single.totals == (
        ("n (beantwortet)", 18, 17, 35, None),
        ("keine Antwort", 3, 4, 7, None),
    )
    assert single.source_lines[0] == (
        "n = 35 Träger · Quelle: Träger · Trägerabfrage 2026 · Stand 01.03.2026 · "
        "Kürzel der Frage: A1"
    )
    assert any("sagt nichts darüber, was jemand meint" in note for note in single.notes)
    assert (single.name, single.title) == ("A1", "Wie hat sich die Nachfrage entwickelt?")
    assert several.totals[0] == ("n (beantwortet)", 18, 17, 35, None)
    assert [row[-1] for row in rows(several)] == [1.0, 1.0]  # type: ignore[index]
    assert "Mehrere Antworten waren möglich" in several.notes[-1]


def test_facilities_are_counted_as_facilities_and_as_organisations() -> None:
    sheets = [
        AnswerSheet(contributor=f"o{i % 10}", area="1", answers={"A1": "mehr"}) for i in range(30)
    ]
    origin = Origin(source="provider", wave="Trägerabfrage 2026", date=DAY)
    levels = item_levels(
        ITEM, tally_items([ITEM], sheets)["A1"], tree=None, unit="Einrichtungen", origin=origin
    )

    (line, *_) = item_table(release_item(levels, rule_for("provider"))).source_lines

    assert line.startswith("n = 30 Einrichtungen von 10 Trägern · Quelle: Träger")


def test_every_coder_whose_codings_count_is_named() -> None:
    several = msgspec.structs.replace(
        full_report("provider"), coders=(("themes-1:fold1of5", 116), ("themes-1:0f98", 2))
    )

    said = dict(row for row in report.overview(several).rows if isinstance(row, tuple))

    assert said["Kodierer (Version)"] == (
        "themes-1:fold1of5 (116 Aussagen); themes-1:0f98 (2 Aussagen)"
    )


def test_the_overview_says_which_question_stands_on_which_sheet() -> None:
    said = dict(row for row in report.overview(full_report()).rows if isinstance(row, tuple))

    assert (said["Blatt A1"], said["Blatt A2"]) == (
        "Wie hat sich die Nachfrage entwickelt?",
        "Gründe?",
    )


def test_the_overview_names_versions_rule_and_state_of_review() -> None:
    content = sheets(report.workbook(full_report("provider")))["Überblick"]

    said = {str(row[0]): str(row[1]) for row in content if row[0] and row[1]}
    assert said["Kommune"] == "Neuss"
    assert said["Erhebungswelle"] == "Trägerabfrage 2026"
    assert said["Rückläufe"] == "42 von 60 Eingeladenen (70 %)"
    assert said["Kodierer (Version)"] == "themes-1"
    assert said["Kategoriensystem (Version)"] == "Probe, Version 1"
    assert said["Hinweis"] == "Vorführdaten: erfunden."
    assert "mindestens 5 verschiedenen Trägern" in said["Träger"]
    assert said["Aufteilung (Träger)"].startswith("Aufteilung: Stadtbezirk")
    assert any("davon geprüft 24 (46 %), nur maschinell 28" in str(row[1]) for row in content)


def test_an_unreleased_quote_is_nowhere_in_the_workbook() -> None:
    found = sheets(report.workbook(full_report("provider")))

    texts = [str(cell) for rows in found.values() for row in rows for cell in row if cell]
    assert [text for text in texts if "niemand lesen" in text] == []
    # Negative control: the released one is there, and a text.
    assert texts.count("=Es fehlen Plätze.") == 1


def test_a_report_without_anything_says_so() -> None:
    empty = report.FindingsReport(
        municipality="Neuss",
        title="Beteiligung",
        kind="Beteiligung",
        date=DAY,
        returned=0,
        invited=None,
        coders=(),
        codebook="Probe, Version 1",
        sources=(),
        items=(),
        quotes=(),
    )

    found = sheets(report.workbook(empty))

    assert list(found) == ["Überblick", "Themen nach Quelle", "Zitate"]
    texts = [str(cell) for rows in found.values() for row in rows for cell in row if cell]
    assert "0 (offene Beteiligung, niemand war eigens eingeladen)" in texts
    assert "Es liegen noch keine kodierten Freitexte vor." in texts
    assert any(text.startswith("Es ist noch kein Zitat freigegeben") for text in texts)


def test_a_protected_total_is_said_in_words() -> None:
    few = findings("provider")
    hidden = msgspec.structs.replace(few.themes, total=None, reviewed=None)
    content = msgspec.structs.replace(
        full_report("provider"), sources=(msgspec.structs.replace(few, themes=hidden),)
    )

    lines = matrix_table(content.sources[0].themes, name="x").source_lines

    assert lines[1] == "n = 12; die Zahl der Nennungen ist geschützt (•)"


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "befunde.xlsx"
    with path.open("wb") as file:
        report.write(file, full_report("provider"))

    assert path.read_bytes() == report.workbook(full_report("provider"))


def test_libreoffice_opens_the_workbook(libreoffice: Callable[[bytes, str], Path]) -> None:
    folder = libreoffice(report.workbook(full_report("provider", "council")), "pdf")

    pages = [page.extract_text() for page in PdfReader(next(folder.glob("*.pdf"))).pages]

    assert len(pages) == 10
    assert "Bildung" in pages[1]
    assert "Err:" not in " ".join(pages)


def test_only_released_material_fits_in() -> None:
    """The report's parts are the released types; a raw matrix has no place in it."""
    hints = msgspec.structs.fields(report.SourceFindings)

    assert [hint.type for hint in hints] == [ReleasedTable, ReleasedTable | None, ReleasedTable]
