"""A survey that came back coded, and one coded segment."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from analysis.suggestions import CodedStatement
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire, encode
from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Participation, Survey
from tests.survey_service import coded
from tests.survey_service.coded import PLANNER

TODAY = date(2026, 5, 20)
BUS = "Der Bus fährt selten."
TEXT = "Der Bus fährt selten, sagt Frau Meier."


def item(code: str, kind: str, **more: object) -> Item:
    given = {"label": {"de": f"Frage {code}"}, "code": code, "kind": kind, **more}
    return Item(**given)  # type: ignore[arg-type]


def questionnaire() -> Questionnaire:
    choices = (Choice(value="ja", label={"de": "Ja"}), Choice(value="nein", label={"de": "Nein"}))
    return Questionnaire(
        key="klein",
        version=1,
        title={"de": "Klein"},
        languages=("de",),
        default_language="de",
        pages=(
            Page(
                code="eins",
                title={"de": "Zum Träger"},
                items=(
                    item("mehr", "single", choices=choices),
                    item("fehlt", "long_text", role="statement"),
                ),
            ),
            Page(
                code="zwei",
                title={"de": "Zur Einrichtung"},
                roster="facilities",
                items=(item("voll", "single", choices=choices),),
            ),
        ),
    )


def add_return(session: Session, survey_id: UUID, version_id: UUID, number: int) -> UUID:
    organisation_id = coded.add_organisation(session, number)
    session.add(Participation(survey_id=survey_id, organisation_id=organisation_id))
    document = Document(
        questionnaire="klein",
        version=1,
        answers={"mehr": "ja" if number % 2 else "nein"},
        facilities=(
            FacilityPart(
                facility=str(uuid4()), code="1", name="Haus", area="N1", answers={"voll": "ja"}
            ),
        ),
    )
    session.add(
        Response(
            survey_id=survey_id,
            questionnaire_version_id=version_id,
            organisation_id=organisation_id,
            state="submitted",
            document=documents.encode(document),
            receipt_number=f"2026-{number}",
            submitted_on=TODAY,
        )
    )
    return organisation_id


@pytest.fixture
def survey_id(database: Database) -> UUID:
    """Twelve providers answered; each names the bus in Furth, one also begins with "="."""
    with database.write() as session:
        municipality.change(session, PLANNER, MunicipalityFacts(name="Musterstadt"))
        survey_id = coded.add_survey(session)
        session.exec(select(Survey)).one().remark = "Erfunden."
        version = session.exec(select(QuestionnaireVersion)).one()
        version.document = encode(questionnaire())
        found: list[CodedStatement] = []
        for number in range(12):
            organisation_id = add_return(session, survey_id, version.id, number)
            text = f"={BUS}" if number == 0 else f"{BUS} ({number})"
            statement = coded.add_statement(
                session,
                survey_id,
                text,
                contributor=organisation_id.hex,
                source="provider",
                organisation_id=organisation_id,
                quoting=("with_name", "without_name", "none")[number % 3],
            )
            found.append(
                coded.coded_statement(statement, text, (coded.suggestion("mobilitaet.oepnv"),))
            )
        coded.add_run(session, survey_id, found)
    return survey_id


@pytest.fixture
def segment_id(database: Database) -> UUID:
    with database.write() as session:
        survey_id = coded.add_survey(session)
        statement = coded.add_statement(session, survey_id, TEXT)
        codes = (
            coded.suggestion("mobilitaet.oepnv"),
            coded.suggestion("wohnen.umfeld", proposed=False, confidence=0.2),
        )
        coded.add_run(session, survey_id, [coded.coded_statement(statement, TEXT, codes)])
    return coded.segment_ids(database)[0]
