"""Invented answers to closed questions."""

from importlib import resources

from questionnaires import answers as forms
from questionnaires.questionnaire import AREA, STATEMENT, Choice, Questionnaire, items
from questionnaires.readers import xlsform
from survey_service.demo import answers
from survey_service.demo.dice import dice

AREAS = (Choice(value="101", label={"de": "Innenstadt"}),)


def questionnaire(name: str) -> Questionnaire:
    content = (resources.files("questionnaires.library") / name).read_bytes()
    found = xlsform.read(content, name=name).questionnaire
    assert found is not None
    return found


def test_every_closed_question_is_answered_without_a_problem() -> None:
    """300 returns: over all of them no answer is refused and no closed question stays empty."""
    asked = questionnaire("traegerabfrage.xlsx")
    answered: set[str] = set()
    for number in range(300):
        random = dice("test", number)
        known: dict[str, object] = {"absagen": "bis_5"}
        for page in asked.pages:
            fields = answers.page_fields(page, random, recent=bool(number % 2), given={})
            form = forms.read_page(page, fields, known=known, language="de", areas=AREAS)
            assert (form.problems, form.unknown) == ((), ())
            answered |= set(form.answers)
    closed = {
        item.code
        for item in items(asked)
        if item.role not in {STATEMENT, AREA} and item.kind != "note"
    }
    assert answered == closed


def test_given_texts_stand_as_they_are() -> None:
    page = questionnaire("beteiligung_im_quartier.xlsx").pages[2]
    assert answers.page_fields(
        page, dice("t"), recent=True, given={"stadtteil_gut": "Die Bank"}
    ) == {"stadtteil_gut": ["Die Bank"]}
    assert answers.page_fields(page, dice("t"), recent=True, given={}) == {}


def test_every_leaning_question_is_asked() -> None:
    asked = {
        item.code
        for name in ("traegerabfrage.xlsx", "beteiligung_im_quartier.xlsx")
        for item in items(questionnaire(name))
    }
    assert {*answers.LEAN, *answers.OFTEN} - asked == set()


def test_the_permission_to_quote_is_always_said() -> None:
    page = questionnaire("traegerabfrage.xlsx").pages[-1]
    said = [
        answers.page_fields(page, dice("p", number), recent=True, given={})["zitat_erlaubnis"][0]
        for number in range(200)
    ]
    assert set(said) == set(answers.PERMISSION)
