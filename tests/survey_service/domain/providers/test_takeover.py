"""Last wave's answers taken over: a field, a page, a facility; never what no longer fits."""

from datetime import date

import msgspec
import pytest
from sqlmodel import select

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    documents,
    hub,
    pages,
    previous,
    receipts,
    responses,
    saving,
    submission,
    takeover,
)
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.domain.providers.saving import Sent
from survey_service.domain.providers.takeover import Offer, Taken
from survey_service.errors import Conflict, NotFound
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.responses import Response, Revision, SubmittedVersion
from survey_service.tables.surveys import Survey
from tests.survey_service import wave
from tests.survey_service.wave import NOON, SLUG, Made, choice, de

LAGE = Place("lage")
PAST = date(2023, 5, 31)


@pytest.fixture
def made(database: Database) -> Made:
    with database.write() as session:
        made = wave.make(session)
    answered(
        database,
        made,
        {"umfang": "weniger", "gruende": ["geld"], "neu": "Altes Problem"},
        {"wartezeit": 12, "warum": "Personal", "einzug": "01", "fehlt": "Aufzug"},
    )
    return made


def answered(
    database: Database,
    made: Made,
    own: dict[str, object],
    house: dict[str, object],
    *,
    questionnaire: Questionnaire = wave.QUESTIONNAIRE,
) -> None:
    """The first house's and the organisation's answers to a wave in 2023."""
    with database.write() as session:
        for row in session.exec(select(Response).where(Response.document != b"")):
            session.delete(row)
        version = QuestionnaireVersion(
            key=questionnaire.key,
            version=100 + len(session.exec(select(QuestionnaireVersion.id)).all()),
            title="Früher",
            document=definition.encode(questionnaire),
            workbook=b"",
            created_at=NOON,
        )
        session.add(version)
        session.flush()
        survey = Survey(
            kind="wave",
            slug=f"frueher-{version.version}",
            title="Trägerabfrage 2023",
            state="closed",
            opens_on=PAST,
            closes_on=PAST,
            questionnaire_version_id=version.id,
            languages=["de"],
        )
        session.add(survey)
        session.flush()
        document = Document(
            questionnaire=questionnaire.key,
            version=1,
            answers=own,  # type: ignore[arg-type]
            facilities=(
                FacilityPart(
                    facility=made.facilities[0],
                    code="E1",
                    name="Haus 01",
                    answers=house,  # type: ignore[arg-type]
                ),
            ),
        )
        session.add(
            Response(
                survey_id=survey.id,
                questionnaire_version_id=version.id,
                organisation_id=made.actor.organisation_id,
                state="submitted",
                document=documents.encode(document),
                submitted_at=NOON,
                submitted_on=PAST,
            )
        )


def load(database: Database, who: Actor) -> OrganisationResponse:
    with database.read() as session:
        return responses.load(session, who, SLUG, now=NOON)


def take(database: Database, who: Actor, *places: Place, item: str = "", form: str = "") -> Taken:
    with database.write() as session:
        return takeover.take(
            session,
            who,
            SLUG,
            places,
            item=item,
            form=form,
            areas=surveys.area_choices(session),
            now=NOON,
        )


def save(
    database: Database, made: Made, place: Place, fields: dict[str, list[str]], base: int
) -> None:
    with database.write() as session:
        sent = {place: Sent(fields=fields, base=base, form="a", sequence=base)}
        areas = surveys.area_choices(session)
        saving.save(session, made.actor, SLUG, sent, areas=areas, now=NOON)


def offered(database: Database, made: Made, place: Place = LAGE) -> dict[str, Offer]:
    with database.read() as session:
        opened = responses.load(session, made.actor, SLUG, now=NOON)
        last = previous.last_wave(session, made.actor, opened.survey)
        return takeover.offers(opened, place, last, areas=surveys.area_choices(session))


