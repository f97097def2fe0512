"""The vocabulary: frozen values that every part of postil speaks. Read this first.

Names are the field's: W3C Web Annotation Data Model (https://www.w3.org/TR/annotation-model/) and spaCy.
**The only stored coordinates are code-point offsets into `Article.text`**, half-open; rows and cells are derived.
"""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Literal, get_args

from msgspec import Struct, field

BlockKind = Literal["title", "byline", "standfirst", "heading", "paragraph", "list-item", "quote", "code"]
MarkKind = Literal["emphasis", "strong", "code", "link"]
Quality = Literal["exact", "moved", "fuzzy", "orphan"]
Motivation = Literal["commenting", "highlighting", "tagging", "identifying"]
Purpose = Literal["commenting", "tagging", "identifying"]
Color = Literal["yellow", "green", "blue", "pink", "orange"]
Status = Literal["unread", "reading", "read", "later"]

COLORS: tuple[Color, ...] = get_args(Color)


class TextSpan(Struct, frozen=True, order=True):
    """A half-open stretch `[start, end)` of a text, in code points."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """A span is a span, also an empty one."""
        return True

    def __contains__(self, offset: int) -> bool:
        return self.start <= offset < self.end


class Block(Struct, frozen=True):
    """A structural piece of an article: `text[span.start:span.end]`, without its closing newline.

    Blocks are in reading order, do not overlap and hold all text but the newlines between them.
    """

    span: TextSpan
    kind: BlockKind
    level: int = 0
    """Heading depth (1 is the highest below the title), nesting depth of a list item or quote (from 1); else 0."""


class Mark(Struct, frozen=True):
    """Inline markup of the source: emphasis, strong, code or a link. Links are shown, never opened unasked."""

    span: TextSpan
    kind: MarkKind
    href: str = ""


class Article(Struct, frozen=True):
    """One article, canonicalised: NFC, LF, no control characters; `text` is all that is read, the title first."""

    id: str
    """Opaque, `[a-z0-9-]+`, kept through edits and renames. Empty until a library has identified the article."""
    source: Path | None
    """The file it came from; None for text that has no file (stdin)."""
    title: str
    text: str
    blocks: Sequence[Block]
    marks: Sequence[Mark] = ()
    fingerprint: str = ""
    """Hash of `text` (`annotations.text.canonical.fingerprint`)."""
    author: str | None = None
    published: date | None = None
    standfirst: str | None = None
    language: str | None = None
    """ISO 639-1 code when known; None when nobody has looked."""
    url: str | None = None
    tags: tuple[str, ...] = ()
    """Tags that the source itself gives (front matter); the reader's own live in the store."""
    notice: str = ""
    """What the reader should know of the text, one sentence: "The text of this page may be incomplete."."""
    pages: tuple[tuple[int, str], ...] = ()
    """Where the pages of a printed source begin, with their numbers as it prints them; in order."""

    def page_at(self, offset: int) -> str:
        """The number of the page that holds a place, as it is printed; empty where there are no pages."""
        index = bisect_right(self.pages, offset, key=lambda page: page[0]) - 1
        return self.pages[index][1] if index >= 0 else ""


class Entity(Struct, frozen=True):
    """A named thing in a text. Labels are OntoNotes' (`annotations.entities.labels`)."""

    span: TextSpan
    label: str
    text: str
    """`article.text[span.start:span.end]`."""
    canonical: str
    """The name it goes by within its article: "Steve Witkoff" for "Witkoff"."""


class TextPositionSelector(Struct, frozen=True):
    """W3C 4.2.5, in code points of the canonical text."""

    start: int
    end: int


class TextQuoteSelector(Struct, frozen=True):
    """W3C 4.2.4: the words themselves with some of what stands before and after."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    twin: tuple[int, int] | None = None
    """Characters that would have to change to make of these words, in their context, the passage most like them
    elsewhere in the text they were taken from, with and without regard to the edges of paragraphs; None: nobody looked.
    Ours, not W3C's."""


Selector = TextPositionSelector | TextQuoteSelector


class Target(Struct, frozen=True):
    """What an annotation is about. Without selectors: the whole article."""

    source: str
    """Article id."""
    selectors: tuple[Selector, ...] = ()
    fingerprint: str = ""
    """Of the text that the selectors were made on."""
    color: Color | None = None
    """Colour of the highlight; W3C `styleClass`."""


