"""Export with a look ahead: which files would be written and what would change in them; Enter writes."""

from collections.abc import Collection, Hashable, Sequence
from pathlib import Path
from typing import ClassVar

from msgspec.structs import replace
from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Key, Resize
from textual.worker import get_current_worker

from annotations.entities.index_articles import Progress
from annotations.errors import AnnotationsError
from annotations.exporters.items import ExportReport
from annotations.exporters.plan import ExportPlan, PlannedFile
from annotations.model import Article, TextSpan
from annotations.paths import expand_home
from annotations.text.canonical import showable
from annotations.text.plurals import pluralize
from tui.base_app import BaseApp
from tui.desktop.open_external import lasting
from tui.keymap import key_name
from tui.save_setting import save_setting
from tui.screens.base_screen import is_open
from tui.screens.base_sheet import BaseSheet
from tui.widgets.fit_text import column, fitted
from tui.widgets.path_field import PathField
from tui.widgets.row_list import RowList
from tui.widgets.text_pane import Pane, Piece

_BEGINS_A_FOLDER = ("~", "/", ".")
"""Typed over the preview they begin another folder: who types one does not look whether the field has the keys."""
_MOVES = {"j": 1, "down": 1, "k": -1, "up": -1, "g": -(10**6), "home": -(10**6), "G": 10**6, "end": 10**6}
_DIFF_ROWS = 400
_SIDE_BY_SIDE_FROM_CELLS = 90
_FILES_ROWS = 4


class FileList(RowList[PlannedFile]):
    """Files that would be written, changed or taken away."""

    def key_of(self, row: PlannedFile) -> Hashable:
        return row.path

    def paint(self, row: PlannedFile, width: int, base: Style) -> list[Segment]:
        dim = self.dress.dim + Style(bgcolor=base.bgcolor)
        what = "new" if row.before is None else "gone" if row.after is None else "changed"
        return [
            Segment(f" {column(what, 8)} ", dim),
            Segment(fitted(showable(row.path.name), width - 10), base),
        ]


def open_export(
    app: BaseApp,
    articles: Sequence[Article | Path | str] | None,
    notes: Collection[str] | None = None,
    count: int = 0,
) -> None:
    """Show what an export would write and where.

    Args:
        app: on which it is shown.
        articles: paths or ids; None: all that has notes.
        notes: ids of the annotations that are put in; None: all.
        count: how many of these are notes; the tags of a whole article are none.
    """
    app.push_screen(ExportScreen(articles, app.settings.export.to, notes, count))


