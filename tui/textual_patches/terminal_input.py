"""What the terminal sends: pasted text is text, and no byte and no sequence ends the program.

Textual's parser looks for keys within a bracketed paste (pasted colours move the cursor), its decoder is strict (a Latin-1
key ends the program; Textualize/textual issue 6456, open), numbers that are no code points are errors of the input thread, and
a sequence that it does not know, or that comes in two pieces, is typed letter by letter: an answer to a question opens a sheet.
Without: 17 of 22 odd inputs of `tests/terminal/test_stray_input.py` end the program or run as keys, and 20 of 23 answers of
`tests/textual_patches/test_terminal_input.py`; with: none. Private: `XTermParser`, `Parser._gen`, `_awaiting`, `_timeout_time`,
`_tokens`, `LinuxDriver`, `_key_thread`, `_sequence_to_key_events`, `_sigtstp_application`, `_sigcont_application`,
`_query_in_band_window_resize`.
"""

import os
import re
import select
import selectors
import signal
import sys
import termios
from codecs import getincrementaldecoder
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.constants import DISABLE_KITTY_KEY, ESCAPE_DELAY
from textual.drivers.linux_driver import (
    KITTY_DISAMBIGUATE_ESCAPE_CODES,
    KITTY_REPORT_ALL_KEYS,
    KITTY_REPORT_ASSOCIATED_TEXT,
    LinuxDriver,
)
from textual.events import Key, Paste, Resize
from textual.geometry import Size
from textual.keys import Keys
from textual.message import Message

from tui.textual_patches.slow_terminal import ANSWER

_READ_BYTES = 1 << 16
_LOOKED_EVERY_S = 0.1
_LINE_ENDS = re.compile(r"\r\n?")
_STRING = r"(?:\]\d{1,4};|P[\d;]{0,20}[!>$+|]|_G)[^\x07\x1b]{0,9999}"
_REPORT = re.compile(rf"\x1b{_STRING}(?:\x07|\x1b\\|(?=\x1b[^\\]))")
"""Answers to questions, as strings (ECMA-48 5.6): colours, the terminal's name. Late, they are no keys."""
_CONTROL = re.compile(r"\x1b\[(?:\[.|M...|\d{1,4}\$|(?![M\[])[0-?]{0,256}[ -/]{0,8}[@-~])", re.DOTALL)
"""A control sequence (ECMA-48 5.4), and three kinds that are none by that standard: Linux's F1, the mouse as X10 has it, rxvt's."""
_BROKEN = re.compile(r"\x1b\[[0-?]{1,256}[ -/]{0,8}(?=[^ -~])")
_WITH_ALT = re.compile(r"\x1b(?:O.|[^\[O\x1b])", re.DOTALL)
_BEGUN = re.compile(
    rf"\x1b(?:O|\[(?:\[|M.{{0,2}}|[0-?]{{0,256}}[ -/]{{0,8}})|\]\d{{0,4}}|P[\d;]{{0,20}}|_|{_STRING}\x1b?)?",
    re.DOTALL,
)
"""What any of these may begin with."""
_END_BEGUN = re.compile(r"\x1b(?:\[(?:2(?:0(?:1)?)?)?)?\Z")
_KEY_CHARS, _MOST_CHARS = 2, 32
"""What has begun and is longer is no key that somebody pressed; and how much of a sequence Textual takes."""
_LATE_S = 3.0
"""So long the rest of a sequence may take, and the next piece of a paste."""
_WINDOW = re.compile(r"\x1b\[(?:48;[\d:;]*t|\?2048;\d*\$y)")
"""What a terminal says of its size (mode 2048). The system knows it too; once one is heard Textual heeds the system no more, and
who goes on in another terminal, or is told of 1 x 1 by what is no terminal, looks at a page that is blank or cut off for good."""
_KITTY_KEY = re.compile(
    r"\x1b\[(?P<key>\d{1,7})(?::\d*){0,2}(?:;(?P<held>\d{0,3})(?::(?P<event>\d))?)?(?P<text>(?:;[\d:]{0,40})?)(?P<end>[u~A-HPQS])"
)
"""A key of kitty's protocol with its sub-fields: other layouts' keys, and whether it was pressed (1), repeated or released (3)."""
_TILDE_KEY = re.compile(r"\x1b\[(\d+)[\d;]*~")
_RELEASED = "3"
_LEAVE = b"".join(
    b"\x1b[" + off
    for off in (
        b"?2004l",
        b"?1000l",
        b"?1003l",
        b"?1015l",
        b"?1006l",
        b"<u",
        b"?1004l",
        b"?25h",
        b"m",
        b"2J",
        b"?1049l",
    )
)
"""Ends all that Textual asks a terminal for."""
_WIPE = "\x1b[m\x1b[2J"
"""Before the page is left: tmux scrolls what stands there into the shell's screen when the window has grown meanwhile."""
_TAKE = "\x1b[?1049h\x1b[?25l\x1b[?1004h\x1b[?2004h\x1b[?7l"
_TAKE_KEYS = (
    f"\x1b[<u\x1b[>{KITTY_DISAMBIGUATE_ESCAPE_CODES | KITTY_REPORT_ALL_KEYS | KITTY_REPORT_ASSOCIATED_TEXT}u"
)
"""Asks again for what stays asked for once only: kitty's protocol would be asked for twice and ended once."""


