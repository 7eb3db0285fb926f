"""One organisation of a wave: more time, links sent, renewed and revoked."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlmodel import select

from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import invitations, participations
from survey_service.domain.fieldwork import deadlines, surveys
from survey_service.domain.providers import hub, responses, standing
from survey_service.errors import Conflict, LinkInvalid, NotFound, NotReady, Refused
from survey_service.permissions import NOBODY, Actor
from survey_service.settings import Settings
from survey_service.tables.surveys import Invitation, Mail, Participation, Survey
from tests.survey_service.waves import PLANNER, day, organisation, wave

SECRET = "s" * 43


def token_of(database: Database, settings: Settings) -> str:
    """Of the only invitation there is."""
    with database.read() as session:
        link = standing.link(
            session,
            secret=SECRET,
            base_url=settings.base_url,
            invitation_id=session.exec(select(Invitation.id)).one(),
        )
    return link.rpartition("/")[2]


def test_strangers_to_the_wave_are_not_found(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        late = organisation(session, "A")
        for unknown in (late, uuid4()):
            with pytest.raises(NotFound, match="gehört nicht zu dieser Erhebung"):
                participations.load(session, made, unknown)
            with pytest.raises(NotFound):
                participations.revoke_link(session, PLANNER, made, unknown)


def test_more_time_is_for_one_organisation_only(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one, other = organisation(session, "A"), organisation(session, "B")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    for until in (made.closes_on, made.opens_on):
        with pytest.raises(Refused, match="nach dem letzten Tag"), database.write() as session:
            participations.extend(
                session, PLANNER, made, one, until=until, tell=True, secret=SECRET
            )
    until = made.closes_on + timedelta(days=5)
    with database.write() as session:
        participations.extend(session, PLANNER, made, one, until=until, tell=True, secret=SECRET)
    after = deadlines.ends_at(made.closes_on) + timedelta(days=1)
    with database.read() as session:
        phases = [
            hub.standing(session, Actor(organisation_id=who), now=after)[0].phase
            for who in (one, other)
        ]
        own = responses.wave(session, Actor(organisation_id=one), made.slug)
        [mail] = session.exec(select(Mail).where(Mail.kind == "notice")).all()
        entry = audit.entries(session)[0][0]
    assert (phases, own.closes_on) == (["open", "grace"], until)
    assert (mail.subject, mail.body.count("{link}")) == ("Mehr Zeit: Trägerabfrage 2026", 1)
    assert f"bis einschließlich {day(until)} antworten" in " ".join(mail.body.split())
    assert (entry.action, entry.subject, entry.detail) == (
        "Frist verlängert",
        "Trägerabfrage 2026: Träger A",
        f"bisher keine, neu bis {day(until)}",
    )
    with database.write() as session:
        participations.end_extension(session, PLANNER, made, one)
        with pytest.raises(Conflict):
            participations.end_extension(session, PLANNER, made, one)
    with database.read() as session:
        assert hub.standing(session, Actor(organisation_id=one), now=after)[0].phase == "grace"


def test_an_own_day_before_the_waves_takes_nothing_away(database: Database) -> None:
    """The wave was lengthened after the extension."""
    with database.write() as session:
        made = wave(session)
        one = organisation(session, "A")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        session.exec(select(Participation)).one().extended_until = made.opens_on
    with database.read() as session:
        assert surveys.of_organisation(session, one)[0].closes_on == made.closes_on


def test_ended_wave_and_missing_address_are_refused(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        silent = organisation(session, "A", email="")
        invitations.enrol(session, made.id)
    until = made.closes_on + timedelta(days=5)
    for act in ("extend", "send"):
        with pytest.raises(NotReady, match="keine E-Mail-Adresse"), database.write() as session:
            if act == "extend":
                participations.extend(
                    session, PLANNER, made, silent, until=until, tell=True, secret=SECRET
                )
            else:
                participations.send_link(session, PLANNER, made, silent, secret=SECRET)
    with database.write() as session:
        session.get_one(Survey, made.id).state = "closed"
    with database.write() as session:
        ended = surveys.load(session, made.id)
        with pytest.raises(NotReady, match="hätte keine Wirkung"):
            participations.extend(
                session, PLANNER, ended, silent, until=until, tell=False, secret=SECRET
            )
    with database.read() as session:
        assert session.exec(select(Mail.id)).all() == []
        assert session.exec(select(Participation)).one().extended_until is None


def test_revoked_link_and_its_browsers_are_out_until_it_is_renewed(
    database: Database, settings: Settings
) -> None:
    with database.write() as session:
        made = wave(session)
        one = organisation(session, "A")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
    token = token_of(database, settings)
    with database.write() as session:
        opened = standing.open_link(session, token, hours=1, now=clock.now())
        assert standing.actor_of(session, opened, now=clock.now()).organisation_id == one
        participations.revoke_link(session, PLANNER, made, one)
        assert participations.load(session, made, one).link == "revoked"
        with pytest.raises(Conflict):
            participations.revoke_link(session, PLANNER, made, one)
        with pytest.raises(Conflict, match="gesperrt"):
            participations.send_link(session, PLANNER, made, one, secret=SECRET)
        with pytest.raises(LinkInvalid):
            standing.open_link(session, token, hours=1, now=clock.now())
        assert standing.actor_of(session, opened, now=clock.now()) == NOBODY
    with database.write() as session:
        participations.renew_link(session, PLANNER, made, one, secret=SECRET)
    assert token_of(database, settings) != token
    with database.write() as session:
        with pytest.raises(LinkInvalid):
            standing.open_link(session, token, hours=1, now=clock.now())
        standing.open_link(session, token_of(database, settings), hours=1, now=clock.now())
        found = participations.load(session, made, one)
    assert (found.link, [(mail.kind, mail.subject) for mail in found.mails][:1]) == (
        "valid",
        [("link", "Ihr neuer Link: Trägerabfrage 2026")],
    )


def test_who_has_more_time_gets_the_link_after_the_last_day(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one, other = organisation(session, "A"), organisation(session, "B")
        invitations.invite_all(session, PLANNER, made.id, secret=SECRET)
        until = made.closes_on + timedelta(days=5)
        participations.extend(session, PLANNER, made, one, until=until, tell=False, secret=SECRET)
        row = session.get_one(Survey, made.id)
        row.opens_on = row.closes_on = clock.today() - timedelta(days=1)
    with database.write() as session:
        over = surveys.load(session, made.id)
        participations.send_link(session, PLANNER, over, one, secret=SECRET)
        with pytest.raises(NotReady, match="nicht offen"):
            participations.send_link(session, PLANNER, over, other, secret=SECRET)


def test_link_is_sent_again(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        one, other = organisation(session, "A"), organisation(session, "B")
        invitations.enrol(session, made.id)
    for _ in range(2):
        with database.write() as session:
            participations.send_link(session, PLANNER, made, one, secret=SECRET)
    with database.read() as session:
        kinds = sorted(mail.kind for mail in participations.load(session, made, one).mails)
        assert kinds == ["invitation", "link"]
        assert participations.load(session, made, one).invited_at is not None
        assert participations.load(session, made, other).mails == ()
