"""Personal data: what is none, and what is found, with exact offsets in the original text."""

import re
from collections import Counter
from pathlib import Path

import pytest

from analysis.components.personal_data import KINDS, find

TEXTS = Path(__file__).parents[2] / "data/personal_data/texts.txt"


def found(text: str) -> list[tuple[str, str]]:
    return [(text[data.start : data.end], data.kind) for data in find(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Die Wartezeit beträgt 14 Wochen, Tendenz steigend.",
        "Am 03.09.2024 war eine Begehung.",
        "Der Schulweg 20 Minuten, der Radweg 3 Meter, Spielplatz 4.",
        "Nach § 8a SGB VIII: 143 Absagen, 2,5 VZÄ, 1.250.000 Euro.",
        "DE91 1000 0000 0123 4567 88 ist falsch.",
        "Die Frau in Norf und der Herr des Hauses.",
        "Radweg am Hermann-Wandersleb-Ring, Konrad Adenauer Brücke, Viktoria-Brücke",
        "Die Martin-Luther-Schule und St. Martin",
        "Am Montag 5 Kinder, im Mai 17 Gruppen.",
        "Seit 2019-2023 gibt es 2024/25 nichts.",
        "Die Autos unter mir parken falsch.",
        "-",
        "",
    ],
)
def test_find_nothing(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Frau Lieselotte Quandt erklärt", [("Frau Lieselotte Quandt", "person")]),
        ("bei Herrn Dr. Anselm Krohwinkel.", [("Herrn Dr. Anselm Krohwinkel", "person")]),
        ("Ich heiße Bülent Aydoğan, hallo", [("Bülent Aydoğan", "person")]),
        ("frau oezguer hilft", [("frau oezguer", "person")]),
        ("die Elli von nebenan", [("Elli", "person")]),
        ("Schwester Hildegard von der Gemeinde", [("Schwester Hildegard", "person")]),
        ("die Kreuzers unter mir", [("Kreuzers", "person")]),
        ("Oleksandra M. wohnt hier", [("Oleksandra M.", "person")]),
        ("дякую пані Ґабі", [("пані Ґабі", "person")]),
        ("اسمي فاطمة", [("فاطمة", "person")]),
        ("geb. am 3. Juli 1948", [("3. Juli 1948", "birthdate")]),
        ("Er ist am 09.11.2019 geboren.", [("09.11.2019", "birthdate")]),
        ("Tel. 02131 / 90-12 34", [("02131 / 90-12 34", "phone")]),
        ("+49 (0)172 992 5904", [("+49 (0)172 992 5904", "phone")]),
        ("Durchwahl 47 10 318", [("47 10 318", "phone")]),
        ("0176 04069033 Meryem Aksoy", [("0176 04069033", "phone"), ("Meryem Aksoy", "person")]),
        ("an a.b-c@mail.example.", [("a.b-c@mail.example", "email")]),
        ("an anna(at)mail.example", [("anna(at)mail.example", "email")]),
        ("konto de89 3704 0044 0532 0130 00, da", [("de89 3704 0044 0532 0130 00", "iban")]),
        (
            "IBAN: DE91 1000 0000 0123 4567 88",
            [("DE91 1000 0000 0123 4567 88", "iban")],
        ),
        ("Az. 51-UV-30912 liegt", [("51-UV-30912", "case_number")]),
        ("BG Nummer 36502//0012345", [("36502//0012345", "case_number")]),
        ("номер справи 36502BG0047119.", [("36502BG0047119", "case_number")]),
        (
            "wohne Ahornstieg 8, 41462 Neuss, seit",
            [("Ahornstieg 8, 41462 Neuss", "address")],
        ),
        (
            "Lerchengrund 4 und Lerchengrund 6.",
            [("Lerchengrund 4", "address"), ("Lerchengrund 6", "address")],
        ),
        ("in der Further Straße 12b", [("Further Straße 12b", "address")]),
    ],
)  # fmt: skip
def test_find(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


def test_find_sees_through_invisible_and_unusual_signs() -> None:
    text = "😀 DE91\u00a01000\u200b 0000 0123 4567 89 und ０172\u20119925904!"
    assert found(text) == [
        ("DE91\u00a01000\u200b 0000 0123 4567 89", "iban"),
        ("０172\u20119925904", "phone"),
    ]


MARKED = re.compile(r"\{(\w+):([^}]*)\}")


def marked(line: str) -> tuple[str, list[tuple[str, str]]]:
    """ "{person:Frau Kaya} sagt" -> the text, and what is marked in it."""
    return MARKED.sub(r"\2", line), [(text, kind) for kind, text in MARKED.findall(line)]


def test_find_in_texts_that_were_written_for_it() -> None:
    """Recall and precision per kind, exact spans."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    claimed: Counter[str] = Counter()
    for line in TEXTS.read_text(encoding="utf-8").splitlines():
        text, expected = marked(line)
        given = found(text)
        wanted.update(kind for _, kind in expected)
        claimed.update(kind for _, kind in given)
        right.update(kind for _, kind in set(expected) & set(given))
    assert set(wanted) == set(KINDS)
    for kind in KINDS:
        recall, precision = right[kind] / wanted[kind], right[kind] / claimed[kind]
        least = (0.95, 0.95) if kind in ("person", "address") else (1.0, 1.0)
        assert (recall, precision) >= least, (kind, recall, precision)
        assert precision >= least[1], (kind, precision)
