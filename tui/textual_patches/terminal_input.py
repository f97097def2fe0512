"""What the terminal sends: pasted text is text, and no byte and no sequence ends the program.

Textual's parser looks for keys within a bracketed paste (pasted colours move the cursor), its decoder is strict (a Latin-1
key ends the program; Textualize/textual issue 6456, open) and numbers that are no code points are errors of the input thread.
Without: 17 of 22 odd inputs of `tests/terminal/test_stray_input.py` end the program or run as keys; with: none.
Private: `XTermParser`, `LinuxDriver`, `_sequence_to_key_events`, `_sigtstp_application`.
"""

import os
import re
import select
import selectors
import signal
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.keys import Keys
from textual.message import Message

from tui.textual_patches.slow_terminal import ANSWER

_READ_BYTES = 1 << 16
_LOOKED_EVERY_S = 0.1
_LINE_ENDS = re.compile(r"\r\n?")
_REPLIES = re.compile(r"\x1b\][0-9]{1,4};[^\x07\x1b]{0,99}(?:\x07|\x1b\\)|\x1b\[\?[0-9;]{0,40}c")
"""Answers to questions that were asked before (the ground's colour, what it can do): late, they are no keys."""
_KITTY_KEY = re.compile(
    r"\x1b\[(?P<key>\d{1,7})(?::\d*){0,2}(?:;(?P<held>\d{0,3})(?::(?P<event>\d))?)?(?P<text>(?:;[\d:]{0,40})?)(?P<end>[u~A-HPQS])"
)
"""A key of kitty's protocol with its sub-fields: other layouts' keys, and whether it was pressed (1), repeated or released (3)."""
_RELEASED = "3"
_LEAVE = b"".join(
    b"\x1b[" + off
    for off in (
        b"?2004l",
        b"?1000l",
        b"?1003l",
        b"?1015l",
        b"?1006l",
        b"?2048l",
        b"<u",
        b"?1004l",
        b"?25h",
        b"?1049l",
    )
)
"""Ends all that Textual asks a terminal for."""
_NO_KEY_CHARS = 3
"""From so many characters of the mark on they are no keys that somebody pressed."""


class InputParser(XTermParser):
    """Textual's parser, with bracketed pastes taken out before it sees them."""

    def __init__(self, answered: Callable[[], None] = lambda: None) -> None:
        """Take whom to tell that the terminal has answered how it is."""
        super().__init__()
        self._answered = answered
        self._pasted: list[str] | None = None
        """What has come of a paste that is open."""
        self._rest = ""
        """What has come and is not parsed yet."""
        self._matched = 0
        """So many characters of the mark that opens a paste have come."""

    def feed(self, data: str) -> Iterable[Message]:
        """Messages for some input, which may end anywhere."""
        if not data:
            yield from super().feed(data)
            return
        self._rest = data if self._pasted is not None else _REPLIES.sub("", data)
        while self._rest:
            if self._pasted is not None:
                yield from self._take_pasted(self._rest)
            else:
                end = self._behind_mark(self._rest)
                typed, self._rest = self._rest[:end], self._rest[end:]
                yield from self._typed(typed)

    def _behind_mark(self, data: str) -> int:
        """Where typed characters end: behind a mark that opens a paste, or at the end of `data`."""
        for at, char in enumerate(data):
            is_next = char == BRACKETED_PASTE_START[self._matched]
            self._matched = self._matched + 1 if is_next else int(char == "\x1b")
            if self._matched == len(BRACKETED_PASTE_START):
                self._matched, self._pasted = 0, []
                return at + 1
        return len(data)

    def _take_pasted(self, data: str) -> Iterator[Message]:
        """Take what belongs to the open paste; what is behind it stays in `_rest`."""
        assert self._pasted is not None
        data = (self._pasted.pop() if self._pasted else "") + data
        end = data.find(BRACKETED_PASTE_END)
        if end < 0:
            cut = max(len(data) - len(BRACKETED_PASTE_END) + 1, 0)  # the mark may have begun
            self._pasted += [data[:cut], data[cut:]]
            self._rest = ""
            return
        text = "".join((*self._pasted, data[:end]))
        self._pasted, self._rest = None, data[end + len(BRACKETED_PASTE_END) :]
        yield Paste(_LINE_ENDS.sub("\n", text.replace("\x00", "")))
        yield from self._typed(BRACKETED_PASTE_END)

    def _typed(self, data: str) -> Iterator[Message]:
        """Textual's messages; it takes each paste for an empty one."""
        for message in super().feed(data):
            if not isinstance(message, Paste):
                yield message

    def tick(self) -> Iterable[Message]:
        """Call now and then: an escape that nothing follows is a key. Not so the mark of a paste that comes in pieces."""
        return super().tick() if self._matched < _NO_KEY_CHARS else ()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """Keys of a sequence; one that names no key is passed over."""
        if sequence == ANSWER:
            self._answered()
            return [Key(Keys.Ignore, sequence)]
        if ":" in sequence and (kitty := _KITTY_KEY.fullmatch(sequence)) is not None:
            if kitty["event"] == _RELEASED:
                return [Key(Keys.Ignore, sequence)]
            sequence = f"\x1b[{kitty['key']};{kitty['held'] or ''}{kitty['text']}{kitty['end']}"
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # no code point has that number
            return [Key(Keys.Ignore, sequence)]


class TerminalDriver(LinuxDriver):
    """Textual's driver for terminals of Linux and macOS, with the parser above."""

    def run_input_thread(self) -> None:
        """Read until the driver is told to stop."""
        line: Any = getattr(self._app, "line", None)
        answered = line.answered if line is not None else lambda: None
        parser, decode = InputParser(answered), getincrementaldecoder("utf-8")("replace").decode
        typed = decode(getattr(self._app, "typed_before", b""))
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                try:
                    for message in parser.feed(typed) if typed else parser.tick():
                        self.process_message(message)
                except (ValueError, ArithmeticError):  # sizes and places that are none
                    parser = InputParser(answered)
                typed = ""
                if selector.select(_LOOKED_EVERY_S):
                    data = os.read(self.fileno, _READ_BYTES)
                    typed = decode(data)
                    if not data:  # the terminal is gone
                        self.exit_event.wait(_LOOKED_EVERY_S)

    def start_application_mode(self) -> None:
        """Take the terminal; nothing of ours stands on it then."""
        cells: Any = getattr(self._app, "terminal_cells", None)
        if cells is not None:
            cells.forget()
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual's own

    def leave_at_once(self) -> None:
        """Give the terminal back from any thread, where nobody can be waited for any more; one that is gone is none."""
        if self.attrs_before is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError, ValueError):
            screen = self._file.fileno() if self._file is not None else self.fileno
            if select.select([], [screen], [], 0)[1]:
                os.write(screen, _LEAVE)

    def disable_input(self) -> None:
        """Stop reading, when what was asked has been answered."""
        line: Any = getattr(self._app, "line", None)
        if line is not None and not self.exit_event.is_set():
            line.wait_for_answer()
        super().disable_input()

    def _sigtstp_application(self, *_: Any) -> None:
        """Stop, with all that was started together with postil, as the terminal does it to other programs.

        With only postil stopped `make` would wait for it, and the shell for `make`, for ever.
        """
        if self._auto_restart:
            self.suspend_application_mode()  # first: whose group the terminal is no more must not change it
            self._must_signal_resume = True
        os.killpg(
            os.getpgrp(), signal.SIGSTOP
        )  # all at once: who goes on first may be told to go on again before others stop
