"""The document of a response: what was submitted, as one piece of JSON."""

import msgspec

from questionnaires.answers import Answers


class FacilityPart(msgspec.Struct, frozen=True, kw_only=True):
    """A facility's answers, and what the facility was called and where it lay at that time."""

    facility: str
    code: str
    name: str
    area: str = ""
    answers: Answers
    skipped: tuple[str, ...] = ()
    unreadable: dict[str, list[str]] = {}
    taken_over: tuple[str, ...] = ()
    nothing_new: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """All answers by item code. Empty is absent.

    ``skipped``: items that were not asked because an earlier answer made them irrelevant.
    ``unreadable``: what was typed but cannot be read as an answer; it is never counted.
    ``taken_over``: items whose answer was taken over unchanged from the wave before.
    ``nothing_new``: pages that somebody looked at with nothing to add; they hold no answer.
    """

    questionnaire: str
    version: int
    language: str = "de"
    answers: Answers
    skipped: tuple[str, ...] = ()
    unreadable: dict[str, list[str]] = {}
    taken_over: tuple[str, ...] = ()
    nothing_new: tuple[str, ...] = ()
    facilities: tuple[FacilityPart, ...] = ()
    incomplete_reason: str = ""


def encode(document: Document) -> bytes:
    """As stored in ``response.document``."""
    return msgspec.json.encode(document)


def decode(document: bytes) -> Document:
    """Raises msgspec.DecodeError when it is empty (not submitted, or erased)."""
    return msgspec.json.decode(document, type=Document)
