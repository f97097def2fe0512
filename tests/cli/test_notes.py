"""`note`, `notes`, `tags`: a note where it was meant, or an error that shows the places."""

import json
import os
from pathlib import Path

import pytest

from annotations.errors import AnchorError
from annotations.paths import store_path
from annotations.sources import read_article
from tui.cli.find_quote import span_of_quote


def test_a_note_comes_back(postil, story: Path) -> None:
    kept = postil(
        "note", story, "--quote", "came ashore", "--text", "When?", "--tag", "#to-verify", "--color", "green"
    )
    assert kept.code == 0
    (note,) = json.loads(postil("notes", story, "--json").out)
    assert note["id"].endswith(kept.out.strip())
    anchor = note["postil:anchor"]
    assert anchor["quality"] == "exact"
    text = json.loads(postil("show", story, "--json").out)["text"]
    assert text[anchor["start"] : anchor["end"]] == "came ashore"


def test_filters(postil, story: Path) -> None:
    postil("note", story, "--quote", "came ashore", "--text", "First thing", "--tag", "a/b")
    postil("note", story, "--entity", "powell", "--text", "Second thing")
    postil("note", story, "--text", "Third thing")

    def found(*args: str) -> list[str]:
        notes = json.loads(postil("notes", *args, "--json").out)
        return sorted(body["value"] for note in notes for body in _bodies(note) if "thing" in body["value"])

    assert len(found()) == 3
    assert found("--tag", "a") == ["First thing"]
    assert found("--tag", "A/B") == ["First thing"]
    assert found("--tag", "b") == []
    assert found("--entity", "Powell") == ["Second thing"]
    assert found("--text", "third") == ["Third thing"]
    assert found("--text", "THÏRD  thing") == ["Third thing"]
    assert found("--orphaned") == []
    assert found(str(story), "--text", "thing") == ["First thing", "Second thing", "Third thing"]


def _bodies(note: dict) -> list[dict]:  # type: ignore[type-arg]
    body = note.get("body", [])
    return body if isinstance(body, list) else [body]


def test_an_ambiguous_quote_lists_its_places(postil, story: Path) -> None:
    done = postil("note", story, "--quote", "ready to reach a deal", "--text", "x")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "2 times" in done.err
    assert "(1)" in done.err
    assert "Nobody was ready" in done.err
    assert (
        postil(
            "note", story, "--quote", "ready to reach a deal", "--prefix", "Nobody was", "--text", "x"
        ).code
        == 0
    )
    assert (
        postil("note", story, "--quote", "ready to reach a deal", "--suffix", ',"', "--text", "x").code == 0
    )


def test_a_missing_quote_shows_what_is_closest(postil, story: Path) -> None:
    done = postil("note", story, "--quote", "the envoy kame ashoore", "--text", "x")
    assert done.code == 1
    assert "came ashore" in done.err
    assert json.loads(postil("notes", "--json").out) == []


def test_a_quote_in_other_letters_shows_where_it_stands(postil, story: Path) -> None:
    done = postil("note", story, "--quote", "READY TO REACH A DEAL", "--text", "x")
    assert done.code == 1
    assert "ready to reach a deal" in done.err


def test_an_unknown_name_lists_the_names(postil, story: Path) -> None:
    done = postil("note", story, "--entity", "Nobody Known", "--text", "x")
    assert done.code == 1
    assert "Steve Witkoff" in done.err


@pytest.mark.parametrize(
    "args",
    [["--quote", "a", "--entity", "b", "--text", "x"], ["--prefix", "a", "--text", "x"], [], ["--tag", " ", "--text", "x"],
     ["--color", "mauve", "--text", "x"]],
)  # fmt: skip
def test_wrong_usage(postil, story: Path, args: list[str]) -> None:
    done = postil("note", story, *args)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_quote_alone_is_a_highlight(postil, story: Path) -> None:
    kept = json.loads(postil("note", story, "--quote", "came ashore", "--json").out)
    assert (kept["motivation"], kept["target"]["styleClass"], kept["body"]) == ("highlighting", "yellow", [])
    assert postil("note", story, "--quote", "ready to reach a deal").code == 1


def test_quotes_need_not_be_typed_as_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("It was a “well–known”\nfact that he’d\nleft, and " + "word " * 40, encoding="utf-8")
    article = read_article(path)
    for quote in ('"well-known" fact', "he'd left", "fact  that\nhe’d"):
        span = span_of_quote(article, quote)
        assert article.text[span.start : span.end].split()[0][0] in "“hf"
    with pytest.raises(AnchorError):
        span_of_quote(article, "   ")


