"""The notes of the whole store, on their shelves: in reading order, orphans, unfiled, trash."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar

from annotations.errors import AnnotationsError
from annotations.model import Annotation, TextSpan
from annotations.notes.article_tags import is_article_tags
from annotations.search.row_filter import NOTE_KINDS
from annotations.text.plurals import pluralize
from tui.commands import Context
from tui.format import doubt
from tui.lists.notes import (
    GROUPINGS,
    SHELVES,
    Grouping,
    NoteRow,
    ShelfName,
    Shelves,
    rows_of,
    sort_onto_shelves,
)
from tui.screens.base_screen import is_open
from tui.screens.line_input import ask_tags
from tui.screens.list_filter import ListFilter
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.marked_notes import MarkedNotes
from tui.screens.note_editor import edit_note
from tui.screens.note_panes import candidates_of, pane_of
from tui.screens.open_card import open_noted_name
from tui.screens.picker import Choice, Picker
from tui.widgets.note_list import NoteList
from tui.widgets.status_line import Part
from tui.widgets.tabs import Tabs
from tui.widgets.text_pane import Piece

_ALWAYS = (("next-shelf", "shelf"),)
_HINTS: Mapping[ShelfName, Sequence[tuple[str, str]]] = MappingProxyType(
    {
        "notes": (("edit", "edit"), ("tags", "tags"), ("delete", "delete"), *_ALWAYS),
        "orphans": (
            ("put-back", "re-attach"),
            ("next-candidate", "other place"),
            ("leave-orphan", "leave"),
            *_ALWAYS,
        ),
        "unfiled": (("put-back", "file"), ("edit", "edit"), ("delete", "delete"), *_ALWAYS),
        "trash": (("put-back", "restore"), *_ALWAYS),
    }
)


_OF_MARKED = (("retag", "tags"), ("recolor", "colour"), ("export", "export"), ("delete", "delete"))


class NotesScreen(RowsScreen):
    """All notes. Enter opens the article at the note, of a note on a name its card; `a` puts back what has lost its place."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("notes", "list", "everywhere")

    def __init__(self, tag: str = "") -> None:
        """`tag`: only notes with it."""
        super().__init__()
        self.shelf: ShelfName = "notes"
        self.tag = tag
        self.grouping: Grouping = "article"
        self.parts = (MarkedNotes(self, self._picked, self._change_marked),)
        self._shelves = Shelves()
        self._is_read = False
        self._filter = ListFilter(self, NOTE_KINDS)
        self._left: set[str] = set()
        self._candidate = 0

    def make_list(self) -> NoteList:
        return NoteList(id="notes")

    def make_header(self) -> Tabs:
        self.tabs = Tabs(id="shelves")
        return self.tabs

    def show_tag(self, tag: str) -> None:
        """Only notes with a tag; empty: all. What was filtered by before is not asked any more."""
        self.tag, self.shelf, self.words = tag, "notes", ""
        self._close_filter()
        if is_open(self):
            self.refill()

    def load(self) -> None:
        library = self.app.library

        def sorted_notes() -> Shelves:
            articles = {record.id: record for record in library.repository.articles.all()}
            return sort_onto_shelves(library.all_notes(), library.trash(), articles)

        self.gather(sorted_notes, self._show_shelves)

    def _show_shelves(self, shelves: Shelves) -> None:
        self._shelves, self._is_read = shelves, True
        self._filter.forget()
        self.show_rows()

    def refill(self) -> None:
        if not (is_open(self) and self._filter.read(self.words)):
            return
        query, grouping = self._filter.query, self.grouping
        tagged = bool(self.tag) or (query is not None and query.asks("tag"))
        on_shelf = self._shelves.on(self.shelf, tagged=tagged)
        rows = rows_of(
            on_shelf, query, self.tag, last=self._left, grouping=grouping, answers=self._filter.answers
        )
        self.list.sentence = self._sentence()
        self.list.show(rows)
        counts = [(name, len(self._shelves.on(name))) for name in SHELVES]
        self.tabs.show(counts, self.shelf)
        kept = {row.note.id: row.note for row in rows if isinstance(row, NoteRow)}
        articles = sum(map(is_article_tags, kept.values())) if tagged else 0
        shown, total = len(kept) - articles, len(self._shelves.on(self.shelf))
        filters = filter_said(self.tag, self.words)
        several = f"{shown} of {pluralize(total, 'note')}" if shown != total else pluralize(total, "note")
        by = f"by {self.grouping}" if self.grouping != "article" else ""
        also = pluralize(articles, "article") if articles else ""
        said = " · ".join(part for part in (filters, several, also, by) if part)
        if self.words.strip():
            self.say_result(" · ".join(filter(None, (f"{shown} of {total}", also))))
        self.say("Notes", said if self._is_read else "")

    def _sentence(self) -> str:
        if not self._is_read:
            return "Reading the notes."
        if self.wrong:
            return self.wrong_said
        if self.words.strip() or self.tag:
            what = f"“{self.words.strip()}”" if self.words.strip() else f"#{self.tag}"
            return f"No note here has {what}. Press {self.keymap.shown('list.clear')} to see them all again."
        return {
            "notes": "No notes yet. Open an article and press a to write one.",
            "orphans": "No note has lost its place.",
            "unfiled": "No note is without an article.",
            "trash": "The trash is empty. Deleted notes stay here for 30 days.",
        }[self.shelf]

    @property
    def is_narrowed(self) -> bool:
        """A tag narrows it down too."""
        return bool(self.tag) or super().is_narrowed

    def hints(self, context: Context) -> Sequence[Part]:
        if context != "notes":
            return super().hints(context)
        there = _HINTS[self.shelf] if self.list.chosen is not None else _ALWAYS
        there = _OF_MARKED if self.list.marked else there
        return [Part(words, key=key) for id, words in there if (key := self.keymap.shown(f"notes.{id}"))]

    # -- the pane

    def pane_key(self, row: NoteRow) -> Hashable:
        """The note as it is now, and which candidate is lit."""
        return (row.note.id, row.note.modified, self.shelf, self._candidate)

    def pane_at_once(self, row: NoteRow) -> Sequence[Piece]:
        """All but the candidates."""
        return self._note_pane(row)

    def _note_pane(self, row: NoteRow) -> list[Piece]:
        return pane_of(row, self.keymap.shown("notes.put-back"))

    def read_pane(self, row: NoteRow) -> Sequence[Piece]:
        """The note; an orphan with the places that it may belong to."""
        if self.shelf != "orphans" or row.path is None:
            return self._note_pane(row)
        try:
            article = self.app.library.read(row.path)
        except AnnotationsError as problem:
            return [*self._note_pane(row), Piece(problem.message, "kind:byline", gap=1)]
        return [*self._note_pane(row), *candidates_of(row, article, self._candidate)]

    # -- commands

    @property
    def chosen(self) -> NoteRow | None:
        """The chosen note."""
        row = self.list.chosen
        return row if isinstance(row, NoteRow) else None

    def do_clear(self) -> None:
        self.tag = ""
        super().do_clear()

    def do_next_shelf(self) -> None:
        self._turn(1)

    def do_previous_shelf(self) -> None:
        self._turn(-1)

    def on_tabs_picked(self, event: Tabs.Picked) -> None:
        self._turn(SHELVES.index(event.name) - SHELVES.index(self.shelf))

    def _turn(self, by: int) -> None:
        self.shelf = SHELVES[(SHELVES.index(self.shelf) + by) % len(SHELVES)]
        self._candidate = 0
        self.refill()

    def do_open(self) -> None:
        row = self.chosen
        if row is None:
            return
        if row.note.entity is not None and self.shelf == "notes":
            open_noted_name(self.app, row.note, lambda: self._open_article(row))
        else:
            self._open_article(row)

    def _open_article(self, row: NoteRow) -> None:
        if row.path is None:
            self.app.tell(
                f"{self.keymap.shown('notes.put-back')} puts it back."
                if self.shelf in ("trash", "unfiled")
                else f"The file of “{row.title}” is gone; bring it back, then press Enter again."
            )
            return
        rows = (one for one in self.list.rows if isinstance(one, NoteRow))
        paths = list(dict.fromkeys(one.path for one in rows if one.path is not None))
        note, at = row.note, row.anchor.span
        if at is None and not note.target.selectors and note.entity is None:
            at = TextSpan(0, 0)  # on the whole article: it stands beside the title
        self.app.places.read(paths, paths.index(row.path), at, note=note.id)

    def do_edit(self) -> None:
        if (row := self._editable()) is not None:
            self.app.push_screen(edit_note(row.note, [tag for tag, _ in self.app.library.tags()]))

    def do_tags(self) -> None:
        row, library = self._editable(), self.app.library
        if row is None:
            return
        note = row.note

        def tagged(tags: tuple[str, ...]) -> None:
            self.change(lambda: library.update(note.id, tags=tags, seen=note))

        ask_tags(self.app, "Tags", note.tags, tagged)

    def _editable(self) -> NoteRow | None:
        if self.shelf == "trash":
            self.app.tell(f"It is in the trash: {self.keymap.shown('notes.put-back')} brings it back first.")
            return None
        return self.chosen

    def do_group(self) -> None:
        self.grouping = GROUPINGS[(GROUPINGS.index(self.grouping) + 1) % len(GROUPINGS)]
        self.refill()

    def _picked(self) -> Sequence[Annotation]:
        """The marked notes, else the chosen one, each once; none in the trash, and said so."""
        if self.shelf == "trash":
            self.app.tell(f"It is in the trash: {self.keymap.shown('notes.put-back')} brings it back first.")
            return ()
        picked = {row.note.id: row.note for row in self.list.picked if isinstance(row, NoteRow)}
        return tuple(picked.values())

    def _change_marked(self, change: Callable[[], object], told: str) -> None:
        """Change several, then show what is there; the marks have done their work."""
        self.list.unmark()
        self.change(change, told)

    def do_put_back(self) -> None:
        """Restore from the trash, re-attach an orphan, file what is unfiled."""
        row = self.chosen
        if row is None:
            return
        match self.shelf:
            case "trash":
                self.change(lambda: self.app.library.restore(row.note.id), "Note restored.")
            case "orphans":
                self._reattach(row)
            case "unfiled":
                self._file(row)
            case _:
                self._keep_place(row)

    def _reattach(self, row: NoteRow) -> None:
        candidates = row.anchor.candidates
        if row.path is None or not candidates:
            self.app.tell("No place in the article is like it. Open it, select the words and write it anew.")
            return
        span = candidates[min(self._candidate, len(candidates) - 1)][0]
        library, path = self.app.library, row.path
        self._candidate = 0
        self.change(
            lambda: library.note_edits.reattach(row.note.id, library.read(path), span),
            f"Note re-attached. {self.keymap.shown('everywhere.undo')} takes it back.",
        )

    def _keep_place(self, row: NoteRow) -> None:
        """Take the words where a note is shown for its own from now on."""
        span, path, library = row.anchor.span, row.path, self.app.library
        if span is None or path is None or not doubt(row.anchor):
            self.app.tell("This note is on its own words.")
            return
        self.change(
            lambda: library.note_edits.keep_place(row.note.id, library.read(path)),
            f"The note is kept on these words. {self.keymap.shown('everywhere.undo')} takes that back.",
        )

    def do_next_candidate(self) -> None:
        row = self._orphan()
        if row is not None and len(row.anchor.candidates) > 1:
            self._candidate = (self._candidate + 1) % len(row.anchor.candidates)
            self._show_pane()
        elif row is not None:
            self.app.tell("No other place looks like its words.")

    def _orphan(self) -> NoteRow | None:
        """The chosen one; where none is, it is said where they are."""
        if self.shelf != "orphans":
            shelf = self.keymap.shown("notes.next-shelf")
            self.app.tell(f"This is for orphans, notes that lost their place: {shelf} goes to their shelf.")
            return None
        return self.chosen

    def do_leave_orphan(self) -> None:
        if (row := self._orphan()) is None:
            return
        self._candidate = 0
        self._left.add(row.note.id)
        at = self.list.index
        self.refill()
        self.list.move(at - self.list.index)
        self.app.tell("Left as it is; it stays among the orphans.")

    def _file(self, row: NoteRow) -> None:
        """Choose the article of a note that has none."""
        library = self.app.library

        def picked(choice: Choice | None) -> None:
            if choice is not None:
                path = str(choice.value)
                self.change(lambda: library.attach(row.note.id, library.read(path)), "Note filed.")

        def listed(choices: list[Choice]) -> None:
            self.app.push_screen(
                Picker("The article it belongs to", choices, otherwise="No such article."), picked
            )

        self.app.background.run(self._articles, listed)

    def _articles(self) -> list[Choice]:
        listings = self.app.library.listings(self.app.places.folders())
        return [Choice(row.title, row.author or "", str(row.path)) for row in listings if not row.problem]
