"""What changed between two versions of a questionnaire, item by item, by the item's stable code.

An item is comparable when nothing that a respondent reads or chooses has changed. Everything else
is named, and a person may decide otherwise.
"""

from collections.abc import Iterator
from enum import StrEnum

import msgspec

from questionnaires.questionnaire import Choice, Item, Page, Questionnaire, text


class Change(StrEnum):
    """The gravest change of an item; the order is that of gravity."""

    IDENTICAL = "identical"
    REWORDED = "reworded"
    CHOICES_CHANGED = "choices_changed"
    TYPE_CHANGED = "type_changed"
    NEW = "new"
    DROPPED = "dropped"


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """An item where it stands. ``roster``: asked once per facility."""

    item: Item
    page: Page

    @property
    def roster(self) -> bool:
        """Whether it is asked once per facility."""
        return bool(self.page.roster)


class ItemComparison(msgspec.Struct, frozen=True, kw_only=True):
    """One item in both versions. ``details``: every change in a German sentence."""

    code: str
    change: Change
    earlier: Place | None
    later: Place | None
    details: tuple[str, ...] = ()


def compare(earlier: Questionnaire, later: Questionnaire) -> tuple[ItemComparison, ...]:
    """All items in the later version's order, then those that are gone. Notes are no items."""
    before, after = _places(earlier), _places(later)
    found = [_compared(code, before.get(code), place) for code, place in after.items()]
    gone = [
        ItemComparison(code=code, change=Change.DROPPED, earlier=place, later=None)
        for code, place in before.items()
        if code not in after
    ]
    return (*found, *gone)


def _places(questionnaire: Questionnaire) -> dict[str, Place]:
    return {
        item.code: Place(item=item, page=page)
        for page in questionnaire.pages
        for item in page.items
        if item.kind != "note"
    }


def _compared(code: str, before: Place | None, after: Place) -> ItemComparison:
    if before is None:
        return ItemComparison(code=code, change=Change.NEW, earlier=None, later=after)
    changes = [*_type(before, after), *_choices(before.item, after.item), *_words(before, after)]
    gravest = max((change for change, _ in changes), default=Change.IDENTICAL, key=_gravity)
    return ItemComparison(
        code=code,
        change=gravest,
        earlier=before,
        later=after,
        details=tuple(sentence for _, sentence in changes),
    )


def _gravity(change: Change) -> int:
    return list(Change).index(change)


Found = Iterator[tuple[Change, str]]


def _type(before: Place, after: Place) -> Found:
    if before.item.kind != after.item.kind:
        kinds = f"vorher {KINDS[before.item.kind]}, jetzt {KINDS[after.item.kind]}"
        yield Change.TYPE_CHANGED, f"Die Art der Frage ist eine andere: {kinds}."
    if before.roster != after.roster:
        units = ("je Einrichtung", "für die ganze Organisation")
        yield (
            Change.TYPE_CHANGED,
            f"Gefragt wird jetzt {units[not after.roster]}, vorher {units[not before.roster]}.",
        )


def _choices(before: Item, after: Item) -> Found:
    old, new = _labels(before.choices), _labels(after.choices)
    for value in (value for value in new if value not in old):
        yield Change.CHOICES_CHANGED, f"Neue Antwort: „{new[value]}“."
    for value in (value for value in old if value not in new):
        yield Change.CHOICES_CHANGED, f"Die Antwort „{old[value]}“ gibt es nicht mehr."
    for value in (value for value in old if value in new):
        if _plain(old[value]) != _plain(new[value]):
            yield (
                Change.CHOICES_CHANGED,
                f"Die Antwort „{old[value]}“ heißt jetzt „{new[value]}“.",
            )
    kept = [value for value in old if value in new]
    if kept != [value for value in new if value in old]:
        yield Change.REWORDED, "Die Antworten stehen in anderer Reihenfolge."


def _labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {choice.value: text(choice.label, "de") for choice in choices}


def _words(before: Place, after: Place) -> Found:
    old, new = before.item, after.item
    for what, one, other in (
        ("Der Wortlaut ist ein anderer.", old.label, new.label),
        ("Der Hinweis ist ein anderer.", old.hint, new.hint),
        ("Die Begriffserklärung ist eine andere.", old.guidance, new.guidance),
    ):
        if _plain(text(one, "de")) != _plain(text(other, "de")):
            yield Change.REWORDED, what
    if (old.relevant, before.page.relevant) != (new.relevant, after.page.relevant):
        yield Change.REWORDED, "Die Bedingung, unter der gefragt wird, ist eine andere."
    if old.required != new.required:
        yield (
            Change.REWORDED,
            (
                "Die Frage ist jetzt eine Pflichtfrage."
                if new.required
                else "Die Frage ist keine Pflichtfrage mehr."
            ),
        )


def _plain(words: str) -> str:
    """Spaces and the kind of quotation marks change no meaning."""
    return " ".join(words.translate(QUOTES).split())


QUOTES = str.maketrans({"„": '"', "“": '"', "”": '"', "’": "'", "\xa0": " "})
KINDS = {
    "text": "kurzer Text",
    "long_text": "freier Text",
    "integer": "ganze Zahl",
    "decimal": "Zahl",
    "date": "Datum",
    "single": "eine Antwort",
    "multiple": "mehrere Antworten",
    "scale": "Skala",
    "area": "Gebiet",
    "acknowledge": "Bestätigung",
}
