"""Is it a name? Where it ends, and what is an office, a house or a word instead."""

import re
from functools import lru_cache

from analysis.components.compounds import parts
from analysis.components.first_names import FIRST_NAMES
from analysis.components.lemmas import known
from analysis.components.person_patterns import (
    HOUSE_AFTER,
    HOUSE_BEFORE,
    HOUSE_ENDING,
    NOT_NAMES,
    WORD,
)
from analysis.components.surnames import SURNAMES
from analysis.text import key


def followed_by_name(rest: str) -> bool:
    word = WORD.search(rest)
    return word is not None and (key(word.group()) in SURNAMES or not known(word.group()))


@lru_cache(maxsize=50_000)
def may_be_name(word: str) -> bool:
    """A first name, a common surname, or no word of the language at all."""
    first = re.split(r"['’-]", word)[0]
    if key(first) in FIRST_NAMES or key(word) in SURNAMES:
        return True
    if key(word) in NOT_NAMES or word in NOT_NAMES or word.lower() in NOT_NAMES:
        return False
    return not known(word) and not known(word.lower()) and len(parts(word)) == 1


def is_role(name: str, form: str) -> bool:
    """ "Frau Bürgermeisterin", "Herr Wachtmeister": an office, no name."""
    first = name.split(maxsplit=1)[0]
    if first.lower() in NOT_NAMES or key(first) in NOT_NAMES:
        return True
    feminine = (
        form.lower() in ("frau", "fr", "pani") and first.endswith("in") and len(name.split()) == 1
    )
    return (
        feminine and known(first) and key(first) not in FIRST_NAMES and key(first) not in SURNAMES
    )


def end_of_name(text: str, start: int, end: int) -> int | None:
    """Cut what is no part of the name at the end; none if nothing is left.

    "Hildegard von der Gemeinde" is Hildegard, "Anna von der Heydt" keeps her name.
    """
    pieces = list(re.finditer(r"\S+", text[start:end]))
    if not pieces or no_name(pieces[0].group()):
        return None
    last = pieces[0]
    shouted = last.group().isupper() and len(last.group()) > 1
    after_particle = last.group()[0].islower()
    if after_particle:
        named = next((piece for piece in pieces if piece.group()[0].isupper()), None)
        return None if named is None or is_noun(named.group()) else start + named.end()
    whole_name = key(re.split(r"['’-]", last.group())[0]) in FIRST_NAMES
    for piece in pieces[1:4]:
        word = piece.group()
        if word[0].islower():
            after_particle = True
            continue
        genitive = not whole_name and last is pieces[0] and last.group().endswith("s")
        doubtful = after_particle or shouted or genitive
        if no_name(word) or (doubtful and is_noun(word)):
            break
        last = piece
    return start + last.end()


def no_name(word: str) -> bool:
    return word.lower() in NOT_NAMES or key(word) in NOT_NAMES


def is_noun(word: str) -> bool:
    spelt = word.capitalize() if word.isupper() else word
    if len(word) <= 2 or key(word) in FIRST_NAMES or key(word) in SURNAMES:
        return False
    return known(spelt) or len(parts(spelt)) > 2


def is_house(text: str, start: int, end: int) -> bool:
    """ "St. Martin", "Hotel Maria", "Martin-Luther-Schule" name no person we protect."""
    if HOUSE_BEFORE.search(text[max(0, start - 24) : start]) or HOUSE_AFTER.match(text, end):
        return True
    if (start and text[start - 1] in "-/") or text[end : end + 1] == "-":
        return True
    last = text[start:end].rsplit(maxsplit=1)[-1]
    if HOUSE_AFTER.search(f" {last}"):
        return True
    return "-" in last and bool(HOUSE_ENDING.search(last))
