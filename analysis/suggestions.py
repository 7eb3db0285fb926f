"""What goes into and comes out of coding. No spaCy here: the web process imports this."""

import msgspec

Span = tuple[int, int]


class StatementText(msgspec.Struct, frozen=True, kw_only=True):
    """One free text to code. Offsets are code points, end exclusive.

    segments: None = find them; a given one may be empty ("no segment").
    """

    id: str
    text: str
    lang: str = ""
    area: str = ""
    source: str = ""
    segments: tuple[Span, ...] | None = None


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """One code for one segment. confidence 0..1; proposed: above the code's own threshold.

    sure: proposed so confidently that nine of ten such were right when the coder was trained.
    """

    code: str
    confidence: float
    proposed: bool
    evidence: tuple[Span, ...]
    sure: bool = False


class CodedSegment(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    codes: tuple[Suggestion, ...]
    types: tuple[str, ...]


class Place(msgspec.Struct, frozen=True, kw_only=True):
    start: int
    end: int
    area: str


class PersonalData(msgspec.Struct, frozen=True, kw_only=True):
    """kind: person, phone, email, address, birthdate, iban, case_number, tax_id, pension_number,
    plate.
    """

    start: int
    end: int
    kind: str


class CodedStatement(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    segments: tuple[CodedSegment, ...]
    places: tuple[Place, ...]
    personal_data: tuple[PersonalData, ...]
