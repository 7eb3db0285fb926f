"""Repetitions and mass submissions, told apart from what is merely similar, in linear time."""

import time

import numpy as np

from analysis.near_duplicates import MASS, Repeated, find

LETTER = (
    "Sehr geehrte Damen und Herren, wir fordern, dass die Buslinie 851 auch am Sonntag fährt. "
    "Viele ältere Menschen in unserem Ortsteil kommen sonst nicht zum Friedhof und zur Kirche."
)
WORDS = [
    first + second
    for first in ("Spiel", "Rad", "Kinder", "Senioren", "Sprach", "Bus", "Wohn", "Pflege")
    for second in ("platz", "weg", "garten", "treff", "kurs", "halt", "geld", "dienst", "raum")
]


def invented(number: int, seed: int = 0) -> list[str]:
    random = np.random.default_rng(seed)
    return [" ".join(random.choice(WORDS, 12)) for _ in range(number)]


def test_no_texts_and_empty_texts_are_no_repetitions() -> None:
    assert find([]) == ()
    assert find(["", " ", "!!!", "?"]) == ()


def test_spelling_case_and_signs_do_not_matter() -> None:
    assert find(["Mehr Bänke!", "Weniger Lärm.", "mehr  baenke", "Mehr Bän\u00adke"]) == (
        Repeated((0, 2, 3)),
    )


def test_a_prepared_letter_with_own_words_is_found() -> None:
    own = [
        LETTER,
        LETTER.replace("851", "852"),
        "Guten Tag! " + LETTER,
        LETTER + " Mit freundlichen Grüßen, M.",
    ]
    assert find(["Etwas ganz anderes über die Kita.", *own]) == (Repeated((1, 2, 3, 4)),)


def test_what_is_about_the_same_subject_is_no_repetition() -> None:
    assert (
        find([LETTER, "Die Buslinie 851 fährt am Sonntag nicht, ältere Menschen bleiben daheim."])
        == ()
    )


def test_short_texts_need_to_be_equal() -> None:
    assert find(["Kita", "Kitas", "kita!"]) == (Repeated((0, 2)),)


def test_many_are_a_mass_submission() -> None:
    few, many = find(
        [LETTER] * (MASS - 1) + [f"Rettet das Freibad an der Erft {n}" for n in "a" * MASS]
    )
    assert (few.mass, many.mass) == (False, True)


def test_close_pairs_are_found_and_far_ones_left() -> None:
    texts = invented(400)
    changed = [text.rsplit(" ", 1)[0] + " Ende" for text in texts]
    found = {one.texts for one in find(texts + changed, alike=0.7)}
    assert found == {(number, 400 + number) for number in range(400)}
    assert find(texts + invented(400, seed=1)) == ()


def test_time_is_linear_also_with_a_mass_submission() -> None:
    texts = invented(20_000)
    for number in range(0, len(texts), 4):
        # A quarter is the same letter, each with a name of its own under it.
        texts[number] = f"{LETTER} Familie {number}"

    def seconds(part: list[str]) -> float:
        started = time.process_time()
        find(part)
        return time.process_time() - started

    # Four times as many take four times as long; compared each with each it would be sixteen.
    assert seconds(texts) < 8 * min(seconds(texts[:5_000]) for _ in range(2))
    (letter,) = find(texts[:5_000])
    assert len(letter.texts) == 1_250
