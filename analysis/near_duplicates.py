"""Texts that are (nearly) the same: sent twice, or a prepared text sent by many.

Marked, never dropped: what many people sign is said by many people. Grouping counts such texts
once, and a planner sees at once that 300 statements are one.
"""

import re
from collections import defaultdict
from collections.abc import Sequence

import msgspec
import numpy as np

from analysis.text import fold, key

ALIKE = 0.8
"""Jaccard similarity of the character n-grams from which two texts are nearly the same."""
MASS = 10
"""So many nearly equal texts are a mass submission, fewer are repetitions."""
GRAM = 5
BANDS, ROWS = 20, 4
"""MinHash: 20 bands of 4 find a pair of similarity .8 with 99.995 %, one of .5 with 72 %."""
COMPARED = 4
"""Texts of a bucket that a new one is compared with: keeps the time linear."""
PRIME = np.uint64((1 << 31) - 1)
GAPS = re.compile(r"[\W_]+")


class Repeated(msgspec.Struct, frozen=True):
    """Numbers of texts that say nearly the same, in the order given; the first stands for all."""

    texts: tuple[int, ...]

    @property
    def mass(self) -> bool:
        return len(self.texts) >= MASS


def find(texts: Sequence[str], *, alike: float = ALIKE) -> tuple[Repeated, ...]:
    """Groups of nearly equal texts, by their first; time grows with the number of texts.

    MinHash signatures in bands (Broder 1997; Leskovec, Rajaraman & Ullman, "Mining of Massive
    Datasets", chapter 3); each candidate is then compared exactly. Case, signs, spaces and the
    spelling of umlauts do not matter. Texts without letters or digits are never repetitions.
    """
    leader = list(range(len(texts)))
    equal: dict[str, int] = {}
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    grams: dict[int, np.ndarray] = {}
    for number, text in enumerate(texts):
        plain = GAPS.sub(" ", key(fold(text).text)).strip()
        if not plain:
            continue
        if (first := equal.setdefault(plain, number)) != number:
            leader[number] = first
            continue
        grams[number] = _grams(plain)
        for place in _places(grams[number]):
            inside = buckets[place]
            for other in inside:
                if _root(leader, other) != _root(leader, number) and (
                    _similarity(grams[other], grams[number]) >= alike
                ):
                    _join(leader, other, number)
            if len(inside) < COMPARED:
                inside.append(number)
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(texts)):
        groups[_root(leader, number)].append(number)
    return tuple(Repeated(tuple(group)) for group in groups.values() if len(group) > 1)


def _grams(text: str) -> np.ndarray:
    """Numbers of the different character n-grams; the same on every machine."""
    signs = np.frombuffer(f" {text} ".encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    length = max(1, len(signs) - GRAM + 1)
    found = np.zeros(length, dtype=np.uint64)
    for offset in range(min(GRAM, len(signs))):
        # Wraps around: any mixing will do, as long as it is the same each time.
        found = found * np.uint64(1_000_003) + signs[offset : offset + length]
    found ^= found >> np.uint64(29)
    return np.unique(found % PRIME)


def _coefficients() -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    size = (BANDS * ROWS, 1)
    return (
        random.integers(1, int(PRIME), size, dtype=np.uint64),
        random.integers(0, int(PRIME), size, dtype=np.uint64),
    )


FACTORS, SHIFTS = _coefficients()


def _places(grams: np.ndarray) -> list[tuple[int, bytes]]:
    """Buckets: texts that share one are candidates."""
    signature = ((FACTORS * grams + SHIFTS) % PRIME).min(axis=1).reshape(BANDS, ROWS)
    return [(band, row.tobytes()) for band, row in enumerate(signature)]


def _similarity(one: np.ndarray, other: np.ndarray) -> float:
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def _root(leader: list[int], number: int) -> int:
    while leader[number] != number:
        leader[number] = leader[leader[number]]
        number = leader[number]
    return number


def _join(leader: list[int], one: int, other: int) -> None:
    first, second = sorted((_root(leader, one), _root(leader, other)))
    leader[second] = first
