"""What an agreement report says, in German, for somebody who plans and does not count."""

from collections.abc import Iterator

from analysis.agreement import AgreementReport, CodeAgreement
from analysis.reliability import Coefficient

RELIABLE = 0.8
TENTATIVE = 2 / 3
"""Krippendorff 2004, "Content Analysis", p. 241: rely on .800, draw tentative conclusions from
.667."""
FEWEST = 5
"""A code given less often (by either) says nothing about its rule."""


def decimal(value: float | None) -> str:
    """0.75 -> 0,75; what is not defined is a dash."""
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def interval(one: Coefficient) -> str:
    if one.low is None or one.high is None:
        return decimal(one.value)
    return f"{decimal(one.value)} ({decimal(one.low)} bis {decimal(one.high)})"


def in_words(report: AgreementReport) -> str:
    """Paragraphs: what was compared, how good it is, which codes need a clearer rule."""
    return "\n\n".join(
        part
        for part in (_compared(report), _judged(report), _unclear(report), _rare(report))
        if part
    )


def unclear(report: AgreementReport) -> tuple[CodeAgreement, ...]:
    """Codes whose rule two people (or person and machine) read differently; the worst first."""
    found = [
        one
        for one in report.codes
        if max(one.first, one.second) >= FEWEST
        and one.agreement.alpha.value is not None
        and one.agreement.alpha.value < TENTATIVE
    ]
    return tuple(sorted(found, key=lambda one: one.agreement.alpha.value or 0))


def _compared(report: AgreementReport) -> str:
    kind = "Sinneinheiten" if report.unit == "segment" else "ganze Aussagen"
    text = (
        f"Verglichen: {report.overall.units} {kind} aus {report.statements} Aussagen, die in"
        " beiden Dateien stehen."
    )
    if report.uncut:
        text += (
            f" {report.uncut} Sinneinheiten blieben außen vor, weil nur eine der beiden Seiten"
            " sie so abgegrenzt hat."
        )
    if report.unshared:
        text += f" {report.unshared} Aussagen stehen nur in einer der beiden Dateien."
    return text


def _judged(report: AgreementReport) -> str:
    alpha = report.overall.alpha
    share = report.overall.share.value or 0
    equal = f"In {round(100 * share)} von 100 Fällen sind beide Kodierungen gleich."
    if alpha.value is None:
        return f"{equal} Krippendorffs Alpha gibt es dafür nicht: Es wurde immer dasselbe vergeben."
    text = f"{equal} Krippendorffs Alpha: {interval(alpha)}. {_grade(alpha.value)}"
    if alpha.low is not None and _grade(alpha.low) != _grade(alpha.value):
        text += (
            " Die Spanne reicht aber darunter: Vergleichen Sie mehr Aussagen, bevor Sie sich"
            " darauf verlassen."
        )
    return text


def _grade(alpha: float) -> str:
    if alpha >= RELIABLE:
        return "Das ist verlässlich (ab 0,80)."
    if alpha >= TENTATIVE:
        return "Das reicht für vorläufige Schlüsse (0,67 bis 0,80), nicht für einzelne Zahlen."
    return (
        "Das ist zu wenig (unter 0,67): Klären Sie die Regeln, kodieren Sie neu und vergleichen"
        " Sie noch einmal."
    )


def _unclear(report: AgreementReport) -> str:
    lines = [
        f"- „{one.label}“: Alpha {interval(one.agreement.alpha)}; {_reason(one, report)}"
        for one in unclear(report)
    ]
    if not lines:
        return ""
    return "\n".join(["Eine klarere Regel brauchen:", *lines])


def _reason(one: CodeAgreement, report: AgreementReport) -> str:
    text = (
        f"die erste Seite vergibt ihn {one.first}-mal, die zweite {one.second}-mal,"
        f" gemeinsam {one.both}-mal."
    )
    for other, times in _mixed_up(one.code, report):
        text += f" Statt seiner steht {times}-mal „{other}“: Grenzen Sie beide voneinander ab."
    if max(one.first, one.second) >= 2 * min(one.first, one.second):
        text += " Eine Seite vergibt ihn viel öfter: Legen Sie fest, ab wann er gilt."
    return text


def _mixed_up(code: str, report: AgreementReport) -> Iterator[tuple[str, int]]:
    """The code it is mixed up with most, if that happened more than once."""
    labels = {one.code: one.label for one in report.codes}
    for one in report.confusions:
        if code in (one.code, one.instead) and one.times > 1:
            yield labels[one.instead if one.code == code else one.code], one.times
            return


def _rare(report: AgreementReport) -> str:
    rare = [one.label for one in report.codes if max(one.first, one.second) < FEWEST]
    if not rare:
        return ""
    names = ", ".join(f"„{label}“" for label in rare[:5])
    more = f" und {len(rare) - 5} weitere" if len(rare) > 5 else ""
    return f"Zu selten vergeben (unter {FEWEST}-mal), die Regel bleibt ungeprüft: {names}{more}."
