"""Which organisation wrote which text under which question: few per return, none twice."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

import msgspec

from analysis.labelled import parts
from questionnaires.readers.register import FacilityRow
from survey_service.demo.collection import Text
from survey_service.demo.dice import dice
from survey_service.demo.register import service_for

MOST_PER_RETURN = 4
MISSING, WORKS = "wohnumfeld_fehlt", "wohnumfeld_gelingt"
AREA_MISSING, AREA_WORKS = "gebiet_fehlt", "gebiet_gelingt"
FACILITY_ITEMS = frozenset({MISSING, WORKS})
AREA_ITEMS = frozenset({AREA_MISSING, AREA_WORKS})
CITY_ITEMS = (
    "bedarf_gruende",
    "zielgruppen_neu",
    "personal_folgen",
    "zusammenarbeit_verbessern",
    "ausblick_vorbereiten",
    "ausblick_empfehlung",
)


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """A text under a question. ``facility`` "" = the organisation's own page."""

    statement: Text
    organisation: str
    facility: str
    item: str


def of_providers(given: Sequence[Text]) -> list[Text]:
    """Providers are asked in German."""
    return [one for one in given if one.source == "provider" and one.lang == "de"]


def kind_of(statement: Text) -> str:
    """The statement type most of its parts have; problem where none leads."""
    number = Counter(kind for part in parts(statement) for kind in part.types)
    order = ("problem", "staerke", "vorschlag", "bedarf")
    return max(order, key=lambda kind: (number[kind], -order.index(kind)))


def place(
    given: Sequence[Text],
    facilities: Sequence[FacilityRow],
    *,
    wave: str,
    avoid: Collection[tuple[str, str]] = (),
) -> list[Placement]:
    """Every text once. ``avoid``: (organisation, statement id) that shall not come again."""
    desk = _Desk(facilities=facilities, taken=set(), load=Counter(), topic={})
    random = dice("texts", wave)
    order = sorted(given, key=lambda one: one.id)
    random.shuffle(order)
    found = []
    for statement in order:
        barred = {organisation for organisation, key in avoid if key == statement.id}
        preferred = _items_for(statement, random.random())
        found.append(_put(desk, statement, preferred, barred))
    return sorted(found, key=lambda one: one.statement.id)


class _Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken: (organisation, facility, item); texts per organisation; area per one."""

    facilities: Sequence[FacilityRow]
    taken: set[tuple[str, str, str]]
    load: Counter[str]
    topic: dict[str, str]


def _items_for(statement: Text, chance: float) -> list[str]:
    """Questions this text answers, the best first."""
    codes = {code for part in parts(statement) for code in part.codes}
    proposes = any("vorschlag" in part.types for part in parts(statement))
    city = ("bedarf_gruende", "ausblick_vorbereiten", "zielgruppen_neu")
    fitting = (
        (kind_of(statement) == "staerke", [WORKS, AREA_WORKS]),
        ("struktur.fachkraefte" in codes, ["personal_folgen"]),
        ("struktur.vernetzung" in codes, ["zusammenarbeit_verbessern"]),
        (proposes and chance < 0.4, ["ausblick_empfehlung"]),
        (chance < 0.62, [MISSING]),
        (chance < 0.82, [AREA_MISSING]),
        (True, [city[int(chance * 1000) % 3]]),
    )
    best = next(items for holds, items in fitting if holds)
    return [*best, MISSING, AREA_MISSING, *city]


def _put(
    desk: _Desk, statement: Text, preferred: Sequence[str], barred: Collection[str]
) -> Placement:
    for most in range(MOST_PER_RETURN, 3 * MOST_PER_RETURN):
        for item in preferred:
            found = [
                one
                for one in _free(desk, statement, item)
                if one.organisation not in barred and desk.load[one.organisation] < most
            ]
            if found:
                best = min(found, key=lambda one: _badness(desk, statement, one))
                return _take(desk, statement, best, item)
    raise ValueError(f"no return takes {statement.id}")


def _free(desk: _Desk, statement: Text, item: str) -> Iterator[FacilityRow]:
    """Facilities (or through one of theirs, organisations) whose answer is still empty."""
    for facility in desk.facilities:
        owner = facility.organisation
        if item in FACILITY_ITEMS:
            free = facility.area == statement.area
            key = (owner, facility.code, item)
        else:
            topic = desk.topic.get(owner, statement.area)
            free = item not in AREA_ITEMS or topic == statement.area
            key = (owner, "", item)
        if free and key not in desk.taken:
            yield facility


def _badness(
    desk: _Desk, statement: Text, facility: FacilityRow
) -> tuple[bool, bool, int, str, str]:
    """Who works on this and there comes first; then who has written least."""
    return (
        facility.service_type != service_for(statement).name,
        facility.area != statement.area,
        desk.load[facility.organisation],
        facility.organisation,
        facility.code,
    )


def _take(desk: _Desk, statement: Text, facility: FacilityRow, item: str) -> Placement:
    owner = facility.organisation
    code = facility.code if item in FACILITY_ITEMS else ""
    desk.taken.add((owner, code, item))
    desk.load[owner] += 1
    if item in AREA_ITEMS:
        desk.topic[owner] = statement.area
    return Placement(statement=statement, organisation=owner, facility=code, item=item)
