"""The two quiet lines of the page: where the reader is, who is named how often, and what to press next."""

from collections.abc import Sequence
from functools import lru_cache

from annotations.model import Annotation, Article, Entity
from annotations.notes.article_tags import is_article_tags
from annotations.sources.blocks import last_of_kind
from annotations.text.canonical import showable
from annotations.text.plurals import group_digits
from tui.commands import Context
from tui.format import doubt
from tui.keymap import Keymap
from tui.reader.open_page import OpenPage
from tui.reader.selection import LOST
from tui.theme import GROUPS
from tui.widgets.fit_text import fitted, reading_time
from tui.widgets.paint_row import letter_of
from tui.widgets.place_line import key_to, place_parts
from tui.widgets.status_line import ChromeLine, Part

_NAME_CELLS = 30
_CHAPTER_CELLS = 40
_STAYS = 9
"""The weight of what is said at every width."""
_HINTED = 4
"""The least weight of a key while one reads: the legend leaves before it."""
_QUICK_CHARS = 60_000
"""The names of a text no longer are there before anybody reads how far the search is."""
PLACES_FROM_CELLS = 140
"""From this width on the head has room for where one can go."""
_ALWAYS = ("leave",)
_HERE = "Articles"
"""The place that an article is at."""
_Keys = tuple[tuple[str, str], ...]
"""Commands of the context, several with blanks between, and what their keys do."""
_READING: _Keys = (("note", "note"), ("select", "select"), ("next-entity", "name"), ("find", "find"))
_OPEN_NOTE, _EDIT_NOTE = ("open", "open note"), ("open", "edit")
_ON_NOTE = (_EDIT_NOTE, ("note-tags", "tags"), ("delete", "delete"), ("next-note", "next note"))
_ON_ARTICLE_TAGS = (("open", "edit"), ("article-tags", "tags"), ("next-note", "next note"))
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
    ("leave-caret", "leave"),
)
_LINK: _Keys = (("open", "follow link"),)
_SELECTING = (
    ("note", "note"),
    ("word word-end sentence paragraph", "extend"),
    ("highlight", "colour"),
    ("tags", "tags"),
    ("swap", "other end"),
    ("leave", "leave"),
)


