"""Nothing that an article, a title, a file name, a tag, a note or a setting holds reaches a real terminal as a command.

Every place where such words come out is visited, on the screen and on the command line, and each must show them.
"""

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.terminal.hostile import BIDI, HOSTILE, IN_A_NAME, TYPED, library_of
from tests.terminal.screen import Screen
from tests.terminal.session import HAS_PTY, Terminal

pytestmark = pytest.mark.skipif(not HAS_PTY, reason="this system has no pseudo-terminals")

_OURS = re.compile(
    r"\x1b\[[\d;:]*m|\x1b\[\d+;\d+H|\x1b\[[<>=?]?\d*u|\x1b\[\?\d+(?:;\d+)*[hl]|\x1b\[\?\d+\$p|\x1b\[\d*[ABCDGJK]|\x1b\[H|\x1b\]22;[a-z-]*\x07|[\r\n]"
    r"|\x1b\]11;\?\x1b\\|\x1b\[c|\x1b\[5n"
)
"""What Textual, Rich and we send: styles, the cursor's place, modes, erasing what lies behind it, a question for the ground."""
_HIDING = re.compile(r"\x1b\[(?:\d+;)*8m")
"""A style that nobody here sends but the hostile texts."""
_MODES = frozenset("7 25 1000 1002 1003 1004 1006 1015 1016 1049 2004 2026 2027 2031 2048".split())
_PRINTED = re.compile(r"\x1b\[[\d;]*m|[\r\n]")
"""All that the command line sends."""


def foreign(text: str, screen: Screen, ours: re.Pattern[str] = _OURS) -> list[str]:
    """Control sequences that are not ours, and characters that turn text round."""
    sequences = [*screen.sequences, *filter(None, [screen.unfinished])]
    found = [token for token in sequences if not ours.fullmatch(token) or _HIDING.fullmatch(token)]
    modes = {mode for token in sequences for mode in re.findall(r"\x1b\[\?(\d+)[hl]", token)}
    found += sorted(modes - _MODES)
    found += [f"U+{ord(char):04X}" for char in sorted(set(BIDI)) if char in text]
    return found + (["erased"] if len(re.findall(r"\x1b\[2J", text)) > 1 else [])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The hostile library."""
    monkeypatch.setenv("POSTIL_CACHE", str(tmp_path / "cache"))
    library_of(tmp_path)
    return tmp_path


def started(place: Path, command: Sequence[str], *, store: str = "notes.json") -> Terminal:
    env = {
        "HOME": str(place),
        "POSTIL_STORE": str(place / store),
        "POSTIL_CONFIG": str(place / "config.toml"),
        "POSTIL_CACHE": str(place / "cache"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return Terminal([sys.executable, *command], env=env, cwd=str(place))


def article(place: Path) -> Path:
    """The plain text with the hostile name."""
    return next(path for path in (place / "articles").iterdir() if path.name.startswith("a "))


# -- the screen


def visit(screen: Terminal, steps: Sequence[tuple[str, str]]) -> None:
    """Press keys; each time the words must come to stand on the screen, and nothing foreign with them."""
    for keys, words in steps:
        screen.send(keys)
        try:
            screen.wait_for(words, timeout_s=30)
        except TimeoutError as problem:
            raise AssertionError(f"after {keys!r}: {problem}") from None
        screen.settle(0.1)
        found = foreign(screen.raw.decode("utf-8", "replace"), screen.screen)
        assert not found, (keys, found)


def test_the_list_and_all_other_screens(made: Path) -> None:
    with started(made, ["-m", "tui", str(made / "articles"), str(made / f"gone {IN_A_NAME}")]) as screen:
        visit(
            screen,
            [
                ("", "An unfinished note"),
                ("", "draft Evil"),  # what was left unfinished
                ("\x1b", "on the whole article"),  # the preview of the first article
                ("j", "Evil"),
                ("G", "! gone"),
                ("/", "words to look for"),
                ("Evil", "/Evil"),
                (
                    "\x1b[200~\x1b[8m\x9b8m\x07\u202ePASTED\x1b[201~",
                    "PASTED",
                ),  # the sentence of the empty list
                ("\x1b", "! gone"),
                ("t", "#tEvil ␛]0;PWNED␇"),  # the picker of tags
                ("\r", "2 of 2 articles"),  # the tag in the line at the top
                ("\x1b", "! gone"),
                ("?", "Going places"),
                ("G", "Leave postil"),
                ("\x1b", "! gone"),
                (":", "type some letters"),
                ("next unread", "next unread"),
                ("\x1b", "! gone"),
                ("+", "Add a folder"),
                (f"{IN_A_NAME[:4]}gone [bold]\r", "is no folder"),
                ("\x1b", "! gone"),  # it came back to be mended
                ("s", "␛[8m␛c�31m"),  # the folder of the settings
                ("", "UFdORUQ=�"),  # what would be written
                ("\x1b", "! gone"),
                ("2", "Evil ␛]0;PWNED␇"),
                ("j", "on a name Evil ␛]0;PWNED"),
                ("t", "Tags"),
                ("\x1b", "Evil"),
                ("\x1b[Z", "gone Evil ␛]0;PWNED"),  # the trash
                ("4", "tEvil ␛]0;PWNED␇"),
                ("r", "Another name for #"),
                ("\x1b", "tags"),
                ("3", "Same Ev…  odd"),  # called like another: the name gives way to its kind
                ("\r", "› Same Evil ␛]0;PWNED"),  # its card
                ("q", "names"),
                ("1", "! gone"),
                ("G\r", "does not exist"),  # the toast of what can't be opened
            ],
        )


def test_the_page(made: Path) -> None:
    with started(made, ["-m", "tui", str(article(made))]) as screen:
        visit(
            screen,
            [
                ("", "An unfinished note"),
                ("\x1b", "[bold]b[/bold]"),
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
                ("i", "Names · "),
                ("", "Same Evil ␛]0;PWNED␇"),  # the names of the article
                ("\x1b", "Evil"),
                ("e", "Evil"),
                ("\r", "in 1 article"),  # its card
                ("q", "Evil"),
                ("c", "is a"),
                ("\x1b", "Evil"),
                ("M", "is the same as"),
                ("\x1b", "Evil"),
                ("x", "is no name"),  # how far does that reach?
                ("h", "Evil"),
                ("U", "Undone"),
                ("/", " / "),
                ("PWNED␇\r", "/4"),
                ("v", "extend"),
                ("\x1b", "n next"),
                ("I", "with dates and numbers"),
                ("I", "loud"),
                ("T", "Evil"),
                ("\x1b", "Evil"),
                ("|", "Pipe"),
                ("printf 'Evil\\033]0;PWNED\\007\\233q'\r", "Evil␛]0;PWNED␇"),  # what a program says
                ("\x1b", "Evil"),
                ("s", "␛[8m␛c�31m"),  # the folder of the settings
                ("", "UFdORUQ=�"),  # what would be written
                ("\t", "␛[8m␛c�31m"),
                ("\x15", "a folder, for example"),
                (f"{made}/vault", "/vault"),
                ("\r", "1 file"),
                ("\r", "updated"),  # where it was written
                ("J", "article"),
            ],
        )


# -- the command line

_DRIVER = """
import json, os, sys
from tui.cli.error_border import run
for at, (args, env) in enumerate(json.load(sys.stdin if sys.argv[1] == "-" else open(sys.argv[1], encoding="utf-8"))):
    os.environ.update(env)
    try:
        run(args)
    except SystemExit:
        pass
    for name in env:
        os.environ.pop(name)
    print(f"\\n=={at}==", flush=True)
