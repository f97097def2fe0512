"""`search`, `export`, `import`, `index`, `doctor`: each with real files."""

import json
import re
import sys
from pathlib import Path

import pytest

from annotations.library import Library
from tui.cli.output import print_table
from tui.config import load_settings


def test_search(postil, story: Path) -> None:
    (story.parent / "other.txt").write_text(
        "Fish and Ships\nBy John Roe, 3 March 2020\n\n" + "Nothing about any deal at all here. " * 8
    )
    postil("note", story, "--quote", "came ashore", "--text", "Ask the harbour", "--tag", "to-verify")

    def found(query: str) -> list[tuple[str, str]]:
        done = postil("search", query, story.parent, "--json")
        assert done.code == 0
        return [(hit["title"].split()[0], hit["kind"]) for hit in json.loads(done.out)]

    assert sorted(found("deal")) == [("Envoy", "text"), ("Fish", "text")]
    assert found("DEAL author:jane") == [("Envoy", "text")]
    assert found('"reach a deal"') == [("Envoy", "text")]
    assert found("deal before:2021") == [("Fish", "text")]
    assert found("harbour") == [("Envoy", "note")]
    assert found("tag:to-verify") == [("Envoy", "note")]
    assert found("ent:witkoff") == [("Envoy", "text")]
    assert found("has:note") == [("Envoy", "note")]
    assert found("nowhere-at-all") == []
    hit = next(h for h in json.loads(postil("search", "deal author:jane", story.parent, "--json").out))
    text = json.loads(postil("show", story, "--json").out)["text"]
    assert text[hit["start"] : hit["end"]] == "deal"
    assert postil("search", "tag:").code == 1


def test_search_says_where_it_looked_when_nothing_was_found(postil, story: Path, alone: Path) -> None:
    done = postil("search", "xyzzy", story)
    assert (done.code, done.out) == (0, "")
    assert done.err == f"postil: nothing found in 1 article and 0 notes on it: {story}\n"
    done = postil("search", "xyzzy")
    assert (done.code, done.out, done.err.count("\n")) == (0, "", 2)
    assert "nothing found in the sample articles" in done.err
    postil("note", story, "--text", "Ask the harbour")
    assert "harbour" in postil("search", "harbour").out
    assert "came ashore" in postil("search", "ashore").out
    (alone / "config.toml").write_text('folders = ["~/Articles"]\n', encoding="utf-8")
    (alone / "Articles").mkdir()
    done = postil("search", "xyzzy")
    assert done.err == "postil: nothing found in ~/Articles and in all that has notes: 1 article, 1 note\n"
    done = postil("search", "xyzzy", "--json")
    assert (done.code, done.out, done.err) == (0, "[]\n", "")


@pytest.mark.usefixtures("exports_find_no_names")
def test_export_to_a_folder_and_to_stdout(postil, story: Path, tmp_path: Path) -> None:
    postil(
        "note",
        story,
        "--quote",
        "came ashore",
        "--text",
        "Ask \x1b]0;x\x07 the harbour",
        "--tag",
        "to-verify",
    )
    vault = tmp_path / "vault"
    first = postil("export", "--to", vault)
    assert (first.code, first.err) == (0, "")
    assert first.out.startswith("1 new")
    (written,) = vault.glob("*.md")
    assert "came ashore" in written.read_text(encoding="utf-8")
    assert "1 same" in postil("export", story, "--to", vault).out
    stdout = postil("export", "--to", "-")
    assert "came ashore" in stdout.out
    assert "1 new" in stdout.err
    assert "\x1b" not in stdout.out
    assert postil("export").code == 2


def test_import_of_a_missing_file_is_one_line(postil, tmp_path: Path) -> None:
    done = postil("import", tmp_path / "gone.json")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_doctor(postil, story: Path) -> None:
    postil("note", story, "--text", "x")
    done = postil("doctor")
    assert done.code == 0
    assert {"notes", "cache", "model", "terminal"} <= {line.split("\t")[1] for line in done.out.splitlines()}


def test_index_finds_once(postil, story: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.search.update._EACH_UP_TO", 0)
    first = postil("index", story)
    assert first.code == 0
    said = r"1 found, 0 known before, 0 failed; \d+\.\d articles and [\d\u202f]+ words a second\n"
    assert re.fullmatch(said, first.out)
    story.write_bytes(
        story.read_bytes() + b"\n"
    )  # written in place: each file is looked at, however many there are
    assert postil("index", story).out == "0 found, 1 known before, 0 failed\n"
    with Library.open() as library:  # search needs to read nothing any more
        assert library.texts.index_texts([story], each=True).read == 0


def test_a_cluster_that_is_not_there_is_one_line(
    postil, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotations.entities.index_on_dask._CONNECTED_WITHIN_S", 0.2)
    done = postil("index", story, "--dask", "tcp://127.0.0.1:9")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in done.err


def test_without_a_folder_it_is_said_that_these_are_the_samples(postil, story: Path, alone: Path) -> None:
    said = (
        "postil: these are the samples; name a file or folder, or set one with"
        f' folders = ["~/Articles"] in {alone / "config.toml"}\n'
    )
    for args in (["list"], ["search", "envoy"], ["names", "--label", "LAW"]):
        assert postil(*args).err.startswith(said) and postil(*args, "--json").err == "", args
    assert said not in postil("search", "envoy", story).err + postil("list", story).err
    (alone / "config.toml").write_text(f"folders = ['{story.parent}']\n", encoding="utf-8")
    assert (postil("search", "envoy").err, postil("list").err) == ("", "")


def test_what_is_empty_says_so_on_stderr_and_what_to_do(postil, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for args, step in (
        (["tags"], "--tag"),
        (["notes"], "postil note"),
        (["list", tmp_path / "empty"], "give a file or folder"),
        (["feeds", "list"], "postil feeds add URL"),
    ):
        done = postil(*args)
        assert (done.code, done.out, done.err.count("\n")) == (0, "", 1), args
        assert step in done.err
        if args[0] != "list":
            assert postil(*args, "--json").err == ""


def test_on_a_terminal_a_long_finding_goes_on_below_itself_between_words(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    path = "/a/very/long/path/of/a/file/that/is/longer/than/a/line"
    print_table(
        [("good", "notes", f"{path}: no notes yet; write one"), ("note", "x", "短い言葉 と長い言葉です")]
    )
    assert capsys.readouterr().out.splitlines() == [
        f"good  notes  {path}:",
        "             no notes yet; write one",
        "note  x      短い言葉 と長い言葉です",
    ]


def test_a_search_is_limited_and_saved(postil, story: Path, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text(
        "Envoys\n\nAnother envoy, and one more envoy, came ashore later.", "utf-8"
    )
    config = tmp_path / "config.toml"
    config.write_text("# mine\ntheme = 'dark'\n", "utf-8")
    args = ("--config", config, "search", "envoy", story, tmp_path / "other.txt")
    hits = postil(*args, "--limit", 1, "--save", "to. verify")
    assert hits.out.count("\n") == 1
    assert "1 of 2 shown" in hits.err
    assert str(config) in hits.err
    assert load_settings(config).searches == {"to. verify": "envoy"}
    assert config.read_text("utf-8").startswith("# mine\ntheme = 'dark'\n")
    assert postil(*args, "--save", " ").code == 2
