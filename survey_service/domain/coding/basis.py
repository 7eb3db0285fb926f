"""What every table of a survey's findings is made with."""

from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import func
from sqlmodel import Session, col, select

from analysis import disclosure
from analysis.codebook import Codebook
from analysis.disclosure import Rule
from analysis.matrix import Origin
from questionnaires.areas import CITYWIDE, UNKNOWN, AreaTree, label
from survey_service.domain import areas
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.coding import themes as coded
from survey_service.domain.fieldwork import returns, surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
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
        return "resident" if self.survey.is_consultation else "provider"

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


def load(session: Session, survey_id: UUID, *, today: date) -> Basis:
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


def returned(session: Session, survey: SurveyFacts) -> tuple[int, int | None]:
    """How many handed in, and how many were invited. Residents' texts from elsewhere count, too."""
    returned = session.exec(
        select(func.count())
        .select_from(Response)
        .where(Response.survey_id == survey.id, col(Response.state).in_(returns.RETURNED))
    ).one()
    if survey.is_observations:
        return _reporting(session, survey.id), None
    if not survey.is_wave:
        return returned + _imported(session, survey.id), None
    invited = session.exec(
        select(func.count()).select_from(Participation).where(Participation.survey_id == survey.id)
    ).one()
    return returned, invited


def _reporting(session: Session, survey_id: UUID) -> int:
    """Organisations that reported something and did not withdraw it."""
    return session.exec(
        select(func.count(func.distinct(Statement.contributor))).where(
            Statement.survey_id == survey_id, col(Statement.current).is_(True)
        )
    ).one()


def _imported(session: Session, survey_id: UUID) -> int:
    """Residents whose texts were brought in from a file."""
    return session.exec(
        select(func.count(func.distinct(Statement.contributor))).where(
            Statement.survey_id == survey_id,
            Statement.source == StatementSource.RESIDENT,
            col(Statement.response_id).is_(None),
        )
    ).one()


def known(tree: AreaTree | None, code: str) -> str:
    """An area that has left the tree since is counted citywide."""
    if tree is None or code in tree.by_code or code == UNKNOWN:
        return code
    return CITYWIDE


def area_label(tree: AreaTree | None, code: str) -> str:
    if tree is None:
        return code or "Gesamtstadt"
    return label(tree, known(tree, code or CITYWIDE))
