"""Letters with a QR code as tagged PDF (PDF/UA-1), one per page, for a DIN 5008 window (form B).

Also a program: letters as JSON on standard input, the PDF on standard output. Typst takes 60 MB,
and what stands in a letter opens an organisation's page: it belongs in no file and no table.
"""

import datetime as dt
import sys

import msgspec
import segno

from exports import pdf
from exports.documents import paragraphs


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """``address``: its lines in the window; ``before``, ``after``: paragraphs around the link."""

    address: tuple[str, ...]
    subject: str
    before: str
    after: str
    link: str
    """What the QR code says."""
    entrance: str
    """What somebody types, together with the code."""
    code: str


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """Letters of one sender. ``title``: of the document."""

    title: str
    sender: tuple[str, ...]
    date: dt.datetime
    letters: tuple[Letter, ...]


def render(post: Post) -> bytes:
    """One PDF of all letters. Same input, same bytes."""
    texts = msgspec.json.encode(
        {
            "title": pdf.plain(post.title) or "Briefe",
            "sender": pdf.printable(" · ".join(post.sender)),
            "date": f"{post.date:%d.%m.%Y}",
            "letters": [_letter(letter) for letter in post.letters],
        }
    ).decode()
    return pdf.compiled("letter", texts, at=post.date)


def _letter(letter: Letter) -> dict[str, object]:
    return {
        "address": [pdf.printable(line) for line in letter.address if line.strip()],
        "subject": pdf.printable(letter.subject) or "ohne Betreff",
        "before": paragraphs(letter.before),
        "after": paragraphs(letter.after),
        "qr": _qr(letter.link),
        "entrance": letter.entrance,
        "code": letter.code,
    }


def _qr(link: str) -> str:
    """SVG; error correction M: a crease or a stain does no harm."""
    code = segno.make(link, error="m", micro=False)
    return code.svg_inline(scale=1, border=4, dark="#000", light="#fff")


def main() -> None:
    """Read a Post, write a PDF."""
    sys.stdout.buffer.write(render(msgspec.json.decode(sys.stdin.buffer.read(), type=Post)))


if __name__ == "__main__":
    main()
