"""A facility page's answers copied to others: never over something different."""

import pytest

from survey_service.database import Database
from survey_service.domain.providers import copying, responses, saving, versions
from survey_service.domain.providers.copying import Copied
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Sent
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session, facilities=4)


def place(made: Made, number: int) -> Place:
    return Place("nachfrage", made.facilities[number])


def save(database: Database, made: Made, number: int, **fields: str) -> None:
    with database.write() as session:
        sent = {
            place(made, number): Sent(
                fields={name: [value] for name, value in fields.items()}, base=0, form="a"
            )
        }
        saving.save(session, made.actor, SLUG, sent, areas=(), now=NOON)


def copy(database: Database, who: Actor, made: Made, *facilities: str, base: int = 1) -> Copied:
    with database.write() as session:
        return copying.copy(session, who, SLUG, place(made, 0), facilities, base=base, now=NOON)


def load(database: Database, made: Made) -> OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=NOON)


def test_bad_choices_are_refused_and_nothing_is_stored(database: Database, made: Made) -> None:
    with pytest.raises(Refused, match="noch nichts"):
        copy(database, made.actor, made, made.facilities[1], base=0)
    save(database, made, 0, wartezeit="12")
    with pytest.raises(Refused, match="mindestens eine"):
        copy(database, made.actor, made)
    with pytest.raises(Conflict, match="geändert"):
        copy(database, made.actor, made, made.facilities[1], base=0)
    with pytest.raises(NotFound):
        copy(database, made.actor, made, made.facilities[1], made.foreign_facility)
    assert set(load(database, made).sheets) == {place(made, 0)}


def test_a_colleague_copies_only_to_ones_own(database: Database, made: Made) -> None:
    save(database, made, 0, wartezeit="12")
    one, two, three, _ = made.facilities
    who = Actor(
        name="Haus",
        organisation_id=made.actor.organisation_id,
        delegation_id=made.survey_id,
        scope=(("", one), ("", two)),
    )
    with database.read() as session:
        survey = responses.wave(session, made.actor, SLUG)
        opened = responses.of_wave(session, who, survey, now=NOON)
    assert [target.facility for target in copying.targets(opened, place(made, 0))] == [two]
    with pytest.raises(NotFound):
        copy(database, who, made, three)


def test_copies_fill_add_and_never_overwrite(database: Database, made: Made) -> None:
    _, empty, other, more = made.facilities
    save(database, made, 0, wartezeit="12")
    save(database, made, 2, wartezeit="30", warum="Umbau")
    save(database, made, 3, wartezeit="12", warum="Personal")
    states = [target.state for target in copying.targets(load(database, made), place(made, 0))]
    assert states == ["empty", "differs", "same"]
    copied = copy(database, made.actor, made, empty, other, more, made.facilities[0], empty)
    assert copied == Copied(filled=1, aside=(place(made, 2),), same=1)
    opened = load(database, made)
    assert [opened.sheet(place(made, number)).content for number in range(4)] == [
        PageContent(answers={"wartezeit": 12}),
        PageContent(answers={"wartezeit": 12}),
        PageContent(answers={"wartezeit": 30, "warum": "Umbau"}),
        PageContent(answers={"wartezeit": 12, "warum": "Personal"}),
    ]
    comparison = versions.compare(opened, place(made, 2), areas=())
    assert comparison is not None
    assert [(one.saved, one.waiting) for one in comparison.differences] == [("30", "12")]
    # Asked twice it waits once.
    copy(database, made.actor, made, other)
    assert len(load(database, made).aside[place(made, 2)]) == 1


def test_what_only_the_target_answers_stays(database: Database, made: Made) -> None:
    save(database, made, 0, wartezeit="12")
    save(database, made, 1, warum="Umbau")
    assert copy(database, made.actor, made, made.facilities[1]) == Copied(filled=1)
    assert load(database, made).sheet(place(made, 1)).content.answers == {
        "wartezeit": 12,
        "warum": "Umbau",
    }


def test_what_cannot_be_read_is_not_overwritten_either(database: Database, made: Made) -> None:
    save(database, made, 0, wartezeit="12")
    save(database, made, 1, wartezeit="bald")
    assert copy(database, made.actor, made, made.facilities[1]).aside == (place(made, 1),)
    assert load(database, made).sheet(place(made, 1)).content.unreadable == {"wartezeit": ["bald"]}
