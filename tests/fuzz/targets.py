"""The targets: one for each thing that comes in, with the words it is built of and samples to begin with."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from msgspec import Struct

from annotations.anchoring import describe, resolve
from annotations.exporters.blocks import Page, article_page
from annotations.exporters.items import ExportItem
from annotations.exporters.merge import merged
from annotations.importers.registry import FORMATS, read_notes
from annotations.intake.services.registry import open_export, read_export, service_of
from annotations.intake.take_over import article_of_saved
from annotations.library import Library
from annotations.model import Article, TextSpan
from annotations.search.query import parse_query
from annotations.sources import article_from_text
from annotations.sources.decoding import decode
from annotations.sources.front_matter import split_front_matter
from annotations.sources.read_article import article_of, members_of, read_article
from annotations.sources.registry import START_BYTES, collection_named, format_of
from annotations.store.codec import UnreadableRecordError, encode, tags_in
from annotations.store.codec import decode as decode_record
from annotations.store.document import DamagedError
from annotations.store.recovery import load, records_of, salvage
from annotations.text.canonical import canonical
from tests.fuzz.samples import (
    KINDLE,
    PACKAGES,
    QUERIES,
    SERVICES,
    SETTINGS,
    STORE,
    TERMINAL,
    VAULT,
    WORDS,
    annotation,
)
from tests.sources.samples import JSON_FEED, SAMPLES
from tui.config import load_settings

Run = Callable[[bytes], object]
_SCRATCH = Path(tempfile.mkdtemp(prefix="postil-fuzz-"))


class Target(Struct, frozen=True):
    """Something that takes foreign bytes."""

    run: Run
    samples: Sequence[bytes]
    words: Sequence[bytes]
    most_bytes: int = 1 << 13
    """Of an input: as many as show how its time grows, and no more."""


def _check(article: Article) -> None:
    """What everything else relies on."""
    text = article.text
    assert text == canonical(text), "a text that is not canonical"
    end = 0
    for block in article.blocks:
        assert end <= block.span.start < block.span.end <= len(text), "a block that lies outside, or is empty"
        end = block.span.end
    for mark in article.marks:
        assert 0 <= mark.span.start <= mark.span.end <= len(text), "a mark that lies outside"


def _source(name: str) -> Run:
    def run(data: bytes) -> None:
        _check(article_of(data, Path(name)))

    return run


def _collection(name: str) -> Run:
    def run(data: bytes) -> None:
        path = _in_file(name, data)
        if collection_named(format_of(path, data[:START_BYTES])) is not None:
            for member in members_of(path)[:3]:
                _check(read_article(member))

    return run


def _member(name: str, raw: bytes) -> Run:
    """A package, one part of which is the input; its first byte says which."""
    path = _in_file(f"sample-{name}", raw)
    with ZipFile(path) as package:
        parts = {one: package.read(one) for one in package.namelist()}
    names = [one for one in parts if one != "mimetype"]

    def run(data: bytes) -> None:
        changed = names[data[0] % len(names)] if data else ""
        made = _SCRATCH / name
        with ZipFile(made, "w", ZIP_DEFLATED) as package:
            for one, content in parts.items():
                package.writestr(
                    one, data[1:] if one == changed else content, 0 if one == "mimetype" else ZIP_DEFLATED
                )
        if name.startswith("export"):
            _take_over(made)
        else:
            _check(read_article(made))

    return run


def _members_of(raw: bytes) -> list[bytes]:
    """The parts of a package, each with the byte before it that says which it is."""
    path = _in_file("parts.zip", raw)
    with ZipFile(path) as package:
        names = [one for one in package.namelist() if one != "mimetype"]
        return [bytes([index]) + package.read(name) for index, name in enumerate(names)]


def _take_over(path: Path) -> None:
    export = open_export(path)
    service = service_of(export)
    if service is not None:
        for saved in read_export(export, service).articles:
            if (article := article_of_saved(saved)) is not None:
                _check(article)


def _service(name: str) -> Run:
    return lambda data: _take_over(_in_file(name, data))


def _import(format: str) -> Run:
    return lambda data: read_notes(_in_file("notes", data), format)


def _front_matter(data: bytes) -> None:
    front, body = split_front_matter(data.decode("utf-8", "replace"))
    assert all(isinstance(tag, str) for tag in front.tags)
    assert isinstance(body, str)


def _decoding(data: bytes) -> None:
    text = decode(data)
    assert text == canonical(text), "decoded text that is not canonical"


def _page() -> Page:
    """What is exported of an article with two notes."""
    article = article_from_text("A title\n\nBefore. Words. After.", structured=False)
    notes = [
        annotation(f"n-{number}k2p9d", article.id, describe(article.text, TextSpan(start, start + 6)))
        for number, start in ((4, 9), (5, 17))
    ]
    anchored = tuple((note, resolve(article.text, note.target.selectors)) for note in notes)
    return article_page(ExportItem(article, anchored), "obsidian")


_PAGE = _page()
_OWN_VAULT = [merged(None, _PAGE)[0].encode()]
"""Files as they are written: their blocks are known as ours."""


def _vault(data: bytes) -> None:
    page = _PAGE
    once, _ = merged(data.decode("utf-8", "replace"), page)
    twice, _ = merged(once, page)
    assert merged(twice, page)[0] == twice, "a file that is never at rest"


def _store(data: bytes) -> None:
    """A notes file, whole or not: what can be read of it can be written again."""
    try:
        records = list(records_of(load(data)))
    except DamagedError:
        records = list(salvage(data))
    for record in records:
        tags_in(record.record)
        try:
            note = decode_record(record.record)
        except UnreadableRecordError:
            continue
        assert note.id.encode()
        assert decode_record(encode(note)) == note, "a note that changes when it is written"


def _rows(data: bytes) -> None:
    """Rows of the catalogue and of kept texts that hold the input's values."""
    folder = Path(tempfile.mkdtemp(dir=_SCRATCH))
    try:
        text = folder / "a.html"
        text.write_bytes(SAMPLES["html"])
        store, cache = folder / "notes.json", folder / "cache"
        with Library.open(store, cache=cache) as library:
            list(library.listings([folder]))
        values = data.split(b"\n")
        for name in sorted(cache.glob("*.sqlite")):
            _put_values(name, values)
        with Library.open(store, cache=cache) as library:
            listed = [row.path for row in library.listings([text])]
            assert listed == [text]  # whatever its title is: one that might be ours is no surprise
            assert library.read(text).title == "Title"
    finally:
        shutil.rmtree(folder)


