"""The two quiet lines of the page: where the reader is, who is named how often, and what to press next."""

from collections.abc import Sequence
from functools import lru_cache

from textual.events import Key

from annotations.articles.catalog import WORDS_A_MINUTE, count_words
from annotations.model import Annotation, Article, Entity
from annotations.text.canonical import showable
from annotations.text.plurals import group_digits
from tui.commands import Context
from tui.format import doubt
from tui.keymap import Keymap
from tui.page.name_index import NameIndex
from tui.page.read_progress import Attention
from tui.reader.finding import FindingCommands
from tui.reader.notes import LOST
from tui.theme import GROUPS
from tui.widgets.fit_text import fitted, reading_time
from tui.widgets.paint_row import letter_of
from tui.widgets.status_line import ChromeLine, Part

_SAMPLE_CHARS = 20_000
_NAME_CELLS = 30
_QUICK_CHARS = 60_000
"""The names of a text no longer are there before anybody reads how far the search is."""
_Keys = tuple[tuple[str, str], ...]
_READING: _Keys = (("note", "note"), ("select", "select"), ("next-entity", "name"), ("find", "find"))
_ON_NOTE = (("open", "edit"), ("note-tags", "tags"), ("delete", "delete"), ("next-note", "next note"))
_ON_DOUBT = (("keep-place", "keep it here"), *_ON_NOTE)
_ON_NAME = (
    ("open", "card"),
    ("select", "select name"),
    ("note", "note"),
    ("same-entity", "next mention"),
    ("not-entity", "no name"),
    ("relabel", "kind"),
)
_ON_HIT = (
    ("find-next", "next"),
    ("find-previous", "previous"),
    ("select", "select"),
    ("leave-caret", "done"),
)
_SELECTING = (
    ("note", "note"),
    ("highlight", "colour"),
    ("tags", "tags"),
    ("fix", "fix start"),
    ("leave", "leave"),
)
_FIXED = (
    ("note", "note"),
    ("highlight", "colour"),
    ("tags", "tags"),
    ("swap", "other end"),
    ("leave", "leave"),
)


