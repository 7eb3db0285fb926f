"""Files in the database: a head and parts of 1 MB, so that they stream and are backed up."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import insert
from sqlmodel import Session, select

from survey_service import clock
from survey_service.errors import NotFound
from survey_service.tables.exports import CHUNK_BYTES, StoredFile, StoredFilePart


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A stored file without its bytes."""

    id: UUID
    name: str
    media_type: str
    size: int
    created_at: datetime


def store(
    session: Session,
    name: str,
    media_type: str,
    content: bytes,
    *,
    expires_at: datetime | None = None,
) -> UUID:
    """Store a file; returns its id."""
    file = StoredFile(
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=clock.now(),
        expires_at=expires_at,
    )
    session.add(file)
    session.flush()
    parts = [
        {"file_id": file.id, "number": number, "content": content[start : start + CHUNK_BYTES]}
        for number, start in enumerate(range(0, len(content), CHUNK_BYTES), start=1)
    ]
    if parts:
        session.execute(insert(StoredFilePart), parts)
    return file.id


def head(session: Session, file_id: UUID) -> FileFacts:
    """Name, type and size. Raises NotFound when the file is unknown or was removed."""
    file = session.get(StoredFile, file_id)
    if file is None:
        raise NotFound("Diese Datei gibt es nicht mehr. Lassen Sie sie noch einmal erstellen.")
    return FileFacts(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        created_at=file.created_at,
    )


def stream(session: Session, file_id: UUID) -> Iterator[bytes]:
    """The file's bytes, at most 1 MB at a time; one part is in memory."""
    number = 1
    while True:
        content = session.exec(
            select(StoredFilePart.content).where(
                StoredFilePart.file_id == file_id, StoredFilePart.number == number
            )
        ).first()
        if content is None:
            return
        yield content
        number += 1
