"""Closed answers of a survey: counted per item and area, released item by item."""

from collections.abc import Iterator

from sqlalchemy import select as columns
from sqlmodel import Session, col

from analysis import disclosure, tabulation
from analysis.disclosure import ReleasedItem
from analysis.tabulation import AnswerSheet
from questionnaires.areas import CITYWIDE, AreaTree
from questionnaires.questionnaire import AREA, Item, Page, Questionnaire
from survey_service.domain.coding import statements
from survey_service.domain.coding.basis import Basis, known
from survey_service.domain.fieldwork import questionnaires, returns
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document
from survey_service.tables.responses import Response


def released_items(session: Session, given: Basis) -> Iterator[ReleasedItem]:
    """Closed items of the organisation's (or resident's) pages, then of the facilities' pages."""
    questionnaire = questionnaires.load(session, given.survey.questionnaire_version_id)
    units = (
        (False, "Personen" if given.survey.is_consultation else "Träger"),
        (True, "Einrichtungen"),
    )
    for roster, unit in units:
        pages = [page for page in questionnaire.pages if bool(page.roster) is roster]
        # Whether one may be quoted is no finding.
        items = [
            item
            for page in pages
            for item in page.items
            if not statements.asks_for_permission(item)
        ]
        if not any(map(tabulation.is_closed, items)):
            continue
        sheets = answer_sheets(session, given, questionnaire, roster=roster)
        tallies = tabulation.tally_items(items, sheets)
        for item in items:
            if item.code in tallies:
                yield disclosure.release_item(
                    tabulation.item_levels(
                        item,
                        tallies[item.code],
                        tree=given.tree,
                        unit=unit,
                        origin=given.origin(given.source),
                    ),
                    given.rule(given.source),
                )


def answer_sheets(
    session: Session, given: Basis, questionnaire: Questionnaire, *, roster: bool
) -> Iterator[AnswerSheet]:
    """What each organisation (or person) answered; with ``roster`` each facility."""
    asked = _area_item(questionnaire, roster=roster)
    rows = session.execute(
        columns(Response.id, Response.organisation_id, Response.document)  # type: ignore[call-overload]
        .where(
            Response.survey_id == given.survey.id,
            # What was handed in holds until it is handed in anew.
            col(Response.state).in_(returns.RETURNED),
            Response.document != b"",
        )
        .order_by(Response.id)
        .execution_options(yield_per=500)
    )
    for response_id, organisation_id, raw in rows:
        document = documents.decode(raw)
        contributor = str(organisation_id or response_id)
        if roster:
            yield from _facility_sheets(document, contributor, given.tree)
        else:
            place = str(document.answers.get(asked.code, CITYWIDE)) if asked else CITYWIDE
            yield AnswerSheet(
                contributor=contributor,
                area=known(given.tree, place),
                answers=document.answers,
                skipped=frozenset(document.skipped),
            )


def _area_item(questionnaire: Questionnaire, *, roster: bool) -> Item | None:
    """The question about the whole answer's area: only where nothing else is asked beside it.

    An area question in the middle of a page belongs to that page's free text alone.
    """
    pages: list[Page] = [page for page in questionnaire.pages if bool(page.roster) is roster]
    alone = [page.items[0] for page in pages if len(page.items) == 1]
    return next((item for item in alone if item.role == AREA), None)


def _facility_sheets(
    document: Document, contributor: str, tree: AreaTree | None
) -> Iterator[AnswerSheet]:
    for part in document.facilities:
        yield AnswerSheet(
            contributor=contributor,
            area=known(tree, part.area or CITYWIDE),
            answers=part.answers,
            skipped=frozenset(part.skipped),
        )
