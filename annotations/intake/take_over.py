"""Takes over a whole export of another service: texts become articles, links wait, highlights find their words."""

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from annotations.articles.library_articles import Articles
from annotations.errors import AnnotationsError
from annotations.importers.records import Imported, LeftOut, Reading, digest
from annotations.importers.run import Importing, ImportReport, attached
from annotations.intake.add import LibraryFolder, add_address
from annotations.intake.fetch import Fetcher
from annotations.intake.services.saved_article import SavedArticle, ServiceExport
from annotations.intake.waiting import Waiting, WaitingList
from annotations.model import IMPORTED, Annotation, Article, ReadingState
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import parse_html
from annotations.sources.read_article import article_of
from annotations.store.codec import encode
from annotations.store.repository import UNFILED, Repository


class TakeOverReport(Struct):
    """What came of an export."""

    service: str
    articles: int = 0
    """New files in the library folder."""
    known: int = 0
    """That were there already, or wait already."""
    waiting: int = 0
    """New on the list of those whose text is to be fetched."""
    notes: ImportReport = field(default_factory=lambda: ImportReport("", ""))
    """What became of highlights and notes."""
    skipped: list[LeftOut] = field(default_factory=list)


class TakeOver(Struct):
    """Where what is taken over goes."""

    articles: Articles
    repository: Repository
    importing: Importing
    folder: LibraryFolder
    waiting: WaitingList

    def run(
        self,
        export: ServiceExport,
        service: str,
        file: str,
        *,
        dry_run: bool,
        watch: Callable[[float], None] = lambda share: None,
    ) -> TakeOverReport:
        """Take an export over; the same one again adds nothing.

        Raises:
            StoreError: not all was written.
        """
        report = TakeOverReport(service)
        new: list[tuple[Path, SavedArticle]] = []
        links: dict[str, Waiting] = {}
        coming: dict[str, Article] = {}
        """Of a dry run, the articles that would be there, by the keys of the notes on them."""
        for number, saved in enumerate(export.articles, 1):
            try:
                path = self._take(saved, links, report, coming if dry_run else None)
            except AnnotationsError as error:
                report.skipped.append(LeftOut(saved.where, error.message))
                continue
            if path is not None:
                new.append((path, saved))
            watch(number / len(export.articles) / 2)
        if not dry_run:
            self.waiting.add(links.values())
            self._set_states(new)
        records = [
            replace(record, is_text_to_come=saved.url in links or self.waiting.get(saved.url) is not None)
            for saved in export.articles
            for record in _records([saved])
        ]
        reading = Reading(records, export.left_out, export.notices)
        report.notes = self.importing.take_in(
            reading,
            file,
            service,
            dry_run=dry_run,
            folders=(self.folder.path,),
            coming=coming,
            watch=lambda share: watch(0.5 + share / 2),
        )
        report.skipped += report.notes.skipped
        return report

    def _take(
        self,
        saved: SavedArticle,
        links: dict[str, Waiting],
        report: TakeOverReport,
        coming: dict[str, Article] | None,
    ) -> Path | None:
        """The file of an article that is new; None: it is known, waits, or would come (`coming`, of a dry run)."""
        waits = self.waiting.get(saved.url)
        is_here = bool(saved.url) and self.folder.has(saved.url) is not None
        article = None if is_here else article_of_saved(saved)
        if is_here or saved.url in links or (waits is not None and article is None):
            report.known += 1
            return None
        if article is None:
            if not saved.url:
                report.skipped.append(LeftOut(saved.where, "it has neither a text nor an address"))
                return None
            report.waiting += 1
            links[saved.url] = Waiting(
                saved.url,
                saved.title,
                saved.author,
                saved.tags,
                saved.folder,
                saved.status,
                saved.starred,
                saved.saved,
            )
            return None
        if coming is not None:
            report.articles += 1
            coming.update((record.key, article) for record in _records([saved]))
            return None
        added = self.folder.add(
            article,
            tags=tuple(dict.fromkeys((*(waits.tags if waits else ()), *saved.tags))),
            site=saved.site or None,
            original=saved.file,
            within=saved.folder,
            saved=saved.saved.date() if saved.saved else None,
        )
        report.articles += added.is_new
        report.known += not added.is_new
        if waits is not None:
            self._settle(waits, added.path)
        return added.path if added.is_new else None

    def _settle(self, link: Waiting, path: Path) -> None:
        """The text of a link that waited is there: its states and notes go to it."""
        self._set_states([(path, SavedArticle(url=link.url, status=link.status, starred=link.starred))])
        self._attach_notes(self.articles.read(path), link.url)
        self.waiting.remove(link.url)

    def _set_states(self, new: Sequence[tuple[Path, SavedArticle]]) -> None:
        """Read and starred states come along, of what is new: what was changed here since is not undone."""
        states: dict[str, ReadingState] = {}
        starred: list[str] = []
        for path, saved in new:
            identity = self.articles.read(path).id
            if saved.status != "unread":
                states[identity] = ReadingState(saved.status, 1.0 if saved.status == "read" else 0.0)
            if saved.starred:
                starred.append(identity)
        if states:
            self.repository.reading.save(states)
        if starred:
            self.repository.reading.star(starred, starred=True)

    def fetch_waiting(
        self, fetcher: Fetcher, *, watch: Callable[[int, int], None] = lambda done, total: None
    ) -> tuple[list[Path], list[str]]:
        """Fetch the texts of all that wait; their notes find their words.

        Returns:
            The new files, and why others are still waiting.
        """
        links = self.waiting.all()
        paths: list[Path] = []
        problems: list[str] = []
        for number, link in enumerate(links, 1):
            try:
                day = link.saved.date() if link.saved else None
                added = add_address(
                    link.url, self.folder, fetcher, tags=link.tags, within=link.folder, saved=day
                )
                self._settle(link, added.path)
                paths.append(added.path)
            except AnnotationsError as error:
                problems.append(error.message)
            watch(number, len(links))
        return paths, problems

    def _attach_notes(self, article: Article, url: str) -> None:
        """Put notes that came without an article to the one they are on."""
        waiting = [note for note in self.repository.annotations(UNFILED) if _url_of(note) == url]
        if not waiting:
            return
        with self.repository.change("notes attached") as change:
            for note in waiting:
                change.put("annotations", encode(attached(self.repository.within(change, note.id), article)))
            change.put("articles", self.articles.record_of(article))


