"""The register: dry run, confirmation, and what must not be applied."""

import threading
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, col, select

from questionnaires.areas import Area, AreaTree
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.register import (
    AssociationRow,
    FacilityRow,
    KnownRegister,
    OrganisationRow,
    RegisterReading,
)
from survey_service.database import Database
from survey_service.domain import areas
from survey_service.domain.register import imports, organisations
from survey_service.domain.register.changes import (
    FacilityChange,
    FieldChange,
    OrganisationChange,
    RegisterChange,
)
from survey_service.domain.register.organisations import FacilityFacts, RegisterNumbers
from survey_service.errors import Conflict, NotAllowed, NotFound
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.audit import AuditEntry
from survey_service.tables.register import Organisation, RegisterImport

PLANNER = Actor(login="planner", name="Planerin", grants=(RoleGrant("planner"),))
COLLEAGUE = Actor(login="colleague", name="Kollege", grants=(RoleGrant("planner"),))
NORTH_ONLY = Actor(login="nord", name="Nord", grants=(RoleGrant("planner", "1"),))
TREE = AreaTree(
    municipality="Kommune",
    levels=("stadt", "bezirk", "quartier"),
    areas=(
        Area(code="1", name="Nord", level="bezirk"),
        Area(code="11", name="Park", level="quartier", parent="1"),
        Area(code="2", name="Süd", level="bezirk"),
    ),
)
ORGANISATION_FIELDS = ("code", "name", "association", "contact_name", "email", "active")
FACILITY_FIELDS = (
    "organisation",
    "code",
    "name",
    "service_type",
    "address",
    "area",
    "target_groups",
    "active",
)
ONE = OrganisationRow(
    row=2,
    code="T1",
    name="Eins",
    association="Caritas",
    contact_name="Ada Beispiel",
    email="ada@eins.example",
)
TWO = OrganisationRow(row=3, code="T2", name="Zwei")
ADVICE = FacilityRow(
    row=2,
    organisation="T1",
    code="E1",
    name="Beratung",
    service_type="Schuldnerberatung",
    address="Markt 1",
    area="11",
    target_groups=("Familien", "Ältere"),
)
MEETING = FacilityRow(row=3, organisation="T2", code="E1", name="Treff", area="2")
BAD = CellProblem(sheet="Träger", row=4, column="A", message="Die Angabe „Träger-Nr.“ fehlt.")


def reading(
    *,
    organisations: tuple[OrganisationRow, ...] = (ONE, TWO),
    facilities: tuple[FacilityRow, ...] = (ADVICE, MEETING),
    organisation_fields: tuple[str, ...] = ORGANISATION_FIELDS,
    facility_fields: tuple[str, ...] = FACILITY_FIELDS,
) -> RegisterReading:
    return RegisterReading(
        associations=(AssociationRow(row=2, name="Caritas"),),
        organisations=organisations,
        facilities=facilities,
        problems=(BAD,),
        organisation_fields=organisation_fields,
        facility_fields=facility_fields,
    )


def propose(database: Database, found: RegisterReading, actor: Actor = PLANNER) -> UUID:
    with database.write() as session:
        return imports.propose(session, actor, file_name="liste.xlsx", reading=found)


def apply(database: Database, key: UUID, actor: Actor = PLANNER) -> RegisterChange:
    with database.write() as session:
        return imports.apply(session, actor, key)


def shown(database: Database, key: UUID) -> RegisterChange:
    with database.read() as session:
        return imports.proposal(session, key).change


def numbers(database: Database) -> RegisterNumbers:
    with database.read() as session:
        return organisations.numbers(session)


def key_of(session: Session, code: str) -> UUID:
    return session.exec(select(Organisation.id).where(Organisation.code == code)).one()


@pytest.fixture
def filled(database: Database) -> Database:
    """The register after its first import."""
    with database.write() as session:
        areas.import_tree(session, PLANNER, TREE)
    apply(database, propose(database, reading()))
    return database


def test_role_for_some_areas_may_not_import(filled: Database) -> None:
    with pytest.raises(NotAllowed, match="nur mit einer Rolle für alle Gebiete"):
        propose(filled, reading(), NORTH_ONLY)
    key = propose(filled, reading())
    with pytest.raises(NotAllowed, match="nur mit einer Rolle für alle Gebiete"):
        apply(filled, key, NORTH_ONLY)


def test_unknown_and_discarded_proposals_are_not_applied(filled: Database) -> None:
    with pytest.raises(NotFound, match="Diese Vorschau gibt es nicht mehr"):
        apply(filled, uuid4())
    key = propose(filled, reading(organisations=()))
    with filled.write() as session:
        imports.discard(session, PLANNER, key)
    with pytest.raises(NotFound, match="Diese Vorschau gibt es nicht mehr"):
        apply(filled, key)
    with filled.read() as session:
        assert imports.pending(session, PLANNER) is None


