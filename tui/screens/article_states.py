"""What the keys of the list say of articles, the marked ones or the chosen one: read, later, starred, their tags."""

from collections.abc import Callable, Sequence

from annotations.library import Listing
from annotations.model import ReadingState
from annotations.store.reading_table import ReadingTable
from annotations.text.folding import fold_case
from annotations.text.hashtags import with_source_tags
from annotations.text.plurals import pluralize
from tui.screens.list_screen import RowsScreen


class ArticleStates:
    """`N L ! T`, and the way from one unread article to the next."""

    def __init__(self, screen: RowsScreen, picked: Callable[[], Sequence[Listing]]) -> None:
        """Take the list, and what gives the articles that are meant, or says why there are none."""
        self._screen, self._picked = screen, picked

    def do_next_unread(self) -> None:
        self._step_unread(1)

    def do_previous_unread(self) -> None:
        self._step_unread(-1)

    def _step_unread(self, step: int) -> None:
        """To the nearest this way, round the end; that it went round is said."""
        listed, tell = self._screen.list, self._screen.app.tell
        unread = [
            at
            for at, row in enumerate(listed.rows)
            if isinstance(row, Listing) and row.status == "unread" and not row.problem
        ]
        ahead = [at for at in unread if (at - listed.index) * step > 0]
        if not ahead:
            round_said = "From the top again" if step > 0 else "From the end again"
            tell(
                "Nothing here is unread."
                if not unread
                else "This is the only one."
                if unread == [listed.index]
                else round_said
            )
        if unread:
            listed.move((ahead or unread)[0 if step > 0 else -1] - listed.index)

    def do_toggle_read(self) -> None:
        rows = self._picked()
        state = ReadingState() if all(row.status == "read" for row in rows) else ReadingState("read", 1.0)
        states = {row.id: state for row in rows}
        self._change(rows, f"marked {state.status}", lambda reading, label: reading.save(states, label))

    def do_later(self) -> None:
        rows = self._picked()
        ids = [row.id for row in rows]
        if all(row.status == "later" for row in rows):
            self._change(
                rows, "back from later", lambda reading, label: reading.take_from_queue(ids, label=label)
            )
        else:
            self._change(
                rows, "put by for later", lambda reading, label: reading.set_status(ids, "later", label=label)
            )

    def do_star(self) -> None:
        rows = self._picked()
        starred = not all(row.starred for row in rows)
        ids = [row.id for row in rows]

        def star(reading: ReadingTable, label: str) -> None:
            reading.star(ids, starred=starred, label=label)

        self._change(rows, "starred" if starred else "without a star", star)

    def _change(
        self, rows: Sequence[Listing], done: str, change: Callable[[ReadingTable, str], object]
    ) -> None:
        """Change what the store keeps of articles as one step of undo, show it and say it."""
        if not rows:
            return
        app = self._screen.app
        label = f"{pluralize(len(rows), 'article')} {done}"
        undo = self._screen.keymap.shown("everywhere.undo")
        reading = app.library.repository.reading
        self._screen.change(lambda: change(reading, label), f"{label}; {undo} takes it back.")

    def do_article_tags(self) -> None:
        """Edit the tags that the articles have in common; each keeps those of its own."""
        from tui.page.written_note import in_files_said
        from tui.screens.line_input import ask_tags

        rows, app = self._picked(), self._screen.app
        if not rows:
            return
        own = app.library.article_tags.common([row.id for row in rows])
        given = dict.fromkeys(tag for row in rows for tag in row.source_tags)
        of_each = [{*map(fold_case, row.all_tags)} for row in rows]
        shared = [tag for tag in rows[0].all_tags if all(fold_case(tag) in tags for tags in of_each)]
        of_articles = with_source_tags(own, shared)

        def tagged(tags: tuple[str, ...]) -> None:
            added = [tag for tag in tags if tag not in of_articles]
            removed = [tag for tag in of_articles if tag not in tags]
            in_files = in_files_said([tag for tag in given if fold_case(tag) in map(fold_case, removed)])
            removed = [tag for tag in removed if tag not in given or any(tag in row.tags for row in rows)]
            if not added and not removed:
                if in_files:
                    app.tell(in_files)
                return
            paths = [row.path for row in rows]

            def shown(_: object) -> None:
                app.show_notes()
                signs = [*(f"+#{tag}" for tag in added), *(f"-#{tag}" for tag in removed)]
                said = f"{pluralize(len(rows), 'article')}: {' '.join(signs)}"
                app.tell(f"{said}. {in_files}" if in_files else said)

            app.background.run(lambda: app.library.article_tags.change(paths, added, removed), shown)

        title = f"Tags of {pluralize(len(rows), 'article')}" if len(rows) > 1 else "Tags of the article"
        ask_tags(app, title, of_articles, tagged)
