"""What a measurement of the coder says, in German, for somebody who plans and does not count."""

from collections.abc import Sequence

from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.cross_validation import CodingReport, CurvePoint
from analysis.evaluation import Score

# Fewer units than these say nothing about a single code.
FEWEST = 10
WEAK = 0.5
SHOWN = 5
# Two people who code such material with training agree about so often (micro-F1 of one to the
# other; Romberg & Escher 2022 and the usual range in qualitative content analysis).
PEOPLE = "zwischen 70 und 85 von 100"


def per_cent(share: float) -> str:
    return f"{share * 100:.0f} %"


def in_words(report: CodingReport, *, codebook: Codebook, curve: Sequence[CurvePoint] = ()) -> str:
    """Paragraphs: how it was measured, how good, how sure, where weak, what more would help."""
    labels = {code.id: code.label for code in codes_of(codebook)}
    return "\n\n".join(
        part
        for part in (
            _measured(report),
            _good(report),
            _sure(report),
            _honest(report),
            _weak(report, labels),
            _confused(report, labels),
            _learning(curve),
        )
        if part
    )


def _measured(report: CodingReport) -> str:
    return (
        f"Wie gut kodiert die Maschine? Gemessen an {report.texts} Aussagen mit {report.units}"
        " Sinneinheiten, die Menschen kodiert haben. Jede Aussage wurde von einem Kodierer kodiert,"
        " der sie beim Lernen nicht gesehen hat."
    )


def _good(report: CodingReport) -> str:
    total = report.segments.total
    text = (
        f"Von 100 Themen, die die Maschine vorschlägt, stimmen {_hundred(total.precision)}; von"
        f" 100 Themen, die Menschen vergeben haben, findet sie {_hundred(total.recall)} (F1"
        f" {_decimal(report.segments.micro_f1)}, Mittel über die Themen"
        f" {_decimal(report.segments.macro_f1)}). Unter den ersten drei Vorschlägen stehen"
        f" {_hundred(report.first_three)} von 100 richtigen Themen. Zum Vergleich: Zwei geübte"
        f" Menschen stimmen bei solchen Texten {PEOPLE} Mal überein."
    )
    if report.foreign_three is not None:
        text += (
            " In Texten anderer Sprachen stehen"
            f" {_hundred(report.foreign_three)} von 100 unter den ersten drei."
        )
    return text


def _sure(report: CodingReport) -> str:
    if not report.sure.number:
        return "Keinen Vorschlag nennt die Maschine sicher: Dazu reichen die Aussagen noch nicht."
    return (
        f"{_hundred(report.sure.number / max(1, report.sure.proposed))} von 100 Vorschlägen nennt"
        f" die Maschine sicher; von diesen stimmen"
        f" {_hundred(report.sure.right / report.sure.number)} von 100."
    )


def _honest(report: CodingReport) -> str:
    error = report.reliability.error
    judged = "sind ehrlich" if error <= 0.05 else "sind nur ungefähr zu nehmen"
    return (
        f"Die angegebenen Sicherheiten {judged}: Im Mittel liegen sie"
        f" {_decimal(error * 100, digits=1)} Prozentpunkte neben dem Anteil, der wirklich stimmt."
    )


def _weak(report: CodingReport, labels: dict[str, str]) -> str:
    weak = sorted(
        (
            one
            for one in report.segments.labels
            if one.right + one.missed >= FEWEST and one.f1 < WEAK
        ),
        key=lambda one: one.f1,
    )
    if not weak:
        return ""
    named = ", ".join(f"{labels.get(one.label, one.label)} ({_found(one)})" for one in weak[:SHOWN])
    return (
        f"Schwach ist sie bei: {named}. Hier helfen eine klarere Regel, weitere Ankerbeispiele und"
        " mehr geprüfte Aussagen."
    )


def _found(one: Score) -> str:
    return f"{one.right} von {one.right + one.missed} gefunden"


def _confused(report: CodingReport, labels: dict[str, str]) -> str:
    often = [one for one in report.confusions if one.times > 1][:SHOWN]
    if not often:
        return ""
    named = "; ".join(
        f"„{labels.get(one.found, one.found)}“ statt „{labels.get(one.wanted, one.wanted)}“"
        f" ({one.times}-mal)"
        for one in often
    )
    return f"Am häufigsten verwechselt: {named}."


def _learning(curve: Sequence[CurvePoint]) -> str:
    if len(curve) < 2:
        return ""
    steps = ", ".join(f"{one.texts} Aussagen {_decimal(one.micro_f1)}" for one in curve)
    gain = curve[-1].micro_f1 - curve[-2].micro_f1
    hope = (
        "Weitere kodierte Aussagen werden sie voraussichtlich noch deutlich bessern."
        if gain >= 0.01
        else "Weitere kodierte Aussagen bringen voraussichtlich nur noch wenig."
    )
    return f"Lernkurve (F1): {steps}. {hope}"


def _hundred(share: float) -> str:
    return f"{share * 100:.0f}"


def _decimal(value: float, *, digits: int = 2) -> str:
    return f"{value:.{digits}f}".replace(".", ",")
