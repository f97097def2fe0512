"""Draws every screen at four sizes in both themes from the program itself: `make pictures`. Those of the README lie in docs/.

The sample articles are read with a few notes in a library of its own; nothing of yours is shown or touched.
"""

import argparse
import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from xml.sax.saxutils import escape

from msgspec import Struct
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.worker import WorkerCancelled

from annotations.library import Library
from annotations.model import ReadingState, TextSpan
from tui.app import PostilApp
from tui.config import Settings
from tui.remembered import Remembered

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
PAGE = "peace-envoy-returns-as-bridge-attack-shadows-talks.txt"
SIZES = ((60, 20), (80, 24), (120, 40), (200, 50))
CELL, LINE, EDGE = 9.6, 20, 12
"""Pixels: width of a cell, height of a line, room around."""
FONT = "16px ui-monospace,'DejaVu Sans Mono',Menlo,Consolas,monospace"
NOTES: Sequence[tuple[str, str, tuple[str, ...], str]] = (
    ("a grey Gulfstream carrying Warren Adeyemi", "The plane is public, the fog is not.", ("to-verify",), "yellow"),
    ("It is a better guide than the statements", "The luggage tells it.", ("style",), "green"),
    ("General Dragan Ilesku", "Is he quoted anywhere?", (), "pink"),
    ("half an hour before the president's office", "", (), "blue"),
)  # fmt: skip


class Shot(Struct, frozen=True):
    """A screen by the keys that lead to it; "=words" is typed letter by letter."""

    name: str
    keys: tuple[str, ...] = ()
    is_page: bool = False


SHOTS = (
    Shot("list"),
    Shot("search", ("slash", "=water")),
    Shot("groups", ("z", "z", "z")),
    Shot("notes", ("2",)),
    Shot("names", ("3",)),
    Shot("card", ("3", "enter")),
    Shot("tags", ("4",)),
    Shot("help", ("question_mark",)),
    Shot("page", ("right_curly_bracket",) * 4, is_page=True),
    Shot("selection", (*("right_curly_bracket",) * 3, "v", "w", "w"), is_page=True),
    Shot("note", (*("right_curly_bracket",) * 4, "a"), is_page=True),
    Shot("outline", ("i",), is_page=True),
)
FOR_README = {("page", (120, 40), "dark"): "page.svg", ("search", (120, 40), "dark"): "list.svg"}


def svg_of(rows: Sequence[Sequence[Segment]], ground: str) -> str:
    """Rows of segments as a picture: grounds and underlines first, then the words, each at its place."""
    classes: dict[str, str] = {}
    shapes: list[str] = []
    words: list[str] = []
    columns = 0
    for y, row in enumerate(rows):
        x = 0
        for text, style, _ in row:
            look, cells = style or Style.null(), cell_len(text)
            ink, behind = _colors(look, ground)
            if behind != ground:
                shapes.append(f'<rect x="{x * CELL:g}" y="{y * LINE}" width="{cells * CELL:g}" height="{LINE}.3" fill="{behind}"/>')  # fmt: skip
            if look.underline and text.strip():
                shapes.append(f'<rect x="{x * CELL:g}" y="{y * LINE + 17}" width="{cells * CELL:g}" height="1" fill="{ink}"/>')  # fmt: skip
            css = (
                f"fill:{ink}"
                + ";font-weight:bold" * bool(look.bold)
                + ";font-style:italic" * bool(look.italic)
            )
            name = classes.setdefault(css, f"c{len(classes)}")
            for match in re.finditer(r"\S+", text):
                at = (x + cell_len(text[: match.start()])) * CELL
                words.append(f'<text class="{name}" x="{at:g}" y="{y * LINE + 15}">{escape(match[0])}</text>')
            x += cells
        columns = max(columns, x)
    width, height = columns * CELL + 2 * EDGE, len(rows) * LINE + 2 * EDGE
    styles = f"text{{font:{FONT}}}" + "".join(f".{name}{{{css}}}" for css, name in classes.items())
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}">',
            f"<style>{styles}</style>",
            f'<rect width="{width:g}" height="{height:g}" rx="8" fill="{ground}"/>',
            f'<g transform="translate({EDGE} {EDGE})">',
            *shapes,
            *words,
            "</g>",
            "</svg>\n",
        ]
    )


def _colors(style: Style, ground: str) -> tuple[str, str]:
    """Ink and ground of a style, reversed if it is."""
    ink, behind = (color and color.triplet for color in (style.color, style.bgcolor))
    pair = (ink.hex if ink else "#888888", behind.hex if behind else ground)
    return pair[::-1] if style.reverse else pair


async def _settle(pilot: Pilot[None]) -> None:
    for _ in range(4):
        await pilot.pause(0.15)
        with suppress(WorkerCancelled):
            await asyncio.wait_for(pilot.app.workers.wait_for_complete(), 20)


async def draw(shot: Shot, size: tuple[int, int], library: Library) -> Iterator[tuple[str, str]]:
    """A screen in both themes: name of the theme, and the picture."""
    app = PostilApp(library, [SEEDS / PAGE if shot.is_page else SEEDS], Settings(theme="dark"))
    app.memory.values = Remembered()  # of the shot before
    pictures: list[tuple[str, str]] = []
    async with app.run_test(size=size) as pilot:
        await _settle(pilot)
        for key in shot.keys:
            await pilot.press(*(key[1:] if key[0] == "=" else [key]))
            await _settle(pilot)
        for palette in app.palettes.values():
            app.wear(palette)
            await pilot.pause(0.1)
            rows = [[*strip] for strip in app.screen._compositor.render_strips()]
            pictures.append((palette.name, svg_of(rows, palette.ground)))
    return iter(pictures)


def prepared(folder: Path) -> Library:
    """A library with notes on the page's article, and with the names of all samples."""
    library = Library.open(folder / "notes.json", cache=folder / "cache")
    article = library.read(SEEDS / PAGE)
    for quote, note, tags, color in NOTES:
        start = article.text.index(quote)
        library.annotate(article, TextSpan(start, start + len(quote)), note=note, tags=tags, color=color)
    library.index([library.read(path) for path in sorted(SEEDS.iterdir())])
    library.texts.index_texts([SEEDS])
    rows = list(library.listings([SEEDS]))
    library.mentions.update(rows)
    states = (ReadingState("read", 1.0), ReadingState("reading", 0.4), ReadingState("later"), ReadingState())
    for row, state in zip(sorted(rows, key=lambda row: row.title)[::2], states * len(rows), strict=False):
        library.save_reading(row.id, state)
    library.repository.reading.star([rows[1].id, rows[4].id], starred=True)
    return library


def main(target: Path, names: Sequence[str]) -> None:
    """Draw the screens of these names, or all."""
    target.mkdir(parents=True, exist_ok=True)
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
    with tempfile.TemporaryDirectory() as folder, prepared(Path(folder)) as library:
        for shot in (shot for shot in SHOTS if not names or shot.name in names):
            for size in SIZES:
                for theme, picture in asyncio.run(draw(shot, size, library)):
                    file = target / f"{shot.name}-{size[0]}x{size[1]}-{theme}.svg"
                    file.write_text(picture, encoding="utf-8")
                    if for_readme := FOR_README.get((shot.name, size, theme)):
                        shutil.copy(file, ROOT / "docs" / for_readme)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="screens, by name; none: all")
    parser.add_argument(
        "--to", type=Path, default=ROOT / "build" / "pictures", help="folder for the pictures"
    )
    arguments = parser.parse_args()
    main(arguments.to, arguments.names)
