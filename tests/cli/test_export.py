"""`postil export`: every option, with real files, a real store and what a script sees."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from annotations.entities.article_entities import cache_name
from annotations.entities.cache import EntityCache
from annotations.entities.engine_version import engine_key
from annotations.library import Library
from annotations.model import Entity, TextSpan
from tests.notes.say_of_names import correct


@pytest.fixture
def noted(postil: Any, story: Path) -> Path:
    """The story with two notes, its names known already: no engine is loaded."""
    postil("note", story, "--quote", "came ashore", "--text", "Ask the harbour", "--tag", "to-verify")
    postil("note", story, "--text", "On all of it", "--tag", "b")
    with Library.open() as library, EntityCache() as cache:
        article = library.read(story)
        start = article.text.index("Steve Witkoff")
        span = TextSpan(start, start + 13)
        cache.put(
            cache_name(article),
            str(engine_key(None)),
            [Entity(span, "PERSON", "Steve Witkoff", "Steve Witkoff")],
        )
    return story


def test_a_dry_run_prints_the_diff_and_writes_nothing(postil: Any, noted: Path, tmp_path: Path) -> None:
    done = postil("export", "--to", tmp_path / "vault", "--dry-run")
    assert (done.code, done.err) == (0, "2 new, 0 updated, 0 kept (edited), 0 same; nothing was written\n")
    assert "--- /dev/null\n" in done.out
    assert "\n+Ask the harbour #to-verify\n" in done.out
    assert not (tmp_path / "vault").exists()
    assert postil("export", "--to", tmp_path / "vault").out == "2 new, 0 updated, 0 kept (edited), 0 same\n"
    again = postil("export", "--to", tmp_path / "vault", "--dry-run")
    assert (again.out, again.err) == ("", "0 new, 0 updated, 0 kept (edited), 2 same; nothing was written\n")


def test_names_are_links_and_may_have_pages(postil: Any, noted: Path, tmp_path: Path) -> None:
    postil("export", "--to", tmp_path / "vault", "--entity-pages")
    [page] = (tmp_path / "vault").glob("*.md")
    assert 'people:\n  - "[[Steve Witkoff]]"\n' in page.read_text(encoding="utf-8")
    assert (tmp_path / "vault" / "people" / "Steve Witkoff.md").exists()
    done = postil("export", noted, "--to", tmp_path / "vault", "--entity-pages")
    assert (done.code, done.err.count("\n")) == (1, 1)


def test_stdout_has_the_result_and_stderr_the_report(postil: Any, noted: Path) -> None:
    done = postil("export", "--to", "-", "--format", "webannotation")
    assert (done.code, done.err) == (0, "2 new, 0 updated, 0 kept (edited), 0 same\n")
    assert json.loads(done.out)["total"] == 2
    assert postil("export", "--to", "-", "--format", "csv").out.startswith("Highlight,Title,")
    assert "## Annotations" in postil("export", "--to", "-", "--template", "zotero").out


def test_several_formats_at_once(postil: Any, noted: Path, tmp_path: Path) -> None:
    done = postil("export", "--to", tmp_path / "out", "--format", "markdown,csv,webannotation")
    assert [line.split(":")[0] for line in done.out.splitlines()] == ["markdown", "csv", "webannotation"]
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".md", ".csv", ".jsonld"}
    assert postil("export", "--to", "-", "--format", "markdown,csv").code == 2


def test_a_tag_chooses_what_goes_in(postil: Any, noted: Path, tmp_path: Path) -> None:
    assert (
        postil("export", "--to", tmp_path / "one", "--tag", "b").out
        == "1 new, 0 updated, 0 kept (edited), 0 same\n"
    )
    postil("export", "--to", tmp_path / "all")
    assert (
        postil("export", "--to", tmp_path / "all", "--tag", "b").out
        == "0 new, 0 updated, 0 kept (edited), 2 same\n"
    )


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["--format", "docx"], 2),
        (["--flavor", "odd"], 2),
        (["--template", "/nowhere.j2"], 1),
        (["--format", "csv", "--split"], 1),
        (["--tag", "a,b"], 2),
        (["/nowhere.txt"], 1),
    ],
)
def test_what_can_not_be_is_one_line(
    postil: Any, noted: Path, tmp_path: Path, args: list[str], code: int
) -> None:
    done = postil("export", *args, "--to", tmp_path / "out")
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert not (tmp_path / "out").exists()


def test_notes_whose_article_is_gone_go_out_all_the_same(postil: Any, noted: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    postil("export", "--to", vault)
    [page] = vault.glob("*.md")
    before = page.read_bytes()
    noted.unlink()
    assert postil("export", "--to", vault).out == "0 new, 0 updated, 0 kept (edited), 2 same\n"
    assert page.read_bytes() == before
    assert postil("export", "--to", tmp_path / "new").out == "2 new, 0 updated, 0 kept (edited), 0 same\n"
    [page] = (tmp_path / "new").glob("*.md")
    text = page.read_text(encoding="utf-8")
    for said in (
        "# Envoy Meets Putin Hours After a Bombing",
        "author: Jane Doe",
        "> came ashore",
        "Ask the harbour",
    ):
        assert said in text
    assert "words are gone" not in text


def test_a_note_that_is_deleted_leaves_the_vault(postil: Any, noted: Path, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    postil("export", "--to", vault)
    with Library.open() as library:
        for note, _ in library.notes(library.read(noted)):
            library.remove(note.id)
    assert postil("export", "--to", vault).out == "0 new, 0 updated, 0 kept (edited), 0 same, 2 removed\n"
    [page] = vault.glob("*.md")
    assert "Ask the harbour" not in page.read_text(encoding="utf-8")
    assert "tags:" not in page.read_text(encoding="utf-8")


def test_one_bad_file_in_a_folder_does_not_stop_the_others(postil: Any, noted: Path, tmp_path: Path) -> None:
    (noted.parent / "broken.txt").write_bytes(bytes(range(256)) * 20)
    (noted.parent / "other.txt").write_text(
        "Another title\n\nNobody noted anything here.\n", encoding="utf-8"
    )
    done = postil("export", noted.parent, "--to", tmp_path / "out")
    assert (done.code, done.out) == (0, "2 new, 0 updated, 0 kept (edited), 0 same\n")
    assert "broken.txt" in done.err
    assert len(list((tmp_path / "out").iterdir())) == 1
    assert postil("export", noted.parent / "broken.txt", "--to", tmp_path / "out").code == 1


def test_a_feed_is_exported_as_the_folder_of_entries_that_it_is(postil: Any, tmp_path: Path) -> None:
    feed = tmp_path / "news.rss"
    entries = "".join(
        f"<item><title>Entry {number}</title><link>https://skerry.example/{number}</link>"
        f"<description>&lt;p&gt;What entry {number} says.&lt;/p&gt;</description></item>"
        for number in range(3)
    )
    feed.write_text(
        f'<rss version="2.0"><channel><title>T</title>{entries}</channel></rss>', encoding="utf-8"
    )
    for row in json.loads(postil("list", feed, "--json").out)[1:]:
        postil("note", row["id"], "--text", "to keep")
    out = tmp_path / "out"
    done = postil("export", feed, "--to", out, "--no-names")
    assert (done.code, done.out) == (0, "2 new, 0 updated, 0 kept (edited), 0 same\n")
    sources = {line for page in out.iterdir() for line in page.read_text(encoding="utf-8").splitlines()[:4]}
    assert {f'source: "https://skerry.example/{number}"' for number in (1, 2)} <= sources


def test_known_names_need_no_engine_and_unknown_ones_can_wait(
    postil: Any, noted: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from tui.cli.error_border import run; "
        f"code = run(['export', '--to', {str(tmp_path / 'out')!r}, '--format', 'markdown,webannotation,csv,html']); "
        "loaded = {'spacy', 'textual', 'onnxruntime', 'jinja2'} & set(sys.modules); "
        "sys.exit(f'loaded: {loaded}' if loaded else code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    noted.write_text(noted.read_text(encoding="utf-8") + "\nOne more line of it.\n", encoding="utf-8")
    assert postil("export", "--to", tmp_path / "out", "--no-names").code == 0
    [page] = (tmp_path / "out").glob("*.md")
    assert "[[Steve Witkoff]]" in page.read_text(encoding="utf-8")


def test_exports_of_several_processes_make_one_file_an_article(
    postil: Any, noted: Path, tmp_path: Path
) -> None:
    for number in range(8):
        other = noted.parent / f"other{number}.txt"
        other.write_text(
            f"Title {number}\n\nA paragraph, number {number}, of an article.\n", encoding="utf-8"
        )
        postil("note", other, "--text", "x")
    code = "import sys; from tui.cli.error_border import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "export", "--no-names", "--to", str(tmp_path / "out")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    said = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert sum(int(line.split()[0]) for line in said) == 10
    assert len(list((tmp_path / "out").iterdir())) == 9


def test_help_has_examples(postil: Any) -> None:
    text = postil("export", "--help").out
    for option in (
        "--dry-run",
        "--entity-pages",
        "--template",
        "--split",
        "--tag",
        "--to",
        "--format",
        "--flavor",
    ):
        assert option in text
    assert "postil export --to ~/Vault/Reading" in text


def test_the_file_is_the_same_from_wherever_postil_is_called(
    postil: Any, noted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(noted.parent)
    vault = tmp_path / "vault"
    postil("export", noted.name, "--to", vault, "--no-names")
    before = {path.name: path.read_bytes() for path in vault.iterdir()}
    assert str(noted).encode() in b"".join(before.values())
    postil("export", noted, "--to", vault, "--no-names")
    postil("export", "--to", vault, "--no-names")
    assert {path.name: path.read_bytes() for path in vault.iterdir()} == before


def test_a_correction_that_can_not_be_read_costs_itself_alone(
    postil: Any, noted: Path, tmp_path: Path
) -> None:
    with Library.open() as library:
        article = library.read(noted)
        correct(library.name_corrections, "same-as", article, "Steve Witkoff", "Steven Witkoff")
        with library.repository.change("a record of another version") as change:
            change.put(
                "corrections", {"id": "c-odd", "article": article.id, "kind": "split", "text": "Putin"}
            )
    done = postil("export", "--to", tmp_path / "vault")
    assert (done.code, done.err) == (0, "")
    [page] = (tmp_path / "vault").glob("*.md")
    assert "[[Steven Witkoff]]" in page.read_text(encoding="utf-8")


def test_a_query_chooses_notes_and_articles_and_may_be_a_saved_one(
    postil: Any, noted: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Herons\n\nA heron stood in the reeds and did not move all day long.\n", "utf-8")
    postil("note", other, "--text", "Count them", "--tag", "birds")
    config = tmp_path / "config.toml"
    config.touch()
    postil("--config", config, "search", "tag:to-verify noted:7d", "--save", "to verify")

    def exported(query: str) -> str:
        done = postil("--config", config, "export", "--to", "-", "--format", "csv", "--query", query)
        assert done.code == 0, done.err
        return " ".join(word for word in ("harbour", "On all of it", "Count them") if word in done.out)

    assert exported("tag:to-verify") == exported("@to verify") == "harbour"
    assert exported("heron") == "Count them"
    assert exported("nowhere-at-all") == ""
    assert exported("envoy OR tag:birds") == "harbour On all of it Count them"
    assert postil("export", "--to", "-", "--query", "(a").code == 1
    assert "harbour" in postil("--config", config, "search", "@to verify").out
