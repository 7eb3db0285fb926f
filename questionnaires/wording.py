"""How a question is worded, what became of its words, and a proposal's difference to them."""

import difflib
import re
from typing import Literal

import msgspec

from questionnaires.conditions import in_words
from questionnaires.questionnaire import Page, Questionnaire, items, text

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
# Beyond that a comparison word by word takes long and says nothing.
_MOST_WORDS = 2_000


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a wording: "Frage", "Hinweis", ... and its text."""

    name: str
    text: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A part that reads otherwise now; "" = was or is not there."""

    name: str
    before: str
    after: str


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of a difference."""

    kind: Literal["same", "removed", "added"]
    text: str


def wording(questionnaire: Questionnaire, code: str) -> tuple[Part, ...]:
    """All that is written of an item, in the questionnaire's language; () = there is none."""
    known = {one.code: one for one in items(questionnaire)}
    item = known.get(code)
    if item is None:
        return ()
    language = questionnaire.default_language
    parts = (
        ("Frage", text(item.label, language)),
        ("Hinweis", text(item.hint, language)),
        ("Erläuterung", text(item.guidance, language)),
        ("Antworten", "\n".join(text(choice.label, language) for choice in item.choices)),
        ("Bedingung", in_words(item.relevant, known, language=language)),
        ("Pflicht", "ja" if item.required else ""),
    )
    return tuple(Part(name=name, text=written) for name, written in parts if written)


def label(questionnaire: Questionnaire, code: str) -> str:
    """The question itself; "" = there is no such item."""
    found = {part.name: part.text for part in wording(questionnaire, code)}
    return found.get("Frage", "")


def page_of(questionnaire: Questionnaire, code: str) -> Page | None:
    """The page on which an item is asked."""
    for page in questionnaire.pages:
        if any(item.code == code for item in page.items):
            return page
    return None


def changes(old: tuple[Part, ...], new: tuple[Part, ...]) -> tuple[Change, ...]:
    """What reads otherwise, part by part; () = nothing."""
    before, after = ({part.name: part.text for part in one} for one in (old, new))
    return tuple(
        Change(name=name, before=before.get(name, ""), after=after.get(name, ""))
        for name in dict.fromkeys([*before, *after])
        if before.get(name, "") != after.get(name, "")
    )


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Word by word, what a proposal takes away from the present words and what it adds."""
    first, second = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(first), len(second)) > _MOST_WORDS:
        return _pieces([("removed", old), ("added", new)])
    found: list[tuple[Literal["same", "removed", "added"], str]] = []
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(first[start:end])))
            continue
        found.append(("removed", "".join(first[start:end])))
        found.append(("added", "".join(second[other_start:other_end])))
    return _pieces(found)


def _pieces(found: list[tuple[Literal["same", "removed", "added"], str]]) -> tuple[Piece, ...]:
    return tuple(Piece(kind=kind, text=written) for kind, written in found if written)
