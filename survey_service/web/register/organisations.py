"""The register at the desk: list with filters, upload of a workbook, one organisation."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from questionnaires.items.field import FieldChoice
from questionnaires.questionnaire import Choice
from questionnaires.readers import register as workbooks
from questionnaires.readers.upload import UploadRefused
from survey_service import clock
from survey_service.domain.correspondence import letters
from survey_service.domain.fieldwork import surveys
from survey_service.domain.register import (
    associations,
    contacts,
    history,
    imports,
    merging,
    organisations,
    reports,
)
from survey_service.domain.register.organisations import Filter
from survey_service.domain.register.scope import may_edit_all
from survey_service.errors import UploadUnusable
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form, Upload
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

EVENT_KINDS = {
    "created": "angelegt",
    "changed": "geändert",
    "deactivated": "nicht mehr aktiv",
    "reactivated": "wieder aktiv",
    "merged": "zusammengeführt",
    "removed": "gelöscht",
}
EVENT_ORIGINS = {
    "form": "von Hand",
    "import": "eingelesen",
    "report": "Meldung des Trägers",
    "merge": "Zusammenführung",
}
ACTIVE = {"ja": "aktive", "nein": "nicht aktive"}


@get("/", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def listing(
    request: WebRequest,
    suche: str = "",
    verband: str = "",
    gebiet: str = "",
    art: str = "",
    zielgruppe: str = "",
    aktiv: str = "",
) -> Response[str]:
    """All organisations, or those that match."""
    wanted = Filter(
        search=suche[:200],
        association=verband,
        area=gebiet,
        service_type=art,
        target_group=zielgruppe,
        active=aktiv if aktiv in ACTIVE else "",
    )
    return _list(request, wanted)


def _list(request: WebRequest, wanted: Filter | None = None, *, refusal: str = "") -> Response[str]:
    actor, wanted = actor_of(request), wanted or Filter()
    may_edit = allowed(actor, Action.EDIT_REGISTER)
    with site_of(request).database.read() as session:
        found = organisations.organisations(session, actor, wanted=wanted)
        types, groups = organisations.offered(session, actor)
        pending = imports.pending(session, actor)
        area_choices = surveys.area_choices(session)
        names = [row.name for row in associations.all_associations(session)]
        open_reports = reports.count(session).get("open", 0) if may_edit else 0
    page = {
        "organisations": found,
        "wanted": wanted,
        "filtered": wanted != Filter(),
        "filters": _filters(wanted, names, area_choices, types, groups),
        "facilities": sum(row.facilities for row in found),
        "may_edit": may_edit,
        "may_edit_all": may_edit and may_edit_all(actor),
        "open_reports": open_reports,
        "pending": pending,
        "has_areas": bool(area_choices),
        "refusal": refusal,
    }
    status = UploadUnusable.status if refusal else 200
    return show(request, "register/list.html", page, title="Träger", status=status)


def _filters(
    wanted: Filter,
    associations: Sequence[str],
    areas: Iterable[Choice],
    types: Sequence[str],
    groups: Sequence[str],
) -> list[tuple[str, str, str, list[FieldChoice]]]:
    """Name in the address, label, what the empty choice says, what to choose from."""

    def listed(words: Iterable[str], chosen: str) -> list[FieldChoice]:
        return [FieldChoice(value=word, label=word, checked=word == chosen) for word in words]

    return [
        ("verband", "Verband", "alle Verbände", listed(associations, wanted.association)),
        (
            "gebiet",
            "Gebiet",
            "alle Gebiete",
            [
                FieldChoice(
                    value=area.value,
                    label=area.label["de"],
                    group=area.group,
                    checked=area.value == wanted.area,
                )
                for area in areas
            ],
        ),
        ("art", "Art des Angebots", "alle Arten", listed(types, wanted.service_type)),
        ("zielgruppe", "Zielgruppe", "alle Zielgruppen", listed(groups, wanted.target_group)),
        (
            "aktiv",
            "Zustand",
            "alle",
            [
                FieldChoice(value=word, label=label, checked=word == wanted.active)
                for word, label in ACTIVE.items()
            ],
        ),
    ]


@post("/", opt={"action": Action.EDIT_REGISTER}, sync_to_thread=True)
def upload(request: WebRequest, form: Form) -> Response[Any]:
    """Read a workbook and store what it would change."""
    try:
        file = form.upload("workbook")
        key = _propose(request, file)
    except (UploadRefused, UploadUnusable) as error:
        return _list(request, refusal=str(error))
    return redirect(f"/traegerregister/vorschau/{key}")


def _propose(request: WebRequest, file: Upload) -> UUID:
    database = site_of(request).database
    with database.read() as session:
        context = imports.reading_context(session)
    # Read outside of any transaction: it may take seconds.
    reading = workbooks.read(
        file.content, areas=context.areas, known=context.known, today=clock.today()
    )
    with database.write() as session:
        return imports.propose(session, actor_of(request), file_name=file.name, reading=reading)


@get("/{organisation:uuid}", opt={"action": Action.SEE_REGISTER}, sync_to_thread=True)
def detail(request: WebRequest, organisation: UUID) -> Response[str]:
    """One organisation: what is known, its facilities, contacts, and what changed."""
    actor = actor_of(request)
    may_edit, may_write = (
        allowed(actor, action) for action in (Action.EDIT_REGISTER, Action.RUN_SURVEY)
    )
    with site_of(request).database.read() as session:
        found, facilities = organisations.organisation(session, actor, organisation)
        # A protected facility's history tells its address.
        seen = {row.id for row in facilities if may_edit or not row.protected}
        page = {
            "organisation": found,
            "facilities": facilities,
            "contacts": contacts.of_organisation(session, organisation, facilities=seen),
            "events": history.events(session, organisation, facilities=seen),
            "kept": merging.merged_into(session, organisation),
            "may_edit": may_edit,
            "may_edit_all": may_edit and may_edit_all(actor),
            "letters": letters.open_to(session, organisation) if may_write else [],
            "kinds": EVENT_KINDS,
            "origins": EVENT_ORIGINS,
        }
    return show(request, "register/organisation.html", page, title=found.name)


router = Router("/traegerregister", route_handlers=[listing, upload, detail])
