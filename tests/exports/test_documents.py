"""Documents: accessible, literal whatever somebody wrote, tables with heads."""

import datetime as dt
import io
import subprocess
import sys
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports import documents
from exports.documents import Document, Listing

MOMENT = dt.datetime(2026, 3, 4, 14, 32, tzinfo=ZoneInfo("Europe/Berlin"))
HOSTILE = '#import "x.typ": * *fett* _kursiv_ $x^2$ `roh` = Titel <a> @b // weg /* a */ #{1}'


def document(**other: object) -> Document:
    given: dict[str, object] = {
        "title": "Stellungnahme der Verbände",
        "subtitle": "Trägerabfrage 2026",
        "author": "AWO",
        "text": "Es fehlen Wohnungen.\nUnd Räume.\n\nWir fordern Geld.",
        "footer": "Fassung 2",
        "at": MOMENT,
        "listings": (
            Listing(title="Wer", columns=("Name", "Tag"), widths=(2, 1), rows=(("AWO", "4.3."),)),
            Listing(title="Leer", columns=("Name",), widths=(1,), rows=()),
        ),
        **other,
    }
    return Document(**given)  # type: ignore[arg-type]


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_document_holds_its_text_and_tables_that_have_rows() -> None:
    assert words(documents.render(document())) == (
        "Stellungnahme der Verbände Trägerabfrage 2026 Es fehlen Wohnungen. Und Räume. "
        "Wir fordern Geld. Wer Name Tag AWO 4.3. Fassung 2 Seite 1 von 1"
    )


def test_a_document_is_tagged_and_accessible() -> None:
    reader = PdfReader(io.BytesIO(documents.render(document())))
    root = reader.trailer["/Root"]

    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "de")
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Stellungnahme der Verbände", "AWO")


def test_hostile_text_is_shown_literally() -> None:
    rows = ((HOSTILE, HOSTILE),)
    listing = Listing(title=HOSTILE, columns=(HOSTILE, "x"), widths=(1, 1), rows=rows)
    made = document(title=HOSTILE, subtitle=HOSTILE, text=HOSTILE, listings=(listing,))

    assert "import" in words(documents.render(made))
    narrow = words(documents.render(document(title=HOSTILE, subtitle=HOSTILE, text=HOSTILE)))
    assert narrow.count(HOSTILE) == 3


@given(st.text(max_size=60))
@settings(max_examples=30, deadline=None)
def test_no_text_breaks_a_document(text: str) -> None:
    listing = Listing(title=text, columns=(text,), widths=(1,), rows=((text,),))
    made = document(
        title=text, subtitle=text, author=text, text=text, footer=text, listings=(listing,)
    )
    assert documents.render(made).startswith(b"%PDF-")


def test_as_a_program_it_does_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "exports.documents"],
        input=msgspec.json.encode(document()),
        capture_output=True,
        check=True,
    )
    assert done.stdout == documents.render(document())
