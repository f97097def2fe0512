"""Section 2 of the contract, row by row, as a stranger would try it: names, shapes, exit codes, what goes where."""

import contextlib
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tui.cli.command_table import COMMANDS

ROOT = Path(__file__).parents[2]
QUOTE = "came ashore in Moscow"
OTHER = "Fish and Ships\nBy John Roe, 3 March 2020\n\n" + "Nothing about any deal at all, only herring. " * 4


@pytest.fixture
def folder(story: Path) -> Path:
    (story.parent / "other.txt").write_text(OTHER, encoding="utf-8")
    return story.parent


def document(postil, *args: object) -> Any:
    """The one JSON document that a reading command prints."""
    done = postil(*args, "--json")
    assert (done.code, done.err) == (0, "")
    assert done.out.endswith("\n")
    return json.loads(done.out)


LISTED = set(
    "id path title author published words minutes notes tags status starred url site progress".split()
)
SHOWN = set("id path title author published standfirst text blocks fingerprint".split())


def test_shapes(postil, folder: Path, story: Path) -> None:
    kept = document(
        postil, "note", story, "--quote", QUOTE, "--text", "When?", "--tag", "to-verify", "--color", "green"
    )
    listed = document(postil, "list", folder)
    assert [set(row) for row in listed] == [LISTED] * 2
    row = next(row for row in listed if row["notes"])
    assert (row["notes"], row["tags"], row["status"], row["progress"]) == (1, ["to-verify"], "unread", 0.0)
    assert re.fullmatch(r"[a-z0-9-]+", row["id"])
    shown = document(postil, "show", row["id"])
    assert set(shown) == SHOWN
    assert shown["id"] == row["id"]
    assert {frozenset(block) for block in shown["blocks"]} == {frozenset({"start", "end", "kind", "level"})}
    assert shown == document(postil, "show", story) | {"path": shown["path"]}
    (found,) = document(postil, "entities", row["id"], "--label", "PERSON")
    assert set(found) == {"article", "engine", "entities"}
    assert {frozenset(entity) for entity in found["entities"]} == {
        frozenset({"start", "end", "text", "label", "canonical"})
    }
    for notes in (
        document(postil, "notes"),
        document(postil, "notes", folder),
        document(postil, "notes", row["id"]),
    ):
        (note,) = notes
        assert note == kept
        assert note["id"] == kept["id"]
        assert note["type"] == "Annotation"
        assert note["@context"] == "http://www.w3.org/ns/anno.jsonld"
        anchor = note["postil:anchor"]
        assert set(anchor) == {"quality", "start", "end", "score"}
        assert shown["text"][anchor["start"] : anchor["end"]] == QUOTE
        assert anchor["quality"] == "exact"
    assert document(postil, "tags") == [{"tag": "to-verify", "count": 1}]
    hits = document(postil, "search", "herring OR when", folder)
    assert sorted(hit["kind"] for hit in hits) == ["note", "text"]
    for hit in hits:
        assert {"article", "title", "kind", "start", "end", "snippet", "score"} <= set(hit)
        text = document(postil, "show", hit["article"])["text"]
        assert text[hit["start"] : hit["end"]] == ("herring" if hit["kind"] == "text" else QUOTE)


@pytest.mark.parametrize("command", ["list", "search", "notes", "tags", "keys", "config"])
def test_reading_commands_know_json(postil, story: Path, command: str) -> None:
    args = {"list": [story], "search": ["envoy", story]}.get(command, [])
    document(postil, command, *args)


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["list", "GONE"], 1), (["show", "GONE"], 1), (["show", "FOLDER"], 1), (["show", "no-such-id"], 1), (["entities", "GONE"], 1),
        (["entities", "FOLDER"], 1), (["note", "GONE", "--text", "x"], 1), (["note", "FOLDER", "--text", "x"], 1), (["notes", "GONE"], 1),
        (["search", "x", "GONE"], 1), (["names", "GONE"], 1), (["names", "GONE", "--with", "x"], 1), (["entity", "x", "GONE"], 1), (["search", "after:soon"], 1), (["index", "GONE"], 1), (["import", "GONE"], 1), (["import", "FOLDER"], 1),
        (["export", "GONE", "--to", "-"], 1), (["attach", "n-nothing", "STORY"], 1), (["note", "STORY", "--quote", "not there", "--text", "x"], 1),
        (["--config", "GONE", "list"], 1), (["--store", "FOLDER", "notes"], 1), (["GONE"], 1),
        (["show"], 2), (["entities"], 2), (["note"], 2), (["search"], 2), (["export"], 2), (["import"], 2), (["attach"], 2), (["completion"], 2),
        (["list", "--nope"], 2), (["note", "STORY"], 2), (["show", "STORY", "--width", "wide"], 2), (["index", "--jobs", "0"], 2),
        (["import", "STORY", "--format", "xml"], 2), (["export", "--to", "-", "--format", "xml"], 2), (["note", "STORY", "--color", "mauve", "--text", "x"], 2),
        (["--nope"], 2), (["completion", "tcsh"], 2), (["notes", "--tag", "a,b"], 2),
    ],
)  # fmt: skip
def test_exit_codes(postil, story: Path, args: list[str], code: int) -> None:
    names = {"GONE": str(story.parent / "gone"), "FOLDER": str(story.parent), "STORY": str(story)}
    done = postil(*(names.get(arg, arg) for arg in args))
    assert done.code == code
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert done.err.startswith("postil: ")
    assert "Traceback" not in done.err
    named = [names[arg] for arg in args if arg in names and arg != "STORY" and code == 1]
    assert all(name in done.err for name in named)


