"""How often the machine was right, per code."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from survey_service.cli.analysis.files import print_table, refusals

Share = Annotated[float, Parameter(validator=validators.Number(gt=0, lt=1))]


def precision(
    *, codebook: Path, coded: Path, reviewed: Path, demanded: Share = 0.9, json: bool = False
) -> None:
    """Wie oft hatte die Maschine recht? Je Thema, mit der Spanne und dem, was sicher gilt.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    coded
        Von der Maschine kodierte Aussagen („analysis code“).
    reviewed
        Dieselben Aussagen oder ein Teil davon, von Menschen kodiert, mit denselben Sinneinheiten.
    demanded
        Ab diesem sicheren Anteil (mit 95 % Gewissheit) gilt ein Thema als verlässlich genug, um es
        automatisch anzunehmen.
    json
        Als JSON ausgeben.
    """
    import msgspec

    from analysis import acceptance, agreement, coded_lines
    from analysis import codebook as codebooks

    with refusals():
        report = agreement.compare(
            coded_lines.read(reviewed),
            coded_lines.read(coded),
            codebook=codebooks.read(codebook),
            repeats=0,
        )
    found = [
        (one.label, acceptance.precision(one.code, right=one.both, reviewed=one.second))
        for one in report.codes
        if one.second
    ]
    if json:
        content = msgspec.json.encode([one for _, one in found])
        print(msgspec.json.format(content, indent=2).decode())
        return
    enough = sum(one.at_least >= demanded for _, one in found)
    print(
        f"{enough} von {len(found)} Themen sind mit 95 % Gewissheit in mindestens"
        f" {100 * demanded:.0f} % der Vorschläge richtig."
    )
    print_table("Thema", ("richtig", "von", "95 %-Spanne", "mindestens", ""), (
        (
            label,
            str(one.right),
            str(one.reviewed),
            f"{_percent(one.low)} bis {_percent(one.high)}",
            _percent(one.at_least),
            "genügt" if one.at_least >= demanded else "",
        )
        for label, one in found
    ))  # fmt: skip


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
