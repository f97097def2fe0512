"""The three-way merge: whatever a person does to a file between exports, nothing of theirs is lost."""

import random
import re
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.exporters.blocks import article_page
from annotations.exporters.front_matter import merged_front
from annotations.exporters.items import ExportReport
from annotations.exporters.merge import merged
from annotations.model import TextualBody

TEXT = tuple(f"Paragraph {n} says its own thing number {n}." for n in range(12))
MACHINE = re.compile(r"^postil-|^(%%|<!--) postil|^---")


@dataclass
class Story:
    """A store and a file that two people write to."""

    make: Any
    random: random.Random
    flavor: str = "obsidian"
    notes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    file: str | None = None
    tokens: list[str] = field(default_factory=list)
    made: int = 0

    def __post_init__(self) -> None:
        self.article = self.make.article("A title", *TEXT)

    # -- the store's side

    def change_store(self) -> None:
        self.random.choice((self.add, self.add, self.reword, self.remove, self.lose))()

    def add(self) -> None:
        self.made += 1
        id = f"n-{self.made:06d}"
        quote = self.random.choice(TEXT)
        words = self.random.choice(
            ("", "why?", "two\n\nparts", "> [!quote] x\n> y", "## A heading", "```\ncode")
        )
        self.notes[id] = self.make.note(self.article, id, quote, words, self.random.choice(((), ("a b",))))

    def reword(self) -> None:
        if self.notes:
            id = self.random.choice(sorted(self.notes))
            note, anchor = self.notes[id]
            self.made += 1
            self.notes[id] = replace(note, body=(TextualBody(f"words {self.made}"),)), anchor

    def remove(self) -> None:
        if self.notes:
            del self.notes[self.random.choice(sorted(self.notes))]

    def lose(self) -> None:
        if self.notes:
            id = self.random.choice(sorted(self.notes))
            note, anchor = self.notes[id]
            here = self.make.note(self.article, id, note.quote, lost=anchor.span is not None)[1]
            self.notes[id] = note, here

    def export(self) -> ExportReport:
        ordered = sorted(self.notes.values(), key=lambda pair: (pair[1].span is None, pair[1].span))
        page = article_page(self.make.item(self.article, *ordered), self.flavor)
        self.file, report = merged(self.file, page)
        return report

    # -- the person's side

    def edit_file(self) -> None:
        assert self.file is not None
        newline = "\r\n" if "\r\n" in self.file else "\n"
        lines = self.file.replace("\r\n", "\n").split("\n")
        how = self.random.choice(
            (self.insert, self.insert, self.append, self.delete, self.double, self.move, self.halve)
        )
        how(lines)
        if self.random.random() < 0.1:
            newline = "\r\n" if newline == "\n" else "\n"
        self.file = newline.join(lines)
        self.tokens = [token for token in self.tokens if token in self.file]  # what they delete is gone

    def token(self) -> str:
        self.made += 1
        self.tokens.append(f"theirs{self.made}x")
        return self.tokens[-1]

    def somewhere(self, lines: list[str]) -> int:
        return self.random.randrange(len(lines) + 1)

    def insert(self, lines: list[str]) -> None:
        shape = self.random.choice(
            ("{}", "", "## {}", "> [!note] {}", "{}: yes", "# {}", "  - {}", "- {}", "```{}")
        )
        lines.insert(self.somewhere(lines), (shape or "{}").format(self.token()))

    def append(self, lines: list[str]) -> None:
        place = self.random.randrange(len(lines))
        if not MACHINE.match(lines[place]):
            lines[place] += f" {self.token()}"

    def delete(self, lines: list[str]) -> None:
        start = self.somewhere(lines)
        del lines[start : start + self.random.randrange(1, 8)]

    def double(self, lines: list[str]) -> None:
        start = self.somewhere(lines)
        part = lines[start : start + self.random.randrange(1, 14)]
        place = self.somewhere(lines)
        lines[place:place] = part

    def move(self, lines: list[str]) -> None:
        start = self.somewhere(lines)
        part = lines[start : start + self.random.randrange(1, 14)]
        del lines[start : start + len(part)]
        place = self.somewhere(lines)
        lines[place:place] = part

    def halve(self, lines: list[str]) -> None:
        places = [place for place, line in enumerate(lines) if line.startswith(("%% postil", "<!-- postil"))]
        if places:
            place = self.random.choice(places)
            lines[place] = lines[place][: self.random.randrange(len(lines[place]))]


