"""The demo's two waves: organisations answer through the same use cases as in a browser."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

import msgspec
from sqlmodel import Session

from questionnaires.questionnaire import FACILITIES, Choice, Page, Questionnaire
from questionnaires.readers.register import FacilityRow
from survey_service import clock
from survey_service.demo import answers, texts
from survey_service.demo.collection import Text
from survey_service.demo.dice import dice
from survey_service.demo.texts import AREA_ITEMS, FACILITY_ITEMS, Placement
from survey_service.domain.administration import demonstration
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.permissions import Actor

INVENTED = "Alle Angaben sind für die Vorführung erfunden und sagen nichts über Neuss."
# Whether reasons for refusals are asked depends on a page before: it is saved after that one.
SECOND = "personal_raeume"
BEGUN_PAGES = ("angebote", "nachfrage")


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A wave: its days, how many of the organisations hand in or only begin, how many texts."""

    title: str
    introduction: str
    recent: bool
    opens_on: date
    closes_on: date
    last_return: date
    returned: int
    begun: int
    statements: int


def past() -> Plan:
    """The wave three years before, over and evaluated."""
    return Plan(
        title="Trägerabfrage 2023",
        introduction="Die erste Abfrage der Träger nach dem Lebenslagenansatz.",
        recent=False,
        opens_on=date(2023, 3, 1),
        closes_on=date(2023, 5, 31),
        last_return=date(2023, 5, 30),
        returned=54,
        begun=0,
        statements=70,
    )


def present(today: date) -> Plan:
    """The wave that runs today: 70 % are back."""
    return Plan(
        title="Trägerabfrage 2026",
        introduction=(
            "Zur Fortschreibung des Sozialberichts fragen wir, was keine Statistik zeigt: Bedarf, "
            "Wartezeiten, Personal, Zugang und was in den Gebieten fehlt oder gelingt."
        ),
        recent=True,
        opens_on=today - timedelta(days=42),
        closes_on=today + timedelta(days=28),
        last_return=today - timedelta(days=1),
        returned=42,
        begun=6,
        statements=1_000,
    )


