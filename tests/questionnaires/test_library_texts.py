"""The wording of the two shipped questionnaires: time to read it, languages, purposes."""

import re
from pathlib import Path

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "questionnaires" / "library"
PROVIDERS = LIBRARY / "traegerabfrage.xlsx"
RESIDENTS = LIBRARY / "beteiligung_im_quartier.xlsx"

Row = dict[str, str]

RESIDENT_LANGUAGES = ["de", "de-x-leicht", "en", "tr", "uk", "ru", "ar", "pl"]


def sheet(path: Path, name: str) -> list[Row]:
    """Rows of a sheet by column header; empty cells are absent."""
    workbook = openpyxl.load_workbook(path, read_only=True)
    header, *rows = workbook[name].iter_rows(values_only=True)
    workbook.close()
    return [
        {str(h): str(c) for h, c in zip(header, row, strict=True) if c is not None} for row in rows
    ]


def is_question(row: Row) -> bool:
    return not row["type"].startswith(("begin_", "end_"))


def questions(path: Path) -> list[Row]:
    return [row for row in sheet(path, "survey") if is_question(row)]


def pages(path: Path) -> dict[str, list[Row]]:
    """Group row and questions of each page, by page name."""
    found: dict[str, list[Row]] = {}
    page = ""
    for row in sheet(path, "survey"):
        if row["type"] == "begin_group":
            page = row["name"]
            found[page] = [row]
        elif is_question(row):
            found[page].append(row)
    return found


def facility_pages(path: Path) -> list[str]:
    rows = sheet(path, "survey")
    kinds = [row["type"] for row in rows]
    inside = rows[kinds.index("begin_repeat") : kinds.index("end_repeat")]
    return [row["name"] for row in inside if row["type"] == "begin_group"]


def choices(path: Path) -> dict[str, list[Row]]:
    lists: dict[str, list[Row]] = {}
    for row in sheet(path, "choices"):
        lists.setdefault(row["list_name"], []).append(row)
    return lists


def by_language(row: Row, column: str) -> dict[str, str]:
    pattern = re.compile(rf"{column}::.+ \(([\w-]+)\)")
    return {m[1]: text for header, text in row.items() if (m := pattern.fullmatch(header))}


def german(row: Row, column: str) -> str:
    return by_language(row, column).get("de", "")


# Time budget: the estimate of questionnaires/library/README.md


def words(text: str) -> int:
    return len(text.split())


def seconds(
    page: list[Row],
    lists: dict[str, list[Row]],
    *,
    per_word: float,
    pace: float,
    answer: dict[str, float],
) -> float:
    """Estimated seconds of a page: reading plus answering; conditional questions count half."""
    group, *rows = page
    total = pace * per_word * (words(german(group, "label")) + words(german(group, "hint")))
    read: set[str] = {"gebiete"}
    for row in rows:
        kind, _, name = row["type"].partition(" ")
        text = words(german(row, "label")) + words(german(row, "hint"))
        if name and name not in read:
            read.add(name)
            text += sum(words(german(choice, "label")) for choice in lists[name])
        spent = pace * per_word * text + answer["area" if name == "gebiete" else kind]
        total += spent / 2 if "relevant" in row else spent
    return total


def budget(path: Path) -> dict[str, float]:
    return {name: float(rows[0]["service::minutes"]) for name, rows in pages(path).items()}


def test_provider_time_budget_is_eight_and_three_minutes() -> None:
    minutes, facility = budget(PROVIDERS), facility_pages(PROVIDERS)
    assert sum(m for name, m in minutes.items() if name not in facility) == 8
    assert sum(minutes[name] for name in facility) == 3
    answer = {"text": 28.0, "select_one": 3.0, "select_multiple": 6.0, "area": 8.0}
    for name, page in pages(PROVIDERS).items():
        pace = 2 / 3 if name in facility else 1
        estimate = seconds(page, choices(PROVIDERS), per_word=0.25, pace=pace, answer=answer)
        assert 0.75 * 60 * minutes[name] < estimate <= 60 * minutes[name], (name, estimate)


