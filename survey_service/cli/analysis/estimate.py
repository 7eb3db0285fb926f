"""Shares of themes, corrected for the machine's errors; and the sample this needs."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from questionnaires.areas import AreaTree, at_level, label
from survey_service.cli.analysis.files import Positive, area_tree, print_table, refusals
from survey_service.errors import Refused

if TYPE_CHECKING:
    from analysis.estimates import Estimate, MachineCoding


COLUMNS = ("Aussagen", "gelesen", "Maschine", "geschätzt", "95 %-Spanne", "Grundlage")
BASES = {
    "read": "alle gelesen",
    "own": "eigene Stichprobe",
    "pooled": "Fehler aller Gebiete",
}


def draw(
    *,
    input: Path,  # noqa: A002
    output: Path,
    number: Positive = 300,
    per_area: Positive = 20,
    seed: int = 0,
) -> None:
    """Aussagen zum Lesen ziehen: zufällig, je Gebiet anteilig.

    Parameters
    ----------
    input
        Alle Aussagen, je Zeile ein JSON-Objekt mit id, text und area.
    output
        Die gezogenen, mit sample und probability; ergänzen Sie je Zeile codes oder segments.
    number
        So viele insgesamt.
    per_area
        So viele mindestens je Gebiet (oder alle, wo es weniger gibt).
    seed
        Startwert des Zufalls: gleiche Eingabe und gleicher Startwert ziehen dieselben Aussagen.
    """
    from analysis import draws, statement_lines

    with refusals():
        drawn = draws.draw(statement_lines.read(input), number=number, least=per_area, seed=seed)
        statement_lines.write(output, drawn, progress=lambda done: None)  # noqa: ARG005
    print(f"{len(drawn)} Aussagen gezogen: {output}")


def estimate(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    coded: Path,
    reviewed: Path,
    areas: Path | None = None,
    level: str = "",
    per_area: Positive = 5,
    by_area: bool = False,
    json: bool = False,
) -> None:
    """Anteile der Themen schätzen: maschinell kodiert, an einer gelesenen Stichprobe berichtigt.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Alle Aussagen, je Zeile ein JSON-Objekt mit id, text und area.
    coded
        Dieselben Aussagen, von der Maschine kodiert („analysis code“).
    reviewed
        Die mit „analysis draw“ gezogenen Aussagen, von Menschen kodiert.
    areas
        Gebietsverzeichnis (YAML), für die Namen der Gebiete.
    level
        Ebene der Gebiete, etwa stadtbezirk. Ohne Angabe so, wie sie bei den Aussagen stehen.
    per_area
        Wo weniger gelesen wurden, gelten die Fehler der Maschine aus allen Gebieten: eine Annahme.
    by_area
        Auch je Gebiet, nicht nur insgesamt.
    json
        Als JSON ausgeben, immer auch je Gebiet.
    """
    import msgspec

    from analysis import codebook as codebooks
    from analysis import coded_lines, draws, estimates

    with refusals():
        book = codebooks.read(codebook)
        names = {code.id: code.label for code in codebooks.codes(book)}
        tree = None if areas is None else area_tree(areas)
        reviews = draws.reviews(coded_lines.read(reviewed))
        found = estimates.estimate(
            _machine(input, coded, _placed(tree, level)),
            reviews.random,
            codes=names,
            minimum=per_area,
        )
    if json:
        print(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())
        return
    shown = [one for one in found if by_area or one.area is None]
    print("Anteil der Aussagen, die ein Thema nennen:")
    with refusals():
        print_table("Thema", COLUMNS, _rows(shown, names, tree))
    if reviews.chosen:
        print(f"{len(reviews.chosen)} gezielt ausgewählte Aussagen wurden nicht mitgezählt.")


def _placed(tree: AreaTree | None, level: str) -> Callable[[str], str]:
    """From the area of a statement to the one it is counted in."""
    if not level:
        return lambda area: area
    if tree is None:
        raise Refused("Zu --level gehört --areas: Ohne Gebietsverzeichnis gibt es keine Ebenen.")
    return lambda area: at_level(tree, area, level) if area else area


def _machine(statements: Path, coded: Path, placed: Callable[[str], str]) -> "list[MachineCoding]":
    from analysis import coded_lines, statement_lines
    from analysis.estimates import MachineCoding

    area = {one.id: placed(one.area) for one in statement_lines.read(statements)}
    codings = coded_lines.read(coded)
    if area.keys() != {one.id for one in codings}:
        raise Refused(
            f"{coded}: Hier stehen nicht dieselben Aussagen wie in {statements}. Bitte kodieren"
            " Sie genau diese Datei mit „survey-service analysis code“."
        )
    return [MachineCoding(statement=one.id, area=area[one.id], codes=one.codes) for one in codings]


def _rows(
    estimates: "Sequence[Estimate]", names: dict[str, str], tree: AreaTree | None
) -> Iterator[tuple[str, ...]]:
    """Each theme, its areas indented below; without what nobody found anywhere."""
    for one in estimates:
        if one.machine or one.share:
            yield (
                names[one.code] if one.area is None else f"  {_name(one.area, tree)}",
                str(one.statements),
                str(one.read),
                _percent(one.machine),
                _percent(one.share),
                f"{_percent(one.low)} bis {_percent(one.high)}",
                BASES[one.basis],
            )


def _name(area: str, tree: AreaTree | None) -> str:
    if not area:
        return "ohne Gebiet"
    return area if tree is None else label(tree, area)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %".replace(".", ",")