def article_of_saved(saved: SavedArticle) -> Article | None:
    """The article that a service kept the text of; None: it kept none."""
    about = Metadata(
        title=saved.title,
        author=saved.author or None,
        published=saved.published,
        url=saved.url or None,
        site=saved.site or None,
        language=saved.language or None,
    )
    if saved.file is not None:
        raw, suffix = saved.file
        return article_of(raw, Path((saved.title or "document").replace("/", "-")[:80] + suffix))
    if not saved.html.strip():
        return None
    blocks = HtmlBlocks(base_url=saved.url)
    root = parse_html(saved.html)
    blocks.read(next(root.iter("body"), root))
    if blocks.drafts and blocks.drafts[0].text == saved.title:
        blocks.keep(range(1, len(blocks.drafts)))
    if not blocks.drafts:
        return None
    return assemble(
        blocks.drafts, about, Path((saved.title or "article").replace("/", "-")[:80]), anchors=blocks.anchors
    )


def _records(articles: Sequence[SavedArticle]) -> list[Imported]:
    """Highlights, and notes on whole articles, as notes."""
    records: list[Imported] = []
    for saved in articles:
        records += saved.highlights
        if saved.note:
            records.append(
                Imported(
                    key=digest(saved.url, "note"),
                    where=saved.where,
                    note=saved.note,
                    created=saved.saved,
                    title=saved.title,
                    author=saved.author,
                    urls=(saved.url,) if saved.url else (),
                )
            )
    return records


def _url_of(note: Annotation) -> object:
    """The address of the document that an imported note was on."""
    about = note.extra.get(IMPORTED)
    return about.get("url") if isinstance(about, dict) else None
