"""Arguments and options that several commands share, with what a shell completes for them."""

from os import PathLike
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from annotations.errors import AnnotationsError
from annotations.paths import without_dots
from annotations.text.canonical import showable
from annotations.text.folding import fold
from tui.cli.context import context_of

JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


class PlainPath(click.Path):
    """A path without `..`, under which a file is known however it was named."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: str | PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        if not str(value):  # as of a variable that is not set; it would be the folder one is in
            self.fail("a path is empty; name a file or folder, or leave it out", param, ctx)
        return without_dots(Path(value))


PATHS = click.argument("paths", nargs=-1, type=PlainPath())


class ArticleName(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """A path, or an article id; completes files, ids and words of titles."""

    name = "article"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        plain = without_dots(path := Path(value))
        return value if plain is path else str(plain)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return ids whose id or title fits, and let the shell add files.

        bash takes one or the other, what comes last: ids only where no file begins alike.
        """
        files = [CompletionItem(incomplete, type="file")]
        if not incomplete or set(incomplete) & set("/.~"):
            return files
        context = context_of(ctx)
        wanted = fold(incomplete)
        try:
            titles = context.library.titles()
            if not titles:  # nothing was ever listed
                rows = context.library.listings(context.default_paths())
                titles = {row.id: row.title for row in rows if not row.problem}
        except AnnotationsError:
            return files
        finally:
            context.close()
        fitting = [id for id, title in titles.items() if id.startswith(incomplete) or wanted in fold(title)]
        ids = [CompletionItem(id, help=showable(titles[id])) for id in fitting[:50]]
        begun = any(file.name.startswith(incomplete) for file in Path().iterdir())
        return ids + files if begun else files + ids


class TagName(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """A tag without `#`; completes those in use."""

    name = "tag"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take `#` and blanks off."""
        tag = str(value).strip().lstrip("#").strip()
        if not tag or "," in tag:
            self.fail("a tag is one word or phrase without commas; repeat --tag for more", param, ctx)
        return tag

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the tags in use that start alike."""
        context = context_of(ctx)
        try:
            tags = list(context.library.tags())
        except AnnotationsError:
            return []
        finally:
            context.close()
        return [
            CompletionItem(showable(tag), help=str(count))
            for tag, count in tags
            if fold(tag).startswith(fold(incomplete))
        ]


class NoteName(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """The id of a note; completes those of notes without an article."""

    name = "note"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the ids of unfiled notes that start alike, with what they say."""
        from annotations.store.repository import UNFILED

        context = context_of(ctx)
        try:
            notes = context.library.repository.annotations(UNFILED)
        except AnnotationsError:
            return []
        finally:
            context.close()
        fitting = [note for note in notes if note.id.startswith(incomplete)]
        return [
            CompletionItem(note.id, help=showable((note.quote or note.note)[:60])) for note in fitting[:100]
        ]


ARTICLE = click.argument("article", type=ArticleName())
TAGS = click.option(
    "--tag", "tags", multiple=True, type=TagName(), metavar="T", help="A tag; may be repeated."
)
