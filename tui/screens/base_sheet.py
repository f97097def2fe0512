"""What every sheet has in common: a frame over the screen, which stays in view behind it, with the keys in its border."""

from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar, cast

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Center, Vertical
from textual.content import Content
from textual.errors import NoWidget
from textual.events import Click
from textual.screen import ModalScreen

from annotations.text.canonical import showable
from tui.base_app import BaseApp
from tui.widgets.press_key import press
from tui.widgets.status_line import ChromeLine

Answer = TypeVar("Answer")
_CORNERS_CELLS = 6


class Band(Center):
    """The rows of the screen that a sheet takes: no bits of what lies behind stand at its sides."""

    DEFAULT_CSS = "Band { width: 100%; height: auto; background: $background; }"


class Frame(Vertical):
    """The frame. Keys that its border has no room for leave, those before the last first."""

    keys = ""
    _shown: Sequence[str] = ()

    def on_resize(self) -> None:
        self.say_keys(self.keys)

    def say_keys(self, keys: str) -> None:
        """Say what the keys do now, two blanks between them."""
        self.keys, parts = keys, keys.split("  ")
        room = self.outer_size.width - _CORNERS_CELLS
        while room > 0 and len(parts) > 2 and cell_len("  ".join(parts)) > room:
            del parts[-2]
        self._shown = parts
        self.border_subtitle = cast("Any", Content("  ".join(parts)))

    def on_click(self, event: Click) -> None:
        """A click on what a key does, in the border, is that key."""
        if event.widget is not self or event.y != self.outer_size.height - 1:
            return
        at = self.outer_size.width - _CORNERS_CELLS // 2 - cell_len("  ".join(self._shown))
        for part in self._shown:
            if at <= event.x < at + cell_len(part):
                press(self, part.split()[0])
            at += cell_len(part) + 2


class BaseSheet(ModalScreen[Answer], Generic[Answer]):
    """A framed sheet at the bottom, dismissed with an answer."""

    DEFAULT_CSS = """
    BaseSheet { align: center bottom; background: transparent; }
    BaseSheet Vertical {
        width: 100%; max-width: 110; height: auto; border: round $accent; padding: 0 1;
    }
    BaseSheet Input, BaseSheet Input:focus, BaseSheet TextArea, BaseSheet TextArea:focus {
        border: none; height: 1; padding: 0; background: $background;
    }
    """

    closes_beside: ClassVar[bool] = False
    """Does a click beside it leave it?"""
    opened_by: ClassVar[str] = ""
    """The key whose hint closes it again."""

    def __init__(self, title: str, keys: str) -> None:
        """Take what stands in the border: what the sheet is about, and what the keys do."""
        super().__init__()
        self.frame = Frame()
        self.say_title(title)
        self.say_keys(keys)

    @property
    def app(self) -> BaseApp:  # type: ignore[override]  # Textual's own is a property too
        return cast("BaseApp", super().app)

    def compose(self) -> ComposeResult:
        with Band(), self.frame:
            yield from self.compose_sheet()

    def compose_sheet(self) -> ComposeResult:
        raise NotImplementedError

    def on_click(self, event: Click) -> None:
        """Beside a sheet where nothing can be lost a click closes it, and does what it is on in the lines below and above."""
        if not (
            self.is_current and self.closes_beside
        ):  # of two clicks the second may come when it is closed
            return
        if self.frame.region.contains(event.screen_x, event.screen_y):
            return
        below = self.app.screen_stack[-2]
        self.dismiss(None)
        try:
            line = below.get_widget_at(event.screen_x, event.screen_y)[0]
        except NoWidget:  # the window is smaller than it was, or than the mouse says
            return
        if (
            isinstance(line, ChromeLine)
            and (key := line.key_at(event.screen_x - line.region.x)) != self.opened_by
        ):
            press(line, key)

    def dismiss(self, result: Answer | None = None) -> AwaitComplete:
        """Close it with an answer; one that is closed already, as by the first of two clicks, is no other screen's to close.

        Textual closes whatever is uppermost.
        """
        return super().dismiss(result) if self.is_current else AwaitComplete()

    def say_title(self, title: str) -> None:
        """Say in the border what it is about; made safe, never read as markup."""
        self.frame.border_title = cast("Any", Content(showable(title)))

    def say_keys(self, keys: str) -> None:
        """Say in the border what the keys do now, two blanks between them."""
        self.frame.say_keys(keys)