def test_discarded_dry_run_keeps_no_addresses(filled: Database) -> None:
    propose(filled, reading())
    second = propose(filled, reading())
    with filled.write() as session:
        imports.discard(session, PLANNER, second)
    with filled.read() as session:
        rows = session.exec(select(RegisterImport.state, RegisterImport.change)).all()
    assert [change for state, change in rows if state == "discarded"] == [b"", b""]


def test_applied_import_cannot_be_discarded(filled: Database) -> None:
    key = propose(filled, reading())
    apply(filled, key)
    with filled.write() as session, pytest.raises(Conflict, match="schon übernommen"):
        imports.discard(session, PLANNER, key)


def test_register_that_changed_in_between_refuses_the_old_preview(filled: Database) -> None:
    renamed = OrganisationRow(row=2, code="T1", name="Umbenannt")
    mine = propose(filled, reading(organisations=(renamed,)))
    theirs = propose(
        filled,
        reading(organisations=(OrganisationRow(row=2, code="T3", name="Drei"),)),
        COLLEAGUE,
    )
    apply(filled, theirs, COLLEAGUE)
    with pytest.raises(Conflict, match="geändert, seit diese Vorschau entstand"):
        apply(filled, mine)
    with filled.read() as session:
        names = [found.name for found in organisations.organisations(session, PLANNER)]
    assert names == ["Drei", "Eins", "Zwei"]


def test_failure_while_writing_leaves_nothing_half_written(filled: Database) -> None:
    nowhere = FacilityRow(row=2, organisation="T3", code="E9", name="Neu", area="99")
    three = OrganisationRow(row=2, code="T3", name="Drei")
    key = propose(filled, reading(organisations=(three,), facilities=(nowhere,)))
    before = numbers(filled)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        apply(filled, key)
    assert numbers(filled) == before
    with filled.read() as session:
        assert imports.proposal(session, key).state == "pending"


def test_first_import_shows_everything_as_new_and_writes_nothing(database: Database) -> None:
    key = propose(database, reading())
    assert shown(database, key) == RegisterChange(
        new_associations=("Caritas",),
        new_organisations=(ONE, TWO),
        new_facilities=(ADVICE, MEETING),
        problems=(BAD,),
    )
    assert numbers(database) == RegisterNumbers(
        associations=0, organisations=0, facilities=0, inactive=0
    )


def test_same_file_again_changes_nothing(filled: Database) -> None:
    key = propose(filled, reading())
    assert shown(filled, key) == RegisterChange(
        unchanged_organisations=2, unchanged_facilities=2, problems=(BAD,)
    )
    assert shown(filled, key).changes_nothing
    with filled.read() as session:
        before = organisations.organisations(session, PLANNER)
    apply(filled, key)
    with filled.read() as session:
        assert organisations.organisations(session, PLANNER) == before


def test_changes_are_shown_field_by_field_and_applied_as_shown(filled: Database) -> None:
    one = OrganisationRow(
        row=2, code="T1", name="Eins gGmbH", association="AWO", email="", active=False
    )
    advice = FacilityRow(
        row=2, organisation="T1", code="E1", name="Beratung", area="2", target_groups=("Ältere",)
    )
    key = propose(filled, reading(organisations=(one,), facilities=(advice,)))
    change = shown(filled, key)
    assert change == RegisterChange(
        new_associations=("AWO",),
        changed_organisations=(
            OrganisationChange(
                row=one,
                fields=(
                    FieldChange(field="name", label="Name", old="Eins", new="Eins gGmbH"),
                    FieldChange(field="association", label="Verband", old="Caritas", new="AWO"),
                    FieldChange(
                        field="contact_name", label="Ansprechperson", old="Ada Beispiel", new=""
                    ),
                    FieldChange(field="email", label="E-Mail", old="ada@eins.example", new=""),
                    FieldChange(field="active", label="Aktiv", old="ja", new="nein"),
                ),
            ),
        ),
        absent_organisations=1,
        changed_facilities=(
            FacilityChange(
                row=advice,
                fields=(
                    FieldChange(
                        field="service_type",
                        label="Art des Angebots",
                        old="Schuldnerberatung",
                        new="",
                    ),
                    FieldChange(field="address", label="Adresse", old="Markt 1", new=""),
                    FieldChange(field="area", label="Gebiet", old="Park (11)", new="Süd (2)"),
                    FieldChange(
                        field="target_groups",
                        label="Zielgruppen",
                        old="Familien; Ältere",
                        new="Ältere",
                    ),
                ),
            ),
        ),
        absent_facilities=1,
        problems=(BAD,),
    )
    assert apply(filled, key) == change
    with filled.read() as session:
        facts, facilities = organisations.organisation(session, PLANNER, key_of(session, "T1"))
    assert (facts.name, facts.association, facts.email, facts.active) == (
        "Eins gGmbH",
        "AWO",
        "",
        False,
    )
    assert facilities == [
        FacilityFacts(
            id=facilities[0].id,
            code="E1",
            name="Beratung",
            service_type="",
            address="",
            area_code="2",
            area="Süd",
            target_groups=("Ältere",),
            active=True,
        )
    ]
    assert numbers(filled) == RegisterNumbers(
        associations=2, organisations=1, facilities=2, inactive=1
    )


