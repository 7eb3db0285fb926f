"""A large city to measure at the desk: register, area tree with shapes, a wave half returned."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Item, Page, Questionnaire
from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.administration import accounts
from survey_service.permissions import Actor
from survey_service.settings import Settings, prepare_home
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Association, Facility, FacilityArea, Organisation
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Participation, Survey

SLUG = "grossstadt"
LOGIN, PASSWORD = "planung", "vier sichere Wörter hier"
DISTRICTS, QUARTERS = 9, 63
ASSOCIATIONS = 6
SERVICES = tuple(f"Angebotsart {number:02}" for number in range(24))
GROUPS = ("Familien", "Seniorinnen und Senioren", "Jugendliche", "Geflüchtete")
WEST, SOUTH, WIDTH, HEIGHT = 6.60, 51.15, 0.21, 0.12
"""Of the city, in degrees."""


def fill(home: Path, *, organisations: int, facilities: int) -> None:
    """An installation with ``facilities`` for each of ``organisations``, all of them invited."""
    settings = prepare_home(Settings(home=home))
    database = Database(settings.url)
    migrations.upgrade(database)
    with database.write() as session:
        accounts.add(
            session,
            Actor(login="bench", name="Bench"),
            login=LOGIN,
            name="Planung",
            password=PASSWORD,
            role="planner",
        )
        session.add_all(_areas())
        umbrellas = [Association(name=f"Verband {number}") for number in range(ASSOCIATIONS)]
        session.add_all(umbrellas)
        session.flush()
        providers = [
            Organisation(
                code=f"T{number:03}",
                name=f"Träger {number:03}",
                association_id=umbrellas[number % ASSOCIATIONS].id,
                email=f"t{number}@example.org",
            )
            for number in range(organisations)
        ]
        session.add_all(providers)
        session.flush()
        ids = [one.id for one in providers]
        places = list(_facilities(ids, facilities))
        session.add_all(places)
        session.flush()
        session.execute(insert(FacilityArea), list(_served([one.id for one in places])))
        _wave(session, ids)
    database.close()


def _areas() -> Iterator[Area]:
    """Districts in a row, quarters in them, each a rectangle."""
    across = WIDTH / DISTRICTS
    each = QUARTERS // DISTRICTS
    for district in range(DISTRICTS):
        west = WEST + district * across
        yield _area(f"b{district}", "Stadtbezirk", None, (west, SOUTH, across, HEIGHT), district)
    for quarter in range(QUARTERS):
        district, place = divmod(quarter, each)
        edge = (
            WEST + district * across,
            SOUTH + place * HEIGHT / each,
            across,
            HEIGHT / each,
        )
        yield _area(f"q{quarter:02}", "Quartier", f"b{district}", edge, 100 + quarter)


def _area(
    code: str,
    level: str,
    parent: str | None,
    edge: tuple[float, float, float, float],
    position: int,
) -> Area:
    west, south, width, height = edge
    east, north = west + width, south + height
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Area(
        code=code,
        name=f"{level} {code[1:]}",
        level=level,
        parent_code=parent,
        geometry={"type": "Polygon", "coordinates": [ring]},
        position=position,
    )


def _facilities(organisations: list[UUID], each: int) -> Iterator[Facility]:
    """Scattered over the city by multiplication: the same in every run."""
    for number in range(len(organisations) * each):
        quarter = number * 37 % QUARTERS
        yield Facility(
            organisation_id=organisations[number // each],
            code=f"E{number % each}",
            name=f"Haus {number:05}",
            service_type=SERVICES[number * 7 % len(SERVICES)],
            address=f"Lange Straße {number % 200}, 41460 Musterstadt",
            area_code=f"q{quarter:02}",
            target_groups=[GROUPS[number % 4], GROUPS[(number + 1) % 4]],
            latitude=SOUTH + number * 7_919 % 10_007 / 10_007 * HEIGHT,
            longitude=WEST + number * 104_729 % 10_009 / 10_009 * WIDTH,
            citywide=number % 10 == 0,
            protected=number % 200 == 199,
        )


def _served(facilities: list[UUID]) -> Iterator[dict[str, object]]:
    """Two areas besides its own for each."""
    for number, facility in enumerate(facilities):
        for step in (1, 2):
            code = f"q{(number * 37 + step) % QUARTERS:02}"
            yield {"facility_id": facility, "area_code": code}


def _wave(session: Session, organisations: list[UUID]) -> None:
    """Open since three weeks; of five organisations three have returned and one has begun."""
    today = clock.today()
    asked = Questionnaire(
        key="bench",
        version=1,
        title={"de": "Bench"},
        languages=("de",),
        default_language="de",
        pages=(
            Page(
                code="lage",
                title={"de": "Lage"},
                items=(Item(code="lage", kind="long_text", label={"de": "Wie ist die Lage?"}),),
            ),
        ),
        reviewed_translations=("de",),
    )
    version = QuestionnaireVersion(
        key="bench",
        version=1,
        title="Bench",
        document=definition.encode(asked),
        workbook=b"",
        created_at=clock.now(),
    )
    session.add(version)
    session.flush()
    survey = Survey(
        kind="wave",
        slug=SLUG,
        title="Erhebung der Großstadt",
        state="open",
        opens_on=today - timedelta(days=21),
        closes_on=today + timedelta(days=21),
        questionnaire_version_id=version.id,
        languages=["de"],
    )
    session.add(survey)
    session.flush()
    invited = clock.now() - timedelta(days=21)
    session.add_all(
        Participation(survey_id=survey.id, organisation_id=one, invited_at=invited)
        for one in organisations
    )
    session.add_all(_responses(survey, organisations, today))


def _responses(survey: Survey, organisations: list[UUID], today: date) -> Iterator[Response]:
    for number, one in enumerate(organisations):
        if number % 5 == 4:
            continue
        returned = number % 5 < 3
        yield Response(
            survey_id=survey.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            organisation_id=one,
            state="submitted" if returned else "draft",
            receipt_number=f"2026-{number}" if returned else None,
            submitted_on=today - timedelta(days=number % 20) if returned else None,
        )
