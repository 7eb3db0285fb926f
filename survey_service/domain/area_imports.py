"""What a file of areas would change: kept for a day, shown, applied as shown."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from questionnaires.areas import Area
from questionnaires.readers import areas as reader
from questionnaires.readers.area_rows import AreaReading
from questionnaires.readers.problems import CellProblem
from survey_service import clock
from survey_service.domain import areas, files
from survey_service.domain.administration import municipality
from survey_service.domain.areas import AreaChange
from survey_service.errors import Conflict, NotFound, Refused
from survey_service.permissions import Actor
from survey_service.tables.exports import StoredFile, StoredFilePart

MEDIA_TYPE = "application/x-gebiete"
KEPT = timedelta(days=1)
LABELS = {
    "name": "Name",
    "level": "Ebene",
    "parent": "liegt in",
    "aliases": "weitere Namen",
    "population": "Einwohnerzahl",
    "geometry": "Umriss",
}


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a known area, in words; "" = empty."""

    code: str
    name: str
    label: str
    old: str
    new: str


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """``absent``: how many stand in the list, but not in the file; they stay.

    ``state``: of the areas, on which the numbers stand; ``moved``: only their order changes.
    """

    file_name: str
    new: tuple[Area, ...]
    changed: int
    fields: tuple[FieldChange, ...]
    unchanged: int
    absent: int
    moved: bool
    hints: tuple[CellProblem, ...]
    state: str

    @property
    def changes_nothing(self) -> bool:
        """Nothing would be written."""
        return not (self.new or self.changed or self.moved)


def read(session: Session, content: bytes, *, name: str) -> AreaReading:
    """By what the file is: YAML and GeoJSON say so in their first signs or their name.

    Raises UploadRefused.
    """
    if name.lower().endswith((".yaml", ".yml")):
        return reader.read_yaml(content, name=name)
    known, city = areas.tree(session), municipality.facts(session).name
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return reader.read_geojson(content, municipality=city, known=known, name=name)
    levels = known.levels if known else reader.USUAL_LEVELS
    levels = (*levels, *reader.USUAL_LEVELS[len(levels) :])
    return reader.read_csv(content, municipality=city, levels=levels, name=name)


def propose(session: Session, content: bytes, *, name: str) -> UUID:
    """Keep the file until somebody decides. Nothing of the areas changes; old ones go."""
    over = select(StoredFile.id).where(
        StoredFile.media_type == MEDIA_TYPE, col(StoredFile.expires_at) < clock.now()
    )
    session.execute(delete(StoredFilePart).where(col(StoredFilePart.file_id).in_(over)))
    session.execute(delete(StoredFile).where(col(StoredFile.id).in_(over)))
    return files.store(session, name, MEDIA_TYPE, content, expires_at=clock.now() + KEPT)


def preview(session: Session, key: UUID) -> Preview:
    """What the file would change today. Raises NotFound, or Refused where it no longer fits."""
    name, reading = _kept(session, key)
    return compare(session, reading, name=name)


def compare(session: Session, reading: AreaReading, *, name: str) -> Preview:
    """What was read against the areas as they stand. Raises Refused when they contradict."""
    if reading.tree is None:
        raise Refused("Die Datei hat Fehler. Nichts wurde übernommen.")
    before, after = areas.laid_over(session, reading.tree)
    old = {area.code: area for area in before}
    changed = [area for area in after if area.code in old and area != old[area.code]]
    return Preview(
        file_name=name,
        new=tuple(area for area in after if area.code not in old),
        changed=len(changed),
        fields=tuple(found for area in changed for found in _fields(old[area.code], area)),
        unchanged=sum(area == old.get(area.code) for area in after),
        absent=sum(area.code not in reading.tree.by_code for area in before),
        moved=[area.code for area in before] != [a.code for a in after if a.code in old],
        hints=reading.problems,
        state=_state(before),
    )


def apply(session: Session, actor: Actor, key: UUID, *, state: str) -> AreaChange:
    """Do what was shown. Raises Conflict when the areas are no longer those it was shown for."""
    _, reading = _kept(session, key)
    if reading.tree is None:
        raise Refused("Die Datei hat Fehler. Nichts wurde übernommen.")
    before, _ = areas.laid_over(session, reading.tree)
    if _state(before) != state:
        raise Conflict(
            "Das Gebietsverzeichnis hat sich inzwischen geändert. Nichts wurde übernommen. Prüfen "
            "Sie die Vorschau noch einmal: Sie zeigt jetzt den neuen Stand."
        )
    change = areas.import_tree(session, actor, reading.tree)
    discard(session, key)
    return change


def discard(session: Session, key: UUID) -> None:
    """The file goes. Raises NotFound."""
    _head(session, key)
    session.execute(delete(StoredFilePart).where(col(StoredFilePart.file_id) == key))
    session.execute(delete(StoredFile).where(col(StoredFile.id) == key))


def _kept(session: Session, key: UUID) -> tuple[str, AreaReading]:
    name = _head(session, key)
    content = b"".join(files.stream(session, key))
    return name, read(session, content, name=name)


def _head(session: Session, key: UUID) -> str:
    name = session.exec(
        select(StoredFile.name).where(StoredFile.id == key, StoredFile.media_type == MEDIA_TYPE)
    ).first()
    if name is None:
        raise NotFound("Diese Vorschau gibt es nicht mehr. Laden Sie die Datei noch einmal hoch.")
    return name


def _fields(old: Area, new: Area) -> list[FieldChange]:
    return [
        FieldChange(
            code=new.code,
            name=new.name,
            label=label,
            old=_said(field, getattr(old, field)),
            new=_said(field, getattr(new, field)),
        )
        for field, label in LABELS.items()
        if getattr(old, field) != getattr(new, field)
    ]


def _said(field: str, value: object) -> str:
    if field == "geometry":
        return "vorhanden" if value else ""
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return str(value or "")


def _state(found: Sequence[Area]) -> str:
    return hashlib.sha256(msgspec.json.encode(found)).hexdigest()[:32]
