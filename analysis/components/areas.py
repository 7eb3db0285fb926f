"""District mentions: names, aliases, inflected, misspelt; no surnames, no figures of speech."""

import re
from collections.abc import Sequence

from spacy.language import Language
from spacy.tokens import Doc

from analysis.components.area_names import (
    CENTRE_NAMES,
    DIRECTIONS,
    SHORTEST_MISSPELT,
    forms,
    is_cyrillic,
    one_slip,
    sound,
)
from analysis.components.extensions import text
from analysis.components.first_names import FIRST_NAMES
from analysis.components.lemmas import known, no_noun
from analysis.suggestions import Place
from analysis.text import UMLAUTS, key
from questionnaires.areas import AreaTree

NAME = "survey_areas"

WORD = re.compile(r"[^\W_]+")
CACHED_WORDS = 100_000
TITLES = frozenset(
    "doktor herr herrn frau hr fr dr prof familie fam schwester bruder pfarrer pater pastor".split()  # noqa: SIM905
)
STREETS = re.compile(
    r"(?:str|weg|platz|ring|damm|ufer|tor|.*(?:straße|strasse|brücke|allee|gasse|chaussee))$",
    re.IGNORECASE,
)
WHERE = frozenset(
    """in im ins am aus nach von vom zum zur bei beim ab bis um über durch für gegen richtung
    zwischen nähe rund raum ganz auf""".split()  # noqa: SIM905
)
ARTICLES = frozenset("der die das den dem des".split())  # noqa: SIM905
DETERMINERS = ARTICLES | frozenset(
    """ein eine einen einem einer mein meine meinen meinem dein sein ihr unser unsere unserem kein
    keine keinen jeder jede jedes dieser diese dieses diesen mit ohne""".split()  # noqa: SIM905
)
# These are said of one place in town, with the article: "der Hafen".
PLACE_NOUNS = frozenset({"hafen", "hafens", "innenstadt", "city", "altstadt", "stadtmitte"})
# Words of the dictionary that can hardly mean anything but a part of a town.
TOWN_ENDINGS = ("stadt", "viertel", "siedlung", "quartier", "gebiet")
# "Im Zentrum der Kritik" is no place, "im Zentrum der Stadt" is one.
FIGURE = re.compile(
    r" (?:des|der|unser\w*|dieser|dieses|aller|eines|einer) "
    r"(?!(?:\w+en )?(?:Stadt|Ort|Gemeinde|Bezirk|Dorf|Altstadt|Innenstadt|Kommune))"
)
# Turkish and Polish cases, written without an apostrophe.
FOREIGN_CASE = re.compile(r"(?:daki|deki|taki|teki|dan|den|tan|ten|da|de|ta|te|ie|u|em|owi)$")
SHORTEST_STEM = 4
ALWAYS = frozenset({"innenstadt", "city", "altstadt", "hafengebiet", *map(key, CENTRE_NAMES)})
HOLIDAYS = frozenset({"allerheiligen"})
HOLIDAY_TIMES = frozenset({"an", "zu", "vor", "seit", "nach", "bis", "ab", "über"})
OPENING = re.compile(r"(?:[.!?:…]|\n)\s*$")
IN_A_LIST = re.compile(r"[/,:-]| (?:und|oder|sowie) ")
STANDING = re.compile(r"\b(?:steht|stehen|stand|standen|stehend|gestellt|rückt)\b", re.IGNORECASE)
ADJECTIVE = re.compile(r"^[a-zäöüß]+(?:e|er|en|es|em)$")
CASE_ENDING = re.compile(r"(?:ом|ою|ой|ем|[аеуиіыю])$")

Word = tuple[str, int, int]


