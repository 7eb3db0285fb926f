"""A workbook comes back: untouched cells change nothing, nothing is overwritten silently."""

import hmac
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
import pytest
from openpyxl import load_workbook
from sqlmodel import select

from exports import workbook as writer
from questionnaires import return_marks
from questionnaires.readers import return_workbook
from questionnaires.readers.return_workbook import Workbook
from survey_service import keys
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    responses,
    saving,
    submission,
    versions,
    workbook_findings,
    workbook_return,
    workbook_writing,
)
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.providers.workbook_findings import Findings
from survey_service.errors import Conflict, NotFound, UploadUnusable, WaveClosed
from survey_service.permissions import Actor
from survey_service.tables.audit import AuditEntry
from survey_service.tables.register import Facility
from survey_service.tables.responses import Revision, WorkbookUpload
from survey_service.tables.surveys import Participation, Survey
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made

LAGE = Place("lage")
LATER = NOON.replace(month=7)
Change = Callable[[Any], None]


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


def sign(text: str) -> str:
    return keys.workbook_signature(wave.SECRET, text)


def verify(text: str, signature: str) -> bool:
    return hmac.compare_digest(sign(text), signature)


def download(database: Database, made: Made, *, now: Any = NOON) -> bytes:
    with database.read() as session:
        content = workbook_writing.compose(session, made.actor, SLUG, sign=sign, now=now)
    return writer.workbook(content, date=NOON.date())


def filled(content: bytes, cells: dict[tuple[str, str], Any]) -> bytes:
    """The workbook with these cells: (item or item/choice, facility or "") -> value."""
    book = load_workbook(io.BytesIO(content))
    left = dict(cells)
    for sheet in book:
        if not str(sheet["A1"].value).startswith("seite:"):
            continue
        heads = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            key = sheet.cell(row, 1).value
            if (key, "") in left and "antwort" in heads:
                cell = sheet.cell(row, heads["antwort"])
                cell.value = left.pop((key, ""))
                # Typed into a cell of text, "=Wer?" is no formula.
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
            for code, facility in [one for one in left if one[1] == key and one[0] in heads]:
                sheet.cell(row, heads[code]).value = left.pop((code, facility))
    assert left == {}
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(
    database: Database, made: Made, content: bytes, *, actor: Actor | None = None, now: Any = NOON
) -> Findings:
    opened = return_workbook.open_return(content, language="de")
    return take_in(database, made, opened, actor=actor, now=now)


def take_in(
    database: Database,
    made: Made,
    opened: Workbook,
    *,
    actor: Actor | None = None,
    slug: str = SLUG,
    now: Any = NOON,
) -> Findings:
    whose = actor or made.actor
    with database.write() as session:
        key = workbook_return.take_in(
            session,
            whose,
            slug,
            workbook=opened,
            file_name="Rücklauf.xlsx",
            verify=verify,
            now=now,
        )
    with database.read() as session:
        return workbook_findings.one_upload(session, whose, slug, key).findings


def browser(
    database: Database, made: Made, place: Place, fields: dict[str, list[str]], *, base: int = 0
) -> saving.Saved:
    with database.write() as session:
        return saving.save(
            session,
            made.actor,
            SLUG,
            {place: Sent(fields=fields, base=base, form=f"browser-{base}")},
            areas=surveys.area_choices(session),
            now=NOON,
        )[place]


def content(database: Database, made: Made, place: Place) -> PageContent:
    return load(database, made).sheet(place).content


def load(database: Database, made: Made) -> responses.OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=NOON)


def count(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(Revision.id)).all())


def summary(found: Findings) -> list[tuple[str, str, str]]:
    return [(one.kind, one.item, one.facility_name) for one in found.findings]


# Refusals


def test_another_organisations_workbook_is_refused(database: Database, made: Made) -> None:
    file = filled(download(database, made), {("neu", ""): "x"})
    with database.write() as session:
        session.add(
            Participation(survey_id=made.survey_id, organisation_id=made.stranger.organisation_id)
        )
    with pytest.raises(UploadUnusable, match="andere Organisation"):
        upload(database, made, file, actor=made.stranger)
    assert count(database) == 0


