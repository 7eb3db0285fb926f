"""Free texts from elsewhere (JSONL, CSV, Excel) -> statements, one by one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import msgspec

from questionnaires.areas import RESERVED, AreaTree, called
from questionnaires.readers.cell_text import plain_text
from questionnaires.readers.csv_file import open_csv
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.sheet_table import Column, comparable, read_table
from questionnaires.readers.upload import Limits, UploadRefused, open_workbook

MAXIMUM_TEXT = 50_000
MAXIMUM_NAME = 120
MAXIMUM_LINE = 1_000_000
NAMES = ("id", "target_group", "respondent")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")

NO_JSON = (
    "Die Zeile ist kein JSON-Objekt mit dem Feld „text“. Erwartet wird zum Beispiel "
    '{"id": "1", "text": "Es fehlen Bänke."}.'
)
SOURCES = {
    "provider": "provider",
    "träger": "provider",
    "resident": "resident",
    "einwohner": "resident",
    "bürger": "resident",
    "council": "council",
    "beirat": "council",
    "minutes": "minutes",
    "protokoll": "minutes",
}
COLUMNS = (
    Column(
        field="text",
        headers=("text", "Aussage", "Antwort", "Beitrag"),
        required=True,
        maximum=MAXIMUM_TEXT,
    ),
    Column(field="id", headers=("id", "Nr.", "Nummer", "Kennung")),
    Column(field="lang", headers=("lang", "Sprache", "language")),
    Column(field="area", headers=("area", "Gebiet", "Stadtteil", "Bezirk", "Quartier")),
    Column(field="source", headers=("source", "Quelle")),
    Column(field="target_group", headers=("target_group", "Zielgruppe")),
    Column(field="respondent", headers=("respondent", "Person", "Teilnehmer", "Absender")),
)


class StatementRow(msgspec.Struct, frozen=True, kw_only=True):
    """`area`: a code of the tree, CITYWIDE, UNKNOWN or "" (nothing said).

    `respondent`: tells the file's persons or organisations apart; "" = each row its own.
    """

    row: int
    id: str
    text: str
    lang: str = "de"
    area: str = ""
    source: str = "resident"
    target_group: str = ""
    respondent: str = ""


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    id: str | int = ""
    lang: str | None = None
    area: str | int | None = None
    source: str | None = None
    target_group: str | None = None
    respondent: str | int | None = None


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where a row says nothing."""

    lang: str = "de"
    source: str = "resident"


def read_jsonl(
    lines: Iterable[bytes] | BinaryIO,
    *,
    areas: AreaTree | None = None,
    defaults: Defaults | None = None,
) -> Iterator[StatementRow | CellProblem]:
    """One JSON object per line; unknown fields are left alone. Memory does not grow with texts."""
    yield from _rows(_json_lines(lines), areas, defaults or Defaults())


def read_csv(
    content: bytes, *, areas: AreaTree | None = None, defaults: Defaults | None = None
) -> Iterator[StatementRow | CellProblem]:
    """One line of headers. Raises UploadRefused where there is no column text."""
    table = open_csv(content)
    fields: dict[str, str] = {}
    for column in COLUMNS:
        wanted = {comparable(header) for header in column.headers}
        for header in table.headers:
            if comparable(header) in wanted:
                fields.setdefault(column.field, header)
    if "text" not in fields:
        raise UploadRefused(
            "In der ersten Zeile fehlt die Spalte „text“. Erwartet werden die Überschriften "
            "id;text;lang;area;source;target_group;respondent."
        )
    lines = (
        (line.row, {field: line.cells[header] for field, header in fields.items()})
        for line in table.lines
    )
    yield from _rows(lines, areas, defaults or Defaults())


def read_xlsx(
    content: bytes, *, areas: AreaTree | None = None, defaults: Defaults | None = None
) -> Iterator[StatementRow | CellProblem]:
    """The first sheet of a workbook. Raises UploadRefused."""
    limits = Limits(upload=50_000_000, rows=100_000, cells=700_000, seconds=30)
    sheets = open_workbook(content, limits=limits).sheets
    table = read_table(sheets[0], COLUMNS)
    if "text" not in table.letters:
        raise UploadRefused(
            f"Auf dem Blatt „{sheets[0].name}“ fehlt die Spalte „Text“. Bitte ergänzen Sie in der "
            "ersten Zeile die Überschriften id, text, lang, area, source, target_group, respondent."
        )
    yield from table.problems
    bad = {problem.row for problem in table.problems if problem.severity == "error"}
    lines = ((row.number, row.cells) for row in table.rows if row.number not in bad)
    yield from _rows(lines, areas, defaults or Defaults())


