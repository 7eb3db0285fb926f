"""How well the coder codes statements it never saw: folds of the labelled statements."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import partial

import msgspec

from analysis import folds as fold_parts
from analysis import labelled as labels_of
from analysis import training
from analysis.calibration import Reliability, reliability
from analysis.codebook import Codebook, category_of
from analysis.codebook import codes as codes_of
from analysis.coders.coder import Unit, UnitCoding
from analysis.encoders import Encoder
from analysis.evaluation import Scores, score
from analysis.labelled import LabelledSegment, LabelledStatement
from analysis.lexicon import Lexicon

SHOWN = 3
"""So many proposals a reviewer sees at once."""
CONFUSIONS = 15
CURVE = (0.1, 0.25, 0.5, 1.0)


class Sure(msgspec.Struct, frozen=True, kw_only=True):
    """Codings called sure: how many, how many of them right, and of how many proposed."""

    number: int
    right: int
    proposed: int


class Confusion(msgspec.Struct, frozen=True, kw_only=True):
    """Units of one code for which another one was proposed instead."""

    wanted: str
    found: str
    times: int


class CodingReport(msgspec.Struct, frozen=True, kw_only=True):
    """segments: codes on the labelled segments; categories: the same, one level up; statements:
    codes of whole texts. first: how often the best code is right, where there is one; first_three:
    the share of the right codes among the first three; foreign_three: of texts in other languages,
    None without any."""

    texts: int
    units: int
    segments: Scores
    categories: Scores
    statements: Scores
    types: Scores
    first: float
    first_three: float
    foreign_three: float | None
    sure: Sure
    reliability: Reliability
    confusions: tuple[Confusion, ...]


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True):
    """Quality after learning from so many texts."""

    texts: int
    micro_f1: float
    macro_f1: float


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """A labelled statement, and what a coder says about its parts and about the whole."""

    statement: LabelledStatement
    parts: tuple[UnitCoding, ...]
    whole: UnitCoding


Coding = Callable[[int, Sequence[Unit]], list[UnitCoding]]
"""Number of the statement, its units -> what a coder that never saw it says."""


class _Seen(msgspec.Struct, frozen=True):
    """A labelled part and what the coder of its fold says."""

    part: LabelledSegment
    language: str
    coding: UnitCoding

    def proposed(self) -> set[str]:
        return {one.code for one in self.coding.codes if one.proposed}


def cross_validate(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    words: Lexicon | None = None,
    encoder: Encoder | None = None,
) -> CodingReport:
    """Code every statement with the model of its fold. words, encoder: as in training.learn."""
    return report(
        examine(
            labelled,
            code=unseen(
                labelled, codebook=codebook, folds=folds, seed=seed, words=words, encoder=encoder
            ),
        ),
        codebook=codebook,
    )


def unseen(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    words: Lexicon | None = None,
    encoder: Encoder | None = None,
    progress: training.Progress = training.unwatched,
) -> Coding:
    """Train a coder per fold; the one that never saw a statement codes it."""
    coders = fold_parts.fold_models(
        labelled,
        codebook=codebook,
        folds=folds,
        seed=seed,
        words=words,
        encoder=encoder,
        progress=progress,
    )
    fold = fold_parts.fold_of(labelled, folds=folds, seed=seed)
    return partial(fold_parts.code_unseen, coders=coders, fold=fold, top=SHOWN)


def examine(labelled: Sequence[LabelledStatement], *, code: Coding) -> tuple[Examined, ...]:
    """Have every statement coded, part by part and as a whole."""
    found: list[Examined] = []
    for index, statement in enumerate(labelled):
        units = [
            Unit(statement.text, part.start, part.end, statement.lang)
            for part in labels_of.parts(statement)
        ]
        units.append(Unit(statement.text, 0, len(statement.text), statement.lang))
        *by_part, entire = code(index, units)
        found.append(Examined(statement=statement, parts=tuple(by_part), whole=entire))
    return tuple(found)


def learning_curve(
    labelled: Sequence[LabelledStatement],
    *,
    codebook: Codebook,
    folds: int = 5,
    seed: int = 0,
    encoder: Encoder | None = None,
) -> tuple[CurvePoint, ...]:
    """Quality on the same held-out statements, learned from more and more of the others."""
    fold = fold_parts.fold_of(labelled, folds=folds, seed=seed)
    # Another seed than the folds' own, so that a part of the others is no part of a fold.
    order = fold_parts.fold_of(labelled, folds=len(labelled), seed=seed + 1)
    names = [code.id for code in codes_of(codebook)]
    points: list[CurvePoint] = []
    for share in CURVE:
        wanted: list[Collection[str]] = []
        found: list[Collection[str]] = []
        for held_out in range(folds):
            others = [index for index, number in enumerate(fold) if number != held_out]
            others = sorted(others, key=lambda index: order[index])[: round(share * len(others))]
            if len(others) < 2:
                break
            coder = training.as_coder(
                training.learn(
                    [labelled[index] for index in sorted(others)],
                    codebook=codebook,
                    seed=seed,
                    encoder=encoder,
                ),
                fingerprint="curve",
                encoder=encoder,
            )
            for index in (index for index, number in enumerate(fold) if number == held_out):
                parts = labels_of.parts(labelled[index])
                text, language = labelled[index].text, labelled[index].lang
                units = [Unit(text, part.start, part.end, language) for part in parts]
                wanted.extend(part.codes for part in parts)
                found.extend(
                    {one.code for one in coding.codes if one.proposed}
                    for coding in coder.code(units)
                )
        else:
            scores = score(wanted, found, names)
            points.append(
                CurvePoint(
                    texts=round(share * len(labelled) * (folds - 1) / folds),
                    micro_f1=scores.micro_f1,
                    macro_f1=scores.macro_f1,
                )
            )
    return tuple(points)


def report(examined: Sequence[Examined], *, codebook: Codebook) -> CodingReport:
    """What was found against what people labelled."""
    seen = [
        _Seen(part, one.statement.lang, coding)
        for one in examined
        for part, coding in zip(labels_of.parts(one.statement), one.parts, strict=True)
    ]
    whole = [
        (
            {code for part in labels_of.parts(one.statement) for code in part.codes},
            {code.code for code in one.whole.codes if code.proposed},
        )
        for one in examined
    ]
    names = [code.id for code in codes_of(codebook)]
    category = category_of(codebook)
    wanted, found = [one.part.codes for one in seen], [one.proposed() for one in seen]
    first = [
        one.coding.codes[0].code in one.part.codes
        for one in seen
        if one.part.codes and one.coding.codes
    ]
    sure = [one.code in unit.part.codes for unit in seen for one in unit.coding.codes if one.sure]
    foreign = [one for one in seen if one.language not in ("", codebook.language)]
    return CodingReport(
        texts=len(whole),
        units=len(seen),
        segments=score(wanted, found, names),
        categories=score(
            [{category[code] for code in codes} for codes in wanted],
            [{category[code] for code in codes} for codes in found],
            list(dict.fromkeys(category.values())),
        ),
        statements=score([codes for codes, _ in whole], [got for _, got in whole], names),
        types=score(
            [one.part.types for one in seen],
            [one.coding.types for one in seen],
            [kind.id for kind in codebook.types],
        ),
        first=sum(first) / max(1, len(first)),
        first_three=_among_first(seen),
        foreign_three=_among_first(foreign) if foreign else None,
        sure=Sure(number=len(sure), right=sum(sure), proposed=sum(map(len, found))),
        reliability=reliability(
            [
                (one.confidence, one.code in unit.part.codes)
                for unit in seen
                for one in unit.coding.codes[:SHOWN]
            ]
        ),
        confusions=_confusions(wanted, found),
    )


def _among_first(seen: Sequence[_Seen]) -> float:
    shown = [{one.code for one in unit.coding.codes[:SHOWN]} for unit in seen]
    hit = sum(len(set(unit.part.codes) & codes) for unit, codes in zip(seen, shown, strict=True))
    return hit / max(1, sum(len(set(unit.part.codes)) for unit in seen))


def _confusions(
    wanted: Sequence[Collection[str]], found: Sequence[Collection[str]]
) -> tuple[Confusion, ...]:
    """The most frequent pairs of a missed code and one that was wrongly proposed."""
    pairs = Counter(
        (missed, wrong)
        for labels, got in zip(wanted, found, strict=True)
        for missed in set(labels) - set(got)
        for wrong in set(got) - set(labels)
    )
    ranked = sorted(pairs.items(), key=lambda entry: (-entry[1], entry[0]))
    return tuple(
        Confusion(wanted=missed, found=wrong, times=times)
        for (missed, wrong), times in ranked[:CONFUSIONS]
    )
