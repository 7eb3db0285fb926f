"""A row of the survey sheet -> an item; rows of the choices sheet -> lists of choices."""

import re
from collections.abc import Iterator, Mapping, Sequence

from questionnaires.expression_syntax import CODE
from questionnaires.questionnaire import AREA, ROLES, STATEMENT, TARGET_GROUP, Choice, Item
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.xlsform_columns import FormRow

LONGEST_CODE = 64
LONGEST_TEXT = 10_000
MOST_CHOICES = 1_000

TYPES = {
    "text": "text",
    "string": "text",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "note": "note",
    "acknowledge": "acknowledge",
    "trigger": "acknowledge",
}
SUPPORTED = "text, integer, decimal, date, select_one, select_multiple, note und acknowledge"
METADATA = {
    "start",
    "end",
    "today",
    "deviceid",
    "subscriberid",
    "simserial",
    "phonenumber",
    "username",
    "email",
    "audit",
}
"""What collecting apps note about the device: we do not, and say so."""

SELECT = re.compile(
    r"(?P<one>select[_ ]one|select1)(?P<rest1> .*)?"
    r"|(?P<many>select[_ ]multiple|select all that apply)(?P<rest2> .*)?",
    re.IGNORECASE,
)
OR_OTHER = re.compile(r"\s+or[_ ](specify[_ ])?other$", re.IGNORECASE)
YES = {"yes", "true", "true()", "ja", "1"}
NO = {"", "no", "false", "false()", "nein", "0"}
MARKUP = re.compile(r"\*\*|</?[a-zA-Z][^>]*>|\]\(https?:")
REFERENCE = re.compile(r"\$\{[^}]*\}")
TEXT_FIELDS = ("label", "hint", "guidance_hint", "constraint_message")

Lists = Mapping[str, tuple[Choice, ...]]


def read_lists(
    rows: Sequence[FormRow], problems: list[CellProblem]
) -> dict[str, tuple[Choice, ...]]:
    """All lists by name, the choices in the order of the sheet."""
    lists: dict[str, dict[str, Choice]] = {}
    for row in rows:
        name, value = row.cells.get("list_name", ""), row.cells.get("name", "")
        if not name and not value and not row.texts:
            continue
        found = list(_choice_problems(row, lists.get(name, {})))
        problems += found
        if not any(problem.severity == "error" for problem in found):
            choice = Choice(value=value, label=row.texts.get("label", {}))
            lists.setdefault(name, {})[value] = choice
    return {name: tuple(choices.values()) for name, choices in lists.items()}


def _choice_problems(row: FormRow, earlier: Mapping[str, Choice]) -> Iterator[CellProblem]:
    value = row.cells.get("name", "")
    if not row.cells.get("list_name"):
        yield row.problem("list_name", "Der Name der Antwortliste fehlt.")
    if not value:
        yield row.problem("name", "Der Code der Antwort fehlt.")
    elif re.search(r"\s", value) or len(value) > LONGEST_CODE:
        message = (
            f"Der Code „{value[:60]}“ darf keine Leerzeichen enthalten und höchstens "
            f"{LONGEST_CODE} Zeichen lang sein."
        )
        yield row.problem("name", message)
    elif value in earlier:
        yield row.problem("name", f"Der Code „{value}“ kommt in dieser Liste schon vor.")
    if len(earlier) >= MOST_CHOICES:
        yield row.problem("name", f"Eine Antwortliste hat höchstens {MOST_CHOICES} Antworten.")
    if not row.texts.get("label"):
        yield row.problem("label", "Der Wortlaut der Antwort fehlt (Spalte label).")


def read_item(row: FormRow, lists: Lists, problems: list[CellProblem]) -> Item | None:
    """The item; None if its type cannot be used. Everything wrong with the row is in problems."""
    kind, list_name = _kind(row, problems)
    if not kind:
        return None
    problems += code_problems(row, "Frage")
    problems += text_problems(row)
    if not row.texts.get("label"):
        problems.append(row.problem("label", "Der Wortlaut der Frage fehlt (Spalte label)."))
    role = _role(row, kind, problems)
    return Item(
        code=row.cells.get("name", ""),
        kind="area" if role == AREA else kind,
        label=row.texts.get("label", {}),
        hint=row.texts.get("hint", {}),
        guidance=row.texts.get("guidance_hint", {}),
        required=flag(row, "required", problems),
        relevant=row.cells.get("relevant", ""),
        constraint=row.cells.get("constraint", ""),
        constraint_message=row.texts.get("constraint_message", {}),
        choices=_choices(row, list_name, lists, problems),
        role=role,
        maximum_length=_maximum_length(row, kind, problems),
        appearance=row.cells.get("appearance", ""),
    )