@settings(max_examples=150)
@given(seed=st.integers(0, 2**32), rounds=st.integers(1, 6), flavor=st.sampled_from(["obsidian", "plain"]))
def test_nothing_of_the_persons_is_ever_lost_and_a_second_export_changes_nothing(
    make: Any, seed: int, rounds: int, flavor: str
) -> None:
    story = Story(make, random.Random(seed), flavor)
    story.add()
    for _ in range(rounds):
        for _ in range(story.random.randrange(4)):
            story.change_store()
        story.export()
        assert [token for token in story.tokens if token not in (story.file or "")] == []
        before = story.file
        again = story.export()
        assert story.file == before
        assert (again.new, again.updated, again.removed) == (0, 0, 0)
        for _ in range(story.random.randrange(4)):
            story.edit_file()


def pages(make: Any, *words: str, title: str = "A title", **more: Any) -> Any:
    """A page with a note a paragraph, in reading order."""
    article = make.article(title, *TEXT)
    notes = [make.note(article, f"n-{n:06d}", TEXT[n], said) for n, said in enumerate(words) if said]
    return article_page(replace(make.item(article, *notes), **more), "obsidian")


def test_fresh_or_step_by_step_the_file_is_the_same(make: Any) -> None:
    fresh, _ = merged(None, pages(make, "a", "b", "c"))
    text, _ = merged(None, pages(make, "", "b"))
    text, report = merged(text, pages(make, "a", "b", "c"))
    assert (text, str(report)) == (fresh, "2 new, 0 updated, 0 kept (edited), 1 same")
    text, report = merged(text, pages(make, "", "b"))
    assert str(report) == "0 new, 0 updated, 0 kept (edited), 1 same, 2 removed"
    assert text == merged(None, pages(make, "", "b"))[0]


