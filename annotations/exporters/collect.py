"""From a library to an export: which articles, which notes, which names; then the format's own module plans and writes."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path
from stat import S_ISDIR
from typing import Protocol, TypedDict, Unpack

from msgspec import Struct
from msgspec.structs import replace

from annotations.articles.library_articles import Listing
from annotations.entities.article_entities import ArticleEntities
from annotations.entities.corrections import name_now
from annotations.entities.index_articles import Progress
from annotations.errors import EngineError, ExportError, SourceError
from annotations.exporters.items import ExportItem, ExportOptions, ExportReport
from annotations.exporters.plan import ChangedMeanwhileError, ExportPlan, writing_to
from annotations.exporters.registry import Exporter, exporter_for
from annotations.files.presence import is_folder
from annotations.mentions.identity import join_names, key_of, stated_short_form
from annotations.mentions.names import names_in
from annotations.mentions.service import Mentions
from annotations.model import Anchor, Annotation, Article, Entity
from annotations.notes.correction_records import read_corrections
from annotations.notes.name_notes import as_called_now, notes_on
from annotations.notes.query import reading_order
from annotations.paths import expand_home
from annotations.sources.find_files import is_collection
from annotations.sources.members import is_there
from annotations.store.repository import UNFILED, Repository
from annotations.text.hashtags import is_within

_TRIES = 3
_UNFILED_TITLE = "Unfiled notes"

Articles = Iterable[Article | str | Path] | None
Watch = Callable[[Progress], None]
Chooser = Callable[[Annotation], bool]


class ExportHow(TypedDict, total=False):
    """How an export is done, beside its format."""

    flavor: str
    """obsidian (the default) or plain."""
    tag: str | None
    """Only notes with this tag, or one nested in it, are put in."""
    notes: Collection[str] | None
    """Only the notes with these ids are put in."""
    split: bool
    """One file a note."""
    entity_pages: bool
    """A page for each name as well; over the whole store."""
    template: str | Path | None
    """A Jinja template in the place of our own layout: a file, or the name of one that comes with postil."""
    find_names: bool
    """Whether names that are not known yet are looked for (the default); else such articles go out without."""
    watch: Watch | None
    """Told how far the search for names is, where some are not known yet."""


class Notebook(Protocol):
    """What an export asks of a library."""

    @property
    def repository(self) -> Repository:
        """The store."""

    @property
    def mentions(self) -> Mentions:
        """The index of who is named where."""

    def read(self, path: str | Path) -> Article:
        """Read an article by path or id."""

    def listings(self, paths: Iterable[str | Path]) -> Iterator[Listing]:
        """The articles of files and folders, without reading those that are known."""

    def path_of(self, article_id: str) -> Path | None:
        """Where its file is, if it is still there."""

    @property
    def article_entities(self) -> ArticleEntities:
        """Who is named in single articles."""

    def known_entities(self, article: Article) -> tuple[Entity, ...] | None:
        """Its entities with the reader's corrections, if they have been found before."""

    def index(self, articles: Iterable[Article], *, progress: Watch) -> Progress:
        """Find the entities of articles."""

    def notes(self, article: Article) -> list[tuple[Annotation, Anchor]]:
        """Its notes where they stand."""


class Gathered(Struct, frozen=True):
    """All that an export needs of the library; what it would do to a folder can be asked again and again."""

    exporter: Exporter
    items: Sequence[ExportItem]
    folder: Path | None
    options: ExportOptions
    problems: Sequence[str]
    """A line each, for people."""
    anew: Callable[[], "Gathered | None"]
    """Gathers once more if notes were changed since this was begun."""

    def plan(self) -> ExportPlan:
        """What would be written now.

        Raises:
            ExportError: the folder can't be used.
        """
        plan = self.exporter.plan(self.items, self.folder, self.options)
        plan.report.notices += self.problems
        plan.report.articles = sum(bool(item.selected) for item in self.items)
        on_names = [note.id for item in self.items for note, _ in item.selected if note.entity is not None]
        plan.report.repeated = len(on_names) - len({*on_names})
        return plan

    def write(self) -> ExportReport:
        """Write, with the folder held; where a file is changed meanwhile (an editor saves), plan again.

        What another export wrote until we held the folder is not taken back: notes that have come since are put in too.

        Raises:
            ExportError: a file can't be written, or is changed again and again.
        """
        if self.folder is None:
            return self.plan().report
        with writing_to(self.folder):
            newest = self.anew() or self
            for _ in range(_TRIES - 1):
                try:
                    return newest.plan().write(is_held=True)
                except ChangedMeanwhileError:
                    continue
            return newest.plan().write(is_held=True)


