"""Input of a terminal, cut anywhere: answers that come late are no keys, keys are themselves, a paste is text."""

import threading
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace

import pytest
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.events import Key, Paste
from textual.message import Message

from tui.textual_patches import terminal_input
from tui.textual_patches.terminal_input import InputParser, TerminalDriver

REPORTS = [
    "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:00/00/00\x07", f"\x1b]52;c;{'aGVsbG8=' * 30}\x1b\\", "\x1b[?62;4;22c",
    "\x1b[?64;1;2;6;9;15;16;17;18;21;22;28c", "\x1b[>1;95;0c", "\x1bP!|00000000\x1b\\", "\x1bP>|kitty(0.31.0)\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b[?1u", "\x1b[0n", "\x1b[?997;1n", "\x1b[8;24;80t", "\x1b[M QD",
    "\x1b[35;10;20M", "\x1b[1;5z", "\x1b[200;5~", "\x1b[27;5;13~", "\x1b[?1;2S", f"\x1b[{'1;' * 60}m", "\x1b]11;rgb:ff\x1b[1;1:3A",
    "\x1b[103;1:1\x1b[?1u",
]  # fmt: skip


class Clock:
    now = 0.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("tui.textual_patches.terminal_input", "textual._parser"):
        monkeypatch.setattr(f"{module}.get_time", lambda: clock.now)
    return clock


def heard(pieces: Sequence[str], clock: Clock, apart_s: float = 0.0) -> list[Message]:
    """What comes of input that arrives in pieces."""

    def come() -> Iterator[Message]:
        parser = InputParser()
        for piece in (*pieces, ""):
            yield from parser.feed(piece) if piece else ()
            clock.now += apart_s if piece else 1
            yield from parser.tick()

    return list(come())


def keys(messages: Sequence[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, Key)]


def cuts(sequence: str) -> Iterator[list[str]]:
    """A sequence whole, in two, and letter by letter."""
    yield [sequence]
    yield from ([sequence[:at], sequence[at:]] for at in range(1, len(sequence)))
    yield [*sequence]


@pytest.mark.parametrize("report", REPORTS)
def test_an_answer_of_the_terminal_is_no_key_however_it_is_cut(report: str, clock: Clock) -> None:
    for pieces in cuts(report):
        assert keys(heard([*pieces, "jG"], clock)) == ["j", "G"]
    assert keys(heard([*report, "j"], clock, apart_s=0.05)) == ["j"]


def test_every_key_that_textual_knows_is_itself_however_it_is_cut(clock: Clock) -> None:
    for sequence, names in ANSI_SEQUENCES_KEYS.items():
        whole = keys(heard([sequence], clock))
        half = len(sequence) // 2
        assert keys(heard([sequence[:half], sequence[half:]], clock)) == whole
        assert keys(heard([*sequence], clock)) == whole
        if isinstance(names, tuple) and sequence.endswith("~"):
            assert whole
            assert all(len(name) > 1 for name in whole)  # and no letter


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b1\x1b0\x1b[49;3u", ["alt+1", "alt+0", "alt+1"]),
        ("\x1béjj", ["alt+é", "j", "j"]),
        ("\x1b\x1b[A", ["escape", "up"]),
        ("\x1b[34~", ["f20"]),
        ("\x1b[?1uGjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj", ["G", *"j" * 33]),
        ("\x1b[48;0;0;0;0t\x1b[<35;9;9Mjk", ["j", "k"]),
    ],
)
def test_what_is_typed_right_behind_is_heard(typed: str, expected: list[str], clock: Clock) -> None:
    assert keys(heard([typed], clock)) == expected


def test_the_size_of_the_window_comes_from_the_system_alone(clock: Clock) -> None:
    for report in (
        "\x1b[48;200;500;0;0t",
        "\x1b[48;1;1;1;1t",
        "\x1b[48;99999999;24:1;0;0t",
        "\x1b[?2048;1$y",
    ):
        for pieces in cuts(report):
            assert not heard(pieces, clock)


def test_a_paste_whose_end_is_lost_shows_what_came_and_ends_with_the_next_key(clock: Clock) -> None:
    parser = InputParser()
    assert not list(parser.feed("\x1b[200~one\r"))
    clock.now += 1
    assert not list(parser.tick())
    clock.now += terminal_input._LATE_S
    assert [paste.text for paste in parser.tick() if isinstance(paste, Paste)] == ["one\n"]
    clock.now += 60
    assert [type(message) for message in (*parser.feed("Q two\x1b[201"), *parser.tick())] == []
    clock.now += 60
    assert [paste.text for paste in parser.tick() if isinstance(paste, Paste)] == ["Q two"]
    assert not list(parser.tick())
    assert keys(list(parser.feed("j"))) == ["j"]


def test_a_paste_that_came_late_in_part_is_closed_by_its_mark(clock: Clock) -> None:
    parser = InputParser()
    list(parser.feed("\x1b[200~one"))
    clock.now += 60
    list(parser.tick())
    messages = [*parser.feed(" two\x1b[201~G")]
    assert [message.text for message in messages if isinstance(message, Paste)] == [" two"]
    assert keys(messages) == ["G"]


def test_signals_to_go_on_that_wait_for_the_event_loop_are_one() -> None:
    waiting: list[Callable[[], None]] = []
    driver = TerminalDriver.__new__(TerminalDriver)
    driver._auto_restart, driver._key_thread = True, threading.current_thread()
    driver._loop = SimpleNamespace(is_closed=lambda: False, call_soon_threadsafe=waiting.append)
    for _ in range(9):
        driver._sigcont_application()
    assert len(waiting) == 1
    driver._key_thread = None  # it has ended meanwhile
    waiting.pop()()
    driver._key_thread = threading.current_thread()
    driver._sigcont_application()
    assert len(waiting) == 1
