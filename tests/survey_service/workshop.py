"""A workshop with parties, for the tests of what is said about a draft."""

from uuid import UUID

import msgspec
from sqlmodel import Session

from questionnaires.questionnaire import Item, Page, Questionnaire
from survey_service import clock
from survey_service.domain.administration import municipality
from survey_service.domain.fieldwork import (
    surveys,
    workshop_links,
    workshop_parties,
    workshops,
)
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.permissions import Actor
from survey_service.tables.surveys import Survey
from tests.survey_service.waves import LEGAL, PLANNER, QUESTIONNAIRE, association, draft, store

SECRET = "s" * 43


def reworded(version: int, label: str, *, extra: tuple[Item, ...] = ()) -> Questionnaire:
    """The questionnaire of the waves with other words for "bedarf" ("" = not asked any more)."""
    page = QUESTIONNAIRE.pages[0]
    first = msgspec.structs.replace(page.items[0], label={"de": label})
    kept = (first, *page.items[1:]) if label else page.items[1:]
    pages: tuple[Page, ...] = (msgspec.structs.replace(page, items=(*kept, *extra)),)
    return msgspec.structs.replace(QUESTIONNAIRE, version=version, pages=pages)


def make(session: Session, *, title: str = "Trägerabfrage 2026") -> WorkshopFacts:
    """A draft wave whose questionnaire (version 3) lies on the table."""
    if not municipality.facts(session).imprint:
        municipality.change(session, PLANNER, LEGAL)
    known = surveys.all_surveys(session)
    version = known[0].questionnaire_version_id if known else store(session)
    made: SurveyFacts = surveys.create(
        session, PLANNER, kind="wave", draft=draft(version, title=title)
    )
    return workshops.open_workshop(session, PLANNER, made.id, introduction="Bitte lesen.")


def party(session: Session, at: WorkshopFacts, name: str, *, email: str = "") -> Actor:
    """An association with its link opened in a browser."""
    party_id = workshop_parties.add(
        session,
        PLANNER,
        at,
        association_id=association(session, name),
        email=email,
        secret=SECRET,
    )
    return entered(session, party_id)


def entered(session: Session, party_id: UUID, *, secret: str = SECRET) -> Actor:
    """The party's browser after its link was exchanged."""
    address = workshop_links.link(session, secret=secret, base_url="", party_id=party_id)
    token = address.rpartition("/")[2]
    minted = workshop_links.open_link(session, token, hours=1, now=clock.now())
    return workshop_links.actor_of(session, minted, now=clock.now())


def put_on_table(
    session: Session, at: WorkshopFacts, questionnaire: Questionnaire
) -> WorkshopFacts:
    """Another version, without a workbook."""
    row = session.get(Survey, at.survey_id)
    assert row is not None
    row.questionnaire_version_id = store(session, questionnaire)
    session.flush()
    return workshops.at_desk(session, at.slug)


def enter_workshop(session: Session, secret: str) -> str:
    """The cookie of a browser that has opened a party's link."""
    at = make(session, title="Werkstatt")
    added = workshop_parties.add(
        session, PLANNER, at, association_id=None, name="Beirat", secret=secret
    )
    return entered(session, added, secret=secret).session