class InputParser(XTermParser):
    """Textual's parser, given whole sequences only, and no pastes: cut in two, an answer of the terminal would run as keys."""

    def __init__(self, answered: Callable[[], None] = lambda: None) -> None:
        """Take whom to tell that the terminal has answered how it is."""
        super().__init__()
        self._answered = answered
        self._pasted: list[str] | None = None
        """What has come of a paste that is open."""
        self._rest = ""
        """What has come and is not parsed yet."""
        self._heard_at = 0.0

    def feed(self, data: str) -> Iterable[Message]:
        """Messages for some input, which may end anywhere."""
        if not data:
            yield from super().feed(data)
            return
        is_late, self._heard_at = get_time() - self._heard_at > _LATE_S, get_time()
        if self._pasted is not None and is_late and _is_one_key(data):
            self._pasted = None  # the mark that ends it was lost
        self._rest += data
        while self._rest and (self._pasted is not None or not _BEGUN.fullmatch(self._rest)):
            yield from self._take_typed() if self._pasted is None else self._take_pasted(self._rest)

    def _take_typed(self) -> Iterator[Message]:
        """Take one sequence, or what stands before the next one."""
        rest = self._rest
        if (string := _REPORT.match(rest) or _BROKEN.match(rest)) is not None:
            self._rest = rest[string.end() :]
        elif (control := _CONTROL.match(rest)) is not None:
            self._rest = rest[control.end() :]
            if control.group() == BRACKETED_PASTE_START:
                self._pasted = []
            elif len(control.group()) <= _MOST_CHARS and not _WINDOW.fullmatch(control.group()):
                yield from self._parsed(control.group())
                if self._awaiting.timeout is not None:
                    self._begin_anew()  # it is no key: nor are its letters
        else:
            pressed = _WITH_ALT.match(rest)
            end = (
                pressed.end()
                if pressed is not None
                else max(rest.find("\x1b"), 1)
                if "\x1b" in rest
                else len(rest)
            )
            self._rest = rest[end:]
            yield from self._pressed(rest[:end])

    def _pressed(self, keys: str) -> Iterator[Message]:
        """Messages for keys after which no sequence is open."""
        yield from self._parsed(keys)
        if self._awaiting.timeout is not None:
            self._timeout_time = 0.0
            yield from super().tick()

    def _parsed(self, typed: str) -> Iterator[Message]:
        """Textual's messages."""
        try:
            yield from super().feed(typed)
        except (ValueError, ArithmeticError):  # sizes and places that are none
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._tokens.clear()
        self._gen = self.parse(self._tokens.append)
        self._awaiting, self._timeout_time = next(self._gen), None

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
        yield _paste_of(text)

    def tick(self) -> Iterable[Message]:
        """Call now and then: an escape that nothing follows is a key, and of a paste that stays open one sees what has come."""
        quiet_s = get_time() - self._heard_at
        if self._pasted is not None:
            text = "".join(self._pasted) if quiet_s > _LATE_S else ""
            begun = _END_BEGUN.search(text)
            end = begun.start() if begun is not None else len(text)
            if end:
                self._pasted = [text[end:]]
                yield _paste_of(text[:end])
        elif self._rest and quiet_s >= (ESCAPE_DELAY if len(self._rest) <= _KEY_CHARS else _LATE_S):
            keys, self._rest = self._rest, ""
            if len(keys) <= _KEY_CHARS:
                yield from self._pressed(keys)

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[Key]:
        """Keys of a sequence; one that names no key is passed over."""
        if sequence == ANSWER:
            self._answered()
            return [Key(Keys.Ignore, sequence)]
        if ":" in sequence and (kitty := _KITTY_KEY.fullmatch(sequence)) is not None:
            if kitty["event"] == _RELEASED:
                return [Key(Keys.Ignore, sequence)]
            sequence = f"\x1b[{kitty['key']};{kitty['held'] or ''}{kitty['text']}{kitty['end']}"
        if len(sequence) == 2 and sequence[0] == "\x1b" and sequence[1] in "0123456789":
            return [Key(f"alt+{sequence[1]}", None)]  # Textual takes it for the sign that a Mac has there
        tilde = _TILDE_KEY.fullmatch(sequence)
        if (
            tilde is not None and f"{tilde[1]}~" not in FUNCTIONAL_KEYS
        ):  # Textual takes its number for a letter's
            names = ANSI_SEQUENCES_KEYS.get(sequence)
            known = names if isinstance(names, tuple) else (Keys.Ignore,)
            return [Key(name.value, None) for name in known]
        try:
            return list(super()._sequence_to_key_events(sequence, alt))
        except (ValueError, OverflowError):  # no code point has that number
            return [Key(Keys.Ignore, sequence)]


