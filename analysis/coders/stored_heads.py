"""A trained coder of version 2 on disk: header and arrays."""

from collections.abc import Mapping

import msgspec
import numpy as np

from analysis.coders.heads import Learned
from analysis.coders.meaning import Meaning, Meant
from analysis.coders.weighing import Weighing
from analysis.lexicon import Entries

SMALL = np.float16


class Tier(msgspec.Struct, frozen=True, kw_only=True):
    """One weighing as stored in the header."""

    weights: tuple[float, ...]
    thresholds: tuple[float, ...]
    sure: float


class StoredHead(msgspec.Struct, frozen=True, kw_only=True):
    labels: tuple[str, ...]
    exclusive: bool
    context: float
    fast: Tier
    deep: Tier | None
    doubt: float
    lexicon: Entries


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """encoder: id of the one whose vectors were learned from, "" for none."""

    version: str
    codebook: str
    codebook_version: int
    split: bool
    seed: int
    trained_on: int
    encoder: str
    codes: StoredHead
    types: StoredHead | None
    features: tuple[str, ...]


def pack(name: str, learned: Learned, lexicon: Entries) -> tuple[StoredHead, dict[str, np.ndarray]]:
    """The header's part and the arrays, named after the head."""
    arrays: dict[str, np.ndarray] = {
        "matrix": learned.matrix.astype(SMALL),
        "mean": learned.mean.astype(np.float32),
        "prior": learned.prior.astype(np.float32),
        "category": learned.category.astype(np.int16),
        "votes": learned.votes.astype(np.float32),
    }
    if learned.meaning is not None:
        meaning = learned.meaning
        arrays |= {
            "centre": meaning.centre.astype(np.float32),
            "own": meaning.known.own.astype(SMALL),
            "other": meaning.known.other.astype(SMALL),
            "dual": meaning.dual.astype(np.float32),
            "meaning_mean": meaning.mean.astype(np.float32),
            "described": meaning.described.astype(np.int16),
        }
    head = StoredHead(
        labels=learned.labels,
        exclusive=learned.exclusive,
        context=learned.context,
        fast=_tier(learned.fast),
        deep=None if learned.deep is None else _tier(learned.deep),
        doubt=learned.doubt,
        lexicon=lexicon,
    )
    return head, {f"{name}_{field}": array for field, array in arrays.items()}


def _tier(weighing: Weighing) -> Tier:
    return Tier(
        weights=tuple(float(value) for value in weighing.weights),
        thresholds=tuple(float(value) for value in weighing.thresholds),
        sure=weighing.sure,
    )


def unpack(name: str, head: StoredHead, encoder: str, arrays: Mapping[str, np.ndarray]) -> Learned:
    """What `pack` was given, with the precision that it stores."""

    def array(field: str) -> np.ndarray:
        return arrays[f"{name}_{field}"]

    meaning = None
    if head.deep is not None:
        own = array("own").astype(np.float32)
        described = array("described").astype(int)
        meaning = Meaning(
            encoder=encoder,
            centre=array("centre"),
            known=Meant(own, array("other").astype(np.float32)),
            dual=array("dual"),
            mean=array("meaning_mean"),
            # The descriptions are the last of the examples.
            descriptions=own[len(own) - len(described) :],
            described=described,
        )
    return Learned(
        labels=head.labels,
        exclusive=head.exclusive,
        context=head.context,
        matrix=array("matrix").astype(np.float32),
        mean=array("mean"),
        prior=array("prior"),
        category=array("category"),
        votes=array("votes"),
        fast=_weighing(head.fast),
        deep=None if head.deep is None else _weighing(head.deep),
        meaning=meaning,
        doubt=head.doubt,
    )


def _weighing(tier: Tier) -> Weighing:
    return Weighing(
        weights=np.array(tier.weights), thresholds=np.array(tier.thresholds), sure=tier.sure
    )
