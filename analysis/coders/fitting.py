"""Fitting a head: everything that is weighed comes from models that never saw the unit's text."""

import msgspec
import numpy as np
from scipy import sparse

from analysis.coders import meaning as meanings
from analysis.coders import ridge, signals, weighing
from analysis.coders.heads import Hits, Learned, doubt, find_hits, read_rows
from analysis.coders.matching import Matcher
from analysis.coders.meaning import Meaning, Meant
from analysis.coders.reading import Reading
from analysis.coders.vectors import Vectoriser
from analysis.encoders import Encoder

# Ridge of words and of vectors, and how much more units with rare labels count.
WORDS_RIDGE, MEANING_RIDGE, RARITY = 1.0, 0.6, 0.6
# The share of units that the encoder is asked about: more of them, no better (docs/kodierung.md).
ASKED = 0.35


class Examples(msgspec.Struct, frozen=True, kw_only=True):
    """Units to learn from and what describes the labels.

    groups: per unit its statement; targets: units x labels; descriptions: texts of the labels;
    described: per description its label.
    """

    reading: Reading
    groups: np.ndarray
    targets: np.ndarray
    descriptions: Reading
    described: np.ndarray

    @property
    def all_targets(self) -> np.ndarray:
        """Units, then descriptions."""
        described = np.zeros((len(self.described), self.targets.shape[1]))
        described[np.arange(len(self.described)), self.described] = 1
        return np.vstack([self.targets, described])

    @property
    def all_groups(self) -> np.ndarray:
        """Each description is a group of its own."""
        first = int(self.groups.max(initial=-1)) + 1
        return np.concatenate([self.groups, first + np.arange(len(self.described))])


def fit(
    examples: Examples,
    *,
    vectoriser: Vectoriser,
    matcher: Matcher,
    category: np.ndarray,
    context: float,
    encoder: Encoder | None,
) -> Learned:
    """Learn one set of labels. category: per label a number, the same for one category."""
    targets = examples.targets
    exclusive = bool((targets.sum(axis=1) <= 1).all()) and targets.shape[1] > 1
    matrix, mean, words = fit_words(examples, vectoriser, context)
    hits = find_hits(matcher, examples.reading)
    votes, lexicon, around = _fit_lexicon(examples, matcher, hits)
    prior = np.log((targets.sum(axis=0) + 0.5) / (len(targets) + 1))
    quick = signals.fast(
        words=words,
        lexicon=lexicon,
        around=around,
        neighbours=examples.reading.neighbours(),
        same_category=category[:, None] == category,
        prior=prior,
    )
    fast = weighing.learn(quick, targets, exclusive=exclusive)
    learned = Learned(
        labels=matcher.labels,
        exclusive=exclusive,
        context=context,
        matrix=matrix,
        mean=mean,
        prior=prior,
        category=category,
        votes=votes,
        fast=fast,
    )
    if encoder is None:
        return learned
    meaning, more = fit_meaning(examples, encoder, lexicon)
    deep = weighing.learn(np.concatenate([quick, more], axis=-1), targets, exclusive=exclusive)
    doubts = doubt(fast.chances(quick, exclusive=exclusive), exclusive=exclusive)
    return msgspec.structs.replace(
        learned, deep=deep, meaning=meaning, doubt=float(np.quantile(doubts, 1 - ASKED))
    )


def fit_words(
    examples: Examples, vectoriser: Vectoriser, context: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Weights of the word features, and the scores of units by models of the others."""
    rows = sparse.vstack(
        [
            read_rows(vectoriser, examples.reading).in_context(context),
            read_rows(vectoriser, examples.descriptions).in_context(0.0),
        ]
    ).tocsr()
    targets = examples.all_targets
    fitted = ridge.fit(
        (rows @ rows.T).toarray().astype(np.float64),
        targets,
        ridge=WORDS_RIDGE / ridge.loudness(targets, power=RARITY),
        groups=examples.all_groups,
    )
    # Stored with 16 bits: predict with exactly what is stored.
    matrix = (rows.T @ fitted.dual).astype(np.float16).astype(np.float32)
    return matrix, fitted.mean, fitted.unseen[: len(examples.targets)]


def _fit_lexicon(
    examples: Examples, matcher: Matcher, hits: Hits
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Votes per pattern; scores of units and of their statements without the statement's own."""
    votes = signals.Votes(matcher)
    for group, found, target in zip(examples.groups, hits.units, examples.targets, strict=True):
        votes.add(int(group), found, target)
    lexicon = np.zeros(examples.targets.shape)
    around = np.zeros(examples.targets.shape)
    without: dict[int, list[float]] = {}
    for index, group in enumerate(examples.groups):
        if int(group) not in without:
            without = {int(group): votes.without(int(group))}
        weights = without[int(group)]
        lexicon[index] = matcher.score(hits.units[index], weights)
        around[index] = matcher.score(hits.statements[examples.reading.statement[index]], weights)
    return np.array(votes.weights()), lexicon, around


def fit_meaning(
    examples: Examples, encoder: Encoder, lexicon: np.ndarray
) -> tuple[Meaning, np.ndarray]:
    nothing = np.zeros(encoder.dimensions, dtype=np.float32)
    units = meanings.vectors(encoder, examples.reading, nothing)
    described = encoder.encode(examples.descriptions.own_texts())
    centre = np.vstack([units.own, described]).mean(axis=0)
    own, other = (meanings.centred(part, centre) for part in (units.own, units.other))
    described = meanings.centred(described, centre)
    # Stored with 16 bits: learn with exactly what is stored.
    known = Meant(_stored(own, described), _stored(other, described))
    targets = examples.all_targets
    fitted = ridge.fit(
        meanings.kernel(known, known).astype(np.float64),
        targets,
        ridge=MEANING_RIDGE / ridge.loudness(targets, power=RARITY),
        groups=examples.all_groups,
    )
    meaning = Meaning(
        encoder=encoder.id,
        centre=centre,
        known=known,
        dual=fitted.dual,
        mean=fitted.mean,
        descriptions=described,
        described=examples.described,
    )
    nearest, average = meaning.likeness(own)
    _, around = meaning.likeness(other)
    return meaning, signals.deep(
        meaning=fitted.unseen[: len(examples.targets)],
        nearest=nearest,
        average=average,
        around=around,
        lexicon=lexicon,
    )


def _stored(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.vstack([first, second]).astype(np.float16).astype(np.float32)