"""
"""Many command lines in one process: each costs a hundredth of a second instead of half a one."""

ARTICLE, FOLDER, HERE = "ARTICLE", "FOLDER", "HERE/"
_PWNED = "Evil ␛]0;PWNED"

LINES: list[tuple[list[str], str]] = [
    (["list", FOLDER], "Evil"),
    (["list", "--json", FOLDER], "\\u001b]0;PWNED"),
    (["list", f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["show", ARTICLE], _PWNED),
    (["show", ARTICLE, "--entities", "--width", "60"], "Evil"),
    (["show", ARTICLE, "--json"], "␛]0;PWNED"),
    (["show", f"gone {IN_A_NAME}"], "does not exist"),
    (["show", FOLDER], "is a folder"),
    (["entities", ARTICLE], f"Same {_PWNED}"),
    (["entities", ARTICLE, "HERE/articles/b.md"], _PWNED),
    (["entities", ARTICLE, "--json"], "\\u001b]0;PWNED"),
    (["entities", ARTICLE, f"gone {IN_A_NAME}"], "does not exist"),
    (["notes"], _PWNED),
    (["notes", "--json"], "\\u001b]0;PWNED"),
    (["notes", "--entity", HOSTILE], "on a name Evil"),
    (["notes", "--tag", IN_A_NAME, f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["tags"], "Evil"),
    (["tags", "--json"], "\\u001b]0;PWNED"),
    (["search", "Evil", FOLDER], "Evil"),
    (["search", "Evil", "--json", FOLDER], "␛]0;PWNED"),
    (["search", "Evil", f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["search", f"after:{TYPED}", FOLDER], "is no date"),
    (["search", f"{TYPED}:{TYPED} (", FOLDER], ""),
    (["export", "--to", "-"], "Evil"),
    (["export", "--to", "-", "--flavor", "plain"], "Evil"),
    (["export", "--to", "-", "--format", "csv"], "Evil"),
    (["export", "--to", "-", "--format", "html"], "Evil"),
    (["export", "--to", "-", "--format", "webannotation"], "PWNED"),
    (["export", "--to", "-", "--template", "bullets"], "Evil"),
    (["export", "--to", f"HERE/vault {IN_A_NAME}", "--dry-run", "--entity-pages"], "Evil"),
    (["export", "--to", f"HERE/out {IN_A_NAME}", "--entity-pages"], "new"),
    (["export", "--to", f"HERE/bad {IN_A_NAME}.json"], f"bad {_PWNED}"),
    (["export", "--to", "HERE/x", "--template", f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["export", "--to", "HERE/x", "--format", TYPED], "is none of"),
    (["note", ARTICLE, "--quote", "Evil", "--text", "x"], "Evil"),
    (["note", ARTICLE, "--quote", f"absent {TYPED}", "--text", "x"], "does not stand"),
    (["note", ARTICLE, "--entity", f"nobody {TYPED}", "--text", "x"], "; names there: Evil"),
    (["note", ARTICLE, "--text", TYPED, "--tag", TYPED.replace(",", ";")], "n-"),
    (["note", ARTICLE, "--text", "x", "--color", TYPED], "Evil"),
    (["import", f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["import", f"HERE/import {IN_A_NAME}.csv", "--dry-run"], "would be added"),
    (["import", f"HERE/import {IN_A_NAME}.csv", "--json"], "PWNED"),
    (["import", f"HERE/bad {IN_A_NAME}.json"], f"bad {_PWNED}"),
    (["import", f"HERE/import {IN_A_NAME}.csv", "--format", TYPED], "Evil"),
    (["notes", "--unfiled"], "Evil"),
    (["attach", TYPED, ARTICLE], "Evil"),
    (["index", FOLDER, f"gone {IN_A_NAME}"], f"gone {_PWNED}"),
    (["doctor"], "terminal"),
    ([f"--store=HERE/damaged {IN_A_NAME}.json", "doctor"], f"damaged {_PWNED}"),
    ([f"--store=HERE/damaged {IN_A_NAME}.json", "notes"], ""),
    ([f"--store=HERE/{IN_A_NAME}/x.json", "note", ARTICLE, "--text", "x"], "n-"),
    (["config"], f"vault {_PWNED}"),
    (["config", "--json"], "\\u001b]0;PWNED"),
    ([f"--config=HERE/key {IN_A_NAME}.toml", "keys"], "there is no key 'Evil \\x1b]0;PWNED"),
    ([f"--config=HERE/bad {IN_A_NAME}.toml", "config"], "there is no setting Evil ␛]0;PWNED"),
    ([f"--config=HERE/worse {IN_A_NAME}.toml", "config"], f"worse {_PWNED}"),
    ([f"--config={IN_A_NAME}", "list"], "Evil"),
    ([f"--{TYPED}"], "Evil"),
    (["list", f"--{TYPED}"], "Evil"),
    (["completion", TYPED], "Evil"),
    (["completion", "zsh"], "compdef"),
    (["search", "wordthatisnowhere", FOLDER], "nothing found"),
    (["notes", "--text", "wordthatisnowhere"], "no such notes"),
    (["entities", ARTICLE, "--label", "LAW"], "no such names"),
    (["COMPLETE", "show Evil"], _PWNED),
    (["COMPLETE", "notes --tag E"], _PWNED),
    (["COMPLETE", "attach n-"], "n-"),
]  # fmt: skip
"""Command lines, and what each must show. COMPLETE: what a shell asks for while such a line is typed."""


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each of the lines printed on one terminal."""
    made = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POSTIL_CACHE", str(made / "cache"))
        library_of(made)
    known = {ARTICLE: str(article(made)), FOLDER: str(made / "articles")}
    jobs: list[tuple[list[str], dict[str, str]]] = []
    for args, _ in LINES:
        given = [known.get(arg, arg).replace(HERE, f"{made}/") for arg in args]
        if given[0] == "COMPLETE":
            words = {"COMP_WORDS": f"postil {given[1]}", "COMP_CWORD": str(len(given[1].split(" ")))}
            jobs.append(([], {"_POSTIL_COMPLETE": "zsh_complete", **words}))
        else:
            jobs.append((given, {}))
    (made / "jobs.json").write_text(json.dumps(jobs), encoding="utf-8")
    with started(made, ["-c", _DRIVER, str(made / "jobs.json")]) as terminal:
        terminal.rest_until_ended(240)
        parts = re.split(r"\r?\n==\d+==\r?\n", terminal.raw.decode("utf-8", "surrogateescape"))
    assert len(parts) == len(LINES) + 1, parts[-1][-2000:]
    return parts


@pytest.mark.parametrize(
    "number",
    range(len(LINES)),
    ids=[" ".join(args)[:40].encode("ascii", "replace").decode().split("\x1b")[0] for args, _ in LINES],
)
def test_the_command_line(printed: list[str], number: int) -> None:
    said, (_, shows) = printed[number], LINES[number]
    screen = Screen(200, 50)
    screen.feed(said.encode("utf-8", "surrogateescape"))
    assert not foreign(said, screen, _PRINTED)
    assert "Traceback" not in said
    words = re.sub(r"\x1b\[[\d;]*m", "", said)
    assert shows in re.sub(r"[\r\n]", "", words) or shows in re.sub(
        r"\s+", " ", words
    )  # columns may be broken
