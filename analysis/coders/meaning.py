"""Likeness of meaning: what a sentence encoder's vectors say about labels."""

from collections.abc import Sequence

import msgspec
import numpy as np

from analysis.coders import ridge
from analysis.coders.reading import Reading
from analysis.encoders import Encoder

# What stands beside a unit counts so much as the unit itself.
OTHER = 0.6
WIDTH = 1.0


class Meant(msgspec.Struct, frozen=True):
    """Vectors of units: own, and of what stands beside them (title or statement)."""

    own: np.ndarray
    other: np.ndarray


class Meaning(msgspec.Struct, frozen=True, kw_only=True):
    """What was learned from vectors of one encoder.

    centre: the mean vector, taken off all; known: vectors of the examples; dual, mean: the ridge
    regression on them, examples x labels; descriptions: vectors of the labels' texts, and of which
    label each is.
    """

    encoder: str
    centre: np.ndarray
    known: Meant
    dual: np.ndarray
    mean: np.ndarray
    descriptions: np.ndarray
    described: np.ndarray

    def scores(self, meant: Meant) -> np.ndarray:
        """units x labels."""
        return np.asarray(kernel(meant, self.known) @ self.dual + self.mean)

    def likeness(self, vectors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """units x labels: to the nearest of a label's descriptions, and to them on average."""
        return likeness(vectors, self.descriptions, self.described, labels=self.dual.shape[1])


def vectors(encoder: Encoder, reading: Reading, centre: np.ndarray) -> Meant:
    """Each text is encoded once, however many units share it."""
    own, other = reading.own_texts(), reading.other_texts()
    place = {text: number for number, text in enumerate(dict.fromkeys([*own, *other]))}
    encoded = centred(encoder.encode(list(place)), centre)
    return Meant(encoded[[place[text] for text in own]], encoded[[place[text] for text in other]])


def centred(encoded: np.ndarray, centre: np.ndarray) -> np.ndarray:
    moved = encoded - centre
    length = np.linalg.norm(moved, axis=1, keepdims=True)
    length[length == 0] = 1
    return np.asarray(moved / length)


def kernel(first: Meant, second: Meant) -> np.ndarray:
    own = ridge.radial(first.own, second.own, width=WIDTH)
    other = ridge.radial(first.other, second.other, width=WIDTH)
    return np.asarray((own + OTHER * other) / (1 + OTHER))


def likeness(
    encoded: np.ndarray, descriptions: np.ndarray, described: np.ndarray, *, labels: int
) -> tuple[np.ndarray, np.ndarray]:
    nearest = np.zeros((len(encoded), labels))
    average = np.zeros((len(encoded), labels))
    alike = encoded @ descriptions.T
    for label in np.unique(described):
        of_label = alike[:, described == label]
        nearest[:, label] = of_label.max(axis=1)
        average[:, label] = of_label.mean(axis=1)
    return nearest, average


def rows(encoder: Encoder, texts: Sequence[str], centre: np.ndarray) -> np.ndarray:
    return centred(encoder.encode(texts), centre)
