"""A survey with coded statements, made by hand: what review, matrix and exports are tested on."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from sqlmodel import Session

from analysis.suggestions import CodedSegment, CodedStatement, PersonalData, Place, Suggestion
from questionnaires.questionnaire import Questionnaire, encode
from survey_service.database import Database
from survey_service.domain.coding import chunks, codebook_versions, runs
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.areas import Area
from survey_service.tables.codings import CodingChunk, CodingRun
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Survey

NOW = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
PLANNER = Actor(login="planner", name="Petra Plan", grants=(RoleGrant("planner"),))
CODER = "themes-1+test"


def add_survey(session: Session, *, kind: str = "wave") -> UUID:
    """A survey with an empty questionnaire and the areas Nord (N1, N2) and Süd (S1)."""
    document = Questionnaire(
        key="leer",
        version=1,
        title={"de": "Leer"},
        languages=("de",),
        default_language="de",
        pages=(),
    )
    version = QuestionnaireVersion(
        key="leer", version=1, title="Leer", document=encode(document), workbook=b"", created_at=NOW
    )
    session.add(version)
    for position, (code, name, level, parent) in enumerate(
        [
            ("N", "Nord", "stadtbezirk", None),
            ("S", "Süd", "stadtbezirk", None),
            ("N1", "Furth", "quartier", "N"),
            ("N2", "Weißenberg", "quartier", "N"),
            ("S1", "Erfttal", "quartier", "S"),
        ]
    ):
        session.add(Area(code=code, name=name, level=level, parent_code=parent, position=position))
        session.flush()
    survey = Survey(
        kind=kind,
        slug="welle",
        title="Trägerabfrage 2026",
        state="open",
        opens_on=date(2026, 5, 1),
        closes_on=date(2026, 6, 1),
        questionnaire_version_id=version.id,
    )
    session.add(survey)
    session.flush()
    return survey.id


def add_organisation(session: Session, number: int) -> UUID:
    """An organisation."""
    organisation = Organisation(code=f"T{number}", name=f"Träger {number}")
    session.add(organisation)
    session.flush()
    return organisation.id


def add_statement(
    session: Session,
    survey_id: UUID,
    text: str,
    *,
    contributor: str = "c1",
    area: str = "N1",
    reason: str = "asked",
    source: str = "resident",
    organisation_id: UUID | None = None,
    quoting: str = "",
) -> UUID:
    """A statement."""
    statement = Statement(
        survey_id=survey_id,
        source=source,
        contributor=contributor,
        organisation_id=organisation_id,
        text=text,
        text_hash=uuid4().hex,
        area_code=area,
        area_reason=reason,
        quoting=quoting,
    )
    session.add(statement)
    session.flush()
    return statement.id


def suggestion(code: str, *, proposed: bool = True, confidence: float = 0.8) -> Suggestion:
    """A suggestion whose evidence is the first three characters."""
    return Suggestion(code=code, confidence=confidence, proposed=proposed, evidence=((0, 3),))


def coded_statement(
    statement_id: UUID,
    text: str,
    codes: tuple[Suggestion, ...],
    *,
    types: tuple[str, ...] = ("problem",),
    place: str = "",
) -> CodedStatement:
    """The whole text as one segment."""
    return CodedStatement(
        id=str(statement_id),
        segments=(CodedSegment(start=0, end=len(text), codes=codes, types=types),),
        places=(Place(start=0, end=3, area=place),) if place else (),
        personal_data=(PersonalData(start=0, end=3, kind="person"),),
    )


def add_run(session: Session, survey_id: UUID, statements: list[CodedStatement]) -> UUID:
    """A finished run that stored these."""
    run = CodingRun(
        survey_id=survey_id,
        codebook_version_id=codebook_versions.newest(session),
        created_by="planner",
        created_at=NOW,
        total=len(statements),
    )
    session.add(run)
    session.flush()
    session.add(CodingChunk(run_id=run.id, number=0, statements=[one.id for one in statements]))
    session.flush()
    chunks.store(session, run_id=run.id, number=0, coded=statements, coder=CODER, worker="w")
    runs.finish(session, run.id)
    return run.id


def segment_ids(database: Database) -> list[UUID]:
    """All segments, in the order in which they are reviewed."""
    from sqlmodel import select

    from survey_service.tables.codings import Segment

    with database.read() as session:
        return list(session.exec(select(Segment.id).order_by(Segment.id)))
