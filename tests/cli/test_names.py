"""`postil names` and `postil entity`."""

import json
from pathlib import Path

import pytest

from annotations.entities.index_articles import Progress
from annotations.library import Library
from annotations.model import TextSpan
from tests.cli.conftest import Postil
from tests.mentions.conftest import know
from tests.notes.say_of_names import correct

NAMES = (
    ("Steve Witkoff", "PERSON"),
    ("Moscow", "GPE"),
    ("Powell", "PERSON"),
    ("Putin", "PERSON"),
    ("26 April 2025", "DATE"),
)


@pytest.fixture
def folder(story: Path) -> Path:
    """Two articles whose names are known."""
    other = story.parent / "other.txt"
    other.write_text(
        "A Second Visit\nBy Jane Doe, 3 May 2025\n\nWitkoff was in Moscow again. Nobody met him.\n"
    )
    with Library.open() as library:
        know(library, story, *NAMES)
        know(library, other, ("Witkoff", "PERSON", "Steve Witkoff"), ("Moscow", "GPE"))
    return story.parent


def test_names_have_counts_and_dates(postil: Postil, folder: Path) -> None:
    done = postil("names", folder, "--json")
    assert (done.code, done.err) == (0, "")
    names = json.loads(done.out)
    assert names[1] == {
        "name": "Steve Witkoff",
        "label": "PERSON",
        "aliases": ["Witkoff"],
        "mentions": 2,
        "articles": 2,
        "first": "2025-04-26",
        "last": "2025-05-03",
    }
    assert [one["name"] for one in names] == ["Moscow", "Steve Witkoff", "Powell", "Putin"]
    assert postil("names", folder, "--label", "gpe").out == "2\t2\tGPE\t2025-04-26\t2025-05-03\tMoscow\n"


