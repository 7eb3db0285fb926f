"""An association at the desk: its members' returns, wave by wave."""

from litestar import Response, Router, get

from survey_service import clock
from survey_service.domain.associations import members
from survey_service.permissions import Action
from survey_service.web.fieldwork.returns import STATES, XLSX
from survey_service.web.pages import show
from survey_service.web.site import WebRequest, actor_of, site_of


@get("/{slug:str}", opt={"action": Action.SEE_MEMBERS}, sync_to_thread=True)
def member_list(request: WebRequest, slug: str, zustand: str = "") -> Response[str]:
    """Who of the members has returned; never what, never anybody else."""
    with site_of(request).database.read() as session:
        found = members.wave(session, actor_of(request), slug)
    page = {
        "members": found,
        "lines": [line for line in found.lines if not zustand or line.state == zustand],
        "states": STATES,
        "state": zustand,
        "today": clock.today(),
    }
    title = f"Ihre Mitglieder: {found.survey.title}"
    return show(request, "associations/members.html", page, title=title)


@get("/{slug:str}/mitglieder", opt={"action": Action.SEE_MEMBERS}, sync_to_thread=True)
def member_workbook(request: WebRequest, slug: str) -> Response[bytes]:
    """The list as Excel."""
    today = clock.today()
    with site_of(request).database.write() as session:
        content = members.workbook(session, actor_of(request), slug, today=today)
    name = f"mitglieder-{slug}-{today:%Y-%m-%d}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


router = Router("/verband", route_handlers=[member_list, member_workbook])
