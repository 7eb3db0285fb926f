"""Finding the segments from which the coder learns most."""

import logging
from uuid import UUID

from dbos import DBOS

from survey_service.domain.coding import codebook_versions, teaching
from survey_service.jobs.context import Context, context

log = logging.getLogger(__name__)

BROKEN = (
    "Die Reihenfolge ließ sich nicht bestimmen; der Fehler ist vermerkt. Versuchen Sie es noch "
    "einmal und wenden Sie sich sonst an die Administration."
)


@DBOS.workflow(name="OrderSegments")
def order_segments(order_id: str) -> int:
    """Find and store an order; returns how many segments it names (-1 = failed)."""
    return find(order_id)


@DBOS.step(name="order segments")
def find(order_id: str) -> int:
    """Everything in one step: begun anew after a crash, stored once."""
    here = context()
    try:
        return _find(here, UUID(order_id))
    except Exception as error:
        # The text of a statement never goes to a log: only where it happened.
        log.exception("ordering %s failed", order_id, exc_info=error)
        with here.database.write() as session:
            teaching.fail(session, UUID(order_id), BROKEN)
        return -1


def _find(here: Context, order_id: UUID) -> int:
    from analysis import waiting

    with here.database.read() as session:
        survey_id = teaching.survey_of(session, order_id)
        if survey_id is None:
            return 0
        known = teaching.candidates(session, survey_id)
        codebook = codebook_versions.current(session)
    picks = waiting.order(
        [one.text for one in known],
        [one.confidences for one in known],
        reviewed=[row for row, one in enumerate(known) if one.reviewed],
        codebook=codebook,
        number=teaching.NUMBER,
    )
    with here.database.write() as session:
        teaching.finish(
            session, order_id, [(known[pick.segment].segment, pick.reason) for pick in picks]
        )
    return len(picks)