def test_ones_own_is_taken(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    file = filled(download(database, made), {("neu", ""): "x"})
    assert upload(database, made, file).taken == 1
    assert count(database) == 1


def test_another_waves_workbook_is_refused(database: Database, made: Made) -> None:
    file = filled(download(database, made), {("neu", ""): "x"})
    with database.write() as session:
        other = session.exec(select(Survey.id).where(Survey.slug == "andere")).one()
        session.add(Participation(survey_id=other, organisation_id=made.actor.organisation_id))
    opened = return_workbook.open_return(file, language="de")
    with pytest.raises(UploadUnusable, match="anderen Erhebung"):
        take_in(database, made, opened, slug="andere")


def changed_marks(file: bytes, change: Callable[[Any], Any], *, signed: bool) -> bytes:
    """The workbook with other marks."""
    book = load_workbook(io.BytesIO(file))
    rows = [(str(row[0].value), str(row[1].value)) for row in book["Kennung"]]
    found = return_marks.read(rows)
    assert found is not None
    marks = change(found[0])
    del book["Kennung"]
    sheet = book.create_sheet("Kennung")
    signature = sign(return_marks.text_of(marks)) if signed else found[1]
    for row in return_marks.rows(marks, signature):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_changed_marks_are_refused(database: Database, made: Made) -> None:
    file = changed_marks(
        download(database, made), lambda m: msgspec.structs.replace(m, bases=()), signed=False
    )
    with pytest.raises(UploadUnusable, match="wurde verändert"):
        upload(database, made, file)


def test_an_earlier_questionnaires_workbook_is_refused(database: Database, made: Made) -> None:
    file = changed_marks(
        download(database, made), lambda m: msgspec.structs.replace(m, version="alt"), signed=True
    )
    with pytest.raises(UploadUnusable, match="Fragebogen wurde geändert"):
        upload(database, made, file)


def test_a_workbook_without_marks_is_refused(database: Database, made: Made) -> None:
    with pytest.raises(UploadUnusable, match="nicht die Arbeitsmappe"):
        take_in(database, made, Workbook(sheets=()))


def test_after_the_end_and_after_handing_in_nothing_is_taken(
    database: Database, made: Made
) -> None:
    file = filled(download(database, made), {("neu", ""): "x"})
    with pytest.raises(WaveClosed):
        upload(database, made, file, now=LATER)
    with pytest.raises(WaveClosed):
        download(database, made, now=LATER)
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="so", now=NOON)
    with pytest.raises(Conflict, match="abgesandt"):
        upload(database, made, file)
    with pytest.raises(Conflict, match="abgesandt"):
        download(database, made)


def test_uploads_of_others_are_not_found(database: Database, made: Made) -> None:
    upload(database, made, download(database, made))
    with database.read() as session:
        key: UUID = session.exec(select(WorkbookUpload.id)).one()
        assert workbook_findings.one_upload(session, made.actor, SLUG, key).id == key
        with pytest.raises(NotFound):
            workbook_findings.one_upload(session, made.stranger, SLUG, key)
        with pytest.raises(NotFound):
            workbook_findings.one_upload(session, made.stranger, "andere", key)


def test_a_facility_that_moved_to_another_organisation_is_not_answered_for(
    database: Database, made: Made
) -> None:
    first = made.facilities[0]
    file = filled(download(database, made), {("wartezeit", first): 3})
    with database.write() as session:
        row = session.exec(select(Facility).where(Facility.code == "E1")).first()
        assert row is not None
        row = session.get_one(Facility, UUID(first))
        row.organisation_id = made.stranger.organisation_id  # type: ignore[assignment]
        row.code = "E9"
    found = upload(database, made, file)
    assert (found.taken, count(database)) == (0, 0)
    assert "gehört zu keiner Ihrer Einrichtungen" in found.findings[0].message


