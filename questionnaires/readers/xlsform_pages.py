"""Rows of the survey sheet -> pages.

A group with the appearance field-list is one page, and groups inside it become a note and their
questions. Every other question is a page of its own, as in ODK. What stands in a repeat with
service::roster = facilities is answered once per facility.
"""

from collections.abc import Sequence

import msgspec

from questionnaires.questionnaire import FACILITIES, Item, Page, Translations
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.xlsform_columns import FormRow
from questionnaires.readers.xlsform_items import (
    Lists,
    code_problems,
    flag,
    read_item,
    text_problems,
)

DEEPEST = 10
MOST_MINUTES = 240


class Condition(msgspec.Struct, frozen=True, kw_only=True):
    """An expression and where it stands. `code`: the item or page it belongs to."""

    row: FormRow
    field: str
    expression: str
    code: str
    roster: str


class Group(msgspec.Struct, kw_only=True):
    """A group or repeat and what stands in it."""

    row: FormRow
    repeat: bool
    members: list["Group | FormRow"]


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What a page inherits from the groups around it."""

    title: Translations = {}
    intro: Translations = {}
    roster: str = ""
    relevant: str = ""
    table: bool = False


class PageReader:
    """Turns groups into pages and keeps the places of all that is checked afterwards."""

    def __init__(self, lists: Lists, problems: list[CellProblem]) -> None:
        self.lists = lists
        self.problems = problems
        self.conditions: list[Condition] = []
        self.items: list[tuple[FormRow, Item, str]] = []
        self.pages: list[tuple[FormRow, Page]] = []

    def read(self, members: Sequence[Group | FormRow], around: Surroundings) -> None:
        """Pages from what stands outside field-lists."""
        for member in members:
            if isinstance(member, FormRow):
                self._single_page(member, around)
            elif member.repeat:
                self._repeat(member, around)
            elif "field-list" in member.row.cells.get("appearance", "").split():
                self._page(member, around)
            else:
                self._open_group(member, around)

    def _single_page(self, row: FormRow, around: Surroundings) -> None:
        if item := self._item(row, around):
            page = Page(
                code=item.code,
                title=around.title,
                intro=around.intro,
                items=(msgspec.structs.replace(item, relevant=""),),
                roster=around.roster,
                relevant=both(around.relevant, item.relevant),
                table=around.table,
            )
            self.pages.append((row, page))

    def _open_group(self, group: Group, around: Surroundings) -> None:
        self._group_problems(group, around)
        if "service::minutes" in group.row.cells:
            message = "Ein Zeitbudget gibt es nur bei Seiten (appearance field-list)."
            self.problems.append(group.row.problem("service::minutes", message))
        inner = msgspec.structs.replace(
            around,
            title=group.row.texts.get("label", {}) or around.title,
            intro=group.row.texts.get("hint", {}) or around.intro,
            relevant=both(around.relevant, group.row.cells.get("relevant", "")),
            table=around.table or flag(group.row, "service::table", self.problems),
        )
        self.read(group.members, inner)

    def _page(self, group: Group, around: Surroundings) -> None:
        row = group.row
        self._group_problems(group, around)
        page = Page(
            code=row.cells.get("name", ""),
            title=row.texts.get("label", {}) or around.title,
            intro=row.texts.get("hint", {}) or around.intro,
            items=tuple(self._page_items(group, around)),
            roster=around.roster,
            relevant=both(around.relevant, row.cells.get("relevant", "")),
            table=around.table or flag(row, "service::table", self.problems),
            minutes=self._minutes(row),
        )
        self.pages.append((row, page))

    def _page_items(self, group: Group, around: Surroundings, relevant: str = "") -> list[Item]:
        found: list[Item] = []
        for member in group.members:
            if isinstance(member, FormRow):
                item = self._item(member, around)
                inside = [item] if item else []
            elif member.repeat:
                self._refuse_repeat(member)
                inside = []
            else:
                inside = self._part_of_page(member, around)
            found += [
                msgspec.structs.replace(item, relevant=both(relevant, item.relevant))
                for item in inside
            ]
        return found

    def _part_of_page(self, group: Group, around: Surroundings) -> list[Item]:
        """A group inside a page: its title as a note, then its questions."""
        row = group.row
        self._group_problems(group, around)
        relevant = row.cells.get("relevant", "")
        heading = Item(
            code=row.cells.get("name", ""),
            kind="note",
            label=row.texts.get("label", {}),
            hint=row.texts.get("hint", {}),
            relevant=relevant,
        )
        if heading.label:
            self.items.append((row, heading, around.roster))
        headings = [heading] if heading.label else []
        return [*headings, *self._page_items(group, around, relevant)]

    def _repeat(self, group: Group, around: Surroundings) -> None:
        row = group.row
        roster = row.cells.get("service::roster", "")
        if roster != FACILITIES or around.roster:
            self._refuse_repeat(group)
            return
        self._group_problems(group, around)
        inner = msgspec.structs.replace(
            around,
            roster=roster,
            relevant=both(around.relevant, row.cells.get("relevant", "")),
            table=flag(row, "service::table", self.problems),
        )
        self.read(group.members, inner)

    def _refuse_repeat(self, group: Group) -> None:
        message = (
            "Wiederholungen gibt es nur für Einrichtungen: Bitte schreiben Sie in die Spalte "
            "service::roster „facilities“, und zwar bei einer Wiederholung außerhalb aller Seiten "
            "und anderen Wiederholungen."
        )
        self.problems.append(group.row.problem("type", message))

    def _group_problems(self, group: Group, around: Surroundings) -> None:
        row = group.row
        self.problems += code_problems(row, "Gruppe")
        self.problems += text_problems(row)
        if not group.members:
            message = "Die Gruppe enthält keine Frage."
            self.problems.append(row.problem("type", message, severity="warning"))
        if "service::roster" in row.cells and not group.repeat:
            message = "service::roster steht nur bei begin_repeat."
            self.problems.append(row.problem("service::roster", message))
        self._condition(row, "relevant", around.roster)

    def _item(self, row: FormRow, around: Surroundings) -> Item | None:
        item = read_item(row, self.lists, self.problems)
        if item is not None:
            self.items.append((row, item, around.roster))
            self._condition(row, "relevant", around.roster)
            self._condition(row, "constraint", around.roster)
        return item

    def _condition(self, row: FormRow, field: str, roster: str) -> None:
        if expression := row.cells.get(field, ""):
            self.conditions.append(
                Condition(
                    row=row,
                    field=field,
                    expression=expression,
                    code=row.cells.get("name", ""),
                    roster=roster,
                )
            )

    def _minutes(self, row: FormRow) -> float:
        written = row.cells.get("service::minutes", "").replace(",", ".")
        try:
            minutes = float(written or 0)
        except ValueError:
            minutes = -1.0
        if not 0 <= minutes <= MOST_MINUTES:
            message = f"Das Zeitbudget muss eine Zahl von 0 bis {MOST_MINUTES} sein (Minuten)."
            self.problems.append(row.problem("service::minutes", message))
            return 0.0
        return minutes


def both(first: str, second: str) -> str:
    """Both conditions; an empty one is met always."""
    if first and second:
        return f"({first}) and ({second})"
    return first or second


def read_tree(rows: Sequence[FormRow], problems: list[CellProblem]) -> list[Group | FormRow]:
    """Rows between begin and end become groups."""
    top: list[Group | FormRow] = []
    open_groups: list[Group] = []
    for row in rows:
        here = open_groups[-1].members if open_groups else top
        match "_".join(row.cells.get("type", "").lower().split()):
            case "":
                if row.cells or row.texts:
                    problems.append(row.problem("type", "Der Typ der Zeile fehlt."))
            case "begin_group" | "begin_repeat" as begin:
                group = Group(row=row, repeat=begin == "begin_repeat", members=[])
                here.append(group)
                open_groups.append(group)
            case "end_group" | "end_repeat" as end:
                _close(row, open_groups, problems, repeat=end == "end_repeat")
            case _:
                here.append(row)
        if len(open_groups) > DEEPEST:
            problems.append(row.problem("type", f"Mehr als {DEEPEST} Gruppen ineinander."))
            return []
    for group in open_groups:
        message = f"Zu {group.row.cells['type']} fehlt das Ende (end_group, end_repeat)."
        problems.append(group.row.problem("type", message))
    return top


def _close(
    row: FormRow, open_groups: list[Group], problems: list[CellProblem], *, repeat: bool
) -> None:
    written = row.cells["type"]
    if not open_groups:
        problems.append(row.problem("type", f"{written} steht ohne Anfang."))
        return
    group = open_groups.pop()
    if group.repeat != repeat:
        begin = group.row.cells["type"]
        message = f"{written} passt nicht zu {begin} in Zeile {group.row.number}."
        problems.append(row.problem("type", message))
