"""Who wrote what when; an earlier version becomes the newest again and nothing goes."""

from datetime import datetime, timedelta

import msgspec
import pytest

from survey_service.database import Database
from survey_service.domain.providers import history, responses, saving
from survey_service.domain.providers.history import Change, Entry
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made

LAGE = Place("lage")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        made = wave.make(session)
    oez = msgspec.structs.replace(made.actor, person="Öz")
    save(database, oez, {"neu": ["Eins"]}, base=0, form="a", now=NOON)
    save(database, made.actor, {"umfang": ["mehr"], "neu": ["Zwei"]}, base=1, form="b", now=LATER)
    save(database, oez, {"neu": ["Drei"]}, base=1, form="c", now=LATER)
    return made


def save(
    database: Database,
    who: Actor,
    fields: dict[str, list[str]],
    *,
    base: int,
    form: str,
    now: datetime,
) -> None:
    with database.write() as session:
        sent = {LAGE: Sent(fields=fields, base=base, form=form)}
        saving.save(session, who, SLUG, sent, areas=(), now=now)


def entries(database: Database, made: Made, who: Actor | None = None) -> tuple[Entry, ...]:
    with database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=NOON)
        return history.entries(session, who or made.actor, opened, LAGE, areas=())


def restore(database: Database, who: Actor, number: int, base: int, place: Place = LAGE) -> bool:
    with database.write() as session:
        return history.restore(session, who, SLUG, place, number=number, base=base, now=LATER)


def test_every_version_says_who_when_and_what(database: Database, made: Made) -> None:
    first = Change(label="Wer ist neu?", before="", after="Eins")
    assert entries(database, made) == (
        Entry(
            number=3,
            author="Haus Muster e. V. – Öz",
            saved_at=LATER,
            kind="aside",
            newest=False,
            changes=(
                # The form did not show the other question: its answer was never touched.
                Change(label="Wer ist neu?", before="Zwei", after="Drei"),
            ),
        ),
        Entry(
            number=2,
            author="Haus Muster e. V.",
            saved_at=LATER,
            kind="saved",
            newest=True,
            changes=(
                Change(label="Umfang der Angebote", before="", after="mehr"),
                Change(label="Wer ist neu?", before="Eins", after="Zwei"),
            ),
        ),
        Entry(
            number=1,
            author="Haus Muster e. V. – Öz",
            saved_at=NOON,
            kind="saved",
            newest=False,
            changes=(first,),
        ),
    )


def test_the_city_does_not_see_which_colleague_wrote(database: Database, made: Made) -> None:
    city = msgspec.structs.replace(made.actor, behalf=True)
    assert {entry.author for entry in entries(database, made, city)} == {"Haus Muster e. V."}


def test_restoring_adds_a_version(database: Database, made: Made) -> None:
    assert restore(database, made.actor, 1, 2)
    found = entries(database, made)
    assert [(entry.number, entry.newest) for entry in found][:2] == [(4, True), (3, False)]
    assert found[0].changes == (
        Change(label="Umfang der Angebote", before="mehr", after=""),
        Change(label="Wer ist neu?", before="Zwei", after="Eins"),
    )
    assert restore(database, made.actor, 4, 4)
    assert len(entries(database, made)) == 4


def test_restoring_over_a_newer_version_is_asked_again(database: Database, made: Made) -> None:
    assert not restore(database, made.actor, 1, 1)
    assert len(entries(database, made)) == 3


def test_only_ones_own_versions_are_found(database: Database, made: Made) -> None:
    for number in (0, 9):
        with pytest.raises(NotFound):
            restore(database, made.actor, number, 2)
    with pytest.raises(NotFound):
        restore(database, made.actor, 1, 0, Place("nachfrage", made.foreign_facility))
    with pytest.raises(NotFound):
        restore(database, made.stranger, 1, 2)