def test_words_of_a_query_without_quotes_are_told_from_a_mistyped_path(postil, story: Path) -> None:
    done = postil("search", "envoy", "tag:to-verify", "came ashore")
    assert done.code == 1
    first = done.err.splitlines()[0]
    assert first == (
        "postil: tag:to-verify does not exist; check the path; "
        "to search for it too: postil search 'envoy tag:to-verify came ashore'"
    )
    assert "search for it" not in postil("search", "envoy", story.parent / "gone").err


def test_a_query_may_begin_with_what_must_not_be_there(postil, folder: Path, story: Path) -> None:
    def titles(*args: object) -> list[str]:
        return [hit["title"].split()[0] for hit in document(postil, "search", *args)]

    assert titles("-herring", folder) == ["Envoy"]
    assert titles("-has:note", folder, "--limit", 2) == ["Envoy", "Fish"]
    assert titles("--limit", "3", "-(envoy OR moscow)", folder) == ["Fish"]
    assert "column 2: this ( is not closed" in postil("search", "-(", folder).err
    assert postil("search", "-h").out == postil("search", "--help").out
    assert postil("search", "envoy", "-putin").err == (
        "postil: -putin does not exist; check the path; to search for it too: postil search 'envoy -putin'\n"
    )


def test_nothing_there_is_no_error(postil, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for args in (["list", empty], ["search", "x", empty], ["notes"], ["notes", empty], ["tags"]):
        assert document(postil, *args) == []
        plain = postil(*args)
        assert (plain.code, plain.out) == (0, "")
        assert plain.err.count("\n") == 1  # why, and what to do next


def test_without_paths(postil, folder: Path, alone: Path, tmp_path_factory) -> None:
    """List and search mean the library and the settings' folders, else the samples; notes and tags the whole store."""
    samples = len(document(postil, "list"))
    assert samples >= 10
    assert document(postil, "search", "envoy") != []
    (alone / "config.toml").write_text(f"folders = [{json.dumps(str(folder))}]\n", encoding="utf-8")
    assert {row["title"] for row in document(postil, "list")} == {
        "Fish and Ships",
        "Envoy Meets Putin Hours After a Bombing",
    }
    assert [hit["title"] for hit in document(postil, "search", "herring")] == ["Fish and Ships"]
    (added,) = postil("add", folder / "other.txt").out.split("\n")[:-1]
    assert added == f"added  {alone / 'Documents' / 'postil' / 'Fish and Ships.md'}"
    assert len(document(postil, "list")) == 3
    (alone / "config.toml").unlink()
    assert [row["title"] for row in document(postil, "list")] == ["Fish and Ships"]
    elsewhere = tmp_path_factory.mktemp("x") / "elsewhere.txt"
    elsewhere.write_text(OTHER.replace("Fish", "Birds"), encoding="utf-8")
    postil("note", elsewhere, "--text", "far", "--tag", "off")
    assert len(document(postil, "notes")) == 1
    assert document(postil, "notes", folder) == []
    assert document(postil, "tags") == [{"tag": "off", "count": 1}]


def test_results_on_stdout_all_else_on_stderr(postil, folder: Path, story: Path) -> None:
    (folder / "empty.txt").write_text("")
    for args in (["list", folder], ["search", "deal", folder], ["index", folder]):
        done = postil(*args)
        assert done.code == 0
        assert "empty.txt" in done.err
        assert "empty.txt" not in done.out
    postil("note", story, "--text", "x")
    done = postil("export", "--to", "-")
    assert "1 new" in done.err
    assert "1 new" not in done.out


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_pipes_get_no_escape_codes(
    postil, folder: Path, story: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in (
        ("FORCE_COLOR", "1"),
        ("CLICOLOR_FORCE", "1"),
        ("TERM", "xterm-256color"),
        ("COLORTERM", "truecolor"),
    ):
        monkeypatch.setenv(variable, value)
    clippings = folder / "clip.json"
    clippings.write_text(json.dumps({"title": "\x1b[31mT", "entries": [{"text": "\x1b[0mq", "time": 1}]}))
    args: dict[str, list[object]] = {
        "list": [folder], "show": [story, "--entities"], "entities": [story], "note": [story, "--text", "\x1b[1mx"], "search": ["deal", folder],
        "export": ["--to", "-"], "import": [clippings], "attach": ["n-x", story], "index": [folder], "completion": ["bash"], "names": [folder],
    }  # fmt: skip
    postil("note", story, "--text", "\x1b[31mred", "--tag", "t")
    for more in ([], ["--help"]):
        done = postil(name, *args.get(name, []), *more)
        assert "\x1b" not in done.out + done.err


def test_show_in_a_pipe_asks_for_no_entities(story: Path) -> None:
    code = (
        "import os, sys; os._exit = sys.exit; sys.argv = ['postil', 'show', sys.argv[1]]\nfrom tui.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('spacy', 'onnxruntime', 'numpy', 'annotations.entities.engine.spacy_engine') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(story)], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert "Steve Witkoff" in done.stdout
    assert done.stderr.strip() == "[]"


@pytest.mark.parametrize(
    "args",
    [["--help"], ["notes", "--json"], ["notes", "--tag", "x"], ["tags"], ["search", "envoy", "STORY"], ["list", "STORY"],
     ["completion", "zsh"], ["import", "CLIP", "--dry-run"]],
)  # fmt: skip
def test_neither_textual_nor_spacy_is_loaded(args: list[str], story: Path) -> None:
    clip = story.parent / "clip.json"
    clip.write_text('{"title": "T", "entries": [{"text": "q", "time": 1}]}')
    # an import looks through the articles; without settings these are the samples, and their web page asks numpy its language
    Path(os.environ["POSTIL_CONFIG"]).write_text(f"folders = [{json.dumps(str(story.parent))}]\n", "utf-8")
    args = [{"STORY": str(story), "CLIP": str(clip)}.get(arg, arg) for arg in args]
    code = (
        "import os, sys; os._exit = sys.exit; sys.argv = ['postil', *sys.argv[1:]]\nfrom tui.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit as leaving:\n    assert not leaving.code, leaving.code\n"
        "print([m for m in ('textual', 'rich', 'spacy', 'onnxruntime', 'numpy') if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to a process there")
def test_ctrl_c_ends_quietly_and_what_was_found_stays(folder: Path) -> None:
    for number in range(300):  # more than are found before the signal comes, however late that is
        (folder / f"{number}.txt").write_text(
            f"Title {number}\n\n" + "Steve Witkoff met Putin in Moscow. " * 60, "utf-8"
        )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    args = [sys.executable, "-m", "tui", "index", str(folder)]
    running = subprocess.Popen(
        args, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, text=True, start_new_session=True
    )
    while not _found(Path(env["POSTIL_CACHE"])) and running.poll() is None:
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)
    assert running.communicate(timeout=60) == ("", "")
    assert running.returncode == 130
    assert 0 < _found(Path(env["POSTIL_CACHE"])) < 302


def assert_interrupted_quietly(script: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_ctrl_c_before_anything_has_begun_is_quiet_too() -> None:
    script = (
        "import tui.__main__, tui.cli.error_border\n"
        "def interrupted(args): raise KeyboardInterrupt\n"
        "tui.cli.error_border.run = interrupted\n"
        "tui.__main__.main()\n"
    )
    assert_interrupted_quietly(script)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to oneself there")
def test_ctrl_c_while_something_is_imported_ends_before_the_import_can_swallow_it(tmp_path: Path) -> None:
    """As msgspec does, which goes on and crashes."""
    (tmp_path / "extension.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    script = (
        f"import sys, tui.__main__, tui.cli.error_border\nsys.path.append({str(tmp_path)!r})\n"
        "def swallow(args):\n    try:\n        import extension\n    except KeyboardInterrupt:\n        print('went on')\n"
        "tui.cli.error_border.run = swallow\n"
        "tui.__main__.main()\n"
    )
    assert_interrupted_quietly(script)


def _found(cache: Path) -> int:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{cache / 'entities.sqlite'}?mode=ro", uri=True)) as db:
            return int(db.execute("select count(*) from found").fetchone()[0])
    except sqlite3.Error:
        return 0
