"""To which article a foreign note goes."""

from pathlib import Path
from typing import Any

from annotations.importers.run import ImportReport
from annotations.library import Library
from annotations.store.repository import UNFILED

HEAD = "A Walk\nBy {}, 3 March 2020\n\n"
FIRST = "The harbour lay empty all morning, and nobody on the quay knew why.\n\nOnly the clerk wrote on."
SECOND = "Every copper in the foundry was counted twice before the night shift came in."
LINE = "- Your Highlight on Location {0}-{0} | Added on Saturday, April 26, 2025 9:00:0{0} AM"


def clip(title: str, *texts: str) -> str:
    return "".join(
        f"{title}\n{LINE.format(n)}\n\n{text}\n==========\n" for n, text in enumerate(texts, start=1)
    )


def quotes(library: Library, path: Path) -> list[str]:
    return [note.quote for note, _ in library.notes(library.read(path))]


def two_walks(folder: Path, author: str = "Jane Doe", other: str = "John Roe") -> tuple[Path, Path]:
    (folder / "one.txt").write_text(f"{HEAD.format(author)}{FIRST}\n", encoding="utf-8")
    (folder / "two.txt").write_text(f"{HEAD.format(other)}{SECOND}\n", encoding="utf-8")
    return folder / "one.txt", folder / "two.txt"


def test_of_two_articles_with_one_title_each_clipping_goes_where_its_words_stand(
    bring: Any, library: Library, folder: Path
) -> None:
    one, two = two_walks(folder)
    report: ImportReport = bring(
        clip("A Walk", "counted twice before the night shift", "nobody on the quay", "clerk")
    )
    assert (report.added, report.orphaned, report.unfiled) == (3, 0, 0)
    assert quotes(library, one) == ["nobody on the quay", "clerk"]
    assert quotes(library, two) == ["counted twice before the night shift"]


def test_the_authors_name_does_not_outweigh_the_words(bring: Any, library: Library, folder: Path) -> None:
    one, two = two_walks(folder)
    bring(clip("A Walk (Jane Doe)", "counted twice before the night shift"))
    assert (quotes(library, one), quotes(library, two)) == ([], ["counted twice before the night shift"])


def test_a_short_quote_that_stands_in_neither_of_two_is_not_guessed(
    bring: Any, library: Library, folder: Path
) -> None:
    two_walks(folder)
    assert bring(clip("A Walk", "nowhere")).unfiled == 1
    assert [note.quote for note in library.repository.annotations(UNFILED)] == ["nowhere"]


def test_an_address_that_two_articles_share_tells_nothing_against_the_words(
    bring: Any, library: Library, folder: Path
) -> None:
    for name, words in (("one.md", FIRST), ("two.md", SECOND)):
        text = f"---\ntitle: A Walk\nurl: https://example.org/walk\n---\n\n{words}\n"
        (folder / name).write_text(text, encoding="utf-8")
    rows = 'Highlight,Title,URL\n"counted twice before the night shift",A Walk,https://example.org/walk\n'
    assert bring(rows).orphaned == 0
    assert quotes(library, folder / "two.md") == ["counted twice before the night shift"]


def test_of_two_copies_the_one_that_a_file_address_names_gets_the_note(
    bring: Any, library: Library, folder: Path
) -> None:
    one, _ = two_walks(folder)
    copy = folder / "a copy.txt"
    copy.write_bytes(one.read_bytes())
    entry = {"text": "nobody on the quay", "time": 5}
    assert bring({"title": "Other", "file": str(copy), "entries": [entry]}).unfiled == 0
    [note] = library.repository.annotations()
    assert library.path_of(note.target.source) == copy
