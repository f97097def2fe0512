"""A page for each name, of whichever kind: other names, the articles that name it, months, company, and the notes on it.

The page is called as the wikilinks in the articles' properties are. A page of that name that a person made themselves
is theirs and is left alone; the links lead to it all the same.
"""

import os
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct, field

from annotations.entities.labels import EXPORT_KINDS, ExportClass, export_class
from annotations.exporters.blocks import Block, Page, block_id, place_of
from annotations.exporters.escape import cleaned, escaped, link_name
from annotations.exporters.file_names import entity_stem, folded
from annotations.exporters.front_matter import Values
from annotations.exporters.items import ExportItem, ExportOptions, ExportReport
from annotations.exporters.page_files import OwnPage, merge_page
from annotations.exporters.page_names import PageNames, page_key
from annotations.exporters.plan import PlannedFile, bytes_of
from annotations.exporters.renamed_pages import former_names, lead_on, move_page, names_again
from annotations.exporters.vault import Owner, Vault, said_in
from annotations.exporters.whole_pages import CARD_KEY, is_untouched
from annotations.model import Anchor, Annotation, Article, Entity, TextSpan
from annotations.notes.name_notes import name_key
from annotations.sources.blocks import of_kind
from annotations.text.plurals import pluralize
from annotations.text.spans import overlaps

_KEYS = ("aliases", "kind", "postil-entity")
_MOST_QUOTED = 120
_MOST_BESIDE = 20
_MOST_OF_AN_ARTICLE = 100
"""Of the names of one article so many, the most mentioned, can be anyone's company: the effort stays linear."""
_INSIDE = str.maketrans({"[": "(", "]": ")", "|": " ", "^": " ", "<": "‹", ">": "›", "`": "'", "\\": " "})

Places = Mapping[Owner, Path]
Mentioned = tuple[ExportItem, Annotation, Anchor]
_Key = tuple[ExportClass, str]
"""A name: its kind, and what its page is called, folded."""


class _Name(Struct):
    """All that is known of one name over all articles."""

    kind: ExportClass
    spellings: Counter[str] = field(default_factory=Counter)
    mentions: Counter[str] = field(default_factory=Counter)
    """By article id."""
    written: Counter[str] = field(default_factory=Counter)
    """Those of them in the byline of an article: who wrote it is nobody's company."""
    notes: list[Mentioned] = field(default_factory=list)


def plan_entity_pages(
    vault: Vault,
    items: Sequence[ExportItem],
    places: Places,
    called: PageNames,
    options: ExportOptions,
    report: ExportReport,
) -> list[PlannedFile]:
    """A file for each name; those whose names are gone lose what is ours, and go if that was all.

    A name that goes by another one now takes its page along; see `annotations/exporters/renamed_pages.py`.

    Args:
        vault: where the files of articles go, too.
        items: all articles with notes, with their entities.
        places: where each article, or each note of a split export, is written.
        called: what pages are called.
        options: the flavour.
        report: takes in what people should know; pages are not counted as notes.
    """
    names, articles = _gathered(items, called), {item.article.id: item.article for item in items}
    known = all(item.entities is not None or item.is_gone or not item.notes for item in items)
    gone = sorted(owner[1] for owner in vault.owners if owner[0] == "entity" and owner[1] not in names)
    former = former_names(
        {name: (about.kind, about.spellings) for name, about in names.items()}, gone if known else ()
    )
    if known:
        former |= _names_again(vault, [old for old in gone if old not in former], names, places, options)
    files: list[PlannedFile] = []
    pages: dict[str, Path] = {}
    most_named = _most_named(names)
    theirs = _by_stem(vault.unowned)
    for name in sorted(names):
        company = _company(name, names[name], most_named)
        own = _page(name, names[name], company, _Links(vault, name, places, options), articles, options)
        stem = folded(own.names[0].removesuffix(".md"))
        cards = [path for path in theirs.get(stem, ()) if _is_card(vault, path)]
        files += [PlannedFile(path, bytes_of(path), None) for path in cards]
        if vault.find(own.owner) is None and cards != theirs.get(stem, []):
            report.notices.append(f"{own.names[0]}: a page of your own; it was left alone")
            continue
        old = next((old for old, now in former.items() if now == name), None)
        if vault.find(own.owner) is None and old is not None:
            planned = list(move_page(vault, old, own, options.flavor, report))
            del former[old]
            gone.remove(old)
        else:
            planned = _merged(vault, own, report)
        pages |= {name: planned[0].path} if planned else {}
        files += planned
    for old in gone if known else ():
        if (target := pages.get(former.get(old, ""))) is not None:
            file = lead_on(vault, old, former[old], target, options.flavor, report)
            files += [file] if file is not None else []
            continue
        values: Values = {"aliases": (), "kind": None, "postil-entity": old}
        page = Page(values, old, (), options.flavor)
        files += _merged(vault, OwnPage(("entity", old), page, (), leaves_when_empty=True), report)
    return files


