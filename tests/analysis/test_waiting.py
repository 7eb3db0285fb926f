"""From coded statements to the next segments, with their text and the reason."""

from analysis.codebook import Category, Code, Codebook
from analysis.coded_lines import SpanCodes, StatementCodes
from analysis.suggestions import StatementText
from analysis.waiting import Waiting, next_segments

CODEBOOK = Codebook(
    id="probe",
    version=1,
    title="Probe",
    categories=(
        Category(
            id="k",
            label="K",
            codes=(Code(id="kita", label="Kita"), Code(id="bus", label="Bus")),
        ),
    ),
)
TEXTS = {
    "1": "Kitaplätze fehlen überall.",
    "2": "Kitaplätze fehlen im Norden.",
    "3": "Der Bus kommt zu spät. Die Kirchenglocken läuten.",
}
STATEMENTS = [StatementText(id=name, text=text) for name, text in TEXTS.items()]


def span(start: int, end: int, **confidences: float) -> SpanCodes:
    return SpanCodes(
        start=start, end=end, codes=frozenset(), confidences=tuple(confidences.items())
    )


CODINGS = [
    StatementCodes(id="1", codes=frozenset(), spans=(span(0, 26, kita=0.97),)),
    StatementCodes(id="2", codes=frozenset(), spans=(span(0, 28, kita=0.96),)),
    StatementCodes(
        id="3", codes=frozenset(), spans=(span(0, 23, bus=0.5), span(23, 49, kita=0.1, bus=0.1))
    ),
    StatementCodes(id="fremd", codes=frozenset(), spans=(span(0, 5, bus=0.5),)),
]


def test_doubt_first_and_nothing_reviewed() -> None:
    found = next_segments(STATEMENTS, CODINGS, reviewed={"1"}, codebook=CODEBOOK, number=9)
    assert found[0] == Waiting(
        id="3", start=0, end=23, text="Der Bus kommt zu spät.",
        reason="noch nie etwas Ähnliches gesehen", sample="chosen",
    )  # fmt: skip
    assert {(one.id, one.start): one.reason for one in found[1:]} == {
        ("2", 0): "„Kita“ ist wahrscheinlich; steht für viele ähnliche Sinneinheiten",
        ("3", 23): "kein Thema passt: vielleicht ein neues",
    }


def test_nothing_coded_or_everything_reviewed() -> None:
    assert next_segments(STATEMENTS, [], reviewed=(), codebook=CODEBOOK, number=3) == ()
    everything = TEXTS.keys()
    assert (
        next_segments(STATEMENTS, CODINGS, reviewed=everything, codebook=CODEBOOK, number=3) == ()
    )
