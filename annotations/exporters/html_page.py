"""An article as a page of HTML. All text of others is escaped here; a policy in the page forbids scripts and loading."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from annotations.entities.labels import EXPORT_KINDS, ExportClass, class_of, human_name
from annotations.exporters.blocks import block_id, is_lost, names_by_class, paragraph_of
from annotations.exporters.escape import cleaned
from annotations.exporters.items import ExportItem
from annotations.files.read import read_text
from annotations.model import Anchor, Annotation, Article, Block, Entity, Mark, TextSpan
from annotations.text.hashtags import tags_beside
from annotations.text.spans import runs

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_TAGS = {"emphasis": "em", "strong": "strong", "code": "code"}
_CLASSES = {"organisation": "org"}
_BLOCKS = {
    "title": "h1",
    "paragraph": "p",
    "byline": "p",
    "standfirst": "p",
    "list-item": "p",
    "quote": "blockquote",
    "code": "pre",
}
_HEADS: Mapping[ExportClass, str] = {
    **{kind: kind.capitalize() for kind in EXPORT_KINDS},
    "organizations": "Organisations",
    "laws": "Laws and treaties",
}

Card = tuple[int, Annotation, Anchor]
"""A note with its number on the page."""
Over = Mark | Entity | Card


def html_page(item: ExportItem) -> str:
    """The whole page, up to `</html>`."""
    article = item.article
    style = read_text(Path(__file__).parent / "layouts" / "page.css")
    cards = [
        (number, note, _on_words(article, anchor))
        for number, (note, anchor) in enumerate(item.selected, start=1)
    ]
    title = _said(article.title or "Untitled")
    return "\n".join(
        [
            "<!doctype html>",
            f'<html lang="{_said(article.language or "en")}">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="referrer" content="no-referrer">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="generator" content="postil">',
            f"<title>{title}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            "<main>",
            *(_gone(item, cards) if item.is_gone else _rows(item, cards)),
            *(() if item.is_gone else _lost(cards)),
            *_names(item),
            *_source(article),
            "</main>",
            "</body>",
            "</html>",
        ]
    )


def _on_words(article: Article, anchor: Anchor) -> Anchor:
    """A place without what it holds of the gaps between blocks: its number stands behind a word. Empty: it has none."""
    if anchor.span is None or not article.blocks:
        return anchor
    blocks, (start, end) = article.blocks, (anchor.span.start, anchor.span.end)
    first = min(bisect_right(blocks, start, key=lambda block: block.span.end), len(blocks) - 1)
    last = max(bisect_left(blocks, end, key=lambda block: block.span.start) - 1, 0)
    start, end = max(start, blocks[first].span.start), min(end, blocks[last].span.end)
    return replace(anchor, span=TextSpan(start, max(start, end)))


def _rows(item: ExportItem, cards: Sequence[Card]) -> Iterator[str]:
    """The article block by block, each with the cards of the notes that begin in it."""
    layers = _Layers(item, cards)
    whole = [card for card in cards if card[2].span is None and not is_lost(card[1], card[2])]
    by_block: dict[int, list[Card]] = defaultdict(list)
    by_block[0] += whole
    for card in cards:
        if card[2].span is not None:
            by_block[paragraph_of(item, card[2].span.start) - 1].append(card)
    for index, block in enumerate(item.article.blocks):
        yield '<div class="row">'
        yield from (_card(card, index + 1) for card in by_block[index])
        yield _block(item.article, block, index + 1, layers)
        yield "</div>"


def _block(article: Article, block: Block, number: int, layers: "_Layers") -> str:
    tag = _BLOCKS.get(block.kind) or f"h{min(block.level + 1, 6)}"
    level = f' style="--level: {block.level}"' if block.kind in ("list-item", "quote") else ""
    inner = "".join(layers.html(block))
    return f'<{tag} id="p{number}" class="{block.kind}" dir="auto"{level}>{inner}</{tag}>'


class _Layers:
    """What lies over the text: marks of the source, names, notes."""

    def __init__(self, item: ExportItem, cards: Sequence[Card]) -> None:
        self._text = item.article.text
        self._starts = [block.span.start for block in item.article.blocks]
        self._over: dict[int, list[tuple[TextSpan, Over]]] = defaultdict(list)
        for mark in item.article.marks:
            self._add(mark.span, mark)
        for entity in item.entities or ():
            self._add(entity.span, entity)
        for card in cards:
            if card[2].span is not None:
                self._add(card[2].span, card)

    def _add(self, span: TextSpan, over: Over) -> None:
        """Note down for each block that a span reaches into that it lies there."""
        first = max(bisect_right(self._starts, span.start) - 1, 0)
        for index in range(first, bisect_left(self._starts, max(span.end, span.start + 1))):
            self._over[self._starts[index]].append((span, over))

    def html(self, block: Block) -> Iterator[str]:
        """A block's text in pieces that look the same all through."""
        near = self._over[block.span.start]
        for run in runs(block.span, [(span, str(index)) for index, (span, _) in enumerate(near)]):
            over = [near[int(name)][1] for name in run.classes]
            yield _wrapped(escape(self._text[run.span.start : run.span.end]), run.span, over)


