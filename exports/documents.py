"""A text with tables as tagged PDF (PDF/UA-1): what is agreed upon and put on file.

Also a program: a Document as JSON on standard input, the PDF on standard output.
"""

import datetime as dt
import sys

import msgspec

from exports import pdf
from exports.table import safe_text


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """A table of texts. ``widths``: of its columns, in relation to one another."""

    title: str
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """``text``: paragraphs, parted by empty lines. ``footer``: stands on every page."""

    title: str
    subtitle: str
    author: str
    text: str
    footer: str
    at: dt.datetime
    """With the zone; the same moment gives the same bytes."""
    listings: tuple[Listing, ...] = ()
    """Those without rows are left out."""


def render(content: Document) -> bytes:
    """The PDF. Same input, same bytes."""
    texts = msgspec.json.encode(
        {
            "title": pdf.plain(content.title) or "Dokument",
            "subtitle": pdf.printable(content.subtitle),
            "author": pdf.plain(content.author),
            "paragraphs": paragraphs(content.text),
            "footer": pdf.printable(content.footer),
            "listings": [_listing(one) for one in content.listings if one.rows],
        }
    ).decode()
    return pdf.compiled("document", texts, at=content.at)


def _listing(listing: Listing) -> dict[str, object]:
    return {
        "title": pdf.printable(listing.title) or "ohne Titel",
        "columns": [pdf.printable(column) for column in listing.columns],
        "widths": listing.widths,
        "rows": [[pdf.printable(cell) for cell in row] for row in listing.rows],
    }


def paragraphs(text: str) -> list[list[str]]:
    """Paragraphs of lines; an empty line parts them."""
    blocks = safe_text(text).strip().split("\n\n")
    found = [[pdf.printable(line) for line in block.split("\n")] for block in blocks]
    return [lines for lines in found if any(lines)]


def main() -> None:
    """Read a Document, write a PDF."""
    sys.stdout.buffer.write(render(msgspec.json.decode(sys.stdin.buffer.read(), type=Document)))


if __name__ == "__main__":
    main()
