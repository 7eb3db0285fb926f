"""Coding speed of the whole pipeline on the demo's texts, one core, both tiers."""

import json
import time
from pathlib import Path

from bench.figures import Figure, median_of

TEXTS = 2000
RUNS = 3
LABELLED = Path("survey_service/demo/data/statements/dev.jsonl")


def measure() -> list[Figure]:
    """Statements per CPU second, spaCy's tokenisation included; baseline: tokenisation alone."""
    import spacy

    from analysis import codebook, pipeline
    from analysis.coders.coder import load_coder
    from questionnaires.readers import areas

    texts = _texts()
    tree = areas.read_yaml(Path("tests/data/areas/neuss.yaml").read_bytes()).tree
    blank = spacy.blank("de")

    def speed(*, encoder: bool) -> float:
        nlp = pipeline.build(
            codebook=codebook.shipped(), coder=load_coder(encoder=encoder), areas=tree
        )
        list(pipeline.code_statements(nlp, texts[:500]))

        def code() -> float:
            start = time.process_time()
            list(pipeline.code_statements(nlp, texts))
            return len(texts) / (time.process_time() - start)

        return median_of(RUNS, code)

    def tokenise() -> float:
        start = time.process_time()
        for _ in blank.pipe(text.text for text in texts):
            pass
        return len(texts) / (time.process_time() - start)

    fast = speed(encoder=False)
    return [
        Figure(
            name="coding, whole pipeline, fast tier",
            value=fast,
            unit="statements/s",
            target=1000,
            at_least=True,
            baseline=median_of(RUNS, tokenise),
            baseline_name="spaCy tokenisation alone",
        ),
        Figure(
            name="coding, whole pipeline, encoder where in doubt",
            value=speed(encoder=True),
            unit="statements/s",
            target=100,
            at_least=True,
            baseline=fast,
            baseline_name="fast tier",
        ),
        Figure(
            name="what the trained product adds to the repository",
            value=sum(
                path.stat().st_size
                for folder in ("analysis/coders/sozialplanung", "analysis/codebooks")
                for path in Path(folder).iterdir()
            )
            / 1e6,
            unit="MB",
            target=25,
        ),
    ]


def _texts() -> "list[object]":
    from analysis.suggestions import StatementText

    lines = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [
        # A number makes each text another one: no cache knows it as a whole.
        StatementText(
            id=str(number),
            text=f"{lines[number % len(lines)]['text']} ({number})",
            lang=lines[number % len(lines)]["lang"],
        )
        for number in range(TEXTS)
    ]
