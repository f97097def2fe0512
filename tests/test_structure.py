"""The house as it is to stay: small functions and files, every module documented and reached, tests where their room is."""

import ast
import re
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted(path for room in ("annotations", "tui") for path in (ROOT / room).rglob("*.py"))
TESTS = sorted(path for room in ("tests", "examples") for path in (ROOT / room).rglob("*.py"))
MOST_LINES = 500
MOST_LINES_OF_A_FUNCTION = 60
OWN_ROOMS = {"benchmarks", "flows", "golden", "terminal", "torture", "fuzz", "tui"}
"""Folders of tests that mirror no room: figures, whole stories, marked texts, terminals, torture, fuzzing; and `tui` for its loose modules."""


def name_of(path: Path) -> str:
    """`tui/page/find.py` -> `tui.page.find`."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def in_house(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    return grimp.build_graph("annotations", "tui", cache_dir=None)


def faults_of(path: Path) -> list[str]:
    """What the house does not have, a line each."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    faults = [f"{text.count(chr(10))} lines"] if text.count("\n") > MOST_LINES else []
    if text.strip() and not ast.get_docstring(tree):
        faults.append("no word on what the module is for")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            faults += [f"{node.name} has {lines} lines"] if lines > MOST_LINES_OF_A_FUNCTION else []
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            faults.append("__future__.annotations shadows our package")
    return [f"{in_house(path)}: {fault}" for fault in faults]


def test_files_and_functions_are_small_and_say_what_they_are_for() -> None:
    assert not [fault for path in [*MODULES, *TESTS] for fault in faults_of(path)]


def test_no_file_imports_itself_by_a_way_round(imports: grimp.ImportGraph) -> None:
    """Type-only imports and those inside functions count."""
    importing = {module: imports.find_modules_directly_imported_by(module) for module in imports.modules}
    left = dict(importing)
    while leaves := [module for module, below in left.items() if not below & left.keys()]:
        for module in leaves:
            del left[module]
    assert not left, f"a circle among {sorted(left)}"


def test_every_module_is_reached(imports: grimp.ImportGraph) -> None:
    """By an import, a table of formats or commands, a process that runs it, or a reader of the documentation."""
    texts = {path: path.read_text(encoding="utf-8") for path in [*MODULES, *ROOT.glob("docs/*.md")]}
    unreached = []
    for path in MODULES:
        name = name_of(path)
        if path.stem in ("__init__", "__main__") or imports.find_modules_that_directly_import(name):
            continue
        in_table = re.compile(rf'"{path.stem}"')
        is_named = any(name in text for other, text in texts.items() if other != path)
        is_listed = any(
            in_table.search(texts[table]) for table in texts if table.parent == path.parent and table != path
        )
        is_script = 'if __name__ == "__main__":' in texts[path]
        if not (is_named or is_listed or is_script):
            unreached.append(name)
    assert not unreached


def test_tests_lie_where_what_they_try_lies() -> None:
    rooms = {path.parent.relative_to(ROOT / package) for package in ("annotations", "tui") for path in MODULES
             if path.is_relative_to(ROOT / package)}  # fmt: skip
    astray = [
        in_house(path)
        for path in TESTS
        if path.is_relative_to(ROOT / "tests")
        and (room := path.parent.relative_to(ROOT / "tests")) not in rooms
        and (not room.parts or room.parts[0] not in OWN_ROOMS)
    ]
    assert not astray