def test_hostile_notes_give_no_commands(postil, story: Path) -> None:
    bad = "\x1b]0;x\x07\u009b1m\u202e"
    assert postil("note", story, "--text", bad, "--tag", f"t{bad}").code == 0
    for args in (
        ["notes"],
        ["notes", "--json"],
        ["tags"],
        ["tags", "--json"],
        ["note", story, "--quote", bad, "--text", "x"],
    ):
        done = postil(*args)
        assert not {"\x1b", "\x07", "\u009b", "\u202e"} & set(done.out + done.err), args


def test_tags(postil, story: Path) -> None:
    postil("note", story, "--text", "x", "--tag", "one", "--tag", "two")
    postil("note", story, "--text", "y", "--tag", "one")
    tags = {row["tag"]: row["count"] for row in json.loads(postil("tags", "--json").out)}
    assert tags == {"one": 2, "two": 1}


def test_notes_stay_right_when_their_article_changes(postil, story: Path) -> None:
    postil("note", story, "--quote", "came ashore", "--text", "moves")
    postil("note", story, "--quote", "Nobody was ready to reach a deal", "--text", "goes")
    postil("show", story)
    text = story.read_text(encoding="utf-8")
    changed = text.replace("The envoy came", "After a long night at sea the envoy came").replace(
        "Nobody was ready to reach a deal, and Powell knew it, as he said.",
        "The rest was about fish, and herring at that.",
    )
    story.write_text(changed, encoding="utf-8")
    notes = {_bodies(n)[0]["value"]: n["postil:anchor"] for n in json.loads(postil("notes", "--json").out)}
    now = json.loads(postil("show", story, "--json").out)["text"]
    assert now[notes["moves"]["start"] : notes["moves"]["end"]] == "came ashore"
    assert notes["goes"] == {"quality": "orphan", "start": None, "end": None, "score": notes["goes"]["score"]}
    (orphan,) = json.loads(postil("notes", "--orphaned", "--json").out)
    assert _bodies(orphan)[0]["value"] == "goes"
    story.unlink()
    assert len(json.loads(postil("notes", "--orphaned", "--json").out)) == 2


def test_notes_of_a_path_that_is_gone(postil, tmp_path: Path) -> None:
    done = postil("notes", tmp_path / "gone")
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)


def test_reading_order(postil, story: Path) -> None:
    for quote in ("Powell knew it", "came ashore"):
        postil("note", story, "--quote", quote, "--text", quote)
    postil("note", story, "--text", "whole")
    said = [_bodies(n)[0]["value"] for n in json.loads(postil("notes", "--json").out)]
    assert said == ["whole", "came ashore", "Powell knew it"]
    assert said == [_bodies(n)[0]["value"] for n in json.loads(postil("notes", story.parent, "--json").out)]


def test_a_damaged_file_that_was_restored_is_told_of_once(postil, story: Path) -> None:
    for text in ("one", "two"):
        postil("note", story, "--text", text)
    store_path(None).write_bytes(b"\0" * 100)
    for _ in range(2):  # who only reads writes nothing
        done = postil("notes", "--json")
        assert (done.code, [note["body"][0]["value"] for note in json.loads(done.out)]) == (0, ["one"])
        assert "was damaged" in done.err and "backup" in done.err and "left as it is" in done.err
        assert store_path(None).read_bytes() == b"\0" * 100
    done = postil("note", story, "--text", "three")
    assert done.code == 0 and "was damaged" in done.err and ".damaged-" in done.err
    assert postil("notes").err == ""


