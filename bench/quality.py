"""How well the coder codes what it never saw: five folds of the labelled statements."""

from bench.figures import Figure


def measure() -> list[Figure]:
    """Micro and macro F1 on given segments; baseline: the codebook's lexicon alone."""
    from analysis import evaluation

    return [
        Figure(name=name, value=value, unit="", baseline=baseline, baseline_name="lexicon alone")
        for name, value, baseline in evaluation.summary()
    ]
