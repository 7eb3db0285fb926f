"""The Stellungnahme: drafts are the associations' alone, all must release: refusals first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.associations import parties, position, released, writing
from survey_service.domain.associations.parties import Party
from survey_service.errors import Conflict, NotAllowed, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.accounts import Account
from survey_service.tables.position_papers import PositionPaper
from tests.survey_service.domain.associations.two import PLANNER, SLUG, Two, make, speaker
from tests.survey_service.waves import association

TEXT = "Die Verbände warnen vor Kürzungen."


def write(session: Session, actor: Actor, text: str = TEXT, *, on: int = 0) -> int:
    return writing.write(session, actor, SLUG, text=text, based_on=on)


def refused(session: Session, actor: Actor) -> list[type[Refused]]:
    """What each act raises for an actor."""
    acts: list[Any] = [
        lambda: position.load(session, actor, SLUG),
        lambda: write(session, actor, "Fremder Text", on=1),
        lambda: writing.comment(session, actor, SLUG, number=1, text="Fremd"),
        lambda: writing.release(session, actor, SLUG, number=1),
    ]
    found = []
    for act in acts:
        with pytest.raises(Refused) as error:
            act()
        found.append(error.type)
    return found


def test_city_and_strangers_reach_no_paper(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
        stranger = speaker(session, "dora", "Dora", association(session, "Diakonie"))
        for actor in (PLANNER, Actor(login="admin"), stranger):
            assert refused(session, actor) == [NotFound] * 4
        # Negative control: the same acts by an association of the wave.
        assert len(position.load(session, made.caritas, SLUG).versions) == 1


@pytest.mark.parametrize(
    ("text", "on", "refusal", "sentence"),
    [
        (" \n ", 1, Refused, "noch leer"),
        (f" {TEXT}\n", 1, Refused, "derselbe wie in Fassung 1"),
        ("Anderer Text.", 0, Conflict, r"Anna Awo \(AWO\) Fassung 1"),
        ("Anderer Text.", 7, Conflict, "Ihr Text ist noch da"),
    ],
)
def test_writing_is_refused(
    database: Database, text: str, on: int, refusal: type[Refused], sentence: str
) -> None:
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
        with pytest.raises(refusal, match=sentence):
            write(session, made.caritas, text, on=on)
        paper = position.load(session, made.awo, SLUG)
    assert [(one.number, one.text) for one in paper.versions] == [(1, TEXT)]


def test_only_the_newest_version_is_released(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
        write(session, made.caritas, "Zweiter Text.", on=1)
        with pytest.raises(Conflict, match="Inzwischen gibt es Fassung 2"):
            writing.release(session, made.awo, SLUG, number=1)
        for number in (0, 3):
            with pytest.raises(NotFound):
                writing.release(session, made.awo, SLUG, number=number)
        with pytest.raises(Refused, match="Kommentar ist leer"):
            writing.comment(session, made.awo, SLUG, number=1, text=" ")
        with pytest.raises(NotReady, match="noch nicht freigegeben"):
            released.as_text(session, made.survey)


def test_versions_are_added_and_commented(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        assert write(session, made.awo) == 1
        writing.comment(session, made.caritas, SLUG, number=1, text=" Zu kurz. ")
        assert write(session, made.caritas, f"{TEXT}\n\nUnd mehr.", on=1) == 2
        paper = position.load(session, made.awo, SLUG)
    assert [(one.number, one.association, one.author, one.text) for one in paper.versions] == [
        (2, "Caritas", "Carl Caritas", f"{TEXT}\n\nUnd mehr."),
        (1, "AWO", "Anna Awo", TEXT),
    ]
    [remark] = paper.versions[1].comments
    assert (remark.association, remark.author, remark.text) == (
        "Caritas", "Carl Caritas", "Zu kurz.",
    )  # fmt: skip
    assert [one.name for one in paper.awaited] == ["AWO", "Caritas"]


def city(session: Session, made: Two) -> tuple[str, str]:
    """What the city sees: the state and the text."""
    found = released.released(session, made.survey)
    return released.state(session, made.survey.id), found.text if found else ""


def test_city_sees_a_version_once_all_have_released_it(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        assert city(session, made) == ("open", "")
        write(session, made.awo)
        assert city(session, made) == ("begun", "")
        assert writing.release(session, made.awo, SLUG, number=1) is False
        assert writing.release(session, made.awo, SLUG, number=1) is False
        assert city(session, made) == ("begun", "")
        assert writing.release(session, made.caritas, SLUG, number=1) is True
        assert city(session, made) == ("done", TEXT)
        # A new version needs new releases; until then the city keeps the released one.
        write(session, made.caritas, "Neuer Text.", on=1)
        assert writing.release(session, made.caritas, SLUG, number=2) is False
        assert city(session, made) == ("done", TEXT)
        text = released.as_text(session, made.survey)
        assert writing.release(session, made.awo, SLUG, number=2) is True
        assert city(session, made) == ("done", "Neuer Text.")
    assert text.startswith(f"Stellungnahme der Verbände\nTrägerabfrage 2026\n\n{TEXT}\n\n--\n")
    assert text.endswith("von: AWO, Caritas\n")
    assert "Fassung 1, freigegeben am " in text


def test_log_tells_the_city_nothing_of_the_work(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        before = len(audit.entries(session)[0])
        write(session, made.awo)
        write(session, made.caritas, "Zweiter Text.", on=1)
        writing.comment(session, made.awo, SLUG, number=2, text="Geheimer Kommentar")
        writing.release(session, made.awo, SLUG, number=2)
        seen = audit.entries(session)[0][: -before or None]
        assert [(one.action, one.subject, one.detail) for one in seen] == [
            ("Stellungnahme begonnen", "Trägerabfrage 2026", "")
        ]
        writing.release(session, made.caritas, SLUG, number=2)
        last = {one.action for one in audit.entries(session)[0]}
    assert "Stellungnahme für die Kommune freigegeben" in last


def test_negative_control_of_the_release(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were nobody's release needed, the city would read a draft."""
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
        own = Party(
            id=made.awo.grants[0].association or UUID(int=0),
            name="AWO",
            has_account=True,
            aside=False,
        )
        monkeypatch.setattr(parties, "of_wave", lambda *_: (own,))
        assert writing.release(session, made.awo, SLUG, number=1) is True
        assert city(session, made) == ("done", TEXT)


