"""Coding runs: a run is a workflow, each chunk of about 500 statements a child workflow."""

from functools import cache
from typing import TYPE_CHECKING
from uuid import UUID

from dbos import DBOS, SetWorkflowID

from survey_service.domain import areas, coding
from survey_service.jobs.context import context

if TYPE_CHECKING:
    from analysis.pipeline import Pipeline


@DBOS.workflow(name="RunCoding")
def run_coding(run_id: str) -> int:
    """Plan, have all chunks coded (by any worker), finish. Returns the number of chunks."""
    numbers = plan(run_id)
    handles = []
    for number in numbers:
        with SetWorkflowID(f"CodeChunk-{run_id}-{number}"):
            handles.append(DBOS.enqueue_workflow("chunks", code_chunk, run_id, number))
    for handle in handles:
        handle.get_result()
    finish(run_id)
    return len(numbers)


@DBOS.step(name="plan")
def plan(run_id: str) -> list[int]:
    """Numbers of the chunks to code."""
    with context().database.write() as session:
        return coding.plan(session, UUID(run_id))


@DBOS.step(name="finish")
def finish(run_id: str) -> None:
    """Close the run."""
    with context().database.write() as session:
        coding.finish(session, UUID(run_id))


@DBOS.workflow(name="CodeChunk")
def code_chunk(run_id: str, number: int) -> int:
    """Code one chunk; returns how many statements were stored."""
    return code(run_id, number)


@DBOS.step(name="code")
def code(run_id: str, number: int) -> int:
    """Read, code, store: done twice it stores once."""
    here = context()
    with here.database.read() as session:
        texts = coding.chunk_texts(session, UUID(run_id), number)
        pipeline = _pipeline(coding.codebook_version_of(session, UUID(run_id)))
    coded = list(pipeline.code(texts))
    with here.database.write() as session:
        return coding.store(
            session,
            run_id=UUID(run_id),
            number=number,
            coded=coded,
            coder=pipeline.coder_id,
            worker=here.slot,
        )
