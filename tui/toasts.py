"""What the user is told, as toasts: news takes the place of older news, and what is said again is counted, not heaped up."""

import time
from typing import Literal, cast

from msgspec import Struct
from msgspec.structs import replace
from textual.app import App

from annotations.errors import AnnotationsError
from annotations.text.canonical import showable

Level = Literal["information", "warning", "error"]


class Told(Struct, frozen=True):
    """One toast."""

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

    def is_same(self, other: "Told") -> bool:
        """Does it say the same?"""
        return (self.message, self.title, self.level) == (other.message, other.title, other.level)


def told_now(before: list[Told], fresh: Told, now: float) -> list[Told]:
    """What is to be seen after something was told.

    News takes the place of older news; warnings and errors stay for their time, each once.
    """
    is_news = fresh.level == "information"
    kept = [old for old in before if old.until > now and not (is_news and old.level == "information")]
    same = next((old for old in kept if old.is_same(fresh)), None)
    if same is not None:
        return [replace(fresh, times=same.times + 1) if old is same else old for old in kept]
    return [*kept, fresh]


class Telling(App[None]):
    """The part of the application that speaks."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        """Nothing has been told yet."""
        super().__init__(ansi_color=ansi_color)
        self._told: list[Told] = []
        self._is_retelling = False

    def tell(self, message: str, *, title: str = "", severity: str = "information") -> None:
        """One line to the user, made safe; `severity`: information, warning or error."""
        level = severity if severity in ("warning", "error") else "information"
        now = time.monotonic()
        until = now + self.NOTIFICATION_TIMEOUT
        fresh = Told(showable(message), showable(title), cast(Level, level), until)
        self._told = told_now(self._told, fresh, now)
        self._retell()

    def tell_error(self, error: AnnotationsError) -> None:
        """What the user can put right."""
        self.tell(error.on_screen, title=error.title, severity="error")

    def hush(self) -> None:
        """Take away what was told, unless a warning is among it: it would lie over what is opened next."""
        now = time.monotonic()
        if not any(told.until > now and told.level != "information" for told in self._told):
            self.clear_notifications()

    def clear_notifications(self) -> None:
        """Take all away that was told."""
        self._told = []
        super().clear_notifications()

    def _retell(self) -> None:
        """Show what is to be seen, behind the toasts that are on their way."""
        if not self._is_retelling:
            self._is_retelling = True
            self.call_later(self._show_told)

    def _show_told(self) -> None:
        self._is_retelling = False
        super().clear_notifications()
        now = time.monotonic()
        for told in self._told:
            if told.until > now:
                self.notify(
                    told.words, title=told.title, severity=told.level, timeout=told.until - now, markup=False
                )