# Taking in


def test_answers_are_saved_as_drafts_of_their_places(database: Database, made: Made) -> None:
    first, second = made.facilities
    file = filled(
        download(database, made),
        {
            ("umfang", ""): "weniger",
            ("gruende/personal", ""): "x",
            ("neu", ""): "=Wer?",
            ("wartezeit", second): 12,
            ("warum", second): "Personal",
            ("einzug", first): "Südstadt",
        },
    )
    found = upload(database, made, file)
    assert (found.taken, found.findings) == (6, ())
    assert [
        content(database, made, LAGE).answers,
        content(database, made, Place("nachfrage", second)).answers,
        content(database, made, Place("umfeld", first)).answers,
    ] == [
        {"umfang": "weniger", "gruende": ["personal"], "neu": "=Wer?"},
        {"wartezeit": 12, "warum": "Personal"},
        {"einzug": "02"},
    ]
    assert count(database) == 3
    with database.read() as session:
        entry = session.exec(select(AuditEntry.action, AuditEntry.subject)).all()
    assert ("Arbeitsmappe eingelesen", "Trägerabfrage 2026") in entry


def test_an_untouched_workbook_changes_nothing(database: Database, made: Made) -> None:
    browser(database, made, LAGE, {"umfang": ["weniger"], "neu": ["1,5 Stellen"]})
    nachfrage = Place("nachfrage", made.facilities[0])
    browser(database, made, nachfrage, {"wartezeit": ["viele Tage"]})
    file = download(database, made)
    browser(database, made, LAGE, {"umfang": ["mehr"]}, base=1)
    before = count(database)
    assert upload(database, made, file).taken == 0
    assert count(database) == before
    assert content(database, made, LAGE).answers == {"umfang": "mehr", "neu": "1,5 Stellen"}


def test_the_same_file_twice_changes_nothing_the_second_time(
    database: Database, made: Made
) -> None:
    file = filled(download(database, made), {("neu", ""): "aus der Datei", ("umfang", ""): "mehr"})
    assert upload(database, made, file).taken == 2
    number = load(database, made).sheet(LAGE).number
    browser(database, made, LAGE, {"neu": ["im Browser"], "umfang": ["mehr"]}, base=number)
    before = count(database)
    again = upload(database, made, file)
    assert (again.taken, again.known, again.findings) == (0, 6, ())
    assert count(database) == before
    assert content(database, made, LAGE).answers["neu"] == "im Browser"


def test_what_cannot_be_read_is_kept_and_named_and_the_rest_is_saved(
    database: Database, made: Made
) -> None:
    second = made.facilities[1]
    place = Place("nachfrage", second)
    file = filled(
        download(database, made), {("wartezeit", second): "viele", ("umfang", ""): "enorm"}
    )
    found = upload(database, made, filled(file, {("neu", ""): "gut"}))
    assert found.taken == 1
    assert summary(found) == [("problem", "umfang", ""), ("problem", "wartezeit", "Haus 02")]
    problem = found.findings[1]
    assert (problem.sheet, problem.page, problem.facility) == ("Nachfrage", "nachfrage", second)
    assert "ganze Zahl" in problem.message
    assert content(database, made, place).unreadable == {"wartezeit": ["viele"]}
    assert content(database, made, LAGE).answers == {"neu": "gut"}
    # Corrected in the file and uploaded again: no conflict with oneself.
    mended = upload(database, made, filled(file, {("wartezeit", second): 30, ("neu", ""): "gut"}))
    assert (mended.taken, summary(mended)) == (1, [("problem", "umfang", "")])
    assert content(database, made, place).answers == {"wartezeit": 30}


