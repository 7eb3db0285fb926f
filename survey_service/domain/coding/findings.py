"""Findings of a survey: everything is counted, passes disclosure control and becomes a report."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlalchemy import select as columns
from sqlmodel import Session, col, select

from analysis import disclosure, quotes, tabulation, themes
from analysis.codebook import Codebook, codes
from analysis.disclosure import ReleasedItem, ReleasedTable, Rule
from analysis.matrix import SOURCES, Origin
from analysis.quotes import ReleasedQuote
from analysis.tabulation import AnswerSheet
from analysis.themes import CATEGORY, CODE, ThemeCounts
from exports.report import FindingsReport, SourceFindings
from exports.responses_volume import FreeText, ResponsesVolume
from questionnaires.areas import CITYWIDE, UNKNOWN, AreaTree, label
from questionnaires.questionnaire import AREA, Item, Page, Questionnaire, text
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.coding import statements
from survey_service.domain.coding import themes as coded
from survey_service.domain.fieldwork import questionnaires, returns, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document
from survey_service.tables.codings import Quote, Segment, Span, SpanKind
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Response, Statement, StatementSource
from survey_service.tables.surveys import Participation


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """What every table of one report is made with."""

    survey: SurveyFacts
    municipality: MunicipalityFacts
    tree: AreaTree | None
    codebook: Codebook
    coders: tuple[tuple[str, int], ...]
    date: date

    @property
    def source(self) -> str:
        """Whose closed answers these are."""
        return "provider" if self.survey.is_wave else "resident"

    def rule(self, source: str) -> Rule:
        """The protection the municipality chose for a source."""
        return disclosure.rule_for(
            source,
            organisations=self.municipality.minimum_organisations,
            persons=self.municipality.minimum_persons,
        )

    def origin(self, source: str) -> Origin:
        """What every table says about itself."""
        return Origin(source=source, wave=self.survey.title, date=self.date)


def basis(session: Session, survey_id: UUID, *, today: date) -> Basis:
    """Survey, areas and codebook of a report made today."""
    made_with = coded.coded_with(session, survey_id)
    return Basis(
        survey=surveys.load(session, survey_id),
        municipality=municipality.facts(session),
        tree=areas.tree(session),
        codebook=made_with.codebook,
        coders=coded.coders(session, survey_id),
        date=today,
    )


def report(session: Session, survey_id: UUID, *, today: date) -> FindingsReport:
    """The findings as they may leave the desk."""
    given = basis(session, survey_id, today=today)
    counts = coded.tally(session, survey_id)
    sources = tuple(_source(given, counts[source]) for source in counts)
    returned, invited = _returned(session, given.survey)
    return FindingsReport(
        municipality=given.municipality.name,
        title=given.survey.title,
        kind="Erhebungswelle" if given.survey.is_wave else "Beteiligung",
        date=today,
        returned=returned,
        invited=invited,
        coders=given.coders,
        codebook=f"{given.codebook.title}, Version {given.codebook.version}",
        sources=sources,
        items=tuple(_items(session, given)),
        quotes=_quotes(session, given, {found.themes.source: found.themes for found in sources}),
        remarks=(given.survey.remark,) if given.survey.remark else (),
    )


def _returned(session: Session, survey: SurveyFacts) -> tuple[int, int | None]:
    """How many handed in, and how many were invited. Residents' texts from elsewhere count, too."""
    returned = session.exec(
        select(func.count())
        .select_from(Response)
        .where(Response.survey_id == survey.id, col(Response.state).in_(returns.RETURNED))
    ).one()
    if not survey.is_wave:
        return returned + _imported(session, survey.id), None
    invited = session.exec(
        select(func.count()).select_from(Participation).where(Participation.survey_id == survey.id)
    ).one()
    return returned, invited


def _imported(session: Session, survey_id: UUID) -> int:
    """Residents whose texts were brought in from a file."""
    return session.exec(
        select(func.count(func.distinct(Statement.contributor))).where(
            Statement.survey_id == survey_id,
            Statement.source == StatementSource.RESIDENT,
            col(Statement.response_id).is_(None),
        )
    ).one()


def _source(given: Basis, counts: ThemeCounts) -> SourceFindings:
    rule = given.rule(counts.source)
    origin = given.origin(counts.source)
    table = disclosure.choose_level(
        themes.theme_levels(counts, codebook=given.codebook, tree=given.tree, origin=origin), rule
    )
    return SourceFindings(
        themes=table,
        details=_details(given, counts, table, rule) if table.row_level == CATEGORY else None,
        types=disclosure.choose_level(
            themes.type_levels(counts, codebook=given.codebook, tree=given.tree, origin=origin),
            rule,
        ),
    )


def _details(
    given: Basis, counts: ThemeCounts, released: ReleasedTable, rule: Rule
) -> ReleasedTable:
    raw = themes.theme_matrix(
        counts,
        codebook=given.codebook,
        rows=CODE,
        tree=given.tree,
        area_level=given.tree.levels[0] if given.tree else "",
        origin=given.origin(counts.source),
    )
    return disclosure.release_details(
        raw, released, rule, groups=themes.category_rows(given.codebook)
    )


