"""`postil feeds`: subscriptions, and what is new in them into the library folder."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON
from tui.cli.output import print_done, print_json, print_line, print_table, say
from tui.cli.progress import ProgressLine
from tui.config import library_folder

if TYPE_CHECKING:
    from annotations.intake.opml import Subscription
    from annotations.intake.subscriptions import Feeds


@click.group(
    "feeds",
    epilog="\b\nExamples:\n  postil feeds add https://example.org/news\n  postil feeds refresh --full\n"
    "  postil feeds import subscriptions.opml\n  postil feeds export > subscriptions.opml",
)
def feeds_command() -> None:
    """Follow feeds: what is new in them becomes articles of the library folder."""


@feeds_command.command("add", epilog="\b\nExample:\n  postil feeds add https://example.org/news")
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@click.option(
    "--folder",
    "folders",
    multiple=True,
    help="Put it into this folder, `OUTER/INNER` too; may be given again.",
)
@JSON
@click.pass_obj
def add(context: CommandContext, urls: tuple[str, ...], folders: tuple[str, ...], as_json: bool) -> None:
    """Follow a feed, or the feed that a page names."""
    from annotations.intake.add import whole_address
    from annotations.intake.fetch import Fetcher

    feeds = _feeds(context)
    with Fetcher(may_be_private=context.settings.network.private) as fetcher:
        added = [feeds.add(whole_address(url), fetcher, folders=folders) for url in urls]
    if as_json:
        print_json([_record(one) for one in added])
        return
    for one in added:
        print_line(f"follows {one.title} ({one.url})")


@feeds_command.command("remove", epilog="\b\nExample:\n  postil feeds remove 'The Harbour'")
@click.argument("feed", metavar="URL|TITLE")
@JSON
@click.pass_obj
def remove(context: CommandContext, feed: str, as_json: bool) -> None:
    """Follow a feed no longer; its articles stay."""
    removed = _feeds(context).remove(feed)
    print_done(f"no longer follows {removed.title}", _record(removed), as_json=as_json)


@feeds_command.command("list", epilog="\b\nExample:\n  postil feeds list --json | jq -r '.[].url'")
@JSON
@click.pass_obj
def list_feeds(context: CommandContext, as_json: bool) -> None:
    """Print the feeds, with what was wrong with them at the last look."""
    feeds = _feeds(context)
    if as_json:
        print_json([_record(one) | {"problem": feeds.problem_of(one)} for one in feeds.subscriptions])
        return
    print_table(
        [
            (one.title, ", ".join(one.folders), one.url, feeds.problem_of(one))
            for one in sorted(feeds.subscriptions, key=lambda one: (not one.folders, one.folders))
        ],
        none="no feeds yet; `postil feeds add URL` follows one",
    )


@feeds_command.command(
    "refresh", epilog="\b\nExamples:\n  postil feeds refresh\n  postil feeds refresh --folder News --full"
)
@click.option(
    "--full",
    "is_full",
    is_flag=True,
    help="Fetch the page of an entry where the feed has only its beginning.",
)
@click.option("--folder", default="", help="Look at the feeds of this folder only.")
@JSON
@click.pass_obj
def refresh(context: CommandContext, is_full: bool, folder: str, as_json: bool) -> None:
    """Look at the feeds; what is new becomes articles. A feed that is broken stops none."""
    from annotations.intake.add import LibraryFolder
    from annotations.intake.fetch import Fetcher

    feeds = _feeds(context)
    library = LibraryFolder(library_folder(context.settings), context.library.listings)
    with (
        ProgressLine("feeds") as bar,
        Fetcher(may_be_private=context.settings.network.private) as fetcher,
    ):
        results = feeds.refresh(
            library,
            fetcher,
            is_full=is_full,
            folder=folder,
            watch=lambda done, total: bar.share(done / total),
        )
    if as_json:
        print_json(
            [{"url": one.subscription.url, "added": one.added, "problem": one.problem} for one in results]
        )
    for one in results:
        if one.problem:
            say(f"postil: {one.problem}")
    if not as_json:
        new = sum(one.added for one in results)
        print_line(f"{pluralize(new, 'new article')} from {pluralize(len(results), 'feed')}")


@feeds_command.command(
    "import",
    epilog="\b\nExamples:\n  postil feeds import subscriptions.opml\n  postil feeds import ~/.newsboat/urls",
)
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def import_feeds(context: CommandContext, file: Path, as_json: bool) -> None:
    """Follow the feeds of an OPML file too, in its folders; or those of newsboat's file urls, its tags as folders."""
    new, filed = _feeds(context).take_in(file, lambda line: say(f"postil: {line}"))
    more = f", {filed} in more folders than before" if filed else ""
    print_done(f"{pluralize(new, 'new feed')}{more}", {"new": new, "filed": filed}, as_json=as_json)


@feeds_command.command("export", epilog="\b\nExample:\n  postil feeds export > subscriptions.opml")
@JSON
@click.pass_obj
def export_feeds(context: CommandContext, as_json: bool) -> None:
    """Print the feeds as OPML; with --json what is in it."""
    from annotations.intake.opml import opml_of

    subscriptions = _feeds(context).subscriptions
    if as_json:
        print_json([_record(one) for one in subscriptions])
        return
    for line in opml_of(subscriptions).rstrip().split("\n"):
        print_line(line)


def _record(feed: "Subscription") -> dict[str, Any]:
    return {"url": feed.url, "title": feed.title, "site": feed.site, "folders": feed.folders}


def _feeds(context: CommandContext) -> "Feeds":
    from annotations.intake.subscriptions import Feeds
    from annotations.paths import cache_folder, store_path

    return Feeds(store_path(context.store).parent / "feeds.opml", cache_folder() / "feeds")
