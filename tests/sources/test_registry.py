"""A format is one documented module, one line in the table, one sample; and none is loaded before it is needed."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import annotations.sources
from annotations.sources.registry import SOURCES

FOLDER = Path(annotations.sources.__file__).parent


def test_every_module_that_reads_is_in_the_table() -> None:
    readers = {
        path.stem for path in FOLDER.glob("*.py") if "\ndef read(raw: bytes, path: Path)" in path.read_text()
    }
    assert readers == set(SOURCES.values())


@pytest.mark.parametrize(("suffix", "name"), sorted(SOURCES.items()))
def test_every_format_is_documented_and_has_a_sample(suffix: str, name: str) -> None:
    module = import_module(f"annotations.sources.{name}")
    assert suffix in (module.__doc__ or "")
    article = module.read(module.SAMPLE, Path(f"sample{suffix}"))
    assert article.title == "Title"
    assert article.author == "Jane Doe"
    assert article.id == ""
    assert {block.kind for block in article.blocks} >= {"title", "byline", "paragraph"}


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
