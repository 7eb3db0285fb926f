"""One organisation's nearly complete return of 300 items for 60 facilities."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert

from questionnaires import questionnaire as definition
from questionnaires.items.kind import Value
from questionnaires.questionnaire import FACILITIES, Choice, Item, Page, Questionnaire
from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.providers import revisions, standing
from survey_service.domain.providers.revisions import PageContent
from survey_service.settings import Settings, prepare_home
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Revision
from survey_service.tables.surveys import Participation, Survey

SLUG = "bench"
HOUSES = 60
PAGES = 11
PER_PAGE = 26


@contextmanager
def _database(home: Path) -> Iterator[tuple[Database, Settings]]:
    settings = prepare_home(Settings(home=home))
    database = Database(settings.url)
    migrations.upgrade(database)
    yield database, settings
    database.close()


def fill(home: Path) -> tuple[str, list[str]]:
    """An installation with one open wave and one nearly complete return; link, facilities."""
    asked = questionnaire()
    today = clock.today()
    with _database(home) as (database, settings):
        with database.write() as session:
            version = QuestionnaireVersion(
                key="bench",
                version=1,
                title="Bench",
                document=definition.encode(asked),
                workbook=b"",
                created_at=clock.now(),
            )
            organisation = Organisation(code="T1", name="Großer Träger")
            session.add_all([version, organisation])
            session.flush()
            survey = Survey(
                kind="wave",
                slug=SLUG,
                title="Bench",
                state="open",
                opens_on=today - timedelta(days=1),
                closes_on=today + timedelta(days=30),
                questionnaire_version_id=version.id,
                languages=["de"],
            )
            houses = [
                Facility(
                    organisation_id=organisation.id,
                    code=f"E{number}",
                    name=f"Haus {number:02}",
                    service_type="Beratung",
                )
                for number in range(HOUSES)
            ]
            session.add_all([survey, *houses])
            session.flush()
            session.add(Participation(survey_id=survey.id, organisation_id=organisation.id))
            response = Response(
                survey_id=survey.id,
                questionnaire_version_id=version.id,
                organisation_id=organisation.id,
            )
            session.add(response)
            session.flush()
            ids = [str(house.id) for house in houses]
            session.execute(insert(Revision), list(_rows(asked, response, ids)))
            invitation = standing.ensure_invitation(
                session, secret=settings.secret, organisation_id=organisation.id
            )
        with database.read() as session:
            link = standing.link(
                session, secret=settings.secret, base_url="", invitation_id=invitation
            )
    return link, ids


def _rows(
    asked: Questionnaire, response: Response, houses: list[str]
) -> Iterator[dict[str, object]]:
    """All pages answered, but the last one of the last facility."""
    for page in asked.pages:
        for facility in houses if page.roster == FACILITIES else [""]:
            if page.code == f"seite_{PAGES - 1}" and facility == houses[-1]:
                continue
            answers = {item.code: _answer(item, facility) for item in page.items}
            yield {
                "id": uuid4(),
                "response_id": response.id,
                "page": page.code,
                "part": facility,
                "number": 1,
                "content": revisions.encode_content(PageContent(answers=answers)),
                "author": "Bench",
                "saved_at": clock.now(),
                "form": "bench",
                "sequence": 0,
                "aside": False,
            }


def _answer(item: Item, facility: str) -> Value:
    values: dict[str, Value] = {
        "single": "w1",
        "scale": "w2",
        "multiple": ["w0", "w3"],
        "integer": 12,
        "text": "ein Satz",
        "long_text": f"In {item.code} von {facility[:8]} fehlen Plätze für Familien mit Kindern.",
    }
    return values[item.kind]


def questionnaire() -> Questionnaire:
    """11 pages with 26 questions and a table with 8 for each facility, 6 about the organisation."""
    pages = [Page(code="lage", title={"de": "Lage"}, minutes=3, items=_items("o", 6))]
    pages += [
        Page(
            code=f"seite_{number}",
            title={"de": f"Abschnitt {number}"},
            roster=FACILITIES,
            minutes=2,
            items=_items(f"s{number}", PER_PAGE),
        )
        for number in range(PAGES)
    ]
    table = Page(
        code="tabelle",
        title={"de": "Überblick"},
        roster=FACILITIES,
        table=True,
        minutes=1,
        items=_items("t", 8),
    )
    return Questionnaire(
        key="bench",
        version=1,
        title={"de": "Bench"},
        languages=("de",),
        default_language="de",
        pages=(*pages, table),
        reviewed_translations=("de",),
    )


def _items(prefix: str, count: int) -> tuple[Item, ...]:
    """Mostly choices; every fifth question depends on the one before it."""
    choices = tuple(
        Choice(value=f"w{number}", label={"de": label})
        for number, label in enumerate(("sehr gut", "gut", "teils", "schlecht", "weiß nicht"))
    )
    kinds = ("single", "scale", "single", "scale", "multiple", "single", "integer", "single")
    found = []
    for number in range(count):
        kind = "long_text" if number == 25 else "integer" if number == 24 else kinds[number % 8]
        if number in {3, 4}:
            kind = "text" if number == 3 else "multiple"
        offered = choices if kind in {"single", "scale", "multiple"} else ()
        found.append(
            Item(
                code=f"{prefix}_{number}",
                kind=kind,
                label={"de": f"Wie steht es um das Angebot Nummer {number}?"},
                hint={"de": "Bitte schätzen Sie."} if number % 4 == 0 else {},
                required=number % 6 == 0,
                relevant=f"${{{prefix}_{number - 1}}} != ''" if number % 5 == 1 else "",
                choices=offered,
                role="statement" if kind == "long_text" else "",
            )
        )
    return tuple(found)
