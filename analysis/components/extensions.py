"""What the components write on a Doc: plain offsets and structs, nothing that holds the Doc."""

from spacy.tokens import Doc

ATTRIBUTES = ("given_segments", "segments", "codings", "places", "personal_data")


def register() -> None:
    for name in ATTRIBUTES:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