def gathered(
    notebook: Notebook, articles: Articles, *, to: str | Path, format: str, **how: Unpack[ExportHow]
) -> Gathered:
    """Read the articles and find the names.

    Args:
        notebook: the library.
        articles: read articles, paths of files and folders, or ids; None: all that have notes.
        to: a folder, or "-": the text is in the report.
        format: a key of `annotations.exporters.registry.FORMATS`.
        how: see `ExportHow`.

    Raises:
        ExportError: no such format, or the options don't go together.
        SourceError: one of `articles` can't be read.
    """
    articles = articles if articles is None else tuple(articles)
    begun = notebook.repository.state()

    def anew() -> Gathered | None:
        if notebook.repository.state() == begun:
            return None
        return gathered(notebook, articles, to=to, format=format, **how)

    exporter, options = exporter_for(format), _options(how)
    if not str(to).strip():
        raise ExportError("there is no folder to write to: name one with --to")
    folder = None if str(to) == "-" else expand_home(to).absolute()
    _refuse_no_folder(folder)
    if format != "markdown" and (options.split or options.entity_pages or options.template):
        raise ExportError(f"{format} has no split files, entity pages or templates: take the format markdown")
    chosen = _chooser(how)
    if options.entity_pages and (articles is not None or chosen is not None):
        raise ExportError("entity pages are over all notes: leave out the paths and the tag")
    problems: list[str] = []
    items = [_item(notebook, article, chosen) for article in _chosen(notebook, articles, problems)]
    if exporter.NEEDS_NAMES and not options.split and articles is None:
        known = {item.article.id for item in items if item.notes}
        noted = notebook.mentions.noted_articles() - known
        items = [item for item in items if item.article.id not in noted]  # without a note of its own
        items += [_item(notebook, _read(notebook, id), chosen) for id in sorted(noted)]
    if exporter.NEEDS_NAMES:
        noted_here = [item.article for item in items if item.notes and not item.is_gone]
        problems += _find_names(notebook, noted_here, how)
        items = _with_names(notebook, items)
        if not options.split and (behind := _add_notes_on_names(notebook, items, chosen)):
            problems += _find_names(notebook, behind, how)
            items = _with_names(notebook, items)
        items = [_as_called_now(notebook, item) for item in items]
    return Gathered(exporter, items, folder, options, problems, anew)


