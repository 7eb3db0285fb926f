"""What a follow-up says, as typed, and what is wrong with it."""

from collections.abc import Container, Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

import msgspec
from sqlmodel import Session

from survey_service.domain.coding import themes
from survey_service.domain.fieldwork import surveys
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.errors import FieldsInvalid
from survey_service.tables.follow_ups import FollowUpState

EXAMINED, DECIDED, UNDERWAY = (
    FollowUpState.EXAMINED.value,
    FollowUpState.DECIDED.value,
    FollowUpState.UNDERWAY.value,
)
DONE, NOT_DONE = FollowUpState.DONE.value, FollowUpState.NOT_DONE.value
STATES = (EXAMINED, DECIDED, UNDERWAY, DONE, NOT_DONE)
LONGEST = {"headline": 200, "text": 4_000, "reason": 2_000, "office": 200, "link": 500}
LABELS = {
    "headline": "Überschrift",
    "text": "Was daraus wurde",
    "reason": "Grund",
    "office": "Zuständig",
    "link": "Link",
}


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A follow-up as typed. ``dated_on``: ISO; ``areas``: codes, none = the whole city."""

    headline: str = ""
    text: str = ""
    theme: str = ""
    areas: tuple[str, ...] = ()
    state: str = ""
    reason: str = ""
    dated_on: str = ""
    office: str = ""
    link: str = ""


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to choose from: (category, code, label), and (code, name) of the areas."""

    themes: tuple[tuple[str, str, str], ...]
    areas: tuple[tuple[str, str], ...]

    def theme_label(self, code: str) -> str:
        """As the codebook calls it; "" for none."""
        return next((label for _, known, label in self.themes if known == code), "")


def offered(session: Session, survey: SurveyFacts) -> Offered:
    """The themes with which the survey was coded, and the installation's areas."""
    codebook = themes.coded_with(session, survey.id).codebook
    return Offered(
        themes=tuple(
            (category.label, code.id, code.label)
            for category in codebook.categories
            for code in category.codes
        ),
        areas=tuple((choice.value, choice.label["de"]) for choice in surveys.area_choices(session)),
    )


def trimmed(draft: Draft) -> Draft:
    """Without blanks at the ends; a reason only where nothing comes of it."""
    names = [name for name in Draft.__struct_fields__ if name != "areas"]
    texts = {name: str(getattr(draft, name)).strip() for name in names}
    if texts["state"] != NOT_DONE:
        texts["reason"] = ""
    return msgspec.structs.replace(draft, **texts)


def check(draft: Draft, choices: Offered) -> date:
    """The day it is dated on. Raises FieldsInvalid, naming all that is wrong."""
    found, day = list(_problems(draft, choices)), _day(draft)
    if day is None:
        found.append(("dated_on", "Datum: Wählen Sie den Tag, von dem dieser Stand ist."))
    if found or day is None:
        raise FieldsInvalid(found)
    return day


def _problems(draft: Draft, choices: Offered) -> Iterator[tuple[str, str]]:
    if not draft.headline:
        yield "headline", "Überschrift: Schreiben Sie in wenigen Worten, worum es geht."
    if not draft.text:
        yield "text", "Was daraus wurde: Schreiben Sie, was getan wurde oder getan werden soll."
    for name, most in LONGEST.items():
        if len(getattr(draft, name)) > most:
            number = f"{most:,}".replace(",", ".")
            yield name, f"{LABELS[name]}: Kürzen Sie auf höchstens {number} Zeichen."
    if draft.state not in STATES:
        yield "state", "Stand: Wählen Sie, wie weit es ist."
    elif draft.state == NOT_DONE and not draft.reason:
        yield "reason", "Grund: Sagen Sie, warum es nicht umgesetzt wird."
    if draft.theme and not choices.theme_label(draft.theme):
        yield "theme", "Thema: Dieses Thema gibt es im Codebuch nicht. Wählen Sie ein anderes."
    if unknown := _unknown(draft.areas, {code for code, _ in choices.areas}):
        yield "areas", f"Gebiete: „{unknown}“ gibt es nicht. Wählen Sie aus der Liste."
    if draft.link and not _is_web_address(draft.link):
        yield (
            "link",
            "Link: Geben Sie eine Adresse mit https:// an, oder lassen Sie das Feld leer.",
        )


def _day(draft: Draft) -> date | None:
    try:
        return date.fromisoformat(draft.dated_on)
    except ValueError:
        return None


def _unknown(areas: Sequence[str], known: Container[str]) -> str:
    return next((code for code in areas if code not in known), "")[:80]


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in link
