"""Groups among segments that fit no code: what the codebook may lack, for a person to judge.

Texts are vectors of their base words and of pieces of these (compounds); groups come from average
linkage (Sokal & Michener 1958), cut where two texts are more alike than 97 % of all pairs. No
random start: the same texts give the same groups. Groups of an earlier run can be given: they stay
together, new texts join them or form groups of their own, so names on a planner's screen hold.
"""

import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from analysis import near_duplicates
from analysis.near_duplicates import Repeated
from analysis.word_vectors import base_words, word_vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

LEAST = 4
"""Fewer different texts are no group."""
COMPARED = 2_000
"""So many texts are compared each with each; the others join what these have formed."""
CLOSER_THAN = 0.97
USUAL, WORTH = 0.1, 100
"""Cosine from which texts are usually alike; counts as much as so many texts when there are few."""
EXAMPLES = 3
NAME = 3
STEM = 6
"""Words with the same first letters are taken for one."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """texts: numbers of all its texts, repetitions included; different: without them.

    name: its most telling words. examples: the texts nearest to its middle. mass: a prepared text
    sent by many is among them.
    """

    name: str
    texts: tuple[int, ...]
    different: int
    examples: tuple[int, ...]
    mass: bool


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """groups: the largest first. single: texts of no group. Each text is in exactly one place."""

    groups: tuple[Group, ...]
    single: tuple[int, ...]
    repeated: tuple[Repeated, ...]


def group(texts: Sequence[str], *, before: Sequence[Sequence[int]] = ()) -> Grouping:
    """Group texts. before: groups of an earlier run, as numbers of texts.

    Nearly equal texts count once when groups are formed and are all in the group.
    """
    repeated = near_duplicates.find(texts)
    stands_for = {one.texts[0]: one for one in repeated}
    hidden = {number for one in repeated for number in one.texts[1:]}
    points = [number for number in range(len(texts)) if number not in hidden]
    lemmas = [base_words(texts[number]) for number in points]
    vectors = word_vectors([[base for _, base in found] for found in lemmas])
    place = {number: index for index, number in enumerate(points)}
    known = [[place[number] for number in one if number in place] for one in before]
    members = _members(vectors, [texts[number] for number in points], known)
    names = _names(lemmas, members)
    groups = [
        _group([points[index] for index in inside], name, vectors[inside], stands_for)
        for inside, name in zip(members, names, strict=True)
    ]
    grouped = {number for one in groups for number in one.texts}
    return Grouping(
        groups=tuple(sorted(groups, key=lambda one: (-one.different, one.texts))),
        single=tuple(number for number in range(len(texts)) if number not in grouped),
        repeated=repeated,
    )


def _group(
    inside: Sequence[int], name: str, vectors: "csr_matrix", stands_for: Mapping[int, Repeated]
) -> Group:
    near = np.asarray(vectors @ vectors.mean(axis=0).T).ravel()
    # Equal distances keep the order of the texts.
    nearest = np.argsort(-near, kind="stable")[:EXAMPLES]
    all_texts = sorted(
        number
        for first in inside
        for number in (stands_for[first].texts if first in stands_for else (first,))
    )
    return Group(
        name=name,
        texts=tuple(all_texts),
        different=len(inside),
        examples=tuple(inside[index] for index in nearest),
        mass=any(stands_for[first].mass for first in inside if first in stands_for),
    )


def _members(
    vectors: "csr_matrix", texts: Sequence[str], known: Sequence[Sequence[int]]
) -> list[list[int]]:
    """Groups as indices of rows: the known ones and new ones, with all that is near enough."""
    taken = {index for inside in known for index in inside}
    waiting = [index for index in range(len(texts)) if index not in taken and vectors[index].nnz]
    # Chosen by their words: a text more does not change which of the others are compared.
    waiting.sort(key=lambda index: (zlib.crc32(texts[index].encode()), index))
    compared = sorted(waiting[:COMPARED])
    alike = _alike(vectors, sorted({*compared, *list(taken)[:COMPARED]}))
    members = [list(inside) for inside in known if inside]
    left = _join(vectors, compared, members, alike)
    members += _linked(vectors, left, alike)
    _join(vectors, waiting[COMPARED:], members, alike)
    return [sorted(inside) for inside in members]


def _alike(vectors: "csr_matrix", rows: Sequence[int]) -> float:
    """The cosine from which two texts are alike."""
    if len(rows) < 2:
        return USUAL
    cosines = (vectors[rows] @ vectors[rows].T).toarray()
    pairs = cosines[np.triu_indices(len(rows), 1)]
    found = float(np.quantile(pairs, CLOSER_THAN))
    return (len(rows) * found + WORTH * USUAL) / (len(rows) + WORTH)


def _join(
    vectors: "csr_matrix", rows: Sequence[int], members: list[list[int]], alike: float
) -> list[int]:
    """Put rows to the group they are on average most alike, if enough. Returns the others."""
    if not members or not len(rows):
        return list(rows)
    near = (vectors[rows] @ _middles(vectors, members).T).toarray()
    best = near.argmax(axis=1)
    left = []
    for place, row in enumerate(rows):
        if near[place, best[place]] >= alike:
            members[best[place]].append(row)
        else:
            left.append(row)
    return left


def _middles(vectors: "csr_matrix", members: Sequence[Sequence[int]]) -> "csr_matrix":
    """Mean of each group's rows: its product with a row is the average cosine."""
    from scipy.sparse import csr_matrix

    weights = [1 / len(inside) for inside in members for _ in inside]
    groups = [number for number, inside in enumerate(members) for _ in inside]
    rows = [row for inside in members for row in inside]
    shape = (len(members), vectors.shape[0])
    return csr_matrix(csr_matrix((weights, (groups, rows)), shape=shape) @ vectors)


