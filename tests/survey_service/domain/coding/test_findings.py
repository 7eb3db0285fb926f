"""From stored answers and codings to the report: protected, traceable, nothing unreleased."""

from uuid import UUID

import pytest
from sqlmodel import col, select

from exports import report as reports
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.coding import findings, quoting, segments
from survey_service.errors import Conflict
from survey_service.tables.codings import Coding, Quote, Segment
from survey_service.tables.responses import Response, Statement
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER
from tests.survey_service.domain.coding.conftest import BUS, TODAY


def test_report_says_what_it_rests_on(database: Database, survey_id: UUID) -> None:
    with database.read() as session:
        report = findings.report(session, survey_id, today=TODAY)
    assert (
        report.municipality,
        report.title,
        report.kind,
        report.date,
        report.returned,
        report.invited,
        report.coders,
        report.remarks,
    ) == (
        "Musterstadt",
        "Trägerabfrage 2026",
        "Erhebungswelle",
        TODAY,
        12,
        12,
        ((coded.CODER, 12),),
        ("Erfunden.",),
    )


def test_a_return_that_is_being_corrected_still_counts_as_it_was_handed_in(
    database: Database, survey_id: UUID
) -> None:
    with database.read() as session:
        before = findings.report(session, survey_id, today=TODAY)
    with database.write() as session:
        session.exec(select(Response)).first().state = "reopened"  # type: ignore[union-attr]
    with database.read() as session:
        after = findings.report(session, survey_id, today=TODAY)
    assert (after.returned, after.items, after.sources) == (12, before.items, before.sources)
    # Negative control: what was withdrawn does not.
    with database.write() as session:
        session.exec(select(Response)).first().state = "withdrawn"  # type: ignore[union-attr]
    with database.read() as session:
        less = findings.report(session, survey_id, today=TODAY)
    assert (less.returned, less.items[0].n_total) == (11, 11)


def test_every_coder_is_named_with_its_statements(database: Database, survey_id: UUID) -> None:
    """A run over one new statement does not speak for the twelve before it."""
    with database.write() as session:
        statement = coded.add_statement(
            session, survey_id, "Neu.", contributor="neu", source="provider"
        )
        one = coded.coded_statement(statement, "Neu.", (coded.suggestion("mobilitaet.oepnv"),))
        coded.add_run(session, survey_id, [one])
        for coding in session.exec(
            select(Coding)
            .join(Segment, col(Segment.id) == col(Coding.segment_id))
            .where(Segment.statement_id == statement)
        ):
            coding.coder = "themes-2"
    with database.read() as session:
        report = findings.report(session, survey_id, today=TODAY)
    assert report.coders == ((coded.CODER, 12), ("themes-2", 1))


def test_who_did_not_say_whether_they_may_be_quoted_is_not(
    database: Database, survey_id: UUID
) -> None:
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.quoting = ""
    (segment, *_) = coded.segment_ids(database)
    with (
        pytest.raises(Conflict, match="hat die Frage danach offen gelassen"),
        database.write() as session,
    ):
        quoting.release(session, PLANNER, segment_id=segment, text="Zitat")
    with database.write() as session:
        session.add(
            Quote(segment_id=segment, text="Zitat", released_by="früher", released_at=clock.now())
        )
    with database.read() as session:
        assert findings.report(session, survey_id, today=TODAY).quotes == ()
    # Negative control: with an answer it is printed.
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.quoting = "without_name"
    with database.read() as session:
        assert [one.text for one in findings.report(session, survey_id, today=TODAY).quotes] == [
            "Zitat"
        ]


def test_themes_are_shown_where_enough_organisations_stand_behind_them(
    database: Database, survey_id: UUID
) -> None:
    with database.read() as session:
        (source,) = findings.report(session, survey_id, today=TODAY).sources
    table = source.themes
    row = table.row_codes.index("mobilitaet.oepnv")
    column = table.column_codes.index("N1")
    assert (table.source, table.n, table.cells[row][column], table.reviewed) == (
        "provider",
        12,
        12,
        0,
    )


def test_too_few_organisations_show_nothing(database: Database) -> None:
    """Negative control of the test above: the same with three instead of twelve."""
    with database.write() as session:
        survey_id = coded.add_survey(session)
        found = []
        for number in range(3):
            statement = coded.add_statement(
                session, survey_id, BUS, contributor=f"o{number}", source="provider"
            )
            codes = (coded.suggestion("mobilitaet.oepnv"),)
            found.append(coded.coded_statement(statement, BUS, codes))
        coded.add_run(session, survey_id, found)
    with database.read() as session:
        (source,) = findings.report(session, survey_id, today=TODAY).sources
    shown = {cell for line in source.themes.cells for cell in line} | set(source.themes.row_totals)
    assert shown <= {0, None}


def test_closed_items_of_organisations_and_facilities(database: Database, survey_id: UUID) -> None:
    with database.read() as session:
        items = findings.report(session, survey_id, today=TODAY).items
    assert [(one.code, one.table.unit, one.n_total) for one in items] == [
        ("mehr", "Träger", 12),
        ("voll", "Einrichtungen", 12),
    ]
    assert items[0].table.row_totals == (6, 6)


def test_only_released_quotes_of_those_who_agree(database: Database, survey_id: UUID) -> None:
    with database.read() as session:
        of_permission = {
            segments.load(session, PLANNER, one).quoting: one for one in coded.segment_ids(database)
        }
    with database.write() as session:
        for permission in ("with_name", "without_name"):
            quoting.release(
                session, PLANNER, segment_id=of_permission[permission], text=f"Zitat {permission}"
            )
    with database.read() as session:
        quotes = findings.report(session, survey_id, today=TODAY).quotes
    assert sorted((quote.text, quote.speaker[:6]) for quote in quotes) == [
        ("Zitat with_name", "Träger"),
        ("Zitat without_name", "ein Tr"),
    ]
    with database.write() as session:
        quoting.withdraw(session, PLANNER, segment_id=of_permission["with_name"])
    with database.read() as session:
        quotes = findings.report(session, survey_id, today=TODAY).quotes
    assert [quote.text for quote in quotes] == ["Zitat without_name"]


def test_workbook_is_the_same_twice(database: Database, survey_id: UUID) -> None:
    books = []
    for _ in range(2):
        with database.read() as session:
            books.append(reports.workbook(findings.report(session, survey_id, today=TODAY)))
    assert books[0] == books[1]


def test_an_area_that_left_the_tree_is_counted_citywide(
    database: Database, survey_id: UUID
) -> None:
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.area_code = "gibt-es-nicht-mehr"
    with database.read() as session:
        (source,) = findings.report(session, survey_id, today=TODAY).sources
    assert source.themes.total == 12
