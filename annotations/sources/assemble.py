"""From drafts of blocks, and what is known of an article, to the `Article`: title, byline and standfirst in their places."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from annotations.model import Article, Block, Mark, TextSpan
from annotations.sources.blocks import SEPARATOR, BlockTable
from annotations.sources.drafts import Draft
from annotations.text.canonical import canonical, fingerprint

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Metadata(Struct, frozen=True):
    """What a source says of its article besides the text; each field empty where it says nothing."""

    title: str = ""
    author: str | None = None
    published: date | None = None
    standfirst: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


def assemble(
    drafts: Sequence[Draft],
    about: Metadata,
    path: Path,
    *,
    anchors: Mapping[str, int] | None = None,
    notice: str = "",
    pages: Iterable[tuple[int, str]] = (),
) -> Article:
    """Make the article: the title first, a line that says who and when, the standfirst, then the blocks as they come.

    Args:
        drafts: blocks without title and byline; heading levels count from 1, the highest below the title.
        about: what is known of it.
        path: the file it comes from; its name is the title where nothing else is.
        anchors: names of places within the text to the drafts that stand there. A link to one of them becomes `#` with
            the code point of `Article.text` it leads to; to a place that nobody knows it is no link.
        notice: what the reader should know of the text.
        pages: of what has pages, for each the index of the draft that it begins in, and its number.
    """
    head = [Draft(about.title or canonical(path.stem), "title")]
    if byline := byline_of(about):
        head.append(Draft(byline, "byline"))
    if about.standfirst:
        head.append(Draft(about.standfirst, "standfirst"))
    text, blocks, marks = join_drafts([*head, *drafts])
    marks = tuple(_led(marks, {name: at + len(head) for name, at in (anchors or {}).items()}, blocks))
    return Article(
        id="",
        source=path,
        title=head[0].text,
        text=text,
        blocks=blocks,
        marks=marks,
        fingerprint=fingerprint(text),
        author=about.author,
        published=about.published,
        standfirst=about.standfirst,
        language=about.language,
        url=about.url,
        tags=about.tags,
        notice=notice,
        pages=tuple((blocks[at + len(head)].span.start, label) for at, label in pages if at < len(drafts)),
    )


def join_names(names: Sequence[str]) -> str | None:
    """As one would say them: "Jane Doe, Ada Mills and Ida Roe"; None: nobody is named."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or None


def byline_of(about: Metadata) -> str:
    """Who, when and where, as one line: "Jane Doe · 3 March 2026 · The Harbour"."""
    day = about.published
    when = f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""
    return " · ".join(part for part in (about.author, when, about.site) if part)


def join_drafts(drafts: Sequence[Draft]) -> tuple[str, BlockTable, tuple[Mark, ...]]:
    """The text of an article with its blocks and marks; marks of drafts count from their own start."""
    blocks = BlockTable()
    marks: list[Mark] = []
    at = 0
    for draft in drafts:
        blocks.append(at, at + len(draft.text), draft.kind, draft.level)
        marks.extend(Mark(TextSpan(at + m.span.start, at + m.span.end), m.kind, m.href) for m in draft.marks)
        at += len(draft.text) + len(SEPARATOR)
    return SEPARATOR.join(draft.text for draft in drafts), blocks, tuple(marks)


def _led(marks: Iterable[Mark], anchors: Mapping[str, int], blocks: Sequence[Block]) -> Iterator[Mark]:
    """The marks, their links within the text resolved."""
    for mark in marks:
        if mark.kind != "link" or mark.href.startswith(("http://", "https://", "mailto:")):
            yield mark
        elif (at := anchors.get(mark.href)) is not None and at < len(blocks):
            yield Mark(mark.span, "link", f"#{blocks[at].span.start}")
