"""Articles come into the library folder as Markdown, each once, and read there as they did where they came from."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NoReturn

import pytest
from msgspec.structs import replace

from annotations.articles.library_articles import Listing
from annotations.errors import SourceError, StoreError
from annotations.files.disk import RealFiles, Stamp
from annotations.intake import add
from annotations.intake.add import LibraryFolder, add_address, add_file, whole_address
from annotations.intake.article_file import markdown_of
from annotations.intake.fetch import Fetcher
from annotations.library import Library
from annotations.model import Article
from annotations.sources import read_article
from annotations.store.lock import FileLock
from tests.intake.conftest import Site
from tests.sources.samples import HTML, SAMPLES

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture
def folder(tmp_path: Path) -> LibraryFolder:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        return LibraryFolder(tmp_path / "library", library.listings, today=lambda: date(2026, 11, 30))


def test_a_page_becomes_a_markdown_file_that_says_where_it_is_from(
    site: Site, folder: LibraryFolder, tmp_path: Path
) -> None:
    with Fetcher(may_be_private=True) as fetcher:
        added = add_address(site.url("/title"), folder, fetcher, tags=("harbour",))
    assert added.is_new
    assert added.path == tmp_path / "library" / "Title.md"
    words = added.path.read_text(encoding="utf-8")
    assert words.startswith(
        '---\ntitle: Title\nauthor: Jane Doe\npublished: 2026-03-03\nurl: "https://example.org/title"\n'
        'site: "127.0.0.1"\nsaved: 2026-11-30\ntags:\n  - harbour\n---\n\n# Title\n'
    )
    assert "*hemp*" in words
    assert "[mill](https://example.org/mill)" in words


def test_nothing_is_added_twice(site: Site, folder: LibraryFolder, tmp_path: Path) -> None:
    with Fetcher(may_be_private=True) as fetcher:
        first = add_address(site.url("/title"), folder, fetcher)
        again = add_address("https://www.example.org/title/?utm_source=x#top", folder, fetcher)
    assert not again.is_new
    assert again.path == first.path
    page = tmp_path / "page.html"
    page.write_bytes(HTML)
    assert not add_file(page, folder).is_new
    with Library.open(tmp_path / "other.json", cache=tmp_path / "cache2") as library:  # a later run
        later = LibraryFolder(tmp_path / "library", library.listings)
    assert not add_file(page, later).is_new
    assert len(list((tmp_path / "library").iterdir())) == 1


def test_two_articles_of_one_title_are_two_files(folder: LibraryFolder, tmp_path: Path) -> None:
    for number in ("one", "two"):
        path = tmp_path / f"{number}.txt"
        path.write_text(f"The Same Title\nBy Jane Doe, 3 March 2026\n\nText {number}.\n")
        assert add_file(path, folder).is_new
    assert {one.name for one in (tmp_path / "library").iterdir()} == {
        "The Same Title.md",
        "The Same Title 2.md",
    }


def test_an_article_of_the_title_that_another_program_saves_just_now_is_not_written_over(
    folder: LibraryFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal, rivals = RealFiles.seal, iter(["theirs"])

    def late(files: RealFiles, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        for rival in rivals:
            (Path(path).parent / "Title.md").write_text(rival, encoding="utf-8")
        return seal(files, descriptor, path, mtime_ns)

    monkeypatch.setattr(RealFiles, "seal", late)
    file = tmp_path / "a.md"
    file.write_text("# Title\n\nSome words.\n", encoding="utf-8")
    added = folder.add(read_article(file))
    assert added.path.name == "Title 2.md" and "Some words" in added.path.read_text(encoding="utf-8")
    assert added.path.with_name("Title.md").read_text(encoding="utf-8") == "theirs"


def test_the_original_is_kept_beside_it_when_asked(site: Site, folder: LibraryFolder) -> None:
    with Fetcher(may_be_private=True) as fetcher:
        added = add_address(site.url("/paper.pdf"), folder, fetcher, keep_original=True)
    assert added.path.with_suffix(".pdf").read_bytes() == SAMPLES["pdf"]


def test_the_servers_encoding_counts(site: Site, folder: LibraryFolder) -> None:
    with Fetcher(may_be_private=True) as fetcher:
        added = add_address(site.url("/latin"), folder, fetcher)
    assert added.title == "Señal"
    assert "aquella mañana" in added.path.read_text(encoding="utf-8")


def test_a_page_without_text_says_so(site: Site, folder: LibraryFolder) -> None:
    with Fetcher(may_be_private=True) as fetcher, pytest.raises(SourceError, match="no text"):
        add_address(site.url("/empty"), folder, fetcher)


def test_a_slash_that_a_shell_took_comes_back() -> None:
    assert whole_address("https:/example.org/a//b") == "https://example.org/a//b"


@pytest.mark.parametrize("path", sorted(SEEDS.iterdir()), ids=lambda path: path.name)
def test_a_saved_article_reads_as_it_did(path: Path, tmp_path: Path) -> None:
    article = read_article(path)
    (tmp_path / "saved.md").write_text(markdown_of(article, saved=date(2026, 11, 30)), encoding="utf-8")
    again = read_article(tmp_path / "saved.md")
    kept = [b for b in article.blocks if b.kind != "byline"]
    assert [article.text[b.span.start : b.span.end] for b in kept] == [
        again.text[b.span.start : b.span.end] for b in again.blocks if b.kind != "byline"
    ]
    assert [b.kind for b in kept] == [b.kind for b in again.blocks if b.kind != "byline"]
    outward = [
        mark for mark in article.marks if not mark.href.startswith("#")
    ]  # signs of notes are no links there
    assert (again.author, again.published, len(again.marks)) == (
        article.author,
        article.published,
        len(outward),
    )


@pytest.mark.parametrize(
    "words",
    [
        "# no heading",
        "- no item",
        "1. no item",
        "> no quote",
        "*stars* and _lines_",
        "a | b",
        "`code`",
        "<b>tag</b>",
        "$x*y$",
        "[[link]]",
        "==mark==",
        "%%x%%",
        "~~x~~",
        "\\",
        "![x](y)",
        "&amp;",
        "Setext\n---",
    ],
)
def test_signs_in_a_text_stay_signs(words: str, tmp_path: Path) -> None:
    line = words.replace("\n", " ")
    source = f"<article><h1>Title of it</h1><p>{line.replace('&', '&amp;').replace('<', '&lt;')}</p><p>And this is the end of it.</p></article>"
    (tmp_path / "a.html").write_text(source, encoding="utf-8")
    article = read_article(tmp_path / "a.html")
    (tmp_path / "a.md").write_text(markdown_of(article, saved=date(2026, 11, 30)), encoding="utf-8")
    assert line in article.text
    assert read_article(tmp_path / "a.md").text == article.text


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[list[LibraryFolder]]:
    """The folder as two processes know it that have both looked through it before either adds anything."""
    (tmp_path / "library").mkdir()
    with (
        Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as one,
        Library.open(tmp_path / "notes.json", cache=tmp_path / "other") as other,
    ):
        yield [LibraryFolder(tmp_path / "library", library.listings) for library in (one, other)]


def article_named(tmp_path: Path, title: str, words: str, url: str = "") -> Article:
    path = tmp_path / "read.md"
    path.write_text(f"---\ntitle: {title}\nurl: '{url}'\n---\n\n# {title}\n\n{words}\n", encoding="utf-8")
    return replace(read_article(path), source=None)


@pytest.mark.parametrize("within", ["", "Feed/Deeper"])
@pytest.mark.parametrize("title", ["Harbour", "Harbour, seen again"])
def test_two_that_add_one_address_at_once_make_one_file(
    twins: list[LibraryFolder], tmp_path: Path, title: str, within: str
) -> None:
    one, other = twins
    for number in range(3):  # the second one of a folder, too
        address = f"https://example.org/{number}"
        first = one.add(article_named(tmp_path, f"Harbour {number}", "Boats.", address), within=within)
        again = other.add(article_named(tmp_path, f"{title} {number}", "Boats, told longer.", address))
        assert (first.is_new, again.is_new, again.path) == (True, False, first.path)
        one, other = other, one
    assert len(list((tmp_path / "library").rglob("*.md"))) == 3


def test_two_that_add_one_text_without_an_address_at_once_make_one_file(
    twins: list[LibraryFolder], tmp_path: Path
) -> None:
    for number in range(3):
        article = article_named(tmp_path, f"Harbour {number}", "Boats.")
        assert [library.add(article).is_new for library in twins] == [True, False]
    assert len(list((tmp_path / "library").iterdir())) == 3


def test_nobody_else_adds_between_the_look_and_the_write(
    twins: list[LibraryFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = add.write_article

    def write_while_another_adds(content: str, title: str, folder: Path) -> Path:
        with monkeypatch.context() as patch:
            patch.setattr(FileLock.__init__, "__defaults__", (0.0,))
            patch.setattr(add, "write_article", write)
            with pytest.raises(StoreError, match="nothing was written"):
                twins[1].add(article_named(tmp_path, "Harbour", "Boats."))
        return write(content, title, folder)

    monkeypatch.setattr(add, "write_article", write_while_another_adds)
    assert twins[0].add(article_named(tmp_path, "Harbour", "Boats.")).is_new
    assert not twins[1].add(article_named(tmp_path, "Harbour", "Boats.")).is_new


def test_where_there_can_be_no_lock_articles_are_added_all_the_same(
    folder: LibraryFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_lock(path: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("annotations.store.lock.locked", no_lock)
    assert folder.add(article_named(tmp_path, "Harbour", "Boats.")).is_new


def test_what_others_have_added_is_read_and_nothing_else(
    twins: list[LibraryFolder], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = twins
    for number in range(5):
        one.add(article_named(tmp_path, f"Own {number}", "Boats."))
    (tmp_path / "library" / "a.lock").touch()
    (tmp_path / "library" / ".hidden").mkdir()
    (tmp_path / "library" / ".hidden" / "b.md").write_text("# Hidden\n\nBoats.\n", encoding="utf-8")
    listed: list[str] = []
    listings = other._listings

    def watched(paths: Iterable[Path]) -> Iterable[Listing]:
        asked = list(paths)
        listed.extend(path.name for path in asked)
        return listings(asked)

    monkeypatch.setattr(other, "_listings", watched)
    for number in range(3):
        assert other.add(article_named(tmp_path, f"Other {number}", "Boats.")).is_new
    assert sorted(listed) == [f"Own {number}.md" for number in range(5)]
