"""The volume of answers: every free text under its question, intern."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from analysis import quotes
from analysis.matrix import SOURCES
from exports.responses_volume import FreeText, NothingNew, ResponsesVolume
from questionnaires.questionnaire import Questionnaire, text
from survey_service.domain.coding import basis
from survey_service.domain.coding.basis import Basis
from survey_service.domain.fieldwork import questionnaires
from survey_service.domain.providers import unchanged
from survey_service.domain.providers.unchanged import PROTECTED_FACILITY, Unchanged
from survey_service.tables.codings import Span, SpanKind
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Statement, StatementSource


def volume(session: Session, survey_id: UUID, *, today: date) -> ResponsesVolume:
    """Every free text under its question: intern, by a permission of its own."""
    given = basis.load(session, survey_id, today=today)
    questionnaire = questionnaires.load(session, given.survey.questionnaire_version_id)
    returned, _ = basis.returned(session, given.survey)
    parts = list(unchanged.parts(session, given.survey)) if given.survey.is_wave else []
    return ResponsesVolume(
        municipality=given.municipality.name,
        title=given.survey.title,
        date=today,
        returned=returned,
        texts=_free_texts(session, given, questionnaire, parts),
        nothing_new=tuple(_nothing_new(parts)),
    )


def _nothing_new(parts: list[Unchanged]) -> Iterator[NothingNew]:
    for part in parts:
        permission = quotes.permission(StatementSource.PROVIDER, part.quoting)
        for page in part.pages:
            yield NothingNew(
                section=page,
                speaker=part.organisation,
                permission=permission,
                facility=part.facility,
            )


def _free_texts(
    session: Session, given: Basis, questionnaire: Questionnaire, parts: list[Unchanged]
) -> Iterator[FreeText]:
    questions = {
        item.code: (text(page.title, "de"), text(item.label, "de"))
        for page in questionnaire.pages
        for item in page.items
    }
    order = {code: position for position, code in enumerate(questions)}
    personal = _personal_data(session, given.survey.id)
    taken = {(part.response_id, part.facility_id, item) for part in parts for item in part.items}
    rows: list[Any] = list(
        session.execute(
            columns(Statement, Organisation.name, Facility.name, Facility.protected)  # type: ignore[call-overload]
            .outerjoin(Organisation, col(Organisation.id) == col(Statement.organisation_id))
            .outerjoin(Facility, col(Facility.id) == col(Statement.facility_id))
            .where(
                Statement.survey_id == given.survey.id,
                col(Statement.current).is_(True),
                Statement.text != "",
            )
        )
    )
    rows.sort(key=lambda row: (order.get(row[0].item, len(order)), row[0].item, row[0].text))
    for statement, organisation, facility, protected in rows:
        section, question = questions.get(statement.item, ("", statement.item or "ohne Frage"))
        # Where a protected facility stands; what somebody said about a place may be shown.
        hidden = protected and statement.area_reason == "facility"
        yield FreeText(
            section=section,
            code=statement.item,
            question=question,
            text=statement.text,
            area=basis.area_label(given.tree, "" if hidden else statement.area_code),
            source=SOURCES[statement.source],
            speaker=organisation or "",
            permission=quotes.permission(statement.source, statement.quoting),
            facility=PROTECTED_FACILITY if protected else facility or "",
            language=statement.language,
            personal_data=tuple(personal.get(statement.id, ())),
            taken_over=(statement.response_id, statement.facility_id, statement.item) in taken,
        )


def _personal_data(session: Session, survey_id: UUID) -> dict[UUID, list[tuple[int, int, str]]]:
    rows = session.exec(
        select(Span)
        .join(Statement, col(Statement.id) == col(Span.statement_id))
        .where(Statement.survey_id == survey_id, Span.kind == SpanKind.PERSONAL)
        .order_by(col(Span.start))
    )
    found: dict[UUID, list[tuple[int, int, str]]] = {}
    for span in rows:
        found.setdefault(span.statement_id, []).append((span.start, span.end, span.value))
    return found