def test_resident_time_budget_is_three_minutes() -> None:
    minutes = budget(RESIDENTS)
    assert sum(minutes.values()) == pytest.approx(3)
    answer = {"text": 20.0, "select_one": 4.0, "area": 10.0}
    for name, page in pages(RESIDENTS).items():
        estimate = seconds(page, choices(RESIDENTS), per_word=0.3, pace=1, answer=answer)
        assert 0.75 * 60 * minutes[name] < estimate <= 60 * minutes[name], (name, estimate)


# Languages


def resident_texts() -> list[dict[str, str]]:
    rows = [row for row in sheet(RESIDENTS, "survey") if not row["type"].startswith("end_")]
    rows += sheet(RESIDENTS, "choices")
    return [
        texts for row in rows for column in ("label", "hint") if (texts := by_language(row, column))
    ]


def test_every_text_of_the_residents_is_there_in_every_language() -> None:
    assert [texts for texts in resident_texts() if list(texts) != RESIDENT_LANGUAGES] == []
    assert all(
        by_language(row, "label") and by_language(row, "hint") for row in questions(RESIDENTS)
    )
    assert len(resident_texts()) == 6 + 1 + 2 * 6 + len(sheet(RESIDENTS, "choices"))


@pytest.mark.parametrize(
    ("language", "letters", "foreign"),
    [
        ("uk", "[а-яіїєґ]", "[ыэъё]"),
        ("ru", "[а-я]", "[іїєґ]"),
        ("ar", "[\u0621-\u064a]", "[а-яäöüß]"),
        ("en", "[a-z]", "[äöüß]"),
        ("tr", "[a-zçğıöşü]", "[äßа-я]"),
        ("pl", "[a-ząćęłńóśźż]", "[äöüß]"),
    ],
    ids=["uk", "ru", "ar", "en", "tr", "pl"],
)
def test_every_translation_is_written_in_its_own_letters(
    language: str, letters: str, foreign: str
) -> None:
    texts = [t[language].lower() for t in resident_texts()]
    assert [text for text in texts if not re.search(letters, text)] == []
    assert [text for text in texts if re.search(foreign, text)] == []
    assert [t for t in resident_texts() if t[language] == t["de"]] == []


def test_easy_language_has_short_sentences_and_short_words() -> None:
    sentences = [
        s for t in resident_texts() for s in re.split(r"[.?!:\n]+", t["de-x-leicht"]) if s.strip()
    ]
    assert len(sentences) > 60
    assert [sentence for sentence in sentences if words(sentence) > 10] == []
    long = {w for s in sentences for w in re.findall(r"[\w]+", s) if len(w) > 12}
    assert long == set()
    subjunctive = re.compile(r"\b(würden?|könnten?|sollten?|möchten)\b")
    assert [sentence for sentence in sentences if subjunctive.search(sentence.lower())] == [
        "Wir möchten wissen", "Wir möchten wissen",
    ]  # fmt: skip


def test_help_stands_beside_every_free_text_in_every_language() -> None:
    numbers = ["112", "110", "0800\u202f111\u202f0\u202f111", "116\u202f016"]
    for row in questions(RESIDENTS):
        for language, hint in by_language(row, "hint").items():
            found = [re.search(rf"(?<!\d){number}(?!\d)", hint) is not None for number in numbers]
            assert found == [row["type"] == "text"] * 4, (row["name"], language)


# The table of purposes


def purposes() -> dict[str, list[str]]:
    text = (ROOT / "docs" / "fragen.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", text, flags=re.MULTILINE)
    assert len(rows) == len(dict(rows))
    return {code: cells.split(" | ") for code, cells in rows}


def test_every_question_has_its_purpose_and_every_purpose_its_question() -> None:
    asked = {
        row["name"]: german(row, "label")
        for path in (PROVIDERS, RESIDENTS)
        for row in questions(path)
    }
    assert {code: cells[0] for code, cells in purposes().items()} == asked
    assert len(asked) == 51


def test_every_purpose_says_why_no_data_exist_and_where_the_report_uses_it() -> None:
    assert [
        code
        for code, cells in purposes().items()
        if len(cells) != 4 or not all(map(str.strip, cells))
    ] == []