def _kind(row: FormRow, problems: list[CellProblem]) -> tuple[str, str]:
    """Kind and name of the list; "" for a type that cannot be used."""
    written = " ".join(row.cells.get("type", "").split())
    appearance = row.cells.get("appearance", "").split()
    if select := SELECT.fullmatch(written):
        list_name = (select["rest1"] or select["rest2"] or "").strip().removeprefix("from ")
        if OR_OTHER.search(list_name):
            list_name = OR_OTHER.sub("", list_name)
            message = (
                "„or_other“ wird nicht unterstützt. Bitte nehmen Sie „Sonstiges“ in die "
                "Antwortliste auf und fragen Sie mit einer Textfrage nach."
            )
            problems.append(row.problem("type", message))
        if select["many"]:
            return "multiple", list_name
        return ("scale" if "likert" in appearance else "single"), list_name
    kind = TYPES.get(written.lower(), "")
    if kind == "text" and "multiline" in appearance:
        return "long_text", ""
    if not kind:
        problems.append(_unsupported(row, written))
    return kind, ""


def _unsupported(row: FormRow, written: str) -> CellProblem:
    if written.lower() in METADATA:
        message = f"„{written}“ wird nicht erhoben: Die Software zeichnet keine Gerätedaten auf."
        return row.problem("type", message, severity="warning")
    return row.problem(
        "type",
        f"Der Fragetyp „{written[:60]}“ wird nicht unterstützt. Möglich sind {SUPPORTED}.",
    )


def code_problems(row: FormRow, what: str) -> Iterator[CellProblem]:
    """What is wrong with the name of a question or page."""
    code = row.cells.get("name", "")
    if not code:
        yield row.problem("name", f"Der {what} fehlt ein Name (Spalte name).")
    elif not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        message = (
            f"Der Name „{code[:60]}“ muss mit einem Buchstaben beginnen, darf nur Buchstaben, "
            "Ziffern, Unterstrich, Bindestrich und Punkt enthalten und höchstens "
            f"{LONGEST_CODE} Zeichen lang sein."
        )
        yield row.problem("name", message)


def text_problems(row: FormRow) -> Iterator[CellProblem]:
    """Texts that respondents would not see as the planner means them."""
    for field in TEXT_FIELDS:
        written = "\n".join(row.texts.get(field, {}).values())
        if reference := REFERENCE.search(written):
            message = f"Der Verweis {reference[0][:60]} im Text wird nicht ersetzt."
            yield row.problem(field, f"{message} Bitte formulieren Sie ohne ihn.")
        if MARKUP.search(written):
            message = "Auszeichnungen im Text (**fett**, HTML, Links) erscheinen so, wie sie da "
            yield row.problem(field, f"{message}stehen.", severity="warning")


def flag(row: FormRow, field: str, problems: list[CellProblem]) -> bool:
    """yes or no; empty is no."""
    written = row.cells.get(field, "").lower()
    if written not in YES | NO:
        message = f"„{written[:60]}“ ist hier nicht möglich. Bitte schreiben Sie yes oder nichts."
        problems.append(row.problem(field, message))
    return written in YES


def _choices(
    row: FormRow, list_name: str, lists: Lists, problems: list[CellProblem]
) -> tuple[Choice, ...]:
    if SELECT.fullmatch(" ".join(row.cells["type"].split())) is None:
        return ()
    if not list_name:
        message = "Der Name der Antwortliste fehlt, zum Beispiel select_one ja_nein."
        problems.append(row.problem("type", message))
    elif list_name not in lists:
        message = f"Die Antwortliste „{list_name[:60]}“ gibt es im Blatt choices nicht."
        problems.append(row.problem("type", message))
    return lists.get(list_name, ())


def _role(row: FormRow, kind: str, problems: list[CellProblem]) -> str:
    role = row.cells.get("service::role", "")
    fitting = {
        STATEMENT: ({"text", "long_text"}, "text"),
        AREA: ({"single"}, "select_one"),
        TARGET_GROUP: ({"single", "multiple"}, "select_one oder select_multiple"),
    }
    if not role:
        return ""
    if role not in fitting:
        message = f"Die Rolle „{role[:60]}“ gibt es nicht. Möglich sind {', '.join(ROLES)}."
        problems.append(row.problem("service::role", message))
        return ""
    kinds, wanted = fitting[role]
    if kind not in kinds:
        message = f"Die Rolle „{role}“ passt nur zu einer Frage vom Typ {wanted}."
        problems.append(row.problem("service::role", message))
        return ""
    return role


def _maximum_length(row: FormRow, kind: str, problems: list[CellProblem]) -> int | None:
    written = row.cells.get("service::maximum_length", "")
    if not written:
        return None
    if kind not in {"text", "long_text"}:
        message = "Eine Höchstlänge gibt es nur bei Fragen vom Typ text."
        problems.append(row.problem("service::maximum_length", message))
        return None
    if not re.fullmatch("[0-9]{1,6}", written) or not 0 < int(written) <= LONGEST_TEXT:
        message = f"Die Höchstlänge muss eine ganze Zahl von 1 bis {LONGEST_TEXT} sein."
        problems.append(row.problem("service::maximum_length", message))
        return None
    return int(written)
