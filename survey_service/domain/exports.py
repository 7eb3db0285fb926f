"""Exports: asked for at the desk, written by the worker, kept for 30 days."""

import io
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from survey_service import clock, queue
from survey_service.domain import files
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import surveys
from survey_service.errors import NotAllowed, NotFound, NotReady
from survey_service.permissions import Action, Actor, allowed
from survey_service.tables.exports import Export, ExportKind, ExportState

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KEPT = timedelta(days=30)
NEEDS = {
    ExportKind.FINDINGS: Action.EXPORT_FINDINGS,
    ExportKind.ANSWERS: Action.EXPORT_ANSWERS,
}
NAMES = {ExportKind.FINDINGS: "befunde", ExportKind.ANSWERS: "antwortband"}


class ExportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """An export in the list."""

    id: UUID
    survey_id: UUID
    kind: str
    state: str
    problem: str
    file_id: UUID | None
    size: int
    created_by: str
    created_at: datetime
    finished_at: datetime | None


def order(session: Session, actor: Actor, *, survey_id: UUID, kind: str) -> UUID:
    """Ask for an export; the worker writes it. Raises NotAllowed, NotFound."""
    if kind not in NEEDS:
        raise NotFound("Diesen Export gibt es nicht.")
    _check(actor, kind)
    export = Export(
        survey_id=survey_id,
        kind=kind,
        created_by=audit.actor_name(actor),
        created_at=clock.now(),
    )
    session.add(export)
    session.flush()
    title = surveys.load(session, survey_id).title
    audit.record(
        session, actor, "Export angefordert", subject=title, detail=NAMES[ExportKind(kind)].title()
    )
    queue.enqueue(session, queue.WriteExport(export=str(export.id)))
    return export.id


def _check(actor: Actor, kind: str) -> None:
    if not allowed(actor, NEEDS[ExportKind(kind)]):
        raise NotAllowed("Dieser Export enthält Angaben, für die Ihr Konto keine Berechtigung hat.")


def of_survey(session: Session, actor: Actor, survey_id: UUID) -> list[ExportFacts]:
    """The exports the actor may have, the newest first."""
    kinds = [kind for kind, action in NEEDS.items() if allowed(actor, action)]
    rows = session.exec(
        select(Export)
        .where(Export.survey_id == survey_id, col(Export.kind).in_(kinds))
        .order_by(col(Export.created_at).desc())
    ).all()
    return [_facts(session, row) for row in rows]


def load(session: Session, actor: Actor, export_id: UUID) -> ExportFacts:
    """One export. Raises NotFound, NotAllowed."""
    row = session.get(Export, export_id)
    if row is None:
        raise NotFound("Diesen Export gibt es nicht mehr.")
    _check(actor, row.kind)
    return _facts(session, row)


def file_of(session: Session, actor: Actor, export_id: UUID) -> files.FileFacts:
    """The finished file; reading an Antwortband is noted in the log."""
    export = load(session, actor, export_id)
    if export.file_id is None:
        raise NotReady("Die Datei ist noch nicht fertig. Laden Sie die Seite in Kürze neu.")
    if export.kind == ExportKind.ANSWERS:
        title = surveys.load(session, export.survey_id).title
        audit.record(session, actor, "Antwortband heruntergeladen", subject=title)
    return files.head(session, export.file_id)


def _facts(session: Session, row: Export) -> ExportFacts:
    return ExportFacts(
        id=row.id,
        survey_id=row.survey_id,
        kind=row.kind,
        state=row.state,
        problem=row.problem,
        file_id=row.file_id,
        size=files.head(session, row.file_id).size if row.file_id else 0,
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def begin(session: Session, export_id: UUID) -> None:
    """The worker has taken the export up."""
    row = session.exec(select(Export).where(Export.id == export_id)).one()
    if row.state == ExportState.QUEUED:
        row.state = ExportState.RUNNING


def render(session: Session, export_id: UUID) -> bytes:
    """The export's bytes; nothing is written."""
    row = session.exec(select(Export).where(Export.id == export_id)).one()
    return workbook(session, survey_id=row.survey_id, kind=row.kind)


def workbook(session: Session, *, survey_id: UUID, kind: str) -> bytes:
    """A survey's workbook of findings or answers, as of today."""
    # Only the worker and the command line get here: the web process need not load openpyxl.
    from exports import report, responses_volume
    from survey_service.domain.coding import findings, free_texts

    stream = io.BytesIO()
    today = clock.today()
    if kind == ExportKind.FINDINGS:
        report.write(stream, findings.report(session, survey_id, today=today))
    else:
        responses_volume.write(stream, free_texts.volume(session, survey_id, today=today))
    return stream.getvalue()


def file_name(session: Session, *, survey_id: UUID, kind: str) -> str:
    """Name of the file: what, of which survey, of which day."""
    slug = surveys.load(session, survey_id).slug
    return f"{NAMES[ExportKind(kind)]}-{slug}-{clock.today():%Y-%m-%d}.xlsx"


def finish(session: Session, export_id: UUID, content: bytes) -> None:
    """Store the file. Done twice, the first file stays."""
    row = session.exec(select(Export).where(Export.id == export_id).with_for_update()).one()
    if row.file_id is not None:
        return
    row.file_id = files.store(
        session,
        file_name(session, survey_id=row.survey_id, kind=row.kind),
        XLSX,
        content,
        expires_at=clock.now() + KEPT,
    )
    row.state = ExportState.READY
    row.finished_at = clock.now()


def fail(session: Session, export_id: UUID, problem: str) -> None:
    """The export could not be written; a sentence for who asked."""
    row = session.exec(select(Export).where(Export.id == export_id)).one()
    row.state = ExportState.FAILED
    row.problem = problem
    row.finished_at = clock.now()
