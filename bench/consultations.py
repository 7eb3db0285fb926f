"""An installation with two open consultations, on one page and page by page."""

from datetime import timedelta
from pathlib import Path

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service import clock, migrations
from survey_service.database import Database
from survey_service.domain.administration import municipality
from survey_service.domain.administration.municipality import MunicipalityFacts
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.permissions import Actor
from survey_service.settings import Settings, prepare_home
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion

LIBRARY = Path(definition.__file__).parent / "library"
BENCH = Actor(login="bench", name="Bench")
QUARTERS = 28


def fill(home: Path) -> None:
    """A migrated database with areas and both consultations."""
    settings = prepare_home(Settings(home=home))
    database = Database(settings.url)
    migrations.upgrade(database)
    today = clock.today()
    with database.write() as session:
        facts = MunicipalityFacts(name="Musterstadt", imprint="I", privacy="D", accessibility="B")
        municipality.change(session, BENCH, facts)
        session.add_all(
            Area(code=f"q{number}", name=f"Quartier {number}", level="Bezirk", position=number)
            for number in range(QUARTERS)
        )
        version = QuestionnaireVersion(
            key="bench",
            version=1,
            title="Bench",
            document=definition.encode(thirty_questions()),
            workbook=b"",
            created_at=clock.now(),
        )
        session.add(version)
        session.flush()
        shipped = questionnaires.store_workbook(
            session,
            BENCH,
            (LIBRARY / "beteiligung_im_quartier.xlsx").read_bytes(),
            name="beteiligung_im_quartier.xlsx",
        )
        for title, version_id in (("Eine Seite", version.id), ("Sechs Fragen", shipped.id)):
            draft = Draft(
                title=title,
                opens_on=today,
                closes_on=today + timedelta(days=30),
                questionnaire_version_id=version_id,
                languages=questionnaires.load(session, version_id).languages,
            )
            made = surveys.create(session, BENCH, kind="consultation", draft=draft)
            surveys.open_survey(session, BENCH, made.id)
    database.close()


def thirty_questions() -> Questionnaire:
    """One page: an area, 14 single, 6 scales, 4 multiple choices, 2 numbers, 3 free texts."""
    kinds = ["single"] * 14 + ["scale"] * 6 + ["multiple"] * 4 + ["integer"] * 2
    steps = ("sehr gut", "gut", "teils, teils", "schlecht", "sehr schlecht")
    choices = tuple(
        Choice(value=f"w{number}", label={"de": label}) for number, label in enumerate(steps)
    )
    closed = tuple(
        Item(
            code=f"frage_{number}",
            kind=kind,
            label={"de": f"Wie gut ist in Ihrem Stadtteil das Angebot Nummer {number}?"},
            hint={"de": "Bitte wählen Sie eine Antwort."} if kind != "integer" else {},
            choices=choices if kind != "integer" else (),
        )
        for number, kind in enumerate(kinds)
    )
    area = Item(
        code="gebiet",
        kind="area",
        label={"de": "Um welchen Stadtteil geht es?"},
        role="area",
        choices=(Choice(value="stadtweit", label={"de": "ganze Stadt"}),),
    )
    texts = tuple(
        Item(
            code=f"text_{number}",
            kind="long_text",
            label={"de": f"Was fehlt Ihnen ({number})?"},
            role="statement",
        )
        for number in range(3)
    )
    page = Page(code="alles", title={"de": "Ihre Fragen"}, items=(area, *closed, *texts))
    return Questionnaire(
        key="bench",
        version=1,
        title={"de": "Bench"},
        languages=("de",),
        default_language="de",
        pages=(page,),
        reviewed_translations=("de",),
    )
