"""Codebook versions: stored on first use, never changed."""

from uuid import UUID

import msgspec
from sqlmodel import Session, col, select

from analysis import codebook as codebooks
from survey_service.tables.codings import (
    CodebookVersion,
    CodingRun,
)


def store(session: Session, codebook: codebooks.Codebook) -> UUID:
    """The id of the stored codebook version; stored when it is new."""
    found = session.exec(
        select(CodebookVersion.id).where(
            CodebookVersion.key == codebook.id, CodebookVersion.version == codebook.version
        )
    ).first()
    if found is not None:
        return found
    version = CodebookVersion(
        key=codebook.id,
        version=codebook.version,
        title=codebook.title,
        document=msgspec.json.encode(codebook),
    )
    session.add(version)
    session.flush()
    return version.id


def load(session: Session, version_id: UUID) -> codebooks.Codebook:
    """A stored codebook."""
    document = session.exec(
        select(CodebookVersion.document).where(CodebookVersion.id == version_id)
    ).one()
    return msgspec.json.decode(document, type=codebooks.Codebook)


def shipped() -> codebooks.Codebook:
    """The codebook that comes with the product."""
    return codebooks.shipped()


def of_run(session: Session, run_id: UUID) -> UUID:
    """The codebook version a run uses."""
    return session.exec(select(CodingRun.codebook_version_id).where(CodingRun.id == run_id)).one()


def newest(session: Session) -> UUID:
    """The codebook version new runs use; the shipped one is stored on first use."""
    found = session.exec(
        select(CodebookVersion.id).order_by(col(CodebookVersion.version).desc())
    ).first()
    return found or store(session, codebooks.shipped())


def current(session: Session) -> codebooks.Codebook:
    """The codebook new runs use; nothing is stored."""
    found = session.exec(
        select(CodebookVersion.id).order_by(col(CodebookVersion.version).desc())
    ).first()
    return load(session, found) if found else codebooks.shipped()
