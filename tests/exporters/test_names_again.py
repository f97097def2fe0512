"""Pages of names whose correction was taken back: each is again where its name is, with what a person wrote."""

from pathlib import Path
from typing import Any

import pytest

from annotations.exporters.items import ExportOptions
from tests.exporters.test_entity_pages import export, renamed


@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
def test_a_name_that_is_called_again_as_before_has_its_page_again(
    make: Any, tmp_path: Path, flavor: Any
) -> None:
    options = ExportOptions(flavor, entity_pages=True)
    export(tmp_path, renamed(make, "Orlov"), options)
    before, new = tmp_path / "people" / "Orlov.md", tmp_path / "people" / "Sergei Orlov.md"
    export(tmp_path, renamed(make, "Sergei Orlov"), options)
    new.write_text(new.read_text(encoding="utf-8") + "\nMy own thoughts.\n", encoding="utf-8")
    export(tmp_path, renamed(make, "Orlov"), options)
    assert not new.exists()
    text = before.read_text(encoding="utf-8")
    assert "# Orlov\n" in text and "My own thoughts." in text
    assert export(tmp_path, renamed(make, "Orlov"), options).paths == []


def test_who_is_called_alike_in_another_article_takes_nobodys_page(make: Any, tmp_path: Path) -> None:
    export(tmp_path, renamed(make, "Sergei Orlov"))
    page = tmp_path / "people" / "Sergei Orlov.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMy own thoughts.\n", encoding="utf-8")
    other = make.article("Second", "Orlov stayed.", id="a-2222222222")
    names = (make.entity(other, "Orlov", "PERSON"),)
    export(tmp_path, [make.item(other, make.note(other, "n-000002", "Orlov", "who?"), entities=names)])
    assert "My own thoughts." in page.read_text(encoding="utf-8")
    assert "My own" not in (tmp_path / "people" / "Orlov.md").read_text(encoding="utf-8")
