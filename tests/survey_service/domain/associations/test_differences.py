"""What changed, word by word; nothing is lost on the way."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_service.domain.associations.differences import Change, differences


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", ()),
        ("gleich", "gleich", (Change("same", "gleich"),)),
        ("", "neu", (Change("added", "neu"),)),
        ("alt", "", (Change("removed", "alt"),)),
        (
            "Es fehlen Wohnungen.",
            "Es fehlen bezahlbare Wohnungen.",
            (
                Change("same", "Es fehlen"),
                Change("added", " bezahlbare"),
                Change("same", " Wohnungen."),
            ),
        ),
        (
            "Eins.\nZwei Worte.\nDrei.",
            "Eins.\nZwei Wörter.\nDrei.",
            (
                Change("same", "Eins.\n"),
                Change("same", "Zwei"),
                Change("removed", " Worte."),
                Change("added", " Wörter."),
                Change("same", "\n"),
                Change("same", "Drei."),
            ),
        ),
    ],
)
def test_changes_between_two_texts(before: str, after: str, expected: tuple[Change, ...]) -> None:
    assert differences(before, after) == expected


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_both_texts_stand_in_the_changes(before: str, after: str) -> None:
    found = differences(before, after)
    assert "".join(one.text for one in found if one.kind != "added") == before
    assert "".join(one.text for one in found if one.kind != "removed") == after


def test_a_long_text_takes_no_long_time() -> None:
    lines = [f"Zeile {number} mit einigen Wörtern darin.\n" for number in range(1_200)]
    changed = [line.replace("einigen", "vielen") if n % 7 else line for n, line in enumerate(lines)]
    begun = time.process_time()
    differences("".join(lines), "".join(changed))
    assert time.process_time() - begun < 2
