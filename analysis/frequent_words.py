"""Which language a text is in, by its frequent words alone: quick, and silent when in doubt."""

import re

WORD = re.compile(r"[^\W\d_]+")
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


def words(text: str) -> list[str]:
    """Runs of letters."""
    return WORD.findall(text)


def leading(words: list[str]) -> tuple[str, bool] | None:
    """The language whose frequent words clearly lead, and True; None where they tell nothing."""
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


def surely(text: str, language: str) -> bool:
    """Whether the frequent words leave no doubt about the language."""
    return leading(words(text)) == (language, True)
