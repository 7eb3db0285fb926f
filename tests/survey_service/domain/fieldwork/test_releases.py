"""Both sides release a version; a wave opens without that only with a reason."""

import pytest
from sqlmodel import Session

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import releases, surveys, workshop_entries, workshops
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.errors import Conflict, NotReady, Refused
from survey_service.permissions import Actor
from tests.survey_service.waves import PLANNER, wave
from tests.survey_service.workshop import make, party, put_on_table, reworded


def give(session: Session, actor: Actor, at: WorkshopFacts, person: str = "Frau Öz") -> int:
    return releases.release(session, actor, at.survey_id, version_id=at.version_id, person=person)


def states(session: Session, at: WorkshopFacts) -> dict[str, str]:
    found = releases.record(session, at.survey_id)
    assert found is not None
    return {side.name: side.state for side in found.sides}


def test_a_release_is_given_once_and_for_what_was_seen(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        assert states(session, at) == {"Musterstadt": "waiting", "Caritas": "waiting"}
        assert give(session, actor, at) == 3
        with pytest.raises(Conflict, match="Version 3 ist für Caritas schon freigegeben"):
            give(session, actor, at)
        put_on_table(session, at, reworded(4, "Neu?"))
        with pytest.raises(Conflict, match="Inzwischen liegt Version 4 vor"):
            give(session, PLANNER, at)
        assert states(session, at) == {"Musterstadt": "waiting", "Caritas": "outdated"}


def test_the_record_names_who_released_which_version(database: Database) -> None:
    with database.write() as session:
        old = make(session)
        actor = party(session, old, "Caritas")
        give(session, actor, old)
        new = put_on_table(session, old, reworded(4, "Neu?"))
        give(session, PLANNER, new, "Planerin")
        give(session, actor, new, "Herr Yıldız")
        found = releases.record(session, new.survey_id)
        assert found is not None
        assert [(act.party, act.version, act.by) for act in found.acts] == [
            ("Caritas", 3, "Frau Öz"),
            ("Musterstadt", 4, "Planerin"),
            ("Caritas", 4, "Herr Yıldız"),
        ]
        assert found.missing == ()
        # What concerns the whole is no contribution to it.
        assert workshop_entries.counts(session, new) == {}
        surveys.open_survey(session, PLANNER, new.survey_id)
        assert not workshops.at_desk(session, new.slug).writable


def test_opening_without_all_releases_needs_a_reason_that_is_kept(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        party(session, at, "AWO")
        give(session, actor, at)
    for reason in ("", "  \n"):
        with (
            pytest.raises(NotReady, match="noch nicht freigegeben von: Musterstadt, AWO"),
            database.write() as session,
        ):
            surveys.open_survey(session, PLANNER, at.survey_id, reason=reason)
    with pytest.raises(Refused, match="zu lang"), database.write() as session:
        surveys.open_survey(session, PLANNER, at.survey_id, reason="a" * 2_001)
    with database.write() as session:
        assert surveys.load(session, at.survey_id).state == "draft"
        surveys.open_survey(session, PLANNER, at.survey_id, reason="Die Zeit drängt.")
        found = releases.record(session, at.survey_id)
        assert found is not None
        assert (found.acts[-1].exception, found.acts[-1].by) == ("Die Zeit drängt.", "Planerin")
        assert states(session, at) == {
            "Musterstadt": "waiting",
            "AWO": "waiting",
            "Caritas": "released",
        }
        known, _ = audit.entries(session)
    assert [entry.detail for entry in known if entry.action == "Ohne alle Freigaben geöffnet"] == [
        "2 fehlten"
    ]


def test_after_opening_all_is_there_to_read_and_nothing_can_be_added(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        surveys.open_survey(session, PLANNER, at.survey_id, reason="Weil.")
        now = workshops.of_party(session, actor)
        assert not now.writable
        with pytest.raises(Conflict, match="schon geöffnet"):
            give(session, actor, now)
        with pytest.raises(Conflict, match="Fragenwerkstatt damit beendet"):
            workshop_entries.answer(session, PLANNER, now, item="", text="Nein.")
        with pytest.raises(Conflict, match="Fragenwerkstatt damit beendet"):
            workshops.introduce(session, PLANNER, now, "Nein.")


def test_a_wave_without_a_workshop_opens_as_before(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        assert (made.state, releases.record(session, made.id)) == ("open", None)
