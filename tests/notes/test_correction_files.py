"""Corrections as JSON lines: out, in at another desk, twice, and what is wrong in them line by line."""

from pathlib import Path

import orjson
import pytest

from annotations.library import Library
from annotations.model import TextSpan
from tests.notes.say_of_names import correct

STORY = "Talks\n\nMinsk was signed in Minsk.\n"


def desk(folder: Path) -> Library:
    folder.mkdir()
    (folder / f"{folder.name}.txt").write_text(STORY)
    return Library.open(folder / "notes.json", cache=folder / "cache")


@pytest.fixture
def lines(tmp_path: Path) -> str:
    with desk(tmp_path / "ours") as library:
        article, said = library.read(tmp_path / "ours" / "ours.txt"), library.name_corrections
        correct(said, "relabel", article, "Minsk", "GPE", scope="everywhere")
        correct(said, "same-as", article, "Minsk", "Minsk agreement", scope="here", span=TextSpan(7, 12))
        correct(said, "not-entity", article, "Talks")
        return library.export_corrections().decode()


def test_another_desk_takes_them_in_once_and_in_one_step(lines: str, tmp_path: Path) -> None:
    assert list(orjson.loads(lines.splitlines()[0])) == ["kind", "text", "label", "scope"]
    with desk(tmp_path / "theirs") as library:
        article, said = library.read(tmp_path / "theirs" / "theirs.txt"), library.name_corrections
        taken = library.import_corrections(lines + lines)
        assert (taken.added, taken.known, taken.bad) == (3, 3, ())
        assert [(c.kind, c.scope) for c in said.corrections(article.id)] == [
            ("relabel", "everywhere"),
            ("same-as", "here"),
            ("not-entity", "article"),
        ]
        again = library.import_corrections(lines)
        assert (again.added, again.known) == (0, 3)
        assert library.export_corrections().decode().count("\n") == 3
        library.undo()
        assert said.all() == []
    with Library.open(tmp_path / "theirs" / "others.json", cache=tmp_path / "another-cache") as library:
        library.import_corrections(lines)  # nobody has seen the article with this cache and store
        assert [c.scope for c in library.name_corrections.corrections(article.id)] == ["everywhere"]


def test_bad_lines_are_told_one_by_one_and_the_others_are_taken_in(lines: str, tmp_path: Path) -> None:
    good = '{"kind": "not-entity", "text": "Snow", "scope": "everywhere", "new": [1]}'
    bad = ["{", "[]", '"x"', '{"kind": "add", "text": "x", "scope": "everywhere"}', "\0", "{" * 100_000]
    away = (
        '{"kind": "not-entity", "text": "Snow", "article": "a-0", "title": "Far away", "fingerprint": ["x"]}'
    )
    with desk(tmp_path / "theirs") as library:
        taken = library.import_corrections("\n".join([*bad, "", away, good]))
        assert [line.number for line in taken.bad] == [1, 2, 3, 4, 5, 6, 8]
        assert "“Far away” is not known here" in taken.bad[-1].problem
        assert [kept.correction.text for kept in library.name_corrections.all()] == ["Snow"]


def test_what_says_otherwise_than_ours_is_told(tmp_path: Path) -> None:
    def line(kind: str, text: str, **more: str) -> str:
        return orjson.dumps({"kind": kind, "text": text, "scope": "everywhere", **more}).decode()

    with desk(tmp_path / "ours") as library:
        article, said = library.read(tmp_path / "ours" / "ours.txt"), library.name_corrections
        library.import_corrections(
            "\n".join(
                [
                    line("relabel", "Minsk", label="LAW", seen="GPE"),
                    line("same-as", "Orlov", canonical="Ana Orlov"),
                    line("relabel", "Ostra", label="GPE", seen="PERSON"),
                ]
            )
        )
        correct(said, "not-entity", article, "Talks")  # narrower than theirs: it holds on
        taken = library.import_corrections(
            "\n".join(
                [
                    line("relabel", "Minsk", label="GPE", seen="LAW"),  # takes ours back
                    line("not-entity", "Orlov"),
                    line("relabel", "Ostra", label="ORG", seen="PRODUCT"),  # another kind of name
                    line("relabel", "Talks", label="EVENT"),
                    line("relabel", "Nobody", label="EVENT"),
                ]
            )
        )
        told = [(theirs.text, theirs.kind, ours.kind, ours.label) for theirs, ours in taken.against]
        assert told == [("Minsk", "relabel", "relabel", "LAW"), ("Orlov", "not-entity", "same-as", "")]
        assert taken.added == 5
