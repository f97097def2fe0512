"""Adds articles to the library folder: from addresses and from files, each once."""

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote, urlsplit

from msgspec import Struct
from msgspec.structs import replace

from annotations.articles.library_articles import Listing
from annotations.errors import FetchError, SourceError
from annotations.exporters.file_names import safe_stem
from annotations.files.disk import RealFiles
from annotations.files.presence import CLOCK_LAG_NS
from annotations.files.write import write_file
from annotations.intake.article_file import markdown_of, write_article
from annotations.intake.fetch import Fetched, Fetcher
from annotations.model import Article
from annotations.sources.find_files import is_walked
from annotations.sources.markdown import read as read_markdown
from annotations.sources.read_article import article_of, read_article
from annotations.text.addresses import address_key, site_of

_ADDRESS: Final = re.compile(r"https?:/{1,2}[^\s/]|[a-z][a-z0-9+.-]{1,20}://", re.IGNORECASE)
_SUFFIXES: Final = {
    "text/html": ".html",
    "application/xhtml+xml": ".xhtml",
    "application/pdf": ".pdf",
    "application/epub+zip": ".epub",
    "text/markdown": ".md",
    "text/plain": ".txt",
    "message/rfc822": ".eml",
}


class Added(Struct, frozen=True):
    """What became of one that was to be added."""

    path: Path
    """Its file in the library folder."""
    title: str
    url: str | None
    is_new: bool
    """False: it was there already."""


def is_address(what: str) -> bool:
    """Whether somebody means an address, also one that is not fetched; a shell or a path may have taken one slash of it."""
    return bool(_ADDRESS.match(what))


def whole_address(what: str) -> str:
    """The address with both slashes behind its scheme."""
    scheme, _, rest = what.partition(":")
    is_of_web = scheme.casefold() in ("http", "https")
    return f"{scheme.lower()}://{rest.lstrip('/')}" if is_of_web else what


