"""The demo's Fragenwerkstatt: the next wave's draft in mid-discussion, one association released."""

from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session

from survey_service import clock
from survey_service.demo.register import ASSOCIATIONS
from survey_service.demo.waves import INVENTED
from survey_service.domain.associations import directory
from survey_service.domain.fieldwork import (
    releases,
    surveys,
    workshop_entries,
    workshop_links,
    workshop_parties,
    workshops,
)
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.workshops import WorkshopFacts
from survey_service.permissions import Actor

TITLE = "Trägerabfrage 2029"
BOARD = "Sozialbeirat (erfunden)"
INTRODUCTION = (
    "Für die Vorführung erfunden. Bitte lesen Sie jede Frage: Ist sie verständlich? Lässt sie sich "
    "aus Ihrer Arbeit beantworten? Schlagen Sie andere Worte vor, wo etwas fehlt."
)
FIRST, SECOND = ASSOCIATIONS[:2]
COMMENT, PROPOSAL = workshop_entries.COMMENT, workshop_entries.PROPOSAL


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """Who says what about a question; party "" = the planner answers, item "" = the whole."""

    party: str
    item: str
    kind: str
    text: str


SAID = (
    Said(
        party=FIRST,
        item="wartezeit",
        kind=COMMENT,
        text="Zählt der erste Anruf oder der erste freie Platz? Das ist überall anders. (erfunden)",
    ),
    Said(
        party=BOARD,
        item="wartezeit",
        kind=PROPOSAL,
        text="Wie lange warten Menschen zurzeit von der ersten Anfrage bis zum ersten Termin?",
    ),
    Said(
        party="",
        item="wartezeit",
        kind="",
        text="Gemeint ist die Zeit ab der ersten Anfrage; den Vorschlag nehmen wir auf. (erfunden)",
    ),
    Said(
        party=SECOND,
        item="personal_folgen",
        kind=PROPOSAL,
        text="Welche Angebote mussten Sie kürzen oder schließen, weil Personal fehlte?",
    ),
    Said(
        party=FIRST,
        item="stellen_besetzen",
        kind=COMMENT,
        text="Bitte nach Berufen trennen: Erzieherinnen fehlen mehr als andere. (erfunden)",
    ),
    Said(
        party=BOARD,
        item="",
        kind=COMMENT,
        text="Kürzer als beim letzten Mal, das hilft den kleinen Trägern. (erfunden)",
    ),
)
PERSONS = {
    FIRST: "Alex Muster",
    SECOND: "Toni Beispiel",
    BOARD: "Robin Probe",
}


def hold(session: Session, planner: Actor, *, version: UUID, today: date, secret: str) -> None:
    """A draft wave on the table of two associations and a board; the second one has released."""
    draft = Draft(
        title=TITLE,
        introduction="Die nächste Abfrage der Träger; der Fragebogen wird noch besprochen.",
        opens_on=date(today.year + 3, 3, 1),
        closes_on=date(today.year + 3, 4, 30),
        questionnaire_version_id=version,
    )
    made = surveys.create(session, planner, kind=surveys.WAVE, draft=draft)
    surveys.set_remark(session, made.id, INVENTED)
    at = workshops.open_workshop(session, planner, made.id, introduction=INTRODUCTION)
    known = {name: key for key, name in directory.names(session).items()}
    parties = {
        name: _enter(session, planner, at, known.get(name), name, secret) for name in PERSONS
    }
    for one in SAID:
        if not one.party:
            workshop_entries.answer(session, planner, at, item=one.item, text=one.text)
            continue
        workshop_entries.write(
            session,
            parties[one.party],
            at,
            item=one.item,
            kind=one.kind,
            text=one.text,
            version_id=version,
            person=PERSONS[one.party],
        )
    releases.release(session, parties[SECOND], made.id, version_id=version, person=PERSONS[SECOND])


def _enter(
    session: Session,
    planner: Actor,
    at: WorkshopFacts,
    association_id: UUID | None,
    name: str,
    secret: str,
) -> Actor:
    """A party that has opened its link."""
    party_id = workshop_parties.add(
        session,
        planner,
        at,
        association_id=association_id,
        name="" if association_id else name,
        secret=secret,
    )
    address = workshop_links.link(session, secret=secret, base_url="", party_id=party_id)
    token = address.rpartition("/")[2]
    now = clock.now()
    cookie = workshop_links.open_link(session, token, hours=1, now=now)
    return workshop_links.actor_of(session, cookie, now=now)
