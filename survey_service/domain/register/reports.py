"""Reports of change: an organisation proposes, a planner accepts or declines."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, desc, func
from sqlmodel import Session, col, select

from questionnaires.readers.register_contacts import typed_contact
from questionnaires.readers.register_facilities import typed_facility
from survey_service import clock
from survey_service.domain import areas
from survey_service.domain.register import report_kinds as kinds
from survey_service.domain.register.scope import check_all_areas
from survey_service.errors import FieldsInvalid, NotAllowed, NotFound, TooMany
from survey_service.permissions import Actor
from survey_service.tables.register import ChangeReport, Facility, Organisation, ReportState

MOST_OPEN = 50
LONGEST_REMARK = 4_000
LONGEST_AUTHOR = 200


class ReportFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A report. ``facility``: its name, "" = none; ``proposed``: empty once decided."""

    id: UUID
    organisation_id: UUID
    organisation: str
    facility_id: UUID | None
    facility: str
    kind: str
    proposed: Mapping[str, str]
    remark: str
    author: str
    reported_at: datetime
    state: str
    answer: str
    decided_by: str
    decided_at: datetime | None

    @property
    def successor(self) -> bool:
        """The organisation hands over: this person is the one to write to from now on."""
        return self.kind == kinds.CONTACT and self.remark.startswith(kinds.SUCCESSOR)

    @property
    def offers_address(self) -> bool:
        """The person may become the one whom invitations reach: not one of a single facility."""
        return self.kind == kinds.CONTACT and self.facility_id is None and self.state == "open"


def own_facilities(session: Session, actor: Actor) -> list[tuple[UUID, str, str]]:
    """Id, name, address of the organisation's active facilities, by name."""
    return [
        (key, name, address)
        for key, name, address in session.exec(
            select(Facility.id, Facility.name, Facility.address)
            .where(Facility.organisation_id == actor.organisation_id, col(Facility.active))
            .order_by(func.lower(Facility.name), Facility.code)
        )
    ]


def report(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    facility: str,
    cells: Mapping[str, str],
    remark: str,
    author: str,
    consented: bool = False,
) -> UUID:
    """Store what an organisation reports. Raises FieldsInvalid or TooMany.

    consented: the person of a new contact agreed to be stored.
    """
    if actor.organisation_id is None:
        raise NotAllowed("Änderungen meldet der Träger selbst, über seinen Zugang.")
    _check_not_too_many(session, actor.organisation_id)
    facility_id = _own_facility(session, actor, facility)
    proposed = {
        field: text.strip()
        for field in kinds.PROPOSED[kind]
        if (text := cells.get(field, "")).strip()
    }
    problems = _problems(session, kind, facility_id, proposed, remark, consented=consented)
    if len(author) > LONGEST_AUTHOR:
        problems.append(("author", f"Höchstens {LONGEST_AUTHOR} Zeichen."))
    if problems:
        raise FieldsInvalid(problems)
    row = ChangeReport(
        organisation_id=actor.organisation_id,
        facility_id=facility_id,
        kind=kind,
        proposed=proposed,
        remark=remark.strip(),
        author=author.strip(),
        reported_at=clock.now(),
    )
    session.add(row)
    session.flush()
    return row.id


def of_organisation(session: Session, actor: Actor) -> list[ReportFacts]:
    """The organisation's own, the latest first."""
    return _reports(session, ChangeReport.organisation_id == actor.organisation_id)


def at_the_desk(session: Session, actor: Actor, *, state: str = "") -> list[ReportFacts]:
    """Of all organisations, open ones first, then the latest first."""
    check_all_areas(actor)
    found = _reports(session, ChangeReport.state == state) if state else _reports(session)
    return sorted(found, key=lambda row: row.state != ReportState.OPEN)


def count(session: Session) -> dict[str, int]:
    """State -> how many."""
    rows = session.exec(
        select(ChangeReport.state, func.count(col(ChangeReport.id))).group_by(ChangeReport.state)
    )
    return {str(state): number for state, number in rows}


