"""Two versions of one page: shown side by side, and a person decides question by question."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import insert
from sqlmodel import Session

from questionnaires import items
from questionnaires.items.kind import Value
from questionnaires.questionnaire import Choice, Item, Page, text
from survey_service.domain.providers import responses, saving
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.errors import Refused
from survey_service.permissions import Actor
from survey_service.tables.responses import Revision

SAVED = "gespeichert"
WAITING = "wartend"
BOTH = "beide"
FREE_TEXT = frozenset({"text", "long_text"})


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """A question with two answers, in words ("" = no answer). ``joinable``: both may be kept."""

    item: str
    label: str
    saved: str
    waiting: str
    joinable: bool


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The newest version and the oldest that waits. ``number``, ``base``: what the form sends."""

    number: int
    base: int
    saved_at: datetime | None
    waiting_at: datetime | None
    differences: tuple[Difference, ...]


def compare(
    opened: OrganisationResponse, place: Place, *, areas: Sequence[Choice]
) -> Comparison | None:
    """Both versions of a place; None when nothing waits. Raises NotFound."""
    page = responses.page_at(opened, place)
    if place not in opened.aside:
        return None
    saved, waiting = opened.sheet(place), opened.aside[place][0]
    return Comparison(
        number=waiting.number,
        base=saved.number,
        saved_at=saved.saved_at,
        waiting_at=waiting.saved_at,
        differences=tuple(
            Difference(
                item=item.code,
                label=text(item.label, opened.language),
                saved=in_words(item, saved.content, opened.language, areas),
                waiting=in_words(item, waiting.content, opened.language, areas),
                joinable=_joinable(item, saved.content, waiting.content),
            )
            for item in _differing(page, saved.content, waiting.content)
        ),
    )


def in_words(item: Item, content: PageContent, language: str, areas: Sequence[Choice]) -> str:
    """An answer as a person reads it; what cannot be read stands as it was typed."""
    if item.code in content.unreadable:
        raw = content.unreadable[item.code]
        return "\n".join(items.typed_in_words(item, raw, language=language, areas=areas))
    value = content.answers.get(item.code)
    return "" if value is None else items.in_words(item, value, language=language, areas=areas)


def _differing(page: Page, one: PageContent, other: PageContent) -> list[Item]:
    return [item for item in page.items if _entry(one, item.code) != _entry(other, item.code)]


def _entry(content: PageContent, code: str) -> tuple[Value | None, list[str] | None]:
    return content.answers.get(code), content.unreadable.get(code)


def _joinable(item: Item, one: PageContent, other: PageContent) -> bool:
    return item.kind in FREE_TEXT and all(_typed(content, item.code) for content in (one, other))


def _typed(content: PageContent, code: str) -> str:
    return "\n".join(content.unreadable.get(code, ())) or str(content.answers.get(code, ""))


def settle(
    session: Session,
    actor: Actor,
    slug: str,
    place: Place,
    *,
    number: int,
    base: int,
    choices: Mapping[str, str],
    now: datetime,
) -> bool:
    """Decide over the waiting version. ``choices``: item code -> gespeichert | wartend | beide.

    False when a newer version came in between or somebody else decided: show both again.
    Raises Refused when a question has no decision, WaveClosed or Conflict as saving does.
    """
    survey = responses.wave(session, actor, slug)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    page = responses.page_at(opened, place)
    waiting = next((one for one in opened.aside.get(place, ()) if one.number == number), None)
    if waiting is None or opened.sheet(place).number != base:
        return False
    content = opened.sheet(place).content
    for item in _differing(page, content, waiting.content):
        content = _chosen(item, content, waiting.content, choices.get(item.code, ""))
    writer = saving.writer(session, actor, response_id, now=now)
    writer.add(place, content, settles=number)
    session.execute(insert(Revision), writer.rows)
    return True


def _chosen(item: Item, saved: PageContent, waiting: PageContent, choice: str) -> PageContent:
    if choice == SAVED:
        return saved
    if choice == BOTH and _joinable(item, saved, waiting):
        joined = f"{_typed(saved, item.code)}\n\n{_typed(waiting, item.code)}"
        return _with(saved, item.code, joined, None)
    if choice == WAITING:
        return _with(saved, item.code, *_entry(waiting, item.code))
    raise Refused("Wählen Sie bei jeder Frage, welche Fassung gelten soll. Beide sind noch da.")


def _with(
    content: PageContent, code: str, value: Value | None, raw: list[str] | None
) -> PageContent:
    answers = {key: known for key, known in content.answers.items() if key != code}
    unreadable = {key: known for key, known in content.unreadable.items() if key != code}
    if value is not None:
        answers[code] = value
    if raw is not None:
        unreadable[code] = raw
    return PageContent(answers=answers, unreadable=unreadable)
