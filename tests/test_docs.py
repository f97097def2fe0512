"""What the documents say of the code is so: the picture is that of its imports, every file that is named is there."""

import importlib.util
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.segment import Segment
from rich.style import Style

ROOT = Path(__file__).parents[1]
_NAMED = re.compile(r"\b(?:annotations|tui|tests|docs|examples)/[\w/.-]*\w")


def program(name: str) -> Any:
    """One of the programs that draw for the documents."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    drawing = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(drawing)
    return drawing


def test_pictures_of_screens_hold_words_grounds_and_lines_at_their_places() -> None:
    drawing = program("draw_screens")
    rows = [
        [
            Segment("  ", Style(bgcolor="#000000")),
            Segment("a <b>", Style.parse("underline #ff0000 on #0000ff")),
        ],
        [],
    ]
    picture = ElementTree.fromstring(drawing.svg_of(rows, "#000000"))
    name = "{http://www.w3.org/2000/svg}"
    words = {text.text: (text.get("x"), text.get("y")) for text in picture.iter(f"{name}text")}
    assert words == {"a": ("19.2", "15"), "<b>": ("38.4", "15")}
    assert [rect.get("fill") for rect in picture.iter(f"{name}rect")] == ["#000000", "#0000ff", "#ff0000"]
    assert (picture.get("width"), picture.get("height")) == (f"{7 * 9.6 + 24:g}", "64")


def test_the_readme_shows_pictures_that_are_drawn() -> None:
    drawn = set(program("draw_screens").FOR_README.values())
    shown = set(re.findall(r"\]\(docs/(\w+\.svg)\)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown == drawn


def test_the_picture_shows_the_imports_as_they_are() -> None:
    drawing = program("draw_imports")
    assert drawing.PICTURE.read_text(encoding="utf-8") == drawing.draw(), "make picture"


@pytest.mark.parametrize(
    "name", ["README.md", "CHANGELOG.md", *(f"docs/{path.name}" for path in ROOT.glob("docs/*.md"))]
)
def test_files_that_are_named_are_there(name: str) -> None:
    words = (ROOT / name).read_text(encoding="utf-8")
    named = {path for path in _NAMED.findall(words) if "FORMAT" not in path}
    assert not [path for path in sorted(named) if not (ROOT / path).exists()]
