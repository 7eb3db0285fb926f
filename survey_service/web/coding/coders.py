"""Which coder codes: learn a version from reviewed codings, compare, put to use, switch back."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import Parameter

from survey_service.domain.coding import (
    automatic,
    codebook_versions,
    coder_choice,
    precision,
    reviewed,
    trained_coders,
)
from survey_service.domain.coding.precision import CoderPrecision
from survey_service.domain.coding.trained_coders import CoderFacts
from survey_service.permissions import Action
from survey_service.web.forms import Form
from survey_service.web.pages import partial, redirect, show
from survey_service.web.site import WebRequest, actor_of, site_of

CODERS = "/kodierer"


@get("/", opt={"action": Action.START_CODING}, sync_to_thread=True)
def coders_page(
    request: WebRequest, shown: Annotated[str, Parameter(query="von", default="")]
) -> Response[str]:
    """The coder in use, what there is to learn from, all versions; how often one was right."""
    with site_of(request).database.read() as session:
        codebook = codebook_versions.current(session)
        known = reviewed.held(session, codebook)
        measured = precision.by_coder(session, codebook)
    versions = _versions(request)
    page = {
        **versions,
        "codebook": codebook,
        "segments": known.segments,
        "statements": len(known.statements),
        "undecided": known.undecided,
        "measured": measured,
        "right": _chosen(measured, shown, versions["in_use"]),
        "fewest": trained_coders.FEWEST_SEGMENTS,
    }
    return show(request, "coding/coders.html", page, title="Kodierer")


def _chosen(
    measured: tuple[CoderPrecision, ...], shown: str, in_use: CoderFacts | None
) -> CoderPrecision | None:
    """The coder asked for, else the one in use, else the one with most decisions."""
    by_id = {one.coder: one for one in measured}
    usual = by_id.get(in_use.coder) if in_use else None
    return by_id.get(shown) or usual or next(iter(measured), None)


def _versions(request: WebRequest) -> dict[str, Any]:
    with site_of(request).database.read() as session:
        versions = trained_coders.all_versions(session)
    return {
        "versions": versions,
        "in_use": next((one for one in versions if one.in_use), None),
        "active": next((one for one in versions if one.state in trained_coders.ACTIVE), None),
        "shipped": coder_choice.SHIPPED,
    }


@get("/stand", opt={"action": Action.START_CODING}, sync_to_thread=True)
def coders_state(request: WebRequest) -> Response[str]:
    """The versions alone, asked for while one is being learned."""
    return partial("coding/_coders.html", _versions(request))


@post("/", opt={"action": Action.START_CODING}, sync_to_thread=True)
def learn(request: WebRequest) -> Response[Any]:
    """Learn a new version in the background."""
    with site_of(request).database.write() as session:
        trained_coders.start(session, actor_of(request))
    return redirect(
        CODERS,
        message="Der Kodierer lernt. Sie können die Seite verlassen; kodiert wird wie bisher.",
    )


@post("/mitgeliefert", opt={"action": Action.START_CODING}, sync_to_thread=True)
def use_shipped(request: WebRequest) -> Response[Any]:
    """Back to the coder that ships."""
    with site_of(request).database.write() as session:
        coder_choice.use_shipped(session, actor_of(request))
    return redirect(CODERS, message="Von jetzt an kodiert wieder der mitgelieferte Kodierer.")


@get("/{coder_id:uuid}", opt={"action": Action.START_CODING}, sync_to_thread=True)
def coder_page(request: WebRequest, coder_id: UUID) -> Response[str]:
    """A version beside the one it was to replace."""
    with site_of(request).database.read() as session:
        version = trained_coders.load(session, coder_id)
        withdrawn = trained_coders.withdrawn_since(session, coder_id)
    page = {"version": version, "withdrawn": withdrawn}
    return show(request, "coding/coder.html", page, title=f"Kodierer: {version.name}")


@post("/{coder_id:uuid}/einsetzen", opt={"action": Action.START_CODING}, sync_to_thread=True)
def put_to_use(request: WebRequest, coder_id: UUID) -> Response[Any]:
    """Code with this version from now on."""
    with site_of(request).database.write() as session:
        name = coder_choice.put_to_use(session, actor_of(request), coder_id)
    return redirect(
        CODERS,
        message=f"Von jetzt an kodiert {name}. Was schon kodiert ist, bleibt, wie es ist.",
    )


@post("/{coder_id:uuid}/verwerfen", opt={"action": Action.START_CODING}, sync_to_thread=True)
def discard(request: WebRequest, coder_id: UUID) -> Response[Any]:
    """Put a version aside."""
    with site_of(request).database.write() as session:
        name = coder_choice.discard(session, actor_of(request), coder_id)
    return redirect(CODERS, message=f"{name} ist verworfen. Sie bleibt aufbewahrt.")


@get("/automatisch", opt={"action": Action.START_CODING}, sync_to_thread=True)
def automatic_page(request: WebRequest) -> Response[str]:
    """What is accepted without a person, per code, and whether it has been earned."""
    with site_of(request).database.read() as session:
        codebook = codebook_versions.current(session)
        page = {
            "codebook": codebook,
            "levels": automatic.LEVELS,
            "rules": automatic.overview(session, codebook),
            "readings": automatic.readings(session),
        }
    return show(request, "coding/automatic.html", page, title="Automatisch annehmen")


@post("/automatisch", opt={"action": Action.START_CODING}, sync_to_thread=True)
def set_automatic(request: WebRequest, form: Form) -> Response[Any]:
    """Demand a share for a code, or switch it off."""
    actor = actor_of(request)
    with site_of(request).database.write() as session:
        if form.has("off"):
            automatic.switch_off(session, actor, code=form.one("off"))
            message = "Ausgeschaltet. Alle automatischen Annahmen dieses Themas sind weggefallen."
        else:
            label = automatic.set_level(
                session, actor, code=form.one("code"), level=form.one("level")
            )
            message = f"Festgelegt für „{label}“. Es gilt, sobald genug Geprüfte richtig waren."
    return redirect(f"{CODERS}/automatisch", message=message)


router = Router(
    CODERS,
    route_handlers=[
        coders_page,
        coders_state,
        learn,
        use_shipped,
        automatic_page,
        set_automatic,
        coder_page,
        put_to_use,
        discard,
    ],
)
