"""Commands of the selecting mode, and the mouse."""

from annotations.model import TextSpan
from annotations.text.boundaries import word_at
from tui.keymap import shown_key
from tui.page import motions
from tui.page.motions import Motion
from tui.page.viewport import Viewport
from tui.reader.open_page import OpenPage
from tui.widgets.mouse import Mouse
from tui.widgets.status_line import Part

LOST = "The words you had selected are gone from the text."


class SelectionCommands:
    """`v`, `V` and what is heard while something is selected."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._pointed_at = 0
        """What the first of several clicks was on (code point): the text may have moved below the mouse."""

    # -- beginning and ending

    def do_select(self) -> None:
        """The hit or name under the caret, else the first word of the focused paragraph's top visible line."""
        page, caret = self._page, self._page.view.cover.caret
        is_whole = caret is not None and (
            caret == page.shown_names.at(caret.start) or caret in page.finder.within(caret)
        )
        if caret is not None and is_whole:
            page.selection.begin(caret)
        else:
            page.selection.begin_word(page.here)
        self._begun()

    def do_select_sentence(self) -> None:
        span = self._page.selection.span
        self._page.selection.begin_sentence(span.start if span is not None else self._page.here)
        self._begun()

    def _begun(self) -> None:
        """Show it; the reading line stays where it is unless what is selected begins out of view."""
        span, viewport = self._page.selection.span, self._page.view.viewport
        if span is not None and viewport is not None and viewport.y_of(span.start) is None:
            self._page.view.goto(span.start)
        self._page.show_selection()

    def do_leave(self) -> None:
        """As in vim the caret is where the moving end was; one that has not moved leaves it where it was."""
        page, head, has_moved = self._page, self._page.selection.head, self._page.selection.has_moved
        page.leave_selection()
        if has_moved and head is not None and page.article is not None:
            page.set_caret(word_at(page.article.text, head.start))

    def do_swap(self) -> None:
        self._page.selection.swap()
        self._page.show_head()

    def again(self, span: TextSpan | None, *, is_backward: bool) -> None:
        """Select the same words in the changed text; None: they are gone."""
        selection = self._page.selection
        if span is not None:
            selection.begin(span, is_backward=is_backward)
        else:
            selection.lose()
            self._page.tell(LOST, severity="warning")
        self._page.show_selection()

    def tell_unheard(self, key: str) -> None:
        """A key that means nothing now says so, and what comes before it where it belongs to the other mode."""
        page, shown = self._page, shown_key(key)
        is_selecting = page.selection.span is not None
        if is_selecting and page.keymap.command(("page",), key) is not None:
            page.tell(f"{shown} is not for a selection: {page.key('select.leave')} leaves it.")
        elif not is_selecting and page.keymap.command(("select",), key) is not None:
            word, sentence = page.key("page.select"), page.key("page.select-sentence")
            page.tell(f"{shown} is for a selection: {word} selects a word, {sentence} the sentence.")
        else:
            page.tell(f"{shown} does nothing here: {page.key('everywhere.help')} shows the keys.")

    # -- motions

    def _move(self, motion: Motion, count: int) -> None:
        self._page.selection.move(motion, count)
        self._page.show_head()

    @property
    def _viewport(self) -> Viewport | None:
        return self._page.view.viewport if self._page.selection.span is not None else None

    def do_right(self, count: int) -> None:
        self._move(motions.right, count)

    def do_left(self, count: int) -> None:
        self._move(motions.left, count)

    def do_word(self, count: int) -> None:
        self._move(motions.next_word, count)

    def do_word_back(self, count: int) -> None:
        self._move(motions.previous_word, count)

    def do_word_end(self, count: int) -> None:
        self._move(motions.word_end, count)

    def do_sentence(self, count: int) -> None:
        self._page.selection.move_sentences(count)
        self._page.show_head()

    def do_sentence_back(self, count: int) -> None:
        self._move(motions.previous_sentence, count)

    def do_paragraph(self, count: int) -> None:
        self._page.selection.move_paragraphs(count)
        self._page.show_head()

    def do_paragraph_back(self, count: int) -> None:
        self._page.selection.move_paragraphs_back(count)
        self._page.show_head()

    def do_line_start(self) -> None:
        if (viewport := self._viewport) is not None:
            self._page.selection.move_to_line_start(viewport)
            self._page.show_head()

    def do_line_end(self) -> None:
        if (viewport := self._viewport) is not None:
            self._page.selection.move_to_line_end(viewport)
            self._page.show_head()

    def do_line_down(self, count: int) -> None:
        if (viewport := self._viewport) is not None:
            self._page.selection.move_lines(viewport, count)
            self._page.show_head()

    def do_line_up(self, count: int) -> None:
        self.do_line_down(-count)

    def do_inside(self) -> None:
        """As in vim: the whole word, sentence or paragraph that the moving end is in, whichever letter comes."""
        page, selection = self._page, self._page.selection
        objects = {
            "w": ("word", selection.begin_word),
            "s": ("sentence", selection.begin_sentence),
            "p": ("paragraph", selection.begin_block),
        }

        def chosen(letter: str) -> None:
            head = selection.head
            if letter in objects and head is not None:
                objects[letter][1](head.start)
                page.show_selection()
            elif head is not None:
                page.tell(f"Select: {', '.join(f'{key} {name}' for key, (name, _) in objects.items())}.")

        choices = [Part(f"{key} {name}", 8, pressed=key) for key, (name, _) in objects.items()]
        page.prompt.ask("Select what?", chosen, choices=choices)

    def do_grow(self) -> None:
        self._page.selection.grow(self._page.shown_names.at)
        self._page.show_selection()

    def do_shrink(self) -> None:
        self._page.selection.shrink(self._page.shown_names.at)
        self._page.show_selection()

    # -- the mouse

    def pointed(self, event: Mouse.Pointed) -> None:
        """One click focuses, two take the word, three the sentence; on the link that the caret is on any more follows it."""
        page = self._page
        at = event.offset if event.clicks == 1 else self._pointed_at
        self._pointed_at = at
        link = page.link_at(at) if page.selection.span is None else None
        if link is not None and link.span == page.view.caret and page.under_caret() is None:
            from tui.reader.links import follow_link

            follow_link(page, link)
            return
        page.view.move(lambda viewport: viewport.focus(at))
        if event.clicks == 1:
            page.leave_selection()
            self._point(at)
            return
        if event.clicks == 2:
            page.selection.begin_word(at)
        else:
            page.selection.begin_sentence(at)
        self._begun()

    def _point(self, at: int) -> None:
        """Put the caret on what was clicked: a name, a note, a link; a note that is folded is shown, as by its mark."""
        page = self._page
        name, noted, link = page.shown_names.at(at), page.notes.highlights.at(at), page.link_at(at)
        note = page.notes.on_words(noted) if name is None else None
        linked = link.span if link is not None else None
        page.set_caret(name or linked or noted, note=note or "" if link is None else "")
        if note is not None:
            page.show_note(note)

    def dragged(self, event: Mouse.Dragged) -> None:
        """Select from one place to the other."""
        self._page.selection.drag(event.start, event.end)
        self._page.show_selection()
