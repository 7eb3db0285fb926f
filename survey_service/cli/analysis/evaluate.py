"""How well the machine codes, measured on labelled statements it did not learn from."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from survey_service.cli.analysis.files import print_table, refusals

if TYPE_CHECKING:
    from analysis.cross_validation import CodingReport

Folds = Annotated[int, Parameter(validator=validators.Number(gte=2))]


def evaluate(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    folds: Folds = 5,
    seed: int = 0,
    fast: bool = False,
    curve: bool = False,
    json: bool = False,
) -> None:
    """Wie gut kodiert die Maschine? Kreuzvalidierung auf kodierten Aussagen.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Von Menschen kodierte Aussagen, je Zeile ein JSON-Objekt.
    folds
        In so viele Teile werden die Aussagen geteilt; jeder wird von einem Kodierer kodiert, der
        aus den anderen gelernt hat.
    seed
        Startwert des Zufalls für die Teilung.
    fast
        Nur die schnelle Stufe, ohne Satzvektoren.
    curve
        Auch die Lernkurve: wie gut mit einem Zehntel, einem Viertel, der Hälfte der Aussagen.
    json
        Als JSON ausgeben, mit allen Zahlen.
    """
    import msgspec

    from analysis import codebook as codebooks
    from analysis import cross_validation, encoders, evaluation_text, labelled

    encoder = None if fast else encoders.load()
    with refusals():
        book = codebooks.read(codebook)
        statements = labelled.read(input)
        report = cross_validation.cross_validate(
            statements, codebook=book, folds=folds, seed=seed, encoder=encoder
        )
        points = (
            cross_validation.learning_curve(
                statements, codebook=book, folds=folds, seed=seed, encoder=encoder
            )
            if curve
            else ()
        )
    if json:
        whole = {
            **msgspec.to_builtins(report),
            "micro_f1": report.segments.micro_f1,
            "macro_f1": report.segments.macro_f1,
            "curve": msgspec.to_builtins(points),
        }
        print(msgspec.json.format(msgspec.json.encode(whole), indent=2).decode())
        return
    print(evaluation_text.in_words(report, codebook=book, curve=points))
    print()
    _table(report)


def _table(report: "CodingReport") -> None:
    from analysis.evaluation_text import per_cent

    rows = [
        (
            one.label,
            str(one.right + one.missed),
            str(one.right + one.wrong),
            per_cent(one.precision),
            per_cent(one.recall),
            per_cent(one.f1),
        )
        for one in report.segments.labels
    ]
    print_table("Thema", ("von Menschen", "Maschine", "davon richtig", "gefunden", "F1"), rows)
