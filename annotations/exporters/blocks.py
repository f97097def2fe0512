"""Notes as blocks of Markdown, each ended by a marker that tells whose it is; and an article's page made of them."""

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from annotations.entities.labels import EXPORT_KINDS, ExportClass, export_class, human_name, kind_of
from annotations.exporters.escape import escaped, heading_text, link_name, neutralised, tag_name, with_tags
from annotations.exporters.file_names import entity_stem
from annotations.exporters.foreign_notes import disarmed
from annotations.exporters.front_matter import Value, Values
from annotations.exporters.items import ExportItem, Flavor
from annotations.model import Anchor, Annotation, Article
from annotations.notes.article_tags import is_article_tags
from annotations.paths import is_piped
from annotations.text.hashtags import hashtags, tags_beside, with_source_tags

LOST = "its words are not in the article any more"
ORPHANS = "orphans"
ARTICLE_KEYS = (
    "title", "source", "author", "published", "tags", *EXPORT_KINDS, "postil-id", "postil-text",
)  # fmt: skip
NOTE_KEYS = (*ARTICLE_KEYS, "postil-note")
_ORPHANS_HEADING = "## Notes whose words are gone"
_ID = re.compile(r"n-[a-z0-9]+")
PageName = Callable[[ExportClass, str], str]
"""What the page of a name of a kind is called."""
_PLACE = re.compile(r"\A(> (?:\[!quote\] |\*\*))¶ \d+(?: · p\. [^ ]+)?(?: · )?")


class Block(Struct, frozen=True):
    """A note, or a section of ours (an id without `n-`), as postil writes it, without its marker."""

    id: str
    text: str
    is_wanted: bool = True
    """False: kept up to date where it stands already, but not put in."""
    is_lost: bool = False
    """It belongs behind the heading of the orphans."""
    is_tags: bool = False
    """The tags of the whole article: no note. They stand in the properties; a block of them is not put in any more."""

    @property
    def is_section(self) -> bool:
        """A heading or list of ours."""
        return not self.id.startswith("n-")

    @property
    def is_note(self) -> bool:
        """Is it counted?"""
        return not self.is_section and not self.is_tags


class Page(Struct, frozen=True):
    """All that is ours in one file."""

    values: Values
    title: str
    blocks: Sequence[Block]
    flavor: Flavor
    knows_places: bool = True
    """False: the article's file is gone; what an earlier export said of places stays."""
    has_tags: bool = False
    """Is it written for the tags of its article, also where no note is?"""

    @property
    def is_due(self) -> bool:
        """Is there anything that a new file would be made for?"""
        return self.has_tags or any(block.is_wanted for block in self.blocks)


def digest(text: str) -> str:
    """The last 8 hex digits of a hash of a block: how we know our own writing again, whatever ends its lines."""
    said = text.replace("\r\n", "\n").strip()
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[-8:]


def marker(block: Block, flavor: Flavor) -> str:
    """The line that ends a block."""
    kind = f"postil-section: {block.id}" if block.is_section else f"postil: {block.id}"
    words = f"{kind} {digest(block.text)}"
    return f"<!-- {words} -->" if flavor == "plain" else f"%% {words} %%"


def without_place(text: str) -> str:
    """A block without the number of its paragraph."""
    return _PLACE.sub(r"\1", text)


def block_id(note: Annotation) -> str:
    """The note's id where it can be a block id, else one made of it."""
    if _ID.fullmatch(note.id):
        return note.id
    return f"n-{hashlib.sha256(note.id.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def article_page(item: ExportItem, flavor: Flavor, page_name: PageName = lambda _, name: name) -> Page:
    """The page of an article with all its notes; `page_name`: what the pages of its names are called."""
    values = properties(item, flavor, page_name)
    has_tags = any(is_article_tags(note) for note, _ in item.selected)
    return Page(values, item.article.title, blocks(item, flavor), flavor, not item.is_gone, has_tags)


def note_pages(item: ExportItem, flavor: Flavor, page_name: PageName) -> Iterator[tuple[str, Page]]:
    """A page for each note of an article, by the note's block id."""
    of_article = properties(item, flavor, page_name)
    for note, anchor in item.notes:
        id, tags = block_id(note), dict.fromkeys(map(tag_name, note.tags))
        values = {**of_article, "tags": list(tags), "postil-note": id}
        block = Block(id, _text(item, note, anchor, flavor), is_tags=is_article_tags(note))
        yield id, Page(values, item.article.title, [block], flavor, not item.is_gone)


def properties(item: ExportItem, flavor: Flavor, page_name: PageName) -> Values:
    """The front matter's keys in their order; empty ones are not written, None is not known."""
    article = item.article
    tags = dict.fromkeys(tag_name(tag) for tag in tags_of(article, item.notes))
    values: dict[str, Value | None] = {
        "title": _unlinked(article.title or "Untitled"),
        "source": article.url or _file_of(article),
        "author": _unlinked(article.author or ""),
        "published": article.published or "",
        "tags": list(tags),
        **_names(item, flavor, page_name),
        "postil-id": article.id,
        "postil-text": article.fingerprint,
    }
    return values


def _file_of(article: Article) -> str:
    if article.source is None:
        return ""
    return "standard input" if is_piped(article.source) else str(article.source.absolute())