def read(
    content: bytes, *, areas: AreaTree | None = None, defaults: Defaults | None = None
) -> Iterator[StatementRow | CellProblem]:
    """Whatever of the three it is, by what stands in it."""
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return read_xlsx(content, areas=areas, defaults=defaults)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return read_jsonl(content.splitlines(), areas=areas, defaults=defaults)
    return read_csv(content, areas=areas, defaults=defaults)


def _json_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    decoder = msgspec.json.Decoder(_Line)
    for row, content in enumerate(lines, 1):
        if not content.strip(b"\xef\xbb\xbf \t\r\n"):
            continue
        if len(content) > MAXIMUM_LINE:
            yield row, "Die Zeile ist länger als eine Million Zeichen. Bitte teilen Sie den Text."
            continue
        try:
            line = decoder.decode(content.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            yield row, NO_JSON
            continue
        found = msgspec.structs.asdict(line)
        yield row, {field: "" if cell is None else str(cell) for field, cell in found.items()}


def _rows(
    lines: Iterable[tuple[int, Mapping[str, str] | str]],
    areas: AreaTree | None,
    defaults: Defaults,
) -> Iterator[StatementRow | CellProblem]:
    seen: set[str] = set()
    for row, cells in lines:
        if isinstance(cells, str):
            yield _problem(row, "", cells)
            continue
        found = _statement(row, cells, areas, defaults)
        if isinstance(found, StatementRow):
            if found.id in seen:
                found = _problem(
                    row, "id", f"Die Kennung „{found.id}“ kommt schon weiter oben vor."
                )
            else:
                seen.add(found.id)
        yield found


def _statement(
    row: int, cells: Mapping[str, str], areas: AreaTree | None, defaults: Defaults
) -> StatementRow | CellProblem:
    text = plain_text(cells["text"])
    lang = cells.get("lang", "").strip().lower() or defaults.lang
    source = SOURCES.get((cells.get("source", "").strip() or defaults.source).casefold(), "")
    area, area_message = _area(cells.get("area", "").strip(), areas)
    names = {field: plain_text(cells.get(field, "")) for field in NAMES}
    too_long = [field for field, name in names.items() if len(name) > MAXIMUM_NAME]
    for wrong, column, message in (
        (not text, "text", "Die Zeile enthält keinen Text und wird übergangen."),
        (len(text) > MAXIMUM_TEXT, "text", "Der Text hat mehr als 50.000 Zeichen. Teilen Sie ihn."),
        (
            not LANGUAGE.fullmatch(lang),
            "lang",
            f"„{lang[:40]}“ ist kein Sprachkürzel (wie de).",
        ),
        (not source, "source", "Bekannte Quellen: provider, resident, council, minutes."),
        (area_message, "area", area_message),
        (too_long, "".join(too_long[:1]), f"Die Angabe hat mehr als {MAXIMUM_NAME} Zeichen."),
    ):
        if wrong:
            return _problem(row, column, message)
    names["id"] = names["id"] or f"zeile-{row}"
    return StatementRow(row=row, text=text, lang=lang, source=source, area=area, **names)


def _area(text: str, areas: AreaTree | None) -> tuple[str, str]:
    """Area code and problem. Without a tree the codes of the file are taken as they are."""
    if not text or text in RESERVED:
        return text, ""
    if areas is None:
        return (text, "") if len(text) <= 40 else ("", "Der Gebietsschlüssel ist zu lang.")
    found = called(areas, text)
    if len(found) == 1:
        return found[0].code, ""
    if found:
        codes = ", ".join(area.code for area in found)
        return (
            "",
            f"„{text[:60]}“ heißen mehrere Gebiete. Bitte nennen Sie den Schlüssel ({codes}).",
        )
    return "", f"Das Gebiet „{text[:60]}“ steht nicht im Gebietsverzeichnis."


def _problem(row: int, column: str, message: str) -> CellProblem:
    return CellProblem(sheet="Aussagen", row=row, column=column, message=message)
