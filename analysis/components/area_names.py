"""The forms an area's name takes in a text: inflected, misspelt, transliterated."""

import re
from collections.abc import Mapping
from functools import lru_cache

from analysis.text import key
from questionnaires.areas import Area, AreaTree

SEPARATOR = re.compile(r"[\s/\-–.]+")
DIRECTIONS = {"nord": "norden", "süd": "süden", "ost": "osten", "west": "westen", "mitte": "mitte"}
# "Zentrum" and its like have other names in other languages.
CENTRE = frozenset({"zentrum", "city", "innenstadt", "stadtmitte"})
CENTRE_NAMES = (
    "stadtzentrum", "stadtmitte", "stadtkern", "ortskern", "city centre", "city center",
    "town centre", "town center", "downtown", "şehir merkezi", "centrum", "śródmieście",
    "центр", "центрі", "центре", "центру", "центра", "وسط المدينة", "مركز المدينة",
)  # fmt: skip
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "ё": "e",
    "ж": "sh", "з": "s", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "h",
    "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "ju", "я": "ja",
}  # fmt: skip
SOUNDS = (
    ("ck", "k"), ("th", "t"), ("ph", "f"), ("ie", "i"), ("ai", "ei"), ("ay", "ei"), ("oi", "eu"),
    ("w", "v"), ("v", "f"), ("z", "s"), ("ts", "s"), ("oe", "e"), ("ue", "u"), ("ae", "e"),
)  # fmt: skip
SILENT_H = re.compile(r"(?<=[aeiou])h(?![aeiou])")
SAINTS = {"sankt": ("st",), "st": ("sankt",)}
# Where a quarter is called like its district, only these make it the quarter.
QUARTER_HEADS = ("stadtteil", "stadtteils", "ortsteil", "ortsteils")
SHORTEST_MISSPELT = 7

Forms = dict[tuple[str, ...], str]


def forms(tree: AreaTree) -> Forms:
    """Sequences of word keys -> area code. What could be two areas is none."""
    found: dict[tuple[str, ...], set[str]] = {}
    for area in tree.areas:
        for form in _forms_of(area, tree.municipality):
            found.setdefault(form, set()).add(area.code)
    for stem, parent in _common_stems(tree).items():
        for form in _inflected(stem):
            found.setdefault(form, {parent})
    above = {area.code: area.parent for area in tree.areas}
    named: Forms = {}
    for form, codes in found.items():
        code = _highest(codes, above)
        if code is not None:
            named[form] = code
            below = codes - {code}
            named.update(((head, *form), other) for head in QUARTER_HEADS for other in below)
    return named


def _forms_of(area: Area, municipality: str) -> list[tuple[str, ...]]:
    if _directions(area.name):
        return _direction_forms(area.name, municipality)
    names = [*_names(area.name), *area.aliases]
    if any(name.lower() in CENTRE for name in names):
        names.extend(CENTRE_NAMES)
    return [form for name in names for form in _inflected(name)]


def _highest(codes: set[str], above: Mapping[str, str | None]) -> str | None:
    """Of a district and its quarter of the same name the district; none of two that lie apart."""
    for code in sorted(codes):
        if all(other == code or above.get(other) == code for other in codes):
            return code
    return None


def _names(name: str) -> list[str]:
    """Rath/Heumar are two names, Altstadt/Süd is one."""
    pieces = re.split(r"\s*/\s*", name)
    return [name] if any(piece.lower() in DIRECTIONS for piece in pieces[1:]) else pieces


def _directions(name: str) -> bool:
    return all(part.lower() in DIRECTIONS for part in SEPARATOR.split(name))


def _direction_forms(name: str, municipality: str) -> list[tuple[str, ...]]:
    """A district called "Nord" is never meant by the bare word: "Neusser Norden", "Bezirk Nord"."""
    parts = [part.lower() for part in SEPARATOR.split(name)]
    noun = "".join([*parts[:-1], DIRECTIONS[parts[-1]]])
    town = municipality.lower()
    heads = (town, "bezirk", "stadtbezirk", "stadtteil", "ortsteil", "ortsteilen")
    sequences = [(head, *rest) for head in heads for rest in (parts, ["".join(parts)])]
    sequences.extend((f"{town}{ending}", noun) for ending in ("er", "ern"))
    return [tuple(key(word) for word in sequence) for sequence in sequences]


def _inflected(name: str) -> list[tuple[str, ...]]:
    """Furth-Süd; südliche(n, r, m) Furth; Holzheim(s, er); Rosell(en)er."""
    parts = [key(part) for part in SEPARATOR.split(name) if part]
    if not parts:
        return []
    first = [parts[0], *SAINTS.get(parts[0], ())]
    if len(parts) > 1 and parts[0].endswith("e"):
        first.extend(parts[0] + ending for ending in ("n", "r", "m", "s"))
    last = [parts[-1], parts[-1] + "s"]
    if len(parts) == 1:
        last.extend(stem + ending for stem in _stems(parts[0]) for ending in ("er", "ern"))
        return [(form,) for form in last]
    return [(start, *parts[1:-1], end) for start in first for end in last]


def _stems(name: str) -> list[str]:
    """What stands before -er: Norf(er), Rosell(er), Kirch(n)er, Südstädt(er), Heid(er)."""
    stems = [name]
    if name.endswith("en"):
        stems.extend((name[:-2], f"{name[:-2]}n"))
    elif name.endswith("e"):
        stems.append(name[:-1])
    elif name.endswith("stadt"):
        stems.append(f"{name[:-5]}staedt")
    return stems


def _common_stems(tree: AreaTree) -> dict[str, str]:
    """Furth-Süd, Furth-Mitte, Furth-Nord below one district: the bare "Furth" is that district."""
    members: dict[tuple[str, str], int] = {}
    for area in tree.areas:
        stem, rest = [*re.split(r"[-/]", area.name, maxsplit=1), ""][:2]
        if rest and area.parent and rest.strip().lower() in DIRECTIONS:
            members[stem, area.parent] = members.get((stem, area.parent), 0) + 1
    parents: dict[str, list[str]] = {}
    for (stem, parent), number in members.items():
        if number >= 2:
            parents.setdefault(stem, []).append(parent)
    return {stem: above[0] for stem, above in parents.items() if len(above) == 1}


def is_cyrillic(word: str) -> bool:
    return word[0].lower() in CYRILLIC


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """A rough key for names heard and written in another alphabet."""
    latin = "".join(CYRILLIC.get(letter, letter) for letter in word.lower())
    latin = SILENT_H.sub("", latin.replace("ch", "h").replace("ju", "u"))
    for spelling, heard in SOUNDS:
        latin = latin.replace(spelling, heard)
    return re.sub(r"(.)\1+", r"\1", latin)


def one_slip(first: str, second: str) -> bool:
    """Do they differ by one letter missing, extra, wrong, or two letters swapped?"""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = 0
    while start < min(len(first), len(second)) and first[start] == second[start]:
        start += 1
    rest, other = first[start:], second[start:]
    return (
        rest[1:] == other
        or rest == other[1:]
        or rest[1:] == other[1:]
        or (len(rest) > 1 and rest[:2] == other[1::-1] and rest[2:] == other[2:])
    )
