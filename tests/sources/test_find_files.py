"""Folders: each article once, in the order a person expects, and one bad entry costs only itself."""

import os
import sys
from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.sources import find_articles, is_article
from annotations.sources.find_files import linked_article


def names(paths: list[Path], root: Path) -> list[str]:
    return [p.relative_to(root).as_posix() if isinstance(p, Path) else f"! {p}" for p in find_articles(paths)]


def test_natural_order_hidden_and_other_files(tmp_path: Path) -> None:
    for name in (
        "part 10.txt",
        "part 2.md",
        "Part 1.TXT",
        "x.png",
        ".hidden.txt",
        "a/z.markdown",
        ".git/c.txt",
        "node_modules/d.md",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    assert names([tmp_path], tmp_path) == ["Part 1.TXT", "part 2.md", "part 10.txt", "a/z.markdown"]


def test_a_named_file_counts_whatever_its_suffix_and_once(tmp_path: Path) -> None:
    (tmp_path / "README").write_text("text")
    (tmp_path / "a.txt").write_text("text")
    assert names([tmp_path / "README", tmp_path / "a.txt", tmp_path], tmp_path) == ["README", "a.txt"]


def test_what_is_gone_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text")
    found = list(find_articles([tmp_path / "gone", tmp_path]))
    assert isinstance(found[0], SourceError)
    assert found[1:] == [tmp_path / "a.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_links_in_circles_and_to_nowhere(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.txt").write_text("text")
    (inner / "up").symlink_to(tmp_path)
    (inner / "broken.txt").symlink_to(tmp_path / "nowhere")
    found = list(find_articles([tmp_path]))
    assert inner / "a.txt" in found
    assert len([entry for entry in found if isinstance(entry, SourceError)]) == 1
    assert len(found) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_goes_while_it_is_looked_at_costs_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")

    def gone(link: str, *, dir_fd: int | None = None) -> str:
        Path(link).unlink()
        raise FileNotFoundError(2, "No such file or directory", link)

    monkeypatch.setattr(os, "readlink", gone)
    found = list(find_articles([tmp_path]))
    assert found[0] == tmp_path / "a.txt"
    assert isinstance(found[1], SourceError)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_of_a_file_and_links_to_it_the_file_is_found(tmp_path: Path) -> None:
    for name in ("b/real.txt", "z.txt", "away/far.txt", "b/.hidden/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "b").rename(root / "b")
    (root / "a-link.txt").symlink_to(root / "b" / "real.txt")
    (root / "a-folder").symlink_to(root / "b")
    (root / "hidden.txt").symlink_to(root / "b" / ".hidden" / "c.txt")
    (root / "elsewhere.txt").symlink_to(tmp_path / "z.txt")
    (root / "away").symlink_to(tmp_path / "away")
    assert names([root], root) == ["elsewhere.txt", "hidden.txt", "away/far.txt", "b/real.txt"]
    assert names([root / "a-link.txt"], root) == ["a-link.txt"]
    (tmp_path / "door").symlink_to(root)
    assert names([tmp_path / "door"], tmp_path / "door") == names([root], root)


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="the superuser may read everything")
def test_a_folder_without_permission_is_a_value(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "a.txt").write_text("text")
    (tmp_path / "shut").chmod(0)
    try:
        found = list(find_articles([tmp_path]))
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert found[0] == tmp_path / "a.txt"
    assert isinstance(found[1], SourceError)


def test_is_article() -> None:
    assert is_article(Path("a.MD"))
    assert not is_article(Path("a.png"))
    assert not is_article(Path(".a.md"))


def test_a_relative_link_leads_to_an_article_of_the_same_tree_only(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    (vault / "sub").mkdir(parents=True)
    for name in ("a.md", "sub/b.md", "c.png", "../outside.md"):
        (vault / name).write_text("x", encoding="utf-8")
    a, b = vault / "a.md", vault / "sub" / "b.md"
    assert linked_article(a, "sub/b.md") == linked_article(a, "sub/b") == b
    assert linked_article(b, "../a.md") is None
    assert linked_article(b, "../a.md", [vault]) == linked_article(b, "a", [vault]) == a
    for nowhere in ("c.png", "../outside.md", "", "/etc/passwd", "sub", "mailto:a.md", "a\0b"):
        assert linked_article(a, nowhere, [vault]) is None
