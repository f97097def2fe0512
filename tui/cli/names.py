"""`postil names`, `postil entity`: who and what the articles name, how often, since when, beside whom."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.mentions.company import kinds_beside, said_of_company
from annotations.mentions.names import SORTS, Sort, Where
from annotations.search.relative_dates import first_day
from annotations.text.plurals import group_digits, pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON, PATHS
from tui.cli.output import fields, iso, print_json, print_line, print_table, say
from tui.cli.progress import ProgressLine

if TYPE_CHECKING:
    from annotations.mentions.card import Card
    from annotations.mentions.company import Beside
    from annotations.mentions.names import NameCount

_MOST_WORDS_AT_ONCE = 100_000
"""So much is looked through before an answer, half a minute; of more it is said what is missing."""
_WITH_SHOWN = 12
_MOST_WITH = 100_000


class Day(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """A day as a search says it: 2026-01-31, 2026-03, 7d, "last month"."""

    name = "date"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Take a span of time for its first day."""
        day = value if isinstance(value, date) else first_day(str(value), date.today())
        if day is None:
            self.fail(f"{value} is no date; write it as 2026-01-31, 2026-01, 7d or 'last month'", param, ctx)
        return day


_AFTER = click.option("--after", type=Day(), metavar="D", help="Only articles of this day or later.")
_BEFORE = click.option("--before", type=Day(), metavar="D", help="Only articles of before this day.")
_LABEL = click.option("--label", metavar="L", help="Only this label (PERSON, ORG, GPE, ...).")


@click.command(
    "names",
    epilog="\b\nExamples:\n  postil names --label PERSON --after 2026-03\n  postil names ~/Articles --sort last\n"
    "  postil names --with 'Steve Witkoff' --json | jq -r '.[].name'",
)
@PATHS
@_LABEL
@_AFTER
@_BEFORE
@click.option(
    "--sort",
    type=click.Choice(SORTS),
    default="mentions",
    show_default=True,
    help="By what they are ordered.",
)
@click.option("--with", "other", metavar="NAME", help="Only those named in the same articles as this one.")
@JSON
@click.pass_obj
def names_command(
    context: CommandContext,
    paths: tuple[Path, ...],
    label: str | None,
    after: date | None,
    before: date | None,
    sort: Sort,
    other: str | None,
    as_json: bool,
) -> int:
    """Print who and what the articles name, with counts; without PATH of the folders of the settings, else the samples."""
    from annotations.mentions.names import list_names, spellings

    where, failed = _looked_through(context, paths, after, before, is_quiet=as_json)
    index = context.library.mentions.index
    beside: dict[int, Beside] = {}
    if other is not None:
        where, beside = _beside(context, other, where, _places_said(context, paths))
    names = [
        one
        for one in list_names(index, where, sort=sort)
        if (not label or one.label == label.upper()) and (other is None or one.id in beside)
    ]
    if as_json:
        aliases = spellings(index, (one.id for one in names))
        print_json([_record(one, aliases.get(one.id, ())) for one in names])
    else:
        rows = [
            (group_digits(one.mentions), group_digits(one.articles), one.label, iso(one.first) or "",
             iso(one.last) or "", one.name)
            for one in names
        ]  # fmt: skip
        print_table(rows, right=(0, 1), none="no such names there")
    return failed


@click.command(
    "entity",
    epilog="\b\nExamples:\n  postil entity 'Steve Witkoff'\n  postil entity Minsk --label GPE ~/Articles\n"
    "  postil entity Lavrov --after 2026 --json | jq .months",
)
@click.argument("name")
@PATHS
@_LABEL
@_AFTER
@_BEFORE
@JSON
@click.pass_obj
def entity_command(
    context: CommandContext,
    name: str,
    paths: tuple[Path, ...],
    label: str | None,
    after: date | None,
    before: date | None,
    as_json: bool,
) -> int:
    """Print the card of a name: other spellings, mentions by date, months, beside whom, notes."""
    from annotations.mentions.card import find_name

    where, failed = _looked_through(context, paths, after, before, is_quiet=as_json)
    index = context.library.mentions.index
    entity = find_name(index, name, where, label=(label or "").upper(), there=_places_said(context, paths))
    card = context.library.card(entity, where)
    if as_json:
        print_json(_card_record(context, card))
    else:
        _print_card(card)
    return failed


