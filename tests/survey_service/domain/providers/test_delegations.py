"""Handing on: a colleague sees and changes only what was handed on."""

from datetime import timedelta
from uuid import UUID

import msgspec
import pytest
from sqlmodel import col, select

from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    access,
    delegations,
    hub,
    pages,
    responses,
    saving,
    standing,
    versions,
)
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.errors import LinkInvalid, NotFound, Refused, TooMany
from survey_service.permissions import NOBODY, Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Delegation, Revision
from survey_service.tables.surveys import Invitation, Mail, Participation
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SECRET, SLUG, Made

LAGE, SCHLUSS = Place("lage"), Place("schluss")


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        return wave.make(session)


def hand_on(
    database: Database, made: Made, *scope: tuple[str, str], actor: Actor | None = None, **more: str
) -> UUID:
    fields = {"colleague": "Frau Öz", **more}
    with database.write() as session:
        return delegations.hand_on(
            session, actor or made.actor, SLUG, scope=scope, secret=SECRET, now=NOON, **fields
        )


def token(database: Database, delegation: UUID) -> str:
    with database.read() as session:
        link = access.delegation_link(session, secret=SECRET, base_url="", delegation_id=delegation)
    return link.removeprefix("/weitergabe/")


def enter(database: Database, delegation: UUID, person: str = "") -> str:
    with database.write() as session:
        return access.open_delegation(
            session, token(database, delegation), hours=1, now=NOON, person=person
        )


def actor(database: Database, session_token: str) -> Actor:
    with database.read() as session:
        return access.actor_of(session, session_token, now=NOON)


def colleague(database: Database, made: Made, *scope: tuple[str, str]) -> Actor:
    return actor(database, enter(database, hand_on(database, made, *scope)))


def save(database: Database, who: Actor, place: Place, fields: dict[str, list[str]]) -> None:
    with database.write() as session:
        sent = {place: Sent(fields=fields, base=0, form="a")}
        saving.save(session, who, SLUG, sent, areas=(), now=NOON)


def everywhere(made: Made) -> list[Place]:
    return [
        LAGE,
        *[Place(page, one) for page in ("nachfrage", "umfeld") for one in made.facilities],
        SCHLUSS,
    ]


def seen(database: Database, who: Actor, made: Made) -> list[Place]:
    with database.read() as session:
        opened = responses.load(session, who, SLUG, now=NOON)
    found = []
    for place in everywhere(made):
        try:
            pages.page_view(opened, place, areas=(), previous={})
        except NotFound:
            continue
        found.append(place)
    return found


# Refusals first


