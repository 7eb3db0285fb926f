"""Filling an empty installation: everything in one transaction, so that it is all there or none."""

from collections.abc import Callable, Sequence
from datetime import date
from importlib import resources
from uuid import UUID

import msgspec
from sqlmodel import Session

from questionnaires.areas import AreaTree
from survey_service.database import Database
from survey_service.demo import (
    between,
    coded,
    collection,
    discussion,
    followups,
    neighbourhood,
    places,
    position,
    register,
    texts,
    waves,
)
from survey_service.demo.folds import FoldCodings, in_background
from survey_service.demo.municipality import FACTS, SIGN_INS, SignIn
from survey_service.demo.waves import Cast
from survey_service.domain import areas
from survey_service.domain.administration import accounts, demonstration, municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.register import imports
from survey_service.errors import Conflict
from survey_service.permissions import Actor, RoleGrant

OPERATOR = Actor(login="vorfuehrung", name="Vorführung")
PLANNER = Actor(login=SIGN_INS[0].login, name=SIGN_INS[0].name, grants=(RoleGrant("planner"),))
WAVE_QUESTIONS, RESIDENT_QUESTIONS = "traegerabfrage.xlsx", "beteiligung_im_quartier.xlsx"


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo holds now."""

    organisations: int
    facilities: int
    statements: int
    reviewed: int
    quotes: int


def fill(
    database: Database, *, secret: str, today: date, folds: Sequence[FoldCodings] = ()
) -> Filled:
    """Fill an empty installation. Raises Conflict when it is not empty.

    ``folds``: the codings, where they are known already.
    """
    with database.read() as session:
        refuse_filled(session)
    if folds:
        with database.write() as session:
            return _fill(session, secret, today, lambda: folds)
    with in_background() as waiting, database.write() as session:
        return _fill(session, secret, today, lambda: [one.result() for one in waiting])


def refuse_filled(session: Session) -> None:
    """Raise Conflict, naming what is there."""
    found = demonstration.contents(session)
    if found:
        raise Conflict(
            f"Diese Installation ist nicht leer (vorhanden: {', '.join(found)}). Die Vorführung "
            "füllt nur eine leere. Nehmen Sie ein anderes Verzeichnis: SURVEY_SERVICE_HOME=… "
            "survey-service demo"
        )


def _fill(
    session: Session, secret: str, today: date, folds: Callable[[], Sequence[FoldCodings]]
) -> Filled:
    refuse_filled(session)
    given, tree = collection.statements(), collection.area_tree()
    set_up(session, FACTS)
    areas.import_tree(session, OPERATOR, tree)
    cast = _register(session, secret, tree, given)
    add_accounts(session, [one for one in SIGN_INS if one.association])
    demonstration.place(session, places.placed(tree, cast.facilities))
    demonstration.add_contacts(session, every=places.CONTACTS, consented_on=today)
    providers = texts.of_providers(given)
    asked = _store(session, WAVE_QUESTIONS)
    past, placed = waves.hold(session, waves.past(), cast, providers, version=asked)
    position.begin(session, PLANNER, past)
    present, _ = waves.hold(
        session, waves.present(today), cast, providers, version=asked, avoid=placed
    )
    between.happen(session, cast, present, today=today)
    discussion.hold(session, PLANNER, version=asked, today=today, secret=secret)
    version = _store(session, RESIDENT_QUESTIONS)
    people = neighbourhood.hold(
        session,
        PLANNER,
        given,
        version=version,
        languages=questionnaires.load(session, version).languages,
        today=today,
        secret=secret,
    )
    followups.tell(session, PLANNER, past, people, today=today)
    known = folds()
    numbers = [
        _evaluate(session, survey.id, known, share=share, quotes=quotes)
        for survey, share, quotes in ((past, 0.7, 12), (present, 0.4, 10), (people, 0.35, 10))
    ]
    return Filled(
        organisations=len(cast.actors),
        facilities=len(cast.ids),
        statements=sum(coded for coded, _, _ in numbers),
        reviewed=sum(reviewed for _, reviewed, _ in numbers),
        quotes=sum(quotes for _, _, quotes in numbers),
    )


def set_up(session: Session, facts: MunicipalityFacts) -> None:
    """The municipality with its texts, and everybody of the city who may sign in."""
    municipality.change(session, OPERATOR, facts)
    add_accounts(session, [one for one in SIGN_INS if not one.association])


def add_accounts(session: Session, sign_ins: Sequence[SignIn]) -> None:
    """Those of an association need it in the register."""
    for one in sign_ins:
        accounts.add(
            session,
            OPERATOR,
            login=one.login,
            name=one.name,
            password=one.password,
            role=one.role,
            association=one.association,
        )


def _register(
    session: Session, secret: str, tree: AreaTree, given: Sequence[collection.Text]
) -> Cast:
    reading = register.reading(tree, given)
    proposal = imports.propose(
        session, PLANNER, file_name="Register der Vorführung", reading=reading
    )
    imports.apply(session, PLANNER, proposal)
    return Cast(
        planner=PLANNER,
        actors=demonstration.organisations(session),
        facilities=reading.facilities,
        ids=demonstration.facilities(session),
        areas=surveys.area_choices(session),
        secret=secret,
    )


def _store(session: Session, workbook: str) -> UUID:
    shipped = resources.files("questionnaires.library") / workbook
    return questionnaires.store_version(session, PLANNER, shipped.read_bytes(), name=workbook)


def _evaluate(
    session: Session, survey_id: UUID, folds: Sequence[FoldCodings], *, share: float, quotes: int
) -> tuple[int, int, int]:
    """Code and review; returns statements, segments reviewed, quotes released."""
    coded.store(session, PLANNER, survey_id, folds)
    reviewed, released = coded.review(session, PLANNER, survey_id, share=share, quotes=quotes)
    return len(demonstration.statement_ids(session, survey_id)), reviewed, released
