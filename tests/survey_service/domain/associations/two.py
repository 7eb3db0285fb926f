"""A wave with members of two associations that have accounts, and one that has none."""

from uuid import UUID

import msgspec
from sqlmodel import Session

from survey_service import clock
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.accounts import Account, Grant
from tests.survey_service.domain.fieldwork.returned import join
from tests.survey_service.waves import association, wave

SLUG = "traegerabfrage-2026"
PLANNER = Actor(login="planerin", name="Planerin", grants=(RoleGrant("planner"),))


class Two(msgspec.Struct, frozen=True, kw_only=True):
    """``alone``: an association without an account, once it was made."""

    survey: SurveyFacts
    awo: Actor
    caritas: Actor
    alone: UUID


def speaker(session: Session, login: str, name: str, association_id: UUID) -> Actor:
    """An account that speaks for an association; nobody can sign in with it."""
    account = Account(login=login, name=name, password_hash="-", created_at=clock.now())
    session.add(account)
    session.flush()
    session.add(Grant(account_id=account.id, role="association", association_id=association_id))
    session.flush()
    return Actor(
        login=login,
        name=name,
        account_id=account.id,
        grants=(RoleGrant("association", "", association_id),),
    )


def make(session: Session, *, third: bool = False) -> Two:
    """Members: AWO two, Caritas one, Paritätischer one if ``third``; one belongs to none."""
    survey = wave(session)
    awo, caritas, alone = (
        association(session, name) for name in ("AWO", "Caritas", "Paritätischer")
    )
    join(session, survey, "awo-1", association=awo, state="submitted")
    join(session, survey, "awo-2", association=awo)
    join(session, survey, "caritas-1", association=caritas, state="draft")
    join(session, survey, "frei")
    if third:
        join(session, survey, "pari-1", association=alone)
    return Two(
        survey=survey,
        awo=speaker(session, "anna", "Anna Awo", awo),
        caritas=speaker(session, "carl", "Carl Caritas", caritas),
        alone=alone,
    )