# Refusals first


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "text", "choices": ()}, "anders beantwortet"),
        ({"choices": (choice("mehr"), choice("weniger"), choice("gleich"))}, "möglichkeiten"),
        ({"code": "anders"}, "anders beantwortet"),
    ],
)
def test_what_no_longer_fits_is_not_taken_over_and_says_why(
    database: Database, made: Made, change: dict[str, object], sentence: str
) -> None:
    first, *rest = wave.QUESTIONNAIRE.pages
    item, *others = first.items
    then = msgspec.structs.replace(
        wave.QUESTIONNAIRE,
        pages=(
            msgspec.structs.replace(
                first, items=(msgspec.structs.replace(item, **change), *others)
            ),
            *rest,
        ),
    )
    answered(database, made, {"umfang": "mehr"}, {}, questionnaire=then)
    assert sentence in offered(database, made)["umfang"].obstacle
    assert sentence in take(database, made.actor, LAGE, item="umfang").obstacle
    assert take(database, made.actor, LAGE) == Taken()
    assert load(database, made.actor).sheets == {}


def test_a_value_that_is_no_longer_possible_is_not_taken_over(
    database: Database, made: Made
) -> None:
    answered(database, made, {}, {"einzug": "99", "wartezeit": 3})
    house = Place("umfeld", made.facilities[0])
    assert "passt nicht mehr" in offered(database, made, house)["einzug"].obstacle
    assert take(database, made.actor, house) == Taken()


def test_nothing_is_taken_over_into_what_is_handed_in(database: Database, made: Made) -> None:
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
    with pytest.raises(Conflict):
        take(database, made.actor, LAGE)


def test_others_places_are_not_found(database: Database, made: Made) -> None:
    for place in (Place("nachfrage", made.foreign_facility), Place("unbekannt")):
        with pytest.raises(NotFound):
            take(database, made.actor, place)
    with pytest.raises(NotFound):
        takeover.places_of(load(database, made.actor), made.foreign_facility)
    with pytest.raises(NotFound):
        takeover.places_of(load(database, made.actor), "")
    with pytest.raises(NotFound):
        take(database, made.stranger, LAGE)


# Taking over


def test_a_page_is_taken_over_without_its_free_texts(database: Database, made: Made) -> None:
    assert take(database, made.actor, LAGE) == Taken(answers=2, pages=1)
    # The reasons are asked only because of the answer taken over before them.
    assert load(database, made.actor).sheet(LAGE).content == PageContent(
        answers={"umfang": "weniger", "gruende": ["geld"]}, taken_over=("umfang", "gruende")
    )
    assert take(database, made.actor, LAGE) == Taken()


def test_a_free_text_is_taken_over_by_its_own_button(database: Database, made: Made) -> None:
    offer = offered(database, made)["neu"]
    assert (offer.words, offer.free_text, offer.bulk) == ("Altes Problem", True, False)
    assert take(database, made.actor, LAGE, item="neu") == Taken(answers=1, pages=1)
    assert load(database, made.actor).sheet(LAGE).content == PageContent(
        answers={"neu": "Altes Problem"}, taken_over=("neu",)
    )


def test_all_together_replaces_nothing(database: Database, made: Made) -> None:
    house = Place("nachfrage", made.facilities[0])
    save(database, made, LAGE, {"umfang": ["mehr"]}, 0)
    save(database, made, house, {"wartezeit": ["bald"]}, 0)
    assert take(database, made.actor, LAGE, house) == Taken()
    opened = load(database, made.actor)
    assert opened.sheet(LAGE).content.answers == {"umfang": "mehr"}
    assert opened.sheet(house).content.unreadable == {"wartezeit": ["bald"]}


def test_a_fields_own_button_replaces_and_the_old_answer_stays_in_the_revisions(
    database: Database, made: Made
) -> None:
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Neu"]}, 0)
    assert take(database, made.actor, LAGE, item="umfang").answers == 1
    with database.read() as session:
        contents = session.exec(select(Revision.content).order_by(Revision.number)).all()  # type: ignore[arg-type]
    assert [msgspec.json.decode(content)["answers"] for content in contents] == [
        {"umfang": "mehr", "neu": "Neu"},
        {"umfang": "weniger", "neu": "Neu"},
    ]


