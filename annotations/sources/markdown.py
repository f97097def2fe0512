"""Markdown (.md, .markdown): CommonMark with tables and front matter; links are shown, never opened by themselves."""

from datetime import date
from functools import partial
from pathlib import Path

from annotations.model import Article, Mark, TextSpan
from annotations.sources.blocks import SEPARATOR, BlockTable
from annotations.sources.byline import parse_byline
from annotations.sources.decoding import decode
from annotations.sources.drafts import Draft
from annotations.sources.front_matter import FrontMatter, split_front_matter
from annotations.sources.markdown_blocks import drafts_of
from annotations.text.canonical import canonical, fingerprint
from annotations.text.line_ends import empty_blank_lines, expand_tabs

TAB_CELLS = 4
"""CommonMark 2.2."""
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def read(raw: bytes, path: Path) -> Article:
    """Read a Markdown file; the title is the front matter's, else the first heading's, else the file's name."""
    front, source = split_front_matter(
        empty_blank_lines(decode(raw, partial(expand_tabs, stop_cells=TAB_CELLS)))
    )
    drafts = drafts_of(source)
    title = _put_title(drafts, front)
    author, published = _put_byline(drafts, front, has_title=bool(title))
    standfirst = _put_standfirst(drafts, front)
    text, blocks, marks = _joined(drafts)
    return Article(
        id="",
        source=path,
        title=title or canonical(path.stem),
        text=text,
        blocks=blocks,
        marks=marks,
        fingerprint=fingerprint(text),
        author=author,
        published=published,
        standfirst=standfirst,
        language=front.language,
        url=front.url,
        tags=front.tags,
    )


def _put_title(drafts: list[Draft], front: FrontMatter) -> str:
    """Make the first block the title, and let heading levels count from below it."""
    first = drafts[0] if drafts else None
    if first is not None and first.kind == "heading" and first.level == 1 and front.title in ("", first.text):
        first.kind, first.level = "title", 0
    elif front.title:
        drafts.insert(0, Draft(front.title, "title"))
    has_title = bool(drafts) and drafts[0].kind == "title"
    for draft in drafts:
        if draft.kind == "heading":
            draft.level = max(1, draft.level - 1)
    return drafts[0].text.replace("\n", " ") if has_title else ""


def _put_byline(
    drafts: list[Draft], front: FrontMatter, *, has_title: bool
) -> tuple[str | None, date | None]:
    author, published = front.author, front.published
    at = 1 if has_title else 0
    stop = at
    while has_title and stop < min(len(drafts), at + 3) and drafts[stop].kind == "paragraph":
        byline = parse_byline(drafts[stop].text)
        if byline is None or byline.rest:
            break
        drafts[stop].kind = "byline"
        author, published = author or byline.author, published or byline.published
        stop += 1
    if stop == at and (front.author or front.published):
        day = (
            f"{front.published.day} {_MONTHS[front.published.month - 1]} {front.published.year}"
            if front.published
            else ""
        )
        drafts.insert(at, Draft(" · ".join(part for part in (front.author, day) if part), "byline"))
    return author, published


def _put_standfirst(drafts: list[Draft], front: FrontMatter) -> str | None:
    """The front matter's, or one paragraph behind the title that is emphasised from end to end."""
    at = next((n for n, draft in enumerate(drafts) if draft.kind not in ("title", "byline")), len(drafts))
    if front.standfirst:
        if at < len(drafts) and drafts[at].text == front.standfirst:
            drafts[at].kind = "standfirst"
        else:
            drafts.insert(at, Draft(front.standfirst, "standfirst"))
        return front.standfirst
    if at == 0 or at == len(drafts):
        return None
    draft = drafts[at]
    whole = Mark(TextSpan(0, len(draft.text)), "emphasis")
    if draft.kind != "paragraph" or whole not in draft.marks or len(draft.text) > 600:
        return None
    draft.kind = "standfirst"
    draft.marks.remove(whole)
    return draft.text


def _joined(drafts: list[Draft]) -> tuple[str, BlockTable, tuple[Mark, ...]]:
    blocks = BlockTable()
    marks: list[Mark] = []
    at = 0
    for draft in drafts:
        blocks.append(at, at + len(draft.text), draft.kind, draft.level)
        marks.extend(Mark(TextSpan(at + m.span.start, at + m.span.end), m.kind, m.href) for m in draft.marks)
        at += len(draft.text) + len(SEPARATOR)
    return SEPARATOR.join(draft.text for draft in drafts), blocks, tuple(marks)
