"""The form of a follow-up: as typed, as stored, what is wrong with it, what to choose from."""

from collections.abc import Iterable, Sequence

import msgspec

from questionnaires.items.field import Field, FieldChoice
from survey_service.domain.followups.drafts import Draft, Offered
from survey_service.web.followups.wording import state_names
from survey_service.web.forms import Form


class FormPage(msgspec.Struct, frozen=True, kw_only=True):
    """The chosen parts of the form; the others are plain texts of ``draft``."""

    draft: Draft
    theme: Field
    areas: Field
    state: Field
    problems: tuple[tuple[str, str], ...]


def draft_of(form: Form) -> Draft:
    """What was sent."""
    single = {name: form.one(name) for name in Draft.__struct_fields__ if name != "areas"}
    return Draft(areas=tuple(form.all("areas")), **single)


def form_page(draft: Draft, choices: Offered, problems: Sequence[tuple[str, str]] = ()) -> FormPage:
    """``problems``: (field, sentence)."""
    errors = dict(problems)
    return FormPage(
        draft=draft,
        problems=tuple(problems),
        theme=Field(
            name="theme",
            kind="area",
            label="Thema",
            hint="Wie es im Bericht heißt",
            error=errors.get("theme", ""),
            choices=tuple(
                FieldChoice(value=code, label=label, group=group, checked=code == draft.theme)
                for group, code, label in choices.themes
            ),
        ),
        areas=Field(
            name="areas",
            kind="multiple",
            label="Gebiete",
            hint="Nichts gewählt bedeutet: die ganze Stadt.",
            error=errors.get("areas", ""),
            choices=_choices(choices.areas, draft.areas),
        ),
        state=Field(
            name="state",
            kind="single",
            label="Stand",
            required=True,
            error=errors.get("state", ""),
            choices=_choices(state_names("de").items(), (draft.state,)),
        ),
    )


def _choices(known: Iterable[tuple[str, str]], chosen: Sequence[str]) -> tuple[FieldChoice, ...]:
    return tuple(
        FieldChoice(value=value, label=label, checked=value in chosen) for value, label in known
    )
