"""The demo's consultation: residents in eight languages, councils, minutes of meetings."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

import msgspec
from sqlmodel import Session

from questionnaires.readers.statements import StatementRow
from survey_service import clock, keys
from survey_service.demo import answers
from survey_service.demo.collection import Text
from survey_service.demo.dice import dice
from survey_service.demo.texts import kind_of
from survey_service.demo.waves import INVENTED
from survey_service.demo.wordings import WORDINGS
from survey_service.domain.coding import statement_imports
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.residents import drafts, handing_in, taking_part
from survey_service.domain.residents.drafts import Sent
from survey_service.domain.residents.taking_part import Consultation
from survey_service.permissions import Actor

TITLE = "Beteiligung im Quartier"
INTRODUCTION = (
    "Was ist gut in Ihrem Stadtteil, was soll sich ändern, was würde Ihnen helfen? Ihre Antworten "
    "gehen in den Sozialbericht ein. Sie brauchen kein Konto und geben keinen Namen an."
)
QUESTIONS = {"staerke": "stadtteil_gut", "problem": "stadtteil_aendern"}
OTHERWISE = "alltag_hilft"
ONLY_CHOSEN = 47
SITUATIONS = {
    "jugendliche": "junge_menschen",
    "familien": "familien",
    "alleinerziehende": "alleinerziehende",
    "senioren": "senioren",
    "menschen_mit_behinderung": "menschen_mit_behinderung",
    "gefluechtete": "neu_in_deutschland",
    "wohnungslose": "wohnungslose",
}
COUNCILS = {
    "senioren": "Seniorenbeirat (Beispiel)",
    "gefluechtete": "Integrationsrat (Beispiel)",
    "menschen_mit_behinderung": "Beirat für Menschen mit Behinderung (Beispiel)",
    "jugendliche": "Jugendparlament (Beispiel)",
    "familien": "Elternrat (Beispiel)",
}


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who answers: one or two texts under different questions, or none."""

    language: str
    area: str
    situation: str
    texts: dict[str, Text]


def hold(
    session: Session,
    planner: Actor,
    given: Sequence[Text],
    *,
    version: UUID,
    languages: tuple[str, ...],
    today: date,
    secret: str,
) -> SurveyFacts:
    """Create, open, let people answer, bring in what councils and meetings said."""
    opens_on = today - timedelta(days=28)
    draft = Draft(
        title=TITLE,
        introduction=INTRODUCTION,
        opens_on=opens_on,
        closes_on=today + timedelta(days=28),
        questionnaire_version_id=version,
        languages=languages,
        wordings=WORDINGS,
    )
    made = surveys.create(session, planner, kind=surveys.CONSULTATION, draft=draft)
    surveys.set_remark(session, made.id, INVENTED)
    survey = surveys.open_survey(session, planner, made.id)
    asked = taking_part.consultation(session, survey.slug)
    random = dice(TITLE)
    for person in _people(given, random):
        day = opens_on + timedelta(days=random.randint(1, 27))
        _answer(session, asked, person, random, day, secret)
    rows = [
        _row(number, one)
        for number, one in enumerate(given, start=1)
        if one.source in {"council", "minutes"}
    ]
    statement_imports.add(
        session, planner, survey, rows, secret=secret, file_name="Beiräte und Protokolle"
    )
    return survey


def _people(given: Sequence[Text], random: Random) -> Iterator[Person]:
    """Every text of a resident once; now and then two of the same district from one person."""
    waiting = [one for one in given if one.source == "resident"]
    while waiting:
        first = waiting.pop(0)
        found = {_question(first): first}
        second = next((one for one in waiting if _fits(first, one)), None)
        if second is not None and random.random() < 0.5:
            waiting.remove(second)
            found[_question(second)] = second
        yield Person(
            language=first.lang,
            area=first.area
            if random.random() < 0.85
            else random.choice(["stadtweit", "unbekannt"]),
            situation=SITUATIONS.get(first.target_group, "keine_davon"),
            texts=found,
        )
    areas = sorted({one.area for one in given if one.area})
    for _ in range(ONLY_CHOSEN):
        yield Person(
            language="de",
            area=random.choice(areas),
            situation=random.choice([*SITUATIONS.values(), "keine_davon", "keine_angabe"]),
            texts={},
        )


def _question(statement: Text) -> str:
    return QUESTIONS.get(kind_of(statement), OTHERWISE)


def _fits(first: Text, second: Text) -> bool:
    return (
        (first.area, first.lang, first.target_group)
        == (second.area, second.lang, second.target_group)
    ) and _question(first) != _question(second)


def _answer(
    session: Session, asked: Consultation, person: Person, random: Random, day: date, secret: str
) -> None:
    """Page after page, then hand in; nobody keeps the receipt code."""
    now = datetime.combine(day, time(12), tzinfo=clock.BERLIN)
    token = taking_part.begin(session, asked, language=person.language, hours=1, now=now)
    written = drafts.load(session, taking_part.actor_of(session, token, now=now), asked)
    given = {"gebiet": person.area, "lebenssituation": person.situation} | {
        question: one.text for question, one in person.texts.items()
    }
    for number, page in enumerate(asked.questionnaire.pages, start=1):
        codes = {item.code for item in page.items}
        own = {code: text for code, text in given.items() if code in codes}
        fields = answers.page_fields(page, random, recent=True, given=own)
        sent = Sent(fields=fields, base=0, language=person.language)
        answered = drafts.answer(asked, written, number, sent)
        if answered.form.problems:
            raise ValueError(answered.form.problems)
        written = answered.after
    handing_in.hand_in(
        session,
        asked,
        written,
        drafts.steps(asked, written.pages),
        digest=keys.receipt_digest(secret, keys.new_receipt_code()),
        today=day,
    )


def _row(number: int, statement: Text) -> StatementRow:
    """A council speaks for many districts; each meeting stands for itself."""
    council = COUNCILS.get(statement.target_group, f"Quartiersrat {statement.area} (Beispiel)")
    meeting = f"Protokoll {statement.id} (Beispiel)"
    return StatementRow(
        row=number,
        id=statement.id,
        text=statement.text,
        lang=statement.lang,
        area=statement.area,
        source=statement.source,
        target_group=statement.target_group,
        respondent=council if statement.source == "council" else meeting,
    )
