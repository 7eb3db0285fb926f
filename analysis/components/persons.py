"""Persons: by form of address, introduction, role, first name, sign-off, or beside a contact.

Only words that may announce a name are looked at more closely: most texts have none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from analysis.components.first_names import AMBIGUOUS, FIRST_NAMES
from analysis.components.lemmas import known
from analysis.components.person_names import (
    end_of_name,
    followed_by_name,
    is_house,
    is_noun,
    is_role,
    may_be_name,
    no_name,
)
from analysis.components.person_patterns import (
    ANNOUNCED,
    ANNOUNCERS,
    ARABIC,
    BEFORE_INTRODUCTION,
    BEY,
    BEY_FORMS,
    DEGREE_FORMS,
    DEGREES,
    DOCTOR,
    FAMILY,
    FAMILY_SIGNS,
    FORMS,
    GREETINGS,
    INTRODUCED,
    INTRODUCERS,
    LOWER_SELF,
    LOWER_TITLED,
    NAME,
    NAMES,
    NO_FAMILY,
    NOT_NAMES,
    OWN,
    PAIR,
    ROLE_NAME,
    ROLES,
    SIGNED,
    SURNAME_ENDING,
    TITLED,
    WORD,
)
from analysis.components.surnames import SURNAMES
from analysis.suggestions import Span
from analysis.text import key

Found = tuple[int, int, str]
Look = Callable[[str, re.Match[str]], Span | None]


def persons(text: str, contacts: Sequence[Found]) -> Iterator[Found]:
    """Names by title, by introduction, by first name, and beside a phone number or mail address."""
    for match in WORD.finditer(text):
        word = match.group()
        for look in _looks(word):
            found = look(text, match)
            if found is not None:
                yield *found, "person"
    if any(sign in text for sign in FAMILY_SIGNS):
        for match in FAMILY.finditer(text):
            if match["name"].lower() not in NO_FAMILY and (
                text[: match.start()].endswith(("die ", "Die "))
                or key(match["name"][:-1]) in SURNAMES
                or not is_noun(match["name"])
            ):
                yield *match.span("name"), "person"
    if any(sign in text for sign in BEY_FORMS):
        for match in BEY.finditer(text):
            yield *match.span("name"), "person"
    yield from _beside(text, contacts)


@lru_cache(maxsize=100_000)
def _looks(word: str) -> tuple[Look, ...]:
    """What to try at this word; nothing for nearly all words."""
    lower = word.lower()
    looks = list(LOOKS.get(lower, ()))
    if lower in FORMS:
        # "pan" and "пані" are written small, "herr" is a slip.
        small = word == lower and lower not in ("pan", "pani") and lower[0] <= "ß"
        looks.append(_lower_titled if small else _titled)
    if word[0].isupper() and _first_name(word):
        looks.append(_by_first_name)
    elif word[0].isupper() and not word.isupper() and len(word) > 2 and may_be_name(word):
        looks.append(_by_strangeness)
    if word[0] == "ا":
        looks.append(_arabic)
    return tuple(looks)


def _first_name(word: str) -> bool:
    return key(re.split(r"['’-]", word)[0]) in FIRST_NAMES


def _titled(text: str, at: re.Match[str]) -> Span | None:
    if at.group().lower() == "schwester" and OWN.search(text[max(0, at.start() - 10) : at.start()]):
        return _role(text, at)
    match = TITLED.match(text, at.start())
    if match is None or "\n" in text[at.end() : match.start("name")]:
        return None
    end = end_of_name(text, *match.span("name"))
    if end is None or is_role(text[match.start("name") : end], at.group()):
        return None
    return None if is_house(text, match.start("name"), end) else (match.start(), end)


def _doctor(text: str, at: re.Match[str]) -> Span | None:
    match = DOCTOR.match(text, at.start())
    if match is None:
        return None
    end = end_of_name(text, *match.span("name"))
    return None if end is None or is_house(text, match.start(), end) else (match.start(), end)


def _lower_titled(text: str, at: re.Match[str]) -> Span | None:
    match = LOWER_TITLED.match(text, at.start())
    if match is None:
        return None
    name = match["name"]
    if key(name) in NOT_NAMES or name in NOT_NAMES:
        return None
    if key(name) not in SURNAMES and key(name) not in FIRST_NAMES and known(name):
        return None
    more = match["more"]
    if more and key(name) in FIRST_NAMES and (key(more) in SURNAMES or not known(more)):
        return match.start(), match.end("more")
    return match.start(), match.end("name")


def _role(text: str, at: re.Match[str]) -> Span | None:
    match = ROLE_NAME.match(text, at.start())
    if match is None:
        return None
    start, end = match.span("name")
    first = WORD.match(text, start)
    if first is None or first.group().isupper() or not may_be_name(first.group()):
        return None
    cut = end_of_name(text, start, end)
    return None if cut is None or is_house(text, start, cut) else (start, cut)


def _own_husband(text: str, at: re.Match[str]) -> Span | None:
    return _role(text, at) if OWN.search(text[max(0, at.start() - 10) : at.start()]) else None


def _introduced(text: str, at: re.Match[str]) -> Span | None:
    match = INTRODUCED.match(text, at.start())
    if match is None or not BEFORE_INTRODUCTION.search(text[max(0, at.start() - 12) : at.start()]):
        return None
    start, end = match.span("name")
    if text[start].isupper():
        longer = re.compile(NAMES).match(text, start)
        cut = end_of_name(text, start, longer.end() if longer else end)
        return None if cut is None else (start, cut)
    words = list(WORD.finditer(text, start, end))
    good = [word for word in words if key(word.group()) in FIRST_NAMES or not known(word.group())]
    if not good or good[0] is not words[0] or key(words[0].group()) in NOT_NAMES:
        return None
    return start, good[-1].end()


def _announced(text: str, at: re.Match[str]) -> Span | None:
    match = ANNOUNCED.match(text, at.start())
    if match is None:
        return None
    start = match.start("name")
    first = WORD.match(text, start)
    if first is None or (first.group().isupper() and len(first.group()) > 1):
        return None
    said = text[at.end() : start].strip()
    if not said and at.group().lower() not in ("gezeichnet", "ben", "я"):
        return None
    # With an initial in front it is a name, whatever the word means.
    initial = len(first.group()) == 1 and text[first.end()] == "."
    if not initial and not may_be_name(first.group()):
        return None
    end = end_of_name(text, start, match.end("name"))
    return None if end is None or is_house(text, start, end) else (start, end)


def _said_of_oneself(text: str, at: re.Match[str]) -> Span | None:
    """ "ich bin tanja": a first name in lower case."""
    match = LOWER_SELF.match(text, at.start())
    if match is None or key(match["name"]) not in FIRST_NAMES or key(match["name"]) in AMBIGUOUS:
        return None
    return match.span("name")


def _signed(text: str, at: re.Match[str]) -> Span | None:
    match = SIGNED.match(text, at.start())
    if match is None:
        return None
    start = match.start("name")
    name = WORD.match(text, start)
    if name is None or not (may_be_name(name.group()) or key(name.group()) in SURNAMES):
        return None
    lead = re.search(rf"{DEGREES}$", text[at.end() : start])
    end = end_of_name(text, start, match.end("name"))
    return None if end is None else (start - len(lead.group()) if lead else start, end)


def _arabic(text: str, at: re.Match[str]) -> Span | None:
    match = ARABIC.match(text, at.start())
    return match.span("name") if match else None


def _by_first_name(text: str, at: re.Match[str]) -> Span | None:
    match = re.compile(NAMES).match(text, at.start())
    if match is None:
        return None
    first = re.split(r"[\s'’-]", match.group())[0]
    end = end_of_name(text, *match.span())
    if end is None or is_house(text, at.start(), match.end()):
        return None
    if key(first) in AMBIGUOUS and not followed_by_name(text[at.end() : end]):
        return None
    if at.group().isupper() and len(at.group()) > 1 and " " not in text[at.start() : end]:
        return None
    return at.start(), end


def _by_strangeness(text: str, at: re.Match[str]) -> Span | None:
    """ "Nurhan Bozkurt": two words of no language beside each other, with capitals."""
    match = PAIR.match(text, at.start())
    if match is None or not may_be_name(match["last"]) or match["last"].isupper():
        return None
    first, last = match["first"], match["last"]
    if first.endswith(("er", "s")) and not SURNAME_ENDING.search(last):
        return None
    return None if is_house(text, *match.span()) else match.span()


LOOKS: dict[str, list[Look]] = {}
for _words, _look in (
    (DEGREE_FORMS, _doctor),
    (ROLES, _role),
    (("mann",), _own_husband),
    (INTRODUCERS, _introduced),
    (ANNOUNCERS, _announced),
    (("ich",), _said_of_oneself),
    (GREETINGS, _signed),
):
    for _word in _words:
        LOOKS.setdefault(_word, []).append(_look)


def _beside(text: str, contacts: Sequence[Found]) -> Iterator[Found]:
    """Two capitalised words directly before or after a phone number or mail address."""
    for start, end, _ in contacts:
        after = re.compile(rf"[\s,;:()-]{{1,3}}(?P<name>{NAME}\s{NAME})").match(text, end)
        before = re.search(
            rf"(?P<name>{NAME}\s{NAME})[\s,;:(-]{{1,3}}(?:(?i:tel|mobil|telefon|handy|e-?mail)\.?:?\s)?$",
            text[max(0, start - 80) : start],
        )
        if before and _are_names(before["name"]):
            begin = max(0, start - 80)
            yield begin + before.start("name"), begin + before.end("name"), "person"
        if after and _are_names(after["name"]):
            yield *after.span("name"), "person"


def _are_names(candidate: str) -> bool:
    first, last = candidate.split()
    return (
        (may_be_name(first) or may_be_name(last))
        and not (no_name(first) or no_name(last))
        and not (is_noun(first))
    )
