"""What every coder version offers, and how a stored one is loaded."""

import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Protocol

import msgspec

from analysis.suggestions import Suggestion

FOLD = re.compile(r"fold(\d+)of(\d+)")
"""Fingerprint of a coder that was trained without one part of the labelled statements."""


class ModelUnreadable(ValueError):
    """The directory holds no model this version can use; the message is a German sentence."""


class Unit(msgspec.Struct, frozen=True):
    """A part of a statement to code; the whole statement is its context. language: "" = look."""

    text: str
    start: int
    end: int
    language: str = ""


class UnitCoding(msgspec.Struct, frozen=True):
    """What a coder says about one unit: codes by falling confidence, types in codebook order."""

    codes: tuple[Suggestion, ...]
    types: tuple[str, ...]


class Coder(Protocol):
    """A trained coder. `id` names version and model and is stored with every coding."""

    @property
    def id(self) -> str: ...

    @property
    def codes(self) -> tuple[str, ...]: ...

    def code(self, units: Sequence[Unit], *, top: int = 0) -> list[UnitCoding]:
        """Per unit: the proposed codes and at least the `top` best, and its statement types."""
        ...


def in_words(coder_id: str) -> str:
    """A coder's id for people: Maschine (themes-1, Faltung 4 von 5)."""
    version, _, model = coder_id.partition(":")
    fold = FOLD.fullmatch(model)
    if fold:
        return f"Maschine ({version}, Faltung {fold[1]} von {fold[2]})"
    if not model or " " in model:
        # A run of several coders says in words which they were.
        return f"Maschine ({coder_id})"
    return f"Maschine ({version}, Modell {model})"


def load_coder(directory: Path | None = None, *, encoder: bool = True) -> Coder:
    """Load a trained coder; None is the one that ships with the product.

    encoder: ask the sentence encoder where in doubt, if it is installed; without, the fast tier
    decides alone.
    """
    from analysis import encoders
    from analysis.coders import themes_2

    asked = encoders.load() if encoder else None
    if directory is not None:
        return themes_2.load(directory, encoder=asked)
    with resources.as_file(resources.files("analysis").joinpath("coders/sozialplanung")) as shipped:
        return themes_2.load(shipped, encoder=asked)
