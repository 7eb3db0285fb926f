"""Inviting: refusals first; a second click invites only new organisations."""

from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import invitations, mails
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.correspondence.invitations import Invited, Preview
from survey_service.domain.fieldwork import surveys
from survey_service.errors import NotReady, Refused
from survey_service.tables.surveys import Invitation, Mail, Participation, Survey
from tests.survey_service.waves import PLANNER, day, organisation, wave

SECRET = "s" * 43


@pytest.mark.parametrize(
    ("kind", "opened", "refusal", "sentence"),
    [
        ("consultation", True, Refused, "niemand einzeln eingeladen"),
        ("wave", False, NotReady, "Öffnen Sie die Erhebung zuerst"),
    ],
)
def test_invite_refuses(
    database: Database, kind: str, opened: bool, refusal: type[Refused], sentence: str
) -> None:
    with database.write() as session:
        made = wave(session, kind=kind, opened=opened)
        organisation(session, "A")
    with pytest.raises(refusal, match=sentence), database.write() as session:
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    with database.read() as session:
        assert session.exec(select(Mail.id)).all() == []


def test_ended_wave_is_not_asked_to_be_opened(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        organisation(session, "A")
        surveys.close(session, PLANNER, made.id)
    with pytest.raises(NotReady, match="ist beendet") as caught, database.write() as session:
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    assert "zuerst" not in str(caught.value)


def test_letter_without_introduction_says_why_once(database: Database) -> None:
    with database.write() as session:
        made = msgspec.structs.replace(wave(session), introduction="")
        organisation(session, "A")
        [addressee] = invitations.preview(session, made).ready
        text = invitations.letter(session, made, addressee).body
    assert text.count("was keine Statistik zeigt") == 1


def test_second_click_invites_only_new_ones(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        first = organisation(session, "A")
        silent = organisation(session, "B", email="  ")
        organisation(session, "C", active=False)
        assert invitations.preview(session, made) == Preview(
            ready=(
                Addressee(
                    organisation_id=first,
                    name="Träger A",
                    contact_name="Frau Öz",
                    email="haus@traeger.example",
                ),
            ),
            without_email=(
                Addressee(
                    organisation_id=silent, name="Träger B", contact_name="Frau Öz", email=""
                ),
            ),
            invited=0,
        )
    done = []
    for newcomer in ("", "", "D", ""):
        with database.write() as session:
            if newcomer:
                organisation(session, newcomer, email="neu@traeger.example")
            done.append(invitations.invite_all(session, PLANNER, made.id, secret=SECRET))
    assert done == [Invited(invited=count, without_email=("Träger B",)) for count in (1, 0, 1, 0)]
    with database.read() as session:
        assert sorted(session.exec(select(Mail.recipient)).all()) == [
            "haus@traeger.example",
            "neu@traeger.example",
        ]
        assert len(session.exec(select(Invitation.id)).all()) == 2
        entries, _ = audit.entries(session)
    assert [entry.detail for entry in entries if entry.action == "Träger eingeladen"] == [
        f"{count} eingeladen, 1 ohne E-Mail-Adresse" for count in (0, 1, 0, 1)
    ]


def test_clicks_at_the_same_time_invite_once(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        for name in "ABCDE":
            organisation(session, name)

    def click() -> int:
        with database.write() as session:
            return invitations.invite_all(session, PLANNER, made.id, secret=SECRET).invited

    with ThreadPoolExecutor(4) as pool:
        done = [future.result() for future in [pool.submit(click) for _ in range(4)]]
    assert sorted(done) == [0, 0, 0, 5]
    with database.read() as session:
        assert len(session.exec(select(Mail.id)).all()) == 5


def test_forgotten_invitations_would_be_repeated(database: Database) -> None:
    """Negative control: without the noted time a second click writes a second mail."""
    with database.write() as session:
        made = wave(session)
        organisation(session, "A")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        session.exec(select(Participation)).one().invited_at = None
        session.flush()
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        assert len(session.exec(select(Mail.id)).all()) == 2


def test_letter_says_who_until_when_and_where(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        organisation(session, "A")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        [mail] = session.exec(select(Mail)).all()
        assert (mail.subject, mail.state, mail.survey_id) == (
            "Einladung: Trägerabfrage 2026",
            "queued",
            made.id,
        )
        lines = mail.body.splitlines()
    assert lines[0] == "Sehr geehrte Frau Öz,"
    assert mail.body.count("was keine Statistik zeigt") == int(not made.introduction)
    assert lines[2] == (
        "die Sozialplanung Musterstadt bittet Träger A um Mitwirkung: Trägerabfrage 2026."
    )
    assert lines.count(mails.LINK_PLACE) == 1
    assert f"bis einschließlich {day(made.closes_on)}." in mail.body
    assert lines[-2:] == ["Amt für Soziales", "Musterstadt"]


def test_only_those_chosen_join_the_wave(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        first, second = organisation(session, "A"), organisation(session, "B")
    with pytest.raises(Refused, match="mindestens einen Träger"), database.write() as session:
        invitations.invite_chosen(session, PLANNER, made.id, frozenset(), secret=SECRET)
    for _ in range(2):
        with database.write() as session:
            invitations.invite_chosen(session, PLANNER, made.id, frozenset({first}), secret=SECRET)
    with database.read() as session:
        assert session.exec(select(Participation.organisation_id)).all() == [first]
        assert len(session.exec(select(Mail.id)).all()) == 1
    with database.write() as session:
        assert invitations.invite_all(session, PLANNER, made.id, secret=SECRET).invited == 1
        assert set(session.exec(select(Participation.organisation_id)).all()) == {first, second}


def test_nobody_comes_by_themselves_to_a_wave_of_selected_organisations(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        chosen = organisation(session, "A")
        organisation(session, "B")
        session.get_one(Survey, made.id).selected = True
        session.add(Participation(survey_id=made.id, organisation_id=chosen))
        session.flush()
        seen = invitations.preview(session, surveys.load(session, made.id))
        assert [one.organisation_id for one in seen.ready] == [chosen]
        assert invitations.invite_all(session, PLANNER, made.id, secret=SECRET).invited == 1
        assert session.exec(select(Participation.organisation_id)).all() == [chosen]
