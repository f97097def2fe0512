"""Feeds are followed: what is new becomes an article once, a broken one stops none."""

import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import FetchError, SourceError
from annotations.intake.add import LibraryFolder
from annotations.intake.fetch import Fetched, Fetcher
from annotations.intake.opml import MOST_FEEDS, Subscription, in_folders, opml_of, read_opml
from annotations.intake.subscriptions import Feeds
from annotations.library import Library
from tests.intake.conftest import Site

OPML = (
    '<?xml version="1.0"?><opml version="2.0"><body><outline text="News"><outline type="rss" text="A &amp; B" '
    'xmlUrl="https://example.org/feed" htmlUrl="https://example.org/"/></outline><outline text="no feed"/></body></opml>'
)


class Clock:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def feeds(tmp_path: Path, clock: Clock) -> Feeds:
    return Feeds(tmp_path / "feeds.opml", tmp_path / "feeds", now=clock)


@pytest.fixture
def folder(tmp_path: Path) -> LibraryFolder:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        return LibraryFolder(tmp_path / "library", library.listings, today=lambda: date(2026, 11, 30))


def test_what_is_new_becomes_an_article_once(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, tmp_path: Path
) -> None:
    feeds.add(site.url("/page-with-feed"), fetcher)
    assert [one.added for one in feeds.refresh(folder, fetcher)] == [2]
    files = sorted(
        path.relative_to(tmp_path / "library").as_posix() for path in (tmp_path / "library").rglob("*.md")
    )
    assert files == ["The Harbour/Older.md", "The Harbour/Title.md"]
    assert [one.added for one in feeds.refresh(folder, fetcher)] == [0]
    assert site.asked[-1][1]["If-None-Match"] == '"1"'


def test_an_article_that_was_deleted_does_not_come_back(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, tmp_path: Path, clock: Clock
) -> None:
    feeds.add(site.url("/feed"), fetcher)
    feeds.refresh(folder, fetcher)
    (tmp_path / "library" / "The Harbour" / "Older.md").unlink()
    site.feed = site.feed.replace(
        b"<item><title>Title",
        b"<item><title>New</title><guid>9</guid><description>n</description></item><item><title>Title",
        1,
    )
    later = Feeds(tmp_path / "feeds.opml", tmp_path / "feeds", now=clock)
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        again = LibraryFolder(tmp_path / "library", library.listings)
    assert [one.added for one in later.refresh(again, fetcher)] == [1]
    assert not (tmp_path / "library" / "The Harbour" / "Older.md").exists()


def test_two_that_look_at_once_take_each_article_once_and_remember_all(
    site: Site, feeds: Feeds, fetcher: Fetcher, tmp_path: Path
) -> None:
    """Each has read what is remembered, and what lies in the folder, before the other wrote; both feeds have the same articles."""
    feeds.add(site.url("/feed"), fetcher, folders=["A"])
    feeds.save([*feeds.subscriptions, Subscription(site.url("/feed?b"), "B", folders=("B",))])
    others = [Feeds(tmp_path / "feeds.opml", tmp_path / "feeds") for _ in range(3)]
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        folders = [LibraryFolder(tmp_path / "library", library.listings) for _ in others]
    added = [
        [one.added for one in other.refresh(folder, fetcher, folder=named)]
        for other, folder, named in zip(others, folders, ("A", "B", ""), strict=True)
    ]
    assert added == [[2], [0], [0, 0]]
    assert len(list((tmp_path / "library").rglob("*.md"))) == 2
    memories = [msgspec.json.decode(file.read_bytes()) for file in (tmp_path / "feeds").glob("*.json")]
    assert [len(one["seen"]) for one in memories] == [2, 2]


def test_a_broken_feed_stops_none_and_is_left_alone_for_a_while(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, clock: Clock
) -> None:
    feeds.save(
        [
            Subscription(site.url(path), title)
            for path, title in (("/nowhere", "Gone"), ("/feed", "Good"), ("/title", "Page"))
        ]
    )
    first = {one.subscription.title: one for one in feeds.refresh(folder, fetcher)}
    assert first["Good"].added == 2
    assert "404" in first["Gone"].problem
    assert f"{site.url('/title')} is no feed" in first["Page"].problem
    asked = len(site.asked)
    again = {one.subscription.title: one for one in feeds.refresh(folder, fetcher)}
    assert "404" in again["Gone"].problem
    assert [path for path, _ in site.asked[asked:]] == ["/feed"]
    clock.seconds += 601
    feeds.refresh(folder, fetcher)
    assert "/nowhere" in [path for path, _ in site.asked[-3:]]