class LibraryFolder:
    """The folder that articles are added to, and what is in it already.

    Args:
        folder: comes into being with the first article.
        listings: lists the articles of folders.
        today: the day on which articles are saved.
    """

    def __init__(
        self,
        folder: Path,
        listings: Callable[[Iterable[Path]], Iterable[Listing]],
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        self.path, self._listings, self._today = folder, listings, today
        self._by_address: dict[str, Path] = {}
        self._by_fingerprint: dict[str, Path] = {}
        self._walked: dict[Path, int] = {folder: 0}
        """Folders and when they were changed, as far as their names are known; 0: they are not."""
        self._names = set[str]()
        self._new_names()
        self._know([folder] if folder.is_dir() else [])

    def _know(self, paths: Sequence[Path]) -> None:
        for row in self._listings(paths) if paths else ():
            if not row.problem:
                self._by_fingerprint[row.fingerprint] = row.path
                if row.url:
                    self._by_address[address_key(row.url)] = row.path

    def _new_names(self) -> list[Path]:
        """Articles that have come since the last look; only folders that were changed are looked through."""
        new = list[Path]()
        folders = [*self._walked]
        for folder in folders:  # it grows on the way
            with suppress(OSError):
                changed_ns, now_ns = folder.stat().st_mtime_ns, time.time_ns()
                if changed_ns == self._walked[folder]:
                    continue
                with os.scandir(folder) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            path = Path(entry.path)
                            folders += [path] if path not in self._walked else []
                            self._walked.setdefault(path, 0)
                        elif entry.path not in self._names:
                            self._names.add(entry.path)
                            new.append(Path(entry.path))
                is_settled = changed_ns < now_ns - CLOCK_LAG_NS  # else it may change again unseen
                self._walked[folder] = changed_ns if is_settled else 0
        return [path for path in new if is_walked(path.absolute(), [self.path])]

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Keep others from adding, and know what they have added; where there can be no lock, without it."""
        from annotations.store.lock import locked

        place = Path(os.path.realpath(self.path))
        with ExitStack() as held:
            with suppress(OSError):
                held.enter_context(locked(place.with_name(f".{place.name}")))
            self._know(self._new_names())
            yield

    def has(self, url: str) -> Path | None:
        """The file of an address, if it was added before."""
        return self._by_address.get(address_key(url))

    def add(
        self,
        article: Article,
        *,
        tags: Sequence[str] = (),
        site: str | None = None,
        original: tuple[bytes, str] | None = None,
        within: str = "",
        saved: date | None = None,
    ) -> Added:
        """Save an article, unless it is there: by its address, or by its very text.

        Args:
            article: its text and what is known of it.
            tags: go into its front matter beside those it has.
            site: where it was published.
            original: bytes to keep beside it, and their suffix.
            within: a folder in the library folder, for example that of a feed.
            saved: the day on which it was kept elsewhere; None: today.

        Raises:
            SourceError: it could not be written.
            StoreError: another process holds the folder for long.
        """
        content = markdown_of(article, saved=saved or self._today(), tags=tuple(tags), site=site)
        fingerprint = read_markdown(content.encode("utf-8"), Path(f"{article.title}.md")).fingerprint
        folder = self.path.joinpath(
            *(safe_stem(part, "Folder", 80) for part in within.split("/") if part.strip())
        )
        try:
            RealFiles().make_folder(str(self.path), None)
            with self._held():
                known = self.has(article.url) if article.url else None
                if known := known or self._by_fingerprint.get(fingerprint):
                    return Added(known, article.title, article.url, is_new=False)
                path = write_article(content, article.title, folder)
                if original is not None:
                    write_file(path.with_suffix(original[1]), original[0], is_private=False)
        except OSError as error:
            raise SourceError(
                f"{article.title} was not saved in {folder}: {error.strerror or error}; check the disk"
            ) from error
        self._names.add(str(path))
        self._by_fingerprint[fingerprint] = path
        if article.url:
            self._by_address[address_key(article.url)] = path
        return Added(path, article.title, article.url, is_new=True)


def add_address(
    url: str,
    library: LibraryFolder,
    fetcher: Fetcher,
    *,
    tags: Sequence[str] = (),
    within: str = "",
    keep_original: bool = False,
    saved: date | None = None,
) -> Added:
    """Fetch an address and save its article; one that is there is not fetched again.

    Raises:
        FetchError: it could not be fetched.
        SourceError: there is no text in it, or it could not be written.
    """
    if known := library.has(url):
        return Added(known, known.stem, url, is_new=False)
    fetched = fetcher.fetch(url)
    article = article_of_fetched(fetched)
    suffix = _suffix_of(fetched)
    original = (fetched.content, suffix if suffix != ".md" else ".original.md") if keep_original else None
    return library.add(
        article, tags=tags, site=site_of(fetched.url), original=original, within=within, saved=saved
    )


def add_file(
    path: Path, library: LibraryFolder, *, tags: Sequence[str] = (), keep_original: bool = False
) -> Added:
    """Save the article of a file.

    Raises:
        SourceError: it can't be read or written.
    """
    article = read_article(path)
    original = None
    if keep_original and path.is_file():  # one article of a file of many has no bytes of its own
        from annotations.files.read import read_bytes

        suffix = path.suffix if path.suffix.casefold() != ".md" else ".original.md"
        original = (read_bytes(path), suffix)
    return library.add(article, tags=tags, site=site_of(article.url), original=original)


def article_of_fetched(fetched: Fetched) -> Article:
    """The article that an address answered with.

    Raises:
        SourceError: there is no text in it.
    """
    name = _name_of(fetched)
    article = article_of(fetched.content, Path(name), charset=fetched.charset)
    if not article.text.strip():
        raise FetchError(f"{fetched.url} holds no text to read")
    return replace(article, url=article.url or fetched.url, source=None)


def _suffix_of(fetched: Fetched) -> str:
    return _SUFFIXES.get(fetched.kind) or PurePosixPath(urlsplit(fetched.url).path).suffix[:8] or ".html"


def _name_of(fetched: Fetched) -> str:
    """A file name for what has none: what the address ends in, with the suffix that the server's word asks for."""
    stem = PurePosixPath(unquote(urlsplit(fetched.url).path)).stem or urlsplit(fetched.url).hostname or "page"
    return re.sub(r"[^\w .-]", " ", stem)[:80].strip(" .") + _suffix_of(fetched)
