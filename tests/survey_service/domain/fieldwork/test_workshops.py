"""A draft is discussed: who may see and write what, and what became of it."""

from uuid import uuid4

import pytest
from sqlmodel import Session, select

from questionnaires.questionnaire import Item
from questionnaires.wording import Change, Piece
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import mails
from survey_service.domain.fieldwork import (
    replaced_versions,
    surveys,
    tasks,
    workshop_entries,
    workshop_links,
    workshop_parties,
    workshops,
)
from survey_service.domain.fieldwork.workshop_entries import Count
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.errors import (
    Conflict,
    LinkInvalid,
    NotFound,
    NotReady,
    Refused,
    SignInNeeded,
)
from survey_service.permissions import NOBODY, Actor
from survey_service.settings import Settings
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.surveys import Mail
from survey_service.tables.workshop import WorkshopParty
from tests.survey_service.waves import PLANNER, association, draft, store, wave
from tests.survey_service.workshop import (
    SECRET,
    entered,
    make,
    party,
    put_on_table,
    reworded,
)


def say(session: Session, actor: Actor, at: WorkshopFacts, text: str, **changes: object) -> None:
    fields: dict[str, object] = {
        "item": "bedarf",
        "kind": "comment",
        "version_id": at.version_id,
        "person": "Frau Öz",
    }
    workshop_entries.write(session, actor, at, text=text, **(fields | changes))  # type: ignore[arg-type]


def texts(session: Session, at: WorkshopFacts, item: str = "bedarf") -> list[str]:
    return [entry.text for entry in workshop_entries.thread(session, at, item).entries]


# --- opening -------------------------------------------------------------------------------------


def test_only_a_draft_wave_has_a_workshop(database: Database) -> None:
    with database.write() as session:
        opened = wave(session)
        public = surveys.create(
            session,
            PLANNER,
            kind="consultation",
            draft=draft(opened.questionnaire_version_id, title="Quartier"),
        )
        with pytest.raises(NotReady, match="schon geöffnet"):
            workshops.open_workshop(session, PLANNER, opened.id, introduction="")
        with pytest.raises(Refused, match="Erhebungswelle"):
            workshops.open_workshop(session, PLANNER, public.id, introduction="")
        with pytest.raises(NotFound):
            workshops.open_workshop(session, PLANNER, uuid4(), introduction="")
        with pytest.raises(NotFound, match="keine Fragenwerkstatt"):
            workshops.at_desk(session, opened.slug)
        assert workshops.of_survey(session, opened.id) is None


