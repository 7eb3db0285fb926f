"""A closed item through two waves: released numbers, breaks where it cannot be compared."""

from datetime import date

import pytest
from sqlmodel import select

from analysis.series import figure, runs
from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import comparisons, time_series
from survey_service.errors import NotFound
from survey_service.tables.responses import Response
from tests.survey_service import two_waves
from tests.survey_service.waves import LEGAL, PLANNER

TODAY = date(2026, 6, 1)


def test_shares_of_both_waves_stand_side_by_side(database: Database) -> None:
    with database.write() as session:
        _, later = two_waves.make(session)
        series = time_series.series(session, later, "plaetze", level="", today=TODAY)
    assert [point.wave for point in series.points] == ["Welle 2023", "Welle 2026"]
    assert [figure(point, "mehr").share for point in series.points] == [0.5, None]
    # 9 of 12 and 3 of 12: three are too few, and would be known from the nine.
    assert [figure(point, "weniger").number for point in series.points] == [6, None]
    assert (series.answers, runs(series.points)) == (
        (("mehr", "gestiegen"), ("weniger", "gesunken")),
        ((0, 1),),
    )


def test_a_reworded_item_breaks_the_line_until_it_is_declared_comparable(
    database: Database,
) -> None:
    with database.write() as session:
        earlier, later = two_waves.make(session)
        broken = time_series.series(session, later, "bedarf", level="", today=TODAY)
        comparisons.declare(
            session, PLANNER, earlier=earlier, later=later, item="bedarf", reason="Satzbau."
        )
        joined = time_series.series(session, later, "bedarf", level="", today=TODAY)
    assert [point.broken for point in broken.points] == ["", "anders formuliert"]
    assert runs(broken.points) == ((0,), (1,))
    assert [(point.broken, point.declared) for point in joined.points] == [
        ("", ""),
        ("", "Satzbau."),
    ]
    assert runs(joined.points) == ((0, 1),)


def test_facilities_stand_in_their_areas(database: Database) -> None:
    with database.write() as session:
        municipality.change(session, PLANNER, LEGAL)
        _, later = two_waves.make(session)
        series = time_series.series(session, later, "voll", level="bezirk", today=TODAY)
    assert (series.unit, series.areas) == ("Einrichtungen", (("n", "n"), ("s", "s")))
    # Six facilities in each district: three and three, so all are protected there.
    assert figure(series.points[0], "mehr", "n").number is None
    assert figure(series.points[0], "mehr").number == 6


def test_what_was_first_asked_now_has_one_point(database: Database) -> None:
    with database.write() as session:
        _, later = two_waves.make(session)
        series = time_series.series(session, later, "neu", level="", today=TODAY)
    assert [point.wave for point in series.points] == ["Welle 2026"]


def test_withdrawn_returns_are_in_no_series(database: Database) -> None:
    with database.write() as session:
        _, later = two_waves.make(session)
        for row in session.exec(select(Response)):
            row.state = "withdrawn"
        session.flush()
        series = time_series.series(session, later, "plaetze", level="", today=TODAY)
    assert [point.released.n_total for point in series.points] == [0, 0]


@pytest.mark.parametrize("code", ["was", "gibt-es-nicht"])
def test_only_closed_items_of_the_wave_have_a_series(database: Database, code: str) -> None:
    with database.write() as session:
        _, later = two_waves.make(session)
        with pytest.raises(NotFound, match="gibt es in dieser Welle nicht"):
            time_series.series(session, later, code, level="", today=TODAY)
