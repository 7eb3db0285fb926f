"""A small wave with two organisations, for the tests of what providers do."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlmodel import Session

from questionnaires import questionnaire as definition
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from survey_service import clock
from survey_service.domain.providers import standing
from survey_service.permissions import Actor
from survey_service.tables.areas import Area
from survey_service.tables.questionnaires import QuestionnaireVersion
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.surveys import Participation, Survey

SECRET = "s" * 43
OPENS, CLOSES = date(2026, 5, 1), date(2026, 5, 31)
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=clock.BERLIN)
SLUG = "traegerabfrage-2026"


def de(text: str) -> dict[str, str]:
    return {"de": text}


def choice(value: str) -> Choice:
    return Choice(value=value, label=de(value.replace("_", " ")))


def statement(code: str, label: str, **more: object) -> Item:
    return Item(code=code, kind="long_text", label=de(label), role="statement", **more)  # type: ignore[arg-type]


AREAS = (choice("stadtweit"), choice("unbekannt"))
QUESTIONNAIRE = Questionnaire(
    key="traegerabfrage",
    version=1,
    title=de("Trägerabfrage"),
    languages=("de",),
    default_language="de",
    reviewed_translations=("de",),
    pages=(
        Page(
            code="lage",
            title=de("Lage"),
            intro=de("Ihre Erfahrung zählt."),
            minutes=2,
            items=(
                Item(
                    code="umfang",
                    kind="single",
                    label=de("Umfang der Angebote"),
                    choices=(choice("mehr"), choice("weniger")),
                ),
                Item(
                    code="gruende",
                    kind="multiple",
                    label=de("Gründe"),
                    relevant="${umfang} = 'weniger'",
                    choices=(choice("geld"), choice("personal")),
                ),
                statement("neu", "Wer ist neu?", maximum_length=200),
            ),
        ),
        Page(
            code="nachfrage",
            title=de("Nachfrage"),
            roster="facilities",
            table=True,
            minutes=1,
            items=(
                Item(code="wartezeit", kind="integer", label=de("Wartezeit in Tagen")),
                Item(
                    code="warum",
                    kind="text",
                    label=de("Warum so lange?"),
                    relevant="${wartezeit} > 10",
                ),
            ),
        ),
        Page(
            code="umfeld",
            title=de("Umfeld"),
            roster="facilities",
            minutes=1,
            items=(
                Item(
                    code="einzug",
                    kind="area",
                    label=de("Einzugsgebiet"),
                    role="area",
                    choices=AREAS,
                ),
                statement("fehlt", "Was fehlt dort?"),
            ),
        ),
        Page(
            code="schluss",
            title=de("Schluss"),
            minutes=1,
            items=(
                Item(
                    code="zitat",
                    kind="single",
                    label=de("Dürfen wir zitieren?"),
                    required=True,
                    choices=(choice("mit_namen"), choice("ohne_namen"), choice("nicht")),
                ),
            ),
        ),
    ),
)


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What ``make`` made. ``facilities``: the first organisation's, by name."""

    survey_id: UUID
    actor: Actor
    stranger: Actor
    facilities: tuple[str, ...]
    foreign_facility: str


def make(
    session: Session,
    *,
    facilities: int = 2,
    questionnaire: Questionnaire = QUESTIONNAIRE,
    opens: date = OPENS,
    closes: date = CLOSES,
) -> Made:
    """An open wave; "Haus Muster" takes part, "Fremder Träger" belongs to another wave."""
    if session.get(Area, "0") is None:
        session.add(Area(code="0", name="Musterstadt", level="Stadt", position=0))
        session.flush()
        session.add(Area(code="01", name="Nordstadt", level="Bezirk", parent_code="0", position=1))
        session.add(Area(code="02", name="Südstadt", level="Bezirk", parent_code="0", position=2))
        session.flush()
    version = QuestionnaireVersion(
        key=questionnaire.key,
        version=questionnaire.version,
        title="Trägerabfrage",
        document=definition.encode(questionnaire),
        workbook=b"",
        created_at=NOON,
    )
    own = Organisation(code="T1", name="Haus Muster e. V.", email="haus@muster.example")
    other = Organisation(code="T2", name="Fremder Träger")
    session.add_all([version, own, other])
    session.flush()
    surveys = [
        Survey(
            kind="wave",
            slug=slug,
            title=title,
            state="open",
            opens_on=opens,
            closes_on=closes,
            questionnaire_version_id=version.id,
            languages=["de"],
        )
        for slug, title in ((SLUG, "Trägerabfrage 2026"), ("andere", "Andere Abfrage"))
    ]
    session.add_all(surveys)
    session.flush()
    houses = [
        Facility(
            organisation_id=own.id,
            code=f"E{number}",
            name=f"Haus {number:02}",
            service_type="Beratung",
            area_code="01",
        )
        for number in range(1, facilities + 1)
    ]
    foreign = Facility(organisation_id=other.id, code="E1", name="Fremdes Haus")
    session.add_all([*houses, foreign])
    session.add(Participation(survey_id=surveys[0].id, organisation_id=own.id))
    session.add(Participation(survey_id=surveys[1].id, organisation_id=other.id))
    session.flush()
    return Made(
        survey_id=surveys[0].id,
        actor=_actor(session, own),
        stranger=_actor(session, other),
        facilities=tuple(str(house.id) for house in houses),
        foreign_facility=str(foreign.id),
    )


def _actor(session: Session, organisation: Organisation) -> Actor:
    invitation = standing.ensure_invitation(session, secret=SECRET, organisation_id=organisation.id)
    return Actor(name=organisation.name, invitation_id=invitation, organisation_id=organisation.id)
