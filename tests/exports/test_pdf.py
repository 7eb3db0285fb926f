"""Receipts: tagged, literal whatever somebody typed, printable whatever script it is in."""

import datetime as dt
import io
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from exports import pdf
from exports.pdf import Receipt, ReceiptAnswer, ReceiptSection

MOMENT = dt.datetime(2026, 3, 4, 14, 32, tzinfo=ZoneInfo("Europe/Berlin"))
HOSTILE = (
    '#import "x.typ": * *fett* _kursiv_ $x^2$ \\u0000 `roh` = Titel <a> @b // weg /* a */ #{1}'
)


def receipt(*lines: str, **other: object) -> Receipt:
    given: dict[str, object] = {
        "title": "Trägerabfrage 2026: Empfangsbestätigung",
        "organisation": "Caritas & Söhne",
        "number": "2026-0017",
        "submitted_at": MOMENT,
        "sections": (
            ReceiptSection(
                title="Bedarf",
                answers=(
                    ReceiptAnswer(question="Was fehlt im Gebiet?", lines=lines),
                    ReceiptAnswer(question="Was läuft gut?", lines=()),
                ),
            ),
            ReceiptSection(
                title="Wartezeiten",
                facility="Kita *Sonne*",
                answers=(ReceiptAnswer(question="Wie viele Wochen?", lines=("0",)),),
            ),
        ),
        **other,
    }
    return Receipt(**given)  # type: ignore[arg-type]


def words(content: bytes) -> str:
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_receipt_holds_everything_that_was_sent() -> None:
    text = words(pdf.receipt(receipt("Räume für Gruppen", "Personal")))

    for part in (
        "Trägerabfrage 2026: Empfangsbestätigung",
        "Träger Caritas & Söhne",
        "Nummer 2026-0017",
        "Abgesandt am 04.03.2026, 14:32 Uhr",
        "2 von 3 Fragen beantwortet",
        "Was fehlt im Gebiet? Räume für Gruppen Personal",
        "Was läuft gut? keine Antwort",
        "Wartezeiten Kita *Sonne* Wie viele Wochen? 0",
        "Seite 1 von 1",
    ):
        assert part in text


def test_a_receipt_is_a_tagged_accessible_document() -> None:
    root = PdfReader(io.BytesIO(pdf.receipt(receipt("x")))).trailer["/Root"]

    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "de")
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_hostile_text_is_shown_literally() -> None:
    text = words(pdf.receipt(receipt(HOSTILE, title=f"T {HOSTILE}", organisation=HOSTILE)))

    assert text.count(HOSTILE) == 3


def test_control_characters_and_line_breaks() -> None:
    text = words(pdf.receipt(receipt("eins\x00\x07\r\nzwei\n\n\ndrei\u2028vier")))

    assert "Was fehlt im Gebiet? eins zwei drei vier" in text


def test_a_very_long_word_does_not_leave_the_page() -> None:
    long = "Donaudampfschifffahrt" * 30

    pages = PdfReader(io.BytesIO(pdf.receipt(receipt(long)))).pages
    lines = [line for page in pages for line in page.extract_text().split("\n")]

    assert long in "".join(lines).replace("\u200b", "")
    assert max(map(len, lines)) < 120


@pytest.mark.parametrize(
    "text", ["Ğışö çocuk", "Їжак та ґанок", "Привет, район", "zażółć gęślą jaźń", "مرحبا"]
)
def test_the_scripts_of_the_product_are_printed(text: str) -> None:
    assert f"Was fehlt im Gebiet? {text} Was läuft gut?" in words(pdf.receipt(receipt(text)))


def test_a_character_that_no_font_has_is_named() -> None:
    text = words(pdf.receipt(receipt("gut 😀 日 ❤️ 👨‍👩‍👧", title="😀")))

    assert "gut [U+1F600] [U+65E5]" in text
    assert text.startswith("[U+1F600]")


@given(st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_no_text_breaks_a_receipt(text: str) -> None:
    section = ReceiptSection(
        title=text, facility=text, answers=(ReceiptAnswer(question=text, lines=(text,)),)
    )

    content = pdf.receipt(receipt(title=text, organisation=text, sections=(section,)))

    assert content.startswith(b"%PDF-")


def test_another_refusal_of_typst_is_not_swallowed() -> None:
    with pytest.raises(pdf.ReceiptNotPrintable, match="file not found"):
        pdf._without("{}", "file not found")
    with pytest.raises(pdf.ReceiptNotPrintable, match="could not be displayed"):
        pdf._without('{"a": "b"}', 'the text `"ä"` could not be displayed')


def test_the_same_return_gives_the_same_bytes() -> None:
    assert pdf.receipt(receipt("x")) == pdf.receipt(receipt("x"))
    assert pdf.receipt(receipt("x")) != pdf.receipt(receipt("y"))


def test_importing_the_module_does_not_load_typst() -> None:
    code = "import sys, exports.pdf, exports.report, exports.map; print('typst' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "False"
