"""`postil corrections`: what the reader said of names, listed, shared and taken in."""

from pathlib import Path
from typing import Any

import click

from annotations.errors import ExportError, ImportFormatError
from annotations.notes.correction_records import REACH, describe_meant, is_of_a_kind
from annotations.notes.name_corrections import KeptCorrection
from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON
from tui.cli.output import print_done, print_json, print_line, print_lines, print_table, say

_MOST_BYTES = 64 << 20


@click.group(
    "corrections",
    epilog="\b\nExamples:\n  postil corrections list\n  postil corrections export ours.jsonl\n"
    "  postil corrections import theirs.jsonl",
)
def corrections_command() -> None:
    """What you said of names: not a name, another kind, the same as another; each with how far it reaches."""


@corrections_command.command(
    "list", epilog="\b\nExample:\n  postil corrections list --json | jq -r '.[].text'"
)
@JSON
@click.pass_obj
def list_corrections(context: CommandContext, as_json: bool) -> None:
    """Print the corrections, the oldest first."""
    kept = context.library.name_corrections.all()
    if as_json:
        print_json([_as_record(one) for one in kept])
        return
    rows = [
        (
            describe_meant(one.correction),
            REACH[one.correction.scope],
            one.title or one.correction.article,
        )
        for one in kept
    ]
    print_table(rows, none="no corrections yet; x, c and M on a name make one")


def _as_record(kept: KeptCorrection) -> dict[str, Any]:
    one = kept.correction
    return {
        "id": kept.id,
        "kind": one.kind,
        "text": one.text,
        "label": one.label or None,
        "canonical": one.canonical or None,
        "scope": one.scope,
        "seen": one.seen if is_of_a_kind(one) else None,
        "article": one.article or None,
        "title": kept.title or None,
    }


@corrections_command.command(
    "export",
    epilog="\b\nExamples:\n  postil corrections export ours.jsonl\n  postil corrections export - | wc -l",
)
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def export_corrections(context: CommandContext, file: Path, as_json: bool) -> None:
    """Write the corrections as JSON lines for others; `-` is standard output."""
    from annotations.files.write import write_file

    lines = context.library.export_corrections()
    count = pluralize(lines.count(b"\n"), "correction")
    if str(file) == "-":
        print_lines(lines.decode("utf-8"))
        say(count)
        return
    try:
        write_file(file, lines, is_private=False)
    except OSError as error:
        raise ExportError(f"{file} can't be written: {error.strerror}; name another file") from error
    print_done(f"{count} in {file}", {"path": file, "corrections": lines.count(b"\n")}, as_json=as_json)


@corrections_command.command("import", epilog="\b\nExample:\n  postil corrections import theirs.jsonl")
@click.argument("file", type=click.Path(path_type=Path))
@JSON
@click.pass_obj
def import_corrections(context: CommandContext, file: Path, as_json: bool) -> int:
    """Take in corrections that others have exported; `-` is standard input. The same again adds nothing."""
    taken = context.library.import_corrections(_read(file))
    problems = [{"line": bad.number, "problem": bad.problem} for bad in taken.bad]
    if as_json:
        print_json(
            {
                "added": taken.added,
                "known": taken.known,
                "problems": problems,
                "against": [
                    {"theirs": describe_meant(theirs), "yours": describe_meant(yours), "scope": theirs.scope}
                    for theirs, yours in taken.against
                ],
            }
        )
    for theirs, yours in taken.against:
        said = f"{describe_meant(theirs)} {REACH[theirs.scope]}"
        say(f"postil: {file}: {said}; you had said {describe_meant(yours)}; theirs holds now")
    for bad in taken.bad:
        say(f"postil: {file}, line {bad.number}: {bad.problem}")
    if not as_json:
        print_line(f"{pluralize(taken.added, 'correction')} taken in, {taken.known} there already")
    return 1 if taken.bad else 0


def _read(file: Path) -> str:
    """Raises ImportFormatError: it can't be read, or is not UTF-8."""
    from annotations.files.read import read_stdin, read_text

    try:
        if str(file) == "-":
            return read_stdin(most_bytes=_MOST_BYTES).decode("utf-8-sig")
        return read_text(file, most_bytes=_MOST_BYTES)
    except UnicodeDecodeError as error:
        raise ImportFormatError(
            f"{file} is not UTF-8; export it again with postil corrections export"
        ) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFormatError(f"{file} can't be read: {reason}; name a file of corrections") from error
