"""`list`, `show`, `entities`: the contract's shapes, and nothing that commands a terminal."""

import io
import json
import sys
from pathlib import Path

import pytest

COMMANDING = {chr(code) for code in [*range(0x20), *range(0x7F, 0xA0), 0x202E, 0x2066]} - {"\n", "\t"}


def test_list(postil, story: Path) -> None:
    done = postil("list", story.parent, "--json")
    assert done.code == 0
    (row,) = json.loads(done.out)
    assert set(row) == {"id", "path", "title", "author", "published", "words", "minutes", "notes", "tags", "status", "starred", "url", "site", "progress"}  # fmt: skip
    assert (row["title"], row["published"]) == ("Envoy Meets Putin Hours After a Bombing", "2025-04-26")
    assert row["path"] == str(story)


def test_the_tags_that_a_file_gives_are_its_articles(postil, tmp_path: Path) -> None:
    file = tmp_path / "herons.md"
    file.write_text("---\ntags: [birds, Field/notes]\n---\n# Herons\n\nThey stand.\n", encoding="utf-8")
    before = file.read_bytes()
    assert postil("note", file, "--tag", "field/Notes", "--tag", "mine").code == 0
    (row,) = json.loads(postil("list", file, "--json").out)
    assert row["tags"] == ["field/Notes", "mine", "birds"]
    assert file.read_bytes() == before


def test_one_bad_entry_does_not_cost_the_rest(postil, story: Path) -> None:
    (story.parent / "empty.txt").write_text("")
    done = postil("list", story.parent)
    assert done.code == 0
    assert "Envoy Meets Putin" in done.out
    assert "empty" in done.err
    gone = postil("list", story.parent / "gone", story.parent)
    assert gone.code == 1
    assert "Envoy Meets Putin" in gone.out


def test_show_json_is_the_canonical_text(postil, story: Path) -> None:
    done = postil("show", story, "--json")
    document = json.loads(done.out)
    assert set(document) == {
        "id",
        "path",
        "title",
        "author",
        "published",
        "standfirst",
        "text",
        "blocks",
        "fingerprint",
    }
    assert [block["kind"] for block in document["blocks"]] == ["title", "byline", "paragraph", "paragraph"]
    first = document["blocks"][0]
    assert document["text"][first["start"] : first["end"]] == document["title"]


def test_show_in_a_pipe_is_plain_and_wraps_when_told(postil, story: Path) -> None:
    plain = postil("show", story)
    assert "\x1b" not in plain.out
    assert "[PERSON]" not in plain.out
    wrapped = postil("show", story, "--width", "30")
    assert max(map(len, wrapped.out.split("\n"))) <= 30
    assert wrapped.out.split() == plain.out.split()
    named = postil("show", story, "--entities")
    assert "Steve Witkoff [PERSON]" in named.out
    narrow = postil("show", story, "--entities", "--width", "24")
    assert narrow.out.count("[PERSON]") == named.out.count("[PERSON]")


def test_show_measures_and_wraps_as_the_page_does(postil, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "A family 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 of 8\n\n漢字かなカナ、一二三四五、あ\n", encoding="utf-8"
    )
    wrapped = postil("show", path, "--width", "22")
    assert wrapped.out == "A family 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧 of 8\n\n漢字かなカナ、一二三四\n五、あ\n"


