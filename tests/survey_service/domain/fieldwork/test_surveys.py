"""Waves and consultations: refusals first."""

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from sqlmodel import Session

from questionnaires.questionnaire import Choice
from survey_service import clock
from survey_service.database import Database
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.survey_drafts import Draft, Wording
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict, NotFound, NotReady, Refused
from survey_service.tables.areas import Area
from survey_service.tables.surveys import Participation
from tests.survey_service.waves import PLANNER, draft, organisation, set_up, store, wave

TODAY = clock.today()


def create(session: Session, version: UUID, kind: str = "wave", **changes: object) -> SurveyFacts:
    return surveys.create(session, PLANNER, kind=kind, draft=draft(version, **changes))


@pytest.mark.parametrize(
    ("changes", "refusal", "sentence"),
    [
        ({"title": " \n "}, Refused, "Geben Sie einen Titel an"),
        ({"title": "x" * 201}, Refused, "höchstens 200 Zeichen"),
        ({"closes_on": TODAY - timedelta(days=2)}, Refused, "Der letzte Tag liegt vor dem ersten"),
        ({"languages": ()}, Refused, "mindestens eine Sprache"),
        ({"languages": ("de", "ar")}, Refused, "mindestens eine Sprache"),
        ({"kind": "party"}, Refused, "Wählen Sie, ob Sie Träger befragen"),
        ({"questionnaire_version_id": uuid4()}, NotFound, "Diesen Fragebogen gibt es nicht"),
    ],
)
def test_create_refuses(
    database: Database, changes: dict[str, object], refusal: type[Refused], sentence: str
) -> None:
    with pytest.raises(refusal, match=sentence), database.write() as session:
        create(session, store(session), **changes)  # type: ignore[arg-type]
    with database.read() as session:
        assert surveys.all_surveys(session) == []


def test_create_gives_every_survey_an_address_of_its_own(database: Database) -> None:
    with database.write() as session:
        version = store(session)
        first = create(session, version, title=" Trägerabfrage\n 2026 ", languages=("en", "de"))
        second = create(session, version)
        named_like_a_page = create(session, version, title="Neu!")
        without_letters = create(session, version, title="Анкета", kind="consultation")
        assert first == SurveyFacts(
            id=first.id,
            kind="wave",
            slug="traegerabfrage-2026",
            title="Trägerabfrage 2026",
            introduction="",
            state="draft",
            opens_on=TODAY - timedelta(days=1),
            closes_on=TODAY + timedelta(days=7),
            questionnaire_version_id=version,
            languages=("de", "en"),
        )
        assert [found.slug for found in (second, named_like_a_page, without_letters)] == [
            "traegerabfrage-2026-2",
            "neu-2",
            "erhebung",
        ]
        assert surveys.by_slug(session, "traegerabfrage-2026") == first
        assert surveys.load(session, without_letters.id) == without_letters
        assert surveys.all_surveys(session, kind="consultation") == [without_letters]