def _names_again(
    vault: Vault, gone: Iterable[str], names: Mapping[str, _Name], places: Places, options: ExportOptions
) -> dict[str, str]:
    """Which of the names that have gone are again what they were, as after a correction that was taken back."""
    paths = {old: path for old in gone if (path := vault.find(("entity", old))) is not None}
    by_mentions = sorted(names, key=lambda name: (-names[name].mentions.total(), name))

    def is_listed(old: str, text: str, name: str) -> bool:
        links = _Links(vault, old, places, options)
        return any(link in text for article in names[name].mentions if (link := links.start(article)))

    return names_again(
        {old: said_in(path) for old, path in paths.items()},
        {name: names[name].kind for name in by_mentions},
        is_listed,
    )


def _by_stem(paths: Iterable[Path]) -> dict[str, list[Path]]:
    """Files by what they are called, as links know them."""
    named: dict[str, list[Path]] = {}
    for path in paths:
        named.setdefault(folded(path.stem), []).append(path)
    return named


def _is_card(vault: Vault, path: Path) -> bool:
    """Is it a name's card that was written into the folder on its own, as it was? Its page takes its place."""
    return path.parent == vault.folder and is_untouched(said_in(path), CARD_KEY)


def _merged(vault: Vault, own: OwnPage, report: ExportReport) -> list[PlannedFile]:
    mine = ExportReport()
    file = merge_page(vault, own, mine)
    report.notices += mine.notices
    return [file] if file is not None else []


def _gathered(items: Sequence[ExportItem], called: PageNames) -> dict[str, _Name]:
    """The names of all articles with notes, by what their pages are called; names of a kind with one page are one."""
    names: dict[str, _Name] = {}
    by_key: dict[_Key, _Name] = {}
    for item in items:
        bylines = [block.span for block in of_kind(item.article.blocks, "byline")]
        for entity in item.entities or ():
            kind, name = export_class(entity.label), link_name(entity.canonical)
            if not kind or not name or not item.notes:
                continue
            about = by_key.get(key := (kind, page_key(name)))
            if about is None:
                about = by_key[key] = names.setdefault(called.of(kind, name), _Name(kind))
            about.spellings[" ".join(entity.text.split())] += 1
            about.mentions[item.article.id] += 1
            about.written[item.article.id] += any(overlaps(entity.span, byline) for byline in bylines)
        named_in = _NamesInPlace(item.entities or ())
        for note, anchor in item.notes:
            if note.entity is not None and note.target.source != item.article.id:
                continue  # it is listed with the article in which it was written
            keys = named_in.keys(anchor.span)
            if note.entity:
                keys |= _keys_of_note(note, item, by_key)
            for key in keys & by_key.keys():
                by_key[key].notes.append((item, note, anchor))
    return names


def _keys_of_note(note: Annotation, item: ExportItem, names: Container[_Key]) -> set[_Key]:
    """The names that a note on a name is on: that of its kind; where none is, or it says no kind, all that are called so.

    Where nobody goes by its name any more, as after a mention was joined with another name, whoever is written so there.
    """
    name = note.entity or ""
    key, kind = page_key(link_name(name)), export_class(note.entity_label)
    if kind and (kind, key) in names:
        return {(kind, key)}
    called_so = {(one, key) for one in EXPORT_KINDS if (one, key) in names}
    return called_so or {
        (one, page_key(link_name(entity.canonical)))
        for entity in item.entities or ()
        if name_key(entity.text) == name_key(name) and (one := export_class(entity.label))
    }


class _NamesInPlace:
    """Who is named where in an article."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = sorted(entities, key=lambda entity: entity.span.start)
        self._reach = list(accumulate((entity.span.end for entity in self._entities), max))
        """How far an entity and all before it reach."""

    def keys(self, span: TextSpan | None) -> set[_Key]:
        """The names that stand in a span, at least in part."""
        if span is None:
            return set()
        first = bisect_right(self._reach, span.start)
        behind = bisect_left(self._entities, span.end, key=lambda entity: entity.span.start)
        near = self._entities[first:behind]
        kinds = ((export_class(entity.label), entity) for entity in near if overlaps(entity.span, span))
        return {(kind, page_key(link_name(entity.canonical))) for kind, entity in kinds if kind}


class _Links:
    """Links from one name's page to the files of articles and notes."""

    def __init__(self, vault: Vault, name: str, places: Places, options: ExportOptions) -> None:
        page = vault.find(("entity", name))
        self._base = page.parent if page is not None else vault.folder / "people"
        self._places = places
        self._is_plain = options.flavor == "plain"

    def to(self, article: str, note: str, words: str) -> str:
        """A link, in Obsidian to the very note; the words alone where there is no file."""
        path = self._places.get((article, "")) or self._places.get((article, note))
        if path is None:
            return escaped(words)
        if self._is_plain:
            return f"[{escaped(words)}]{self._target(path)}"
        return f"[[{path.stem}{f'#^{note}' if note else ''}|{_inside(words)}]]"

    def start(self, article: str) -> str:
        """What every link to the file of an article has; empty: there is none."""
        path = self._places.get((article, ""))
        if path is None:
            return ""
        return self._target(path) if self._is_plain else f"[[{path.stem}|"

    def _target(self, path: Path) -> str:
        return f"(<{quote(os.path.relpath(path, self._base).replace(os.sep, '/'))}>)"


