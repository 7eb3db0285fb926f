"""Which facilities lie in a perimeter, and whom to call there: a flood, a power cut."""

from datetime import timedelta
from uuid import UUID

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from questionnaires import perimeters
from questionnaires.areas import AreaTree
from questionnaires.perimeters import Perimeter
from questionnaires.readers import perimeters as reader
from survey_service import clock
from survey_service.domain import areas, files
from survey_service.domain.administration import audit
from survey_service.domain.register import atlas
from survey_service.domain.register.atlas import AtlasFacility
from survey_service.errors import NotFound
from survey_service.permissions import Action, Actor, allowed
from survey_service.tables.exports import StoredFile, StoredFilePart
from survey_service.tables.register import Contact, Facility, Organisation

MEDIA_TYPE = "application/geo+json"
FILE_NAME = "Flaeche.geojson"
KEPT = timedelta(days=30)


class ContactFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A person who agreed to be stored."""

    name: str
    function: str
    phone: str
    email: str


class OrganisationReach(msgspec.Struct, frozen=True, kw_only=True):
    """How an organisation itself is reached. No name: who is meant has not agreed to a list."""

    phone: str
    email: str


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A facility, its contacts (else its organisation's), and how the organisation is reached."""

    facility: AtlasFacility
    contacts: tuple[ContactFacts, ...]
    organisation: OrganisationReach


class Protected(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of protected facilities: inside, and without coordinates, so that nobody can say."""

    inside: int
    unplaced: int


class Inside(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a perimeter. ``unplaced``: how many of all facilities have no coordinates.

    ``protected`` None = not for this actor to know.
    """

    facilities: tuple[Reached, ...]
    protected: Protected | None
    unplaced: int


def store(session: Session, perimeter: Perimeter) -> UUID:
    """Keep a perimeter for some weeks: its result can be opened again. Old ones go."""
    over = select(StoredFile.id).where(
        StoredFile.media_type == MEDIA_TYPE, col(StoredFile.expires_at) < clock.now()
    )
    session.execute(delete(StoredFilePart).where(col(StoredFilePart.file_id).in_(over)))
    session.execute(delete(StoredFile).where(col(StoredFile.id).in_(over)))
    content = perimeters.geojson(perimeter)
    return files.store(session, FILE_NAME, MEDIA_TYPE, content, expires_at=clock.now() + KEPT)


def load(session: Session, perimeter_id: UUID) -> Perimeter:
    """A perimeter that was kept. Raises NotFound for any other file."""
    known = session.exec(
        select(StoredFile.id).where(
            StoredFile.id == perimeter_id, StoredFile.media_type == MEDIA_TYPE
        )
    ).first()
    if known is None:
        raise NotFound("Diese Fläche gibt es nicht mehr. Zeichnen oder laden Sie sie noch einmal.")
    return reader.read_geojson(b"".join(files.stream(session, perimeter_id)))


def look(session: Session, actor: Actor, perimeter: Perimeter) -> Inside:
    """The facilities of the perimeter that the actor may see, with contacts."""
    tree = areas.tree(session)
    listed = atlas.listed(session, actor, Action.SEE_REGISTER, tree)
    found = lying_in(perimeter, listed)
    return Inside(
        facilities=reached(session, found),
        protected=_protected(session, actor, perimeter, tree),
        unplaced=sum(one.latitude is None for one in listed),
    )


def lying_in(perimeter: Perimeter, listed: list[AtlasFacility]) -> list[AtlasFacility]:
    """Those with coordinates inside."""
    placed = [
        (one, (one.longitude, one.latitude))
        for one in listed
        if one.longitude is not None and one.latitude is not None
    ]
    flags = perimeters.inside(perimeter, [point for _, point in placed])
    return [one for (one, _), flag in zip(placed, flags, strict=True) if flag]


def _protected(
    session: Session, actor: Actor, perimeter: Perimeter, tree: AreaTree | None
) -> Protected | None:
    """Numbers alone, and only for who sees these facilities in the register anyway."""
    if not allowed(actor, Action.EDIT_REGISTER):
        return None
    rows = session.exec(
        select(Facility.longitude, Facility.latitude)
        .join(Organisation, col(Organisation.id) == col(Facility.organisation_id))
        .where(
            col(Facility.active).is_(True),
            col(Organisation.active).is_(True),
            col(Facility.protected).is_(True),
            *atlas.within(actor, Action.EDIT_REGISTER, tree),
        )
    ).all()
    points = [(x, y) for x, y in rows if x is not None and y is not None]
    return Protected(
        inside=sum(perimeters.inside(perimeter, points)), unplaced=len(rows) - len(points)
    )


def reached(session: Session, found: list[AtlasFacility]) -> tuple[Reached, ...]:
    """The facilities with whom to call. Two statements, however many there are."""
    wanted = {one.organisation_id for one in found}
    organisations = {
        key: OrganisationReach(phone=phone.strip(), email=email.strip())
        for key, phone, email in session.exec(
            select(Organisation.id, Organisation.phone, Organisation.email)
        )
        if key in wanted
    }
    contacts = _contacts(session, wanted)
    return tuple(
        Reached(
            facility=one,
            contacts=contacts.get((one.organisation_id, one.id))
            or contacts.get((one.organisation_id, None), ()),
            organisation=organisations[one.organisation_id],
        )
        for one in found
    )


def _contacts(
    session: Session, organisations: set[UUID]
) -> dict[tuple[UUID, UUID | None], tuple[ContactFacts, ...]]:
    rows = session.exec(select(Contact).order_by(col(Contact.name), col(Contact.id)))
    found: dict[tuple[UUID, UUID | None], tuple[ContactFacts, ...]] = {}
    for row in rows:
        if row.organisation_id not in organisations:
            continue
        person = ContactFacts(
            name=row.name, function=row.function, phone=row.phone, email=row.email
        )
        key = (row.organisation_id, row.facility_id)
        found[key] = (*found.get(key, ()), person)
    return found


def note_download(session: Session, actor: Actor, found: Inside) -> None:
    """For the log: numbers only."""
    persons = sum(len(one.contacts) for one in found.facilities)
    audit.record(
        session,
        actor,
        "Einrichtungen einer Fläche heruntergeladen",
        detail=f"{len(found.facilities)} Einrichtungen, {persons} Ansprechpersonen",
    )