def _looked_through(
    context: CommandContext, paths: Sequence[Path], after: date | None, before: date | None, *, is_quiet: bool
) -> tuple[Where, int]:
    """The articles that are meant, looked through if that is not for long; 1 where a path can't be read."""
    library = context.library
    rows, is_missing = context.listings(paths, is_quiet=is_quiet)
    if is_missing and not rows:  # that is all there is to say: nobody is named in no article
        raise click.exceptions.Exit(1)
    coverage = library.mentions.update(rows)
    if coverage.missing and sum(row.words for row in coverage.missing) <= _MOST_WORDS_AT_ONCE:
        with ProgressLine("finding names:") as line:
            done = library.index(
                library.articles.readable(row.path for row in coverage.missing),
                total=len(coverage.missing),
                progress=line,
            )
        for problem in done.failed:
            say(f"postil: {problem}")
        coverage = library.mentions.update(rows)
    if coverage.missing:
        missing = f"{group_digits(len(coverage.missing))} of {pluralize(coverage.articles, 'article')}"
        say(f"postil: {missing} are not looked through for names yet; postil index does it")
    return Where(frozenset(row.id for row in rows), after, before), int(is_missing)


def _places_said(context: CommandContext, paths: Sequence[Path]) -> str:
    """Where names are looked for, for people; and that it may be elsewhere where nobody said where."""
    from tui.format import shown_path

    places = ", ".join(map(shown_path, paths or context.default_paths()))
    return f"in {places}" if paths else f"in {places} (name a FILE or folder behind it to look elsewhere)"


def _beside(
    context: CommandContext, name: str, where: Where, places: str
) -> "tuple[Where, dict[int, Beside]]":
    """Only the articles that name somebody, and who else is named there."""
    from annotations.mentions.card import find_name
    from annotations.mentions.company import beside
    from annotations.mentions.names import articles_of

    index = context.library.mentions.index
    entity = find_name(index, name, where, there=places)
    there = articles_of(index, entity.id)
    own = there if where.articles is None else there & where.articles
    return Where(own, where.after, where.before), {
        one.id: one for one in beside(index, entity.id, where, most=_MOST_WITH)
    }


def _record(name: "NameCount", aliases: Sequence[str]) -> dict[str, Any]:
    return {
        **fields(name, "name label"),
        "aliases": list(aliases),
        **fields(name, "mentions articles first last"),
    }


def _card_record(context: CommandContext, card: "Card") -> dict[str, Any]:
    from tui.cli.notes import as_records

    return {
        **fields(card.name, "name label"),
        "aliases": list(card.aliases),
        "mentions": [
            {
                **fields(one, "article title published"),
                "start": one.span.start,
                "end": one.span.end,
                "context": one.passage,
            }
            for one in card.mentions
        ],
        "months": card.months,
        "with": [fields(one, "name label articles paragraphs sentences") for one in card.beside],
        "notes": as_records(context, card.notes),
    }


def _print_card(card: "Card") -> None:
    """For eyes: who it is, when, beside whom, then every mention."""
    name = card.name
    articles = f"{pluralize(name.mentions, 'mention')} in {pluralize(name.articles, 'article')}"
    print_line(f"{name.name} · {name.label} · {articles}")
    if card.aliases:
        print_line(f"also: {', '.join(card.aliases)}")
    if name.first is not None:
        print_line(f"from {iso(name.first)} to {iso(name.last)}")
    if card.beside:
        twins = kinds_beside(name, card.beside)
        print_line(f"with: {said_of_company(card.beside[:_WITH_SHOWN], twins)}")
    for note in card.notes:
        print_line(
            f"note: {note.annotation.id}  {' '.join((note.annotation.note or note.annotation.quote).split())}"
        )
    article = ""
    for one in card.mentions:
        if one.article != article:
            article = one.article
            print_line()
            print_line(f"{iso(one.published) or 'no date':<10}  {one.title}")
        print_line(f"  {' '.join(one.passage.split())}")
