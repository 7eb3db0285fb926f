"""The return of a wave: by association, service type, area and day; who is missing, where thin."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session, col, or_, select

from questionnaires import areas as trees
from questionnaires.areas import CITYWIDE, AreaTree
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import returns
from survey_service.domain.fieldwork.returns import ReturnLine
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.register import Facility
from survey_service.tables.surveys import ParticipatingFacility, Participation, Reminder

LABELS = {
    "returned": "eingereicht",
    "begun": "begonnen",
    "opened": "Link geöffnet",
    "invited": "nicht geöffnet",
    "waiting": "nicht eingeladen",
    "withdrawn": "zurückgezogen",
}
STATES = tuple(LABELS)
MISSING = frozenset({"begun", "opened", "invited", "waiting"})
NO_AREA = "-"
ORDERS = ("name", "verband", "zustand", "erinnerung")


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Organisations of one group by state. ``key``: what a link filters by."""

    key: str
    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of the group."""
        return sum(self.counts.values())

    @property
    def returned(self) -> int:
        """Those that have handed in."""
        return self.counts["returned"]

    @property
    def missing(self) -> int:
        """Those that still may."""
        return sum(self.counts[state] for state in MISSING)


class AreaTally(Tally, frozen=True, kw_only=True):
    """Of one area. ``needed``: how many returns are lacking to the minimum."""

    needed: int

    @property
    def thin(self) -> bool:
        """Whether the area would stay under the minimum as it is."""
        return self.needed > 0

    @property
    def within_reach(self) -> bool:
        """Whether those that are missing would be enough."""
        return self.missing >= self.needed


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """A day on which something came or went out; all numbers up to and including it."""

    day: date
    invited: int
    returned: int


class Monitor(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. ``places``: organisation -> area codes of its facilities, with those above.

    ``level`` is empty when there is no area tree; ``planned``: days of reminders not yet sent;
    ``area_names``: of all areas, parents before their children.
    """

    lines: tuple[ReturnLine, ...]
    total: Tally
    associations: tuple[Tally, ...]
    services: tuple[Tally, ...]
    areas: tuple[AreaTally, ...]
    elsewhere: Tally
    level: str
    levels: tuple[str, ...]
    minimum: int
    days: tuple[Day, ...]
    reminded: tuple[date, ...]
    planned: tuple[date, ...]
    places: Mapping[UUID, frozenset[str]]
    area_names: Mapping[str, str]

    @property
    def thin(self) -> tuple[AreaTally, ...]:
        """Areas under the minimum."""
        return tuple(area for area in self.areas if area.thin)


def monitor(session: Session, survey: SurveyFacts, *, level: str = "") -> Monitor:
    """The return of a wave; the number of statements does not grow with the organisations.

    ``level``: of the area tree; unknown or empty = the coarsest that parts the city.
    """
    lines = returns.lines(session, survey.id)
    facilities = _facilities(session, survey.id)
    tree = areas.tree(session)
    minimum = municipality.facts(session).minimum_organisations
    levels = _levels(tree)
    chosen = level if level in levels else next(iter(levels), "")
    by_area, elsewhere = _by_area(lines, facilities, tree, chosen, minimum)
    reminders = session.exec(
        select(Reminder).where(Reminder.survey_id == survey.id).order_by(col(Reminder.due_on))
    ).all()
    return Monitor(
        lines=tuple(lines),
        total=_tally("", "alle Träger", lines),
        associations=_by_association(lines),
        services=_by_service(lines, facilities),
        areas=by_area,
        elsewhere=elsewhere,
        level=chosen,
        levels=levels,
        minimum=minimum,
        days=_days(lines),
        reminded=tuple(
            one.sent_at.astimezone(clock.BERLIN).date() for one in reminders if one.sent_at
        ),
        planned=tuple(one.due_on for one in reminders if not one.sent_at),
        places=_places(facilities, tree),
        area_names={area.code: area.name for area in tree.areas} if tree else {},
    )


def _levels(tree: AreaTree | None) -> tuple[str, ...]:
    """Those that part the city."""
    if tree is None:
        return ()
    return tuple(level for level in tree.levels[1:] if len(trees.areas_of_level(tree, level)) > 1)


class _Place(msgspec.Struct, frozen=True):
    """A facility that is asked: whose it is, what it does, where it stands."""

    organisation: UUID
    service: str
    area: str


