"""What the tests do in the return of an organisation: save, look, hand in, correct."""

from sqlmodel import select

from survey_service.database import Database
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import (
    responses,
    saving,
    submission,
)
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Saved, Sent
from survey_service.tables.responses import Revision, Statement
from tests.survey_service.wave import NOON, SLUG, Made

LAGE, SCHLUSS = Place("lage"), Place("schluss")
ALL = frozenset({"umfang", "gruende", "neu"})
AFTER = NOON.replace(month=6, day=1, hour=9)
LATE = NOON.replace(month=6, day=3, hour=9)


def save(
    database: Database,
    made: Made,
    place: Place,
    fields: dict[str, list[str]],
    *,
    base: int = 0,
    form: str = "a",
    sequence: int = 0,
    shown: frozenset[str] | None = None,
    now: object = NOON,
) -> Saved:
    sent = Sent(fields=fields, base=base, form=form, sequence=sequence, shown=shown)
    with database.write() as session:
        return saving.save(
            session,
            made.actor,
            SLUG,
            {place: sent},
            areas=surveys.area_choices(session),
            now=now,  # type: ignore[arg-type]
        )[place]


def load(database: Database, made: Made, now: object = NOON) -> OrganisationResponse:
    with database.read() as session:
        return responses.load(session, made.actor, SLUG, now=now)  # type: ignore[arg-type]


def submit(database: Database, made: Made, *, reason: str = "", now: object = NOON) -> object:
    with database.write() as session:
        return submission.submit(session, made.actor, SLUG, reason=reason, now=now)  # type: ignore[arg-type]


def count(database: Database) -> int:
    with database.read() as session:
        return len(session.exec(select(Revision.id)).all())


def fill(database: Database, made: Made) -> None:
    one, two = made.facilities
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Viele Alleinerziehende kommen."]})
    for number, facility in enumerate((one, two)):
        save(database, made, Place("nachfrage", facility), {"wartezeit": [str(number)]})
    save(
        database,
        made,
        Place("umfeld", one),
        {"einzug": ["02"], "fehlt": ["Ein Treffpunkt fehlt."]},
    )
    save(
        database, made, Place("umfeld", two), {"einzug": ["unbekannt"], "fehlt": ["Ärzte fehlen."]}
    )
    save(database, made, SCHLUSS, {"zitat": ["ohne_namen"]})


def current(database: Database) -> list[tuple[object, ...]]:
    with database.read() as session:
        rows = session.exec(select(Statement).order_by(Statement.text)).all()
    return [
        (row.text, row.item, row.area_code, row.area_reason, row.quoting)
        for row in rows
        if row.current
    ]


def reopen(database: Database, made: Made, now: object = NOON) -> None:
    with database.write() as session:
        submission.reopen(session, made.actor, SLUG, now=now)  # type: ignore[arg-type]


def two_tabs(database: Database, made: Made) -> Saved:
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Anfang"]})
    save(database, made, LAGE, {"umfang": ["mehr"], "neu": ["Tab b"]}, base=1, form="b")
    return save(database, made, LAGE, {"umfang": ["weniger"], "neu": ["Tab a"]}, base=1, form="c")
