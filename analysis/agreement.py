"""Two codings of the same statements beside each other: per code and overall.

The same measure for two people and for a person and the machine. What the figures mean stands in
`analysis.reliability`.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Literal

import msgspec

from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coded_lines import StatementCodes
from analysis.reliability import REPEATS, Agreement, masi, measure, nominal

UnitOf = Literal["segment", "statement"]
Key = tuple[str, int, int]


class NothingToCompare(ValueError):
    """The two codings have no unit in common; the message is a German sentence."""


class CodeAgreement(msgspec.Struct, frozen=True, kw_only=True):
    """One code: on how many units the first, the second and both gave it."""

    code: str
    label: str
    first: int
    second: int
    both: int
    agreement: Agreement


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """One coder gave `code`, the other `instead`, on the same unit; in either direction."""

    code: str
    instead: str
    times: int


class AgreementReport(msgspec.Struct, frozen=True, kw_only=True):
    unit: UnitOf
    statements: int
    """Statements that both coded; what only one coded is in `unshared`."""
    unshared: int
    uncut: int
    """Segments that only one of the two has: bounds differ, nothing can be compared."""
    overall: Agreement
    codes: tuple[CodeAgreement, ...]
    """In the codebook's order, without codes that nobody gave."""
    confusions: tuple[Confusion, ...]
    """The most frequent first."""


def compare(
    first: Sequence[StatementCodes],
    second: Sequence[StatementCodes],
    *,
    codebook: Codebook,
    unit: UnitOf = "segment",
    repeats: int = REPEATS,
    seed: int = 0,
) -> AgreementReport:
    """Compare two coders. unit: segments with the same bounds, or whole statements.

    Raises NothingToCompare where there is no such unit, or a code the codebook does not have.
    """
    one, other = _units(first, unit), _units(second, unit)
    shared = {statement.id for statement in first} & {statement.id for statement in second}
    keys = sorted(one.keys() & other.keys())
    if not keys:
        raise NothingToCompare(_why_not(shared))
    pairs = [(one[key], other[key]) for key in keys]
    _check(pairs, codebook)
    # Segments of one statement are not independent: the bootstrap draws whole statements.
    number = {name: index for index, name in enumerate(sorted(shared))}
    groups = [number[statement] for statement, _, _ in keys]
    return AgreementReport(
        unit=unit,
        statements=len(shared),
        unshared=len(first) + len(second) - 2 * len(shared),
        uncut=sum(key[0] in shared for key in one.keys() ^ other.keys()),
        overall=measure(
            [[a for a, _ in pairs], [b for _, b in pairs]],
            distance=masi,
            groups=groups,
            repeats=repeats,
            seed=seed,
        ),
        codes=tuple(_per_code(pairs, codebook, groups=groups, repeats=repeats, seed=seed)),
        confusions=_confusions(pairs),
    )


def _units(codings: Sequence[StatementCodes], unit: UnitOf) -> dict[Key, frozenset[str]]:
    if unit == "statement":
        return {(one.id, 0, 0): one.codes for one in codings}
    return {
        (one.id, span.start, span.end): span.codes for one in codings for span in one.spans or ()
    }


def _why_not(shared: set[str]) -> str:
    if not shared:
        return (
            "Keine Aussage kommt in beiden Dateien vor. Bitte prüfen Sie, ob beide dieselben"
            " Aussagen mit denselben Kennungen (id) enthalten."
        )
    return (
        "Keine Sinneinheit hat in beiden Dateien dieselben Grenzen. Kodieren Sie beide Male"
        " dieselben Sinneinheiten, oder vergleichen Sie mit --unit statement ganze Aussagen."
    )


def _check(pairs: Sequence[tuple[frozenset[str], frozenset[str]]], codebook: Codebook) -> None:
    known = {code.id for code in codes_of(codebook)}
    foreign = sorted({code for pair in pairs for codes in pair for code in codes} - known)
    if foreign:
        raise NothingToCompare(
            f"Der Code „{foreign[0]}“ steht nicht im Kategoriensystem „{codebook.title}“. Bitte"
            " geben Sie das Kategoriensystem an, mit dem beide kodiert haben."
        )


def _per_code(
    pairs: Sequence[tuple[frozenset[str], frozenset[str]]],
    codebook: Codebook,
    *,
    groups: Sequence[int],
    repeats: int,
    seed: int,
) -> list[CodeAgreement]:
    found = []
    for code in codes_of(codebook):
        one = [a & {code.id} for a, _ in pairs]
        other = [b & {code.id} for _, b in pairs]
        if not any(one) and not any(other):
            continue
        found.append(
            CodeAgreement(
                code=code.id,
                label=code.label,
                first=sum(map(bool, one)),
                second=sum(map(bool, other)),
                both=sum(bool(a and b) for a, b in zip(one, other, strict=True)),
                agreement=measure(
                    [one, other], distance=nominal, groups=groups, repeats=repeats, seed=seed
                ),
            )
        )
    return found


def _confusions(
    pairs: Sequence[tuple[frozenset[str], frozenset[str]]],
) -> tuple[Confusion, ...]:
    times: Counter[tuple[str, str]] = Counter()
    for one, other in pairs:
        times.update({(min(a, b), max(a, b)) for a in one - other for b in other - one})
    return tuple(
        Confusion(code=code, instead=instead, times=number)
        for (code, instead), number in sorted(times.items(), key=lambda item: (-item[1], item[0]))
    )
