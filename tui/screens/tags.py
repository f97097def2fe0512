"""The tags of all notes, with how many have them."""

from collections.abc import Hashable, Sequence
from typing import ClassVar

from textual import work

from annotations.errors import AnnotationsError
from annotations.model import Annotation
from annotations.text.folding import fold
from annotations.text.plurals import pluralize
from tui.commands import Context
from tui.page.written_note import split_tags
from tui.screens.list_screen import RowsScreen
from tui.screens.preview import notes_of
from tui.widgets.name_list import Tally, TallyList
from tui.widgets.text_pane import Piece


class TagsScreen(RowsScreen):
    """Tags. Enter lists the notes with one."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("tags", "list", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._notes: dict[str, list[Annotation]] | None = None

    def make_list(self) -> TallyList:
        return TallyList(id="tags")

    def on_mount(self) -> None:
        self._gather()

    def show_notes(self) -> None:
        """Gather them again."""
        self._gather()

    @work(thread=True, exclusive=True, group="gather")
    def _gather(self) -> None:
        notes_by_tag: dict[str, list[Annotation]] = {}
        try:
            for note in self.app.library.repository.annotations():
                for tag in note.tags:
                    notes_by_tag.setdefault(tag, []).append(note)
        except AnnotationsError as error:
            self.app.call_from_thread(self.app.tell_error, error)
            self.app.call_from_thread(self.filled.set)
            return
        self.app.call_from_thread(self._show_tags, notes_by_tag)

    def _show_tags(self, notes_by_tag: dict[str, list[Annotation]]) -> None:
        self._notes = notes_by_tag
        self.show_rows()

    def refill(self) -> None:
        """Show what is kept, and say how much that is."""
        words, notes = fold(self.words).split(), self._notes or {}
        tags = [tag for tag in notes if all(word in fold(tag) for word in words)]
        tags.sort(key=lambda tag: (-len(notes[tag]), fold(tag)))
        most = len(notes[tags[0]]) if tags else 0
        rows = [
            Tally(tag, f"#{tag}", len(notes[tag]), f"{'note' if len(notes[tag]) == 1 else 'notes':<6}", most)
            for tag in tags
        ]
        self.list.sentence = (
            "Reading the notes."
            if self._notes is None
            else f"No tag has “{self.words.strip()}”. Press {self.keymap.shown('list.clear')} to see them all."
            if words
            else "No tags yet. Give a note some in its tag line, or write #tag in it."
        )
        self.list.show(rows)
        self.say("Tags", "" if self._notes is None else pluralize(len(tags), "tag"))

    def pane_key(self, row: Tally) -> Hashable:
        """The tag with its count."""
        return row

    def pane_at_once(self, row: Tally) -> Sequence[Piece]:
        """The latest notes with it."""
        notes = sorted((self._notes or {}).get(row.key, ()), key=lambda note: note.modified, reverse=True)
        return [
            Piece(row.words, "kind:title", gap=1),
            Piece(pluralize(row.count, "note"), "kind:byline"),
            Piece(""),
            *notes_of(notes, most=6)[1:],
        ]

    # -- commands

    @property
    def chosen(self) -> Tally | None:
        """The chosen tag."""
        row = self.list.chosen
        return row if isinstance(row, Tally) else None

    def do_open(self) -> None:
        row = self.chosen
        if row is not None:
            self.app.places.notes(row.key)

    def do_rename(self) -> None:
        from tui.screens.line_input import LineEditor

        row = self.chosen
        if row is None:
            return
        old, known = row.key, [*(self._notes or {})]

        def typed(line: str | None) -> None:
            names = split_tags(line or "")
            if len(names) > 1:
                self.app.tell("One name, without a comma: type it again.")
            elif names and names[0] != old:
                self._rename(old, names[0], f"#{old} is now #{names[0]}")

        hint = "Enter rename  Tab complete  Esc leave"
        self.app.push_screen(LineEditor(f"Another name for #{old}", old, known=known, hint=hint), typed)

    def do_drop(self) -> None:
        row = self.chosen
        if row is not None:
            self._rename(row.key, "", f"#{row.key} was taken off")

    def _rename(self, old: str, new: str, said: str) -> None:
        note_edits, undo = self.app.library.note_edits, self.keymap.shown("everywhere.undo")

        def done(count: int) -> None:
            self.app.tell(f"{said}: {pluralize(count, 'note')}. {undo} takes it back.")
            self.show_notes()

        self.app.background.run(lambda: note_edits.rename_tag(old, new), done)
