"""The invented register."""

from collections import Counter

import pytest

from questionnaires.readers.register import RegisterReading
from survey_service.demo import collection, register

TREE = collection.area_tree()


@pytest.fixture(scope="module")
def reading() -> RegisterReading:
    return register.reading(TREE, collection.statements())


def test_the_register_has_its_size_and_is_the_same_every_time(reading: RegisterReading) -> None:
    assert reading == register.reading(TREE, collection.statements())
    assert (len(reading.associations), len(reading.organisations), len(reading.facilities)) == (
        8,
        60,
        180,
    )
    sizes = Counter(Counter(one.organisation for one in reading.facilities).values())
    assert sizes == Counter(register.SIZES)


def test_every_name_and_address_says_that_it_is_invented(reading: RegisterReading) -> None:
    marks = ("Beispiel", "Muster", "Probe")
    named = [
        *(one.name for one in reading.associations),
        *(one.name for one in reading.organisations),
        *(one.contact_name for one in reading.organisations),
        *(one.name for one in reading.facilities),
    ]
    assert [name for name in named if not any(mark in name for mark in marks)] == []
    assert {one.email.rpartition(".")[2] for one in reading.organisations} == {"example"}
    assert all(one.address.endswith("(erfunden)") for one in reading.facilities)


def test_names_and_numbers_are_unique(reading: RegisterReading) -> None:
    assert len({one.name for one in reading.organisations}) == 60
    assert len({one.code for one in reading.organisations}) == 60
    assert len({(one.organisation, one.code) for one in reading.facilities}) == 180


def test_facilities_lie_in_every_district_of_the_finest_level(reading: RegisterReading) -> None:
    finest = {area.code for area in TREE.areas if area.parent is not None}
    assert {one.area for one in reading.facilities} == finest


def test_a_facility_for_debts_writes_about_debts_and_one_without_theme_takes_the_rest() -> None:
    known = {one.id: one for one in collection.statements()}
    assert register.service_for(known["dev-001"]).name == "Tagespflege"
    assert register.service_for(known["dev-003"]).name == "Ehrenamtsbüro"
    nothing = collection.Text(id="x", text="Guten Tag", codes=())
    assert register.service_for(nothing) == register.SERVICES[-1]
