"""Compressed files (.gz) of any other format: `letter.txt.gz`, `book.fb2.gz`. Unpacked in memory, within bounds."""

import zlib
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.decoding import refuse_binary
from annotations.sources.registry import START_BYTES, collection_named, format_of, source_named

MOST_BYTES: Final = 1 << 28


def read(raw: bytes, path: Path) -> Article:
    """Read what is packed.

    Raises:
        SourceError: damaged, unpacks to more than 256 MiB, packed twice, or what is in it can't be read.
    """
    try:
        unpacker = zlib.decompressobj(wbits=31)
        content = unpacker.decompress(raw, MOST_BYTES + 1)
    except zlib.error as error:
        raise SourceError(f"{path} is damaged: it is no whole gzip file; fetch it again") from error
    if len(content) > MOST_BYTES:
        raise SourceError(f"{path} unpacks to more than {MOST_BYTES >> 20} MiB; it is not read")
    if not unpacker.eof:
        raise SourceError(f"{path} is damaged: its end is missing; fetch it again")
    inner = path.with_suffix("") if path.suffix.casefold() == ".gz" else path
    name = format_of(inner, content[:START_BYTES])
    if name == "packed" or collection_named(name) is not None:
        raise SourceError(f"{path} holds another packed file or a collection; unpack it first")
    if name in ("plain", "markdown"):
        refuse_binary(content, path)
    return replace(source_named(name).read(content, inner), source=path)
