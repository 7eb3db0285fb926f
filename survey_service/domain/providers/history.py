"""Who wrote what when: all revisions of a place, and an earlier one made the newest again."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from questionnaires.questionnaire import Choice, Page, text
from survey_service.domain.providers import access, responses, saving
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import PageContent, Place, Sheet, alike, sheet_of
from survey_service.domain.providers.versions import in_words
from survey_service.errors import NotFound
from survey_service.permissions import Actor
from survey_service.tables.responses import Revision


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A question whose answer a revision changed, in words ("" = no answer)."""

    label: str
    before: str
    after: str
    taken_over: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A revision. ``kind``: saved | aside (a second version) | decided; ``newest``: it holds."""

    number: int
    author: str
    saved_at: datetime | None
    kind: str
    newest: bool
    changes: tuple[Change, ...]
    nothing_new: bool = False


def entries(
    session: Session,
    actor: Actor,
    opened: OrganisationResponse,
    place: Place,
    *,
    areas: Sequence[Choice],
) -> tuple[Entry, ...]:
    """All revisions of a place, the newest first. Raises NotFound.

    The city, acting on behalf, does not see which colleague wrote.
    """
    page = responses.page_at(opened, place)
    found: list[Entry] = []
    standing = PageContent()
    newest = opened.sheet(place).number
    for row in _rows(session, opened, place):
        sheet = sheet_of(row)
        found.append(
            Entry(
                number=sheet.number,
                author=access.shown_author(actor, sheet.author),
                saved_at=sheet.saved_at,
                kind="aside" if row.aside else "decided" if row.settles else "saved",
                newest=sheet.number == newest,
                changes=_changes(page, standing, sheet.content, opened.language, areas),
                nothing_new=sheet.content.nothing_new,
            )
        )
        if not row.aside:
            standing = sheet.content
    return tuple(reversed(found))


def _rows(session: Session, opened: OrganisationResponse, place: Place) -> Sequence[Revision]:
    if opened.response is None:
        return ()
    return session.exec(
        select(Revision)
        .where(
            Revision.response_id == opened.response.id,
            Revision.page == place.page,
            Revision.part == place.facility,
        )
        .order_by(col(Revision.number))
    ).all()


def _changes(
    page: Page, before: PageContent, after: PageContent, language: str, areas: Sequence[Choice]
) -> tuple[Change, ...]:
    found = []
    for item in page.items:
        words = [in_words(item, content, language, areas) for content in (before, after)]
        taken = item.code in after.taken_over and item.code not in before.taken_over
        if words[0] != words[1] or taken:
            found.append(
                Change(
                    label=text(item.label, language),
                    before=words[0],
                    after=words[1],
                    taken_over=taken,
                )
            )
    return tuple(found)


def restore(
    session: Session,
    actor: Actor,
    slug: str,
    place: Place,
    *,
    number: int,
    base: int,
    now: datetime,
) -> bool:
    """Make an earlier version (or one aside) the newest again, as a new one; nothing goes.

    False when somebody saved since the page was shown (``base``). Raises NotFound, WaveClosed or
    Conflict as saving does.
    """
    survey = responses.wave(session, actor, slug)
    response_id = saving.begin(session, actor, survey, now=now).id
    opened = responses.of_wave(session, actor, survey, now=now)
    responses.page_at(opened, place)
    if opened.sheet(place).number != base:
        return False
    earlier = _sheet(session, opened, place, number)
    if alike(earlier.content, opened.sheet(place).content):
        return True
    adding = saving.writer(session, actor, response_id, now=now)
    adding.add(place, earlier.content)
    saving.store(session, adding)
    return True


def _sheet(session: Session, opened: OrganisationResponse, place: Place, number: int) -> Sheet:
    for row in _rows(session, opened, place):
        if row.number == number and row.content:
            return sheet_of(row)
    raise NotFound("Diese Fassung gibt es nicht. Laden Sie den Verlauf neu.")
