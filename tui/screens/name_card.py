"""The card of a name: kind, dates, bars by month, company, the reader's notes, and every mention, as a concordance."""

from collections.abc import Hashable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from textual import work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Resize
from textual.worker import get_current_worker

from annotations.entities.corrections import name_now
from annotations.entities.labels import human_name
from annotations.mentions.card import Card, Mention, name_of
from annotations.mentions.company import kinds_beside, said_of_company
from annotations.mentions.names import NameCount, Where, list_names
from annotations.mentions.spelling import offer_joins
from annotations.model import Article, TextSpan
from annotations.notes.correction_records import short_name
from annotations.notes.query import AnchoredNote
from annotations.search.query import TEXT_KINDS
from annotations.search.row_filter import NOTED_KINDS, FilteredRow, means
from annotations.text.folding import fold
from annotations.text.plurals import pluralize
from tui.commands import Context
from tui.screens.base_screen import is_open
from tui.screens.list_filter import ListFilter
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.name_edits import NameEdits
from tui.screens.name_panes import about, month_bars, with_whom
from tui.theme import group_of
from tui.widgets.mention_list import ArticleLine, MentionList, MentionRow
from tui.widgets.text_pane import Pane, Piece

_MOST_COMPANY = 40
_BARS_CELLS = 60
_HEAD_ROWS = 6


