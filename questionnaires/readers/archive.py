"""Uploaded zip archives: what is dangerous is refused before anything is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Sequence
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipInfo

import msgspec

from questionnaires.readers.text_file import MEGABYTE, UploadRefused

LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 0x1
CHUNK = 1 << 18

DAMAGED = (
    "Die Datei ist beschädigt. Bitte öffnen Sie sie in Excel oder LibreOffice, speichern Sie sie "
    "als „Excel-Arbeitsmappe (.xlsx)“ und laden Sie sie noch einmal hoch."
)
SUSPICIOUS = (
    "Die Datei ist ungewöhnlich gepackt und wird deshalb nicht geöffnet. Bitte übertragen Sie die "
    "Angaben in eine neue Arbeitsmappe und laden Sie diese hoch."
)
ENCRYPTED_FILE = (
    "Die Datei ist mit einem Kennwort geschützt. Bitte entfernen Sie das Kennwort in Excel "
    "(Datei › Informationen › Arbeitsmappe schützen) und laden Sie die Datei noch einmal hoch."
)


class ArchiveLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Sizes in bytes. Spreadsheet text shrinks to a tenth, seldom to a hundredth."""

    entries: int = 1_000
    entry: int = 60 * MEGABYTE
    total: int = 100 * MEGABYTE
    ratio: int = 250
    ratio_applies_from: int = MEGABYTE


def check_archive(content: bytes, limits: ArchiveLimits) -> tuple[str, ...]:
    """Names of the entries of an archive that is safe to open; else UploadRefused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries, end = archive.infolist(), archive.start_dir
    except (BadZipFile, struct.error, ValueError, NotImplementedError, OverflowError):
        raise UploadRefused(DAMAGED) from None
    _check_declared(entries, limits)
    _check_places(content, entries, end)
    for entry in entries:
        if _unpacked_size(content, entry) != entry.file_size:
            raise UploadRefused(SUSPICIOUS)
    return tuple(entry.filename for entry in entries)


def _check_declared(entries: Sequence[ZipInfo], limits: ArchiveLimits) -> None:
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise UploadRefused(ENCRYPTED_FILE)
    if len(entries) > limits.entries or len({entry.filename for entry in entries}) < len(entries):
        raise UploadRefused(SUSPICIOUS)
    if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
        raise UploadRefused(SUSPICIOUS)
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > limits.total or max(sizes, default=0) > limits.entry:
        raise UploadRefused(
            f"Die Datei ist ausgepackt größer als {limits.total // MEGABYTE} MB. Bitte löschen Sie "
            "Bilder und leere, nur formatierte Zeilen oder teilen Sie die Datei auf."
        )
    for entry in entries:
        if entry.file_size > max(limits.ratio_applies_from, limits.ratio * entry.compress_size):
            raise UploadRefused(SUSPICIOUS)


def _check_places(content: bytes, entries: Sequence[ZipInfo], end: int) -> None:
    """Each entry's bytes are its own: entries that share bytes are how small bombs get big."""
    free_from = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start, stop = _bytes_of(content, entry)
        if entry.header_offset < free_from or stop > end or start > stop:
            raise UploadRefused(SUSPICIOUS)
        free_from = stop


def _bytes_of(content: bytes, entry: ZipInfo) -> tuple[int, int]:
    try:
        signature, name, extra = LOCAL_HEADER.unpack_from(content, entry.header_offset)
    except struct.error:
        raise UploadRefused(DAMAGED) from None
    if signature != b"PK\x03\x04":
        raise UploadRefused(DAMAGED)
    start = entry.header_offset + LOCAL_HEADER.size + name + extra
    return start, start + entry.compress_size


def _unpacked_size(content: bytes, entry: ZipInfo) -> int:
    """What really comes out, counted up to one byte more than declared."""
    start, stop = _bytes_of(content, entry)
    if entry.compress_type == ZIP_STORED:
        return stop - start
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    packed, size = content[start:stop], 0
    try:
        while packed and not unpacker.eof and size <= entry.file_size:
            size += len(unpacker.decompress(packed, CHUNK))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        raise UploadRefused(DAMAGED) from None
    return size
