"""Files of a vault: found again, written whole, never over what somebody else wrote meanwhile."""

import os
import random
import re
import threading
import time
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from annotations.errors import ExportError
from annotations.exporters import html, markdown, plan
from annotations.exporters.items import ExportOptions, ExportReport
from annotations.exporters.plan import ChangedMeanwhileError, ExportPlan
from annotations.files.disk import RealFiles, Stamp
from annotations.files.write import write_file
from annotations.library import Library

OPTIONS = ExportOptions()


def export(items: list[Any], folder: Path | None, **how: Any) -> ExportReport:
    return markdown.plan(items, folder, ExportOptions(**how)).write()


def story(make: Any, *words: str, title: str = "A title", id: str = "a-0123456789") -> Any:
    article = make.article(title, id=id)
    return make.item(
        article,
        *(make.note(article, f"n-{id[-4:]}{n:02d}", "One sentence", said) for n, said in enumerate(words)),
    )


def test_a_plan_says_what_would_be_written_and_writes_nothing(make: Any, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    made = markdown.plan([story(make, "why?")], folder, OPTIONS)
    assert not folder.exists()
    [file] = made.files
    assert (file.path.parent, file.before, str(made.report)) == (
        folder,
        None,
        "1 new, 0 updated, 0 kept (edited), 0 same",
    )
    assert "--- /dev/null\n" in made.diff()
    assert "\n+why?\n" in made.diff()
    made.write()
    again = markdown.plan([story(make, "because")], folder, OPTIONS)
    assert "\n-why?\n" in again.diff()
    assert "\n+because\n" in again.diff()


def test_a_file_that_changed_after_the_plan_is_not_written_over(make: Any, tmp_path: Path, only: Any) -> None:
    export([story(make, "a")], tmp_path)
    made = markdown.plan([story(make, "b")], tmp_path, OPTIONS)
    only(tmp_path).write_text("typed in between", encoding="utf-8")
    with pytest.raises(ChangedMeanwhileError):
        made.write()
    assert only(tmp_path).read_text(encoding="utf-8") == "typed in between"


def test_what_is_typed_while_other_files_are_written_stays(
    make: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    def plan_of(words: str) -> ExportPlan:
        items = [story(make, words, title=f"Title {n}", id=f"a-{n:010d}") for n in range(3)]
        return markdown.plan(items, tmp_path, OPTIONS)

    plan_of("a").write()
    made = plan_of("b")
    last = made.files[-1].path

    def write_while_one_types(path: Path, content: Any, **how: Any) -> None:
        write_file(path, content, **how)
        last.write_text("typed in between", encoding="utf-8")

    monkeypatch.setattr("annotations.exporters.plan.write_file", write_while_one_types)
    with pytest.raises(ChangedMeanwhileError):
        made.write()
    assert last.read_text(encoding="utf-8") == "typed in between"


@pytest.mark.parametrize("is_new", [True, False])
def test_what_an_editor_saves_while_a_file_is_being_written_stays(
    make: Any, tmp_path: Path, monkeypatch: Any, is_new: bool
) -> None:
    """Between the look at a file and the rename over it lies a sync, which takes its time on a busy disk."""
    if not is_new:
        export([story(make, "a")], tmp_path)
    made, seal = markdown.plan([story(make, "b")], tmp_path, OPTIONS), RealFiles.seal
    [file] = made.files

    def seal_while_one_types(files: RealFiles, descriptor: int, name: str, mtime_ns: int) -> Stamp:
        file.path.write_text("typed in between", encoding="utf-8")
        return seal(files, descriptor, name, mtime_ns)

    monkeypatch.setattr(RealFiles, "seal", seal_while_one_types)
    with pytest.raises(ChangedMeanwhileError):
        made.write()
    assert file.path.read_text(encoding="utf-8") == "typed in between"
    assert [*tmp_path.iterdir()] == [file.path]


def test_a_renamed_and_moved_file_is_found_again(make: Any, tmp_path: Path, only: Any) -> None:
    export([story(make, "a")], tmp_path)
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    moved = only(tmp_path).rename(tmp_path / "sub" / "deep" / "mine.md")
    report = export([story(make, "a", "b", title="A new title")], tmp_path)
    assert (str(report), only(tmp_path)) == ("1 new, 0 updated, 0 kept (edited), 1 same", moved)
    text = moved.read_text(encoding="utf-8")
    assert ("title: A new title\n" in text, "# A new title\n" in text) == (True, True)


def test_a_copy_is_left_alone_and_told_of(make: Any, tmp_path: Path, only: Any) -> None:
    export([story(make, "a")], tmp_path)
    copy = tmp_path / "Archive" / "copy.md"
    copy.parent.mkdir()
    copy.write_bytes(only(tmp_path).read_bytes())
    before = copy.read_bytes()
    report = export([story(make, "b")], tmp_path)
    assert (report.updated, copy.read_bytes()) == (1, before)
    assert str(copy) in report.notices[0]


def test_hidden_folders_are_not_looked_into(make: Any, tmp_path: Path) -> None:
    export([story(make, "a")], tmp_path / ".trash")
    assert export([story(make, "a")], tmp_path).new == 1


def test_a_file_of_ours_that_lost_its_properties_is_known_by_its_name_and_markers(
    make: Any, tmp_path: Path, only: Any
) -> None:
    export([story(make, "a")], tmp_path)
    path = only(tmp_path)
    path.write_text(
        "My words.\n\n" + path.read_text(encoding="utf-8").split("---\n\n", 1)[1], encoding="utf-8"
    )
    assert str(export([story(make, "a")], tmp_path)) == "0 new, 0 updated, 0 kept (edited), 1 same"
    assert "My words." in only(tmp_path).read_text(encoding="utf-8")


def test_somebody_elses_file_of_the_same_name_is_not_touched(make: Any, tmp_path: Path, only: Any) -> None:
    export([story(make, "a")], tmp_path)
    path = only(tmp_path)
    path.write_text("All my own.", encoding="utf-8")
    export([story(make, "a")], tmp_path)
    assert path.read_text(encoding="utf-8") == "All my own."
    assert len(list(tmp_path.glob("*.md"))) == 2


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights on Windows")
def test_a_symbolic_link_stays_one(make: Any, tmp_path: Path, only: Any) -> None:
    vault, elsewhere = tmp_path / "vault", tmp_path / "elsewhere.md"
    export([story(make, "a")], vault)
    path = only(vault)
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    assert export([story(make, "b")], vault).updated == 1
    assert path.is_symlink()
    assert "\n\nb\n" in elsewhere.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name == "nt", reason="file modes are POSIX")
def test_the_mode_of_a_file_stays_and_nothing_is_left_lying_about(
    make: Any, tmp_path: Path, only: Any
) -> None:
    export([story(make, "a")], tmp_path)
    only(tmp_path).chmod(0o640)
    export([story(make, "b")], tmp_path)
    assert only(tmp_path).stat().st_mode & 0o777 == 0o640
    assert len(list(tmp_path.iterdir())) == 1


def test_bytes_that_are_no_utf8_stay(make: Any, tmp_path: Path, only: Any) -> None:
    export([story(make, "a")], tmp_path)
    path = only(tmp_path)
    path.write_bytes(path.read_bytes() + b"\ncaf\xe9 by hand\n")
    export([story(make, "b", "c")], tmp_path)
    assert b"caf\xe9 by hand" in path.read_bytes()


def test_titles_that_clash_have_files_of_their_own(make: Any, tmp_path: Path) -> None:
    titles = ["Straße", "STRASSE", "strasse", "caf\u00e9", "cafe\u0301", "CON", "con", "../x", "x", ""]
    items = [story(make, "a", title=title, id=f"a-same00{n:04d}") for n, title in enumerate(titles)]
    export(items, tmp_path)
    names = [path.name for path in tmp_path.iterdir()]
    folded = {unicodedata.normalize("NFC", name.casefold()) for name in names}
    assert len(folded) == len(titles)
    assert str(export(items, tmp_path)) == f"0 new, 0 updated, 0 kept (edited), {len(titles)} same"


def test_a_file_in_the_way_of_the_folder_is_one_line(make: Any, tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("x", encoding="utf-8")
    with pytest.raises(ExportError, match="can't be written"):
        export([story(make, "a")], blocker / "vault")


@pytest.mark.parametrize("name", ["x" * 3000, "a\0b", "\ud800"])
def test_a_name_that_no_folder_can_have_is_one_line(tmp_path: Path, name: str) -> None:
    with (
        Library.open(tmp_path / "notes.json") as library,
        pytest.raises(ExportError, match=r"can't be a folder: .*; name another"),
    ):
        library.export([], to=tmp_path / name, format="markdown")


def test_split_writes_a_file_a_note_and_takes_it_away_with_its_note(make: Any, tmp_path: Path) -> None:
    assert export([story(make, "a", "b", "c")], tmp_path, split=True).new == 3
    one, two, three = sorted(tmp_path.glob("*.md"))
    assert yaml.safe_load(one.read_text(encoding="utf-8").split("---\n")[1])["postil-note"] == "n-678900"
    two.write_text(two.read_text(encoding="utf-8") + "\nMy own.\n", encoding="utf-8")
    report = export([replace(story(make, "a", "b", "c"), notes=story(make, "a").notes)], tmp_path, split=True)
    assert str(report) == "0 new, 0 updated, 0 kept (edited), 1 same, 2 removed"
    assert (one.exists(), two.exists(), three.exists()) == (True, True, False)
    assert two.read_text(encoding="utf-8").endswith("# A title\n\nMy own.\n")


def test_words_on_the_line_of_a_key_of_ours_are_kept_and_the_note_stays(
    make: Any, tmp_path: Path, only: Any
) -> None:
    export([story(make, "a")], tmp_path, split=True)
    path = only(tmp_path)
    text = path.read_text(encoding="utf-8")
    edited = re.sub('(?m)^postil-(note|text|id|keys): .*?(?="?$)', r"\g<0> mine-\1 x", text)
    path.write_text(edited, encoding="utf-8")
    export([story(make, "a")], tmp_path, split=True)
    kept = only(tmp_path).read_text(encoding="utf-8")
    assert [line for line in kept.split("\n") if line.startswith("# mine")] == [
        "# mine-id x",
        "# mine-text x",
        "# mine-note x",
        "# mine-keys x",
    ]
    assert "".join(line for line in kept.splitlines(True) if not line.startswith("# mine")) == text
    assert (
        str(export([story(make, "a")], tmp_path, split=True)) == "0 new, 0 updated, 0 kept (edited), 1 same"
    )


def test_two_exports_at_once_lose_nothing(make: Any, tmp_path: Path) -> None:
    items = [story(make, "a", "b", title=f"Title {n}", id=f"a-{n:010d}") for n in range(12)]
    failed: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(5):
                try:
                    export(items, tmp_path)
                except ChangedMeanwhileError:
                    continue
        except BaseException as problem:
            failed.append(problem)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert str(export(items, tmp_path)) == "0 new, 0 updated, 0 kept (edited), 24 same"
    assert len(list(tmp_path.iterdir())) == 12


def test_a_lock_that_is_held_is_told_of(make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "_LOCK_SECONDS", 0.05)
    with plan.writing_to(tmp_path), pytest.raises(ExportError, match="another export"):
        export([story(make, "a")], tmp_path)


def test_a_vault_of_two_hundred_articles_after_a_hundred_edits_by_hand(make: Any, tmp_path: Path) -> None:
    chance = random.Random(5)
    items = [
        story(make, "first", "second", "third", title=f"Article {n}", id=f"a-{n:010d}") for n in range(200)
    ]
    assert str(export(items, tmp_path)) == "600 new, 0 updated, 0 kept (edited), 0 same"
    files = sorted(tmp_path.glob("*.md"))
    before = {path: path.read_bytes() for path in files}
    said: dict[str, Path] = {}
    for number in range(100):
        path = chance.choice(files)
        lines = path.read_text(encoding="utf-8").split("\n")
        said[f"theirs{number}x"] = path
        place = chance.randrange(1, len(lines))
        if chance.random() < 0.5 and not lines[place].startswith(("postil-", "%% postil", "---")):
            lines[place] += f" theirs{number}x"
        else:
            place = max(place, lines.index("---", 1) + 1)
            lines.insert(place, f"theirs{number}x")
        path.write_text("\n".join(lines), encoding="utf-8", newline="")
    edited = {path: path.read_bytes() for path in files}
    changed = items[:170] + [
        story(make, "first", "second", "changed", "new", title=f"Article {n}", id=f"a-{n:010d}")
        for n in range(170, 200)
    ]
    report = export(changed, tmp_path)
    assert report.new == 30
    assert report.updated + report.kept + report.same == 600
    assert (report.kept > 20, report.updated > 10) == (True, True)
    untouched = [path for path in files if edited[path] == before[path] and path not in report.paths]
    assert len(untouched) > 80
    assert all(path.read_bytes() == before[path] for path in untouched)
    assert [word for word, path in said.items() if word not in path.read_text(encoding="utf-8")] == []
    items = changed
    after = {path: path.stat().st_mtime_ns for path in files}
    assert export(items, tmp_path).paths == []
    assert {path: path.stat().st_mtime_ns for path in files} == after


@pytest.mark.usefixtures("exports_find_no_names")
def test_a_note_file_is_the_same_from_wherever_its_article_was_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path is typed from where one is; what is written must not change with it."""
    file = tmp_path / "articles" / "a.txt"
    file.parent.mkdir()
    file.write_text("A title\n\nSome words.\n", encoding="utf-8")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        library.annotate(library.read(file), None, note="a note")
        library.export([library.read(file)], to=tmp_path / "vault")
        monkeypatch.chdir(file.parent)
        done = library.export([library.read("a.txt")], to=tmp_path / "vault")
    assert str(done) == "0 new, 0 updated, 0 kept (edited), 1 same"
    written = next((tmp_path / "vault").glob("*.md")).read_text(encoding="utf-8")
    assert yaml.safe_load(written.split("---")[1])["source"] == str(file)


def test_a_property_of_blanks_takes_no_time(make: Any, tmp_path: Path) -> None:
    (tmp_path / "theirs.md").write_text(f"---\npostil-id: {' ' * 60_000}x\n---\nMine.\n", encoding="utf-8")
    since = time.process_time()
    export([story(make, "a")], tmp_path)
    assert time.process_time() - since < 2


def test_a_page_of_the_persons_that_only_shows_our_markers_is_theirs(make: Any, tmp_path: Path) -> None:
    """Neither a property within another value, nor a marker in code, makes a file ours."""
    said = {
        "quoted.md": '---\nmine: "words\n\npostil-id: a-0123456789\n\n"\n---\nMine.\n',
        "code.md": "```\n<!-- postil-page: a-0123456789 12345678 -->\n```\nMine.\n",
    }
    for name, text in said.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for template in (None, Path("bullets")):
        assert export([story(make, "a")], tmp_path, template=template).new == 1
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in said} == said
    assert len(list(tmp_path.glob("*.md"))) == 4


def test_a_name_that_a_persons_page_has_is_not_taken_for_a_marker_in_its_code(
    make: Any, tmp_path: Path, only: Any
) -> None:
    export([story(make, "a")], tmp_path)
    path = only(tmp_path)
    mine = "Mine.\n\n```\n%% postil: n-678900 12345678 %%\n```\nand postil: n-678900 in a line\n"
    path.write_text(mine, encoding="utf-8")
    assert export([story(make, "a")], tmp_path).new == 1
    assert path.read_text(encoding="utf-8") == mine


@pytest.mark.parametrize("template", ["bullets", "raw"])
def test_a_page_whose_note_shows_a_marker_of_ours_neither_grows_nor_hides_another(
    make: Any, tmp_path: Path, template: str
) -> None:
    raw = tmp_path / "raw.j2"
    raw.write_text(
        "# {{ article.title }}\n\n{% for n in notes %}{{ n.raw.text }}\n{% endfor %}", encoding="utf-8"
    )
    options = ExportOptions(template=raw if template == "raw" else Path(template))
    other = "a-9876543210"
    shown = f"```\n<!-- postil-page: {other} 12345678 -->\n```\n<!-- postil-page: {other} 12345678 -->"
    items = [story(make, shown, title="One"), story(make, "b", title="Two", id=other)]
    folder = tmp_path / "vault"
    assert markdown.plan(items, folder, options).write().new == 2
    assert len(list(folder.glob("*.md"))) == 2
    assert str(markdown.plan(items, folder, options).write()) == "0 new, 0 updated, 0 kept (edited), 2 same"
    items = [story(make, shown, title="One"), story(make, "changed", title="Two", id=other)]
    assert markdown.plan(items, folder, options).write().updated == 1


@pytest.mark.skipif(os.name == "nt", reason="no pipes of this kind on Windows")
def test_a_pipe_in_the_vault_is_passed_by(make: Any, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "zz.md")
    os.mkfifo(tmp_path / "zz.html")
    os.mkfifo(tmp_path / "highlights.csv")
    assert export([story(make, "a")], tmp_path).new == 1
    assert export([story(make, "a")], tmp_path, template=Path("bullets")).new == 1
    assert html.plan([story(make, "a")], tmp_path, ExportOptions()).write().new == 1


def test_a_page_that_can_not_be_read_costs_itself_alone(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export([story(make, "a", title="One")], tmp_path)
    export([story(make, "a", title="One")], tmp_path, template=Path("bullets"))
    pages = {path: path.read_bytes() for path in tmp_path.glob("One*")}
    assert len(pages) == 2
    read = plan.read_bytes

    def read_or_fail(path: Path) -> bytes:
        if path in pages:
            raise OSError("it is larger than 1 GiB")
        return read(path)

    monkeypatch.setattr(plan, "read_bytes", read_or_fail)
    items = [story(make, "changed", title="One"), story(make, "b", title="Two", id="a-9876543210")]
    report = export(items, tmp_path)
    assert (report.new, report.updated) == (1, 0)
    assert [notice.count("can't be read: it is larger than 1 GiB; move it") for notice in report.notices] == [
        1
    ]
    assert export(items[1:], tmp_path, template=Path("bullets")).new == 1
    assert {path: path.read_bytes() for path in pages} == pages


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(f'*{before}' for _ in range(9))}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
ODD = [
    f"rating: 0x{'f' * 5000}\n", f"rating: {'7' * 5000}\n", "rating: 1" + ":1" * 3000 + "\n", "x: !!bool foo\n", "x: !!timestamp foo\n",
    'x: !!int ""\n', "x: !!python/object/apply:os.system [ls]\n", "x: &a [*a]\n", BOMB, f"x: {'[' * 900}\n", f"x: {'{a: ' * 900}\n", "? [a, b]\n: c\n",
    "x: \x01\n", "x: 0001-01-01T00:00:00+01:00\n", "x: =\n", "<<: x\n", "x: !!float nan\n", "x: !!set {a, b}\n", "x: !!binary ÿ\n", "\ufeffx: 1\n", "x: 'open\n",
    "- a\n", "x: \ud800\n", "x: |\n  a\n %bad\n", "y\n", "1: 2\n", "null: ~\n",
]  # fmt: skip


@pytest.mark.parametrize("lines", ODD, ids=range(len(ODD)))
def test_odd_properties_cost_themselves_alone(make: Any, tmp_path: Path, lines: str) -> None:
    items = [story(make, "a", title="One"), story(make, "b", title="Two", id="a-9876543210")]
    export(items, tmp_path)
    path = next(tmp_path.glob("One*"))
    text = path.read_text(encoding="utf-8").replace("---\n", f"---\n{lines}", 1)
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    (tmp_path / "theirs.md").write_bytes(f"---\n{lines}---\nMine.\n".encode("utf-8", "surrogatepass"))
    items = [story(make, "changed", title="One"), story(make, "changed", title="Two", id="a-9876543210")]
    since = time.process_time()
    report = export(items, tmp_path)
    assert time.process_time() - since < 2
    assert (report.new, report.updated) == (0, 2)
    raw = path.read_bytes()
    assert lines.encode("utf-8", "surrogatepass") in raw
    assert b"\nchanged\n" in raw
    assert all(str(path) in notice for notice in report.notices)
    assert export(items, tmp_path).paths == []
