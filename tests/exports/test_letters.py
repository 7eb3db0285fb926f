"""Letters: one per page, the address in the window, a QR code that a telephone reads."""

import datetime as dt
import io
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports import letters
from exports.letters import Letter, Post
from tests.scanning import scanned

MOMENT = dt.datetime(2026, 5, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
LINK = "https://beteiligung.stadt.example/t/" + "A" * 43
POINTS_PER_MM = 72 / 25.4


def letter(**other: object) -> Letter:
    given: dict[str, object] = {
        "address": ("Haus Muster e. V.", "Kim Yılmaz", "Musterweg 1", "12345 Musterstadt"),
        "subject": "Einladung: Trägerabfrage 2026",
        "before": "Guten Tag Kim Yılmaz,\n\nbitte antworten Sie:\n\n",
        "after": "\n\nMit freundlichen Grüßen\nAmt für Soziales",
        "link": LINK,
        "entrance": "beteiligung.stadt.example/zugang",
        "code": "ABCD-EFGH-JKLM-NPQR",
        **other,
    }
    return Letter(**given)  # type: ignore[arg-type]


def post(*found: Letter) -> Post:
    return Post(title="Briefe", sender=("Musterstadt",), date=MOMENT, letters=found)


def test_each_letter_has_its_own_page_and_code(tmp_path: Path) -> None:
    other = letter(link=LINK.replace("A", "b"), address=("Zweites Haus", "Postfach 9"))
    content = letters.render(post(letter(), other))

    assert scanned(content, tmp_path) == [[LINK], [LINK.replace("A", "b")]]
    first, second = (page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "Kim Yılmaz" in first
    assert "Zweites Haus" not in first
    assert "Zweites Haus" in second
    assert "Kim Yılmaz" not in second.split("Guten Tag")[0]
    for part in ("beteiligung.stadt.example/zugang", "ABCD-EFGH-JKLM-NPQR", "Guten Tag Kim"):
        assert part in first


def test_the_address_stands_in_the_window() -> None:
    """DIN 5008, form B: 20 to 105 mm from the left, 62.7 to 90 mm from the top."""
    lines = ("Name", "Zusatz", "Straße", "Ort", "Land", "Sechste Zeile")
    page = PdfReader(io.BytesIO(letters.render(post(letter(address=lines))))).pages[0]
    found: dict[str, tuple[float, float]] = {}

    def see(text: str, place: list[float], *_more: object) -> None:
        for line in lines:
            if line in text:
                found.setdefault(line, (place[4] / POINTS_PER_MM, 297 - place[5] / POINTS_PER_MM))

    page.extract_text(visitor_text=see)
    assert set(found) == set(lines)
    assert all(20 < left < 105 and 62.7 < top < 90 for left, top in found.values()), found


def test_letters_are_tagged_and_accessible() -> None:
    root = PdfReader(io.BytesIO(letters.render(post(letter())))).trailer["/Root"]

    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "de")
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()


@given(st.text(max_size=60))
@settings(max_examples=40, deadline=None)
def test_no_text_breaks_a_letter(text: str) -> None:
    made = letters.render(post(letter(address=(text, text), subject=text, before=text, after=text)))

    assert made.startswith(b"%PDF-")


def test_as_a_program_it_does_the_same() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "exports.letters"],
        input=msgspec.json.encode(post(letter())),
        capture_output=True,
        check=True,
    )
    assert done.stdout == letters.render(post(letter()))
