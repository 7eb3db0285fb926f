"""Personal data in a text. A help for the human who releases a quote, never a promise."""

import re

from spacy.language import Language
from spacy.tokens import Doc

from analysis.components import addresses, identifiers, numbers, persons
from analysis.components.extensions import text
from analysis.suggestions import PersonalData
from analysis.text import fold

NAME = "survey_personal_data"

Found = tuple[int, int, str]
# Where two kinds claim the same characters, the earlier in this list holds.
KINDS = (
    "email",
    "iban",
    "birthdate",
    "tax_id",
    "pension_number",
    "plate",
    "case_number",
    "address",
    "phone",
    "person",
)
IN_DIGITS = (
    numbers.ibans,
    numbers.birthdates,
    identifiers.tax_ids,
    identifiers.pension_numbers,
    identifiers.plates,
    numbers.file_numbers,
    addresses.addresses,
    numbers.phones,
)
DIGIT = re.compile(r"\d")


def find(text: str) -> tuple[PersonalData, ...]:
    """Everything that looks personal, in order, without overlaps; offsets in the given text."""
    folded = fold(text)
    return tuple(
        PersonalData(start=start, end=end, kind=kind)
        for start, end, kind in (
            (*folded.span(start, end), kind)
            for start, end, kind in _apart(_candidates(folded.text))
        )
    )


def _candidates(text: str) -> list[Found]:
    found: list[Found] = list(numbers.emails(text))
    if DIGIT.search(text):
        for look in IN_DIGITS:
            found.extend(look(text))
    elif "null" in text:
        found.extend(numbers.phones(text))
    contacts = [entry for entry in _apart(found) if entry[2] in ("email", "phone")]
    return [*found, *persons.persons(text, contacts)]


def _apart(candidates: list[Found]) -> list[Found]:
    """Without overlaps: the surer kind first, then the longer span."""
    order = sorted(
        candidates, key=lambda entry: (KINDS.index(entry[2]), entry[0] - entry[1], entry[0])
    )
    kept: list[Found] = []
    for start, end, kind in order:
        if all(end <= other[0] or start >= other[1] for other in kept):
            kept.append((start, end, kind))
    return sorted(kept)


class PersonalDataComponent:
    """Writes what is found to doc._.personal_data."""

    def __call__(self, doc: Doc) -> Doc:
        doc._.personal_data = find(text(doc))
        return doc


def create(nlp: Language, name: str) -> PersonalDataComponent:  # noqa: ARG001
    return PersonalDataComponent()


Language.factory(NAME, func=create)
