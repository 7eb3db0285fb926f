"""The register of associations, organisations and facilities as people see it."""

from collections.abc import Mapping
from uuid import UUID

import msgspec
from sqlalchemy import String, cast, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from survey_service.domain import areas
from survey_service.domain.register.scope import with_parts
from survey_service.domain.register.store import area_names, served_areas
from survey_service.errors import NotFound
from survey_service.permissions import Action, Actor, allowed, areas_for
from survey_service.tables.register import Association, Facility, Organisation


class OrganisationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list. ``facilities``: how many of them the actor may see."""

    id: UUID
    code: str
    name: str
    association: str
    contact_name: str
    email: str
    active: bool
    facilities: int
    salutation: str = ""
    phone: str = ""
    postal_address: str = ""


class FacilityFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A facility; ``area`` is the area's name, empty without one.

    ``serves``: names of the areas it serves. Who may not edit the register sees of a protected
    facility neither address nor coordinates, telephone, e-mail, website.
    """

    id: UUID
    code: str
    name: str
    service_type: str
    address: str
    area_code: str
    area: str
    target_groups: tuple[str, ...]
    active: bool
    serves: tuple[str, ...] = ()
    citywide: bool = False
    phone: str = ""
    email: str = ""
    website: str = ""
    latitude: float | None = None
    longitude: float | None = None
    protected: bool = False


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which organisations are wanted; "" = all. ``active``: ja | nein.

    ``area`` is a code: facilities that stand there or below, or that serve it.
    """

    search: str = ""
    association: str = ""
    area: str = ""
    service_type: str = ""
    target_group: str = ""
    active: str = ""

    @property
    def of_facilities(self) -> bool:
        """Whether it asks for something that only facilities have."""
        return bool(self.area or self.service_type or self.target_group)


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What of a facility can be searched for."""

    organisation_id: UUID
    name: str
    service_type: str
    area_code: str | None
    serves: frozenset[str]
    citywide: bool
    target_groups: tuple[str, ...]


class RegisterNumbers(msgspec.Struct, frozen=True, kw_only=True):
    """How much there is, over all areas; inactive ones are counted apart."""

    associations: int
    organisations: int
    facilities: int
    inactive: int


def visible_facilities(session: Session, actor: Actor) -> SelectOfScalar[UUID]:
    """Ids of the facilities the actor may see: of all areas, or of theirs and those below."""
    query = select(Facility.id)
    scope = areas_for(actor, Action.SEE_REGISTER)
    if scope is None:
        return query
    return query.where(col(Facility.area_code).in_(with_parts(areas.tree(session), scope)))


def organisations(
    session: Session, actor: Actor, *, search: str = "", wanted: Filter | None = None
) -> list[OrganisationFacts]:
    """All the actor may see, by name; ``search`` looks in number, name, association, facilities.

    With a filter that asks for facilities, ``facilities`` counts those that match.
    """
    wanted = wanted or Filter(search=search)
    found = _organisations(session, actor)
    if wanted == Filter():
        return found
    by_organisation: dict[UUID, list[Offer]] = {}
    for offer in offers(session, actor):
        by_organisation.setdefault(offer.organisation_id, []).append(offer)
    places = with_parts(areas.tree(session), frozenset({wanted.area})) if wanted.area else set()
    rows = []
    for row in found:
        offered = by_organisation.get(row.id, [])
        matching = _matching(offered, wanted, places)
        if _wanted(row, offered, wanted) and (matching or not wanted.of_facilities):
            count = len(matching) if wanted.of_facilities else row.facilities
            rows.append(msgspec.structs.replace(row, facilities=count))
    return rows


def _matching(found: list[Offer], wanted: Filter, places: set[str]) -> list[Offer]:
    return [
        offer
        for offer in found
        if (not wanted.area or offer.citywide or offer.area_code in places or offer.serves & places)
        and wanted.service_type in {"", offer.service_type}
        and (not wanted.target_group or wanted.target_group in offer.target_groups)
    ]


def _wanted(row: OrganisationFacts, found: list[Offer], wanted: Filter) -> bool:
    text = " ".join([row.code, row.name, row.association, *(offer.name for offer in found)])
    return (
        wanted.search.casefold().strip() in text.casefold()
        and wanted.association in {"", row.association}
        and wanted.active in {"", "ja" if row.active else "nein"}
    )


