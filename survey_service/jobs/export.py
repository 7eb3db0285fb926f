"""Writing one export."""

import logging
from uuid import UUID

from dbos import DBOS

from survey_service.domain import exports
from survey_service.jobs.context import context

log = logging.getLogger(__name__)

BROKEN = (
    "Der Export konnte nicht geschrieben werden; der Fehler ist vermerkt. Versuchen Sie es noch "
    "einmal und wenden Sie sich sonst an die Administration."
)


@DBOS.workflow(name="WriteExport")
def write_export(export_id: str) -> int:
    """Render and store an export; returns its size in bytes (0 = failed)."""
    return write(export_id)


@DBOS.step(name="write")
def write(export_id: str) -> int:
    """One read transaction for all numbers: a snapshot. Then one write transaction."""
    here = context()
    with here.database.write() as session:
        exports.begin(session, UUID(export_id))
    try:
        with here.database.read() as session:
            content = exports.render(session, UUID(export_id))
    except Exception as error:
        log.exception("export %s failed", export_id, exc_info=error)
        with here.database.write() as session:
            exports.fail(session, UUID(export_id), BROKEN)
        return 0
    with here.database.write() as session:
        exports.finish(session, UUID(export_id), content)
    return len(content)
