"""Search over real files: right cold and warm, with and without the index."""

import os
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from annotations.articles.catalog import FileStamp
from annotations.files.sqlite_cache import throw_away
from annotations.library import Library
from annotations.model import ReadingState, TextSpan
from annotations.search import find_rows
from annotations.search.index import FILE_NAME
from annotations.search.query import Query, parse_query
from annotations.search.scope import Scope
from annotations.search.service import SearchService

TEXTS = {
    "a.txt": "The Café on the Quay\nBy Jane Doe, 3 March 2025\n\nNobody was ready to reach a deal — not at the café. "
    "Dealers left.",
    "b.txt": "Fish and Ships\nBy John Roe, 3 March 2020\n\nNothing about any deal at all here; the harbour’s fish don’t talk.",
    "c.md": "---\ntitle: 东京的猫\nauthor: 王芳\ntags: [news/asia]\n---\n\n# 东京的猫\n\n昨天在Google上看到，东京塔下有很多猫。\n",
    "d.txt": "Straßenbahn nach Łódź\n\nDie Straße war naß, und der Zug fuhr nach Łódź, wo niemand auf ihn wartete.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    for name, text in TEXTS.items():
        (place / name).write_text(text, encoding="utf-8")
    return place


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as opened:
        yield opened


def found(library: Library, query: str, folder: Path) -> list[tuple[str, str]]:
    """Titles' first words and kinds; asked twice: from the files and from the index."""
    hits = library.texts.search_files(query, [folder]).hits
    assert library.texts.search_files(query, [folder]).hits == hits
    for hit in hits:
        if hit.kind == "text" and hit.end:
            article = next(library.read(p) for p in folder.iterdir() if library.read(p).id == hit.article)
            assert article.text[hit.start : hit.end].strip()
    return sorted((hit.title.split()[0], hit.kind) for hit in hits)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("deal", ["Fish", "The"]), ('"deal"', ["Fish", "The"]), ("dealers", ["The"]), ('"dealer"', []), ("ealers", []),
        ("CAFE", ["The"]), ("café deal", ["The"]), ("fish don't", ["Fish"]), ("deal -fish", ["The"]), ("cafe OR lodz", ["Straßenbahn", "The"]),
        ("deal (cafe OR harbour)", ["Fish", "The"]), ("(deal cafe) OR zug", ["Straßenbahn", "The"]), ("deale*", ["The"]), ("deal -(cafe OR x)", ["Fish"]),
        ("deal cafe OR harbour", ["Fish", "The"]), ("strasse", ["Straßenbahn"]), ("straß", ["Straßenbahn"]),
        ('"ready to\n reach"', ["The"]), ("东京", ["东京的猫"]), ("塔下", ["东京的猫"]), ("京东", []), ("google", ["东京的猫"]), ("oogle", []),
        ("author:jane", ["The"]), ("after:2021", ["The"]), ("before:2021", ["Fish"]), ("-deal", ["Straßenbahn", "东京的猫"]),
        ("tag:news", ["东京的猫"]), ("tag:news/asia 猫", ["东京的猫"]), ("-tag:news -deal", ["Straßenbahn"]), ("ent:harbour", ["Fish"]),
        ("deal -author:jane", ["Fish"]), ("deal — not", ["The"]), ("nowhere-at-all", []), ("has:note", []), ("deal -has:note", ["Fish", "The"]),
    ],
)  # fmt: skip
def test_text(library: Library, folder: Path, query: str, titles: list[str]) -> None:
    assert found(library, query, folder) == sorted((title, "text") for title in titles)


def test_which_articles_a_term_means_be_it_by_their_notes(library: Library, folder: Path) -> None:
    library.annotate(library.read(folder / "a.txt"), None, note="Who?", tags=("own",))
    library.save_reading(library.read(folder / "b.txt").id, ReadingState("read", 1.0))
    library.index_texts([folder])
    by_id = {row.id: row.title.split()[0] for row in library.listings([folder])}
    for words, titles in {
        "lang:zh author:王芳 tag:news": ["东京的猫"],
        "is:read -is:read": ["Fish"],
        "title:cafe tag:own note:who has:note noted:7d after:2021 ent:dealers": ["The"],
        "deal": ["Fish", "The"],
        "fish near/1 ships": ["Fish"],
        "folder:articles": ["Fish", "Straßenbahn", "The", "东京的猫"],
    }.items():
        terms = [term for (term,) in parse_query(words).groups]
        for term, ids in library.texts.articles_of(terms).items():
            assert sorted(by_id[id] for id in ids) == titles, term


