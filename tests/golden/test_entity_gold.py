"""The gold entity files hold what their guideline promises."""

import hashlib
import json
import re
import unicodedata
from pathlib import Path

import pytest

GOLD = Path(__file__).parent / "entities"
SEEDS = Path(__file__).parents[2] / "seeds"
LABELS = {
    "PERSON",
    "NORP",
    "FAC",
    "ORG",
    "GPE",
    "LOC",
    "PRODUCT",
    "EVENT",
    "WORK_OF_ART",
    "LAW",
    "LANGUAGE",
    "DATE",
    "TIME",
    "PERCENT",
    "MONEY",
    "QUANTITY",
    "ORDINAL",
    "CARDINAL",
}
KEEP_POSSESSIVE = {"Standard and Poor's"}


def rows(name: str) -> list[dict]:
    lines = (GOLD / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def items(name: str) -> list[dict]:
    return [item for row in rows(name) for item in row.get("paragraphs", [row])]


@pytest.mark.parametrize(
    "name",
    [
        "news.jsonl",
        "blind.jsonl",
        "samples.jsonl",
        "whole_articles.jsonl",
        "countries.jsonl",
        "more_countries.jsonl",
        "third_countries.jsonl",
        "fourth_countries.jsonl",
        "fifth_countries.jsonl",
        "sixth_countries.jsonl",
        "seventh_countries.jsonl",
    ],
)
def test_spans_are_sorted_disjoint_and_trimmed(name: str) -> None:
    for item in items(name):
        text, last = item["text"], 0
        for start, end, label in item["ents"]:
            surface = text[start:end]
            assert last <= start < end <= len(text), (text, surface)
            assert label in LABELS
            assert surface == surface.strip(), surface
            assert not surface.endswith(("'s", "’s")) or surface in KEEP_POSSESSIVE, surface
            last = end


def test_ids_are_unique_and_the_set_is_large_enough() -> None:
    ids = [row["id"] for name in ("news.jsonl", "blind.jsonl", "samples.jsonl") for row in rows(name)]
    assert len(set(ids)) == len(ids) >= 320


@pytest.mark.parametrize("name", ["news.jsonl", "blind.jsonl"])
def test_news_comes_only_from_the_slice_kept_out_of_training(name: str) -> None:
    for item in items(name):
        assert hashlib.sha256(item["text"].encode()).hexdigest()[:2] < "1a"


def test_whole_articles_are_the_sample_articles_word_for_word() -> None:
    for row in rows("whole_articles.jsonl"):
        raw = (SEEDS / row["source"]).read_text(encoding="utf-8")
        lines = [line.strip() for line in raw.split("\n") if line.strip()]
        assert [item["text"] for item in row["paragraphs"]] == lines


def test_sample_sentences_stand_in_their_articles() -> None:
    def letters(text: str) -> str:
        linked = re.sub(r"\]\([^)]*\)|\[\^\d+\]", "", unicodedata.normalize("NFC", text))
        return "".join(char for char in linked if char.isalnum())

    articles: dict[str, str] = {}
    for row in rows("samples.jsonl"):
        source = row["source"]
        if source not in articles:
            articles[source] = letters((SEEDS / source).read_text(encoding="utf-8"))
        assert letters(row["text"]) in articles[source], row["id"]
