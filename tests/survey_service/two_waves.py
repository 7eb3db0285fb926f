"""Two waves with answers: the same item asked twice, one of them worded anew."""

from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session, select

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import documents
from survey_service.domain.providers.documents import Document, FacilityPart
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Organisation
from survey_service.tables.responses import Response
from survey_service.tables.surveys import Participation, Survey
from tests.survey_service.waves import set_up, store

CHOICES = (
    Choice(value="mehr", label={"de": "gestiegen"}),
    Choice(value="weniger", label={"de": "gesunken"}),
)
EARLIER = Questionnaire(
    key="abfrage",
    version=1,
    title={"de": "Abfrage"},
    languages=("de",),
    default_language="de",
    pages=(
        Page(
            code="nachfrage",
            title={"de": "Nachfrage"},
            items=(
                Item(code="bedarf", kind="single", label={"de": "Nachfrage?"}, choices=CHOICES),
                Item(code="plaetze", kind="single", label={"de": "Plätze?"}, choices=CHOICES),
                Item(code="was", kind="long_text", label={"de": "Was fehlt?"}, role="statement"),
            ),
        ),
        Page(
            code="haus",
            title={"de": "Einrichtung"},
            roster="facilities",
            items=(Item(code="voll", kind="single", label={"de": "Voll?"}, choices=CHOICES),),
        ),
    ),
)


def later() -> Questionnaire:
    """The second version: ``bedarf`` is worded anew, ``plaetze`` stays, ``neu`` is new."""
    first, second = EARLIER.pages
    bedarf = msgspec.structs.replace(first.items[0], label={"de": "Wie ist die Nachfrage?"})
    new = Item(code="neu", kind="single", label={"de": "Neu?"}, choices=CHOICES)
    page = msgspec.structs.replace(first, items=(bedarf, *first.items[1:], new))
    return msgspec.structs.replace(EARLIER, version=2, pages=(page, second))


def make(session: Session) -> tuple[SurveyFacts, SurveyFacts]:
    """12 organisations answer both waves; in the earlier one 6, in the later one 9 say "mehr"."""
    set_up(session)
    session.add(Area(code="stadt", name="Musterstadt", level="stadt", position=0))
    session.flush()
    for number, code in enumerate(("n", "s"), start=1):
        session.add(
            Area(code=code, name=code, level="bezirk", parent_code="stadt", position=number)
        )
    return hold(session)


def hold(session: Session) -> tuple[SurveyFacts, SurveyFacts]:
    """The two waves alone, where municipality and areas are there already."""
    organisations = [
        Organisation(code=f"T{number:02}", name=f"Träger {number}") for number in range(12)
    ]
    session.add_all(organisations)
    session.flush()
    found = []
    for questionnaire, year, more in ((EARLIER, 2023, 6), (later(), 2026, 9)):
        survey = _wave(session, store(session, questionnaire), year)
        for number, organisation in enumerate(organisations):
            _return(session, survey, organisation.id, questionnaire, number, more)
        session.flush()
        found.append(surveys.by_slug(session, survey.slug))
    return found[0], found[1]


def _wave(session: Session, version: UUID, year: int) -> Survey:
    survey = Survey(
        kind="wave",
        slug=f"welle-{year}",
        title=f"Welle {year}",
        state="closed",
        opens_on=date(year, 3, 1),
        closes_on=date(year, 4, 1),
        questionnaire_version_id=version,
        languages=["de"],
    )
    session.add(survey)
    session.flush()
    return survey


def _return(
    session: Session,
    survey: Survey,
    organisation: UUID,
    questionnaire: Questionnaire,
    number: int,
    more: int,
) -> None:
    answer = "mehr" if number < more else "weniger"
    document = Document(
        questionnaire=questionnaire.key,
        version=questionnaire.version,
        answers={"bedarf": answer, "plaetze": answer},
        facilities=(
            FacilityPart(
                facility=str(organisation),
                code="1",
                name="Haus",
                area="n" if number % 2 else "s",
                answers={"voll": answer},
            ),
        ),
    )
    session.add(Participation(survey_id=survey.id, organisation_id=organisation))
    session.add(
        Response(
            survey_id=survey.id,
            questionnaire_version_id=survey.questionnaire_version_id,
            organisation_id=organisation,
            state="submitted",
            document=documents.encode(document),
            submitted_on=survey.closes_on,
        )
    )


def reword(session: Session, survey: SurveyFacts, item: str, label: str) -> None:
    """Another wording in a stored version, as if it had always been so."""
    row = session.exec(
        select(QuestionnaireVersion).where(
            QuestionnaireVersion.id == survey.questionnaire_version_id
        )
    ).one()
    known = definition.decode(row.document)
    pages = tuple(
        msgspec.structs.replace(
            page,
            items=tuple(
                msgspec.structs.replace(one, label={"de": label}) if one.code == item else one
                for one in page.items
            ),
        )
        for page in known.pages
    )
    row.document = definition.encode(msgspec.structs.replace(known, pages=pages))
