"""One self-contained HTML page an article: its text with names and notes in the margin; no script, nothing loaded."""

from collections.abc import Sequence
from pathlib import Path

from annotations.exporters.file_names import file_name, full_file_name
from annotations.exporters.html_page import html_page
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan
from annotations.exporters.whole_pages import WholePage, plan_pages

NEEDS_NAMES = True
_SUFFIX = ".html"


def plan(items: Sequence[ExportItem], folder: Path | None, options: ExportOptions) -> ExportPlan:
    """A page for each article with notes."""
    pages = (
        WholePage(
            item.article.id,
            html_page(item),
            (
                file_name(item.article.title, item.article.id, _SUFFIX),
                full_file_name(item.article.title, item.article.id, suffix=_SUFFIX),
            ),
            item.note_count,
        )
        for item in items
        if item.selected
    )
    return plan_pages(pages, folder, _SUFFIX)
