"""Markdown for Obsidian and plain CommonMark: one file an article, merged into what a person made of it."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from annotations.errors import ExportError
from annotations.exporters.blocks import NOTE_KEYS, Page, PageName, article_page, block_id, note_pages
from annotations.exporters.entity_pages import plan_entity_pages
from annotations.exporters.file_names import file_name, full_file_name
from annotations.exporters.items import ExportItem, ExportOptions, ExportReport
from annotations.exporters.merge import merged
from annotations.exporters.page_files import OwnPage, merge_page
from annotations.exporters.page_names import PageNames
from annotations.exporters.plan import ExportPlan, PlannedFile, plan_of
from annotations.exporters.vault import Vault

NEEDS_NAMES = True


def plan(items: Sequence[ExportItem], folder: Path | None, options: ExportOptions) -> ExportPlan:
    """What would be written to `folder`; without one the text is in the report."""
    if folder is None and (options.split or options.entity_pages):
        raise ExportError("several files can't go to stdout: name a folder with --to")
    if options.template is not None and options.entity_pages:
        raise ExportError("entity pages have no template: export them without --template")
    if options.template is not None:
        from annotations.exporters.templates import plan_with_template

        return plan_with_template(items, folder, options)
    vault = Vault(folder) if folder is not None else None
    called = PageNames(items, vault, is_all=options.entity_pages)
    pages = list(_pages(items, options, called.of))
    if folder is None or vault is None:
        return plan_of(None, [], ExportReport.summed(_on_stdout(own) for own in pages))
    report = ExportReport()
    merged_pages = [(own, merge_page(vault, own, report)) for own in pages]
    files = [file for _, file in merged_pages if file is not None]
    if options.split:
        files += _emptied(vault, items, {file.path for file in files}, report)
    if options.entity_pages:
        places = {own.owner: file.path for own, file in merged_pages if file is not None}
        files += plan_entity_pages(vault, items, places, called, options, report)
    return plan_of(folder, files, report)


def _pages(items: Sequence[ExportItem], options: ExportOptions, page_name: PageName) -> Iterator[OwnPage]:
    for item in items:
        id, title = item.article.id, item.article.title
        if not options.split:
            names = (file_name(title, id), full_file_name(title, id))
            yield OwnPage((id, ""), article_page(item, options.flavor, page_name), names)
            continue
        for note, page in note_pages(item, options.flavor, page_name):
            yield OwnPage((id, note), page, (full_file_name(title, note), full_file_name(title, id, note)))


def _on_stdout(own: OwnPage) -> ExportReport:
    if not own.page.is_due:
        return ExportReport()
    text, report = merged(None, own.page)
    report.text = text
    return report


def _emptied(
    vault: Vault, items: Sequence[ExportItem], filled: Collection[Path], report: ExportReport
) -> list[PlannedFile]:
    """Files of single notes that the exported articles have no more, but for those that are given one."""
    notes = {item.article.id: {block_id(note) for note, _ in item.notes} for item in items}
    titles = {item.article.id: item.article.title for item in items}
    files: list[PlannedFile] = []
    for id, note in list(vault.owners):
        if note and id in notes and note not in notes[id] and vault.find((id, note)) not in filled:
            values = dict.fromkeys(NOTE_KEYS)
            own = OwnPage((id, note), Page(values, titles[id], (), "obsidian"), (), leaves_when_empty=True)
            file = merge_page(vault, own, report)
            files += [file] if file is not None else []
    return files