class AreaFinder:
    """Finds the areas of one tree. Words are looked up once per form."""

    def __init__(self, tree: AreaTree) -> None:
        self._forms = forms(tree)
        self._starts: dict[str, list[tuple[str, ...]]] = {}
        for form in sorted(self._forms, key=len, reverse=True):
            self._starts.setdefault(form[0], []).append(form)
        self._single = {form[0]: code for form, code in self._forms.items() if len(form) == 1}
        self._heard: dict[str, set[str]] = {}
        for name, code in self._single.items():
            self._heard.setdefault(sound(name), set()).add(code)
        # The nouns of names such as "Alte Heide", whose adjective is always written with a capital.
        self._proper = {
            _spelling(name.split()[1]): name[0].isupper()
            for area in tree.areas
            for name in (area.name, *area.aliases)
            if len(name.split()) == 2
        }
        self._guessed: dict[str, str | None] = {}

    def find(self, text: str) -> tuple[Place, ...]:
        words = [(match.group(), match.start(), match.end()) for match in WORD.finditer(text)]
        found: list[Place] = []
        index = 0
        while index < len(words):
            length, code = self._at(words, index)
            if code is not None and self._meant(text, words, index, length):
                found.append(
                    Place(start=words[index][1], end=words[index + length - 1][2], area=code)
                )
                index += length
            else:
                index += 1
        return tuple(found)

    def _at(self, words: Sequence[Word], index: int) -> tuple[int, str | None]:
        """The longest name that begins at this word: its number of words, its area."""
        word = words[index][0]
        for form in self._starts.get(_spelling(word), ()):
            length = len(form)
            if (
                length == 1
                or tuple(_spelling(other) for other, _, _ in words[index : index + length]) == form
            ):
                return length, self._forms[form]
        return 1, self._guess(word)

    def _guess(self, word: str) -> str | None:
        """An area for a misspelt or transliterated name; only where exactly one fits."""
        if word not in self._guessed:
            if len(self._guessed) >= CACHED_WORDS:
                self._guessed.clear()
            self._guessed[word] = self._by_sound(word) if is_cyrillic(word) else self._slip(word)
        return self._guessed[word]

    def _by_sound(self, word: str) -> str | None:
        if not word[0].isupper():
            return None
        for form in (word, CASE_ENDING.sub("", word)):
            codes = self._heard.get(sound(form), set())
            if len(codes) == 1:
                return next(iter(codes))
        return None

    def _slip(self, word: str) -> str | None:
        spelt = _spelling(word)
        stem = FOREIGN_CASE.sub("", spelt)
        if (
            len(stem) >= SHORTEST_STEM
            and stem != spelt
            and stem in self._single
            and word[0].isupper()
            and not known(word)
        ):
            return self._single[stem]
        if len(spelt) < SHORTEST_MISSPELT or not word[0].isupper() or known(word):
            return None
        codes = {
            code
            for name, code in self._single.items()
            if len(name) >= SHORTEST_MISSPELT and name[0] == spelt[0] and one_slip(spelt, name)
        }
        return next(iter(codes)) if len(codes) == 1 else None

    def _meant(self, text: str, words: Sequence[Word], index: int, length: int) -> bool:
        """Is the place meant, and not a person, a street or a figure of speech?"""
        word = words[index][0]
        before = words[index - 1][0] if index else ""
        touching = text[words[index - 1][2] : words[index][1]] if index else ""
        if touching in (" ", ". ") and (
            before.lower() in TITLES or (key(before) in FIRST_NAMES and before[0].isupper())
        ):
            return False
        following = words[index + length] if index + length < len(words) else None
        gap = text[words[index + length - 1][2] : following[1]] if following else ""
        if following and gap in (" ", "-") and STREETS.match(following[0]):
            return False
        if following and gap == "-" and self._is_part(following[0]):
            return False
        spelt = _spelling(word)
        if length > 1:
            return not self._described(words, index)
        if spelt in ALWAYS or spelt.endswith(TOWN_ENDINGS) or not known(word):
            return True
        return self._meant_word(text, words, index, spelt)

    def _is_part(self, word: str) -> bool:
        """ "Humboldt-Universität": the name is part of another one."""
        spelt = _spelling(word)
        return spelt not in DIRECTIONS and spelt not in self._starts and known(word)

    def _described(self, words: Sequence[Word], index: int) -> bool:
        """ "Eine neue Mühle" where the area is called "Neue Mühle"."""
        first, second = words[index][0], words[index + 1][0]
        proper = self._proper.get(_spelling(second), False)
        return first.islower() and second[:1].isupper() and proper and bool(ADJECTIVE.match(first))

    def _meant_word(self, text: str, words: Sequence[Word], index: int, spelt: str) -> bool:
        """A name that is a word too needs a sign that it is used as a name."""
        word, start, end = words[index]
        adjacent = index > 0 and text[words[index - 1][2] : start] in (" ", "\n")
        before = words[index - 1][0].lower() if adjacent else ""
        if spelt in HOLIDAYS:
            return before not in HOLIDAY_TIMES
        if spelt.startswith(("zentrum", "mitte")) and FIGURE.match(text, end):
            return False
        if spelt.startswith("zentrum") and (
            STANDING.search(text[max(0, start - 40) : end + 12]) or text[end:].startswith(" für")
        ):
            return False
        if before in ARTICLES:
            led = index > 1 and words[index - 2][0].lower() in WHERE
            return led or spelt in PLACE_NOUNS
        return before in WHERE or self._stands_alone(text, word, start, end, before)

    def _stands_alone(self, text: str, word: str, start: int, end: int, before: str) -> bool:
        """A capital, and neither a sentence that begins with a verb nor a noun with its article."""
        opening = not start or bool(OPENING.search(text[max(0, start - 8) : start]))
        if opening and no_noun(word) and not IN_A_LIST.match(text, end):
            return False
        return word[0].isupper() and before not in DETERMINERS and not ADJECTIVE.match(before)


def _spelling(word: str) -> str:
    return word.lower().translate(UMLAUTS) if word.isalpha() else key(word)


class AreaComponent:
    """Writes the found places to doc._.places."""

    def __init__(self) -> None:
        self.finder: AreaFinder | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self.finder is not None:
            doc._.places = self.finder.find(text(doc))
        return doc


def create(nlp: Language, name: str) -> AreaComponent:  # noqa: ARG001
    return AreaComponent()


Language.factory(NAME, func=create)
