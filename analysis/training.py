"""Training the coder: from a codebook and labelled statements to a stored model.

The same input and seed give the same model. Nothing is tuned on what is measured: thresholds
and calibration come from folds inside the training statements.
"""

from collections.abc import Callable, Sequence
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np

from analysis import labelled as labels_of
from analysis.codebook import Codebook
from analysis.codebook import codes as codes_of
from analysis.coders import lexicon, themes_1
from analysis.coders.coder import Coder, Unit, UnitCoding
from analysis.coders.fitting import Examples, fit
from analysis.coders.lexicon import Lexicon, Patterns
from analysis.coders.scoring import Scorer, Sheet, Weights
from analysis.coders.sheets import lay_out
from analysis.coders.storage import Header, Labels
from analysis.coders.themes_1 import Themes1
from analysis.coders.vectors import Vectoriser, learn_vectoriser, word_spans
from analysis.labelled import LabelledStatement

# How loud the whole statement is beside the unit: themes are told by the context, types are not.
CODE_CONTEXT, TYPE_CONTEXT = 0.6, 0.1
Progress = Callable[[int, int], None]


def _unseen(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


class NothingToLearn(ValueError):
    """The labelled statements do not fit the codebook; the message is a German sentence."""


class Learned(msgspec.Struct, frozen=True, kw_only=True):
    """What training learned, ready to store or to use."""

    header: Header
    vectoriser: Vectoriser
    codes: Weights
    types: Weights | None


def learn(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    seed: int = 0,
    words: Lexicon | None = None,
    progress: Progress = _unseen,
) -> Learned:
    """Train on labelled statements. words: None takes the shipped lexicon if it fits."""
    names = tuple(code.id for code in codes_of(codebook))
    kinds = tuple(kind.id for kind in codebook.types)
    _check(labelled, names=names, kinds=kinds)
    words = shipped_lexicon(codebook) if words is None else words
    units, codes, types, groups = _units(labelled)
    sheet = lay_out(units)
    extra, extra_codes = _codebook_texts(codebook)
    vectoriser = learn_vectoriser(
        [[word.key for word in unit] for unit in [*sheet.words, *extra.words]]
    )
    rounds = 2 if any(types) else 1
    code_weights = fit(
        Examples(sheet=sheet, groups=groups, extra=extra),
        vectoriser=vectoriser,
        patterns=Patterns(words.codes, names),
        targets=_targets(codes, names),
        extra_targets=_targets(extra_codes, names),
        labels=names,
        context=CODE_CONTEXT,
        seed=seed,
        progress=lambda done, of: progress(done, of * rounds),
    )
    type_weights = None
    if any(types):
        type_weights = fit(
            Examples(sheet=sheet, groups=groups, extra=lay_out([])),
            vectoriser=vectoriser,
            patterns=Patterns(words.types, kinds),
            targets=_targets(types, kinds),
            extra_targets=np.zeros((0, len(kinds)), dtype=np.float32),
            labels=kinds,
            context=TYPE_CONTEXT,
            seed=seed,
            progress=lambda done, of: progress(of + done, of * rounds),
        )
    header = _header(labelled, codebook, seed, code_weights, type_weights, words, vectoriser)
    return Learned(header=header, vectoriser=vectoriser, codes=code_weights, types=type_weights)


def _header(
    labelled: Sequence[LabelledStatement],
    codebook: Codebook,
    seed: int,
    codes: Weights,
    types: Weights | None,
    words: Lexicon,
    vectoriser: Vectoriser,
) -> Header:
    return Header(
        version=themes_1.VERSION,
        codebook=codebook.id,
        codebook_version=codebook.version,
        split=any(len(labels_of.parts(statement)) > 1 for statement in labelled),
        seed=seed,
        trained_on=len(labelled),
        codes=_stored(codes, words.codes),
        types=None if types is None else _stored(types, words.types),
        features=vectoriser.features,
    )


def train(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    directory: Path,
    seed: int = 0,
    progress: Progress = _unseen,
) -> Coder:
    """Train, store in `directory`, and return the coder as it is read back from there."""
    learned = learn(labelled, codebook=codebook, seed=seed, progress=progress)
    themes_1.store(
        directory,
        learned.header,
        idf=learned.vectoriser.idf,
        codes=learned.codes,
        types=learned.types,
    )
    return themes_1.load(directory)


def fold_of(labelled: Sequence[LabelledStatement], *, folds: int, seed: int) -> tuple[int, ...]:
    """Per statement the fold it is held out in; equal sizes, drawn by seed."""
    order = np.random.default_rng(seed).permutation(len(labelled))
    fold = np.empty(len(labelled), dtype=int)
    fold[order] = np.arange(len(labelled)) % folds
    return tuple(int(number) for number in fold)


def fold_models(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    words: Lexicon | None = None,
) -> tuple[Coder, ...]:
    """One coder per fold, trained on the statements outside it (see fold_of)."""
    fold = fold_of(labelled, folds=folds, seed=seed)
    coders: list[Coder] = []
    for held_out in range(folds):
        seen = [
            statement
            for statement, number in zip(labelled, fold, strict=True)
            if number != held_out
        ]
        learned = learn(seen, codebook=codebook, seed=seed, words=words)
        coders.append(as_coder(learned, fingerprint=f"fold{held_out + 1}of{folds}"))
    return tuple(coders)


def code_unseen(
    index: int,
    units: Sequence[Unit],
    *,
    coders: Sequence[Coder],
    fold: Sequence[int],
    top: int = 0,
) -> list[UnitCoding]:
    """Code parts of labelled statement `index` with the coder that never saw it."""
    return coders[fold[index]].code(units, top=top)


def as_coder(learned: Learned, *, fingerprint: str) -> Themes1:
    """Use what was learned without storing it."""
    header, types = learned.header, None
    if learned.types is not None and header.types is not None:
        types = Scorer(learned.types, Patterns(header.types.lexicon, header.types.labels))
    return Themes1(
        vectoriser=learned.vectoriser,
        codes=Scorer(learned.codes, Patterns(header.codes.lexicon, header.codes.labels)),
        types=types,
        header=header,
        fingerprint=fingerprint,
    )


def shipped_lexicon(codebook: Codebook) -> Lexicon:
    """The shipped lexicon, as far as its labels are the codebook's."""
    content = resources.files("analysis").joinpath("codebooks/sozialplanung.lexicon.yaml")
    words = lexicon.read(content.read_bytes())
    names = {code.id for code in codes_of(codebook)}
    kinds = {kind.id for kind in codebook.types}
    return Lexicon(
        codes={label: found for label, found in words.codes.items() if label in names},
        types={label: found for label, found in words.types.items() if label in kinds},
    )


def _check(
    labelled: Sequence[LabelledStatement], *, names: Sequence[str], kinds: Sequence[str]
) -> None:
    if len(labelled) < 2:
        raise NothingToLearn(
            "Zum Lernen sind mindestens zwei kodierte Aussagen nötig;"
            f" gefunden wurden {len(labelled)}."
        )
    for statement in labelled:
        for part in labels_of.parts(statement):
            for label, allowed, what in (
                *((code, names, "Code") for code in part.codes),
                *((kind, kinds, "Aussagetyp") for kind in part.types),
            ):
                if label not in allowed:
                    raise NothingToLearn(
                        f"Aussage {statement.id}: Der {what} „{label}“ steht nicht im"
                        " Kategoriensystem. Bitte berichtigen Sie die Aussage oder geben Sie das"
                        " passende Kategoriensystem an."
                    )


def _units(
    labelled: Sequence[LabelledStatement],
) -> tuple[list[Unit], list[tuple[str, ...]], list[tuple[str, ...]], np.ndarray]:
    units: list[Unit] = []
    codes: list[tuple[str, ...]] = []
    types: list[tuple[str, ...]] = []
    groups: list[int] = []
    for number, statement in enumerate(labelled):
        for part in labels_of.parts(statement):
            units.append(Unit(statement.text, part.start, part.end))
            codes.append(part.codes)
            types.append(part.types)
            groups.append(number)
    return units, codes, types, np.array(groups)


def _codebook_texts(codebook: Codebook) -> tuple[Sheet, list[tuple[str, ...]]]:
    texts = [
        (text, (code.id,))
        for code in codes_of(codebook)
        for text in (code.label, code.definition, code.include, code.anchor)
        if text and word_spans(text)
    ]
    return lay_out([Unit(text, 0, len(text)) for text, _ in texts]), [code for _, code in texts]


def _targets(found: Sequence[Sequence[str]], labels: Sequence[str]) -> np.ndarray:
    column = {label: index for index, label in enumerate(labels)}
    targets = np.zeros((len(found), len(labels)), dtype=np.float32)
    for row, names in enumerate(found):
        targets[row, [column[name] for name in names]] = 1
    return targets


def _stored(weights: Weights, patterns: dict[str, tuple[str, ...]]) -> Labels:
    return Labels(
        labels=weights.labels,
        exclusive=weights.exclusive,
        context=weights.context,
        lexicon=patterns,
    )
