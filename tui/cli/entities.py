"""`postil entities`."""

from pathlib import Path

import click
from msgspec.structs import replace

from annotations.entities.dataset import FORMATS, Example, as_record
from annotations.entities.engine.language import language_of, only_rules
from annotations.errors import AnnotationsError, ExportError, SourceError
from annotations.model import Article, Entity
from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON, ArticleName
from tui.cli.output import print_done, print_json, print_lines, print_table, say


@click.command(
    "entities",
    epilog="\b\nExamples:\n  postil entities report.txt --label PERSON --label ORG\n"
    "  echo 'Steve Witkoff met Putin in Moscow.' | postil entities - --json\n"
    "  postil entities ~/Articles/*.md --format spacy --to corrected.spacy",
)
@click.argument("articles", nargs=-1, required=True, type=ArticleName())
@click.option(
    "--label",
    "labels",
    multiple=True,
    metavar="L",
    help="Only this label (PERSON, GPE, ...); may be repeated.",
)
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="Write data to train a model on: an article with its text a line, or spaCy's DocBin.",
)
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="Where that is written.")
@JSON
@click.pass_obj
def entities_command(
    context: CommandContext,
    articles: tuple[str, ...],
    labels: tuple[str, ...],
    format_name: str | None,
    to: Path | None,
    as_json: bool,
) -> int:
    """Print the entities of articles; `-` reads plain text from stdin and takes it as it stands."""
    if (to is not None and format_name is None) or (format_name == "spacy" and str(to or "-") == "-"):
        raise click.UsageError("--format jsonl or spacy and --to FILE go together")
    wanted = {label.upper() for label in labels}
    examples: list[Example] = []
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
        article = article if article.id else replace(article, id=name)
        entities = [e for e in context.library.entities(article) if not wanted or e.label in wanted]
        if format_name is None and not as_json:
            _print(entities, name if len(articles) > 1 else "")
        else:
            examples.append(Example(article, entities))
    if format_name is not None:
        _write(examples, format_name, to, _engine(context), as_json=as_json)
    elif as_json:
        print_json(
            [
                {
                    "article": example.article.id,
                    "engine": _engine(context),
                    "entities": [as_record(entity) for entity in example.entities],
                }
                for example in examples
            ]
        )
    return failed


def _write(examples: list[Example], format_name: str, to: Path | None, engine: str, *, as_json: bool) -> None:
    """Write data to train a model on.

    Raises:
        ExportError: it can't be written.
    """
    from annotations.entities.dataset import as_doc_bin, as_lines
    from annotations.files.write import write_file

    if to is None or str(to) == "-":
        print_lines(as_lines(examples, engine).decode())
        return
    try:
        write_file(
            to,
            as_doc_bin(examples) if format_name == "spacy" else as_lines(examples, engine),
            is_private=False,
        )
    except OSError as error:
        raise ExportError(f"{to} can't be written: {error.strerror}; name another file") from error
    count = sum(len(example.entities) for example in examples)
    said = f"{pluralize(len(examples), 'article')} with {pluralize(count, 'entity', 'entities')} in {to}"
    print_done(said, {"path": to, "articles": len(examples), "entities": count}, as_json=as_json)


def _engine(context: CommandContext) -> str:
    return context.library.engine_name


def _print(entities: list[Entity], article: str) -> None:
    """How often who is named; `article`: said before each, as grep says the file; empty: there is but one."""
    counts: dict[tuple[str, str], int] = {}
    for entity in entities:
        key = (entity.label, entity.canonical)
        counts[key] = counts.get(key, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    where = (article,) if article else ()
    rows = [(*where, str(count), label, canonical) for (label, canonical), count in ordered]
    print_table(rows, right=(len(where),), none=f"no such names in {article or 'it'}")


def _read(context: CommandContext, name: str) -> Article:
    """An article; of a folder what to do instead, for the contract has it refused."""
    if Path(name).is_dir():
        raise SourceError(
            f"{name} is a folder; name the articles in it, for example: postil entities {Path(name) / '*.txt'}"
        )
    return context.read(name)


def _stdin() -> Article:
    from annotations.files.read import read_stdin
    from annotations.sources import article_from_text
    from annotations.sources.decoding import decode

    return article_from_text(decode(read_stdin()), structured=False)
