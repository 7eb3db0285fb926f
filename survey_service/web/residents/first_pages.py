"""What the first page of a consultation shows, with its questions where they fit on one page."""

import math

import msgspec
from markupsafe import Markup

from questionnaires import answers as forms
from questionnaires.questionnaire import text
from survey_service.domain.fieldwork.surveys import SurveyFacts
from survey_service.domain.residents.taking_part import Consultation
from survey_service.web.rendering import render
from survey_service.web.residents.question_pages import heading_of, questions_of
from survey_service.web.site import Site


class StartPage(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody should know before the first question. ``minutes`` 0 = not known."""

    survey: SurveyFacts
    language: str
    reader: str
    questions: int
    minutes: int
    voluntary: bool
    unchecked: bool
    begun: bool


class SinglePage(StartPage, frozen=True, kw_only=True):
    """A consultation of one page, with its questions. ``errand``: the form's own token."""

    errand: str
    heading: str
    opening: str
    fields: Markup


def start_page(
    asked: Consultation, survey: SurveyFacts, language: str, *, reader: str, begun: bool
) -> StartPage:
    """``reader``: the department that reads the answers."""
    pages = asked.questionnaire.pages
    questions = [item for page in pages for item in questions_of(page.items)]
    return StartPage(
        survey=survey,
        language=language,
        reader=reader,
        questions=len(questions),
        minutes=math.ceil(sum(page.minutes for page in pages)),
        voluntary=not any(item.required for item in questions),
        unchecked=language in asked.unchecked,
        begun=begun,
    )


def single_page(site: Site, asked: Consultation, start: StartPage, *, errand: str) -> SinglePage:
    """The first page together with the only page of questions, of which nothing is answered."""
    page, language = asked.questionnaire.pages[0], start.language

    def fields() -> Markup:
        found = forms.page_fields(page, answers={}, known={}, language=language, areas=asked.areas)
        shown = {"fields": found, "heading": False}
        return Markup(render("participate/_fields.html", shown, language=language))  # noqa: S704

    return SinglePage(
        **msgspec.structs.asdict(start),
        errand=errand,
        heading=heading_of(asked, page, language),
        opening=text(page.intro, language),
        fields=site.recent(("single page", asked.survey.id, language), fields),
    )
