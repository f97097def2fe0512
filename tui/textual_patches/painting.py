"""The application as Textual has it, with what it does differently here: when a frame is painted, and when a key is heard."""

import sys
from functools import cached_property
from typing import Any

from rich.console import RenderableType
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.events import Event, Key, Paste, Resize, ScreenResume, ScreenSuspend
from textual.screen import Screen

from annotations.text.canonical import showable_lines
from tui.textual_patches.first_frame import FirstFrame
from tui.textual_patches.frame_diff import FrameDiff, TerminalCells
from tui.textual_patches.slow_terminal import Backlog, Line, can_answer
from tui.textual_patches.typeahead import Typeahead


class PatchedApp(App[None]):
    """Frames wait until they are whole and the terminal takes them; keys wait for those before them."""

    ALLOW_SELECT = False
    """The page selects by itself. Textual's selecting fails where the widget under a press of the mouse is just going."""
    typed_before = b""
    """What was typed before the driver reads."""

    _styled: str | None = None
    """The theme that all styles were made for."""

    def begin_with_theme(self) -> None:
        """Make styles for the theme that is chosen before anything is shown."""
        self._styled = self.theme
        self.stylesheet.set_variables(self.get_css_variables())

    def refresh_css(self, animate: bool = True) -> None:
        """Make all styles anew, unless it is for the theme that they were made for: Textual does so once when it starts.

        Without: a twentieth of the time from the start to the first frame.
        """
        if self._styled != self.theme:
            self._styled = self.theme
            super().refresh_css(animate)

    def get_driver_class(self) -> type[Driver]:
        """Our own for the terminals of Linux and macOS, unless another one is asked for."""
        usual = super().get_driver_class()
        if usual.__name__ != "LinuxDriver":
            return usual
        from tui.textual_patches.terminal_input import TerminalDriver

        return TerminalDriver

    @cached_property
    def typeahead(self) -> Typeahead:
        """What was typed and has not been heard yet."""
        return Typeahead(self)

    @cached_property
    def first_frame(self) -> FirstFrame:
        """Holds a frame back until it is whole."""
        return FirstFrame(self)

    @cached_property
    def terminal_cells(self) -> TerminalCells:
        return TerminalCells()

    @cached_property
    def backlog(self) -> Backlog:
        """What the terminal has not taken yet."""
        return Backlog(self, self.line)

    @cached_property
    def line(self) -> Line:
        """The way to the terminal. Only our own driver hears answers."""
        line = Line()
        line.is_asked = type(self._driver).__name__ == "TerminalDriver" and can_answer()
        return line

    async def on_event(self, event: Event) -> None:
        """Keys go through one by one. What is pasted is text to show like any other: without control characters."""
        if isinstance(event, Resize):
            self.terminal_cells.forget()
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if isinstance(event, Paste):
                event.text = showable_lines(event.text)
            if self.typeahead.keeps(event):
                return
        await super().on_event(event)

    def push_screen(self, screen: Any, *args: Any, **more: Any) -> Any:
        """Open a screen; it is painted when it is whole."""
        opening = super().push_screen(screen, *args, **more)
        self.first_frame.hold_for(self.screen)
        return opening

    def raise_screen(self, screen: Screen[Any]) -> None:
        """Bring a screen that lies below others to the front; they stay, below it. Textual can only leave them."""
        stack = self._screen_stack
        covered = stack[-1]
        stack.remove(screen)
        stack.append(screen)
        self.capture_mouse(None)
        covered.post_message(ScreenSuspend())
        screen.post_message(ScreenResume())
        self.screen_change_signal.publish(screen)

    def drop_screen(self, screen: Screen[Any]) -> None:
        """Leave a screen that lies below others."""
        self._screen_stack.remove(screen)
        screen._pop_result_callback()
        screen.remove()

    def _handle_exception(self, error: Exception) -> None:
        """A screen that opens while all are being closed finds no widgets of its own: that is no error any more."""
        if not (self._exit and isinstance(error, NoMatches)):
            super()._handle_exception(error)

    def _fatal_error(self) -> None:
        """Textual's own prints all variables; if it is called no more that comes back."""
        if not self._exit_renderables:
            from rich.text import Text

            from tui.textual_patches.crash_report import report_crash

            error = sys.exception() or self._exception
            self._exit_renderables.append(
                Text(report_crash(error) if error is not None else "postil has ended")
            )
        self._close_messages_no_wait()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint, unless a screen that opens is not whole yet or the terminal is behind.

        Textual's own; if that calls it no more one sees more frames, nothing else.
        """
        if not self.first_frame.is_awaited and not self.backlog.is_too_long():
            frame: Any = renderable
            if isinstance(renderable, LayoutUpdate | ChopsUpdate):
                frame = FrameDiff(renderable, self.terminal_cells, self.line.sent)
            super()._display(screen, frame)
