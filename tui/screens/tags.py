"""The tags of all notes and articles as a tree, with how many have each: rename, merge, nest, delete."""

from collections.abc import Callable, Hashable, Sequence
from typing import ClassVar

from annotations.notes.article_tags import is_article_tags
from annotations.notes.tags import TagNode, tag_tree
from annotations.text.folding import fold_case
from annotations.text.hashtags import SEPARATOR, is_within, lineage
from annotations.text.plurals import pluralize
from tui.commands import Command, Context
from tui.lists.tags import TAG_KINDS, kept_tags
from tui.page.written_note import in_files_said, split_tags
from tui.screens.list_filter import ListFilter
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.preview import notes_of
from tui.widgets.name_list import Tally, TallyList
from tui.widgets.text_pane import Piece


class TagsScreen(RowsScreen):
    """Tags. Enter lists the notes with one, or with one nested in it, `t` the articles; Enter too if no note has it."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("tags", "list", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._tree: Sequence[TagNode] | None = None
        self._filter = ListFilter(self, TAG_KINDS)
        self._changed = ""
        """The tag that was made of the chosen one, to be chosen when it is shown."""

    def make_list(self) -> TallyList:
        return TallyList(id="tags")

    def load(self) -> None:
        library, folders = self.app.library, self.app.places.folders()

        def read() -> Sequence[TagNode]:
            notes, of_files = library.repository.annotations(), library.article_tags.of_files(folders)
            tagged = {note.target.source for note in notes if is_article_tags(note)}
            return tag_tree(notes, of_files, library.near_copies.stand_ins(tagged.union(of_files)))

        self.gather(read, self._show_tags)

    def _show_tags(self, tree: Sequence[TagNode]) -> None:
        self._tree = tree
        self._filter.forget()
        self.show_rows()
        self._changed = ""

    def refill(self) -> None:
        """Show what is kept, and say how much that is; above a tag that is kept stands what it is nested in."""
        if not self._filter.read(self.words):
            return
        words, tree = self.words.strip(), self._tree or ()
        kept = kept_tags(tree, self._filter.query, self._filter.answers)
        shown = {fold_case(name) for node in kept for name in lineage(node.tag)}
        most = max((node.uses for node in tree), default=0)
        self.list.sentence = (
            "Reading the notes."
            if self._tree is None
            else self.wrong_said
            if self.wrong
            else f"No tag has “{words}”. Press {self.keymap.shown('list.clear')} to see them all."
            if words
            else "No tags yet. Give a note some in its tag line, or write #tag in it."
        )
        rows = [_row_of(node, most) for node in tree if fold_case(node.tag) in shown]
        chosen = self._changed or (self.list.chosen.key if self.list.chosen is not None else "")
        is_meant = not words or any(node.tag == chosen for node in kept)
        self.list.show(rows, key=chosen or None if is_meant else next((node.tag for node in kept), None))
        said = filter_said("", self.words), pluralize(sum(node.is_given for node in kept), "tag")
        self.say("Tags", "" if self._tree is None else " · ".join(filter(None, said)))
        if words:
            self.say_result(said[1])

    def pane_key(self, row: Tally) -> Hashable:
        return row

    def pane_at_once(self, row: Tally) -> Sequence[Piece]:
        """The latest notes with it."""
        node = self._node_of(row)
        notes = sorted(node.notes if node else (), key=lambda note: note.modified, reverse=True)
        return [
            Piece(f"#{row.key}", "kind:title", gap=1),
            Piece(_counted(node) if node else "", "kind:byline"),
            Piece(""),
            *notes_of(notes, most=6)[1:],
        ]

    # -- commands

    def _node_of(self, row: Tally | None) -> TagNode | None:
        """The tag of a row."""
        return next((node for node in self._tree or () if row is not None and node.tag == row.key), None)

    def _hint(self, command: Command) -> str:
        is_open = command.action == "open"
        return "notes" if is_open and self._has_notes else super()._hint(command)

    def is_hinted(self, command: Command) -> bool:
        """Of a tag that no note has, Enter shows the articles."""
        return self._has_notes if command.id == "tags.articles" else super().is_hinted(command)

    @property
    def _has_notes(self) -> bool:
        """Has a note the chosen tag?"""
        node = self._node_of(self.list.chosen)
        return node is not None and node.note_count > 0

    def do_open(self) -> None:
        if (node := self._node_of(self.list.chosen)) is not None:
            places = self.app.places
            (places.notes if node.note_count else places.articles)(node.tag)

    def do_articles(self) -> None:
        """Show the articles that have it, or a note with it."""
        if (node := self._node_of(self.list.chosen)) is not None:
            self.app.places.articles(node.tag)

    def do_rename(self) -> None:
        from tui.screens.line_input import LineEditor

        row = self.list.chosen
        if row is None:
            return
        old, edits = row.key, self.app.library.tag_edits

        def typed(line: str | None) -> None:
            names = split_tags(line or "")
            if len(names) > 1:
                self.app.tell("One name, without a comma: type it again.")
            elif names and names[0] != old:
                new = names[0]
                self._change([old], lambda: edits.rename(old, new), f"#{old} is now #{new}", new)

        hint = "Enter rename  Tab complete  Esc leave"
        known = [node.tag for node in self._tree or ()]
        self.app.push_screen(LineEditor(f"Another name for #{old}", old, known=known, hint=hint), typed)

    @property
    def _picked(self) -> list[str]:
        """The marked tags, else the chosen one; of those that are nested in another of them only that one."""
        tags = [row.key for row in self.list.picked if isinstance(row, Tally)]
        return [tag for tag in tags if not any(is_within(tag, other) for other in tags if other != tag)]

    def _said(self, tags: Sequence[str]) -> str:
        """What is picked, in words; those that are nested in others count as they are marked."""
        several = max(len(self.list.marked), len(tags))
        return f"#{tags[0]}" if several == 1 else pluralize(several, "tag")

    def do_merge(self) -> None:
        tags, edits = self._picked, self.app.library.tag_edits
        others = [node for node in self._tree or () if len(tags) > 1 or node.tag not in tags]
        self._pick(
            f"Merge {self._said(tags)} into",
            others,
            lambda into: self._change(
                tags, lambda: edits.merge(tags, into), f"Merged into #{into}: {self._said(tags)}", into
            ),
        )

    def do_nest(self) -> None:
        tags, edits = self._picked, self.app.library.tag_edits
        others = [n for n in self._tree or () if not any(is_within(n.tag, tag) for tag in tags)]
        self._pick(
            f"Nest {self._said(tags)} under",
            others,
            lambda under: self._change(
                tags,
                lambda: edits.nest(tags, under),
                f"Nested under #{under}: {self._said(tags)}",
                f"{under}{SEPARATOR}{tags[0].rpartition(SEPARATOR)[2]}",
            ),
        )

    def _pick(self, title: str, nodes: Sequence[TagNode], picked: Callable[[str], None]) -> None:
        from tui.screens.picker import Choice, Picker

        if not nodes:
            self.app.tell("There is no other tag.")
            return

        def chosen(choice: Choice | None) -> None:
            if choice is not None:
                picked(str(choice.value))

        choices = [Choice(f"#{node.tag}", _counted(node), node.tag) for node in nodes]
        self.app.push_screen(Picker(title, choices, otherwise="No such tag."), chosen)

    def do_drop(self) -> None:
        tags, edits = self._picked, self.app.library.tag_edits
        if tags:
            self._change(tags, lambda: edits.delete(tags), f"Taken off: {self._said(tags)}")

    def _change(self, tags: Sequence[str], change: Callable[[], int], said: str, chosen: str = "") -> None:
        """Change tags off the screen's thread; the one that comes of it is chosen then."""
        undo = self.keymap.shown("everywhere.undo")
        nodes = [node for node in self._tree or () if node.tag in tags]
        notes = {note.id: note for node in nodes for note in node.notes}
        in_files = in_files_said([node.tag for node in nodes if node.articles])
        if not notes:
            self.app.tell(in_files)
            return

        def done(count: int) -> None:
            articles = sum(map(is_article_tags, notes.values()))
            is_all = count == len(notes)
            changed = _said_of(count - articles, articles) if is_all else pluralize(count, "note")
            self.app.tell(f"{said} · {changed}. {undo} takes it back. {in_files}".rstrip())
            self.list.unmark()
            self._changed = chosen
            self.app.show_notes()

        self.app.background.run(change, done)


def _row_of(node: TagNode, most: int) -> Tally:
    """A tag as a row: of one that is nested its last part, below what it is nested in."""
    count = node.uses
    name = (
        f"{'  ' * node.depth}{SEPARATOR}{node.tag.rpartition(SEPARATOR)[2]}" if node.depth else f"#{node.tag}"
    )
    what = "note" if not node.article_count else "use" if node.note_count else "article"
    return Tally(node.tag, name, count, f"{pluralize(count, what).partition(' ')[2]:<8}", most)


def _counted(node: TagNode) -> str:
    """How many notes have a tag, and how many articles."""
    return _said_of(node.note_count, node.article_count)


def _said_of(notes: int, articles: int) -> str:
    said = ((notes, "note"), (articles, "article"))
    return " · ".join(pluralize(count, what) for count, what in said if count)
