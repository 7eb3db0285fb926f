"""Which language a text looks like, by script and small words: fast, for the choice of patterns."""

import re

ARABIC = re.compile(r"[\u0600-\u06ff]")
CYRILLIC = re.compile(r"[\u0400-\u04ff]")
UKRAINIAN = re.compile(r"[іїєґІЇЄҐ]|\b(?:та|що|не має|немає|для мене)\b")
# One small word may stand in any text.
FEWEST = 2
LETTERS = re.compile(r"[^\W\d_]+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


SMALL_WORDS = {
    "de": _set(
        "der die das und ist nicht ein eine wir ich es für mit zu auf im in den dem von sind"
        " hat haben auch nur noch bei keine kein mehr sehr wird werden uns man so wie fehlt"
        " gibt mein meine unsere unser sich aber oder wenn dass am zum zur des als nach vor"
    ),
    "en": _set(
        "the and is not we it for with to on of are has have also only my our you they there"
        " no more very but or if that at from be was were can would this they're don't"
    ),
    "tr": _set(
        "ve bir bu için çok da de ne yok var ama daha gibi ile en biz ben her değil kadar"
        " sonra hiç bana bize olan olarak veya ki mi mı o şey bizim benim çocuk hem"
    ),
    "pl": _set(
        "i w nie na z się jest do to że o jak po dla ale co tu tylko są mamy mam już bardzo"
        " od za przez ze nas mnie ma lub być czy moja mój brak jeszcze nikt bez"
    ),
}


# Letters that German and English have not.
OWN_LETTERS = {"tr": re.compile("[ğşıİ]"), "pl": re.compile("[ąęłśćżź]")}


def language_of(text: str) -> str:
    """de, en, tr, pl, uk, ru or ar; German where nothing tells."""
    letters = len(LETTERS.findall(text))
    if len(ARABIC.findall(text)) > letters:
        return "ar"
    if len(CYRILLIC.findall(text)) > letters:
        return "uk" if UKRAINIAN.search(text) else "ru"
    words = [word.lower() for word in LETTERS.findall(text)]
    votes = {
        language: sum(word in small for word in words) for language, small in SMALL_WORDS.items()
    }
    for language, letters_of in OWN_LETTERS.items():
        votes[language] += sum(1 for word in words if letters_of.search(word))
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > max(votes["de"], FEWEST - 1) else "de"


def surely(text: str, language: str) -> bool:
    """Whether the text is in this language beyond doubt: it says so in several small words."""
    words = [word.lower() for word in LETTERS.findall(text)]
    known = SMALL_WORDS.get(language, frozenset())
    return language_of(text) == language and sum(word in known for word in words) >= FEWEST
