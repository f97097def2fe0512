"""`postil note`, `postil notes`, `postil tags`."""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.model import COLORS, Anchor, Annotation, TextSpan
from annotations.sources.members import is_there
from annotations.text.canonical import showable
from annotations.text.folding import fold, fold_case
from annotations.text.hashtags import hashtags, is_within, tags_beside
from tui.cli.context import CommandContext
from tui.cli.options import ARTICLE, JSON, PATHS, TAGS, TagName
from tui.cli.output import print_json, print_line, print_table
from tui.format import doubt

if TYPE_CHECKING:
    from annotations.notes.query import AnchoredNote


_MOST_BYTES = 16 << 20
"""Of a note from standard input."""


@click.command(
    "note",
    epilog="\b\nExamples:\n  postil note report.txt --quote 'ready to reach a deal' --text 'Who said so?' --tag to-verify\n"
    "  postil note report.txt --entity 'Steve Witkoff' --text 'Fourth visit since February.'\n"
    "  postil note report.txt --text 'Read again next week.'",
)
@ARTICLE
@click.option("--quote", metavar="Q", help="The words that the note is on, as they stand in the article.")
@click.option("--prefix", metavar="P", default="", help="What stands right before the quote.")
@click.option("--suffix", metavar="S", default="", help="What stands right behind the quote.")
@click.option("--entity", metavar="NAME", help="The name that the note is on.")
@click.option("--label", metavar="L", help="The kind of that name (GPE, LAW, ...), where it has several.")
@click.option("--text", metavar="T", default="", help="The note, in Markdown; `-` reads it from stdin.")
@TAGS
@click.option("--color", type=click.Choice(COLORS), help="Colour of the highlight.")
@JSON
@click.pass_obj
def note_command(
    context: CommandContext,
    article: str,
    quote: str | None,
    prefix: str,
    suffix: str,
    entity: str | None,
    label: str | None,
    text: str,
    tags: tuple[str, ...],
    color: str | None,
    as_json: bool,
) -> None:
    """Add a note: on a quote, on a name, or without both on the whole article."""
    if quote is not None and entity is not None:
        raise click.UsageError("--quote and --entity exclude each other; give one of them")
    if label is not None and entity is None:
        raise click.UsageError("--label belongs to --entity; give the name too")
    if quote is None and (prefix or suffix):
        raise click.UsageError("--prefix and --suffix belong to --quote; give the quote too")
    note = _piped_note() if text == "-" else text
    if not (note or tags or color or quote is not None):
        raise click.UsageError("There is nothing to keep; give --text, --tag or --color")
    library, read = context.library, context.read(article)
    span: TextSpan | None = None
    if quote is not None:
        from tui.cli.find_quote import span_of_quote

        span = span_of_quote(read, quote, prefix, suffix)
    kind = ""
    if entity is not None:
        from tui.cli.find_quote import canonical_of

        entity, kind = canonical_of(read, entity, library.entities(read), (label or "").upper())
    kept = library.annotate(read, span, note=note, tags=tags, color=color, entity=entity, entity_label=kind)
    if as_json:
        anchor = next((a for one, a in library.notes(read) if one.id == kept.id), Anchor(span, "exact", 1.0))
        print_json(_record(_stored(context)[kept.id], anchor))
    else:
        print_line(kept.id)


def _piped_note() -> str:
    """The note that stands on standard input, in whatever encoding."""
    from annotations.files.read import read_stdin

    raw = read_stdin(most_bytes=_MOST_BYTES)
    try:
        note = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        from annotations.sources.decoding import decode

        note = decode(raw)
    return note.rstrip("\r\n")


