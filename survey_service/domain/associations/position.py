"""The Stellungnahme as the associations see it: versions, comments, who has released which.

Only they: what the city sees comes from ``released`` alone.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from survey_service.domain.associations import members, parties
from survey_service.domain.associations.parties import Party
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotAllowed, NotFound
from survey_service.permissions import Actor, associations_of
from survey_service.tables.position_papers import (
    PositionComment,
    PositionPaper,
    PositionRelease,
    PositionVersion,
)
from survey_service.tables.register import Association


class Comment(msgspec.Struct, frozen=True, kw_only=True):
    """A remark of an association on a version."""

    association: str
    author: str
    text: str
    written_at: datetime


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """One version. ``released_by``: ids of the associations that agree to it."""

    id: UUID
    number: int
    text: str
    association: str
    author: str
    written_at: datetime
    comments: tuple[Comment, ...] = ()
    released_by: frozenset[UUID] = frozenset()


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """All of a wave's Stellungnahme. ``versions``: the newest first; ``own``: who looks."""

    survey: SurveyFacts
    own: Party
    parties: tuple[Party, ...]
    versions: tuple[Version, ...]
    released_number: int | None
    released_at: datetime | None

    @property
    def newest(self) -> Version | None:
        """What is worked on."""
        return self.versions[0] if self.versions else None

    @property
    def awaited(self) -> tuple[Party, ...]:
        """Those whose release of the newest version is lacking."""
        done = self.newest.released_by if self.newest else frozenset()
        return tuple(one for one in self.parties if not one.aside and one.id not in done)

    def version(self, number: int) -> Version:
        """By number. Raises NotFound."""
        for version in self.versions:
            if version.number == number:
                return version
        raise NotFound("Diese Fassung gibt es nicht.")


def load(session: Session, actor: Actor, slug: str) -> Paper:
    """For an association with members in the wave. Raises NotFound for everybody else.

    The one way in to papers, versions, comments and releases: who does not take part sees none.
    """
    survey = members.wave(session, actor, slug).survey
    found = parties.of_wave(session, survey.id)
    own = next((one for one in found if one.id in associations_of(actor)), None)
    if own is None:
        raise NotFound("Diese Stellungnahme gibt es nicht.")
    row = session.exec(select(PositionPaper).where(PositionPaper.survey_id == survey.id)).first()
    return Paper(
        survey=survey,
        own=own,
        parties=found,
        versions=() if row is None or own.aside else _versions(session, row.id),
        released_number=row.released_number if row else None,
        released_at=row.released_at if row else None,
    )


def to_work_on(session: Session, actor: Actor, slug: str) -> Paper:
    """As ``load``, for one that takes part. Raises NotAllowed."""
    paper = load(session, actor, slug)
    if paper.own.aside:
        raise NotAllowed(
            "Für Ihren Verband ist vermerkt, dass er nicht mitwirkt. Wählen Sie zuerst „Doch "
            "mitwirken“."
        )
    return paper


def _versions(session: Session, paper_id: UUID) -> tuple[Version, ...]:
    rows = session.exec(
        select(PositionVersion, Association.name)
        .join(Association, col(Association.id) == col(PositionVersion.association_id))
        .where(PositionVersion.paper_id == paper_id)
        .order_by(col(PositionVersion.number).desc())
    ).all()
    keys = [row.id for row, _ in rows]
    comments: dict[UUID, list[Comment]] = {}
    for row, name in session.exec(
        select(PositionComment, Association.name)
        .join(Association, col(Association.id) == col(PositionComment.association_id))
        .where(col(PositionComment.version_id).in_(keys))
        .order_by(col(PositionComment.written_at))
    ):
        comments.setdefault(row.version_id, []).append(
            Comment(association=name, author=row.author, text=row.text, written_at=row.written_at)
        )
    agreed: dict[UUID, set[UUID]] = {}
    for version, association in session.exec(
        select(PositionRelease.version_id, PositionRelease.association_id).where(
            col(PositionRelease.version_id).in_(keys)
        )
    ):
        agreed.setdefault(version, set()).add(association)
    return tuple(
        Version(
            id=row.id,
            number=row.number,
            text=row.text,
            association=name,
            author=row.author,
            written_at=row.written_at,
            comments=tuple(comments.get(row.id, ())),
            released_by=frozenset(agreed.get(row.id, ())),
        )
        for row, name in rows
    )
