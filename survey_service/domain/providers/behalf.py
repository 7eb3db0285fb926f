"""On behalf: the planner enters what an organisation told by telephone or on paper. Marked."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, select

from survey_service import keys
from survey_service.domain.administration import audit
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import standing
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.accounts import BrowserSession, SessionKind
from survey_service.tables.register import Organisation
from survey_service.tables.surveys import Participation

MARK = "Die Sozialplanung hat Angaben im Auftrag des Trägers eingetragen."


def begin(
    session: Session,
    planner: Actor,
    slug: str,
    organisation_id: UUID,
    *,
    secret: str,
    hours: int,
    now: datetime,
) -> str:
    """A browser session's token for an organisation of a wave. Raises NotFound."""
    survey = surveys.by_slug(session, slug)
    name = session.exec(
        select(Organisation.name)
        .join(Participation)
        .where(
            Participation.survey_id == survey.id,
            Participation.organisation_id == organisation_id,
        )
    ).first()
    if name is None or planner.account_id is None:
        raise NotFound("Dieser Träger gehört nicht zu dieser Erhebung.")
    minted = keys.new_token()
    session.add(
        BrowserSession(
            token_hash=keys.digest(minted),
            kind=SessionKind.BEHALF,
            account_id=planner.account_id,
            invitation_id=standing.ensure_invitation(
                session, secret=secret, organisation_id=organisation_id
            ),
            expires_at=now + timedelta(hours=hours),
        )
    )
    audit.record(session, planner, "Im Auftrag geöffnet", subject=survey.title, detail=str(name))
    return minted
