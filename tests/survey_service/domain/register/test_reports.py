"""Reports of change: what an organisation may propose, and what a planner makes of it."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.providers import handover
from survey_service.domain.register import contacts, deciding, editing, reports
from survey_service.domain.register.entries import EntryStale, cells_of, state_of
from survey_service.errors import Conflict, FieldsInvalid, NotAllowed, NotFound, TooMany
from survey_service.permissions import Actor
from survey_service.tables.audit import AuditEntry
from survey_service.tables.register import ChangeReport
from tests.survey_service.domain.register.registered import (
    COLLEAGUE,
    NORTH_ONLY,
    PLANNER,
    Registered,
    actor_of,
    codes_of,
    events_of,
    make,
)


@pytest.fixture
def made(database: Database) -> Registered:
    with database.write() as session:
        return make(session)


def report(database: Database, organisation: UUID, **given: object) -> UUID:
    fields: dict[str, object] = {
        "kind": "other",
        "facility": "",
        "cells": {},
        "remark": "",
        "author": "Ada",
    }
    with database.write() as session:
        actor = actor_of(session, organisation)
        return reports.report(session, actor, **(fields | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"kind": "other"}, ["remark"]),
        ({"kind": "other", "remark": "x" * 4001}, ["remark"]),
        ({"kind": "other", "remark": "x", "author": "x" * 201}, ["author"]),
        ({"kind": "closed"}, ["facility"]),
        ({"kind": "moved", "cells": {"address": "Weg 1"}}, ["facility"]),
        ({"kind": "new_facility"}, ["name"]),
        ({"kind": "new_facility", "cells": {"name": "x", "area": "99"}}, ["area"]),
        ({"kind": "new_facility", "cells": {"name": "x", "email": "y"}}, ["email"]),
        ({"kind": "contact", "cells": {"name": "Bert"}}, ["consented"]),
        ({"kind": "contact", "consented": True}, ["name"]),
        ({"kind": "closed", "facility": str(uuid4())}, ["facility"]),
        ({"kind": "closed", "facility": "erfunden"}, ["facility"]),
    ],
)
def test_bad_report_is_refused_field_by_field(
    database: Database, made: Registered, given: dict[str, object], fields: list[str]
) -> None:
    with pytest.raises(FieldsInvalid) as refused:
        report(database, made.north, **given)
    assert [field for field, _ in refused.value.problems] == fields
    with database.read() as session:
        assert session.exec(select(ChangeReport)).all() == []


def test_facility_of_another_organisation_is_refused(database: Database, made: Registered) -> None:
    with pytest.raises(FieldsInvalid, match="Ihrer Einrichtungen"):
        report(database, made.north, kind="closed", facility=str(made.meeting))
    # The same of its own: the guard, and nothing else, refused.
    assert report(database, made.south, kind="closed", facility=str(made.meeting))


def test_organisation_sees_only_its_own(database: Database, made: Registered) -> None:
    key = report(database, made.north, remark="Neues")
    with database.read() as session:
        own = reports.of_organisation(session, actor_of(session, made.north))
        other = reports.of_organisation(session, actor_of(session, made.south))
        places = reports.own_facilities(session, actor_of(session, made.south))
    assert ([row.id for row in own], other) == ([key], [])
    assert places == [(made.meeting, "Treff", "")]


def test_who_is_no_organisation_reports_nothing(database: Database, made: Registered) -> None:
    with pytest.raises(NotAllowed), database.write() as session:
        reports.report(
            session,
            Actor(delegation_id=made.north),
            kind="other",
            facility="",
            cells={},
            remark="x",
            author="",
        )


def test_no_more_than_fifty_wait(
    database: Database, made: Registered, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MOST_OPEN", 2)
    keys = [report(database, made.north, remark=str(number)) for number in range(2)]
    with pytest.raises(TooMany, match="2 Ihrer Meldungen warten"):
        report(database, made.north, remark="zu viel")
    assert report(database, made.south, remark="anderer Träger")
    with database.write() as session:
        deciding.accept(session, PLANNER, keys[0], cells={})
    assert report(database, made.north, remark="wieder")


def test_new_facility_comes_into_the_register_as_the_planner_says(
    database: Database, made: Registered
) -> None:
    key = report(
        database,
        made.north,
        kind="new_facility",
        cells={"name": " Café ", "area": "11", "protected": "ja", "code": "X"},
    )
    with database.write() as session:
        assert reports.one(session, key).proposed == {"name": "Café", "area": "11"}
        deciding.accept(
            session, PLANNER, key, cells={"name": "Café Nord", "area": "1"}, answer="Danke!"
        )
        found = reports.one(session, key)
        assert (found.state, found.answer, found.decided_by, found.facility) == (
            "accepted",
            "Danke!",
            "planner",
            "Café Nord",
        )
        assert found.facility_id is not None
        assert editing.facility(session, PLANNER, found.facility_id).code == "E003"
        assert events_of(session, made.north)[-1] == ("created", "report", "planner", [])
    with pytest.raises(Conflict, match="planner inzwischen"), database.write() as session:
        deciding.decline(session, PLANNER, key, answer="Doch nicht")


def test_move_changes_the_address_and_drops_the_old_coordinates(
    database: Database, made: Registered
) -> None:
    key = report(
        database,
        made.north,
        kind="moved",
        facility=str(made.shelter),
        cells={"address": "Neuweg 4", "area": "1"},
    )
    with database.write() as session:
        known = deciding.current(session, PLANNER, key)
        assert known is not None
        deciding.accept(
            session,
            PLANNER,
            key,
            cells={"address": "Neuweg 4", "area": "1", "latitude": "", "longitude": ""},
            state=state_of(known),
        )
        row = editing.facility(session, PLANNER, made.shelter)
        assert (row.address, row.area, row.latitude, row.protected, row.serves) == (
            "Neuweg 4",
            "1",
            None,
            True,
            ("stadtweit",),
        )


def test_move_of_what_changed_in_between_overwrites_nothing(
    database: Database, made: Registered
) -> None:
    key = report(
        database,
        made.north,
        kind="moved",
        facility=str(made.advice),
        cells={"address": "Neuweg 4"},
    )
    with database.write() as session:
        known = editing.facility(session, PLANNER, made.advice)
        shown = state_of(known)
        cells = {**cells_of(known), "address": "Ganz woanders 1"}
        editing.change_facility(session, PLANNER, made.advice, cells, state=shown)
    with pytest.raises(EntryStale), database.write() as session:
        deciding.accept(session, PLANNER, key, cells={"address": "Neuweg 4"}, state=shown)
    with database.read() as session:
        assert reports.one(session, key).state == "open"
        assert editing.facility(session, PLANNER, made.advice).address == "Ganz woanders 1"


def test_closing_and_a_new_contact(database: Database, made: Registered) -> None:
    closed = report(database, made.south, kind="closed", facility=str(made.meeting))
    contact = report(
        database,
        made.north,
        kind="contact",
        facility=str(made.advice),
        cells={"name": "Cem Neu", "phone": "1"},
        consented=True,
    )
    with database.write() as session:
        deciding.accept(session, PLANNER, closed, cells={})
        assert not editing.facility(session, PLANNER, made.meeting).active
        deciding.accept(session, PLANNER, contact, cells={"name": "Cem Neu", "phone": "2"})
        found = contacts.of_organisation(session, made.north, facilities={made.advice})
        assert [(row.row.name, row.row.phone, row.row.consent_note) for row in found] == [
            ("Ada Beispiel", "", ""),
            ("Cem Neu", "2", "in der Meldung des Trägers erklärt"),
        ]
        # The person stands among the contacts and nowhere else.
        assert reports.one(session, contact).proposed == {}


SUCCEEDS = {"name": "Cem Neu", "email": "cem@nord.example"}


def succeed(database: Database, made: Registered) -> UUID:
    with database.write() as session:
        return handover.propose(
            session,
            actor_of(session, made.north),
            name=SUCCEEDS["name"],
            email=SUCCEEDS["email"],
            remark="ab Mai",
            consented=True,
        )


def test_successor_without_an_address_is_refused(database: Database, made: Registered) -> None:
    key = succeed(database, made)
    with pytest.raises(FieldsInvalid, match="nehmen Sie das Häkchen"), database.write() as session:
        deciding.accept(session, PLANNER, key, cells={"name": "Cem Neu"}, address=True)
    with database.read() as session:
        assert reports.one(session, key).state == "open"
        assert editing.organisation(session, PLANNER, made.north).email == "a@nord.example"


def test_successor_becomes_the_one_mails_go_to(database: Database, made: Registered) -> None:
    key = succeed(database, made)
    with database.write() as session:
        found = reports.one(session, key)
        assert (found.successor, found.offers_address) == (True, True)
        known = deciding.addressed(session, PLANNER, key)
        assert known is not None
        state = state_of(known)
        deciding.accept(session, PLANNER, key, cells=SUCCEEDS, state=state, address=True)
        row = editing.organisation(session, PLANNER, made.north)
        assert (row.contact_name, row.email) == ("Cem Neu", "cem@nord.example")
        changes = [
            ["Ansprechperson", "", "Cem Neu"],
            ["E-Mail", "a@nord.example", "cem@nord.example"],
        ]
        assert ("changed", "report", "planner", changes) in events_of(session, made.north)
        details = session.exec(select(AuditEntry.detail)).all()
        assert "Ansprechperson, E-Mail" in details


def test_address_stays_where_it_is_not_wanted_or_not_offered(
    database: Database, made: Registered
) -> None:
    unwanted = succeed(database, made)
    facility = report(
        database,
        made.north,
        kind="contact",
        facility=str(made.advice),
        cells={"name": "Eva", "email": "eva@nord.example"},
        consented=True,
    )
    with database.write() as session:
        deciding.accept(session, PLANNER, unwanted, cells=SUCCEEDS)
        assert deciding.addressed(session, PLANNER, facility) is None
        cells = {"name": "Eva", "email": "eva@nord.example"}
        deciding.accept(session, PLANNER, facility, cells=cells, address=True)
        assert editing.organisation(session, PLANNER, made.north).email == "a@nord.example"


def test_address_that_changed_in_between_is_not_overwritten(
    database: Database, made: Registered
) -> None:
    key = succeed(database, made)
    with database.write() as session:
        known = editing.organisation(session, PLANNER, made.north)
        shown = state_of(known)
        cells = {**cells_of(known), "email": "leitung@nord.example"}
        editing.change_organisation(session, PLANNER, made.north, cells, state=shown)
    with pytest.raises(EntryStale), database.write() as session:
        deciding.accept(session, PLANNER, key, cells=SUCCEEDS, state=shown, address=True)
    with database.read() as session:
        row = editing.organisation(session, PLANNER, made.north)
        assert row.email == "leitung@nord.example"
        assert reports.one(session, key).state == "open"


def test_two_planners_who_accept_at_once_write_once(database: Database, made: Registered) -> None:
    key = report(database, made.north, kind="new_facility", cells={"name": "Café"})
    outcomes: list[str] = []

    def accept(actor: Actor) -> None:
        try:
            with database.write() as session:
                deciding.accept(session, actor, key, cells={"name": "Café"})
            outcomes.append("accepted")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=accept, args=(actor,)) for actor in (PLANNER, COLLEAGUE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "refused"]
    with database.read() as session:
        assert codes_of(session, made.north) == ["E001", "E002", "E003"]


def test_declined_with_a_sentence_and_the_person_is_forgotten(
    database: Database, made: Registered
) -> None:
    key = report(database, made.north, kind="contact", cells={"name": "Cem Neu"}, consented=True)
    with pytest.raises(FieldsInvalid, match="warum"), database.write() as session:
        deciding.decline(session, PLANNER, key, answer=" ")
    with database.write() as session:
        deciding.decline(session, PLANNER, key, answer="Bitte über die Leitung.")
        found = reports.of_organisation(session, actor_of(session, made.north))
        assert [(row.state, row.answer, row.proposed) for row in found] == [
            ("declined", "Bitte über die Leitung.", {})
        ]
        assert len(contacts.of_organisation(session, made.north, facilities=set())) == 0
        logged = str([(row.subject, row.detail) for row in session.exec(select(AuditEntry))])
    assert "Cem" not in logged


def test_desk_needs_a_role_for_all_areas(database: Database, made: Registered) -> None:
    key = report(database, made.north, remark="Neues")
    acts: tuple[Callable[[Session, Actor], object], ...] = (
        reports.at_the_desk,
        lambda session, actor: deciding.current(session, actor, key),
        lambda session, actor: deciding.decline(session, actor, key, answer="x"),
        lambda session, actor: deciding.accept(session, actor, key, cells={}),
    )
    for act in acts:
        with pytest.raises(NotAllowed), database.write() as session:
            act(session, NORTH_ONLY)
    with database.write() as session:
        assert reports.count(session) == {"open": 1}
        assert [row.id for row in reports.at_the_desk(session, PLANNER)] == [key]
        assert reports.at_the_desk(session, PLANNER, state="declined") == []
        with pytest.raises(NotFound):
            reports.one(session, made.north)