class Cast(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers: actors by the organisation's code, the register's facilities, their ids."""

    planner: Actor
    actors: Mapping[str, Actor]
    facilities: Sequence[FacilityRow]
    ids: Mapping[tuple[str, str], str]
    areas: Sequence[Choice]
    secret: str


def hold(
    session: Session,
    plan: Plan,
    cast: Cast,
    given: Sequence[Text],
    *,
    version: UUID,
    avoid: Sequence[Placement] = (),
) -> tuple[SurveyFacts, list[Placement]]:
    """Create, open, invite, answer. ``avoid``: nobody writes again what they wrote there."""
    wave = _open(session, plan, cast.planner, version)
    random = dice(plan.title)
    order = sorted(cast.actors)
    random.shuffle(order)
    returned, rest = order[: plan.returned], order[plan.returned :]
    begun, looked = rest[: plan.begun], rest[plan.begun : plan.begun + 4]
    demonstration.invite(
        session,
        wave,
        secret=cast.secret,
        at=_moment(plan.opens_on, 9),
        letters=plan.recent,
        opened={code: plan.opens_on + timedelta(days=1) for code in (*returned, *begun, *looked)},
    )
    placed = texts.place(
        _some(given, plan),
        [one for one in cast.facilities if one.organisation in returned],
        wave=plan.title,
        avoid={(one.organisation, one.statement.id) for one in avoid},
    )
    asked = questionnaires.load(session, version)
    for code in returned:
        own = [one for one in placed if one.organisation == code]
        at = _answer(session, plan, cast, wave, _forms(asked, plan, cast, code, own), code)
        submission.submit(session, cast.actors[code], wave.slug, now=at)
    for code in begun:
        forms = _forms(asked, plan, cast, code, [])
        some = {place: form for place, form in forms.items() if place.page in BEGUN_PAGES}
        _answer(session, plan, cast, wave, some, code)
    return _settle(session, plan, cast.planner, wave), placed


def _open(session: Session, plan: Plan, planner: Actor, version: UUID) -> SurveyFacts:
    """Open. A wave of the past is open until its answers are in."""
    draft = Draft(
        title=plan.title,
        introduction=plan.introduction,
        opens_on=plan.opens_on,
        closes_on=max(plan.closes_on, clock.today()),
        questionnaire_version_id=version,
    )
    made = surveys.create(session, planner, kind=surveys.WAVE, draft=draft)
    surveys.set_remark(session, made.id, INVENTED)
    return surveys.open_survey(session, planner, made.id)


def _settle(session: Session, plan: Plan, planner: Actor, wave: SurveyFacts) -> SurveyFacts:
    """A wave of the past gets its last day and is closed."""
    if plan.recent:
        return wave
    draft = Draft(
        title=plan.title,
        introduction=plan.introduction,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
        questionnaire_version_id=wave.questionnaire_version_id,
        languages=wave.languages,
    )
    surveys.change(session, planner, wave.id, draft)
    return surveys.close(session, planner, wave.id)


def _some(given: Sequence[Text], plan: Plan) -> list[Text]:
    order = sorted(given, key=lambda one: one.id)
    dice(plan.title, "which texts").shuffle(order)
    return order[: plan.statements]


def _answer(
    session: Session,
    plan: Plan,
    cast: Cast,
    wave: SurveyFacts,
    forms: Mapping[Place, Sent],
    code: str,
) -> datetime:
    """Save all pages of one organisation; returns when."""
    at = _when(plan, code)
    for second in (False, True):
        pages = {place: form for place, form in forms.items() if (place.page == SECOND) == second}
        if not pages:
            continue
        done = saving.save(session, cast.actors[code], wave.slug, pages, areas=cast.areas, now=at)
        for place, saved in done.items():
            if saved.problems or saved.unknown:
                raise ValueError(f"{code}, {place.page}: {saved.problems} {saved.unknown}")
    return at


def _when(plan: Plan, code: str) -> datetime:
    random = dice(plan.title, "when", code)
    days = random.randint(2, (plan.last_return - plan.opens_on).days)
    return _moment(plan.opens_on + timedelta(days=days), random.randint(8, 17))


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=clock.BERLIN)


def _forms(
    asked: Questionnaire, plan: Plan, cast: Cast, code: str, placed: Sequence[Placement]
) -> dict[Place, Sent]:
    """Every page of the organisation and of each of its facilities, as a form sends it."""
    random = dice(plan.title, "answers", code)
    own = [one for one in cast.facilities if one.organisation == code]
    forms = {}
    for page in asked.pages:
        if page.roster != FACILITIES:
            given = _given(page, placed, own, random)
            forms[Place(page.code)] = _form(page, plan, random, given)
            continue
        for facility in own:
            given = _given_at(page, placed, facility, random)
            place = Place(page.code, cast.ids[code, facility.code])
            forms[place] = _form(page, plan, random, given)
    return forms


def _form(page: Page, plan: Plan, random: Random, given: Mapping[str, str]) -> Sent:
    fields = answers.page_fields(page, random, recent=plan.recent, given=given)
    return Sent(fields=fields, base=0)


def _given(
    page: Page, placed: Sequence[Placement], own: Sequence[FacilityRow], random: Random
) -> dict[str, str]:
    """Texts of the organisation's own pages, and the area they speak of."""
    topics = [one.statement.area for one in placed if one.item in AREA_ITEMS]
    chosen = random.choice([one.area or "" for one in own])
    area = {"gebiet_handlungsbedarf": topics[0] if topics else chosen}
    written = {one.item: one.statement.text for one in placed if one.item not in FACILITY_ITEMS}
    return _on(page, area | written)


def _given_at(
    page: Page, placed: Sequence[Placement], facility: FacilityRow, random: Random
) -> dict[str, str]:
    """Texts of one facility; who uses it lives around it, mostly."""
    written = {one.item: one.statement.text for one in placed if one.facility == facility.code}
    chance = random.random()
    area = facility.area or ""
    if not written and chance < 0.25:
        area = "stadtweit" if chance < 0.1 else "unbekannt"
    return _on(page, {"einzugsgebiet": area} | written)


def _on(page: Page, given: Mapping[str, str]) -> dict[str, str]:
    codes = {item.code for item in page.items}
    return {code: value for code, value in given.items() if code in codes}
