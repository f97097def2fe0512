"""Reads very many files and finds their entities on a Dask cluster: `postil index --dask ADDRESS`.

Files go out in chunks of some megabytes, as they lie on the disk: a worker reads them as articles, looks for names, and
what it answers, texts and names, is one file of JSON lines (gzip) in a folder. That file is the record: a chunk that has
none is sent, again where a worker died, again in the next run. In the order of the chunks the files are taken in: names
into the cache of entities, texts by whoever keeps these. So both hold, byte for byte, what one process would have put there.
"""

import gzip
import hashlib
import tempfile
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import msgspec
from msgspec import Struct

from annotations.entities.article_entities import ArticleEntities, cache_name, count_sections, hidden_spans
from annotations.entities.index_articles import Progress
from annotations.errors import EngineError, SourceError
from annotations.files.read import read_bytes
from annotations.files.write import write_file
from annotations.model import Article, Entity, TextSpan
from annotations.paths import path_key, path_of_key
from annotations.sources import find_articles, read_article
from annotations.sources.read_article import MAX_BYTES
from annotations.sources.text_cache import KeptArticle

if TYPE_CHECKING:
    from annotations.entities.engine.spacy_engine import SpacyEngine

CHUNK_BYTES: Final = 4 << 20
_CHUNK_FILES: Final = 500
_WAITING_A_THREAD: Final = 2
"""So many chunks are with the cluster for each of its threads: enough to keep it busy, few enough to hold in memory."""
_TRIES: Final = 3
_CONNECTED_WITHIN_S: Final = 20
_ENDING: Final = ".jsonl.gz"
_FORMAT: Final = 2
"""Of the lines: files of results in another one are not taken for answers."""


class Chunk(Struct, frozen=True):
    """Files that are worked on together."""

    name: str
    """Says which files, as they are, and which engine: the name of the file of results."""
    files: tuple[Path, ...]
    stamps: tuple[tuple[int, int], ...]
    """Size and time (ns) of the last change of each."""


Row = tuple[int, int, str, str, str]
"""Start and end, label, words, canonical name."""


class FoundLine(Struct, frozen=True, omit_defaults=True):
    """A line of a file of results: an article, the entities of one section of it, or why a file can't be read."""

    file: str
    """As `path_key` writes it."""
    member: str = ""
    """Which article of a file of many."""
    article: KeptArticle | None = None
    name: str = ""
    """Under which the cache knows the text (`article_entities.cache_name`)."""
    section: int = 0
    sections: int = 0
    language: str = ""
    words: int = 0
    entities: tuple[Row, ...] = ()
    problem: str = ""


def index_on_dask(
    address: str,
    files: Sequence[Path],
    names: ArticleEntities,
    folder: Path,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    keep_texts: Callable[[Mapping[Path, Article]], None] = lambda _: None,
    chunk_bytes: int = CHUNK_BYTES,
) -> Progress:
    """Read files and find their entities on a cluster whose workers have postil installed.

    Can be stopped at any time and called again: chunks that have a file of results are not sent again.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.1:8786`.
        files: whole files; one may hold many articles.
        names: where the entities go.
        folder: for the files of results; may be deleted when the cache has them.
        progress: called after each chunk, with counts of files.
        keep_texts: given the articles of each chunk in turn, by their paths; not those of files that have changed since.
        chunk_bytes: about so much is sent at once.

    Raises:
        EngineError: Dask is not installed, nobody answers there, or the engine does not load.
    """
    client = _connected(address)
    try:
        run = _Run(client, names, folder, progress, keep_texts)
        return run.run(list(chunks_of(files, names.engine_name, chunk_bytes)))
    finally:
        client.close()


