"""Who may do what. Every route names its action; no action, no access."""

from collections.abc import Iterable
from enum import StrEnum
from uuid import UUID

import msgspec


class Action(StrEnum):
    """What a route does. Those up to SIGN_IN need no account.

    ANSWER_PART is also for colleagues to whom a part was handed on; ANSWER_FOR_ORGANISATION is
    for the organisation's own link alone.
    """

    VISIT = "visit"
    USE_LINK = "use_link"
    ANSWER_FOR_ORGANISATION = "answer_for_organisation"
    ANSWER_PART = "answer_part"
    DISCUSS_QUESTIONNAIRE = "discuss_questionnaire"
    ANSWER_AS_RESIDENT = "answer_as_resident"
    SIGN_IN = "sign_in"
    SEE_DESK = "see_desk"
    SEE_REGISTER = "see_register"
    EDIT_REGISTER = "edit_register"
    SEE_SURVEY = "see_survey"
    RUN_SURVEY = "run_survey"
    READ_MAIL = "read_mail"
    START_CODING = "start_coding"
    SEE_RAW_COUNTS = "see_raw_counts"
    REVIEW_CODING = "review_coding"
    RELEASE_QUOTE = "release_quote"
    EXPORT_FINDINGS = "export_findings"
    EXPORT_ANSWERS = "export_answers"
    EDIT_AREAS = "edit_areas"
    SEE_AREAS = "see_areas"
    EDIT_QUESTIONNAIRE = "edit_questionnaire"
    EDIT_LEGAL_TEXTS = "edit_legal_texts"
    MANAGE_ACCOUNTS = "manage_accounts"
    READ_AUDIT = "read_audit"
    SEE_ATLAS = "see_atlas"
    SEE_MEMBERS = "see_members"
    WRITE_POSITION = "write_position"
    SEE_POSITION = "see_position"
    SEE_FOLLOW_UPS = "see_follow_ups"
    WRITE_FOLLOW_UPS = "write_follow_ups"


PUBLIC = frozenset({Action.VISIT, Action.USE_LINK, Action.SIGN_IN})

_READ = frozenset({Action.SEE_DESK, Action.SEE_SURVEY, Action.SEE_AREAS})
_PLAN = _READ | {
    Action.SEE_REGISTER,
    Action.EDIT_REGISTER,
    Action.RUN_SURVEY,
    Action.READ_MAIL,
    Action.START_CODING,
    Action.SEE_RAW_COUNTS,
    Action.REVIEW_CODING,
    Action.RELEASE_QUOTE,
    Action.EXPORT_FINDINGS,
    Action.EXPORT_ANSWERS,
    Action.EDIT_AREAS,
    Action.EDIT_QUESTIONNAIRE,
    Action.SEE_ATLAS,
    Action.SEE_POSITION,
    Action.SEE_FOLLOW_UPS,
    Action.WRITE_FOLLOW_UPS,
}

ROLE_ACTIONS: dict[str, frozenset[Action]] = {
    "administrator": _READ
    | {
        Action.SEE_REGISTER,
        Action.SEE_ATLAS,
        Action.EDIT_AREAS,
        Action.EDIT_LEGAL_TEXTS,
        Action.MANAGE_ACCOUNTS,
        Action.READ_AUDIT,
    },
    "planner": _PLAN,
    "coder": _READ | {Action.SEE_RAW_COUNTS, Action.REVIEW_CODING},
    "report_author": _READ
    | {Action.EXPORT_FINDINGS, Action.SEE_ATLAS, Action.SEE_POSITION, Action.SEE_FOLLOW_UPS},
    "association": frozenset({Action.SEE_DESK, Action.SEE_MEMBERS, Action.WRITE_POSITION}),
    "reader": _READ | {Action.SEE_ATLAS},
}


class RoleGrant(msgspec.Struct, frozen=True):
    """A role for all areas (``area`` empty) or one area and those below it.

    ``association``: for whom somebody with the role "association" speaks.
    """

    role: str
    area: str = ""
    association: UUID | None = None


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Who acts in this request. ``session`` is the browser session's token ("" = none).

    ``scope``: what a delegation is limited to, pairs of page and facility id ("" = all of them);
    ``behalf``: an account enters something for the organisation; ``person``: the name somebody
    gave who came by a link.
    """

    session: str = ""
    account_id: UUID | None = None
    login: str = ""
    name: str = ""
    grants: tuple[RoleGrant, ...] = ()
    invitation_id: UUID | None = None
    organisation_id: UUID | None = None
    delegation_id: UUID | None = None
    scope: tuple[tuple[str, str], ...] = ()
    behalf: bool = False
    person: str = ""
    workshop_party_id: UUID | None = None
    response_id: UUID | None = None


NOBODY = Actor()


def allowed(actor: Actor, action: Action) -> bool:
    """Whether the actor may do this at all; which rows, ``areas_for`` and the queries say."""
    if action in PUBLIC:
        return True
    if action == Action.ANSWER_FOR_ORGANISATION:
        return actor.invitation_id is not None
    if action == Action.ANSWER_PART:
        return actor.invitation_id is not None or actor.delegation_id is not None
    if action == Action.DISCUSS_QUESTIONNAIRE:
        return actor.workshop_party_id is not None
    if action == Action.ANSWER_AS_RESIDENT:
        return actor.response_id is not None
    return any(action in ROLE_ACTIONS[grant.role] for grant in actor.grants)


def areas_for(actor: Actor, action: Action) -> frozenset[str] | None:
    """Area codes to which the action is limited (each with those below); None = all areas."""
    codes = _codes(grant for grant in actor.grants if action in ROLE_ACTIONS[grant.role])
    return None if "" in codes else codes


def associations_of(actor: Actor) -> frozenset[UUID]:
    """For which associations the actor speaks."""
    return frozenset(
        grant.association
        for grant in actor.grants
        if grant.role == "association" and grant.association is not None
    )


def _codes(grants: Iterable[RoleGrant]) -> frozenset[str]:
    return frozenset(grant.area for grant in grants)
