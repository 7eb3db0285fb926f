"""Texts from elsewhere in a consultation: refusals, once each, who said them."""

import pytest
from sqlmodel import Session, col, select

from questionnaires.readers.statements import StatementRow
from survey_service.database import Database
from survey_service.domain.coding import statement_imports
from survey_service.domain.coding.statement_imports import Imported
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.tables.audit import AuditEntry
from survey_service.tables.responses import Statement
from tests.survey_service import waves

SECRET = "s" * 43


def row(number: int, text: str, **fields: str) -> StatementRow:
    """A row of a file, from a resident unless said otherwise."""
    return StatementRow(**({"row": number, "id": f"zeile-{number}", "text": text} | fields))  # type: ignore[arg-type]


def add(session: Session, survey: SurveyFacts, *rows: StatementRow, item: str = "") -> Imported:
    """As the command does."""
    return statement_imports.add(
        session, waves.PLANNER, survey, rows, secret=SECRET, file_name="texte.jsonl", item=item
    )


def stored(session: Session) -> list[Statement]:
    """All statements, by their text."""
    return list(session.exec(select(Statement).order_by(col(Statement.text))))


def test_a_wave_or_a_name_nobody_knows_is_refused(database: Database) -> None:
    with database.write() as session:
        waves.wave(session)
        with pytest.raises(Conflict, match="ist eine Erhebungswelle"):
            statement_imports.consultation(session, "traegerabfrage-2026")
        with pytest.raises(NotFound, match="Vorhanden sind: traegerabfrage-2026"):
            statement_imports.consultation(session, "gibt-es-nicht")


def test_a_question_that_takes_no_text_is_refused(database: Database) -> None:
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        with pytest.raises(Refused, match=r"keine Freitextfrage .* Möglich sind: warum"):
            add(session, survey, row(1, "Bänke"), item="bedarf")
        assert stored(session) == []


def test_a_consultation_is_found_by_slug_and_by_id(database: Database) -> None:
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        assert surveys.find(session, survey.slug) == survey
        assert statement_imports.consultation(session, str(survey.id)) == survey


def test_rows_become_statements_with_their_area_and_why(database: Database) -> None:
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        done = add(
            session,
            survey,
            row(1, "Aus dem Norden", area="4", source="council", respondent="Beirat"),
            row(2, "Für alle", area="stadtweit", target_group="senioren"),
            row(3, "Weiß nicht", area="unbekannt", lang="tr"),
            row(4, "Zuletzt nichts gesagt"),
        )
        assert done == Imported(new=4, known=0, repeated=0)
        assert [
            (one.area_code, one.area_reason, one.source, one.language, one.target_group, one.item)
            for one in stored(session)
        ] == [
            ("4", "asked", "council", "de", "", "warum"),
            ("", "asked", "resident", "de", "senioren", "warum"),
            ("", "citywide", "resident", "tr", "", "warum"),
            ("", "citywide", "resident", "de", "", "warum"),
        ]


def test_the_same_rows_again_change_nothing(database: Database) -> None:
    rows = [row(1, "Bänke", respondent="a"), row(2, "Bäume"), row(3, "Bus", id="x-7")]
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        assert add(session, survey, *rows) == Imported(new=3, known=0, repeated=0)
        before = [(one.id, one.contributor) for one in stored(session)]
        assert add(session, survey, *rows) == Imported(new=0, known=3, repeated=0)
        assert [(one.id, one.contributor) for one in stored(session)] == before
        entries = session.exec(
            select(AuditEntry.detail).where(AuditEntry.action == "Aussagen eingelesen")
        ).all()
    assert entries == ["texte.jsonl: 3 neu"]


def test_one_respondents_text_counts_once_and_two_peoples_same_text_twice(
    database: Database,
) -> None:
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        done = add(
            session,
            survey,
            row(1, "Mehr  Bänke", respondent="a"),
            row(2, "mehr Bänke", respondent="a"),
            row(3, "mehr Bänke", respondent="b"),
            row(4, "mehr Bänke"),
            row(5, "mehr Bänke"),
        )
        assert done == Imported(new=4, known=0, repeated=1)
        assert len({one.contributor for one in stored(session)}) == 4


def test_a_respondent_keeps_together_and_leads_nowhere_without_the_secret(
    database: Database,
) -> None:
    with database.write() as session:
        survey = waves.wave(session, kind="consultation")
        add(session, survey, row(1, "A", respondent="Boff1"), row(2, "B", respondent="Boff1"))
        (contributor,) = {one.contributor for one in stored(session)}
    assert len(contributor) == 64
    assert "Boff1" not in contributor
