"""What journeys begin with when the way there is not their subject: surveys, texts, providers."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import insert
from sqlmodel import Session, col, select

from survey_service import clock
from survey_service.domain.coding import statements
from survey_service.domain.fieldwork import questionnaires, surveys
from survey_service.domain.fieldwork.survey_drafts import Draft
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.providers import saving, submission
from survey_service.domain.providers.revisions import Place
from survey_service.domain.providers.saving import Sent
from survey_service.permissions import Actor, RoleGrant
from survey_service.tables.register import Facility, Organisation
from survey_service.tables.responses import Statement
from survey_service.tables.surveys import Participation

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "questionnaires/library"
TEXTS = ROOT / "survey_service/demo/data/statements/dev.jsonl"
PLANNER = Actor(login="planner", name="Person planner", grants=(RoleGrant("planner"),))
WORKBOOKS = {"wave": "traegerabfrage", "consultation": "beteiligung_im_quartier"}


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the labelled statements."""

    text: str
    source: str
    area: str = ""
    lang: str = "de"


def texts() -> list[Text]:
    """All texts, in the order of the file."""
    lines = TEXTS.read_text(encoding="utf-8").splitlines()
    return [msgspec.convert(json.loads(line), Text) for line in lines]


def add_survey(
    session: Session, title: str, *, kind: str = "wave", opened: bool = True
) -> SurveyFacts:
    """A wave or consultation with the shipped questionnaire that runs for two weeks from today."""
    name = WORKBOOKS[kind]
    workbook = (LIBRARY / f"{name}.xlsx").read_bytes()
    version = questionnaires.store_version(session, PLANNER, workbook, name=f"{name}.xlsx")
    draft = Draft(
        title=title,
        introduction="Danke, dass Sie mitmachen.",
        opens_on=clock.today(),
        closes_on=clock.today() + timedelta(days=14),
        questionnaire_version_id=version,
        languages=questionnaires.load(session, version).languages,
    )
    made = surveys.create(session, PLANNER, kind=kind, draft=draft)
    return surveys.open_survey(session, PLANNER, made.id) if opened else made


def add_organisation(session: Session, number: int, *, facilities: int = 2) -> UUID:
    """An organisation with facilities, reachable by mail."""
    row = Organisation(
        code=f"T{number:03}",
        name=f"Träger {number} gGmbH",
        contact_name="Frau Öz",
        email=f"traeger{number}@example.org",
    )
    session.add(row)
    session.flush()
    for place in range(facilities):
        session.add(
            Facility(
                organisation_id=row.id,
                code=f"E{number:03}-{place}",
                name=f"Einrichtung {number}.{place}",
                service_type="Beratung",
                area_code=("101", "204")[place % 2],
            )
        )
    session.flush()
    return row.id


def add_statements(
    session: Session, survey_id: UUID, count: int, *, organisations: Iterable[UUID] = ()
) -> int:
    """Free texts of the survey: of these organisations in turn, else of one resident each.

    There are 260 texts; beyond that they come again with a number, so that each is its own.
    """
    owners: Iterator[UUID | None] = cycle(list(organisations) or [None])
    rows = []
    for number, (one, owner) in enumerate(islice(zip(cycle(texts()), owners, strict=False), count)):
        text = one.text if number < 260 else f"{one.text} ({number})"
        rows.append(
            {
                "id": uuid4(),
                "survey_id": survey_id,
                "organisation_id": owner,
                "source": "provider" if owner else "resident",
                "contributor": owner.hex if owner else uuid4().hex,
                "item": "gebiet_fehlt" if owner else "stadtteil_aendern",
                "text": text,
                "text_hash": statements.text_hash(text),
                "language": one.lang,
                "area_code": one.area,
                "area_reason": "asked" if one.area else "citywide",
                "quoting": "without_name" if owner else "",
            }
        )
    session.execute(insert(Statement), rows)
    return len(rows)


def hand_in(
    session: Session,
    survey: SurveyFacts,
    organisation: UUID,
    answers: Mapping[str, Mapping[str, str]],
) -> None:
    """An organisation's return: page -> field -> text. The rest stays unanswered."""
    enrolled = select(Participation).where(
        Participation.survey_id == survey.id, Participation.organisation_id == organisation
    )
    if session.exec(enrolled).first() is None:
        session.add(Participation(survey_id=survey.id, organisation_id=organisation))
        session.flush()
    actor = Actor(name="Eine Kollegin", organisation_id=organisation)
    sent = {
        Place(page): Sent(fields={name: [text] for name, text in fields.items()}, base=0)
        for page, fields in answers.items()
    }
    areas = surveys.area_choices(session)
    saving.save(session, actor, survey.slug, sent, areas=areas, now=clock.now())
    submission.submit(session, actor, survey.slug, reason="Mehr wissen wir nicht.", now=clock.now())


def organisation_ids(session: Session, prefix: str) -> list[UUID]:
    """The organisations whose code begins so, in the order of their codes."""
    found = select(Organisation.id).where(col(Organisation.code).startswith(prefix))
    return list(session.exec(found.order_by(Organisation.code)).all())
