"""`postil entities`."""

import sys
from pathlib import Path
from typing import Any

import click

from annotations.entities.engine.language import language_of, only_rules
from annotations.errors import AnnotationsError, SourceError
from annotations.model import Article, Entity
from tui.cli.context import CommandContext, context_of
from tui.cli.options import JSON, ArticleName
from tui.cli.output import print_json, print_table, say


@click.command(
    "entities",
    epilog="\b\nExamples:\n  postil entities report.txt --label PERSON --label ORG\n"
    "  echo 'Steve Witkoff met Putin in Moscow.' | postil entities - --json",
)
@click.argument("articles", nargs=-1, required=True, type=ArticleName())
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="L",
    help="Only this label (PERSON, GPE, ...); may be repeated.",
)
@JSON
@click.pass_context
def entities_command(
    ctx: click.Context, articles: tuple[str, ...], labels: tuple[str, ...], as_json: bool
) -> int:
    """Print the entities of articles; `-` reads plain text from stdin and takes it as it stands."""
    context = context_of(ctx)
    wanted = {label.upper() for label in labels}
    documents: list[dict[str, Any]] = []
    failed = 0
    for name in articles:
        try:
            article = _stdin() if name == "-" else _read(context, name)
        except AnnotationsError as problem:
            if len(articles) == 1:
                raise
            say(f"postil: {problem.message}")
            failed = 1
            continue
        if told := only_rules(language_of(article.text)):
            say(f"postil: {told if len(articles) == 1 else f'{article.title}: {told}'}")
        wanted_entities = [e for e in context.library.entities(article) if not wanted or e.label in wanted]
        if as_json:
            documents.append(
                {
                    "article": article.id or name,
                    "engine": _engine(context),
                    "entities": [as_record(e) for e in wanted_entities],
                }
            )
        else:
            _print(article, wanted_entities, is_named=len(articles) > 1)
    if as_json:
        print_json(documents)
    return failed


def as_record(entity: Entity) -> dict[str, Any]:
    """An entity as the contract's JSON has it."""
    return {
        "start": entity.span.start,
        "end": entity.span.end,
        "text": entity.text,
        "label": entity.label,
        "canonical": entity.canonical,
    }


def _engine(context: CommandContext) -> str:
    return context.library.engine_name


def _print(article: Article, entities: list[Entity], *, is_named: bool) -> None:
    counts: dict[tuple[str, str], int] = {}
    for entity in entities:
        key = (entity.label, entity.canonical)
        counts[key] = counts.get(key, 0) + 1
    if is_named:
        say(article.title)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = [(str(count), label, canonical) for (label, canonical), count in ordered]
    print_table(rows, right=(0,), none="no such names in it")


def _read(context: CommandContext, name: str) -> Article:
    """An article; of a folder what to do instead, for the contract has it refused."""
    if Path(name).is_dir():
        raise SourceError(
            f"{name} is a folder; name the articles in it, for example: postil entities {Path(name) / '*.txt'}"
        )
    return context.library.read(name)


def _stdin() -> Article:
    from annotations.sources import article_from_text
    from annotations.sources.decoding import decode

    return article_from_text(decode(sys.stdin.buffer.read()), structured=False)