def test_unknown_survey_is_not_found(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(NotFound, match="gibt es nicht"):
            surveys.by_slug(session, "nirgends")
        with pytest.raises(NotFound):
            surveys.load(session, uuid4())


def test_open_is_refused_without_legal_texts_and_after_the_last_day(database: Database) -> None:
    with database.write() as session:
        version = store(session)
        bare = create(session, version)
        late = create(
            session,
            version,
            opens_on=TODAY - timedelta(days=9),
            closes_on=TODAY - timedelta(days=1),
        )
    with (
        pytest.raises(NotReady, match="Impressum, Datenschutz, Erklärung zur Barrierefreiheit"),
        database.write() as session,
    ):
        surveys.open_survey(session, PLANNER, bare.id)
    with database.write() as session:
        set_up(session)
    with pytest.raises(NotReady, match="ist vorbei"), database.write() as session:
        surveys.open_survey(session, PLANNER, late.id)
    with database.write() as session:
        assert surveys.open_survey(session, PLANNER, bare.id).state == "open"
    with pytest.raises(Conflict, match="schon offen"), database.write() as session:
        surveys.open_survey(session, PLANNER, bare.id)


def test_closed_stays_closed(database: Database) -> None:
    with database.write() as session:
        made = wave(session, opened=False)
        with pytest.raises(Conflict, match="ist nicht offen"):
            surveys.close(session, PLANNER, made.id)
        surveys.open_survey(session, PLANNER, made.id)
        assert surveys.close(session, PLANNER, made.id).state == "closed"
        with pytest.raises(Conflict, match="bleibt, wie sie ist"):
            surveys.change(session, PLANNER, made.id, draft(made.questionnaire_version_id))
        with pytest.raises(Conflict, match="beendet"):
            surveys.open_survey(session, PLANNER, made.id)
        assert surveys.load(session, made.id).state == "closed"
        found, _ = audit.entries(session)
    assert {(entry.action, entry.actor) for entry in found} == {
        ("Kommune geändert", "planerin"),
        ("Erhebung angelegt", "planerin"),
        ("Erhebung geöffnet", "planerin"),
        ("Erhebung beendet", "planerin"),
    }


def test_change_of_an_open_survey_keeps_questions_and_languages(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        version = made.questionnaire_version_id
        with pytest.raises(Conflict, match="Fragebogen und Sprachen bleiben"):
            surveys.change(session, PLANNER, made.id, draft(version, languages=("de", "tr")))
        longer = draft(
            version, closes_on=TODAY + timedelta(days=30), introduction=" Worum es geht. "
        )
        assert surveys.change(session, PLANNER, made.id, longer) == msgspec.structs.replace(
            made, closes_on=TODAY + timedelta(days=30), introduction="Worum es geht."
        )


def test_change_of_a_draft_may_choose_languages(database: Database) -> None:
    with database.write() as session:
        made = wave(session, opened=False)
        wider = draft(made.questionnaire_version_id, languages=("tr", "de"))
        assert surveys.change(session, PLANNER, made.id, wider).languages == ("de", "tr")


def test_wordings_are_kept_by_language_and_the_empty_ones_are_not(database: Database) -> None:
    with database.write() as session:
        made = wave(session, kind="consultation")
        given = Draft(
            title=made.title,
            opens_on=made.opens_on,
            closes_on=made.closes_on,
            questionnaire_version_id=made.questionnaire_version_id,
            languages=made.languages,
            wordings={
                "en": Wording(title="  Your  say ", introduction=" Why. "),
                "tr": Wording(),
            },
        )
        changed = surveys.change(session, PLANNER, made.id, given)
    assert changed.wording("en") == Wording(title="Your say", introduction="Why.")
    assert [language for language, _ in changed.wordings] == ["en"]
    assert [changed.title_in(tag) for tag in ("de", "en", "tr")] == [
        made.title,
        "Your say",
        made.title,
    ]
    too_long = msgspec.structs.replace(given, wordings={"en": Wording(title="x" * 201)})
    with pytest.raises(Refused, match="höchstens 200 Zeichen"), database.write() as session:
        surveys.change(session, PLANNER, made.id, too_long)


@pytest.mark.parametrize(
    ("state", "days", "expected"),
    [
        ("draft", 0, False),
        ("closed", 0, False),
        ("open", -2, False),
        ("open", -1, True),
        ("open", 7, True),
        ("open", 8, False),
    ],
)
def test_is_open_on_its_days_only(state: str, days: int, expected: bool) -> None:
    survey = SurveyFacts(
        id=uuid4(),
        kind="wave",
        slug="w",
        title="W",
        introduction="",
        state=state,
        opens_on=TODAY - timedelta(days=1),
        closes_on=TODAY + timedelta(days=7),
        questionnaire_version_id=uuid4(),
        languages=("de",),
    )
    assert surveys.is_open(survey, today=TODAY + timedelta(days=days)) is expected


def test_organisation_sees_opened_waves_it_belongs_to(database: Database) -> None:
    with database.write() as session:
        made = wave(session)
        ours, theirs = organisation(session, "A"), organisation(session, "B")
        unopened = create(session, made.questionnaire_version_id)
        for survey_id in (made.id, unopened.id):
            session.add(Participation(survey_id=survey_id, organisation_id=ours))
        session.flush()
        assert surveys.of_organisation(session, ours) == [made]
        assert surveys.of_organisation(session, theirs) == []


def test_area_choices_group_parts_below_their_area(database: Database) -> None:
    rows = [
        ("2", "Süd", None, 1),
        ("1", "Nord", None, 2),
        ("11", "Furth", "1", 3),
        ("21", "Norf", "2", 4),
        ("111", "Furth-Mitte", "11", 5),
        ("3", "Hafen", None, 6),
    ]
    with database.write() as session:
        for code, name, parent, position in rows:
            session.add(
                Area(code=code, name=name, level="x", parent_code=parent, position=position)
            )
            session.flush()
        assert surveys.area_choices(session) == tuple(
            Choice(value=code, label={"de": name}, group=group)
            for code, name, group in [
                ("2", "Süd", "Süd"),
                ("21", "Norf", "Süd"),
                ("1", "Nord", "Nord"),
                ("11", "Furth", "Nord"),
                ("111", "Furth-Mitte", "Nord"),
                ("3", "Hafen", ""),
            ]
        )