def test_who_is_not_there_is_told_where_it_was_looked_and_how_to_look_elsewhere(
    postil: Postil, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "library"
    library.mkdir()
    config = tmp_path / "settings.toml"
    config.write_text(f"folders = ['{library}']\n", encoding="utf-8")
    for command in (["entity", "Witkoff"], ["names", "--with", "Witkoff"]):
        done = postil("--config", config, *command)
        assert done.code == 1
        assert (
            f"no name “Witkoff” in {library} (name a FILE or folder behind it to look elsewhere)" in done.err
        )
    done = postil("entity", "Nobody", folder)
    assert done.err.startswith(f"postil: no name “Nobody” in {folder}; `postil names` lists")


def test_entities_of_several_articles_say_of_which_and_those_of_one_do_not(
    postil: Postil, folder: Path
) -> None:
    one, other = folder / "story.txt", folder / "other.txt"
    done = postil("entities", one, other, "--label", "gpe")
    assert (done.out, done.err) == (f"{one}\t1\tGPE\tMoscow\n{other}\t1\tGPE\tMoscow\n", "")
    assert postil("entities", one, "--label", "gpe").out == "1\tGPE\tMoscow\n"
    assert postil("entities", one, other, "--label", "law").err.splitlines()[1].endswith(f"in {other}")


def test_names_of_a_time_and_beside_somebody(postil: Postil, folder: Path) -> None:
    def names(*options: str) -> list[str]:
        return [one["name"] for one in json.loads(postil("names", folder, "--json", *options).out)]

    assert names("--after", "2025-05") == ["Moscow", "Steve Witkoff"]
    assert names("--before", "2025-05-03", "--sort", "last") == ["Moscow", "Powell", "Putin", "Steve Witkoff"]
    assert names("--with", "witkoff") == ["Moscow", "Powell", "Putin"]
    assert names("--with", "witkoff", "--after", "2025-05") == ["Moscow"]
    wrong = postil("names", folder, "--after", "soon")
    assert (wrong.code, wrong.out, wrong.err.count("\n")) == (2, "", 1)


def test_a_card_has_mentions_months_company_and_notes(postil: Postil, folder: Path, story: Path) -> None:
    near = json.loads(postil("note", story, "--quote", "nobody who saw", "--text", "Who?", "--json").out)
    postil("note", story, "--quote", "ready to reach a deal," , "--text", "Elsewhere.")  # fmt: skip
    card = json.loads(postil("entity", "WITKOFF", folder, "--json").out)
    assert (card["name"], card["label"], card["aliases"]) == ("Steve Witkoff", "PERSON", ["Witkoff"])
    assert card["months"] == {"2025-04": 1, "2025-05": 1}
    first = card["mentions"][0]
    assert (first["title"], first["published"], first["context"]) == (
        "A Second Visit",
        "2025-05-03",
        "Witkoff was in Moscow again.",
    )
    text = json.loads(postil("show", first["article"], "--json").out)["text"]
    assert text[first["start"] : first["end"]] == "Witkoff"
    assert [(one["name"], one["articles"]) for one in card["with"]] == [
        ("Moscow", 2),
        ("Powell", 1),
        ("Putin", 1),
    ]
    assert card["notes"] == [near]
    shown = postil("entity", "witkoff", folder).out
    assert "Steve Witkoff · PERSON · 2 mentions in 2 articles\nalso: Witkoff\n" in shown
    assert shown.index("2025-05-03  A Second Visit") < shown.index("2025-04-26  Envoy")


def test_a_name_that_nobody_has_is_an_error_with_a_remedy(postil: Postil, folder: Path) -> None:
    done = postil("entity", "Nobody", folder)
    assert (done.code, done.out, done.err.count("\n")) == (1, "", 1)
    assert "postil names" in done.err
    assert postil("names", folder / "gone").code == 1


def test_of_a_large_library_it_is_said_what_is_missing(
    postil: Postil, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.cli.names._MOST_WORDS_AT_ONCE", 3)
    (folder / "new.txt").write_text("New\n\nNobody has looked at these words.\n")
    done = postil("names", folder, "--label", "GPE")
    assert (done.code, done.out.count("Moscow")) == (0, 1)
    assert done.err == "postil: 1 of 3 articles are not looked through for names yet; postil index does it\n"


def test_a_note_on_a_name_is_on_its_kind(postil: Postil, story: Path) -> None:
    other = story.parent / "other.txt"
    other.write_text("Minsk\n\nMinsk was signed there, and Geneva too.\n")
    with Library.open() as library:
        know(library, story, ("Moscow", "LAW"))
        know(library, other, ("Minsk", "GPE"), ("Geneva", "LAW"))
        article = library.read(other)
        at = article.text.rindex("Minsk")
        correct(
            library.name_corrections,
            "relabel",
            article,
            "Minsk",
            "LAW",
            scope="here",
            span=TextSpan(at, at + 5),
        )

    def note(name: str, *options: str) -> str:
        done = postil("note", other, "--entity", name, "--text", "x", "--json", *options)
        assert (done.code, done.err) == (0, "")
        return str(json.loads(done.out)["body"][-1].get("postil:label", ""))

    assert (note("Geneva"), note("Minsk"), note("minsk", "--label", "law")) == ("LAW", "", "LAW")

    def notes(label: str) -> int:
        done = postil("entity", "Minsk", story.parent, "--label", label, "--json")
        return len(json.loads(done.out)["notes"])

    assert (notes("GPE"), notes("LAW")) == (1, 2)
    wrong = postil("note", other, "--entity", "Minsk", "--label", "PERSON", "--text", "x")
    assert (wrong.code, wrong.err.count("\n")) == (1, 1)
    assert postil("note", other, "--label", "LAW", "--text", "x").code == 2


def test_looking_through_says_of_how_many(
    postil: Postil, story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def index(library: Library, articles: object, *, total: int, progress: object) -> Progress:
        seen.append(total)
        return Progress(0, total, 0, 0, 0.0, ())

    monkeypatch.setattr(Library, "index", index)
    postil("names", story)
    assert seen == [1]
