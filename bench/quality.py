"""How well the coder codes what it never saw: five folds of the labelled statements."""

from pathlib import Path

from bench.coding import LABELLED
from bench.figures import Figure

AREAS = Path("tests/data/areas/neuss.yaml")


def measure() -> list[Figure]:
    """F1 of codes, types, segment boundaries, places and personal data.

    Baseline of the codes: the same folds without the lexicon that ships with the codebook.
    """
    from analysis.coders.lexicon import Lexicon

    from analysis import codebook, evaluation, labelled
    from analysis.components import personal_data
    from analysis.components.areas import AreaFinder
    from questionnaires.readers import areas

    texts = labelled.read(LABELLED)
    book = codebook.shipped()
    found = evaluation.cross_validate(texts, codebook=book)
    plain = evaluation.cross_validate(texts, codebook=book, words=Lexicon(codes={}, types={}))
    tree = areas.read_yaml(AREAS.read_bytes()).tree
    finder = AreaFinder(tree)
    data = evaluation.score_personal_data(
        texts, lambda text: [(one.start, one.end, one.kind) for one in personal_data.find(text)]
    )
    places = evaluation.score_places(
        texts, lambda text: [(one.start, one.end, one.area) for one in finder.find(text)]
    )
    without = "without the lexicon"

    def figure(name: str, value: float, baseline: float | None = None) -> Figure:
        return Figure(
            name=f"quality: {name}",
            value=value,
            unit="F1",
            baseline=baseline,
            baseline_name=without if baseline is not None else "",
        )

    return [
        figure("codes on segments, micro", found.segments.micro_f1, plain.segments.micro_f1),
        figure("codes on segments, macro", found.segments.macro_f1, plain.segments.macro_f1),
        figure("codes on statements, micro", found.statements.micro_f1, plain.statements.micro_f1),
        figure("statement types, micro", found.types.micro_f1, plain.types.micro_f1),
        figure("segment boundaries", evaluation.score_boundaries(texts).f1),
        figure("places", places.f1),
        figure("personal data, micro", data.micro_f1),
    ]
