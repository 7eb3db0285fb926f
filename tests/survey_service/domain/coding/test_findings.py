"""From stored answers and codings to the report: protected, traceable, nothing unreleased."""

import io
from datetime import date
from uuid import UUID, uuid4

import openpyxl
import pytest
from sqlmodel import Session, col, select

from analysis.suggestions import CodedStatement
from exports import report as reports
from exports import responses_volume
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire, encode
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.coding import findings, reviews
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.errors import Conflict
from survey_service.tables.codings import Coding, Quote, Segment
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Statement
from survey_service.tables.surveys import Participation, Survey
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

TODAY = date(2026, 5, 20)
BUS = "Der Bus fährt selten."


def item(code: str, kind: str, **more: object) -> Item:
    given = {"label": {"de": f"Frage {code}"}, "code": code, "kind": kind, **more}
    return Item(**given)  # type: ignore[arg-type]


def questionnaire() -> Questionnaire:
    choices = (Choice(value="ja", label={"de": "Ja"}), Choice(value="nein", label={"de": "Nein"}))
    return Questionnaire(
        key="klein",
        version=1,
        title={"de": "Klein"},
        languages=("de",),
        default_language="de",
        pages=(
            Page(
                code="eins",
                title={"de": "Zum Träger"},
                items=(
                    item("mehr", "single", choices=choices),
                    item("fehlt", "long_text", role="statement"),
                ),
            ),
            Page(
                code="zwei",
                title={"de": "Zur Einrichtung"},
                roster="facilities",
                items=(item("voll", "single", choices=choices),),
            ),
        ),
    )


def add_return(session: Session, survey_id: UUID, version_id: UUID, number: int) -> UUID:
    organisation_id = coded.add_organisation(session, number)
    session.add(Participation(survey_id=survey_id, organisation_id=organisation_id))
    document = Document(
        questionnaire="klein",
        version=1,
        answers={"mehr": "ja" if number % 2 else "nein"},
        facilities=(
            FacilityPart(
                facility=str(uuid4()), code="1", name="Haus", area="N1", answers={"voll": "ja"}
            ),
        ),
    )
    session.add(
        Response(
            survey_id=survey_id,
            questionnaire_version_id=version_id,
            organisation_id=organisation_id,
            state="submitted",
            document=documents.encode(document),
            receipt_number=f"2026-{number}",
            submitted_on=TODAY,
        )
    )
    return organisation_id


@pytest.fixture
def survey_id(database: Database) -> UUID:
    """Twelve providers answered; each names the bus in Furth, one also begins with "="."""
    with database.write() as session:
        municipality.change(session, PLANNER, MunicipalityFacts(name="Musterstadt"))
        survey_id = coded.add_survey(session)
        session.exec(select(Survey)).one().remark = "Erfunden."
        version = session.exec(select(QuestionnaireVersion)).one()
        version.document = encode(questionnaire())
        found: list[CodedStatement] = []
        for number in range(12):
            organisation_id = add_return(session, survey_id, version.id, number)
            text = f"={BUS}" if number == 0 else f"{BUS} ({number})"
            statement = coded.add_statement(
                session,
                survey_id,
                text,
                contributor=organisation_id.hex,
                source="provider",
                organisation_id=organisation_id,
                quoting=("with_name", "without_name", "none")[number % 3],
            )
            found.append(
                coded.coded_statement(statement, text, (coded.suggestion("mobilitaet.oepnv"),))
            )
        coded.add_run(session, survey_id, found)
    return survey_id


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
        reviews.release_quote(session, PLANNER, segment_id=segment, text="Zitat")
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
        segments = {
            reviews.segment(session, PLANNER, one).quoting: one
            for one in coded.segment_ids(database)
        }
    with database.write() as session:
        for permission in ("with_name", "without_name"):
            reviews.release_quote(
                session, PLANNER, segment_id=segments[permission], text=f"Zitat {permission}"
            )
    with database.read() as session:
        quotes = findings.report(session, survey_id, today=TODAY).quotes
    assert sorted((quote.text, quote.speaker[:6]) for quote in quotes) == [
        ("Zitat with_name", "Träger"),
        ("Zitat without_name", "ein Tr"),
    ]
    with database.write() as session:
        reviews.withdraw_quote(session, PLANNER, segment_id=segments["with_name"])
    with database.read() as session:
        quotes = findings.report(session, survey_id, today=TODAY).quotes
    assert [quote.text for quote in quotes] == ["Zitat without_name"]


def test_workbook_is_the_same_twice(database: Database, survey_id: UUID) -> None:
    books = []
    for _ in range(2):
        with database.read() as session:
            books.append(reports.workbook(findings.report(session, survey_id, today=TODAY)))
    assert books[0] == books[1]


def test_volume_holds_every_text_as_text(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.item = "fehlt"
    with database.read() as session:
        raw = responses_volume.workbook(findings.volume(session, survey_id, today=TODAY))
    sheet = openpyxl.load_workbook(io.BytesIO(raw))["Zum Träger"]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value}
    assert "Frage fehlt (fehlt)" in cells
    assert "Träger" in cells
    marked = next(cell for value, cell in cells.items() if value.endswith("Bus fährt selten."))
    assert (marked.value, marked.data_type) == ("⟦=De⟧r Bus fährt selten.", "s")


def test_volume_names_no_protected_facility(database: Database, survey_id: UUID) -> None:
    with database.write() as session:
        owner = Organisation(code="F", name="Frauen helfen Frauen")
        session.add(owner)
        session.flush()
        places = [
            Facility(organisation_id=owner.id, code=code, name=code, protected=protected)
            for code, protected in (("Zuflucht", True), ("Treff", False))
        ]
        session.add_all(places)
        session.flush()
        statements = session.exec(select(Statement)).all()
        for statement, place in zip(statements, places, strict=False):
            statement.facility_id, statement.area_code = place.id, "N1"
            statement.area_reason = "facility"
    with database.read() as session:
        texts = list(findings.volume(session, survey_id, today=TODAY).texts)
    places = {(text.facility, text.area) for text in texts if text.facility}
    assert dict(places) == {"Treff": "Furth", "geschützte Einrichtung": "Stadtweit"}


def test_an_area_that_left_the_tree_is_counted_citywide(
    database: Database, survey_id: UUID
) -> None:
    with database.write() as session:
        for statement in session.exec(select(Statement)):
            statement.area_code = "gibt-es-nicht-mehr"
    with database.read() as session:
        (source,) = findings.report(session, survey_id, today=TODAY).sources
    assert source.themes.total == 12
