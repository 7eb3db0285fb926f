"""A return in words: the organisation's pages, then facility by facility."""

import msgspec

from exports.pdf import ReceiptAnswer, ReceiptSection
from exports.receipt_sections import Part, sections
from questionnaires.questionnaire import Choice, Item, Page, Questionnaire

QUESTIONNAIRE = Questionnaire(
    key="probe",
    version=1,
    title={"de": "Probe"},
    languages=("de",),
    default_language="de",
    pages=(
        Page(
            code="a",
            title={"de": "Träger"},
            items=(
                Item(code="A0", kind="note", label={"de": "Willkommen"}),
                Item(
                    code="A1",
                    kind="single",
                    label={"de": "Nachfrage?"},
                    choices=(Choice(value="m", label={"de": "mehr"}),),
                ),
                Item(code="A2", kind="area", label={"de": "Gebiet?"}, role="area"),
                Item(code="A3", kind="text", label={"de": "Warum?"}),
                Item(code="A4", kind="text", label={"de": "Nur wenn ja?"}),
            ),
        ),
        Page(code="n", title={"de": "Hinweis"}, items=(Item(code="N", kind="note"),)),
        Page(
            code="f",
            title={"de": "Wartezeit"},
            roster="facilities",
            items=(Item(code="F1", kind="decimal", label={"de": "Wochen?"}),),
        ),
    ),
)


def test_sections_of_a_return() -> None:
    found = sections(
        QUESTIONNAIRE,
        organisation=Part(
            name="Caritas", answers={"A1": "m", "A2": "101"}, skipped=frozenset({"A4"})
        ),
        facilities=(
            Part(name="Kita Sonne", answers={"F1": 2.5}),
            Part(name="Tafel", answers={}),
        ),
        areas=(Choice(value="101", label={"de": "Innenstadt"}),),
    )

    assert found == (
        ReceiptSection(
            title="Träger",
            answers=(
                ReceiptAnswer(question="Nachfrage?", lines=("mehr",)),
                ReceiptAnswer(question="Gebiet?", lines=("Innenstadt",)),
                ReceiptAnswer(question="Warum?", lines=()),
            ),
        ),
        ReceiptSection(
            title="Wartezeit",
            facility="Kita Sonne",
            answers=(ReceiptAnswer(question="Wochen?", lines=("2,5",)),),
        ),
        ReceiptSection(
            title="Wartezeit",
            facility="Tafel",
            answers=(ReceiptAnswer(question="Wochen?", lines=()),),
        ),
    )


def test_contradiction_is_shown_by_labels() -> None:
    """What was ticked, not the codes behind it; what was typed stays as it was typed."""
    item = Item(
        code="A1",
        kind="multiple",
        label={"de": "Was fehlt?"},
        choices=(
            Choice(value="keine", label={"de": "Nichts davon"}),
            Choice(value="geld", label={"de": "Geld"}),
        ),
    )
    number = Item(code="A2", kind="integer", label={"de": "Wie viele?"})
    page = Page(code="a", title={"de": "Lage"}, items=(item, number))
    found = sections(
        msgspec.structs.replace(QUESTIONNAIRE, pages=(page,)),
        organisation=Part(
            name="Caritas",
            answers={},
            unreadable={"A1": ["keine", "geld"], "A2": ["zwei"]},
        ),
        facilities=(),
    )
    assert [answer.lines for answer in found[0].answers] == [
        ("Nichts davon", "Geld", "(so eingegeben, nicht auswertbar)"),
        ("zwei", "(so eingegeben, nicht auswertbar)"),
    ]
