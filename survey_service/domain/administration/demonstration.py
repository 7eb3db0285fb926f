"""What only a demo needs of the tables: whether all is empty, and times that lie in the past."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, update
from sqlmodel import Session, SQLModel, col, select

from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.domain.coding import codebook_versions, themes
from survey_service.domain.correspondence import invitations
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.fieldwork import returns, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.permissions import Actor
from survey_service.tables.accounts import Account
from survey_service.tables.areas import Area
from survey_service.tables.codings import CodingChunk, CodingRun, Segment
from survey_service.tables.municipality import Municipality
from survey_service.tables.register import Contact, Facility, Organisation
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Invitation, Mail, MailState, Participation, Survey

HOLDS: tuple[tuple[type[SQLModel], str], ...] = (
    (Account, "Konten"),
    (Survey, "Erhebungen"),
    (Organisation, "Träger"),
    (Area, "Gebiete"),
    (Municipality, "Angaben zur Kommune"),
)


def contents(session: Session) -> tuple[str, ...]:
    """What the installation holds already, in words; empty = it is empty."""
    return tuple(
        name for table, name in HOLDS if session.exec(select(func.count()).select_from(table)).one()
    )


def organisations(session: Session) -> dict[str, Actor]:
    """Code -> the organisation as it answers through its link."""
    rows = session.exec(select(Organisation.code, Organisation.id, Organisation.name))
    return {code: Actor(name=name, organisation_id=key) for code, key, name in rows}


def facilities(session: Session) -> dict[tuple[str, str], str]:
    """Codes of organisation and facility -> the facility's id."""
    rows = session.exec(
        select(Organisation.code, Facility.code, Facility.id).join(
            Organisation, col(Organisation.id) == col(Facility.organisation_id)
        )
    )
    return {(organisation, code): str(key) for organisation, code, key in rows}


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """Where a facility stands, by the codes of its organisation and its own."""

    organisation: str
    code: str
    longitude: float | None
    latitude: float | None
    phone: str
    protected: bool


def place(session: Session, placed: Iterable[Placed]) -> None:
    """Give the facilities their coordinates and telephone numbers."""
    ids = facilities(session)
    rows = [
        {
            "id": UUID(ids[one.organisation, one.code]),
            "longitude": one.longitude,
            "latitude": one.latitude,
            "phone": one.phone,
            "protected": one.protected,
        }
        for one in placed
    ]
    session.execute(update(Facility), rows)


def add_contacts(session: Session, *, every: int, consented_on: date) -> None:
    """One contact for each so many-eth organisation: the person it named itself."""
    rows = session.exec(select(Organisation).order_by(Organisation.code)).all()
    for row in rows[::every]:
        session.add(
            Contact(
                organisation_id=row.id,
                name=row.contact_name,
                function="Leitung (erfunden)",
                email=row.email,
                phone=f"02131 0000-{row.code[1:]}",
                consented_on=consented_on,
                consent_note="Vorführung",
            )
        )
    session.flush()


def invite(
    session: Session,
    survey: SurveyFacts,
    *,
    secret: str,
    at: datetime,
    letters: bool,
    opened: Mapping[str, date],
) -> None:
    """Every organisation with an address is invited; letters go to the outbox, never out.

    ``opened``: codes of organisations that have used their link, and on which day first.
    """
    invitations.enrol(session, survey.id)
    for addressee in invitations.preview(session, survey).ready:
        key = standing.ensure_invitation(
            session, secret=secret, organisation_id=addressee.organisation_id
        )
        if letters:
            session.add(_letter(session, survey, addressee, key, at))
        session.execute(
            update(Participation)
            .where(
                col(Participation.survey_id) == survey.id,
                col(Participation.organisation_id) == addressee.organisation_id,
            )
            .values(invited_at=at)
        )
    session.flush()
    _note_opened(session, opened)


def _note_opened(session: Session, opened: Mapping[str, date]) -> None:
    rows = session.exec(
        select(Invitation, Organisation.code)
        .join(Organisation, col(Organisation.id) == col(Invitation.organisation_id))
        .where(col(Invitation.first_opened_on).is_(None))
    )
    for invitation, code in rows:
        invitation.first_opened_on = opened.get(code)


def _letter(
    session: Session, survey: SurveyFacts, addressee: Addressee, invitation: UUID, at: datetime
) -> Mail:
    text = invitations.letter(session, survey, addressee)
    return Mail(
        survey_id=survey.id,
        invitation_id=invitation,
        recipient=addressee.email,
        subject=text.subject,
        body=text.body,
        state=MailState.OUTBOX,
        created_at=at,
        changed_at=at,
    )


def is_demo(session: Session) -> bool:
    """Whether what is there came from the demo."""
    return municipality.facts(session).demo or bool(held(session))


def statement_ids(session: Session, survey_id: UUID) -> list[tuple[str, UUID]]:
    """Text hash and id of every statement."""
    return list(
        session.exec(
            select(Statement.text_hash, Statement.id).where(Statement.survey_id == survey_id)
        ).all()
    )


def plan_run(
    session: Session, actor: Actor, survey_id: UUID, parts: Sequence[Sequence[UUID]] = ()
) -> UUID:
    """A coding run that no worker takes up.

    ``parts``: each to be coded by a coder of its own; none = cut as usual.
    """
    run = CodingRun(
        survey_id=survey_id,
        codebook_version_id=codebook_versions.newest(session),
        created_by=audit.actor_name(actor),
        created_at=clock.now(),
    )
    session.add(run)
    session.flush()
    for number, part in enumerate(parts):
        chunk = CodingChunk(run_id=run.id, number=number, statements=[str(one) for one in part])
        session.add(chunk)
    session.flush()
    run.total = sum(map(len, parts))
    return run.id


def name_coder(session: Session, run_id: UUID, coder: str) -> None:
    """What stands for all coders of the run in reports."""
    session.execute(update(CodingRun).where(col(CodingRun.id) == run_id).values(coder=coder))


def segments(session: Session, survey_id: UUID) -> list[tuple[str, UUID, int, int]]:
    """Text hash of the statement, segment, its span; in order of the texts."""
    return list(
        session.exec(
            select(Statement.text_hash, Segment.id, Segment.start, Segment.end)
            .join(Segment, col(Segment.statement_id) == col(Statement.id))
            .where(Statement.survey_id == survey_id)
            .order_by(Statement.text_hash, col(Segment.start))
        ).all()
    )


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A survey on the page about the demo. ``coders``: what its texts were coded with."""

    title: str
    is_wave: bool
    returned: int
    statements: int
    coders: tuple[str, ...]
    remark: str


def held(session: Session) -> list[Held]:
    """Surveys with a remark about where their answers come from: those of the demo."""
    numbers = returns.all_progress(session)
    return [
        Held(
            title=survey.title,
            is_wave=survey.is_wave,
            returned=numbers.get(survey.id, returns.Progress()).returned,
            statements=made_with.statements,
            coders=tuple(coder for coder, _ in themes.coders(session, survey.id)),
            remark=survey.remark,
        )
        for survey in surveys.all_surveys(session)
        if survey.remark
        for made_with in (themes.coded_with(session, survey.id),)
    ]
