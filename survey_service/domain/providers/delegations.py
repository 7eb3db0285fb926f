"""Handing on: a colleague answers one section or facility, or the management releases."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey_service import keys
from survey_service.domain.administration import audit
from survey_service.domain.correspondence import mails
from survey_service.domain.providers import access, delegation_scopes, responses
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Conflict, NotFound, Refused, TooMany
from survey_service.permissions import Actor
from survey_service.tables.accounts import BrowserSession
from survey_service.tables.responses import Delegation, DelegationKind
from survey_service.tables.surveys import MailKind

PART, RELEASE = DelegationKind.PART.value, DelegationKind.RELEASE.value
COLLEAGUE_LENGTH = 120
# Links of one organisation and wave: nobody mails the whole town through us.
MOST = 200
ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>]+")
MAIL = """Guten Tag {colleague},

{sender} bittet Sie um Mithilfe bei „{survey}“.

{what}

Über diesen Link kommen Sie dorthin. Sie brauchen kein Konto:
{{link}}

Sie können jederzeit unterbrechen und später weitermachen. Alles Eingegebene wird gespeichert. \
Zeit ist bis einschließlich {closes_on}. Der Link ist nur für Sie.

Mit freundlichen Grüßen
{organisation}
"""


class DelegationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A link that was given to a colleague. ``parts``: what it opens, in words.

    ``state``: revoked | finished | opened | waiting.
    """

    id: UUID
    kind: str
    colleague: str
    email: str
    scope: tuple[tuple[str, str], ...]
    parts: tuple[str, ...]
    state: str
    created_by: str
    created_at: datetime
    finished_at: datetime | None


class Helper(msgspec.Struct, frozen=True, kw_only=True):
    """By what link a colleague came. ``kind``: part | release."""

    kind: str
    finished_at: datetime | None


def hand_on(
    session: Session,
    actor: Actor,
    slug: str,
    *,
    colleague: str,
    email: str = "",
    scope: Sequence[tuple[str, str]] = (),
    kind: str = PART,
    secret: str,
    now: datetime,
) -> UUID:
    """A new link for a colleague, mailed when an address is given.

    Raises Refused with a sentence, NotFound for what is not the organisation's own.
    """
    access.refuse_on_behalf(actor)
    opened = responses.load(session, actor, slug, now=now)
    colleague, email = " ".join(colleague.split()), email.strip()
    _check(opened, colleague, email, scope, kind)
    if len(of_response(session, actor, opened)) >= MOST:
        raise TooMany(
            f"Es gibt schon {MOST} Weitergaben. Machen Sie für eine davon einen neuen Link, oder "
            "geben Sie mehrere Teile auf einmal weiter."
        )
    delegation = Delegation(
        id=uuid4(),
        survey_id=opened.survey.id,
        organisation_id=_own(actor),
        kind=kind,
        colleague=colleague,
        email=email,
        scope=[list(pair) for pair in scope],
        token_hash="",
        created_by=access.author(actor),
        created_at=now,
    )
    _mint(delegation, secret)
    session.add(delegation)
    session.flush()
    what = "Freigabe erbeten" if kind == RELEASE else "Teil weitergegeben"
    audit.record(session, actor, what, subject=opened.survey.title)
    if email:
        _mail(session, opened, actor, delegation)
    return delegation.id


def _own(actor: Actor) -> UUID:
    if actor.organisation_id is None:
        raise NotFound("Diese Erhebung gibt es nicht.")
    return actor.organisation_id


def _check(
    opened: OrganisationResponse,
    colleague: str,
    email: str,
    scope: Sequence[tuple[str, str]],
    kind: str,
) -> None:
    if not colleague:
        raise Refused("Tragen Sie ein, an wen Sie weitergeben, zum Beispiel „Frau Öz“.")
    if len(colleague) > COLLEAGUE_LENGTH:
        raise Refused(f"Der Name ist zu lang: höchstens {COLLEAGUE_LENGTH} Zeichen.")
    if email and (len(email) > 320 or not ADDRESS.fullmatch(email)):
        raise Refused(
            "Die E-Mail-Adresse ist unvollständig. Prüfen Sie sie, oder lassen Sie das Feld leer "
            "und geben Sie den Link selbst weiter."
        )
    if kind == PART and not scope:
        raise Refused("Wählen Sie mindestens einen Abschnitt oder eine Einrichtung aus.")
    known = {
        (one.page, one.facility) for group in delegation_scopes.choosable(opened) for one in group
    }
    known |= {(place.page, place.facility) for place in responses.places(opened)}
    if not set(scope) <= known:
        raise NotFound("Das gehört nicht zu Ihrem Rücklauf. Laden Sie die Seite neu.")


def _mint(delegation: Delegation, secret: str) -> None:
    token = keys.delegation_token(secret, delegation=str(delegation.id), serial=delegation.serial)
    delegation.token_hash = keys.digest(token)


