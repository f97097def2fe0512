"""The table of formats holds all there are, and each is documented and does what the protocol asks."""

import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

from annotations import exporters
from annotations.errors import ExportError
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan
from annotations.exporters.registry import FORMATS, exporter_for


def modules() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(exporters.__path__)]


def test_every_module_that_plans_an_export_is_in_the_table() -> None:
    formats = [
        name for name in modules() if hasattr(import_module(f"annotations.exporters.{name}"), "NEEDS_NAMES")
    ]
    assert sorted(formats) == sorted(FORMATS.values())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_documented_and_plans(name: str, make, tmp_path: Path) -> None:
    module = exporter_for(name)
    assert (module.__doc__ or "").count(".") >= 1
    article = make.article()
    item: ExportItem = make.item(article, make.note(article, "n-000001", "One sentence", "why?"))
    made = module.plan([item], tmp_path, ExportOptions())
    assert isinstance(made, ExportPlan)
    assert str(made.report) == "1 new, 0 updated, 0 kept (edited), 0 same"
    assert len(made.files) == 1
    assert list(tmp_path.iterdir()) == []
    assert str(made.write()) == "1 new, 0 updated, 0 kept (edited), 0 same"
    again = module.plan([item], tmp_path, ExportOptions())
    assert (str(again.report), again.files) == ("0 new, 0 updated, 0 kept (edited), 1 same", ())
    shown = module.plan([item], None, ExportOptions()).report
    assert "why?" in shown.text
    assert not module.plan([], tmp_path / "empty", ExportOptions()).files


def test_a_format_that_is_not_there_is_an_error_that_names_those_that_are() -> None:
    with pytest.raises(ExportError, match="markdown"):
        exporter_for("docx")
