"""How far a role for the register reaches: all areas, or some and those below."""

from sqlmodel import Session

from questionnaires.areas import AreaTree, descendants
from survey_service.domain import areas
from survey_service.errors import NotAllowed
from survey_service.permissions import Action, Actor, areas_for


def check_all_areas(actor: Actor) -> None:
    """Raises NotAllowed for a role of single areas: an organisation lies in many."""
    if not may_edit_all(actor):
        raise NotAllowed(
            "Das Register lässt sich nur mit einer Rolle für alle Gebiete einlesen oder im Ganzen "
            "ändern. Ihre gilt nur für einzelne. Bitten Sie die Administration darum."
        )


def may_edit_all(actor: Actor) -> bool:
    """Whether the actor's role reaches everywhere; commands have no roles."""
    return not actor.grants or areas_for(actor, Action.EDIT_REGISTER) is None


def check_area(session: Session, actor: Actor, *codes: str | None) -> None:
    """Raises NotAllowed unless every one of these areas lies in the actor's."""
    if may_edit_all(actor):
        return
    scope = areas_for(actor, Action.EDIT_REGISTER) or frozenset()
    inside = with_parts(areas.tree(session), scope)
    if not all(code in inside for code in codes):
        raise NotAllowed(
            "Ihre Rolle gilt nur für einzelne Gebiete. Einrichtungen lassen sich damit nur "
            "innerhalb dieser Gebiete eintragen und ändern."
        )


def with_parts(tree: AreaTree | None, codes: frozenset[str]) -> set[str]:
    """The areas and all below them."""
    if tree is None:
        return set()
    known = {code for code in codes if code in tree.by_code}
    return known | {area.code for code in known for area in descendants(tree, code)}
