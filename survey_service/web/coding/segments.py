"""One segment: what the machine proposes and why; accept, reject, add; release as a quote."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post

from analysis import quotes
from analysis.codebook import Codebook
from analysis.matrix import SOURCES
from questionnaires.areas import CITYWIDE, AreaTree, label
from survey_service.domain import areas
from survey_service.domain.coding import quoting, reviews, segments, teaching
from survey_service.domain.coding import themes as coded
from survey_service.domain.coding.segments import CodeOnSegment, SegmentFacts
from survey_service.domain.fieldwork import surveys
from survey_service.permissions import Action, allowed
from survey_service.web.coding.marking import pieces
from survey_service.web.coding.sentences import STANDINGS
from survey_service.web.coding.teaching import FOLLOW
from survey_service.web.forms import Form
from survey_service.web.pages import redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

AREA_REASONS = {
    "asked": "danach gefragt",
    "named": "im Text genannt",
    "facility": "Gebiet der Einrichtung",
    "citywide": "keine nähere Angabe",
}
PERSONAL = {
    "person": "Name",
    "phone": "Telefonnummer",
    "email": "E-Mail-Adresse",
    "address": "Adresse",
    "birthdate": "Geburtsdatum",
    "iban": "IBAN",
    "case_number": "Aktenzeichen",
    "tax_id": "Steuer-ID",
    "pension_number": "Rentenversicherungsnummer",
    "plate": "Kfz-Kennzeichen",
}
QUOTING = {
    "with_name": "mit Namen",
    "without_name": "ohne Namen",
    "none": "gar nicht",
}


@get("/{segment_id:uuid}", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def segment_page(request: WebRequest, segment_id: UUID, folge: str = "") -> Response[str]:
    """The segment in its statement, its codes with evidence, and everything one can do.

    folge: in which order to go on, "" = that of chance.
    """
    actor, by_teaching = actor_of(request), folge == FOLLOW
    with site_of(request).database.read() as session:
        found = segments.load(session, actor, segment_id)
        survey = surveys.load(session, found.survey_id)
        made_with = coded.coded_with(session, found.survey_id)
        reviewed, total = reviews.reviewed_count(session, found.survey_id)
        go_on = teaching.next_open if by_teaching else reviews.next_unreviewed
        following = go_on(session, found.survey_id, after=segment_id)
        tree = areas.tree(session)
    names = _names(made_with.codebook)
    shown = [code for code in found.codes if code.standing is not None]
    page = {
        "survey": survey,
        "segment": found,
        "pieces": pieces(
            found.text, segment=(found.start, found.end), evidence=_evidence(found.codes)
        ),
        "themes": [code for code in shown if code.kind == "theme"],
        "types": [code for code in shown if code.kind == "type"],
        "offered": [code for code in found.codes if code.standing is None and code.kind == "theme"],
        "categories": made_with.codebook.categories,
        "type_choices": made_with.codebook.types,
        "names": names,
        "taken": {code.code for code in shown if code.standing != "rejected"},
        "standings": STANDINGS,
        "area": _area_label(tree, found.area),
        "area_reason": AREA_REASONS[found.area_reason],
        "source": SOURCES[found.source],
        "quoting": QUOTING[found.permission] + ("" if found.quoting else " (keine Angabe)"),
        "quotable": found.permission != quotes.NO_PERMISSION,
        "personal": sorted({PERSONAL[kind] for _, _, kind in _inside(found)}),
        "quote_text": _quote_text(found),
        "may_release": allowed(actor, Action.RELEASE_QUOTE),
        "reviewed": reviewed,
        "total": total,
        "following": following,
        "teaching": by_teaching,
        "query": _query(folge),
    }
    return show(request, "segments/segment.html", page, title=f"Sinneinheit: {survey.title}")


def _query(folge: str) -> str:
    return f"?folge={FOLLOW}" if folge == FOLLOW else ""


def _names(codebook: Codebook) -> dict[str, str]:
    names = {code.id: code.label for one in codebook.categories for code in one.codes}
    return {**names, **{kind.id: kind.label for kind in codebook.types}}


def _evidence(codes: tuple[CodeOnSegment, ...]) -> list[tuple[int, int]]:
    return [
        span
        for code in codes
        if code.kind == "theme" and code.standing in {"proposed", "accepted"}
        for span in code.evidence
    ]


def _area_label(tree: AreaTree | None, code: str) -> str:
    if tree is not None and (code == CITYWIDE or code in tree.by_code):
        return label(tree, code)
    return code


def _inside(found: SegmentFacts) -> list[tuple[int, int, str]]:
    return [span for span in found.personal_data if span[0] < found.end and span[1] > found.start]


def _quote_text(found: SegmentFacts) -> str:
    """What may be printed: as released, else the segment with found personal data taken out."""
    if found.quote is not None:
        return found.quote.text
    text = found.text
    for start, end, _ in sorted(_inside(found), reverse=True):
        text = text[:start] + "[…]" + text[end:]
    tail = len(found.text) - found.end
    return text[found.start : len(text) - tail].strip()


@post("/{segment_id:uuid}/entscheidung", opt={"action": Action.REVIEW_CODING}, sync_to_thread=True)
def decide(request: WebRequest, segment_id: UUID, form: Form, folge: str = "") -> Response[Any]:
    """Accept or reject ("accept theme wohnen.umfeld"), or add the chosen code."""
    decision, _, rest = form.one("decision").partition(" ")
    kind, _, code = rest.partition(" ")
    if decision == "add":
        decision, kind, code = "accept", "theme", form.one("code")
    with site_of(request).database.write() as session:
        reviews.decide(
            session,
            actor_of(request),
            segment_id=segment_id,
            kind=kind,
            code=code,
            decision=decision,
        )
    message = "Angenommen." if decision == "accept" else "Abgelehnt."
    return redirect(f"/aussagen/{segment_id}{_query(folge)}", message=message)


@post("/{segment_id:uuid}/zitat", opt={"action": Action.RELEASE_QUOTE}, sync_to_thread=True)
def release(request: WebRequest, segment_id: UUID, form: Form, folge: str = "") -> Response[Any]:
    """Release the segment as a quote, or withdraw it."""
    actor = actor_of(request)
    with site_of(request).database.write() as session:
        if form.has("withdraw"):
            quoting.withdraw(session, actor, segment_id=segment_id)
            message = "Das Zitat ist zurückgezogen. Spätere Exporte enthalten es nicht mehr."
        else:
            quoting.release(session, actor, segment_id=segment_id, text=form.one("text"))
            message = "Das Zitat ist freigegeben und steht im nächsten Export."
    return redirect(f"/aussagen/{segment_id}{_query(folge)}", message=message)


router = Router("/aussagen", route_handlers=[segment_page, decide, release])
