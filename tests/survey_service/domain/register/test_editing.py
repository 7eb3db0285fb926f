"""The register by hand: refusals, two editors, history, roles of single areas, protected places."""

import threading
from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from questionnaires.readers.register import FacilityRow, OrganisationRow
from survey_service.database import Database
from survey_service.domain.register import associations, contacts, editing, organisations
from survey_service.domain.register.changes import FieldChange
from survey_service.domain.register.entries import (
    EntryStale,
    cells_of,
    next_code,
    state_of,
)
from survey_service.domain.register.organisations import Filter
from survey_service.errors import FieldsInvalid, NotAllowed, NotFound
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.audit import AuditEntry
from survey_service.tables.register import Contact, RegisterEvent
from tests.survey_service.domain.register.registered import (
    COLLEAGUE,
    NORTH_ONLY,
    PLANNER,
    Registered,
    events_of,
    make,
)


@pytest.fixture
def made(database: Database) -> Registered:
    with database.write() as session:
        return make(session)


@pytest.mark.parametrize(
    ("cells", "problems"),
    [
        ({}, [("code", "Die Angabe „Träger-Nr.“ fehlt."), ("name", "Die Angabe „Name“ fehlt.")]),
        (
            {"code": "T001", "name": "Doppelt"},
            [("code", "Die Träger-Nr. „T001“ ist schon vergeben.")],
        ),
        (
            {"code": "T9", "name": "x", "email": "keine"},
            [("email", "„keine“ ist keine E-Mail-Adresse (Beispiel: name@traeger.de).")],
        ),
        (
            {"code": "T9", "name": "x", "phone": "1" * 61},
            [("phone", "Der Text ist länger als 60 Zeichen. Bitte kürzen Sie ihn.")],
        ),
    ],
)
def test_bad_organisation_is_refused_field_by_field(
    database: Database, made: Registered, cells: dict[str, str], problems: list[tuple[str, str]]
) -> None:
    with pytest.raises(FieldsInvalid) as refused, database.write() as session:
        editing.add_organisation(session, PLANNER, cells)
    assert list(refused.value.problems) == problems
    assert made.north
    with database.read() as session:
        assert len(organisations.organisations(session, PLANNER)) == 2


def test_unknown_association_is_refused(database: Database, made: Registered) -> None:
    with pytest.raises(FieldsInvalid, match="Awo"), database.write() as session:
        editing.change_organisation(
            session, PLANNER, made.north, {"name": "Nord", "association": "Awo"}, state=""
        )


def test_bad_facility_is_refused_field_by_field(database: Database, made: Registered) -> None:
    cells = {
        "code": "E001",
        "name": "",
        "area": "99",
        "serves": "stadtweit; 1",
        "latitude": "6,7",
        "longitude": "51,2",
        "website": "javascript:x",
    }
    with pytest.raises(FieldsInvalid) as refused, database.write() as session:
        editing.add_facility(session, PLANNER, made.north, cells)
    assert [field for field, _ in refused.value.problems] == [
        "name",
        "area",
        "serves",
        "website",
        "latitude",
    ]
    taken = {"code": "E001", "name": "x"}
    with pytest.raises(FieldsInvalid, match="„E001“ hat schon"), database.write() as session:
        editing.add_facility(session, PLANNER, made.north, taken)


def test_facility_is_stored_with_all_its_fields(database: Database, made: Registered) -> None:
    with database.read() as session:
        assert editing.facility(session, PLANNER, made.shelter) == FacilityRow(
            row=0,
            organisation="T001",
            code="E002",
            name="Frauenhaus",
            area="2",
            address="Geheimweg 3",
            serves=("stadtweit",),
            phone="0800 1",
            latitude=51.2,
            longitude=6.7,
            protected=True,
        )
        assert editing.facility(session, PLANNER, made.meeting).serves == ("1",)
        assert editing.free_facility_code(session, made.north) == "E003"
        assert editing.free_organisation_code(session) == "T003"


def test_change_is_stored_with_its_history_and_the_log_names_only_fields(
    database: Database, made: Registered
) -> None:
    with database.write() as session:
        row = editing.organisation(session, PLANNER, made.north)
        cells = {**cells_of(row), "name": "Haus Nord gGmbH", "association": "", "code": "T777"}
        done = editing.change_organisation(session, PLANNER, made.north, cells, state=state_of(row))
    assert done == (
        FieldChange(field="name", label="Name", old="Haus Nord e. V.", new="Haus Nord gGmbH"),
        FieldChange(field="association", label="Verband", old="Caritas", new=""),
    )
    with database.read() as session:
        # The number stays: workbooks know the organisation by it.
        assert editing.organisation(session, PLANNER, made.north) == OrganisationRow(
            row=0, code="T001", name="Haus Nord gGmbH", email="a@nord.example"
        )
        assert events_of(session, made.north)[-1] == (
            "changed",
            "form",
            "planner",
            [["Name", "Haus Nord e. V.", "Haus Nord gGmbH"], ["Verband", "Caritas", ""]],
        )
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == "Träger geändert")).one()
    assert (entry.subject, entry.detail) == ("T001", "Name, Verband")


