"""The spaCy pipeline: from statement texts to coded statements, as a stream."""

from collections.abc import Iterable, Iterator
from itertools import islice

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coders.coder import Coder, ModelUnreadable
from analysis.components import areas as places
from analysis.components import (
    coding,
    cues,
    extensions,
    language,
    lemmas,
    normaliser,
    personal_data,
    segmenter,
    tokens,
)
from analysis.suggestions import CodedSegment, CodedStatement, StatementText
from questionnaires.areas import AreaTree

BATCH = 512
COMPONENTS = (
    normaliser.NAME,
    language.NAME,
    segmenter.NAME,
    lemmas.NAME,
    cues.NAME,
    places.NAME,
    personal_data.NAME,
    coding.NAME,
)


def build(*, codebook: Codebook, coder: Coder, areas: AreaTree | None) -> Language:
    """A pipeline on spacy.blank("de"); without areas no places are looked for.

    Raises ModelUnreadable where the coder knows codes that the codebook has not.
    """
    missing = sorted(set(coder.codes) - {code.id for code in codes_of(codebook)})
    if missing:
        raise ModelUnreadable(
            f"Das Modell vergibt Codes, die im Kategoriensystem „{codebook.id}“ fehlen"
            f" ({', '.join(missing[:3])}). Bitte geben Sie das Kategoriensystem an, für das es"
            " trainiert wurde, oder trainieren Sie mit „survey-service analysis train“ ein neues."
        )
    extensions.register()
    nlp = spacy.blank("de")
    for name in COMPONENTS:
        nlp.add_pipe(name)
    nlp.get_pipe(coding.NAME).coder = coder
    if areas is not None:
        nlp.get_pipe(places.NAME).finder = places.AreaFinder(areas)
    return nlp


def code_statements(
    nlp: Language, texts: Iterable[StatementText], *, unit: str = "segment", top: int = 0
) -> Iterator[CodedStatement]:
    """Code a stream of texts. unit: "segment" or "statement" (the whole text is one unit).

    top: at least so many codes per segment, proposed or not. Memory stays flat: what spaCy learns
    from a batch is forgotten after it.
    """
    if unit not in ("segment", "statement"):
        raise ValueError(f"unit: {unit}")
    nlp.get_pipe(coding.NAME).top = top
    waiting = iter(texts)
    while batch := list(islice(waiting, BATCH)):
        with nlp.memory_zone():
            docs = nlp.pipe(_documents(nlp, batch, unit), batch_size=BATCH)
            coded = [_coded(given, doc) for given, doc in zip(batch, docs, strict=True)]
        yield from coded


def _documents(nlp: Language, batch: list[StatementText], unit: str) -> Iterator[Doc]:
    for statement in batch:
        doc = tokens.tokenised(nlp.vocab, statement.text)
        doc._.original = statement.text
        doc._.given_language = statement.lang
        doc._.given_segments = statement.segments
        if unit == "statement":
            doc._.given_segments = ((0, len(statement.text)),) if statement.text else ()
        yield doc


def _coded(given: StatementText, doc: Doc) -> CodedStatement:
    return CodedStatement(
        id=given.id,
        segments=tuple(
            CodedSegment(start=start, end=end, codes=found.codes, types=found.types)
            for (start, end), found in zip(doc._.segments, doc._.codings, strict=True)
        ),
        places=doc._.places or (),
        personal_data=doc._.personal_data or (),
    )