def tags_of(article: Article, notes: Iterable[tuple[Annotation, Anchor]]) -> tuple[str, ...]:
    """The tags of notes, then those that the article's file gives."""
    return with_source_tags((tag for note, _ in notes for tag in note.tags), article.tags)


def _unlinked(text: str) -> str:
    """A text that is a wikilink from end to end would be one in Obsidian's properties."""
    return f"[ {text[1:]}" if text.startswith("[[") and text.endswith("]]") else text


def names_by_class(item: ExportItem) -> dict[ExportClass, list[str]] | None:
    """The canonical names of each kind, those named most often first; None: not known."""
    if item.entities is None:
        return None
    counts: dict[ExportClass, Counter[str]] = {kind: Counter() for kind in EXPORT_KINDS}
    for entity in item.entities:
        kind, name = export_class(entity.label), link_name(entity.canonical)
        if kind and name:
            counts[kind][name] += 1
    return {kind: sorted(names, key=lambda name: (-names[name], name)) for kind, names in counts.items()}


def _names(item: ExportItem, flavor: Flavor, page_name: PageName) -> dict[str, Value | None]:
    by_class = names_by_class(item)
    if by_class is None:
        return dict.fromkeys(EXPORT_KINDS)
    is_plain = flavor == "plain"
    return {
        kind: names if is_plain else [_entity_link(page_name(kind, name)) for name in names]
        for kind, names in by_class.items()
    }


def _entity_link(name: str) -> str:
    """A wikilink to a name's page, whose file may have to be called otherwise."""
    stem = entity_stem(name)
    return f"[[{name}]]" if stem == name else f"[[{stem}|{name}]]"


def blocks(item: ExportItem, flavor: Flavor) -> list[Block]:
    """The notes in reading order; those whose words are gone last, under a heading of their own."""
    wanted = {note.id for note, _ in item.selected}
    all_blocks = [
        Block(
            block_id(note),
            _text(item, note, anchor, flavor),
            note.id in wanted and not is_article_tags(note),
            is_lost(note, anchor),
            is_article_tags(note),
        )
        for note, anchor in item.notes
    ]
    lost = [block for block in all_blocks if block.is_lost]
    if not lost:
        return all_blocks
    section = Block(ORPHANS, _ORPHANS_HEADING, any(block.is_wanted for block in lost), is_lost=True)
    return [block for block in all_blocks if not block.is_lost] + [section, *lost]


def is_lost(note: Annotation, anchor: Anchor) -> bool:
    """Whether a note's words are not in the article any more."""
    return bool(note.quote) and anchor.span is None


def _text(item: ExportItem, note: Annotation, anchor: Anchor, flavor: Flavor) -> str:
    parts = ["\n".join([_head(item, note, anchor, flavor), *_quoted(note)])]
    if flavor != "plain":
        parts.append(f"^{block_id(note)}")
    tags = tags_beside(note.note, map(tag_name, note.tags))
    words = with_tags(words_of(note), hashtags(tags))
    return "\n\n".join([*parts, words] if words else parts)


def words_of(note: Annotation) -> str:
    """A note's text for a page: the reader's Markdown is theirs, that of others does nothing."""
    return neutralised(disarmed(note.note) if note.is_imported else note.note)


def _head(item: ExportItem, note: Annotation, anchor: Anchor, flavor: Flavor) -> str:
    """The first line of a block: what the note is on, and its colour."""
    words = " · ".join(part for part in (place_of(item, note, anchor), note.color) if part)
    kind = "quote" if note.quote else "note"
    if flavor == "plain":
        return f"> **{words or kind}**" + ("\n>" if note.quote else "")
    return f"> [!{kind}] {words}".rstrip()


def place_of(item: ExportItem, note: Annotation, anchor: Anchor) -> str:
    """What a note is on, for people: "¶ 4", "on Steve Witkoff", "on the article"; empty where it is not known."""
    if note.entity is not None:
        return f"on {escaped(note.entity)}{_kind_where_needed(item, note)}"
    if not note.quote:
        return "on the article"
    if is_lost(note, anchor):
        return LOST
    if item.is_gone or anchor.span is None:
        return ""
    page = item.article.page_at(anchor.span.start)
    return f"¶ {paragraph_of(item, anchor.span.start)}" + (f" · p. {escaped(page)}" if page else "")


def _kind_where_needed(item: ExportItem, note: Annotation) -> str:
    """Which kind of name is meant, where the article has another one that is called so."""
    label = note.entity_label
    others = (entity.label for entity in item.entities or () if entity.canonical == note.entity)
    is_needed = label and any(kind_of(other) != kind_of(label) for other in others)
    return f" ({human_name(label)})" if is_needed else ""


def paragraph_of(item: ExportItem, offset: int) -> int:
    """Which of the article's blocks it is, counted from 1, as the page counts them."""
    return bisect_right(item.article.blocks, offset, key=lambda block: block.span.start)


def _quoted(note: Annotation) -> list[str]:
    return [f"> {escaped(line)}".rstrip() for line in note.quote.split("\n")] if note.quote else []


def fresh(page: Page) -> str:
    """What stands above the blocks of a new file, without its front matter."""
    return f"# {heading_text(page.title)}\n"