class StatusLines(FindingCommands):
    """Keeps the two lines true."""

    def __init__(self) -> None:
        super().__init__()
        self.head, self.foot = ChromeLine(id="head"), ChromeLine(id="foot")
        self.attention = Attention()
        self._paced: Article | None = None
        self._minutes = 0.0
        """Time to read the article `_paced`."""

    @property
    def is_fixed(self) -> bool:
        """Do motions stretch the selection?"""
        return self.view.cover.head is not None

    async def on_key(self, event: Key) -> None:
        """Digits are shown while a count is typed."""
        if self.pending_count or (event.character or "").isdigit():
            self.call_later(self.show_status)

    def show_status(self) -> None:
        """Say where the reader is now."""
        article, view = self.article, self.view
        if article is None:
            return
        if (window := view.window).end:
            self.attention.see(window, is_end=view.progress >= 1)
        note = self.note_here()
        self.head.say_parts(*self._head_parts(article))
        self.foot.say_parts(self._left_parts(article, note), self._hints(note))
        view.activate(note.id if note else "")

    def _head_parts(self, article: Article) -> tuple[list[Part], list[Part]]:
        view = self.view
        at_end = "read" if self.attention.is_read else "the end"
        left = at_end if view.progress >= 1 else self._time_left(article, 1 - view.progress)
        own = self.opened.path if self.opened is not None and self.copies else None
        is_named_alike = own is not None and any(copy.name == own.name for copy in self.copies)
        name = (f"{own.parent.name}/{own.name}" if is_named_alike else own.name) if own is not None else ""
        place = f"¶ {group_digits(view.focused_block + 1)}/{group_digits(len(article.blocks))}"
        right = [
            Part(self.file_trouble, 8, "accent"),
            Part(place, 7, gap=" · "),
            Part(f"{view.progress:.0%}".replace("%", " %"), 8, gap=" · "),
            Part(left, 6, gap=" · "),
        ]
        title = Part(article.title, 9, "base", shrinks=True, gap=" › ")
        return [
            Part("postil", 5, "accent"),
            title,
            Part(fitted(showable(name), _NAME_CELLS), 6, gap=" · "),
        ], right

    def _time_left(self, article: Article, share: float) -> str:
        """Counted as in the list of articles; of a long text by its first pages."""
        if self._paced is not article:
            sample = article.text[:_SAMPLE_CHARS]
            self._paced = article
            self._minutes = count_words(sample) / WORDS_A_MINUTE * len(article.text) / max(len(sample), 1)
        minutes = round(self._minutes * share)
        return f"{reading_time(minutes)} left" if minutes else "under 1 min left"

    def _left_parts(self, article: Article, note: Annotation | None) -> list[Part]:
        """Hits while something is looked for, else how many names there are of each kind."""
        if self.prompt:
            return [Part(self.prompt, 9, "accent", shrinks=True), *self.choices]
        if self.is_selection_lost:
            return [Part(LOST, 9, "accent", shrinks=True)]
        count = self.pending_count
        parts = [Part(str(count), 9, "accent")] if count else []
        hits = self.hits_shown()
        if hits and self.search is not None:
            parts.append(Part(f"/{self.search.words}", 4, "base"))
            parts.append(Part(hits, 9, "accent"))
            return parts
        parts.append(Part(self.number_of(note), 5, "accent"))
        parts += legend(self.names, self.view.cover.highlighting, self._has_letters)
        if self.is_naming and len(article.text) > _QUICK_CHARS:
            parts.append(Part(f"finding names, {self.names.share:.0%}".replace("%", " %"), 1))
        return parts

    @property
    def _has_letters(self) -> bool:
        return self.view.cover.highlighting == "loud" or self.app.no_color

    def _hints(self, note: Annotation | None) -> Sequence[Part]:
        """What to press next, the most useful last to leave; `note`: the one that stands here."""
        view = self.view
        if self.prompt:
            return [Part("Esc leave", 9)]
        if self.is_selection_lost:
            return [Part(f"{self.keymap.shown('select.leave')} go on reading", 9)]
        context: Context = "page"
        keys = _READING
        if view.cover.selection is not None:
            context, keys = "select", _FIXED if self.is_fixed else _SELECTING
        elif view.cover.caret is not None:
            found = self.under_caret()
            on_it = _ON_NAME if isinstance(found, Entity) else self._on_note(note) if found else _READING
            keys = _ON_HIT if self.hits_shown() else on_it
        elif note is not None and self.is_on(note):
            keys = self._on_note(note)
        elif note is not None:
            keys = (("open", "open note" if self.is_hidden(note) else "edit note"), *_READING)
        return _key_parts(self.keymap, context, keys, self._subject())

    def _on_note(self, note: Annotation | None) -> _Keys:
        """What can be done with the note here; first of all that its doubtful place is kept."""
        anchor = self.anchor_of(note.id) if note is not None else None
        return _ON_DOUBT if anchor is not None and doubt(anchor) else _ON_NOTE

    def _subject(self) -> str:
        """What a note would be on that is written now."""
        return (
            "note on article"
            if self.is_on_title
            else f"note on ¶ {group_digits(self.view.focused_block + 1)}"
        )


@lru_cache(64)
def _key_parts(keymap: Keymap, context: Context, keys: _Keys, subject: str) -> Sequence[Part]:
    """Keys with what they do; `subject`: what a note would be on that is written now."""
    parts = [
        Part(f"{key} {subject if context == 'page' and id == 'note' else name}", 6 - number)
        for number, (id, name) in enumerate(keys)
        if (key := keymap.shown(f"{context}.{id}"))
    ]
    return (*parts, Part(f"{keymap.shown('everywhere.help')} keys", 5))


def legend(names: NameIndex, highlighting: str, has_letters: bool) -> list[Part]:
    """How many mentions there are of each group of labels; nothing while names are off."""
    if highlighting == "off":
        return []
    counts: Sequence[tuple[str, int]] = names.groups()
    parts = []
    for group, count in counts:
        sign = letter_of(group) if has_letters else "●"
        shown = group_digits(count)
        weight = 3 - GROUPS.index(group) // 3
        parts.append(Part(f"{sign} {group} {shown}", weight, f"label:{group}", is_of_row=True))
    return parts
