"""The category system: categories, codes with definition and rules, statement types."""

from importlib import resources
from pathlib import Path

import msgspec
import yaml


class CodebookUnreadable(ValueError):
    """The file is no codebook; the message is a German sentence for the user."""


class Code(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    label: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    anchor: str = ""


class Category(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    label: str
    codes: tuple[Code, ...]


class StatementType(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    label: str
    definition: str = ""


class Codebook(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    title: str
    categories: tuple[Category, ...]
    language: str = "de"
    types: tuple[StatementType, ...] = ()
    rules: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    version: int
    categories: tuple[Category, ...]
    title: str = ""
    language: str = "de"
    statement_types: tuple[StatementType, ...] = ()
    coding_rules: tuple[str, ...] = ()


def read(source: Path | bytes) -> Codebook:
    """Read a codebook from a YAML file. Raises CodebookUnreadable with a German sentence."""
    name, content = _content(source)
    try:
        document = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f", Zeile {mark.line + 1}" if mark else ""
        raise CodebookUnreadable(
            f"{name}{place}: Das ist keine lesbare YAML-Datei. Bitte prüfen Sie Einrückung,"
            " Klammern und Anführungszeichen; die Datei muss in UTF-8 gespeichert sein."
        ) from error
    try:
        file = msgspec.convert(document, _File)
    except msgspec.ValidationError as error:
        raise CodebookUnreadable(
            f"{name}: Das Kategoriensystem ist unvollständig ({error}). Nötig sind id, version und"
            " categories, darin je Kategorie id, label und codes, je Code id und label."
        ) from error
    return _checked(file, name)


def _content(source: Path | bytes) -> tuple[str, bytes]:
    if isinstance(source, bytes):
        return "Kategoriensystem", source
    try:
        return source.name, source.read_bytes()
    except OSError as error:
        raise CodebookUnreadable(
            f"{source}: Die Datei lässt sich nicht lesen. Bitte prüfen Sie Pfad und Rechte."
        ) from error


def _checked(file: _File, name: str) -> Codebook:
    seen: set[str] = set()
    for code in (code for category in file.categories for code in category.codes):
        if code.id in seen:
            raise CodebookUnreadable(
                f"{name}: Der Code {code.id} steht zweimal im Kategoriensystem."
                " Bitte vergeben Sie jede Kennung nur einmal."
            )
        seen.add(code.id)
    if not seen:
        raise CodebookUnreadable(
            f"{name}: Das Kategoriensystem enthält keinen Code."
            " Bitte ergänzen Sie mindestens einen."
        )
    return Codebook(
        id=file.id,
        version=file.version,
        title=file.title or file.id,
        language=file.language,
        categories=file.categories,
        types=file.statement_types,
        rules=file.coding_rules,
    )


def shipped() -> Codebook:
    """The codebook that comes with the product: themes of integrated social planning."""
    return read(resources.files("analysis").joinpath("codebooks/sozialplanung.yaml").read_bytes())


def codes(codebook: Codebook) -> tuple[Code, ...]:
    """All codes, in the codebook's order."""
    return tuple(code for category in codebook.categories for code in category.codes)


def category_of(codebook: Codebook) -> dict[str, str]:
    """Code id -> category id."""
    return {code.id: category.id for category in codebook.categories for code in category.codes}
