"""The system's clipboard: a program that hangs holds nothing up, and the newest text gets there."""

import threading

import pytest

from tui.desktop import clipboard
from tui.desktop.clipboard import Clipboard


def test_a_program_that_hangs_holds_up_neither_who_copies_nor_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, hangs, copied = threading.Event(), threading.Event(), list[str]()

    def copy(text: str) -> None:
        copied.append(text)
        begun.set()
        hangs.wait()

    monkeypatch.setattr(clipboard, "_copy", copy)
    monkeypatch.setattr(clipboard, "_PATIENCE_SECONDS", 0.01)
    system = Clipboard()
    system.copy("first")
    begun.wait()
    for text in ("second", "third", "newest"):
        system.copy(text)
    system.close()
    assert copied == ["first"]
    hangs.set()
    monkeypatch.setattr(clipboard, "_PATIENCE_SECONDS", None)
    system.close()
    assert copied == ["first", "newest"]
