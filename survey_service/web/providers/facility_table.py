"""A page for all facilities at once: facilities as rows, questions as columns."""

from typing import Any

import msgspec
from litestar import Response, Router, get, post

from questionnaires.items.field import Field
from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import pages, previous, responses, takeover
from survey_service.domain.providers.pages import TableView
from survey_service.domain.providers.revisions import Place
from survey_service.errors import Refused
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.providers import refusals, saves
from survey_service.web.providers.answering import PART, deadline, new_form, read_only, writable
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/{slug:str}/{page:str}/tabelle", opt=PART, sync_to_thread=True)
def table_page(request: WebRequest, slug: str, page: str) -> Response[Any]:
    """All facilities as rows of one table."""
    actor = actor_of(request)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=clock.now())
        last = previous.last_wave(session, actor, opened.survey)
        areas = surveys.area_choices(session)
        answers = last.answers if last else {}
        view = pages.table_view(opened, page, areas=areas, previous=answers)
        offers = takeover.table_offers(opened, pages.table_page(opened, page), last, areas=areas)
    if not writable(opened):
        return redirect(read_only(actor, slug))
    content = {
        "view": _named(view),
        "survey": opened.survey,
        "url": f"/traeger/{slug}/{page}/tabelle",
        "hub_url": f"/traeger/{slug}",
        "form": new_form(),
        "shown": {
            row.place.facility: " ".join(field.name for field in row.fields if field)
            for row in view.rows
        },
        **deadline(opened),
        "offers": {
            f"{place.facility}.{code}": offer
            for place, row in offers.items()
            for code, offer in row.items()
        },
        "bulk": {
            place.facility: sum(offer.bulk for offer in row.values())
            for place, row in offers.items()
        },
        "taken_over": {
            f"{place.facility}.{code}"
            for place in offers
            for code in opened.sheet(place).content.taken_over
        },
    }
    return show(request, "traeger/table.html", content, title=view.title)


def _named(view: TableView) -> TableView:
    """Every control's name says whose it is."""
    return msgspec.structs.replace(
        view,
        rows=tuple(
            msgspec.structs.replace(
                row, fields=tuple(_of_facility(one, row.place.facility) for one in row.fields)
            )
            for row in view.rows
        ),
    )


def _of_facility(field: Field | None, facility: str) -> Field | None:
    if field is None:
        return None
    return msgspec.structs.replace(field, name=f"{facility}.{field.name}")


@post("/{slug:str}/{page:str}/tabelle", opt=PART, sync_to_thread=True)
def save_table(request: WebRequest, slug: str, page: str, form: Form) -> Response[Any]:
    """Save all rows at once; each has its own version."""
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor_of(request), slug, now=clock.now())
    table = pages.table_page(opened, page)
    sent = {}
    unknown = {name for name in form.fields if not name.startswith("_")}
    for facility in responses.rows(opened, table):
        prefix = f"{facility.id}."
        fields = {
            name.removeprefix(prefix): values
            for name, values in form.fields.items()
            if name.startswith(prefix)
        }
        unknown -= {prefix + name for name in fields}
        if fields or form.has(f"{saves.SHOWN}.{facility.id}"):
            place = Place(page, facility.id)
            sent[place] = saves.sent_of(form, suffix=f".{facility.id}", fields=fields)
    return saves.save(
        request,
        slug,
        sent,
        form,
        url=f"/traeger/{slug}/{page}/tabelle",
        table=True,
        unknown=sorted(unknown),
    )


router = Router(
    "/traeger",
    route_handlers=[table_page, save_table],
    exception_handlers={Refused: refusals.refused},
)
