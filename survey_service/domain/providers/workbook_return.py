"""A workbook comes back: what somebody changed in it is saved, cell by cell.

A cell is compared with the version the workbook was written from. Untouched cells change nothing;
where the browser has something else by now, both versions wait for a person to decide.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlmodel import Session

from questionnaires import items, return_cells
from questionnaires.questionnaire import Choice, Item, Page, text
from questionnaires.readers import return_workbook
from questionnaires.readers.return_sheet import Filled
from questionnaires.readers.return_workbook import Reading, ReturnedPlace
from questionnaires.readers.upload import Workbook
from questionnaires.return_marks import Marks
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    responses,
    revisions,
    saving,
    workbook_findings,
    workbook_marks,
    workbook_writing,
)
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.providers.workbook_findings import Finding, Findings, Seen
from survey_service.domain.providers.workbook_marks import Verify
from survey_service.permissions import Actor


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """An item whose cell says something new. ``clash``: the browser has something else by now."""

    item: Item
    filled: Filled
    clash: bool


class _Changed(msgspec.Struct, frozen=True, kw_only=True):
    """A place with what changed on it."""

    place: Place
    page: Page
    sheet: str
    changes: tuple[_Change, ...]


def take_in(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    workbook: Workbook,
    file_name: str,
    verify: Verify,
    now: datetime,
) -> UUID:
    """Save what is new in the workbook; returns the upload's id.

    Raises NotFound, UploadUnusable, WaveClosed, or Conflict when it is handed in: nothing is
    stored then.
    """
    survey = responses.wave(session, actor, slug)
    marks = workbook_marks.check(workbook, survey, actor, verify=verify)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    areas = surveys.area_choices(session)
    reading = _read(workbook, opened, areas)
    earlier = workbook_findings.of_workbook(session, actor, survey, marks.workbook)
    known = set(earlier.seen)
    fresh = [one for one in reading.places if _seen(one) not in known]
    bases = _bases(session, opened, response_id, marks)
    changed = [_compared(opened, place, bases, earlier, areas) for place in fresh]
    upload = uuid4()
    _save(session, actor, slug, opened, changed, marks, upload, areas, now)
    saved = responses.of_wave(session, actor, survey, now=now)
    problems = workbook_findings.problems(saved, reading, areas)
    findings = Findings(
        workbook=marks.workbook,
        taken=_taken(changed, problems),
        known=len(reading.places) - len(fresh),
        seen=tuple(_seen(place) for place in reading.places),
        findings=(*problems, *_clashes(saved, changed), *_emptied(saved, changed)),
    )
    workbook_findings.store(
        session, actor, survey, upload, file_name=file_name, findings=findings, now=now
    )
    audit.record(session, actor, "Arbeitsmappe eingelesen", subject=survey.title)
    return upload


def _read(workbook: Workbook, opened: OrganisationResponse, areas: Sequence[Choice]) -> Reading:
    """Only places that the actor may answer for."""
    own = set(responses.places(opened))
    reading = return_workbook.read(
        workbook,
        opened.questionnaire,
        facilities={facility.id: facility.name for facility in opened.facilities},
        areas=areas,
        language=opened.language,
    )
    places = tuple(one for one in reading.places if Place(one.page, one.facility) in own)
    return msgspec.structs.replace(reading, places=places)


def _seen(place: ReturnedPlace) -> Seen:
    """The place and a digest of what the file says there."""
    said = {code: filled.raw for code, filled in place.items.items()}
    digest = hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
    return Seen(page=place.page, facility=place.facility, digest=digest)


def _bases(
    session: Session, opened: OrganisationResponse, response_id: UUID, marks: Marks
) -> dict[Place, PageContent]:
    """What the workbook showed: mostly the newest version, else an older one."""
    found, older = {}, {}
    for base in marks.bases:
        place = Place(base.page, base.facility)
        latest = opened.sheet(place)
        if latest.number == base.number:
            found[place] = latest.content
        else:
            older[place] = base.number
    return found | revisions.at(session, response_id, older)


def _compared(
    opened: OrganisationResponse,
    returned: ReturnedPlace,
    bases: Mapping[Place, PageContent],
    earlier: Findings,
    areas: Sequence[Choice],
) -> _Changed:
    place = Place(returned.page, returned.facility)
    page = responses.page_at(opened, place)
    base, latest = bases.get(place, PageContent()), opened.sheet(place).content
    before = workbook_writing.typed(page, base, language=opened.language)
    now = workbook_writing.typed(page, latest, language=opened.language)
    changes = []
    for item in page.items:
        filled, was = returned.items.get(item.code), before.get(item.code, ())
        if filled is None or len("\n".join(was)) > return_cells.LONGEST_CELL:
            continue
        shown = _as_in_the_file(item, was, opened.language, areas)
        current = _as_in_the_file(item, now.get(item.code, ()), opened.language, areas)
        if any(
            _same(item, filled.raw, known, opened.language, areas) for known in (shown, current)
        ):
            continue
        # What the same workbook said before and could not be read is corrected, not in conflict.
        mended = item.code in latest.unreadable and earlier.named(place, item.code)
        clash = not mended and now.get(item.code, ()) != was
        changes.append(_Change(item=item, filled=filled, clash=clash))
    return _Changed(place=place, page=page, sheet=returned.sheet, changes=tuple(changes))


def _as_in_the_file(
    item: Item, raw: Sequence[str], language: str, areas: Sequence[Choice]
) -> list[str]:
    """What is read from a cell in which this was written and that nobody touched."""
    if item.kind == "note":
        return []
    cells = return_cells.written(item, raw, language=language, areas=areas)
    as_text = [return_workbook.as_text(cell, language=language) for cell in cells]
    return return_cells.meant(item, as_text, language=language, areas=areas)


def _same(
    item: Item, one: Sequence[str], other: Sequence[str], language: str, areas: Sequence[Choice]
) -> bool:
    """12,50 and 12.5 are the same answer; what is no answer is compared as typed."""
    if list(one) == list(other):
        return True
    values = [items.parse(item, raw, language=language, areas=areas).value for raw in (one, other)]
    return values[0] is not None and values[0] == values[1]


def _save(
    session: Session,
    actor: Actor,
    slug: str,
    opened: OrganisationResponse,
    changed: Sequence[_Changed],
    marks: Marks,
    upload: UUID,
    areas: Sequence[Choice],
    now: datetime,
) -> None:
    """What nobody else changed is saved at once; then what somebody did, as a version aside."""
    numbers = {Place(base.page, base.facility): base.number for base in marks.bases}
    for clash in (False, True):
        sent = {}
        for one in changed:
            new = {c.item.code: list(c.filled.raw) for c in one.changes if c.clash <= clash}
            if any(change.clash == clash for change in one.changes):
                latest = opened.sheet(one.place)
                sent[one.place] = Sent(
                    fields={**_fields(one.page, latest.content, opened.language), **new},
                    base=numbers.get(one.place, 0) if clash else latest.number,
                    form=upload.hex if clash else f"{marks.workbook}-{upload.hex[:16]}",
                    shown=frozenset(item.code for item in one.page.items),
                )
        if sent:
            saving.save(session, actor, slug, sent, areas=areas, now=now)


def _fields(page: Page, content: PageContent, language: str) -> dict[str, list[str]]:
    found = workbook_writing.typed(page, content, language=language)
    return {code: list(raw) for code, raw in found.items()}


def _taken(changed: Sequence[_Changed], problems: Sequence[Finding]) -> int:
    """How many answers are new and can be used."""
    bad = {
        (one.page, one.facility, one.item)
        for one in problems
        if one.kind == workbook_findings.PROBLEM
    }
    return sum(
        not change.clash and (one.place.page, one.place.facility, change.item.code) not in bad
        for one in changed
        for change in one.changes
    )


def _clashes(opened: OrganisationResponse, changed: Sequence[_Changed]) -> list[Finding]:
    """What waits for a decision."""
    return [
        _finding(opened, one, change, kind=workbook_findings.CONFLICT, message="")
        for one in changed
        for change in one.changes
        if change.clash and one.place in opened.aside
    ]


def _emptied(opened: OrganisationResponse, changed: Sequence[_Changed]) -> list[Finding]:
    message = "Diese Antwort haben Sie in der Arbeitsmappe gelöscht; sie ist jetzt leer."
    return [
        _finding(opened, one, change, kind=workbook_findings.EMPTIED, message=message)
        for one in changed
        for change in one.changes
        if not change.filled.raw and not change.clash
    ]


def _finding(
    opened: OrganisationResponse, one: _Changed, change: _Change, *, kind: str, message: str
) -> Finding:
    facility = responses.facility_at(opened, one.place)
    return Finding(
        kind=kind,
        sheet=one.sheet,
        cell=change.filled.cell,
        message=message,
        page=one.place.page,
        facility=one.place.facility,
        item=change.item.code,
        label=text(change.item.label, opened.language),
        facility_name=facility.name if facility else "",
    )