def test_a_workshop_is_opened_once(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        assert (at.version, at.key, at.writable, at.introduction) == (
            3,
            "kurz",
            True,
            "Bitte lesen.",
        )
        with pytest.raises(Conflict, match="schon eröffnet"):
            workshops.open_workshop(session, PLANNER, at.survey_id, introduction="")
        workshops.introduce(session, PLANNER, at, " Neu. ")
        assert workshops.at_desk(session, at.slug).introduction == "Neu."
        with pytest.raises(Refused, match="zu lang"):
            workshops.introduce(session, PLANNER, at, "a" * 4_001)


# --- parties and links ---------------------------------------------------------------------------


def test_a_party_needs_a_name_and_takes_part_once(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        caritas = association(session, "Caritas")
        board: dict[str, object] = {"association_id": None, "secret": SECRET}
        for fields, sentence in (
            ({**board, "name": " "}, "Namen des Beirats"),
            ({**board, "name": "a" * 201}, "zu lang"),
            ({**board, "name": "Beirat", "email": "keine"}, "keine E-Mail-Adresse"),
            ({**board, "association_id": uuid4()}, "gibt es nicht"),
        ):
            with pytest.raises(Refused, match=sentence):
                workshop_parties.add(session, PLANNER, at, **fields)  # type: ignore[arg-type]
        workshop_parties.add(session, PLANNER, at, association_id=caritas, secret=SECRET)
        workshop_parties.add(
            session, PLANNER, at, association_id=None, name="Beirat", secret=SECRET
        )
        with pytest.raises(Conflict, match="schon beteiligt"):
            workshop_parties.add(session, PLANNER, at, association_id=caritas, secret=SECRET)
        found = workshop_parties.parties(session, at)
        assert [(one.name, one.kind) for one in found] == [
            ("Beirat", "board"),
            ("Caritas", "association"),
        ]
        assert workshop_parties.choices(session, at) == []


def test_a_link_is_renewed_and_withdrawn_with_all_its_browsers(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        assert actor.workshop_party_id is not None
        party_id = actor.workshop_party_id
        address = workshop_parties.reveal(
            session, PLANNER, at, party_id, secret=SECRET, base_url="https://a.b/"
        )
        assert address.startswith("https://a.b/w/")
        old = address.rpartition("/")[2]
        assert workshop_links.behind(session, old).party == "Caritas"
        workshop_parties.renew(session, PLANNER, at, party_id, secret=SECRET)
        assert workshop_links.actor_of(session, actor.session, now=clock.now()) == NOBODY
        with pytest.raises(LinkInvalid):
            workshop_links.open_link(session, old, hours=1, now=clock.now())
        again = entered(session, party_id)
        assert workshops.of_party(session, again).id == at.id
        workshop_parties.revoke(session, PLANNER, at, party_id)
        assert workshop_links.actor_of(session, again.session, now=clock.now()) == NOBODY
        with pytest.raises(SignInNeeded):
            workshops.of_party(session, again)
        for act in (workshop_parties.invite, workshop_parties.revoke):
            with pytest.raises(NotFound):
                act(session, PLANNER, at, uuid4())
        with pytest.raises(Refused, match="zurückgezogen"):
            workshop_parties.invite(session, PLANNER, at, party_id)
        with pytest.raises(Refused, match="zurückgezogen"):
            workshop_parties.reveal(session, PLANNER, at, party_id, secret=SECRET, base_url="")


def test_a_session_that_is_over_opens_nothing(database: Database) -> None:
    with database.write() as session:
        actor = party(session, make(session), "Caritas")
        later = clock.now().replace(year=clock.now().year + 1)
        assert workshop_links.actor_of(session, actor.session, now=later) == NOBODY
        assert workshop_links.actor_of(session, "erfunden", now=clock.now()) == NOBODY
        row = session.get(WorkshopParty, actor.workshop_party_id)
        assert row is not None
        row.revoked = True
        session.flush()
        assert workshop_links.actor_of(session, actor.session, now=clock.now()) == NOBODY


def test_the_link_is_filled_in_when_the_mail_is_sent(database: Database, tmp_path: object) -> None:
    settings = Settings(home=tmp_path, secret=SECRET, base_url="https://a.b")  # type: ignore[arg-type]
    with database.write() as session:
        at = make(session)
        mute = party(session, at, "AWO")
        assert mute.workshop_party_id is not None
        with pytest.raises(Refused, match="keine E-Mail-Adresse da"):
            workshop_parties.invite(session, PLANNER, at, mute.workshop_party_id)
        actor = party(session, at, "Caritas", email="caritas@verband.example")
        assert actor.workshop_party_id is not None
        workshop_parties.invite(session, PLANNER, at, actor.workshop_party_id)
        mail = session.exec(select(Mail)).one()
        assert (mail.kind, mail.recipient) == ("workshop", "caritas@verband.example")
        assert "\n{link}\n" in mail.body
        link = workshop_links.link(
            session, secret=SECRET, base_url="https://a.b", party_id=actor.workshop_party_id
        )
        assert f"\n{link}\n" in mails.read(session, mail.id, settings=settings).body
        mail.state = "failed"
        again = mails.send_again(session, PLANNER, mail.id)
        assert f"\n{link}\n" in mails.read(session, again, settings=settings).body


# --- what is said --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": "  "}, "noch leer"),
        ({"text": "a" * 5_001}, "zu lang"),
        ({"person": " "}, "Ihren Namen"),
        ({"person": "a" * 121}, "Name ist zu lang"),
        ({"kind": "answer"}, "Wählen Sie"),
        ({"kind": "release"}, "Wählen Sie"),
        ({"kind": "proposal", "item": ""}, "Wählen Sie"),
        ({"kind": "proposal", "text": " Wie groß ist der Bedarf? "}, "lautet wie die Frage"),
        ({"item": "erfunden"}, "gibt es in dem Entwurf nicht"),
        ({"version_id": uuid4()}, "Laden Sie die Seite neu"),
    ],
)
def test_what_cannot_be_said_is_refused(
    database: Database, changes: dict[str, object], sentence: str
) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        with pytest.raises(Refused, match=sentence):
            say(session, actor, at, **({"text": "Etwas"} | changes))  # type: ignore[arg-type]
        assert workshop_entries.counts(session, at) == {}


def test_answering_marks_what_was_said_before_as_done(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        one, other = party(session, at, "Caritas"), party(session, at, "AWO")
        say(session, one, at, "Unklar.")
        say(session, other, at, "Wie hoch ist der Bedarf?", kind="proposal")
        say(session, other, at, "Zu lang.", item="")
        assert workshop_entries.counts(session, at) == {
            "bedarf": Count(entries=2, open=2),
            "": Count(entries=1, open=1),
        }
        workshop_entries.answer(session, PLANNER, at, item="bedarf", text="Wir ändern es.")
        say(session, one, at, "Danke.")
        assert workshop_entries.counts(session, at)["bedarf"] == Count(entries=4, open=1)
        found = workshop_entries.thread(session, at, "bedarf")
        assert [(entry.party, entry.kind) for entry in found.entries] == [
            ("Caritas", "comment"),
            ("AWO", "proposal"),
            ("", "answer"),
            ("Caritas", "comment"),
        ]
        assert found.entries[1].difference == (
            Piece(kind="same", text="Wie "),
            Piece(kind="removed", text="groß"),
            Piece(kind="added", text="hoch"),
            Piece(kind="same", text=" ist der Bedarf?"),
        )
        with pytest.raises(NotFound):
            workshop_entries.answer(session, PLANNER, at, item="erfunden", text="Nein.")
        with pytest.raises(Refused, match="noch leer"):
            workshop_entries.answer(session, PLANNER, at, item="", text=" ")
        known, _ = audit.entries(session)
    assert not any("Unklar" in entry.detail + entry.subject for entry in known)
    assert {entry.actor for entry in known if entry.action == "Fragenwerkstatt: Beitrag"} == {
        "Fragenwerkstatt: Caritas",
        "Fragenwerkstatt: AWO",
    }


def test_who_writes_is_remembered_in_their_browser_only(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        assert actor.workshop_party_id is not None
        colleague = entered(session, actor.workshop_party_id)
        say(session, actor, at, "Etwas", person=" Frau  Öz ")
        now = clock.now()
        assert workshop_links.actor_of(session, actor.session, now=now).person == "Frau Öz"
        assert workshop_links.actor_of(session, colleague.session, now=now).person == ""


def test_a_party_sees_its_own_workshop_and_no_other(database: Database) -> None:
    """Both speak about the same version of the same question; the scope alone keeps them apart."""
    with database.write() as session:
        first, second = make(session), make(session, title="Zweite Welle")
        assert first.version_id == second.version_id
        ours, theirs = party(session, first, "Caritas"), party(session, second, "AWO")
        say(session, ours, workshops.of_party(session, ours), "Unser Beitrag")
        say(session, theirs, workshops.of_party(session, theirs), "Ihr Beitrag")
        assert texts(session, workshops.of_party(session, ours)) == ["Unser Beitrag"]
        assert texts(session, workshops.of_party(session, theirs)) == ["Ihr Beitrag"]
        counted = workshop_entries.counts(session, workshops.of_party(session, ours))
        assert counted == {"bedarf": Count(entries=1, open=1)}
        assert theirs.workshop_party_id is not None
        with pytest.raises(NotFound):
            workshop_parties.of(session, first, theirs.workshop_party_id)
        with pytest.raises(SignInNeeded):
            workshops.of_party(session, NOBODY)


def test_entries_come_in_pages_of_sixty_the_last_first(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        actor = party(session, at, "Caritas")
        for number in range(61):
            say(session, actor, at, f"Beitrag {number}")
        last = workshop_entries.thread(session, at, "bedarf")
        assert (last.page, last.pages, last.total) == (2, 2, 61)
        assert [entry.text for entry in last.entries] == ["Beitrag 60"]
        assert len(workshop_entries.thread(session, at, "bedarf", page=1).entries) == 60
        assert workshop_entries.thread(session, at, "bedarf", page=99).page == 2


# --- the next version ----------------------------------------------------------------------------


def test_entries_stay_with_the_version_they_speak_about(database: Database) -> None:
    with database.write() as session:
        old = make(session)
        actor = party(session, old, "Caritas")
        say(session, actor, old, "Wie hoch ist der Bedarf?", kind="proposal")
        say(session, actor, old, "Gut so.", item="warum")
        new = put_on_table(session, old, reworded(4, "Wie hoch ist der Bedarf?"))
        # Typed into a page that showed version 3: it is about version 3, and not lost.
        say(session, actor, new, "Noch etwas zu vorhin", version_id=old.version_id)
        first, late = workshop_entries.thread(session, new, "bedarf").entries
        assert (first.version, late.version, new.version) == (3, 3, 4)
        changed = (
            Change(
                name="Frage", before="Wie groß ist der Bedarf?", after="Wie hoch ist der Bedarf?"
            ),
        )
        assert (first.changed, late.changed) == (changed, changed)
        assert "".join(one.text for one in first.difference if one.kind == "removed") == "groß"
        unchanged = workshop_entries.thread(session, new, "warum").entries[0]
        # The condition of "warum" names the question before it, whose words changed.
        assert [one.name for one in unchanged.changed] == ["Bedingung"]


def test_a_dropped_question_keeps_what_was_said(database: Database) -> None:
    with database.write() as session:
        old = make(session)
        actor = party(session, old, "Caritas")
        say(session, actor, old, "Braucht niemand.")
        new = put_on_table(session, old, reworded(4, ""))
        found = workshop_entries.thread(session, new, "bedarf")
        assert (found.present, found.label) == (False, "Wie groß ist der Bedarf?")
        assert found.entries[0].changed[0].after == ""
        with pytest.raises(NotFound):
            say(session, actor, new, "Doch.", version_id=new.version_id)
        item = Item(code="neu", kind="text", label={"de": "Neu?"})
        with pytest.raises(NotFound):
            workshop_entries.thread(session, new, "neu")
        newest = put_on_table(session, new, reworded(5, "", extra=(item,)))
        assert workshop_entries.thread(session, newest, "neu").total == 0


def test_a_version_that_is_spoken_about_is_not_replaced(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        old = session.get(QuestionnaireVersion, at.version_id)
        assert old is not None
        with pytest.raises(Conflict, match="in der Fragenwerkstatt zu „Trägerabfrage 2026“"):
            replaced_versions.refuse_used(session, old)
        actor = party(session, at, "Caritas")
        say(session, actor, at, "Etwas")
        put_on_table(session, at, reworded(4, "Anders?"))
        with pytest.raises(Conflict, match="in der Fragenwerkstatt"):
            replaced_versions.refuse_used(session, old)
        free = session.get(QuestionnaireVersion, store(session, reworded(9, "Frei?")))
        assert free is not None
        replaced_versions.refuse_used(session, free)


def test_the_task_list_leads_there_and_counts(database: Database) -> None:
    with database.write() as session:
        at = make(session)
        survey = surveys.load(session, at.survey_id)

        def line() -> tuple[str, str, str]:
            found = {one.name: one for one in tasks.tasks(session, PLANNER, survey)}["workshop"]
            return found.state, found.hint, found.url

        url = f"/erhebungen/{at.slug}/fragenwerkstatt"
        assert line() == ("begun", "0 von 1 Freigaben", url)
        actor = party(session, at, "Caritas")
        say(session, actor, at, "Etwas")
        assert line() == ("begun", "0 von 2 Freigaben, 1 Beitrag offen", url)
