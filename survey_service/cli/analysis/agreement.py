"""How far two codings of the same statements agree."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey_service.cli.analysis.files import print_table, refusals

if TYPE_CHECKING:
    from analysis.agreement import AgreementReport
    from analysis.reliability import Agreement


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
    rows = [
        (one.label, str(one.first), str(one.second), str(one.both), *_figures(one.agreement))
        for one in report.codes
    ]
    rows.append(("Insgesamt", "", "", "", *_figures(report.overall)))
    print_table("Thema", ("erste", "zweite", "beide", "gleich", "Kappa", "Alpha (95 %)"), rows)


def _figures(found: "Agreement") -> tuple[str, str, str]:
    from analysis.agreement_text import decimal, interval

    return decimal(found.share.value), decimal(found.kappa.value), interval(found.alpha)
