"""Nothing that an article, a title, a file name, a tag or a note holds reaches a real terminal as a command.

Every place where such words come out is visited, on the screen and on the command line, and each must show them.
"""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotations.library import Library
from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="this system has no pseudo-terminals")

COMMANDS = "\x1b]0;PWNED\x07\x1b]52;c;UFdORUQ=\x1b\\\x1b[2J\x1b[?1003h\x1bc\x9b31m\x9d0;PWNED\x9c\x90q\x00\x07\x7f\x08\x0e\r"
BIDI = "\u202e\u2066\u200f\u061c"
MARKUP = "[bold]b[/bold][/x][@click=app.quit]go[/][link=file:x]l[/link]"
HOSTILE = f"Evil {COMMANDS}{BIDI}{MARKUP} end"
IN_A_NAME = HOSTILE.replace("\x00", "").replace("/", "\\")

_OURS = re.compile(
    r"\x1b\[[\d;:]*m|\x1b\[\d+;\d+H|\x1b\[[<>=?]?\d*u|\x1b\[\?\d+(?:;\d+)*[hl]|\x1b\[\?\d+\$p|\x1b\[\d*[ABCDGJK]|\x1b\[H|\x1b\]22;[a-z-]*\x07|[\r\n]"
)
"""What Textual, Rich and we send: styles, the cursor's place, modes of the terminal, erasing what lies behind it."""
_MODES = frozenset("7 25 1000 1002 1003 1004 1006 1015 1016 1049 2004 2026 2027 2031 2048".split())


