"""New themes: groups among segments to which no theme fits, for a person to judge."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from analysis import adjudication
from analysis.adjudication import Word
from survey_service import clock, queue
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotReady
from survey_service.permissions import Actor
from survey_service.tables.codings import Coding, CodingKind, CodingStatus, Segment
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey
from survey_service.tables.theme_groups import (
    GroupingState,
    ThemeGroup,
    ThemeGrouping,
    ThemeGroupMember,
)

MOST = 20_000
"""So many segments are looked at. Their ids are made by chance, so the first are a fair sample."""
WORDS = 3
"""Shorter ones ("nichts", "siehe oben") say nothing of a theme."""


class Unfitting(msgspec.Struct, frozen=True, kw_only=True):
    """A segment on which no theme stands: none proposed, accepted or in dispute."""

    segment: UUID
    text: str


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A group to be stored. ``examples``: the nearest to its middle first, members of it."""

    name: str
    segments: tuple[UUID, ...]
    examples: tuple[UUID, ...]
    different: int
    mass: bool


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A segment of a group. ``themed``: it has a theme by now."""

    segment: UUID
    text: str
    language: str
    example: bool
    themed: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group as its page shows it; ``members``: the examples first."""

    name: str
    different: int
    mass: bool
    members: tuple[Member, ...]

    @property
    def themed(self) -> int:
        """How many have a theme by now."""
        return sum(member.themed for member in self.members)


class Grouping(msgspec.Struct, frozen=True, kw_only=True):
    """Groups of a survey. ``state``: queued | ready | failed; ``looked_at``: segments without one
    theme when they were found."""

    id: UUID
    state: str
    problem: str
    looked_at: int
    created_by: str
    created_at: datetime
    groups: tuple[Group, ...]

    @property
    def grouped(self) -> int:
        """How many segments are in a group."""
        return sum(len(group.members) for group in self.groups)


def start(session: Session, actor: Actor, survey: SurveyFacts) -> UUID:
    """Have the worker find groups. Raises Conflict while it does, NotReady with nothing coded."""
    # Two clicks at once: the second waits for the first and finds it.
    session.exec(select(Survey.id).where(Survey.id == survey.id).with_for_update()).one()
    waiting = session.exec(
        select(ThemeGrouping.id).where(
            ThemeGrouping.survey_id == survey.id, ThemeGrouping.state == GroupingState.QUEUED
        )
    ).first()
    if waiting is not None:
        raise Conflict("Neue Themen werden schon gesucht. Warten Sie einen Augenblick.")
    if session.exec(_current(survey.id).limit(1)).first() is None:
        raise NotReady("Es ist noch nichts kodiert. Starten Sie zuerst die Kodierung.")
    row = ThemeGrouping(
        survey_id=survey.id, created_by=audit.actor_name(actor), created_at=clock.now()
    )
    session.add(row)
    session.flush()
    audit.record(session, actor, "Neue Themen gesucht", subject=survey.title)
    queue.enqueue(session, queue.GroupThemes(grouping=str(row.id)))
    return row.id


def latest(session: Session, survey_id: UUID) -> Grouping | None:
    """The newest grouping of a survey; None = nobody has asked for one."""
    row = session.exec(_newest(survey_id)).first()
    if row is None:
        return None
    return Grouping(
        id=row.id,
        state=str(row.state),
        problem=row.problem,
        looked_at=row.looked_at,
        created_by=row.created_by,
        created_at=row.created_at,
        groups=_groups(session, row.id),
    )


def survey_of(session: Session, grouping_id: UUID) -> UUID | None:
    """The survey of a grouping that waits for the worker; None when it was done before."""
    return session.exec(
        select(ThemeGrouping.survey_id).where(
            ThemeGrouping.id == grouping_id, ThemeGrouping.state == GroupingState.QUEUED
        )
    ).first()


def unfitting(session: Session, survey_id: UUID) -> list[Unfitting]:
    """Segments of a survey without a theme, in the order of their ids; MOST are looked at."""
    chosen = _current(survey_id).order_by(col(Segment.id)).limit(MOST)
    themed = _themed(session, chosen)
    rows = session.exec(
        select(Segment.id, Segment.start, Segment.end, Statement.text)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(col(Segment.id).in_(chosen))
        .order_by(col(Segment.id))
    )
    return [
        Unfitting(segment=segment, text=text[start:end])
        for segment, start, end, text in rows
        if segment not in themed and len(text[start:end].split()) >= WORDS
    ]