def test_saving_what_stands_there_leaves_no_trace(database: Database, made: Registered) -> None:
    with database.write() as session:
        row = editing.facility(session, PLANNER, made.shelter)
        before = len(session.exec(select(RegisterEvent)).all())
        done = editing.change_facility(
            session, PLANNER, made.shelter, cells_of(row), state=state_of(row)
        )
        assert (done, len(session.exec(select(RegisterEvent)).all())) == ((), before)


def test_second_editor_sees_both_and_overwrites_nothing(
    database: Database, made: Registered
) -> None:
    with database.read() as session:
        row = editing.facility(session, PLANNER, made.advice)
    opened = state_of(row)
    with database.write() as session:
        editing.change_facility(
            session, COLLEAGUE, made.advice, {**cells_of(row), "phone": "1"}, state=opened
        )
    typed = {**cells_of(row), "phone": "2"}
    with pytest.raises(EntryStale) as stale, database.write() as session:
        editing.change_facility(session, PLANNER, made.advice, typed, state=opened)
    assert (stale.value.author, stale.value.differences) == (
        "colleague",
        (FieldChange(field="phone", label="Telefon", old="1", new="2"),),
    )
    with database.write() as session:
        assert editing.facility(session, PLANNER, made.advice).phone == "1"
        editing.change_facility(session, PLANNER, made.advice, typed, state=stale.value.state)
        assert editing.facility(session, PLANNER, made.advice).phone == "2"


def test_closed_and_opened_again(database: Database, made: Registered) -> None:
    with database.write() as session:
        editing.set_facility_active(session, PLANNER, made.meeting, active=False)
        editing.set_facility_active(session, PLANNER, made.meeting, active=False)
        editing.set_facility_active(session, PLANNER, made.meeting, active=True)
        editing.set_organisation_active(session, PLANNER, made.south, active=False)
        assert events_of(session, made.south)[2:] == [
            ("deactivated", "form", "planner", [["Aktiv", "ja", "nein"]]),
            ("reactivated", "form", "planner", [["Aktiv", "nein", "ja"]]),
            ("deactivated", "form", "planner", [["Aktiv", "ja", "nein"]]),
        ]
        assert not editing.organisation(session, PLANNER, made.south).active


ALL_AREAS: dict[str, Callable[[Session, Actor, Registered], object]] = {
    "organisation": lambda s, a, m: editing.organisation(s, a, m.north),
    "add organisation": lambda s, a, m: editing.add_organisation(s, a, {"code": "T9", "name": "x"}),
    "change organisation": lambda s, a, m: editing.change_organisation(
        s, a, m.north, {"name": "x"}, state=""
    ),
    "deactivate": lambda s, a, m: editing.set_organisation_active(s, a, m.north, active=False),
    "association": lambda s, a, m: associations.add(s, a, "AWO"),
    "facility elsewhere": lambda s, a, m: editing.facility(s, a, m.meeting),
    "close elsewhere": lambda s, a, m: editing.set_facility_active(s, a, m.shelter, active=False),
    "new elsewhere": lambda s, a, m: editing.add_facility(
        s, a, m.north, {"code": "E9", "name": "x", "area": "2"}
    ),
    "new nowhere": lambda s, a, m: editing.add_facility(s, a, m.north, {"code": "E9", "name": "x"}),
    "contact of all": lambda s, a, m: contacts.add(
        s, a, m.north, {"name": "x", "consented_on": "01.01.2026"}
    ),
    "contact elsewhere": lambda s, a, m: contacts.add(
        s, a, m.south, {"name": "x", "facility": "E001", "consented_on": "01.01.2026"}
    ),
}


@pytest.mark.parametrize("name", ALL_AREAS)
def test_role_for_some_areas_changes_nothing_outside(
    database: Database, made: Registered, name: str
) -> None:
    with pytest.raises(NotAllowed), database.write() as session:
        ALL_AREAS[name](session, NORTH_ONLY, made)
    # The same by somebody for all areas: the guard, and nothing else, refused.
    if name != "change organisation":
        with database.write() as session:
            ALL_AREAS[name](session, PLANNER, made)


def test_role_for_some_areas_edits_inside_but_moves_nothing_out(
    database: Database, made: Registered
) -> None:
    with database.write() as session:
        row = editing.facility(session, NORTH_ONLY, made.advice)
        cells = {**cells_of(row), "name": "Beratung neu"}
        editing.change_facility(session, NORTH_ONLY, made.advice, cells, state=state_of(row))
        row = editing.facility(session, NORTH_ONLY, made.advice)
    assert row.name == "Beratung neu"
    with pytest.raises(NotAllowed), database.write() as session:
        editing.change_facility(
            session, NORTH_ONLY, made.advice, {**cells_of(row), "area": "2"}, state=state_of(row)
        )


