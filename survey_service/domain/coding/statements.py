"""Statements: the free texts of a submitted response, each once, each with its area and why."""

import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert
from sqlmodel import Session, select

from questionnaires.answers import Answers
from questionnaires.areas import CITYWIDE
from questionnaires.questionnaire import AREA, STATEMENT, TARGET_GROUP, Item, Page, Questionnaire
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Statement

# What the quote permission item's answers mean; the item is known by having no other choices.
QUOTING = {"mit_namen": "with_name", "ohne_namen": "without_name", "nicht": "none"}
UNKNOWN_AREA = "unbekannt"


class StatementDraft(msgspec.Struct, frozen=True, kw_only=True):
    """A free text as it was submitted. ``area`` "" = citywide; ``facility`` "" = none."""

    item: str
    text: str
    facility: str = ""
    area: str = ""
    area_reason: str = "citywide"
    target_group: str = ""


def text_hash(text: str) -> str:
    """The same for texts that differ in case, spaces or the way letters are encoded only."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def quoting(questionnaire: Questionnaire, answers: Answers) -> str:
    """with_name, without_name or none, as answered; "" when it was not."""
    for page in questionnaire.pages:
        for item in page.items:
            if asks_for_permission(item):
                return QUOTING.get(str(answers.get(item.code, "")), "")
    return ""


def asks_for_quoting(questionnaire: Questionnaire) -> bool:
    """Whether one of its questions is whether and how may be quoted."""
    return any(asks_for_permission(item) for page in questionnaire.pages for item in page.items)


def asks_for_permission(item: Item) -> bool:
    """Whether the item asks if one may be quoted."""
    return item.kind == "single" and {choice.value for choice in item.choices} == set(QUOTING)


def of_page(
    page: Page, answers: Answers, *, facility: str = "", facility_area: str = ""
) -> list[StatementDraft]:
    """The page's free texts, in order. The area asked on the page holds for all of them."""
    area, reason = _area(page, answers, facility_area)
    group = _target_group(page, answers)
    return [
        StatementDraft(
            item=item.code,
            text=str(answers[item.code]).strip(),
            facility=facility,
            area=area,
            area_reason=reason,
            target_group=group,
        )
        for item in page.items
        if item.role == STATEMENT and str(answers.get(item.code, "")).strip()
    ]


def _area(page: Page, answers: Answers, facility_area: str) -> tuple[str, str]:
    for item in page.items:
        asked = str(answers.get(item.code, "")) if item.role == AREA else ""
        if asked == CITYWIDE:
            return "", "asked"
        if asked and asked != UNKNOWN_AREA:
            return asked, "asked"
    return (facility_area, "facility") if facility_area else ("", "citywide")


def _target_group(page: Page, answers: Answers) -> str:
    for item in page.items:
        value = answers.get(item.code) if item.role == TARGET_GROUP else None
        # Several groups at once are nobody's statement in particular.
        if isinstance(value, str):
            return value
        if isinstance(value, list) and len(value) == 1:
            return value[0]
    return ""


def replace(
    session: Session,
    *,
    survey_id: UUID,
    response_id: UUID,
    organisation_id: UUID,
    quoting: str,
    language: str,
    drafts: Iterable[StatementDraft],
) -> int:
    """Make these the organisation's current statements; returns how many there are.

    A text that was there keeps its row, and with it its codings; one that is gone stays, marked
    as not current. The same text twice counts once.
    """
    wanted: dict[str, StatementDraft] = {}
    for draft in drafts:
        wanted.setdefault(text_hash(draft.text), draft)
    contributor = organisation_id.hex
    known = {
        row.text_hash: row
        for row in session.exec(
            select(Statement).where(
                Statement.survey_id == survey_id, Statement.contributor == contributor
            )
        )
    }
    for digest, row in known.items():
        _renew(row, wanted.get(digest), quoting)
    shared = {
        "survey_id": survey_id,
        "response_id": response_id,
        "organisation_id": organisation_id,
        "source": "provider",
        "contributor": contributor,
        "language": language,
        "quoting": quoting,
        "current": True,
    }
    _insert(session, shared, {key: wanted[key] for key in wanted if key not in known})
    return len(wanted)


def _renew(row: Statement, draft: StatementDraft | None, quoting: str) -> None:
    row.current = draft is not None
    if draft is None:
        return
    row.item = draft.item
    row.facility_id = UUID(draft.facility) if draft.facility else None
    row.target_group = draft.target_group
    row.quoting = quoting
    # An area found in the text still stands there: only an asked one is worth more.
    if draft.area_reason == "asked" or row.area_reason != "named":
        row.area_code, row.area_reason = draft.area, draft.area_reason


def _insert(
    session: Session, shared: Mapping[str, object], new: Mapping[str, StatementDraft]
) -> None:
    rows: Sequence[dict[str, object]] = [
        {
            **shared,
            "id": uuid4(),
            "facility_id": UUID(draft.facility) if draft.facility else None,
            "item": draft.item,
            "text": draft.text,
            "text_hash": digest,
            "target_group": draft.target_group,
            "area_code": draft.area,
            "area_reason": draft.area_reason,
        }
        for digest, draft in new.items()
    ]
    if rows:
        session.execute(insert(Statement), rows)


def speaker(session: Session, statement: Statement) -> str:
    """The organisation that made the statement; "" for everybody else."""
    if statement.organisation_id is None:
        return ""
    return session.exec(
        select(Organisation.name).where(Organisation.id == statement.organisation_id)
    ).one()
