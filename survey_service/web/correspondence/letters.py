"""Letters to print: for those whom no mail reaches, or for one organisation."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from survey_service import clock
from survey_service.domain import printing
from survey_service.domain.correspondence import invitations, letters
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import Refused
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import pdf_file, show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/{slug:str}/briefe", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def overview(request: WebRequest, slug: str) -> Response[str]:
    """Who would get a letter."""
    with site_of(request).database.read() as session:
        survey = invitations.wave(session, slug)
        page = {
            "survey": survey,
            "seen": letters.overview(session, survey),
            "open_today": surveys.is_open(survey, today=clock.today()),
        }
    return show(request, "correspondence/letters.html", page, title=f"Briefe: {survey.title}")


@post("/{slug:str}/briefe", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def print_letters(request: WebRequest, slug: str, form: Form) -> Response[Any]:
    """All that wait, or those chosen once more, as one PDF that is kept nowhere."""
    site = site_of(request)
    chosen = _chosen(form.all("organisation")) if form.has("auswahl") else None
    with site.database.write() as session:
        survey = invitations.wave(session, slug)
        run = letters.write(
            session,
            survey.id,
            chosen,
            secret=site.settings.secret,
            base_url=site.settings.base_url,
        )
    return _printed(request, survey, run, name=f"Briefe-{slug}.pdf")


@post(
    "/{slug:str}/traeger/{organisation:uuid}/brief",
    opt={"action": Action.RUN_SURVEY},
    sync_to_thread=True,
)
def print_one(request: WebRequest, slug: str, organisation: UUID) -> Response[bytes]:
    """One letter, also for an organisation that gets mails."""
    site = site_of(request)
    with site.database.write() as session:
        survey = invitations.wave(session, slug)
        run = letters.write_one(
            session,
            survey.id,
            organisation,
            secret=site.settings.secret,
            base_url=site.settings.base_url,
        )
    return _printed(request, survey, run, name=f"Brief-{slug}.pdf")


def _printed(
    request: WebRequest, survey: SurveyFacts, run: letters.Printing, *, name: str
) -> Response[bytes]:
    """The PDF, noted as printed."""
    # Between the transactions: it takes seconds, and nobody waits behind it.
    content = printing.printed(run.post)
    with site_of(request).database.write() as session:
        letters.note(session, actor_of(request), survey, run)
    return pdf_file(content, name)


def _chosen(sent: list[str]) -> frozenset[UUID]:
    try:
        return frozenset(UUID(text) for text in sent)
    except ValueError as error:
        raise Refused("Die Auswahl ist nicht lesbar. Laden Sie die Seite neu.") from error


router = Router("/erhebungen", route_handlers=[overview, print_letters, print_one])
