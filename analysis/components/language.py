"""The language of a statement: as given, else by script, frequent words, lingua (in this order).

lingua, in low accuracy, looks at what frequent words leave open; what it leaves open is unsure.
It is loaded at its first use and never by the web process.
"""

import re
from functools import cache, lru_cache
from typing import Any

from spacy.language import Language as Pipeline
from spacy.tokens import Doc

from analysis.components.extensions import text as text_of

NAME = "survey_language"

LATIN = {"de": "GERMAN", "tr": "TURKISH", "en": "ENGLISH", "pl": "POLISH"}
CYRILLIC = {"uk": "UKRAINIAN", "ru": "RUSSIAN"}
LANGUAGES = (*LATIN, *CYRILLIC, "ar")
WORD = re.compile(r"[^\W\d_]+")
OTHER_SCRIPT = re.compile(r"[\u0400-\u04ff\u0600-\u06ff]")
ARABIC_LETTER = re.compile(r"[\u0600-\u06ff]")
CYRILLIC_LETTER = re.compile(r"[\u0400-\u04ff]")
ONLY_UKRAINIAN = re.compile(r"[ґєії]", re.IGNORECASE)
ONLY_RUSSIAN = re.compile(r"[ыэъё]", re.IGNORECASE)
# Shorter texts say too little: the language is a guess.
SHORTEST_WORDS = 3
SURE = 0.8
LEAD = 3
FREQUENT = {
    "de": """der die das und ist nicht ich wir es ein eine einen einem einer den dem des zu zum zur
        im am auf für mit von bei aus nach auch aber oder wenn weil dass kein keine keinen hat haben
        sind war wird werden kann man mir uns unser unsere mein meine sich sie er noch nur mehr sehr
        gibt fehlt fehlen viel viele wie als so schon über seit immer nichts wieder hier da mal""",
    "en": """the and is are not of to it for with that this we you they have has there my our but be
        no can was would too very from at what which who need when because please more""",
    "tr": """ve bir için çok bu yok var değil ama daha da de ile biz ben mi ne gibi olan kadar bize
        bizim benim hiç her şey iyi olsun olarak sonra""",
    "pl": """nie się jest na że do jak dla ale tak bardzo są mam mamy brak przez od czy tylko już
        po nas mi lub oraz też ma być tym""",
}
VOCABULARY: dict[str, str] = {}
for _language, _words in FREQUENT.items():
    for _word in _words.split():
        VOCABULARY[_word] = "" if _word in VOCABULARY else _language


def detect(text: str, *, given: str = "") -> tuple[str, bool]:
    """(language code, sure?) of a text; given, where it is one we know, is taken as it is."""
    if given in LANGUAGES:
        return given, True
    words = WORD.findall(text)
    if not words:
        return "", False
    if OTHER_SCRIPT.search(text):
        language, sure = _by_script(text)
    else:
        language, sure = _by_words(words) or _by_lingua(text, tuple(LATIN))
    return language, sure and len(words) >= SHORTEST_WORDS


def _by_script(text: str) -> tuple[str, bool]:
    arabic = len(ARABIC_LETTER.findall(text))
    cyrillic = len(CYRILLIC_LETTER.findall(text))
    letters = sum(map(str.isalpha, text))
    if 2 * max(arabic, cyrillic) < letters:
        return _by_lingua(text, tuple(LATIN))
    if arabic > cyrillic:
        return "ar", True
    ukrainian = len(ONLY_UKRAINIAN.findall(text))
    russian = len(ONLY_RUSSIAN.findall(text))
    if bool(ukrainian) != bool(russian):
        return ("uk" if ukrainian else "ru"), True
    return _by_lingua(text, tuple(CYRILLIC))


def _by_words(words: list[str]) -> tuple[str, bool] | None:
    """Where frequent words of one language clearly lead; None where lingua has to look."""
    counts: dict[str, int] = {}
    for word in words:
        language = VOCABULARY.get(word.lower())
        if language:
            counts[language] = counts.get(language, 0) + 1
    if not counts:
        return None
    first, *others = sorted(counts, key=counts.__getitem__, reverse=True)
    others_count = counts[others[0]] if others else 0
    # Of a long text more has to be known than three chance words.
    enough = max(2, min(len(words) // 8, 6))
    if counts[first] >= enough and counts[first] >= LEAD * others_count:
        return first, True
    return None


def _by_lingua(text: str, languages: tuple[str, ...]) -> tuple[str, bool]:
    language, confidence = _best(text, languages)
    return language, confidence >= SURE


@lru_cache(maxsize=10_000)
def _best(text: str, languages: tuple[str, ...]) -> tuple[str, float]:
    best = _detector(languages).compute_language_confidence_values(text)[0]
    return str(best.language.iso_code_639_1.name).lower(), float(best.value)


@cache
def _detector(languages: tuple[str, ...]) -> Any:
    from lingua import Language, LanguageDetectorBuilder

    names = LATIN | CYRILLIC
    chosen = [getattr(Language, names[language]) for language in languages]
    # High accuracy takes 146 MB and 9 ms a text, for one text in a hundred: that one is unsure.
    return LanguageDetectorBuilder.from_languages(*chosen).with_low_accuracy_mode().build()


class LanguageComponent:
    """Writes doc._.language and doc._.language_sure; doc._.given_language wins."""

    def __call__(self, doc: Doc) -> Doc:
        given = doc._.given_language or ""
        doc._.language, doc._.language_sure = detect(text_of(doc), given=given)
        return doc


def create(nlp: Pipeline, name: str) -> LanguageComponent:  # noqa: ARG001
    return LanguageComponent()


Pipeline.factory(NAME, func=create)
