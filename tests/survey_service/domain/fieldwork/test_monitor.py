"""The return by association, service type, area and day; protected facilities count nowhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

from sqlalchemy import event
from sqlmodel import Session, col, select

from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import monitor, return_workbook
from survey_service.domain.fieldwork.monitor import AreaTally, Day, Monitor, Tally
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.tables.register import Facility
from survey_service.tables.responses import Response, SubmittedVersion
from survey_service.tables.surveys import ParticipatingFacility, Participation, Reminder
from tests.survey_service.domain.fieldwork.returned import areas, join
from tests.survey_service.waves import LEGAL, PLANNER, association, wave

MAY_4, MAY_6, MAY_8 = date(2026, 5, 4), date(2026, 5, 6), date(2026, 5, 8)


def counts(**given: int) -> dict[str, int]:
    return dict.fromkeys(monitor.STATES, 0) | given


def filled(session: Session) -> SurveyFacts:
    """Three organisations: two returned, one of them in both districts; one begun."""
    made = wave(session)
    areas(session)
    awo = association(session, "AWO")
    north, both = ("Kita", "011"), (("Kita", "01"), ("Treff", "02"))
    join(session, made, "a", state="submitted", association=awo, places=(north,), on=MAY_6)
    join(session, made, "b", state="reopened", places=both, on=MAY_8)
    join(session, made, "c", state="draft", association=awo, places=(("Treff", None),))
    return made


def test_an_empty_wave_has_only_zeros(database: Database) -> None:
    with database.write() as session:
        found = monitor.monitor(session, wave(session))
    assert (found.lines, found.areas, found.days, found.level) == ((), (), (), "")
    assert found.total == Tally(key="", label="alle Träger", counts=counts())


def test_groups_of_a_wave(database: Database) -> None:
    with database.write() as session:
        made = filled(session)
        municipality.change(session, PLANNER, LEGAL)
        found = monitor.monitor(session, made)
        quarter = monitor.monitor(session, made, level="Quartier")
    assert found.total.counts == counts(returned=2, begun=1)
    assert (found.total.total, found.total.returned, found.total.missing) == (3, 2, 1)
    assert found.associations == (
        Tally(key="AWO", label="AWO", counts=counts(returned=1, begun=1)),
        Tally(key="-", label="ohne Verband", counts=counts(returned=1)),
    )
    assert found.services == (
        Tally(key="Kita", label="Kita", counts=counts(returned=2)),
        Tally(key="Treff", label="Treff", counts=counts(returned=1, begun=1)),
    )
    assert (found.level, found.levels) == ("Bezirk", ("Bezirk", "Quartier"))
    assert found.areas == (
        AreaTally(key="01", label="Nord", counts=counts(returned=2), needed=3),
        AreaTally(key="02", label="Süd", counts=counts(returned=1), needed=4),
    )
    assert found.elsewhere.counts == counts(begun=1)
    assert [(one.label, one.counts["returned"]) for one in quarter.areas] == [
        ("Hafen", 1),
        ("Aue", 0),
    ]
    assert found.days == (
        Day(day=MAY_4, invited=3, returned=0),
        Day(day=MAY_6, invited=3, returned=1),
        Day(day=MAY_8, invited=3, returned=2),
    )


def test_thin_areas_say_whether_those_missing_would_be_enough(database: Database) -> None:
    with database.write() as session:
        made = filled(session)
        facts = {name: getattr(LEGAL, name) for name in LEGAL.__struct_fields__}
        municipality.change(session, PLANNER, type(LEGAL)(**(facts | {"minimum_organisations": 3})))
        join(session, made, "d", places=(("Kita", "01"),))
        found = monitor.monitor(session, made)
    said = [(one.label, one.needed, one.thin, one.within_reach) for one in found.thin]
    assert said == [("Nord", 1, True, True), ("Süd", 2, True, False)]


def test_protected_closed_and_unasked_facilities_count_nowhere(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        areas(session)
        places = (("Frauenhaus", "01"), ("Kita", "01"), ("Treff", "02"), ("Beratung", "02"))
        who = join(session, made, "a", state="submitted", places=places)
        rows = session.exec(select(Facility).order_by(col(Facility.code))).all()
        rows[0].protected, rows[1].active = True, False
        participation = session.exec(select(Participation.id)).one()
        session.flush()
        both = monitor.monitor(session, made)
        session.add(ParticipatingFacility(participation_id=participation, facility_id=rows[3].id))
        session.flush()
        one = monitor.monitor(session, made)
    assert [tally.label for tally in both.services] == ["Beratung", "Treff"]
    assert [(tally.label, tally.total) for tally in both.areas] == [("Nord", 0), ("Süd", 1)]
    assert both.places == {who: frozenset({"02", "0"})}
    assert [tally.label for tally in one.services] == ["Beratung"]


def test_a_correction_does_not_move_the_day_of_the_return(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        join(session, made, "a", state="submitted", on=MAY_8)
        response = session.exec(select(Response.id)).one()
        for number, day in ((1, 6), (2, 8)):
            session.add(
                SubmittedVersion(
                    response_id=response,
                    number=number,
                    document=b"",
                    receipt_number=f"2026-{number}",
                    submitted_at=datetime(2026, 5, day, 9, tzinfo=UTC),
                )
            )
        session.flush()
        found = monitor.monitor(session, made)
    assert found.days[-1] == Day(day=MAY_6, invited=1, returned=1)
    assert found.lines[0].returned_on == MAY_8


def test_reminders_are_sent_or_planned(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        sent = datetime(2026, 5, 20, 9, tzinfo=UTC)
        session.add(Reminder(survey_id=made.id, due_on=date(2026, 5, 20), sent_at=sent, sent=4))
        session.add(Reminder(survey_id=made.id, due_on=date(2026, 5, 27)))
        session.flush()
        found = monitor.monitor(session, made)
    assert (found.reminded, found.planned) == ((date(2026, 5, 20),), (date(2026, 5, 27),))


def names(found: Monitor, **choice: str) -> list[str]:
    return [line.code for line in monitor.chosen(found, **choice)]


def test_lines_are_filtered_and_sorted(database: Database) -> None:
    with database.write() as session:
        made = filled(session)
        found = monitor.monitor(session, made)
    assert names(found) == ["a", "b", "c"]
    assert names(found, state="fehlt") == ["c"]
    assert names(found, state="returned", area="01") == ["a", "b"]
    assert names(found, area="011") == ["a"]
    assert names(found, association="-") == ["b"]
    assert names(found, association="AWO", order="zustand") == ["a", "c"]
    assert names(found, order="verband") == ["a", "c", "b"]
    assert names(found, state="erfunden") == []


def test_workbook_holds_all_of_it_and_contacts_only_on_request(database: Database) -> None:
    with database.write() as session:
        made = filled(session)
        found = monitor.monitor(session, made)
    today = date(2026, 5, 9)
    sheets = {
        table.name: table
        for table in return_workbook.tables(found, made, today=today, contacts=False)
    }
    assert list(sheets) == ["Träger", "Verbände", "Angebotsarten", "Gebiete", "Verlauf"]
    assert {table.mark for table in sheets.values()} == {"intern"}
    source = (
        "n = 3 Träger, davon 2 eingereicht · Quelle: Rücklauf · Erhebungswelle: "
        "Trägerabfrage 2026 · Stand 09.05.2026"
    )
    assert {table.source_lines for table in sheets.values()} == {(source,)}
    assert list(sheets["Gebiete"].rows) == [
        ("Nord", 2, 2, 0, 0, 0, 0, 0, 1.0, 3),
        ("Süd", 1, 1, 0, 0, 0, 0, 0, 1.0, 4),
        ("ohne Einrichtung auf dieser Ebene", 1, 0, 1, 0, 0, 0, 0, 0.0, None),
    ]
    assert next(iter(sheets["Träger"].rows)) == (
        "Träger a", "AWO", "eingereicht", MAY_4, None, 0, None, MAY_6,
    )  # fmt: skip
    with_contacts = next(return_workbook.tables(found, made, today=today, contacts=True))
    assert next(iter(with_contacts.rows))[-3:] == ("Frau a", "a@traeger.example", "02131 123")
    assert return_workbook.workbook(found, made, today=today, contacts=True)[:2] == b"PK"


@contextmanager
def statements_of(database: Database) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def test_number_of_statements_does_not_grow(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        areas(session)
    measured = []
    for names_ in (range(1), range(1, 30)):
        with database.write() as session:
            for number in names_:
                places = (("Kita", "01"), ("Treff", "011"))
                join(session, made, f"t{number}", state="submitted", places=places)
        with statements_of(database) as seen, database.read() as session:
            assert monitor.monitor(session, made).total.total == names_.stop
        measured.append(len(seen))
    assert measured[0] == measured[1] <= 8
