"""Adds articles while the list is open: an address or a file that is typed, and what is new in feeds. Waits on no thread of the screen's."""

from collections.abc import Callable
from pathlib import Path

from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.paths import cache_folder, expand_home
from annotations.text.plurals import pluralize
from tui.config import Settings, library_folder

_NO_FEEDS = "Folders read again. No feeds are followed: postil feeds add URL follows one."
Told = tuple[str, bool]
"""What to say, and whether it went wrong."""


def add_article(library: Library, settings: Settings, what: str) -> Told:
    """Add an address or a file to the library folder."""
    from annotations.intake.add import LibraryFolder, add_address, add_file, is_address, whole_address
    from annotations.intake.fetch import Fetcher
    from annotations.sources.find_files import is_collection
    from annotations.sources.read_article import members_of

    folder = LibraryFolder(library_folder(settings), library.listings)
    try:
        if is_address(what):
            with Fetcher(may_be_private=settings.network.private) as fetcher:
                added = add_address(whole_address(what), folder, fetcher)
        elif is_collection(path := expand_home(what)):
            results = [add_file(one, folder) for one in members_of(path)]
            new = sum(one.is_new for one in results)
            return f"Added {pluralize(new, 'article')}, {len(results) - new} were there already.", False
        else:
            added = add_file(path, folder)
    except AnnotationsError as error:
        return error.on_screen, True
    return (f"Added “{added.title}”." if added.is_new else f"“{added.title}” is there already."), False


def fetch_waiting(library: Library, settings: Settings) -> Told:
    """Fetch the texts that imports left waiting."""
    from annotations.intake.fetch import Fetcher

    try:
        with Fetcher(may_be_private=settings.network.private) as fetcher:
            paths, problems = library.take_over(library_folder(settings)).fetch_waiting(fetcher)
    except AnnotationsError as error:
        return error.on_screen, True
    if not paths and not problems:
        return "No text is waiting.", False
    said = f"{pluralize(len(paths), 'text')} fetched."
    return (f"{said} {len(problems)} still waiting: {problems[0]}" if problems else said), bool(problems)


def refresh_feeds(library: Library, settings: Settings, watch: Callable[[int, int], None]) -> Told:
    """Look at the feeds that are followed."""
    from annotations.intake.opml import read_opml

    file = feeds_file(library)
    try:
        if not file.exists() or not read_opml(file):
            return _NO_FEEDS, False
        from annotations.intake.add import LibraryFolder
        from annotations.intake.fetch import Fetcher
        from annotations.intake.subscriptions import Feeds

        feeds = Feeds(file, cache_folder() / "feeds")
        folder = LibraryFolder(library_folder(settings), library.listings)
        with Fetcher(may_be_private=settings.network.private) as fetcher:
            results = feeds.refresh(folder, fetcher, watch=watch)
    except AnnotationsError as error:
        return error.on_screen, True
    broken = [one for one in results if one.problem]
    new, looked_at = sum(one.added for one in results), pluralize(len(results) - len(broken), "feed")
    said = f"{pluralize(new, 'new article')} from {looked_at}." if new else f"{looked_at}, nothing new."
    return (f"{said} {broken[0].problem}" if broken else said), bool(broken)


def feeds_file(library: Library) -> Path:
    """Where the subscriptions lie: beside the notes."""
    return library.repository.path.parent / "feeds.opml"
