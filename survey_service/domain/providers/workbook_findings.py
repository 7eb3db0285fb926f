"""What became of the workbooks an organisation uploaded: kept for the page that shows it."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from uuid import UUID

import msgspec
from sqlalchemy import desc
from sqlmodel import Session, col, select

from questionnaires import answers as forms
from questionnaires.questionnaire import Choice, Item, text
from questionnaires.readers.return_workbook import Reading, ReturnedPlace
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import responses, workbook_writing
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.responses import WorkbookUpload

PROBLEM, HINT, EMPTIED, CONFLICT = "problem", "hint", "emptied", "conflict"
KEPT = 2_000
"""Findings per upload: nobody reads more, and the first tell what is wrong."""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something to look at. ``kind``: problem | hint | emptied | conflict.

    ``cell`` "" = the whole sheet; ``page``, ``item``: "" = it cannot be said which.
    """

    kind: str
    sheet: str
    cell: str
    message: str
    page: str = ""
    facility: str = ""
    item: str = ""
    label: str = ""
    facility_name: str = ""


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What a file said of a place; the same again is nothing new."""

    page: str
    facility: str
    digest: str


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """``taken``: answers that were saved; ``known``: pages that an earlier upload held so."""

    workbook: str
    taken: int = 0
    known: int = 0
    seen: tuple[Seen, ...] = ()
    findings: tuple[Finding, ...] = ()

    def named(self, place: Place, item: str) -> bool:
        """Whether the item of this place was a problem."""
        return any(
            one.kind == PROBLEM
            and (one.page, one.facility, one.item) == (place.page, place.facility, item)
            for one in self.findings
        )

    def of(self, kind: str) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(one for one in self.findings if one.kind == kind)


class UploadFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A workbook that was uploaded."""

    id: UUID
    file_name: str
    author: str
    uploaded_at: datetime
    findings: Findings


def problems(
    opened: OrganisationResponse, reading: Reading, areas: Sequence[Choice]
) -> tuple[Finding, ...]:
    """What the file says and cannot be used, as it is stored now: by sheet, from top to bottom."""
    names = {facility.id: facility.name for facility in opened.facilities}
    labels = {
        item.code: text(item.label, opened.language)
        for page in opened.questionnaire.pages
        for item in page.items
    }
    found = [
        Finding(
            kind=PROBLEM,
            sheet=one.sheet,
            cell=one.cell,
            message=one.message,
            page=one.page,
            facility=one.facility,
            item=one.item,
            label=labels.get(one.item, ""),
            facility_name=names.get(one.facility, ""),
        )
        for one in reading.problems
    ]
    relevant = responses.relevant_answers(opened)
    for place in reading.places:
        found += _of_place(opened, place, relevant, names, areas)
    return tuple(found)


def _of_place(
    opened: OrganisationResponse,
    returned: ReturnedPlace,
    relevant: dict[str, forms.Answers],
    names: dict[str, str],
    areas: Sequence[Choice],
) -> list[Finding]:
    place = Place(returned.page, returned.facility)
    content = opened.sheet(place).content
    given = [code for code, filled in returned.items.items() if filled.raw]
    if not given:
        return []
    page = responses.page_at(opened, place)
    known = responses.known_at(page, place, relevant)
    asked = {item.code for item in forms.relevant_items(page, content.answers, known)}
    messages = {}
    if content.unreadable:
        typed = workbook_writing.typed(page, content, language=opened.language)
        form = forms.read_page(page, typed, known=known, language=opened.language, areas=areas)
        messages = {problem.item: problem.message for problem in form.problems}
    found = []
    for item in page.items:
        if item.code in given and item.code in messages:
            found.append(_finding(opened, returned, item, names, PROBLEM, messages[item.code]))
        elif item.code in given and item.code not in asked:
            message = (
                "Diese Frage wird nach Ihren anderen Antworten nicht gestellt. Die Antwort ist "
                "gespeichert, zählt aber nicht."
            )
            found.append(_finding(opened, returned, item, names, HINT, message))
    return found


def _finding(
    opened: OrganisationResponse,
    returned: ReturnedPlace,
    item: Item,
    names: dict[str, str],
    kind: str,
    message: str,
) -> Finding:
    return Finding(
        kind=kind,
        sheet=returned.sheet,
        cell=returned.items[item.code].cell,
        message=message,
        page=returned.page,
        facility=returned.facility,
        item=item.code,
        label=text(item.label, opened.language),
        facility_name=names.get(returned.facility, ""),
    )


def store(
    session: Session,
    actor: Actor,
    survey: SurveyFacts,
    upload: UUID,
    *,
    file_name: str,
    findings: Findings,
    now: datetime,
) -> None:
    """Keep what became of an upload. Raises NotFound for nobody."""
    if actor.organisation_id is None:
        raise NotFound("Diese Erhebung gibt es nicht.")
    kept = msgspec.structs.replace(findings, findings=findings.findings[:KEPT])
    session.add(
        WorkbookUpload(
            id=upload,
            survey_id=survey.id,
            organisation_id=actor.organisation_id,
            file_name=file_name[:300],
            findings=msgspec.json.encode(kept),
            author=actor.name[:200],
            uploaded_at=now,
        )
    )
    session.flush()


def of_workbook(session: Session, actor: Actor, survey: SurveyFacts, workbook: str) -> Findings:
    """All that earlier uploads of the same workbook said, as one."""
    found = [one.findings for one in uploads(session, actor, survey)]
    same = [one for one in found if one.workbook == workbook]
    return reduce(_joined, same, Findings(workbook=workbook))


def _joined(one: Findings, other: Findings) -> Findings:
    return Findings(
        workbook=one.workbook,
        seen=(*one.seen, *other.seen),
        findings=(*one.findings, *other.findings),
    )


def uploads(session: Session, actor: Actor, survey: SurveyFacts) -> tuple[UploadFacts, ...]:
    """The organisation's own uploads to a wave, the newest first."""
    rows = session.exec(
        select(WorkbookUpload)
        .where(
            WorkbookUpload.survey_id == survey.id,
            WorkbookUpload.organisation_id == actor.organisation_id,
        )
        .order_by(desc(col(WorkbookUpload.uploaded_at)))
    )
    return tuple(_facts(row) for row in rows)


def one_upload(session: Session, actor: Actor, slug: str, upload: UUID) -> UploadFacts:
    """One of the organisation's own uploads. Raises NotFound."""
    survey = responses.wave(session, actor, slug)
    for one in uploads(session, actor, survey):
        if one.id == upload:
            return one
    raise NotFound("Diese Arbeitsmappe wurde hier nicht hochgeladen. Gehen Sie zur Übersicht.")


def _facts(row: WorkbookUpload) -> UploadFacts:
    return UploadFacts(
        id=row.id,
        file_name=row.file_name,
        author=row.author,
        uploaded_at=row.uploaded_at,
        findings=msgspec.json.decode(row.findings, type=Findings),
    )