def _items(session: Session, given: Basis) -> Iterator[ReleasedItem]:
    """Closed items of the organisation's (or resident's) pages, then of the facilities' pages."""
    questionnaire = questionnaires.load(session, given.survey.questionnaire_version_id)
    units = (
        (False, "Träger" if given.survey.is_wave else "Personen"),
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
                area=_known(given.tree, place),
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
            area=_known(tree, part.area or CITYWIDE),
            answers=part.answers,
            skipped=frozenset(part.skipped),
        )


def _known(tree: AreaTree | None, code: str) -> str:
    """An area that has left the tree since is counted citywide."""
    if tree is None or code in tree.by_code or code == UNKNOWN:
        return code
    return CITYWIDE


def _quotes(
    session: Session, given: Basis, tables: dict[str, ReleasedTable]
) -> tuple[ReleasedQuote, ...]:
    labels = {code.id: code.label for code in codes(given.codebook)}
    kinds = {kind.id: kind.label for kind in given.codebook.types}
    standing = _standing_codes(session, given.survey.id)
    rows = session.exec(
        select(Quote, Statement, Segment.id)
        .join(Segment, col(Segment.id) == col(Quote.segment_id))
        .join(Statement, col(Statement.id) == col(Segment.statement_id))
        .where(
            Statement.survey_id == given.survey.id,
            col(Statement.current).is_(True),
            col(Quote.withdrawn).is_(False),
        )
        .order_by(Statement.source, Statement.area_code, Quote.text)
    ).all()
    found = []
    for quote, statement, segment_id in rows:
        theme_codes, type_codes = standing.get(str(segment_id), ((), ()))
        found.append(
            quotes.Quote(
                text=quote.text,
                area=_known(given.tree, statement.area_code or CITYWIDE),
                source=statement.source,
                themes=tuple(labels[code] for code in theme_codes if code),
                types=tuple(kinds[code] for code in type_codes),
                speaker=_speaker(session, statement),
                permission=quotes.permission(statement.source, statement.quoting),
                released=True,
            )
        )
    return quotes.release_quotes(
        [quote for quote in found if quote.source in tables], tree=given.tree, tables=tables
    )


def _standing_codes(
    session: Session, survey_id: UUID
) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    found: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for mention in coded.mentions(session, survey_id):
        before = found.get(mention.segment, ((), ()))[0]
        found[mention.segment] = ((*before, mention.code), mention.types)
    return found


def _speaker(session: Session, statement: Statement) -> str:
    if statement.organisation_id is None:
        return ""
    return session.exec(
        select(Organisation.name).where(Organisation.id == statement.organisation_id)
    ).one()


# A women's shelter and the like: not even its name leaves the register.
PROTECTED_FACILITY = "geschützte Einrichtung"


def volume(session: Session, survey_id: UUID, *, today: date) -> ResponsesVolume:
    """Every free text under its question: intern, by a permission of its own."""
    given = basis(session, survey_id, today=today)
    questionnaire = questionnaires.load(session, given.survey.questionnaire_version_id)
    returned, _ = _returned(session, given.survey)
    return ResponsesVolume(
        municipality=given.municipality.name,
        title=given.survey.title,
        date=today,
        returned=returned,
        texts=_free_texts(session, given, questionnaire),
    )


def _free_texts(session: Session, given: Basis, questionnaire: Questionnaire) -> Iterator[FreeText]:
    questions = {
        item.code: (text(page.title, "de"), text(item.label, "de"))
        for page in questionnaire.pages
        for item in page.items
    }
    order = {code: position for position, code in enumerate(questions)}
    personal = _personal_data(session, given.survey.id)
    rows: list[Any] = list(
        session.execute(
            columns(Statement, Organisation.name, Facility.name, Facility.protected)  # type: ignore[call-overload]
            .outerjoin(Organisation, col(Organisation.id) == col(Statement.organisation_id))
            .outerjoin(Facility, col(Facility.id) == col(Statement.facility_id))
            .where(
                Statement.survey_id == given.survey.id,
                col(Statement.current).is_(True),
                Statement.text != "",
            )
        )
    )
    rows.sort(key=lambda row: (order.get(row[0].item, len(order)), row[0].item, row[0].text))
    for statement, organisation, facility, protected in rows:
        section, question = questions.get(statement.item, ("", statement.item or "ohne Frage"))
        # Where a protected facility stands; what somebody said about a place may be shown.
        hidden = protected and statement.area_reason == "facility"
        yield FreeText(
            section=section,
            code=statement.item,
            question=question,
            text=statement.text,
            area=_area_label(given.tree, "" if hidden else statement.area_code),
            source=SOURCES[statement.source],
            speaker=organisation or "",
            permission=quotes.permission(statement.source, statement.quoting),
            facility=PROTECTED_FACILITY if protected else facility or "",
            language=statement.language,
            personal_data=tuple(personal.get(statement.id, ())),
        )


def _area_label(tree: AreaTree | None, code: str) -> str:
    if tree is None:
        return code or "Gesamtstadt"
    return label(tree, _known(tree, code or CITYWIDE))


def _personal_data(session: Session, survey_id: UUID) -> dict[UUID, list[tuple[int, int, str]]]:
    rows = session.exec(
        select(Span)
        .join(Statement, col(Statement.id) == col(Span.statement_id))
        .where(Statement.survey_id == survey_id, Span.kind == SpanKind.PERSONAL)
        .order_by(col(Span.start))
    )
    found: dict[UUID, list[tuple[int, int, str]]] = {}
    for span in rows:
        found.setdefault(span.statement_id, []).append((span.start, span.end, span.value))
    return found
