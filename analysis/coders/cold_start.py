"""A head without labelled texts: from the codebook's texts and the lexicon alone.

Nothing can be calibrated yet: the weights below are set by hand, the same for every code, and are
replaced as soon as people have coded something.
"""

import numpy as np

from analysis.coders.fitting import Examples, fit_meaning, fit_words
from analysis.coders.heads import Learned
from analysis.coders.matching import Matcher
from analysis.coders.signals import DEEP, FAST, Votes
from analysis.coders.vectors import Vectoriser
from analysis.coders.weighing import Weighing
from analysis.encoders import Encoder

FAST_WEIGHTS = {
    "words": 1.0,
    "lexicon": 4.0,
    "lexicon, beside the best": 2.0,
    "lexicon of the statement": 1.0,
}
DEEP_WEIGHTS = FAST_WEIGHTS | {
    "meaning": 1.0,
    "mean of the descriptions": 5.0,
    "mean of the descriptions, beside the best": 3.0,
    "mean of the descriptions, of the statement": 1.5,
}
FAST_CONSTANT, DEEP_CONSTANT = -3.0, -2.6
THRESHOLD = 0.3
NEVER = 2.0


def fit(
    examples: Examples,
    *,
    vectoriser: Vectoriser,
    matcher: Matcher,
    category: np.ndarray,
    context: float,
    encoder: Encoder | None,
) -> Learned:
    """As fitting.fit, without units."""
    labels = len(matcher.labels)
    matrix, mean = np.zeros((len(vectoriser.features), labels)), np.zeros(labels)
    meaning = None
    if len(examples.described):
        matrix, mean, _ = fit_words(examples, vectoriser, context)
    if encoder is not None and len(examples.described):
        meaning, _ = fit_meaning(examples, encoder, np.zeros((0, labels)))
    return Learned(
        labels=matcher.labels,
        exclusive=False,
        context=context,
        matrix=matrix,
        mean=mean,
        prior=np.full(labels, -np.log(max(labels, 1))),
        category=category,
        votes=np.array(Votes(matcher).weights()),
        fast=_weighing(FAST, FAST_WEIGHTS, FAST_CONSTANT, labels),
        deep=None
        if meaning is None
        else _weighing((*FAST, *DEEP), DEEP_WEIGHTS, DEEP_CONSTANT, labels),
        meaning=meaning,
    )


def _weighing(
    names: tuple[str, ...], weights: dict[str, float], constant: float, labels: int
) -> Weighing:
    return Weighing(
        weights=np.array([*(weights.get(name, 0.0) for name in names), constant]),
        thresholds=np.full(labels, THRESHOLD),
        sure=NEVER,
    )