def _facilities(session: Session, survey_id: UUID) -> list[_Place]:
    """Those that are asked; protected ones never leave the register."""
    by_hand = select(ParticipatingFacility.participation_id)
    rows = session.exec(
        select(Facility.organisation_id, Facility.service_type, Facility.area_code)
        .join(Participation, col(Participation.organisation_id) == col(Facility.organisation_id))
        .outerjoin(
            ParticipatingFacility,
            (col(ParticipatingFacility.participation_id) == col(Participation.id))
            & (col(ParticipatingFacility.facility_id) == col(Facility.id)),
        )
        .where(
            Participation.survey_id == survey_id,
            col(Facility.active).is_(True),
            col(Facility.protected).is_(False),
            or_(
                col(ParticipatingFacility.facility_id).is_not(None),
                col(Participation.id).not_in(by_hand),
            ),
        )
    )
    return [_Place(organisation, service, area or "") for organisation, service, area in rows]


def _tally(key: str, label: str, lines: Iterable[ReturnLine]) -> Tally:
    counts = Counter(line.state for line in lines)
    return Tally(key=key, label=label, counts={state: counts[state] for state in STATES})


def _by_association(lines: Sequence[ReturnLine]) -> tuple[Tally, ...]:
    """By name; those without an association come last."""
    names = sorted({line.association for line in lines}, key=lambda name: (not name, name.lower()))
    return tuple(
        _tally(
            name or NO_AREA,
            name or "ohne Verband",
            (line for line in lines if line.association == name),
        )
        for name in names
    )


def _by_service(lines: Sequence[ReturnLine], facilities: Sequence[_Place]) -> tuple[Tally, ...]:
    offered: dict[str, set[UUID]] = {}
    for place in facilities:
        offered.setdefault(place.service, set()).add(place.organisation)
    return tuple(
        _tally(
            name,
            name or "ohne Angabe",
            (line for line in lines if line.organisation_id in offered[name]),
        )
        for name in sorted(offered, key=lambda name: (not name, name.lower()))
    )


def _by_area(
    lines: Sequence[ReturnLine],
    facilities: Sequence[_Place],
    tree: AreaTree | None,
    level: str,
    minimum: int,
) -> tuple[tuple[AreaTally, ...], Tally]:
    """Each area of the level, and the organisations that have a facility in none of them."""
    inside: dict[str, set[UUID]] = {}
    if tree is not None and level:
        # Once per area: there may be thousands of facilities.
        codes = {place.area or CITYWIDE for place in facilities}
        lies_in = {code: trees.at_level(tree, code, level) for code in codes}
        for place in facilities:
            code = lies_in[place.area or CITYWIDE]
            inside.setdefault(code, set()).add(place.organisation)
    found = []
    counted: set[UUID] = set()
    for area in trees.areas_of_level(tree, level) if tree is not None and level else ():
        there = inside.get(area.code, set())
        counted |= there
        tally = _tally(
            area.code, area.name, (line for line in lines if line.organisation_id in there)
        )
        found.append(
            AreaTally(
                key=tally.key,
                label=tally.label,
                counts=tally.counts,
                needed=max(0, minimum - tally.returned),
            )
        )
    rest = (line for line in lines if line.organisation_id not in counted)
    return tuple(found), _tally(NO_AREA, "ohne Einrichtung auf dieser Ebene", rest)


def _places(facilities: Sequence[_Place], tree: AreaTree | None) -> dict[UUID, frozenset[str]]:
    """Each area code is taken to those above once, however many facilities stand there."""
    above = {
        code: {code, *(area.code for area in trees.ancestors(tree, code))} if tree else {code}
        for code in {place.area for place in facilities if place.area}
    }
    found: dict[UUID, set[str]] = {}
    for place in facilities:
        found.setdefault(place.organisation, set()).update(above.get(place.area, ()))
    return {organisation: frozenset(codes) for organisation, codes in found.items()}


def _days(lines: Sequence[ReturnLine]) -> tuple[Day, ...]:
    invited = Counter(line.invited_on for line in lines if line.invited_on)
    returned = Counter(line.first_returned_on for line in lines if line.first_returned_on)
    found: list[Day] = []
    for day in sorted(invited.keys() | returned.keys()):
        before = found[-1] if found else Day(day=day, invited=0, returned=0)
        found.append(
            Day(
                day=day,
                invited=before.invited + invited[day],
                returned=before.returned + returned[day],
            )
        )
    return tuple(found)


def chosen(
    found: Monitor, *, state: str = "", association: str = "", area: str = "", order: str = ""
) -> list[ReturnLine]:
    """The organisations that a filter leaves. ``state``: one of STATES, "fehlt" or "" (all)."""
    wanted = MISSING if state == "fehlt" else {state} if state else set(STATES)
    lines = [
        line
        for line in found.lines
        if line.state in wanted
        and (not association or (line.association or NO_AREA) == association)
        and (not area or area in found.places.get(line.organisation_id, frozenset()))
    ]
    if order == "verband":
        return sorted(lines, key=lambda line: (not line.association, line.association.lower()))
    if order == "zustand":
        return sorted(lines, key=lambda line: STATES.index(line.state))
    if order == "erinnerung":
        return sorted(lines, key=lambda line: line.reminded_on or date.min)
    return lines