ESSAY = "Of clerks and boats\n\nA true story, told by the harbour master's “daughter”.\n"
FOREIGN = {
    "an essay": ESSAY,
    "an essay in UTF-16": ESSAY.encode("utf-16"),
    "a script": "#!/bin/sh\nrm -f notes.json\n",
    "a JSON list": '[{"id": 1, "annotations": {"a": {}}}]',
    "a JSON number": "17",
    "a JSON object": '{"name": "site", "meta": {"author": {"id": "x"}}, "articles": ["a"]}',
    "an object of objects": '{"articles": {"first": {"id": "a-1", "title": "x"}}, "x": {"1": {}}}',
    "a broken object": '{"name": "site", "articles": {"first": 1},\n// a comment\n"reading": {"x": 1}}',
    "a database of another program": '{"_default": {"1": {"name": "x"}}}',
    "a table in Markdown": "| annotations | meta |\n| --- | --- |\n",
    "an image": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_not_ours_is_not_touched(postil, story: Path, tmp_path: Path, kind: str) -> None:
    written = FOREIGN[kind]
    theirs = written if isinstance(written, bytes) else written.encode()
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = folder / "essay"
    path.write_bytes(theirs)
    for command in (
        ("notes",),
        ("tags",),
        ("search", "boat"),
        ("export", "--dry-run", "--to", tmp_path / "vault"),
        ("note", story, "--text", "mine"),
        ("doctor", "--repair"),
    ):
        done = postil("--store", path, *command)
        assert (done.code, done.err.count("\n")) == (1, 1), done.err
        assert "is no notes file" in done.err and str(path) in done.err and "--store" in done.err
        assert path.read_bytes() == theirs and [one.name for one in folder.iterdir()] == ["essay"]
    found = postil("--store", path, "doctor")
    assert found.code == 1 and "is no notes file" in found.out and path.read_bytes() == theirs


@pytest.mark.parametrize("ours", ["", "{}", "\n", '{"annotations": {}}', '{"annotations": {"1": {"id"'])
def test_a_file_that_may_be_ours_takes_notes(postil, story: Path, tmp_path: Path, ours: str) -> None:
    path = tmp_path / "mine.json"
    path.write_text(ours)
    for command in (("notes",), ("tags",), ("list",), ("search", "boat")):
        assert postil("--store", path, *command).code == 0 and path.read_text() == ours
    assert postil("--store", path, "note", story, "--text", "mine").code == 0
    assert "mine" in postil("--store", path, "notes").out


def test_notes_of_a_newer_postil_are_shown_and_left_alone_with_one_line_each_time(
    postil, story: Path
) -> None:
    postil("note", story, "--text", "one")
    store = store_path(None)
    document = json.loads(store.read_bytes())
    document["meta"]["1"]["schema"] = 999
    newer = json.dumps(document).encode()
    store.write_bytes(newer)
    shown = postil("notes", "--json")
    assert (shown.code, len(json.loads(shown.out))) == (0, 1)
    refused = postil("note", story, "--text", "two")
    assert (refused.code, refused.out, refused.err) == (1, "", shown.err)
    assert "newer postil" in shown.err and shown.err.count("\n") == 1
    assert store.read_bytes() == newer


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes among the files here")
@pytest.mark.parametrize("command", [["notes"], ["note", "STORY", "--text", "x"], ["doctor"]])
def test_a_store_that_is_no_regular_file_is_refused_at_once(postil, story: Path, command: list[str]) -> None:
    pipe = story.parent / "pipe.json"
    os.mkfifo(pipe)
    done = postil("--store", pipe, *(str(story) if arg == "STORY" else arg for arg in command))
    assert done.code == 1
    assert "no regular file" in done.out + done.err
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    "quote", ["The acknowledgements were", "ac\u00adknowledge\u00adments", "acknowledgements"]
)
def test_a_quote_is_found_whatever_soft_hyphens_stand_in_it(postil, tmp_path: Path, quote: str) -> None:
    path = tmp_path / "soft.txt"
    path.write_text("A Title\n\nThe ac\u00adknowl\u00adedge\u00adments were sent to every one of them.\n")
    done = postil("note", path, "--quote", quote, "--text", "x", "--json")
    assert done.code == 0, done.err
    assert postil("notes", path).out.count("acknowledgements") == 1


def test_a_quote_of_typographic_signs_is_found_in_plain_ones(postil, tmp_path: Path) -> None:
    path = tmp_path / "signs.txt"
    path.write_text('A Title\n\nIt\'s a "well-known" place, he said - and left.\n')
    assert (
        postil("note", path, "--quote", "It’s a “well‑known” place, he said — and", "--text", "x").code == 0
    )


@pytest.mark.skipif(os.name == "nt", reason="modes are of POSIX")
def test_all_that_postil_writes_of_its_own_is_private(
    postil, story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, cache = tmp_path / "own", tmp_path / "own-cache"
    monkeypatch.setenv("POSTIL_CACHE", str(cache))
    before = os.umask(0)
    try:
        for text in ("one", "two"):
            assert postil("--store", own / "notes.json", "note", story, "--text", text).code == 0
        assert postil("--store", own / "notes.json", "search", "one", story.parent).code == 0
    finally:
        os.umask(before)
    for place in (own, cache):
        for one in (place, *place.rglob("*")):
            assert one.stat().st_mode & 0o777 == (0o700 if one.is_dir() else 0o600), one
    assert {one.name for one in cache.iterdir()} >= {"catalog.sqlite", "search.sqlite"}
    assert {one.name for one in own.iterdir()} == {"notes.json", "notes.json.lock", "notes.json.backups"}
