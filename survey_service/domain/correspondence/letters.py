"""Letters with a QR code and an access code to type: for all without e-mail, or for one chosen.

The PDF holds links. It is made for the one who asks and kept nowhere: a stored file would be a
table full of keys to organisations' pages.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from exports.letters import Letter, Post
from survey_service import clock
from survey_service.domain.administration import audit, municipality
from survey_service.domain.correspondence import addressees, invitations, mails, templates
from survey_service.domain.correspondence.addressees import Addressee
from survey_service.domain.fieldwork import about, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import standing
from survey_service.errors import Conflict, NotReady
from survey_service.permissions import Actor
from survey_service.tables.surveys import Invitation, Participation, Survey


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """Who gets a letter, who got one, and whom nothing reaches."""

    ready: tuple[Addressee, ...]
    printed: tuple[Addressee, ...]
    unreachable: tuple[Addressee, ...]


class Printing(msgspec.Struct, frozen=True, kw_only=True):
    """Letters on their way to the printer: exist in memory only."""

    post: Post
    organisations: tuple[UUID, ...]


def overview(session: Session, survey: SurveyFacts) -> Overview:
    """Active organisations of the wave without an e-mail address."""
    rows = session.exec(
        select(Participation.organisation_id, Participation.invited_at).where(
            Participation.survey_id == survey.id
        )
    ).all()
    invited = {organisation for organisation, at in rows if at is not None}
    taking_part = {organisation for organisation, _ in rows}
    selected = session.get_one(Survey, survey.id).selected
    silent = [
        one
        for one in addressees.active(session)
        if not one.email and (not selected or one.organisation_id in taking_part)
    ]
    postal = [one for one in silent if one.postal_address]
    return Overview(
        ready=tuple(one for one in postal if one.organisation_id not in invited),
        printed=tuple(one for one in postal if one.organisation_id in invited),
        unreachable=tuple(one for one in silent if not one.postal_address),
    )


def write(
    session: Session,
    survey_id: UUID,
    chosen: frozenset[UUID] | None,
    *,
    secret: str,
    base_url: str,
) -> Printing:
    """Letters to all who wait for one, or to those chosen once more. Raises NotReady or Conflict.

    The organisations join the wave; invited they are when the letters are there, see ``note``.
    """
    session.exec(select(Survey.id).where(Survey.id == survey_id).with_for_update()).first()
    survey = surveys.load(session, survey_id)
    invitations.refuse_unready(survey)
    seen = overview(session, survey)
    wanted = [
        one
        for one in (*seen.ready, *seen.printed)
        if (one in seen.ready if chosen is None else one.organisation_id in chosen)
    ]
    if not wanted:
        raise NotReady(
            "Es wartet niemand auf einen Brief. Briefe gehen an aktive Träger, die keine E-Mail-, "
            "aber eine Postadresse im Register haben."
        )
    invitations.enrol(session, survey_id, chosen=frozenset(one.organisation_id for one in wanted))
    return _printing(session, survey, wanted, secret=secret, base_url=base_url)


def write_one(
    session: Session, survey_id: UUID, organisation_id: UUID, *, secret: str, base_url: str
) -> Printing:
    """A letter to one, also to one with an e-mail address. Raises NotReady, Refused or Conflict."""
    session.exec(select(Survey.id).where(Survey.id == survey_id).with_for_update()).first()
    survey = surveys.load(session, survey_id)
    addressee = addressees.load(session, organisation_id)
    row = _participation(session, survey_id, organisation_id)
    invitations.refuse_unready(surveys.extended(survey, row.extended_until if row else None))
    if row is None and survey.selected:
        raise Conflict(f"„{addressee.name}“ gehört nicht zu den Trägern dieser Blitzabfrage.")
    if organisation_id not in {one.organisation_id for one in addressees.active(session)}:
        raise NotReady(
            f"„{addressee.name}“ ist im Register nicht aktiv. Reaktivieren Sie den Träger zuerst."
        )
    if not addressee.postal_address:
        raise NotReady(
            f"Für „{addressee.name}“ steht keine Postanschrift im Register. Tragen Sie sie dort "
            "ein, dann lässt sich der Brief drucken."
        )
    invitations.enrol(session, survey_id, chosen=frozenset((organisation_id,)))
    return _printing(session, survey, [addressee], secret=secret, base_url=base_url)


def open_to(session: Session, organisation_id: UUID) -> list[SurveyFacts]:
    """The waves for which an organisation may get a letter today, the latest first."""
    own = dict(
        session.exec(
            select(Participation.survey_id, Participation.extended_until).where(  # type: ignore[type-var]
                Participation.organisation_id == organisation_id
            )
        ).all()
    )
    today = clock.today()
    return [
        survey
        for survey in surveys.all_surveys(session, kind=surveys.WAVE)
        if (survey.id in own or not survey.selected)
        and surveys.is_open(surveys.extended(survey, own.get(survey.id)), today=today)
    ]


def _participation(
    session: Session, survey_id: UUID, organisation_id: UUID
) -> Participation | None:
    return session.exec(
        select(Participation).where(
            Participation.survey_id == survey_id, Participation.organisation_id == organisation_id
        )
    ).first()


def _printing(
    session: Session,
    survey: SurveyFacts,
    wanted: Sequence[Addressee],
    *,
    secret: str,
    base_url: str,
) -> Printing:
    facts = municipality.facts(session)
    made = Post(
        title=f"Briefe: {survey.title}",
        sender=tuple(part for part in (facts.name, facts.department) if part),
        date=clock.now().astimezone(clock.BERLIN),
        letters=tuple(
            _letter(session, survey, one, secret=secret, base_url=base_url) for one in wanted
        ),
    )
    return Printing(post=made, organisations=tuple(one.organisation_id for one in wanted))


def note(session: Session, actor: Actor, survey: SurveyFacts, printing: Printing) -> None:
    """The letters are printed: their organisations are invited."""
    rows = session.exec(
        select(Participation).where(
            Participation.survey_id == survey.id,
            col(Participation.organisation_id).in_(printing.organisations),
        )
    )
    for row in rows:
        row.invited_at = row.invited_at or clock.now()
    subject, number = survey.title, len(printing.organisations)
    if number == 1:
        subject += f": {addressees.load(session, printing.organisations[0]).name}"
    detail = "1 Brief" if number == 1 else f"{number} Briefe"
    audit.record(session, actor, "Briefe gedruckt", subject=subject, detail=detail)


def _letter(
    session: Session, survey: SurveyFacts, addressee: Addressee, *, secret: str, base_url: str
) -> Letter:
    row = _participation(session, survey.id, addressee.organisation_id)
    key = standing.ensure_invitation(
        session, secret=secret, organisation_id=addressee.organisation_id
    )
    session.flush()
    if session.exec(select(Invitation.revoked).where(col(Invitation.id) == key)).one():
        raise Conflict(
            f"Der Link von „{addressee.name}“ ist gesperrt. Machen Sie zuerst einen neuen Link "
            "oder nehmen Sie den Träger aus dem Druck."
        )
    own = surveys.extended(survey, row.extended_until if row else None)
    text = templates.written(session, own, addressee, kind=templates.LETTER)
    body = text.body.replace(mails.ABOUT_PLACE, about.address(base_url, survey.slug))
    before, _, after = body.partition(mails.LINK_PLACE)
    return Letter(
        address=_window(addressee),
        subject=text.subject,
        before=before,
        after=after,
        link=standing.link(session, secret=secret, base_url=base_url, invitation_id=key),
        entrance=f"{base_url.rstrip('/').partition('://')[2]}/zugang",
        code=standing.code(session, secret=secret, invitation_id=key),
    )


def _window(addressee: Addressee) -> tuple[str, ...]:
    """Name, person, then the address as it stands in the register."""
    lines = [line.strip() for line in addressee.postal_address.splitlines() if line.strip()]
    named = [] if addressee.name in lines else [addressee.name]
    return (*named, *([addressee.contact_name] if addressee.contact_name else []), *lines)
