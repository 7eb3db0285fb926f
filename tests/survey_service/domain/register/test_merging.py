"""Two entries become one: nothing is lost, nothing is counted twice, links and numbers live on."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from questionnaires.readers.register import (
    ContactRow,
    FacilityRow,
    OrganisationRow,
    RegisterReading,
)
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import standing
from survey_service.domain.register import duplicates, editing, imports, merging, organisations
from survey_service.domain.register.merging import MovedFacility
from survey_service.errors import Conflict, LinkInvalid, NotAllowed, NotFound, Refused
from survey_service.permissions import NOBODY
from survey_service.tables.register import (
    ChangeReport,
    Contact,
    Organisation,
    OrganisationMerge,
)
from survey_service.tables.responses import Delegation, Response, Statement
from survey_service.tables.surveys import Invitation, ParticipatingFacility, Participation, Survey
from tests.survey_service import waves
from tests.survey_service.domain.register.registered import (
    NORTH_ONLY,
    PLANNER,
    Registered,
    codes_of,
    events_of,
    make,
)

SECRET = "s" * 43


@pytest.fixture
def made(database: Database) -> Registered:
    with database.write() as session:
        return make(session)


def wave(session: Session) -> tuple[UUID, UUID]:
    """An open wave: its id and that of its questionnaire."""
    found = waves.wave(session)
    return found.id, found.questionnaire_version_id


def answer(session: Session, survey: tuple[UUID, UUID], organisation: UUID, text: str) -> None:
    """A submitted return with one statement."""
    response = Response(
        survey_id=survey[0],
        questionnaire_version_id=survey[1],
        organisation_id=organisation,
        state="submitted",
        submitted_on=clock.today(),
    )
    session.add(response)
    session.flush()
    session.add(
        Statement(
            survey_id=survey[0],
            response_id=response.id,
            organisation_id=organisation,
            source="provider",
            contributor=organisation.hex,
            text=text,
            text_hash=text,
        )
    )


def merge(database: Database, *, kept: UUID, duplicate: UUID) -> merging.Merge:
    with database.write() as session:
        return merging.merge(session, PLANNER, kept_id=kept, duplicate_id=duplicate)


def test_what_is_no_pair_is_refused(database: Database, made: Registered) -> None:
    for kept, duplicate, error in (
        (made.north, made.north, Refused),
        (made.north, made.advice, NotFound),
        (made.advice, made.north, NotFound),
    ):
        with pytest.raises(error), database.write() as session:
            merging.merge(session, PLANNER, kept_id=kept, duplicate_id=duplicate)
    with pytest.raises(NotAllowed), database.write() as session:
        merging.merge(session, NORTH_ONLY, kept_id=made.north, duplicate_id=made.south)
    with database.read() as session:
        assert session.exec(select(OrganisationMerge)).all() == []


def test_preview_says_what_moves_and_changes_nothing(database: Database, made: Registered) -> None:
    with database.write() as session:
        survey = wave(session)
        answer(session, survey, made.north, "eins")
        session.add(Participation(survey_id=survey[0], organisation_id=made.north))
        standing.ensure_invitation(session, secret=SECRET, organisation_id=made.north)
    with database.read() as session:
        found = merging.preview(session, PLANNER, kept_id=made.south, duplicate_id=made.north)
        assert codes_of(session, made.north) == ["E001", "E002"]
    assert found == merging.Merge(
        kept_id=made.south,
        kept="Werk Süd",
        kept_code="T002",
        duplicate_id=made.north,
        duplicate="Haus Nord e. V.",
        duplicate_code="T001",
        facilities=(
            MovedFacility(id=made.advice, code="E001", name="Beratung", new_code="T001-E001"),
            MovedFacility(id=made.shelter, code="E002", name="Frauenhaus", new_code=""),
        ),
        contacts=1,
        waves=("Trägerabfrage 2026",),
        returns=("Trägerabfrage 2026",),
        statements=1,
        reports=0,
        link="moved",
        both=(),
    )


def test_everything_belongs_to_the_kept_one(database: Database, made: Registered) -> None:
    with database.write() as session:
        survey = wave(session)
        answer(session, survey, made.north, "eins")
        session.add(
            Delegation(
                survey_id=survey[0],
                organisation_id=made.north,
                colleague="Kollegin",
                token_hash="x",
                created_at=clock.now(),
            )
        )
        session.add(ChangeReport(organisation_id=made.north, kind="other", reported_at=clock.now()))
    merge(database, kept=made.south, duplicate=made.north)
    with database.read() as session:
        assert (codes_of(session, made.north), codes_of(session, made.south)) == (
            [],
            ["E001", "E002", "T001-E001"],
        )
        for table in (Contact, Response, Delegation, ChangeReport, Statement):
            owners = set(session.exec(select(table.organisation_id)))  # type: ignore[attr-defined]
            assert owners == {made.south}, table
        assert set(session.exec(select(Statement.contributor))) == {made.south.hex}
        assert (
            not session.exec(select(Organisation).where(Organisation.code == "T001")).one().active
        )
        assert merging.merged_into(session, made.north) == (made.south, "Werk Süd")
        moved = "2 Einrichtungen, 1 Kontakte, 1 Rückläufe"
        assert events_of(session, made.south)[-1] == (
            "merged",
            "merge",
            "planner",
            [["Zusammengeführt mit", "", f"Haus Nord e. V. (T001): {moved} übernommen"]],
        )
        assert events_of(session, made.north)[-1][3] == [
            ["Zusammengeführt mit", "", f"Werk Süd (T002): {moved} übergeben"]
        ]
    with pytest.raises(Conflict, match="schon zusammengeführt"):
        merge(database, kept=made.south, duplicate=made.north)
    with pytest.raises(Conflict, match="bleibt nicht aktiv"), database.write() as session:
        editing.set_organisation_active(session, PLANNER, made.north, active=True)
    with pytest.raises(Conflict, match="Ergänzen Sie den anderen"), database.write() as session:
        editing.add_facility(session, PLANNER, made.north, {"code": "E9", "name": "x"})


def test_the_same_words_of_both_count_once(database: Database, made: Registered) -> None:
    with database.write() as session:
        survey = wave(session)
        for organisation in (made.north, made.south):
            session.add(
                Statement(
                    survey_id=survey[0],
                    organisation_id=organisation,
                    source="provider",
                    contributor=organisation.hex,
                    text="Es fehlt Platz.",
                    text_hash="gleich",
                )
            )
    merge(database, kept=made.north, duplicate=made.south)
    with database.read() as session:
        rows = session.exec(select(Statement.organisation_id, Statement.current)).all()
    assert sorted(rows, key=lambda row: row[1]) == [(made.north, False), (made.north, True)]


def test_each_wave_once_with_the_facilities_that_were_asked(
    database: Database, made: Registered
) -> None:
    with database.write() as session:
        both, _ = wave(session)
        version = session.exec(select(Survey.questionnaire_version_id)).one()
        alone = surveys.create(
            session, waves.PLANNER, kind="wave", draft=waves.draft(version, title="Nur eine")
        ).id
        later = date(2026, 12, 1)
        kept = Participation(survey_id=both, organisation_id=made.north)
        other = Participation(survey_id=both, organisation_id=made.south, extended_until=later)
        single = Participation(survey_id=alone, organisation_id=made.south)
        session.add_all([kept, other, single])
        session.flush()
        session.add(ParticipatingFacility(participation_id=kept.id, facility_id=made.advice))
    merge(database, kept=made.north, duplicate=made.south)
    with database.read() as session:
        rows = session.exec(select(Participation)).all()
        assert {(row.survey_id, row.organisation_id, row.extended_until) for row in rows} == {
            (both, made.north, later),
            (alone, made.north, None),
        }
        asked = {
            (row.survey_id, facility)
            for row in rows
            for facility in session.exec(
                select(ParticipatingFacility.facility_id).where(
                    ParticipatingFacility.participation_id == row.id
                )
            )
        }
    assert asked == {(both, made.advice), (both, made.meeting), (alone, made.meeting)}


def link_of(session: Session, organisation: UUID) -> str:
    key = standing.ensure_invitation(session, secret=SECRET, organisation_id=organisation)
    address = standing.link(session, secret=SECRET, base_url="", invitation_id=key)
    return address.rpartition("/")[2]


def test_link_of_the_duplicate_leads_to_the_kept_one(database: Database, made: Registered) -> None:
    with database.write() as session:
        own, old = link_of(session, made.north), link_of(session, made.south)
        before = standing.open_link(session, old, hours=1, now=clock.now())
    merge(database, kept=made.north, duplicate=made.south)
    with database.write() as session:
        assert standing.organisation_name(session, old) == "Haus Nord e. V."
        opened = standing.open_link(session, old, hours=1, now=clock.now())
        for token in (before, opened):
            actor = standing.actor_of(session, token, now=clock.now())
            assert (actor.organisation_id, actor.name) == (made.north, "Haus Nord e. V.")
        # A new link of the kept one ends the old one too.
        key = session.exec(
            select(Invitation.id).where(Invitation.organisation_id == made.north)
        ).one()
        standing.renew(session, secret=SECRET, invitation_id=key)
    with database.write() as session:
        for token in (own, old):
            with pytest.raises(LinkInvalid):
                standing.open_link(session, token, hours=1, now=clock.now())
        assert standing.actor_of(session, opened, now=clock.now()) == NOBODY


def test_link_moves_where_the_kept_one_has_none(database: Database, made: Registered) -> None:
    with database.write() as session:
        old = link_of(session, made.south)
    assert merge(database, kept=made.north, duplicate=made.south).link == "moved"
    with database.write() as session:
        token = standing.open_link(session, old, hours=1, now=clock.now())
        assert (
            standing.actor_of(
                session, token, now=clock.now() + timedelta(minutes=1)
            ).organisation_id
            == made.north
        )
        assert session.exec(select(Invitation.organisation_id)).all() == [made.north]


def test_what_was_merged_before_follows(database: Database, made: Registered) -> None:
    with database.write() as session:
        third = editing.add_organisation(session, PLANNER, {"code": "T003", "name": "Dritter"})
    merge(database, kept=made.south, duplicate=third)
    merge(database, kept=made.north, duplicate=made.south)
    with database.read() as session:
        kept = session.exec(
            select(OrganisationMerge.kept_id).order_by(col(OrganisationMerge.kept_id))
        )
        assert kept.all() == [made.north, made.north]


def test_old_workbook_reaches_the_kept_one(database: Database, made: Registered) -> None:
    merge(database, kept=made.north, duplicate=made.south)
    reading = RegisterReading(
        associations=(),
        organisations=(OrganisationRow(row=2, code="T002", name="Werk Süd alt"),),
        facilities=(
            FacilityRow(row=2, organisation="T002", code="E001", name="Treff neu"),
            FacilityRow(row=3, organisation="T002", code="E005", name="Laden"),
        ),
        contacts=(
            ContactRow(
                row=2,
                organisation="T002",
                facility="E001",
                name="Cem",
                consented_on=date(2026, 1, 1),
            ),
        ),
        problems=(),
        organisation_fields=("code", "name"),
        facility_fields=("organisation", "code", "name"),
        contact_fields=("organisation", "facility", "name", "consented_on"),
    )
    with database.read() as session:
        known = imports.reading_context(session).known
    assert (known.organisations["T002"], ("T002", "T002-E001") in known.facilities) == ("", True)
    with database.write() as session:
        key = imports.propose(session, PLANNER, file_name="alt.xlsx", reading=reading)
        change = imports.proposal(session, key).change
        imports.apply(session, PLANNER, key)
    assert (change.new_organisations, change.changed_organisations) == ((), ())
    assert [problem.message for problem in change.problems] == [
        (
            "„T002“ wurde mit „T001“ zusammengeführt. Die Zeile wird übergangen; ihre "
            "Einrichtungen gehören jetzt zu dem anderen Träger."
        )
    ]
    assert [found.row.code for found in change.changed_facilities] == ["T002-E001"]
    with database.read() as session:
        assert codes_of(session, made.north) == ["E001", "E002", "E005", "T002-E001"]
        assert editing.facility(session, PLANNER, made.meeting).name == "Treff neu"
        place = session.exec(select(Contact.facility_id).where(Contact.name == "Cem")).one()
    assert place == made.meeting


def test_likely_duplicates_are_named_with_their_reasons(database: Database) -> None:
    rows = (
        ("A1", "Haus Nord e. V.", "", ""),
        ("A2", "HAUS NORD gGmbH", "", ""),
        ("A3", "Caritasverband Neuss", "post@c.example", ""),
        ("A4", "Caritas-Verband Neuss", "POST@c.example", ""),
        ("A5", "Kita Sonnenschein 1", "", "Weg 1\n41460 Neuss"),
        ("A6", "Kita Sonnenschein 2", "", "Weg 1, 41460 Neuss"),
        ("A7", "Haus Süd", "", ""),
        ("A8", "Diakonisches Werk", "", ""),
    )
    with database.write() as session:
        for code, name, email, postal in rows:
            cells = {"code": code, "name": name, "email": email, "postal_address": postal}
            editing.add_organisation(session, PLANNER, cells)
        found = duplicates.likely(organisations.organisations(session, PLANNER))
    assert [(pair.first.code, pair.second.code, pair.reasons) for pair in found] == [
        ("A3", "A4", ("ähnlicher Name", "gleiche E-Mail")),
        ("A1", "A2", ("gleicher Name",)),
        ("A5", "A6", ("gleiche Postanschrift",)),
    ]
