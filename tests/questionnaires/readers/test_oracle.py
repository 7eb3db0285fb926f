"""Our reader against pyxform: the same questions in the same groups."""

from pathlib import Path

import pytest

from questionnaires import questionnaire
from questionnaires.readers import oracle, xlsform
from questionnaires.readers.oracle import Element, Structure

FORMS = Path(__file__).parents[2] / "data" / "xlsform"
LIBRARY = Path(__file__).parents[3] / "questionnaires" / "library"
READ = [
    LIBRARY / "beteiligung_im_quartier.xlsx",
    LIBRARY / "traegerabfrage.xlsx",
    *(FORMS / f"{name}.xlsx" for name in ("mitwirken_umfrage", "field-list", "text_and_integer")),
]
KINDS = {
    "select one": {"single", "scale", "area"},
    "select all that apply": {"multiple"},
    "text": {"text", "long_text"},
    "integer": {"integer"},
    "note": {"note"},
}


def test_workbook_that_pyxform_refuses() -> None:
    refused = oracle.structure((FORMS.parent / "xlsform" / "README.md").read_bytes())
    assert refused.elements == ()
    assert refused.refusal


def test_structure() -> None:
    assert oracle.structure((FORMS / "group.xlsx").read_bytes()) == Structure(
        name="data",
        elements=(
            Element(name="family_name", type="text"),
            Element(name="father", type="group"),
            Element(name="phone_number", type="phone number", inside=("father",)),
            Element(name="age", type="integer", inside=("father",)),
        ),
    )


@pytest.mark.parametrize("path", READ, ids=lambda path: path.stem)
def test_our_reader_and_pyxform_see_the_same_form(path: Path) -> None:
    read = xlsform.read(path).questionnaire
    assert read is not None
    theirs = oracle.structure(path.read_bytes())
    assert theirs.refusal == ""
    questions = [element for element in theirs.elements if element.type in KINDS]
    ours = list(questionnaire.items(read))
    assert [item.code for item in ours] == [element.name for element in questions]
    assert [item.relevant.strip() for item in ours] == [e.relevant.strip() for e in questions]
    for item, element in zip(ours, questions, strict=True):
        assert item.kind in KINDS[element.type], item.code
    field_lists = {e.name for e in theirs.elements if e.appearance == "field-list"}
    expected = [
        element.name
        for element in theirs.elements
        if element.name in field_lists
        or (element in questions and not field_lists & {*element.inside})
    ]
    assert [page.code for page in read.pages] == expected
    rosters = {page.code for page in read.pages if page.roster}
    repeats = {e.name for e in theirs.elements if e.type == "repeat"}
    assert rosters == {
        e.name for e in theirs.elements if e.type == "group" and repeats & {*e.inside}
    }
