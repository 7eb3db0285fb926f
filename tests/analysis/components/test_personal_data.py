"""Personal data: what is none, and what is found, with exact offsets in the original text."""

import pytest

from analysis.components.personal_data import find


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
