"""The Sozialatlas: active facilities of the register. Protected ones are in none of this."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from questionnaires.areas import AreaTree, descendants
from survey_service.domain import areas
from survey_service.domain.administration import audit
from survey_service.errors import NotFound
from survey_service.permissions import Action, Actor, areas_for
from survey_service.tables.areas import Area
from survey_service.tables.register import Association, Facility, FacilityArea, Organisation

SEPARATOR = "\n"
"""Between the codes of areas that the database puts into one text; no code has it."""


class AtlasFacility(msgspec.Struct, frozen=True, kw_only=True):
    """A facility as everybody at the desk may see it; areas by code and by name.

    ``serves``: areas it serves besides the one where it stands.
    """

    id: UUID
    name: str
    service_type: str
    target_groups: tuple[str, ...]
    area_code: str
    area: str
    serves_codes: tuple[str, ...]
    serves: tuple[str, ...]
    citywide: bool
    address: str
    phone: str
    email: str
    website: str
    latitude: float | None
    longitude: float | None
    organisation_id: UUID
    organisation: str
    association: str


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for; "" = anything.

    ``area``: stands there or below, or serves such an area; ``citywide``: those that serve
    everybody belong to every area. ``window``: west, south, east, north in degrees.
    """

    area: str = ""
    target_group: str = ""
    service_type: str = ""
    association: str = ""
    citywide: bool = False
    window: tuple[float, float, float, float] | None = None


class Atlas(msgspec.Struct, frozen=True, kw_only=True):
    """The facilities that match, by name, and what can be filtered by."""

    facilities: tuple[AtlasFacility, ...]
    total: int
    target_groups: tuple[str, ...]
    service_types: tuple[str, ...]
    associations: tuple[str, ...]

    @property
    def unplaced(self) -> int:
        """How many of them have no coordinates."""
        return sum(found.latitude is None for found in self.facilities)


def atlas(session: Session, actor: Actor, wanted: Filter, tree: AreaTree | None) -> Atlas:
    """All that the actor may see and that matches. The statements do not grow with the rows."""
    visible = listed(session, actor, Action.SEE_ATLAS, tree)
    return Atlas(
        facilities=tuple(matching(visible, wanted, tree)),
        total=len(visible),
        target_groups=_distinct(group for one in visible for group in one.target_groups),
        service_types=_distinct(one.service_type for one in visible),
        associations=_distinct(one.association for one in visible),
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if word}, key=str.casefold))


def public() -> tuple[ColumnElement[bool], ...]:
    """What a facility must be to leave the register: active, of an active organisation, and
    not protected."""
    return (
        col(Facility.active).is_(True),
        col(Organisation.active).is_(True),
        col(Facility.protected).is_(False),
    )


def within(actor: Actor, action: Action, tree: AreaTree | None) -> tuple[ColumnElement[bool], ...]:
    """The areas to which the actor's action is limited; nothing = all."""
    scope = areas_for(actor, action)
    return () if scope is None else (col(Facility.area_code).in_(with_parts(tree, scope)),)


def with_parts(tree: AreaTree | None, codes: Iterable[str]) -> set[str]:
    """The areas and all below them; codes that are none are left out."""
    known = {code for code in codes if tree is not None and code in tree.by_code}
    return known | {area.code for code in known for area in descendants(tree, code)}  # type: ignore[arg-type]


def listed(
    session: Session,
    actor: Actor,
    action: Action,
    tree: AreaTree | None,
    *,
    facility_id: UUID | None = None,
) -> list[AtlasFacility]:
    """Every facility the actor may see (or this one), by name."""
    columns = (
        Facility.id,
        Facility.name,
        Facility.service_type,
        Facility.target_groups,
        func.coalesce(Facility.area_code, ""),
        func.coalesce(Area.name, ""),
        Facility.citywide,
        Facility.address,
        Facility.phone,
        Facility.email,
        Facility.website,
        Facility.latitude,
        Facility.longitude,
        Facility.organisation_id,
        Organisation.name,
        func.coalesce(Association.name, ""),
    )
    # One text per facility instead of a row per area: a third of the time.
    served = (
        select(
            FacilityArea.facility_id,
            func.aggregate_strings(col(FacilityArea.area_code), SEPARATOR).label("codes"),
        )
        .group_by(col(FacilityArea.facility_id))
        .subquery()
    )
    one = () if facility_id is None else (col(Facility.id) == facility_id,)
    rows = session.exec(
        select(*columns, func.coalesce(served.c.codes, ""))  # type: ignore[call-overload]
        .join(Organisation, col(Organisation.id) == col(Facility.organisation_id))
        .outerjoin(Association, col(Association.id) == col(Organisation.association_id))
        .outerjoin(Area, col(Area.code) == col(Facility.area_code))
        .outerjoin(served, served.c.facility_id == col(Facility.id))
        .where(*public(), *within(actor, action, tree), *one)
        .order_by(func.lower(Facility.name), Facility.id)
    ).all()
    names = {area.code: area.name for area in tree.areas} if tree else {}
    return [_facility(row, names) for row in rows]


def _facility(row: Any, names: dict[str, str]) -> AtlasFacility:
    key, name, service, groups, code, area, citywide, address, phone, email, website, *rest = row
    latitude, longitude, organisation_id, organisation, association, codes = rest
    serves = tuple(sorted(codes.split(SEPARATOR))) if codes else ()
    return AtlasFacility(
        id=key,
        name=name,
        service_type=service,
        target_groups=tuple(groups),
        area_code=code,
        area=area,
        serves_codes=serves,
        serves=tuple(names.get(one, one) for one in serves),
        citywide=citywide,
        address=address,
        phone=phone,
        email=email,
        website=website,
        latitude=latitude,
        longitude=longitude,
        organisation_id=organisation_id,
        organisation=organisation,
        association=association,
    )


def matching(
    facilities: Iterable[AtlasFacility], wanted: Filter, tree: AreaTree | None
) -> list[AtlasFacility]:
    """Those that match all that is looked for."""
    codes = with_parts(tree, {wanted.area}) if wanted.area else set()
    return [one for one in facilities if _matches(one, wanted, codes)]


def _matches(one: AtlasFacility, wanted: Filter, codes: set[str]) -> bool:
    return (
        (not wanted.area or _in_area(one, codes) or (wanted.citywide and one.citywide))
        and (not wanted.target_group or wanted.target_group in one.target_groups)
        and wanted.service_type in ("", one.service_type)
        and wanted.association in ("", one.association)
        and (wanted.window is None or _in_window(one, wanted.window))
    )


def _in_area(one: AtlasFacility, codes: set[str]) -> bool:
    return one.area_code in codes or not codes.isdisjoint(one.serves_codes)


def _in_window(one: AtlasFacility, window: tuple[float, float, float, float]) -> bool:
    west, south, east, north = window
    if one.latitude is None or one.longitude is None:
        return False
    return west <= one.longitude <= east and south <= one.latitude <= north


def facility(session: Session, actor: Actor, facility_id: UUID) -> AtlasFacility:
    """One facility. Raises NotFound, also where the actor may not look."""
    tree = areas.tree(session)
    found = listed(session, actor, Action.SEE_ATLAS, tree, facility_id=facility_id)
    if found:
        return found[0]
    raise NotFound("Diese Einrichtung steht nicht im Sozialatlas. Wählen Sie eine aus der Liste.")


def note_download(session: Session, actor: Actor, facilities: int) -> None:
    """For the log: who took the list away."""
    detail = f"{facilities} Einrichtungen, ohne Ansprechpersonen"
    audit.record(session, actor, "Sozialatlas heruntergeladen", detail=detail)
