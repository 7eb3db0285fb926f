"""Saving pages: revisions are only added, nobody's version is overwritten.

A form says on which version it stands (``base``). Did another form save in between, and is the
content another, then what was sent is kept as a version "aside" until a person has decided.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert
from sqlmodel import Session, select

from questionnaires import answers as forms
from questionnaires.answers import Answers, PageForm
from questionnaires.questionnaire import Choice, Page
from survey_service.domain.fieldwork import deadlines
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import access, responses, revisions
from survey_service.domain.providers.responses import OrganisationResponse
from survey_service.domain.providers.revisions import (
    PageContent,
    Place,
    alike,
    decode_content,
    encode_content,
    still_taken_over,
)
from survey_service.errors import Conflict
from survey_service.permissions import Actor
from survey_service.tables.responses import Response, ResponseState, Revision
from survey_service.tables.surveys import Participation

HANDED_IN = frozenset({ResponseState.SUBMITTED.value, ResponseState.WITHDRAWN.value})


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A page's form as it came. ``shown``: the questions that stood on it; None = not said.

    ``form``: drawn when the page was shown; ``sequence``: counts the times this form was sent.
    """

    fields: Mapping[str, Sequence[str]]
    base: int
    form: str = ""
    sequence: int = 0
    shown: frozenset[str] | None = None


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a save.

    ``number``: the version the form now stands on; ``clash``: what was sent waits aside;
    ``unseen``: questions that belong to the page since these answers and were not on the form;
    ``problems``: questions whose answer cannot be used; ``unknown``: fields of no question.
    """

    number: int
    saved_at: datetime
    clash: bool = False
    unseen: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def begin(session: Session, actor: Actor, survey: SurveyFacts, *, now: datetime) -> Response:
    """The response, made on the first save; until commit nobody else saves for the organisation.

    Raises WaveClosed, or Conflict when it is handed in.
    """
    # The participation is there before any response: two first savers wait for each other here.
    asked = session.exec(
        select(Participation.id)
        .where(
            Participation.survey_id == survey.id,
            Participation.organisation_id == actor.organisation_id,
        )
        .with_for_update()
    ).first()
    if asked is None:
        # While this waited, the organisation was merged with another one.
        raise Conflict(
            "Ihr Eintrag im Register wurde gerade mit einem anderen zusammengeführt. Laden Sie die "
            "Seite neu und tragen Sie es dort noch einmal ein."
        )
    row = session.exec(
        select(Response).where(
            Response.survey_id == survey.id, Response.organisation_id == actor.organisation_id
        )
    ).first()
    deadlines.check_writing(survey, begun=row is not None, now=now)
    if row is None:
        row = Response(
            survey_id=survey.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            organisation_id=actor.organisation_id,
        )
        session.add(row)
        session.flush()
    if row.state in HANDED_IN:
        raise Conflict(
            "Ihr Rücklauf ist schon abgesandt. Wählen Sie zuerst „Antworten ändern“ und tragen "
            "Sie es dann noch einmal ein."
        )
    return row


def save(
    session: Session,
    actor: Actor,
    slug: str,
    sent: Mapping[Place, Sent],
    *,
    areas: Sequence[Choice],
    now: datetime,
) -> dict[Place, Saved]:
    """Save a page, or the rows of a table at once. Incomplete or unreadable answers are kept.

    Raises NotFound, WaveClosed or Conflict (handed in); nothing is stored then.
    """
    survey = responses.wave(session, actor, slug)
    response_id = begin(session, actor, survey, now=now).id
    # Conditions of a page look at the organisation's answers and the facility's, at no others.
    parts = {"", *(place.facility for place in sent)}
    opened = responses.of_wave(session, actor, survey, now=now, parts=parts)
    adding = writer(session, actor, response_id, now=now, parts=parts)
    found = {}
    for place, one in sent.items():
        page = responses.page_at(opened, place)
        known = responses.known_at(page, place, responses.relevant_for(opened, place.facility))
        form = forms.read_page(page, one.fields, known=known, language=opened.language, areas=areas)
        content = _content(form, one, opened.sheet(place).content)
        saved = _keep(session, adding, opened, place, one, content)
        found[place] = _with_findings(saved, page, form, one, content, known)
    store(session, adding)
    return found


class Writer(msgspec.Struct, frozen=True, kw_only=True):
    """What all revisions of one request share. ``numbers``: the highest one of each place."""

    response_id: UUID
    author: str
    now: datetime
    numbers: dict[Place, int]
    rows: list[dict[str, object]]
    on_behalf: bool = False

    def add(
        self,
        place: Place,
        content: PageContent,
        *,
        form: str = "",
        sequence: int = 0,
        aside: bool = False,
        settles: int | None = None,
    ) -> int:
        """Note a revision to be inserted; returns its number."""
        number = self.numbers.get(place, 0) + 1
        self.numbers[place] = number
        self.rows.append(
            {
                "id": uuid4(),
                "response_id": self.response_id,
                "page": place.page,
                "part": place.facility,
                "number": number,
                "content": encode_content(content),
                "author": self.author,
                "saved_at": self.now,
                "form": form,
                "sequence": sequence,
                "aside": aside,
                "settles": settles,
            }
        )
        return number


def writer(
    session: Session,
    actor: Actor,
    response_id: UUID,
    *,
    now: datetime,
    parts: Collection[str] | None = None,
) -> Writer:
    """Collects revisions of one response. ``parts``: of these facilities only ("" = own)."""
    return Writer(
        response_id=response_id,
        author=access.author(actor),
        now=now,
        numbers=revisions.highest_numbers(session, response_id, parts=parts),
        rows=[],
        on_behalf=actor.behalf,
    )


def store(session: Session, adding: Writer) -> None:
    """Insert what was collected. Every change of a response comes through here.

    With it a release of the management ends, and what was entered on behalf is marked.
    """
    if not adding.rows:
        return
    session.execute(insert(Revision), adding.rows)
    row = session.get_one(Response, adding.response_id)
    row.released_at, row.released_by = None, ""
    row.on_behalf = row.on_behalf or adding.on_behalf


def _content(form: PageForm, sent: Sent, stored: PageContent) -> PageContent:
    """What was sent; and of questions that did not stand on the form, what was there before."""
    shown = set(sent.fields) if sent.shown is None else sent.shown
    answers = {code: value for code, value in stored.answers.items() if code not in shown}
    unreadable = {code: raw for code, raw in stored.unreadable.items() if code not in shown}
    answers |= form.answers
    unreadable |= form.unreadable
    return PageContent(
        answers=answers,
        unreadable=unreadable,
        taken_over=still_taken_over(stored, answers, unreadable),
        nothing_new=stored.nothing_new and not answers and not unreadable,
    )


def _keep(
    session: Session,
    adding: Writer,
    opened: OrganisationResponse,
    place: Place,
    sent: Sent,
    content: PageContent,
) -> Saved:
    latest = opened.sheet(place)
    same_form = bool(sent.form) and latest.form == sent.form
    if alike(content, latest.content) or (same_form and sent.sequence < latest.sequence):
        # Nothing new, or an autosave that was overtaken by a later one of the same form.
        return Saved(number=latest.number, saved_at=latest.saved_at or adding.now)
    if latest.number > sent.base:
        verdict = _judge(session, adding, opened, place, sent, content)
        if verdict is not None:
            return verdict
    number = adding.add(place, content, form=sent.form, sequence=sent.sequence)
    return Saved(number=number, saved_at=adding.now)


def _judge(
    session: Session,
    adding: Writer,
    opened: OrganisationResponse,
    place: Place,
    sent: Sent,
    content: PageContent,
) -> Saved | None:
    """What to do when the form does not stand on the newest version; None = save as usual."""
    history = revisions.since(session, adding.response_id, place, sent.base)
    between = [one for one in history if not one.aside and one.number > sent.base]
    if sent.form and all(one.form == sent.form for one in between):
        return None
    unchanged = Saved(number=sent.base, saved_at=adding.now)
    base = next((decode_content(one.content) for one in history if one.number == sent.base), None)
    if alike(content, base or PageContent()):
        return unchanged
    if all(alike(decode_content(one.content), base or PageContent()) for one in between):
        # Only a mark came in between ("nichts Neues"): nobody's answer is replaced.
        return None
    waiting = next((one for one in opened.aside.get(place, ()) if one.form == sent.form), None)
    own = [
        one
        for one in history
        if one.aside and one.form == sent.form and alike(decode_content(one.content), content)
    ]
    if own and waiting is None:
        # A person has decided about this very version already.
        return unchanged
    if not own or waiting is None or not alike(waiting.content, content):
        adding.add(
            place,
            content,
            form=sent.form,
            sequence=sent.sequence,
            aside=True,
            settles=waiting.number if waiting else None,
        )
    return Saved(number=sent.base, saved_at=adding.now, clash=True)


def _with_findings(
    saved: Saved, page: Page, form: PageForm, sent: Sent, content: PageContent, known: Answers
) -> Saved:
    asked = forms.relevant_items(page, content.answers, known)
    shown = sent.shown
    unseen = () if shown is None else tuple(item.code for item in asked if item.code not in shown)
    return msgspec.structs.replace(
        saved,
        unseen=unseen,
        problems=tuple(problem.item for problem in form.problems),
        unknown=form.unknown,
    )