def offers(session: Session, actor: Actor) -> list[Offer]:
    """Of all facilities the actor may see, what can be searched for."""
    serves = served_areas(session)
    rows = session.exec(
        select(  # type: ignore[call-overload]
            Facility.id,
            Facility.organisation_id,
            Facility.name,
            Facility.service_type,
            Facility.area_code,
            Facility.citywide,
            Facility.target_groups,
        ).where(col(Facility.id).in_(visible_facilities(session, actor)))
    )
    return [
        Offer(
            organisation_id=owner,
            name=name,
            service_type=service_type,
            area_code=area_code,
            serves=frozenset(serves.get(key, ())),
            citywide=citywide,
            target_groups=tuple(target_groups),
        )
        for key, owner, name, service_type, area_code, citywide, target_groups in rows
    ]


def offered(session: Session, actor: Actor) -> tuple[list[str], list[str]]:
    """Service types and target groups of all facilities the actor may see, each once."""
    visible = col(Facility.id).in_(visible_facilities(session, actor))
    types = session.exec(select(Facility.service_type).where(visible).distinct())
    # PostgreSQL compares no JSON, only its text.
    written = session.exec(select(cast(Facility.target_groups, String)).where(visible).distinct())
    groups = {name for text in written for name in msgspec.json.decode(text, type=list[str])}
    return (
        sorted(set(types) - {""}, key=str.casefold),
        sorted(groups, key=str.casefold),
    )


def _organisations(session: Session, actor: Actor) -> list[OrganisationFacts]:
    visible = visible_facilities(session, actor).subquery()
    counts = (
        select(col(Facility.organisation_id), func.count().label("facilities"))
        .where(col(Facility.id).in_(select(visible.c.id)))
        .group_by(col(Facility.organisation_id))
        .subquery()
    )
    columns = (
        Organisation.id,
        Organisation.code,
        Organisation.name,
        func.coalesce(Association.name, ""),
        Organisation.contact_name,
        Organisation.email,
        Organisation.active,
        func.coalesce(counts.c.facilities, 0),
        Organisation.salutation,
        Organisation.phone,
        Organisation.postal_address,
    )
    query = (
        select(*columns)  # type: ignore[call-overload]
        .outerjoin(Association, col(Association.id) == col(Organisation.association_id))
        .outerjoin(counts, counts.c.organisation_id == col(Organisation.id))
        .order_by(func.lower(Organisation.name), Organisation.code)
    )
    if areas_for(actor, Action.SEE_REGISTER) is not None:
        query = query.where(counts.c.facilities > 0)
    names = OrganisationFacts.__struct_fields__
    return [OrganisationFacts(**dict(zip(names, row, strict=True))) for row in session.exec(query)]


def organisation(
    session: Session, actor: Actor, organisation_id: UUID
) -> tuple[OrganisationFacts, list[FacilityFacts]]:
    """One organisation and its facilities. Raises NotFound, also where the actor may not look."""
    for found in _organisations(session, actor):
        if found.id == organisation_id:
            return found, _facilities(session, actor, found.id)
    raise NotFound("Diesen Träger gibt es nicht, oder er liegt außerhalb Ihrer Gebiete.")


def _facilities(session: Session, actor: Actor, organisation_id: UUID) -> list[FacilityFacts]:
    names = area_names(session)
    serves = served_areas(session)
    rows = session.exec(
        select(Facility)
        .where(
            Facility.organisation_id == organisation_id,
            col(Facility.id).in_(visible_facilities(session, actor)),
        )
        .order_by(func.lower(Facility.name), Facility.code)
    )
    hidden = not allowed(actor, Action.EDIT_REGISTER)
    return [
        _facility(row, names, serves.get(row.id, ()), hidden=hidden and row.protected)
        for row in rows
    ]


def _facility(
    row: Facility, names: Mapping[str, str], serves: tuple[str, ...], *, hidden: bool
) -> FacilityFacts:
    found = FacilityFacts(
        id=row.id,
        code=row.code,
        name=row.name,
        service_type=row.service_type,
        address=row.address,
        area_code=row.area_code or "",
        area=names[row.area_code] if row.area_code else "",
        target_groups=tuple(row.target_groups),
        active=row.active,
        serves=tuple(names[code] for code in serves),
        citywide=row.citywide,
        phone=row.phone,
        email=row.email,
        website=row.website,
        latitude=row.latitude,
        longitude=row.longitude,
        protected=row.protected,
    )
    if not hidden:
        return found
    return msgspec.structs.replace(
        found, address="", phone="", email="", website="", latitude=None, longitude=None
    )


def numbers(session: Session) -> RegisterNumbers:
    """Of all areas."""

    def count(table: type, *conditions: object) -> int:
        query = select(func.count()).select_from(table).where(*conditions)  # type: ignore[arg-type]
        return int(session.exec(query).one())

    return RegisterNumbers(
        associations=count(Association),
        organisations=count(Organisation, col(Organisation.active)),
        facilities=count(Facility, col(Facility.active)),
        inactive=count(Organisation, ~col(Organisation.active))
        + count(Facility, ~col(Facility.active)),
    )
