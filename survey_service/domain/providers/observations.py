"""Observations between the waves: statements of the year's own survey, coded like all others."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, desc
from sqlmodel import Session, col, select, update

from questionnaires import answers as forms
from questionnaires.answers import PageForm, Problem
from questionnaires.items.field import Field
from questionnaires.questionnaire import Page, Questionnaire, text
from survey_service.domain.administration import audit
from survey_service.domain.coding import statements
from survey_service.domain.fieldwork import observation_years, questionnaires, surveys
from survey_service.domain.fieldwork.surveys import OBSERVATIONS, SurveyFacts
from survey_service.errors import Conflict, NotFound, WaveClosed
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.areas import Area
from survey_service.tables.codings import Quote, Segment, Span
from survey_service.tables.municipality import Municipality
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Statement, StatementSource
from survey_service.tables.surveys import Survey, SurveyState

KEY = "beobachtung"
WORKBOOK = "beobachtung.xlsx"
OBSERVED = "beobachtet_am"
# Older ones belong to what was asked in the last wave.
OLDEST_YEARS = 3
GONE = "Diese Beobachtung gibt es nicht oder sie ist schon zurückgezogen."


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """One observation; ``text`` is empty once it was withdrawn. ``area`` "" = the whole city."""

    id: UUID
    organisation: str
    text: str
    area: str
    observed_on: date
    quoting: str
    withdrawn: bool


@cache
def _shipped() -> tuple[Questionnaire, bytes]:
    """The form that comes with the product: read once per process, and only where it is used."""
    from questionnaires.readers import xlsform

    workbook = (resources.files("questionnaires.library") / WORKBOOK).read_bytes()
    questionnaire = xlsform.read(workbook, name=WORKBOOK).questionnaire
    if questionnaire is None:
        raise ValueError(f"{WORKBOOK} is no questionnaire")
    return questionnaire, workbook


def _stored(session: Session) -> UUID | None:
    """The newest version of the form: the municipality may have its own words."""
    return session.exec(
        select(QuestionnaireVersion.id)
        .where(QuestionnaireVersion.key == KEY)
        .order_by(desc(col(QuestionnaireVersion.version)))
    ).first()


def asked(session: Session) -> Page:
    """The page of the form; the shipped one where the municipality's own lacks a question."""
    shipped = _shipped()[0].pages[0]
    stored = _stored(session)
    own_words = questionnaires.load(session, stored).pages[0] if stored else shipped
    needed = {item.code for item in shipped.items}
    return own_words if needed <= {item.code for item in own_words.items} else shipped


def fields(session: Session, page: Page, form: PageForm | None = None) -> tuple[Field, ...]:
    """What the page shows: empty, or as it was sent with its problems."""
    return forms.page_fields(
        page,
        answers={},
        form=form,
        known={},
        language="de",
        areas=surveys.area_choices(session),
    )


def read(
    session: Session, page: Page, sent: Mapping[str, Sequence[str]], *, today: date
) -> PageForm:
    """What was sent, with every problem."""
    areas = surveys.area_choices(session)
    form = forms.read_page(page, sent, known={}, language="de", areas=areas)
    form = forms.require(page, form, known={}, language="de")
    day = form.answers.get(OBSERVED)
    if isinstance(day, str):
        problem = _not_possible(date.fromisoformat(day), today)
        if problem:
            found = (*form.problems, Problem(item=OBSERVED, message=problem))
            return msgspec.structs.replace(form, problems=found)
    return form


def _not_possible(day: date, today: date) -> str:
    if day > today:
        return "Der Tag liegt in der Zukunft. Geben Sie an, wann Sie es beobachtet haben."
    if day.year < today.year - OLDEST_YEARS:
        return (
            f"Der Tag liegt mehr als {OLDEST_YEARS} Jahre zurück. Melden Sie, was Ihnen zuletzt "
            "aufgefallen ist."
        )
    return ""


def report(session: Session, actor: Actor, page: Page, form: PageForm, *, today: date) -> UUID:
    """Store an observation without problems. Raises Conflict for one that is there already."""
    if actor.organisation_id is None or form.problems:
        raise NotFound("Diese Seite gehört zum Zugang eines Trägers.")
    survey = _survey_of(session, today)
    [draft] = statements.of_page(page, form.answers)
    digest = statements.text_hash(draft.text)
    contributor = actor.organisation_id.hex
    known = session.exec(
        select(Statement.id).where(
            Statement.survey_id == survey.id,
            Statement.contributor == contributor,
            Statement.text_hash == digest,
        )
    ).first()
    if known is not None:
        raise Conflict(
            "Genau diesen Text haben Sie in diesem Jahr schon gemeldet. Schreiben Sie dazu, was "
            "neu ist, oder ziehen Sie die frühere Meldung zurück."
        )
    row = Statement(
        id=uuid4(),
        survey_id=survey.id,
        organisation_id=actor.organisation_id,
        source=StatementSource.PROVIDER,
        contributor=contributor,
        item=draft.item,
        text=draft.text,
        text_hash=digest,
        area_code=draft.area,
        area_reason=draft.area_reason,
        quoting=statements.quoting(_of(session, survey), form.answers),
        observed_on=date.fromisoformat(str(form.answers[OBSERVED])),
    )
    session.add(row)
    audit.record(session, actor, "Beobachtung gemeldet", subject=survey.title)
    return row.id