@click.command(
    "notes",
    epilog="\b\nExamples:\n  postil notes --tag to-verify\n"
    "  postil notes --entity Powell --json | jq -r '.[].id'\n  postil notes ~/Articles --orphaned",
)
@PATHS
@click.option("--tag", type=TagName(), metavar="T", help="Only with this tag, or one nested in it.")
@click.option("--entity", metavar="E", help="Only on this name, or on words that hold it.")
@click.option("--text", "words", metavar="Q", help="Only with these words in note or quote.")
@click.option("--orphaned", is_flag=True, help="Only those whose words are gone from their article.")
@click.option("--unfiled", is_flag=True, help="Only those that came in without an article.")
@JSON
@click.pass_obj
def notes_command(
    context: CommandContext,
    paths: tuple[Path, ...],
    tag: str | None,
    entity: str | None,
    words: str | None,
    orphaned: bool,
    unfiled: bool,
    as_json: bool,
) -> None:
    """Print the notes, article by article, in reading order; without PATH those of the whole store."""
    kept = [
        noted
        for noted in context.library.all_notes([_file(context, path) for path in paths] or None)
        if (tag is None or any(is_within(one, tag) for one in noted.annotation.tags))
        and _is_on(noted.annotation, entity)
        and _says(noted.annotation, words)
        and (not orphaned or noted.anchor.quality == "orphan")
        and (not unfiled or _is_unfiled(context, noted))
    ]
    if as_json:
        print_json(as_records(context, kept))
    elif sys.stdout.isatty() and kept:
        _print_cards(kept)
    else:
        print_table(
            [
                (n.annotation.id, n.title, _about(n), n.annotation.note, hashtags(n.annotation.tags))
                for n in kept
            ],
            none="no such notes yet; `postil note` or the key a on the page makes one",
        )


@click.command("tags", epilog="\b\nExamples:\n  postil tags\n  postil tags --json | jq -r '.[0].tag'")
@JSON
@click.pass_obj
def tags_command(context: CommandContext, as_json: bool) -> None:
    """Print the tags with their counts."""
    tags = list(context.library.tags())
    if as_json:
        print_json([{"tag": tag, "count": count} for tag, count in tags])
    else:
        rows = [(str(count), f"#{tag}") for tag, count in tags]
        print_table(rows, right=(0,), none="no tags yet; give a note some with --tag")


def _file(context: CommandContext, path: Path) -> Path:
    """A path as it stands; the id of an article stands for its file."""
    return path if is_there(path) else context.library.path_of(str(path)) or path


def as_records(context: CommandContext, notes: Sequence["AnchoredNote"]) -> list[dict[str, Any]]:
    """Notes as the contract's JSON has them."""
    stored = _stored(context) if notes else {}
    return [_record(stored[noted.annotation.id], noted.anchor) for noted in notes]


def _stored(context: CommandContext) -> dict[str, dict[str, Any]]:
    """The W3C Web Annotations by id, as they stand in the store."""
    table = context.library.repository.tables().get("annotations", {})
    return {record["id"]: record for record in table.values() if isinstance(record, dict) and "id" in record}


def _record(stored: dict[str, Any], anchor: Anchor) -> dict[str, Any]:
    """A W3C Web Annotation, and where its words stand today."""
    span = anchor.span
    start, end = (span.start, span.end) if span else (None, None)
    return {
        **stored,
        "postil:anchor": {"quality": anchor.quality, "start": start, "end": end, "score": anchor.score},
    }


def _is_on(annotation: Annotation, name: str | None) -> bool:
    if name is None:
        return True
    folded = fold_case(name)
    return folded in fold_case(annotation.entity or "") or folded in fold_case(annotation.quote)


def _says(annotation: Annotation, words: str | None) -> bool:
    if words is None:
        return True
    wanted = " ".join(fold(words).split())
    return any(wanted in " ".join(fold(text).split()) for text in (annotation.note, annotation.quote))


def _is_unfiled(context: CommandContext, noted: "AnchoredNote") -> bool:
    """It has no article, or one of which we know no file."""
    if noted.path is not None:
        return False
    record = context.library.repository.articles.get(noted.annotation.target.source)
    return record is None or not record.paths


def _about(noted: "AnchoredNote") -> str:
    return noted.annotation.quote or noted.annotation.entity or ""


def _print_cards(notes: Iterable["AnchoredNote"]) -> None:
    title = None
    for noted in notes:
        if noted.title != title:
            title = noted.title
            print_line(title)
        about = " ".join(_about(noted).split())
        lost = "  (its words are gone)" if noted.anchor.quality == "orphan" else ""
        if doubted := doubt(noted.anchor):
            lost = f"  ({doubted})"
        tags = hashtags(tags_beside(noted.annotation.note, noted.annotation.tags))
        print_line(f"  {noted.annotation.id}  {tags}{lost}".rstrip())
        if about:
            print_line(f"    “{about if len(about) <= 160 else about[:159] + '…'}”")
        for line in noted.annotation.note.split("\n"):
            if line:
                print_line(f"    {showable(line)}")