def one(session: Session, report_id: UUID) -> ReportFacts:
    """For the desk. Raises NotFound."""
    found = _reports(session, ChangeReport.id == report_id)
    if not found:
        raise NotFound("Diese Meldung gibt es nicht.")
    return found[0]


def _reports(session: Session, *conditions: ColumnElement[bool] | bool) -> list[ReportFacts]:
    rows = session.exec(
        select(ChangeReport, Organisation.name, Facility.name)
        .join(Organisation, col(Organisation.id) == col(ChangeReport.organisation_id))
        .outerjoin(Facility, col(Facility.id) == col(ChangeReport.facility_id))
        .where(*conditions)
        .order_by(desc(col(ChangeReport.reported_at)), col(ChangeReport.id))
    )
    return [
        ReportFacts(
            id=row.id,
            organisation_id=row.organisation_id,
            organisation=organisation,
            facility_id=row.facility_id,
            facility=facility or "",
            kind=str(row.kind),
            proposed=dict(row.proposed),
            remark=row.remark,
            author=row.author,
            reported_at=row.reported_at,
            state=str(row.state),
            answer=row.answer,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )
        for row, organisation, facility in rows
    ]


def _check_not_too_many(session: Session, organisation_id: UUID) -> None:
    waiting = select(func.count(col(ChangeReport.id))).where(
        ChangeReport.organisation_id == organisation_id, ChangeReport.state == ReportState.OPEN
    )
    if session.exec(waiting).one() >= MOST_OPEN:
        raise TooMany(
            f"{MOST_OPEN} Ihrer Meldungen warten noch auf eine Antwort. Warten Sie, bis die "
            "Sozialplanung sie bearbeitet hat, oder rufen Sie dort an."
        )


def _own_facility(session: Session, actor: Actor, facility: str) -> UUID | None:
    if not facility:
        return None
    for key, _, _ in own_facilities(session, actor):
        if str(key) == facility:
            return key
    raise FieldsInvalid([("facility", "Wählen Sie eine Ihrer Einrichtungen.")])


def _problems(
    session: Session,
    kind: str,
    facility_id: UUID | None,
    proposed: Mapping[str, str],
    remark: str,
    *,
    consented: bool,
) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if kind in kinds.OF_ONE_FACILITY and facility_id is None:
        found.append(("facility", "Wählen Sie, um welche Einrichtung es geht."))
    if kind == kinds.MOVED and "address" not in proposed:
        found.append(("address", "Geben Sie die neue Adresse an."))
    if kind == kinds.OTHER and not remark.strip():
        found.append(("remark", "Schreiben Sie, was sich geändert hat."))
    if len(remark) > LONGEST_REMARK:
        found.append(("remark", f"Höchstens {LONGEST_REMARK} Zeichen. Kürzen Sie den Text."))
    if kind == kinds.CONTACT and not consented:
        found.append(
            ("consented", "Ohne das Einverständnis der Person darf niemand sie eintragen.")
        )
    return found + _typing_problems(session, kind, proposed)


def _typing_problems(
    session: Session, kind: str, proposed: Mapping[str, str]
) -> list[tuple[str, str]]:
    """What the register's own form would refuse; of fields that the report has."""
    if kind == kinds.CONTACT:
        today = clock.today()
        cells = {**proposed, "consented_on": today.isoformat()}
        _, problems = typed_contact(cells, organisation="?", facilities=frozenset(), today=today)
    elif kind in {kinds.NEW_FACILITY, kinds.MOVED}:
        standing = {"code": "?"} if kind == kinds.NEW_FACILITY else {"code": "?", "name": "?"}
        _, problems = typed_facility(
            {**standing, **proposed}, organisation="?", areas=areas.tree(session)
        )
    else:
        return []
    return [(problem.column, problem.message) for problem in problems]