class StatusLines:
    """Keeps the two lines true."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self.head, self.foot = ChromeLine(id="head"), ChromeLine(id="foot")

    def show(self) -> None:
        """Say where the reader is now; where only the text is to be seen, only what a key is waited for with."""
        page, view = self._page, self._page.view
        self.head.visible = not view.is_bare
        self.foot.visible = not view.is_bare or bool(page.prompt.words) or page.selection.span is not None
        if page.article is None:
            return
        if (window := view.window).end:
            page.progress.see(window, is_end=view.progress >= 1)
        note = page.note_here()
        self.head.say_parts(*self._head_parts(page.article))
        self.foot.say_parts(self._left_parts(page.article, note), self._hints(note))
        view.activate(note.id if note else "")

    def show_beginning(self, article: Article) -> None:
        """Say that this is not all."""
        self.head.say_parts(
            [self._home(), Part(article.title, 9, "base", shrinks=True, gap=" › ")],
            [Part("reading the other pages", 8, "accent")],
        )
        self.foot.say_parts([], [])

    def _head_parts(self, article: Article) -> tuple[list[Part], list[Part]]:
        page, view = self._page, self._page.view
        share = "" if view.is_whole else f"{view.progress:.0%}".replace("%", " %")
        is_heard = not (page.is_covered or page.selection.span is not None or page.selection.is_lost)
        place = f"¶ {group_digits(view.focused_block + 1)}/{group_digits(len(article.blocks))}"
        right = [
            Part(page.file_trouble, 8, "accent"),
            Part(page.offered, 5, key=page.key("page.copies") if page.offered and is_heard else ""),
            Part(place, 7, gap=" · "),
            Part(share, 8, gap=" · "),
            Part(self._time_left(), 6, gap=" · "),
        ]
        return self._where(article), right

    def _where(self, article: Article) -> list[Part]:
        """The title; where there is width for it, in the row of places where one can go, as in every list."""
        page = self._page
        title = Part(article.title, 9, "base", shrinks=True, gap=" › ")
        file = Part(fitted(showable(self._file_name()), _NAME_CELLS), 6, gap=" · ")
        chapter = Part(fitted(showable(self._chapter(article)), _CHAPTER_CELLS), 5, gap=" › ")
        if self.head.size.width < PLACES_FROM_CELLS:
            return [self._home(), title, chapter, file]
        places = place_parts(page.keymap, page.app.place_counts, _HERE, has_digits=False)
        behind = next(
            (at for at, part in enumerate(places) if at and part.key), len(places)
        )  # those of the place and its count come first
        return [*places[:behind], title, chapter, file, *places[behind:]]

    def _chapter(self, article: Article) -> str:
        """The heading of what is read, in what is long enough to be lost in; else empty."""
        if len(article.text) < _QUICK_CHARS:
            return ""
        heading = last_of_kind(article.blocks, "heading", self._page.view.focused_block)
        return article.text[heading.span.start : heading.span.end] if heading is not None else ""

    def _home(self) -> Part:
        """Clicked, it leads to the list."""
        return Part(
            "postil",
            7,
            "accent",
            pressed=key_to(self._page.keymap, "everywhere.go-articles", has_digits=False),
        )

    def _file_name(self) -> str:
        """The file's, where there are others with the same article; else empty."""
        opened, copies = self._page.opened, self._page.copies
        if opened is None or not copies:
            return ""
        path = opened.path
        is_named_alike = any(copy.name == path.name for copy in copies)
        return f"{path.parent.name}/{path.name}" if is_named_alike else path.name

    def _time_left(self) -> str:
        progress, share = self._page.progress, self._page.view.progress
        if share >= 1:
            return "read" if progress.is_read else "the end"
        minutes = progress.minutes_left(1 - share)
        return f"{reading_time(minutes)} left" if minutes else "under 1 min left"

    def _left_parts(self, article: Article, note: Annotation | None) -> list[Part]:
        """Hits while something is looked for, else how many names there are of each kind."""
        page, finder = self._page, self._page.finder
        if page.prompt.words:
            return [Part(page.prompt.words, 9, "accent", shrinks=True), *page.prompt.choices]
        if page.selection.is_lost:
            return [Part(LOST, 9, "accent", shrinks=True)]
        count = page.screen.pending_count
        parts = [Part(str(count), 9, "accent")] if count else []
        if finder.words:
            parts.append(Part(f"/{finder.words}", 4, "base"))
            parts.append(Part(finder.count_at(page.view.caret), 9, "accent"))
            parts.append(Part(finder.round_at(page.view.caret), 7, gap=" · "))
            return parts
        parts.append(Part(self._number_of(note), 5, "accent"))
        parts += self._legend()
        if page.is_naming and len(article.text) > _QUICK_CHARS:
            parts.append(Part(f"finding names, {page.names.share:.0%}".replace("%", " %"), 1))
        return parts

    def _number_of(self, note: Annotation | None) -> str:
        """Which of the notes it is, as in "note 2 of 3"; empty for none, and for one that has lost its place.

        The tags of the article are no note, here as in the list and in `L`.
        """
        notes = self._page.notes
        number = notes.number_of(note.id) if note is not None else None
        if note is None or number is None:
            return ""
        if is_article_tags(note):
            return "tags of the article"
        tags = notes.article_tags()
        before = notes.number_of(tags.id) if tags is not None else None
        if before is None:
            return f"note {number + 1} of {len(notes.cards.items)}"
        return f"note {number + (before > number)} of {len(notes.cards.items) - 1}"

    def _legend(self) -> list[Part]:
        """How many mentions there are of each group of labels, a click lists the names, but not of a selection; nothing while names are off."""
        highlighting = self._page.name_filter.highlighting
        if highlighting == "off":
            return []
        names = self._page.key("page.names") if self._page.selection.span is None else ""
        has_letters = highlighting == "loud" or self._page.app.no_color
        return [
            Part(
                f"{letter_of(group) if has_letters else '●'} {group} {group_digits(count)}",
                3 - GROUPS.index(group) // 3,
                f"label:{group}",
                is_of_row=True,
                pressed=names,
            )
            for group, count in self._page.shown_names.groups()
        ]

    def _hints(self, note: Annotation | None) -> Sequence[Part]:
        """What to press next, the most useful last to leave; `note`: the one that stands here."""
        page = self._page
        if page.is_covered:
            return ()
        if page.prompt.words:
            return [Part("leave", _STAYS, key="Esc")]
        if page.selection.is_lost:
            return [Part("go on reading", 9, key=page.key("select.leave"))]
        context: Context = "page" if page.selection.span is None else "select"
        is_home = page.app.screen_stack[0] is page.screen
        return _key_parts(
            page.keymap, context, self._keys(note), self._subject(), "quit" if is_home else "back"
        )

    def _keys(self, note: Annotation | None) -> _Keys:
        page = self._page
        if page.selection.span is not None:
            return _SELECTING
        if page.view.caret is not None:
            target = page.under_caret()
            link = _LINK if target is None and page.link_here() is not None else ()
            if page.finder.words:
                return (*link, *_ON_HIT)
            if isinstance(target, Entity):
                return _ON_NAME
            return self._on_note(note) if target else (*link, *_READING)
        if note is None:
            return _READING
        if page.is_on(note):
            return self._on_note(note)
        return (("open", "open note" if page.is_hidden(note) else "edit note"), *_READING)

    def _on_note(self, note: Annotation | None) -> _Keys:
        """What can be done with the note here; first of all that its doubtful place is kept."""
        if note is not None and is_article_tags(note):
            return _ON_ARTICLE_TAGS
        anchor = self._page.notes.anchor_of(note.id) if note is not None else None
        keys = _ON_DOUBT if anchor is not None and doubt(anchor) else _ON_NOTE
        is_hidden = note is not None and self._page.is_hidden(note)
        return tuple(_OPEN_NOTE if is_hidden and key == _EDIT_NOTE else key for key in keys)

    def _subject(self) -> str:
        """What a note would be on that is written now."""
        if self._page.is_on_title:
            return "note on article"
        return f"note on ¶ {group_digits(self._page.view.focused_block + 1)}"


@lru_cache(64)
def _key_parts(keymap: Keymap, context: Context, keys: _Keys, subject: str, back: str) -> Sequence[Part]:
    """Keys with what they do."""
    least = _HINTED if context == "page" else 1
    parts = [
        Part(
            subject if context == "page" and id == "note" else name,
            _STAYS if name in _ALWAYS else max(6 - number, least),
            key=key,
        )
        for number, (id, name) in enumerate(keys)
        if (key := " ".join(filter(None, (keymap.shown(f"{context}.{one}") for one in id.split()))))
    ]
    parts.append(Part("keys", 5, key=keymap.shown("everywhere.help")))
    if context == "page":
        parts.append(Part(back, _HINTED, key=keymap.shown("everywhere.back")))
    return parts
