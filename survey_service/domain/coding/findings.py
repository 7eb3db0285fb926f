"""Findings of a survey: everything is counted, passes disclosure control and becomes a report."""

from datetime import date
from uuid import UUID

from sqlmodel import Session

from analysis import disclosure, themes
from analysis.disclosure import ReleasedTable, Rule
from analysis.themes import CATEGORY, CODE, ThemeCounts
from exports.report import FindingsReport, SourceFindings
from survey_service.domain.coding import basis, closed_answers, quoting
from survey_service.domain.coding import themes as coded
from survey_service.domain.coding.basis import Basis
from survey_service.domain.fieldwork import surveys

KINDS = {
    surveys.WAVE: "Erhebungswelle",
    surveys.CONSULTATION: "Beteiligung",
    surveys.OBSERVATIONS: "Beobachtungen",
}


def report(session: Session, survey_id: UUID, *, today: date) -> FindingsReport:
    """The findings as they may leave the desk."""
    given = basis.load(session, survey_id, today=today)
    counts = coded.tally(session, survey_id)
    sources = tuple(_source(given, counts[source]) for source in counts)
    returned, invited = basis.returned(session, given.survey)
    return FindingsReport(
        municipality=given.municipality.name,
        title=given.survey.title,
        kind=KINDS[given.survey.kind],
        date=today,
        returned=returned,
        invited=invited,
        coders=given.coders,
        codebook=f"{given.codebook.title}, Version {given.codebook.version}",
        sources=sources,
        items=tuple(closed_answers.released_items(session, given)),
        quotes=quoting.released(
            session, given, {found.themes.source: found.themes for found in sources}
        ),
        remarks=(given.survey.remark,) if given.survey.remark else (),
    )


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
