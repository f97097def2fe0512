"""Toasts (notifications): news takes the place of older news, and what is said again is counted, not heaped up."""

import time
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import App

from annotations.text.canonical import showable
from tui.page.wrapping import wrap

Level = Literal["information", "warning", "error"]
_READ_SECONDS = 1.0
"""News that has been seen for so long goes with the next key: it lies over words."""
_MOST_CELLS, _SHARE_PERCENT, _EDGE_CELLS = 60, 70, 3
"""How wide a toast is (`tui.app.PostilApp.CSS`), with its edge and padding."""
_MOST = 3
"""More at once would hide what they are about; the oldest leave, news before all else."""


class ToastText(Struct, frozen=True):
    """What one toast says."""

    message: str
    title: str
    level: Level
    until: float
    """On the monotonic clock, in seconds."""
    times: int = 1

    @property
    def words(self) -> str:
        """With how often it was said."""
        return self.message if self.times == 1 else f"{self.message}  (×{self.times})"

    def is_same(self, other: "ToastText") -> bool:
        """Does it say the same?"""
        return (self.message, self.title, self.level) == (other.message, other.title, other.level)


def toasts_now(before: list[ToastText], fresh: ToastText, now: float) -> list[ToastText]:
    """What is to be seen after something was told.

    News takes the place of older news; warnings and errors stay for their time, each once, and never many at once.
    """
    is_news = fresh.level == "information"
    kept = [old for old in before if old.until > now and not (is_news and old.level == "information")]
    same = next((old for old in kept if old.is_same(fresh)), None)
    if same is not None:
        return [replace(fresh, times=same.times + 1) if old is same else old for old in kept]
    leaving = sorted(kept, key=lambda old: old.level != "information")[: max(len(kept) + 1 - _MOST, 0)]
    return [*(old for old in kept if old not in leaving), fresh]


class Toasts:
    """What the application tells the user just now, shown with Textual's notifications."""

    def __init__(self, app: App[None]) -> None:
        self._app = app
        self._toasts: list[ToastText] = []
        self._is_due = False

    def add(self, message: str, *, title: str = "", severity: str = "information") -> None:
        """One line to the user, made safe; `severity`: information, warning or error."""
        level = severity if severity in ("warning", "error") else "information"
        now = time.monotonic()
        until = now + self._app.NOTIFICATION_TIMEOUT
        fresh = ToastText(showable(message), showable(title), cast(Level, level), until)
        self._toasts = toasts_now(self._toasts, fresh, now)
        self._show_soon()

    def hush(self) -> None:
        """Before another screen or sheet is opened: only errors, and warnings not read yet, go along to it."""
        unread = self._unread
        self._keep(
            [
                toast
                for toast in self._toasts
                if toast.level == "error" or (toast.level == "warning" and toast in unread)
            ]
        )

    def key_pressed(self) -> None:
        """Take away news that has been read by now; warnings and errors stay for their time."""
        unread = self._unread
        self._keep([toast for toast in self._toasts if toast.level != "information" or toast in unread])

    @property
    def _unread(self) -> list[ToastText]:
        shown_until = time.monotonic() + self._app.NOTIFICATION_TIMEOUT - _READ_SECONDS
        return [toast for toast in self._toasts if toast.until > shown_until]

    def _keep(self, kept: list[ToastText]) -> None:
        if len(kept) < len(self._toasts):
            self._toasts = kept
            self._show_soon()

    def clear(self) -> None:
        self._toasts = []
        self._app.clear_notifications()

    def _show_soon(self) -> None:
        if not self._is_due:
            self._is_due = True
            self._app.call_later(self._show)  # behind the toasts that are on their way

    def _show(self) -> None:
        self._is_due = False
        for screen in self._app.screen_stack:
            # Textual takes toasts out of their holders and leaves those: a key took a fifth longer with 200 of them.
            screen.query("ToastHolder").remove()
        self._app.clear_notifications()
        now = time.monotonic()
        for toast in self._toasts:
            left_s = toast.until - now
            if left_s > 0:
                self._app.notify(
                    _wrapped(toast.words, self._app.size.width),
                    title=toast.title,
                    severity=toast.level,
                    timeout=left_s,
                    markup=False,
                )


def _wrapped(words: str, width_cells: int) -> str:
    """Words on the lines of a toast: text without blanks between its words goes on where the words before it end.

    Textual takes it for one long word and begins a line with it.
    """
    if cell_len(words) == len(words):
        return words
    room = max(min(_MOST_CELLS, width_cells * _SHARE_PERCENT // 100) - _EDGE_CELLS, 8)
    lines = words.split("\n")
    return "\n".join(
        line[start:end].rstrip() for line in lines for start, end in wrap(line, 0, len(line), room)
    )