def test_what_is_no_feed_is_not_followed(site: Site, feeds: Feeds, fetcher: Fetcher) -> None:
    with pytest.raises(FetchError, match="names none"):
        feeds.add(site.url("/title"), fetcher)
    assert feeds.subscriptions == []


def test_a_page_that_names_what_is_no_address_has_no_feed(site: Site, feeds: Feeds, fetcher: Fetcher) -> None:
    site.pages["/names-no-feed"] = b"<link rel=alternate type='application/rss+xml' href='http://[bad'>"
    with pytest.raises(FetchError, match="is no feed and names none"):
        feeds.add(site.url("/names-no-feed"), fetcher)


def test_a_version_that_no_header_can_say_is_not_asked_for(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher
) -> None:
    feeds.add(site.url("/etag"), fetcher)
    assert [(one.added, one.problem) for _ in range(2) for one in feeds.refresh(folder, fetcher)] == [
        (2, ""),
        (0, ""),
    ]


def test_who_interrupts_waits_for_no_server(feeds: Feeds, folder: LibraryFolder) -> None:
    begun, released, ended = threading.Event(), threading.Event(), []

    class Slow(Fetcher):
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Fetched:
            if url.endswith("quick"):
                begun.wait(10)
            else:
                begun.set()
                released.wait(10)
                ended.append(url)
            raise FetchError(url)

    def interrupt(*_: int) -> None:
        raise KeyboardInterrupt

    feeds.save([Subscription(f"https://example.org/{name}", name) for name in ("quick", "slow")])
    with pytest.raises(KeyboardInterrupt):
        feeds.refresh(folder, Slow(), watch=interrupt)
    assert not ended
    released.set()


def test_opml_comes_in_and_goes_out(feeds: Feeds, tmp_path: Path) -> None:
    (tmp_path / "other.opml").write_text(OPML)
    assert feeds.take_in(tmp_path / "other.opml") == (1, 0)
    assert feeds.take_in(tmp_path / "other.opml") == (0, 0)
    assert feeds.subscriptions == [
        Subscription("https://example.org/feed", "A & B", "https://example.org/", ("News",))
    ]
    assert read_opml(tmp_path / "feeds.opml") == feeds.subscriptions
    assert opml_of(feeds.subscriptions) == (tmp_path / "feeds.opml").read_text(encoding="utf-8")


def test_the_urls_of_newsboat_come_in_and_what_is_no_address_is_told(feeds: Feeds, tmp_path: Path) -> None:
    (tmp_path / "urls").write_text(
        '\ufeff# mine\n\nhttps://example.org/feed "uk/press" News "~The \\"Harbour\\""\r\nhttp://example.com/a#b !hidden !\n'
        '"query:Unread:unread = \\"yes\\""\nexec:~/x.sh\n  https://example.org/feed "Boats\n'
    )
    told: list[str] = []
    assert feeds.take_in(tmp_path / "urls", told.append) == (2, 0)
    assert feeds.take_in(tmp_path / "urls") == (0, 0)
    assert feeds.subscriptions == [
        Subscription("https://example.org/feed", 'The "Harbour"', "", ('"Boats', "News", "uk-press")),
        Subscription("http://example.com/a#b", "http://example.com/a#b", "", ("hidden",)),
    ]
    assert [line.split(": ")[0].removeprefix(f"{tmp_path}/") for line in told] == [
        "urls, line 5 is left out",
        "urls, line 6 is left out",
    ]
    for other in ("query:a:b\n", "# A title\n\nWords.\n", "", "<html><p>x</html>"):
        (tmp_path / "none").write_text(other)
        with pytest.raises(SourceError, match="names no feed"):
            feeds.take_in(tmp_path / "none")


