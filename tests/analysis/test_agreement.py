"""Two codings beside each other, by code and in words."""

import itertools

import pytest

from analysis.agreement import Confusion, NothingToCompare, compare
from analysis.agreement_text import in_words, unclear
from analysis.codebook import Category, Code, Codebook
from analysis.coded_lines import SpanCodes, StatementCodes

CODEBOOK = Codebook(
    id="probe",
    version=1,
    title="Probe",
    categories=(
        Category(
            id="r",
            label="Rad",
            codes=(
                Code(id="weg", label="Weg"),
                Code(id="licht", label="Licht"),
                Code(id="nie", label="Nie vergeben"),
            ),
        ),
    ),
)


def whole(name: object, *codes: str) -> StatementCodes:
    return StatementCodes(id=str(name), codes=frozenset(codes), spans=None)


def cut(name: object, *bounds: int, codes: tuple[str, ...] = ()) -> StatementCodes:
    spans = tuple(
        SpanCodes(start=start, end=end, codes=frozenset(codes))
        for start, end in itertools.pairwise(bounds)
    )
    return StatementCodes(id=str(name), codes=frozenset(codes), spans=spans)


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(NothingToCompare, match="Keine Aussage kommt in beiden Dateien vor"):
        compare([whole(1)], [whole(2)], codebook=CODEBOOK)


def test_other_bounds_are_refused_with_the_way_out() -> None:
    with pytest.raises(NothingToCompare, match="--unit statement"):
        compare([cut(1, 0, 5)], [cut(1, 0, 6)], codebook=CODEBOOK)
    found = compare([cut(1, 0, 5)], [cut(1, 0, 6)], codebook=CODEBOOK, unit="statement")
    assert found.overall.units == 1


def test_a_foreign_code_is_refused() -> None:
    with pytest.raises(NothingToCompare, match="„auto“ steht nicht im Kategoriensystem „Probe“"):
        compare([whole(1, "auto")], [whole(1)], codebook=CODEBOOK, unit="statement")


def test_counts_per_code_and_confusions() -> None:
    first = [whole(1, "weg"), whole(2, "weg"), whole(3, "weg", "licht"), whole(4), whole(9)]
    second = [whole(1, "weg"), whole(2, "licht"), whole(3, "licht"), whole(4), whole(8), whole(7)]
    found = compare(first, second, codebook=CODEBOOK, unit="statement", repeats=0)
    assert (found.statements, found.unshared, found.uncut, found.overall.units) == (4, 3, 0, 4)
    assert [(one.code, one.first, one.second, one.both) for one in found.codes] == [
        ("weg", 3, 1, 1),
        ("licht", 1, 2, 1),
    ]
    assert found.codes[0].agreement.share.value == 0.5
    # 3 is no confusion: the second gave a subset, nothing instead.
    assert found.confusions == (Confusion(code="licht", instead="weg", times=1),)


def test_segments_with_other_bounds_are_counted_and_left_out() -> None:
    first = [cut(1, 0, 5, 9, codes=("weg",)), cut(2, 0, 4)]
    second = [cut(1, 0, 5, 8, codes=("weg",)), cut(2, 0, 4), cut(3, 0, 2)]
    found = compare(first, second, codebook=CODEBOOK, repeats=0)
    assert (found.overall.units, found.uncut, found.statements, found.unshared) == (2, 2, 2, 1)
    assert "2 Sinneinheiten blieben außen vor" in in_words(found)


def test_words_name_the_code_that_needs_a_rule() -> None:
    first = [whole(n, "weg") for n in range(20)] + [whole(n, "licht") for n in range(20, 40)]
    second = [whole(n, "licht" if n % 2 else "weg") for n in range(20)] + first[20:]
    report = compare(first, second, codebook=CODEBOOK, unit="statement")
    assert [one.code for one in unclear(report)] == ["weg", "licht"]
    text = in_words(report)
    assert text.startswith(
        "Verglichen: 40 ganze Aussagen aus 40 Aussagen, die in beiden Dateien stehen.\n\n"
        "In 75 von 100 Fällen sind beide Kodierungen gleich. Krippendorffs Alpha: 0,47 ("
    )
    assert "Das ist zu wenig (unter 0,67)" in text
    assert "die erste Seite vergibt ihn 20-mal, die zweite 10-mal, gemeinsam 10-mal." in text
    assert "Statt seiner steht 10-mal „Licht“: Grenzen Sie beide voneinander ab." in text
    assert "Eine Seite vergibt ihn viel öfter" in text


def test_words_about_good_agreement_blame_no_code() -> None:
    both = [whole(n, "weg" if n % 2 else "licht") for n in range(40)]
    report = compare(both, both, codebook=CODEBOOK, unit="statement")
    assert unclear(report) == ()
    assert in_words(report).endswith(
        "Krippendorffs Alpha: 1,00 (1,00 bis 1,00). Das ist verlässlich (ab 0,80)."
    )


def test_words_warn_where_few_units_were_compared() -> None:
    first = [whole(n, "weg" if n < 5 else "licht") for n in range(10)]
    second = [*first[:9], whole(9, "weg")]
    text = in_words(compare(first, second, codebook=CODEBOOK, unit="statement"))
    assert "Die Spanne reicht aber darunter" in text


def test_always_the_same_code_has_no_alpha() -> None:
    both = [whole(n, "weg") for n in range(4)]
    text = in_words(compare(both, both, codebook=CODEBOOK, unit="statement"))
    assert "In 100 von 100 Fällen sind beide Kodierungen gleich." in text
    assert "gibt es dafür nicht: Es wurde immer dasselbe vergeben." in text
    assert "Zu selten vergeben (unter 5-mal), die Regel bleibt ungeprüft: „Weg“." in text
