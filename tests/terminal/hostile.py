"""A library in which every word that postil did not write itself tries to command the terminal."""

from pathlib import Path

from annotations.entities.article_entities import cache_name
from annotations.entities.cache import EntityCache
from annotations.entities.engine_version import engine_key
from annotations.library import Library
from annotations.model import Article, Entity, TextSpan
from annotations.store.draft_table import Draft
from tests.notes.say_of_names import correct

COMMANDS = "\x1b]0;PWNED\x07\x1b]52;c;UFdORUQ=\x1b\\\x1b[2J\x1b[?1003h\x1b[8m\x1bc\x9b31m\x9d0;PWNED\x9c\x90q\x00\x07\x7f\x08\x0e\r"
BIDI = "\u202e\u2066\u200f\u061c"
MARKUP = "[bold]b[/bold][/x][@click=app.quit]go[/][link=file:x]l[/link]"
HOSTILE = f"Evil {COMMANDS}{BIDI}{MARKUP} end"
TYPED = HOSTILE.replace("\x00", "")
"""As an argument or a file's content may have it."""
IN_A_NAME = TYPED.replace("/", "\\")
IN_TOML = "".join(
    f"\\u{ord(char):04x}" if char == "\\" or not char.isprintable() else char for char in HOSTILE
)
"""As a string in TOML, YAML and JSON."""

SETTINGS = "[export]\nto = " + f'"vault {IN_TOML}"'.replace("\\u0000", "") + "\n"
"""A NUL is refused in settings: `tests/tui/test_config.py`."""


def library_of(folder: Path) -> None:
    """Put hostile articles, notes, tags, names, settings and files to import into an empty folder.

    `$POSTIL_CACHE` must be `folder / "cache"`.
    """
    articles = folder / "articles"
    articles.mkdir()
    text = f"{HOSTILE}\n\nBy Evil {MARKUP} Smith, 3 March 2026\n\n{HOSTILE} one. Two {HOSTILE}.\n\nThree {HOSTILE}.\n"
    (articles / f"a {IN_A_NAME}.txt").write_text(text, encoding="utf-8")
    front = f'title: "{IN_TOML}"\nauthor: "{IN_TOML}"\ntags: ["{IN_TOML}"]\nurl: "http://x/{IN_TOML}"'
    (articles / "b.md").write_text(
        f"---\n{front}\n---\n\n# Evil {HOSTILE}\n\n> {HOSTILE}\n\n- {HOSTILE}\n\n`{HOSTILE}`\n",
        encoding="utf-8",
    )
    (articles / "c.txt").write_bytes(b"\x7fELF" + bytes(500))
    (articles / f"d {IN_A_NAME}.txt").write_bytes(b"\x7fELF" + bytes(500))
    with Library.open(folder / "notes.json", cache=folder / "cache") as library:
        read = [library.read(path) for path in sorted(articles.iterdir())[:2]]
        with EntityCache(folder / "cache" / "entities.sqlite") as cache:
            for article in read:
                cache.put(cache_name(article), str(engine_key(None)), names_of(article))
        for article in read:
            _annotated(library, article)
        library.repository.drafts.save(Draft(read[0].id, f"draft {HOSTILE}", (HOSTILE,), TextSpan(0, 4)))
    (folder / "config.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / f"import {IN_A_NAME}.csv").write_text(
        f'Highlight,Book Title,Note,Tags\n"{TYPED}","{TYPED}","{TYPED}","{TYPED}"\n"","{TYPED}","",""\n"Unfiled {TYPED}","Elsewhere {TYPED}","",""\n',
        encoding="utf-8",
    )
    (folder / f"bad {IN_A_NAME}.json").write_text(f'{{"{IN_TOML}": "{IN_TOML}"}}', encoding="utf-8")
    (folder / f"bad {IN_A_NAME}.toml").write_text(f'"{IN_TOML}" = 3\n', encoding="utf-8")
    (folder / f"key {IN_A_NAME}.toml").write_text(
        f'[keys]\n"list.filter" = ["{IN_TOML}"]\n', encoding="utf-8"
    )
    (folder / f"worse {IN_A_NAME}.toml").write_text(f"x = {TYPED}\n", encoding="utf-8")
    (folder / f"damaged {IN_A_NAME}.json").write_text(
        f'{{"annotations": {{"1": {{"id": "{IN_TOML}"}}, {TYPED}', encoding="utf-8"
    )


def names_of(article: Article) -> list[Entity]:
    """Names as an engine of the user's own may give them: label and canonical form are whatever it says."""
    found = []
    at = article.text.find("Evil", 5)
    while at >= 0:
        span = TextSpan(at, at + 12)
        label = "PERSON" if len(found) % 2 else f"ODD{COMMANDS}"
        found.append(Entity(span, label, article.text[at : at + 12], HOSTILE))
        at = article.text.find("Evil", at + 12)
    return found


def _annotated(library: Library, article: Article) -> None:
    start = article.text.index("Evil", 5)
    span = TextSpan(start, start + 30)
    library.annotate(article, span, note=HOSTILE, tags=(HOSTILE, "plain"))
    library.annotate(article, None, note=f"whole {HOSTILE}", tags=(f"t{HOSTILE}",))
    library.annotate(article, entity=HOSTILE, note=f"on a name {HOSTILE}")
    library.remove(library.annotate(article, None, note=f"gone {HOSTILE}").id)
    correct(library.name_corrections, "same-as", article, article.text[start : start + 12], f"Same {HOSTILE}")