def chunks_of(files: Sequence[Path], engine: str, chunk_bytes: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Parts of the files, in their order; a chunk of the same files, unchanged, has the same name in every run."""
    some: dict[Path, tuple[int, int]] = {}
    size = 0
    for file in files:
        if (stamp := _stamp_of(file)) is None:
            continue
        some[file] = stamp
        size += stamp[0]
        if size >= chunk_bytes or len(some) == _CHUNK_FILES:
            yield _chunk_of(some, engine)
            some, size = {}, 0
    if some:
        yield _chunk_of(some, engine)


def _chunk_of(files: Mapping[Path, tuple[int, int]], engine: str) -> Chunk:
    digest = hashlib.blake2b(f"{_FORMAT} {engine}".encode(), digest_size=16)
    for file, (size, mtime_ns) in files.items():
        digest.update(f"{path_key(file)}\0{size}\0{mtime_ns}\n".encode())
    return Chunk(digest.hexdigest(), tuple(files), tuple(files.values()))


def _stamp_of(file: Path) -> tuple[int, int] | None:
    """Size and time of the last change of a file; None: it is gone."""
    try:
        stat = file.stat()
    except OSError:
        return None
    return stat.st_size, stat.st_mtime_ns


def _connected(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise EngineError("Dask is not installed: pip install 'postil[cluster]'") from None
    try:
        return cast("Any", Client)(address, timeout=_CONNECTED_WITHIN_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise EngineError(f"no Dask scheduler answers at {address} ({error}); see docs/cluster.md") from error


class _Run:
    """One run on a cluster."""

    def __init__(
        self,
        client: Any,
        names: ArticleEntities,
        folder: Path,
        progress: Callable[[Progress], None],
        keep_texts: Callable[[Mapping[Path, Article]], None],
    ) -> None:
        self._client, self._names, self._folder = client, names, folder
        self._progress, self._keep_texts = progress, keep_texts
        self._waiting: deque[Chunk] = deque()
        """Chunks that have not been taken in yet, in their order."""
        self._began = time.monotonic()
        self._done = self._cached = self._words = self._total = 0
        self._failed: list[str] = []
        self._answered: set[str] = set()
        """Chunks that were worked on in this run."""

    def run(self, chunks: Sequence[Chunk]) -> Progress:
        self._total, self._waiting = sum(len(chunk.files) for chunk in chunks), deque(chunks)
        self._done = self._cached = self._total - sum(len(chunk.files) for chunk in self._missing())
        for _ in range(_TRIES):
            self._send_all(self._missing())
            self._take_in_turn()
        missing = [chunk for chunk in self._waiting if not self._take_in(chunk)]
        self._failed += [f"{len(chunk.files)} files from {chunk.files[0]} on: no answer" for chunk in missing]
        return self._report()

    def _missing(self) -> list[Chunk]:
        return [chunk for chunk in self._waiting if not self._results(chunk).is_file()]

    def _results(self, chunk: Chunk) -> Path:
        return self._folder / f"{chunk.name}{_ENDING}"

    def _send_all(self, chunks: Sequence[Chunk]) -> None:
        """Send chunks, some at a time, and write what comes back; what fails is left out."""
        from distributed import as_completed

        waiting = iter(chunks)
        threads = sum(self._client.nthreads().values())
        sent = {
            self._send(chunk): chunk
            for chunk, _ in zip(waiting, range(_WAITING_A_THREAD * max(threads, 1)), strict=False)
        }
        answers: Any = cast("Any", as_completed)(sent, loop=self._client.loop)
        for future in answers:
            chunk = sent.pop(future)
            if future.status == "finished":
                write_file(self._results(chunk), future.result())
                self._answered.add(chunk.name)
                self._done += len(chunk.files)
                self._report()
                self._take_in_turn()
            elif isinstance(error := future.exception(), EngineError):
                raise error
            if (following := next(waiting, None)) is not None:
                sent[fresh := self._send(following)] = following
                answers.add(fresh)

    def _send(self, chunk: Chunk) -> Any:
        raw = [(path_key(file), _bytes_of(file)) for file in chunk.files]
        return self._client.submit(
            find_in_files, raw, self._names.model, key=f"postil-{chunk.name}", pure=True
        )

    def _take_in_turn(self) -> None:
        """Take in what is there, up to the first chunk that is missing."""
        while self._waiting and self._take_in(self._waiting[0]):
            self._waiting.popleft()

    def _take_in(self, chunk: Chunk) -> bool:
        """Keep the results of a chunk; False: there are none, or they are damaged and thrown away."""
        results = self._results(chunk)
        try:
            told = gzip.decompress(results.read_bytes()).splitlines()
            lines = [msgspec.json.decode(line, type=FoundLine) for line in told]
        except FileNotFoundError:
            return False
        except (OSError, EOFError, zlib.error, msgspec.MsgspecError):
            results.unlink(missing_ok=True)
            self._done -= len(chunk.files)
            return False
        unchanged = {
            path_key(file): file
            for file, stamp in zip(chunk.files, chunk.stamps, strict=True)
            if _stamp_of(file) == stamp
        }
        texts: dict[Path, Article] = {}
        for line in lines:
            if line.problem:
                self._failed.append(f"{line.file}: {line.problem}")
            elif line.article is not None:
                if (file := unchanged.get(line.file)) is not None:
                    texts[file / line.member] = line.article.at(file)
            else:
                self._words += line.words if chunk.name in self._answered else 0
                self._names.keep_section(
                    line.name,
                    [
                        Entity(TextSpan(start, end), label, words, canonical)
                        for start, end, label, words, canonical in line.entities
                    ],
                    section=line.section,
                    sections=line.sections,
                    language=line.language,
                )
        self._keep_texts(texts)
        return True

    def _report(self) -> Progress:
        seconds = time.monotonic() - self._began
        report = Progress(self._done, self._total, self._cached, self._words, seconds, tuple(self._failed))
        self._progress(report)
        return report


def _bytes_of(file: Path) -> bytes:
    """A file as it lies there; of one that is gone nothing, which the worker then says."""
    try:
        return read_bytes(file, most_bytes=MAX_BYTES)
    except (OSError, ValueError):
        return b""


# -- on the worker

_LOCK = threading.Lock()


@cache
def _engine(model: str | None) -> "SpacyEngine":
    from annotations.entities.engine.spacy_engine import load_engine

    return load_engine(model)


def find_in_files(files: Sequence[tuple[str, bytes]], model: str | None) -> bytes:
    """Read files as articles and find their entities: JSON lines of `FoundLine`. Runs on a worker, one call at a time.

    Args:
        files: names, as `path_key` writes them, and bytes.
        model: as for `load_engine`.
    """
    with _LOCK, tempfile.TemporaryDirectory(prefix="postil-") as folder:
        lines = [
            line
            for number, (name, raw) in enumerate(files)
            for line in _found(name, raw, Path(folder, str(number)), model)
        ]
    return gzip.compress(b"\n".join(map(msgspec.json.encode, lines)), mtime=0)


def _found(name: str, raw: bytes, folder: Path, model: str | None) -> Iterator[FoundLine]:
    file = folder / path_of_key(name).name
    folder.mkdir()
    file.write_bytes(raw)
    for path in find_articles([file]):
        try:
            if isinstance(path, SourceError):
                raise path
            article = read_article(path)
            yield FoundLine(name, "" if path == file else path.name, KeptArticle.of(article))
            yield from _sections_of(name, article, _engine(model))
        except SourceError as problem:
            yield FoundLine(name, problem=problem.message.replace(str(file), name))


def _sections_of(name: str, article: Article, engine: "SpacyEngine") -> Iterator[FoundLine]:
    key, sections = cache_name(article), count_sections(article)
    for part in engine.stream(article.text, skip=hidden_spans(article)) if article.text else ():
        if part.final:
            words = len(article.text[part.covered.start : part.covered.end].split())
            rows = tuple((e.span.start, e.span.end, e.label, e.text, e.canonical) for e in part.entities)
            yield FoundLine(
                name,
                name=key,
                section=part.section,
                sections=sections,
                language=part.language,
                words=words,
                entities=rows,
            )
