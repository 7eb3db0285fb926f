"""Closed items through the waves: each is released by itself, breaks are named."""

from datetime import date

import msgspec
from sqlmodel import Session

from analysis import disclosure, tabulation
from analysis.series import Point, Series
from questionnaires.comparability import Change
from questionnaires.questionnaire import Item, Page, Questionnaire, text
from survey_service.domain.coding import basis, closed_answers, statements
from survey_service.domain.fieldwork import comparisons, questionnaires, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound

BROKEN = {
    Change.REWORDED: "anders formuliert",
    Change.CHOICES_CHANGED: "Antworten geändert",
    Change.TYPE_CHANGED: "andere Art von Frage",
}


class Askable(msgspec.Struct, frozen=True, kw_only=True):
    """A closed item to choose. ``section``: where it stands."""

    code: str
    label: str
    section: str


def closed_items(session: Session, survey: SurveyFacts) -> tuple[Askable, ...]:
    """Every item of a wave that has a distribution, in order."""
    questionnaire = questionnaires.load(session, survey.questionnaire_version_id)
    return tuple(
        Askable(code=item.code, label=text(item.label, "de"), section=text(page.title, "de"))
        for page in questionnaire.pages
        for item in page.items
        if tabulation.is_closed(item) and not statements.asks_for_permission(item)
    )


def series(session: Session, survey: SurveyFacts, code: str, *, level: str, today: date) -> Series:
    """The item in this wave and all before it that asked it. Raises NotFound.

    ``level``: of the area tree; "" = the whole municipality.
    """
    found = _find(questionnaires.load(session, survey.questionnaire_version_id), code)
    if found is None:
        raise NotFound("Diese Frage gibt es in dieser Welle nicht. Wählen Sie eine aus der Liste.")
    points: list[Point] = []
    before: SurveyFacts | None = None
    for wave in (*reversed(comparisons.waves_before(session, survey)), survey):
        point = _point(session, wave, code, level=level, today=today)
        if point is None:
            continue
        points.append(_joined(session, before, wave, code, point))
        before = wave
    return Series(
        code=code,
        label=text(found[1].label, "de"),
        unit=points[-1].released.table.unit,
        points=tuple(points),
    )


def _find(questionnaire: Questionnaire, code: str) -> tuple[Page, Item] | None:
    for page in questionnaire.pages:
        for item in page.items:
            if item.code == code and tabulation.is_closed(item):
                return page, item
    return None


def _point(
    session: Session, wave: SurveyFacts, code: str, *, level: str, today: date
) -> Point | None:
    """None when this wave did not ask it, or has not been opened."""
    questionnaire = questionnaires.load(session, wave.questionnaire_version_id)
    found = _find(questionnaire, code)
    if found is None or wave.state == "draft":
        return None
    page, item = found
    given = basis.load(session, wave.id, today=today)
    roster = bool(page.roster)
    sheets = closed_answers.answer_sheets(session, given, questionnaire, roster=roster)
    table = tabulation.item_table(
        item,
        tabulation.tally_items([item], sheets)[code],
        tree=given.tree,
        area_level=level or (given.tree.levels[0] if given.tree else ""),
        unit="Einrichtungen" if roster else "Träger",
        origin=given.origin(given.source),
    )
    return Point(
        wave=wave.title, released=disclosure.release_item([table], given.rule(given.source))
    )


def _joined(
    session: Session, before: SurveyFacts | None, wave: SurveyFacts, code: str, point: Point
) -> Point:
    """The point with what separates it from the one before."""
    if before is None:
        return point
    pair = next(one for one in comparisons.compare(session, before, wave) if one.code == code)
    if pair.decision is not None:
        return msgspec.structs.replace(point, declared=pair.decision.reason)
    return msgspec.structs.replace(point, broken=BROKEN.get(pair.change, ""))


def levels(session: Session, survey: SurveyFacts) -> tuple[str, ...]:
    """Levels of the area tree, the coarsest first."""
    given = basis.load(session, survey.id, today=survey.closes_on)
    return given.tree.levels if given.tree else ("",)


def wave(session: Session, slug: str) -> SurveyFacts:
    """A wave by its name in addresses. Raises NotFound for a consultation."""
    survey = surveys.by_slug(session, slug)
    if not survey.is_wave:
        raise NotFound("Zeitreihen gibt es für Erhebungswellen, nicht für Beteiligungen.")
    return survey
