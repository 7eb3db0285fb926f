"""An organisation reports a change of its own: which kind, the form, what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response, Router, get, post

from questionnaires.items.field import Field
from survey_service.domain.fieldwork import surveys
from survey_service.domain.register import report_kinds as kinds
from survey_service.domain.register import reports
from survey_service.errors import FieldsInvalid, NotFound
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.register import entry_fields
from survey_service.web.site import WebRequest, actor_of, site_of

PLACE = "/traeger/meldungen"
STATES: dict[str, tuple[str, str]] = {
    "open": ("wartet", "info"),
    "accepted": ("übernommen", "success"),
    "declined": ("nicht übernommen", "warning"),
}
# Word in the address -> what it is for.
EXPLAINED: dict[str, str] = {
    "neues-angebot": "Ein Angebot oder eine Einrichtung ist dazugekommen.",
    "umzug": "Eine Einrichtung hat eine neue Adresse.",
    "schliessung": "Ein Angebot gibt es nicht mehr.",
    "kontakt": "Für Rückfragen gibt es eine neue Ansprechperson.",
    "anderes": "Etwas anderes im Register stimmt nicht mehr.",
}
REMARKS: dict[str, tuple[str, str]] = {
    kinds.CLOSED: ("Seit wann, und gibt es einen Ersatz?", ""),
    kinds.OTHER: (
        "Was hat sich geändert?",
        "Nennen Sie bitte die Einrichtung und was künftig gilt.",
    ),
}
NEEDED: dict[str, frozenset[str]] = {
    kinds.NEW_FACILITY: frozenset({"name"}),
    kinds.MOVED: frozenset({"facility", "address"}),
    kinds.CLOSED: frozenset({"facility"}),
    kinds.CONTACT: frozenset({"name"}),
}
# Labels for people who do not know the register.
LABELS: dict[str, str] = {
    "name": "Name des Angebots oder der Einrichtung",
    "address": "Neue Adresse",
    "area": "Gebiet",
}


@get("/meldungen", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True)
def own_reports(request: WebRequest) -> Response[Any]:
    """What can be reported, and what was, with the answer."""
    with site_of(request).database.read() as session:
        found = reports.of_organisation(session, actor_of(request))
    page = {
        "reports": found,
        "kinds": [
            (word, kinds.LABELS[kind], EXPLAINED[word]) for word, kind in kinds.WORDS.items()
        ],
        "labels": kinds.LABELS,
        "states": STATES,
    }
    return show(request, "traeger/reports.html", page, title="Änderungen melden")


@get("/meldungen/{kind:str}", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True)
def new_report(request: WebRequest, kind: str) -> Response[Any]:
    """The form of this kind."""
    return _page(request, kind, {})


@post("/meldungen/{kind:str}", opt={"action": Action.ANSWER_FOR_ORGANISATION}, sync_to_thread=True)
def send_report(request: WebRequest, kind: str, form: Form) -> Response[Any]:
    """Store; on a problem the form comes back as it was typed."""
    stored = _kind(kind)
    names = (*kinds.PROPOSED[stored], "facility", "remark", "author", "consented")
    cells = {name: form.one(name) for name in names}
    try:
        with site_of(request).database.write() as session:
            reports.report(
                session,
                actor_of(request),
                kind=stored,
                facility=cells["facility"],
                cells=cells,
                remark=cells["remark"],
                author=cells["author"],
                consented=cells["consented"] == entry_fields.ACKNOWLEDGED,
            )
    except FieldsInvalid as error:
        return _page(request, kind, cells, problems=error.problems)
    message = "Danke, Ihre Meldung ist angekommen. Die Antwort steht auf dieser Seite."
    return redirect(PLACE, message=message)


def _kind(word: str) -> str:
    found = kinds.WORDS.get(word)
    if found is None:
        raise NotFound("Diese Art von Meldung gibt es nicht. Wählen Sie eine aus der Liste.")
    return found


def _page(
    request: WebRequest,
    word: str,
    cells: Mapping[str, str],
    *,
    problems: Sequence[tuple[str, str]] = (),
) -> Response[Any]:
    kind = _kind(word)
    with site_of(request).database.read() as session:
        facilities = reports.own_facilities(session, actor_of(request))
        areas = entry_fields.area_choices(surveys.area_choices(session))
    listed = [
        (str(key), f"{name}, {address}" if address else name) for key, name, address in facilities
    ]
    choices = {**areas, "facility": entry_fields.named_choices(listed)}
    found = _fields(kind, cells, problems, choices)
    page = {
        "heading": kinds.LABELS[kind],
        "explained": EXPLAINED[word],
        "action": f"{PLACE}/{word}",
        "fields": found,
        "problems": [
            (name if name in {field.name for field in found} else "", sentence)
            for name, sentence in problems
        ],
    }
    status = 422 if problems else 200
    return show(request, "traeger/report.html", page, title=kinds.LABELS[kind], status=status)


def _fields(
    kind: str,
    cells: Mapping[str, str],
    problems: Sequence[tuple[str, str]],
    choices: Mapping[str, Sequence[Any]],
) -> tuple[Field, ...]:
    asks_facility = kind in kinds.OF_ONE_FACILITY or kind == kinds.CONTACT
    names = (*(("facility",) if asks_facility else ()), *kinds.PROPOSED[kind])
    found = list(
        entry_fields.fields(
            names,
            cells,
            problems=problems,
            choices=choices,
            labels=LABELS if kind in {kinds.NEW_FACILITY, kinds.MOVED} else {},
            required=NEEDED.get(kind, frozenset()),
        )
    )
    errors = dict(problems)
    if kind == kinds.CONTACT:
        found.append(_consent(cells, errors))
    label, hint = REMARKS.get(kind, ("Möchten Sie etwas dazu sagen?", ""))
    found.append(
        Field(
            name="remark",
            kind="long_text",
            label=label,
            hint=hint,
            required=kind == kinds.OTHER,
            values=(cells.get("remark", ""),),
            error=errors.get("remark", ""),
            rows=4,
        )
    )
    found.append(
        Field(
            name="author",
            kind="text",
            label="Ihr Name",
            hint="Für Rückfragen",
            values=(cells.get("author", ""),),
            error=errors.get("author", ""),
        )
    )
    return tuple(found)


def _consent(cells: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    return Field(
        name="consented",
        kind="acknowledge",
        label="Die Person ist einverstanden, dass die Sozialplanung diese Angaben speichert",
        hint="Die Person kann das jederzeit zurücknehmen; dann werden die Angaben gelöscht.",
        required=True,
        values=(entry_fields.ACKNOWLEDGED,)
        if cells.get("consented") == entry_fields.ACKNOWLEDGED
        else (),
        error=errors.get("consented", ""),
    )


router = Router("/traeger", route_handlers=[own_reports, new_report, send_report])
