"""What tests of waves and consultations begin with: a questionnaire, organisations, a survey."""

from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service import clock
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Association, Organisation

PLANNER = Actor(login="planerin", name="Planerin", grants=(RoleGrant("planner"),))
READER = Actor(login="leser", name="Leser", grants=(RoleGrant("reader"),))
QUESTIONNAIRE = Questionnaire(
    key="kurz",
    version=3,
    title={"de": "Kurze Abfrage", "tr": "Kısa anket"},
    languages=("de", "tr", "en"),
    default_language="de",
    reviewed_translations=("tr",),
    pages=(
        Page(
            code="lage",
            title={"de": "Lage", "tr": "Durum"},
            minutes=1.5,
            items=(
                Item(
                    code="bedarf",
                    kind="scale",
                    label={"de": "Wie groß ist der Bedarf?", "tr": "İhtiyaç ne kadar büyük?"},
                    choices=(
                        Choice(value="1", label={"de": "klein", "tr": "küçük"}),
                        Choice(value="2", label={"de": "groß", "tr": "büyük"}),
                    ),
                ),
                Item(
                    code="warum",
                    kind="long_text",
                    label={"de": "Warum?", "tr": "Neden?"},
                    relevant="${bedarf} = '2'",
                    role="statement",
                ),
            ),
        ),
    ),
)
LEGAL = MunicipalityFacts(
    name="Musterstadt",
    department="Amt für Soziales",
    imprint="Impressum",
    privacy="Datenschutz",
    accessibility="BITV",
)


def set_up(session: Session) -> None:
    """The municipality with its legal texts."""
    municipality.change(session, PLANNER, LEGAL)


def store(session: Session, questionnaire: Questionnaire = QUESTIONNAIRE) -> UUID:
    """A stored version, without a workbook."""
    row = QuestionnaireVersion(
        key=questionnaire.key,
        version=questionnaire.version,
        title=questionnaire.title["de"],
        document=definition.encode(questionnaire),
        workbook=b"workbook",
        created_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def draft(version: UUID, **changes: object) -> Draft:
    """A wave that runs from yesterday to in a week."""
    today = clock.today()
    fields: dict[str, object] = {
        "title": "Trägerabfrage 2026",
        "opens_on": today - timedelta(days=1),
        "closes_on": today + timedelta(days=7),
        "questionnaire_version_id": version,
        "languages": ("de",),
    }
    return Draft(**(fields | changes))  # type: ignore[arg-type]


def wave(session: Session, *, kind: str = "wave", opened: bool = True) -> SurveyFacts:
    """A wave or consultation with its own questionnaire; open unless said otherwise."""
    set_up(session)
    made = surveys.create(session, PLANNER, kind=kind, draft=draft(store(session)))
    return surveys.open_survey(session, PLANNER, made.id) if opened else made


def organisation(
    session: Session, name: str, *, email: str = "haus@traeger.example", active: bool = True
) -> UUID:
    """An organisation of the register."""
    row = Organisation(
        code=name, name=f"Träger {name}", contact_name="Frau Öz", email=email, active=active
    )
    session.add(row)
    session.flush()
    return row.id


def association(session: Session, name: str) -> UUID:
    """An umbrella association."""
    row = Association(name=name)
    session.add(row)
    session.flush()
    return row.id


def day(value: date) -> str:
    """As pages write it."""
    return f"{value:%d.%m.%Y}"
