"""Waves and consultations: create, find, open, close, count what came back."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlmodel import Session, col, select

from questionnaires.questionnaire import FALLBACK_LANGUAGE, Choice
from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.domain.fieldwork import about, releases, slugs, survey_drafts
from survey_service.domain.fieldwork.survey_drafts import Draft, Wording
from survey_service.errors import Conflict, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.areas import Area
from survey_service.tables.surveys import Participation, Survey, SurveyKind, SurveyState

WAVE = SurveyKind.WAVE.value
CONSULTATION = SurveyKind.CONSULTATION.value
OBSERVATIONS = SurveyKind.OBSERVATIONS.value
KIND_NAMES = {
    WAVE: "Erhebungswelle",
    CONSULTATION: "Beteiligung",
    OBSERVATIONS: "Beobachtungen der Träger",
}


class SurveyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A wave, a consultation, or a year of observations.

    ``kind``: wave | consultation | observations; ``state``: draft | open | closed.

    ``remark``: what every report of it has to say about its answers; ``wordings``: title and
    introduction in other languages than German; ``selected``: only organisations and facilities
    chosen by hand take part.
    """

    id: UUID
    kind: str
    slug: str
    title: str
    introduction: str
    state: str
    opens_on: date
    closes_on: date
    questionnaire_version_id: UUID
    languages: tuple[str, ...]
    remark: str = ""
    selected: bool = False
    wordings: tuple[tuple[str, Wording], ...] = ()

    def wording(self, language: str) -> Wording:
        """What there is in a language, and only that: the page says where it is German."""
        if language == FALLBACK_LANGUAGE:
            return Wording(title=self.title, introduction=self.introduction)
        return dict(self.wordings).get(language, Wording())

    def title_in(self, language: str) -> str:
        """The title in a language, else in German."""
        return self.wording(language).title or self.title

    @property
    def is_wave(self) -> bool:
        """True for a wave: organisations are invited and return answers."""
        return self.kind == WAVE

    @property
    def is_consultation(self) -> bool:
        """True for a consultation: residents take part, nobody is invited."""
        return self.kind == CONSULTATION

    @property
    def is_observations(self) -> bool:
        """True for a year of what organisations report between the waves."""
        return self.kind == OBSERVATIONS


def load(session: Session, survey_id: UUID) -> SurveyFacts:
    """By id. Raises NotFound."""
    return _facts(_row(session, survey_id))


def by_slug(session: Session, slug: str) -> SurveyFacts:
    """By its name in addresses. Raises NotFound."""
    row = session.exec(select(Survey).where(Survey.slug == slug)).first()
    if row is None:
        raise NotFound("Diese Erhebung oder Beteiligung gibt es nicht. Prüfen Sie die Adresse.")
    return _facts(row)


def find(session: Session, name: str) -> SurveyFacts:
    """By slug or id, as typed on the command line. Raises NotFound, naming those that there are."""
    known = all_surveys(session)
    for survey in known:
        if name in {survey.slug, str(survey.id)}:
            return survey
    slugs = ", ".join(survey.slug for survey in known) or "keine"
    raise NotFound(f"„{name[:80]}“ gibt es nicht. Vorhanden sind: {slugs}.")


def all_surveys(session: Session, *, kind: str | None = None) -> list[SurveyFacts]:
    """All, the latest first."""
    query = select(Survey).order_by(desc(col(Survey.opens_on)), col(Survey.title))
    if kind is not None:
        query = query.where(Survey.kind == kind)
    return [_facts(row) for row in session.exec(query)]


def of_organisation(session: Session, organisation_id: UUID) -> list[SurveyFacts]:
    """The waves an organisation belongs to that were opened, the latest first.

    The last day is the organisation's own where it was given more time.
    """
    rows = session.exec(
        select(Survey, Participation.extended_until)  # type: ignore[type-var]
        .join(Participation, col(Participation.survey_id) == col(Survey.id))
        .where(Participation.organisation_id == organisation_id, Survey.state != SurveyState.DRAFT)
        .order_by(desc(col(Survey.opens_on)), col(Survey.title))
    )
    return [extended(_facts(row), until) for row, until in rows]


def extended(survey: SurveyFacts, until: date | None) -> SurveyFacts:
    """The wave as an organisation with its own last day sees it; never shorter than for others."""
    if until is None or until <= survey.closes_on:
        return survey
    return msgspec.structs.replace(survey, closes_on=until)


def is_open(survey: SurveyFacts, *, today: date) -> bool:
    """Whether answers are taken on this day; first and last day included."""
    return survey.state == SurveyState.OPEN and survey.opens_on <= today <= survey.closes_on


def area_choices(session: Session) -> tuple[Choice, ...]:
    """The installation's areas as answers to "which area?", parents before their children.

    An area that has parts heads a group of itself and all below it.
    """
    children: dict[str | None, list[tuple[str, str]]] = {}
    rows = session.exec(
        select(Area.code, Area.name, Area.parent_code).order_by(col(Area.position), Area.code)
    )
    for code, name, parent in rows:
        children.setdefault(parent, []).append((code, name))
    found: list[Choice] = []
    for code, name in children.get(None, []):
        group = name if code in children else ""
        found += _with_parts(children, code, name, group)
    return tuple(found)


def _with_parts(
    children: dict[str | None, list[tuple[str, str]]], code: str, name: str, group: str
) -> list[Choice]:
    found = [Choice(value=code, label={"de": name}, group=group)]
    for part, part_name in children.get(code, []):
        found += _with_parts(children, part, part_name, group)
    return found