def _of(session: Session, survey: SurveyFacts) -> Questionnaire:
    return questionnaires.load(session, survey.questionnaire_version_id)


def _survey_of(session: Session, today: date) -> SurveyFacts:
    """This year's survey; made on the first observation. Raises WaveClosed when it was ended."""
    # One row that is always there: two first observations at once make one survey.
    session.exec(select(Municipality.id).with_for_update()).first()
    row = session.exec(
        select(Survey).where(
            Survey.kind == OBSERVATIONS, Survey.opens_on <= today, Survey.closes_on >= today
        )
    ).first()
    if row is None:
        return _begin(session, today.year)
    if row.state != SurveyState.OPEN:
        raise WaveClosed(
            "Zurzeit werden keine Beobachtungen angenommen. Wenden Sie sich an die Sozialplanung."
        )
    return surveys.load(session, row.id)


def _begin(session: Session, year: int) -> SurveyFacts:
    version = _stored(session) or questionnaires.store_version(
        session, NOBODY, _shipped()[1], name=WORKBOOK
    )
    return observation_years.begin(session, year, version)


def of_organisation(session: Session, actor: Actor) -> list[Observation]:
    """The organisation's own, the latest first; those withdrawn without their text."""
    if actor.organisation_id is None:
        return []
    return _observations(session, Statement.organisation_id == actor.organisation_id)


def of_survey(session: Session, survey_id: UUID) -> list[Observation]:
    """All of a year, the latest first, for the desk."""
    return _observations(session, Statement.survey_id == survey_id)


def _observations(session: Session, which: object) -> list[Observation]:
    rows = session.exec(
        select(Statement, Organisation.name, Area.name)
        .join(Survey, col(Survey.id) == col(Statement.survey_id))
        .join(Organisation, col(Organisation.id) == col(Statement.organisation_id))
        .outerjoin(Area, col(Area.code) == col(Statement.area_code))
        .where(Survey.kind == OBSERVATIONS, which)  # type: ignore[arg-type]
        .order_by(desc(col(Statement.observed_on)), col(Statement.id))
    )
    return [
        Observation(
            id=row.id,
            organisation=organisation,
            text=row.text,
            area=area or row.area_code,
            observed_on=row.observed_on or date.min,
            quoting=row.quoting,
            withdrawn=not row.current,
        )
        for row, organisation, area in rows
    ]


def own(session: Session, actor: Actor, observation_id: UUID) -> Observation:
    """One that may still be withdrawn. Raises NotFound, also for somebody else's."""
    for found in of_organisation(session, actor):
        if found.id == observation_id and not found.withdrawn:
            return found
    raise NotFound(GONE)


def withdraw(session: Session, actor: Actor, observation_id: UUID) -> None:
    """Empty an own observation; a marker with its date stays. Raises NotFound."""
    row = session.exec(
        select(Statement)
        .join(Survey, col(Survey.id) == col(Statement.survey_id))
        .where(
            Statement.id == observation_id,
            col(Statement.organisation_id) == actor.organisation_id,
            Survey.kind == OBSERVATIONS,
            col(Statement.current).is_(True),
        )
        .with_for_update(of=Statement)
    ).first()
    if row is None or actor.organisation_id is None:
        raise NotFound(GONE)
    row.text, row.current = "", False
    # The same text may be reported again.
    row.text_hash = f"withdrawn {row.id}"
    # What was found in the text and what was quoted of it go with it.
    segments = select(Segment.id).where(Segment.statement_id == row.id)
    session.execute(
        update(Quote).where(col(Quote.segment_id).in_(segments)).values(text="", withdrawn=True)
    )
    session.execute(delete(Span).where(col(Span.statement_id) == row.id))
    title = session.exec(select(Survey.title).where(Survey.id == row.survey_id)).one()
    audit.record(session, actor, "Beobachtung zurückgezogen", subject=title)


def close_past(session: Session, *, today: date) -> int:
    """End the years that are over; returns how many. Every worker may try."""
    rows = session.exec(
        select(Survey)
        .where(
            Survey.kind == OBSERVATIONS,
            Survey.state == SurveyState.OPEN,
            Survey.closes_on < today,
        )
        .with_for_update()
    ).all()
    for row in rows:
        surveys.close(session, NOBODY, row.id)
    return len(rows)


def title(page: Page) -> str:
    """The page's heading."""
    return text(page.title, "de")
