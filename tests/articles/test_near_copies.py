"""Near-copies in their cache: one comparison each, kept between processes, wrong in no file that surprises."""

import random
import sqlite3
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from annotations.articles.near_copies import FILE_NAME, NearCopies, Sketch, differences
from annotations.model import Article, Block, TextSpan
from annotations.sources import markdown
from annotations.text.canonical import fingerprint
from annotations.text.similarity import Overlap, sketch_of


def made(text: str, title: str = "A title", published: date | None = None) -> Article:
    blocks, start = [], 0
    for line in text.split("\n"):
        blocks.append(Block(TextSpan(start, start + len(line)), "paragraph"))
        start += len(line) + 1
    return Article("", None, title, text, blocks, fingerprint=fingerprint(text), published=published)


def prose(seed: int, words: int = 300) -> str:
    rng = random.Random(seed)
    return " ".join(f"w{rng.randrange(5000)}" for _ in range(words))


def test_an_overlap_is_read_off_sketches_of_texts_of_any_size() -> None:
    long, short = prose(1, 4000), " ".join(prose(1, 4000).split()[:1000])
    overlap = Overlap.of(sketch_of(long, 200), sketch_of(short, 200), 200)
    assert abs(overlap.containment - 1) < 0.1 and abs(overlap.jaccard - 0.25) < 0.1
    few = Overlap.of(sketch_of("one two three four", 200), sketch_of("two three four five", 200), 200)
    assert (few.jaccard, few.containment) == (1 / 3, 1 / 2)
    assert Overlap.of((), sketch_of(long, 200), 200) == Overlap(0.0, 0.0)


def test_copies_are_known_in_whatever_order_they_come_and_in_the_next_process(tmp_path: Path) -> None:
    story = prose(2)
    cut, later = made(" ".join(story.split()[:180])), made(story + " " + prose(3, 60))
    with_story, other = made(story), made(prose(4))
    wanted = [a.fingerprint for a in (other, cut, with_story, later)]
    for number, order in enumerate(([cut, with_story, later, other], [other, later, cut, with_story])):
        copies = NearCopies(tmp_path / str(number))
        for article in order:
            copies.add([article, article])
        copies.close()
        again = NearCopies(tmp_path / str(number))
        assert again.groups(wanted) == [(cut.fingerprint, with_story.fingerprint, later.fingerprint)]
        assert again.groups([cut.fingerprint, other.fingerprint]) == []
        assert again.known() == set(wanted)


def test_short_texts_and_those_of_other_weeks_must_be_nearly_the_same() -> None:
    stub = "Subscribe to read this story to its end and many more of them every day of the week, at home and on the way"
    one, other = (Sketch.of(made(f"{stub} {tail}", tail)) for tail in ("ferries", "bells"))
    assert not one.is_like(other)
    assert one.is_like(replace(other, title=one.title))
    few = "Too few words to say much. Only the same text is the same story,"
    assert not Sketch.of(made(f"{few} one")).is_like(Sketch.of(made(f"{few} two")))
    report, changed = prose(5), " ".join(prose(5).split()[:240]) + " " + prose(6, 60)
    days = [date(2026, 3, day) for day in (1, 4, 20)]
    first, same_week, later = (
        Sketch.of(made(text, published=day))
        for text, day in zip((report, changed, changed), days, strict=True)
    )
    assert first.is_like(same_week) and not first.is_like(later)


def vault_page(name: str, body: str) -> Article:
    source = f"---\nkind: person\npostil-entity: {name}\n---\n# {name}\n\n{body}\n"
    return markdown.read(source.encode(), Path(f"{name}.md"))


def test_pages_on_one_template_are_no_copies() -> None:
    """Pages of names, daily notes: what they share are headings, labels, questions and lists of links."""
    articles = [
        f"- 2026-03-{day:02} · [[Envoy meets the president, day {day} of talks]] · 3 mentions"
        for day in range(1, 28)
    ]
    listed = "\n".join(
        ["## Articles with notes", "", *articles, "", "## With", "", "- Somebody: 27 articles"]
    )
    one, other = (Sketch.of(vault_page(name, listed)) for name in ("Steve Witkoff", "Vladimir Putin"))
    assert not one.is_like(other)
    questions = [
        f"What went well in {room} this week, and what shall change?" for room in prose(3, 12).split()
    ]
    one, other = (
        Sketch.of(
            vault_page(
                f"2026, week {week}",
                "\n\n".join(f"{q}\n\n{prose(week + n, 2)}." for n, q in enumerate(questions)),
            )
        )
        for week in (20, 40)
    )
    assert not one.is_like(other)
    story = "\n".join(f"- {prose(seed, 30)}." for seed in range(50, 60))
    one, other = (Sketch.of(vault_page(name, story)) for name in ("Talks", "Moscow"))
    assert one.is_like(other)


def test_a_quotation_is_no_copy() -> None:
    assert not Sketch.of(made(prose(7, 2000))).is_like(
        Sketch.of(made(" ".join(prose(7, 2000).split()[:150])))
    )


def test_what_all_pages_of_a_site_say_costs_few_comparisons(tmp_path: Path, monkeypatch) -> None:
    """However many share what stands on all of them, a new one is compared with the fifty that share most."""
    rng = random.Random(8)
    furniture = [prose(seed, 12) for seed in range(40)]
    *known, new = (made(" ".join([*rng.sample(furniture, 8), prose(seed, 60)])) for seed in range(100, 400))
    copies = NearCopies(tmp_path)
    copies.add(known)
    compared = []
    is_like = Sketch.is_like
    monkeypatch.setattr(Sketch, "is_like", lambda one, other: compared.append(1) or is_like(one, other))
    copies.add([new])
    assert len(compared) == 50 and copies.groups(copies.known()) == []


def test_a_file_of_odd_bytes_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database at all" * 99)
    copies = NearCopies(tmp_path)
    copies.add([made(prose(9)), made(prose(9) + " more")])
    assert len(copies.groups(copies.known())) == 1
    with sqlite3.connect(tmp_path / FILE_NAME) as db:
        db.execute("update texts set sketch = 'three'")
    copies.add([made(prose(9) + " and more")])
    assert len(copies.groups(copies.known())) <= 1


def test_differences_are_told_by_sentences() -> None:
    one = made("It rained. Nobody came.\nThe end.")
    other = made("It RAINED. Two came.\nThe end. More on page 3.")
    said = [(d.is_in_copy, d.words) for d in differences(one, other)]
    assert said == [(True, "Two came."), (True, "More on page 3."), (False, "Nobody came.")]
    assert differences(one, one) == []
