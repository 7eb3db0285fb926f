"""Whose word holds."""

import pytest

from analysis.adjudication import Word, standing

MACHINE = Word("themes-1", False, "proposed", 1)
SUGGESTED = Word("themes-1", False, "suggested", 1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], None),
        ([SUGGESTED], None),
        ([MACHINE], "proposed"),
        ([MACHINE, Word("erika", True, "rejected", 1)], "rejected"),
        ([SUGGESTED, Word("erika", True, "accepted", 1)], "accepted"),
        ([Word("erika", True, "accepted", 1)], "accepted"),
        ([Word("erika", True, "rejected", 2), Word("erika", True, "accepted", 1)], "rejected"),
        ([Word("erika", True, "accepted", 1), Word("max", True, "rejected", 1), MACHINE], "open"),
        ([Word("erika", True, "accepted", 1), Word("max", True, "accepted", 4)], "accepted"),
    ],
)
def test_standing(words: list[Word], expected: str | None) -> None:
    assert standing(words) == expected