def _mail(
    session: Session, opened: OrganisationResponse, actor: Actor, delegation: Delegation
) -> None:
    parts = "".join(f"\n- {part}" for part in delegation_scopes.in_words(opened, delegation.scope))
    what = f"Bitte beantworten Sie:{parts}"
    if delegation.kind == RELEASE:
        what = "Bitte lesen Sie die Antworten und geben Sie sie frei, bevor sie abgesandt werden."
    mails.put(
        session,
        recipient=delegation.email,
        subject=f"{opened.survey.title}: Bitte um Mithilfe",
        body=MAIL.format(
            colleague=delegation.colleague,
            sender=actor.person or actor.name,
            organisation=actor.name,
            survey=opened.survey.title,
            what=what,
            closes_on=f"{opened.survey.closes_on:%d.%m.%Y}",
        ),
        delegation_id=delegation.id,
        survey_id=opened.survey.id,
        kind=MailKind.DELEGATION,
    )


def of_response(
    session: Session, actor: Actor, opened: OrganisationResponse, *, kind: str | None = None
) -> tuple[DelegationFacts, ...]:
    """All links the organisation gave for this wave, the oldest first; none on behalf."""
    if actor.behalf or actor.delegation_id is not None:
        return ()
    query = (
        select(Delegation)
        .where(
            Delegation.survey_id == opened.survey.id,
            Delegation.organisation_id == actor.organisation_id,
        )
        .order_by(col(Delegation.created_at), col(Delegation.id))
    )
    if kind is not None:
        query = query.where(Delegation.kind == kind)
    return tuple(_facts(opened, row) for row in session.exec(query))


def _facts(opened: OrganisationResponse, row: Delegation) -> DelegationFacts:
    state = "waiting"
    if row.revoked:
        state = "revoked"
    elif row.finished_at is not None:
        state = "finished"
    elif row.first_opened_at is not None:
        state = "opened"
    return DelegationFacts(
        id=row.id,
        kind=str(row.kind),
        colleague=row.colleague,
        email=row.email,
        scope=tuple((page, facility) for page, facility in row.scope),
        parts=delegation_scopes.in_words(opened, row.scope),
        state=state,
        created_by=row.created_by,
        created_at=row.created_at,
        finished_at=row.finished_at,
    )


def of_place(known: Sequence[DelegationFacts], place: Place) -> DelegationFacts | None:
    """The newest link that opens a place and holds; None when nobody else was asked."""
    for one in reversed(known):
        if one.kind == PART and one.state != "revoked" and responses.covers(one.scope, place):
            return one
    return None


def renew(session: Session, actor: Actor, delegation_id: UUID, *, secret: str) -> None:
    """A new link for the same part; the old one and all browsers that used it are out."""
    row = _row(session, actor, delegation_id)
    row.serial += 1
    row.revoked = False
    _mint(row, secret)
    _put_out(session, row.id)


def revoke(session: Session, actor: Actor, delegation_id: UUID) -> None:
    """Take a link back; what the colleague saved stays."""
    row = _row(session, actor, delegation_id)
    row.revoked = True
    _put_out(session, row.id)


def _put_out(session: Session, delegation_id: UUID) -> None:
    session.execute(
        delete(BrowserSession).where(col(BrowserSession.delegation_id) == delegation_id)
    )


def _row(session: Session, actor: Actor, delegation_id: UUID) -> Delegation:
    """The organisation's own. Raises NotFound, also for colleagues themselves."""
    access.refuse_on_behalf(actor)
    row = session.exec(
        select(Delegation)
        .where(Delegation.id == delegation_id, Delegation.organisation_id == actor.organisation_id)
        .with_for_update()
    ).first()
    if row is None or actor.delegation_id is not None:
        raise NotFound("Diese Weitergabe gibt es nicht. Laden Sie die Seite neu.")
    return row


def own(session: Session, actor: Actor) -> Delegation:
    """The delegation by which the actor came. Raises NotFound for everybody else."""
    row = session.get(Delegation, actor.delegation_id) if actor.delegation_id else None
    if row is None:
        raise NotFound("Diese Seite ist für Kolleginnen und Kollegen, die mithelfen.")
    return row


def helper(session: Session, actor: Actor) -> Helper | None:
    """How the actor came; None for the organisation itself."""
    if actor.delegation_id is None:
        return None
    row = own(session, actor)
    return Helper(kind=str(row.kind), finished_at=row.finished_at)


def finish(session: Session, actor: Actor, *, done: bool, now: datetime) -> None:
    """ "Ich bin fertig", or not after all. Raises NotFound, Conflict for a release."""
    row = own(session, actor)
    if row.kind != PART:
        raise Conflict("Mit diesem Link geben Sie frei oder zurück.")
    row.finished_at = now if done else None
