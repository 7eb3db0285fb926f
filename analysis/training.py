"""Training the coder: from a codebook, its lexicon and labelled statements to a stored model.

The same input and seed give the same model. Nothing is tuned on what is measured: calibration and
thresholds come from models that never saw the text they are judged on.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from analysis import encoders, lexicon
from analysis import labelled as labels_of
from analysis.codebook import Codebook, category_of
from analysis.codebook import codes as codes_of
from analysis.coders import cold_start, fitting, stored_heads, themes_2
from analysis.coders import reading as readings
from analysis.coders.coder import Coder, Unit
from analysis.coders.fitting import Examples
from analysis.coders.heads import Head, Learned
from analysis.coders.matching import Matcher
from analysis.coders.reading import Reading
from analysis.coders.storage import save
from analysis.coders.stored_heads import Header
from analysis.coders.themes_2 import Themes2
from analysis.coders.vectors import Vectoriser, learn_vectoriser, word_spans
from analysis.encoders import Encoder
from analysis.labelled import LabelledStatement
from analysis.lexicon import Lexicon

# How loud the whole statement is beside the unit: themes are told by the context, types are not.
CODE_CONTEXT, TYPE_CONTEXT = 0.6, 0.1
# More units than these are drawn from: the regression's time grows with their square and more.
MOST_UNITS = 5_000
Progress = Callable[[int, int], None]
STEPS = 3


def unwatched(_done: int, _total: int) -> None:
    """Nobody looks at the progress."""


class NothingToLearn(ValueError):
    """The labelled statements do not fit the codebook; the message is a German sentence."""


class Trained(msgspec.Struct, frozen=True, kw_only=True):
    """What training learned, ready to store or to use."""

    header: Header
    vectoriser: Vectoriser
    codes: Learned
    types: Learned | None
    arrays: dict[str, np.ndarray]


def learn(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    seed: int = 0,
    words: Lexicon | None = None,
    encoder: Encoder | None = None,
    progress: Progress = unwatched,
) -> Trained:
    """Train on labelled statements; on none at all for a cold start.

    words: None takes the shipped lexicon as far as its labels are the codebook's. encoder: None
    learns the fast tier only.
    """
    names = tuple(code.id for code in codes_of(codebook))
    kinds = tuple(kind.id for kind in codebook.types)
    _check(labelled, names=names, kinds=kinds)
    words = lexicon.shipped(codebook) if words is None else words
    chosen = _drawn(labelled, seed)
    units, codes, types, groups = _units(chosen)
    reading = readings.read(units)
    descriptions, described = _descriptions(codebook)
    vectoriser = learn_vectoriser(
        [[word.key for word in unit] for unit in [*reading.words, *descriptions.words]]
    )
    progress(1, STEPS)
    of_code = category_of(codebook)
    category = {name: number for number, name in enumerate(dict.fromkeys(of_code.values()))}
    code_head = _fit(
        Examples(
            reading=reading,
            groups=groups,
            targets=_targets(codes, names),
            descriptions=descriptions,
            described=described,
        ),
        vectoriser=vectoriser,
        matcher=Matcher(words.codes, names),
        category=np.array([category[of_code[name]] for name in names]),
        context=CODE_CONTEXT,
        encoder=encoder,
    )
    progress(2, STEPS)
    type_head = None
    if any(types) or (kinds and not labelled):
        type_head = _fit(
            Examples(
                reading=reading,
                groups=groups,
                targets=_targets(types, kinds),
                descriptions=readings.read([]),
                described=np.zeros(0, dtype=int),
            ),
            vectoriser=vectoriser,
            matcher=Matcher(words.types, kinds),
            category=np.arange(len(kinds)),
            context=TYPE_CONTEXT,
            encoder=None,
        )
    progress(3, STEPS)
    return _trained(labelled, codebook, seed, vectoriser, words, code_head, type_head)


def _fit(
    examples: Examples,
    *,
    vectoriser: Vectoriser,
    matcher: Matcher,
    category: np.ndarray,
    context: float,
    encoder: Encoder | None,
) -> Learned:
    fit = fitting.fit if len(examples.targets) else cold_start.fit
    return fit(
        examples,
        vectoriser=vectoriser,
        matcher=matcher,
        category=category,
        context=context,
        encoder=encoder,
    )


def _trained(
    labelled: Sequence[LabelledStatement],
    codebook: Codebook,
    seed: int,
    vectoriser: Vectoriser,
    words: Lexicon,
    codes: Learned,
    types: Learned | None,
) -> Trained:
    stored_codes, arrays = stored_heads.pack("codes", codes, words.codes)
    stored_types = None
    if types is not None:
        stored_types, more = stored_heads.pack("types", types, words.types)
        arrays |= more
    header = Header(
        version=themes_2.VERSION,
        codebook=codebook.id,
        codebook_version=codebook.version,
        split=not labelled or any(len(labels_of.parts(one)) > 1 for one in labelled),
        seed=seed,
        trained_on=len(labelled),
        encoder="" if codes.meaning is None else codes.meaning.encoder,
        codes=stored_codes,
        types=stored_types,
        features=vectoriser.features,
    )
    arrays["idf"] = vectoriser.idf.astype(np.float32)
    return Trained(header=header, vectoriser=vectoriser, codes=codes, types=types, arrays=arrays)


def train(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    directory: Path,
    seed: int = 0,
    encoder: bool = True,
    progress: Progress = unwatched,
) -> Coder:
    """Train, store in `directory`, and return the coder as it is read back from there."""
    asked = encoders.load() if encoder else None
    trained = learn(labelled, codebook=codebook, seed=seed, encoder=asked, progress=progress)
    save(directory, trained.header, trained.arrays)
    return themes_2.load(directory, encoder=asked)


def _drawn(labelled: Sequence[LabelledStatement], seed: int) -> Sequence[LabelledStatement]:
    """At most MOST_UNITS units, whole statements, drawn by seed."""
    number = sum(len(labels_of.parts(statement)) for statement in labelled)
    if number <= MOST_UNITS:
        return labelled
    drawn: list[int] = []
    left = MOST_UNITS
    for index in np.random.default_rng(seed).permutation(len(labelled)):
        left -= len(labels_of.parts(labelled[index]))
        if left < 0:
            break
        drawn.append(int(index))
    return [labelled[index] for index in sorted(drawn)]


def as_coder(trained: Trained, *, fingerprint: str, encoder: Encoder | None = None) -> Themes2:
    """Use what was learned without storing it."""
    header, types = trained.header, None
    if trained.types is not None and header.types is not None:
        types = Head(trained.types, Matcher(header.types.lexicon, header.types.labels))
    return Themes2(
        vectoriser=trained.vectoriser,
        codes=Head(trained.codes, Matcher(header.codes.lexicon, header.codes.labels)),
        types=types,
        header=header,
        fingerprint=fingerprint,
        encoder=encoder,
    )


def _check(
    labelled: Sequence[LabelledStatement], *, names: Sequence[str], kinds: Sequence[str]
) -> None:
    if len(labelled) == 1:
        raise NothingToLearn(
            "Zum Lernen sind mindestens zwei kodierte Aussagen nötig; gefunden wurde eine."
            " Ganz ohne kodierte Aussagen lernt der Kodierer aus Kategoriensystem und Wörterbuch."
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


def _descriptions(codebook: Codebook) -> tuple[Reading, np.ndarray]:
    """The codes' labels with definitions, including rules and anchor examples, each a text."""
    texts = [
        (text, number)
        for number, code in enumerate(codes_of(codebook))
        for text in (
            f"{code.label}: {code.definition}" if code.definition else code.label,
            code.include,
            code.anchor,
        )
        if word_spans(text)
    ]
    return readings.read([Unit(text, 0, len(text)) for text, _ in texts]), np.array(
        [number for _, number in texts], dtype=int
    )


def _targets(found: Sequence[Sequence[str]], labels: Sequence[str]) -> np.ndarray:
    column = {label: index for index, label in enumerate(labels)}
    targets = np.zeros((len(found), len(labels)), dtype=np.float32)
    for row, names in enumerate(found):
        targets[row, [column[name] for name in names]] = 1
    return targets
