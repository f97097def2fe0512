"""Completion as the shells ask for it; bash itself runs its script."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tui.cli.error_border import run

ROOT = Path(__file__).parents[2]
Ask = Callable[[str], list[str]]


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """`ask("postil notes --tag t")` are the values that stand to choose at the end of the line."""

    def call(line: str) -> list[str]:
        words = line.split(" ")
        monkeypatch.setenv("_POSTIL_COMPLETE", "bash_complete")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
        capsys.readouterr()
        with pytest.raises(SystemExit):
            run([])
        monkeypatch.delenv("_POSTIL_COMPLETE")
        return [
            one.partition(",")[2] for one in capsys.readouterr().out.splitlines() if one.startswith("plain,")
        ]

    return call


def test_commands_options_choices(ask: Ask) -> None:
    assert ask("postil no") == ["note", "notes"]
    assert "--orphaned" in ask("postil notes --o")
    assert ask("postil import --format k") == ["kindle", "koreader", "karakeep"]
    assert ask("postil note x --color g") == ["green"]


def test_tags_titles_and_ids(ask: Ask, postil, story: Path) -> None:
    postil("note", story, "--text", "x", "--tag", "to-verify", "--tag", "Überall", "--tag", "two words")
    (id,) = [line.split("\t")[-1] for line in postil("list", story).out.splitlines()]
    assert ask("postil notes --tag t") == ["to-verify", "two words"]
    assert ask("postil notes --tag ü") == ["Überall"]
    assert ask("postil export --tag to") == ["to-verify"]
    assert ask(f"postil show {id[:4]}") == [id]
    assert ask("postil show Bombing") == [id]
    assert ask("postil entities putin") == [id]
    assert ask("postil note nothing-like-it") == []
    story.unlink()  # what was known is enough: no file is looked at
    assert ask("postil show bombing") == [id]


def test_titles_before_anything_was_listed(ask: Ask, story: Path, alone: Path) -> None:
    (alone / "config.toml").write_text(f'folders = ["{story.parent.as_posix()}"]\n')
    assert len(ask("postil show bombing")) == 1


def test_unfiled_notes(ask: Ask, postil, tmp_path: Path) -> None:
    foreign = tmp_path / "koreader.json"
    foreign.write_text('{"title": "Nowhere", "entries": [{"text": "words", "time": 1}]}')
    postil("import", foreign)
    assert len(ask("postil attach n-")) == 1


def test_a_damaged_store_and_wrong_settings_offer_nothing(ask: Ask, alone: Path) -> None:
    (alone / "notes.json").mkdir()
    assert ask("postil notes --tag t") == []
    (alone / "config.toml").write_text("width = [")
    assert ask("postil show bombing") == []


def in_bash(postil, tmp_path: Path, *words: str) -> list[str]:
    """What bash offers for the last of `words`; files are left to it (`compopt`), and nothing is said."""
    command = tmp_path / "bin" / "postil"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n')
    command.chmod(0o755)
    script = tmp_path / "script"
    script.write_text(postil("completion", "bash").out)
    asked = (
        f"source {shlex.quote(str(script))}; compopt() {{ :; }}; COMP_WORDS=({shlex.join(words)}); COMP_CWORD={len(words) - 1}; "
        '_postil_completion postil; printf "%s\\n" "${COMPREPLY[@]}"'
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", asked], capture_output=True, text=True, env=env, check=True, cwd=tmp_path
    )
    assert done.stderr == ""
    return sorted(line for line in done.stdout.splitlines() if line)


BASH = pytest.mark.skipif(shutil.which("bash") is None or sys.platform == "win32", reason="no bash here")


@BASH
def test_bash_completes(postil, story: Path, tmp_path: Path) -> None:
    for tag in ("two words", "star*", "$HOME", "plain"):
        postil("note", story, "--text", "x", "--tag", tag)
    offered = in_bash(postil, tmp_path, "postil", "notes", "--tag", "")
    assert offered == sorted(["two\\ words", "star\\*", "\\$HOME", "plain"])


@BASH
def test_bash_completes_ids_where_no_file_fits(postil, story: Path, tmp_path: Path) -> None:
    (id,) = [line.split("\t")[-1] for line in postil("list", story).out.splitlines()]
    assert in_bash(postil, tmp_path, "postil", "show", "Bomb") == [id]
    assert in_bash(postil, tmp_path, "postil", "show", id[:4]) == [id]
    (tmp_path / "bomber.txt").touch()
    assert in_bash(postil, tmp_path, "postil", "show", "bomb") == []  # bash looks for the file itself


def test_folders_to_export_to(
    ask: Ask, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("_POSTIL_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "postil export --to no")
    monkeypatch.setenv("COMP_CWORD", "3")
    with pytest.raises(SystemExit):
        run([])
    assert capsys.readouterr().out == "dir,no\n"


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_shows_whole_descriptions(tmp_path: Path) -> None:
    (tmp_path / "postil").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m tui "$@"\n', encoding="utf-8")
    (tmp_path / "postil").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)}
    done = subprocess.run(
        ["fish", "-c", "postil completion fish | source; complete -C 'postil '"],
        capture_output=True, text=True, check=True, env=env, cwd=tmp_path,
    )  # fmt: skip
    assert "doctor\tCheck notes, backups, caches, model and terminal." in done.stdout.splitlines()


def test_where_no_command_fits_a_path_may_stand(ask: Ask, tmp_path: Path) -> None:
    assert ask("postil zz") == []
    assert ask("postil do") == ["doctor"]
