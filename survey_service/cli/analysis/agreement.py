"""How far two codings of the same statements agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey_service.cli.analysis.files import refusals

if TYPE_CHECKING:
    from analysis.agreement import AgreementReport, CodeAgreement


def agreement(
    *,
    codebook: Path,
    first: Path,
    second: Path,
    unit: Literal["segment", "statement"] = "segment",
    json: bool = False,
) -> None:
    """Zwei Kodierungen vergleichen: Krippendorffs Alpha, Cohens Kappa, je Thema und insgesamt.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    first
        Die eine Kodierung: je Zeile ein JSON-Objekt mit id und segments oder codes, von Menschen
        oder aus „analysis code“.
    second
        Die andere Kodierung derselben Aussagen.
    unit
        Einheit: segment (Sinneinheiten mit gleichen Grenzen) oder statement (die ganze Aussage).
    json
        Als JSON ausgeben, mit allen Zahlen.
    """
    import msgspec

    from analysis import agreement as agreements
    from analysis import agreement_text, coded_lines
    from analysis import codebook as codebooks

    with refusals():
        report = agreements.compare(
            coded_lines.read(first),
            coded_lines.read(second),
            codebook=codebooks.read(codebook),
            unit=unit,
        )
    if json:
        print(msgspec.json.format(msgspec.json.encode(report), indent=2).decode())
        return
    print(agreement_text.in_words(report))
    print()
    _table(report)


def _table(report: "AgreementReport") -> None:
    from rich.console import Console
    from rich.table import Table

    from analysis.agreement_text import decimal, interval

    table = Table(box=None, pad_edge=False)
    table.add_column("Thema", overflow="fold")
    for name in ("erste", "zweite", "beide", "gleich", "Kappa", "Alpha (95 %)"):
        table.add_column(name, justify="right", no_wrap=True)

    def row(one: "CodeAgreement") -> tuple[str, ...]:
        found = one.agreement
        counts = (str(one.first), str(one.second), str(one.both))
        return (one.label, *counts, decimal(found.share.value), decimal(found.kappa.value),
                interval(found.alpha))  # fmt: skip

    for one in report.codes:
        table.add_row(*row(one))
    whole = report.overall
    table.add_row("Insgesamt", "", "", "", decimal(whole.share.value), decimal(whole.kappa.value),
                  interval(whole.alpha))  # fmt: skip
    Console(soft_wrap=False).print(table)