def _wrapped(html: str, span: TextSpan, over: Sequence[Over]) -> str:
    """A piece of text inside all that lies over it: names innermost, then the source's marks, notes, links."""
    for entity in (one for one in over if isinstance(one, Entity)):
        kind = class_of(entity.label)
        about = f"{human_name(entity.label)}: {entity.canonical}"
        html = f'<span class="name {_CLASSES.get(kind, kind)}" title="{_said(about)}">{html}</span>'
    for mark in (one for one in over if isinstance(one, Mark)):
        if mark.kind in _TAGS:
            html = f"<{_TAGS[mark.kind]}>{html}</{_TAGS[mark.kind]}>"
        elif _is_of_the_web(mark.href):
            html = f'<a href="{_said(mark.href)}" rel="noopener noreferrer">{html}</a>'
    for number, note, anchor in (one for one in over if isinstance(one, tuple)):
        html = f'<mark class="{note.color or "plain"}">{html}</mark>'
        if anchor.span is not None and anchor.span.end == span.end:
            id = block_id(note)
            html += f'<sup id="at-{id}"><a href="#{id}">{number}</a></sup>'
    return html


def _card(card: Card, paragraph: int | None, *, with_quote: bool = False) -> str:
    """A note beside the text."""
    number, note, anchor = card
    id = block_id(note)
    where = f"on {note.entity}" if note.entity else "on the article" if not note.quote else ""
    if note.quote and paragraph and anchor.span is not None:
        where = f"¶ {paragraph}"
    has_place = anchor.span is not None and anchor.span.start < anchor.span.end
    back = f"#at-{id}" if has_place and not with_quote else f"#{id}"
    parts = [f'<p class="head"><a href="{back}">{number}</a> {_said(where)}</p>']
    if with_quote and note.quote:
        parts.append(f'<blockquote dir="auto">{_said(note.quote)}</blockquote>')
    if note.note:
        parts.append(f'<div class="said" dir="auto">{_markdown(note.note)}</div>')
    if beside := tags_beside(note.note, note.tags):
        tags = " ".join(f"<span>#{_said(tag)}</span>" for tag in beside)
        parts.append(f'<p class="tags">{tags}</p>')
    return f'<aside id="{id}" class="card {note.color or "plain"}">{"".join(parts)}</aside>'


def _gone(item: ExportItem, cards: Sequence[Card]) -> Iterator[str]:
    """An article whose file is gone: its title, and the notes with their quotes."""
    article = item.article
    yield f"<h1>{_said(article.title or 'Untitled')}</h1>"
    byline = [article.author or "", article.published.isoformat() if article.published else ""]
    if any(byline):
        yield f'<p class="byline">{_said(" · ".join(filter(None, byline)))}</p>'
    yield '<p class="standfirst">The article is not there any more; these are the notes on it.</p>'
    yield '<section class="list">'
    yield from (_card(card, None, with_quote=True) for card in cards)
    yield "</section>"


def _lost(cards: Sequence[Card]) -> Iterator[str]:
    lost = [card for card in cards if is_lost(card[1], card[2])]
    if lost:
        yield '<section class="list"><h2>Notes whose words are gone</h2>'
        yield from (_card(card, None, with_quote=True) for card in lost)
        yield "</section>"


def _names(item: ExportItem) -> Iterator[str]:
    """Who and what is named, those named most often first."""
    by_class = {kind: names for kind, names in (names_by_class(item) or {}).items() if names}
    if by_class:
        yield '<section class="names"><h2>Named here</h2><dl>'
        for kind, names in by_class.items():
            listed = ", ".join(_said(name) for name in names)
            yield f'<dt class="{kind}">{_HEADS[kind]}</dt><dd>{listed}</dd>'
        yield "</dl></section>"


def _source(article: Article) -> Iterator[str]:
    if article.url and _is_of_the_web(article.url):
        url = _said(article.url)
        yield f'<footer><a href="{url}" rel="noopener noreferrer">{url}</a></footer>'


def _markdown(note: str) -> str:
    """A note's Markdown as HTML: its own HTML is text, its pictures are links, other addresses than the web's are text."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
    parser.validateLink = _is_of_the_web  # type: ignore[assignment,method-assign]  # the documented way to say which links are good
    return str(parser.render(cleaned(note))).strip()


def _is_of_the_web(href: str) -> bool:
    try:
        return urlsplit(href.strip()).scheme.lower() in ("http", "https", "mailto")
    except ValueError:
        return False


def _said(text: str) -> str:
    """Any text as HTML, also inside an attribute."""
    return escape(cleaned(text), quote=True)
