"""The tour, `postil --tour`: two minutes in which the program shows itself on the samples, until a key is pressed.

It presses the keys that it tells of, so that what one sees is the program itself.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from textual.events import Key
from textual.widgets import Static

from tui.base_app import BaseApp

_READ_S = 6.0
"""So long is a line of the tour read."""
_KEY_S = 0.25
_NAMES = {"enter": "\r", "escape": None, "ctrl+s": None, "alt+2": None, " ": " "}


class Step(Struct, frozen=True):
    """A line, and what is pressed when it has been read; "=words" is typed letter by letter."""

    words: str
    keys: tuple[str, ...] = ()


STEPS: Sequence[Step] = (
    Step("Your articles, the newest first. j and k move, Enter opens.", ("j", "j", "k")),
    Step("/ searches titles, texts and notes as you type.", ("/", "=envoy")),
    Step("Enter opens the best of it at the hit; Tab would stay in the list of what was found.", ("enter",)),
    Step("n goes to the next hit, Esc forgets them.", ("n", "n", "escape")),
    Step("j scrolls, } goes to the next paragraph, J to the next article.", ("j", "}", "}")),
    Step("Names are in colour: e goes to the next one, * to where it is named again.", ("e", "e", "e")),
    Step("v selects the word at the caret; w, ) and } go on from there.", ("v", "w", "w", "w")),
    Step("a writes a note on it; #word is a tag; Ctrl-S saves.", ("a", "=Who says so? #to-verify", "ctrl+s")),
    Step("It stays on its words, also when the article changes. 2 shows all notes.", ("alt+2",)),
    Step("1 articles, 2 notes, 3 names, 4 tags; q goes back to where you came from.", ("4", "q", "q")),
    Step("s writes the notes as Markdown, for Obsidian or anything else.", ()),
    Step("? lists the keys that work where you are, : finds a command by its name.", ("?",)),
    Step("Esc closes it.", ("escape",)),
    Step("That is all. Try anything: these are samples, in a library of their own. Q leaves."),
)


class Caption(Static):
    """The line of the tour, below whatever is on the screen."""

    DEFAULT_CSS = """
    Caption {
        dock: bottom; height: 3; width: 100%; padding: 0 2; background: $panel; color: $foreground;
        border-top: solid $accent;
    }
    """


class Tour:
    """Plays the steps. All of it runs on the application's own thread."""

    def __init__(self, app: BaseApp, *, read_s: float = _READ_S, key_s: float = _KEY_S) -> None:
        """Take the application, and the pace."""
        self._app, self._read_s, self._key_s = app, read_s, key_s
        self._sent: list[Key] = []
        self._caption: Caption | None = None
        self._playing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin when the first screen is there."""
        self._playing = asyncio.create_task(self._play())

    @property
    def is_over(self) -> bool:
        """Has it ended, by itself or by a key?"""
        return self._playing is not None and self._playing.done()

    def has_sent(self, event: Key) -> bool:
        """Is it a key that the tour has pressed?"""
        return any(event is key for key in self._sent)

    async def stop(self) -> None:
        """A key was pressed: leave everything as it is."""
        if self._playing is not None:
            self._playing.cancel()
        await self._take_away()

    async def _play(self) -> None:
        for step in STEPS:
            await self._say(step.words)
            await asyncio.sleep(self._read_s)
            for key in step.keys:
                for one in key[1:] if key.startswith("=") else [key]:
                    await self._press(one)
        await asyncio.sleep(self._read_s)
        await self._take_away()

    async def _press(self, key: str) -> None:
        """Press a key, and wait until it has been heard."""
        character = _NAMES.get(key, key)
        event = Key("space" if key == " " else key, character)
        self._sent = [*self._sent[-50:], event]
        self._app.post_message(event)
        await asyncio.sleep(self._key_s)
        await self._app.typeahead.settled()

    async def _say(self, words: str) -> None:
        """Say a line on the screen that is in front now."""
        await self._take_away()
        self._caption = Caption(f"{words}\n[dim]Any key ends the tour.[/]")
        mounting: Any = self._app.screen.mount(self._caption)
        await mounting

    async def _take_away(self) -> None:
        caption, self._caption = self._caption, None
        if caption is not None and caption.is_attached:
            await caption.remove()
