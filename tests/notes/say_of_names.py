"""Say something of a name, as a reader does on the page: in one line for tests."""

from annotations.entities.corrections import Correction, Kind, Scope
from annotations.model import Article, TextSpan
from annotations.notes.name_corrections import NameCorrections


def correct(
    corrections: NameCorrections,
    kind: Kind,
    article: Article,
    words: str,
    value: str = "",
    *,
    scope: Scope = "article",
    span: TextSpan | None = None,
) -> Correction:
    """Keep a correction; `value`: the label, of `same-as` the name that it goes by."""
    label, canonical = ("", value) if kind == "same-as" else (value, "")
    made = Correction(kind, words, article.id, label, canonical=canonical, scope=scope)
    return corrections.save(article, made, span)
