"""Writing a survey's findings to a file, without the desk."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from survey_service.cli.account import OPERATOR
from survey_service.cli.installation import open_database, settings
from survey_service.errors import NotFound, Refused

if TYPE_CHECKING:
    from sqlmodel import Session

    from survey_service.domain.fieldwork.surveys import SurveyFacts

LATEST = "latest"


def export(
    *,
    wave: str = "",
    consultation: str = "",
    format: Literal["xlsx"] = "xlsx",  # noqa: A002
    output: Path,
) -> None:
    """Die Befunde einer Erhebung oder Beteiligung als Arbeitsmappe schreiben.

    Parameters
    ----------
    wave
        Kurzname oder Kennung der Erhebungswelle; latest ist die neueste.
    consultation
        Kurzname oder Kennung der Beteiligung; latest ist die neueste.
    format
        Bisher nur xlsx.
    output
        Verzeichnis; es wird angelegt, wenn es fehlt.
    """
    from survey_service.domain import exports
    from survey_service.domain.administration import audit

    if bool(wave) == bool(consultation):
        raise Refused("Nennen Sie entweder --wave oder --consultation.")
    with open_database(settings()) as database:
        with database.read() as session:
            survey = _wanted(session, wave, consultation)
            name = exports.file_name(session, survey_id=survey.id, kind="findings")
            content = exports.workbook(session, survey_id=survey.id, kind="findings")
        path = write(output, name, content)
        with database.write() as session:
            audit.record(session, OPERATOR, "Export geschrieben", subject=survey.title, detail=name)
    print(f"{path}: Befunde zu „{survey.title}“ ({len(content) // 1000} kB, {format}).")


def _wanted(session: "Session", wave: str, consultation: str) -> "SurveyFacts":
    from survey_service.domain.fieldwork import surveys

    kind, noun = ("wave", "Erhebungswelle") if wave else ("consultation", "Beteiligung")
    name = wave or consultation
    if name == LATEST:
        return surveys.latest(session, kind=kind)
    survey = surveys.find(session, name)
    if survey.kind != kind:
        raise NotFound(f"„{survey.title}“ ist keine {noun}. Nehmen Sie die andere Option.")
    return survey


def write(directory: Path, name: str, content: bytes) -> Path:
    """The file appears when it is complete; one of the same name is replaced."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        partial = directory / f".{name}.part"
        partial.write_bytes(content)
        return partial.replace(directory / name)
    except OSError as error:
        raise Refused(
            f"In {directory} lässt sich nicht schreiben ({error.strerror}). Prüfen Sie den Pfad."
        ) from error
