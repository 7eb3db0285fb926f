"""The municipality of this installation: name, legal texts, minimum counts."""

import msgspec
from sqlmodel import Session, select

from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.errors import Conflict, NotReady, Refused
from survey_service.permissions import Actor
from survey_service.tables.municipality import Municipality
from survey_service.tables.surveys import Survey, SurveyState

LEGAL_TEXTS = {
    "impressum": ("imprint", "Impressum"),
    "datenschutz": ("privacy", "Datenschutz"),
    "barrierefreiheit": ("accessibility", "Erklärung zur Barrierefreiheit"),
}
MINIMUM_FLOOR = 3


class MunicipalityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What pages and exports need to know of the municipality."""

    name: str = "Kommune"
    department: str = ""
    imprint: str = ""
    privacy: str = ""
    accessibility: str = ""
    minimum_organisations: int = 5
    minimum_persons: int = 5
    demo: bool = False


def facts(session: Session) -> MunicipalityFacts:
    """The municipality; defaults before it was set up."""
    row = session.get(Municipality, 1)
    if row is None:
        return MunicipalityFacts()
    return MunicipalityFacts(
        **{name: getattr(row, name) for name in MunicipalityFacts.__struct_fields__}
    )


def change(session: Session, actor: Actor, new: MunicipalityFacts) -> None:
    """Store the municipality's facts.

    Raises Refused when a minimum count is too low, Conflict when a legal text would vanish from
    the pages of something that is open.
    """
    if not new.name.strip():
        raise Refused("Geben Sie den Namen der Kommune an.")
    if min(new.minimum_organisations, new.minimum_persons) < MINIMUM_FLOOR:
        raise Refused(
            f"Die Mindestzahl muss wenigstens {MINIMUM_FLOOR} sein: "
            "kleinere Zahlen schützen niemanden."
        )
    _refuse_to_clear(session, new)
    row = session.get(Municipality, 1) or Municipality(id=1, name=new.name, changed_at=clock.now())
    for name in MunicipalityFacts.__struct_fields__:
        setattr(row, name, getattr(new, name))
    row.changed_at = clock.now()
    session.add(row)
    audit.record(session, actor, "Kommune geändert", subject=new.name)


def _refuse_to_clear(session: Session, new: MunicipalityFacts) -> None:
    known = facts(session)
    cleared = [
        label
        for field, label in LEGAL_TEXTS.values()
        if getattr(known, field).strip() and not getattr(new, field).strip()
    ]
    if not cleared:
        return
    title = session.exec(
        select(Survey.title).where(Survey.state == SurveyState.OPEN).order_by(Survey.title)
    ).first()
    if title is not None:
        raise Conflict(
            f"„{title}“ ist offen, deshalb lässt sich der Text nicht leeren: {', '.join(cleared)}. "
            "Er steht auf jeder öffentlichen Seite. Ändern können Sie ihn jederzeit."
        )


def check_ready_to_open(session: Session) -> None:
    """Raise NotReady, naming what is missing, unless all legal texts are there."""
    known = facts(session)
    missing = [label for field, label in LEGAL_TEXTS.values() if not getattr(known, field).strip()]
    if missing:
        raise NotReady(
            f"Vor dem Öffnen fehlt noch: {', '.join(missing)}. Die Texte stehen auf jeder "
            "öffentlichen Seite; die Administration trägt sie auf der Seite „Kommune“ ein. Bitten "
            "Sie jemanden mit dieser Rolle darum."
        )
