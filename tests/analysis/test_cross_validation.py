"""The coder's quality on statements it never saw, in figures and in words."""

from pathlib import Path

import pytest

from analysis import encoders, evaluation_text
from analysis import labelled as labels_of
from analysis.calibration import Bin, Reliability, reliability
from analysis.codebook import shipped
from analysis.cross_validation import CodingReport, cross_validate, learning_curve

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"


@pytest.fixture(scope="module")
def report() -> CodingReport:
    return cross_validate(
        labels_of.read(DATA), codebook=shipped(), folds=3, encoder=encoders.load()
    )


def test_quality_stays(report: CodingReport) -> None:
    """Floors under what was measured; not a goal to tune for."""
    assert report.segments.micro_f1 > 0.62
    assert report.segments.macro_f1 > 0.62
    assert report.categories.micro_f1 > 0.66
    assert report.first_three > 0.8
    assert report.statements.micro_f1 > 0.65
    assert report.types.micro_f1 > 0.72
    assert report.sure.right / report.sure.number > 0.82
    assert report.reliability.error < 0.06


def test_report_in_words(report: CodingReport) -> None:
    text = evaluation_text.in_words(report, codebook=shipped())
    assert text.startswith(
        "Wie gut kodiert die Maschine? Gemessen an 260 Aussagen mit 595 Sinneinheiten"
    )
    assert "Unter den ersten drei Vorschlägen stehen" in text
    assert "nennt die Maschine sicher; von diesen stimmen" in text
    assert "Lernkurve" not in text


def test_learning_curve_rises() -> None:
    points = learning_curve(labels_of.read(DATA), codebook=shipped(), folds=2)
    assert [point.texts for point in points] == [13, 32, 65, 130]
    assert points[-1].micro_f1 > points[0].micro_f1
    report = cross_validate(labels_of.read(DATA)[:40], codebook=shipped(), folds=2)
    assert "Lernkurve (F1): 13 Aussagen" in evaluation_text.in_words(
        report, codebook=shipped(), curve=points
    )


def test_reliability_by_hand() -> None:
    judged = [(0.95, True), (0.91, False), (0.15, False), (1.0, True)]
    assert reliability(judged) == Reliability(
        bins=(
            Bin(number=1, confidence=0.15, right=0.0),
            Bin(number=3, confidence=pytest.approx(0.9533, abs=1e-4), right=pytest.approx(2 / 3)),
        ),
        error=pytest.approx((0.15 + 3 * abs(2.86 / 3 - 2 / 3)) / 4),
    )
    assert reliability([]).error == 0
