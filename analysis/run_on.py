"""Run-on texts: "ich such seit monaten ne wohnung die kita hat keinen platz der bus kommt nie".

People who write without full stops begin a new main clause with its subject and verb. Only such
texts are cut there: in a punctuated sentence the clauses belong together.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from analysis.components.compounds import is_noun
from analysis.components.lemmas import known, lemma
from analysis.suggestions import Span

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# A sentence is a run-on if it is longer than people write on purpose, or careless and not short.
LONG_WORDS, CARELESS_WORDS = 34, 13
SHORTEST, SHORTEST_ON_PURPOSE = 2 * CARELESS_WORDS, 3 * LONG_WORDS
BEFORE_WORDS, AFTER_WORDS = 5, 4
PRONOUNS = frozenset(
    {"ich", "wir", "es", "man", "er", "sie", "ihr", "das", "keiner", "niemand", "jeder", "alle"}
)
DETERMINERS = frozenset(
    """der die das ein eine mein meine unser unsere unsre kein keine dein deine ihre viele alle
    dieser diese dieses jeder jede""".split()  # noqa: SIM905
)
LINKS = frozenset(
    {"und", "aber", "dann", "trotzdem", "dafür", "außerdem", "deswegen", "deshalb", "jetzt"}
)
# After these the clause is not over, or what follows depends on them.
OPEN = frozenset(
    """und oder aber denn weil dass daß ob wenn als wie wo was wer wann warum damit obwohl bis
    bevor nachdem seit seitdem sobald solange während falls sodass für mit in im an am auf aus
    bei beim von vom zu zum zur nach vor über unter durch ohne gegen um hinter neben zwischen
    außer der die das den dem des ein eine einen einem einer mein meine meinen meinem meiner
    unser unsere unseren kein keine keinen keiner nicht so sehr zu auch nur noch dann da hier
    jetzt heute gestern morgens ist sind war hat haben wird werden kann können muss müssen soll
    sollen will wollen habe hab bin ja nein sagt sagen meint heißt hieß mal immer oft manchmal
    leider deshalb deswegen trotzdem dafür außerdem sonst vielleicht""".split()  # noqa: SIM905
)
VERBS = frozenset(
    """ist sind war waren hat haben hab habe hatte hatten wird werden wurde wurden kann können
    konnte muss müssen musste soll sollen will wollen darf dürfen mag bin geht gehen gibt fährt
    kommt kommen fehlt fehlen steht stehen liegt reicht kostet macht machen braucht brauchen
    sagt warte suche such finde wohne lebe weiß wünsche find brauch geh steh wart gibts gehts
    ists""".split()  # noqa: SIM905
)
VERB_ENDING = re.compile(r"(?:t|te|ten|e|en)$")


def cut(text: str, span: Span) -> Iterator[int]:
    """Where new main clauses begin within one sentence; nothing for ordinary sentences."""
    start, end = span
    words = list(WORD.finditer(text, start, end))
    if len(words) < CARELESS_WORDS:
        return
    careless = words[0].group()[0].islower() or text[start:end].rstrip()[-1:] not in '.!?…:"“»'
    if not (careless or len(words) >= LONG_WORDS):
        return
    last = 0
    for index in range(BEFORE_WORDS, len(words) - AFTER_WORDS + 1):
        if index - last >= BEFORE_WORDS and _begins(text, words, index):
            last = index
            yield words[index].start()


def _begins(text: str, words: list[re.Match[str]], index: int) -> bool:
    word = words[index].group().lower()
    between = text[words[index - 1].end() : words[index].start()]
    if between.strip() not in ("", ","):
        return False
    if word in LINKS:
        return _clause(words, index + 1) and (word in ("und", "aber") or "," in between)
    before = words[index - 1].group().lower()
    if word == "der" and words[index - 1].group()[0].isupper():
        return False  # "die Seite der Aue": a genitive
    if before in OPEN or ("," in between and word not in ("ich", "wir")):
        return False
    return _clause(words, index)


def _clause(words: list[re.Match[str]], index: int) -> bool:
    """Subject and verb: "ich hab", "die kita hat", "mein kleiner sohn fragt"."""
    following = [word.group() for word in words[index : index + 4]]
    if len(following) < 3:
        return False
    first = following[0].lower()
    if first in ("dann", "jetzt", "trotzdem") and _is_verb(following[1]):
        return True
    if first in PRONOUNS and first != "das" and _is_verb(following[1]):
        return True
    if first not in DETERMINERS or not is_noun(following[1]):
        return False
    return _is_verb(following[2])


@lru_cache(maxsize=20_000)
def _is_verb(word: str) -> bool:
    if word in VERBS:
        return True
    if not word.islower() or not VERB_ENDING.search(word) or not known(word):
        return False
    base = lemma(word)
    return base != word and base.endswith("n") and base.islower() and not word.startswith("ge")