def test_protected_place_is_hidden_from_who_may_not_edit(
    database: Database, made: Registered
) -> None:
    looker = Actor(login="admin", name="A", grants=(RoleGrant("administrator"),))
    with database.read() as session:
        seen = organisations.organisation(session, looker, made.north)[1]
        full = organisations.organisation(session, PLANNER, made.north)[1]
    hidden, open_to = (next(row for row in rows if row.id == made.shelter) for rows in (seen, full))
    assert (hidden.address, hidden.phone, hidden.latitude) == ("", "", None)
    assert (open_to.address, open_to.phone, open_to.latitude) == ("Geheimweg 3", "0800 1", 51.2)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(association="Caritas"), [("T001", 2)]),
        (Filter(service_type="Begegnung"), [("T002", 1)]),
        (Filter(target_group="Ältere"), [("T001", 1)]),
        # In Nord stands the advice centre; the shelter serves everybody, the meeting place Nord.
        (Filter(area="1"), [("T001", 2), ("T002", 1)]),
        (Filter(area="11"), [("T001", 2)]),
        (Filter(area="2"), [("T001", 1), ("T002", 1)]),
        (Filter(active="nein"), []),
        (Filter(search="treff"), [("T002", 1)]),
        (Filter(search="nord", service_type="Begegnung"), []),
    ],
)
def test_filters(
    database: Database, made: Registered, wanted: Filter, found: list[tuple[str, int]]
) -> None:
    with database.read() as session:
        rows = organisations.organisations(session, PLANNER, wanted=wanted)
        unseen = organisations.organisations(session, NORTH_ONLY, wanted=Filter(search="treff"))
    assert [(row.code, row.facilities) for row in rows] == found
    assert (unseen, made.north is None) == ([], False)


def test_what_can_be_searched_for_is_what_the_actor_may_see(
    database: Database, made: Registered
) -> None:
    assert made.north
    with database.read() as session:
        assert organisations.offered(session, PLANNER) == (
            ["Begegnung", "Schuldnerberatung"],
            ["Familien", "Ältere"],
        )
        elsewhere = Actor(login="x", name="X", grants=(RoleGrant("planner", "2"),))
        assert organisations.offered(session, elsewhere) == (["Begegnung"], [])


def test_two_editors_at_once_lose_nothing(database: Database, made: Registered) -> None:
    with database.read() as session:
        row = editing.facility(session, PLANNER, made.advice)
    outcomes: list[str] = []

    def save(actor: Actor, phone: str) -> None:
        try:
            with database.write() as session:
                cells = {**cells_of(row), "phone": phone}
                editing.change_facility(session, actor, made.advice, cells, state=state_of(row))
            outcomes.append(phone)
        except EntryStale:
            outcomes.append("refused")

    threads = [
        threading.Thread(target=save, args=pair) for pair in ((PLANNER, "1"), (COLLEAGUE, "2"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as session:
        stored = editing.facility(session, PLANNER, made.advice).phone
    assert sorted(outcomes) == sorted([stored, "refused"])


def test_contact_needs_consent_and_removing_deletes_it(
    database: Database, made: Registered
) -> None:
    for cells, field in (
        ({"name": "Bert"}, "consented_on"),
        ({"name": "Bert", "consented_on": "01.01.2126"}, "consented_on"),
        ({"name": "Bert", "consented_on": "01.01.2026", "facility": "E9"}, "facility"),
        ({"name": "Ada Beispiel", "consented_on": "01.01.2026", "facility": "E001"}, "name"),
    ):
        with pytest.raises(FieldsInvalid) as refused, database.write() as session:
            contacts.add(session, PLANNER, made.north, cells)
        assert [found for found, _ in refused.value.problems] == [field]
    with database.write() as session:
        _, row = contacts.contact(session, PLANNER, made.contact)
        assert row.consented_on == date(2026, 1, 31)
        cells = {**cells_of(row), "phone": "02131 1"}
        contacts.change(session, PLANNER, made.contact, cells, state=state_of(row))
    with pytest.raises(EntryStale), database.write() as session:
        contacts.change(
            session, PLANNER, made.contact, {**cells_of(row), "phone": "3"}, state=state_of(row)
        )
    with database.write() as session:
        contacts.remove(session, PLANNER, made.contact)
        assert session.exec(select(Contact)).all() == []
        written = str(events_of(session, made.north)) + str(
            [(row.subject, row.detail) for row in session.exec(select(AuditEntry))]
        )
    assert "Ada" not in written
    assert "02131" not in written
    with pytest.raises(NotFound), database.write() as session:
        contacts.remove(session, PLANNER, made.contact)


def test_associations_are_added_and_renamed_once(database: Database, made: Registered) -> None:
    with database.write() as session:
        associations.add(session, PLANNER, "  Der   Paritätische ")
        found = associations.all_associations(session)
        assert [(row.name, row.organisations) for row in found] == [
            ("Caritas", 1),
            ("Der Paritätische", 0),
        ]
        for name in ("", "x" * 201, "CARITAS"):
            with pytest.raises(FieldsInvalid):
                associations.add(session, PLANNER, name)
        associations.rename(session, PLANNER, found[0].id, "Caritas Neuss")
        assert editing.organisation(session, PLANNER, made.north).association == "Caritas Neuss"


def test_next_number() -> None:
    assert next_code([], letter="T") == "T001"
    assert next_code(["T007", "t-12", "X99", "Tx"], letter="T") == "T013"
