"""Free texts from files into a consultation."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cyclopts import App

from survey_service.cli.account import OPERATOR
from survey_service.cli.export import LATEST
from survey_service.cli.installation import open_database, settings
from survey_service.errors import UploadUnusable

if TYPE_CHECKING:
    from questionnaires.areas import AreaTree
    from questionnaires.readers.problems import CellProblem
    from questionnaires.readers.statements import StatementRow

app = App(name="statements", help="Aussagen (Freitexte) aus Dateien übernehmen.")

LISTED = 50


@app.command(name="import")
def import_(
    *,
    consultation: str,
    input: Path,  # noqa: A002
    item: str = "",
    skip_faulty: bool = False,
) -> None:
    """Aussagen aus JSONL, CSV oder Excel in eine Beteiligung übernehmen, alle oder keine.

    Dieselbe Datei noch einmal ändert nichts; derselbe Text einer Person zählt einmal.

    Parameters
    ----------
    consultation
        Kurzname oder Kennung der Beteiligung; latest ist die neueste.
    input
        Datei mit den Feldern text und, wenn bekannt, id, lang, area, source, target_group,
        respondent. Die Quelle minutes ist nur für öffentliche Protokolle: sie wird nicht geschützt.
    item
        Code der Frage, auf die die Texte antworten.
    skip_faulty
        Fehlerhafte Zeilen auslassen und die übrigen übernehmen.
    """
    from questionnaires.readers.problems import CellProblem
    from survey_service.domain import areas
    from survey_service.domain.coding import statement_imports
    from survey_service.domain.fieldwork import surveys

    chosen = settings()
    with open_database(chosen) as database:
        with database.read() as session:
            survey = (
                surveys.latest(session, kind=surveys.CONSULTATION)
                if consultation == LATEST
                else statement_imports.consultation(session, consultation)
            )
            tree = areas.tree(session)
        found = _read(input, tree)
        problems = [one for one in found if isinstance(one, CellProblem)]
        _show(problems)
        faulty = len({one.row for one in problems if one.severity == "error"})
        if faulty and not skip_faulty:
            lines = "Eine Zeile ist" if faulty == 1 else f"{faulty} Zeilen sind"
            raise UploadUnusable(
                f"{input}: {lines} fehlerhaft, nichts wurde übernommen. Bessern Sie das aus oder "
                "lassen Sie es mit --skip-faulty weg."
            )
        with database.write() as session:
            done = statement_imports.add(
                session,
                OPERATOR,
                survey,
                [one for one in found if not isinstance(one, CellProblem)],
                secret=chosen.secret,
                file_name=input.name,
                item=item,
            )
    print(
        f"{survey.title}: {done.new} Aussagen neu, {done.known} schon vorhanden, "
        f"{done.repeated} doppelt, {faulty} Zeilen fehlerhaft."
    )


def _read(path: Path, tree: "AreaTree | None") -> "list[StatementRow | CellProblem]":
    from questionnaires.areas import AreaTree
    from questionnaires.readers.statements import read
    from questionnaires.readers.upload import UploadRefused

    # Without areas of its own an installation knows none: codes of a file would lead nowhere.
    known = tree or AreaTree(municipality="", levels=(), areas=())
    try:
        return list(read(_content(path), areas=known))
    except UploadRefused as error:
        raise UploadUnusable(f"{path}: {error}") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UploadUnusable(
            f"{path}: Die Datei lässt sich nicht lesen. Prüfen Sie Pfad und Rechte."
        ) from error


def _show(problems: "list[CellProblem]") -> None:
    for one in problems[:LISTED]:
        column = f", Spalte {one.column}" if one.column else ""
        print(f"Zeile {one.row}{column}: {one.message}", file=sys.stderr)
    if len(problems) > LISTED:
        print(f"… und {len(problems) - LISTED} weitere.", file=sys.stderr)
