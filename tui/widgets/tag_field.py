"""Tag completion on the screen: a line of tags, and what it offers in a line of its own."""

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from textual.events import Key
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from annotations.text.canonical import showable
from tui.lists.tag_completion import complete_tag, completions, fragment_of
from tui.widgets.safe_input import SafeInput
from tui.widgets.styles import dress_of


class Offer(Widget):
    """The tags that are offered, one of them lit."""

    DEFAULT_CSS = "Offer { height: 1; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._tags: Sequence[str] = ()
        self._lit = -1

    def show(self, tags: Sequence[str], lit: int) -> None:
        """Offer other tags."""
        self._tags, self._lit = tags, lit
        self.refresh()

    def render_line(self, y: int) -> Strip:
        dress, room = dress_of(self), self.size.width
        segments: list[Segment] = []
        for at, tag in enumerate(self._tags):
            words = f"#{showable(tag)}"
            if cell_len(words) + 2 > room:
                break
            segments += [
                Segment(words, dress.accent if at == self._lit else dress.dim),
                Segment("  ", dress.base),
            ]
            room -= cell_len(words) + 2
        return Strip(segments).adjust_cell_length(self.size.width, dress.base)


class TagField(SafeInput):
    """Tags, separated by commas. The arrows light another offer, Tab or Enter takes it.

    Args:
        value: tags so far.
        known: all tags, most used first.
        takes_at_once: does Enter take the first offer without an arrow key before it? Tab does not move on then
            while something is offered for letters that have been typed.
    """

    class Finished(Message):
        """Enter, and nothing to take."""

    def __init__(
        self, value: str, known: Sequence[str], offer: Offer, *, takes_at_once: bool, id: str | None = None
    ) -> None:
        super().__init__(value, placeholder="tags, separated by commas", id=id, select_on_focus=False)
        self._known, self._offer, self._takes_at_once = known, offer, takes_at_once
        self._offered: list[str] = []
        self._lit = -1

    def on_mount(self) -> None:
        self.cursor_position = len(self.value)

    def on_focus(self) -> None:
        self._look()

    def on_blur(self) -> None:
        self._offer.show((), -1)

    def on_input_changed(self) -> None:
        self._look()

    def _look(self) -> None:
        if not self.has_focus:
            return
        self._offered = completions(self.value, self.cursor_position, self._known)
        has_letters = bool(fragment_of(self.value, self.cursor_position)[1])
        self._lit = 0 if self._offered and has_letters and self._takes_at_once else -1
        self._offer.show(self._offered, self._lit)

    def on_key(self, event: Key) -> None:
        """Light, take, or be done; all else is typed."""
        steps = {"down": 1, "up": -1}
        is_typing = bool(fragment_of(self.value, self.cursor_position)[1])
        if event.key in steps and self._offered:
            self._lit = (self._lit + steps[event.key]) % len(self._offered)
            self._offer.show(self._offered, self._lit)
        elif event.key == "tab" and self._offered and (is_typing or self._lit >= 0):
            self._take(max(self._lit, 0))
        elif event.key == "enter" and self._lit >= 0:
            self._take(self._lit)
        elif event.key == "enter":
            self.post_message(self.Finished())
        else:
            return
        event.stop()
        event.prevent_default()

    def _take(self, which: int) -> None:
        value, cursor = complete_tag(self.value, self.cursor_position, self._offered[which])
        self.value, self.cursor_position = value, cursor
        self._look()
