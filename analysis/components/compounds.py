"""Parts of German compounds, on the dictionary of simplemma: Kurzzeit|pflege|platz."""

import re
from collections.abc import Mapping
from functools import lru_cache

from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY

from analysis.suggestions import Span

SHORTEST = 4
LONGEST_WORD = 60
# A part of three letters may be anything by chance, so these are listed.
SHORT = frozenset(
    """amt arm arzt asyl bad bau bio bus eis gas geh geld hof kfz kur mut neu not oma opa ost öl
    rad sgb süd tag tee tod tor tür weg wut zug""".split()  # noqa: SIM905
)
# Words of their own, but nearly always an ending, a prefix or a piece of a longer word.
NO_PARTS = frozenset(
    """aber amen ander anderen ation bare baren barer besch bush chen dein dich eine einem einen
    einer eines ende enden ente enten eren erin erinnen erst erste erung ganze gegen generat
    haft hafte haften hang heit heiten hinter ieren ierung ierungen igen iger iges igkeit inne
    ion isch ische ischen keit keiten klei kunft lein lich liche lichen lichkeit ling linge
    lings losigkeit mein mich miss nach nahme nahmen nation ness nich nisse nissen oder ration
    rationen rien sale same samer samkeit schaft schaften sein sich sinnen sten ster stern
    tern tion traut tum tums tung tungen ung unter verb vers wider zuge zuges über übers""".split()  # noqa: SIM905
)
# Known to every reader of these texts, but to no dictionary, or with another base form there.
OWN = {
    "azubi": "azubi", "ganztag": "ganztag", "hartz": "hartz", "kita": "kita", "kitas": "kita",
    "migranten": "migrant", "reha": "reha", "schulden": "schulden", "strasse": "straße",
}  # fmt: skip
LINKS = ("", "s", "n", "en", "es", "er", "e")
SEPARATOR = re.compile(r"[-/–:*_·'’]+")
VOWEL = re.compile(r"[aeiouyäöü]")

Part = tuple[int, int, str]


@lru_cache(maxsize=100_000)
def split(word: str) -> tuple[Part, ...]:
    """(start, end, base form in lower case) of each part; a word that is no compound is one part.

    Linking letters belong to no part.
    """
    if len(word) > LONGEST_WORD:
        return ((0, len(word), word.lower()),)
    found: list[Part] = []
    start = 0
    for piece in SEPARATOR.split(word):
        start = word.index(piece, start)
        found.extend((start + first, start + last, base) for first, last, base in _parts(piece))
        start += len(piece)
    return tuple(found)


@lru_cache(maxsize=100_000)
def parts(word: str) -> tuple[str, ...]:
    """Base forms of the parts in lower case: Pflegeplätze -> pflege, platz."""
    return tuple(base for _, _, base in split(word))


def is_noun(word: str) -> bool:
    """A noun of the dictionary or a compound of such, in any case of its letters."""
    lower = word.lower()
    return _base(lower) is not None or len(parts(lower)) > 1


def _parts(word: str) -> list[Part]:
    lower = word.lower()
    if not word:
        return []
    if len(lower) < 2 * SHORTEST - 1 or not lower.isalpha():
        return [(0, len(word), _base(lower) or lower)]
    spans = _cut(lower)
    if spans is None:
        return [(0, len(word), _base(lower) or lower)]
    return [
        (start, end, (_base(lower[start:end]) if index else _first(lower[start:end])) or "")
        for index, (start, end) in enumerate(spans)
    ]


def _cut(word: str) -> tuple[Span, ...] | None:
    """The finest cut into known parts; None where there is none of two or more.

    Of equally fine cuts the one with the fewest linking letters holds.
    """
    # From where a part may begin: (minus the number of parts, linking letters, the parts).
    best: dict[int, tuple[int, int, tuple[Span, ...]]] = {len(word): (0, 0, ())}
    for start in range(len(word) - 3, -1, -1):
        for following, (number, letters, tail) in list(best.items()):
            for link in LINKS if tail else ("",):
                end = following - len(link)
                if _fits(word, start, end, link):
                    cut = (number - 1, letters + len(link), ((start, end), *tail))
                    best[start] = min(best.get(start, cut), cut)
    number, _, spans = best.get(0, (0, 0, ()))
    return spans if number < -1 else None


def _fits(word: str, start: int, end: int, link: str) -> bool:
    if end - start < 3 or not word.startswith(link, end):
        return False
    piece = word[start:end]
    if link not in ("", "s", "es") and _base(piece + link) is not None:
        return False
    return (_base(piece) if start or link else _first(piece)) is not None


@lru_cache(maxsize=200_000)
def _base(piece: str) -> str | None:
    """Base form of a part that is a noun; None for anything else."""
    if len(piece) < SHORTEST and piece not in SHORT:
        return None
    if piece in OWN:
        return OWN[piece]
    if piece in NO_PARTS or not VOWEL.search(piece):
        return None
    found = _dictionary().get(piece.capitalize())
    if found is None or not found[:1].isupper() or found.lower() in NO_PARTS:
        return None
    return found.lower()


@lru_cache(maxsize=200_000)
def _first(piece: str) -> str | None:
    """The first part may also be an adjective or the stem of a verb: kurz, wohn, betreu."""
    noun = _base(piece)
    if noun is not None or len(piece) < SHORTEST or piece in NO_PARTS:
        return noun
    words = _dictionary()
    if words.get(f"{piece}en") == f"{piece}en" or words.get(piece) == piece:
        return piece
    return None


def _dictionary() -> Mapping[str, str]:
    words: Mapping[str, str] = DEFAULT_DICTIONARY_FACTORY.get_dictionary("de")
    return words
