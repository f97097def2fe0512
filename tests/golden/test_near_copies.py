"""Near-copies are told from look-alikes: precision and recall over edited agency stories (`near_copies/README.md`)."""

import json
import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from msgspec import Struct

from annotations.articles.near_copies import NearCopies, Sketch
from annotations.model import Article, Block, TextSpan
from annotations.text.canonical import fingerprint

SETS = ("stories", "blind")
PRECISION, RECALL = 0.98, 0.95
MENU = [
    "Skip to content",
    "Sign up for our morning letter and never miss a story again.",
    "Last update 14:03",
]
FOOT = [
    "Read more: the ten best walks of the county. Share this article with your friends or print it.",
    "© The Evening Herald. All rights reserved. Contact us, terms, privacy, jobs, archive.",
]


class Story(Struct):
    """A line of the file."""

    id: str
    alike: str
    title: str
    paragraphs: list[str]
    other_title: str
    other_lead: str
    other_names: dict[str, str]
    local: str


def stories(name: str) -> list[Story]:
    lines = (Path(__file__).parent / "near_copies" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [Story(**json.loads(line)) for line in lines]


def respelt(words: str, names: dict[str, str]) -> str:
    for name, other in names.items():
        words = re.sub(rf"\b{re.escape(name)}\b", other, words)
    return words


def editions(story: Story) -> Iterator[tuple[str, list[str]]]:
    """The report as it came, then as papers print it: headline and paragraphs."""
    told, names = story.paragraphs, story.other_names
    yield story.title, told
    yield story.other_title, told[: -(len(told) // 3)]
    yield story.title, told[:3]
    yield story.other_title, [story.other_lead, *told[1:]]
    yield respelt(story.title, names), [respelt(words, names) for words in told]
    yield story.title, [*MENU, *told, *FOOT]
    rest = [respelt(words, names) for words in told[1:-1]]
    yield story.other_title, [respelt(story.other_lead, names), *rest, story.local]


def article_of(title: str, paragraphs: list[str]) -> Article:
    text = "\n".join([title, *paragraphs])
    blocks, start = [], 0
    for number, words in enumerate([title, *paragraphs]):
        blocks.append(Block(TextSpan(start, start + len(words)), "paragraph" if number else "title"))
        start += len(words) + 1
    return Article("", None, title, text, blocks, fingerprint=fingerprint(text))


def told_in(name: str) -> list[tuple[Story, Article]]:
    return [(story, article_of(*edition)) for story in stories(name) for edition in editions(story)]


@pytest.mark.parametrize("name", SETS)
def test_copies_are_told_from_look_alikes(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    sketched = [(story, Sketch.of(article)) for story, article in told_in(name)]
    right = wrong = missed = 0
    for (story, one), (other_story, other) in combinations(sketched, 2):
        is_like, is_copy = one.is_like(other), story.id == other_story.id
        right += is_like and is_copy
        wrong += is_like and not is_copy
        missed += is_copy and not is_like
    precision, recall = right / (right + wrong), right / (right + missed)
    with capsys.disabled():
        print(
            f"\nnear-copies, {name}: precision {precision:.3f}, recall {recall:.3f} of {right + missed} pairs"
        )
    assert precision >= PRECISION
    assert recall >= RECALL


def test_each_story_is_read_once(tmp_path: Path) -> None:
    copies, told = NearCopies(tmp_path), [*told_in("stories"), *told_in("blind")]
    for start in range(0, len(told), 10):  # as they come in, in some order
        copies.add([article for _, article in told[start::-1] + told[start : start + 10]])
    groups = copies.groups(article.fingerprint for _, article in told)
    stories_of = {article.fingerprint: story.id for story, article in told}
    assert len(groups) == len({story.id for story, _ in told})
    for group in groups:
        assert len(group) == len({f for f, id in stories_of.items() if id == stories_of[group[0]]})
        assert len({stories_of[name] for name in group}) == 1
