"""The return of a wave: by association, service type, area and day; who is missing, where thin."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires import areas as trees
from questionnaires.areas import CITYWIDE, AreaTree
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import returns
from survey_service.domain.fieldwork.offers import NOTHING, Offer, offers_of
from survey_service.domain.fieldwork.returns import ReturnLine
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.surveys import Reminder

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
    offers = offers_of(session, survey.id)
    tree = areas.tree(session)
    minimum = municipality.facts(session).minimum_organisations
    levels = _levels(tree)
    chosen = level if level in levels else next(iter(levels), "")
    by_area, elsewhere = _by_area(lines, offers, tree, chosen, minimum)
    reminders = session.exec(
        select(Reminder).where(Reminder.survey_id == survey.id).order_by(col(Reminder.due_on))
    ).all()
    return Monitor(
        lines=tuple(lines),
        total=_tally("", "alle Träger", lines),
        associations=_by_association(lines),
        services=_by_service(lines, offers),
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
        places=_places(offers, tree),
        area_names={area.code: area.name for area in tree.areas} if tree else {},
    )


def _levels(tree: AreaTree | None) -> tuple[str, ...]:
    """Those that part the city."""
    if tree is None:
        return ()
    return tuple(level for level in tree.levels[1:] if len(trees.areas_of_level(tree, level)) > 1)


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


def _by_service(lines: Sequence[ReturnLine], offers: Mapping[UUID, Offer]) -> tuple[Tally, ...]:
    offered: dict[str, list[ReturnLine]] = {}
    for line in lines:
        for service in offers.get(line.organisation_id, NOTHING).services:
            offered.setdefault(service, []).append(line)
    return tuple(
        _tally(name, name or "ohne Angabe", offered[name])
        for name in sorted(offered, key=lambda name: (not name, name.lower()))
    )


def _by_area(
    lines: Sequence[ReturnLine],
    offers: Mapping[UUID, Offer],
    tree: AreaTree | None,
    level: str,
    minimum: int,
) -> tuple[tuple[AreaTally, ...], Tally]:
    """Each area of the level, and the organisations that have a facility in none of them."""
    parts = trees.areas_of_level(tree, level) if tree is not None and level else ()
    lies_in = _parts_of(offers, tree, level) if tree is not None and parts else {}
    inside: dict[str, list[ReturnLine]] = {area.code: [] for area in parts}
    rest = []
    for line in lines:
        offer = offers.get(line.organisation_id, NOTHING)
        there = {lies_in.get(area, "") for area in offer.areas} & inside.keys()
        for code in there:
            inside[code].append(line)
        if not there:
            rest.append(line)
    found = []
    for area in parts:
        tally = _tally(area.code, area.name, inside[area.code])
        found.append(
            AreaTally(
                key=tally.key,
                label=tally.label,
                counts=tally.counts,
                needed=max(0, minimum - tally.returned),
            )
        )
    return tuple(found), _tally(NO_AREA, "ohne Einrichtung auf dieser Ebene", rest)


def _parts_of(offers: Mapping[UUID, Offer], tree: AreaTree, level: str) -> dict[str, str]:
    """Where a facility stands -> the area of the level."""
    codes = {area for offer in offers.values() for area in offer.areas}
    return {code: trees.at_level(tree, code or CITYWIDE, level) for code in codes}


def _places(offers: Mapping[UUID, Offer], tree: AreaTree | None) -> dict[UUID, frozenset[str]]:
    """Each area code is taken to those above once, however many facilities stand there."""
    above = {
        code: frozenset(
            {code, *(area.code for area in trees.ancestors(tree, code))} if tree else {code}
        )
        for code in {area for offer in offers.values() for area in offer.areas if area}
    }
    return {
        organisation: frozenset().union(*(above[code] for code in offer.areas if code))
        for organisation, offer in offers.items()
    }


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