def _inside(words: str) -> str:
    """Words inside a wikilink: nothing that ends it, the line or the text."""
    return " ".join(cleaned(words).translate(_INSIDE).split()).replace("%%", "%").replace("{{", "{ {")


def _most_named(names: Mapping[str, _Name]) -> dict[str, list[tuple[str, int]]]:
    """By article id the pages of the names that its text mentions most, with how often."""
    named: dict[str, Counter[str]] = {}
    for name, about in names.items():
        for article, count in (about.mentions - about.written).items():
            named.setdefault(article, Counter())[name] += count
    return {article: counts.most_common(_MOST_OF_AN_ARTICLE) for article, counts in named.items()}


def _company(
    name: str, about: _Name, most_named: Mapping[str, Sequence[tuple[str, int]]]
) -> list[tuple[str, int]]:
    """Who is named in the same articles, with the number of those: in most of them first, then most often."""
    shared, mentions = Counter[str](), Counter[str]()
    for article in about.mentions:
        for other, count in most_named.get(article, ()):
            shared[other] += 1
            mentions[other] += count
    del shared[name]
    ranked = sorted(shared, key=lambda other: (-shared[other], -mentions[other], other))
    return [(other, shared[other]) for other in ranked[:_MOST_BESIDE]]


def _page(
    name: str,
    about: _Name,
    company: Sequence[tuple[str, int]],
    links: _Links,
    articles: Mapping[str, Article],
    options: ExportOptions,
) -> OwnPage:
    aliases = [said for said in sorted(about.spellings) if said != name and len(said) > 1]
    values: Values = {"aliases": aliases, "kind": EXPORT_KINDS[about.kind], "postil-entity": name}
    notes = "\n".join(_notes(about, links))
    blocks = [Block("articles", "\n".join(["## Articles with notes\n", *_articles(about, links, articles)]))]
    if months := _months(about, articles):
        blocks.append(Block("months", "\n".join(["## By month\n", *months])))
    if company:  # not as links: a name that is renamed would leave a page for each
        beside = (f"- {escaped(other)}: {pluralize(count, 'article')}" for other, count in company)
        blocks.append(Block("with", "\n".join(["## With\n", *beside])))
    blocks += [Block("notes", f"## Notes\n\n{notes}")] if notes else []
    return OwnPage(
        ("entity", name),
        Page(values, name, blocks, options.flavor),
        (f"{entity_stem(name)}.md",),
        about.kind,
        leaves_when_empty=True,
    )


def _articles(about: _Name, links: _Links, articles: Mapping[str, Article]) -> Iterator[str]:
    """A line an article, the newest first, those without a date last."""
    named = [articles[id] for id in about.mentions]
    named.sort(key=lambda article: (-about.mentions[article.id], article.title, article.id))
    named.sort(key=lambda article: article.published or date.min, reverse=True)
    for article in named:
        count = about.mentions[article.id]
        day = f"{article.published.isoformat()} · " if article.published is not None else ""
        yield f"- {day}{links.to(article.id, '', article.title or 'Untitled')} · {pluralize(count, 'mention')}"


def _months(about: _Name, articles: Mapping[str, Article]) -> list[str]:
    """A line a month with mentions, the newest first; of articles with a date."""
    months = Counter[str]()
    for article, count in about.mentions.items():
        if (day := articles[article].published) is not None:
            months[day.isoformat()[:7]] += count
    return [
        f"- {month}: {pluralize(count, 'mention')}" for month, count in sorted(months.items(), reverse=True)
    ]


def _notes(about: _Name, links: _Links) -> Iterator[str]:
    """A line a note, in reading order: where it is, its words, and how its text begins."""
    for item, note, anchor in about.notes:
        place = place_of(item, note, anchor) if note.quote else ""
        where = ", ".join(part for part in (item.article.title or "Untitled", place) if part)
        said = [f"“{escaped(_short(note.quote))}”"] if note.quote else []
        said += [escaped(_short(note.note))] if note.note else []
        link = f"- {links.to(item.article.id, block_id(note), where)}"
        yield f"{link}: {' '.join(said)}" if said else link


def _short(text: str) -> str:
    """One line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST_QUOTED else f"{line[:_MOST_QUOTED].rsplit(' ', 1)[0]} …"
