"""Which segments a person should look at next, so that the coder learns most from few.

Optimal design, weighted by doubt: if a linear model is learned on the texts' vectors, a reviewed
text takes away uncertainty from all texts like it. The next one is the one that takes most away
from where the coder is in doubt (transductive experimental design: Yu, Bi & Tresp 2006; doubt as
weight instead of "the most uncertain first": a batch of look-alikes teaches little, and an odd text
teaches nothing about others). Before there is a coder all weights are equal.

What else was tried stands in docs/lernen.md.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec
import numpy as np

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

REFERENCES = 700
"""So many waiting segments stand for all: the time stays the same with many segments."""
CANDIDATES = 900
REMEMBERED = 1_500
"""So many reviewed segments are compared with."""
DIMENSIONS = 2_048
RIDGE = 0.1
"""Noise of the linear model, the same as the penalty of a ridge regression."""
WIDTH = 0.3
"""Lead at which the doubt has fallen to a third."""
STRANGE = 0.15
"""Cosine below which nothing reviewed is alike."""
WEAK = 0.3


class Pick(msgspec.Struct, frozen=True):
    """segment: its row. reason: German, for the person who decides."""

    segment: int
    reason: str


def order(
    *,
    vectors: "csr_matrix",
    reviewed: Sequence[int],
    number: int,
    confidences: np.ndarray | None = None,
    labels: Sequence[str] = (),
    exclusive: bool = False,
    seed: int = 0,
) -> tuple[Pick, ...]:
    """The `number` segments to show next, the first first; never a reviewed one.

    vectors: one row of length 1 per segment. confidences: segment x code, 0..1; None = no coder
    yet. labels: one per code, for the reasons. exclusive: one code per segment; otherwise each code
    is a question of its own. The same input gives the same order.
    """
    open_rows = np.setdiff1d(np.arange(vectors.shape[0]), np.array(reviewed, dtype=int))
    doubt = np.ones(len(open_rows))
    if confidences is not None and confidences.shape[1]:
        doubt = np.exp(-((_lead(confidences[open_rows], exclusive=exclusive) / WIDTH) ** 2))
    random = np.random.default_rng(seed)
    stand_ins = np.sort(random.permutation(len(open_rows))[:REFERENCES])
    # Chance decides between equal doubts, else all candidates would come from the first texts.
    likely = np.lexsort((random.random(len(open_rows)), -doubt))[:CANDIDATES]
    known = _remembered(reviewed)
    picked = _design(
        vectors,
        references=open_rows[stand_ins],
        weights=doubt[stand_ins],
        candidates=open_rows[likely],
        known=known,
        number=min(number, len(likely)),
    )
    return tuple(
        Pick(row, reason)
        for row, reason in zip(
            picked,
            _reasons(picked, vectors, known, confidences, labels, exclusive=exclusive),
            strict=True,
        )
    )


def _lead(confidences: np.ndarray, *, exclusive: bool) -> np.ndarray:
    """0 = the coder could as well say something else, 1 = it is sure."""
    if exclusive and confidences.shape[1] > 1:
        second, best = np.partition(confidences, -2, axis=1)[:, -2:].T
        return np.asarray(best - second)
    return np.asarray(np.abs(2 * confidences - 1).min(axis=1))


def _remembered(reviewed: Sequence[int]) -> np.ndarray:
    rows = np.array(reviewed, dtype=int)
    step = max(1, -(-len(rows) // REMEMBERED))
    return rows[::step]


def _design(
    vectors: "csr_matrix",
    *,
    references: np.ndarray,
    weights: np.ndarray,
    candidates: np.ndarray,
    known: np.ndarray,
    number: int,
) -> list[int]:
    """Greedy: the candidate that lowers the weighted variance of the references most.

    toward: covariance of references and candidates, given what is known; among: of candidates.
    """
    short = _short(vectors, np.concatenate([references, candidates, known]))
    edges = np.cumsum([len(references), len(candidates)])
    reference, candidate, seen = np.split(short, edges)
    toward, among = reference @ candidate.T, candidate @ candidate.T
    if len(known):
        solved = np.linalg.solve(seen @ seen.T + RIDGE * np.eye(len(seen)), seen @ candidate.T)
        toward -= reference @ seen.T @ solved
        among -= candidate @ seen.T @ solved
    left = np.ones(len(candidates), dtype=bool)
    picked: list[int] = []
    for _ in range(number):
        noise = np.maximum(np.diag(among), 0) + RIDGE
        gain = (weights @ toward**2) / noise
        best = int(np.where(left, gain, -1).argmax())
        left[best] = False
        picked.append(int(candidates[best]))
        toward = toward - np.outer(toward[:, best], among[best]) / noise[best]
        among = among - np.outer(among[:, best], among[best]) / noise[best]
    return picked


def _short(vectors: "csr_matrix", rows: np.ndarray) -> np.ndarray:
    """Dense rows. Many columns are added up, with changing signs, into DIMENSIONS: products of rows
    stay what they are but for about 1 / sqrt(DIMENSIONS) (Charikar, Chen & Farach-Colton 2002)."""
    from scipy.sparse import csr_matrix

    wide = vectors.shape[1]
    chosen = vectors[rows]
    if wide > DIMENSIONS:
        random = np.random.default_rng(0)
        signs, to = random.choice((-1.0, 1.0), wide), random.integers(0, DIMENSIONS, wide)
        chosen = chosen @ csr_matrix((signs, (np.arange(wide), to)), shape=(wide, DIMENSIONS))
    return np.asarray(chosen.astype(np.float32).toarray())


def _reasons(
    picked: Sequence[int],
    vectors: "csr_matrix",
    known: np.ndarray,
    confidences: np.ndarray | None,
    labels: Sequence[str],
    *,
    exclusive: bool,
) -> list[str]:
    if not len(picked):
        return []
    alike = np.zeros(len(picked))
    if len(known):
        alike = (vectors[list(picked)] @ vectors[known].T).toarray().max(axis=1)
    found = []
    for row, nearest in zip(picked, alike, strict=True):
        if confidences is None or not confidences.shape[1]:
            found.append("steht für viele ähnliche Sinneinheiten")
        elif confidences[row].max() < WEAK:
            found.append("kein Thema passt: vielleicht ein neues")
        elif len(known) and nearest < STRANGE:
            found.append("noch nie etwas Ähnliches gesehen")
        else:
            found.append(_between(confidences[row], labels, exclusive=exclusive))
    return found


def _between(confidences: np.ndarray, labels: Sequence[str], *, exclusive: bool) -> str:
    best, *others = np.argsort(-confidences, kind="stable")
    if float(_lead(confidences[None, :], exclusive=exclusive)[0]) > 2 * WIDTH:
        return f"„{labels[best]}“ ist wahrscheinlich; steht für viele ähnliche Sinneinheiten"
    if exclusive and others:
        return f"unsicher zwischen „{labels[best]}“ und „{labels[others[0]]}“"
    doubtful = int(np.abs(confidences - 0.5).argmin())
    return f"unsicher, ob „{labels[doubtful]}“ gilt"