class NameCardScreen(RowsScreen):
    """What is known of one name. Enter goes to a mention or a note, q comes back."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("card", "name", "list", "everywhere")

    def __init__(self, name: NameCount, where: Where) -> None:
        """Take the name, and the articles that are looked at."""
        super().__init__()
        self._named, self._where = name, where
        self._opened = name
        """As it was called when the card was opened: what is said of it later is followed from there, and back."""
        self._card: Card | None = None
        self._others: Sequence[NameCount] = ()
        self._offers: dict[str, str] = {}
        self._is_backwards = False
        """Are the oldest mentions shown first?"""
        self._filter = ListFilter(self, TEXT_KINDS)
        self.about = Pane(id="about", margin=3)
        self.parts = (
            NameEdits(
                lambda: self.app,
                lambda: [self._named],
                lambda: self._others,
                lambda name: self._offers.get(name.name, ""),
                self.load,
                at=self._mention_chosen,
            ),
        )

    def _mention_chosen(self) -> Mention | None:
        row = self.list.chosen
        return row if isinstance(row, Mention) else None

    def make_list(self) -> MentionList:
        return MentionList(id="mentions")

    def compose(self) -> ComposeResult:
        """What is known of it stands above its mentions."""
        yield self.head
        with self.body:
            with Vertical():
                yield self.header
                yield self.about
                yield self.list
            yield self.pane
        yield self.foot

    def on_mount(self) -> None:
        self.about.styles.height = _HEAD_ROWS
        self.about.show(about(self._named, human_name(self._named.label), ()))

    def on_resize(self, event: Resize) -> None:
        super().on_resize(event)
        self._show_about()

    @work(thread=True, exclusive=True, group="card")
    def load(self) -> None:
        worker, library, opened = get_current_worker(), self.app.library, self._opened
        library.mentions.catch_up()
        index = library.mentions.index
        now = name_now(opened.name, library.name_corrections.corrections(""), opened.label)
        known = (name_of(index, *one, self._where) for one in (now, (opened.name, opened.label)))
        name = next(filter(None, known), replace(opened, mentions=0, articles=0, first=None, last=None))
        card = library.card(name, self._where)
        if worker.is_cancelled:
            return
        self.app.call_from_thread(self._show_card, card)
        others = list_names(index, self._where)
        self.app.call_from_thread(self._know_others, others, offer_joins(others, library.mentions.apart()))

    def _know_others(self, others: Sequence[NameCount], offers: dict[str, str]) -> None:
        self._others, self._offers = others, offers
        self._show_about()

    def _show_card(self, card: Card) -> None:
        self._card, self._named = card, card.name
        self._filter.forget()
        self.show_rows()
        self._show_about()

    def _show_about(self) -> None:
        card = self._card
        if card is None or not is_open(self):
            return
        pieces = about(card.name, human_name(card.name.label), card.aliases)
        if offer := self._offers.get(card.name.name):
            pieces.append(
                Piece(f"The same as {offer}? {self.keymap.shown('name.join')} joins them.", most_rows=1)
            )
        pieces += month_bars(card.mentions, _BARS_CELLS, f"label:{group_of(card.name.label)}")
        if not self.pane.display and card.beside:
            company = card.beside[:_MOST_COMPANY]
            said = said_of_company(company, kinds_beside(card.name, company))
            pieces.append(Piece(f"with {said}", most_rows=1))
        self.about.styles.height = sum(piece.gap + 1 for piece in pieces) + 1
        self.about.show(pieces)

    def refill(self) -> None:
        card = self._card
        self.list.sentence = (
            "Looking it up."
            if card is None
            else f"Nothing here has “{self.words.strip()}”."
            if self.words.strip()
            else "It is mentioned nowhere any more: the articles or your corrections have changed."
        )
        if not self._filter.read(self.words):
            return
        rows = [*_rows(card, self._filter, is_backwards=self._is_backwards)] if card is not None else []
        self.list.show(rows)
        mentions = sum(isinstance(row, Mention) for row in rows)
        asked = (filter_said("", self._where.asked), filter_said("", self.words))
        said = " · ".join(filter(None, (*asked, pluralize(mentions, "mention"))))
        if self.words.strip():
            self.say_result(pluralize(mentions, "mention"))
        self.say(f"Names › {self._named.name}", said if card is not None else "")

    # -- the pane: company

    def pane_key(self, row: MentionRow) -> Hashable:
        """The same beside every mention, as long as the company is."""
        return (self._card.name, *self._card.beside) if self._card is not None else ()

    def pane_at_once(self, row: MentionRow) -> Sequence[Piece]:
        """Who appears with it, and how near."""
        card = self._card
        if card is None or not card.beside:
            return ()
        near = [one for one in card.beside if one.sentences][:_MOST_COMPANY]
        twins = kinds_beside(card.name, card.beside)
        pieces = [Piece("With, in articles", "strong", gap=1)]
        pieces += [with_whom(one, twins) for one in card.beside[: _MOST_COMPANY // 2]]
        if near:
            pieces.append(Piece("In the same sentence", "strong", gap=1))
            ordered = sorted(near, key=lambda one: (-one.sentences, one.name))[: _MOST_COMPANY // 2]
            pieces += [with_whom(replace(one, articles=one.sentences), twins) for one in ordered]
        return pieces

    # -- commands

    def do_open(self) -> None:
        row = self.list.chosen
        if isinstance(row, Mention):
            paths = list(dict.fromkeys(one.path for one in self.list.rows if isinstance(one, Mention)))
            self.app.places.read(paths, paths.index(row.path), row.span)
        elif isinstance(row, AnchoredNote):
            if row.path is not None:
                self.app.places.read([row.path], 0, row.anchor.span or self._first_in(row.path))
            else:
                self.app.tell("The file of this article is not there any more.")

    def _first_in(self, path: Path) -> TextSpan | None:
        """Where the name stands first in an article: there a note on it is seen."""
        mentions = self._card.mentions if self._card is not None else ()
        return next((one.span for one in mentions if one.path == path), None)

    def do_reverse(self) -> None:
        """Oldest first, its very first mention above all others, or newest first again."""
        self._is_backwards = not self._is_backwards
        self.refill()
        self.list.move(-len(self.list.rows))
        self.app.tell("The oldest mention first." if self._is_backwards else "The newest article first.")

    def do_company(self) -> None:
        self.app.places.company(self._named, self._where)

    def do_note(self) -> None:
        """Write a note on the name, in the article of the chosen mention, else of the newest."""
        card, row = self._card, self.list.chosen
        if card is None or not card.mentions:
            return
        mention = row if isinstance(row, Mention) else card.mentions[0]
        library = self.app.library
        self.app.background.run(lambda: library.read(mention.path), self._write_note)

    def _write_note(self, article: Article) -> None:
        from tui.screens.note_editor import note_on_name

        known = [tag for tag, _ in self.app.library.tags()]
        self.app.push_screen(note_on_name(article, self._named.name, self._named.label, known))

    def do_copy(self) -> None:
        mentions = [row for row in self.list.rows if isinstance(row, Mention)]
        if not mentions:
            return
        words = "\n".join(_citation(one) for one in mentions)
        self.app.copy_to_clipboard(words)
        self.app.system_clipboard.copy(words)
        self.app.tell(f"Copied: {pluralize(len(mentions), 'mention')} of {short_name(self._named.name)}.")

    def do_export(self) -> None:
        """Write the card as a page of Markdown, where one says."""
        from tui.screens.line_input import LineEditor

        card = self._card
        if card is None:
            return

        def typed(to: str | None) -> None:
            if to and to.strip():
                self.app.background.run(
                    lambda: _write(card, to.strip()), lambda path: self.app.tell(f"Written: {path}")
                )

        title, rule = (
            f"Write the page of {short_name(self._named.name)}",
            "To a folder, or a file that ends in .md",
        )
        to = self.app.settings.export.to
        self.app.push_screen(LineEditor(title, to, path="folder", rule=rule), typed)


def _write(card: Card, to: str) -> Path:
    from annotations.exporters.name_page import write_name_page

    return write_name_page(card, to)


def _rows(card: Card, typed: ListFilter, *, is_backwards: bool) -> Iterator[MentionRow]:
    """Notes, then mentions under the titles of their articles; `is_backwards`: of the oldest first, undated ones last."""
    beyond_notes = {term: keys for term, keys in typed.answers.items() if term.kind not in NOTED_KINDS}
    notes = [note for note in card.notes if means(typed.query, _filtered_note(note), beyond_notes)]
    if notes:
        yield ArticleLine("Your notes", len(notes), what="note")
        yield from notes
    mentions = [
        one
        for one in card.mentions
        if means(typed.query, FilteredRow(fold(f"{one.title}\n{one.passage}"), one.article), typed.answers)
    ]
    if is_backwards:
        mentions.sort(key=lambda one: (one.published or date.max, one.title, one.article))
    counts: dict[str, int] = {}
    for one in mentions:
        counts[one.article] = counts.get(one.article, 0) + 1
    article = ""
    for one in mentions:
        if one.article != article:
            if article or notes:
                yield ArticleLine()
            article = one.article
            yield ArticleLine(one.title, counts[article], one.published)
        yield one


def _filtered_note(one: AnchoredNote) -> FilteredRow:
    note = one.annotation
    return FilteredRow(fold(f"{one.title}\n{note.note}\n{note.quote}"), note.target.source, note)


def _citation(mention: Mention) -> str:
    day = f", {mention.published.isoformat()}" if mention.published is not None else ""
    return f"“{' '.join(mention.passage.split())}” — {mention.title}{day}"