def test_show_on_a_terminal_has_colour_unless_told(
    postil, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.context.CommandContext.is_coloured", True)
    assert "\x1b[4;38;5;141mSteve Witkoff\x1b[0m" in postil("show", story).out


def test_no_color_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    from tui.cli.context import CommandContext

    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    assert CommandContext(None, None).is_coloured
    assert not CommandContext(None, None, no_color=True).is_coloured
    monkeypatch.setenv("NO_COLOR", "1")
    assert not CommandContext(None, None).is_coloured


@pytest.mark.parametrize("name", ["gone.txt", "."])
def test_what_can_not_be_shown_is_one_line_and_one(postil, tmp_path: Path, name: str) -> None:
    done = postil("show", tmp_path / name)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_entities(postil, story: Path) -> None:
    document = json.loads(postil("entities", story, "--json").out)[0]
    text = json.loads(postil("show", story, "--json").out)["text"]
    assert document["engine"].startswith("postil ")
    assert {"Steve Witkoff", "Moscow"} <= {entity["text"] for entity in document["entities"]}
    assert {"start", "end", "text", "label", "canonical"} == set(document["entities"][0])
    for entity in document["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]
    places = json.loads(postil("entities", story, "--label", "gpe", "--json").out)[0]["entities"]
    assert {entity["label"] for entity in places} == {"GPE"}


def test_entities_of_stdin_have_offsets_into_that_very_text(postil, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A Title\n\n\n  - Putin met Powell in Moscow.  \n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    (document,) = json.loads(postil("entities", "-", "--json").out)
    assert [text[e["start"] : e["end"]] for e in document["entities"]] == ["Putin", "Powell", "Moscow"]


def test_another_language_is_said_in_one_line(postil, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Er wollte, dass die anderen ihm noch einmal sagen, was dort gestern abend in Berlin passiert war."
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    done = postil("entities", "-")
    assert (done.code, done.out) == (0, "1\tGPE\tBerlin\n")
    assert "in German, not in English" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("command", [("list",), ("search", "words"), ("names",)])
def test_an_empty_path_is_wrong_usage_and_not_the_folder_one_is_in(postil, command: tuple[str, ...]) -> None:
    done = postil(*command, "")
    assert (done.code, done.out) == (2, "")
    assert "a path is empty; name a file or folder, or leave it out" in done.err


def test_a_bad_article_among_good_ones(postil, story: Path) -> None:
    done = postil("entities", story.parent / "gone.txt", story, "--json")
    assert done.code == 1
    assert len(json.loads(done.out)) == 1


def test_hostile_articles_give_no_commands(postil, tmp_path: Path) -> None:
    bad = "\x1b]52;c;aGk=\x07\x1b[31m\u009b31m\u202e [red]markup[/red] \u2066 \x7f"
    path = tmp_path / f"a{bad.replace('/', '')}.md" if sys.platform != "win32" else tmp_path / "a.md"
    path.write_text(
        f"---\ntitle: '{bad}'\nauthor: \"{bad}\"\ntags: ['{bad}']\n---\n# {bad}\n\nPutin {bad} text\n",
        encoding="utf-8",
    )
    for args in (["list", tmp_path], ["list", tmp_path, "--json"], ["show", path], ["show", path, "--json"],
                 ["show", path, "--entities"], ["entities", path], ["entities", path, path]):  # fmt: skip
        done = postil(*args)
        assert done.code == 0, args
        assert not COMMANDING & set(done.out + done.err), args


def test_entities_of_a_folder_are_refused_with_what_to_do_instead(postil, story: Path) -> None:
    done = postil("entities", story.parent)
    assert (done.code, done.out) == (1, "")
    assert done.err.endswith(f"for example: postil entities {story.parent / '*.txt'}\n")


def test_show_reads_in_the_encoding_that_it_is_told(postil, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("ab".encode("utf-16-le") + "Ё".encode("utf-16-le"))
    assert postil("show", path, "--encoding", "utf-16-le").out == "abЁ\n"
    path.write_bytes("Ёлка".encode("cp866"))
    postil("show", path)
    document = json.loads(postil("show", path, "--encoding", "cp866", "--json").out)
    assert document["text"] == "Ёлка"
    assert document["id"]
    assert json.loads(postil("show", document["id"], "--encoding", "cp866", "--json").out) == document


@pytest.mark.parametrize("name", ["", "nope", "rot13", "base64", "a\0b", "../x"])
def test_an_encoding_that_nobody_knows_is_wrong_usage(postil, story: Path, name: str) -> None:
    done = postil("show", story, "--encoding", name)
    assert done.code == 2
    assert "there is no encoding" in done.err


def test_entities_go_out_as_data_to_train_on(postil, story: Path, tmp_path: Path) -> None:
    to = tmp_path / "data.jsonl"
    done = postil("entities", story, "--format", "jsonl", "--to", to, "--label", "GPE")
    assert (done.code, done.out) == (0, f"1 article with 1 entity in {to}\n")
    [line] = to.read_text().splitlines()
    assert [entity["text"] for entity in json.loads(line)["entities"]] == ["Moscow"]
    assert postil("entities", story, "--format", "jsonl", "--label", "GPE").out == to.read_text()
    report = postil("entities", story, "--format", "spacy", "--to", tmp_path / "data.spacy", "--json")
    assert json.loads(report.out)["articles"] == 1
    assert (tmp_path / "data.spacy").stat().st_size
    for wrong in (["--to", to], ["--format", "spacy"], ["--format", "spacy", "--to", "-"]):
        assert postil("entities", story, *wrong).code == 2
    assert postil("entities", story, "--format", "jsonl", "--to", tmp_path).code == 1


@pytest.mark.parametrize("command", [("show",), ("note", "--text", "Read again."), ("entities",)])
def test_of_a_file_that_holds_several_articles_it_is_said_which_one_is_meant(
    postil, tmp_path: Path, command: tuple[str, ...]
) -> None:
    items = [f"<item><title>{name}</title><guid>{name}</guid></item>" for name in ("One", "Two")]
    feed = tmp_path / "news.rss"
    feed.write_text(f'<rss version="2.0"><channel><title>News</title>{"".join(items)}</channel></rss>')
    done = postil(command[0], feed, *command[1:])
    first, second = json.loads(postil("list", feed, "--json").out)
    assert done.code == 0
    assert f"news.rss holds 2 articles; this is the first, {first['id']} (" in done.err
    assert "holds" not in postil(command[0], second["id"], *command[1:]).err
    feed.write_text(f'<rss version="2.0"><channel><title>News</title>{items[0]}</channel></rss>')
    assert "holds" not in postil(command[0], feed, *command[1:]).err


def test_a_file_is_known_by_one_path_however_it_is_named(postil, story: Path, alone: Path) -> None:
    roundabout = story.parent / "x" / ".." / story.name
    (story.parent / "x").mkdir()
    for args in (["list", roundabout], ["list", roundabout.parent]):
        (row,) = json.loads(postil(*args, "--json").out)
        assert row["path"] == str(story)
    assert json.loads(postil("show", roundabout, "--json").out)["path"] == str(story)
    (alone / "config.toml").write_text(f"folders = ['{roundabout.parent}']\n", encoding="utf-8")
    (row,) = json.loads(postil("list", "--json").out)
    assert row["path"] == str(story)
    (story.parent / "link").symlink_to(alone)
    behind = story.parent / "link" / ".." / "x"
    assert f"{behind} does not exist" in postil("list", behind).err, "behind a link that is another folder"
