"""Who is one across articles: precision and recall of pairs of mentions on articles marked by hand."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from annotations.articles.library_articles import Listing
from annotations.entities import load_engine
from annotations.mentions.card import mentions_of
from annotations.mentions.index import MentionIndex
from annotations.mentions.names import list_names
from annotations.mentions.passages import place_names, state_of
from annotations.model import Article
from annotations.sources import article_from_text

GOLD = Path(__file__).parent / "identity" / "articles.txt"
_MARK = re.compile(r"\{(\w+)\|([^}]+)\}")
Place = tuple[str, int, int]


def marked_articles() -> Iterator[tuple[Article, date, dict[Place, str]]]:
    """Each article with the chain of each marked place."""
    for number, part in enumerate(re.split(r"(?m)^= ", GOLD.read_text(encoding="utf-8"))[1:]):
        head, _, body = part.strip().partition("\n")
        day, _, title = head.partition(" ")
        text = f"{title}\n\n{body}"
        chains: dict[Place, str] = {}
        plain, at = "", 0
        for mark in _MARK.finditer(text):
            plain += text[at : mark.start()]
            chains[f"a-{number}", len(plain), len(plain) + len(mark[2])] = mark[1]
            plain, at = plain + mark[2], mark.end()
        plain += text[at:]
        article = article_from_text(plain, structured=False)
        assert article.text == plain
        yield article, date.fromisoformat(day), chains


def pairs(groups: dict[str, list[Place]]) -> set[tuple[Place, Place]]:
    return {pair for places in groups.values() for pair in itertools.combinations(sorted(places), 2)}


def test_the_gold_is_large_enough() -> None:
    articles = list(marked_articles())
    chains = [chain for *_, marked in articles for chain in marked.values()]
    assert len(articles) >= 30
    assert sum(chains.count(chain) > 1 for chain in set(chains)) >= 80


def test_precision_and_recall_of_identity(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    engine, index = load_engine(), MentionIndex(tmp_path)
    gold: dict[str, list[Place]] = defaultdict(list)
    chain_at: dict[Place, str] = {}
    for number, (article, day, marked) in enumerate(marked_articles()):
        row = Listing(tmp_path / f"{number}.txt", f"a-{number}", str(number), published=day)
        identified = Article(
            row.id, row.path, row.title, article.text, article.blocks, fingerprint=article.fingerprint
        )
        index.put([place_names(identified, engine.entities(article.text), state_of(row, "gold", ""))])
        chain_at |= marked
        for place, chain in marked.items():
            gold[chain].append(place)
    said: dict[str, list[Place]] = {}
    for name in list_names(index):
        places = [(one.article, one.span.start, one.span.end) for one in mentions_of(index, name.id)]
        said[f"{name.name}/{name.label}"] = [place for place in places if place in chain_at]
    ours, theirs = pairs(said), pairs(gold)
    right = ours & theirs
    precision, recall = len(right) / len(ours), len(right) / len(theirs)
    wrong = {(chain_at[one], chain_at[other]) for one, other in ours - theirs}
    missed = {(chain_at[one], one[0], other[0]) for one, other in theirs - ours}
    with capsys.disabled():
        print(
            f"\nidentity: precision {precision:.3f}, recall {recall:.3f} of {len(theirs)} pairs in {len(gold)} chains"
        )
    assert precision >= 0.97, sorted(wrong)
    assert recall >= 0.85, sorted(missed)
