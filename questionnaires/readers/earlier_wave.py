"""Answers of an earlier wave from Excel, one per row: organisation, facility, question, answer.

Which column is which, and which question of the sheet is which item, a mapping says; it is made
once and kept. Everything that cannot be placed is listed with its cell; nothing is guessed.
"""

from collections.abc import Iterable, Mapping

import msgspec

from questionnaires import items
from questionnaires.answers import Answers
from questionnaires.items.kind import Value
from questionnaires.questionnaire import Choice, Item, Questionnaire, text
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.sheet_table import (
    Column,
    SheetTable,
    TableRow,
    comparable,
    find_sheet,
    read_table,
)
from questionnaires.readers.upload import Limits, Sheet, open_workbook

LIMITS = Limits(seconds=15.0)
LEFT_OUT = "-"
"""Stands in a mapping for a question of the sheet that is not taken over."""
SEPARATOR = ";"
LONGEST_ANSWER = 50_000


class SheetMapping(msgspec.Struct, frozen=True, kw_only=True):
    """How the workbook names things. ``sheet`` "": the first one. ``items``: question -> item."""

    sheet: str = ""
    organisation: str = "Träger"
    facility: str = "Einrichtung"
    question: str = "Frage"
    answer: str = "Antwort"
    items: dict[str, str] = {}


class KnownFacility(msgspec.Struct, frozen=True, kw_only=True):
    """A facility of the register."""

    id: str
    code: str
    name: str
    area: str = ""


class KnownOrganisation(msgspec.Struct, frozen=True, kw_only=True):
    """An organisation of the register."""

    id: str
    code: str
    name: str
    facilities: tuple[KnownFacility, ...] = ()


class PastReturn(msgspec.Struct, frozen=True, kw_only=True):
    """One organisation's answers; those of facilities by the facility's id."""

    organisation: KnownOrganisation
    answers: Answers
    facilities: dict[str, Answers]


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """``unplaced``: questions of the sheet without an item, and in how many rows they stand.

    ``rows`` with an answer, and how many of them were ``taken``.
    """

    returns: tuple[PastReturn, ...]
    unplaced: tuple[tuple[str, int], ...]
    problems: tuple[CellProblem, ...]
    rows: int
    taken: int


def read(
    content: bytes,
    mapping: SheetMapping,
    *,
    questionnaire: Questionnaire,
    organisations: Iterable[KnownOrganisation],
    areas: tuple[Choice, ...] = (),
) -> Reading:
    """The answers that can be placed, and why the others cannot. Raises UploadRefused."""
    workbook = open_workbook(content, limits=LIMITS)
    sheet = find_sheet(workbook.sheets, (mapping.sheet,)) if mapping.sheet else None
    if sheet is None:
        sheet = workbook.sheets[0] if workbook.sheets else Sheet(name="Tabelle1", rows=())
    table = read_table(sheet, _columns(mapping))
    placing = _Placing(table, mapping, questionnaire, organisations, areas)
    for row in table.rows:
        placing.place(row)
    return placing.reading()


def _columns(mapping: SheetMapping) -> tuple[Column, ...]:
    return (
        Column(field="organisation", headers=(mapping.organisation,), required=True),
        Column(field="facility", headers=(mapping.facility or "Einrichtung",)),
        Column(field="question", headers=(mapping.question,), required=True, maximum=2_000),
        Column(field="answer", headers=(mapping.answer,), maximum=LONGEST_ANSWER),
    )


