"""Personal data made of words: persons and postal addresses."""

import re
from collections.abc import Iterator, Sequence

from analysis.components.first_names import FIRST_NAMES
from analysis.components.lemmas import known
from analysis.text import key

Found = tuple[int, int, str]

CAPITAL = r"[A-ZÄÖÜÀ-ÖØ-ÞİŞĞÇŁŚŻŹĆĄĘÓŃА-ЯЁІЇЄҐ]"
NAME = rf"(?:{CAPITAL}[^\W\d_]+(?:['’-]{CAPITAL}?[^\W\d_]+)*)"
PARTICLE = r"(?:(?:von|van|de|da|dos|del|den|der|zu|zur|al|el|bin|ter)\s)"
NAMES = rf"{NAME}(?:\s(?:{PARTICLE}{{0,2}}{NAME}|{CAPITAL}\.))*"
DEGREES = r"(?:(?:Dr|Prof|Dipl|Ing|med|jur|phil)\.[\s-]*)*"
TITLED = re.compile(
    rf"\b(?:(?:Herrn?|Frau|Hr\.|Fr\.|Fam\.|Familie|Eheleute|Schwester|Pater|Pfarrer(?:in)?|Pastor(?:in)?"
    rf"|Bürgermeister(?:in)?|Mr\.?|Mrs\.?|Ms\.?|Pan[ai]?|пан[іау]?|пані|господин|госпожа|г-жа|г-н)\s{DEGREES}"
    rf"|(?:(?:Dr|Prof)\.\s(?:med\.\s)?)+)(?P<name>{NAMES})"
)
LOWER_TITLED = re.compile(r"\b(?:herrn?|frau)\s(?P<name>[a-zäöüß]{3,}(?:-[a-zäöüß]+)?)\b")
INTRODUCED = re.compile(
    rf"(?i:\b(?:ich hei(?:ß|ss)e|(?:er|sie|kind) heißt|(?:mein|ihr|sein) name ist|my name is"
    rf"|adım|ismim|мене звати|меня зовут|nazywam się|mam na imię))\s(?P<name>{NAMES})"
)
# After these stands a name, but often an office too.
ANNOUNCED = re.compile(
    rf"(?i:\b(?:ich bin (?:der|die)|gezeichnet|gez\.|ben|protokoll(?:führung)?:|kontakt:|name:"
    rf"|ansprechpartner(?:in)?(?: ist)?:?|i\. ?a\.))\s(?P<name>(?:{CAPITAL}\.\s)?{NAMES})"
)
ARABIC = re.compile(r"(?:اسمي|السيدة|السيد)\s(?P<name>[\u0621-\u064a]+(?:\s[\u0621-\u064a]+)?)")
BEY = re.compile(rf"\b(?P<name>{NAME}\s(?:Hanım|Bey|Abla|Teyze|Amca))\b")
FREE = re.compile(rf"\b{NAMES}")
# "die Kreuzers unter mir": a family by its surname in the plural.
FAMILY = re.compile(
    rf"\b[Dd]ie (?P<name>{NAME}s)\s(?:(?:unter|über|neben) (?:mir|uns)"
    rf"|(?:von )?(?:nebenan|gegenüber))\b"
)
NO_FAMILY = frozenset("kids autos jungs omas opas teenies büros clubs cafés partys hunds".split())  # noqa: SIM905
NOT_NAMES = frozenset(
    """stadt amt jobcenter beirat verein caritas diakonie awo team verwaltung polizei in aus und mit
    der die das dem den ein eine telefon tel handy mobil mail straße lehrerin lehrer doktor ärztin
    arzt bürgermeister bürgermeisterin vorsitzende vorsitzender präsidentin präsident minister
    ministerin leiterin leiter beruf beratung bildung freizeit hilfe hilfen kind kinder tochter
    sohn mutter vater ich wir sie er""".split()  # noqa: SIM905
)
STREET = (
    r"(?:straße|strasse|str\.?|weg|platz|allee|gasse|ring|hof|grund|stieg|steig|damm|ufer|pfad|wall"
    r"|markt|berg|feld|kamp|höhe|garten|winkel|chaussee|anger|busch|brücke|graben|park|zeile|rain|aue"
    r"|bruch|heide|tor|horst|siedlung|promenade|hecke|wiese|acker|end|eck|driesch)"
)
# What is named after people: a span that ends in it is a place or a house, no person.
BUILT = (
    r"[\w-]*(?:[Ss]traße|[Ss]trasse|\b[Ss]tr\b|[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|[Bb]rücke|[Dd]amm|[Uu]fer"
    r"|[Ss]chule|[Hh]aus|[Ss]tift|[Kk]irche|[Gg]ymnasium|[Kk]ita|[Kk]indergarten|[Ss]tiftung|[Vv]iertel)\b"
)
# Nouns of these kinds are followed by numbers without being an address: only unknown words count.
SURE_STREET = re.compile(
    r"(?:straße|strasse|str\.?|allee|gasse|chaussee|promenade)$", re.IGNORECASE
)
ADDRESS = re.compile(
    rf"(?P<street>(?<![\w-])(?:[\w-]{{0,40}}\w{STREET}|(?:{NAME}(?:er|[-\s])\s?)(?:Straße|Strasse|Str\.|Weg|Platz|Allee"
    rf"|Ring|Damm|Gasse|Ufer|Markt)|(?:[Aa]n der|[Aa]m|[Ii]m|[Aa]uf der|[Aa]uf dem|[Zz]um|[Zz]ur"
    rf"|[Ii]n der|[Uu]nter den|[Hh]inter der)\s{NAME}))\s(?:Nr\.?\s|Hausnummer\s)?"
    r"(?P<number>\d{1,3}(?:\s?[a-hA-H](?![\w]))?(?:\s?-\s?\d{1,3}\s?[a-h]?)?)(?!\d|[.:,]\d|\s?[%€])"
    rf"(?P<town>,?\s(?:D-)?\d{{5}}\s{NAME}(?:[\s-]{NAME})?)?",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    r"\s?(?:minuten?|min|meter|m|km|kilometer|uhr|euro|€|prozent|%|jahren?|monaten?|tagen?|wochen?"
    r"|stunden|kindern?|personen|leuten?|menschen|mal|x|plätzen?|familien|qm|quadratmetern?|grad)\b",
    re.IGNORECASE,
)
BARE_PLACE = re.compile(r"^(?:am|im|zum|zur|an der|auf der|auf dem|in der)\s", re.IGNORECASE)
TIMES = frozenset(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai
    juni juli august september oktober november dezember morgen abend mittag nachmittag vormittag
    jahr monat tag ende anfang alter schnitt stück umkreis klasse gruppe""".split()  # noqa: SIM905
)


def persons(text: str, contacts: Sequence[Found]) -> Iterator[Found]:
    """Names by title, by introduction, by first name, and beside a phone number or mail address."""
    yield from _titled(text)
    yield from _introduced(text)
    for match in FAMILY.finditer(text):
        if match.group("name").lower() not in NO_FAMILY:
            yield *match.span("name"), "person"
    yield from _by_first_name(text)
    yield from _beside(text, contacts)


def _titled(text: str) -> Iterator[Found]:
    for pattern in (TITLED, ARABIC, BEY):
        for match in pattern.finditer(text):
            start = match.start("name") if pattern is ARABIC else match.start()
            end = _end_of_name(text, match.start("name"), match.end("name"))
            if end is not None and not _is_institution(text, start, end):
                yield start, end, "person"
    for match in LOWER_TITLED.finditer(text):
        if not known(match.group("name")) and key(match.group("name")) not in NOT_NAMES:
            yield match.start(), match.end(), "person"


def _introduced(text: str) -> Iterator[Found]:
    for pattern in (INTRODUCED, ANNOUNCED):
        for match in pattern.finditer(text):
            start = match.start("name")
            end = _end_of_name(text, start, match.end("name"))
            if end is not None and (pattern is INTRODUCED or _is_name(text[start:end])):
                yield start, end, "person"


def _is_name(candidate: str) -> bool:
    first = re.split(r"[\s-]", candidate)[0]
    return key(first) in FIRST_NAMES or len(first) == 2 or not known(first.lower())


def _end_of_name(text: str, start: int, end: int) -> int | None:
    """Cut what is no part of the name at the end; none if nothing is left.

    "Hildegard von der Gemeinde" is Hildegard, "Anna von der Heydt" keeps her name.
    """
    pieces = list(re.finditer(r"\S+", text[start:end]))
    if not pieces or key(pieces[0].group()) in NOT_NAMES:
        return None
    last = pieces[0]
    after_particle = False
    for piece in pieces[1:4]:
        word = piece.group()
        if word[0].islower():
            after_particle = True
            continue
        if key(word) in NOT_NAMES or (after_particle and _is_noun(word)):
            break
        last = piece
    return start + last.end()


def _is_noun(word: str) -> bool:
    return known(word) and len(word) > 2 and key(word) not in FIRST_NAMES


def _by_first_name(text: str) -> Iterator[Found]:
    for match in FREE.finditer(text):
        pieces = list(re.finditer(r"\S+", match.group()))
        for piece in pieces:
            first = re.split(r"['’-]", piece.group())[0]
            if key(first) in FIRST_NAMES:
                start = match.start() + piece.start()
                end = _end_of_name(text, start, match.end())
                if end is not None and not _is_institution(text, start, match.end()):
                    yield start, end, "person"
                break


def _is_institution(text: str, start: int, end: int) -> bool:
    """ "St. Martin", "Hotel Maria", "Martin-Luther-Schule" name no person we protect."""
    return bool(
        re.search(r"(?:St\.|Sankt|Hotel|Haus|Kita|Schule|Kirche|Stift)\s$", text[:start])
        or re.search(rf"{BUILT}$", text[start:end])
        or re.match(rf"[\s-]{BUILT}", text[end:])
    )


def _beside(text: str, contacts: Sequence[Found]) -> Iterator[Found]:
    """Two capitalised words directly before or after a phone number or mail address."""
    for start, end, _ in contacts:
        after = re.compile(rf"[\s,;:()-]{{1,3}}(?P<name>{NAME}\s{NAME})").match(text, end)
        before = re.search(
            rf"(?P<name>{NAME}\s{NAME})[\s,;:(-]{{1,3}}(?:(?i:tel|mobil|telefon)\.?:?\s)?$",
            text[:start],
        )
        for match in (before, after):
            if (
                match
                and _is_name(match.group("name"))
                and not _is_noun(match.group("name").split()[0])
            ):
                yield *match.span("name"), "person"


def addresses(text: str) -> Iterator[Found]:
    """Street with house number, with or without postcode and town."""
    for match in ADDRESS.finditer(text):
        street = match.group("street")
        if QUANTITY.match(text, match.end("number")):
            continue
        noun = BARE_PLACE.sub("", street)
        if not noun[:1].isupper() or noun.split()[0].lower() in TIMES:
            continue
        doubtful = noun == street and not SURE_STREET.search(street) and " " not in street
        if doubtful and known(street):
            continue
        if noun != street and known(noun) and not re.search(rf"{STREET}$", noun, re.IGNORECASE):
            continue
        yield match.start(), match.end(), "address"
