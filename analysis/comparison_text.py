"""What the comparison of two coders says, in German, for who decides which one codes."""

from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coder_comparison import Measured, SideBySide
from analysis.cross_validation import CodingReport
from analysis.evaluation import Score
from analysis.evaluation_text import FEWEST

# A code is named where its F1 moved by so much.
MOVED = 0.1
NAMED = 5


def in_words(measured: Measured, *, codebook: Codebook) -> str:
    """Paragraphs: who is better and how sure that is, codes that gained or lost, what to do."""
    both = measured.both
    if both is None:
        return (
            "Ein Vergleich ist noch nicht möglich: Fast alle geprüften Aussagen hat der bisherige"
            " Kodierer beim Lernen gesehen; an ihnen wäre er zu Unrecht gut. Prüfen Sie weitere"
            " Aussagen und lassen Sie dann noch einmal lernen."
        )
    labels = {code.id: code.label for code in codes_of(codebook)}
    return "\n\n".join(
        part
        for part in (
            _sides(both),
            _verdict(both),
            _moved("Besser geworden", both, labels, gained=True),
            _moved("Schlechter geworden", both, labels, gained=False),
        )
        if part
    )


def _sides(both: SideBySide) -> str:
    return (
        f"{_side('Der neue Kodierer', both.new)} {_side('Der bisherige', both.old)} Beide haben"
        f" dieselben {both.new.texts} Aussagen mit {both.new.units} Sinneinheiten kodiert, die sie"
        " beim Lernen nicht gesehen haben."
    )


def _side(name: str, report: CodingReport) -> str:
    total = report.segments.total
    return (
        f"{name}: Von 100 vorgeschlagenen Themen stimmen {total.precision * 100:.0f}, von 100"
        f" richtigen findet er {total.recall * 100:.0f} (F1 {_decimal(total.f1)})."
    )


def _verdict(both: SideBySide) -> str:
    gain = both.new.segments.micro_f1 - both.old.segments.micro_f1
    span = (
        f"Der Unterschied ist {_signed(gain)}; mit 95 % Gewissheit liegt er zwischen"
        f" {_signed(both.low)} und {_signed(both.high)}."
    )
    if both.low > 0:
        return f"{span} Der neue Kodierer ist besser: Es spricht alles dafür, ihn einzusetzen."
    if both.high < 0:
        return f"{span} Der neue Kodierer ist schlechter: Bleiben Sie beim bisherigen."
    if round(gain, 2) == 0:
        return f"{span} Beide sind etwa gleich gut: Ein Wechsel bringt jetzt nichts."
    return f"{span} Das kann Zufall sein: Prüfen Sie weitere Aussagen, bevor Sie wechseln."


def _moved(heading: str, both: SideBySide, labels: dict[str, str], *, gained: bool) -> str:
    pairs = sorted(
        (
            (new.f1 - old.f1 if gained else old.f1 - new.f1, old, new)
            for old, new in zip(both.old.segments.labels, both.new.segments.labels, strict=True)
            if new.right + new.missed >= FEWEST
        ),
        key=lambda entry: (-entry[0], entry[1].label),
    )
    named = [_one(old, new, labels) for moved, old, new in pairs[:NAMED] if moved >= MOVED]
    return f"{heading}: {'; '.join(named)}." if named else ""


def _one(old: Score, new: Score, labels: dict[str, str]) -> str:
    return f"„{labels.get(new.label, new.label)}“ (F1 {_decimal(old.f1)}, jetzt {_decimal(new.f1)})"


def _decimal(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")


def _signed(value: float) -> str:
    if round(value, 2) == 0:
        return _decimal(0)
    return f"{value:+.2f}".replace(".", ",").replace("-", "−")
