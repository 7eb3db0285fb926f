"""What a planner makes of a report of change: the register changes, or the organisation reads why
it does not.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from questionnaires.readers.register import FacilityRow, OrganisationRow
from survey_service import clock
from survey_service.domain.administration import audit
from survey_service.domain.register import contacts, editing, reports
from survey_service.domain.register import report_kinds as kinds
from survey_service.domain.register.entries import cells_of, locked, state_of
from survey_service.domain.register.scope import check_all_areas
from survey_service.errors import Conflict, FieldsInvalid
from survey_service.permissions import Actor
from survey_service.tables.register import ChangeReport, EventOrigin, Facility, ReportState

LONGEST_ANSWER = 2_000
REPORT = EventOrigin.REPORT


def current(session: Session, actor: Actor, report_id: UUID) -> FacilityRow | None:
    """How the facility stands that the report is about; None = it is about none."""
    check_all_areas(actor)
    facility_id = reports.one(session, report_id).facility_id
    return editing.facility(session, actor, facility_id) if facility_id else None


def addressed(session: Session, actor: Actor, report_id: UUID) -> OrganisationRow | None:
    """The organisation as it is written to now; None = the report does not offer another."""
    check_all_areas(actor)
    report = reports.one(session, report_id)
    if not report.offers_address:
        return None
    return editing.organisation(session, actor, report.organisation_id)


def accept(
    session: Session,
    actor: Actor,
    report_id: UUID,
    *,
    cells: Mapping[str, str],
    state: str = "",
    answer: str = "",
    address: bool = False,
) -> None:
    """Change the register as the planner's form says. Raises FieldsInvalid or EntryStale.

    state: of the facility, or of the organisation, as the form showed it.
    address: the new contact is the one whom mails reach from now on.
    """
    check_all_areas(actor)
    offered = reports.one(session, report_id).offers_address
    row = _open_report(session, report_id)
    if row.kind == kinds.NEW_FACILITY:
        code = editing.free_facility_code(session, row.organisation_id)
        row.facility_id = editing.add_facility(
            session, actor, row.organisation_id, {"code": code, **cells}, origin=REPORT
        )
    elif row.kind == kinds.MOVED and row.facility_id:
        known = editing.facility(session, actor, row.facility_id)
        editing.change_facility(
            session,
            actor,
            row.facility_id,
            {**cells_of(known), **cells},
            state=state or state_of(known),
            origin=REPORT,
        )
    elif row.kind == kinds.CLOSED and row.facility_id:
        editing.set_facility_active(session, actor, row.facility_id, active=False, origin=REPORT)
    elif row.kind == kinds.CONTACT:
        _add_contact(session, actor, row, cells)
        if address and offered:
            _readdress(session, actor, row.organisation_id, cells, state=state)
    _decide(session, actor, row, ReportState.ACCEPTED, answer)


def decline(session: Session, actor: Actor, report_id: UUID, *, answer: str) -> None:
    """The register stays; the organisation reads the answer. Raises FieldsInvalid without one."""
    check_all_areas(actor)
    row = _open_report(session, report_id)
    if not answer.strip():
        raise FieldsInvalid(
            [("answer", "Schreiben Sie in einem Satz, warum: Der Träger liest ihn.")]
        )
    _decide(session, actor, row, ReportState.DECLINED, answer)


def _add_contact(
    session: Session, actor: Actor, row: ChangeReport, cells: Mapping[str, str]
) -> None:
    facility = ""
    if row.facility_id:
        facility = session.exec(select(Facility.code).where(Facility.id == row.facility_id)).one()
    reported_on = row.reported_at.astimezone(clock.BERLIN).date()
    contacts.add(
        session,
        actor,
        row.organisation_id,
        {
            **cells,
            "facility": facility,
            "consented_on": reported_on.isoformat(),
            "consent_note": "in der Meldung des Trägers erklärt",
        },
        origin=REPORT,
    )


def _readdress(
    session: Session, actor: Actor, organisation_id: UUID, cells: Mapping[str, str], *, state: str
) -> None:
    """Mails go to the person. The salutation was another's."""
    email = cells.get("email", "").strip()
    if not email:
        sentence = (
            "Geben Sie die Adresse an, an die künftig geschrieben wird, oder nehmen Sie das "
            "Häkchen bei der Anschrift des Trägers weg."
        )
        raise FieldsInvalid([("email", sentence)])
    known = cells_of(editing.organisation(session, actor, organisation_id))
    new = {"contact_name": cells.get("name", ""), "salutation": "", "email": email}
    phone = cells.get("phone", "").strip()
    editing.change_organisation(
        session,
        actor,
        organisation_id,
        {**known, **new, **({"phone": phone} if phone else {})},
        state=state,
        origin=REPORT,
    )


def _open_report(session: Session, report_id: UUID) -> ChangeReport:
    reports.one(session, report_id)
    row = session.exec(locked(select(ChangeReport).where(ChangeReport.id == report_id))).one()
    if row.state != ReportState.OPEN:
        raise Conflict(
            f"Diese Meldung hat {row.decided_by} inzwischen bearbeitet. Nichts wurde geändert."
        )
    return row


def _decide(
    session: Session, actor: Actor, row: ChangeReport, state: ReportState, answer: str
) -> None:
    if len(answer) > LONGEST_ANSWER:
        raise FieldsInvalid([("answer", f"Höchstens {LONGEST_ANSWER} Zeichen.")])
    row.state, row.answer = state, answer.strip()
    row.decided_by, row.decided_at = audit.actor_name(actor), clock.now()
    if row.kind == kinds.CONTACT:
        # The person stands among the contacts now, or nowhere.
        row.proposed = {}
    session.add(row)
    accepted = state == ReportState.ACCEPTED
    what = "Meldung übernommen" if accepted else "Meldung abgelehnt"
    audit.record(session, actor, what, detail=kinds.LABELS[row.kind])
