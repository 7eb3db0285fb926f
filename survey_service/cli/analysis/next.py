"""Which segments people should look at next."""

from pathlib import Path

from survey_service.cli.analysis.files import Positive, refusals


def next_(
    *,
    codebook: Path,
    input: Path,  # noqa: A002
    coded: Path,
    output: Path,
    reviewed: Path | None = None,
    number: Positive = 25,
) -> None:
    """Die Sinneinheiten auswählen, aus denen die Maschine am meisten lernt, mit dem Grund.

    Parameters
    ----------
    codebook
        Kategoriensystem (YAML).
    input
        Aussagen, je Zeile ein JSON-Objekt mit id und text.
    coded
        Dieselben Aussagen, von der Maschine kodiert („analysis code --top 3“).
    output
        Die ausgewählten Sinneinheiten, die wichtigste zuerst.
    reviewed
        Was Menschen schon kodiert haben; diese Aussagen kommen nicht wieder.
    number
        So viele auswählen.
    """
    from analysis import codebook as codebooks
    from analysis import coded_lines, statement_lines, waiting

    with refusals():
        done = () if reviewed is None else coded_lines.read(reviewed)
        found = waiting.next_segments(
            statement_lines.read(input),
            coded_lines.read(coded),
            reviewed={one.id for one in done},
            codebook=codebooks.read(codebook),
            number=number,
        )
        statement_lines.write(output, found, progress=lambda done: None)  # noqa: ARG005
    for one in found:
        print(f"{one.id}: „{one.text}“\n    {one.reason}")
