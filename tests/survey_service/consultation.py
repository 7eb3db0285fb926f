"""What tests of residents' answers begin with: an open consultation of three pages, or of one."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import Session

from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service import clock
from survey_service.domain.fieldwork import survey_drafts, surveys
from survey_service.domain.residents import drafts, taking_part
from survey_service.domain.residents.drafts import Answered, Draft, Sent
from survey_service.domain.residents.taking_part import Consultation
from survey_service.permissions import Actor
from survey_service.tables.areas import Area
from tests.survey_service.waves import PLANNER, set_up, store

SLUG = "mein-quartier"
NOW = clock.now()
AREA = Item(
    code="gebiet",
    kind="area",
    label={"de": "Welcher Stadtteil?", "en": "Which neighbourhood?"},
    role="area",
    choices=(
        Choice(value="stadtweit", label={"de": "ganze Stadt", "en": "The whole city"}),
        Choice(value="unbekannt", label={"de": "weiß ich nicht", "en": "I don’t know"}),
    ),
)
GOOD = Item(
    code="gut",
    kind="long_text",
    label={"de": "Was ist gut?", "en": "What is good?", "ar": "ما هو الجيد؟"},
    hint={"de": "Brauchen Sie jetzt Hilfe? Notruf 112."},
    role="statement",
    maximum_length=200,
)
MISSING = Item(code="fehlt", kind="text", label={"de": "Was fehlt?"}, role="statement")
YEARS = Item(code="jahre", kind="integer", label={"de": "Seit wie vielen Jahren?"})
GROUP = Item(
    code="gruppe",
    kind="single",
    label={"de": "Wer sind Sie?", "en": "Who are you?"},
    role="target_group",
    choices=(
        Choice(value="alt", label={"de": "Ich bin alt", "en": "I am old"}),
        Choice(value="jung", label={"de": "Ich bin jung", "en": "I am young"}),
    ),
)
SCHOOL = Item(
    code="schule",
    kind="text",
    label={"de": "Welche Schule?"},
    relevant="${gruppe} = 'jung'",
    required=True,
)
THREE_PAGES = Questionnaire(
    key="quartier",
    version=1,
    title={"de": "Mein Quartier"},
    languages=("de", "en", "ar"),
    default_language="de",
    reviewed_translations=("en",),
    pages=(
        Page(code="ort", title={"de": "Ort"}, items=(AREA,), minutes=0.5),
        Page(code="text", title={"de": "Text"}, items=(GOOD,), minutes=1.2),
        Page(code="person", title={"de": "Person"}, items=(GROUP, SCHOOL), minutes=0.4),
    ),
)
ONE_PAGE = Questionnaire(
    key="einseitig",
    version=1,
    title={"de": "Eine Seite"},
    languages=("de", "en"),
    default_language="de",
    pages=(
        Page(
            code="alles",
            title={"de": "Alle Fragen"},
            items=(AREA, GOOD, MISSING, YEARS, GROUP, SCHOOL),
        ),
    ),
)


def make(
    session: Session,
    questionnaire: Questionnaire = THREE_PAGES,
    *,
    opens_on: date | None = None,
    closes_on: date | None = None,
) -> Consultation:
    """An open consultation with two areas, at /mitmachen/mein-quartier."""
    set_up(session)
    session.add_all(
        Area(code=code, name=name, level="Quartier", position=position)
        for position, (code, name) in enumerate((("101", "Nordstadt"), ("102", "Südstadt")))
    )
    today = clock.today()
    made = surveys.create(
        session,
        PLANNER,
        kind="consultation",
        draft=survey_drafts.Draft(
            title="Mein Quartier",
            introduction="Wir planen neu.",
            opens_on=opens_on or today - timedelta(days=1),
            closes_on=closes_on or today + timedelta(days=7),
            questionnaire_version_id=store(session, questionnaire),
            languages=questionnaire.languages,
        ),
    )
    surveys.open_survey(session, PLANNER, made.id)
    return taking_part.consultation(session, SLUG)


def begin(session: Session, asked: Consultation, *, language: str = "de") -> Actor:
    """Somebody who has just begun."""
    token = taking_part.begin(session, asked, language=language, hours=10, now=NOW)
    return taking_part.actor_of(session, token, now=NOW)


def sent(fields: Mapping[str, Sequence[str]], *, base: int = 0, language: str = "de") -> Sent:
    """A page's form."""
    return Sent(fields=fields, base=base, language=language)


def answer(
    session: Session,
    asked: Consultation,
    actor: Actor,
    number: int,
    fields: Mapping[str, Sequence[str]],
    *,
    base: int = 0,
    language: str = "de",
) -> Answered:
    """Save one page, as the page's handler does."""
    before = drafts.load(session, actor, asked, lock=True)
    answered = drafts.answer(asked, before, number, sent(fields, base=base, language=language))
    if not answered.clash:
        drafts.save(session, before, answered, now=NOW)
    return answered


def written(session: Session, asked: Consultation, actor: Actor) -> Draft:
    """What is stored of it."""
    return drafts.load(session, actor, asked)
