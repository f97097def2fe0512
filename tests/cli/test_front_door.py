"""The front door: help at once, one line an error, nothing heavy."""

import errno
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.files.disk import RealFiles
from tui.cli.command_table import COMMANDS
from tui.cli.error_border import run

ROOT = Path(__file__).parents[2]
HEAVY = ["textual", "rich", "spacy", "tinydb", "markdown_it", "yaml", "onnxruntime", "numpy"]


def shell(*args: str, **more: object) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "tui", *args], capture_output=True, text=True, env=env, check=False, **more
    )


@pytest.mark.parametrize(
    "args", [["--help"], ["notes", "--help"], ["export", "--help"], ["config"], ["keys"]]
)
def test_nothing_heavy_is_loaded(args: list[str]) -> None:
    code = (
        f"import os, sys; os._exit = sys.exit; sys.argv = ['postil', *{args}]\nfrom tui.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY} if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stderr.strip() == "[]"
    assert done.stdout


@pytest.mark.parametrize("name", [name for name, _, _ in COMMANDS])
def test_every_command_has_help_with_an_example(postil, name: str) -> None:
    done = postil(name, "--help")
    assert done.code == 0
    assert "Example" in done.out
    assert f"postil {name}" in done.out


@pytest.mark.parametrize(
    "args", [["--nonsense"], ["notes", "--nonsense"], ["note"], ["show"], ["completion", "tcsh"]]
)
def test_wrong_usage_is_two_and_one_line(postil, args: list[str]) -> None:
    done = postil(*args)
    assert done.code == 2
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "--help" in done.err


@pytest.mark.parametrize("name", ["feeds", "corrections"])
def test_a_command_of_commands_alone_shows_its_help_laid_out(postil, name: str) -> None:
    assert (alone := postil(name)).code == 2
    assert (alone.out, alone.err) == ("", postil(name, "--help").out)


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (ImportError("numpy:\n\nfailed to map segment"), "can't be loaded (numpy: failed to map segment)"),
        (
            OSError(errno.ENOMEM, "Cannot allocate memory", "orjson"),
            "no more to give (Cannot allocate memory)",
        ),
        (OSError(errno.EMFILE, "Too many open files", "notes.json"), "no more to give (Too many open files)"),
    ],
)
def test_what_the_system_has_no_room_for_is_one_line(
    postil, story: Path, monkeypatch: pytest.MonkeyPatch, problem: Exception, said: str
) -> None:
    def fail(*args: object, **more: object) -> None:
        raise problem

    monkeypatch.setattr("annotations.library.Library.open", fail)
    done = postil("notes")
    assert (done.code, done.err.count("\n")) == (1, 1)
    assert said in done.err


@pytest.mark.skipif(os.name == "nt", reason="no such modes")
def test_an_umask_that_shuts_its_owner_out_takes_no_note_away(postil, story: Path, tmp_path: Path) -> None:
    before = os.umask(0o777)
    try:
        assert postil("--store", tmp_path / "new" / "notes.json", "note", story, "--text", "Mine.").code == 0
    finally:
        os.umask(before)
    modes = {
        path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "new", *(tmp_path / "new").iterdir())
    }
    assert modes == {"new": 0o700, "notes.json": 0o600, "notes.json.lock": 0o600}


def test_no_terminal_is_said(postil, tmp_path: Path) -> None:
    done = postil(tmp_path)
    assert done.code == 1
    assert "terminal" in done.err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE there")
def test_a_closed_pipe_ends_quietly() -> None:
    for args in (["--help"], ["keys"], ["completion", "bash"]):
        reader, writer = os.pipe()
        os.close(reader)
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "tui", *args], stdout=writer, stderr=subprocess.PIPE, env=env, check=False
        )
        os.close(writer)
        assert done.stderr == b""
        assert done.returncode == 0


@pytest.mark.skipif(shutil.which("sh") is None, reason="no shell that closes streams here")
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(("args", "code"), [("keys", 0), ("--help", 0), ("notes", 0), ("note STORY --text -", 2), ("show GONE", 1)])  # fmt: skip
def test_a_closed_stream_is_no_bug_of_ours(story: Path, closed: str, args: str, code: int) -> None:
    line = f'"{sys.executable}" -m tui {args.replace("STORY", str(story))} {closed}'
    env = {**os.environ, "PYTHONPATH": str(ROOT), "POSTIL_STORE": str(story.parent / "n.json")}
    done = subprocess.run(["sh", "-c", line], input="", capture_output=True, text=True, env=env, check=False)
    assert "Traceback" not in done.stderr
    assert done.returncode == (1 if ">&-" in closed.split() and code == 0 and args != "notes" else code)


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="no disk is full here")
def test_an_error_that_nobody_can_be_told_is_still_one() -> None:
    with Path("/dev/full").open("wb") as full:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(
            [sys.executable, "-m", "tui", "show", "gone.txt"], stderr=full, env=env, check=False
        )
    assert done.returncode == 1


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_a_result_that_fits_in_part_is_no_success_without_a_buffer_either(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100)); from tui.__main__ import main; main()"
    with (tmp_path / "written").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", code, "config", "--json"],
            stdout=out,
            stderr=subprocess.PIPE,
            env=env,
            check=False,
        )
    assert (done.returncode, b"can't write" in done.stderr) == (1, True)


@pytest.mark.parametrize(("stream", "code", "left"), [("stdout", 0, 1), ("stderr", 129, 129)])
def test_what_a_stream_that_is_gone_still_holds_changes_no_code(stream: str, code: int, left: int) -> None:
    gone = "import os, sys, threading; from tui.__main__ import _leave; r, w = os.pipe(); os.close(r)"
    written = f"sys.{stream} = os.fdopen(w, 'w'); sys.{stream}.write('x')"
    at_work = "threading.Thread(target=threading.Event().wait, daemon=True).start()"
    program = f"{gone}; {written}; {at_work}; _leave({code}, at_once=False)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == left


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(28, "No space left on device")


