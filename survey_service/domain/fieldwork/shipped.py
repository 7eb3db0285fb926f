"""The questionnaires that come with the program: which are not taken in yet, and taking one in."""

from pathlib import Path
from uuid import UUID

import msgspec
from sqlmodel import Session, select

import questionnaires as package
from survey_service.domain.fieldwork import questionnaires
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.questionnaires import QuestionnaireVersion

LIBRARY = Path(package.__file__).parent / "library"


class Shipped(msgspec.Struct, frozen=True, kw_only=True):
    """A shipped workbook ``<key>.xlsx``."""

    key: str
    version: int
    title: str
    purpose: str


# Written down here, because reading workbooks takes half a second; a test compares.
SHIPPED = (
    Shipped(
        key="traegerabfrage",
        version=1,
        title="Trägerabfrage",
        purpose="für Träger und ihre Einrichtungen",
    ),
    Shipped(
        key="beteiligung_im_quartier",
        version=1,
        title="Beteiligung im Quartier",
        purpose="für Menschen in der Stadt, in acht Sprachen",
    ),
)


def not_taken(session: Session) -> tuple[Shipped, ...]:
    """The shipped questionnaires that are not stored in this version or a newer one."""
    stored = session.exec(select(QuestionnaireVersion.key, QuestionnaireVersion.version)).all()
    return tuple(
        one
        for one in SHIPPED
        if not any(key == one.key and version >= one.version for key, version in stored)
    )


def take(session: Session, actor: Actor, key: str) -> UUID:
    """Store a shipped questionnaire; the same again changes nothing. Raises NotFound, Conflict."""
    if key not in {one.key for one in SHIPPED}:
        raise NotFound("Diesen mitgelieferten Fragebogen gibt es nicht. Laden Sie die Seite neu.")
    name = f"{key}.xlsx"
    workbook = (LIBRARY / name).read_bytes()
    return questionnaires.store_version(session, actor, workbook, name=name)
