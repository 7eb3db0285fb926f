"""Negation and irony: what is said not to be, and where praise may mean the opposite.

Cues, no judgement: a coder weighs them. German, and the plainest cues of the other languages.
"""

import re
from functools import lru_cache

import msgspec
from spacy.language import Language
from spacy.tokens import Doc

from analysis.components.compounds import is_noun
from analysis.components.extensions import text as text_of
from analysis.components.lemmas import known
from analysis.suggestions import Span

NAME = "survey_cues"

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
BEFORE_NOUN = frozenset(
    """kein keine keinen keinem keiner keines ohne weder mangelnde mangelnder fehlende fehlender
    fehlendes fehlenden no without bez brak без немає нет بدون بلا""".split()  # noqa: SIM905
)
PLAIN = frozenset(
    """nicht nie niemals niemand niemanden niemandem nirgends nirgendwo nichts nix kaum not never
    nobody nothing yok değil hiç nie не ні لا ليس لم لن""".split()  # noqa: SIM905
)
LACKS = frozenset(
    {"fehlt", "fehlen", "fehlte", "fehlten", "mangelt", "missing", "lacks", "brakuje", "бракує"}
)
FUNCTION = frozenset(
    """der die das den dem des ein eine einen es an am im in so sehr mehr zu genug genügend auch
    nur noch mir uns ihnen vor allem immer wirklich überhaupt""".split()  # noqa: SIM905
)
# "Kann nicht klagen", "kein Problem": denied badness is praise.
LITOTES = re.compile(
    r"\bnichts?\s(?:zu\s)?(?:klagen|beklagen|beschweren|meckern|beanstanden|bemängeln|schlecht|übel"
    r"|verkehrt|auszusetzen)|\bnicht\smehr\swegzudenken|\bkaum\setwas\szu\s(?:meckern|beanstanden)"
    r"|\bkeine?n?\s(?:probleme?|klagen|beschwerden|kritik|grund\szur\sklage)\b"
    r"|\bnicht\s(?:mehr\s)?missen\b|\bohne\sprobleme\b|\bgar nicht so schlecht\b",
    re.IGNORECASE,
)
IRONY = re.compile(
    r"\b(?:na\s)?(?:toll|super|prima|klasse|großartig|herrlich|wunderbar|bravo)[,!.]*\s+"
    r"(?:schon wieder|mal wieder|wieder mal)|\bna\s(?:toll|super|prima|klasse|bravo|danke)\b"
    r"|\bdann viel spaß\b|\b(?:schönen|vielen|herzlichen) dank auch\b|\bherzlichen glückwunsch\b"
    r"|\bdanke für (?:nichts|gar nichts)\b|\bja,? klar\b|\bals ob\b|\bwer'?s glaubt\b"
    r"|\bläuft bei (?:uns|euch|denen)\b|\bhaha+\b|\blol\b|\bironie\b|\bach,? wie (?:schön|nett)\b"
    r"|\btolle[rs]? (?:hilfe|idee|leistung|service)[!.]|[🙄🤡👏😒🤦🙃😂🤣]",
    re.IGNORECASE,
)
# Without one of these words or a sign there is no such phrase.
IRONIC = frozenset(
    """toll tolle toller tolles super prima klasse großartig herrlich wunderbar bravo na spaß dank
    glückwunsch danke klar ob glaubt läuft lol ironie ach haha hahaha""".split()  # noqa: SIM905
)
KINDS = {
    **dict.fromkeys(IRONIC, "irony"),
    **dict.fromkeys(LACKS, "lacks"),
    **dict.fromkeys(PLAIN, "plain"),
    **dict.fromkeys(BEFORE_NOUN, "before"),
}
# Praise in quotation marks: das „schnelle“ Verfahren.
QUOTED = re.compile(r"[„\"“»‚'](?P<word>[A-Za-zÄÖÜäöüß]{4,})[“\"”«‘']")
PRAISE = re.compile(
    r"^(?:schnell|gut|toll|super|hilfreich|freundlich|kompetent|bürgernah|barrierefrei|kostenlos"
    r"|bezahlbar|sozial|sicher|modern|unbürokratisch"
    r"|zeitnah|familienfreundlich|inklusiv|service|hilfe|beratung|sofort|individuell|zentral|modell)\w{0,3}$",
    re.IGNORECASE,
)
SIGNS = re.compile(r"[„\"“»‚'🙄🤡👏😒🤦🙃😂🤣]")


