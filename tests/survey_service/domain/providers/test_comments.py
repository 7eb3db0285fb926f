"""Remarks inside an organisation: settled, opened again, never seen by others or by the city."""

from uuid import uuid4

import msgspec
import pytest

from survey_service.database import Database
from survey_service.domain.providers import comments, responses
from survey_service.domain.providers.comments import Remark
from survey_service.domain.providers.revisions import Place
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made

LAGE = Place("lage")


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


def write(database: Database, who: Actor, text: str, place: Place = LAGE) -> None:
    with database.write() as session:
        comments.write(session, who, SLUG, place, text=text, now=NOON)


def read(
    database: Database, who: Actor, place: Place = LAGE
) -> tuple[tuple[Remark, ...], dict[Place, int]]:
    with database.read() as session:
        opened = responses.load(session, who, SLUG, now=NOON)
        return (
            comments.of_place(session, who, opened, place),
            comments.unsettled(session, who, opened),
        )


@pytest.mark.parametrize("text", ["", "  \n", "x" * 5_001])
def test_nothing_and_too_much_are_refused(database: Database, made: Made, text: str) -> None:
    with pytest.raises(Refused):
        write(database, made.actor, text)


def test_others_places_and_remarks_are_not_found(database: Database, made: Made) -> None:
    for place in (Place("unbekannt"), Place("nachfrage", made.foreign_facility)):
        with pytest.raises(NotFound):
            write(database, made.actor, "Text", place)
    write(database, made.actor, "Text")
    one = read(database, made.actor)[0][0].id
    for who, place, remark in (
        (made.actor, LAGE, uuid4()),
        (made.actor, Place("schluss"), one),
        (made.stranger, LAGE, one),
    ):
        with database.write() as session, pytest.raises(NotFound):
            comments.settle(session, who, SLUG, place, remark, done=True, now=NOON)


def test_the_city_neither_reads_nor_writes(database: Database, made: Made) -> None:
    write(database, made.actor, "Nur für uns")
    city = msgspec.structs.replace(made.actor, behalf=True)
    assert read(database, city) == ((), {})
    one = read(database, made.actor)[0][0].id
    with pytest.raises(NotFound):
        write(database, city, "Text")
    with database.write() as session, pytest.raises(NotFound):
        comments.settle(session, city, SLUG, LAGE, one, done=True, now=NOON)


def test_remarks_are_settled_and_opened_again(database: Database, made: Made) -> None:
    oez = msgspec.structs.replace(made.actor, person="Öz")
    write(database, oez, " Stimmt die Zahl? ")
    write(database, made.actor, "Ja.")
    remarks, waiting = read(database, made.actor)
    assert sorted((one.text, one.author) for one in remarks) == [
        ("Ja.", "Haus Muster e. V."),
        ("Stimmt die Zahl?", "Öz"),
    ]
    assert waiting == {LAGE: 2}
    one = remarks[0].id
    for done, left in ((True, 1), (False, 2)):
        with database.write() as session:
            comments.settle(session, oez, SLUG, LAGE, one, done=done, now=NOON)
        remarks, waiting = read(database, made.actor)
        found = next(remark for remark in remarks if remark.id == one)
        assert (found.settled_at, found.settled_by) == ((NOON, "Öz") if done else (None, ""))
        assert waiting == {LAGE: left}
