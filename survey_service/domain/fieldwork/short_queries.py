"""Blitzabfrage: a wave of up to three questions to chosen facilities, sent in one transaction."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires import questionnaire as definition
from questionnaires import short_query
from questionnaires.answers import Answers
from questionnaires.short_query import ShortQuestion
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import addressees, invitations, templates
from survey_service.domain.correspondence.templates import Text
from survey_service.domain.fieldwork import returns, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.domain.register import atlas, perimeters
from survey_service.domain.register.atlas import AtlasFacility, Filter
from survey_service.errors import Conflict, NotAllowed, NotFound, Refused
from survey_service.permissions import Action, Actor, allowed
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, ResponseState, Revision
from survey_service.tables.surveys import ParticipatingFacility, Participation, Survey

KEY = "blitz-"


class ShortQuery(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner asks. ``key``: of this draft; sent twice it is one wave."""

    key: UUID
    title: str
    closes_on: date
    introduction: str
    questions: tuple[ShortQuestion, ...]
    invitation: Text = templates.SHORT_QUERY


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation that is asked, and for how many facilities. ``email`` "" = call them."""

    organisation_id: UUID
    name: str
    email: str
    phone: str
    facilities: int


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One facility's answers; empty = none yet. ``state``: as in returns.ReturnLine, of what its
    organisation did for this facility: begun is one whose questions somebody has saved.
    """

    facility: str
    organisation: str
    phone: str
    state: str
    answered_at: datetime | None
    answers: Answers


def chosen(
    session: Session, actor: Actor, wanted: Filter, perimeter_id: UUID | None
) -> list[AtlasFacility]:
    """The facilities of a perimeter, else those that match a filter; never a protected one."""
    tree = areas.tree(session)
    listed = atlas.listed(session, actor, Action.RUN_SURVEY, tree)
    if perimeter_id is not None:
        return perimeters.lying_in(perimeters.load(session, perimeter_id), listed)
    return atlas.matching(listed, wanted, tree)


def fingerprint(facilities: Sequence[AtlasFacility]) -> str:
    """Tells whether a choice is still the one that was shown."""
    return hashlib.sha256("".join(sorted(str(one.id) for one in facilities)).encode()).hexdigest()


def recipients(session: Session, facilities: Sequence[AtlasFacility]) -> list[Recipient]:
    """The organisations of these facilities, by name."""
    numbers: dict[UUID, int] = {}
    for one in facilities:
        numbers[one.organisation_id] = numbers.get(one.organisation_id, 0) + 1
    rows = session.exec(
        select(Organisation.id, Organisation.name, Organisation.email, Organisation.phone)
    )
    found = [
        Recipient(
            organisation_id=key,
            name=name,
            email=email.strip(),
            phone=phone.strip(),
            facilities=numbers[key],
        )
        for key, name, email, phone in rows
        if key in numbers
    ]
    return sorted(found, key=lambda one: one.name.casefold())


def send(
    session: Session,
    actor: Actor,
    query: ShortQuery,
    facilities: Sequence[AtlasFacility],
    *,
    secret: str,
) -> SurveyFacts:
    """Make the wave, open it, queue the invitations. The same key again changes nothing.

    Raises Refused or NotReady.
    """
    if not allowed(actor, Action.RUN_SURVEY):
        raise NotAllowed("Eine Blitzabfrage sendet die Sozialplanung.")
    if (sent := _sent(session, query.key)) is not None:
        return sent
    if not facilities:
        raise Refused("Es ist keine Einrichtung gewählt. Wählen Sie eine andere Fläche.")
    draft = Draft(
        title=query.title,
        introduction=query.introduction,
        opens_on=clock.today(),
        closes_on=query.closes_on,
        questionnaire_version_id=_store(session, query),
        languages=(short_query.LANGUAGE,),
    )
    made = surveys.create(session, actor, kind=surveys.WAVE, draft=draft, selected=True)
    _enrol(session, made.id, facilities)
    survey = surveys.open_survey(session, actor, made.id)
    if query.invitation != templates.SHORT_QUERY:
        templates.change(session, actor, survey, templates.INVITATION, query.invitation)
    invitations.invite_all(session, actor, survey.id, secret=secret)
    organisations = len({one.organisation_id for one in facilities})
    audit.record(
        session,
        actor,
        "Blitzabfrage gesendet",
        subject=survey.title,
        detail=f"{len(facilities)} Einrichtungen, {organisations} Träger",
    )
    return survey


