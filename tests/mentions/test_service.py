"""The index follows articles, found names and corrections; what it answers is counted by hand."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotations.entities.corrections import Correction, Scope
from annotations.errors import QueryError
from annotations.library import Library
from annotations.mentions.card import find_name, mentions_of
from annotations.mentions.company import beside, matrix
from annotations.mentions.names import Where, articles_named, list_names, spellings
from annotations.model import TextSpan
from tests.mentions.conftest import Write, know
from tests.notes.say_of_names import correct

LAVROV = ("Sergei Lavrov", "PERSON")
SHORT = ("Lavrov", "PERSON", "Sergei Lavrov")


@pytest.fixture
def indexed(library: Library, write: Write) -> Library:
    """Three articles of two months and one without a date."""
    rows = [
        write("a.md", "2026-03-02", "Sergei Lavrov met Ann Lee in Minsk.\n\nLavrov left. Minsk slept.",
              LAVROV, SHORT, ("Ann Lee", "PERSON"), ("Minsk", "GPE")),
        write("b.md", "2026-04-09", "Lavrov spoke. Ann Lee did not.", ("Lavrov", "PERSON"), ("Ann Lee", "PERSON")),
        write("c.md", "2026-04-20", "The European Central Bank waited. ECB staff and Sergei Lavrov as well.",
              ("European Central Bank", "ORG"), ("ECB", "ORG", "European Central Bank"), LAVROV),
        write("d.md", "", "ECB and Minsk.", ("ECB", "ORG"), ("Minsk", "LOC")),
    ]  # fmt: skip
    coverage = library.mentions.update(rows)
    assert (coverage.articles, coverage.known, coverage.missing) == (4, 4, ())
    return library


def counts(library: Library, where: Where | None = None) -> dict[str, tuple[int, int]]:
    names = list_names(library.mentions.index, where or Where())
    return {f"{one.name}/{one.label}": (one.mentions, one.articles) for one in names}


def test_names_are_counted_over_articles(indexed: Library) -> None:
    assert counts(indexed) == {
        "Sergei Lavrov/PERSON": (3, 2),
        "European Central Bank/ORG": (3, 2),
        "Minsk/GPE": (3, 2),
        "Ann Lee/PERSON": (2, 2),
        "Lavrov/PERSON": (1, 1),
    }
    by_name = {one.name: one for one in list_names(indexed.mentions.index)}
    assert (by_name["Sergei Lavrov"].first, by_name["Sergei Lavrov"].last) == (
        date(2026, 3, 2),
        date(2026, 4, 20),
    )
    assert (by_name["Lavrov"].first, by_name["Minsk"].last) == (date(2026, 4, 9), date(2026, 3, 2))


def test_only_some_articles_are_counted(indexed: Library) -> None:
    april = Where(after=date(2026, 4, 1))
    assert counts(indexed, april) == {
        "Sergei Lavrov/PERSON": (1, 1),
        "European Central Bank/ORG": (2, 1),
        "Ann Lee/PERSON": (1, 1),
        "Lavrov/PERSON": (1, 1),
    }
    assert set(counts(indexed, Where(before=date(2026, 4, 9)))) == {
        "Sergei Lavrov/PERSON",
        "Ann Lee/PERSON",
        "Minsk/GPE",
    }
    (id,) = articles_named(indexed.mentions.index, "minsk") & articles_named(indexed.mentions.index, "ecb")
    assert counts(indexed, Where(frozenset((id,)))) == {
        "European Central Bank/ORG": (1, 1),
        "Minsk/GPE": (1, 1),
    }
    orders = {
        sort: [one.name for one in list_names(indexed.mentions.index, sort=sort)]
        for sort in ("first", "last", "articles")
    }
    assert orders["first"][:3] == ["Minsk", "Sergei Lavrov", "Ann Lee"]
    assert orders["last"][:2] == ["European Central Bank", "Sergei Lavrov"]
    assert orders["articles"][-1] == "Lavrov"


def test_who_stands_beside_whom(indexed: Library) -> None:
    index = indexed.mentions.index
    ann = find_name(index, "ann lee")
    assert [(one.name, one.articles, one.paragraphs, one.sentences) for one in beside(index, ann.id)] == [
        ("Minsk", 1, 1, 1),
        ("Sergei Lavrov", 1, 1, 1),
        ("Lavrov", 1, 1, 0),
    ]
    lavrov = find_name(index, "Sergei Lavrov")
    pairs = matrix(index, [ann.id, lavrov.id])
    assert (pairs[ann.id, lavrov.id], pairs[lavrov.id, ann.id], pairs[ann.id, ann.id]) == (1, 1, 2)


def test_who_wrote_an_article_is_mentioned_but_nobodys_company(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "# Ferries\n\nBy Ann Lee, 2 March 2026\n\nBo Li sails.\n\nBo Li rests.\n", encoding="utf-8"
    )
    know(library, path, ("Ann Lee", "PERSON"), ("Bo Li", "PERSON"))
    library.mentions.update(library.listings([path]))
    index = library.mentions.index
    assert counts(library) == {"Ann Lee/PERSON": (1, 1), "Bo Li/PERSON": (2, 1)}
    assert not beside(index, find_name(index, "Bo Li").id)
    of_hers = beside(index, find_name(index, "Ann Lee").id)
    assert [(one.name, one.articles, one.paragraphs, one.sentences) for one in of_hers] == [
        ("Bo Li", 1, 0, 0)
    ]


def test_a_name_is_found_as_it_is_written_anywhere(indexed: Library) -> None:
    index = indexed.mentions.index
    assert find_name(index, "LAVROV").name == "Lavrov"
    assert find_name(index, "ecb").name == "European Central Bank"
    assert find_name(index, "central").name == "European Central Bank"
    with pytest.raises(QueryError, match=r"could be 2 names: Sergei Lavrov \(PERSON, 3\), Lavrov"):
        find_name(index, "lavro")
    with pytest.raises(QueryError, match="no name “Nobody”"):
        find_name(index, "Nobody")


def test_search_asks_which_articles_name_somebody(indexed: Library) -> None:
    titles = indexed.titles()

    def named(ids: frozenset[str]) -> list[str]:
        return sorted(titles[id] for id in ids)

    assert named(indexed.mentions.articles_named("lavr")) == ["a.md", "b.md", "c.md"]
    assert named(indexed.mentions.articles_with("Sergei  LAVROV")) == ["a.md", "c.md"]
    assert named(indexed.mentions.articles_with("ecb")) == ["c.md", "d.md"]
    assert named(indexed.mentions.articles_with("Sergei")) == ["a.md", "c.md"], "nobody is called so alone"
    assert not indexed.mentions.articles_with("lavr") and not indexed.mentions.articles_with("nobody")


def test_mentions_have_their_sentences_the_newest_first(indexed: Library) -> None:
    index = indexed.mentions.index
    said = [
        (one.title, one.before, one.words, one.after)
        for one in mentions_of(index, find_name(index, "Sergei Lavrov").id)
    ]
    assert said == [
        ("c.md", "ECB staff and ", "Sergei Lavrov", " as well."),
        ("a.md", "", "Sergei Lavrov", " met Ann Lee in Minsk."),
        ("a.md", "", "Lavrov", " left."),
    ]


def test_what_changes_is_brought_up_to_date_and_nothing_else(
    indexed: Library, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = indexed._articles.read_known
    monkeypatch.setattr(
        indexed._articles, "read_known", lambda paths: read.extend(map(str, paths)) or real(map(Path, read))
    )
    row = write("b.md", "2026-04-09", "Ann Lee is alone.", ("Ann Lee", "PERSON"))
    rows = list(indexed.listings([row.path.parent]))
    read.clear()
    assert indexed.mentions.update(rows).missing == ()
    assert [path.rpartition("/")[2] for path in read] == ["b.md"]
    assert "Lavrov/PERSON" not in counts(indexed)
    row.path.unlink()
    rows = list(indexed.listings([row.path.parent]))
    indexed.mentions.forget_gone([row.path.parent], rows)
    assert counts(indexed)["Ann Lee/PERSON"] == (1, 1)


def test_articles_that_nobody_has_looked_through_are_missing(indexed: Library, write: Write) -> None:
    folder = write("b.md", "", "Ann Lee is alone.", ("Ann Lee", "PERSON")).path.parent
    (folder / "new.md").write_text("Nobody has looked here.\n", encoding="utf-8")
    coverage = indexed.mentions.update(indexed.listings([folder]))
    assert (coverage.articles, coverage.known) == (5, 4)
    assert [row.path.name for row in coverage.missing] == ["new.md"]


def test_a_correction_of_one_article_moves_its_mentions(indexed: Library) -> None:
    (b,) = articles_named(indexed.mentions.index, "lavrov") - articles_named(indexed.mentions.index, "sergei")
    article = indexed.read(b)
    correct(indexed.name_corrections, "same-as", article, "Lavrov", "Sergei Lavrov")
    indexed.mentions.refresh(article)
    assert counts(indexed)["Sergei Lavrov/PERSON"] == (4, 3)
    indexed.undo()
    indexed.mentions.update(indexed.listings([article.source.parent]))  # type: ignore[union-attr]
    assert counts(indexed)["Sergei Lavrov/PERSON"] == (3, 2)
    assert counts(indexed)["Lavrov/PERSON"] == (1, 1)


@pytest.mark.parametrize("files", [("a.md", "b.md"), ("b.md", "a.md")])
def test_what_a_name_is_called_is_the_same_whatever_was_read_first(
    library: Library, write: Write, files: tuple[str, str]
) -> None:
    for file in files:
        words = "MINSK" if file == "a.md" else "Minsk"
        library.mentions.update([write(file, "", f"{words} slept.", (words, "GPE"))])
    assert counts(library) == {"Minsk/GPE": (2, 2)}


def test_an_acronym_that_is_given_two_names_stays_apart(indexed: Library, write: Write) -> None:
    row = write("e.md", "2026-05-01", "The English Cricket Board met. The ECB is old.",
                ("English Cricket Board", "ORG"), ("ECB", "ORG", "English Cricket Board"))  # fmt: skip
    indexed.mentions.update([row])
    assert counts(indexed)["European Central Bank/ORG"] == (2, 1)
    assert counts(indexed)["ECB/ORG"] == (1, 1)
    indexed.mentions.index.forget([row.id])
    assert counts(indexed)["European Central Bank/ORG"] == (3, 2)


def test_what_holds_everywhere_is_applied_to_all_and_taken_back(indexed: Library) -> None:
    (b,) = articles_named(indexed.mentions.index, "lavrov") - articles_named(indexed.mentions.index, "sergei")
    before = counts(indexed)
    for say in (
        lambda: correct(
            indexed.name_corrections,
            "same-as",
            indexed.read(b),
            "Lavrov",
            "Sergei Lavrov",
            scope="everywhere",
        ),
        lambda: correct(indexed.name_corrections, "not-entity", indexed.read(b), "Minsk", scope="everywhere"),
    ):
        say()
        indexed.mentions.apply_rules()
    assert counts(indexed)["Sergei Lavrov/PERSON"] == (4, 3)
    assert "Minsk/GPE" not in counts(indexed)
    for _ in range(2):
        indexed.undo()
        indexed.mentions.update(())
    assert counts(indexed) == before


def test_a_name_that_was_only_between_two_others_is_taken_back_everywhere(indexed: Library) -> None:
    (b,) = articles_named(indexed.mentions.index, "lavrov") - articles_named(indexed.mentions.index, "sergei")
    said, mentions = indexed.name_corrections, indexed.mentions
    correct(said, "same-as", indexed.read(b), "Lavrov", "Sergei Lavrov", scope="everywhere")
    mentions.apply_rules()
    before = counts(indexed)
    correct(said, "same-as", indexed.read(b), "Sergei Lavrov", "Sergey Lavrov", scope="everywhere")
    mentions.apply_rules()
    mentions.refresh_words("Lavrov")
    assert "Sergei Lavrov/PERSON" not in counts(indexed)
    indexed.undo()
    mentions.update(())
    assert counts(indexed) == before


def snapshot(library: Library) -> list[object]:
    index = library.mentions.index
    return [
        (one.name, one.label, one.called, one.articles, one.first, aliases, mentions_of(index, one.id))
        for one in list_names(index)
        for aliases in [spellings(index, [one.id]).get(one.id)]
    ]


def test_what_a_name_was_called_goes_when_that_is_taken_back(indexed: Library) -> None:
    (d,) = articles_named(indexed.mentions.index, "minsk") & articles_named(indexed.mentions.index, "ecb")
    before = [*map(str, snapshot(indexed))]
    is_ann = Correction("same-as", "Minsk", indexed.read(d).id, "PERSON", "Ann Lee", seen="GPE")
    for said in (replace(is_ann, scope="everywhere"), is_ann):
        indexed.name_corrections.include([said], "a joke")
        indexed.mentions.catch_up()
        assert [*map(str, snapshot(indexed))] != before
        indexed.undo()
        indexed.mentions.catch_up()
        assert [*map(str, snapshot(indexed))] == before


@pytest.mark.parametrize(
    "rules",
    [
        [Correction("not-entity", "Lavrov", "", scope="everywhere")],
        [Correction("not-entity", "Sergei Lavrov", "", scope="everywhere")],
        [Correction("relabel", "Ann Lee", "", "ORG", scope="everywhere")],
        [Correction("same-as", "ECB", "", "", "Bank", scope="everywhere")],
        [Correction("same-as", "Lavrov", "", "", "Ann Lee", scope="everywhere")],
        [Correction("relabel", "European Central Bank", "", "GPE", scope="everywhere"),
         Correction("relabel", "ECB", "", "GPE", scope="everywhere")],
        [Correction("not-entity", "Minsk", "", scope="everywhere"),
         Correction("relabel", "Minsk", "", "LAW", scope="everywhere")],
        [Correction("same-as", "Lavrov", "", "", "Sergei Lavrov", scope="everywhere"),
         Correction("not-entity", "Sergei Lavrov", "", scope="everywhere")],
        [Correction("relabel", "Minsk", "", "LAW", scope="everywhere", seen="LOC"),
         Correction("not-entity", "Minsk", "", scope="everywhere", seen="LAW")],
        [Correction("not-entity", "Minsk", "", scope="everywhere", seen="ORG")],
        [Correction("relabel", "Minsk", "", "LAW", scope="everywhere", seen="GPE"),
         Correction("relabel", "Minsk", "", "ORG", scope="everywhere", seen="GPE")],
        [Correction("same-as", "Minsk", "", "PERSON", "Ann Lee", scope="everywhere", seen="GPE")],
        [Correction("same-as", "Minsk", "", "PERSON", "Ann Lee", scope="everywhere", seen="GPE"),
         Correction("not-entity", "Minsk", "", scope="everywhere", seen="LAW")],
        [Correction("relabel", "Lavrov", "", "ORG", scope="everywhere", seen="PERSON"),
         Correction("not-entity", "Sergei Lavrov", "", scope="everywhere", seen="PERSON")],
    ],
)  # fmt: skip
def test_a_rule_brought_in_by_a_query_gives_what_reading_all_anew_gives(
    indexed: Library, tmp_path: Path, rules: list[Correction]
) -> None:
    (d,) = articles_named(indexed.mentions.index, "minsk") & articles_named(indexed.mentions.index, "ecb")
    correct(indexed.name_corrections, "relabel", indexed.read(d), "Minsk", "EVENT")
    indexed.mentions.refresh(indexed.read(d))
    for rule in rules:
        indexed.name_corrections.include([rule], "a rule")
        indexed.mentions.apply_rules()
    with Library.open(indexed.repository.path, cache=tmp_path / "other") as anew:
        anew.mentions.update(anew.listings([tmp_path / "articles"]))
        assert [*map(str, snapshot(indexed))] == [*map(str, snapshot(anew))]


def test_a_word_made_a_name_everywhere_is_found_in_every_article(indexed: Library) -> None:
    (b,) = articles_named(indexed.mentions.index, "lavrov") - articles_named(indexed.mentions.index, "sergei")
    correct(indexed.name_corrections, "add", indexed.read(b), "staff", "ORG", scope="everywhere")
    indexed.mentions.apply_rules()
    assert counts(indexed)["staff/ORG"] == (1, 1)


def test_an_acronym_that_the_reader_sets_apart_joins_nobody(indexed: Library) -> None:
    (d,) = articles_named(indexed.mentions.index, "minsk") & articles_named(indexed.mentions.index, "ecb")
    correct(indexed.name_corrections, "same-as", indexed.read(d), "ECB", "ECB", scope="everywhere")
    indexed.mentions.apply_rules()
    assert counts(indexed)["ECB/ORG"] == (2, 2)
    assert counts(indexed)["European Central Bank/ORG"] == (1, 1)


SPOILT = (
    "update entities set mentions = 'many', name = x'ff'",
    "update articles set published = 'soon'",
    "drop table mentions",
    "delete from passages; drop table names",
    "alter table entities drop column folded",
    "bytes",
    "empty",
)


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_odd_index_is_begun_anew(indexed: Library, spoil: str) -> None:
    rows = list(indexed.listings(indexed.looked_through()))
    expected = counts(indexed)
    indexed.mentions.close()
    path = indexed.cache / "mentions.sqlite"
    if spoil in ("bytes", "empty"):
        path.write_bytes(b"\xff" * 5000 if spoil == "bytes" else b"")
    else:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.executescript(spoil)
    for _ in range(2):
        indexed.mentions.update(rows)
        mentions_of(indexed.mentions.index, 1)
        counts(indexed)
    indexed.mentions.update(rows)
    assert counts(indexed) == expected


def test_two_processes_use_one_index(indexed: Library) -> None:
    with Library.open(indexed.repository.path, cache=indexed.cache) as other:
        assert counts(other) == counts(indexed)
        other.mentions.index.forget(articles_named(other.mentions.index, "minsk"))
        assert "Minsk/GPE" not in counts(indexed)


@pytest.mark.parametrize("scope", ["here", "article"])
def test_what_is_said_of_one_place_or_article_states_nothing_of_others(
    library: Library, write: Write, tmp_path: Path, scope: Scope
) -> None:
    ecb = ("ECB", "ORG")
    rows = [write(name, "2026-05-01", "The ECB met. The ECB slept.", ecb) for name in ("a.md", "b.md")]
    article = library.read(rows[0].path)
    at = article.text.index("ECB")
    board = Correction("same-as", "ECB", article.id, "ORG", "European Cricket Board", scope, seen="ORG")
    library.name_corrections.save(article, board, TextSpan(at, at + 3))
    library.mentions.update(rows)
    here = 1 if scope == "here" else 2
    expected = {"European Cricket Board/ORG": (here, 1), "ECB/ORG": (4 - here, 3 - here)}
    assert counts(library) == expected
    for row in rows:
        library.annotate(library.read(row.path), note="x")
    library.export(to=tmp_path / "vault", entity_pages=True)
    pages = {path.stem: path.read_text("utf-8") for path in (tmp_path / "vault" / "organizations").iterdir()}
    assert {name: text.count("· ") // 2 for name, text in pages.items()} == {
        name.removesuffix("/ORG"): articles for name, (_, articles) in expected.items()
    }
    rows[0].path.unlink()  # an article without its text must not cost what is known of others
    library.export(to=tmp_path / "vault", entity_pages=True)
    assert library.known_entities(library.read(rows[1].path))
