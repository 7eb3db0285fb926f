"""Statements that people have reviewed: what a coder learns from."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, select

from survey_service.database import Database
from survey_service.domain.coding import coder_choice, reviews, trained_coders
from survey_service.domain.coding.trained_coders import CodeQuality, Figures, Quality
from survey_service.tables.codings import Segment
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

BUS, HOME, DOCTOR = "mobilitaet.oepnv", "wohnen.bezahlbarkeit", "gesundheit.psyche"
TEXTS = {
    BUS: (
        "Der Bus fährt abends nicht mehr.",
        "Die Buslinie hält nicht am Markt.",
        "Auf den Bus wartet man ewig.",
        "Am Wochenende fährt kein Bus ins Dorf.",
    ),
    HOME: (
        "Die Miete ist zu hoch.",
        "Es fehlen bezahlbare Wohnungen.",
        "Familien finden keine Wohnung zu einer Miete, die sie zahlen können.",
        "Die Mieten steigen jedes Jahr.",
    ),
    DOCTOR: (
        "Auf einen Therapieplatz wartet man neun Monate.",
        "Es fehlen Plätze in der Psychotherapie.",
        "Jugendliche mit Depressionen finden keine Therapie.",
        "Der psychosoziale Dienst ist überlastet.",
    ),
}


def add_reviewed(session: Session, survey_id: UUID, *, per_code: int) -> None:
    """So many statements per code, each of one segment, with its code accepted by the planner."""
    for code, texts in TEXTS.items():
        found = []
        for number in range(per_code):
            text = f"{texts[number % len(texts)]} ({number})"
            statement = coded.add_statement(
                session, survey_id, text, contributor=f"{code}-{number}"
            )
            found.append(coded.coded_statement(statement, text, (coded.suggestion(code),)))
        coded.add_run(session, survey_id, found)
        for one in found:
            segment = session.exec(
                select(Segment.id).where(Segment.statement_id == UUID(one.id))
            ).one()
            accept(session, segment, code)


def accept(session: Session, segment: UUID, code: str) -> None:
    """The planner accepts a theme."""
    reviews.decide(session, PLANNER, segment_id=segment, kind="theme", code=code, decision="accept")


QUALITY = Quality(
    texts=24,
    units=24,
    precision=0.75,
    recall=0.6,
    micro_f1=0.667,
    macro_f1=0.5,
    first_three=0.9,
)
FIGURES = Figures(
    old_name=coder_choice.SHIPPED,
    new=QUALITY,
    both=(QUALITY, QUALITY),
    codes=(CodeQuality(label="Bus und Bahn", units=8, old=0.5, new=0.75),),
    compared="Der neue Kodierer ist besser.",
    alone="Wie gut kodiert die Maschine?",
)


NO_MODEL = {"model.json": b"{}", "weights.npz": b"weights"}


def learn(
    database: Database,
    *,
    coder: str = "themes-2:00c0ffee",
    model: Mapping[str, bytes] = NO_MODEL,
    statements: Sequence[str] = (),
) -> UUID:
    """A version stored as the worker would."""
    with database.write() as session:
        coder_id = trained_coders.start(session, PLANNER)
    with database.write() as session:
        assert trained_coders.begin(session, coder_id)
        trained_coders.finish(
            session,
            coder_id,
            coder=coder,
            model=model,
            statements=statements,
            segments=24,
            figures=FIGURES,
        )
    return coder_id
