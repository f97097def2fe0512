"""The panel of all names of the article: by kind, shown and hidden there, and gone to."""

from collections.abc import Hashable, Sequence

from msgspec.structs import replace

from annotations.entities.labels import LABELS, human_name
from tui.page.name_index import Name
from tui.reader.names import NameCommands
from tui.reader.open_page import OpenPage
from tui.save_setting import save_setting
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.theme import GROUPS, group_of

_LABELS = tuple(LABELS)
_SHOWN, _HIDDEN = "●", "○"


class NamesPanel:
    """`i`."""

    def __init__(self, page: OpenPage, commands: NameCommands) -> None:
        self._page, self._commands = page, commands

    def do_names(self) -> None:
        """All names of the article by kind, with how often they are mentioned; Space shows or hides one, or a kind."""
        self._page.with_names(self._open)

    def _open(self, names: list[Name]) -> None:
        page, here = self._page, self._page.entity_here()
        if not names:
            page.tell("No names here yet.")
            return

        def toggled(value: Hashable) -> Sequence[SheetRow]:
            self._toggle(value)
            return self._rows(names)

        first = here or _in_order(names)[0]
        sheet = Sheet(
            f"Names · {len(names)}",
            self._rows(names),
            chosen=("name", first.canonical, first.label),
            actions={"m": "mentions"},
            changes={"space": toggled},
            hint="Enter go there  m all  Space show or hide",
        )
        page.app.push_screen(sheet, self._chosen)

    def _rows(self, names: list[Name]) -> list[SheetRow]:
        shown, rows, label = self._page.name_filter, list[SheetRow](), ""
        for name in _in_order(names):
            look = f"label:{group_of(name.label)}"
            if name.label != label:
                label = name.label
                mark = _SHOWN if shown.shows_label(label) else _HIDDEN
                rows.append(
                    SheetRow(f"{mark} {human_name(label)}", ("label", "", label), "", look, is_title=True)
                )
            mark = _SHOWN if shown.shows(label, name.canonical) else _HIDDEN
            rows.append(
                SheetRow(name.canonical, ("name", name.canonical, label), str(name.count), look, f"  {mark}")
            )
        return rows

    def _toggle(self, value: Hashable) -> None:
        page, (kind, name, label) = self._page, value if isinstance(value, tuple) else ("", "", "")
        if kind == "name":
            page.name_filter.toggle_name(name)
        else:
            page.name_filter.toggle_label(label)
            self._remember(label)
        page.show_highlighting()

    def _remember(self, label: str) -> None:
        """Keep in the settings whether a label is shown."""
        app, shown = self._page.app, self._page.name_filter
        show, hide = tuple(sorted(shown.shown_labels)), tuple(sorted(shown.hidden_labels))
        app.settings = replace(
            app.settings, reader=replace(app.settings.reader, show_labels=show, hide_labels=hide)
        )

        def save(key: str, ours: tuple[str, ...]) -> None:
            mine = {label} & {*ours}
            save_setting(app.config, "reader", key, lambda kept: sorted({*kept} - {label} | mine))

        app.background.run(lambda: save("show_labels", show))
        app.background.run(lambda: save("hide_labels", hide))

    def _chosen(self, choice: Choice | None) -> None:
        page = self._page
        if choice is None or not isinstance(choice.value, tuple):
            return
        kind, name, label = choice.value
        if kind == "label":
            first = next(name for name in page.names.names() if name.label == label)
            page.jumps.leave(page.view.line_offset)
            page.put_caret(first.first)
        elif choice.action == "mentions":
            self._commands.show_mentions(name, label)
        else:
            page.jumps.leave(page.view.line_offset)
            page.put_caret(page.names.mention(name, label, -1, 1))


def _in_order(names: list[Name]) -> list[Name]:
    """By group and label, the most often named first."""

    def place(name: Name) -> tuple[int, int, str]:
        known = _LABELS.index(name.label) if name.label in LABELS else len(_LABELS)
        return GROUPS.index(group_of(name.label)), known, name.label

    return sorted(names, key=place)
