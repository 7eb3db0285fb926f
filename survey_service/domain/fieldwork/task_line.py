"""One line of a task list, and whom it is for."""

import msgspec

from survey_service.permissions import Action


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One line. ``state``: open | begun | done; ``url`` is empty when the actor may not."""

    name: str
    label: str
    url: str
    state: str
    hint: str


Line = tuple[Task, Action]
"""A task, and the action without which it has no address."""


def counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
