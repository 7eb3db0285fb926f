"""The whole register as a workbook that can be read in again."""

from sqlmodel import Session

from exports.register import RegisterContent
from questionnaires.areas import AreaTree, called
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.domain.register.changes import contact_key
from survey_service.domain.register.scope import check_all_areas
from survey_service.domain.register.store import stored_register
from survey_service.permissions import Actor


def content(session: Session, actor: Actor) -> RegisterContent:
    """All of it, protected addresses included: for who may edit it all. Noted in the log."""
    check_all_areas(actor)
    stored = stored_register(session)
    audit.record(
        session,
        actor,
        "Register heruntergeladen",
        detail=f"{len(stored.organisations)} Träger, {len(stored.facilities)} Einrichtungen",
    )
    return RegisterContent(
        associations=tuple(sorted(stored.associations, key=str.casefold)),
        organisations=tuple(sorted(stored.organisations.values(), key=lambda row: row.code)),
        facilities=tuple(
            sorted(stored.facilities.values(), key=lambda row: (row.organisation, row.code))
        ),
        contacts=tuple(sorted(stored.contacts.values(), key=contact_key)),
        areas=_area_names(areas.tree(session)),
    )


def _area_names(tree: AreaTree | None) -> tuple[str, ...]:
    """What a workbook may call each area: its name, or its code where several have the name."""
    if tree is None:
        return ()
    return tuple(
        area.name if called(tree, area.name) == (area,) else area.code for area in tree.areas
    )
