"""How well the coder codes what it never saw: five folds of the labelled statements."""

from pathlib import Path

from bench.coding import LABELLED
from bench.figures import Figure

AREAS = Path("tests/data/areas/neuss.yaml")


def measure() -> list[Figure]:
    """Codes of the social planning codebook, cold and trained; types, boundaries, places, data.

    Baseline: the fast tier alone, or the same folds without the lexicon. The development
    statements are invented; places and personal data are a regression test there.
    """
    return [*_trained(), *_cold(), *_rules()]


def _trained() -> list[Figure]:
    from analysis import codebook, encoders, labelled
    from analysis.cross_validation import cross_validate
    from analysis.lexicon import Lexicon

    texts = labelled.read(LABELLED)
    book = codebook.shipped()
    found = cross_validate(texts, codebook=book, encoder=encoders.load())
    fast = cross_validate(texts, codebook=book)
    plain = cross_validate(texts, codebook=book, words=Lexicon())
    sure = found.sure
    return [
        _figure("codes on segments, micro", found.segments.micro_f1, 0.54, fast.segments.micro_f1),
        _figure("codes on segments, macro", found.segments.macro_f1),
        _figure(
            "codes on segments, micro, fast tier",
            fast.segments.micro_f1,
            None,
            plain.segments.micro_f1,
            "without the lexicon",
        ),
        _figure(
            "categories on segments, micro",
            found.categories.micro_f1,
            0.62,
            fast.categories.micro_f1,
        ),
        _figure("right codes among the first three", found.first_three, 0.77, fast.first_three),
        _figure(
            "the same, other languages",
            found.foreign_three or 0.0,
            0.75,
            fast.foreign_three,
        ),
        _figure("codes on statements, micro", found.statements.micro_f1),
        _figure("precision of codings called sure", sure.right / max(1, sure.number), 0.85),
        _figure("share of codings called sure", sure.number / max(1, sure.proposed)),
        Figure(
            name="quality: expected calibration error, first three",
            value=found.reliability.error,
            unit="",
            target=0.06,
            baseline=fast.reliability.error,
            baseline_name="fast tier",
        ),
        _figure("statement types, micro", found.types.micro_f1),
    ]


def _cold() -> list[Figure]:
    """From the codebook and the lexicon alone, no labelled text."""
    from analysis import codebook, encoders, labelled, training
    from analysis.codebook import codes
    from analysis.coders.coder import Unit
    from analysis.evaluation import score
    from analysis.lexicon import Lexicon

    book = codebook.shipped()
    encoder = encoders.load()

    def cold(words: Lexicon | None) -> float:
        trained = training.learn((), codebook=book, words=words, encoder=encoder)
        coder = training.as_coder(trained, fingerprint="cold", encoder=encoder)
        parts = [(one, part) for one in labelled.read(LABELLED) for part in labelled.parts(one)]
        units = [Unit(one.text, part.start, part.end, one.lang) for one, part in parts]
        found = [{one.code for one in coding.codes if one.proposed} for coding in coder.code(units)]
        names = [code.id for code in codes(book)]
        return score([part.codes for _, part in parts], found, names).micro_f1

    return [
        _figure(
            "cold start, codes on segments, micro",
            cold(None),
            0.45,
            cold(Lexicon()),
            "descriptions alone",
        )
    ]


def _rules() -> list[Figure]:
    from analysis import evaluation, labelled
    from analysis.components import personal_data
    from analysis.components.areas import AreaFinder
    from questionnaires.readers import areas

    texts = labelled.read(LABELLED)
    finder = AreaFinder(areas.read_yaml(AREAS.read_bytes()).tree)
    data = evaluation.score_personal_data(
        texts, lambda text: [(one.start, one.end, one.kind) for one in personal_data.find(text)]
    )
    places = evaluation.score_places(
        texts, lambda text: [(one.start, one.end, one.area) for one in finder.find(text)]
    )
    return [
        _figure("segment boundaries", evaluation.score_boundaries(texts).f1),
        _figure("places", places.f1, 0.95),
        _figure("personal data, micro", data.micro_f1, 0.95),
    ]


def _figure(
    name: str,
    value: float,
    target: float | None = None,
    baseline: float | None = None,
    baseline_name: str = "fast tier",
) -> Figure:
    return Figure(
        name=f"quality: {name}",
        value=value,
        unit="",
        target=target,
        at_least=True,
        baseline=baseline,
        baseline_name=baseline_name if baseline is not None else "",
    )
