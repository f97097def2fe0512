"""What every command shares: the library, the settings, and how to print. Each part is made when it is first asked for."""

import os
import sys
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import click

    from annotations.library import Library, Listing
    from annotations.model import Article
    from tui.config import Settings


class CommandContext:
    """One command line at work."""

    def __init__(
        self,
        store: Path | None,
        config: Path | None,
        *,
        no_color: bool = False,
        is_reading: bool = False,
        cache: Path | None = None,
    ) -> None:
        self.store = store
        self.config = config
        self.no_color = no_color
        self._is_reading = is_reading
        self._cache = cache
        self._opened: Library | None = None

    @cached_property
    def settings(self) -> "Settings":
        from tui.config import load_settings

        return load_settings(self.config)

    @property
    def library(self) -> "Library":
        """The library; closed with the command."""
        if self._opened is None:
            from annotations.library import Library

            model = self.settings.entities.model
            self._opened = Library.open(
                self.store, cache=self._cache, model=model, read_only=self._is_reading
            )
        return self._opened

    def read(self, name: str) -> "Article":
        """Read an article by its path or id; of a file that holds several, the first, and say so.

        Raises:
            SourceError: there is none, or it can't be read.
        """
        article = self.library.read(name)
        if article.source is not None and article.source.parent == Path(name):
            from annotations.sources.read_article import members_of
            from tui.cli.output import say

            if (count := len(members_of(Path(name)))) > 1:
                say(
                    f"postil: {name} holds {count} articles; this is the first, {article.id}"
                    f" (postil list {name} shows them all; name one by its id)"
                )
        return article

    @property
    def is_coloured(self) -> bool:
        """Whether escape codes may be printed: a terminal that can, and nobody who said no."""
        if self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return sys.stdout.isatty()

    def default_paths(self) -> list[Path]:
        """The library and the folders of the settings, else the samples."""
        from annotations.paths import expand_home, samples_folder
        from tui.config import article_folders

        return [expand_home(folder) for folder in article_folders(self.settings)] or [samples_folder()]

    def places(self, paths: Sequence[Path]) -> list[Path]:
        """The files and folders that are meant: those named, else the default ones; that these are the samples is said."""
        self.tell_samples(paths)
        return list(paths) or self.default_paths()

    def tell_samples(self, paths: Sequence[Path]) -> None:
        """Say that the samples are meant, where no path is named and no folder set."""
        from annotations.paths import config_path, samples_folder
        from tui.cli.output import say

        if not paths and self.default_paths() == [samples_folder()]:
            say(
                'postil: these are the samples; name a file or folder, or set one with folders = ["~/Articles"]'
                f" in {config_path(self.config)}"
            )

    def listings(self, paths: Sequence[Path], *, is_quiet: bool = False) -> "tuple[list[Listing], bool]":
        """The articles that can be read, of the default paths where none are named, and whether a named one can't be.

        What can't be read is said, and that they are the samples unless `is_quiet`, for a program that reads JSON.
        """
        from tui.cli.output import say

        rows: list[Listing] = []
        is_missing = False
        if not is_quiet:
            self.tell_samples(paths)
        for row in self.library.listings(list(paths) or self.default_paths()):
            if row.problem:
                say(f"postil: {row.problem}")
                is_missing |= any(row.problem.startswith(f"{path} ") for path in paths)
            else:
                rows.append(row)
        return rows, is_missing

    def tell(self) -> None:
        """Say on stderr what the user should know of the notes file: that it was damaged, that it can only be read.

        What the command fails with at this moment is said by the border.
        """
        from tui.cli.output import say

        said = getattr(sys.exception(), "message", "")
        for notice in self._opened.notices if self._opened is not None else ():
            if notice != said:
                say(f"postil: {notice}")

    def close(self) -> None:
        """Close the library, if anybody opened it."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None


def context_of(ctx: "click.Context") -> CommandContext:
    """Return the context of a running command; while a shell completes, one made of the options so far."""
    root = ctx.find_root()
    if root.obj is None:
        root.obj = CommandContext(
            root.params.get("store"), root.params.get("config"), no_color=True, is_reading=True
        )
    return cast(CommandContext, root.obj)
