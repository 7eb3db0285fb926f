"""Codebooks: what is refused, and what is shipped."""

from pathlib import Path

import pytest

from analysis.codebook import (
    Category,
    Code,
    Codebook,
    CodebookUnreadable,
    category_of,
    codes,
    read,
    shipped,
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a: [1", "Zeile 1: Das ist keine lesbare YAML-Datei"),
        (b"\xff\xfe\x00", "Das ist keine lesbare YAML-Datei"),
        (b"id: x", "unvollst\u00e4ndig"),
        (b"[]", "unvollst\u00e4ndig"),
        (b"id: x\nversion: 1\ncategories: []", "enth\u00e4lt keinen Code"),
        (
            b"{id: x, version: 1, categories: [{id: a, label: A, codes: [%s, %s]}]}"
            % (b"{id: a.b, label: B}", b"{id: a.b, label: C}"),
            "Der Code a.b steht zweimal",
        ),
    ],
)
def test_read_refuses(content: bytes, sentence: str) -> None:
    with pytest.raises(CodebookUnreadable, match=sentence):
        read(content)


def test_read_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CodebookUnreadable, match=r"fehlt\.yaml: Die Datei lässt sich nicht lesen"):
        read(tmp_path / "fehlt.yaml")


def test_read_takes_the_smallest_codebook(tmp_path: Path) -> None:
    path = tmp_path / "rad.yaml"
    path.write_text(
        "id: rad\nversion: 2\ncategories: [{id: a, label: A, codes: [{id: b, label: B}]}]"
    )
    assert read(path) == Codebook(
        id="rad",
        version=2,
        title="rad",
        categories=(Category(id="a", label="A", codes=(Code(id="b", label="B"),)),),
    )


def test_shipped_codebook() -> None:
    book = shipped()
    assert (book.id, book.version, len(book.categories), len(codes(book))) == (
        "sozialplanung",
        1,
        14,
        47,
    )
    assert [kind.id for kind in book.types] == ["problem", "bedarf", "staerke", "vorschlag"]
    assert category_of(book)["wohnen.umfeld"] == "wohnen"
    assert all(code.definition and code.anchor for code in codes(book))
