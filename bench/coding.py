"""Coding speed of the whole pipeline on the demo's texts, one core."""

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
    nlp = pipeline.build(codebook=codebook.shipped(), coder=load_coder(), areas=tree)
    list(pipeline.code_statements(nlp, texts[:200]))
    blank = spacy.blank("de")

    def code() -> float:
        start = time.process_time()
        list(pipeline.code_statements(nlp, texts))
        return len(texts) / (time.process_time() - start)

    def tokenise() -> float:
        start = time.process_time()
        for _ in blank.pipe(text.text for text in texts):
            pass
        return len(texts) / (time.process_time() - start)

    return [
        Figure(
            name="coding, whole pipeline",
            value=median_of(RUNS, code),
            unit="statements/s",
            target=500,
            at_least=True,
            baseline=median_of(RUNS, tokenise),
            baseline_name="spaCy tokenisation alone",
        )
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
