"""Coding runs: a run is a workflow, each chunk of about 500 statements a child workflow."""

import logging
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

from dbos import DBOS, SetWorkflowID

from survey_service.domain import areas
from survey_service.domain.coding import (
    chunks,
    codebook_versions,
    coder_choice,
    runs,
    trained_coders,
)
from survey_service.jobs.context import Context, context

if TYPE_CHECKING:
    from analysis.codebook import Codebook
    from analysis.coders.coder import Coder
    from analysis.suggestions import CodedStatement, StatementText
    from questionnaires.areas import AreaTree

log = logging.getLogger(__name__)

# Codes below the threshold that a reviewer is offered beside the proposed ones.
OFFERED = 3
BROKEN = (
    "Die Kodierung ist an einem Fehler abgebrochen; er ist vermerkt. Was schon kodiert ist, "
    "bleibt. Starten Sie sie noch einmal und wenden Sie sich sonst an die Administration."
)
# One pipeline works at a time in a process: it is not thread-safe and takes a whole core.
_working = threading.Lock()


@DBOS.workflow(name="RunCoding")
def run_coding(run_id: str) -> int:
    """Plan, have all chunks coded (by any worker), finish. Returns the number of chunks."""
    numbers = plan(run_id)
    handles = []
    for number in numbers:
        with SetWorkflowID(f"CodeChunk-{run_id}-{number}"):
            handles.append(DBOS.enqueue_workflow("chunks", code_chunk, run_id, number))
    stored = [handle.get_result() for handle in handles]
    finish(run_id, failed=-1 in stored)
    return len(numbers)


@DBOS.step(name="plan")
def plan(run_id: str) -> list[int]:
    """Numbers of the chunks to code."""
    with context().database.write() as session:
        return chunks.plan(session, UUID(run_id))


@DBOS.step(name="finish")
def finish(run_id: str, *, failed: bool) -> None:
    """Close the run."""
    with context().database.write() as session:
        if failed:
            runs.fail(session, UUID(run_id), BROKEN)
        else:
            runs.finish(session, UUID(run_id))


@DBOS.workflow(name="CodeChunk")
def code_chunk(run_id: str, number: int) -> int:
    """Code one chunk; returns how many statements were stored (-1 = failed)."""
    return code(run_id, number)


@DBOS.step(name="code")
def code(run_id: str, number: int) -> int:
    """Read, code, store: done twice it stores once."""
    here = context()
    try:
        return _code(here, UUID(run_id), number)
    except Exception as error:
        # The text of a statement never goes to a log: only where it happened.
        log.exception("chunk %s of run %s failed", number, run_id, exc_info=error)
        return -1


def _code(here: Context, run_id: UUID, number: int) -> int:
    with here.database.read() as session:
        texts = chunks.texts(session, run_id, number)
        codebook = codebook_versions.load(session, codebook_versions.of_run(session, run_id))
        tree = areas.tree(session)
        trained = coder_choice.of_run(session, run_id)
    with TemporaryDirectory(prefix="kodierer-") as folder:
        coder = load_coder(here, trained, Path(folder))
    coded = code_texts(texts, coder=coder, codebook=codebook, tree=tree)
    with here.database.write() as session:
        return chunks.store(
            session,
            run_id=run_id,
            number=number,
            coded=coded,
            coder=coder.id,
            worker=here.slot,
        )


def load_coder(here: Context, trained: UUID | None, folder: Path) -> "Coder":
    """A trained version, whose files are put into the folder; None = the coder that ships."""
    from analysis.coders import coder as coders

    if trained is None:
        return coders.load_coder()
    with here.database.read() as session:
        trained_coders.write_model(session, trained, folder)
    return coders.load_coder(folder)


def code_texts(
    texts: "list[StatementText]",
    *,
    coder: "Coder",
    codebook: "Codebook",
    tree: "AreaTree | None",
) -> "list[CodedStatement]":
    """Code texts; building the pipeline takes a moment per call."""
    from analysis import pipeline

    with _working:
        nlp = pipeline.build(codebook=codebook, coder=coder, areas=tree)
        return list(pipeline.code_statements(nlp, texts, top=OFFERED))
