"""Area files: our YAML, CSV and GeoJSON -> an area tree."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import yaml

from questionnaires.areas import AreaTree
from questionnaires.readers.area_rows import AreaReading, AreaRow, row_of, tree_of
from questionnaires.readers.csv_file import CsvLine, open_csv
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.text_file import MEGABYTE, UploadRefused, decode

MAXIMUM_YAML_BYTES = 2 * MEGABYTE
MAXIMUM_YAML_DEPTH = 24
USUAL_LEVELS = ("stadt", "stadtbezirk", "stadtteil", "quartier")
GEOMETRIES = frozenset({"Polygon", "MultiPolygon", "Point"})

HEADERS = {
    "code": ("code", "schlüssel", "schluessel", "nummer", "gebietsschlüssel"),
    "name": ("name", "gebiet", "bezeichnung", "gebietsname"),
    "level": ("level", "ebene"),
    "parent": ("parent", "übergeordnet", "uebergeordnet", "übergeordnetes gebiet", "gehört zu"),
    "aliases": ("aliases", "weitere namen", "andere namen", "alias"),
    "population": ("population", "einwohner", "einwohnerzahl", "bevölkerung"),
}


# -- YAML ------------------------------------------------------------------------------------


def read_yaml(content: bytes, *, name: str = "Gebiete") -> AreaReading:
    """`municipality`, `levels` (the first is the municipality itself) and nested `areas`."""
    document = _yaml_mapping(decode(content, maximum=MAXIMUM_YAML_BYTES))
    municipality = _scalar(document.get("municipality"))
    levels = tuple(_scalar(level) for level in _sequence(document.get("levels")))
    if not municipality or not levels or not all(levels) or "areas" not in document:
        raise UploadRefused(
            "In der YAML-Datei fehlen „municipality“ (Name der Kommune), „levels“ (Ebenen, die "
            "erste ist die Kommune selbst) oder „areas“ (die Gebiete)."
        )
    rows = tuple(_yaml_rows(document["areas"], parent=""))
    return tree_of(rows, place=name, municipality=municipality, levels=levels)


def _yaml_mapping(text: str) -> dict[str, yaml.Node]:
    # Nodes instead of values: they know their line, and codes such as 010 stay text.
    try:
        _refuse_yaml_bomb(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" (Zeile {mark.line + 1})" if mark else ""
        raise UploadRefused(
            f"Die Datei ist kein gültiges YAML{line}. Bitte prüfen Sie Einrückung und Klammern."
        ) from None
    return _mapping(root)


def _refuse_yaml_bomb(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise UploadRefused("Verweise (*name) sind in der YAML-Datei nicht erlaubt.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAXIMUM_YAML_DEPTH:
            raise UploadRefused("Die YAML-Datei ist zu tief verschachtelt.")


def _mapping(node: yaml.Node | None) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        line = f" (Zeile {node.start_mark.line + 1})" if node else ""
        raise UploadRefused(
            f"Hier werden Angaben der Form „name: Wert“ erwartet{line}. "
            "Bitte vergleichen Sie die Datei mit dem Beispiel im Handbuch."
        )
    return {_scalar(key): value for key, value in node.value}


def _scalar(node: yaml.Node | None) -> str:
    return str(node.value).strip() if isinstance(node, yaml.ScalarNode) else ""


def _sequence(node: yaml.Node | None) -> list[yaml.Node]:
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def _yaml_rows(node: yaml.Node, *, parent: str) -> Iterable[AreaRow]:
    for child in _sequence(node):
        entry = _mapping(child)
        row = AreaRow(
            row=child.start_mark.line + 1,
            code=_scalar(entry.get("code")),
            name=_scalar(entry.get("name")),
            level=_scalar(entry.get("level")),
            parent=parent,
            aliases=tuple(_scalar(alias) for alias in _sequence(entry.get("aliases"))),
            population=_scalar(entry.get("population")),
        )
        yield row
        if "children" in entry:
            yield from _yaml_rows(entry["children"], parent=row.code)


# -- CSV -------------------------------------------------------------------------------------


def read_csv(
    content: bytes,
    *,
    municipality: str,
    levels: Sequence[str] = USUAL_LEVELS,
    name: str = "Gebiete",
) -> AreaReading:
    """Columns code, name and, where there are any, level, parent, aliases (a|b), population."""
    table = open_csv(content)
    columns = _columns(table.headers)
    missing = [wanted for wanted in ("code", "name") if wanted not in columns]
    if missing:
        raise UploadRefused(
            f"In der ersten Zeile fehlt die Spalte {' und '.join(missing)}. Erwartet werden die "
            "Überschriften code;name;level;parent;aliases;population."
        )
    rows = tuple(_csv_row(line, columns) for line in table.lines)
    return tree_of(rows, place=name, municipality=municipality, levels=levels)


def _columns(headers: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for field, names in HEADERS.items():
        for header in headers:
            if header in names:
                found.setdefault(field, header)
    return found


def _csv_row(line: CsvLine, columns: dict[str, str]) -> AreaRow:
    cells = {field: line.cells[header] for field, header in columns.items()}
    aliases = cells.get("aliases", "").replace(",", "|").split("|")
    return AreaRow(
        row=line.row,
        code=cells["code"],
        name=cells["name"],
        level=cells.get("level", ""),
        parent=cells.get("parent", ""),
        aliases=tuple(alias.strip() for alias in aliases if alias.strip()),
        population=cells.get("population", ""),
    )


# -- GeoJSON ---------------------------------------------------------------------------------


class _Properties(msgspec.Struct, frozen=True, kw_only=True):
    code: str | int = ""
    name: str | None = None
    parent: str | int | None = None
    level: str | None = None
    aliases: tuple[str, ...] = ()
    population: int | float | None = None


class _Feature(msgspec.Struct, frozen=True, kw_only=True):
    properties: _Properties
    geometry: dict[str, Any] | None = None


class _Collection(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="type", tag="FeatureCollection"
):
    features: tuple[_Feature, ...]


def read_geojson(
    content: bytes,
    *,
    municipality: str,
    levels: Sequence[str] = USUAL_LEVELS,
    known: AreaTree | None = None,
    name: str = "Gebiete",
) -> AreaReading:
    """Features with the properties code, name, parent and perhaps level, aliases, population.

    A parent that is no feature itself is taken from `known`, with all that lies above it.
    """
    text = decode(content)
    try:
        collection = msgspec.json.decode(text, type=_Collection)
    except (msgspec.MsgspecError, RecursionError):
        raise UploadRefused(
            "Die Datei ist kein GeoJSON mit Gebieten (FeatureCollection mit den Eigenschaften "
            "code, name und parent). Bitte exportieren Sie sie so aus dem Geoinformationssystem."
        ) from None
    rows = [_feature_row(row, feature) for row, feature in enumerate(collection.features, 1)]
    problems = [problem for row in rows for problem in _geometry_problems(row, name)]
    inherited = _inherited(rows, known) if known else []
    reading = tree_of(
        [*inherited, *rows],
        place=name,
        municipality=municipality,
        levels=(*known.levels, *levels[len(known.levels) :]) if known else levels,
    )
    tree = None if problems else reading.tree
    return AreaReading(tree=tree, problems=(*problems, *reading.problems))


def _feature_row(row: int, feature: _Feature) -> AreaRow:
    found = feature.properties
    return AreaRow(
        row=row,
        code=str(found.code).strip(),
        name=(found.name or "").strip(),
        level=(found.level or "").strip(),
        parent="" if found.parent is None else str(found.parent).strip(),
        aliases=tuple(alias.strip() for alias in found.aliases if alias.strip()),
        population="" if found.population is None else str(found.population),
        geometry=feature.geometry,
    )


def _inherited(rows: Sequence[AreaRow], known: AreaTree) -> Iterable[AreaRow]:
    codes = {row.code for row in rows}
    wanted: dict[str, None] = {}
    for row in rows:
        parent: str | None = row.parent
        while parent and parent in known.by_code and parent not in codes | set(wanted):
            wanted[parent] = None
            parent = known.by_code[parent].parent
    for code in wanted:
        yield row_of(known.by_code[code])


def _geometry_problems(row: AreaRow, place: str) -> Iterable[CellProblem]:
    if row.geometry is None:
        return
    kind = row.geometry.get("type")
    message = ""
    if kind not in GEOMETRIES:
        message = f"Eine Geometrie der Art „{kind}“ lässt sich nicht als Gebiet zeichnen."
    elif not _in_degrees(row.geometry.get("coordinates")):
        message = (
            "Die Koordinaten sind keine Grad (Länge, Breite). Bitte exportieren Sie die Datei mit "
            "dem Bezugssystem WGS 84 (EPSG:4326)."
        )
    if message:
        yield CellProblem(sheet=place, row=row.row, column="geometry", message=message)


def _in_degrees(coordinates: object, *, depth: int = 0) -> bool:
    if not isinstance(coordinates, list) or not coordinates or depth > 4:
        return False
    if all(isinstance(number, int | float) for number in coordinates):
        return (
            len(coordinates) in (2, 3)
            and -180 <= coordinates[0] <= 180
            and -90 <= coordinates[1] <= 90
        )
    return all(_in_degrees(part, depth=depth + 1) for part in coordinates)
