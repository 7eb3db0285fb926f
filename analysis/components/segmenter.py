"""Cuts a statement into segments, or takes the ones given with it."""

from spacy.language import Language
from spacy.tokens import Doc

from analysis import segments
from analysis.components.extensions import text

NAME = "survey_segmenter"


class SegmenterComponent:
    """Writes segment offsets to doc._.segments."""

    def __call__(self, doc: Doc) -> Doc:
        given = doc._.given_segments
        doc._.segments = tuple(segments.find(text(doc))) if given is None else given
        return doc


def create(nlp: Language, name: str) -> SegmenterComponent:  # noqa: ARG001
    return SegmenterComponent()


Language.factory(NAME, func=create)
