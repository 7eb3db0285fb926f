"""Plain tokens: words, runs of signs, single white space; the text is kept to the last character.

spaCy's own rules take four times as long and stall on long runs of signs; the components read the
text itself, the tokens only carry lemmas.
"""

import re

from spacy.tokens import Doc
from spacy.vocab import Vocab

TOKEN = re.compile(r"(\w{1,100}(?:[-'’]\w{1,100})*|[^\w\s]{1,100}|\s)( ?)")


def tokenised(vocab: Vocab, text: str) -> Doc:
    pairs = TOKEN.findall(text)
    return Doc(vocab, words=[word for word, _ in pairs], spaces=[bool(gap) for _, gap in pairs])