def _paste_of(text: str) -> Paste:
    return Paste(_LINE_ENDS.sub("\n", text.replace("\x00", "")))


def _is_one_key(data: str) -> bool:
    """Is it what one press of a key sends?"""
    return len(data) == 1 or any(kind.fullmatch(data) for kind in (_CONTROL, _WITH_ALT))


class TerminalDriver(LinuxDriver):
    """Textual's driver for terminals of Linux and macOS, with the parser above."""

    _is_resuming = False
    _is_stopped = False
    """Was it stopped by a signal, to be started again?"""
    _is_told_to_go_on = False
    """Will the event loop set the modes again?"""
    _attrs: Any = None
    """How the terminal is while it is ours."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Paint on stdout where Textual's stderr is no terminal (`2>log`, `2>&-`)."""
        super().__init__(*args, **options)
        if (self._file is None or not self._file.isatty()) and sys.__stdout__ is not None:
            sys.__stdout__.reconfigure(errors="backslashreplace")
            self._file = sys.__stdout__

    def run_input_thread(self) -> None:
        """Read until the driver is told to stop."""
        line: Any = getattr(self._app, "line", None)
        answered = line.answered if line is not None else lambda: None
        parser, decode = InputParser(answered), getincrementaldecoder("utf-8")("replace").decode
        app: Any = self._app
        typed, app.typed_before = decode(getattr(app, "typed_before", b"")), b""
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                for message in parser.feed(typed) if typed else parser.tick():
                    self.process_message(message)
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
        with suppress(OSError, termios.error):
            self._attrs = termios.tcgetattr(self.fileno)

    def leave_at_once(self) -> None:
        """Give the terminal back from any thread, where nobody can be waited for any more; one that is gone is none."""
        if self.attrs_before is not None:
            with suppress(OSError, termios.error):
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        with suppress(OSError, ValueError):
            screen = self._file.fileno() if self._file is not None else self.fileno
            if select.select([], [screen], [], 0)[1]:
                os.write(screen, _LEAVE)

    def stop_application_mode(self) -> None:
        """Give the terminal back, with nothing of ours on it."""
        self.write(_WIPE)
        super().stop_application_mode()

    def _query_in_band_window_resize(self) -> None:
        """Ask for no sizes (see `_WINDOW`)."""

    def disable_input(self) -> None:
        """Stop reading, when what was asked has been answered."""
        line: Any = getattr(self._app, "line", None)
        if line is not None and not self.exit_event.is_set():
            line.wait_for_answer()
        super().disable_input()

    def _sigcont_application(self, *_: Any) -> None:
        """Go on. Who was stopped by what nobody can heed (SIGSTOP), or not at all, has the terminal already.

        Taken twice there are two who read it, its modes of before are lost, and so is what is typed meanwhile. Signals
        may come faster than modes are written: those that wait for the event loop are one.
        """
        if self._auto_restart and not self._is_resuming:
            if self._is_reading():
                if not self._is_told_to_go_on and not self._loop.is_closed():
                    self._is_told_to_go_on = True
                    self._loop.call_soon_threadsafe(self._set_modes_again)
            elif self._is_stopped:  # else it is not begun, or about to end
                self._is_resuming = True
                self.resume_application_mode()
                self._is_resuming = False
                self._is_stopped = not self._is_reading()  # in the background it is told once more

    def _is_reading(self) -> bool:
        return self._key_thread is not None and self._key_thread.is_alive()

    def _set_modes_again(self) -> None:
        """A shell may have changed the terminal, and what stands on it; who reads it goes on."""
        self._is_told_to_go_on = False
        if not self._is_reading():
            return
        with suppress(OSError, termios.error):
            if self._attrs is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self._attrs)
        self.write(_TAKE)
        if not DISABLE_KITTY_KEY:
            self.write(_TAKE_KEYS)
        self._enable_mouse_support()
        cells: Any = getattr(self._app, "terminal_cells", None)
        if cells is not None:
            cells.forget()
        size = Size(*self._get_terminal_size())
        self._app.post_message(Resize(size, size))
        self._app.post_message(self.SignalResume())

    def _sigtstp_application(self, *_: Any) -> None:
        """Stop, with all that was started together with postil, as the terminal does it to other programs.

        With only postil stopped `make` would wait for it, and the shell for `make`, for ever.
        """
        if self._auto_restart and self._is_reading():
            self._is_stopped = True
            self.suspend_application_mode()  # first: whose group the terminal is no more must not change it
            self._must_signal_resume = True
        os.killpg(
            os.getpgrp(), signal.SIGSTOP
        )  # all at once: who goes on first may be told to go on again before others stop
