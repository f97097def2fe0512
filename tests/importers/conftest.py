"""A library with a few articles, and foreign files read into it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotations.importers.run import ImportReport
from annotations.library import Library

STORY = """---
title: "Envoy Meets Putin Hours After a Bombing"
author: Jane Doe
url: https://www.example.org/world/story?id=7
---

# Envoy Meets Putin Hours After a Bombing

The envoy came ashore in Moscow 🚢, and nobody who saw Steve Witkoff thought that he had come to stay long there.

“We are ready to reach a deal,” said the minister. Nobody was ready to reach a deal, and Powell knew it, as he said.
"""
BELLS = "The Woman Who Tunes Bells\nBy John Roe, 3 March 2020\n\nShe hears a quarter of a hertz, and then files the bronze down.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "articles"
    place.mkdir()
    (place / "story.md").write_text(STORY, encoding="utf-8")
    (place / "bells.txt").write_text(BELLS, encoding="utf-8")
    return place


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as opened:
        yield opened


Bring = Callable[..., ImportReport]


@pytest.fixture
def bring(library: Library, folder: Path, tmp_path: Path) -> Bring:
    """`bring(text or JSON value)` imports a file of that."""

    def call(content: object, **how: object) -> ImportReport:
        path = tmp_path / "foreign"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return library.import_notes(path, folders=[folder], **how)  # type: ignore[arg-type]

    return call