def test_an_emptied_cell_empties_and_says_so(database: Database, made: Made) -> None:
    browser(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Familien"]})
    file = filled(download(database, made), {("neu", ""): None})
    found = upload(database, made, file)
    assert (found.taken, summary(found)) == (1, [("emptied", "neu", "")])
    assert content(database, made, LAGE).answers == {"umfang": "mehr"}


def test_an_answer_that_is_not_asked_for_is_kept_and_said(database: Database, made: Made) -> None:
    second = made.facilities[1]
    file = filled(download(database, made), {("warum", second): "Umbau", ("wartezeit", second): 3})
    found = upload(database, made, file)
    assert summary(found) == [("hint", "warum", "Haus 02")]
    answers = content(database, made, Place("nachfrage", second)).answers
    assert answers == {"wartezeit": 3, "warum": "Umbau"}


# Conflicts


def test_other_fields_of_a_page_that_changed_in_the_browser_are_saved(
    database: Database, made: Made
) -> None:
    file = filled(download(database, made), {("neu", ""): "Familien"})
    browser(database, made, LAGE, {"umfang": ["mehr"]})
    found = upload(database, made, file)
    assert (found.taken, found.findings) == (1, ())
    assert content(database, made, LAGE).answers == {"umfang": "mehr", "neu": "Familien"}
    assert load(database, made).aside == {}


def test_the_same_field_changed_in_both_waits_for_a_decision(
    database: Database, made: Made
) -> None:
    browser(database, made, LAGE, {"neu": ["alt"]})
    file = filled(download(database, made), {("neu", ""): "aus der Datei", ("umfang", ""): "mehr"})
    browser(database, made, LAGE, {"neu": ["im Browser"]}, base=1)
    found = upload(database, made, file)
    assert (found.taken, summary(found)) == (1, [("conflict", "neu", "")])
    assert content(database, made, LAGE).answers == {"umfang": "mehr", "neu": "im Browser"}
    opened = load(database, made)
    comparison = versions.compare(opened, LAGE, areas=())
    assert comparison is not None
    assert [(one.item, one.saved, one.waiting) for one in comparison.differences] == [
        ("neu", "im Browser", "aus der Datei")
    ]
    with database.write() as session:
        assert versions.settle(
            session,
            made.actor,
            SLUG,
            LAGE,
            number=comparison.number,
            base=comparison.base,
            choices={"neu": "beide"},
            now=NOON,
        )
    assert content(database, made, LAGE).answers["neu"] == "im Browser\n\naus der Datei"
    # The same file once more asks nobody again.
    assert upload(database, made, file).findings == ()
    assert load(database, made).aside == {}


def test_two_copies_of_one_workbook_never_overwrite_each_other(
    database: Database, made: Made
) -> None:
    file = download(database, made)
    first, second = made.facilities
    one = filled(file, {("wartezeit", first): 3, ("neu", ""): "von A"})
    other = filled(file, {("wartezeit", second): 5, ("neu", ""): "von B"})
    assert upload(database, made, one).taken == 2
    found = upload(database, made, other)
    assert (found.taken, summary(found)) == (1, [("conflict", "neu", "")])
    assert [
        content(database, made, Place("nachfrage", facility)).answers
        for facility in (first, second)
    ] == [{"wartezeit": 3}, {"wartezeit": 5}]
    assert content(database, made, LAGE).answers["neu"] == "von A"
    waiting = load(database, made).aside[LAGE]
    assert [sheet.content.answers["neu"] for sheet in waiting] == ["von B"]


def test_without_a_look_at_the_newest_version_the_browser_would_lose(
    database: Database, made: Made
) -> None:
    """Negative control: taken for written from the newest version, the file overwrites."""
    file = filled(download(database, made), {("neu", ""): "aus der Datei"})
    browser(database, made, LAGE, {"neu": ["im Browser"]})
    newer = msgspec.structs.replace(return_marks.Base(page="lage", facility="", number=1))
    forged = changed_marks(file, lambda m: msgspec.structs.replace(m, bases=(newer,)), signed=True)
    assert upload(database, made, forged).taken == 1
    assert content(database, made, LAGE).answers == {"neu": "aus der Datei"}