def create(
    session: Session, actor: Actor, *, kind: str, draft: Draft, selected: bool = False
) -> SurveyFacts:
    """A new wave or consultation, as a draft. Raises Refused or NotFound."""
    if kind not in {WAVE, CONSULTATION}:
        raise Refused("Wählen Sie, ob Sie Träger befragen oder Menschen beteiligen.")
    draft = survey_drafts.checked(session, draft)
    row = Survey(
        kind=kind,
        slug=slugs.free(session, draft.title),
        title=draft.title,
        introduction=draft.introduction,
        opens_on=draft.opens_on,
        closes_on=draft.closes_on,
        questionnaire_version_id=draft.questionnaire_version_id,
        languages=list(draft.languages),
        selected=selected,
        wordings=survey_drafts.stored(draft.wordings),
    )
    about.write(row, about.default(kind) if draft.about is None else draft.about)
    session.add(row)
    session.flush()
    audit.record(session, actor, "Erhebung angelegt", subject=draft.title, detail=KIND_NAMES[kind])
    return _facts(row)


def change(session: Session, actor: Actor, survey_id: UUID, draft: Draft) -> SurveyFacts:
    """Change a draft; of an opened one only its texts and dates."""
    row = _row(session, survey_id)
    if row.state == SurveyState.CLOSED:
        raise Conflict(f"„{row.title}“ ist beendet und bleibt, wie sie ist.")
    if row.kind == OBSERVATIONS:
        raise Conflict(f"„{row.title}“ gilt für ein ganzes Jahr und bleibt, wie es ist.")
    draft = survey_drafts.checked(session, draft)
    fixed = (row.questionnaire_version_id, tuple(row.languages))
    if row.state == SurveyState.OPEN and fixed != (
        draft.questionnaire_version_id,
        draft.languages,
    ):
        raise Conflict(
            f"„{row.title}“ ist schon offen: Fragebogen und Sprachen bleiben, damit alle dieselben "
            "Fragen beantworten. Titel, Einleitung und Zeitraum können Sie ändern."
        )
    row.title, row.introduction = draft.title, draft.introduction
    row.opens_on, row.closes_on = draft.opens_on, draft.closes_on
    row.questionnaire_version_id = draft.questionnaire_version_id
    row.languages = list(draft.languages)
    if draft.about is not None:
        about.write(row, draft.about)
    if row.state == SurveyState.OPEN:
        about.check_written(row)
    row.wordings = survey_drafts.stored(draft.wordings)
    audit.record(session, actor, "Erhebung geändert", subject=row.title)
    return _facts(row)


def set_remark(session: Session, survey_id: UUID, remark: str) -> None:
    """What every report has to say about these answers: their licence, or that they are made up."""
    _row(session, survey_id).remark = remark


def open_survey(
    session: Session, actor: Actor, survey_id: UUID, *, reason: str = ""
) -> SurveyFacts:
    """Let answers come in. Raises NotReady, naming what is missing, or Conflict.

    ``reason``: why it opens although a party of the workshop has not released the questionnaire.
    """
    row = _row(session, survey_id)
    if row.state == SurveyState.OPEN:
        raise Conflict(f"„{row.title}“ ist schon offen.")
    if row.state == SurveyState.CLOSED:
        raise Conflict(f"„{row.title}“ ist beendet und wird nicht wieder geöffnet.")
    municipality.check_ready_to_open(session)
    about.check_written(row)
    if row.closes_on < clock.today():
        raise NotReady(
            f"Der letzte Tag ({row.closes_on:%d.%m.%Y}) ist vorbei. Ändern Sie zuerst den Zeitraum."
        )
    releases.close(session, actor, row.id, reason=reason)
    row.state = SurveyState.OPEN
    audit.record(session, actor, "Erhebung geöffnet", subject=row.title)
    return _facts(row)


def close_past(session: Session, survey_id: UUID) -> None:
    """A wave that was held elsewhere: it was never open here, and is over."""
    _row(session, survey_id).state = SurveyState.CLOSED


def close(session: Session, actor: Actor, survey_id: UUID) -> SurveyFacts:
    """Take no more answers. What is there stays."""
    row = _row(session, survey_id)
    if row.state != SurveyState.OPEN:
        raise Conflict(f"„{row.title}“ ist nicht offen.")
    row.state = SurveyState.CLOSED
    audit.record(session, actor, "Erhebung beendet", subject=row.title)
    return _facts(row)


def latest(session: Session, *, kind: str) -> SurveyFacts:
    """The newest wave or consultation that was opened. Raises NotFound."""
    for survey in all_surveys(session, kind=kind):
        if survey.state != SurveyState.DRAFT:
            return survey
    raise NotFound(f"Es gibt noch keine {KIND_NAMES[kind]}, die geöffnet wurde.")


def _row(session: Session, survey_id: UUID) -> Survey:
    row = session.get(Survey, survey_id)
    if row is None:
        raise NotFound("Diese Erhebung oder Beteiligung gibt es nicht.")
    return row


def _facts(row: Survey) -> SurveyFacts:
    return SurveyFacts(
        id=row.id,
        kind=str(row.kind),
        slug=row.slug,
        title=row.title,
        introduction=row.introduction,
        state=str(row.state),
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        questionnaire_version_id=row.questionnaire_version_id,
        languages=tuple(row.languages),
        remark=row.remark,
        selected=row.selected,
        wordings=tuple(
            (language, Wording(title=title, introduction=introduction))
            for language, (title, introduction) in row.wordings.items()
        ),
    )
