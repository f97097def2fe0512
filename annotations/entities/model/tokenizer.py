"""The tokenizer that the recogniser was trained with: spaCy's for English, with glued words cut apart."""

from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex

GLUED = (
    r"(?<=[0-9])(?=[A-Z][a-z])",  # 4/26/2025Trump
    r"(?<=[a-z][.!?][\"”’)])(?=[A-Z])",  # said.”The
    r"(?<=[a-z]{2})[.!?…](?=[A-Z][a-z])",  # talks?The
    r"(?<=[A-Z]\.)-(?=[a-z])",  # U.S.-led
)
"""Infixes where a web page lost the space between two words; offsets stay as they are."""


def cut_glued_words(nlp: Language) -> None:
    """Adds `GLUED` to the infixes of `nlp`'s tokenizer; does nothing to a tokenizer of another kind, or twice."""
    tokenizer = nlp.tokenizer
    if not isinstance(tokenizer, Tokenizer) or GLUED[0] in tokenizer.infix_finditer.__self__.pattern:
        return
    infixes = [*(nlp.Defaults.infixes or ()), *GLUED]
    tokenizer.infix_finditer = compile_infix_regex(infixes).finditer
