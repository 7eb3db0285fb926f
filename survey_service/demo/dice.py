"""Chance that falls the same way in every demo."""

from random import Random

SEED = "vorfuehrung-1"


def dice(*purpose: object) -> Random:
    """Dice of their own for each purpose: what is added for one changes nothing of another."""
    return Random(":".join((SEED, *map(str, purpose))))  # noqa: S311  nothing secret is drawn
