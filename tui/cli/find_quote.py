"""From the words that a user typed to the place that they mean, or to an error that shows where it could be."""

import re
from collections.abc import Iterable, Sequence

from annotations.entities.labels import kind_of
from annotations.errors import AnchorError
from annotations.model import Article, Entity, TextSpan
from annotations.text.canonical import canonical
from annotations.text.folding import fold_case, spellings
from annotations.text.line_ends import drop_soft_hyphens

_CONTEXT_CHARS = 32
_SHOWN = 5


def span_of_quote(article: Article, quote: str, prefix: str = "", suffix: str = "") -> TextSpan:
    """Find the one place of a quote; blanks and typographic signs need not be typed as they stand.

    Raises:
        AnchorError: there is no such place, or more than one; lists them with their context.
    """
    quote = drop_soft_hyphens(canonical(quote)).strip()
    if not quote:
        raise AnchorError("The quote is empty; give some words of the article")
    before, after = (rf"(?<!\S){_loose(prefix)}\s*" if prefix.strip() else ""), _loose(suffix)
    places = _places(article.text, quote, before, after)
    if len(places) == 1:
        return places[0]
    if places:
        context = f" with that {'prefix' if prefix else 'suffix'}" if prefix or suffix else ""
        raise AnchorError(
            f"“{quote}” stands {len(places)} times{context} in {_name(article)}: "
            f"{_listed(article, places)}; say which one with --prefix or --suffix"
        )
    rivals = _places(article.text, quote, "", "") if prefix or suffix else []
    if rivals:
        raise AnchorError(
            f"“{quote}” does not stand with that prefix and suffix in {_name(article)}, but here: {_listed(article, rivals)}"
        )
    near = _nearest(article, quote)
    hint = f"; closest: {_listed(article, near)}" if near else ""
    raise AnchorError(
        f"“{quote}” does not stand in {_name(article)}{hint}; give the words as they stand there"
    )


def canonical_of(article: Article, name: str, entities: Iterable[Entity], label: str = "") -> tuple[str, str]:
    """Find the canonical name that a user means, and the label of its kind; an empty one where it is of several.

    Raises:
        AnchorError: no entity, or several, go by that name; lists the names.
    """
    entities = [one for one in entities if not label or kind_of(one.label) == kind_of(label)]
    called = _called(article, name, entities)
    labels = {kind_of(one.label): one.label for one in entities if one.canonical == called}
    return called, next(iter(labels.values())) if len(labels) == 1 else ""


def _called(article: Article, name: str, entities: Iterable[Entity]) -> str:
    wanted = fold_case(" ".join(canonical(name).split()))
    names: dict[str, int] = {}
    for entity in entities:
        names[entity.canonical] = names.get(entity.canonical, 0) + 1
        if wanted in (fold_case(entity.canonical), fold_case(entity.text)):
            return entity.canonical
    fitting = [known for known in names if wanted and wanted in fold_case(known)]
    if len(fitting) == 1:
        return fitting[0]
    often = fitting or sorted(names, key=lambda known: -names[known])
    listed = ", ".join(often[:8]) or "none was found"
    problem = f"“{name}” could be several names" if fitting else f"No one goes by “{name}”"
    raise AnchorError(f"{problem} in {_name(article)}; names there: {listed}")


def _loose(words: str) -> str:
    """A pattern for words that forgives blanks, quotation marks and dashes."""
    parts = drop_soft_hyphens(canonical(words)).split()
    return r"\s+".join("".join(spellings(char) or re.escape(char) for char in part) for part in parts)


def _places(text: str, quote: str, before: str, after: str) -> list[TextSpan]:
    tail = rf"(?=\s*{after})" if after else ""
    for core in (re.escape(quote), _loose(quote)):
        pattern = re.compile(f"{before}(?P<quote>{core}){tail}")
        places: list[TextSpan] = []
        match = pattern.search(text)
        while match is not None:
            places.append(TextSpan(*match.span("quote")))
            match = pattern.search(text, match.start() + 1)
        if places:
            return list(dict.fromkeys(places))
    return []


def _nearest(article: Article, quote: str) -> list[TextSpan]:
    """Up to three places that read most alike, large letters or small (rapidfuzz: partial ratio of the indel distance)."""
    from rapidfuzz import fuzz

    wanted = quote.lower()
    scored: list[tuple[float, TextSpan]] = []
    for block in article.blocks[:5000]:
        words = article.text[block.span.start : block.span.end]
        small = words.lower()
        alignment = fuzz.partial_ratio_alignment(
            wanted, small if len(small) == len(words) else words, score_cutoff=65
        )
        if alignment is not None and len(quote) <= 2 * len(block.span):
            start = block.span.start + alignment.dest_start
            scored.append((alignment.score, TextSpan(start, block.span.start + alignment.dest_end)))
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return [span for _, span in scored[:3]]


def _listed(article: Article, spans: Sequence[TextSpan]) -> str:
    shown = [f"({n}) …{_in_context(article.text, span)}…" for n, span in enumerate(spans[:_SHOWN], start=1)]
    more = f" and {len(spans) - _SHOWN} more" if len(spans) > _SHOWN else ""
    return " ".join(shown) + more


def _in_context(text: str, span: TextSpan) -> str:
    around = text[max(span.start - _CONTEXT_CHARS, 0) : span.end + _CONTEXT_CHARS]
    return " ".join(around.split())


def _name(article: Article) -> str:
    return str(article.source) if article.source else article.title
