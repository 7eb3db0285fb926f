"""Persons: by form of address, introduction, role, first name, sign-off, or beside a contact.

Only words that may announce a name are looked at more closely: most texts have none.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from analysis.components.compounds import parts
from analysis.components.first_names import AMBIGUOUS, FIRST_NAMES
from analysis.components.lemmas import known
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
    HOUSE_AFTER,
    HOUSE_BEFORE,
    INTRODUCED,
    INTRODUCERS,
    LOWER_TITLED,
    NAME,
    NAMES,
    NO_FAMILY,
    NOT_NAMES,
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
                or not _is_noun(match["name"])
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
    looks: list[Look] = []
    if lower in FORMS:
        looks.append(
            _titled
            if word != lower or lower in ("pan", "pani") or lower[0] > "ß"
            else _lower_titled
        )
    if lower in DEGREE_FORMS:
        looks.append(_doctor)
    if lower in ROLES:
        looks.append(_role)
    if lower in INTRODUCERS:
        looks.append(_introduced)
    if lower in ANNOUNCERS:
        looks.append(_announced)
    if lower in GREETINGS:
        looks.append(_signed)
    if word[0].isupper() and _first_name(word):
        looks.append(_by_first_name)
    elif word[0].isupper() and SURNAME_ENDING.search(word) and _may_be_name(word):
        looks.append(_by_ending)
    if word[0] == "ا":
        looks.append(_arabic)
    return tuple(looks)


def _first_name(word: str) -> bool:
    return key(re.split(r"['’-]", word)[0]) in FIRST_NAMES


def _titled(text: str, at: re.Match[str]) -> Span | None:
    match = TITLED.match(text, at.start())
    if match is None or "\n" in text[at.end() : match.start("name")]:
        return None
    end = _end_of_name(text, *match.span("name"))
    if end is None or _is_role(text[match.start("name") : end], at.group()):
        return None
    return None if _is_house(text, match.start("name"), end) else (match.start(), end)


def _doctor(text: str, at: re.Match[str]) -> Span | None:
    match = DOCTOR.match(text, at.start())
    if match is None:
        return None
    end = _end_of_name(text, *match.span("name"))
    return None if end is None or _is_house(text, match.start(), end) else (match.start(), end)


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
    if first is None or first.group().isupper() or not _may_be_name(first.group()):
        return None
    cut = _end_of_name(text, start, end)
    return None if cut is None or _is_house(text, start, cut) else (start, cut)


def _introduced(text: str, at: re.Match[str]) -> Span | None:
    match = INTRODUCED.match(text, at.start())
    if match is None or not BEFORE_INTRODUCTION.search(text[max(0, at.start() - 12) : at.start()]):
        return None
    start, end = match.span("name")
    if text[start].isupper():
        longer = re.compile(NAMES).match(text, start)
        cut = _end_of_name(text, start, longer.end() if longer else end)
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
    names = [
        word.group() for word in WORD.finditer(text, start, match.end()) if len(word.group()) > 1
    ]
    if not names or not any(_may_be_name(name) for name in names[:1]):
        return None
    end = _end_of_name(text, start, match.end("name"))
    return None if end is None or _is_house(text, start, end) else (start, end)


def _signed(text: str, at: re.Match[str]) -> Span | None:
    match = SIGNED.match(text, at.start())
    if match is None:
        return None
    start = match.start("name")
    name = WORD.match(text, start)
    if name is None or not (_may_be_name(name.group()) or key(name.group()) in SURNAMES):
        return None
    lead = re.search(rf"{DEGREES}$", text[at.end() : start])
    end = _end_of_name(text, start, match.end("name"))
    return None if end is None else (start - len(lead.group()) if lead else start, end)


def _arabic(text: str, at: re.Match[str]) -> Span | None:
    match = ARABIC.match(text, at.start())
    return match.span("name") if match else None


def _by_first_name(text: str, at: re.Match[str]) -> Span | None:
    match = re.compile(NAMES).match(text, at.start())
    if match is None:
        return None
    first = re.split(r"[\s'’-]", match.group())[0]
    end = _end_of_name(text, *match.span())
    if end is None or _is_house(text, at.start(), match.end()):
        return None
    if key(first) in AMBIGUOUS and not _followed_by_name(text[at.end() : end]):
        return None
    if at.group().isupper() and len(at.group()) > 1 and " " not in text[at.start() : end]:
        return None
    return at.start(), end


def _by_ending(text: str, at: re.Match[str]) -> Span | None:
    """ "Nurhan Bozkurt": two words of no language, the second like a surname."""
    before = re.search(rf"(?<![\w-]){NAME}\s$", text[max(0, at.start() - 24) : at.start()])
    if before is None or not _may_be_name(before.group().strip()) or before.group().isupper():
        return None
    start = at.start() - len(before.group())
    return None if _is_house(text, start, at.end()) else (start, at.end())


def _followed_by_name(rest: str) -> bool:
    word = WORD.search(rest)
    return word is not None and (key(word.group()) in SURNAMES or not known(word.group()))


@lru_cache(maxsize=50_000)
def _may_be_name(word: str) -> bool:
    """A first name, a common surname, or no word of the language at all."""
    first = re.split(r"['’-]", word)[0]
    if key(first) in FIRST_NAMES or key(word) in SURNAMES:
        return True
    if key(word) in NOT_NAMES or word in NOT_NAMES or word.lower() in NOT_NAMES:
        return False
    return not known(word) and not known(word.lower()) and len(parts(word)) == 1


def _is_role(name: str, form: str) -> bool:
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


def _end_of_name(text: str, start: int, end: int) -> int | None:
    """Cut what is no part of the name at the end; none if nothing is left.

    "Hildegard von der Gemeinde" is Hildegard, "Anna von der Heydt" keeps her name.
    """
    pieces = list(re.finditer(r"\S+", text[start:end]))
    if not pieces or _no_name(pieces[0].group()):
        return None
    last = pieces[0]
    shouted = last.group().isupper() and len(last.group()) > 1
    after_particle = last.group()[0].islower()
    if after_particle:
        named = next((piece for piece in pieces if piece.group()[0].isupper()), None)
        return None if named is None or _is_noun(named.group()) else start + named.end()
    whole_name = key(re.split(r"['’-]", last.group())[0]) in FIRST_NAMES
    for piece in pieces[1:4]:
        word = piece.group()
        if word[0].islower():
            after_particle = True
            continue
        genitive = not whole_name and last is pieces[0] and last.group().endswith("s")
        doubtful = after_particle or shouted or genitive
        if _no_name(word) or (doubtful and _is_noun(word)):
            break
        last = piece
    return start + last.end()


def _no_name(word: str) -> bool:
    return word.lower() in NOT_NAMES or key(word) in NOT_NAMES


def _is_noun(word: str) -> bool:
    spelt = word.capitalize() if word.isupper() else word
    return (
        known(spelt)
        and len(word) > 2
        and key(word) not in FIRST_NAMES
        and key(word) not in SURNAMES
    )


def _is_house(text: str, start: int, end: int) -> bool:
    """ "St. Martin", "Hotel Maria", "Martin-Luther-Schule" name no person we protect."""
    if HOUSE_BEFORE.search(text[max(0, start - 24) : start]) or HOUSE_AFTER.match(text, end):
        return True
    if (start and text[start - 1] in "-/") or text[end : end + 1] == "-":
        return True
    last = text[start:end].rsplit(maxsplit=1)[-1]
    if HOUSE_AFTER.search(f" {last}"):
        return True
    *_, tail = last.split("-")
    return tail != last and _is_noun(tail) and tail[0].isupper()


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
        (_may_be_name(first) or _may_be_name(last))
        and not (_no_name(first) or _no_name(last))
        and not (_is_noun(first))
    )
