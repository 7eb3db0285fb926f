"""What a benchmark gives back, and how figures are shown."""

import statistics
from collections.abc import Callable

import msgspec


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One measured figure. ``target`` None = reported only; ``at_least``: larger is better."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False
    baseline: float | None = None
    baseline_name: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a target."""
        if self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target


def median_of(times: int, measure: Callable[[], float]) -> float:
    """Median of several measurements: machines are noisy."""
    return statistics.median(measure() for _ in range(times))


def table(figures: list[Figure]) -> str:
    """The figures as text: name, value, target, baseline."""
    rows = [("Figure", "Value", "Target", "", "Baseline of the same run")]
    for one in figures:
        sign = "≥" if one.at_least else "≤"
        target = "" if one.target is None else f"{sign} {one.target:g} {one.unit}"
        verdict = {True: "met", False: "MISSED", None: ""}[one.met]
        baseline = (
            "" if one.baseline is None else f"{one.baseline:.3g} {one.unit} ({one.baseline_name})"
        )
        rows.append((one.name, f"{one.value:.4g} {one.unit}", target, verdict, baseline))
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
