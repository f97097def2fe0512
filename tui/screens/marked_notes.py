"""What is done with several notes of the list at once: tags, colour, export, deletion. A part of the screen of notes."""

from collections.abc import Callable, Sequence

from annotations.model import Annotation
from annotations.notes.article_tags import is_article_tags
from annotations.notes.edits import NoteEdits
from annotations.store.repository import UNFILED
from annotations.text.folding import fold_case
from annotations.text.plurals import pluralize
from tui.screens.export import open_export
from tui.screens.line_input import ask_tags
from tui.screens.list_screen import RowsScreen


class MarkedNotes:
    """Commands on the marked notes, else the chosen one; each is one step of undo."""

    def __init__(
        self,
        screen: RowsScreen,
        picked: Callable[[], Sequence[Annotation]],
        change: Callable[[Callable[[], object], str], None],
    ) -> None:
        """Take the list.

        Args:
            screen: it.
            picked: which notes; none where they can't be changed, which it says itself.
            change: changes the store, then shows what is there and says the words.
        """
        self._screen, self._picked, self._then_show = screen, picked, change

    @property
    def _edits(self) -> NoteEdits:
        return self._screen.app.library.note_edits

    def do_retag(self) -> None:
        """One line with the tags that all of them have: what is added goes on all, what is taken out goes off all."""
        notes, edits = self._picked(), self._edits
        if not notes:
            return
        tags_of_others = [{*map(fold_case, note.tags)} for note in notes[1:]]
        shared = [tag for tag in notes[0].tags if all(fold_case(tag) in tags for tags in tags_of_others)]

        def typed(wanted: tuple[str, ...]) -> None:
            there, kept = {fold_case(tag) for tag in shared}, {fold_case(tag) for tag in wanted}
            add = [tag for tag in wanted if fold_case(tag) not in there]
            remove = [tag for tag in shared if fold_case(tag) not in kept]
            if add or remove:
                ids = [note.id for note in notes]
                self._change(lambda: edits.retag(ids, add=add, remove=remove), notes, "Tags changed")

        ask_tags(self._screen.app, f"Tags of {pluralize(len(notes), 'note')}", shared, typed)

    def do_recolor(self) -> None:
        notes, edits = [note for note in self._picked() if note.quote], self._edits
        if not notes:
            self._screen.app.tell("Only a note on words has a colour.")
            return
        self._screen.app.tell("Which colour? y yellow, g green, b blue, p pink, o orange")

        def colored(letter: str) -> None:
            ids = [note.id for note in notes]
            self._change(lambda: edits.recolor(ids, letter), notes, "Colour changed")

        self._screen.wait_for_letter(colored)

    def do_export(self) -> None:
        notes = self._picked()
        articles = list(dict.fromkeys(note.target.source for note in notes if note.target.source != UNFILED))
        if articles:
            count = sum(not is_article_tags(note) for note in notes if note.target.source in articles)
            open_export(self._screen.app, articles, frozenset(note.id for note in notes), count)
        elif notes:
            self._screen.app.tell("These notes have no article yet; file them first.")

    def do_delete(self) -> None:
        notes, edits = self._picked(), self._edits
        if notes:
            self._change(lambda: edits.remove([note.id for note in notes]), notes, "Deleted")

    def _change(self, change: Callable[[], object], notes: Sequence[Annotation], done: str) -> None:
        undo = self._screen.keymap.shown("everywhere.undo")
        self._then_show(change, f"{done}: {pluralize(len(notes), 'note')}. {undo} takes it back.")
