"""The PDF copy of a submitted version."""

from uuid import UUID

from dbos import DBOS

from survey_service.domain.providers import receipts
from survey_service.jobs.context import context


@DBOS.workflow(name="WriteReceipt")
def write_receipt(version_id: str) -> bool:
    """Write the copy; False when it was there already."""
    return write(version_id)


@DBOS.step(name="write_receipt_pdf")
def write(version_id: str) -> bool:
    """Read, render, store: done twice it stores once."""
    from exports import pdf

    here = context()
    with here.database.read() as session:
        content = receipts.content(session, UUID(version_id))
    if content is None:
        return False
    rendered = pdf.receipt(content)
    with here.database.write() as session:
        receipts.store(session, UUID(version_id), rendered)
    return True