class Negation(msgspec.Struct, frozen=True, kw_only=True):
    """cue: the denying word; scope: the word that is denied, the cue itself where none is found."""

    cue: Span
    scope: Span


class Cues(msgspec.Struct, frozen=True, kw_only=True):
    """Of one segment, in order. litotes: denied badness ("nicht klagen"), to be read as praise."""

    negations: tuple[Negation, ...] = ()
    litotes: tuple[Span, ...] = ()
    irony: tuple[Span, ...] = ()


NONE = Cues()


def find(text: str, span: Span) -> Cues:
    negations: list[Negation] = []
    ironic = bool(SIGNS.search(text, *span))
    words = list(WORD.finditer(text, *span))
    for index, word in enumerate(words):
        kind = _kind(word.group())
        if kind == "irony":
            ironic = True
        elif kind:
            negations.append(Negation(cue=word.span(), scope=_scope(words, index, kind)))
    irony = _irony(text, span) if ironic else ()
    litotes = tuple(match.span() for match in LITOTES.finditer(text, *span)) if negations else ()
    if not (negations or irony):
        return NONE
    return Cues(negations=tuple(negations), litotes=litotes, irony=irony)


def _irony(text: str, span: Span) -> tuple[Span, ...]:
    found = [match.span() for match in IRONY.finditer(text, *span)]
    found.extend(
        match.span() for match in QUOTED.finditer(text, *span) if PRAISE.match(match["word"])
    )
    return tuple(sorted(found))


@lru_cache(maxsize=100_000)
def _kind(word: str) -> str:
    """How this word denies: "" for nearly all words."""
    lower = word.lower()
    if lower in KINDS:
        return KINDS[lower]
    if lower.endswith(("n't", "n’t")):
        return "plain"
    if lower.startswith("un") and word.islower() and known(lower) and _adjective(lower[2:]):
        return "itself"
    if (
        len(lower) > 6
        and re.search(r"[a-zäöü]los(?:e[nrsm]?|igkeit)?$", lower)
        and is_noun(_stem(lower))
    ):
        return "itself"
    return ""


def _adjective(rest: str) -> bool:
    return len(rest) >= 4 and known(rest) and not rest.startswith(("ter", "d", "ser", "s"))


def _stem(word: str) -> str:
    stem = re.sub(r"los(?:e[nrsm]?|igkeit)?$", "", word)
    return stem[:-1] if stem.endswith("s") and not is_noun(stem) else stem


def _scope(words: list[re.Match[str]], index: int, kind: str) -> Span:
    cue = words[index]
    if kind == "itself":
        return cue.span()
    after = [word for word in words[index + 1 : index + 6] if word.group().lower() not in FUNCTION]
    before = [
        word for word in words[max(0, index - 5) : index] if word.group().lower() not in FUNCTION
    ]
    if kind == "before":
        capitals = [word for word in after[:4] if word.group()[0].isupper()]
        nouns = [word for word in after[:4] if is_noun(word.group())]
        return (capitals or nouns or after or [cue])[0].span()
    if kind == "lacks":
        nouns = [word for word in reversed(before) if word.group()[0].isupper()]
        later = [word for word in after if word.group()[0].isupper() or is_noun(word.group())]
        # "Es fehlt an Plätzen" names it behind, "Plätze fehlen" before.
        impersonal = index > 0 and words[index - 1].group().lower() in ("es", "uns", "hier", "da")
        return ((later if impersonal else nouns or later) or [cue])[0].span()
    return (after or before[-1:] or [cue])[0].span()


class CueComponent:
    """Writes one Cues per segment to doc._.cues."""

    def __call__(self, doc: Doc) -> Doc:
        text = text_of(doc)
        doc._.cues = tuple(find(text, span) for span in doc._.segments)
        return doc


def create(nlp: Language, name: str) -> CueComponent:  # noqa: ARG001
    return CueComponent()


Language.factory(NAME, func=create)
