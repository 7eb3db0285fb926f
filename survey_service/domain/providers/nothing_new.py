""" "Nichts Neues": pages with free questions that were looked at and have nothing to add.

The mark is no answer and copies none. It ends as soon as anything is written on the page.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlmodel import Session

from questionnaires import answers as forms
from survey_service.domain.providers import responses, saving
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place
from survey_service.permissions import Actor


def markable(opened: OrganisationResponse, places: Iterable[Place]) -> tuple[Place, ...]:
    """Of these, the untouched pages on which nothing must be answered. Raises NotFound."""
    relevant = responses.relevant_answers(opened)
    found = []
    for place in places:
        page = responses.page_at(opened, place)
        content = opened.sheet(place).content
        asked = forms.relevant_items(page, {}, responses.known_at(page, place, relevant))
        untouched = place not in opened.aside and not content.answers and not content.unreadable
        if (
            untouched
            and not content.nothing_new
            and any(item.kind != "note" for item in asked)
            and not forms.missing_among(asked, {})
        ):
            found.append(place)
    return tuple(found)


def mark(
    session: Session, actor: Actor, slug: str, places: Sequence[Place], *, now: datetime
) -> int:
    """Mark the untouched ones of these pages; how many that were.

    Raises NotFound, WaveClosed or Conflict as saving does.
    """
    survey = responses.wave(session, actor, slug)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    adding = saving.writer(session, actor, response_id, now=now)
    found = markable(opened, places)
    for place in found:
        adding.add(place, PageContent(nothing_new=True))
    saving.store(session, adding)
    return len(found)
