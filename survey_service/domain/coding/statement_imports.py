"""Free texts from elsewhere (minutes, councils, earlier surveys) become a consultation's."""

from collections.abc import Iterable
from uuid import uuid4

import msgspec
from sqlalchemy import insert
from sqlmodel import Session, col, select

from questionnaires.areas import RESERVED
from questionnaires.questionnaire import statement_items
from questionnaires.readers.statements import StatementRow
from survey_service import keys
from survey_service.domain.administration import audit
from survey_service.domain.coding.statements import text_hash
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Actor
from survey_service.tables.responses import Statement


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """``known``: were there already; ``repeated``: the same text of one respondent again."""

    new: int
    known: int
    repeated: int


def consultation(session: Session, name: str) -> SurveyFacts:
    """By slug or id. Raises NotFound, or Conflict for a wave."""
    survey = surveys.find(session, name)
    if survey.is_observations:
        raise Conflict(
            f"„{survey.title}“ nimmt nur auf, was Träger auf ihrer Seite melden. Nennen Sie eine "
            "Beteiligung."
        )
    if survey.is_wave:
        raise Conflict(
            f"„{survey.title}“ ist eine Erhebungswelle: ihre Aussagen kommen aus den Rückläufen "
            "der Träger. Nennen Sie eine Beteiligung."
        )
    return survey


def add(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    rows: Iterable[StatementRow],
    *,
    secret: str,
    file_name: str,
    item: str = "",
) -> Imported:
    """Store what is new. The same rows again change nothing.

    ``item``: the question these texts answer; "" = the only one for free text, if there is one.
    """
    item = _item(session, survey, item)
    stored = set(
        session.exec(
            select(Statement.contributor, Statement.text_hash).where(
                Statement.survey_id == survey.id, col(Statement.response_id).is_(None)
            )
        ).all()
    )
    new: dict[tuple[str, str], dict[str, object]] = {}
    known = repeated = 0
    for row in rows:
        digest = text_hash(row.text)
        key = (_contributor(secret, survey, row, digest), digest)
        if key in new:
            repeated += 1
        elif key in stored:
            known += 1
        else:
            new[key] = _columns(survey, row, key, item)
    if new:
        session.execute(insert(Statement), list(new.values()))
        audit.record(
            session,
            actor,
            "Aussagen eingelesen",
            subject=survey.title,
            detail=f"{file_name[:100]}: {len(new)} neu",
        )
    return Imported(new=len(new), known=known, repeated=repeated)


def _item(session: Session, survey: SurveyFacts, item: str) -> str:
    asked = [
        one.code
        for one in statement_items(questionnaires.load(session, survey.questionnaire_version_id))
    ]
    if item and item not in asked:
        raise Refused(
            f"„{item[:80]}“ ist keine Freitextfrage von „{survey.title}“. "
            f"Möglich sind: {', '.join(asked) or 'keine'}."
        )
    return item or (asked[0] if len(asked) == 1 else "")


def _contributor(secret: str, survey: SurveyFacts, row: StatementRow, digest: str) -> str:
    """The same for one respondent of one consultation; without the secret it leads to nobody."""
    who = ("respondent", row.source, row.respondent)
    if not row.respondent:
        who = ("row", row.id, digest)
    return keys.keyed(secret, "imported-contributor", str(survey.id), *who).hex()


def _columns(
    survey: SurveyFacts, row: StatementRow, key: tuple[str, str], item: str
) -> dict[str, object]:
    area = "" if row.area in RESERVED else row.area
    asked = bool(row.area) and row.area != "unbekannt"
    return {
        "id": uuid4(),
        "survey_id": survey.id,
        "source": row.source,
        "contributor": key[0],
        "item": item,
        "text": row.text,
        "text_hash": key[1],
        "language": row.lang,
        "target_group": row.target_group,
        "area_code": area,
        "area_reason": "asked" if asked else "citywide",
        "quoting": "",
        "current": True,
    }