def test_what_is_not_ones_own_cannot_be_handed_on(database: Database, made: Made) -> None:
    for pair in (
        ("", made.foreign_facility),
        ("nachfrage", made.foreign_facility),
        ("lage", made.facilities[0]),
        ("unbekannt", ""),
        ("", ""),
    ):
        with pytest.raises(NotFound):
            hand_on(database, made, pair)
    with database.read() as session:
        assert session.exec(select(Delegation.id)).all() == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"colleague": " "}, "an wen"),
        ({"colleague": "x" * 121}, "zu lang"),
        ({"email": "oez@"}, "E-Mail-Adresse"),
        ({"email": "a@b.example, c@d.example"}, "E-Mail-Adresse"),
    ],
)
def test_incomplete_entries_are_refused(
    database: Database, made: Made, fields: dict[str, str], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        hand_on(database, made, ("lage", ""), **fields)


def test_something_must_be_chosen(database: Database, made: Made) -> None:
    with pytest.raises(Refused, match="mindestens"):
        hand_on(database, made)


def test_there_is_an_end_to_links(
    database: Database, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delegations, "MOST", 2)
    for _ in range(2):
        hand_on(database, made, ("lage", ""))
    with pytest.raises(TooMany, match="schon 2 Weitergaben"):
        hand_on(database, made, ("lage", ""))


def test_a_colleague_does_not_hand_on_nor_change_links(database: Database, made: Made) -> None:
    made_link = hand_on(database, made, ("lage", ""))
    who = actor(database, enter(database, made_link))
    with database.write() as session:
        for change in (
            lambda: delegations.revoke(session, who, made_link),
            lambda: delegations.renew(session, who, made_link, secret=SECRET),
            lambda: delegations.revoke(session, made.stranger, made_link),
        ):
            with pytest.raises(NotFound):
                change()
        opened = responses.load(session, who, SLUG, now=NOON)
        assert delegations.of_response(session, who, opened) == ()


def test_another_wave_is_not_found(database: Database, made: Made) -> None:
    """The organisation belongs to both; the colleague's link is for one."""
    with database.write() as session:
        survey = surveys.by_slug(session, "andere")
        session.add(Participation(survey_id=survey.id, organisation_id=made.actor.organisation_id))
    who = colleague(database, made, ("lage", ""))
    with database.read() as session:
        assert responses.wave(session, made.actor, "andere").slug == "andere"
        with pytest.raises(NotFound):
            responses.wave(session, who, "andere")


@pytest.mark.parametrize("end", ["revoke", "renew", "organisation", "time"])
def test_an_ended_link_lets_nobody_in(database: Database, made: Made, end: str) -> None:
    made_link = hand_on(database, made, ("lage", ""))
    old, entered = token(database, made_link), enter(database, made_link)
    assert actor(database, entered) != NOBODY
    with database.write() as session:
        if end == "revoke":
            delegations.revoke(session, made.actor, made_link)
        elif end == "renew":
            delegations.renew(session, made.actor, made_link, secret=SECRET)
        elif end == "organisation":
            session.get_one(Invitation, made.actor.invitation_id).revoked = True
    later = NOON + timedelta(hours=2 if end == "time" else 0)
    with database.read() as session:
        assert access.actor_of(session, entered, now=later) == NOBODY
        if end != "time":
            with pytest.raises(LinkInvalid):
                access.handed_on(session, old)
    if end == "renew":
        assert actor(database, enter(database, made_link)) != NOBODY


# Scope


def test_only_what_was_handed_on_is_seen(database: Database, made: Made) -> None:
    one, two = made.facilities
    cases: dict[tuple[tuple[str, str], ...], list[Place]] = {
        (("lage", ""),): [LAGE],
        (("", one),): [Place("nachfrage", one), Place("umfeld", one)],
        (("nachfrage", ""),): [Place("nachfrage", one), Place("nachfrage", two)],
        (("umfeld", two), ("schluss", "")): [Place("umfeld", two), SCHLUSS],
    }
    for scope, expected in cases.items():
        who = colleague(database, made, *scope)
        assert seen(database, who, made) == expected
        with database.read() as session:
            opened = responses.load(session, who, SLUG, now=NOON)
        tasks = [task.place for section in hub.hub(opened).sections for task in section.tasks]
        assert sorted(map(str, tasks)) == sorted(map(str, expected))


def test_the_organisation_sees_everything(database: Database, made: Made) -> None:
    """Negative control of the test above."""
    assert seen(database, made.actor, made) == everywhere(made)


def test_without_the_scope_a_colleague_would_see_everything(
    database: Database, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control: one function guards all."""
    who = colleague(database, made, ("lage", ""))
    monkeypatch.setattr(responses, "in_scope", lambda _opened, _place: True)
    assert seen(database, who, made) == everywhere(made)


def test_a_pair_of_nothing_opens_nothing(database: Database, made: Made) -> None:
    who = colleague(database, made, ("lage", ""))
    for scope in ((), (("", ""),)):
        assert seen(database, msgspec.structs.replace(who, scope=scope), made) == []


def test_saves_and_decisions_out_of_scope_are_not_found(database: Database, made: Made) -> None:
    one, two = made.facilities
    who = colleague(database, made, ("", one))
    save(database, who, Place("nachfrage", one), {"wartezeit": ["3"]})
    for place in (LAGE, Place("nachfrage", two), Place("nachfrage", made.foreign_facility)):
        with pytest.raises(NotFound):
            save(database, who, place, {"wartezeit": ["3"], "neu": ["x"]})
        with database.write() as session, pytest.raises(NotFound):
            versions.settle(session, who, SLUG, place, number=1, base=0, choices={}, now=NOON)
    with database.read() as session:
        rows = session.exec(select(Revision.page, Revision.part, Revision.author)).all()
    assert rows == [("nachfrage", one, "Haus Muster e. V. – Frau Öz")]


def test_a_table_has_only_ones_own_rows(database: Database, made: Made) -> None:
    one, two = made.facilities
    who = colleague(database, made, ("", one))
    with database.read() as session:
        opened = responses.load(session, who, SLUG, now=NOON)
    view = pages.table_view(opened, "nachfrage", areas=(), previous={})
    assert [row.facility for row in view.rows] == ["Haus 01"]
    # The words for a refused form do not tell what stands elsewhere either.
    names = (f"{two}.wartezeit", f"{one}.wartezeit", "neu", f"{one}.neu")
    assert [pages.label_of(opened, name) for name in names] == [
        f"{two}.wartezeit",
        "Wartezeit in Tagen (Haus 01)",
        "neu",
        f"{one}.neu",
    ]
    lage = colleague(database, made, ("lage", ""))
    with database.read() as session:
        opened = responses.load(session, lage, SLUG, now=NOON)
    with pytest.raises(NotFound):
        pages.table_view(opened, "nachfrage", areas=(), previous={})


def test_conditions_are_judged_by_all_answers(database: Database) -> None:
    """Whether a colleague is asked may depend on what others answered."""
    first, *rest = wave.QUESTIONNAIRE.pages
    nachfrage = msgspec.structs.replace(rest[0], relevant="${umfang} = 'mehr'")
    questionnaire = msgspec.structs.replace(wave.QUESTIONNAIRE, pages=(first, nachfrage, *rest[1:]))
    with database.write() as session:
        made = wave.make(session, questionnaire=questionnaire)
    who = colleague(database, made, ("nachfrage", ""))
    for answer, total in (("weniger", 0), ("mehr", 2)):
        with database.write() as session:
            sent = {LAGE: Sent(fields={"umfang": [answer]}, base=9)}
            saving.save(session, made.actor, SLUG, sent, areas=(), now=NOON)
        with database.read() as session:
            opened = responses.load(session, who, SLUG, now=NOON)
        assert hub.hub(opened).total == total


# Links and what the organisation sees


def test_a_link_is_for_one_colleague_and_looking_uses_nothing_up(
    database: Database, made: Made
) -> None:
    made_link = hand_on(database, made, ("lage", ""))
    with database.read() as session:
        assert access.handed_on(session, token(database, made_link)) == access.HandedOn(
            organisation="Haus Muster e. V.",
            colleague="Frau Öz",
            survey="Trägerabfrage 2026",
            slug=SLUG,
            kind="part",
        )
        assert session.exec(select(BrowserSession.token_hash)).all() == []
        assert session.exec(select(Delegation.first_opened_at)).all() == [None]
    who = actor(database, enter(database, made_link, "  A.\nÖz "))
    assert (who.person, who.scope, who.invitation_id) == ("A. Öz", (("lage", ""),), None)
    with database.read() as session:
        assert token(database, made_link) not in session.exec(select(Delegation.token_hash)).one()


def test_the_organisation_sees_who_is_done(database: Database, made: Made) -> None:
    one, _ = made.facilities
    made_link = hand_on(database, made, ("", one))
    states = []

    def note() -> None:
        with database.read() as session:
            opened = responses.load(session, made.actor, SLUG, now=NOON)
            known = delegations.of_response(session, made.actor, opened)
        found = delegations.of_place(known, Place("umfeld", one))
        states.append((known[0].state, found is not None))
        assert known[0].parts == ("Haus 01",)
        assert delegations.of_place(known, LAGE) is None

    note()
    who = actor(database, enter(database, made_link))
    note()
    for done in (True, False, True):
        with database.write() as session:
            delegations.finish(session, who, done=done, now=NOON)
        note()
    with database.write() as session:
        delegations.revoke(session, made.actor, made_link)
    note()
    assert states == [
        ("waiting", True),
        ("opened", True),
        ("finished", True),
        ("opened", True),
        ("finished", True),
        ("revoked", False),
    ]


def test_only_a_colleague_is_done(database: Database, made: Made) -> None:
    with database.write() as session, pytest.raises(NotFound):
        delegations.finish(session, made.actor, done=True, now=NOON)


def test_with_an_address_a_mail_goes_out_that_stores_no_token(
    database: Database, made: Made
) -> None:
    made_link = hand_on(database, made, ("lage", ""), email=" oez@muster.example ")
    hand_on(database, made, ("lage", ""))
    with database.read() as session:
        mail = session.exec(select(Mail).order_by(col(Mail.id))).one()
    assert (mail.recipient, mail.kind, mail.delegation_id) == (
        "oez@muster.example",
        "delegation",
        made_link,
    )
    assert "{link}" in mail.body
    assert "- Lage" in mail.body
    assert token(database, made_link) not in mail.body


def test_the_name_may_be_changed_and_taken_back(database: Database, made: Made) -> None:
    assert made.actor.invitation_id is not None
    with database.write() as session:
        link = standing.link(
            session, secret=SECRET, base_url="", invitation_id=made.actor.invitation_id
        )
        entered = standing.open_link(
            session, link.removeprefix("/t/"), hours=1, now=NOON, person="Yılmaz"
        )
    authors = []
    for person in ("Yılmaz", "", "k. y."):
        with database.write() as session:
            access.introduce(session, entered, person)
        authors.append(access.author(actor(database, entered)))
    assert authors == [
        "Haus Muster e. V. – Yılmaz",
        "Haus Muster e. V.",
        "Haus Muster e. V. – k. y.",
    ]
