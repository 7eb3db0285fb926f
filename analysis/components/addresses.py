"""Postal addresses: a street with a house number, found from the number backwards."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from analysis.components.compounds import is_noun
from analysis.components.lemmas import known, lemma

Found = tuple[int, int, str]

DIGITS = re.compile(r"(?<!\d)\d{1,3}(?!\d)")
GAP = re.compile(r"(?<=[^\W\d_]|\.)[ \t]?(?:(?:Haus-?)?(?:Nr\.?|Nummer)\s)?$", re.IGNORECASE)
GAP_REACH = 16
NUMBER = re.compile(
    r"(?P<number>\d{1,3}(?:[a-zA-Z](?!\w)|\s[a-hA-H](?![\w.-]))?"
    r"(?:(?:\s?[-–+]\s?|/)\d{1,3}(?!\d)\s?(?:[a-hA-H](?!\w))?)?)(?!\w|[.:,/]\d|\s?[%€°])"
    r"(?P<town>,?\s(?:D-)?\d{5}\s[A-ZÄÖÜ][\w-]+(?:(?:\s(?:am|an der|im)\s|[ /-])[A-ZÄÖÜ][\w-]+)?)?"
)
KIND = (
    r"(?:straße|strasse|str\.?|weg|platz|allee|gasse|gässchen|ring|hof|grund|stieg|steig|damm|ufer|pfad|wall"
    r"|markt|berg|feld|kamp|höhe|garten|gärten|winkel|chaussee|anger|busch|brücke|graben|park|zeile|rain|aue"
    r"|bruch|heide|tor|horst|siedlung|promenade|hecke|wiese|acker|end|eck|driesch|teich|bach|hang|kai)"
)
SEPARATE = (
    r"(?:straße|strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|markt|wall|chaussee|promenade"
    r"|graben|hof|tor|pfad|steig)"
)
# Within the reach before the number; the last alternative that fits up to the end is taken.
ONE_WORD = re.compile(rf"(?<![\w.-])(?:[\w.]+-){{0,5}}\w*{KIND}$", re.IGNORECASE)
TWO_WORDS = re.compile(
    rf"(?<![\w.-])(?P<first>[^\W\d_][\w.-]+)\s(?P<joined>\w{{0,12}}){SEPARATE}$", re.IGNORECASE
)
DATED = re.compile(
    r"(?<![\w-])(?:Straße|Strasse|Str\.|Platz|Allee|Weg|Ufer|Brücke)\s"
    r"(?:des|der|am|an der|zum|zur|im)\s"
    r"(?:\d{1,2}\.\s)?[A-ZÄÖÜ][\w-]+$"
)
LED = re.compile(
    r"(?<![\w-])(?:An (?:der|den|dem)|Am|Im|Auf (?:der|dem|den)|Zum|Zur"
    r"|In (?:der|den|dem)|Unter (?:den|der|dem)"
    r"|Hinter (?:den|der|dem)|Vor (?:dem|der|den)|Bei (?:der|den)|Beim|Vom|Neben der)\s"
    r"(?:[A-ZÄÖÜa-zäöü][a-zäöüß]+(?:en|er)\s)?(?P<noun>[A-ZÄÖÜ][\w-]+)$"
)
SURE = re.compile(
    r"(?:\w|-)(?:straße|strasse|str\.?|allee|gasse|chaussee|promenade)$", re.IGNORECASE
)
REACH = 60
NO_NAMES = frozenset(
    """der die das den dem des ein eine einer einen einem dieser diese diesem jeder jede jedem
    unsere unserer meine meiner ihre ihrer seiner keine keiner welche welcher ganze ganzen
    andere anderen ab bis beim unter über vor nach seit für ohne gegen um durch mein dein sein
    unser ihr euer unserem meinem ihrem seinem jedem manche mancher alle aller viele welchem ein
    zwei drei selben gleichen nächste nächsten auf in an von vom zur zum am im und oder pro je
    nur""".split()  # noqa: SIM905
)
ROADS = frozenset(
    {"bundesstraße", "landstraße", "landesstraße", "kreisstraße", "bundesstr.", "seitenstraße"}
)
# Ways and places that a number follows as a count.
COUNTED = re.compile(
    r"(?:spiel|park|schul|rad|geh|fuß|arbeits|bolz|sport|stell|sitz|kita|pflege|betreuungs|ausbildungs|therapie|schlaf|feld"
    r"|wohn|stand|arbeits|studien|kurs|heim|krippen|ganztags|ogs|tages|plätze|lehr|praktikums|schüler|fahr|heim|hin|rück"
    r"|haupt|bürger|um|aus|zu|kinder|bahn|schreber|super|floh|arbeits|wochen|weihnachts|bauern|schul|fried|pausen|auto"
    r"|frei|kranken|senioren|skate|fuhr|wild|einkaufs|müll|rettungs|wander|fußball|dirt|zelt|camping)s?-?"
    r"(?:platz|weg|hof|garten|markt|park|feld|berg|ring|grund|gang|steig)$",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    r"\s?(?:minuten?|min|std|meter|m|km|kilometer|uhr|euro|€|prozent|%|jahr\w*|monat\w*|tag\w*|woche\w*"
    r"|stunde\w*|kind\w*|person\w*|leute\w*|mensch\w*|mal|x|plätze\w*|familie\w*|qm|quadratmeter\w*|grad|neue\w*|weitere\w*|von)\b",
    re.IGNORECASE,
)
COUNTED_NOUN = re.compile(
    r"\s(?:[a-zäöüß]+(?:e|en|er)\s)?[A-ZÄÖÜ][a-zäöüß]+(?:en|e|er|n|s|ungen)\b"
)
PLACE_ENDING = re.compile(r"(?:platz|park|hof|garten|markt|feld|weg)$", re.IGNORECASE)
# After a house number: the end, or a verb. After a count stands what is counted.
NO_COUNT = re.compile(
    r"\s*(?:[,;)\n]|$)|\s(?:ist|sind|hat|haben|war|waren|gibt|fehlt|wohnt|wohnen|steht|stehen|wird"
    r"|verfällt|wächst|tropft|schimmelt|brennt|liegt|kommt|funktioniert|braucht)\b"
)
TIMES = frozenset(
    """montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai
    juni juli august september oktober november dezember morgen abend mittag nachmittag
    vormittag jahr monat tag ende anfang alter schnitt stück umkreis klasse gruppe haus stock
    raum zimmer seite teil punkt platz linie phase stufe woche quartal halbjahr bezirk team
    absatz kapitel""".split()  # noqa: SIM905
)
LIVING = re.compile(
    r"(?:\bwohn\w*|\blebe\w*|\badresse\w*|\banschrift|\bziehe\w*|\bgezogen|\bgebäude|\bhaus|\bin|\bim|\bam|\bder|\bauf|\bvom|\bzum|[:,(\n]|^)\s*(?:in\s(?:der|dem)\s|im\s|am\s)?$",
    re.IGNORECASE,
)


class _House(NamedTuple):
    """A number that may be one of a house; gap: where the gap to the street begins."""

    gap: int
    start: int
    number: str
    town: bool
    end: int


def addresses(text: str) -> Iterator[Found]:
    """Street with house number, with or without postcode and town."""
    last = 0
    for digits in DIGITS.finditer(text):
        if digits.start() < last:
            continue
        house = _house(text, digits.start())
        if house is None:
            continue
        start = _street(text, house)
        if start is not None:
            last = house.end
            yield start, house.end, "address"


def _house(text: str, position: int) -> _House | None:
    begin = max(0, position - GAP_REACH)
    gap = GAP.search(text[begin:position])
    match = NUMBER.match(text, position) if gap else None
    if gap is None or match is None:
        return None
    if not match["town"] and QUANTITY.match(text, match.end("number")):
        return None
    return _House(begin + gap.start(), position, match["number"], bool(match["town"]), match.end())


def _street(text: str, house: _House) -> int | None:
    """Where the street before this number begins; None where there is none."""
    begin = max(0, house.gap - REACH)
    before = text[begin : house.gap]
    led = LED.search(before)
    if led and _is_led(text, begin + led.start(), led["noun"], house):
        return begin + led.start()
    dated = DATED.search(before)
    if dated:
        return begin + dated.start()
    two = TWO_WORDS.search(before)
    if two and _is_name_of_street(two["first"], joined=bool(two["joined"])):
        return begin + two.start()
    one = ONE_WORD.search(before)
    if one and _is_one(one.group(), text[: begin + one.start()], text, house):
        return begin + one.start()
    return None


def _is_name_of_street(first: str, *, joined: bool) -> bool:
    """Neusser Straße, Alte Gasse; before Landstraße only an adjective: Bergische Landstraße."""
    lower = first.lower()
    if lower in NO_NAMES:
        return False
    if joined:
        adjective = (
            lower.endswith(("er", "e", "en")) and not is_noun(lower) and lemma(lower)[-2:] != "en"
        )
        return adjective and first[0].isupper() and len(first) > 3
    return first[0].isupper() or (lower.endswith("er") and not known(lower))


def _is_one(street: str, earlier: str, text: str, house: _House) -> bool:
    if COUNTED.search(street) or street.lower() in ROADS:
        return False
    if SURE.search(street):
        return True
    bare = re.fullmatch(KIND, street, re.IGNORECASE)
    if not street[0].isupper() or bare or house.gap == house.start:
        return False
    if house.town:
        return True
    if not known(street):
        return not (PLACE_ENDING.search(street) and COUNTED_NOUN.match(text, house.end))
    # A word of the dictionary: said where somebody lives, and no count of something.
    counted = COUNTED_NOUN.match(text, house.end)
    return bool(LIVING.search(earlier[-REACH:])) and not counted and street.lower() not in TIMES


def _is_led(text: str, start: int, noun: str, house: _House) -> bool:
    """ "Am Hang 3a" within a sentence is a street, "Am Markt 3 Buden" at its beginning is none."""
    if noun.lower() in TIMES or house.gap == house.start:
        return False
    opening = re.search(r"(?:\A|[.!?\n]\s*|[-–•*]\s)\Z", text[:start])
    if opening and SURE.search(noun):
        return False
    if house.town or house.number[-1].isalpha():
        return True
    if COUNTED.search(noun) or COUNTED_NOUN.match(text, house.end):
        return False
    if not opening or not known(noun) or re.search(rf"\w{KIND}$", noun, re.IGNORECASE):
        return True
    return bool(NO_COUNT.match(text, house.end))
