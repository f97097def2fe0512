"""A name's card as one page of Markdown: who it is, when, beside whom, the notes on it, and every mention with its source."""

from collections.abc import Iterator
from pathlib import Path

from annotations.entities.labels import human_name
from annotations.errors import ExportError
from annotations.exporters.escape import escaped, heading_text
from annotations.exporters.file_names import entity_stem
from annotations.exporters.plan import bytes_of, writing_to
from annotations.exporters.vault import text_of
from annotations.exporters.whole_pages import CARD_KEY, WholePage, merge_whole
from annotations.files.disk import RealFiles
from annotations.files.write import write_file
from annotations.mentions.card import Card
from annotations.paths import expand_home
from annotations.text.plurals import pluralize

_MOST_BESIDE = 20


def name_page(card: Card) -> str:
    """A card as CommonMark: the same card gives the same bytes."""
    return "\n".join(_lines(card)) + "\n"


def write_name_page(card: Card, to: str) -> Path:
    """Write a card's page to a Markdown file, or into a folder as a file called after the name.

    What a person wrote below an earlier one stays.

    Raises:
        ExportError: there is a file of somebody else's at that place, they edited ours, or it can't be written.
    """
    path = expand_home(to).absolute()
    if path.is_dir() or path.suffix.casefold() != ".md":
        path /= f"{entity_stem(card.name.name)}.md"
    page = WholePage(CARD_KEY, name_page(card), (path.name,), len(card.notes))
    try:
        with writing_to(path.parent):
            stamp = RealFiles().stamp(str(path))
            text = merge_whole(text_of(bytes_of(path)), page)
            if text is None:
                raise ExportError(f"{path} is a page of your own, or you edited it; name another file")
            write_file(path, text.encode("utf-8", "surrogateescape"), is_private=False, over=(stamp,))
    except OSError as problem:
        raise ExportError(f"{path} can't be written: {problem.strerror or problem}") from problem
    return path


def _lines(card: Card) -> Iterator[str]:
    name = card.name
    counts = f"{pluralize(name.mentions, 'mention')} in {pluralize(name.articles, 'article')}"
    dates = [day.isoformat() for day in dict.fromkeys((name.first, name.last)) if day is not None]
    yield f"# {heading_text(name.name)}"
    yield ""
    yield " · ".join([human_name(name.label), counts, *([" – ".join(dates)] if dates else [])])
    if card.aliases:
        yield f"\nAlso {escaped(', '.join(card.aliases))}"
    if card.months:
        yield "\n## By month\n"
        yield from (f"- {month}: {count}" for month, count in card.months.items())
    if card.beside:
        yield "\n## With\n"
        for one in card.beside[:_MOST_BESIDE]:
            yield f"- {escaped(one.name)}: {pluralize(one.articles, 'article')}"
    if card.notes:
        yield "\n## Notes\n"
        for note in card.notes:
            said = " ".join((note.annotation.note or note.annotation.quote).split())
            yield f"- {escaped(said)} ({escaped(note.title)})"
    yield "\n## Mentions"
    article = ""
    for mention in card.mentions:
        if mention.article != article:
            article = mention.article
            day = f", {mention.published.isoformat()}" if mention.published is not None else ""
            yield f"\n{escaped(mention.title or 'Untitled')}{day}\n"
        yield f"> {escaped(' '.join(mention.passage.split()))}\n"