def test_columns_missing_from_the_file_leave_their_fields(filled: Database) -> None:
    key = propose(
        filled,
        reading(
            organisations=(OrganisationRow(row=2, code="T1", name="Eins neu"),),
            facilities=(FacilityRow(row=2, organisation="T1", code="E1", name="Beratung"),),
            organisation_fields=("code", "name"),
            facility_fields=("organisation", "code", "name"),
        ),
    )
    change = shown(filled, key)
    assert [found.fields for found in change.changed_organisations] == [
        (FieldChange(field="name", label="Name", old="Eins", new="Eins neu"),)
    ]
    assert (change.changed_facilities, change.unchanged_facilities) == ((), 1)
    apply(filled, key)
    with filled.read() as session:
        assert (
            organisations.organisation(session, PLANNER, key_of(session, "T1"))[0].email
            == "ada@eins.example"
        )


def test_confirming_twice_writes_once(filled: Database) -> None:
    three = OrganisationRow(row=2, code="T3", name="Drei")
    key = propose(filled, reading(organisations=(three,), facilities=()))
    assert apply(filled, key) == apply(filled, key)
    with filled.read() as session:
        entries = session.exec(
            select(AuditEntry.detail).where(col(AuditEntry.action) == "Register eingelesen")
        ).all()
    assert sorted(entries) == [
        "Träger: 1 neu, 0 geändert; Einrichtungen: 0 neu, 0 geändert; Kontakte: 0 neu, 0 geändert",
        "Träger: 2 neu, 0 geändert; Einrichtungen: 2 neu, 0 geändert; Kontakte: 0 neu, 0 geändert",
    ]


def test_two_who_confirm_at_once_do_not_both_write(filled: Database) -> None:
    keys = [
        propose(filled, reading(organisations=(OrganisationRow(row=2, code="T3", name=name),)), who)
        for name, who in (("Drei", PLANNER), ("Tres", COLLEAGUE))
    ]
    outcomes: list[str] = []

    def confirm(key: UUID, actor: Actor) -> None:
        try:
            apply(filled, key, actor)
            outcomes.append("applied")
        except Conflict:
            outcomes.append("refused")

    threads = [
        threading.Thread(target=confirm, args=pair)
        for pair in zip(keys, (PLANNER, COLLEAGUE), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["applied", "refused"]


def test_reader_is_told_what_the_register_knows(filled: Database) -> None:
    with filled.read() as session:
        context = imports.reading_context(session)
    assert context.areas == TREE
    assert context.known == KnownRegister(
        associations=frozenset({"Caritas"}),
        organisations={"T1": "Eins", "T2": "Zwei"},
        facilities=frozenset({("T1", "E1"), ("T2", "E1")}),
    )


def test_area_role_sees_only_what_lies_in_its_areas(filled: Database) -> None:
    with filled.read() as session:
        everything = organisations.organisations(session, PLANNER)
        north = organisations.organisations(session, NORTH_ONLY)
        facilities = organisations.organisation(session, NORTH_ONLY, key_of(session, "T1"))[1]
        with pytest.raises(NotFound, match="außerhalb Ihrer Gebiete"):
            organisations.organisation(session, NORTH_ONLY, key_of(session, "T2"))
        elsewhere = Actor(login="x", name="X", grants=(RoleGrant("planner", "99"),))
        nothing = organisations.organisations(session, elsewhere)
    assert [(found.code, found.facilities) for found in everything] == [("T1", 1), ("T2", 1)]
    assert [(found.code, found.facilities) for found in north] == [("T1", 1)]
    assert [found.code for found in facilities] == ["E1"]
    assert nothing == []


def test_search_looks_in_number_name_and_association(filled: Database) -> None:
    with filled.read() as session:
        found = {
            text: [row.code for row in organisations.organisations(session, PLANNER, search=text)]
            for text in ("t2", "EINS", "caritas", "fehlt", "")
        }
    assert found == {
        "t2": ["T2"],
        "EINS": ["T1"],
        "caritas": ["T1"],
        "fehlt": [],
        "": ["T1", "T2"],
    }