def _refuse_no_folder(folder: Path | None) -> None:
    try:
        is_file = folder is not None and not S_ISDIR(folder.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return  # it will be made, or it is told why not
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no name"
        raise ExportError(f"{str(folder)[:80]}… can't be a folder: {reason}; name another one") from problem
    if is_file:
        raise ExportError(f"{folder} is a file; name a folder instead")


def _chooser(how: ExportHow) -> Chooser | None:
    """Which notes are put in; None: all."""
    tag, notes = how.get("tag"), how.get("notes")
    if tag is None and notes is None:
        return None

    def is_chosen(note: Annotation) -> bool:
        has_tag = tag is None or any(is_within(one, tag) for one in note.tags)
        return has_tag and (notes is None or note.id in notes)

    return is_chosen


def _add_notes_on_names(
    notebook: Notebook, items: list[ExportItem], is_chosen: Chooser | None
) -> list[Article]:
    """Put in each article the notes on its names that were written in other articles.

    Returns:
        The articles that have notes only now, and whose names a newer recogniser has not looked for yet.
    """
    behind: list[Article] = []
    on_names = notebook.repository.annotations_on_names()
    for place, item in enumerate(items if on_names else ()):
        if item.is_gone or item.article.id == UNFILED:
            continue
        said = read_corrections(notebook.repository.corrections(item.article.id))
        entities = item.entities or notebook.known_entities(item.article)
        if entities is None:
            known = names_in(notebook.mentions.index, item.article.id)
            names = {name_now(name, said, label, item.article.id) for name, label in known}
        else:
            names = {(entity.canonical, entity.label) for entity in entities}
        elsewhere = notes_on(
            [note for note in on_names if note.target.source != item.article.id],
            names,
            said,
        )
        if not elsewhere:
            continue
        if entities is None and not item.notes:
            behind.append(item.article)
        pairs = [*item.notes, *((note, Anchor(None, "exact", 1.0)) for note in elsewhere)]
        chosen = {note.id for note, _ in item.selected}
        chosen |= {note.id for note in elsewhere if is_chosen is None or is_chosen(note)}
        items[place] = replace(
            item,
            notes=tuple(sorted(pairs, key=lambda pair: reading_order(*pair))),
            entities=entities,
            chosen=None if is_chosen is None else frozenset(chosen),
        )
    return behind


def _as_called_now(notebook: Notebook, item: ExportItem) -> ExportItem:
    """An article whose notes on names say these as the reader calls them now: so does the page of the name."""
    if all(note.entity is None for note, _ in item.notes):
        return item
    said = read_corrections(notebook.repository.corrections(item.article.id))
    return replace(item, notes=tuple((as_called_now(note, said), anchor) for note, anchor in item.notes))


def _options(how: ExportHow) -> ExportOptions:
    flavor = how.get("flavor", "obsidian")
    if flavor not in ("obsidian", "plain"):
        raise ExportError(f"there is no flavour {flavor[:40]!r}: take obsidian or plain")
    template = how.get("template")
    return ExportOptions(
        "plain" if flavor == "plain" else "obsidian",
        how.get("split", False),
        how.get("entity_pages", False),
        Path(template) if template else None,
    )


def _chosen(notebook: Notebook, articles: Articles, problems: list[str]) -> Iterator[Article | str]:
    """Articles that were read, and ids of those whose file is gone or that have no notes any more; each once."""
    seen: set[str] = set()
    named = _of_store(notebook) if articles is None else _named(notebook, articles, problems)
    for one in named:
        id = one if isinstance(one, str) else one.id
        if id not in seen:
            seen.add(id)
            yield one


def _of_store(notebook: Notebook) -> Iterator[Article | str]:
    counts = notebook.repository.counts()
    yield from (_read(notebook, id) for id in sorted(counts))
    yield from (record.id for record in notebook.repository.articles.all() if record.id not in counts)


def _named(
    notebook: Notebook, articles: Iterable[Article | str | Path], problems: list[str]
) -> Iterator[Article | str]:
    counts = notebook.repository.counts()
    for one in articles:
        if isinstance(one, Article):
            yield one
        elif is_folder(one) or is_collection(Path(one)):
            yield from _in_folder(notebook, Path(one), problems)
        elif not is_there(Path(one)) and str(one) in counts:
            yield _read(notebook, str(one))
        else:
            yield notebook.read(one)


def _in_folder(notebook: Notebook, folder: Path, problems: list[str]) -> Iterator[Article]:
    """The articles of a folder, or of a file of many, that the store knows; one that can't be read is told of and the rest goes out."""
    for listing in notebook.listings([folder]):
        if listing.problem:
            problems.append(listing.problem)
        elif listing.notes or notebook.repository.articles.get(listing.id) is not None:
            yield notebook.read(listing.path)


def _read(notebook: Notebook, id: str) -> Article | str:
    """An article of the store, or its id when its file is gone or can't be read any more."""
    path = notebook.path_of(id)
    try:
        return notebook.read(path) if path is not None else id
    except SourceError:
        return id


def _item(notebook: Notebook, article: Article | str, is_chosen: Chooser | None) -> ExportItem:
    if isinstance(article, str):
        item = _gone(notebook.repository, article)
    else:
        item = ExportItem(article, tuple(notebook.notes(article)), None)
    if is_chosen is None:
        return item
    return replace(item, chosen=frozenset(note.id for note, _ in item.notes if is_chosen(note)))


def _gone(repository: Repository, id: str) -> ExportItem:
    """An article without its file, from what the store knows: quotes and where they stood."""
    record = repository.articles.get(id)
    title = _UNFILED_TITLE if id == UNFILED else record.title if record and record.title else id
    article = Article(
        id,
        Path(record.paths[0]) if record and record.paths else None,
        title,
        "",
        (),
        fingerprint=record.fingerprint if record else "",
        author=record.author if record else None,
        published=record.published if record else None,
        url=record.url if record else None,
    )
    pairs = [(note, Anchor(note.position, "exact", 1.0)) for note in repository.annotations(id)]
    return ExportItem(article, tuple(sorted(pairs, key=lambda p: reading_order(*p))), None, is_gone=True)


def _find_names(notebook: Notebook, articles: Sequence[Article], how: ExportHow) -> list[str]:
    """Find what the cache lacks, in a process of its own; unless no names are to be found.

    Returns:
        What went wrong, a line each; those articles are exported without names.
    """
    missing = [article for article in articles if notebook.known_entities(article) is None]
    if not missing or not how.get("find_names", True):
        return []
    try:
        done = notebook.index(missing, progress=how.get("watch") or (lambda _: None))
    except EngineError as problem:
        return [f"without names: {problem.message}"]
    return [f"without names: {line}" for line in done.failed]


def _with_names(notebook: Notebook, items: Sequence[ExportItem]) -> list[ExportItem]:
    """The same with the entities that are known."""
    named = [
        replace(item, entities=notebook.known_entities(item.article))
        if item.notes and not item.is_gone
        else item
        for item in items
    ]
    return list(_with_names_joined(notebook, named))


def _with_names_joined(notebook: Notebook, items: Sequence[ExportItem]) -> Iterator[ExportItem]:
    """The same with one name for who is one across articles: "ECB" is what some article calls so."""
    all_named = [entity for item in items for entity in item.entities or ()]
    names = {key_of(entity.canonical, entity.label): entity.canonical for entity in reversed(all_named)}
    stated = (
        (short, key_of(entity.canonical, entity.label))
        for item in items
        for entity in notebook.article_entities.stating(item.article, item.entities or ())
        if (short := stated_short_form(entity.text, entity.canonical, entity.label)) is not None
    )
    joined = join_names(stated, notebook.mentions.apart())
    joins = {short: names[full] for short, full in joined.items()}
    for item in items:
        entities = tuple(
            replace(entity, canonical=joins.get(key_of(entity.canonical, entity.label), entity.canonical))
            for entity in item.entities or ()
        )
        yield item if item.entities is None else replace(item, entities=entities)
