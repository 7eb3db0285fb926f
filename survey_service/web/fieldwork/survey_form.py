"""The form of a wave or consultation: as typed, as stored, and what is missing in it."""

from datetime import date
from uuid import UUID

import msgspec

from survey_service.domain.fieldwork import (
    about,
)
from survey_service.domain.fieldwork.about import About
from survey_service.domain.fieldwork.survey_drafts import Draft, Wording
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.web.chrome import LANGUAGE_NAMES
from survey_service.web.forms import Form

NO_ID = UUID(int=0)


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """The form of a wave or consultation as typed."""

    kind: str
    questionnaire_version_id: str
    title: str = ""
    introduction: str = ""
    opens_on: str = ""
    closes_on: str = ""
    languages: tuple[str, ...] = ()
    about: About = About()
    wordings: dict[str, Wording] = {}


def entry_of(form: Form) -> Entry:
    """What was sent."""
    return Entry(
        kind=form.one("kind"),
        questionnaire_version_id=form.one("questionnaire"),
        title=form.one("title"),
        introduction=form.one("introduction"),
        opens_on=form.one("opens_on"),
        closes_on=form.one("closes_on"),
        languages=tuple(form.all("languages")),
        about=About(**{name: form.one(name) for name in about.LABELS}),
        wordings={
            tag: Wording(
                title=form.one(f"title-{tag}"), introduction=form.one(f"introduction-{tag}")
            )
            for tag in LANGUAGE_NAMES
            if form.has(f"title-{tag}")
        },
    )


def entry_for(survey: SurveyFacts, texts: About) -> Entry:
    """What is stored, to be changed."""
    return Entry(
        kind=survey.kind,
        questionnaire_version_id=str(survey.questionnaire_version_id),
        title=survey.title,
        introduction=survey.introduction,
        opens_on=survey.opens_on.isoformat(),
        closes_on=survey.closes_on.isoformat(),
        languages=survey.languages,
        about=texts,
        wordings=dict(survey.wordings),
    )


def draft_of(entry: Entry) -> tuple[Draft | None, list[tuple[str, str]]]:
    """The draft, or (field, sentence) for an empty title and every date that is none."""
    days: dict[str, date] = {}
    problems = []
    if not entry.title.strip():
        problems.append(("title", "Titel: Geben Sie einen Titel an."))
    for field, label in (("opens_on", "Erster Tag"), ("closes_on", "Letzter Tag")):
        try:
            days[field] = date.fromisoformat(getattr(entry, field))
        except ValueError:
            problems.append((field, f"{label}: Wählen Sie ein Datum."))
    if problems:
        return None, problems
    return Draft(
        title=entry.title,
        introduction=entry.introduction,
        questionnaire_version_id=uuid_of(entry.questionnaire_version_id),
        languages=entry.languages,
        about=entry.about,
        wordings=entry.wordings,
        **days,
    ), []


def uuid_of(text: str) -> UUID:
    """Never raises: what is no id is found nowhere."""
    try:
        return UUID(text)
    except ValueError:
        return NO_ID
