"""An association's own members in the waves: whether and when they returned, never what."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from exports.table import DATE, Column, Table
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import monitor, returns, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound
from survey_service.permissions import Actor, associations_of
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Participation, Survey, SurveyKind, SurveyState


class MemberLine(msgspec.Struct, frozen=True, kw_only=True):
    """A member. No addresses: an association has its own. ``state``: as in monitor.STATES."""

    name: str
    state: str
    invited_on: date | None
    reminded_on: date | None
    returned_on: date | None


class WaveMembers(msgspec.Struct, frozen=True, kw_only=True):
    """The members that belong to a wave, by name."""

    survey: SurveyFacts
    lines: tuple[MemberLine, ...]

    @property
    def counts(self) -> dict[str, int]:
        """State -> how many members."""
        return {state: sum(line.state == state for line in self.lines) for state in monitor.STATES}

    @property
    def returned(self) -> int:
        """How many have handed in."""
        return self.counts["returned"]


def own(actor: Actor) -> SelectOfScalar[UUID]:
    """Ids of the organisations that an association may know of: its members, no others."""
    return select(Organisation.id).where(
        col(Organisation.association_id).in_(associations_of(actor))
    )


def waves(session: Session, actor: Actor) -> list[WaveMembers]:
    """The opened waves that members belong to, the latest first."""
    joined = select(Participation.survey_id).where(
        col(Participation.organisation_id).in_(own(actor))
    )
    slugs = session.exec(
        select(Survey.slug)
        .where(
            Survey.kind == SurveyKind.WAVE,
            Survey.state != SurveyState.DRAFT,
            col(Survey.id).in_(joined),
        )
        .order_by(desc(col(Survey.opens_on)), col(Survey.title))
    ).all()
    return [_members(session, actor, surveys.by_slug(session, slug)) for slug in slugs]


def wave(session: Session, actor: Actor, slug: str) -> WaveMembers:
    """One wave. Raises NotFound when no member belongs to it: others are not even named."""
    found = surveys.by_slug(session, slug)
    seen = _members(session, actor, found)
    if not seen.lines or not found.is_wave or found.state == SurveyState.DRAFT:
        raise NotFound("Diese Erhebung oder Beteiligung gibt es nicht. Prüfen Sie die Adresse.")
    return seen


def _members(session: Session, actor: Actor, survey: SurveyFacts) -> WaveMembers:
    return WaveMembers(
        survey=survey,
        lines=tuple(
            MemberLine(
                name=line.name,
                state=line.state,
                invited_on=line.invited_on,
                reminded_on=line.reminded_on,
                returned_on=line.returned_on,
            )
            for line in returns.lines(session, survey.id, among=own(actor))
        ),
    )


def workbook(session: Session, actor: Actor, slug: str, *, today: date) -> bytes:
    """The list as Excel; noted in the log."""
    # Loads openpyxl: not on pages that write no workbook.
    from exports import xlsx

    seen = wave(session, actor, slug)
    audit.record(session, actor, "Mitgliederliste heruntergeladen", subject=seen.survey.title)
    title = f"Rücklauf Ihrer Mitglieder: {seen.survey.title}"
    return xlsx.workbook([_table(seen, title, today)], title=title, date=today)


def _table(seen: WaveMembers, title: str, today: date) -> Table:
    said = (
        f"n = {len(seen.lines)} Mitglieder, davon {seen.returned} eingereicht · Quelle: Rücklauf · "
        f"Erhebungswelle: {seen.survey.title} · Stand {today:%d.%m.%Y}"
    )
    return Table(
        name="Mitglieder",
        title=title,
        columns=(
            Column(name="Mitglied", width=44),
            Column(name="Zustand", width=18),
            Column(name="eingeladen am", kind=DATE, width=16),
            Column(name="zuletzt erinnert am", kind=DATE, width=20),
            Column(name="eingereicht am", kind=DATE, width=16),
        ),
        rows=[
            (
                line.name,
                monitor.LABELS[line.state],
                line.invited_on,
                line.reminded_on,
                line.returned_on,
            )
            for line in seen.lines
        ],
        source_lines=(said,),
        notes=("Antworten sieht ein Verband nie, auch nicht die seiner Mitglieder.",),
    )
