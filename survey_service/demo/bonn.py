"""Real text: the answers of the citizens' survey "Leben in Bonn 2017" as a consultation."""

import io
from datetime import date
from uuid import UUID

import msgspec
from openpyxl import Workbook
from sqlmodel import Session

from analysis.disclosure import ReleasedTable
from questionnaires.readers.problems import CellProblem
from questionnaires.readers.statements import StatementRow, read_jsonl
from survey_service import clock
from survey_service.database import Database
from survey_service.demo.collection import DATA
from survey_service.demo.fill import OPERATOR, PLANNER, set_up
from survey_service.demo.municipality import BONN
from survey_service.domain import exports
from survey_service.domain.administration import demonstration
from survey_service.domain.coding import (
    chunks,
    codebook_versions,
    findings,
    runs,
    statement_imports,
)
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Conflict

TITLE = "Umfrage zum Leben in Bonn 2017"
REMARK = (
    "Echte, vom Herausgeber anonymisierte Antworten aus der „Umfrage zum Leben in Bonn 2017“, "
    "T. Escher, Düsseldorf Institute for Internet and Democracy; aus dem CIMT-Korpus (Romberg, "
    "Mark, Escher 2022), Lizenz CC BY-SA 4.0. Die Themen sind maschinell zugeordnet."
)
FILE = DATA / "bonn_survey" / "answers.jsonl"
# The question in our words; the wording of the survey is not part of the published data.
QUESTION = "Was soll die Stadt tun? (sinngemäß)"
LARGEST = 6


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """``summary``: a paragraph about what came out."""

    file_name: str
    workbook: bytes
    summary: str


def load(database: Database, *, secret: str) -> Loaded:
    """Bring the answers in, code what is not coded, make the workbook. Twice changes nothing.

    Raises Conflict in an installation that is neither empty nor a demo.
    """
    with database.write() as session:
        survey = _survey(session)
        statement_imports.add(session, PLANNER, survey, _rows(), secret=secret, file_name=FILE.name)
        run = _plan(session, survey.id)
    if run is not None:
        _code(database, run)
    with database.read() as session:
        return Loaded(
            file_name=exports.file_name(session, survey_id=survey.id, kind="findings"),
            workbook=exports.workbook(session, survey_id=survey.id, kind="findings"),
            summary=_summary(session, survey),
        )


def _rows() -> list[StatementRow]:
    with FILE.open("rb") as lines:
        found = list(read_jsonl(lines))
    rows = [one for one in found if not isinstance(one, CellProblem)]
    if len(rows) < len(found):
        raise ValueError([one for one in found if isinstance(one, CellProblem)])
    return rows


def _survey(session: Session) -> SurveyFacts:
    """The consultation; made where it is not there yet."""
    for survey in surveys.all_surveys(session, kind=surveys.CONSULTATION):
        if survey.title == TITLE:
            return survey
    if not demonstration.contents(session):
        set_up(session, BONN)
    elif not demonstration.is_demo(session):
        raise Conflict(
            "Diese Installation enthält eigene Daten und ist keine Vorführung. Nehmen Sie ein "
            "anderes Verzeichnis: SURVEY_SERVICE_HOME=… survey-service demo --bonn"
        )
    version = questionnaires.store_version(session, PLANNER, _workbook(), name="bonn.xlsx")
    draft = Draft(
        title=TITLE,
        introduction="Was die Menschen in Bonn 2017 von ihrer Stadt wollten.",
        opens_on=date(2017, 1, 1),
        closes_on=clock.today(),
        questionnaire_version_id=version,
    )
    made = surveys.create(session, PLANNER, kind=surveys.CONSULTATION, draft=draft)
    surveys.set_remark(session, made.id, REMARK)
    surveys.open_survey(session, PLANNER, made.id)
    past = msgspec.structs.replace(draft, closes_on=date(2017, 12, 31))
    surveys.change(session, PLANNER, made.id, past)
    return surveys.close(session, PLANNER, made.id)


def _workbook() -> bytes:
    """One question for free text, as an XLSForm workbook."""
    book = Workbook(write_only=True)
    survey = book.create_sheet("survey")
    for row in (
        ("type", "name", "label::Deutsch (de)", "appearance", "service::role"),
        ("begin_group", "seite", "Ihre Vorschläge", "field-list", ""),
        ("text", "stadt_soll", QUESTION, "multiline", "statement"),
        ("end_group", "", "", "", ""),
    ):
        survey.append(row)
    choices = book.create_sheet("choices")
    choices.append(("list_name", "name", "label::Deutsch (de)"))
    settings = book.create_sheet("settings")
    settings.append(("form_id", "form_title", "version", "default_language"))
    settings.append(("umfrage_bonn_2017", TITLE, "1", "Deutsch (de)"))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _plan(session: Session, survey_id: UUID) -> UUID | None:
    if runs.uncoded_count(session, survey_id) == 0:
        return None
    return demonstration.plan_run(session, PLANNER, survey_id)


def _code(database: Database, run: UUID) -> None:
    """With the shipped coder, in this process. Districts of another city are not looked for."""
    from analysis import pipeline
    from analysis.coders.coder import load_coder

    with database.write() as session:
        numbers = chunks.plan(session, run)
        book = codebook_versions.load(session, codebook_versions.of_run(session, run))
    coder = load_coder()
    nlp = pipeline.build(codebook=book, coder=coder, areas=None)
    for number in numbers:
        with database.read() as session:
            waiting = chunks.texts(session, run, number)
        done = list(pipeline.code_statements(nlp, waiting))
        with database.write() as session:
            chunks.store(
                session,
                run_id=run,
                number=number,
                coded=done,
                coder=coder.id,
                worker=OPERATOR.login,
            )
    with database.write() as session:
        runs.finish(session, run)


def _summary(session: Session, survey: SurveyFacts) -> str:
    """A paragraph for the terminal, from released numbers only."""
    report = findings.report(session, survey.id, today=clock.today())
    table = report.sources[0].themes
    named = ", ".join(f"{label} ({number})" for label, number in _largest(table))
    coders = ", ".join(coder for coder, _ in report.coders)
    statements = len(demonstration.statement_ids(session, survey.id))
    return (
        f"{statements} echte Antworten von {report.returned} Menschen, kodiert mit "
        f"{coders}, von niemandem geprüft. Am häufigsten genannt: {named}. "
        f"{REMARK}"
    )


def _largest(table: ReleasedTable) -> list[tuple[str, int]]:
    shown = [
        (label, number)
        for label, number in zip(table.row_labels, table.row_totals, strict=True)
        if number is not None
    ]
    return sorted(shown, key=lambda row: (-row[1], row[0]))[:LARGEST]
