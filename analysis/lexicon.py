"""Words and expressions that point to a code: content that ships with a codebook.

One YAML file per language. `sure`: where it occurs the code is mostly right; `hint`: it points to
the code but is ambiguous. Pattern: `wbs` the whole word or its base form, `miet*` beginning,
`*sperre` end, `*schulden*` anywhere; `zwei wörter` follow each other; `schlaf* + couch` both stand
in the same unit. German patterns are looked for in every text, for people mix in German words; the
others in texts of their language only ("hat", "war" are words of several).
"""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path

import msgspec
import yaml

from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of

# The loader in C, where PyYAML has it, is ten times as fast; both are the safe one.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LANGUAGES = ("de", "tr", "uk", "ru", "ar", "en", "pl")


class LexiconUnreadable(ValueError):
    """The file is no lexicon; the message is a German sentence."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Patterns of one label in one language."""

    language: str = "de"
    sure: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()


Entries = dict[str, tuple[Entry, ...]]


class Lexicon(msgspec.Struct, frozen=True, kw_only=True):
    """Label -> an entry per language, for the codes and for the statement types."""

    codes: Entries = {}
    types: Entries = {}


class _Patterns(msgspec.Struct, frozen=True, kw_only=True):
    sure: tuple[str, ...] = ()
    hint: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, kw_only=True):
    codebook: str
    version: int
    language: str
    codes: dict[str, _Patterns] = {}
    types: dict[str, _Patterns] = {}


def read(source: Path | bytes) -> Lexicon:
    """One language's lexicon. Raises LexiconUnreadable with a German sentence."""
    try:
        content = source if isinstance(source, bytes) else source.read_bytes()
        file = msgspec.convert(yaml.load(content, Loader=LOADER), _File)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError, msgspec.ValidationError) as error:
        raise LexiconUnreadable(
            f"Das Wörterbuch lässt sich nicht lesen ({error}). Nötig ist eine YAML-Datei mit"
            " codebook, version, language und codes; je Code stehen unter sure und hint Listen"
            " von Wörtern und Wendungen."
        ) from error
    return Lexicon(codes=_entries(file.codes, file), types=_entries(file.types, file))


def _entries(found: Mapping[str, _Patterns], file: _File) -> Entries:
    return {
        label: (Entry(language=file.language, sure=one.sure, hint=one.hint),)
        for label, one in found.items()
    }


def merged(lexicons: Iterable[Lexicon]) -> Lexicon:
    """All languages in one."""
    codes: Entries = {}
    types: Entries = {}
    for lexicon in lexicons:
        for target, found in ((codes, lexicon.codes), (types, lexicon.types)):
            for label, entries in found.items():
                target[label] = (*target.get(label, ()), *entries)
    return Lexicon(codes=codes, types=types)


def limited(lexicon: Lexicon, *, codes: Collection[str], types: Collection[str]) -> Lexicon:
    """The entries of these labels only."""
    return Lexicon(
        codes={label: found for label, found in lexicon.codes.items() if label in codes},
        types={label: found for label, found in lexicon.types.items() if label in types},
    )


def shipped(codebook: Codebook) -> Lexicon:
    """The shipped lexicon in all languages, as far as its labels are the codebook's."""
    return limited(
        _whole(),
        codes={code.id for code in codes_of(codebook)},
        types={kind.id for kind in codebook.types},
    )


@lru_cache(maxsize=1)
def _whole() -> Lexicon:
    folder = resources.files("analysis").joinpath("codebooks")
    return merged(
        read(folder.joinpath(f"sozialplanung.lexicon.{language}.yaml").read_bytes())
        for language in LANGUAGES
    )
