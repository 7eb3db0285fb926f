"""Letters for those without e-mail: who gets one, and that no table keeps what opens a page."""

from uuid import UUID

import pytest
from sqlmodel import Session, select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain import printing
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import invitations, letters, participations
from survey_service.domain.correspondence.letters import Printing
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.errors import Conflict, LinkInvalid, NotFound, NotReady
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Invitation, Mail, Participation, Survey
from tests.survey_service.domain.correspondence.test_mails import everything
from tests.survey_service.waves import PLANNER, organisation, wave

SECRET = "s" * 43
BASE = "https://beteiligung.stadt.example"


def silent(session: Session, name: str, address: str = "Weg 1\n12345 Musterstadt") -> UUID:
    found = organisation(session, name, email=" ")
    session.get_one(Organisation, found).postal_address = address
    return found


def write(
    database: Database, survey: SurveyFacts, chosen: frozenset[UUID] | None = None
) -> Printing:
    with database.write() as session:
        made = letters.write(session, survey.id, chosen, secret=SECRET, base_url=BASE)
        letters.note(session, PLANNER, survey, made)
    return made


def test_nobody_to_write_to_is_refused(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        organisation(session, "A")
        silent(session, "B", address="")
    with pytest.raises(NotReady, match="wartet niemand auf einen Brief"):
        write(database, made)
    with database.write() as session:
        closed = wave_closed(session)
    with pytest.raises(NotReady, match="ist beendet"):
        write(database, closed)


def wave_closed(session: Session) -> SurveyFacts:
    found = surveys.all_surveys(session)[0]
    surveys.close(session, PLANNER, found.id)
    return found


def test_letters_go_once_to_those_without_mail(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        organisation(session, "Mail")
        one, lost = silent(session, "Post"), silent(session, "Nichts", address="")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    run = write(database, made)
    [letter] = run.post.letters
    assert (run.organisations, letter.address) == (
        (one,),
        ("Träger Post", "Frau Öz", "Weg 1", "12345 Musterstadt"),
    )
    assert letter.before.startswith("Sehr geehrte Frau Öz,")
    assert "{" not in letter.before + letter.after
    with pytest.raises(NotReady):
        write(database, made)
    with database.read() as session:
        seen = letters.overview(session, made)
        assert [len(part) for part in (seen.ready, seen.printed, seen.unreachable)] == [0, 1, 1]
        assert seen.unreachable[0].organisation_id == lost
        assert participations.load(session, made, one).invited_at is not None
        assert len(session.exec(select(Mail.id)).all()) == 1
    assert write(database, made, frozenset({one})).post.letters == run.post.letters


def write_one(database: Database, survey: SurveyFacts, who: UUID) -> Printing:
    with database.write() as session:
        made = letters.write_one(session, survey.id, who, secret=SECRET, base_url=BASE)
        letters.note(session, PLANNER, survey, made)
    return made


def test_one_letter_needs_an_address_an_active_organisation_and_an_open_wave(
    database: Database,
) -> None:
    with database.write() as session:
        made = wave(session)
        without = silent(session, "Ohne", address=" ")
        asleep, other = silent(session, "Inaktiv"), silent(session, "Post")
        session.get_one(Organisation, asleep).active = False
    with pytest.raises(NotReady, match="keine Postanschrift im Register"):
        write_one(database, made, without)
    with pytest.raises(NotReady, match="im Register nicht aktiv"):
        write_one(database, made, asleep)
    with database.write() as session:
        session.get_one(Survey, made.id).selected = True
        assert letters.open_to(session, other) == []
    with pytest.raises(Conflict, match="nicht zu den Trägern dieser Blitzabfrage"):
        write_one(database, made, other)
    with database.write() as session:
        session.get_one(Survey, made.id).selected = False
        assert [one.id for one in letters.open_to(session, other)] == [made.id]
        closed = wave_closed(session)
        assert letters.open_to(session, other) == []
    with pytest.raises(NotReady, match="ist beendet"):
        write_one(database, closed, other)
    with database.read() as session:
        assert session.exec(select(Participation.id)).all() == []


def test_one_letter_goes_to_whom_mails_reach_too(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        mail, other = organisation(session, "Mail"), silent(session, "Post")
        session.get_one(Organisation, mail).postal_address = "Weg 1\n12345 Musterstadt"
    run = write_one(database, made, mail)
    [letter] = run.post.letters
    assert (run.organisations, letter.address) == (
        (mail,),
        ("Träger Mail", "Frau Öz", "Weg 1", "12345 Musterstadt"),
    )
    with database.read() as session:
        assert participations.load(session, made, mail).invited_at is not None
        with pytest.raises(NotFound):
            participations.load(session, made, other)
        entries, _ = audit.entries(session)
    assert (entries[0].action, entries[0].subject, entries[0].detail) == (
        "Briefe gedruckt",
        f"{made.title}: Träger Mail",
        "1 Brief",
    )


def test_not_printed_is_not_invited(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one = silent(session, "Post")
        letters.write(session, made.id, None, secret=SECRET, base_url=BASE)
    with database.read() as session:
        assert participations.load(session, made, one).invited_at is None


def test_revoked_link_is_not_printed(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one = silent(session, "Post")
    write(database, made)
    with database.write() as session:
        participations.revoke_link(session, PLANNER, made, one)
    with pytest.raises(Conflict, match="ist gesperrt"):
        write(database, made, frozenset({one}))


def test_link_and_code_open_the_page_until_they_are_renewed(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one = silent(session, "Post")
    [letter] = write(database, made).post.letters
    assert letter.entrance == "beteiligung.stadt.example/zugang"
    now = clock.now()

    def enter(typed: str) -> UUID | None:
        with database.write() as session:
            token = standing.open_code(session, typed, secret=SECRET, hours=1, now=now)
            return standing.actor_of(session, token, now=now).organisation_id

    for wrong in ("", "----", letter.code[:-1], "ABCD-EFGH-JKLM-NPQR"):
        with pytest.raises(LinkInvalid, match="Diesen Code gibt es nicht"):
            enter(wrong)
    assert enter(letter.code.lower().replace("-", " ")) == one
    with database.write() as session:
        token = standing.open_link(session, letter.link.rpartition("/")[2], hours=1, now=now)
        assert standing.actor_of(session, token, now=now).organisation_id == one
    with database.write() as session:
        standing.renew(
            session, secret=SECRET, invitation_id=session.exec(select(Invitation.id)).one()
        )
    with pytest.raises(LinkInvalid):
        enter(letter.code)


def test_no_table_holds_what_stands_in_a_letter(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        silent(session, "Post")
    run = write(database, made)
    assert printing.printed(run.post).startswith(b"%PDF-")
    [letter] = run.post.letters
    stored = everything(database)
    token = letter.link.rpartition("/")[2]
    parts = (token, letter.code, letter.code.replace("-", ""), BASE)
    assert [part for part in parts if part in stored] == []
    assert "Briefe gedruckt" in stored