class ExportScreen(BaseSheet[None]):
    """Folder, files, changes. Nothing is written before Enter."""

    AUTO_FOCUS: ClassVar[str | None] = ""  # with a known folder keys go to the preview, not into the folder

    DEFAULT_CSS = """
    ExportScreen { align: center middle; }
    ExportScreen Vertical { max-width: 190; height: 100vh; padding: 1 1 0 1; }
    ExportScreen Input, ExportScreen Input:focus { padding: 0 1; }
    ExportScreen #said { height: 3; margin: 1 0 0 0; }
    """

    def __init__(
        self,
        articles: Sequence[Article | Path | str] | None,
        folder: str,
        notes: Collection[str] | None = None,
        count: int = 0,
    ) -> None:
        """Take the folder it went to last; the others as of `open_export`."""
        what = "all notes" if articles is None else pluralize(len(articles), "article")
        what = pluralize(count, "note") if count else what
        super().__init__(f"Export {what}", "Esc leave")
        self._notes = notes
        self._articles = articles
        self._is_all = articles is None and notes is None
        """Then there may be a page for each name too."""
        self._plan: ExportPlan | None = None
        self._looked_at: Path | None = None
        """The folder that the preview is of."""
        self.field = PathField(
            showable(folder),
            self._say_choices,
            placeholder="a folder, for example a vault",
            id="folder",
        )
        self.said = Pane(id="said", margin=1)
        self.files = FileList(id="files")
        self.diff = Pane(id="diff", edge=True)
        self.body = Horizontal()

    def _hint(self) -> None:
        """Say in the border what the keys do now."""
        if self.field.has_focus:
            keys = "Enter look ahead  Tab complete"
        elif self._plan is None:
            keys = "Tab folder"
        elif self._plan.files:
            keys = f"Enter write  Tab folder{self._pages_key}  j k file  Space scroll"
        else:
            keys = f"Enter close  Tab folder{self._pages_key}"
        self.say_keys(f"{keys}  Esc leave")

    def on_descendant_focus(self) -> None:
        self._hint()

    def on_descendant_blur(self) -> None:
        self._hint()

    def compose_sheet(self) -> ComposeResult:
        """A line for the folder, what would be done, the files and their changes."""
        yield self.field
        yield self.said
        with self.body:
            yield self.files
            yield self.diff

    def _say(self, words: str, right: str = "") -> None:
        self.said.show([Piece(words, "kind:byline", most_rows=3, right=right)])

    def on_resize(self, event: Resize) -> None:
        """Files and changes side by side where the width allows, else below one another."""
        is_wide = event.size.width >= _SIDE_BY_SIDE_FROM_CELLS
        self.body.styles.layout = "horizontal" if is_wide else "vertical"
        self.files.styles.height = "1fr" if is_wide else _FILES_ROWS
        self.files.styles.width = "2fr" if is_wide else "1fr"
        self.diff.styles.width = "3fr" if is_wide else "1fr"

    def on_mount(self) -> None:
        """With a known folder the preview at once, else the folder first."""
        self.field.cursor_position = len(self.field.value)
        if self.field.value.strip():
            self.set_focus(None)
            self._prepare()
        else:
            self.body.display = False
            self._say("Where to? Type a folder, then press Enter to see what would be written there.")
            self.field.focus()

    @property
    def _has_name_pages(self) -> bool:
        return self._is_all and self.app.settings.export.name_pages

    @property
    def _pages_key(self) -> str:
        if not self._is_all:
            return ""
        return "  n no pages of names" if self._has_name_pages else "  n pages of names"

    @property
    def _folder(self) -> Path:
        return expand_home(self.field.value.strip())

    def on_input_submitted(self) -> None:
        if self.field.value.strip():
            self.set_focus(None)
            self._prepare()
        else:
            self._say("No folder is named yet: type one, for example ~/vault, then press Enter.")

    def on_input_changed(self) -> None:
        self._forget_preview()

    def _forget_preview(self) -> None:
        """Another folder is typed: what was said of the one before is not said of it."""
        if self._looked_at in (None, self._folder):
            return
        self._looked_at = self._plan = None
        self.workers.cancel_group(self, "plan")
        self.body.display = False
        self._say("Enter shows what would be written there.")
        self._hint()

    def _say_choices(self, words: str) -> None:
        """What the folder may go on with stands where the preview will."""
        self._forget_preview()
        self._say(words or "Enter shows what would be written there.")

    def _prepare(self) -> None:
        self._plan, self._looked_at = None, self._folder
        self._hint()
        self.files.sentence = ""
        self.files.show(())
        self._say("Preparing.")
        self._plan_for(self._folder)

    @work(thread=True, exclusive=True, group="plan")
    def _plan_for(self, folder: Path) -> None:
        worker, app = get_current_worker(), self.app

        def told(progress: Progress) -> None:
            if worker.is_cancelled:
                raise AnnotationsError("the export was left")
            self.app.call_from_thread(self._say, f"Finding names first: {progress.so_far}.")

        try:
            how = app.settings.export.flavor
            plan = app.library.export_plan(
                self._articles,
                to=folder,
                flavor=how,
                notes=self._notes,
                entity_pages=self._has_name_pages,
                watch=told,
            )
        except AnnotationsError as error:
            if not worker.is_cancelled:
                self.app.call_from_thread(self._failed, error.message)
            return
        if not worker.is_cancelled:
            self.app.call_from_thread(self._planned, plan, folder, is_new=not folder.is_dir())

    def _failed(self, message: str) -> None:
        if is_open(self):
            self.body.display = False
            self._say(message)
            self.field.focus()

    def _planned(self, plan: ExportPlan, folder: Path, *, is_new: bool) -> None:
        if not is_open(self) or folder != self._looked_at:
            return
        self._plan = plan
        report = plan.report
        self.body.display, self.diff.display = True, bool(plan.files)
        if plan.files:
            where = f"in {folder.absolute()}{', a new folder' if is_new else ''}"
            differ = f" · {_differing(report)}" if report.differing else ""
            self._say(f"{report.said}{differ}\n{where}", pluralize(len(plan.files), "file"))
        elif report.differing:
            self.files.sentence = " ".join((*(f"{notice}." for notice in report.notices), f"{report.said}."))
            self._say(f"Nothing to write, but {_differing(report)}.")
        elif report.articles:
            self.files.sentence = f"All is there already: {report.said}."
            self._say("Nothing to write.")
        else:
            self.files.sentence = "No notes to export here yet. Press a on the page to write one."
            self._say("Nothing to write.")
        self.files.show(plan.files)
        self._hint()

    def on_row_list_chosen(self) -> None:
        """Show what changes in the chosen file."""
        chosen = self.files.chosen
        if chosen is not None:
            notices = self._plan.report.notices if self._plan else ()
            said = [Piece(words, "kind:byline", gap=1) for words in notices]
            self.diff.show([*diff_pieces(chosen), *said])

    def on_key(self, event: Key) -> None:
        """Write, move, change the folder, or leave."""
        name = key_name(event)
        if name == "escape":
            event.stop()
            self.dismiss(None)
        elif self.focused is self.field:
            return
        elif name in _MOVES:
            event.stop()
            self.files.move(_MOVES[name])
        elif name in ("space", "b"):
            event.stop()
            self.diff.scroll_rows(self.diff.size.height * (1 if name == "space" else -1))
        elif name == "tab":
            event.stop()
            event.prevent_default()
            self.field.focus()
        elif event.character is not None and event.character in _BEGINS_A_FOLDER:
            event.stop()
            event.prevent_default()
            self.field.value = event.character
            self.field.cursor_position = 1
            self.field.focus()
        elif name == "enter":
            event.stop()
            self._write()
        elif name == "n" and self._is_all and self._plan is not None:
            event.stop()
            self._keep("name_pages", value=not self._has_name_pages)
            self._prepare()
        elif name == "q":
            event.stop()
            self.dismiss(None)

    def _write(self) -> None:
        """Write, remember the folder, and say what was done."""
        if self._plan is None or not self._plan.files:
            if self._plan is not None:
                self.dismiss(None)
            return
        app, folder, typed = self.app, self._folder, lasting(self.field.value.strip())
        articles, notes, how = self._articles, self._notes, app.settings.export.flavor
        has_pages = self._has_name_pages

        def done(report: ExportReport) -> None:
            app.tell(f"{pluralize(len(report.paths), 'file')} written in {folder}: {report.said}.")
            for notice in report.notices[:3]:
                app.tell(notice, severity="warning")

        app.background.run(
            lambda: app.library.export(articles, to=folder, flavor=how, notes=notes, entity_pages=has_pages),
            done,
        )
        if typed != app.settings.export.to:
            self._keep("to", value=typed)
        self.dismiss(None)

    def _keep(self, setting: str, *, value: str | bool) -> None:
        """Keep a setting of exports for the next time."""
        app = self.app
        app.settings = replace(app.settings, export=replace(app.settings.export, **{setting: value}))
        app.background.run(lambda: save_setting(app.config, "export", setting, value))


def _differing(report: ExportReport) -> str:
    is_one = report.differing == 1
    return f"{pluralize(report.differing, 'note')} {'differs' if is_one else 'differ'} on both sides"


def diff_pieces(file: PlannedFile) -> list[Piece]:
    """What changes in a file: what comes in its tint, what goes struck by a minus and dim."""
    pieces: list[Piece] = []
    for line in file.diff().splitlines()[2 : _DIFF_ROWS + 2]:
        sign, words = line[:1], line[1:]
        if sign == "@":
            pieces += [Piece("···", "kind:byline")] if file.before is not None else []
        elif sign == "+" and file.before is not None:
            pieces.append(Piece(f"+ {words}", layers=((TextSpan(0, len(words) + 2), "note:green"),)))
        elif sign == "-":
            pieces.append(Piece(f"− {words}", "kind:byline"))
        else:
            pieces.append(Piece(words, "kind:paragraph" if sign == "+" else "kind:byline"))
    return pieces
