"""The stored area tree and its indicators."""

from pathlib import Path

import pytest
from sqlmodel import select

from questionnaires.areas import CITYWIDE, Area, AreaTree
from questionnaires.readers import areas as area_files
from questionnaires.readers import indicators as indicator_files
from questionnaires.readers.indicators import IndicatorRow
from survey_service.database import Database
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.areas import AreaChange, IndicatorChange, IndicatorFacts
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.audit import AuditEntry

DATA = Path(__file__).parents[2] / "data"
PLANNER = Actor(login="planner", name="Planerin")
POINT = {"type": "Point", "coordinates": [6.9, 50.9]}
NORTH = Area(code="1", name="Nord", level="bezirk", aliases=("Norden",), population=5)
PARK = Area(code="11", name="Park", level="quartier", parent="1", geometry=POINT)


def tree(*found: Area) -> AreaTree:
    return AreaTree(municipality="Kommune", levels=("stadt", "bezirk", "quartier"), areas=found)


def neuss() -> AreaTree:
    read = area_files.read_yaml((DATA / "areas" / "neuss.yaml").read_bytes()).tree
    assert read is not None
    return read


def value(area: str, number: float, *, year: int = 2024) -> IndicatorRow:
    return IndicatorRow(
        row=1, area=area, name="SGB II", unit="%", year=year, value=number, source="Amt"
    )


def test_without_areas_there_is_no_tree(database: Database) -> None:
    with database.read() as session:
        assert areas.tree(session) is None


def test_file_that_contradicts_the_stored_areas_changes_nothing(database: Database) -> None:
    with database.write() as session:
        areas.import_tree(session, PLANNER, tree(NORTH, PARK))
    upside_down = Area(code="1", name="Nord", level="quartier")
    with (
        pytest.raises(Refused, match="widerspricht den vorhandenen Gebieten: „11“"),
        database.write() as session,
    ):
        areas.import_tree(session, PLANNER, tree(upside_down))
    with database.read() as session:
        stored = areas.tree(session)
    assert stored == tree(NORTH, PARK)


def test_import_twice_changes_nothing_the_second_time(database: Database) -> None:
    with database.write() as session:
        municipality.change(session, PLANNER, MunicipalityFacts(name="Neuss"))
        first = areas.import_tree(session, PLANNER, neuss())
    with database.write() as session:
        second = areas.import_tree(session, PLANNER, neuss())
        stored = areas.tree(session)
        log = [row.detail for row in session.exec(select(AuditEntry)) if "Gebiete" in row.action]
    codes = tuple(area.code for area in neuss().areas)
    assert first == AreaChange(new=codes, changed=(), unchanged=(), absent=())
    assert second == AreaChange(new=(), changed=(), unchanged=codes, absent=())
    assert stored == neuss()
    assert log == ["35 neu, 0 geändert"]


def test_second_file_adds_changes_and_leaves_the_rest(database: Database) -> None:
    with database.write() as session:
        areas.import_tree(session, PLANNER, tree(NORTH, PARK))
        change = areas.import_tree(
            session,
            PLANNER,
            tree(
                Area(code="2", name="Süd", level="bezirk"),
                Area(code="1", name="Nordstadt", level="bezirk"),
                Area(code="12", name="Hof", level="quartier", parent="1"),
            ),
        )
        stored = areas.tree(session)
    assert change == AreaChange(new=("2", "12"), changed=("1",), unchanged=("11",), absent=("11",))
    assert stored == tree(
        Area(code="2", name="Süd", level="bezirk"),
        Area(code="1", name="Nordstadt", level="bezirk", aliases=("Norden",), population=5),
        Area(code="12", name="Hof", level="quartier", parent="1"),
        PARK,
    )


def test_indicators_need_a_known_area(database: Database) -> None:
    with database.read() as session, pytest.raises(NotFound, match="Dieses Gebiet gibt es nicht"):
        areas.indicators(session, "1")


def test_indicators_are_added_changed_and_left(database: Database) -> None:
    with database.write() as session:
        areas.import_tree(session, PLANNER, tree(NORTH))
        first = areas.import_indicators(
            session, PLANNER, [value("1", 10), value("1", 8, year=2020), value(CITYWIDE, 9)]
        )
    with database.write() as session:
        again = areas.import_indicators(
            session, PLANNER, [value("1", 10), value("1", 8, year=2020)]
        )
        changed = areas.import_indicators(session, PLANNER, [value("1", 11)])
        found = areas.indicators(session, "1")
        names = areas.indicator_names(session)
        latest = areas.latest_values(session, "SGB II")
        unknown = areas.latest_values(session, "Armut")
    assert first == IndicatorChange(new=2, changed=0, unchanged=0, citywide=1)
    assert again == IndicatorChange(new=0, changed=0, unchanged=2, citywide=0)
    assert changed == IndicatorChange(new=0, changed=1, unchanged=0, citywide=0)
    assert found == [
        IndicatorFacts(name="SGB II", unit="%", year=2024, value=11, source="Amt"),
        IndicatorFacts(name="SGB II", unit="%", year=2020, value=8, source="Amt"),
    ]
    assert names == [("SGB II", 2)]
    assert latest == {"1": found[0]}
    assert unknown == {}


def test_koeln_from_its_three_files(database: Database) -> None:
    folder = DATA / "koeln"
    districts = area_files.read_csv(
        (folder / "stadtbezirke.csv").read_bytes(), municipality="Kommune"
    ).tree
    assert districts is not None
    with database.write() as session:
        areas.import_tree(session, PLANNER, districts)
        parts = area_files.read_geojson(
            (folder / "stadtteile.geojson").read_bytes(),
            municipality="Kommune",
            known=areas.tree(session),
        ).tree
        assert parts is not None
        areas.import_tree(session, PLANNER, parts)
        stored = areas.tree(session)
        assert stored is not None
        rows = indicator_files.read((folder / "bevoelkerung.csv").read_bytes(), areas=stored).rows
        change = areas.import_indicators(session, PLANNER, rows)
    assert stored == parts
    assert len(stored.areas) == 95
    assert change == IndicatorChange(new=190, changed=0, unchanged=0, citywide=2)