def test_of_words_in_the_title_a_place_below_it_is_shown(library: Library, folder: Path) -> None:
    (hit,) = library.texts.search_files("cafe", [folder]).hits
    assert hit.start > len("The Café on the Quay") and "at the café" in hit.snippet
    (hit,) = library.texts.search_files("ready", [folder]).hits
    assert hit.snippet.startswith("Nobody was ready"), "neither title nor byline"
    (hit,) = library.texts.search_files("quay", [folder]).hits
    assert (hit.start, hit.end) == (16, 20), "it stands nowhere else"


def test_notes(library: Library, folder: Path) -> None:
    story = library.read(folder / "a.txt")
    start = story.text.index("reach a deal")
    on_words = library.annotate(
        story, TextSpan(start, start + 12), note="Ask the harbour-master", tags=("to-verify/now",)
    )
    library.annotate(story, None, note="Re-read.")
    assert found(library, "harbour", folder) == [("Fish", "text"), ("The", "note")]
    assert found(library, "master", folder) == [("The", "note")]
    assert found(library, "tag:to-verify", folder) == [("The", "note")]
    assert found(library, "tag:to-verify deal", folder) == [("The", "note"), ("The", "text")]
    assert found(library, "has:note", folder) == [("The", "note"), ("The", "note")]
    assert found(library, "has:note after:2026", folder) == []
    assert found(library, "reread OR re-read -tag:to-verify", folder) == [("The", "note")]
    library.article_tags.change([folder / "b.txt"], ["quayside/then"], [])
    assert found(library, "tag:quayside", folder) == found(library, "quayside", folder) == [("Fish", "text")]
    assert len(found(library, "has:note OR noted:7d", folder)) == 2, "tags alone are no note"
    assert found(library, "fish -has:note", folder) == [("Fish", "text")]
    assert library.texts.search_files("has:note", [folder]).notes == 2
    assert found(library, "master ent:quay", folder) == [("The", "note")]
    (hit,) = library.texts.search_files("master", [folder]).hits
    assert (hit.start, hit.end, hit.note) == (start, start + 12, on_words.id)
    assert hit.snippet.startswith("Ask the harbour-master")


def test_a_note_is_shown_with_its_quote_and_all_its_tags(library: Library, folder: Path) -> None:
    story = library.read(folder / "a.txt")
    start = story.text.index("Nobody was")
    words = f"Ask the #harbour-master\n{'before the court sits again ' * 8}of the heron"
    tags = ("to-verify/now", "press/uk")
    library.annotate(story, TextSpan(start, len(story.text)), note=words, tags=tags)
    [hit] = library.texts.search_files("tag:press", [folder]).hits
    asked, quote, tagged = hit.snippet.split(" · ")
    assert asked.startswith("Ask the #harbour-master before the court") and asked.endswith("…")
    assert quote.startswith("“Nobody was ready to") and tagged == "#to-verify/now #press/uk"
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["press"]
    [hit] = library.texts.search_files("heron", [folder]).hits
    assert hit.snippet.split(" · ")[0].startswith("…") and hit.snippet.split(" · ")[0].endswith(
        "of the heron"
    )


def test_what_is_put_by_is_a_queue(library: Library, folder: Path) -> None:
    reading, ids = library.repository.reading, {path.name: library.read(path).id for path in folder.iterdir()}
    put_by = ("d.txt", "a.txt", "b.txt")
    for name in put_by:
        reading.save({ids[name]: ReadingState("later")})
    reading.save({ids["b.txt"]: ReadingState("read", 1.0)})
    reading.save({ids["b.txt"]: ReadingState("later")})
    reading.save({ids["d.txt"]: ReadingState("unread")})
    reading.save({ids["d.txt"]: ReadingState("later")})
    hits = library.texts.search_files("is:later", [folder], limit=2).hits
    assert [hit.article for hit in hits] == [ids["a.txt"], ids["b.txt"]]
    assert len(library.search("is:later", [folder]).hits) == 3
    assert library.search("is:later after:2021", [folder]).total == 1


def test_a_changed_file_is_read_again(library: Library, folder: Path) -> None:
    assert found(library, "deal", folder) == [("Fish", "text"), ("The", "text")]
    (folder / "b.txt").write_text(
        "Fish and Ships\n\nThe talks were about sonar and herring only, all of them.", "utf-8"
    )
    assert found(library, "deal", folder) == [("The", "text")]
    assert found(library, "herring", folder) == [("Fish", "text")]
    (folder / "b.txt").unlink()
    assert found(library, "herring", folder) == []


