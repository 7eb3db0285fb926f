"""What fits no code, with its text."""

from analysis.coded_lines import SpanCodes, StatementCodes
from analysis.suggestions import StatementText
from analysis.uncoded import Uncoded, segments

TEXT = "Der Hund braucht Auslauf. Die Miete steigt. Danke schön!"


def test_segments_without_code_and_long_enough() -> None:
    spans = (
        SpanCodes(start=0, end=26, codes=frozenset()),
        SpanCodes(start=26, end=44, codes=frozenset({"wohnen"})),
        SpanCodes(start=44, end=56, codes=frozenset()),
    )
    coding = StatementCodes(id="1", codes=frozenset({"wohnen"}), spans=spans)
    statements = [StatementText(id="1", text=TEXT), StatementText(id="nicht kodiert", text=TEXT)]
    assert segments(statements, [coding]) == (
        Uncoded(statement="1", start=0, end=26, text="Der Hund braucht Auslauf."),
    )


def test_whole_statements() -> None:
    codings = [
        StatementCodes(id="1", codes=frozenset(), spans=None),
        StatementCodes(id="2", codes=frozenset({"wohnen"}), spans=None),
    ]
    statements = [StatementText(id=name, text=TEXT) for name in "12"]
    assert segments(statements, codings) == (
        Uncoded(statement="1", start=0, end=len(TEXT), text=TEXT),
    )