class TextualBody(Struct, frozen=True):
    """W3C 3.2.4: a piece of what the reader says: the comment, a tag, or the name of an entity."""

    value: str
    purpose: Purpose = "commenting"
    format: str = "text/markdown"
    label: str = ""
    """Of a name (identifying): the label of the kind that is meant; empty: any. Ours, not W3C's."""


IMPORTED = "postil:imported"
"""Field of an annotation that says where it came from."""


class Annotation(Struct, frozen=True):
    """A note, highlight or set of tags: W3C Web Annotation. `.note`, `.tags`, `.entity` are asked of `body`."""

    id: str
    """`n-` and six or more of `[a-z0-9]`; also the block id of the export."""
    target: Target
    body: tuple[TextualBody, ...]
    created: datetime
    modified: datetime
    """Both aware, UTC, whole milliseconds."""
    extra: dict[str, object] = field(default_factory=dict)
    """Fields that a newer version or another program wrote: kept through a round trip."""

    @property
    def motivation(self) -> Motivation:
        """Why it was made, read off what it says (W3C 3.3.5)."""
        if self.entity is not None:
            return "identifying"
        if self.note:
            return "commenting"
        return "tagging" if self.tags and self.target.color is None else "highlighting"

    @property
    def is_imported(self) -> bool:
        """Whether it came from elsewhere: somebody else may have written it."""
        return IMPORTED in self.extra

    @property
    def note(self) -> str:
        """The comment, as it was written (Markdown); empty for a bare highlight."""
        return next((part.value for part in self.body if part.purpose == "commenting"), "")

    @property
    def tags(self) -> tuple[str, ...]:
        """Tags without `#`, in the order they were given."""
        return tuple(part.value for part in self.body if part.purpose == "tagging")

    @property
    def on_name(self) -> TextualBody | None:
        """The part that says which entity it is on, or None."""
        return next((part for part in self.body if part.purpose == "identifying"), None)

    @property
    def entity(self) -> str | None:
        """Canonical name of the entity it is on, or None."""
        return on.value if (on := self.on_name) is not None else None

    @property
    def entity_label(self) -> str:
        """Label of the kind of name that is meant; empty: any, or it is on no name."""
        return on.label if (on := self.on_name) is not None else ""

    @property
    def color(self) -> Color | None:
        """Colour of the highlight, or None."""
        return self.target.color

    @property
    def quote(self) -> str:
        """The words it was put on; empty for a note on a whole article or an entity."""
        return next((s.exact for s in self.target.selectors if isinstance(s, TextQuoteSelector)), "")

    @property
    def position(self) -> TextSpan | None:
        """Where the words stood when it was made, or None."""
        positions = (s for s in self.target.selectors if isinstance(s, TextPositionSelector))
        return next((TextSpan(s.start, s.end) for s in positions), None)


class Anchor(Struct, frozen=True):
    """Where an annotation's words stand in a text today. Computed, never stored."""

    span: TextSpan | None
    """None for an orphan, and for notes on a whole article or an entity."""
    quality: Quality
    score: float
    """0 to 1; 1 for exact."""
    candidates: tuple[tuple[TextSpan, float], ...] = ()
    """For an orphan: the best places that were not sure enough, best first, with their scores."""


class ReadingState(Struct, frozen=True):
    """How far the reader got in an article."""

    status: Status = "unread"
    progress: float = 0.0
    """0 to 1."""
    offset: int = 0
    """Code point at the top of the page when it was left."""
    line: int | None = None
    """Code point at the start of the line that was being read; None: nobody noted it."""
    words: TextQuoteSelector | None = None
    """What stands there, to find it again when the text has changed."""
    fingerprint: str = ""
    """Of the text that `offset` and `line` are places of."""
    starred: bool = False
    """Set by `ReadingTable.star` alone: a page that is left says nothing of it."""


class Change(Struct, frozen=True):
    """One undoable step: records of the store before and after. Keys are (table, record id); None: not there."""

    label: str
    """What was done, for people: "note added", "3 notes deleted"."""
    before: dict[tuple[str, str], dict[str, object] | None]
    after: dict[tuple[str, str], dict[str, object] | None]