@pytest.mark.parametrize("name", ["urls", "theirs.opml"])
def test_a_list_of_more_feeds_than_are_taken_says_so(name: str, feeds: Feeds, tmp_path: Path) -> None:
    many = [
        Subscription(f"https://example.org/{number}", f"Feed {number}") for number in range(MOST_FEEDS + 1)
    ]
    lines = "\n".join(one.url for one in many) if name == "urls" else opml_of(many)
    (tmp_path / name).write_text(lines, encoding="utf-8")
    told: list[str] = []
    assert feeds.take_in(tmp_path / name, told.append) == (MOST_FEEDS, 0)
    assert told == [f"{tmp_path / name}: no more than its first 5,000 feeds are taken"]


def test_feeds_keep_their_folders(tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_text(
        '<opml version="2.0"><body><outline text="News"><outline text="The\n North/South"><outline text="A" '
        'xmlUrl="https://a.example/f"/></outline><outline text="B" xmlUrl="https://b.example/f" category="Boats,/news/"/>'
        '</outline><outline text="Sea"><outline text="A again" xmlUrl="https://a.example/f/"/></outline><outline text="C" '
        'xmlUrl="https://c.example/f" category=" , /"/><outline><outline text="D" xmlUrl="https://d.example/f"/></outline>'
        "</body></opml>"
    )
    rows = read_opml(tmp_path / "x.opml")
    assert [(row.title, row.folders) for row in rows] == [
        ("A", ("News/The North-South", "Sea")),
        ("B", ("News", "Boats")),
        ("C", ()),
        ("D", ()),
    ]
    assert [row.title for row in rows if row.is_within("/news/")] == ["A", "B"]
    assert [row.title for row in rows if row.is_within("New")] == []
    (tmp_path / "again.opml").write_text(opml_of(rows))
    again = {row.url: (row.title, set(row.folders)) for row in read_opml(tmp_path / "again.opml")}
    assert again == {row.url: (row.title, set(row.folders)) for row in rows}


def test_a_feed_that_is_followed_comes_into_the_folders_of_a_file(feeds: Feeds, tmp_path: Path) -> None:
    feeds.save([Subscription("https://example.org/feed", "Mine", folders=("Boats",))])
    (tmp_path / "other.opml").write_text(OPML)
    assert feeds.take_in(tmp_path / "other.opml") == (0, 1)
    assert feeds.subscriptions == [
        Subscription("https://example.org/feed", "Mine", folders=("Boats", "News"))
    ]
    assert feeds.take_in(tmp_path / "other.opml") == (0, 0)


def test_the_feeds_of_one_folder_are_looked_at(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, tmp_path: Path
) -> None:
    feeds.add(site.url("/feed"), fetcher, folders=["News/Boats"])
    feeds.save([*feeds.subscriptions, Subscription(site.url("/nowhere"), "Gone")])
    assert [one.added for one in feeds.refresh(folder, fetcher, folder="news")] == [2]
    assert (tmp_path / "library" / "News" / "Boats" / "The Harbour" / "Title.md").exists()
    with pytest.raises(SourceError, match="no feed lies in the folder Sea"):
        feeds.refresh(folder, fetcher, folder="Sea")


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4),
            st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12),
            st.lists(st.text("aB/ ", max_size=6), max_size=3),
        ),
        max_size=6,
    )
)
def test_what_is_written_reads_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str, list[str]]]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.opml"
    for number, title, folders in rows:
        one = in_folders(Subscription(f"https://example.org/{number}", title), folders)
        file.write_text(opml_of([one]), encoding="utf-8")
        again = read_opml(file)
        assert [(row.url, set(row.folders)) for row in again] == [(one.url, set(one.folders))]
        assert opml_of(again) == opml_of(read_opml(file))


