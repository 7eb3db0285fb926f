"""Entries as people type them: what is wrong with one, on which state it stands, what it says."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

import msgspec
from sqlmodel.sql.expression import SelectOfScalar

from questionnaires.readers import coordinates
from questionnaires.readers.problems import CellProblem
from survey_service.domain.register.changes import AnyRow, FieldChange
from survey_service.errors import Conflict, FieldsInvalid

Known = TypeVar("Known")
Cells = Mapping[str, str]
"""Field -> as typed; several values in one, separated by "; "."""


class EntryStale(Conflict):
    """Somebody changed the entry since the form was opened; nothing was stored.

    ``differences``: old = how it stands now, new = as typed. ``state``: on which the next form
    stands. ``author``: who it was.
    """

    def __init__(self, *, author: str, state: str, differences: tuple[FieldChange, ...]) -> None:
        super().__init__("Der Eintrag wurde inzwischen geändert. Nichts wurde überschrieben.")
        self.author, self.state, self.differences = author, state, differences


def checked(problems: Iterable[CellProblem]) -> None:
    """Raises FieldsInvalid where there is any."""
    found = [(problem.column, problem.message) for problem in problems]
    if found:
        raise FieldsInvalid(found)


def state_of(row: AnyRow) -> str:
    """Changes with any field: a form says on which state it stands."""
    return hashlib.sha256(msgspec.json.encode(row)).hexdigest()[:32]


def cells_of(row: AnyRow) -> dict[str, str]:
    """A row as a form shows it."""
    return {field: _cell(getattr(row, field)) for field in row.__struct_fields__ if field != "row"}


def _cell(value: object) -> str:
    match value:
        case bool():
            return "ja" if value else "nein"
        case float():
            return coordinates.written(value)
        case tuple():
            return "; ".join(map(str, value))
        case None:
            return ""
        case _ if hasattr(value, "strftime"):
            return f"{value:%d.%m.%Y}"
        case _:
            return str(value)


def locked(query: SelectOfScalar[Known]) -> SelectOfScalar[Known]:
    """For a row that is about to be changed: read anew, also where this session knows it."""
    return query.with_for_update().execution_options(populate_existing=True)


def next_code(codes: Iterable[str], *, letter: str) -> str:
    """The number after the highest one that is written like T012; T001 for the first."""
    found = [re.fullmatch(rf"{letter}-?(\d+)", code, re.IGNORECASE) for code in codes]
    highest = max((int(match[1]) for match in found if match), default=0)
    return f"{letter}{highest + 1:03}"
