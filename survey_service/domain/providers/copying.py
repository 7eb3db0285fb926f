""" "Gilt für mehrere Einrichtungen": a facility page's answers, copied to other facilities."""

import secrets
from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session

from survey_service.domain.providers import responses, saving
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import (
    PageContent,
    Place,
    alike,
    still_taken_over,
)
from survey_service.errors import Conflict, Refused
from survey_service.permissions import Actor


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A facility to copy to. ``state``: empty | same | adds | differs."""

    facility: str
    name: str
    state: str


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """Facilities by what became of them: filled, put aside to be decided, nothing to do."""

    filled: int = 0
    aside: tuple[Place, ...] = ()
    same: int = 0


def targets(opened: OrganisationResponse, place: Place) -> tuple[Target, ...]:
    """The other facilities of a page that the actor sees. Raises NotFound."""
    page = responses.page_at(opened, place)
    source = opened.sheet(place).content
    return tuple(
        Target(
            facility=one.id,
            name=one.name,
            state=_state(source, opened.sheet(Place(page.code, one.id)).content),
        )
        for one in responses.rows(opened, page)
        if place.facility and one.id != place.facility
    )


def _state(source: PageContent, target: PageContent) -> str:
    if not target.answers and not target.unreadable:
        return "empty"
    if alike(_with(source, target), target):
        return "same"
    return "differs" if _differs(source, target) else "adds"


def _with(source: PageContent, target: PageContent) -> PageContent:
    """The target with the source's answers; what only the target answers stays."""
    answers = {**target.answers, **source.answers}
    unreadable = {
        code: raw for code, raw in target.unreadable.items() if code not in source.answers
    }
    return PageContent(
        answers=answers,
        unreadable=unreadable,
        taken_over=still_taken_over(target, answers, unreadable),
    )


def _differs(source: PageContent, target: PageContent) -> bool:
    """Whether something that somebody entered there would be replaced."""
    return any(
        code in target.unreadable or target.answers.get(code, value) != value
        for code, value in source.answers.items()
    )


def copy(
    session: Session,
    actor: Actor,
    slug: str,
    place: Place,
    facilities: Sequence[str],
    *,
    base: int,
    now: datetime,
) -> Copied:
    """Copy the newest version of a place. Where something else stands, it waits as a second one.

    ``base``: the version whose answers were shown. Raises Refused, Conflict, NotFound, WaveClosed.
    """
    survey = responses.wave(session, actor, slug)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    source = opened.sheet(place)
    allowed = {one.facility for one in targets(opened, place)}
    if not facilities:
        raise Refused("Wählen Sie mindestens eine Einrichtung aus.")
    for facility in facilities:
        responses.page_at(opened, Place(place.page, facility))
    if source.number != base:
        raise Conflict(
            "Inzwischen hat jemand diese Seite geändert. Lesen Sie sie noch einmal und übertragen "
            "Sie dann."
        )
    if not source.content.answers:
        raise Refused("Auf dieser Seite steht noch nichts, was sich übertragen lässt.")
    adding = saving.writer(session, actor, response_id, now=now)
    copied = Copied()
    for facility in dict.fromkeys(one for one in facilities if one in allowed):
        copied = _copy(adding, opened, source.content, Place(place.page, facility), copied)
    saving.store(session, adding)
    return copied


def _copy(
    adding: saving.Writer,
    opened: OrganisationResponse,
    source: PageContent,
    target: Place,
    copied: Copied,
) -> Copied:
    there = opened.sheet(target).content
    content = _with(source, there)
    waiting = opened.aside.get(target, ())
    if alike(content, there):
        return msgspec.structs.replace(copied, same=copied.same + 1)
    if not _differs(source, there):
        adding.add(target, content)
        return msgspec.structs.replace(copied, filled=copied.filled + 1)
    if not any(alike(one.content, content) for one in waiting):
        adding.add(target, content, form=f"kopie-{secrets.token_hex(8)}", aside=True)
    return msgspec.structs.replace(copied, aside=(*copied.aside, target))
