"""Search by reading: right for any number of articles, and quick for a thousand. Queries: words, "phrases", `field:value`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from annotations.errors import QueryError
from annotations.model import Anchor, Annotation, Article

FIELDS = ("tag", "ent", "author", "after", "before", "has")
_TERM = re.compile(
    r'(?P<field>[a-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>\S*))|"(?P<phrase>[^"]*)"|(?P<word>\S+)'
)
_AROUND_CHARS = 60


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for; all of it has to hold."""

    words: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    after: date | None = None
    before: date | None = None
    has_note: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place; offsets: code points of the article's text."""

    article: str
    title: str
    kind: str
    """`text` or `note`."""
    start: int
    end: int
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Searched:
    """An article with its notes, as `hits` wants them; `names`: canonical names of its entities, if known."""

    article: Article
    notes: Sequence[tuple[Annotation, Anchor]] = ()
    names: frozenset[str] | None = None


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it asks for nothing, or a field has no such value.
    """
    values: dict[str, list[str]] = {name: [] for name in FIELDS}
    words: list[str] = []
    for match in _TERM.finditer(text):
        field = match["field"]
        if field in values:
            value = (match["quoted"] if match["quoted"] is not None else match["value"]).strip()
            if not value:
                raise QueryError(f"{field}: wants a value, for example {field}:{_example(field)}")
            values[field].append(value.casefold())
        else:
            word = match["phrase"] if match["phrase"] is not None else match.group()
            if word.strip():
                words.append(" ".join(word.casefold().split()))
    if not words and not any(values.values()):
        raise QueryError("the query is empty; give some words, or a field such as tag:to-verify")
    if any(value != "note" for value in values["has"]):
        raise QueryError("has: knows only has:note")
    return Query(
        tuple(words),
        tuple(tag.lstrip("#") for tag in values["tag"]),
        tuple(values["ent"]),
        tuple(values["author"]),
        max(map(_day, values["after"]), default=None),
        min(map(_day, values["before"]), default=None),
        bool(values["has"]),
    )


def hits(query: Query, articles: Iterable[Searched]) -> list[Hit]:
    """Find the places that a query means, best first; without words: the articles and notes that the fields leave."""
    found = [
        hit for searched in articles if _may_hold(query, searched) for hit in _in_article(query, searched)
    ]
    return sorted(found, key=lambda hit: (-hit.score, hit.title, hit.start))


def _example(field: str) -> str:
    return {"after": "2026-01-31", "before": "2026-01-31", "has": "note", "author": "Doe"}.get(field, "name")


def _day(value: str) -> date:
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        value += "-01" if len(value) == 7 else "-01-01"
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise QueryError(f"{value} is no date; write it as 2026-01-31") from None


def _may_hold(query: Query, searched: Searched) -> bool:
    article = searched.article
    if query.after and (article.published is None or article.published < query.after):
        return False
    if query.before and (article.published is None or article.published >= query.before):
        return False
    if not all(name in (article.author or "").casefold() for name in query.authors):
        return False
    if query.has_note and not searched.notes:
        return False
    if query.tags and not _tags(searched, query.tags):
        return False
    return all(_is_named(name, searched) for name in query.names)


def _tags(searched: Searched, wanted: Sequence[str]) -> bool:
    own = [tag.casefold() for tag in searched.article.tags]
    given = [tag.casefold() for note, _ in searched.notes for tag in note.tags]
    return all(any(tag == want or tag.startswith(want + "/") for tag in own + given) for want in wanted)


def _is_named(name: str, searched: Searched) -> bool:
    """By the entities where they are known, else by the letters of the text."""
    if searched.names is not None:
        return any(name in known.casefold() for known in searched.names)
    return name in searched.article.text.casefold()


def _in_article(query: Query, searched: Searched) -> Iterator[Hit]:
    article = searched.article
    for note, anchor in searched.notes:
        said = " ".join([note.note, note.quote, *note.tags]).casefold()
        fits = all(word in " ".join(said.split()) for word in query.words) and _note_has(note, query.tags)
        if fits and (query.words or query.tags or query.has_note):
            start, end = (anchor.span.start, anchor.span.end) if anchor.span else (0, 0)
            yield Hit(article.id, article.title, "note", start, end, note.note or note.quote, 2.0)
    if not query.words:
        if not query.tags and not query.has_note:
            yield Hit(article.id, article.title, "text", 0, 0, article.standfirst or article.title, 1.0)
        return
    places = [list(_places(article.text, word)) for word in query.words]
    if not all(places):
        return
    start, end = places[0][0]
    count = sum(map(len, places))
    in_title = sum(word in article.title.casefold() for word in query.words)
    score = 1.0 - 1.0 / (1 + count) + 0.5 * in_title
    yield Hit(
        article.id, article.title, "text", start, end, _snippet(article.text, start, end), round(score, 4)
    )


def _note_has(note: Annotation, wanted: Sequence[str]) -> bool:
    tags = [tag.casefold() for tag in note.tags]
    return all(any(tag == want or tag.startswith(want + "/") for tag in tags) for want in wanted)


def _places(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Whole words, without regard to case and to how the words are parted."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    before = r"(?<!\w)" if words[0].isalnum() else ""
    for match in re.finditer(before + pattern, text, re.IGNORECASE):
        yield match.span()


def _snippet(text: str, start: int, end: int) -> str:
    around = text[max(start - _AROUND_CHARS, 0) : end + _AROUND_CHARS]
    return " ".join(around.split())