def before(session: Session, survey_id: UUID) -> list[list[UUID]]:
    """The groups of the latest grouping that is there: they stay together."""
    row = session.exec(_newest(survey_id).where(ThemeGrouping.state == GroupingState.READY)).first()
    if row is None:
        return []
    groups: dict[int, list[UUID]] = defaultdict(list)
    for member in session.exec(_members(row.id)):
        groups[member.position].append(member.segment_id)
    return list(groups.values())


def finish(session: Session, grouping_id: UUID, groups: Sequence[Found], *, looked_at: int) -> None:
    """Store groups, the largest first. Done twice, the first stays."""
    row = _locked(session, grouping_id)
    if row.state != GroupingState.QUEUED:
        return
    for position, one in enumerate(groups, start=1):
        session.add(
            ThemeGroup(
                grouping_id=grouping_id,
                position=position,
                name=one.name[:300],
                different=one.different,
                mass=one.mass,
            )
        )
        rank = {segment: number for number, segment in enumerate(one.examples, start=1)}
        session.add_all(
            ThemeGroupMember(
                grouping_id=grouping_id,
                segment_id=segment,
                position=position,
                example=rank.get(segment),
            )
            for segment in one.segments
        )
    row.looked_at = looked_at
    row.state, row.finished_at = GroupingState.READY, clock.now()


def fail(session: Session, grouping_id: UUID, problem: str) -> None:
    """It cannot be found; a sentence for who asked."""
    row = _locked(session, grouping_id)
    row.state, row.problem, row.finished_at = GroupingState.FAILED, problem, clock.now()


def _locked(session: Session, grouping_id: UUID) -> ThemeGrouping:
    return session.exec(
        select(ThemeGrouping).where(ThemeGrouping.id == grouping_id).with_for_update()
    ).one()


def _newest(survey_id: UUID) -> SelectOfScalar[ThemeGrouping]:
    return (
        select(ThemeGrouping)
        .where(ThemeGrouping.survey_id == survey_id)
        .order_by(col(ThemeGrouping.created_at).desc())
        .limit(1)
    )


def _members(grouping_id: UUID) -> SelectOfScalar[ThemeGroupMember]:
    return (
        select(ThemeGroupMember)
        .where(ThemeGroupMember.grouping_id == grouping_id)
        .order_by(col(ThemeGroupMember.position), col(ThemeGroupMember.segment_id))
    )


def _current(survey_id: UUID) -> SelectOfScalar[UUID]:
    return (
        select(Segment.id)
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == survey_id,
            col(Statement.current).is_(True),
            Statement.text != "",
        )
    )


def _groups(session: Session, grouping_id: UUID) -> tuple[Group, ...]:
    """Without segments of statements that were replaced or withdrawn since."""
    ids = select(ThemeGroupMember.segment_id).where(ThemeGroupMember.grouping_id == grouping_id)
    themed = _themed(session, ids)
    members: dict[int, list[tuple[int, Member]]] = defaultdict(list)
    rows = session.exec(
        select(ThemeGroupMember, Segment, Statement)
        .join(Segment, col(Segment.id) == col(ThemeGroupMember.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(ThemeGroupMember.grouping_id == grouping_id, col(Statement.current).is_(True))
        .order_by(col(ThemeGroupMember.segment_id))
    )
    for row, segment, statement in rows:
        member = Member(
            segment=segment.id,
            text=statement.text[segment.start : segment.end].strip(),
            language=statement.language,
            example=row.example is not None,
            themed=segment.id in themed,
        )
        members[row.position].append((row.example or MOST, member))
    groups = session.exec(
        select(ThemeGroup)
        .where(ThemeGroup.grouping_id == grouping_id)
        .order_by(col(ThemeGroup.position))
    )
    return tuple(
        Group(
            name=group.name,
            different=group.different,
            mass=group.mass,
            members=tuple(
                member for _, member in sorted(members[group.position], key=lambda one: one[0])
            ),
        )
        for group in groups
        if members[group.position]
    )


def _themed(session: Session, segments: SelectOfScalar[UUID]) -> frozenset[UUID]:
    """Of these segments those on which a theme stands, or on which people disagree."""
    words: dict[tuple[UUID, str], list[Word]] = defaultdict(list)
    rows: Iterable[Coding] = session.exec(
        select(Coding).where(
            Coding.kind == CodingKind.THEME,
            Coding.status != CodingStatus.SUGGESTED,
            col(Coding.segment_id).in_(segments),
        )
    )
    for row in rows:
        words[row.segment_id, row.code].append(
            Word(coder=row.coder, human=row.human, status=str(row.status), serial=row.serial)
        )
    return frozenset(
        segment
        for (segment, _), given in words.items()
        if adjudication.standing(given) not in {None, "rejected"}
    )
