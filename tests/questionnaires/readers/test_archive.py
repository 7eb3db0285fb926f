"""Zip archives that must not be unpacked."""

import struct
import zipfile
import zlib

import pytest

from questionnaires.readers.archive import (
    DAMAGED,
    ENCRYPTED_FILE,
    SUSPICIOUS,
    ArchiveLimits,
    check_archive,
)
from questionnaires.readers.text_file import UploadRefused
from tests.questionnaires.readers.workbooks import archive

LIMITS = ArchiveLimits(entries=3, entry=20_000, total=30_000, ratio=20, ratio_applies_from=1_000)
NOISE = bytes((n * n * 7919 >> 3) & 0xFF for n in range(5_000))
SMALL = {"a.xml": b"<a/>", "b.xml": NOISE}


def refusal(content: bytes) -> str:
    with pytest.raises(UploadRefused) as caught:
        check_archive(content, LIMITS)
    return str(caught.value)


def test_harmless_archive_passes() -> None:
    """Negative control of every refusal below."""
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        assert check_archive(archive(SMALL, method=method), LIMITS) == ("a.xml", "b.xml")


def test_what_is_no_whole_archive_is_damaged() -> None:
    whole = archive(SMALL)
    for content in (b"", b"PK", b"PK\x03\x04" + b"x" * 50, whole[:-30], whole[40:]):
        assert refusal(content) in {DAMAGED, SUSPICIOUS}


def test_too_many_entries_are_refused() -> None:
    assert refusal(archive({f"{n}.xml": b"x" for n in range(4)})) == SUSPICIOUS


def test_declared_sizes_are_limited_one_by_one_and_together() -> None:
    sentence = "Die Datei ist ausgepackt größer als 0 MB."
    assert sentence in refusal(archive({"a": b"x" * 20_001}, method=zipfile.ZIP_STORED))
    halves = {"a": NOISE * 4, "b": NOISE * 4}
    assert sentence in refusal(archive(halves, method=zipfile.ZIP_STORED))


def test_a_bomb_that_declares_itself_is_refused_by_its_ratio() -> None:
    assert refusal(archive({"bomb.xml": b"0" * 19_000})) == SUSPICIOUS
    assert check_archive(archive({"text.xml": b"0" * 900}), LIMITS) == ("text.xml",)


def test_a_bomb_that_lies_about_its_size_is_found_by_unpacking() -> None:
    content = bytearray(archive({"bomb.xml": b"0" * 19_000}))
    size = struct.pack("<I", 19_000)
    lie = bytes(content).replace(size, struct.pack("<I", 900))
    assert lie != bytes(content)
    assert refusal(lie) == SUSPICIOUS


def test_entry_smaller_than_declared_is_refused() -> None:
    content = archive({"a.xml": NOISE})
    lie = content.replace(struct.pack("<I", 5_000), struct.pack("<I", 5_001))
    assert refusal(lie) == SUSPICIOUS


def test_broken_compression_is_damaged() -> None:
    content = bytearray(archive({"a.xml": NOISE}))
    content[40:60] = b"\xff" * 20
    assert refusal(bytes(content)) in {DAMAGED, SUSPICIOUS}


def overlapping() -> bytes:
    """Two entries of the directory that share one entry's bytes."""
    packed = zlib.compress(NOISE, 9)[2:-4]
    header = struct.pack(
        "<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(NOISE), len(packed), 5_000, 1, 0
    )
    body = header + b"a" + packed

    def entry(name: bytes) -> bytes:
        return (
            struct.pack(
                "<4sHHHHHHIIIHHHHHII",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                0,
                zlib.crc32(NOISE),
                len(packed),
                5_000,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )

    directory = entry(b"a") + entry(b"b")
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 2, 2, len(directory), len(body), 0)
    return body + directory + end


def test_overlapping_entries_are_refused() -> None:
    assert refusal(overlapping()) == SUSPICIOUS


def test_two_entries_of_one_name_are_refused() -> None:
    content = archive({"a": NOISE, "b": NOISE}).replace(b"PK\x01\x02", b"PK\x01\x02")
    with_twins = content[: content.rindex(b"b")] + b"a" + content[content.rindex(b"b") + 1 :]
    assert refusal(with_twins) == SUSPICIOUS


def test_unusual_compression_is_refused() -> None:
    assert refusal(archive({"a": NOISE}, method=zipfile.ZIP_LZMA)) == SUSPICIOUS


def test_password_is_named() -> None:
    content = bytearray(archive({"a": NOISE}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(bytes(content)) == ENCRYPTED_FILE


def test_place_outside_the_file_is_damaged() -> None:
    content = bytearray(archive({"a": NOISE}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 42 : directory + 46] = struct.pack("<I", 4_000_000)
    assert refusal(bytes(content)) == DAMAGED
    content[directory + 42 : directory + 46] = struct.pack("<I", 1)
    assert refusal(bytes(content)) == DAMAGED
