"""The table of commands is whole, and the user's keys win."""

from typing import get_args

import pytest

from annotations.errors import ConfigError
from tui.commands import COMMANDS, Context
from tui.keymap import Keymap, shown_key


def test_every_command_has_its_own_id_and_a_known_context() -> None:
    assert len({command.id for command in COMMANDS}) == len(COMMANDS)
    assert {command.context for command in COMMANDS} == set(get_args(Context))


@pytest.mark.parametrize("context", get_args(Context))
def test_no_key_means_two_things_in_one_place(context: Context) -> None:
    keys = [key for command in COMMANDS if command.context == context for key in command.keys]
    assert len(keys) == len(set(keys))


def test_defaults_are_found_and_nearer_contexts_win() -> None:
    keymap = Keymap()
    found = keymap.command(("select", "everywhere"), "q")
    assert found is not None
    assert found.id == "select.leave"
    assert keymap.command(("page", "everywhere"), "@") is None


def test_the_users_key_takes_a_default_away_from_another_command() -> None:
    keymap = Keymap({"page.find": ["n"]})
    found = keymap.command(("page",), "n")
    assert found is not None
    assert found.id == "page.find"
    assert keymap.keys("page.find-next") == ()
    assert keymap.command(("page",), "/") is None


def test_wrong_keys_are_told() -> None:
    with pytest.raises(ConfigError, match="no command"):
        Keymap({"page.fly": ["f"]})
    with pytest.raises(ConfigError, match="both"):
        Keymap({"page.find": ["n"], "page.note": ["n"]})


def test_keys_are_written_for_people() -> None:
    assert [shown_key(key) for key in ("ctrl+p", "alt+1", "space", "j")] == ["^P", "Alt-1", "Space", "j"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ctrl-R", "ctrl+r"), ("^R", "ctrl+r"), ("ctrl+r", "ctrl+r"), ("CTRL+R", "ctrl+r"), ("Alt-1", "alt+1"),
        ("Shift-Tab", "shift+tab"), ("Space", "space"), (" ", "space"), ("Esc", "escape"), ("Return", "enter"),
        ("PgDn", "pagedown"), ("↑", "up"), ("F5", "f5"), ("ctrl+alt+x", "ctrl+alt+x"), ("Ctrl--", "ctrl+-"),
        ("^", "^"), ("-", "-"), ("+", "+"), ("N", "N"), ("ß", "ß"), ("ctrl+right_square_bracket", "ctrl+right_square_bracket"),
    ],
)  # fmt: skip
def test_keys_may_be_written_as_they_are_shown(written: str, meant: str) -> None:
    assert Keymap({"page.note": [written]}).keys("page.note") == (meant,)
    found = Keymap({"page.note": [written]}).command(("page",), meant)
    assert found is not None
    assert found.id == "page.note"


@pytest.mark.parametrize("written", ["notakey", "ctrl+", "wrong+x", "", "ctrl+nokey", "f77", "jk"])
def test_a_key_that_no_keyboard_has_is_told(written: str) -> None:
    with pytest.raises(ConfigError, match=r"page\.note.*no key"):
        Keymap({"page.note": [written]})


def test_what_is_said_of_a_hostile_key_commands_no_terminal() -> None:
    with pytest.raises(ConfigError) as told:
        Keymap({"page.note": ["\x1b]0;PWNED\x07\x9b31m\u202e"]})
    assert str(told.value).isprintable()


def test_every_default_is_a_key() -> None:
    for command in COMMANDS:
        assert Keymap({command.id: command.keys}).keys(command.id) == command.keys


def test_one_key_written_in_two_ways_for_two_commands_is_told() -> None:
    with pytest.raises(ConfigError, match="both"):
        Keymap({"page.find": ["Ctrl-X"], "page.note": ["^X"]})
