"""What a planner decides about a wave or consultation, checked before it is stored."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec
from sqlmodel import Session

from survey_service.domain.fieldwork import questionnaires
from survey_service.domain.fieldwork.about import About
from survey_service.errors import Refused

TITLE_LENGTH = 200


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """Title and introduction in one language. Empty = there is none in it."""

    title: str = ""
    introduction: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What a planner decides about a wave or consultation.

    ``about`` None: a new one gets the shipped texts, an old one keeps its own.
    """

    title: str
    opens_on: date
    closes_on: date
    questionnaire_version_id: UUID
    languages: tuple[str, ...] = ("de",)
    introduction: str = ""
    about: About | None = None
    wordings: dict[str, Wording] = {}


def stored(wordings: Mapping[str, Wording]) -> dict[str, list[str]]:
    """Language -> title and introduction; languages without either are left out."""
    return {
        language: [one.title, one.introduction]
        for language, one in wordings.items()
        if one != Wording()
    }


def checked(session: Session, draft: Draft) -> Draft:
    """Texts trimmed, languages in the questionnaire's order. Raises Refused, NotFound."""
    title = " ".join(draft.title.split())
    if not title:
        raise Refused("Geben Sie einen Titel an, zum Beispiel „Trägerabfrage 2026“.")
    wordings = {
        language: Wording(title=" ".join(one.title.split()), introduction=one.introduction.strip())
        for language, one in draft.wordings.items()
    }
    if max(map(len, (title, *(one.title for one in wordings.values())))) > TITLE_LENGTH:
        raise Refused(f"Der Titel ist zu lang: höchstens {TITLE_LENGTH} Zeichen.")
    if draft.closes_on < draft.opens_on:
        raise Refused("Der letzte Tag liegt vor dem ersten. Prüfen Sie den Zeitraum.")
    questionnaire = questionnaires.load(session, draft.questionnaire_version_id)
    chosen = tuple(tag for tag in questionnaire.languages if tag in draft.languages)
    if set(draft.languages) - set(chosen) or not chosen:
        raise Refused("Wählen Sie mindestens eine Sprache, die der Fragebogen hat.")
    return msgspec.structs.replace(
        draft,
        title=title,
        introduction=draft.introduction.strip(),
        languages=chosen,
        wordings=wordings,
    )
