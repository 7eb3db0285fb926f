"""Statement -> segments: sentences, lines of minutes; fragments stay with what they reinforce."""

import re

from analysis import run_on
from analysis.suggestions import Span

# A full stop after these ends no sentence.
ABBREVIATIONS = frozenset(
    """abs al allg art az bzgl bzw ca dez dgl dr ehem etc evtl fam feb fr geb ggf hl hr inkl insb
    jan jg kath ev lt max min mind mio mrd nr okt nov orig pfr prof prot rd sept sog st std str
    tel usw v vgl z zt zzgl u a d h b i m e o s k bspw""".split()  # noqa: SIM905
)
MONTHS = [
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
]
# After an ordinal ("1. Halbjahr", "zum 4. mal", "14.05., 23 TN") the sentence goes on.
ORDINAL = re.compile(r"(?:^|[^\w.])(?:\d{1,2}|\d{1,2}\.\d{1,2}|[IVX]{1,4})$")
ORDINAL_NOUNS = frozenset(MONTHS) | frozenset(
    """halbjahr quartal klasse klassen jahrgang mal stock stockwerk etage og lebensjahr monat
    jahrhundert platz rang runde stufe schuljahr welle woche obergeschoss uhr""".split()  # noqa: SIM905
)
END = re.compile(r"(?:(?<![.!?…])[.!?…]+|[。؟۔])[\"'»“”’)\]]*(?=\s)|\n+")
# These are looked for only where the text has such signs at all.
FIRST_EMOJI = "\u2600"
EMOJI = re.compile(r"[\U0001F300-\U0001FAFF\u2600-\u27BF\uFE0F]+(?=\s[A-ZÄÖÜ])")
INLINE_BULLET = re.compile(r"(?<=\S) (?=[•▪●‣] )")
NUMBERED = re.compile(r"(?<=\S) (?=[2-9]\) \S)")
LAST_WORD = re.compile(r"([^\s(\"'„»]+?)[.]$")
BULLET = re.compile(r"^\s*(?:[-–—*•·→]|\d{1,2}[.)]|[a-z]\))\s*$")
FRAGMENT_WORDS = 4
LOOK_BACK = 60
WORD = re.compile(r"\w+")
# Words that open a German sentence; capital after a small word without a stop in between
# ("raus aus Rosellen Neulich war ich"), they begin a new one.
OPENERS = frozenset(
    """Der Die Das Den Dem Ein Eine Wir Ich Es Er Man Und Aber Oder Auch Dann Da Dort Hier Jetzt
    Neulich Letztens Gestern Heute Leider Außerdem Zudem Warum Wieso Wann Wenn Weil Macht Bitte
    Kein Keine Nur Seit Unser Unsere Mein Meine Bräuchte""".split()  # noqa: SIM905
)
UNSTOPPED = re.compile(r" (?<=[a-zäöüß] )(?=([A-Z][a-zäöü]{1,9}) \w)")


def find(text: str) -> list[Span]:
    """Segments that partition the text; white space between two belongs to the earlier one."""
    if not text.strip():
        return [(0, len(text))] if text else []
    starts = [0]
    ends = list(END.finditer(text))
    ends.extend(match for match in UNSTOPPED.finditer(text) if match[1] in OPENERS)
    if max(text) >= "•":
        ends.extend(INLINE_BULLET.finditer(text))
        if max(text) >= FIRST_EMOJI:
            ends.extend(EMOJI.finditer(text))
    if "1)" in text:
        ends.extend(NUMBERED.finditer(text))
    ends.sort(key=lambda match: match.start())
    for match in ends:
        following = _after(text, match.end())
        # "!!" before a line break ends one sentence, not two.
        new = starts[-1] < following < len(text)
        if new and _ends(text, starts[-1], match, following):
            starts.append(following)
    spans = list(zip(starts, [*starts[1:], len(text)], strict=True))
    return _with_clauses(text, _with_fragments(text, spans))


def _with_clauses(text: str, spans: list[Span]) -> list[Span]:
    cut: list[Span] = []
    for start, end in spans:
        starts = [start, *run_on.cut(text, (start, end))]
        cut.extend(zip(starts, [*starts[1:], end], strict=True))
    return cut


def _after(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _ends(text: str, start: int, match: re.Match[str], following: int) -> bool:
    # The end of the piece is enough to judge by; pieces may be long.
    before = text[max(start, match.end() - LOOK_BACK) : match.end()]
    if "\n" in text[match.start() : following] or match.group() != ".":
        continues = match.group() in ("...", "…") and text[following].islower()
        return not continues or "\n" in text[match.start() : following]
    if match.end() - start < LOOK_BACK and BULLET.match(before):
        return False
    last = LAST_WORD.search(before)
    if last is None:
        return True
    word = last.group(1)
    if ORDINAL.search(before[:-1]):
        # "in Klasse 6. Der Weg" ends, "zum 4. Mal" and "14.05., 23 TN" do not.
        opener = _next_word(text, following)
        ended = len(word) > 2 and opener.lower() not in ORDINAL_NOUNS and opener[:1].isupper()
        return opener in OPENERS or ended
    pieces = word.lower().replace(".", " ").split()
    return not (pieces and pieces[-1] in ABBREVIATIONS)


def _next_word(text: str, position: int) -> str:
    match = WORD.match(text, position)
    return match.group() if match else ""


def _with_fragments(text: str, spans: list[Span]) -> list[Span]:
    """Short pieces that only reinforce stay with the sentence before them."""
    joined: list[Span] = []
    for start, end in spans:
        words = WORD.findall(text[start:end])
        line = bool(joined) and text[:start].rstrip(" ").endswith("\n")
        asked = bool(joined) and _is_short_question(text[slice(*joined[-1])])
        short = len(words) <= FRAGMENT_WORDS and _reinforces(words)
        answered = not text[start:end].rstrip().endswith("?")
        if joined and not line and (asked or (short and answered)):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_short_question(piece: str) -> bool:
    """ "Arbeit?" belongs to its answer, "Fehlanzeige." """
    return piece.rstrip().endswith("?") and len(WORD.findall(piece)) <= 2


def _reinforces(words: list[str]) -> bool:
    return len(words) <= 2 or words[0].lower() in ("das", "nur", "dies", "so", "wie")
