"""Which statements people read so that the rest can be estimated: drawn at random, by area."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec
import numpy as np

from analysis.coded_lines import StatementCodes
from analysis.estimates import ChosenReview, NotEstimable, RandomReview
from analysis.suggestions import StatementText

RANDOM, CHOSEN = "random", "chosen"
LEAST = 20
"""So many per area, or all: with fewer the intervals are very wide."""


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """One statement to read and how probable it was to be drawn; as a line of a file."""

    id: str
    text: str
    area: str
    lang: str
    sample: str
    probability: float


class Reviews(msgspec.Struct, frozen=True, kw_only=True):
    """What people read, apart by how it was found. Only `random` tells about the rest."""

    random: tuple[RandomReview, ...]
    chosen: tuple[ChosenReview, ...]


def draw(
    statements: Iterable[StatementText], *, number: int, least: int = LEAST, seed: int = 0
) -> tuple[Drawn, ...]:
    """Draw `number` statements, each area in proportion, but at least `least` of each.

    Can be more than `number` where there are many areas. In random order, so that whoever stops
    early has still read a random sample of each area, if a smaller one.
    """
    by_area: dict[str, list[StatementText]] = defaultdict(list)
    for statement in statements:
        by_area[statement.area].append(statement)
    total = sum(map(len, by_area.values()))
    random = np.random.default_rng(seed)
    drawn: list[Drawn] = []
    for area, inside in sorted(by_area.items()):
        wanted = min(len(inside), max(least, round(number * len(inside) / total)))
        probability = wanted / len(inside)
        drawn += [
            Drawn(
                id=inside[index].id,
                text=inside[index].text,
                area=area,
                lang=inside[index].lang,
                sample=RANDOM,
                probability=probability,
            )
            for index in random.choice(len(inside), wanted, replace=False)
        ]
    return tuple(drawn[index] for index in random.permutation(len(drawn)))


def reviews(codings: Sequence[StatementCodes]) -> Reviews:
    """Read codings by how their statements were found. Raises NotEstimable where none says so."""
    random: list[RandomReview] = []
    chosen: list[ChosenReview] = []
    for one in codings:
        if one.sample == CHOSEN:
            chosen.append(ChosenReview(statement=one.id, codes=one.codes))
        elif one.sample == RANDOM and one.probability is not None:
            random.append(
                RandomReview(statement=one.id, codes=one.codes, probability=one.probability)
            )
        else:
            raise NotEstimable(
                f"Bei der Aussage {one.id} fehlt, wie sie ausgewählt wurde. Zufällig gezogene"
                " tragen sample: random und probability (so schreibt sie „analysis draw“), alle"
                " anderen sample: chosen."
            )
    return Reviews(random=tuple(random), chosen=tuple(chosen))
