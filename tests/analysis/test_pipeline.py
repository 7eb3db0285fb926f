"""From statement texts to coded statements."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from spacy.language import Language

from analysis import pipeline
from analysis.codebook import Category, Code, Codebook, shipped
from analysis.coders.coder import ModelUnreadable, load_coder
from analysis.pipeline import build, code_statements
from analysis.suggestions import CodedStatement, PersonalData, Place, StatementText
from questionnaires.areas import Area, AreaTree

DATA = Path(__file__).parents[2] / "survey_service/demo/data/statements/dev.jsonl"


@pytest.fixture(scope="module")
def nlp() -> Language:
    norf = Area(code="205", name="Norf", level="bezirk")
    tree = AreaTree(municipality="Neuss", levels=("stadt", "bezirk"), areas=(norf,))
    return build(codebook=shipped(), coder=load_coder(), areas=tree)


def one(nlp: Language, text: str, **options: object) -> CodedStatement:
    unit, top = str(options.pop("unit", "segment")), int(str(options.pop("top", 0)))
    statement = StatementText(id="1", text=text, **options)  # type: ignore[arg-type]
    (coded,) = code_statements(nlp, [statement], unit=unit, top=top)
    return coded


def test_build_refuses_a_model_for_another_codebook() -> None:
    book = Codebook(
        id="rad",
        version=1,
        title="Rad",
        categories=(Category(id="a", label="A", codes=(Code(id="a.b", label="B"),)),),
    )
    with pytest.raises(ModelUnreadable, match="im Kategoriensystem „rad“ fehlen"):
        build(codebook=book, coder=load_coder(), areas=None)


def test_code_statements_refuses_another_unit(nlp: Language) -> None:
    with pytest.raises(ValueError, match="unit: word"):
        list(code_statements(nlp, [], unit="word"))


def test_code_statements_tells_everything(nlp: Language) -> None:
    text = "In Norf sind die Mieten zu hoch. Fragen Sie Frau Quandt, 0172 9925904!"
    coded = one(nlp, text)
    assert [(one.start, one.end) for one in coded.segments] == [(0, 33), (33, len(text))]
    first = coded.segments[0]
    assert [(code.code, code.proposed) for code in first.codes] == [("wohnen.bezahlbarkeit", True)]
    assert [text[start:end] for start, end in first.codes[0].evidence] == ["Mieten"]
    assert coded.places == (Place(start=3, end=7, area="205"),)
    assert coded.personal_data == (
        PersonalData(start=44, end=55, kind="person"),
        PersonalData(start=57, end=69, kind="phone"),
    )


def test_given_segments_are_coded_instead_of_found_ones(nlp: Language) -> None:
    text = "Die Miete steigt. Der Bus fehlt."
    coded = one(nlp, text, segments=((18, 32), (0, 5)), top=1)
    assert [(part.start, part.end) for part in coded.segments] == [(18, 32), (0, 5)]
    assert coded.segments[0].codes[0].code == "mobilitaet.oepnv"
    assert one(nlp, text, segments=()).segments == ()


def test_unit_statement_is_one_segment(nlp: Language) -> None:
    text = "Die Miete steigt. Der Bus fehlt."
    assert [(part.start, part.end) for part in one(nlp, text, unit="statement").segments] == [
        (0, len(text))
    ]
    assert one(nlp, "", unit="statement").segments == ()


def test_without_areas_no_places_are_looked_for() -> None:
    bare = build(codebook=shipped(), coder=load_coder(), areas=None)
    assert one(bare, "In Norf fehlt ein Arzt.").places == ()


def test_every_language_goes_through(nlp: Language) -> None:
    statements = [
        StatementText(id=line["id"], text=line["text"], lang=line["lang"])
        for line in map(json.loads, DATA.read_text(encoding="utf-8").splitlines())
    ]
    coded = list(code_statements(nlp, statements, top=1))
    assert [one.id for one in coded] == [one.id for one in statements]
    for given, found in zip(statements, coded, strict=True):
        pieces = [given.text[part.start : part.end] for part in found.segments]
        assert "".join(pieces) == given.text
        for part in found.segments:
            for code in part.codes:
                assert all(0 <= start < end <= len(given.text) for start, end in code.evidence)


@pytest.mark.parametrize(
    "text", ["😀" * 5000, "?!" * 3000, "a-" * 3000 + "@", "1. " * 2000, "A" * 6000, "0 " * 3000]
)
def test_hostile_texts_do_not_stall_the_worker(nlp: Language, text: str) -> None:
    begin = time.process_time()
    one(nlp, text)
    assert time.process_time() - begin < 3


def test_words_are_forgotten_after_a_batch(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 10)

    def fresh(start: int) -> Iterator[StatementText]:
        for number in range(start, start + 50):
            yield StatementText(id=f"{number}", text=f"Neuwort{number} steht hier.")

    list(code_statements(nlp, fresh(0)))
    before = len(nlp.vocab.strings)
    list(code_statements(nlp, fresh(1000)))
    assert len(nlp.vocab.strings) == before
    # Negative control: outside of the memory zone the same texts stay.
    list(nlp.tokenizer.pipe([statement.text for statement in fresh(1000)]))
    assert len(nlp.vocab.strings) > before
