"""Two waves side by side, question by question."""

from itertools import groupby
from typing import Annotated, Any

from litestar import Response, Router, get, post
from litestar.params import Parameter

from questionnaires.comparability import Change
from survey_service.domain.fieldwork import comparisons, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import NotFound, Refused
from survey_service.permissions import Action, allowed
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

CHANGES: dict[Change, tuple[str, str]] = {
    Change.IDENTICAL: ("gleich", "success"),
    Change.REWORDED: ("anders formuliert", "warning"),
    Change.CHOICES_CHANGED: ("Antworten geändert", "warning"),
    Change.TYPE_CHANGED: ("andere Art", "danger"),
    Change.NEW: ("neu", "info"),
    Change.DROPPED: ("entfallen", "neutral"),
}


@get("/vergleich", opt={"action": Action.SEE_SURVEY}, sync_to_thread=True)
def comparison_page(
    request: WebRequest, slug: str, mit: Annotated[str, Parameter(query="mit", default="")]
) -> Response[str]:
    """What is comparable with an earlier wave, and what is not."""
    return _page(request, slug, mit)


def _page(
    request: WebRequest,
    slug: str,
    other: str,
    *,
    refusal: Refused | None = None,
    typed: tuple[str, str] = ("", ""),
) -> Response[str]:
    with site_of(request).database.read() as session:
        survey = surveys.by_slug(session, slug)
        known = comparisons.waves_before(session, survey) if survey.is_wave else []
        earlier = next((one for one in known if one.slug == other), known[0] if known else None)
        pairs = comparisons.compare(session, earlier, survey) if earlier else ()
    content = {
        "survey": survey,
        "earlier": earlier,
        "known": known,
        "pairs": pairs,
        "sections": [
            (section, list(members))
            for section, members in groupby(pairs, key=lambda pair: pair.section)
        ],
        "changes": CHANGES,
        "counts": [
            (label, kind, sum(pair.change == change for pair in pairs))
            for change, (label, kind) in CHANGES.items()
        ],
        "comparable": sum(pair.comparable for pair in pairs),
        "may_decide": allowed(actor_of(request), Action.RUN_SURVEY),
        "refusal": str(refusal or ""),
        "typed": typed,
    }
    status = refusal.status if refusal else 200
    title = f"Vergleich: {survey.title}"
    return show(request, "comparisons/waves.html", content, title=title, status=status)


@post("/vergleich", opt={"action": Action.RUN_SURVEY}, sync_to_thread=True)
def decide(
    request: WebRequest,
    slug: str,
    form: Form,
    mit: Annotated[str, Parameter(query="mit", default="")],
) -> Response[Any]:
    """Declare an item comparable, or take that back."""
    item, actor = form.one("frage"), actor_of(request)
    try:
        with site_of(request).database.write() as session:
            later = surveys.by_slug(session, slug)
            earlier = _earlier(comparisons.waves_before(session, later), mit)
            if form.has("zuruecknehmen"):
                comparisons.withdraw(session, actor, earlier=earlier, later=later, item=item)
            else:
                comparisons.declare(
                    session,
                    actor,
                    earlier=earlier,
                    later=later,
                    item=item,
                    reason=form.one("grund"),
                )
    except Refused as refusal:
        return _page(request, slug, mit, refusal=refusal, typed=(item, form.one("grund")))
    return redirect(
        f"/erhebungen/{slug}/vergleich?mit={earlier.slug}#{item}", message="Gespeichert."
    )


def _earlier(known: list[SurveyFacts], slug: str) -> SurveyFacts:
    found = next((one for one in known if one.slug == slug), None)
    if found is None:
        raise NotFound("Diese frühere Welle gibt es nicht. Wählen Sie eine aus der Liste.")
    return found


router = Router("/erhebungen/{slug:str}", route_handlers=[comparison_page, decide])
