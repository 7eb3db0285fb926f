"""What changed between two versions of a text, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import msgspec

# A word with the space after it: put together again they are the text.
_WORD = re.compile(r"\s*\S+|\s+$")


class Change(msgspec.Struct, frozen=True):
    """A stretch of text. ``kind``: same | added | removed."""

    kind: str
    text: str


def differences(before: str, after: str) -> tuple[Change, ...]:
    """In reading order; without what was removed they are ``after``, without the added ``before``.

    Lines first, words only where lines differ: a long text takes no long time.
    """
    found: list[Change] = []
    for kind, old, new in _compared(
        before.splitlines(keepends=True), after.splitlines(keepends=True)
    ):
        parts = (
            _compared(_WORD.findall(old), _WORD.findall(new))
            if kind == "replace"
            else [(kind, old, new)]
        )
        for part, removed, added in parts:
            if part == "equal":
                found.append(Change("same", removed))
                continue
            found += [
                Change(name, text)
                for name, text in (("removed", removed), ("added", added))
                if text
            ]
    return tuple(found)


def _compared(before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """difflib's kind of stretch, and its text before and after."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield kind, "".join(before[old_from:old_to]), "".join(after[new_from:new_to])
