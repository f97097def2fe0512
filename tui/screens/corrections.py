"""The corrections of names: what the reader said, with how far it reaches; taken back, widened, gone to."""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace

from annotations.entities.corrections import Correction, Scope, place_of
from annotations.entities.labels import human_name
from annotations.errors import SourceError
from annotations.library import Library
from annotations.model import TextSpan
from annotations.notes.correction_reach import Reach
from annotations.notes.correction_records import describe_correction, is_of_a_kind
from annotations.notes.name_corrections import KeptCorrection
from annotations.search.query import TEXT_KINDS
from annotations.search.row_filter import FilteredRow, means
from annotations.text.folding import fold
from annotations.text.plurals import pluralize
from tui.commands import Context
from tui.screens.bottom_sheet import Choice
from tui.screens.correction_scope import SCOPE_WORDS, ScopeSheet, scope_chosen
from tui.screens.list_filter import ListFilter
from tui.screens.list_screen import RowsScreen
from tui.widgets.correction_list import CorrectionList
from tui.widgets.text_pane import Piece


class CorrectionsScreen(RowsScreen):
    """Corrections, the latest first. Enter goes to where one was said."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("corrections", "list", "everywhere")

    def __init__(self) -> None:
        super().__init__()
        self._kept: list[KeptCorrection] | None = None
        self._filter = ListFilter(self, TEXT_KINDS)

    def make_list(self) -> CorrectionList:
        return CorrectionList(id="corrections")

    def load(self) -> None:
        self.gather(self.app.library.name_corrections.all, self._show_kept)

    def _show_kept(self, kept: list[KeptCorrection]) -> None:
        self._kept = kept[::-1]
        self._filter.forget()
        self.show_rows()

    def refill(self) -> None:
        if not self._filter.read(self.words):
            return
        query, answers = self._filter.query, self._filter.answers
        rows = [one for one in self._kept or () if means(query, _filtered(one), answers)]
        self.list.sentence = (
            "Reading the corrections."
            if self._kept is None
            else f"No correction has “{self.words.strip()}”. Press {self.keymap.shown('list.clear')} to see them all."
            if self.words.strip()
            else f"Nothing was corrected yet. On a name of a page {self._keys()} correct it."
        )
        self.list.show(rows)
        self.say("Corrections", "" if self._kept is None else pluralize(len(rows), "correction"))
        if self.words.strip():
            self.say_result(pluralize(len(rows), "correction"))

    def _keys(self) -> str:
        keys = [self.keymap.shown(f"page.{name}") for name in ("not-entity", "relabel", "same-as")]
        return f"{keys[0]}, {keys[1]} and {keys[2]}"

    def pane_key(self, row: KeptCorrection) -> Hashable:
        return row

    def pane_at_once(self, row: KeptCorrection) -> Sequence[Piece]:
        """What it says, how far it reaches, where it was said."""
        one = row.correction
        reach = "in all articles" if one.scope == "everywhere" else f"{SCOPE_WORDS[one.scope]}: {row.title}"
        pieces = [
            Piece(describe_correction(one), "kind:title", gap=1, most_rows=3),
            Piece(reach, most_rows=3),
        ]
        if is_of_a_kind(one):
            pieces.append(Piece(f"said of the {human_name(one.seen)}, of no other kind", "kind:byline"))
        return pieces

    # -- commands

    def do_open(self) -> None:
        row = self.list.chosen
        if row is None:
            return

        def shown(place: tuple[Path, TextSpan | None] | None) -> None:
            if place is None:
                self.app.tell("The article where this was said is not known here.")
            else:
                self.app.places.read([place[0]], 0, place[1])

        library = self.app.library
        self.app.background.run(lambda: _place_of(library, row.correction), shown)

    def do_delete(self) -> None:
        row = self.list.chosen
        if row is not None:
            said = f"Taken back: {describe_correction(row.correction)}."
            self._change(lambda library: library.name_corrections.delete([row.id]), said)

    def do_edit(self) -> None:
        """Have it hold here, for its article, or everywhere."""
        row = self.list.chosen
        if row is None:
            return
        library, correction = self.app.library, row.correction

        def reach(any_kind: bool) -> Reach:
            rule = replace(correction, scope="everywhere", any_kind=any_kind)
            return library.reach(rule, instead_of=correction)

        def asked(mentions: dict[Scope, int | None]) -> None:
            said = describe_correction(correction)
            sheet = ScopeSheet(said, mentions, reach, seen=correction.seen, article=row.title)
            self.app.push_screen(sheet, done)

        def done(choice: Choice | None) -> None:
            if (chosen := scope_chosen(choice)) is None:
                return
            scope, any_kind = chosen
            if scope == correction.scope == "article":
                any_kind = correction.any_kind
            if (scope, any_kind) != (correction.scope, correction.any_kind):
                said = f"{describe_correction(correction)} {SCOPE_WORDS[scope]}."
                corrections = library.name_corrections
                self._change(lambda _: corrections.change_scope(row.id, scope, any_kind=any_kind), said)

        self.app.background.run(lambda: _narrower(library, correction), asked)

    def _change(self, work: Callable[[Library], object], said: str) -> None:
        """Change the store, and show what it holds then."""
        library = self.app.library

        def changing() -> None:
            work(library)
            library.mentions.catch_up()

        self.change(changing, f"{said} {self.keymap.shown('everywhere.undo')} takes that back.")


def _narrower(library: Library, correction: Correction) -> dict[Scope, int | None]:
    """The scopes within the article where it was said, with how many mentions it would change; none if that is gone."""
    path = library.path_of(correction.article) if correction.article else None
    if path is None:
        return {}
    try:
        article = library.read(path)
    except SourceError:
        return {}
    of_article = replace(correction, scope="article", article=article.id)
    is_known = library.known_entities(article) is not None
    count = library.article_entities.count_changed(article, [of_article], correction) if is_known else None
    is_placed = place_of(article.text, correction) is not None
    return {"here": 1, "article": count} if is_placed else {"article": count}


def _filtered(kept: KeptCorrection) -> FilteredRow:
    """What the filter looks at: fields are asked of the article in which it was said."""
    one = kept.correction
    return FilteredRow(fold(f"{describe_correction(one)}\n{one.scope}\n{kept.title}"), one.article)


def _place_of(library: Library, correction: Correction) -> tuple[Path, TextSpan | None] | None:
    """The file of the article where it was said, and the words in it; None where it is gone.

    Raises:
        SourceError: it can't be read.
    """
    path = library.path_of(correction.article) if correction.article else None
    if path is None:
        return None
    text = library.read(path).text
    span = place_of(text, correction)
    if span is None and (at := text.find(correction.text)) >= 0:
        span = TextSpan(at, at + len(correction.text))
    return path, span
