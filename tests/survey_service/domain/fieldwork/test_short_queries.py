"""Blitzabfrage: only the chosen are asked, only for the chosen facilities; twice sent is once."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from questionnaires.short_query import ShortQuestion
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import invitations, templates
from survey_service.domain.correspondence.invitations import Preview
from survey_service.domain.correspondence.templates import Text
from survey_service.domain.fieldwork import short_queries, surveys, tasks
from survey_service.domain.fieldwork.short_queries import Line, Recipient, ShortQuery
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import responses, saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.register import perimeters
from survey_service.domain.register.atlas import Filter
from survey_service.errors import NotAllowed, NotFound, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.surveys import Mail, ParticipatingFacility, Participation, Survey
from tests.survey_service import register
from tests.survey_service.domain.register.test_perimeters import FLOOD, NORTH
from tests.survey_service.register import SHELTER
from tests.survey_service.waves import PLANNER, READER, organisation, set_up, wave

SECRET = "s" * 43
KEY = UUID(int=7)
PAGE = "blitzabfrage"


def query(**changes: object) -> ShortQuery:
    fields: dict[str, object] = {
        "key": KEY,
        "title": "Hochwasser: Brauchen Sie Hilfe?",
        "closes_on": clock.today() + timedelta(days=1),
        "introduction": "Der Rhein steigt.",
        "questions": (
            ShortQuestion(kind="yes_no", text="Sind Sie betroffen?"),
            ShortQuestion(kind="number", text="Wie viele Betten fehlen?"),
        ),
    }
    return ShortQuery(**(fields | changes))  # type: ignore[arg-type]


def send(session: Session, wanted: Filter | None = None, **changes: object) -> SurveyFacts:
    chosen = short_queries.chosen(session, PLANNER, wanted or Filter(), None)
    return short_queries.send(session, PLANNER, query(**changes), chosen, secret=SECRET)


def actor(session: Session, name: str) -> Actor:
    key = session.exec(select(Organisation.id).where(Organisation.name == name)).one()
    return Actor(name=name, organisation_id=key)


def asked(session: Session, survey: SurveyFacts, name: str) -> list[str]:
    opened = responses.load(session, actor(session, name), survey.slug, now=clock.now())
    return [one.name for one in opened.facilities]


def test_only_a_planner_sends(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        register.fill(session)
        chosen = short_queries.chosen(session, PLANNER, Filter(), None)
        with pytest.raises(NotAllowed):
            short_queries.send(session, READER, query(), chosen, secret=SECRET)


def test_nobody_chosen_or_nothing_ready_sends_nothing(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
    with pytest.raises(Refused, match="keine Einrichtung gewählt"), database.write() as session:
        send(session, Filter(area="kein Gebiet"))
    with pytest.raises(NotReady), database.write() as session:
        send(session)
    with database.write() as session:
        set_up(session)
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(Refused, match="letzte Tag"), database.write() as session:
        send(session, closes_on=yesterday)
    with database.read() as session:
        assert session.exec(select(Survey.id)).all() == []
        assert session.exec(select(Mail.id)).all() == []


def test_protected_facilities_are_never_asked(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
        kept = perimeters.store(session, FLOOD)
    with database.write() as session:
        everywhere = short_queries.chosen(session, PLANNER, Filter(), None)
        flooded = short_queries.chosen(session, PLANNER, Filter(), kept)
        assert [one.name for one in everywhere] == ["Beratung", "Beratung Süd", "Kita", "Mobil"]
        assert [one.name for one in flooded] == ["Beratung", "Kita"]
        north = short_queries.chosen(session, NORTH, Filter(), None)
        assert [one.name for one in north] == ["Beratung"]
        assert short_queries.chosen(session, READER, Filter(), None) == []
        # Negative control: it is the mark alone.
        session.execute(update(Facility).values(protected=False))
        unmarked = short_queries.chosen(session, PLANNER, Filter(), kept)
        assert SHELTER in [one.name for one in unmarked]


def test_recipients_say_who_must_be_called(database: Database) -> None:
    with database.write() as session:
        register.fill(session)
        chosen = short_queries.chosen(session, PLANNER, Filter(), None)
        found = short_queries.recipients(session, chosen)
    ids = {one.organisation: one.organisation_id for one in chosen}
    assert found == [
        Recipient(
            organisation_id=ids["Haus Eins e. V."],
            name="Haus Eins e. V.",
            email="eins@traeger.example",
            phone="02131 1",
            facilities=2,
        ),
        Recipient(
            organisation_id=ids["Zwei gGmbH"],
            name="Zwei gGmbH",
            email="",
            phone="02131 2",
            facilities=2,
        ),
    ]


def test_sending_makes_an_open_wave_of_the_chosen_and_invites_them(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        register.fill(session)
        organisation(session, "Unbeteiligt")
        survey = send(session, Filter(area="2"))
    with database.read() as session:
        assert (survey.kind, survey.state, survey.selected) == ("wave", "open", True)
        assert asked(session, survey, "Haus Eins e. V.") == ["Kita"]
        assert asked(session, survey, "Zwei gGmbH") == ["Beratung Süd"]
        with pytest.raises(NotFound):
            asked(session, survey, "Träger Unbeteiligt")
        mails = session.exec(select(Mail.recipient, Mail.subject)).all()
        assert mails == [("eins@traeger.example", f"Eilige Frage: {survey.title}")]
        entry = audit.entries(session)[0]
        assert ("Blitzabfrage gesendet", survey.title, "2 Einrichtungen, 2 Träger") in [
            (one.action, one.subject, one.detail) for one in entry
        ]


def test_a_wave_of_all_asks_for_all_facilities(database: Database) -> None:
    """Negative control: without the choice every facility of the organisation is asked for."""
    with database.write() as session:
        set_up(session)
        register.fill(session)
        survey = send(session, Filter(area="2"))
        session.execute(update(Survey).values(selected=False))
    with database.read() as session:
        assert asked(session, survey, "Haus Eins e. V.") == ["Beratung", "Kita"]


def test_later_invitations_stay_with_the_chosen(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        register.fill(session)
        survey = send(session, Filter(association="Caritas"))
        newcomer = organisation(session, "Neu")
        assert invitations.enrol(session, survey.id) == 0
        assert invitations.preview(session, survey) == Preview(
            ready=(), without_email=(), invited=1
        )
        done = invitations.invite_all(session, PLANNER, survey.id, secret=SECRET)
        assert done.invited == 0
        # Negative control: an ordinary wave takes the newcomer in.
        session.execute(update(Survey).values(selected=False))
        plain = surveys.load(session, survey.id)
        assert newcomer in [
            one.organisation_id for one in invitations.preview(session, plain).ready
        ]
        assert invitations.enrol(session, survey.id) == 2


def test_sent_twice_is_one_wave(database: Database) -> None:
    sent = []
    for _ in range(2):
        with database.write() as session:
            if not sent:
                set_up(session)
                register.fill(session)
            sent.append(send(session))
    with database.write() as session:
        other = send(session, key=uuid4())
    assert sent[0] == sent[1]
    assert other.id != sent[0].id
    with database.read() as session:
        assert len(session.exec(select(Survey.id)).all()) == 2
        assert len(session.exec(select(Mail.id)).all()) == 2


def test_the_mail_is_the_short_text_or_the_planners_own(database: Database) -> None:
    own = Text(subject="Hilfe? {erhebung}", body="{anrede}\n\n{link}\n")
    with database.write() as session:
        set_up(session)
        register.fill(session)
        usual = send(session)
        other = send(session, key=uuid4(), invitation=own)
        subjects = {
            row.survey_id: row.subject for row in session.exec(select(Mail)) if row.survey_id
        }
    assert subjects == {
        usual.id: "Eilige Frage: Hochwasser: Brauchen Sie Hilfe?",
        other.id: "Hilfe? Hochwasser: Brauchen Sie Hilfe?",
    }
    with database.read() as session:
        first = templates.load(session, usual, templates.INVITATION)
        second = templates.load(session, other, templates.INVITATION)
        reminder = templates.load(session, usual, templates.REMINDER)
        assert short_queries.invitation(session, query(), ()).body.startswith("Guten Tag Kim")
    assert (first.text, first.changed_at) == (templates.SHORT_QUERY, None)
    assert (second.text, second.changed_by) == (own, "Planerin")
    assert reminder.text == templates.SHIPPED[templates.REMINDER]


def test_a_choice_has_a_fingerprint(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        register.fill(session)
        all_of_them = short_queries.chosen(session, PLANNER, Filter(), None)
    marks = [
        short_queries.fingerprint(chosen)
        for chosen in (all_of_them, list(reversed(all_of_them)), all_of_them[1:])
    ]
    assert marks[0] == marks[1] != marks[2]


def test_answers_stand_per_facility_as_they_come_in(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        ids = register.fill(session)
        survey = send(session, Filter(association="Caritas"))
        waiting = short_queries.lines(session, survey)
    with database.write() as session:
        who = actor(session, "Haus Eins e. V.")
        sent = {
            Place(PAGE, str(ids["Kita"])): Sent(
                fields={"frage_1": ["ja"], "frage_2": ["12"]}, base=0
            )
        }
        saving.save(session, who, survey.slug, sent, areas=(), now=clock.now())
        assert [
            (one.facility, one.state, one.answers) for one in short_queries.lines(session, survey)
        ] == [
            ("Beratung", "opened", {}),
            ("Kita", "begun", {}),
        ]
        submission.submit(session, who, survey.slug, reason="Mehr nicht.", now=clock.now())
    with database.read() as session:
        found = short_queries.lines(session, survey)
    beratung = Line(
        facility="Beratung",
        organisation="Haus Eins e. V.",
        phone="02131 1",
        state="invited",
        answered_at=None,
        answers={},
    )
    assert waiting[0] == beratung
    assert [(one.facility, one.state, one.answers) for one in found] == [
        ("Beratung", "returned", {}),
        ("Kita", "returned", {"frage_1": "ja", "frage_2": 12}),
    ]
    assert found[0].answered_at is not None


def test_an_ordinary_wave_has_no_such_page(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        with pytest.raises(NotFound, match="keine Blitzabfrage"):
            short_queries.lines(session, made)
        assert "short_answers" not in [task.name for task in tasks.tasks(session, PLANNER, made)]


def test_the_task_list_leads_to_the_answers(database: Database) -> None:
    with database.write() as session:
        set_up(session)
        register.fill(session)
        made = send(session)
        found = {task.name: task for task in tasks.tasks(session, PLANNER, made)}
    assert found["short_answers"].url == f"/erhebungen/{made.slug}/blitzabfrage"
    assert found["organisations"].hint == "2 Träger gewählt, 1 ohne E-Mail-Adresse"


def test_rows_say_who_takes_part(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        set_up(session)
        ids = register.fill(session)
        survey = send(session, Filter(area="1"))
        rows = session.exec(
            select(ParticipatingFacility.facility_id)
            .join(
                Participation, col(Participation.id) == col(ParticipatingFacility.participation_id)
            )
            .where(Participation.survey_id == survey.id)
        ).all()
        assert set(rows) == {ids["Beratung"], ids["Beratung Süd"]}
