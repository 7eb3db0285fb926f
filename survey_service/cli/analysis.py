"""Coding and training with files: no server, no database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter, validators

from questionnaires.areas import AreaTree
from survey_service.errors import Refused

app = App(name="analysis", help="Aussagen kodieren und den Kodierer trainieren, mit Dateien.")

NotNegative = Annotated[int, Parameter(validator=validators.Number(gte=0))]


@app.command
def code(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    output: Path,
    areas: Path | None = None,
    model: Path | None = None,
    unit: Literal["segment", "statement"] = "segment",
    top: NotNegative = 0,
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
    """
    from analysis import codebook as codebooks
    from analysis import pipeline, statement_lines
    from analysis.coders.coder import load_coder

    with _refusals():
        nlp = pipeline.build(
            codebook=codebooks.read(codebook),
            coder=load_coder(model),
            areas=None if areas is None else _areas(areas),
        )
        coded = pipeline.code_statements(nlp, statement_lines.read(input), unit=unit, top=top)
        with _progress("Aussagen kodieren", total=_lines(input)) as advance:
            number = statement_lines.write(output, coded, progress=advance)
    print(f"{number} Aussagen kodiert: {output}")


@app.command
def train(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    output: Path,
    seed: NotNegative = 0,
) -> None:
    """Einen Kodierer für ein Kategoriensystem trainieren.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Kodierte Aussagen, je Zeile ein JSON-Objekt mit id, text und segments oder codes.
    output
        Ordner für das Modell.
    seed
        Startwert des Zufalls: gleiche Eingabe und gleicher Startwert ergeben dasselbe Modell.
    """
    from analysis import codebook as codebooks
    from analysis import labelled, training

    with _refusals():
        book = codebooks.read(codebook)
        statements = labelled.read(input)
        with _progress("Kodierer trainieren", total=None) as advance:
            coder = training.train(
                statements,
                codebook=book,
                directory=output,
                seed=seed,
                progress=advance,
            )
    print(f"Aus {len(statements)} Aussagen gelernt: {coder.id} in {output}")


def _areas(path: Path) -> AreaTree:
    from questionnaires.readers.areas import read_yaml

    try:
        content = path.read_bytes()
    except OSError as error:
        raise Refused(
            f"{path}: Die Datei lässt sich nicht lesen. Bitte prüfen Sie Pfad und Rechte."
        ) from error
    reading = read_yaml(content, name=path.name)
    if reading.tree is None:
        raise Refused("\n".join(f"{path.name}: {one.message}" for one in reading.problems))
    return reading.tree


@contextmanager
def _refusals() -> Iterator[None]:
    """What the pure packages refuse, the command refuses: one sentence, exit code 2."""
    from analysis.codebook import CodebookUnreadable
    from analysis.coders.coder import ModelUnreadable
    from analysis.labelled import LabelledUnreadable
    from analysis.statement_lines import StatementsUnreadable
    from analysis.training import NothingToLearn
    from questionnaires.readers.text_file import UploadRefused

    try:
        yield
    except (
        CodebookUnreadable,
        LabelledUnreadable,
        ModelUnreadable,
        NothingToLearn,
        StatementsUnreadable,
        UploadRefused,
    ) as error:
        raise Refused(str(error)) from error


@contextmanager
def _progress(title: str, *, total: int | None) -> Iterator[Callable[..., None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=total)

        def advance(done: int, total: int | None = None) -> None:
            if total is None:
                bar.update(task, completed=done)
            else:
                bar.update(task, completed=done, total=total)

        yield advance


def _lines(path: Path) -> int | None:
    """Number of lines, for the progress bar; reading itself reports a missing file."""
    try:
        with path.open("rb") as lines:
            return sum(1 for line in lines if line.strip())
    except OSError:
        return None
