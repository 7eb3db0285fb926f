"""What the commands on files share: reading areas, refusals, the progress bar."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter, validators

from questionnaires.areas import AreaTree
from survey_service.errors import Refused

Positive = Annotated[int, Parameter(validator=validators.Number(gte=1))]
NotNegative = Annotated[int, Parameter(validator=validators.Number(gte=0))]
PAGE = 120
"""Columns of a table that goes into a file or another program."""


def area_tree(path: Path) -> AreaTree:
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
def refusals() -> Iterator[None]:
    """What the pure packages refuse, the command refuses: one sentence, exit code 2."""
    from analysis.agreement import NothingToCompare
    from analysis.codebook import CodebookUnreadable
    from analysis.coded_lines import CodingsUnreadable
    from analysis.coders.coder import ModelUnreadable
    from analysis.estimates import NotEstimable
    from analysis.labelled import LabelledUnreadable
    from analysis.statement_lines import StatementsUnreadable
    from analysis.training import NothingToLearn
    from questionnaires.areas import UnknownArea
    from questionnaires.readers.text_file import UploadRefused

    try:
        yield
    except (
        CodebookUnreadable,
        CodingsUnreadable,
        LabelledUnreadable,
        ModelUnreadable,
        NothingToCompare,
        NothingToLearn,
        NotEstimable,
        StatementsUnreadable,
        UnknownArea,
        UploadRefused,
    ) as error:
        raise Refused(str(error)) from error


@contextmanager
def progress(title: str, *, total: int | None) -> Iterator[Callable[..., None]]:
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


def number_of_lines(path: Path) -> int | None:
    """Number of lines, for the progress bar; reading itself reports a missing file."""
    try:
        with path.open("rb") as lines:
            return sum(1 for line in lines if line.strip())
    except OSError:
        return None


def print_table(first: str, numbers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """A table with words in the first column and numbers in the others."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(first, overflow="fold", min_width=24)
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    to_terminal = Console().is_terminal
    Console(width=None if to_terminal else PAGE).print(table)