def test_the_page_of_an_entry_is_fetched_where_the_feed_has_its_beginning_only(
    site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, tmp_path: Path
) -> None:
    words = "The harbour was quiet that morning, and nobody had asked the women. " * 15
    parts = {
        "short": "The harbour was…",
        "long": f"{words} That is all.",
        "cut": f"{words} Continue reading at the harbour →",
    }
    items = "".join(
        f"<item><title>{name}</title><guid>{name}</guid><link>{site.url(f'/{name}')}</link><description>{said}</description></item>"
        for name, said in parts.items()
    )
    site.feed = f"<rss version='2.0'><channel><title>The Harbour</title>{items}</channel></rss>".encode()
    for name in parts:
        said = f"<p>{words}</p><p>The end of {name}.</p>"
        site.pages[f"/{name}"] = f"<article><h1>{name}</h1>{said * 2}</article>".encode()
    feeds.add(site.url("/feed"), fetcher)
    asked = len(site.asked)
    assert [one.added for one in feeds.refresh(folder, fetcher, is_full=True)] == [3]
    assert {path for path, _ in site.asked[asked:]} == {"/feed", "/short", "/cut"}
    texts = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "library").rglob("*.md")}
    ends = {name: f"The end of {name}." in text for name, text in texts.items()}
    assert ends == {"short": True, "long": False, "cut": True}


def test_who_changes_the_list_changes_it_as_it_is_now(feeds: Feeds, tmp_path: Path) -> None:
    """Two at once: what one has read is not what stands there any more when it writes."""
    other = Feeds(tmp_path / "feeds.opml", tmp_path / "feeds")
    files = [tmp_path / f"{name}.opml" for name in "abcd"]
    for file in files:
        file.write_text(
            opml_of([Subscription(f"https://example.org/{file.stem}", file.stem)]), encoding="utf-8"
        )
    feeds.take_in(files[0])
    other.take_in(files[1])
    assert [one.title for one in other.subscriptions] == ["a", "b"]
    assert feeds.remove("b").title == "b"
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda one: one[0].take_in(one[1]), [(feeds, files[2]), (other, files[3])]))
    now = Feeds(tmp_path / "feeds.opml", tmp_path / "feeds").subscriptions
    assert sorted(one.title for one in now) == ["a", "c", "d"]


def test_a_list_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    feeds = Feeds(tmp_path / "new" / "feeds.opml", tmp_path / "feeds")
    (tmp_path / "new").touch()
    theirs = tmp_path / "theirs.opml"
    theirs.write_text(opml_of([Subscription("https://example.org/a", "A")]), encoding="utf-8")
    with pytest.raises(SourceError, match="was not written"):
        feeds.take_in(theirs)


def test_a_feed_is_left_by_its_title_or_its_address(feeds: Feeds, tmp_path: Path) -> None:
    feeds.save([Subscription("https://example.org/a", "A"), Subscription("https://example.org/b", "B")])
    feeds.remove("A")
    feeds.remove("http://www.example.org/b/")
    assert feeds.subscriptions == []
    with pytest.raises(SourceError, match="no feed is called C"):
        feeds.remove("C")


@pytest.mark.parametrize("raw", [b"", b"<opml", b"\xff\xfe", b'<!DOCTYPE x [<!ENTITY a "b">]><opml/>', b"{}"])
def test_a_file_that_is_no_opml_is_one_sentence(raw: bytes, feeds: Feeds, tmp_path: Path) -> None:
    (tmp_path / "x.opml").write_bytes(raw)
    with pytest.raises(SourceError):
        feeds.take_in(tmp_path / "x.opml")


@pytest.mark.parametrize("odd", [b'{"failures": "many"}', b"\xff", b"[]", b""])
def test_a_memory_that_is_odd_is_begun_anew_and_costs_no_other_feed_its_own(
    odd: bytes, site: Site, feeds: Feeds, folder: LibraryFolder, fetcher: Fetcher, tmp_path: Path
) -> None:
    feeds.add(site.url("/feed"), fetcher, folders=["A"])
    feeds.save([*feeds.subscriptions, Subscription(site.url("/feed?b"), "B", folders=("B",))])
    feeds.refresh(folder, fetcher, folder="A")
    (file,) = (tmp_path / "feeds").glob("*.json")
    feeds.refresh(folder, fetcher, folder="B")
    (other,) = {*(tmp_path / "feeds").glob("*.json")} - {file}
    remembered = other.read_bytes()
    file.write_bytes(odd)
    assert [one.problem for one in feeds.refresh(folder, fetcher, folder="A")] == [""]
    assert len(msgspec.json.decode(file.read_bytes())["seen"]) == 2
    assert other.read_bytes() == remembered
