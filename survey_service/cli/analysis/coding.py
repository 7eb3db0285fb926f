"""Coding and training with files: no server, no database."""

from pathlib import Path
from typing import Literal

from survey_service.cli.analysis.files import (
    NotNegative,
    area_tree,
    number_of_lines,
    progress,
    refusals,
)


def code(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    output: Path,
    areas: Path | None = None,
    model: Path | None = None,
    unit: Literal["segment", "statement"] = "segment",
    top: NotNegative = 0,
    fast: bool = False,
) -> None:
    """Aussagen kodieren: Themen, Aussagetypen, Orte, personenbezogene Daten.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Aussagen, je Zeile ein JSON-Objekt mit id und text.
    output
        Ergebnis, je Zeile ein JSON-Objekt. Die Datei erscheint erst, wenn alles kodiert ist.
    areas
        Gebietsverzeichnis (YAML). Ohne Angabe werden keine Orte gesucht.
    model
        Ordner eines trainierten Modells. Ohne Angabe gilt das mitgelieferte.
    unit
        Einheit: segment (Satz oder Satzteil) oder statement (die ganze Aussage).
    top
        So viele Codes je Einheit mindestens nennen, auch nicht vorgeschlagene.
    fast
        Nur die schnelle Stufe: Wörter und Wörterbuch, ohne Satzvektoren in Zweifelsfällen.
    """
    from analysis import codebook as codebooks
    from analysis import pipeline, statement_lines
    from analysis.coders.coder import load_coder

    with refusals():
        nlp = pipeline.build(
            codebook=codebooks.read(codebook),
            coder=load_coder(model, encoder=not fast),
            areas=None if areas is None else area_tree(areas),
        )
        coded = pipeline.code_statements(nlp, statement_lines.read(input), unit=unit, top=top)
        with progress("Aussagen kodieren", total=number_of_lines(input)) as advance:
            number = statement_lines.write(output, coded, progress=advance)
    print(f"{number} Aussagen kodiert: {output}")


def train(
    *,
    codebook: Path,
    output: Path,
    input: Path | None = None,  # noqa: A002
    seed: NotNegative = 0,
    fast: bool = False,
) -> None:
    """Einen Kodierer für ein Kategoriensystem trainieren.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Kodierte Aussagen, je Zeile ein JSON-Objekt mit id, text und segments oder codes. Ohne
        Angabe lernt der Kodierer nur aus Kategoriensystem und Wörterbuch (Kaltstart).
    output
        Ordner für das Modell.
    seed
        Startwert des Zufalls: gleiche Eingabe und gleicher Startwert ergeben dasselbe Modell.
    fast
        Nur die schnelle Stufe lernen, ohne Satzvektoren.
    """
    from analysis import codebook as codebooks
    from analysis import labelled, training

    with refusals():
        book = codebooks.read(codebook)
        statements = () if input is None else labelled.read(input)
        with progress("Kodierer trainieren", total=None) as advance:
            coder = training.train(
                statements,
                codebook=book,
                directory=output,
                seed=seed,
                encoder=not fast,
                progress=advance,
            )
    print(f"Aus {len(statements)} Aussagen gelernt: {coder.id} in {output}")
