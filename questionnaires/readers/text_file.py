"""Bytes that somebody uploaded as text."""

MEGABYTE = 1_000_000
MAXIMUM_TEXT_BYTES = 50 * MEGABYTE


class UploadRefused(ValueError):
    """The file cannot be read at all; the message is a German sentence that says what to do."""


def decode(content: bytes, *, maximum: int = MAXIMUM_TEXT_BYTES) -> str:
    """Text of a file as Excel, LibreOffice and statistics offices write it.

    UTF-8, UTF-16 with a byte order mark, otherwise Windows-1252.
    """
    if not content.strip():
        raise UploadRefused("Die Datei ist leer. Bitte wählen Sie die Datei mit den Angaben aus.")
    if len(content) > maximum:
        raise UploadRefused(
            f"Die Datei ist größer als {maximum // MEGABYTE} MB. "
            "Bitte teilen Sie sie auf mehrere Dateien auf."
        )
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise UploadRefused(
            "Die Datei ist eine Excel-Arbeitsmappe. Bitte öffnen Sie sie in Excel oder "
            "LibreOffice, wählen Sie „Speichern unter“ und den Dateityp „CSV UTF-8“, und laden "
            "Sie diese Datei hoch."
        )
    text = _decoded(content)
    if "\0" in text:
        raise UploadRefused(
            "Die Datei ist keine Textdatei. Bitte speichern Sie sie als CSV (UTF-8) und laden Sie "
            "sie noch einmal hoch."
        )
    return text


def _decoded(content: bytes) -> str:
    encodings = ["utf-8-sig", "cp1252"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UploadRefused(
        "Die Zeichen der Datei sind nicht lesbar. Bitte speichern Sie sie als CSV (UTF-8) und "
        "laden Sie sie noch einmal hoch."
    )
