"""What is said about a draft, question by question: only added, each about one version."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from questionnaires.questionnaire import Questionnaire, items
from questionnaires.wording import Change, Piece, changes, difference, label, wording
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import questionnaires, workshop_links, workshops
from survey_service.domain.fieldwork.workshops import WorkshopFacts, refuse_closed
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.workshop import EntryKind, WorkshopEntry, WorkshopParty

PAGE_SIZE = 60
LONGEST = 5_000
COMMENT, PROPOSAL = EntryKind.COMMENT.value, EntryKind.PROPOSAL.value
SAID = (EntryKind.COMMENT, EntryKind.PROPOSAL, EntryKind.ANSWER)


class EntryFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution. ``party`` "" = the planner.

    ``difference``: a proposal against the words it wants to replace; ``changed``: how the question
    reads otherwise now than in the version the entry speaks about.
    """

    kind: str
    party: str
    author: str
    text: str
    version: int
    written_at: datetime
    difference: tuple[Piece, ...] = ()
    changed: tuple[Change, ...] = ()


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what was said about an item (or the whole draft, ``item`` ""), oldest first."""

    item: str
    label: str
    present: bool
    entries: tuple[EntryFacts, ...]
    total: int
    page: int
    pages: int


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How much was said about an item; ``open``: after the planner's last answer."""

    entries: int = 0
    open: int = 0


def counts(session: Session, at: WorkshopFacts) -> dict[str, Count]:
    """By item code; "" = the whole draft."""
    rows = session.exec(
        select(WorkshopEntry.item, WorkshopEntry.kind)
        .where(WorkshopEntry.workshop_id == at.id, col(WorkshopEntry.kind).in_(SAID))
        .order_by(col(WorkshopEntry.written_at), col(WorkshopEntry.id))
    )
    found: dict[str, Count] = {}
    for item, kind in rows:
        before = found.get(item, Count())
        waiting = 0 if kind == EntryKind.ANSWER else before.open + 1
        found[item] = Count(entries=before.entries + 1, open=waiting)
    return found