def test_what_is_said_beside_a_result_may_be_lost(story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Full())
    assert run(["export", str(story), "--to", "-", "--no-names"]) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of POSIX")
def test_a_pipe_that_does_not_wait_is_made_to_wait_for_its_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    with os.fdopen(reader, "rb") as pipe, os.fdopen(writer, "w") as out:
        monkeypatch.setattr(sys, "stdout", out)
        assert run(["config"]) == 0
        assert os.get_blocking(writer)
        assert pipe.readline()


@pytest.mark.parametrize("said", [{}, {"COMP_WORDS": "postil", "COMP_CWORD": "x"}])
def test_a_shell_that_says_half_of_what_it_completes_is_told(
    said: dict[str, str], postil, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"_POSTIL_COMPLETE": "bash_complete", **said}.items():
        monkeypatch.setenv(name, value)
    assert postil("list").code == 2


def test_hostile_arguments_are_shown_harmless() -> None:
    done = shell("show", "\x1b]52;c;aGk=\x07.txt") if sys.platform != "win32" else None
    bad = shell("--\x1b[31m\x9b")
    assert bad.returncode == 2
    assert "\x1b" not in bad.stderr
    assert done is None or "\x1b" not in done.stderr


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_completion_scripts(postil, name: str) -> None:
    done = postil("completion", name)
    assert done.code == 0
    assert "_POSTIL_COMPLETE" in done.out


def test_wrong_settings_are_one_line(postil, tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text("[reader]\nwidth = 'x'\n")
    done = postil("--config", bad, "config")
    assert (done.code, done.out) == (1, "")
    assert str(bad) in done.err


@pytest.mark.parametrize(
    ("args", "opens"),
    [
        ([], ()),
        (["a.txt"], ("a.txt",)),
        (["--store", "n.json", "--no-color", "a.txt", "b"], ("a.txt", "b")),
        (["--config=c.toml"], ()),
        (["notes"], None),
        (["--store", "n.json", "list"], None),
        (["--store"], None),
        (["a.txt", "--json"], None),
        (["--", "-odd"], None),
        (["--stor", "x"], None),
    ],
)
def test_only_a_plain_opening_goes_without_click(args: list[str], opens: tuple[str, ...] | None) -> None:
    from tui.cli.fast_open import quick_opening

    opening = quick_opening(args)
    assert (None if opening is None else tuple(map(str, opening.paths))) == opens
    if opening is not None and "--store" in args:
        assert opening.store == Path("n.json") and opening.no_color


def test_what_holds_for_all_commands_may_stand_behind_them(postil, story: Path, tmp_path: Path) -> None:
    store, settings = tmp_path / "mine.json", tmp_path / "mine.toml"
    settings.write_text(f'folders = ["{story.parent.as_posix()}"]\n')
    assert postil("note", story, "--text", "x", "--store", store, "--no-color").code == 0
    assert postil("notes", f"--store={store}").out.count("\n") == 1
    assert postil("notes").out == ""
    assert "story.txt" in postil("list", "--json", "--config", settings).out
    assert postil("list", "--config", tmp_path / "none.toml").code == 1
    assert postil("corrections", "list", "--store", store, "--no-color").code == 0
    assert postil("corrections", "list", "--store", tmp_path).code == 1  # a folder: so it is heeded
    assert postil("feeds", "list", "--store", store).code == 0
    assert postil(story, "--store", store, "--json").code == 2
    assert "needs a terminal" in postil(story, "--store", store).err
    assert postil("note", story, "--text", "--store", "--tag", "odd").code == 0  # the note's own words
    assert "--store" in postil("notes", "--tag", "odd").out
    for name in ("list", "doctor"):
        assert "--store" not in postil(name, "--help").out.split("Examples:")[0]


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_a_notes_file_that_can_not_be_read_is_no_wrong_usage(postil, tmp_path: Path, monkeypatch) -> None:
    store = tmp_path / "mine.json"
    store.write_text("{}")
    monkeypatch.setattr(
        os, "access", lambda path, mode: False
    )  # root may read anything: the answer is played
    monkeypatch.setattr(RealFiles, "read", refused)
    done = postil("--store", store, "notes")
    assert done.code == 1 and done.out == ""
    assert done.err == f"postil: {store} can't be read: Permission denied. Check the permissions of the file and its folder, or choose another file with --store.\n"  # fmt: skip


def refused(_: RealFiles, path: str) -> object:
    raise PermissionError(13, "Permission denied", path)


def test_a_name_that_is_too_long_is_said_with_the_path(postil, tmp_path: Path) -> None:
    store = tmp_path / ("n" * 300 + ".json")
    done = postil("--store", store, "notes")
    assert done.code == 1 and str(store) in done.err and "too long" in done.err


def test_home_is_understood_where_the_shell_leaves_it(
    postil, story: Path, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert postil("--store=~/at-home.json", "note", story, "--text", "one").code == 0
    assert (tmp_path / "at-home.json").exists()
    monkeypatch.setenv("POSTIL_STORE", "~/at-home.json")
    assert "one" in postil("notes").out


def test_too_little_memory_is_one_line(postil, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_memory(*args: object, **how: object) -> None:
        raise MemoryError

    monkeypatch.setattr("annotations.library.Library.all_notes", no_memory)
    done = postil("notes")
    assert done.code == 1 and done.err.count("\n") == 1 and "not enough memory" in done.err
