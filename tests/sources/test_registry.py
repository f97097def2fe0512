"""A format is one documented module, one line in the table, one sample; and none is loaded before it is needed."""

import re
import subprocess
import sys
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import annotations.sources
from annotations.sources import read_article
from annotations.sources.registry import COLLECTIONS, SOURCES, START_BYTES, format_of
from tests.sources.samples import JSON_FEED, MHTML, NO_BYLINE, SAMPLES

FOLDER = Path(annotations.sources.__file__).parent


def test_every_module_that_reads_is_in_the_table() -> None:
    reads = re.compile(r"^def (?:read|open_collection)\(raw: bytes, path: Path\)", re.MULTILINE)
    readers = {path.stem for path in FOLDER.glob("*.py") if reads.search(path.read_text(encoding="utf-8"))}
    assert readers == {*SOURCES.values(), *COLLECTIONS.values()} == SAMPLES.keys()


@pytest.mark.parametrize(("suffix", "name"), sorted({**SOURCES, **COLLECTIONS}.items()))
def test_every_format_is_documented_and_has_a_sample(suffix: str, name: str, tmp_path: Path) -> None:
    module = import_module(f"annotations.sources.{name}")
    assert suffix in (module.__doc__ or "")
    path = tmp_path / f"sample{suffix}"
    path.write_bytes(
        JSON_FEED if suffix == ".json" else MHTML if suffix in (".mhtml", ".mht") else SAMPLES[name]
    )
    article = read_article(path)
    assert article.title == "Title"
    assert article.id == ""
    assert {block.kind for block in article.blocks} >= {"title", "paragraph"}
    if name not in NO_BYLINE:
        assert article.author == "Jane Doe"
        assert article.published == date(2026, 3, 3)
        assert "byline" in {block.kind for block in article.blocks}


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_format_is_known_by_its_content(name: str, tmp_path: Path) -> None:
    """Only Markdown can't be: it is text."""
    path = tmp_path / "download"
    path.write_bytes(SAMPLES[name])
    assert format_of(path, SAMPLES[name][:START_BYTES]) == ("plain" if name == "markdown" else name)


def test_plain_reading_loads_nothing_heavy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("A Title\nBy Jane Doe, 3 March 2026\n\n“Text” of it.\n")
    heavy = [
        "markdown_it",
        "yaml",
        "dateutil",
        "charset_normalizer",
        "importlib.metadata",
        "spacy",
        "textual",
    ]
    code = (
        "import sys, pathlib; from annotations.sources import read_article;"
        f"read_article(pathlib.Path(sys.argv[1])); print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.txt")], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
