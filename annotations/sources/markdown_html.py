"""HTML that stands as blocks within Markdown: its words; remarks, scripts and styles go."""

import html
import re

from annotations.sources.drafts import Draft
from annotations.sources.markdown_signs import alt_of
from annotations.text.canonical import canonical
from annotations.text.char_references import unescape

_PICTURE = re.compile(r"<img(\s[^<>]*)>", re.IGNORECASE)
_NO_MARKUP = re.compile(r"\s*<(?:\?|!\[)")
_DECLARATION = re.compile(r"<![A-Za-z][^<>]*>")


def html_drafts(markup: str) -> list[Draft]:
    """The blocks of a piece of HTML; a program in its signs (`<?php`) is code."""
    if _NO_MARKUP.match(markup):
        return [Draft(canonical(markup).strip("\n"), "code")]
    bare = _DECLARATION.sub("", _without_remarks(markup))
    if not bare.strip():
        return []
    from annotations.sources.html_blocks import HtmlBlocks  # with lxml: 30 ms
    from annotations.sources.html_tree import parse_html

    root = parse_html(_PICTURE.sub(_said_of_picture, bare))
    blocks = HtmlBlocks()
    blocks.read(next(root.iter("body"), root))
    return blocks.drafts


def _said_of_picture(tag: re.Match[str]) -> str:
    """What is read in the place of a picture, as where Markdown shows one."""
    return html.escape(alt_of(unescape(tag[1])))


def _without_remarks(markup: str) -> str:
    """`<!-- -->` and what is in it goes; one without an end goes on to the end, as CommonMark 4.6 says."""
    first, *parts = markup.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in parts)