def test_association_without_account_blocks_until_it_is_set_aside(database: Database) -> None:
    with database.write() as session:
        made = make(session, third=True)
        write(session, made.awo)
        for actor in (made.awo, made.caritas):
            assert writing.release(session, actor, SLUG, number=1) is False
        found = [
            (one.name, one.has_account, one.aside)
            for one in parties.of_wave(session, made.survey.id)
        ]
        assert found == [
            ("AWO", True, False),
            ("Caritas", True, False),
            ("Paritätischer", False, False),
        ]
        assert city(session, made) == ("begun", "")
        parties.set_aside(session, PLANNER, made.survey, made.alone)
        parties.set_aside(session, PLANNER, made.survey, made.alone)
        writing.settle(session, PLANNER, made.survey)
        assert city(session, made) == ("done", TEXT)
        assert position.load(session, made.awo, SLUG).parties[2].aside is True
        assert "Paritätischer" not in released.as_text(session, made.survey)


def test_planner_sets_nobody_aside_who_can_speak(database: Database) -> None:
    with database.write() as session:
        made = make(session, third=True)
        awo = made.awo.grants[0].association or UUID(int=0)
        with pytest.raises(Conflict, match="hat ein Konto und entscheidet selbst"):
            parties.set_aside(session, PLANNER, made.survey, awo)
        with pytest.raises(NotFound):
            parties.set_aside(session, PLANNER, made.survey, UUID(int=7))
        # Locking its account does not silence an association that has taken part already.
        write(session, made.awo)
        session.exec(select(Account).where(Account.login == "anna")).one().active = False
        session.flush()
        with pytest.raises(Conflict, match="wirkt an der Stellungnahme schon mit"):
            parties.set_aside(session, PLANNER, made.survey, awo)


def test_association_set_aside_sees_nothing_until_it_takes_part(database: Database) -> None:
    with database.write() as session:
        made = make(session, third=True)
        write(session, made.awo)
        parties.set_aside(session, PLANNER, made.survey, made.alone)
        late = speaker(session, "pia", "Pia", made.alone)
        paper = position.load(session, late, SLUG)
        assert (paper.own.aside, paper.versions) == (True, ())
        for act in (
            lambda: write(session, late, "Text", on=1),
            lambda: writing.release(session, late, SLUG, number=1),
        ):
            with pytest.raises(NotAllowed, match="Doch mitwirken"):
                act()
        with pytest.raises(NotFound):
            parties.bring_back(session, made.awo, made.survey, made.alone)
        parties.bring_back(session, late, made.survey, made.alone)
        assert len(position.load(session, late, SLUG).versions) == 1


def test_wave_without_paper_settles_nothing(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        assert writing.settle(session, PLANNER, made.survey) is False
        assert session.exec(select(PositionPaper)).all() == []


def test_of_two_who_save_in_the_same_moment_one_is_told(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
    both = Barrier(2)

    def save(actor: Actor) -> str:
        both.wait(timeout=20)
        try:
            with database.write() as session:
                return f"Fassung {write(session, actor, f'Von {actor.name}', on=1)}"
        except Conflict:
            return "beide ansehen"

    with ThreadPoolExecutor(2) as threads:
        said = sorted(threads.map(save, (made.awo, made.caritas)))
    assert said == ["Fassung 2", "beide ansehen"]
    with database.read() as session:
        assert len(position.load(session, made.awo, SLUG).versions) == 2


def test_of_two_who_release_in_the_same_moment_the_last_completes_it(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        write(session, made.awo)
    both = Barrier(2)

    def agree(actor: Actor) -> bool:
        both.wait(timeout=20)
        with database.write() as session:
            return writing.release(session, actor, SLUG, number=1)

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(agree, (made.awo, made.caritas))) == [False, True]
    with database.read() as session:
        assert city(session, made) == ("done", TEXT)
