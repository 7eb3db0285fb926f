"""Free texts to statements: area, target group, permission to quote, the same text once."""

import msgspec
import pytest

from questionnaires.questionnaire import Item, Page
from survey_service.domain.coding import statements
from survey_service.domain.coding.statements import StatementDraft
from tests.survey_service.wave import AREAS, QUESTIONNAIRE, choice, de, statement

AREA = Item(code="wo", kind="area", label=de("Wo?"), role="area", choices=AREAS)
GROUPS = Item(code="wer", kind="multiple", label=de("Wer?"), role="target_group")
PAGE = Page(code="p", items=(AREA, GROUPS, statement("was", "Was?"), statement("mehr", "Mehr?")))


def drafts(answers: dict[str, object], area: str = "") -> list[StatementDraft]:
    return statements.of_page(PAGE, answers, facility="f", facility_area=area)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "facility", "expected"),
    [
        ("02", "01", ("02", "asked")),
        ("stadtweit", "01", ("", "asked")),
        ("unbekannt", "01", ("01", "facility")),
        ("", "01", ("01", "facility")),
        ("unbekannt", "", ("", "citywide")),
        ("", "", ("", "citywide")),
    ],
)
def test_area_is_the_asked_one_else_the_facilitys_else_the_city(
    asked: str, facility: str, expected: tuple[str, str]
) -> None:
    (draft,) = drafts({"wo": asked, "was": "Text"} if asked else {"was": "Text"}, facility)
    assert (draft.area, draft.area_reason) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(["familien"], "familien"), (["familien", "senioren"], ""), ("familien", "familien")],
)
def test_a_single_target_group_is_kept(answer: object, expected: str) -> None:
    (draft,) = drafts({"wer": answer, "was": "Text"})
    assert draft.target_group == expected


def test_empty_texts_are_no_statements() -> None:
    assert drafts({"was": "  ", "mehr": " Text "}) == [
        StatementDraft(item="mehr", text="Text", facility="f")
    ]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ({"zitat": "mit_namen"}, "with_name"),
        ({"zitat": "ohne_namen"}, "without_name"),
        ({"zitat": "nicht"}, "none"),
        ({}, ""),
    ],
)
def test_permission_to_quote(answer: dict[str, str], expected: str) -> None:
    assert statements.quoting(QUESTIONNAIRE, answer) == expected  # type: ignore[arg-type]


def test_without_the_question_there_is_no_permission() -> None:
    asked = msgspec.structs.replace(QUESTIONNAIRE, pages=(PAGE,))
    assert statements.quoting(asked, {"zitat": "mit_namen"}) == ""
    other = Item(code="zitat", kind="single", choices=(choice("mit_namen"), choice("ja")))
    asked = msgspec.structs.replace(QUESTIONNAIRE, pages=(Page(code="p", items=(other,)),))
    assert statements.quoting(asked, {"zitat": "mit_namen"}) == ""


def test_texts_that_differ_in_spelling_only_are_the_same() -> None:
    assert statements.text_hash("Ärzte  fehlen.\n") == statements.text_hash("A\u0308rzte fehlen.")
    assert statements.text_hash("Ärzte fehlen") != statements.text_hash("Ärzte fehlen.")
