"""One spelling for a text: signs and spaces, bullets, emoji, umlauts typed as two letters or none.

Every character of the normalised text knows where it comes from: offsets lead back exactly.
"""

import re
from functools import lru_cache

from spacy.language import Language
from spacy.tokens import Doc

from analysis.components.extensions import text as text_of
from analysis.components.lemmas import known
from analysis.text import Folded, fold

NAME = "survey_normaliser"

WORD = re.compile(r"[^\W\d_]+")
BULLET = re.compile(r"(?m)^[ \t]*[•·▪●‣◦○■►→*–—][ \t]+")
BULLETS = frozenset("•·▪●‣◦○■►→*–—")
FIRST_EMOJI = "\u2600"
EMOJI = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200D]+")
TWO_LETTERS = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"))
DOTS = {"a": "ä", "o": "ö", "u": "ü"}
# "Masse" and "Busse" are words of their own; in these stems only ß is right.
SHARP = re.compile(
    r"strass|gross|heiss|weiss|drauss|ausser|aeusser|fuss|gruss|gruess|schliess|dreiss|spass|mässig"
    r"|maess|stoss|suess|fliess|giess|beiss|reiss|schweiss|bloss|floss",
    re.IGNORECASE,
)
# "Mull" is a word, too; of a longer word that is none, only one spelling with dots can be meant.
SHORTEST_WITHOUT_DOTS = 5


def normalise(text: str) -> Folded:
    folded = fold(text)
    changes: list[tuple[int, int, str]] = []
    # Nearly every text is spelt as the dictionary has it: look at the forms, then at the places.
    if any(spelling(word) != word for word in set(WORD.findall(folded.text))):
        spelt = ((match, spelling(match.group())) for match in WORD.finditer(folded.text))
        changes = [(*match.span(), right) for match, right in spelt if right != match.group()]
    if max(folded.text, default="") >= FIRST_EMOJI:
        changes.extend((*match.span(), " ") for match in EMOJI.finditer(folded.text))
    if not BULLETS.isdisjoint(folded.text):
        changes.extend((*match.span(), "- ") for match in BULLET.finditer(folded.text))
    return _changed(folded, sorted(changes)) if changes else folded


def _changed(folded: Folded, changes: list[tuple[int, int, str]]) -> Folded:
    """Every character of a replacement comes from the replaced one at the same share of its way."""
    origin = folded.origin or range(len(folded.text))
    text: list[str] = []
    origins: list[int] = []
    position = 0
    for start, end, new in changes:
        text.append(folded.text[position:start])
        origins.extend(origin[position:start])
        text.append(new)
        origins.extend(_sources(folded.text[start:end], new, origin[start:end]))
        position = end
    text.append(folded.text[position:])
    origins.extend(origin[position:])
    return Folded("".join(text), tuple(origins), folded.length)


def _sources(old: str, new: str, origin: "tuple[int, ...] | range") -> list[int]:
    """Origins of the new characters: "ü" for "ue" comes from the u, and reaches to the next one."""
    found: list[int] = []
    index = 0
    for sign in new:
        found.append(origin[min(index, len(old) - 1)])
        two = old[index : index + 2].lower()
        index += 2 if (two, sign.lower()) in TWO_LETTERS else 1
    return found


@lru_cache(maxsize=100_000)
def spelling(word: str) -> str:
    """The word as the dictionary spells it, where only its umlauts differ; else as it is."""
    if not word.isascii() or len(word) < 3:
        return word
    # The dictionary has "fuer" and "Arzte", too: what it has with dots goes first.
    for candidate in _joined(word):
        if known(candidate):
            return candidate
    return word if known(word) or known(word.lower()) else _dotted(word)


def _joined(word: str) -> list[str]:
    """Spellings with the letter pairs joined, the most joined first."""
    found = {word}
    for pair, umlaut in TWO_LETTERS:
        if pair == "ss" and not SHARP.search(word):
            continue
        for base in tuple(found):
            found.add(base.replace(pair, umlaut).replace(pair.capitalize(), umlaut.upper()))
    return sorted(found - {word}, key=len)


def _dotted(word: str) -> str:
    if len(word) < SHORTEST_WITHOUT_DOTS or word.isupper():
        return word
    found = {
        candidate
        for index, letter in enumerate(word)
        if letter in DOTS and known(candidate := word[:index] + DOTS[letter] + word[index + 1 :])
    }
    return found.pop() if len(found) == 1 else word


class NormaliserComponent:
    """Writes the normalised text with its way back to doc._.normalised."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.normalised = normalise(text_of(doc))
        return doc


def create(nlp: Language, name: str) -> NormaliserComponent:  # noqa: ARG001
    return NormaliserComponent()


Language.factory(NAME, func=create)
