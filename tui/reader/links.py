"""Links of the text, followed on request only: to a heading, to an article that lies beside this one, out into the web."""

import re
from pathlib import Path
from urllib.parse import unquote

from annotations.library import Library
from annotations.model import Article, Mark, TextSpan
from annotations.sources.blocks import of_kind
from annotations.sources.find_files import linked_article
from tui.reader.open_page import OpenPage
from tui.screens.open_source import open_or_tell
from tui.screens.question import Question
from tui.widgets.text_pane import Piece

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_WEB = ("http://", "https://")


def _heading_called(article: Article | None, name: str) -> int | None:
    """Where the heading stands that a link of Markdown means, as in `#second-part`, or Obsidian's `#Second part`."""
    headings = of_kind(article.blocks, "heading") if article is not None else ()
    for block in headings:
        if article is not None and _slug(article.text[block.span.start : block.span.end]) == _slug(name):
            return block.span.start
    return None


def _slug(words: str) -> str:
    """Words as they stand in addresses: small letters and digits, dashes between."""
    return "-".join(re.findall(r"\w+", words.casefold()))


def follow_link(page: OpenPage, link: Mark) -> None:
    """A link to a heading or an article is gone to; one that leads out is asked about first, with all of its address."""
    if link.href.startswith("#"):
        target = link.href.removeprefix("#")
        if target.isascii() and target.isdigit():
            page.leap(int(target))
        elif (heading := _heading_called(page.article, unquote(target))) is not None:
            page.leap(heading)
        else:
            page.tell(f"This link leads to {link.href}, and nothing here is called that.")
    elif _SCHEME.match(link.href) or link.href.startswith("//"):
        _ask(page, link.href)
    else:
        _go_to_article(page, link.href)


def _go_to_article(page: OpenPage, href: str) -> None:
    """Open the article that lies there, at the heading that is meant."""
    if page.opened is None:
        return
    source, folders = page.opened.path, page.app.places.folders()
    target, _, part = (unquote(piece) for piece in href.partition("#"))

    def look(library: Library) -> tuple[Path, int | None] | None:
        path = linked_article(source, target, folders)
        if path is None:
            return None
        return path, _heading_called(library.read(path), part) if part else None

    def answered(place: tuple[Path, int | None] | None) -> None:
        if place is None:
            page.tell(f"This link leads to {unquote(href)}, and no such article lies there.")
            return
        path, heading = place
        page.jumps.leave_for(path)
        page.app.places.read([path], at=TextSpan(heading, heading + 1) if heading is not None else None)

    page.ask(look, answered)


def _ask(page: OpenPage, href: str) -> None:
    """Ask before anything leaves postil; what is no web address can be copied only."""

    def answered(answer: str | None) -> None:
        if answer == "open":
            open_or_tell(page.app, href)
        elif answer == "copy":
            page.app.copy_to_clipboard(href)
            page.tell("Copied the address.")

    is_web = href.startswith(_WEB)
    pieces = [Piece("This link leads to"), Piece(href, "strong", most_rows=4)]
    answers = {"y": "copy", "escape": "leave"} | ({"enter": "open", "o": "open"} if is_web else {})
    hint = "Enter open it  y copy it  Esc leave" if is_web else "y copy it  Esc leave"
    page.app.push_screen(Question("Follow the link?", pieces, hint, answers), answered)