def foreign(terminal: Terminal) -> list[str]:
    """Control sequences that are not ours, and characters that turn text round."""
    text = terminal.raw.decode("utf-8", "replace")
    found = [token for token in terminal.screen.sequences if not _OURS.fullmatch(token)]
    modes = {mode for token in terminal.screen.sequences for mode in re.findall(r"\x1b\[\?(\d+)[hl]", token)}
    found += sorted(modes - _MODES)
    found += [f"U+{ord(char):04X}" for char in sorted(set(BIDI)) if char in text]
    return found + (["erased"] if len(re.findall(r"\x1b\[2J", text)) > 1 else [])


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Hostile articles, by text and by name, with hostile notes and tags."""
    folder = tmp_path / "articles"
    folder.mkdir()
    text = f"{HOSTILE}\n\nBy Evil {MARKUP} Smith, 3 March 2026\n\n{HOSTILE} one. Two {HOSTILE}.\n\nThree {HOSTILE}.\n"
    (folder / f"a {IN_A_NAME}.txt").write_text(text, encoding="utf-8")
    front = 'title: "Evil \\u001b]0;PWNED\\u0007\\u009b31m \\u202e [bold]x[/bold]"\ntags: ["Evil\\u001b[31m"]'
    (folder / "b.md").write_text(
        f"---\n{front}\n---\n\n# Evil {HOSTILE}\n\n> {HOSTILE}\n\n- {HOSTILE}\n\n`{HOSTILE}`\n",
        encoding="utf-8",
    )
    (folder / "c.txt").write_bytes(b"\x7fELF" + bytes(500))
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        for article in map(library.read, sorted(folder.iterdir())[:2]):
            start = article.text.index("Evil", 5)
            span = type(article.blocks[0].span)(start, start + 30)
            library.annotate(article, span, note=HOSTILE, tags=(HOSTILE, "plain"))
            library.annotate(article, None, note=f"whole {HOSTILE}", tags=(f"t{HOSTILE}",))
    (tmp_path / "config.toml").write_text("[entities]\nenabled = false\n", encoding="utf-8")
    return tmp_path


def postil(place: Path, *args: str | Path) -> Terminal:
    env = {
        "HOME": str(place),
        "POSTIL_STORE": str(place / "notes.json"),
        "POSTIL_CONFIG": str(place / "config.toml"),
        "POSTIL_CACHE": str(place / "cache"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return Terminal([sys.executable, "-m", "tui", *map(str, args)], env=env, cwd=str(place))


def visit(screen: Terminal, steps: Sequence[tuple[str, str]]) -> None:
    """Press keys; each time the words must come to stand on the screen, and nothing foreign with them."""
    for keys, words in steps:
        screen.send(keys)
        screen.wait_for(words, timeout_s=30)
        screen.settle(0.15)
        assert not foreign(screen), (keys, foreign(screen))


def test_the_list_and_all_other_screens(place: Path) -> None:
    with postil(place, place / "articles", place / f"gone {IN_A_NAME}") as screen:
        screen.wait_for("Evil ␛]0;PWNED␇", timeout_s=30)
        visit(
            screen,
            [
                ("", "on the whole article"),  # the preview of the first article
                ("j", "Evil"),
                ("G", "! /"),
                ("/", "words to look for"),
                ("Evil\r", "Evil"),
                ("\x1b", "! /"),
                ("G", "! /"),
                ("?", "Going places"),
                ("\x1b", "! /"),
                (":", "type some letters"),
                ("\x1b", "! /"),
                ("2", "Evil ␛]0;PWNED␇"),
                ("4", "tEvil ␛]0;PWNED␇"),
                ("1", "! /"),
                ("\r", "does not exist"),  # the toast of what can't be opened
            ],
        )


def test_the_page(place: Path) -> None:
    [path] = [path for path in (place / "articles").iterdir() if path.name.startswith("a ")]
    with postil(place, path) as screen:
        screen.wait_for("[bold]b[/bold]", timeout_s=30)
        visit(
            screen,
            [
                ("", "│ Evil"),  # a card in the margin
                ("]", "edit"),
                ("t", "Evil ␛]0;PWNED␇"),  # the tags of that note
                ("\x1b", "edit"),
                ("\r", "Evil ␛]0;PWNED␇"),  # the editor of the note under the caret
                ("\x1b", "edit"),
                ("\x1b}a", "Evil ␛]0;PWNED␇"),  # the quote in the editor
                ("\x1b", "Evil"),
                ("L", "whole Evil"),
                ("\x1b", "Evil"),
                ("/", " / "),
                ("PWNED␇\r", "/4"),
                ("v", "leave"),
                ("\x1b", "note"),
                ("I", "loud"),
                ("T", "Evil"),
                ("\x1b", "Evil"),
                ("|", "Pipe"),
                ("printf 'Evil\\033]0;PWNED\\007\\233q'\r", "Evil␛]0;PWNED␇"),  # what a program says
                ("\x1b", "Evil"),
                ("s", "Where to?"),
                (f"{place}/vault\r", "�]0;PWNED"),  # what would be written
                ("\x1b", "Evil"),
            ],
        )


ARTICLE = "ARTICLE"


@pytest.mark.parametrize(
    ("args", "shows"),
    [
        (["list"], "Evil"),
        (["show", ARTICLE], "Evil ␛]0;PWNED␇"),
        (["notes"], "Evil ␛]0;PWNED␇"),
        (["tags"], "Evil"),
        (["search", "Evil"], "Evil"),
        (["export", "--to", "-"], "Evil"),
        (["note", ARTICLE, "--quote", "Evil", "--text", "x"], "Evil"),
        (["note", ARTICLE, "--text", HOSTILE.replace("\x00", "")], ""),
        (["show", f"gone {IN_A_NAME}"], "does not exist"),
        (["notes", "--tag", IN_A_NAME, f"gone {IN_A_NAME}"], "gone Evil"),
        (["import", f"gone {IN_A_NAME}"], "gone Evil"),
        ([f"--config={IN_A_NAME}", "list"], "Evil"),
        ([f"--{IN_A_NAME}"], "Evil"),
    ],
)
def test_the_command_line(place: Path, args: list[str], shows: str) -> None:
    [path] = [path for path in (place / "articles").iterdir() if path.name.startswith("a ")]
    given = [str(path) if arg is ARTICLE else arg for arg in args]
    if args[0] in ("list", "search"):
        given.append(str(place / "articles"))
    with postil(place, *given) as terminal:
        terminal.rest_until_ended(60)
        assert not foreign(terminal)
        assert shows in re.sub(r"\x1b\[[\d;]*m|[\r\n]", "", terminal.raw.decode())
