"""Base forms of German words (simplemma), cached: a word form is looked up once."""

from functools import lru_cache

import simplemma
from simplemma.strategies.dictionaries.dictionary_factory import DEFAULT_DICTIONARY_FACTORY
from spacy.language import Language
from spacy.tokens import Doc

NAME = "survey_lemmas"


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """Base form of a German word form; the word itself where the dictionary has none."""
    return str(simplemma.lemmatize(word, lang="de"))


@lru_cache(maxsize=50_000)
def known(word: str) -> bool:
    """Does the German dictionary have this word form?"""
    return bool(simplemma.is_known(word, lang="de"))


@lru_cache(maxsize=50_000)
def no_noun(word: str) -> bool:
    """Does the dictionary have this form in lower case: a verb, an adjective, no noun alone?"""
    return DEFAULT_DICTIONARY_FACTORY.get_dictionary("de").get(word.lower()) is not None


class LemmaComponent:
    """Writes the base form to every token."""

    def __call__(self, doc: Doc) -> Doc:
        for token in doc:
            token.lemma_ = lemma(token.text)
        return doc


def create(nlp: Language, name: str) -> LemmaComponent:  # noqa: ARG001
    return LemmaComponent()


Language.factory(NAME, func=create)