def test_a_facility_is_done_with_one_button(database: Database, made: Made) -> None:
    one = made.facilities[0]
    places = takeover.places_of(load(database, made.actor), one)
    assert take(database, made.actor, *places) == Taken(answers=2, pages=2)
    opened = load(database, made.actor)
    assert [opened.sheet(place).content.answers for place in places] == [
        {"wartezeit": 12},
        {"einzug": "01"},
    ]
    states = {
        task.place: task.state for section in hub.hub(opened).sections for task in section.tasks
    }
    assert [states[place] for place in places] == ["done", "done"]


def test_the_mark_stays_while_the_answer_does(database: Database, made: Made) -> None:
    take(database, made.actor, LAGE)
    save(
        database,
        made,
        LAGE,
        {"umfang": ["weniger"], "gruende": ["geld", "personal"], "neu": ["Neu"]},
        1,
    )
    assert load(database, made.actor).sheet(LAGE).content.taken_over == ("umfang",)


def test_a_stale_form_does_not_clash_over_the_mark_alone(database: Database, made: Made) -> None:
    take(database, made.actor, LAGE)
    with database.write() as session:
        sent = {LAGE: Sent(fields={"umfang": ["weniger"], "gruende": ["geld"]}, base=0, form="b")}
        saved = saving.save(session, made.actor, SLUG, sent, areas=(), now=NOON)
    assert not saved[LAGE].clash
    assert load(database, made.actor).aside == {}


def test_what_was_taken_over_stands_in_the_document(database: Database, made: Made) -> None:
    one, two = made.facilities
    take(database, made.actor, LAGE, *takeover.places_of(load(database, made.actor), one))
    with database.write() as session:
        submission.submit(session, made.actor, SLUG, reason="Test", now=NOON)
    with database.read() as session:
        handed_in = documents.decode(session.exec(select(SubmittedVersion.document)).one())
    assert handed_in.taken_over == ("umfang", "gruende")
    printed = receipts.sections(wave.QUESTIONNAIRE, handed_in, organisation="Haus Muster", areas=())
    assert [answer.lines for answer in printed[0].answers] == [
        ("weniger", "(unverändert übernommen)"),
        ("geld", "(unverändert übernommen)"),
        (),
    ]
    assert {part.facility: part.taken_over for part in handed_in.facilities} == {
        one: ("wartezeit", "einzug"),
        two: (),
    }


def test_a_rule_that_it_breaks_keeps_an_answer_out(database: Database) -> None:
    page = Page(
        code="zahlen",
        title=de("Zahlen"),
        items=(
            Item(code="plaetze", kind="integer", label=de("Plätze")),
            Item(
                code="belegt",
                kind="integer",
                label=de("Belegt"),
                constraint=". <= ${plaetze}",
            ),
            Item(
                code="art",
                kind="single",
                label=de("Art"),
                choices=(Choice(value="a", label=de("A")), Choice(value="b", label=de("B"))),
            ),
        ),
    )
    questionnaire = msgspec.structs.replace(wave.QUESTIONNAIRE, pages=(page,))
    with database.write() as session:
        made = wave.make(session, questionnaire=questionnaire)
    answered(
        database, made, {"plaetze": 20, "belegt": 15, "art": "b"}, {}, questionnaire=questionnaire
    )
    zahlen = Place("zahlen")
    save(database, made, zahlen, {"plaetze": ["10"]}, 0)
    assert take(database, made.actor, zahlen, item="belegt").obstacle == (
        "Die Angabe von damals passt nicht zu Ihren übrigen Antworten."
    )
    assert take(database, made.actor, zahlen) == Taken(answers=1, pages=1)
    assert load(database, made.actor).sheet(zahlen).content == PageContent(
        answers={"plaetze": 10, "art": "b"}, taken_over=("art",)
    )
    view = pages.page_view(load(database, made.actor), zahlen, areas=(), previous={})
    assert [field.error for field in view.fields] == ["", "", ""]