def thread(session: Session, at: WorkshopFacts, item: str, *, page: int = 0) -> Thread:
    """What was said about an item. ``page`` 0 = the last. Raises NotFound for an unknown item."""
    draft = workshops.draft_of(session, at)
    present = not item or item in {one.code for one in items(draft)}
    total = session.exec(
        select(func.count())
        .select_from(WorkshopEntry)
        .where(
            WorkshopEntry.workshop_id == at.id,
            WorkshopEntry.item == item,
            col(WorkshopEntry.kind).in_(SAID),
        )
    ).one()
    if not present and not total:
        raise NotFound("Diese Frage gibt es in dem Entwurf nicht.")
    pages = max(1, -(-total // PAGE_SIZE))
    page = page if 1 <= page <= pages else pages
    found = _entries(session, at, item, page)
    return Thread(
        item=item,
        label=_label(session, draft, item, found),
        present=present,
        entries=tuple(_shown(session, draft, row, party) for row, party in found),
        total=total,
        page=page,
        pages=pages,
    )


def _entries(
    session: Session, at: WorkshopFacts, item: str, page: int
) -> list[tuple[WorkshopEntry, str | None]]:
    rows = session.exec(
        select(WorkshopEntry, WorkshopParty.name)
        .join(WorkshopParty, col(WorkshopParty.id) == col(WorkshopEntry.party_id), isouter=True)
        .where(
            WorkshopEntry.workshop_id == at.id,
            WorkshopEntry.item == item,
            col(WorkshopEntry.kind).in_(SAID),
        )
        .order_by(col(WorkshopEntry.written_at), col(WorkshopEntry.id))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE)
    )
    return [(row, name) for row, name in rows]


def _label(
    session: Session,
    draft: Questionnaire,
    item: str,
    found: list[tuple[WorkshopEntry, str | None]],
) -> str:
    """The present words; of a question that was dropped, its last ones that were spoken about."""
    if not item:
        return ""
    if present := label(draft, item):
        return present
    versions = [questionnaires.load(session, row.questionnaire_version_id) for row, _ in found]
    return next((known for one in reversed(versions) if (known := label(one, item))), item)


def _shown(
    session: Session, draft: Questionnaire, row: WorkshopEntry, party: str | None
) -> EntryFacts:
    spoken_of = questionnaires.load(session, row.questionnaire_version_id)
    changed: tuple[Change, ...] = ()
    if row.item and spoken_of.version != draft.version:
        changed = changes(wording(spoken_of, row.item), wording(draft, row.item))
    return EntryFacts(
        kind=str(row.kind),
        party=party or "",
        author=row.author,
        text=row.text,
        version=spoken_of.version,
        written_at=row.written_at,
        difference=difference(label(spoken_of, row.item), row.text)
        if row.kind == EntryKind.PROPOSAL
        else (),
        changed=changed,
    )


def write(
    session: Session,
    actor: Actor,
    at: WorkshopFacts,
    *,
    item: str,
    kind: str,
    text: str,
    version_id: UUID,
    person: str,
) -> None:
    """A party's comment or proposal about the version it has seen. Raises Refused or Conflict."""
    refuse_closed(at)
    person = checked_person(person)
    spoken_of = _seen(session, at, version_id)
    if kind not in {COMMENT, PROPOSAL} or (kind == PROPOSAL and not item):
        raise Refused("Wählen Sie, ob Sie kommentieren oder andere Worte vorschlagen.")
    if item and not wording(spoken_of, item):
        raise NotFound("Diese Frage gibt es in dem Entwurf nicht.")
    text = _checked(text)
    if kind == PROPOSAL and text == label(spoken_of, item).strip():
        raise Refused(
            "Ihr Vorschlag lautet wie die Frage. Ändern Sie die Worte, oder schreiben Sie einen "
            "Kommentar."
        )
    workshop_links.remember_person(session, actor, person)
    _add(session, at, actor, item=item, kind=kind, text=text, version_id=version_id, by=person)
    audit.record(session, actor, "Fragenwerkstatt: Beitrag", subject=at.title, detail=item)


def answer(session: Session, actor: Actor, at: WorkshopFacts, *, item: str, text: str) -> None:
    """The planner's answer: what was said about the item before is done with. Raises Refused."""
    refuse_closed(at)
    thread(session, at, item)
    _add(
        session,
        at,
        actor,
        item=item,
        kind=EntryKind.ANSWER,
        text=_checked(text),
        version_id=at.version_id,
        by=actor.name,
    )
    audit.record(session, actor, "Fragenwerkstatt: Antwort", subject=at.title, detail=item)


def checked_person(person: str) -> str:
    """Who speaks for the party. Raises Refused."""
    name = " ".join(person.split())
    if not name:
        raise Refused("Geben Sie Ihren Namen an: die anderen sollen wissen, wer spricht.")
    if len(name) > workshop_links.LONGEST_NAME:
        raise Refused(f"Der Name ist zu lang: höchstens {workshop_links.LONGEST_NAME} Zeichen.")
    return name


def _checked(text: str) -> str:
    found = text.strip()
    if not found:
        raise Refused("Schreiben Sie etwas: der Text ist noch leer.")
    if len(found) > LONGEST:
        raise Refused(f"Der Text ist zu lang: höchstens {LONGEST} Zeichen. Teilen Sie ihn auf.")
    return found


def _seen(session: Session, at: WorkshopFacts, version_id: UUID) -> Questionnaire:
    """A version of this workshop's questionnaire: what was typed to the last one is not lost."""
    key = session.exec(
        select(QuestionnaireVersion.key).where(QuestionnaireVersion.id == version_id)
    ).first()
    if key != at.key:
        raise Refused("Laden Sie die Seite neu: der Entwurf ist inzwischen ein anderer.")
    return questionnaires.load(session, version_id)


def _add(
    session: Session,
    at: WorkshopFacts,
    actor: Actor,
    *,
    item: str,
    kind: str,
    text: str,
    version_id: UUID,
    by: str,
) -> None:
    session.add(
        WorkshopEntry(
            workshop_id=at.id,
            party_id=actor.workshop_party_id,
            questionnaire_version_id=version_id,
            item=item,
            kind=kind,
            text=text,
            author=by[:200],
            written_at=clock.now(),
        )
    )
    session.flush()
