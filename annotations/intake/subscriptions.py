"""Feeds that are followed: one OPML file, and what is remembered of each between two looks.

The file is the user's; what we remember (when a feed last changed, what of it was seen) is a cache.
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from annotations.errors import AnnotationsError, FetchError, SourceError, StoreError
from annotations.files.read import read_bytes
from annotations.files.write import write_file
from annotations.intake.add import LibraryFolder, article_of_fetched
from annotations.intake.feed_lists import read_feed_list
from annotations.intake.fetch import Fetched, Fetcher
from annotations.intake.opml import Subscription, in_folders, opml_of, read_opml
from annotations.model import Article
from annotations.sources.feed import Entry, article_of_entry, read_entries
from annotations.text.addresses import address_key
from annotations.text.canonical import canonical
from annotations.text.digests import blake2b

AT_ONCE: Final = 4
_MOST_BYTES: Final = 8 << 20
_MOST_SEEN: Final = 5_000
_FEW_WORDS: Final = 150
_LAST_CHARS: Final = 200
_BREAKS_OFF: Final = re.compile(
    r"(?:…|\.{3}|\[…\]|\[\.{3}\]|\b(?:read|continue|weiter|mehr|lire|leer|leggi)\b[^.!?\n]{0,60})\s*$",
    re.IGNORECASE,
)
_FIRST_WAIT_S, _LONGEST_WAIT_S = 600, 86_400
"""After a failure a feed is left alone for ten minutes, then twice as long each time, a day at most."""


class Memory(Struct):
    """What is remembered of a feed."""

    etag: str = ""
    modified: str = ""
    failures: int = 0
    not_before: float = 0.0
    """Seconds since the epoch."""
    problem: str = ""
    seen: list[str] = field(default_factory=list)
    """Keys of entries that became articles once: one that was deleted does not come back."""


class Refreshed(Struct, frozen=True):
    """What came of a look at a feed."""

    subscription: Subscription
    added: int = 0
    problem: str = ""


class Feeds:
    """The feeds that are followed.

    Args:
        file: the OPML file.
        memory: the folder of what is remembered, a file for each feed; a cache.
        now: seconds since the epoch.
    """

    def __init__(self, file: Path, memory: Path, *, now: Callable[[], float] = time.time) -> None:
        self._file, self._memories, self._now = file, memory, now
        self.subscriptions = read_opml(file)

    def add(self, url: str, fetcher: Fetcher, *, folders: Sequence[str] = ()) -> Subscription:
        """Follow a feed, or the feed that a page names, in these folders too if it is followed already.

        Raises:
            FetchError: it can't be fetched, or there is no feed.
        """
        fetched = fetcher.fetch(url)
        try:
            title = _feed_title(fetched)
        except SourceError as error:
            place = _feed_of_page(fetched)
            if place is None:
                raise FetchError(
                    f"{url} is no feed and names none; look for an RSS or Atom address on the page"
                ) from error
            fetched = fetcher.fetch(place)
            try:
                title = _feed_title(fetched)
            except SourceError as no_feed:
                raise FetchError(
                    f"{place}, which {url} names as its feed, is none that can be read"
                ) from no_feed
        subscription = in_folders(Subscription(fetched.url, title or fetched.url), folders)
        with self._as_it_is():
            self._follow([subscription])
        key = address_key(fetched.url)
        return next(one for one in self.subscriptions if address_key(one.url) == key)

    def remove(self, name: str) -> Subscription:
        """Follow a feed no longer; its articles stay.

        Args:
            name: its address or its title.

        Raises:
            SourceError: none is called so, or several are.
        """
        with self._as_it_is():
            fitting = [
                one
                for one in self.subscriptions
                if name in (one.url, one.title) or address_key(one.url) == address_key(name)
            ]
            if len(fitting) != 1:
                what = "no feed is" if not fitting else f"{len(fitting)} feeds are"
                raise SourceError(f"{what} called {name}; `postil feeds list` shows their addresses")
            self.save([one for one in self.subscriptions if one is not fitting[0]])
            return fitting[0]

    def take_in(self, path: Path, told: Callable[[str], None] = lambda _: None) -> tuple[int, int]:
        """Follow the feeds of another reader's list too, those that are followed already in its folders too.

        Args:
            path: OPML, or newsboat's urls.
            told: called with a sentence for each line that is left out.

        Returns:
            How many were new, and how many others lie in a folder that they did not lie in.

        Raises:
            SourceError: it can't be read, or no feed is in it.
        """
        others = read_feed_list(path, told)
        with self._as_it_is():
            return self._follow(others)

    @contextmanager
    def _as_it_is(self) -> Iterator[None]:
        """Change the list as it is on disk now: others may follow feeds meanwhile.

        Raises:
            SourceError: it was not written.
        """
        from annotations.store.lock import locked

        try:
            with locked(self._file):
                self.subscriptions = read_opml(self._file)
                yield
        except OSError as error:
            raise SourceError(f"{self._file} was not written: {error.strerror or error}") from error

    def _follow(self, others: Sequence[Subscription]) -> tuple[int, int]:
        """Add feeds, or the folders of those that are there: how many of each."""
        by_address = {address_key(one.url): one for one in self.subscriptions}
        new, filed = 0, 0
        for other in others:
            key = address_key(other.url)
            known = by_address.get(key)
            new += known is None
            by_address[key] = other if known is None else in_folders(known, other.folders)
            filed += known is not None and by_address[key] != known
        self.save(list(by_address.values()))
        return new, filed

    def save(self, subscriptions: Sequence[Subscription]) -> None:
        """Write the OPML file. Raises OSError where it was not written."""
        write_file(self._file, opml_of(subscriptions))
        self.subscriptions = list(subscriptions)

    def problem_of(self, subscription: Subscription) -> str:
        """What was wrong at the last look; empty: nothing."""
        return self._memory(subscription).problem

    def refresh(
        self,
        library: LibraryFolder,
        fetcher: Fetcher,
        *,
        is_full: bool = False,
        folder: str = "",
        watch: Callable[[int, int], None] | None = None,
    ) -> list[Refreshed]:
        """Look at feeds, some at a time; what is new in them becomes articles. One that is broken stops none.

        Args:
            library: where the articles go, each feed in a folder of its own, that in the first one it lies in.
            fetcher: fetches.
            is_full: fetch the page of an entry where the feed has only its beginning.
            folder: look at those that lie in it only; empty: at all.
            watch: is told how many feeds of how many are done.

        Raises:
            SourceError: no feed lies in the folder.
        """
        wanted = [one for one in self.subscriptions if not folder or one.is_within(folder)]
        if folder and not wanted:
            raise SourceError(f"no feed lies in the folder {folder}; `postil feeds list` shows their folders")
        due, results = list[Subscription](), list[Refreshed]()
        for one in wanted:
            memory = self._memory(one)
            if memory.not_before <= self._now():
                due.append(one)
            else:
                results.append(Refreshed(one, problem=memory.problem))
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for number, (subscription, fetched) in enumerate(
                pool.map(lambda one: (one, self._fetch(one, fetcher)), due), 1
            ):
                results.append(self._take(subscription, fetched, library, fetcher if is_full else None))
                if watch is not None:
                    watch(number, len(due))
        finally:  # who is interrupted waits for no server
            pool.shutdown(wait=False, cancel_futures=True)
        return results

    def _memory(self, subscription: Subscription) -> Memory:
        try:
            raw = read_bytes(self._memory_file(subscription), most_bytes=_MOST_BYTES)
            return msgspec.json.decode(raw, type=Memory)
        except (OSError, ValueError, msgspec.DecodeError):
            return Memory()

    def _memory_file(self, subscription: Subscription) -> Path:
        key = address_key(subscription.url).encode("utf-8", "surrogatepass")
        return self._memories / f"{blake2b(key, digest_size=16).hexdigest()}.json"

    def _fetch(self, subscription: Subscription, fetcher: Fetcher) -> Fetched | FetchError:
        memory = self._memory(subscription)
        headers = {"If-None-Match": memory.etag, "If-Modified-Since": memory.modified}
        try:
            return fetcher.fetch(
                subscription.url,
                {name: value for name, value in headers.items() if value and value.isascii()},
            )
        except FetchError as error:
            return error

    def _take(
        self,
        subscription: Subscription,
        fetched: Fetched | FetchError,
        library: LibraryFolder,
        fetcher: Fetcher | None,
    ) -> Refreshed:
        added, entries = 0, list[Entry]()
        try:
            if isinstance(fetched, FetchError):
                raise fetched
            if not fetched.is_unchanged:
                entries = read_entries(fetched.content, subscription.url, url=fetched.url)
            seen = {*self._memory(subscription).seen}
            new = [
                (entry, _article_of(entry, fetcher)) for entry in reversed(entries) if entry.key not in seen
            ]
            with self._newest(subscription) as memory:
                seen = {*memory.seen}
                added = sum(
                    _is_added(entry, article, subscription, library)
                    for entry, article in new
                    if entry.key not in seen
                )
                memory.failures, memory.problem, memory.not_before = 0, "", 0.0
                memory.etag = fetched.headers.get("etag", memory.etag)
                memory.modified = fetched.headers.get("last-modified", memory.modified)
                memory.seen = list(dict.fromkeys([entry.key for entry in entries] + memory.seen))[:_MOST_SEEN]
        except AnnotationsError as error:
            with self._newest(subscription) as memory:
                memory.failures += 1
                memory.problem = error.message
                memory.not_before = self._now() + min(
                    _FIRST_WAIT_S * 2 ** min(memory.failures - 1, 10), _LONGEST_WAIT_S
                )
            return Refreshed(subscription, problem=error.message)
        return Refreshed(subscription, added)

    @contextmanager
    def _newest(self, subscription: Subscription) -> Iterator[Memory]:
        """What is remembered of a feed now, held and written when it is changed: others look at feeds meanwhile."""
        from annotations.store.lock import locked

        file = self._memory_file(subscription)
        with ExitStack() as held:
            with suppress(OSError, StoreError):  # it is a cache: without it the next look is a longer one
                held.enter_context(locked(file))
            memory = self._memory(subscription)
            before = msgspec.json.encode(memory)
            yield memory
            if (now := msgspec.json.encode(memory)) != before:
                with suppress(OSError):
                    write_file(file, now)


def _article_of(entry: Entry, fetcher: Fetcher | None) -> Article:
    article = article_of_entry(entry, Path(entry.key))
    if fetcher is not None and entry.about.url and _is_beginning(article):
        article = _fuller(article, entry.about.url, fetcher)
    return article


def _is_added(entry: Entry, article: Article, subscription: Subscription, library: LibraryFolder) -> bool:
    folders = (*subscription.folders[:1], subscription.title.replace("/", "-"))
    site = entry.about.site or subscription.title
    return library.add(article, site=site, within="/".join(folders)).is_new


def _is_beginning(article: Article) -> bool:
    """Whether a feed has less than the whole of an entry, it seems: few words, or it breaks off."""
    last = article.text.rsplit("\n\n", 1)[-1]
    return len(article.text.split()) < _FEW_WORDS or bool(_BREAKS_OFF.search(last[-_LAST_CHARS:]))


def _fuller(article: Article, url: str, fetcher: Fetcher) -> Article:
    """The article of the entry's own page, if that says more."""
    try:
        whole = article_of_fetched(fetcher.fetch(url))
    except AnnotationsError:
        return article
    if len(whole.text) <= len(article.text):
        return article
    return replace(
        whole, author=article.author or whole.author, published=article.published or whole.published, url=url
    )


def _feed_title(fetched: Fetched) -> str:
    if fetched.content.lstrip()[:1] == b"{":
        read_entries(fetched.content, fetched.url)
        title = json.loads(fetched.content).get("title")
        return " ".join(canonical(title).split())[:200] if isinstance(title, str) else ""
    entries = read_entries(fetched.content, fetched.url)
    if entries:
        return entries[0].about.site or ""
    import feedparser

    return " ".join(canonical(str(feedparser.parse(fetched.content).feed.get("title", ""))).split())[:200]


def _feed_of_page(fetched: Fetched) -> str | None:
    """The feed that a page names in its head."""
    from urllib.parse import urljoin

    from annotations.sources.html_tree import decode_html, parse_html

    kinds = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/json")
    for node in parse_html(decode_html(fetched.content, fetched.charset)).iter("link"):
        rel = str(node.get("rel") or "").casefold().split()
        if "alternate" in rel and str(node.get("type") or "").casefold() in kinds and node.get("href"):
            with suppress(ValueError):  # it names what is no address
                return urljoin(fetched.url, str(node.get("href")))
    return None
