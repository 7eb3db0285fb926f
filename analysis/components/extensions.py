"""What the components write on a Doc: plain offsets and structs, nothing that holds the Doc."""

from spacy.tokens import Doc

ATTRIBUTES = (
    "original",
    "given_segments",
    "given_language",
    "normalised",
    "language",
    "language_sure",
    "cues",
    "segments",
    "codings",
    "places",
    "personal_data",
)


def register() -> None:
    for name in ATTRIBUTES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)


def text(doc: Doc) -> str:
    """The statement's text. doc.text puts it together from the tokens again at every call."""
    return doc.text if doc._.original is None else str(doc._.original)
