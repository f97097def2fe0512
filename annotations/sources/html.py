"""Saved pages, HTML and XHTML (.html, .htm, .xhtml), as browsers and SingleFile write them: the article without what is around it."""

import re
from pathlib import Path
from typing import Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import assemble
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import decode_html, parse_html

VERSION = 8
MOST_BYTES: Final = 64 << 20
_SAVED_FROM: Final = re.compile(
    r"<!--\s*saved from url=\(\d{1,6}\)(https?://\S{1,2000}?)\s*-->|^\s*url:\s*(https?://\S{1,2000})\s*$",
    re.MULTILINE,
)
_HEAD_CHARS: Final = 4_096
_HEAD_BLOCKS: Final = 3


def read(raw: bytes, path: Path) -> Article:
    """Read a saved page.

    Raises:
        SourceError: no text is in it, or it is larger than any page.
    """
    if len(raw) > MOST_BYTES:
        raise SourceError(
            f"{path} is larger than {MOST_BYTES >> 20} MiB; no page to read is, so it was not opened"
        )
    return page_article(decode_html(raw), path)


def page_article(markup: str, path: Path, *, url: str | None = None) -> Article:
    """The article of a page.

    Args:
        markup: the page.
        path: its file, for errors and where it has no title.
        url: where it came from, as far as its container says.

    Raises:
        SourceError: no text is in it.
    """
    from annotations.sources.main_content import main_content
    from annotations.sources.page_metadata import page_metadata

    root = parse_html(markup)
    about = page_metadata(root, url=url or _saved_from(markup))
    content = main_content(root, about)
    if not content.blocks.drafts:
        raise SourceError(
            f"{path} holds no text to read: a page that a script fills, it seems; save it as shown"
        )
    _drop_bylines(content.blocks)
    return assemble(content.blocks.drafts, about, path, anchors=content.blocks.anchors, notice=content.notice)


def _drop_bylines(blocks: HtmlBlocks) -> None:
    """Leave out what says at the top who wrote it and when: it stands in the byline."""
    from annotations.sources.byline import parse_byline

    said = [
        parse_byline(draft.text) if draft.kind == "paragraph" else None
        for draft in blocks.drafts[:_HEAD_BLOCKS]
    ]
    heads = [byline is not None and not byline.rest for byline in said]
    if len(blocks.drafts) > heads.count(True) > 0:
        blocks.keep([at for at in range(len(blocks.drafts)) if at >= len(heads) or not heads[at]])


def _saved_from(markup: str) -> str | None:
    """The address that a browser or SingleFile wrote at the top of a page it saved."""
    match = _SAVED_FROM.search(markup[:_HEAD_CHARS])
    return (match[1] or match[2]) if match else None
