"""What is written of a question, what changed, and how a proposal differs."""

import msgspec

from questionnaires.questionnaire import Choice, Item, Page, Questionnaire
from questionnaires.wording import Change, Part, Piece, changes, difference, label, page_of, wording

ITEM = Item(
    code="umfang",
    kind="single",
    label={"de": "Wie groß ist der Bedarf?"},
    guidance={"de": "Bedarf: was fehlt."},
    choices=(Choice(value="1", label={"de": "klein"}), Choice(value="2", label={"de": "groß"})),
)
PAGE = Page(code="lage", items=(ITEM,))
OLD = Questionnaire(
    key="k",
    version=1,
    title={"de": "T"},
    languages=("de",),
    default_language="de",
    pages=(PAGE,),
)


def with_item(item: Item) -> Questionnaire:
    return msgspec.structs.replace(OLD, pages=(msgspec.structs.replace(PAGE, items=(item,)),))


def test_wording_names_every_part_that_is_written() -> None:
    assert wording(OLD, "nirgends") == ()
    assert wording(OLD, "umfang") == (
        Part(name="Frage", text="Wie groß ist der Bedarf?"),
        Part(name="Erläuterung", text="Bedarf: was fehlt."),
        Part(name="Antworten", text="klein\ngroß"),
    )
    assert (label(OLD, "umfang"), label(OLD, "weg")) == ("Wie groß ist der Bedarf?", "")
    assert (page_of(OLD, "umfang"), page_of(OLD, "weg")) == (PAGE, None)


def test_changes_are_named_part_by_part() -> None:
    new = with_item(msgspec.structs.replace(ITEM, guidance={}, required=True))
    assert changes(wording(OLD, "umfang"), wording(OLD, "umfang")) == ()
    assert changes(wording(OLD, "umfang"), wording(new, "umfang")) == (
        Change(name="Erläuterung", before="Bedarf: was fehlt.", after=""),
        Change(name="Pflicht", before="", after="ja"),
    )


def test_a_difference_shows_words_and_loses_none() -> None:
    old, new = "Wie groß ist der Bedarf?", "Wie groß ist der Bedarf im Gebiet?"
    found = difference(old, new)
    assert found == (
        Piece(kind="same", text="Wie groß ist der Bedarf"),
        Piece(kind="added", text=" im Gebiet"),
        Piece(kind="same", text="?"),
    )
    assert "".join(piece.text for piece in found if piece.kind != "added") == old
    assert difference(old, old) == (Piece(kind="same", text=old),)
    assert difference("", "neu") == (Piece(kind="added", text="neu"),)
    long = "wort " * 2_000
    assert difference("kurz", long) == (
        Piece(kind="removed", text="kurz"),
        Piece(kind="added", text=long),
    )