def _linked(vectors: "csr_matrix", rows: Sequence[int], alike: float) -> list[list[int]]:
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    if len(rows) < LEAST:
        return []
    apart = np.maximum(0, 1 - (vectors[rows] @ vectors[rows].T).toarray())
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(apart, checks=False), method="average")
    groups: dict[int, list[int]] = defaultdict(list)
    for row, number in zip(rows, fcluster(tree, 1 - alike, criterion="distance"), strict=True):
        groups[int(number)].append(row)
    return [inside for inside in groups.values() if len(inside) >= LEAST]


def _names(
    lemmas: Sequence[Sequence[tuple[str, str]]], members: Sequence[Sequence[int]]
) -> list[str]:
    """Class-based tf-idf (Grootendorst 2022, "BERTopic"): frequent here, rare elsewhere."""
    everywhere = Counter(base for text in lemmas for _, base in text)
    classes = max(1, len(members))
    average = sum(everywhere.values()) / classes
    names = []
    for inside in members:
        texts_with = Counter(base for row in inside for base in {base for _, base in lemmas[row]})
        here = Counter(base for row in inside for _, base in lemmas[row])
        written = Counter(pair for row in inside for pair in lemmas[row])
        telling = sorted(
            (base for base in here if texts_with[base] > 1 or len(inside) == 1),
            key=lambda base: (-here[base] * np.log1p(average / everywhere[base]), base),
        )
        chosen: list[str] = []
        for base in telling:
            # "Beleuchtung, beleuchten" says the same twice.
            if len(chosen) < NAME and not any(_related(base, other) for other in chosen):
                chosen.append(base)
        names.append(", ".join(_as_written(base, written) for base in chosen))
    return names


def _related(one: str, other: str) -> bool:
    return one[:STEM] == other[:STEM] or one in other or other in one


def _as_written(base: str, written: Counter[tuple[str, str]]) -> str:
    forms = [(-number, word) for (word, found), number in written.items() if found == base]
    return min(forms)[1]
