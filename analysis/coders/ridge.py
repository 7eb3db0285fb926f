"""Kernel ridge regression, with what each group of units gets from a model of the others."""

from collections.abc import Sequence

import msgspec
import numpy as np

LARGEST = 6_000


class Fitted(msgspec.Struct, frozen=True):
    """dual: units x labels; unseen: units x labels, the score without the unit's own group."""

    dual: np.ndarray
    mean: np.ndarray
    unseen: np.ndarray


def fit(
    kernel: np.ndarray, targets: np.ndarray, *, ridge: np.ndarray, groups: np.ndarray
) -> Fitted:
    """Solve (kernel + diag(ridge)) dual = targets - mean.

    kernel: units x units; ridge: per unit, larger for one that counts less. The scores of the
    held-out groups are exact, from the inverse's blocks, without fitting again (Rifkin and
    Lippert 2007, "Notes on regularized least squares", for single units).
    """
    from scipy import linalg

    mean = targets.mean(axis=0)
    system = kernel + np.diag(ridge)
    factor = linalg.cho_factor(system, lower=True, overwrite_a=True, check_finite=False)
    inverse = linalg.cho_solve(factor, np.eye(len(system)), check_finite=False)
    dual = inverse @ (targets - mean)
    unseen = np.empty_like(dual)
    for members in _members(groups):
        block = inverse[np.ix_(members, members)]
        unseen[members] = targets[members] - np.linalg.solve(block, dual[members])
    return Fitted(dual, mean, unseen)


def _members(groups: np.ndarray) -> Sequence[np.ndarray]:
    order = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[order])) + 1
    return np.split(order, ends)


def loudness(targets: np.ndarray, *, power: float) -> np.ndarray:
    """Per unit a weight around 1: those with rare labels count more."""
    rarity = np.maximum(targets.mean(axis=0), 1 / len(targets)) ** -power
    number = targets.sum(axis=1)
    typical = float(np.mean(rarity))
    loud = np.where(number > 0, (targets @ rarity) / np.maximum(number, 1), typical)
    return np.asarray(loud / loud.mean())


def radial(first: np.ndarray, second: np.ndarray, *, width: float) -> np.ndarray:
    """Gaussian kernel between rows of length one: exp(-|a-b|^2 / (2 width^2))."""
    return np.asarray(np.exp((first @ second.T - 1) / width**2))