def test_names_are_those_of_the_entities_once_found(library: Library, folder: Path) -> None:
    (folder / "e.txt").write_text(
        "Talks\n\nSteve Witkoff met Jonathan Powell in Moscow. Mr Powell left early, said the Kremlin.",
        "utf-8",
    )
    assert found(library, "ent:witkoff", folder) == [("Talks", "text")]
    assert found(library, "ent:early", folder) == [("Talks", "text")]
    library.entities(library.read(folder / "e.txt"))
    assert found(library, 'ent:"steve witkoff"', folder) == [("Talks", "text")]
    assert found(library, "ent:early", folder) == []


@pytest.mark.parametrize(
    "query", ["ent:powell", "author:roe OR ent:Powell", "ent:powell -ent:witkoffs after:2020"]
)
def test_a_name_is_shown_where_it_stands(library: Library, folder: Path, query: str) -> None:
    text = "Talks\nBy Ann Lee, 3 March 2026\n\nNobody said why it took so long, or who had asked Mr Powell to come."
    (folder / "e.txt").write_text(text, "utf-8")
    [hit] = [hit for hit in library.texts.search_files(query, [folder]).hits if hit.title == "Talks"]
    assert library.read(folder / "e.txt").text[hit.start : hit.end] == "Powell"
    assert "asked Mr Powell to come" in hit.snippet


