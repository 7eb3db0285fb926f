"""Receipts as tagged PDF (PDF/UA-1) through Typst. Texts are handed over as data only."""

import datetime as dt
import re
from importlib import resources

import msgspec

from exports.table import safe_text

NOTE = (
    "Wir haben Ihren Rücklauf erhalten. Bis zum Ende der Erhebung können Sie ihn über Ihren Link "
    "noch ändern; es gilt die zuletzt abgesandte Fassung."
)

_BREAK = "\u200b"
# Such words may break anywhere, so that none runs off the page.
_LONG_WORD = re.compile(r"\S{40,}")


class ReceiptAnswer(msgspec.Struct, frozen=True, kw_only=True):
    question: str
    lines: tuple[str, ...]
    """Empty = not answered."""


class ReceiptSection(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    answers: tuple[ReceiptAnswer, ...]
    facility: str = ""
    """Empty where the section is about the organisation."""
    note: str = ""
    """A sentence under the heading."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    title: str
    organisation: str
    number: str
    submitted_at: dt.datetime
    """With the zone in which it is printed."""
    sections: tuple[ReceiptSection, ...]
    note: str = NOTE


def receipt(content: Receipt) -> bytes:
    """The PDF copy of a return. Same input, same bytes."""
    texts = msgspec.json.encode(_printable(content)).decode()
    return compiled("receipt", texts, at=content.submitted_at)


def compiled(name: str, texts: str, *, at: dt.datetime) -> bytes:
    """The template ``name`` as PDF/UA-1. ``texts``: JSON, read by the template under its name."""
    # Loads 60 MB: only the worker and processes of their own do.
    import typst

    template = (resources.files("exports") / "templates" / f"{name}.typ").read_bytes()
    # Ends: every round takes at least one of the text's characters away.
    while True:
        try:
            pdf = typst.compile(
                template,
                format="pdf",
                ignore_system_fonts=True,
                sys_inputs={name: texts},
                pdf_standards="ua-1",
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            texts = _without(texts, str(error.message))
            continue
        if not isinstance(pdf, bytes):
            raise TypeError("Typst gave no single document.")
        return pdf


class ReceiptNotPrintable(RuntimeError):
    """Typst refused the text for a reason other than a character its fonts lack."""


def _without(texts: str, message: str) -> str:
    """No font has all characters; PDF/UA wants none missing. The code point stands for it."""
    found = re.search(r'the text `"(.+?)"` could not be displayed', message)
    if found is None:
        raise ReceiptNotPrintable(message)
    lacking = re.sub(r"\\u\{([0-9a-f]+)\}", lambda code: chr(int(code[1], 16)), found[1])
    left = texts
    for character in filter(lambda character: not character.isascii(), lacking):
        left = left.replace(character, f"[U+{ord(character):04X}]")
    # What joined or varied the character has nothing left to act on.
    left = re.sub("\\][\u0300-\u036f\u200d\u20e3\ufe00-\ufe0f]+", "]", left)
    if left == texts:
        raise ReceiptNotPrintable(message)
    return left


def _printable(content: Receipt) -> dict[str, object]:
    moment = f"{content.submitted_at:%d.%m.%Y, %H:%M} Uhr"
    answers = [answer for section in content.sections for answer in section.answers]
    answered = sum(1 for answer in answers if answer.lines)
    facts = {
        "Träger": content.organisation,
        "Nummer": content.number,
        "Abgesandt am": moment,
        "Antworten": f"{answered} von {len(answers)} Fragen beantwortet",
    }
    return {
        "title": plain(content.title) or "Empfangsbestätigung",
        "organisation": plain(content.organisation),
        "facts": [{"label": label, "value": printable(value)} for label, value in facts.items()],
        "note": printable(content.note),
        "footer": printable(f"Nummer {content.number} · {moment}"),
        "sections": [_section(section) for section in content.sections],
    }


def _section(section: ReceiptSection) -> dict[str, object]:
    return {
        "title": printable(section.title) or "ohne Titel",
        "facility": printable(section.facility),
        "note": printable(section.note),
        "answers": [
            {
                "question": printable(answer.question),
                "lines": [
                    printable(line)
                    for text in answer.lines
                    for line in safe_text(text).split("\n")
                    if line.strip()
                ],
            }
            for answer in section.answers
        ],
    }


def plain(text: str) -> str:
    """One line without characters that no PDF takes."""
    return " ".join(safe_text(text).split())


def printable(text: str) -> str:
    """The same, with long words that may break."""
    return _LONG_WORD.sub(lambda word: _BREAK.join(word[0]), plain(text))