def _put_values(file: Path, values: Sequence[bytes]) -> None:
    with closing(sqlite3.connect(file)) as db:
        for (table,) in db.execute(
            "select name from sqlite_master where type = 'table' and sql like 'create table%'"
        ).fetchall():
            columns = [row[1] for row in db.execute(f"pragma table_info({table})")]
            for column, value in zip(columns[1:], values, strict=False):
                said = value if value[:1] == b"b" else value.decode("utf-8", "replace")
                if value:
                    db.execute(f"update or ignore {table} set {column} = ?", (said,))
        db.commit()


def _query(data: bytes) -> None:
    parse_query(data.decode("utf-8", "replace"))


def _settings(data: bytes) -> None:
    load_settings(_in_file("config.toml", data))


def _terminal(data: bytes) -> None:
    """The bytes come in three pieces, as a slow line brings them."""
    from codecs import getincrementaldecoder

    parser = import_module("tui.textual_patches.terminal_input").InputParser()
    decoder = getincrementaldecoder("utf-8")("replace")
    third = max(1, len(data) // 3)
    for at in range(0, len(data), third):
        typed = decoder.decode(data[at : at + third])
        for message in parser.feed(typed) if typed else parser.tick():
            assert message is not None


def _in_file(name: str, data: bytes) -> Path:
    path = _SCRATCH / name
    path.write_bytes(data)
    return path


_PLAIN = ("plain", "markdown", "html", "mail", "pdf", "fb2", "packed")
_SUFFIX = {
    "plain": ".txt",
    "markdown": ".md",
    "html": ".html",
    "mail": ".eml",
    "pdf": ".pdf",
    "fb2": ".fb2",
    "packed": ".gz",
}


def _words(*names: str) -> list[bytes]:
    return [word for name in names for word in WORDS[name]]


TARGETS: dict[str, Target] = {
    "front-matter": Target(_front_matter, [SAMPLES["markdown"], *VAULT[:1]], _words("yaml")),
    "decoding": Target(_decoding, [SAMPLES["plain"], "Größe — 京都".encode("utf-16")], _words("bytes"), 1 << 18),
    **{name: Target(_source(f"a{_SUFFIX[name]}"), [SAMPLES[name]], _words(name)) for name in _PLAIN},
    "feed": Target(_collection("a.xml"), [SAMPLES["feed"]], _words("xml")),
    "json-feed": Target(_collection("a.json"), [JSON_FEED], _words("json")),
    "mbox": Target(_collection("a.mbox"), [SAMPLES["mbox"]], _words("mail")),
    **{name: Target(_member(f"a.{name}", raw), _members_of(raw), _words("xml")) for name, raw in PACKAGES.items()},
    **{name: Target(_import(name), [import_module(f"annotations.importers.{name}").SAMPLE.encode()], _words(name)) for name in FORMATS},
    **{name: Target(_service(file), [raw], _words("json", "csv", "html")) for name, (file, raw) in SERVICES.items() if not file.endswith(".zip")},
    **{name: Target(_member(f"export-{file}", raw), _members_of(raw), _words("json", "csv", "html")) for name, (file, raw) in SERVICES.items() if file.endswith(".zip")},
    "kindle-notebook": Target(_import("kindle"), [KINDLE], _words("kindle", "html")),
    "vault": Target(_vault, [*_OWN_VAULT, *VAULT], _words("vault", "yaml")),
    "store": Target(_store, [STORE], _words("json")),
    "rows": Target(_rows, [b"\n".join(b"%d" % number for number in range(12)), b"b\x00\n" * 12], _words("json", "bytes")),
    "query": Target(_query, QUERIES, _words("query")),
    "settings": Target(_settings, [SETTINGS], _words("toml")),
    "terminal": Target(_terminal, TERMINAL, _words("terminal")),
}  # fmt: skip
