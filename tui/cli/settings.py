"""`postil config`, `postil keys`, `postil completion`: what is in force."""

import click

from tui.cli.context import CommandContext
from tui.cli.options import JSON
from tui.cli.output import fields, print_json, print_line, print_table


@click.command(
    "config", epilog='\b\nExamples:\n  postil config\n  $EDITOR "$(postil config --json | jq -r .config)"'
)
@JSON
@click.pass_obj
def config_command(context: CommandContext, as_json: bool) -> None:
    """Print the paths and settings in force."""
    from msgspec import to_builtins

    from annotations.paths import cache_folder, config_path, store_path

    paths = {
        "store": str(store_path(context.store)),
        "config": str(config_path(context.config)),
        "cache": str(cache_folder()),
    }
    articles = [str(path) for path in context.default_paths()]
    settings = to_builtins(context.settings)
    if as_json:
        print_json({**paths, "articles": articles, "settings": settings})
        return
    print_table([*paths.items(), ("articles", ", ".join(articles))])
    print_line()
    print_table(_flat(settings))


@click.command(
    "keys",
    epilog="\b\nExamples:\n  postil keys\n  postil keys --json | jq '.[] | select(.group == \"Notes\")'",
)
@JSON
@click.pass_obj
def keys_command(context: CommandContext, as_json: bool) -> None:
    """Print the keys in force, those of the settings laid over the defaults."""
    from tui.commands import COMMANDS
    from tui.keymap import Keymap, shown_key

    keymap = Keymap(context.settings.keys)
    if as_json:
        print_json(
            [{"id": c.id, "keys": keymap.keys(c.id), **fields(c, "help group context")} for c in COMMANDS]
        )
        return
    print_table([(" ".join(map(shown_key, keymap.keys(c.id))), c.context, c.id, c.help) for c in COMMANDS])


@click.command(
    "completion",
    epilog='\b\nExamples:\n  eval "$(postil completion bash)"        in ~/.bashrc\n'
    '  eval "$(postil completion zsh)"         in ~/.zshrc\n'
    "  postil completion fish > ~/.config/fish/completions/postil.fish",
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell: commands, tags, article titles and ids."""
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    kinds = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
    completer = kinds[shell](ctx.find_root().command, {}, "postil", "_POSTIL_COMPLETE")
    script = completer.source_template % completer.source_vars()
    if shell == "fish":  # a comma in a description is no end of it
        script = script.replace('string split "," $completion', 'string split -m1 "," -- $completion')
    click.echo(_repair_for_bash(script) if shell == "bash" else script)


def _repair_for_bash(script: str) -> str:
    """Click's script for bash, but a tag with blanks is quoted, `*` is no pattern, and an old bash (macOS) can do without order."""
    return (
        script.replace("read type value", "read -r type value")
        .replace("COMPREPLY+=($value)", 'COMPREPLY+=("$(printf %q "$value")")')
        .replace("local response\n", "local response\n    local -\n    set -f\n", 1)
        .replace(
            "complete -o nosort -F _postil_completion postil",
            "complete -o nosort -F _postil_completion postil 2>/dev/null || complete -F _postil_completion postil",
        )
    )


def _flat(values: dict[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in values.items():
        if isinstance(value, dict):
            rows += _flat(value, f"{prefix}{name}.")
        else:
            rows.append(
                (
                    prefix + name,
                    ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value),
                )
            )
    return rows
