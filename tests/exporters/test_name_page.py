"""A name's card as a page of Markdown."""

from pathlib import Path

import pytest

from annotations.errors import ExportError
from annotations.exporters.name_page import name_page, write_name_page
from annotations.library import Library
from annotations.mentions.card import Card, find_name
from annotations.mentions.names import EVERYWHERE
from tests.mentions.conftest import know


@pytest.fixture
def card(library: Library, tmp_path: Path) -> Card:
    path = tmp_path / "a.md"
    path.write_text(
        "---\ntitle: A *day*\ndate: 2026-03-02\n---\nAnn Lee met Bo.\n\nLee left [now].\n", encoding="utf-8"
    )
    know(library, path, ("Ann Lee", "PERSON"), ("Lee", "PERSON", "Ann Lee"), ("Bo", "PERSON"))
    library.annotate(library.read(path), entity="Ann Lee", note="who is she?")
    library.mentions.update(library.listings([path]))
    return library.card(find_name(library.mentions.index, "Ann Lee"), EVERYWHERE)


def test_it_has_all_that_the_card_has(card: Card) -> None:
    assert name_page(card) == (
        "# Ann Lee\n\nperson · 2 mentions in 1 article · 2026-03-02\n\nAlso Lee\n\n## By month\n\n- 2026-03: 2\n"
        "\n## With\n\n- Bo: 1 article\n\n## Notes\n\n- who is she? (A \\*day\\*)\n\n## Mentions\n"
        "\nA \\*day\\*, 2026-03-02\n\n> Ann Lee met Bo.\n\n> Lee left \\[now\\].\n\n"
    )


def test_it_is_written_into_a_folder_or_to_a_file_and_over_nobody_elses(card: Card, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    page = folder / "Ann Lee.md"
    assert write_name_page(card, str(folder)) == page
    ours = page.read_text(encoding="utf-8")
    assert ours.startswith(name_page(card).rstrip("\n"))
    assert write_name_page(card, str(tmp_path / "lee.md")) == tmp_path / "lee.md"
    page.write_text(f"{ours}\nMy own.\n", encoding="utf-8")
    write_name_page(card, str(folder))
    assert page.read_text(encoding="utf-8") == f"{ours}\nMy own.\n"
    for own in ("My own.\n", "# Ann Lee\n\nI met her in Oslo.\n", ours.replace("met Bo", "met Bo twice")):
        page.write_text(own, encoding="utf-8")
        with pytest.raises(ExportError, match="a page of your own"):
            write_name_page(card, str(folder))
        assert page.read_text(encoding="utf-8") == own
