"""Roles and actions."""

from uuid import uuid4

import pytest

from survey_service.permissions import (
    NOBODY,
    PUBLIC,
    ROLE_ACTIONS,
    Action,
    Actor,
    RoleGrant,
    allowed,
    areas_for,
    associations_of,
)
from survey_service.tables.accounts import Role


def test_every_role_has_its_actions_and_no_other_is_known() -> None:
    assert set(ROLE_ACTIONS) == {role.value for role in Role}


def test_nobody_may_only_what_is_public() -> None:
    assert {action for action in Action if allowed(NOBODY, action)} == PUBLIC


def test_every_action_is_somebodys() -> None:
    given = set().union(*ROLE_ACTIONS.values()) | PUBLIC
    assert set(Action) - given == {
        Action.ANSWER_FOR_ORGANISATION,
        Action.ANSWER_PART,
        Action.DISCUSS_QUESTIONNAIRE,
        Action.ANSWER_AS_RESIDENT,
    }


@pytest.mark.parametrize(
    ("actor", "opens"),
    [
        (
            Actor(invitation_id=uuid4(), organisation_id=uuid4()),
            {Action.ANSWER_FOR_ORGANISATION, Action.ANSWER_PART},
        ),
        (Actor(delegation_id=uuid4(), organisation_id=uuid4()), {Action.ANSWER_PART}),
        (Actor(workshop_party_id=uuid4()), {Action.DISCUSS_QUESTIONNAIRE}),
        (Actor(response_id=uuid4()), {Action.ANSWER_AS_RESIDENT}),
    ],
    ids=["organisation", "delegate", "workshop", "resident"],
)
def test_a_link_opens_only_its_own_door(actor: Actor, opens: set[Action]) -> None:
    assert {action for action in Action if allowed(actor, action)} - PUBLIC == opens


def test_somebody_speaks_only_for_their_own_association() -> None:
    caritas, awo = uuid4(), uuid4()
    actor = Actor(
        grants=(
            RoleGrant("association", association=caritas),
            RoleGrant("association"),
            RoleGrant("planner", association=awo),
        )
    )
    assert associations_of(actor) == {caritas}


def test_only_a_planner_exports_answers() -> None:
    may = {role for role in ROLE_ACTIONS if Action.EXPORT_ANSWERS in ROLE_ACTIONS[role]}
    assert may == {"planner"}


def test_areas_are_limited_unless_one_grant_is_for_all() -> None:
    some = Actor(grants=(RoleGrant("coder", "101"), RoleGrant("coder", "204")))
    assert areas_for(some, Action.REVIEW_CODING) == {"101", "204"}
    both = Actor(grants=(RoleGrant("coder", "101"), RoleGrant("planner")))
    assert areas_for(both, Action.REVIEW_CODING) is None
    assert areas_for(both, Action.MANAGE_ACCOUNTS) == frozenset()
