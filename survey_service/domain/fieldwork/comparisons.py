"""Two waves side by side: which items are comparable, and what planners declared so."""

from uuid import UUID

import msgspec
from sqlmodel import Session, select

from questionnaires.comparability import Change, Place
from questionnaires.comparability import compare as compared
from questionnaires.questionnaire import text
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.comparisons import ComparableByDecision

REASON_LENGTH = 1_000


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """ "Trotzdem vergleichbar", with the reason that stands beside every figure."""

    reason: str
    decided_by: str


class ItemPair(msgspec.Struct, frozen=True, kw_only=True):
    """An item in both waves, in words ("" = not asked there). ``section``: where it stands."""

    code: str
    section: str
    change: Change
    earlier: str
    later: str
    details: tuple[str, ...]
    decision: Decision | None

    @property
    def comparable(self) -> bool:
        """Identical, or declared so."""
        return self.change == Change.IDENTICAL or self.decision is not None

    @property
    def may_be_declared(self) -> bool:
        """Only what both waves asked in the same kind can be the same question."""
        return self.change in {Change.REWORDED, Change.CHOICES_CHANGED}


def waves_before(session: Session, survey: SurveyFacts) -> list[SurveyFacts]:
    """Earlier waves, the latest first. A short query to a few is no wave to compare with."""
    return [
        one
        for one in surveys.all_surveys(session, kind=surveys.WAVE)
        if one.opens_on < survey.opens_on and one.id != survey.id and not one.selected
    ]


def compare(session: Session, earlier: SurveyFacts, later: SurveyFacts) -> tuple[ItemPair, ...]:
    """All items of both waves, in the later one's order."""
    decided = decisions(session, earlier.questionnaire_version_id, later.questionnaire_version_id)
    pairs = compared(
        questionnaires.load(session, earlier.questionnaire_version_id),
        questionnaires.load(session, later.questionnaire_version_id),
    )
    return tuple(
        ItemPair(
            code=pair.code,
            section=_section(pair.later or pair.earlier),
            change=pair.change,
            earlier=_words(pair.earlier),
            later=_words(pair.later),
            details=pair.details,
            decision=decided.get(pair.code),
        )
        for pair in pairs
    )


def _section(place: Place | None) -> str:
    return text(place.page.title, "de") if place else ""


def _words(place: Place | None) -> str:
    return text(place.item.label, "de") if place else ""


def decisions(session: Session, earlier_version: UUID, later_version: UUID) -> dict[str, Decision]:
    """What was declared comparable between two versions, by item code."""
    rows = session.exec(
        select(ComparableByDecision).where(
            ComparableByDecision.earlier_version_id == earlier_version,
            ComparableByDecision.later_version_id == later_version,
        )
    )
    return {row.item: Decision(reason=row.reason, decided_by=row.decided_by) for row in rows}


def declare(
    session: Session,
    actor: Actor,
    *,
    earlier: SurveyFacts,
    later: SurveyFacts,
    item: str,
    reason: str,
) -> None:
    """Declare an item comparable although it changed. Raises Refused, NotFound or Conflict."""
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise Refused(
            "Schreiben Sie in einem Satz, warum die Antworten trotzdem vergleichbar sind "
            f"(höchstens {REASON_LENGTH} Zeichen). Der Satz steht später bei jeder Zeitreihe."
        )
    pair = _pair(session, earlier, later, item)
    if not pair.may_be_declared:
        raise Conflict(
            "Diese Frage lässt sich nicht für vergleichbar erklären: Sie ist gleich geblieben, "
            "oder es ist eine andere Art von Frage."
        )
    row = _row(session, earlier, later, item)
    if row is None:
        row = ComparableByDecision(
            earlier_version_id=earlier.questionnaire_version_id,
            later_version_id=later.questionnaire_version_id,
            item=item,
            reason=reason,
            decided_by="",
            decided_at=clock.now(),
        )
        session.add(row)
    row.reason = reason
    row.decided_by = actor.name or audit.actor_name(actor)
    row.decided_at = clock.now()
    audit.record(session, actor, "Frage für vergleichbar erklärt", subject=item, detail=reason)


def withdraw(
    session: Session, actor: Actor, *, earlier: SurveyFacts, later: SurveyFacts, item: str
) -> None:
    """Take the declaration back. Raises NotFound."""
    row = _row(session, earlier, later, item)
    if row is None:
        raise NotFound("Zu dieser Frage gibt es keine Erklärung.")
    session.delete(row)
    audit.record(session, actor, "Frage nicht mehr für vergleichbar erklärt", subject=item)


def _pair(session: Session, earlier: SurveyFacts, later: SurveyFacts, item: str) -> ItemPair:
    for pair in compare(session, earlier, later):
        if pair.code == item:
            return pair
    raise NotFound("Diese Frage gibt es in keiner der beiden Wellen.")


def _row(
    session: Session, earlier: SurveyFacts, later: SurveyFacts, item: str
) -> ComparableByDecision | None:
    return session.exec(
        select(ComparableByDecision).where(
            ComparableByDecision.earlier_version_id == earlier.questionnaire_version_id,
            ComparableByDecision.later_version_id == later.questionnaire_version_id,
            ComparableByDecision.item == item,
        )
    ).first()
