"""Earlier waves from Excel: looked at first, then taken over as closed waves."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from questionnaires.answers import Answers
from questionnaires.questionnaire import FACILITIES, Page, Questionnaire
from questionnaires.readers import earlier_wave
from questionnaires.readers.earlier_wave import (
    KnownFacility,
    KnownOrganisation,
    PastReturn,
    Reading,
    SheetMapping,
)
from survey_service import clock
from survey_service.domain import files
from survey_service.domain.administration import audit
from survey_service.domain.coding import statements
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.errors import NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.comparisons import ColumnMapping
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, ResponseState
from survey_service.tables.surveys import Participation

KEPT_FOR = timedelta(days=2)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAME_LENGTH = 120


def keep_file(session: Session, name: str, content: bytes) -> UUID:
    """Keep the workbook while somebody looks at what it would bring."""
    return files.store(session, name, XLSX, content, expires_at=clock.now() + KEPT_FOR)


def look(session: Session, file_id: UUID, mapping: SheetMapping, version_id: UUID) -> Reading:
    """What the workbook would bring. Raises NotFound or UploadRefused."""
    return earlier_wave.read(
        b"".join(files.stream(session, file_id)),
        mapping,
        questionnaire=questionnaires.load(session, version_id),
        organisations=_register(session),
        areas=surveys.area_choices(session),
    )


def _register(session: Session) -> list[KnownOrganisation]:
    facilities: dict[UUID, list[KnownFacility]] = {}
    for row in session.exec(select(Facility).order_by(col(Facility.name))):
        facilities.setdefault(row.organisation_id, []).append(
            KnownFacility(id=str(row.id), code=row.code, name=row.name, area=row.area_code or "")
        )
    return [
        KnownOrganisation(
            id=str(row.id),
            code=row.code,
            name=row.name,
            facilities=tuple(facilities.get(row.id, ())),
        )
        for row in session.exec(select(Organisation).order_by(col(Organisation.name)))
    ]


def take_over(
    session: Session, actor: Actor, *, draft: Draft, file_id: UUID, mapping: SheetMapping
) -> SurveyFacts:
    """A closed wave with these returns, all or nothing. Raises Refused, NotFound, NotReady."""
    if draft.closes_on >= clock.today():
        raise Refused("Eine frühere Welle muss vorbei sein: der letzte Tag liegt vor heute.")
    name = files.head(session, file_id).name
    reading = look(session, file_id, mapping, draft.questionnaire_version_id)
    if not reading.returns:
        raise NotReady(
            "Keine einzige Zeile ließ sich zuordnen. Prüfen Sie die Spalten und die Fragen."
        )
    made = surveys.create(session, actor, kind=surveys.WAVE, draft=draft)
    surveys.close_past(session, made.id)
    surveys.set_remark(session, made.id, f"Eingelesen aus der Datei „{name}“.")
    questionnaire = questionnaires.load(session, draft.questionnaire_version_id)
    for past in reading.returns:
        _store(session, made, questionnaire, past)
    audit.record(
        session,
        actor,
        "Frühere Welle eingelesen",
        subject=made.title,
        detail=f"{len(reading.returns)} Träger, {reading.taken} Antworten",
    )
    return surveys.load(session, made.id)


def _store(
    session: Session, survey: SurveyFacts, questionnaire: Questionnaire, past: PastReturn
) -> None:
    organisation_id = UUID(past.organisation.id)
    document = _document(questionnaire, past)
    quoting = statements.quoting(questionnaire, past.answers)
    row = Response(
        survey_id=survey.id,
        questionnaire_version_id=survey.questionnaire_version_id,
        organisation_id=organisation_id,
        state=ResponseState.SUBMITTED,
        document=documents.encode(document),
        quoting=quoting,
        submitted_on=survey.closes_on,
    )
    session.add(Participation(survey_id=survey.id, organisation_id=organisation_id))
    session.add(row)
    session.flush()
    statements.replace(
        session,
        survey_id=survey.id,
        response_id=row.id,
        organisation_id=organisation_id,
        quoting=quoting,
        language="de",
        drafts=[
            draft
            for page in questionnaire.pages
            for facility, answers in _of_page(page, past)
            for draft in statements.of_page(
                page,
                answers,
                facility=facility.id if facility else "",
                facility_area=facility.area if facility else "",
            )
        ],
    )


def _of_page(page: Page, past: PastReturn) -> list[tuple[KnownFacility | None, Answers]]:
    if page.roster != FACILITIES:
        return [(None, past.answers)]
    return [
        (facility, past.facilities[facility.id])
        for facility in past.organisation.facilities
        if facility.id in past.facilities
    ]


def _document(questionnaire: Questionnaire, past: PastReturn) -> Document:
    return Document(
        questionnaire=questionnaire.key,
        version=questionnaire.version,
        answers=past.answers,
        facilities=tuple(
            FacilityPart(
                facility=facility.id,
                code=facility.code,
                name=facility.name,
                area=facility.area,
                answers=past.facilities[facility.id],
            )
            for facility in past.organisation.facilities
            if facility.id in past.facilities
        ),
    )


def mappings(session: Session) -> dict[str, SheetMapping]:
    """All kept mappings by name."""
    rows = session.exec(select(ColumnMapping).order_by(col(ColumnMapping.name)))
    return {row.name: msgspec.convert(row.mapping, SheetMapping) for row in rows}


def mapping_named(session: Session, name: str) -> SheetMapping:
    """A kept mapping. Raises NotFound."""
    known: Mapping[str, SheetMapping] = mappings(session)
    if name not in known:
        raise NotFound("Diese Zuordnung gibt es nicht mehr. Geben Sie die Spalten neu an.")
    return known[name]


def keep_mapping(session: Session, actor: Actor, name: str, mapping: SheetMapping) -> None:
    """Keep a mapping by name; one of the same name is replaced. Raises Refused."""
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Refused("Geben Sie der Zuordnung einen Namen, zum Beispiel „Abfrage 2023“.")
    row = session.exec(select(ColumnMapping).where(ColumnMapping.name == name)).first()
    if row is None:
        row = ColumnMapping(name=name, changed_by="", changed_at=clock.now())
        session.add(row)
    row.mapping = msgspec.to_builtins(mapping)
    row.changed_by = audit.actor_name(actor)
    row.changed_at = clock.now()
