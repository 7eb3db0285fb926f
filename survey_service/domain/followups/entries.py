"""Follow-ups at the desk: all versions, what is published, what is only written."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups.drafts import Draft
from survey_service.errors import NotFound
from survey_service.tables.areas import Area
from survey_service.tables.follow_ups import FollowUp, FollowUpVersion


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """What a follow-up says in one version. ``areas``: names, none = the whole city."""

    number: int
    draft: Draft
    theme: str
    areas: tuple[str, ...]
    dated_on: date
    author: str
    written_at: datetime
    published_at: datetime | None
    published_by: str
    withdrawn_at: datetime | None
    withdrawn_by: str

    @property
    def state(self) -> str:
        """How far it is, one of ``drafts.STATES``."""
        return self.draft.state


class TakenBack(msgspec.Struct, frozen=True, kw_only=True):
    """That something stood there, and from when to when; no longer what."""

    published_at: datetime
    taken_back_at: datetime


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One follow-up. ``versions``: the newest first, never empty."""

    id: UUID
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """What is worked on."""
        return self.versions[0]

    @property
    def published(self) -> Version | None:
        """The newest that was published, taken back or not: it is what readers are told."""
        return next((one for one in self.versions if one.published_at is not None), None)

    @property
    def shown(self) -> Version | None:
        """What readers see; None before publishing and after taking back."""
        found = self.published
        return None if found is None or found.withdrawn_at is not None else found

    @property
    def taken_back(self) -> TakenBack | None:
        """What readers see instead of it, after taking back."""
        found = self.published
        if found is None or found.published_at is None or found.withdrawn_at is None:
            return None
        return TakenBack(published_at=found.published_at, taken_back_at=found.withdrawn_at)

    @property
    def earlier(self) -> tuple[Version, ...]:
        """Published before what is shown and not taken back, the latest first."""
        shown = self.shown
        return tuple(
            one
            for one in self.versions
            if shown is not None
            and one.number < shown.number
            and one.published_at is not None
            and one.withdrawn_at is None
        )


def of_survey(session: Session, survey_id: UUID) -> tuple[Entry, ...]:
    """All of a survey; what is newest by its own date first."""
    found = _entries(session, _rows().where(FollowUp.survey_id == survey_id))
    return tuple(found.get(survey_id, ()))


def of_surveys(session: Session, survey_ids: Iterable[UUID]) -> dict[UUID, tuple[Entry, ...]]:
    """The same for several at once."""
    found = _entries(session, _rows().where(col(FollowUp.survey_id).in_(list(survey_ids))))
    return {survey: tuple(entries) for survey, entries in found.items()}


def one(session: Session, survey: SurveyFacts, entry_id: UUID) -> Entry:
    """One of a survey. Raises NotFound, also for one of another survey."""
    query = _rows().where(FollowUp.survey_id == survey.id, FollowUp.id == entry_id)
    for entries in _entries(session, query).values():
        return entries[0]
    raise NotFound("Diesen Eintrag gibt es nicht. Gehen Sie zurück zur Liste.")


def _rows() -> Select[FollowUp, FollowUpVersion]:
    return select(FollowUp, FollowUpVersion).join(
        FollowUpVersion, col(FollowUpVersion.follow_up_id) == col(FollowUp.id)
    )


def _entries(session: Session, query: Select[FollowUp, FollowUpVersion]) -> dict[UUID, list[Entry]]:
    names = dict(session.exec(select(Area.code, Area.name)).all())
    versions: dict[tuple[UUID, UUID], list[Version]] = {}
    for entry, row in session.exec(query.order_by(col(FollowUpVersion.number).desc())):
        versions.setdefault((entry.survey_id, entry.id), []).append(_version(row, names))
    found: dict[UUID, list[Entry]] = {}
    for (survey_id, entry_id), given in versions.items():
        found.setdefault(survey_id, []).append(Entry(id=entry_id, versions=tuple(given)))
    for entries in found.values():
        entries.sort(key=lambda one: (one.newest.dated_on, one.newest.written_at), reverse=True)
    return found


def _version(row: FollowUpVersion, names: dict[str, str]) -> Version:
    return Version(
        number=row.number,
        draft=Draft(
            headline=row.headline,
            text=row.text,
            theme=row.theme,
            areas=tuple(row.areas),
            state=str(row.state),
            reason=row.reason,
            dated_on=row.dated_on.isoformat(),
            office=row.office,
            link=row.link,
        ),
        theme=row.theme_label,
        areas=tuple(names.get(code, code) for code in row.areas),
        dated_on=row.dated_on,
        author=row.author,
        written_at=row.written_at,
        published_at=row.published_at,
        published_by=row.published_by,
        withdrawn_at=row.withdrawn_at,
        withdrawn_by=row.withdrawn_by,
    )
