"""Draws docs/imports.svg, the picture of docs/architecture.md, from the imports of the code: `make picture`.

Rooms stand on the floors of the import contract in pyproject.toml. An arrow is drawn where no longer way leads down;
the three rooms below, which all may import, have none.
"""

import tomllib
from collections import defaultdict
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "imports.svg"
WIDTH, FLOOR, BOX, GAP = 760, 50, 24, 14
PACKAGES = ("tui", "annotations")
FOR_ALL = {"annotations.model", "annotations.errors", "annotations.paths"}
STYLE = """
  text { font: 13px ui-monospace, monospace; fill: #1f2933; text-anchor: middle }
  rect { stroke: #52606d; rx: 4px } .tui { fill: #e3f0ff } .annotations { fill: #fdf3dc }
  path { fill: none; stroke: #7b8794; marker-end: url(#tip) } .across { stroke: #c3a36b; stroke-dasharray: 3 3 }
"""


def floors() -> list[list[str]]:
    """The rooms of each floor, from the top: `tui.cli` first, `annotations.errors` last."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = {
        contract["containers"][0]: contract["layers"]
        for contract in contracts
        if contract["type"] == "layers" and contract["containers"][0] in PACKAGES
    }
    return [
        [f"{package}.{room.strip(' ()')}" for room in layer.replace("|", ":").split(":")]
        for package in PACKAGES
        for layer in layers[package]
    ]


def imports() -> dict[str, set[str]]:
    """Room to the rooms that its files import."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    below = defaultdict[str, set[str]](set)
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            above, under = (".".join(name.split(".")[:2]) for name in (module, imported))
            if above != under and "." in above and "." in under and under not in FOR_ALL:
                below[above].add(under)
    del below["tui.__main__"]
    return below


def without_short_cuts(below: dict[str, set[str]]) -> list[tuple[str, str]]:
    """The arrows that say all: one from a to c goes where a to b and b to c are there."""

    def under(room: str) -> set[str]:
        return {far for near in below.get(room, ()) for far in (near, *under(near))}

    return sorted(
        (above, near)
        for above, all_near in below.items()
        for near in all_near
        if not any(near in under(other) for other in all_near - {near})
    )


def places(rows: list[list[str]], arrows: list[tuple[str, str]]) -> dict[str, tuple[float, float, float]]:
    """Centre, top and width of each room; on a floor in the order in which it is pointed at."""
    placed: dict[str, tuple[float, float, float]] = {}
    for number, row in enumerate(rows):
        wanted = {
            room: [placed[above][0] for above, under in arrows if under == room and above in placed]
            for room in row
        }
        ordered = sorted(
            row, key=lambda room: sum(wanted[room]) / len(wanted[room]) if wanted[room] else WIDTH / 2
        )
        widths = [8 * len(room.partition(".")[2]) + 20 for room in ordered]
        gap = GAP if len(row) > 4 else 5 * GAP
        left = (WIDTH - sum(widths) - gap * (len(row) - 1)) / 2
        for room, width in zip(ordered, widths, strict=True):
            placed[room] = (left + width / 2, 12 + number * FLOOR, width)
            left += width + gap
    return placed


def _way(above: tuple[float, float, float], under: tuple[float, float, float]) -> str:
    """From the foot of a room to the head of another; from side to side on one floor."""
    (x, y, width), (to_x, to_y, to_width) = above, under
    if y == to_y:
        side = 1 if to_x > x else -1
        return f"M{x + side * width / 2:.0f},{y + BOX / 2:.0f} H{to_x - side * to_width / 2:.0f}"
    y += BOX
    bend = min((to_y - y) / 2, FLOOR)
    return f"M{x:.0f},{y:.0f} C{x:.0f},{y + bend:.0f} {to_x:.0f},{to_y - bend:.0f} {to_x:.0f},{to_y:.0f}"


def draw() -> str:
    """The picture as SVG."""
    rows, arrows = floors(), without_short_cuts(imports())
    placed = places(rows, arrows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{len(rows) * FLOOR}">',
        "<title>Which room of postil imports which</title>",
        f"<style>{STYLE}</style>",
        '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
        '<polygon points="0,0 8,4 0,8" fill="#7b8794"/></marker></defs>',
    ]
    for above, under in arrows:
        kind = ' class="across"' if above.split(".")[0] != under.split(".")[0] else ""
        way = _way(placed[above], placed[under])
        lines.append(f'<path{kind} d="{way}"><title>{above} imports {under}</title></path>')
    for room, (x, y, width) in placed.items():
        package, _, name = room.partition(".")
        lines.append(
            f'<rect class="{package}" x="{x - width / 2:.0f}" y="{y:.0f}" width="{width:.0f}" height="{BOX}"/>'
            f'<text x="{x:.0f}" y="{y + 16:.0f}">{name}</text>'
        )
    return "\n".join([*lines, "</svg>", ""])


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
