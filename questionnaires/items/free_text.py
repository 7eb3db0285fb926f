"""Reading of typed text, one line or many; `text` and `long_text` differ in length and form."""

import re
from collections.abc import Callable, Sequence

from questionnaires.items.kind import Parsed
from questionnaires.items.messages import sentence
from questionnaires.questionnaire import Choice, Item

# Nobody types these; they break XML, PostgreSQL and JSON. Line feed and tab stay.
UNTYPABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def clean(typed: str) -> str:
    """Without control characters and outer white space; lines end in a line feed."""
    if "\r" in typed:
        typed = typed.replace("\r\n", "\n").replace("\r", "\n")
    return UNTYPABLE.sub("", typed).strip()


def parse_up_to(
    length: int,
) -> Callable[[Item, Sequence[str], str, Sequence[Choice]], Parsed]:
    """A reader of text with this limit, unless the item has its own."""

    def parse(item: Item, raw: Sequence[str], language: str, _areas: Sequence[Choice]) -> Parsed:
        if len(raw) > 1:
            return Parsed(problem=sentence("one_answer", language))
        maximum = item.maximum_length or length
        if len(raw[0]) > maximum:
            return Parsed(
                problem=sentence("too_long", language, length=len(raw[0]), maximum=maximum)
            )
        return Parsed(raw[0])

    return parse
