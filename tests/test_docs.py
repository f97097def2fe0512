"""What the documents say of the code is so: the picture is that of its imports, every file that is named is there."""

import importlib.util
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"\b(?:annotations|tui|tests|docs|examples)/[\w/.-]*\w")


def test_the_picture_shows_the_imports_as_they_are() -> None:
    spec = importlib.util.spec_from_file_location("draw_imports", ROOT / "docs" / "draw_imports.py")
    assert spec is not None and spec.loader is not None
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.draw(), "make picture"


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
)
def test_files_that_are_named_are_there(name: str) -> None:
    words = (ROOT / name).read_text(encoding="utf-8")
    named = {path for path in _NAMED.findall(words) if "FORMAT" not in path}
    assert not [path for path in sorted(named) if not (ROOT / path).exists()]
