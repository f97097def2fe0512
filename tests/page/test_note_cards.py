"""Notes laid over a text: where each is shown, and what its card says."""

import re
from pathlib import Path

import pytest

from annotations.library import Library
from annotations.model import Annotation, Entity, TextSpan
from annotations.notes.article_tags import is_article_tags
from tui.page.name_index import NameIndex
from tui.page.note_cards import PageNotes, card_of

TEXT = "A title\n\nAna Ruiz came home. She slept well there.\n\nNobody else came.\n"


@pytest.fixture
def placed(library: Library, tmp_path: Path) -> tuple[PageNotes, list[Annotation]]:
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    article = library.read(file)
    at = article.text.index("She")
    made = [
        library.annotate(article, None, tags=("war", "to-read")),
        library.annotate(article, entity="Ana Ruiz", note="who is she?"),
        library.annotate(article, entity="Bo Lind", note="not said here"),
        library.annotate(article, TextSpan(at, at + 3), color="pink"),
    ]
    name = TextSpan(article.text.index("Ana"), article.text.index(" came"))
    names = NameIndex(article.text)
    names.put(TextSpan(0, len(article.text)), [Entity(name, "PERSON", "Ana Ruiz", "Ana Ruiz")])
    notes = PageNotes(library.notes(article), names)
    return notes, made


def test_each_note_is_shown_on_its_words_its_name_or_the_title(
    placed: tuple[PageNotes, list[Annotation]],
) -> None:
    notes, (tags, on_name, on_other, pink) = placed
    assert pink.target.selectors
    words = notes.place_of(pink.id)
    assert words is not None and notes.on_words(words) == pink.id
    assert [notes.place_of(note.id) for note in (tags, on_other)] == [TextSpan(0, 1)] * 2
    assert [span for span, _ in notes.highlights.items] == [words]
    assert notes.marks_within(TextSpan(0, len(TEXT))) == [(notes.place_of(on_name.id), "noted:yellow")]
    assert sorted(notes.number_of(note.id) for note in (tags, on_name, on_other, pink)) == [0, 1, 2, 3]
    assert notes.has_notes_on_names
    assert notes.article_tags() == tags and is_article_tags(tags)
    assert notes.get(None) is notes.get("n-nobody") is notes.place_of("n-nobody") is None


def test_a_card_says_what_it_is_on(placed: tuple[PageNotes, list[Annotation]]) -> None:
    _, (tags, on_name, _, pink) = placed
    assert card_of(tags).head == "whole article · war · to-read"
    assert card_of(on_name).head == "on Ana Ruiz"
    assert (card_of(pink).head, card_of(pink).color) == ("highlight", "pink")
    assert card_of(pink, "about here? 70 %").head == "about here? 70 % · highlight"
    assert card_of(pink).foot.startswith("pink · ")


def test_a_tag_that_the_note_says_itself_is_no_chip_as_well(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_text(TEXT, encoding="utf-8")
    article = library.read(file)
    said = library.annotate(article, TextSpan(0, 7), note="Who? #Style #a/b", tags=("style", "later"))
    only = library.annotate(article, TextSpan(2, 7), note="Who? #style")
    assert (card_of(said).head, card_of(only).head) == ("later", "note")


MINSK = "A title\n\nMinsk is cold. Minsk was signed there. Minsk again.\n"


def minsk(*labels: str) -> NameIndex:
    """The names of a text that says Minsk three times, of these kinds."""
    names = NameIndex(MINSK)
    starts = [match.start() for match in re.finditer("Minsk", MINSK)]
    entities = [
        Entity(TextSpan(start, start + 5), label, "Minsk", "Minsk")
        for start, label in zip(starts, labels, strict=True)
    ]
    names.put(TextSpan(0, len(MINSK)), entities)
    return names


def test_a_note_on_a_name_stands_at_names_of_its_kind_alone(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "minsk.txt"
    file.write_text(MINSK, encoding="utf-8")
    article = library.read(file)
    treaty = library.annotate(article, entity="Minsk", entity_label="LAW", note="of 2014")
    town = library.annotate(article, entity="Minsk", entity_label="GPE", note="on the Svislach")
    any_kind = library.annotate(article, entity="Minsk", note="which?")
    names = minsk("LOC", "LAW", "GPE")  # a region, a town: places both
    whole = TextSpan(0, len(MINSK))
    [first, second, third] = [names.entity_at(match.start()) for match in re.finditer("Minsk", MINSK)]
    assert first and second and third

    def shown(notes: PageNotes, at: Entity) -> set[str]:
        return {card.id for _, card in notes.cards_within(at.span)}

    for notes in (
        PageNotes(library.notes(article), names),
        PageNotes((), names, [treaty, town, any_kind]),
    ):
        assert shown(notes, first) == shown(notes, third) == {town.id, any_kind.id}
        assert shown(notes, second) == {treaty.id, any_kind.id}
        assert {card.id: span for span, card in notes.cards_within(whole)} == {
            treaty.id: second.span,
            town.id: first.span,
            any_kind.id: first.span,
        }
        assert {note.id for note in notes.on_name("Minsk", "FAC")} == {town.id, any_kind.id}
    towns = minsk("GPE", "GPE", "GPE")
    elsewhere = PageNotes((), towns, [treaty, town])
    assert [note.id for note, _ in elsewhere.all] == [town.id]
    own = PageNotes(
        library.notes(article), towns
    )  # who was noted is of another kind now: the note is not lost
    assert own.place_of(treaty.id) == first.span
    assert treaty.id in shown(own, third)


def test_the_next_mention_is_of_the_same_kind() -> None:
    names = minsk("GPE", "LAW", "GPE")
    town, treaty, again = (match.start() for match in re.finditer("Minsk", MINSK))
    assert [span.start for span in names.places("Minsk", "GPE", 9)] == [town, again]
    assert (names.mentions("Minsk", "LOC"), names.mentions("Minsk", "LAW")) == (2, 1)
    assert names.mention("Minsk", "GPE", town, 1) == TextSpan(again, again + 5)
    assert names.mention("Minsk", "LAW", treaty, -1) == TextSpan(treaty, treaty + 5)
