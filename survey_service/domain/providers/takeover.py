"""Taking over last wave's answers unchanged: a field, a page, a facility. Marked as taken over.

In bulk only closed questions are taken over that nobody has answered yet: old problems do not
return as new ones, and nothing typed is replaced.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session

from questionnaires import answers as forms
from questionnaires import items
from questionnaires.answers import Answers
from questionnaires.questionnaire import Choice, Page, text
from survey_service.domain.providers import previous, responses, saving
from survey_service.domain.providers.previous import FREE_TEXT, LastWave
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place, Sheet
from survey_service.permissions import Actor


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """Last wave's answer to a question that is asked today.

    ``obstacle``: why it cannot be taken over; ``same``: stands there today; ``bulk``: taken over
    with the page, because nothing stands there yet and it is no free text.
    """

    item: str
    label: str
    words: str
    obstacle: str = ""
    free_text: bool = False
    same: bool = False
    bulk: bool = False


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers were taken over, on how many pages; ``obstacle``: why one was not."""

    answers: int = 0
    pages: int = 0
    obstacle: str = ""


def offers(
    opened: OrganisationResponse, place: Place, last: LastWave | None, *, areas: Sequence[Choice]
) -> dict[str, Offer]:
    """Item code -> last wave's answer, for the questions of a page that are asked. NotFound."""
    page = responses.page_at(opened, place)
    if last is None:
        return {}
    known = responses.known_at(page, place, responses.relevant_answers(opened))
    return _offers(opened, page, place, last, known, areas)


def table_offers(
    opened: OrganisationResponse, page: Page, last: LastWave | None, *, areas: Sequence[Choice]
) -> dict[Place, dict[str, Offer]]:
    """The same for a page of all facilities, the rows of a table."""
    relevant = responses.relevant_answers(opened)
    found = {}
    for facility in responses.rows(opened, page):
        place = Place(page.code, facility.id)
        known = responses.known_at(page, place, relevant)
        found[place] = _offers(opened, page, place, last, known, areas) if last else {}
    return found


def _offers(
    opened: OrganisationResponse,
    page: Page,
    place: Place,
    last: LastWave,
    known: Answers,
    areas: Sequence[Choice],
) -> dict[str, Offer]:
    content = opened.sheet(place).content
    found = {}
    for item in forms.relevant_items(page, content.answers, known):
        value = previous.answer(last, place.facility, item)
        if value is None:
            continue
        language = opened.language
        why = previous.obstacle(last, item, value, language=language, areas=areas)
        empty = item.code not in content.answers and item.code not in content.unreadable
        found[item.code] = Offer(
            item=item.code,
            label=text(item.label, language),
            words=items.in_words(
                last.items.get(item.code, item), value, language=language, areas=areas
            ),
            obstacle=why,
            free_text=item.kind in FREE_TEXT,
            same=content.answers.get(item.code) == value,
            bulk=empty and not why and item.kind not in FREE_TEXT,
        )
    return found


def places_of(opened: OrganisationResponse, facility: str) -> tuple[Place, ...]:
    """All pages of a facility that the actor sees. Raises NotFound when there are none."""
    found = tuple(place for place in responses.places(opened) if place.facility == facility)
    if not facility or not found:
        responses.page_at(opened, Place("", facility))
    return found


def take(
    session: Session,
    actor: Actor,
    slug: str,
    places: Sequence[Place],
    *,
    item: str = "",
    form: str = "",
    sequence: int = 0,
    areas: Sequence[Choice],
    now: datetime,
) -> Taken:
    """Take over one question (``item``; replaces what stands there) or all that may be in bulk.

    ``form``, ``sequence``: of the opened form whose button it was. Raises NotFound, WaveClosed or
    Conflict as saving does.
    """
    survey = responses.wave(session, actor, slug)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    last = previous.last_wave(session, actor, survey)
    adding = saving.writer(session, actor, response_id, now=now)
    relevant = responses.relevant_answers(opened)
    taken = Taken()
    for place in places:
        page = responses.page_at(opened, place)
        known = responses.known_at(page, place, relevant)
        content, count, obstacle = _with_last(opened, page, place, last, known, item, areas)
        taken = Taken(answers=taken.answers + count, pages=taken.pages, obstacle=obstacle)
        if count:
            number = adding.add(place, content, form=form, sequence=sequence)
            opened.sheets[place] = Sheet(number=number, content=content)
            taken = msgspec.structs.replace(taken, pages=taken.pages + 1)
            asked = forms.relevant_answers(page, content.answers, known)
            relevant.setdefault(place.facility, {}).update(asked)
    saving.store(session, adding)
    return taken


def _with_last(
    opened: OrganisationResponse,
    page: Page,
    place: Place,
    last: LastWave | None,
    known: Answers,
    only: str,
    areas: Sequence[Choice],
) -> tuple[PageContent, int, str]:
    """The page with what was taken over, how many answers that are, and why one was not."""
    content = opened.sheet(place).content
    total, obstacle = 0, ""
    # An answer may bring up a question that was answered last time, too.
    for _ in page.items:
        offered = {} if last is None else _offers(opened, page, place, last, known, areas)
        wanted = [one for one in offered.values() if (one.item == only if only else one.bulk)]
        obstacle = next((one.obstacle for one in wanted if one.obstacle), "")
        values = {
            one.item: value
            for one in wanted
            if last and not one.obstacle and not one.same
            for value in [last.answers[place.facility][one.item]]
        }
        content, count = _merged(page, content, values, known, opened.language, areas)
        if only and values and not count:
            obstacle = "Die Angabe von damals passt nicht zu Ihren übrigen Antworten."
        total += count
        opened.sheets[place] = msgspec.structs.replace(opened.sheet(place), content=content)
        if only or not count:
            break
    return content, total, obstacle


def _merged(
    page: Page,
    content: PageContent,
    values: Answers,
    known: Answers,
    language: str,
    areas: Sequence[Choice],
) -> tuple[PageContent, int]:
    """What stands there with the values that pass today's rules."""
    both = {**content.answers, **values}
    typed = {
        item.code: items.typed(item, both[item.code], language=language)
        for item in page.items
        if item.code in both
    }
    read = forms.read_page(page, typed, known=known, language=language, areas=areas)
    # Of two that do not go together none is taken over; what stood there is not touched.
    good = {} if set(read.unreadable) - set(values) - set(content.unreadable) else values
    good = {code: value for code, value in good.items() if code not in read.unreadable}
    if not good:
        return content, 0
    return (
        PageContent(
            answers={**content.answers, **good},
            unreadable={code: raw for code, raw in content.unreadable.items() if code not in good},
            taken_over=tuple(
                item.code for item in page.items if item.code in {*content.taken_over, *good}
            ),
        ),
        len(good),
    )
