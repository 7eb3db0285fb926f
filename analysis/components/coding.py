"""Themes and statement types of the segments, many documents at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from analysis.coders.coder import Coder, Unit
from analysis.components.extensions import text

NAME = "survey_coding"


class CodingComponent:
    """Writes one UnitCoding per segment to doc._.codings."""

    def __init__(self) -> None:
        self.coder: Coder | None = None
        self.top = 0

    def __call__(self, doc: Doc) -> Doc:
        self._annotate([doc])
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 512) -> Iterator[Doc]:
        waiting = iter(stream)
        while batch := list(islice(waiting, batch_size)):
            self._annotate(batch)
            yield from batch

    def _annotate(self, docs: list[Doc]) -> None:
        if self.coder is None:
            return
        texts = [text(doc) for doc in docs]
        units = [
            Unit(text, start, end, doc._.language or "")
            for doc, text in zip(docs, texts, strict=True)
            for start, end in doc._.segments
        ]
        codings = iter(self.coder.code(units, top=self.top))
        for doc in docs:
            doc._.codings = tuple(islice(codings, len(doc._.segments)))


def create(nlp: Language, name: str) -> CodingComponent:  # noqa: ARG001
    return CodingComponent()


Language.factory(NAME, func=create)
