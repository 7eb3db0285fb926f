"""XLSForm expression -> XPath with variables; what we do not evaluate is refused by name."""

import re

import msgspec

from questionnaires.expression_functions import ARGUMENTS, day_number, pattern

CURRENT = "_"
"""The variable of the dot. No item has this code: codes begin with a letter."""

MAXIMUM_LENGTH = 2_000
MAXIMUM_DEPTH = 50
OPERATORS = {"and", "or", "div", "mod"}
ORDERING = {"<", ">", "<=", ">="}

CODE = re.compile(r"[^\W\d_][\w.\-]*")
"""Codes of items: a letter, then letters, digits, "_", "-", "."."""

TOKEN = re.compile(
    r"""(?P<reference>\$\{\s*(?P<code>[^\s${}]+)\s*\})
    |(?P<literal>'[^']*'|"[^"]*")
    |(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<name>[^\W\d_][\w.\-]*)
    |(?P<current>\.(?!\.))
    |(?P<sign>!=|<=|>=|[=<>+\-*,()])
    |(?P<space>\s+)
    |(?P<other>\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)


class ExpressionError(ValueError):
    """The expression cannot be used; the message tells the planner why."""


class Translated(msgspec.Struct, frozen=True, kw_only=True):
    """`days`: dates count as days in this expression."""

    xpath: str
    references: tuple[str, ...]
    uses_current: bool
    days: bool


class _Token(msgspec.Struct, frozen=True):
    kind: str
    text: str


OPEN, CLOSE, COMMA = _Token("sign", "("), _Token("sign", ")"), _Token("sign", ",")


class _Call(msgspec.Struct):
    """An open bracket; `function` "" is a plain one."""

    function: str
    commas: int = 0
    filled: bool = False


def translate(expression: str) -> Translated:
    """Raises ExpressionError."""
    if len(expression) > MAXIMUM_LENGTH:
        raise ExpressionError(f"Die Bedingung ist länger als {MAXIMUM_LENGTH} Zeichen.")
    tokens = _tokens(expression)
    if not tokens:
        raise ExpressionError("Die Bedingung ist leer.")
    _check_calls(tokens)
    days = any(_is_about_days(token) for token in tokens)
    references = dict.fromkeys(token.text for token in tokens if token.kind == "reference")
    return Translated(
        xpath=" ".join(_xpath(token, days=days) for token in tokens),
        references=tuple(references),
        uses_current=any(token.kind == "current" for token in tokens),
        days=days,
    )


def _tokens(expression: str) -> list[_Token]:
    tokens: list[_Token] = []
    for match in TOKEN.finditer(expression):
        kind, text = match.lastgroup or "", match[0]
        if match["reference"]:
            kind, text = "reference", match["code"]
            if not CODE.fullmatch(text):
                raise ExpressionError(f"„{text}“ kann nicht der Name einer Frage sein.")
        if kind == "other":
            raise ExpressionError(_why_not(text))
        if kind != "space":
            tokens.append(_Token(kind, text))
    return tokens


def _why_not(sign: str) -> str:
    if sign in "„“”‘’‚«»":
        return f"Bitte verwenden Sie gerade Anführungszeichen (') statt {sign}."
    if sign in "'\"":
        return f"Zu einem Anführungszeichen ({sign}) fehlt das zweite."
    if sign == "$":
        return "Einen Verweis auf eine Frage schreiben Sie so: ${name}."
    if sign in {"/", "..", "[", "]", "@", ":", "|"}:
        return (
            f"Pfade mit „{sign}“ werden nicht unterstützt. Einen Verweis auf eine Frage schreiben "
            "Sie so: ${name}."
        )
    return f"Das Zeichen „{sign}“ hat in einer Bedingung keine Bedeutung."


def _check_calls(tokens: list[_Token]) -> None:
    """Names, brackets and numbers of arguments; lxml finds those only when it evaluates."""
    calls: list[_Call] = []
    before: _Token | None = None
    for token, behind in zip(tokens, (*tokens[1:], None), strict=True):
        _check_operand(token, before, behind)
        if token == CLOSE:
            if not calls:
                raise ExpressionError("Eine schließende Klammer hat keine öffnende.")
            _check_arguments(calls.pop())
        elif token == COMMA:
            _count_comma(calls)
        elif calls:
            _fill(calls[-1], token)
        if token == OPEN:
            calls.append(_Call(before.text if before and _is_function(before) else ""))
            if len(calls) > MAXIMUM_DEPTH:
                raise ExpressionError("Die Bedingung hat zu viele Klammern ineinander.")
        before = token
    if calls:
        raise ExpressionError("Eine öffnende Klammer wird nicht geschlossen.")


def _count_comma(calls: list[_Call]) -> None:
    if not calls or not calls[-1].function:
        raise ExpressionError("Ein Komma darf nur zwischen den Werten einer Funktion stehen.")
    calls[-1].commas += 1


def _fill(call: _Call, token: _Token) -> None:
    call.filled = True
    if token.kind == "literal" and call.function == "regex":
        _check_pattern(token.text[1:-1])


def _is_function(token: _Token) -> bool:
    return token.kind == "name" and token.text in ARGUMENTS


def _is_operand_end(token: _Token | None) -> bool:
    if token is None:
        return False
    return token.kind in {"reference", "literal", "number", "current"} or token == CLOSE


def _check_operand(token: _Token, before: _Token | None, behind: _Token | None) -> None:
    """A name is an operator or a called function; a star multiplies."""
    if token.kind == "sign" and token.text == "*" and not _is_operand_end(before):
        raise ExpressionError("Vor dem Malzeichen (*) fehlt ein Wert.")
    if token.kind != "name":
        return
    if behind == OPEN and token.text not in OPERATORS:
        if token.text not in ARGUMENTS:
            known = ", ".join(sorted(ARGUMENTS))
            raise ExpressionError(
                f"Die Funktion „{token.text}“ wird nicht unterstützt. Möglich sind: {known}."
            )
    elif token.text not in OPERATORS or not _is_operand_end(before):
        raise ExpressionError(_stray_word(token.text))


def _stray_word(word: str) -> str:
    if word.lower() in OPERATORS:
        return f"„{word}“ muss klein geschrieben zwischen zwei Werten stehen."
    if word in ARGUMENTS:
        return f"Hinter der Funktion „{word}“ fehlt die Klammer: {word}(…)."
    return (
        f"Das Wort „{word}“ steht ohne Zusammenhang. Meinen Sie eine Frage, schreiben Sie "
        f"${{{word}}}; meinen Sie einen Text, schreiben Sie '{word}'."
    )


def _check_arguments(call: _Call) -> None:
    if not call.function:
        if not call.filled:
            raise ExpressionError("In einer Klammer steht nichts.")
        return
    given = call.commas + 1 if call.filled or call.commas else 0
    fewest, most = ARGUMENTS[call.function]
    if not fewest <= given <= most:
        wanted = str(fewest) if fewest == most else f"{fewest} bis {most}"
        raise ExpressionError(
            f"Die Funktion „{call.function}“ braucht {wanted} Werte in der Klammer, nicht {given}."
        )


def _check_pattern(text: str) -> None:
    try:
        pattern(text)
    except re.error as error:
        raise ExpressionError(f"„{text}“ ist kein gültiger regulärer Ausdruck.") from error


def _is_about_days(token: _Token) -> bool:
    if token.kind == "literal":
        return day_number(token.text[1:-1]) is not None
    return (token.kind == "sign" and token.text in ORDERING) or token == _Token("name", "date")


def _xpath(token: _Token, *, days: bool) -> str:
    if token.kind == "reference":
        return f"${token.text}"
    if token.kind == "current":
        return f"${CURRENT}"
    if token.kind == "literal" and days and (day := day_number(token.text[1:-1])) is not None:
        return f"{day:.0f}"
    return token.text
