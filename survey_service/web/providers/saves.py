"""What saving a page answers: the next page, both versions, or a piece of the page (autosave)."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Response

from survey_service import clock
from survey_service.domain.fieldwork import surveys
from survey_service.domain.providers import hub, responses, saving, takeover
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Saved, Sent
from survey_service.domain.providers.takeover import Taken
from survey_service.errors import Conflict, WaveClosed
from survey_service.web.forms import Form
from survey_service.web.pages import partial, redirect
from survey_service.web.providers.hub import page_url
from survey_service.web.rendering import TIMEZONE
from survey_service.web.site import WebRequest, actor_of, site_of

# The form's own fields; no question's code begins with an underscore.
BASE, FORM, SEQUENCE, SHOWN = "_grundlage", "_formular", "_folge", "_gezeigt"
TO_HUB, ONWARD = "_uebersicht", "_weiter"
# The button beside last wave's answer: a question's code, or EVERYTHING on the page; in a table
# after the facility and a dot.
TAKE, EVERYTHING = "_uebernehmen", "*"
AUTOSAVE = "autosave"


def sent_of(form: Form, *, suffix: str = "", fields: Mapping[str, list[str]] | None = None) -> Sent:
    """The form as the domain takes it. ``suffix``: of the own fields of one row of a table."""
    shown = form.one(SHOWN + suffix) if form.has(SHOWN + suffix) else None
    return Sent(
        fields=form.fields if fields is None else fields,
        base=number(form.one(BASE + suffix)),
        form=form.one(FORM)[:40],
        sequence=number(form.one(SEQUENCE)),
        shown=None if shown is None else frozenset(shown.split()),
    )


def number(typed: str) -> int:
    """0 stands on nothing: then nobody's version is taken for known."""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


def save(
    request: WebRequest,
    slug: str,
    sent: Mapping[Place, Sent],
    form: Form,
    *,
    url: str,
    table: bool = False,
    unknown: Sequence[str] = (),
) -> Response[Any]:
    """Save and answer: a piece of the page for autosave, else a redirect."""
    actor, now = actor_of(request), clock.now()
    taken = None
    automatic = request.headers.get("x-requested-with") == AUTOSAVE
    try:
        with site_of(request).database.write() as session:
            areas = surveys.area_choices(session)
            saved = saving.save(session, actor, slug, sent, areas=areas, now=now)
            # What was typed is kept first; last wave's answers come to it.
            if form.has(TAKE) and not any(one.clash for one in saved.values()):
                facility, _, item = form.one(TAKE).rpartition(".")
                taken = takeover.take(
                    session,
                    actor,
                    slug,
                    [one for one in sent if not table or one.facility == facility],
                    item="" if item == EVERYTHING else item,
                    form=next(iter(sent.values())).form,
                    sequence=next(iter(sent.values())).sequence,
                    areas=areas,
                    now=now,
                )
    except (WaveClosed, Conflict) as refusal:
        if automatic:
            return _status(slug, {}, table=table, refusal=str(refusal))
        raise
    if automatic:
        return _status(slug, saved, table=table)
    if taken is not None:
        return _taken(form, taken, url=url)
    with site_of(request).database.read() as session:
        opened = responses.load(session, actor, slug, now=now)
    strange = [*unknown, *(name for one in saved.values() for name in one.unknown)]
    following = None if table else hub.next_place(opened, next(iter(sent)))
    onward = page_url(slug, following) if following else f"/traeger/{slug}/absenden"
    if table or form.has(TO_HUB) or (following is None and actor.delegation_id):
        onward = f"/traeger/{slug}"
    return _onward(slug, saved, form, url=url, onward=onward, table=table, strange=strange)


def _taken(form: Form, taken: Taken, *, url: str) -> Response[Any]:
    facility, _, item = form.one(TAKE).rpartition(".")
    row = f"{url}#zeile-{facility}" if facility else url
    target = row if item == EVERYTHING else f"{url}#{form.one(TAKE)}"
    if taken.obstacle:
        return redirect(target, message=f"Nicht übernommen: {taken.obstacle}", kind="warning")
    if not taken.answers:
        return redirect(target, message="Es gab nichts zu übernehmen.", kind="info")
    return redirect(target, message=taken_words(taken))


def taken_words(taken: Taken) -> str:
    """What a button took over, in a sentence."""
    count = "Eine Angabe" if taken.answers == 1 else f"{taken.answers} Angaben"
    return f"{count} unverändert übernommen."


def _status(
    slug: str, saved: Mapping[Place, Saved], *, table: bool, refusal: str = ""
) -> Response[Any]:
    """Beside the form: the time and the new version numbers, or what is wrong."""
    clashes = [versions_url(slug, place) for place, one in saved.items() if one.clash]
    content = {
        "numbers": [
            (f"{BASE}.{place.facility}" if table else BASE, one.number)
            for place, one in saved.items()
        ],
        "clashes": clashes,
        "saved_at": max((one.saved_at for one in saved.values()), default=None),
        "refusal": refusal,
    }
    answer = partial("traeger/_saved.html", content)
    answer.status_code = 409 if clashes or refusal else 200
    return answer


def versions_url(slug: str, place: Place) -> str:
    """Where the two versions of a place stand side by side."""
    return f"{page_url(slug, place)}/fassungen"


def _onward(
    slug: str,
    saved: Mapping[Place, Saved],
    form: Form,
    *,
    url: str,
    onward: str,
    table: bool,
    strange: Sequence[str],
) -> Response[Any]:
    at = max((one.saved_at for one in saved.values()), default=clock.now()).astimezone(TIMEZONE)
    message = f"Gespeichert um {at:%H:%M} Uhr."
    if strange:
        message += (
            f" Das Feld „{strange[0][:60]}“ gehört nicht hierher und wurde nicht gespeichert."
        )
    for place, one in saved.items():
        if one.clash:
            return redirect(versions_url(slug, place), message=message if strange else "")
    for place, one in saved.items():
        name = f"{place.facility}.{{}}" if table else "{}"
        if one.problems:
            message += " Bitte prüfen Sie die markierten Angaben."
            return redirect(
                f"{url}#{name.format(one.problems[0])}", message=message, kind="warning"
            )
        if one.unseen and form.has(ONWARD):
            message += " Durch Ihre Antworten sind Fragen dazugekommen."
            return redirect(f"{url}#{name.format(one.unseen[0])}", message=message, kind="info")
    stay = not form.has(ONWARD) and not form.has(TO_HUB)
    return redirect(url if stay else onward, message=message)
