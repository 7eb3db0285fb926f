"""The record of the Fragenwerkstatt to be put on file: who released which version when."""

from datetime import datetime

from exports.documents import Document, Listing
from survey_service import clock
from survey_service.domain.fieldwork.releases import Record, Released, Side
from survey_service.domain.fieldwork.workshops import WorkshopFacts

TITLE = "Freigaben des Fragebogens"


def document(at: WorkshopFacts, record: Record | None) -> Document:
    """As on the record's page. Same record, same day, same bytes."""
    now = clock.now().astimezone(clock.BERLIN)
    sides, acts = (record.sides, record.acts) if record is not None else ((), ())
    return Document(
        title=TITLE,
        subtitle=f"{at.title} · Version {at.version}",
        author=next((side.name for side in sides if side.party_id is None), ""),
        text=_summary(at, record),
        footer=f"{TITLE} · {at.title} · Stand: {now:%d.%m.%Y}",
        at=now.replace(hour=0, minute=0, second=0, microsecond=0),
        listings=(
            Listing(
                title="Beteiligte",
                columns=("Wer", "Stand"),
                widths=(2, 3),
                rows=tuple((side.name, _state(side, at.version)) for side in sides),
            ),
            Listing(
                title="Alle Freigaben in der Reihenfolge der Zeit",
                columns=("Wann", "Wer", "Version", "Was"),
                widths=(5, 6, 3, 7),
                rows=tuple(_act(act) for act in acts),
            ),
        ),
    )


def _summary(at: WorkshopFacts, record: Record | None) -> str:
    opened = f"Die Fragenwerkstatt wurde am {_day(at.opened_at)} eröffnet."
    if record is None or record.missing:
        missing = ", ".join(record.missing) if record is not None else "allen Beteiligten"
        return f"{opened}\n\nVersion {at.version} ist noch nicht freigegeben von: {missing}."
    return f"{opened}\n\nAlle Beteiligten haben Version {at.version} freigegeben."


def _state(side: Side, version: int) -> str:
    if side.latest is None:
        return f"hat Version {version} noch nicht freigegeben"
    if side.state == "released":
        return f"Version {version} freigegeben, {_moment(side.latest.at)}, {side.latest.by}"
    return (
        f"hatte am {_day(side.latest.at)} Version {side.latest.version} freigegeben; jetzt liegt "
        f"Version {version} vor"
    )


def _act(act: Released) -> tuple[str, str, str, str]:
    what = "freigegeben"
    if act.exception:
        what = f"Ohne alle Freigaben geöffnet. Grund: {act.exception}"
    return _moment(act.at), f"{act.party}: {act.by}", str(act.version), what


def _day(at: datetime) -> str:
    return f"{at.astimezone(clock.BERLIN):%d.%m.%Y}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(clock.BERLIN):%d.%m.%Y, %H:%M} Uhr"