def test_an_edited_block_is_kept_also_when_its_note_is_gone(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b"))
    edited = text.replace("\n\na\n", "\n\na, I think\n")
    after, report = merged(edited, pages(make, "changed", "b"))
    assert (after, str(report)) == (edited, "0 new, 0 updated, 1 kept (edited), 1 same")
    after, report = merged(edited, pages(make, "", "b"))
    assert (after, report.kept, report.removed) == (edited, 1, 0)


def test_an_edit_that_says_what_we_say_is_no_edit_any_more(make: Any) -> None:
    text, _ = merged(None, pages(make, "a"))
    after, report = merged(text.replace("\n\na\n", "\n\nb\n"), pages(make, "b"))
    assert report.kept + report.updated == 1
    back, report = merged(after.replace("\n\nb\n", "\n\na\n"), pages(make, "a"))
    assert back.count("%% postil: ") == 1


def test_moved_and_doubled_blocks_stay_where_they_were_put(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b", "c"))
    head, one, two, three = re.split(r"(?m)(?=^> \[!quote\])", text)
    moved = head + three.rstrip("\n") + "\n\n" + one + two + three
    after, report = merged(moved, pages(make, "a", "b", "c2"))
    assert str(report) == "0 new, 1 updated, 0 kept (edited), 2 same"
    assert list(re.findall(r"(?m)^(a|b|c2?)$", after)) == ["c2", "a", "b", "c2"]


def test_a_block_whose_marker_is_gone_is_the_persons(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b"))
    cut = re.sub(r"(?m)^%% postil: n-000000 .*\n", "", text)
    after, report = merged(cut, pages(make, "changed", "b"))
    assert (after, report.kept, report.new, report.same) == (cut, 1, 0, 1)


def test_a_block_that_was_taken_out_whole_comes_back_at_its_place(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b", "c"))
    head, one, _, three = re.split(r"(?m)(?=^> \[!quote\])", text)
    after, report = merged(head + one + three, pages(make, "a", "b", "c"))
    assert (after, str(report)) == (text, "1 new, 0 updated, 0 kept (edited), 2 same")


def test_text_under_a_note_stays_with_it_and_a_heading_stays_with_what_follows(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "", "c"))
    head, one, three = re.split(r"(?m)(?=^> \[!quote\])", text)
    edited = (
        f"{head}My introduction.\n\n{one}My words on a.\n\n## Second part\n\n{three}\n## After\n\nThe end."
    )
    after, _ = merged(edited, pages(make, "a", "b", "c", "d"))
    order = re.findall(r"(?m)^(a|b|c|d|My.*|##.*|The end\.)$", after)
    assert order == [
        "My introduction.",
        "a",
        "My words on a.",
        "b",
        "## Second part",
        "c",
        "d",
        "## After",
        "The end.",
    ]
    assert after.endswith("\n\nThe end.")


def test_orphans_have_a_section_of_their_own_and_come_back_from_it(make: Any) -> None:
    article = make.article("A title", *TEXT)
    one, two = make.note(article, "n-000001", TEXT[1], "a"), make.note(article, "n-000002", TEXT[2], "b")
    lost = make.note(article, "n-000001", TEXT[1], "a", lost=True)
    text, _ = merged(None, article_page(make.item(article, one, two), "obsidian"))
    gone, report = merged(text, article_page(make.item(article, two, lost), "obsidian"))
    assert str(report) == "0 new, 1 updated, 0 kept (edited), 1 same"
    assert gone.index("^n-000002") < gone.index("## Notes whose words are gone") < gone.index("^n-000001")
    back, report = merged(gone, article_page(make.item(article, one, two), "obsidian"))
    assert (back, str(report)) == (text, "0 new, 1 updated, 0 kept (edited), 1 same")


def test_windows_line_ends_and_a_byte_order_mark_stay(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "c"))
    windows = "\ufeff" + text.replace("\n", "\r\n")
    after, report = merged(windows, pages(make, "a", "c"))
    assert (after, report.same) == (windows, 2)
    after, report = merged(windows, pages(make, "a", "changed", "new", title="Another"))
    assert after.startswith("\ufeff---\r\n")
    assert "\n" not in after.replace("\r\n", "")
    assert str(report) == "1 new, 1 updated, 0 kept (edited), 1 same"


def test_a_file_with_merge_conflicts_is_left_alone(make: Any) -> None:
    text, _ = merged(None, pages(make, "a"))
    torn = text + "\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> branch\n"
    after, report = merged(torn, pages(make, "b"))
    assert after == torn
    assert "merge conflicts" in report.notices[0]


def test_without_the_articles_file_places_are_kept_as_they_were(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b", entities=None))
    after, report = merged(text, pages(make, "a", "b", entities=None, is_gone=True))
    assert (after, report.same) == (text, 2)
    after, report = merged(text, pages(make, "a", "new words", entities=None, is_gone=True))
    assert (report.same, report.updated) == (1, 1)


def test_a_filtered_note_is_kept_up_to_date_but_not_put_in(make: Any) -> None:
    only_one = pages(make, "a", "b", chosen=frozenset(["n-000000"]))
    text, report = merged(None, only_one)
    assert (report.new, "^n-000001" in text) == (1, False)
    both, _ = merged(text, pages(make, "a", "b"))
    after, report = merged(both, pages(make, "a", "b2", chosen=frozenset(["n-000000"])))
    assert str(report) == "0 new, 1 updated, 0 kept (edited), 1 same"
    assert "\n\nb2\n" in after


def front(text: str) -> dict[str, Any]:
    return yaml.safe_load(text.replace("\r\n", "\n").split("---\n")[1])


def tagged(make: Any, *tags: str, title: str = "A title", people: tuple[str, ...] = ()) -> Any:
    article = make.article(title, "Ana Ruiz met Bo Li and Cy Orr.")
    entities = tuple(make.entity(article, name, "PERSON") for name in people)
    return article_page(
        make.item(article, make.note(article, "n-000001", "met", "x", tags), entities=entities), "obsidian"
    )


def test_the_persons_properties_and_comments_and_their_way_of_writing_stay(make: Any) -> None:
    text, _ = merged(None, tagged(make, "one", people=("Ana Ruiz",)))
    mine = text.replace("title: A title\n", "# about\ntitle: 'A title'  # mine\nrating: 5\n").replace(
        'people:\n  - "[[Ana Ruiz]]"\n', "people: ['[[Ana Ruiz]]']\n"
    )
    after, report = merged(mine, tagged(make, "one", people=("Ana Ruiz",)))
    assert (after, report.same) == (mine, 1)
    after, _ = merged(mine, tagged(make, "one", title="B", people=("Ana Ruiz", "Bo Li")))
    assert "# about\n" in after
    assert "# mine\n" in after
    assert (front(after)["title"], front(after)["rating"]) == ("B", 5)
    assert front(after)["people"] == ["[[Ana Ruiz]]", "[[Bo Li]]"]
    assert "# B\n" in after


def test_edited_properties_are_kept_and_lists_take_in_what_is_new(make: Any) -> None:
    text, _ = merged(None, tagged(make, "one", people=("Ana Ruiz", "Bo Li")))
    mine = text.replace("author: Jane Doe", 'author: "[[Jane Doe]]"').replace(
        "  - one\n", "  - one\n  - my-own\n"
    )
    mine = mine.replace('  - "[[Bo Li]]"\n', "").replace("published: 2025-04-26\n", "")
    after, _ = merged(mine, tagged(make, "one", people=("Ana Ruiz", "Bo Li")))
    assert after == mine
    after, _ = merged(mine, tagged(make, "one", "two", people=("Ana Ruiz", "Bo Li")))
    said = front(after)
    assert (said["author"], said["tags"], said["people"]) == (
        "[[Jane Doe]]",
        ["one", "my-own", "two"],
        ["[[Ana Ruiz]]"],
    )
    assert "published" not in said
    assert merged(after, tagged(make, "one", "two", people=("Ana Ruiz", "Bo Li")))[0] == after


def test_a_tag_that_leaves_the_notes_leaves_the_properties(make: Any) -> None:
    text, _ = merged(None, tagged(make, "one", "two"))
    after, _ = merged(text, tagged(make, "one"))
    assert front(after)["tags"] == ["one"]
    after, _ = merged(after, tagged(make))
    assert "tags" not in front(after)
    assert merged(after, tagged(make, "one", "two"))[0] == text


@pytest.mark.parametrize(
    "yaml_lines",
    [
        "title: [broken\n",
        "{title: x}\n",
        "title: x\ntitle: y\n",
        "- a\n- b\n",
        "  title: x\n",
        "a: &x 1\nb: *x\n",
        'people: "\n#"\n',
    ],
)
def test_properties_that_are_odd_yaml_are_left_alone(make: Any, yaml_lines: str) -> None:
    text, _ = merged(None, tagged(make, "one"))
    odd = f"---\n{yaml_lines}---\n" + text.split("---\n", 2)[2]
    after, report = merged(odd, tagged(make, "one"))
    assert yaml_lines in after
    assert report.same == 1
    assert merged(after, tagged(make, "one"))[0] == after


@pytest.mark.parametrize(
    "theirs",
    [
        "<<<<<<< a\n" * 3000,
        "<<<<<<< a\n=======\n" * 2000,
        "```\n" + "# a\n" * 20_000,
        "postil-id: " + " " * 30_000 + "x\n",
        "<!--\n" + "## a\n" * 20_000 + "\n%% $$\n",
    ],
    ids=["conflicts", "half conflicts", "headings in open code", "blanks", "headings in an open comment"],
)
def test_long_pages_of_a_persons_take_no_long_time(make: Any, theirs: str) -> None:
    text, _ = merged(None, pages(make, "a"))
    since = time.process_time()
    merged(text + theirs, pages(make, "a", "b", "c"))
    assert time.process_time() - since < 2


def test_a_long_word_among_the_keys_kept_takes_no_long_time(make: Any) -> None:
    text, _ = merged(None, tagged(make, "one"))
    long = text.replace('postil-keys: "', f'postil-keys: "{"im" * 20_000}, ')
    assert long != text
    since = time.process_time()
    merged(long, tagged(make, "two"))
    assert time.process_time() - since < 2


def test_thousands_of_notes_come_and_go_in_no_long_time(make: Any) -> None:
    article = make.article("A title", *TEXT)
    notes = [make.note(article, f"n-{n:06d}", TEXT[n // 250], f"said {n}") for n in range(3000)]
    many, none = (article_page(make.item(article, *some), "obsidian") for some in (notes, []))
    theirs = merged(None, none)[0] + "\nMine.\n\n" + "## A heading\n" * 200
    since = time.process_time()
    text, report = merged(theirs, many)
    assert (report.new, text.count("\n%% postil: ")) == (3000, 3000)
    text, report = merged(text, none)
    assert report.removed == 3000
    assert time.process_time() - since < 4
    assert re.sub(r"\n+", "\n", text) == re.sub(r"\n+", "\n", theirs)


@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
@pytest.mark.parametrize(
    ("opens", "closes"), [("```", "```"), ("~~~~", "~~~~~"), ("```markdown", "```  "), ("   ```", "````")]
)
def test_a_copy_of_a_block_that_a_person_shows_as_code_is_theirs(
    make: Any, flavor: str, opens: str, closes: str
) -> None:
    def page(*words: str) -> Any:
        return replace(pages(make, *words), flavor=flavor)

    text, _ = merged(None, page("a", "b"))
    [block, *_] = re.findall(r"(?ms)^> .*?postil: n-000000 \w{8} (?:%%|-->)$", text)
    shown = f"{opens}\n{block}\n{closes}\n\nMine.\n"
    for theirs in (f"{text}\n{shown}", text.replace("# A title\n", f"# A title\n\n{shown}")):
        after, report = merged(theirs, page("changed", "b", "new"))
        assert (report.new, report.updated, report.same) == (1, 1, 1)
        assert shown in after
        assert "\nchanged\n" in after
        gone, report = merged(theirs, page())
        assert (report.removed, shown in gone) == (2, True)


def test_a_marker_or_block_id_in_a_persons_code_stands_for_no_note(make: Any) -> None:
    text, _ = merged(None, pages(make, "a"))
    said = "\n```\n%% postil: n-000001 12345678 %%\nx ^n-000001\n```\n\n~~~\n<!-- postil: n-000001 12345678 -->\n~~~\n"
    after, report = merged(text + said, pages(make, "a", "b"))
    assert (report.new, report.same, report.kept) == (1, 1, 0)
    assert after.count("\nb\n") == 1
    assert said in after
    assert merged(after, pages(make, "a", "b"))[0] == after


def test_no_block_is_put_into_a_persons_code(make: Any) -> None:
    text, _ = merged(None, pages(make, "a"))
    said = "\n%%```%%\n```\n# %%```%%\n```\n\n## Mine\n"
    after, report = merged(text + said, pages(make, "a", "b"))
    assert report.new == 1
    assert after.count("\nb\n") == 1
    assert said.removesuffix("## Mine\n") in after and after.endswith("## Mine\n")
    assert merged(after, pages(make, "a", "b"))[0] == after


def test_a_fence_that_a_person_left_open_hides_none_of_our_blocks(make: Any) -> None:
    text, _ = merged(None, pages(make, "a", "b"))
    opened = text.replace("# A title\n", "# A title\n\n```\nopen\n")
    after, report = merged(opened, pages(make, "changed", "b"))
    assert (report.new, report.updated, report.same) == (0, 1, 1)
    assert "\nchanged\n" in after


MARKERS = [
    "```\n<!-- postil: n-000001 fedcba98 -->\n```",
    "```\n%% postil: n-000000 fedcba98 %%\n```",
    "~~~html\n<!-- postil-page: a-0123456789 fedcba98 -->\n~~~",
    "`\n<!-- postil: n-000000 fedcba98 -->\n`",
    "```\n<!--  postil-section: orphans fedcba98 -->\n```",
]


@pytest.mark.parametrize("said", MARKERS)
@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
def test_a_note_that_shows_a_marker_is_renewed_and_removed_as_any_other(
    make: Any, said: str, flavor: str
) -> None:
    def page(*words: str) -> Any:
        return replace(pages(make, *words), flavor=flavor)

    text, _ = merged(None, page(said, "b"))
    assert merged(text, page(said, "b")) == (text, ExportReport(same=2))
    after, report = merged(text, page(f"{said}\n\nmore", "b"))
    assert (report.updated, report.same, "\nmore\n" in after) == (1, 1, True)
    after, report = merged(text, page("", "b"))
    assert (report.removed, report.same, "fedcba98" in after) == (1, 1, False)


def test_a_block_of_an_older_export_with_a_marker_in_its_code_is_still_known(make: Any) -> None:
    page = pages(make, "a")
    inner = "```\n<!-- postil: n-000001 12345678 -->\n```"
    old = replace(page.blocks[0], text=page.blocks[0].text.replace("\na", f"\n{inner}"))
    text, _ = merged(None, replace(page, blocks=[old]))
    assert inner in text
    after, report = merged(text, pages(make, "a", "b"))
    assert (report.updated, report.new, inner in after) == (1, 1, False)


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_signs_that_end_a_line_to_yaml_alone_shift_no_line_of_a_head(sign: str) -> None:
    values = {"title": "A title", "postil-id": "a-1"}
    old = f'i:\nmine: "{sign}"\npostil-id: x\nt: 1\n'
    once, is_read = merged_front(old, values)
    assert is_read
    assert [line for line in old.split("\n") if line not in once.split("\n")] == ["postil-id: x"]
    assert merged_front(once, values) == (once, True)
