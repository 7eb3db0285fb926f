"""What became of it: nobody outside reads a draft, of two who write nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.coding import codebook_versions
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.followups import drafts, entries, told, writing
from survey_service.domain.followups.drafts import Draft
from survey_service.errors import Conflict, FieldsInvalid, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.areas import Area
from survey_service.tables.follow_ups import FollowUp, FollowUpVersion
from tests.survey_service.domain.associations import two
from tests.survey_service.wave import make
from tests.survey_service.waves import PLANNER, set_up, store, wave
from tests.survey_service.waves import draft as draft_of

COLLEAGUE = msgspec.structs.replace(PLANNER, login="kollege", name="Kollege")
DRAFT = Draft(
    headline="Mehr Plätze in der Schuldnerberatung",
    text="Viele haben lange Wartezeiten genannt. Der Rat hat zwei Stellen beschlossen.",
    state=drafts.DECIDED,
    dated_on="2026-10-01",
    office="Amt für Soziales",
    link="https://rat.musterstadt.example/beschluss/12",
)


def changed(**fields: Any) -> Draft:
    return msgspec.structs.replace(DRAFT, **fields)


def theme() -> tuple[str, str]:
    """A code of the shipped codebook and its label."""
    code = codebook_versions.shipped().categories[0].codes[0]
    return code.id, code.label


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"headline": " "}, ("headline", "Überschrift: Schreiben Sie")),
        ({"headline": "x" * 201}, ("headline", "Überschrift: Kürzen Sie auf höchstens 200")),
        ({"text": "\n"}, ("text", "Was daraus wurde: Schreiben Sie")),
        ({"text": "x" * 4_001}, ("text", "Was daraus wurde: Kürzen Sie auf höchstens 4.000")),
        ({"state": "fertig"}, ("state", "Stand: Wählen Sie")),
        ({"state": "not_done", "reason": " "}, ("reason", "Grund: Sagen Sie, warum")),
        ({"theme": "gibt-es-nicht"}, ("theme", "Thema: Dieses Thema gibt es im Codebuch nicht")),
        ({"areas": ("01", "99")}, ("areas", "Gebiete: „99“ gibt es nicht.")),
        ({"dated_on": "gestern"}, ("dated_on", "Datum: Wählen Sie den Tag")),
        ({"link": "javascript:alert(1)"}, ("link", "Link: Geben Sie eine Adresse mit https://")),
        ({"link": "http://[::1"}, ("link", "Link: Geben Sie eine Adresse mit https://")),
        ({"link": "www.musterstadt.de"}, ("link", "Link: Geben Sie eine Adresse mit https://")),
    ],
)
def test_what_cannot_be_stored_is_named(
    database: Database, fields: dict[str, Any], problem: tuple[str, str]
) -> None:
    with database.write() as session:
        survey = wave(session)
        session.add(Area(code="01", name="Nordstadt", level="Bezirk", position=0))
        session.flush()
        with pytest.raises(FieldsInvalid) as refusal:
            writing.add(session, PLANNER, survey, changed(**fields))
        assert [name for name, _ in refusal.value.problems] == [problem[0]]
        assert refusal.value.problems[0][1].startswith(problem[1])
        assert session.exec(select(FollowUp.id)).all() == []


def test_all_that_is_wrong_is_named_at_once(database: Database) -> None:
    with database.write() as session:
        with pytest.raises(FieldsInvalid) as refusal:
            writing.add(session, PLANNER, wave(session), Draft())
        assert [name for name, _ in refusal.value.problems] == [
            "headline",
            "text",
            "state",
            "dated_on",
        ]


def test_a_survey_that_was_never_open_has_nobody_to_tell(database: Database) -> None:
    with database.write() as session:
        made = surveys.create(session, PLANNER, kind="wave", draft=draft_of(store(session)))
        with pytest.raises(NotReady, match="noch nicht offen"):
            writing.add(session, PLANNER, made, DRAFT)


def test_what_was_written_comes_back_whole(database: Database) -> None:
    code, label = theme()
    with database.write() as session:
        survey = wave(session)
        session.add(Area(code="01", name="Nordstadt", level="Bezirk", position=0))
        session.flush()
        given = changed(theme=code, areas=("01",), text=f" {DRAFT.text}\n", reason="entfällt")
        entry_id = writing.add(session, PLANNER, survey, given)
        entry = entries.one(session, survey, entry_id)
        newest = entry.newest
        assert (newest.number, newest.theme, newest.areas) == (1, label, ("Nordstadt",))
        assert (newest.author, newest.dated_on) == ("Planerin", date(2026, 10, 1))
        # A reason stands only where nothing comes of it.
        assert newest.draft == changed(theme=code, areas=("01",))
        assert (entry.published, entry.shown, entry.taken_back, entry.earlier) == (
            None,
            None,
            None,
            (),
        )
        last = audit.entries(session)[0][0]
        assert (last.action, last.detail) == ("Rückmeldung geschrieben", DRAFT.headline)


def test_an_entry_of_another_survey_is_not_there(database: Database) -> None:
    with database.write() as session:
        survey = wave(session)
        other = consultation(session, survey)
        entry_id = writing.add(session, PLANNER, survey, DRAFT)
        acts: list[Any] = [
            lambda: entries.one(session, other, entry_id),
            lambda: entries.one(session, survey, uuid4()),
            lambda: writing.change(session, PLANNER, other, entry_id, changed(text="x"), on=1),
            lambda: writing.publish(session, PLANNER, other, entry_id, number=1),
            lambda: writing.take_back(session, PLANNER, other, entry_id),
        ]
        for act in acts:
            with pytest.raises(NotFound, match="Diesen Eintrag gibt es nicht"):
                act()


def test_the_second_of_two_decides_with_both_before_them(database: Database) -> None:
    with database.write() as session:
        survey = wave(session)
        entry_id = writing.add(session, PLANNER, survey, DRAFT)
        assert writing.change(session, PLANNER, survey, entry_id, changed(text="A"), on=1) == 2
        with pytest.raises(Conflict, match="Inzwischen hat Planerin Fassung 2 geschrieben"):
            writing.change(session, COLLEAGUE, survey, entry_id, changed(text="B"), on=1)
        with pytest.raises(Refused, match="derselbe wie in Fassung 2"):
            writing.change(session, COLLEAGUE, survey, entry_id, changed(text=" A "), on=2)
        assert writing.change(session, COLLEAGUE, survey, entry_id, changed(text="AB"), on=2) == 3
        found = entries.one(session, survey, entry_id).versions
        assert [(one.number, one.draft.text, one.author) for one in found] == [
            (3, "AB", "Kollege"),
            (2, "A", "Planerin"),
            (1, DRAFT.text, "Planerin"),
        ]


def test_of_many_who_save_at_once_one_is_stored(database: Database) -> None:
    with database.write() as session:
        survey = wave(session)
        entry_id = writing.add(session, PLANNER, survey, DRAFT)
    ready = Barrier(4)

    def save(number: int) -> int:
        ready.wait(timeout=30)
        try:
            with database.write() as session:
                given = changed(text=f"Nummer {number}")
                return writing.change(session, PLANNER, survey, entry_id, given, on=1)
        except Conflict:
            return 0

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(save, range(4))) == [0, 0, 0, 2]


def test_readers_see_what_was_published_and_nothing_else(database: Database) -> None:
    with database.write() as session:
        survey = wave(session, kind="consultation")
        entry_id = writing.add(session, PLANNER, survey, DRAFT)
        assert told.of_survey(session, survey).shown == ()
        writing.publish(session, PLANNER, survey, entry_id, number=1)
        assert texts(session, survey) == [(DRAFT.text, [])]
        # Twice is once.
        writing.publish(session, COLLEAGUE, survey, entry_id, number=1)
        assert entries.one(session, survey, entry_id).newest.published_by == "planerin"
        later = changed(text="Zwei Stellen sind besetzt.", state="done", dated_on="2026-11-01")
        writing.change(session, PLANNER, survey, entry_id, later, on=1)
        assert texts(session, survey) == [(DRAFT.text, [])]
        with pytest.raises(Conflict, match="Inzwischen gibt es Fassung 2"):
            writing.publish(session, PLANNER, survey, entry_id, number=1)
        writing.publish(session, PLANNER, survey, entry_id, number=2)
        assert texts(session, survey) == [("Zwei Stellen sind besetzt.", [DRAFT.text])]


def texts(session: Session, survey: SurveyFacts) -> list[tuple[str, list[str]]]:
    """What readers read: each with what stood there before."""
    return [
        (version.draft.text, [one.draft.text for one in earlier])
        for version, earlier in told.of_survey(session, survey).shown
    ]


def test_what_is_taken_back_leaves_a_dated_line(database: Database) -> None:
    with database.write() as session:
        survey = wave(session, kind="consultation")
        entry_id = writing.add(session, PLANNER, survey, DRAFT)
        with pytest.raises(Conflict, match="nicht veröffentlicht"):
            writing.take_back(session, PLANNER, survey, entry_id)
        writing.publish(session, PLANNER, survey, entry_id, number=1)
        writing.change(session, PLANNER, survey, entry_id, changed(text="Neu."), on=1)
        writing.publish(session, PLANNER, survey, entry_id, number=2)
        writing.take_back(session, PLANNER, survey, entry_id)
        # The older one does not come up again.
        found = told.of_survey(session, survey)
        assert (found.shown, len(found.taken_back)) == ((), 1)
        with pytest.raises(Conflict, match="nicht veröffentlicht"):
            writing.take_back(session, PLANNER, survey, entry_id)
        with pytest.raises(Conflict, match="Fassung 2 wurde zurückgenommen"):
            writing.publish(session, PLANNER, survey, entry_id, number=2)
        writing.change(session, PLANNER, survey, entry_id, changed(text="Richtig."), on=2)
        writing.publish(session, PLANNER, survey, entry_id, number=3)
        # What was wrong does not stand among what was there before.
        assert texts(session, survey) == [("Richtig.", [DRAFT.text])]
        assert told.of_survey(session, survey).taken_back == ()


def test_the_newest_day_stands_first(database: Database) -> None:
    with database.write() as session:
        survey = wave(session, kind="consultation")
        for day in ("2026-03-01", "2026-05-01", "2026-04-01"):
            entry_id = writing.add(session, PLANNER, survey, changed(dated_on=day))
            writing.publish(session, PLANNER, survey, entry_id, number=1)
        days = [version.draft.dated_on for version, _ in told.of_survey(session, survey).shown]
        assert days == ["2026-05-01", "2026-04-01", "2026-03-01"]
        desk = [one.newest.draft.dated_on for one in entries.of_survey(session, survey.id)]
        assert desk == days


def consultation(session: Session, like: SurveyFacts) -> SurveyFacts:
    """An open one with the questionnaire of another survey."""
    set_up(session)
    given = draft_of(like.questionnaire_version_id, title="Beteiligung")
    made = surveys.create(session, PLANNER, kind="consultation", draft=given)
    return surveys.open_survey(session, PLANNER, made.id)


def publish(session: Session, survey: SurveyFacts, headline: str) -> UUID:
    entry_id = writing.add(session, PLANNER, survey, changed(headline=headline))
    writing.publish(session, PLANNER, survey, entry_id, number=1)
    return entry_id


def headlines(session: Session, actor: Actor) -> list[tuple[str, list[str]]]:
    return [
        (one.survey.slug, [version.draft.headline for version, _ in one.shown])
        for one in told.for_organisation(session, actor)
    ]


def test_an_organisation_reads_of_its_own_waves_and_of_residents(database: Database) -> None:
    with database.write() as session:
        made = make(session)
        own, other = surveys.load(session, made.survey_id), surveys.by_slug(session, "andere")
        asked = consultation(session, own)
        for survey, headline in ((own, "Eigene"), (other, "Andere"), (asked, "Viertel")):
            publish(session, survey, headline)
        # Written and not published: nobody outside sees it.
        writing.add(session, PLANNER, own, changed(headline="Geheim"))
        everybody = (asked.slug, ["Viertel"])
        assert sorted(headlines(session, made.actor)) == sorted([(own.slug, ["Eigene"]), everybody])
        # Negative control: the other organisation sees the other wave's.
        assert sorted(headlines(session, made.stranger)) == sorted(
            [("andere", ["Andere"]), everybody]
        )
        assert told.for_organisation(session, PLANNER) == ()
        assert told.last_told(session, made.actor) is not None
        assert told.last_told(session, PLANNER) is None


def test_an_association_reads_of_its_members_waves(database: Database) -> None:
    with database.write() as session:
        made = two.make(session)
        publish(session, made.survey, "Für Mitglieder")
        asked = consultation(session, made.survey)
        found = told.for_association(session, made.awo, made.survey.slug)
        assert [version.draft.headline for version, _ in found.shown] == ["Für Mitglieder"]
        stranger = two.speaker(session, "dora", "Dora", made.alone)
        for actor, slug in ((stranger, made.survey.slug), (made.awo, asked.slug)):
            with pytest.raises(NotFound):
                told.for_association(session, actor, slug)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE follow_up_version SET state = 'vielleicht'",
        "UPDATE follow_up_version SET state = 'not_done'",
        "UPDATE follow_up_version SET number = 0",
        "UPDATE follow_up_version SET published_by = 'x'",
        "UPDATE follow_up_version SET withdrawn_at = '2026-01-01 00:00:00'",
    ],
)
def test_checks_hold_in_the_database(database: Database, change: str) -> None:
    with database.write() as session:
        writing.add(session, PLANNER, wave(session), DRAFT)
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(text(change))


def test_a_version_is_numbered_once(database: Database) -> None:
    with database.write() as session:
        writing.add(session, PLANNER, wave(session), DRAFT)
    with pytest.raises(IntegrityError), database.write() as session:
        fields = session.exec(select(FollowUpVersion)).one().model_dump(exclude={"id"})
        session.add(FollowUpVersion(**fields))
        session.flush()
