"""Whose word holds on a segment: a human over the machine, the latest word of each coder.

Where humans disagree nothing holds until they agree: the coding is open and is not counted.
"""

from collections.abc import Iterable
from typing import Literal

import msgspec

Standing = Literal["proposed", "accepted", "rejected", "open"]


class Word(msgspec.Struct, frozen=True):
    """One coding as it was given. ``serial`` grows with each word of the same coder."""

    coder: str
    human: bool
    status: str
    serial: int


def standing(words: Iterable[Word]) -> Standing | None:
    """What holds; None = the machine did not even propose it."""
    latest: dict[str, Word] = {}
    for word in words:
        before = latest.get(word.coder)
        if before is None or word.serial > before.serial:
            latest[word.coder] = word
    human = {word.status for word in latest.values() if word.human}
    if len(human) > 1:
        return "open"
    if human:
        return "accepted" if human == {"accepted"} else "rejected"
    return "proposed" if any(word.status == "proposed" for word in latest.values()) else None
