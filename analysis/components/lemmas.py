"""Base forms of German words (simplemma), cached: a word form is looked up once."""

from functools import lru_cache

import simplemma


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Base form of a German word form; the word itself where the dictionary has none."""
    return str(simplemma.lemmatize(word, lang="de"))


@lru_cache(maxsize=50_000)
def known(word: str) -> bool:
    """Does the German dictionary have this word form?"""
    return bool(simplemma.is_known(word, lang="de"))