def invitation(session: Session, query: ShortQuery, recipients: Sequence[Recipient]) -> Text:
    """The mail as the first of them gets it; ``{link}`` stays in its place."""
    first = next((one.organisation_id for one in recipients if one.email), None)
    return templates.drafted(
        session,
        query.invitation,
        addressees.load(session, first) if first is not None else addressees.MADE_UP,
        title=query.title,
        introduction=query.introduction,
        closes_on=query.closes_on,
    )


def _sent(session: Session, key: UUID) -> SurveyFacts | None:
    found = session.exec(
        select(Survey.id)
        .join(
            QuestionnaireVersion,
            col(QuestionnaireVersion.id) == col(Survey.questionnaire_version_id),
        )
        .where(QuestionnaireVersion.key == f"{KEY}{key.hex}")
    ).first()
    return surveys.load(session, found) if found is not None else None


def _store(session: Session, query: ShortQuery) -> UUID:
    # Only who sends a query needs it: the web process starts without openpyxl.
    from exports import xlsform

    asked = short_query.questionnaire(query.title, query.questions, key=f"{KEY}{query.key.hex}")
    row = QuestionnaireVersion(
        key=asked.key,
        version=asked.version,
        title=query.title[:300],
        document=definition.encode(asked),
        workbook=xlsform.workbook(asked),
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def _enrol(session: Session, survey_id: UUID, facilities: Sequence[AtlasFacility]) -> None:
    """Only these organisations, each for only these facilities."""
    rows = {
        key: Participation(survey_id=survey_id, organisation_id=key)
        for key in dict.fromkeys(one.organisation_id for one in facilities)
    }
    session.add_all(rows.values())
    session.flush()
    session.add_all(
        ParticipatingFacility(participation_id=rows[one.organisation_id].id, facility_id=one.id)
        for one in facilities
    )
    session.flush()


def lines(session: Session, survey: SurveyFacts) -> list[Line]:
    """Every facility that was asked, by name, with what its organisation has handed in."""
    if not survey.selected:
        raise NotFound("Diese Erhebung ist keine Blitzabfrage.")
    rows = session.exec(
        select(Facility.id, Facility.name, Participation.organisation_id, Organisation.phone)
        .join(ParticipatingFacility, col(ParticipatingFacility.facility_id) == col(Facility.id))
        .join(Participation, col(Participation.id) == col(ParticipatingFacility.participation_id))
        .join(Organisation, col(Organisation.id) == col(Participation.organisation_id))
        .where(Participation.survey_id == survey.id)
        .order_by(col(Facility.name), col(Facility.id))
    ).all()
    standing = {line.organisation_id: line for line in returns.lines(session, survey.id)}
    handed_in, begun = _handed_in(session, survey.id), _begun(session, survey.id)
    found = []
    for key, name, organisation_id, phone in rows:
        answered_at, answers = handed_in.get(organisation_id, (None, {}))
        organisation = standing[organisation_id]
        state = organisation.state
        if state == "begun" and str(key) not in begun:
            state = "opened"
        found.append(
            Line(
                facility=name,
                organisation=organisation.name,
                phone=phone,
                state=state,
                answered_at=answered_at,
                answers=answers.get(str(key), {}),
            )
        )
    return found


def _handed_in(
    session: Session, survey_id: UUID
) -> dict[UUID, tuple[datetime | None, dict[str, Answers]]]:
    """Organisation -> when it handed in last, and its answers by facility."""
    rows = session.exec(
        select(Response.organisation_id, Response.submitted_at, Response.document).where(
            Response.survey_id == survey_id,
            col(Response.state).in_(returns.RETURNED),
            Response.document != b"",
        )
    )
    return {
        organisation: (
            at,
            {part.facility: part.answers for part in documents.decode(document).facilities},
        )
        for organisation, at, document in rows
        if organisation is not None
    }


def _begun(session: Session, survey_id: UUID) -> frozenset[str]:
    """Ids of facilities for which somebody has saved something."""
    rows = session.exec(
        select(Revision.part)
        .join(Response, col(Response.id) == col(Revision.response_id))
        .where(Response.survey_id == survey_id, Response.state != ResponseState.WITHDRAWN)
        .distinct()
    )
    return frozenset(rows)


def changed() -> Conflict:
    """The choice is no longer the one that was shown."""
    return Conflict(
        "Inzwischen passen andere Einrichtungen zu Ihrer Auswahl. Prüfen Sie die Liste noch einmal "
        "und senden Sie dann."
    )


def note_download(session: Session, actor: Actor, survey: SurveyFacts, facilities: int) -> None:
    """For the log: numbers only."""
    audit.record(
        session,
        actor,
        "Antworten einer Blitzabfrage heruntergeladen",
        subject=survey.title,
        detail=f"{facilities} Einrichtungen",
    )
