"""Learning a version of the coder from what people reviewed; measuring it beside the old one."""

import logging
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from dbos import DBOS

from survey_service.domain.coding import (
    codebook_versions,
    coder_choice,
    reviewed,
    trained_coders,
)
from survey_service.domain.coding.trained_coders import CodeQuality, Figures, Quality
from survey_service.jobs.coding import load_coder
from survey_service.jobs.context import Context, context

if TYPE_CHECKING:
    from analysis.codebook import Codebook
    from analysis.coder_comparison import Measured
    from analysis.cross_validation import CodingReport

log = logging.getLogger(__name__)

FOLDS = 5
# The folds, the model itself, the old coder on the same texts.
STEPS = FOLDS + 2
BROKEN = (
    "Das Lernen ist an einem Fehler abgebrochen; er ist vermerkt. Es wird weiter kodiert wie "
    "bisher. Versuchen Sie es noch einmal und wenden Sie sich sonst an die Administration."
)


@DBOS.workflow(name="TrainCoder")
def train_coder(coder_id: str) -> int:
    """Learn and measure; returns the number of statements learned from (-1 = failed)."""
    return train(coder_id)


@DBOS.step(name="train")
def train(coder_id: str) -> int:
    """Everything in one step: begun anew after a crash, stored once."""
    here = context()
    try:
        return _train(here, UUID(coder_id))
    except Exception as error:
        # The text of a statement never goes to a log: only where it happened.
        log.exception("training %s failed", coder_id, exc_info=error)
        with here.database.write() as session:
            trained_coders.fail(session, UUID(coder_id), BROKEN)
        return -1


def _train(here: Context, coder_id: UUID) -> int:
    from analysis import coder_comparison, encoders, training

    with here.database.write() as session:
        if not trained_coders.begin(session, coder_id):
            return 0
    with here.database.read() as session:
        codebook = codebook_versions.load(session, trained_coders.codebook_of(session, coder_id))
        known = reviewed.held(session, codebook)
        old = coder_choice.in_use(session)
        learned = trained_coders.learned_from(session, old.id) if old else frozenset()
    note = _noting(here, coder_id)
    note(0)
    with TemporaryDirectory(prefix="kodierer-") as folder:
        before, after = Path(folder, "old"), Path(folder, "new")
        before.mkdir()
        measured_with = load_coder(here, old.id if old else None, before)
        coder = training.train(known.statements, codebook=codebook, directory=after)
        note(1)
        measured = coder_comparison.measure(
            known.statements,
            codebook=codebook,
            old=measured_with,
            learned=learned,
            folds=FOLDS,
            encoder=encoders.load(),
            progress=lambda done, _: note(done + 1),
        )
        model = {
            name: (after / name).read_bytes()
            for name in (trained_coders.HEADER, trained_coders.WEIGHTS)
        }
    with here.database.write() as session:
        trained_coders.finish(
            session,
            coder_id,
            coder=coder.id,
            model=model,
            statements=[one.id for one in known.statements],
            segments=known.segments,
            figures=figures(
                measured, codebook=codebook, old_name=old.name if old else coder_choice.SHIPPED
            ),
        )
    return len(known.statements)


def _noting(here: Context, coder_id: UUID) -> Callable[[int], None]:
    def note(done: int) -> None:
        with here.database.write() as session:
            trained_coders.note_progress(session, coder_id, done=done, steps=STEPS)

    return note


def figures(measured: "Measured", *, codebook: "Codebook", old_name: str) -> Figures:
    """What the pages show of a measurement."""
    from analysis import comparison_text, evaluation_text
    from analysis.codebook import codes

    labels = {code.id: code.label for code in codes(codebook)}
    measured = _of_used_codes(measured)
    both = measured.both
    return Figures(
        old_name=old_name,
        new=_quality(measured.new),
        both=None if both is None else (_quality(both.old), _quality(both.new)),
        codes=()
        if both is None
        else tuple(
            CodeQuality(
                label=labels[new.label], units=new.right + new.missed, old=old.f1, new=new.f1
            )
            for old, new in zip(both.old.segments.labels, both.new.segments.labels, strict=True)
            if new.right + new.missed
        ),
        compared=comparison_text.in_words(measured, codebook=codebook),
        alone=evaluation_text.in_words(measured.new, codebook=codebook),
    )


def _of_used_codes(measured: "Measured") -> "Measured":
    """Without codes that neither people nor a coder gave: they would only lower the mean."""
    reports = [measured.new, *([measured.both.old, measured.both.new] if measured.both else [])]
    used = {
        score.label
        for report in reports
        for score in report.segments.labels
        if score.right + score.wrong + score.missed
    }
    both = measured.both
    return msgspec.structs.replace(
        measured,
        new=_only(measured.new, used),
        both=both
        and msgspec.structs.replace(both, old=_only(both.old, used), new=_only(both.new, used)),
    )


def _only(report: "CodingReport", used: set[str]) -> "CodingReport":
    labels = tuple(score for score in report.segments.labels if score.label in used)
    return msgspec.structs.replace(
        report, segments=msgspec.structs.replace(report.segments, labels=labels)
    )


def _quality(report: "CodingReport") -> Quality:
    total = report.segments.total
    return Quality(
        texts=report.texts,
        units=report.units,
        precision=total.precision,
        recall=total.recall,
        micro_f1=report.segments.micro_f1,
        macro_f1=report.segments.macro_f1,
        first_three=report.first_three,
    )
