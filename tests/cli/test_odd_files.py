"""One bad file never costs its neighbours; what is no regular file is refused at once, wherever it is named."""

import json
import os
import sys
from pathlib import Path

import pytest

from annotations.entities.engine_version import tuned_heads
from annotations.paths import store_path
from annotations.store.backups import folder_of

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and names of any bytes"),
    pytest.mark.usefixtures("exports_find_no_names"),
]

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
HEADS = {
    "hex": "title: 0x" + "f" * 5000, "decimal": "title: " + "1" * 5000, "sexagesimal": "title: " + "1:" * 3000 + "1",
    "bool": "x: !!bool foo", "timestamp": "x: !!timestamp foo", "int": 'x: !!int ""', "self": "author: &a [*a]",
    "deep": "author: " + "[" * 900, "bomb": f"{BOMB}\nauthor: [*i]\ntags: [*i]", "merge": "<<: [a, b]", "colon": "title: a: b: c",
    "date": "date: 99999-99-99", "nul": "title: \"a\\0b\\ud800\"", "key": "? [a, b]\n: c", "directive": "%YAML 9.9", "binary": "x: !!binary ===",
}  # fmt: skip


@pytest.mark.parametrize("name", HEADS)
@pytest.mark.parametrize("fence", ["---", "+++"])
def test_a_bad_head_costs_no_neighbour(postil, tmp_path: Path, name: str, fence: str) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    head = HEADS[name] if fence == "---" else HEADS[name].replace(": ", " = ", 1)
    (folder / "bad.md").write_text(f"{fence}\n{head}\n{fence}\nThe bad one.")
    (folder / "good.md").write_text("# Good\n\nThe good one.")
    rows = json.loads(postil("list", folder, "--json").out)
    assert {Path(row["path"]).name for row in rows} == {"bad.md", "good.md"}
    assert "The bad one." in postil("show", folder / "bad.md").out
    assert postil("search", "one", folder).code == 0
    assert postil("notes", folder).code == 0
    assert postil("export", folder, "--to", tmp_path / "out").code == 0


def test_a_name_that_is_not_utf8_costs_no_neighbour(postil, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in ((b"bad\xff.txt", b"words without a title\n"), (b"bad\xff.md", b"other words\n")):
        with open(os.path.join(os.fsencode(folder), name), "wb") as file:  # noqa: PTH118, PTH123
            file.write(text)
    (folder / "good.md").write_text("# Good\n\nThe good words.")
    rows = json.loads(postil("list", folder, "--json").out)
    assert [row["title"] for row in rows] == ["bad\ufffd", "bad\ufffd", "Good"]
    assert len(json.loads(postil("search", "words", folder, "--json").out)) == 3
    assert postil("note", folder / os.fsdecode(b"bad\xff.txt"), "--text", "x").code == 0
    assert postil("export", folder, "--to", tmp_path / "out").code == 0


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe.toml")
    return tmp_path / "pipe.toml"


def test_a_pipe_is_no_article_no_setting_and_no_template(
    postil, story: Path, pipe: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nThe good one.")
    os.mkfifo(folder / "zz.md")
    assert "Good" in postil("list", folder).out
    assert "no regular file" in postil("show", folder / "zz.md").err
    assert "no regular file" in postil("--config", pipe, "list", folder).err
    postil("note", folder / "good.md", "--text", "x")
    assert "no regular file" in postil("export", folder, "--to", "-", "--template", pipe).err
    assert "no regular file" in postil("import", pipe).err


def test_a_pipe_in_the_vault_stays_there(postil, story: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    os.mkfifo(vault / "zz.md")
    postil("note", story, "--text", "x")
    done = postil("export", "--to", vault)
    assert done.code == 0, done.err
    assert {path.name for path in vault.iterdir()} > {"zz.md"}


def test_a_pipe_among_the_backups_is_no_backup(postil, story: Path) -> None:
    postil("note", story, "--text", "x")
    postil("note", story, "--text", "y")
    store = store_path(None)
    backups = folder_of(str(store))
    os.mkfifo(Path(backups) / "recent-20260101T000000Z.json")
    store.write_bytes(b"")
    done = postil("notes")
    assert done.code == 0, done.err
    assert postil("doctor").code in (0, 1)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/tty"])
def test_a_device_is_refused(postil, story: Path, device: str) -> None:
    assert "no regular file" in postil("import", device).err
    assert "no regular file" in postil("--config", device, "list").err
    assert "no regular file" in postil("show", device).err


def test_a_link_to_what_the_system_makes_up_does_not_hang(postil, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "good.md").write_text("# Good\n\nThe good one.")
    for name in ("/proc/kmsg", "/dev/zero", "/dev/tty", "/proc/self/mem", "/proc/self/pagemap"):
        if Path(name).exists():
            (folder / f"{Path(name).name}.md").symlink_to(name)
    assert "Good" in postil("list", folder).out
    assert postil("search", "good", folder).code == 0


@pytest.mark.parametrize("folder", ["/", "."])
@pytest.mark.parametrize("command", [["feeds", "list"], ["notes"]])
def test_a_folder_for_a_store_is_no_crash(
    postil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("POSTIL_STORE", folder)
    done = postil(*command)
    assert done.code in (0, 1)
    assert done.err.count("\n") == 1
    assert tuned_heads() == []