class _Placing:
    """Row by row: whose answer it is, to which item, and what it says."""

    def __init__(
        self,
        table: SheetTable,
        mapping: SheetMapping,
        questionnaire: Questionnaire,
        organisations: Iterable[KnownOrganisation],
        areas: tuple[Choice, ...],
    ) -> None:
        self.table, self.mapping, self.areas = table, mapping, areas
        self.organisations = _by_words(organisations)
        self.items = {
            item.code: (item, bool(page.roster))
            for page in questionnaire.pages
            for item in page.items
            if item.kind != "note"
        }
        self.codes = _by_wording(questionnaire)
        self.found: dict[str, PastReturn] = {}
        self.unplaced: dict[str, int] = {}
        self.problems = list(table.problems)
        self.bad = {problem.row for problem in table.problems if problem.severity == "error"}
        self.rows = self.taken = 0

    def place(self, row: TableRow) -> None:
        """Put one row's answer where it belongs, or note why it cannot be."""
        answer = row.cells["answer"].strip()
        if not answer or row.number in self.bad:
            # Empty is unanswered.
            return
        self.rows += 1
        item = self._item(row)
        organisation = self._organisation(row)
        if item is None or organisation is None:
            return
        facility = self._facility(row, organisation, roster=item[1])
        if facility is None:
            return
        value = self._value(row, item[0], answer)
        if value is not None:
            self._keep(row, organisation, facility, item[0], value)

    def _item(self, row: TableRow) -> tuple[Item, bool] | None:
        question = row.cells["question"].strip()
        code = self.mapping.items.get(question) or self.codes.get(comparable(question), "")
        if code == LEFT_OUT:
            return None
        if code not in self.items:
            self.unplaced[question] = self.unplaced.get(question, 0) + 1
            return None
        return self.items[code]

    def _organisation(self, row: TableRow) -> KnownOrganisation | None:
        words = row.cells["organisation"].strip()
        found = self.organisations.get(comparable(words), ())
        if len(found) == 1:
            return found[0]
        self._problem(
            row,
            "organisation",
            f"„{words[:60]}“ heißen mehrere Träger. Nennen Sie die Träger-Nr."
            if found
            else f"Den Träger „{words[:60]}“ gibt es im Register nicht. Legen Sie ihn an oder "
            "berichtigen Sie den Namen.",
        )
        return None

    def _facility(
        self, row: TableRow, organisation: KnownOrganisation, *, roster: bool
    ) -> str | None:
        """The facility's id, "" for a question to the organisation; None = cannot be placed."""
        if not roster:
            return ""
        words = row.cells["facility"].strip()
        wanted = comparable(words)
        found = [
            one
            for one in organisation.facilities
            if words and wanted in {comparable(one.code), comparable(one.name)}
        ]
        if len(found) == 1:
            return found[0].id
        self._problem(
            row,
            "facility",
            f"Die Einrichtung „{words[:60]}“ gibt es bei diesem Träger nicht (oder mehrfach)."
            if words
            else "Diese Frage gilt je Einrichtung; hier steht keine.",
        )
        return None

    def _value(self, row: TableRow, item: Item, answer: str) -> Value | None:
        parsed = items.parse(
            item, _typed(item, answer, self.areas), language="de", areas=self.areas
        )
        if parsed.value is None:
            self._problem(
                row,
                "answer",
                f"„{answer[:60]}“ passt nicht zu dieser Frage: {parsed.problem or 'kein Wert'}",
            )
        return parsed.value

    def _keep(
        self,
        row: TableRow,
        organisation: KnownOrganisation,
        facility: str,
        item: Item,
        value: Value,
    ) -> None:
        known = self.found.setdefault(
            organisation.id, PastReturn(organisation=organisation, answers={}, facilities={})
        )
        answers = known.facilities.setdefault(facility, {}) if facility else known.answers
        if item.code in answers and answers[item.code] != value:
            self._problem(row, "answer", "Zu dieser Frage steht weiter oben eine andere Antwort.")
            return
        answers[item.code] = value
        self.taken += 1

    def _problem(self, row: TableRow, field: str, message: str) -> None:
        self.problems.append(self.table.problem(row.number, field, message))

    def reading(self) -> Reading:
        """Everything that was found."""
        return Reading(
            returns=tuple(self.found.values()),
            unplaced=tuple(self.unplaced.items()),
            problems=tuple(sorted(self.problems, key=lambda one: one.row)),
            rows=self.rows,
            taken=self.taken,
        )


def _by_words(
    organisations: Iterable[KnownOrganisation],
) -> Mapping[str, tuple[KnownOrganisation, ...]]:
    """By number and by name; a number is worth more than another one's name."""
    codes: dict[str, tuple[KnownOrganisation, ...]] = {}
    names: dict[str, tuple[KnownOrganisation, ...]] = {}
    for one in organisations:
        codes[comparable(one.code)] = (one,)
        names[comparable(one.name)] = (*names.get(comparable(one.name), ()), one)
    return {**names, **codes}


def _by_wording(questionnaire: Questionnaire) -> dict[str, str]:
    """Codes by code and by wording; a wording that two items share means none of them."""
    codes: dict[str, str] = {}
    doubled: set[str] = set()
    for page in questionnaire.pages:
        for item in page.items:
            wording = comparable(text(item.label, "de"))
            if wording in codes:
                doubled.add(wording)
            codes[wording] = item.code
    for wording in doubled:
        del codes[wording]
    return codes | {
        comparable(item.code): item.code for page in questionnaire.pages for item in page.items
    }


def _typed(item: Item, answer: str, areas: tuple[Choice, ...]) -> list[str]:
    """The answer as the form would send it: choices by value or by wording."""
    parts = answer.split(SEPARATOR) if item.kind == "multiple" else [answer]
    offered = (*item.choices, *(areas if item.kind == "area" else ()))
    values = {comparable(text(choice.label, "de")): choice.value for choice in offered}
    values |= {comparable(choice.value): choice.value for choice in offered}
    given = [part.strip() for part in parts if part.strip()]
    return [values.get(comparable(part), part) for part in given] if offered else given
