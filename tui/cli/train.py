"""`postil train`: the recogniser learns from the corrections."""

import sys
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.entities.corrections import apply_corrections
from annotations.errors import EngineError, SourceError
from annotations.library import Library
from annotations.model import Article
from annotations.paths import samples_folder
from tui.cli.context import CommandContext
from tui.cli.options import JSON
from tui.cli.output import print_done, print_json, print_line, print_table, say

if TYPE_CHECKING:
    from annotations.entities.tuning.tune import Corrected

_MOST_OF_A_RULE = 20
_MOST_REHEARSED = 100
"""Articles of the library besides the samples; so many are read at most."""


@click.command(
    "train", epilog="\b\nExamples:\n  postil train --dry-run\n  postil train\n  postil train --back"
)
@click.option("--dry-run", is_flag=True, help="Learn and judge, but keep nothing.")
@click.option(
    "--back", "goes_back", is_flag=True, help="Go back to what was in force before the last training."
)
@JSON
@click.pass_obj
def train_command(context: CommandContext, dry_run: bool, goes_back: bool, as_json: bool) -> None:
    """Teach a copy of the recogniser your corrections.

    Shows how many of the corrected words are read right before and after, each judged without having been learnt, and the
    scores on marked texts. What is learnt is kept where it is better and forgets nothing; names are then found anew as you
    read. It takes a minute and needs no network.
    """
    if context.settings.entities.model:
        raise EngineError(
            "postil train teaches postil's own recogniser; take `model` under [entities] out of the settings"
        )
    if goes_back:
        _go_back(as_json=as_json)
        return
    _train(context, dry_run=dry_run, as_json=as_json)


def _go_back(*, as_json: bool) -> None:
    from annotations.entities.tuning.tune import go_back

    gone = go_back()
    said = (
        f"{gone} is gone; the recogniser is as it was before"
        if gone
        else "nothing was learnt: the recogniser is as it was shipped"
    )
    print_done(said, {"gone": gone}, as_json=as_json)


def _train(context: CommandContext, *, dry_run: bool, as_json: bool) -> None:
    from annotations.entities.tuning.tune import keep, tune

    library = context.library
    paths = sorted(library.looked_through())  # a rule's words are looked for in all of these
    library.mentions.update(row for row in library.listings(paths) if not row.problem)
    ids = _corrected_ids(library)
    told = (lambda what: say(f"{what} …")) if sys.stderr.isatty() else (lambda _: None)
    tuning = tune(_corrected(library, ids), _rehearsal(library, frozenset(ids)), told)
    kept = keep(tuning) if tuning.is_better and not dry_run else None
    if as_json:
        print_json(
            {
                "places": tuning.places,
                "words": tuning.words,
                "right": {"before": tuning.right[0], "after": tuning.right[1]},
                "gold": {"before": round(tuning.gold[0], 1), "after": round(tuning.gold[1], 1)},
                "better": tuning.is_better,
                "kept": str(kept) if kept is not None else None,
            }
        )
        return
    words = f"of {tuning.words} corrected words read right"
    print_table(
        [
            ("", "before", "after"),
            (words, *map(str, tuning.right)),
            ("F1 on marked texts", *(f"{score:.1f}" for score in tuning.gold)),
        ],
        right=(1, 2),
    )
    if kept is not None:
        print_line(f"kept in {kept}; names are found anew as you read, `postil train --back` goes back")
    elif not tuning.is_better:
        print_line("nothing is kept: what was learnt is not better, or forgets too much")
    else:
        print_line("it is better; without --dry-run it is kept")


def _corrected_ids(library: Library) -> list[str]:
    """The articles whose names were corrected; of what holds everywhere some that say it."""
    ids: dict[str, None] = {}
    for kept in library.name_corrections.all():
        correction = kept.correction
        if correction.kind == "same-as":  # who it is, is not the recogniser's business
            continue
        if correction.article:
            ids[correction.article] = None
        if correction.scope == "everywhere":
            heard = sorted(library.mentions.heard(correction.text))
            ids.update(dict.fromkeys(heard[:_MOST_OF_A_RULE]))
    return list(ids)


def _corrected(library: Library, ids: Iterable[str]) -> Iterator["Corrected"]:
    """The articles that are still there."""
    from annotations.entities.tuning.tune import Corrected

    for id in ids:
        path = library.path_of(id)
        article = _read(library, path) if path is not None else None
        if article is not None:
            said = library.name_corrections.corrections(id)
            yield Corrected(article.text, partial(apply_corrections, article.text, corrections=said))


def _rehearsal(library: Library, corrected: Collection[str]) -> Iterator[str]:
    """Texts that nobody corrected: names from tables, the samples, and articles of the library."""
    from annotations.entities.tuning.drills import drills

    yield from drills()
    samples = [row.path for row in library.listings([samples_folder()]) if not row.problem]
    own = sorted(library.looked_through() - {path.absolute() for path in samples})
    for path in [*samples, *own[:_MOST_REHEARSED]]:
        article = _read(library, path)
        if article is not None and article.id not in corrected:
            yield article.text


def _read(library: Library, path: Path) -> Article | None:
    try:
        return library.read(path)
    except SourceError:
        return None