def test_what_can_not_be_read_is_told(library: Library, folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    result = library.texts.search_files("deal", [folder, folder / "gone"])
    assert len(result.hits) == 2
    assert len(result.problems) == 2


def test_everywhere_means_all_that_has_notes(library: Library, folder: Path, tmp_path: Path) -> None:
    """Articles outside the folders, those whose file is gone, and notes that came in without an article."""
    away, gone = tmp_path / "away.txt", tmp_path / "gone.txt"
    away.write_text("Birds\n\nThe heron stood in the reeds, and there was a deal of wind that day.", "utf-8")
    gone.write_text(
        "Bees\n\nThe hive hummed in the lime tree until the evening came and it was dark.", "utf-8"
    )
    library.annotate(library.read(away), None, note="Count the herons")
    library.annotate(library.read(gone), None, note="Ask the beekeeper about herons")
    clippings = tmp_path / "clip.json"
    clippings.write_text('{"title": "Lost Book", "entries": [{"text": "herons at dusk", "time": 1}]}')
    library.import_notes(clippings)
    gone.unlink()

    def everywhere(query: str) -> list[tuple[str, str]]:
        hits = library.texts.search_files(query, [folder], everywhere=True).hits
        return sorted((hit.title, hit.kind) for hit in hits)

    assert everywhere("heron") == [
        ("Bees", "note"),
        ("Birds", "note"),
        ("Birds", "text"),
        ("Lost Book", "note"),
    ]
    assert everywhere("lime") == []  # what stood in a file that is gone is not known
    assert everywhere("-deal") == [("Straßenbahn nach Łódź", "text"), ("东京的猫", "text")]
    assert [title for title, _ in everywhere("deal")] == ["Birds", "Fish and Ships", "The Café on the Quay"]
    assert found(library, "heron", folder) == []
    result = library.texts.search_files("heron", [folder, away], everywhere=True)
    assert (result.articles, result.notes) == (5, 3)
    assert len([hit for hit in result.hits if hit.kind == "text"]) == 1
    result = library.texts.search_files("heron", [folder])
    assert (result.articles, result.notes) == (4, 0)


@pytest.mark.parametrize("damage", [b"no database at all" * 99, b""])
def test_a_damaged_index_is_begun_anew(library: Library, folder: Path, tmp_path: Path, damage: bytes) -> None:
    assert found(library, "deal", folder)
    path = tmp_path / "cache" / FILE_NAME
    for name in (path.with_name(FILE_NAME + "-wal"), path.with_name(FILE_NAME + "-shm")):
        name.unlink(missing_ok=True)
    path.write_bytes(damage)
    assert found(library, "deal", folder) == [("Fish", "text"), ("The", "text")]


def test_a_locked_index_is_done_without(library: Library, folder: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("annotations.search.index._WAIT_SECONDS", 0)
    assert found(library, "deal", folder)
    other = sqlite3.connect(tmp_path / "cache" / FILE_NAME, isolation_level=None)
    other.execute("begin exclusive")
    (folder / "f.txt").write_text(
        "One more deal\n\nThis one came in while another process wrote, and so it is read.", "utf-8"
    )
    assert found(library, "deal", folder) == [("Fish", "text"), ("One", "text"), ("The", "text")]
    other.execute("rollback")
    other.close()


def test_no_folder_for_the_index(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with Library.open(tmp_path / "n.json", cache=tmp_path / "file" / "cache") as library:
        assert found(library, "deal", folder) == [("Fish", "text"), ("The", "text")]


def test_files_dated_beyond_what_a_database_can_keep_are_found(library: Library, folder: Path) -> None:
    """As from an archive or a clock that was wrong: past the year 2262 a time in nanoseconds has more than 64 bits."""
    for path in (*folder.iterdir(), folder):
        os.utime(path, (11_000_000_000, 11_000_000_000))
    assert found(library, "deal", folder) == [("Fish", "text"), ("The", "text")]
    assert library.texts.index_texts([folder]).read == 0


def test_a_search_ends_where_files_never_rest(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = count()
    monkeypatch.setattr(FileStamp, "seen", classmethod(lambda cls, path: cls(0, next(moments))))
    assert found(library, "deal", folder) == [("Fish", "text"), ("The", "text")]


@pytest.mark.parametrize("sign", [" ", " -", " OR ", " OR -"])
def test_a_query_of_a_thousand_signs_costs_no_index(library: Library, folder: Path, sign: str) -> None:
    query = f"harbour{sign}" + sign.join(f"c+{number}" for number in range(1_000))
    library.texts.search_files(query, [folder])
    assert library.texts._reading.losses + library.texts._writing.losses == 0


def test_without_fts5(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "annotations.search.index._WORDS", ("create virtual table words using no_such_module (x)",)
    )
    assert found(library, "deal cafe", folder) == [("The", "text")]


def write_bargains(library: Library, folder: Path) -> None:
    """Three articles with a word of their own; in the index one after the other, so that each has a number of its own."""
    for number in range(3):
        (folder / f"{number}.txt").write_text(
            f"Title {number}\n\nA bargain in words of its own: w{number}x.", "utf-8"
        )
        assert len(library.texts.search_files("bargain", [folder]).hits) == number + 1


def rewrite_one_elsewhere(folder: Path, tmp_path: Path) -> None:
    """Another process brings in what the first of them says by now."""
    (folder / "0.txt").write_text("Title 0\n\nA bargain once more, in other words: w0x.", "utf-8")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as other:
        assert other.texts.index_texts([folder / "0.txt"], each=True).read == 1


def test_what_another_writes_while_a_search_reads_its_words_costs_no_index(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The row that was found is there under another number when its words are asked for."""
    write_bargains(library, folder)
    thrown_away = list[Path]()
    monkeypatch.setattr("annotations.files.sqlite_cache.throw_away", thrown_away.append)
    find, tries = SearchService._find, count()

    def find_and_be_overtaken(
        service: SearchService, query: Query, scope: Scope, limit: int | None
    ) -> object:
        rows = find(service, query, scope, limit)
        if next(tries) == 0:
            rewrite_one_elsewhere(folder, tmp_path)
        return rows

    monkeypatch.setattr(SearchService, "_find", find_and_be_overtaken)
    hits = library.texts.search_files("bargain", [folder]).hits
    assert sorted(hit.snippet[-4:-1] for hit in hits) == ["w0x", "w1x", "w2x"]
    assert thrown_away == []


def test_what_another_writes_between_two_questions_of_a_search_keeps_no_article_out(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bargains(library, folder)
    ask, times = find_rows._ids, count()

    def ask_and_be_overtaken(db: sqlite3.Connection, *asked: Any) -> list[int]:
        ids = ask(db, *asked)
        if next(times) == 0:
            rewrite_one_elsewhere(folder, tmp_path)
        return ids

    monkeypatch.setattr(find_rows, "_ids", ask_and_be_overtaken)
    hits = library.texts.search_files("bargain", [folder]).hits
    assert sorted(hit.title for hit in hits) == ["Title 0", "Title 1", "Title 2"]


def test_an_index_that_another_begins_anew_in_the_middle_is_filled_again(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, tries = SearchService._find, count()

    def begin_anew_and_find(service: SearchService, query: Query, scope: Scope, limit: int | None) -> object:
        if next(tries) == 0:
            throw_away(tmp_path / "cache" / FILE_NAME)
            with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as other:
                other.texts.index_texts([folder / "a.txt"])
        return find(service, query, scope, limit)

    monkeypatch.setattr(SearchService, "_find", begin_anew_and_find)
    hits = library.texts.search_files("deal", [folder]).hits
    assert sorted(hit.title.split()[0] for hit in hits) == ["Fish", "The"]


def test_many_at_once(folder: Path, tmp_path: Path) -> None:
    for number in range(60):
        (folder / f"{number}.txt").write_text(
            f"Title {number}\n\nOne more deal, and a word of its own: w{number}x.", "utf-8"
        )

    def ask(number: int) -> int:
        with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
            return len(
                library.texts.search_files(f"deal w{number}x" if number % 2 else "deal", [folder]).hits
            )

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, range(12))) == [62, 1] * 6
    assert ask(2) == 62
