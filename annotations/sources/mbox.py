"""Mailboxes (.mbox): one article a message. Source: RFC 4155 and what mail programs make of it."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.feed import key_of
from annotations.sources.mail import article_of_mail
from annotations.sources.mail_headers import parse_mail
from annotations.sources.registry import Member
from annotations.text.canonical import one_line

MOST_MESSAGES: Final = 50_000
_BETWEEN: Final = re.compile(rb"(?:\A|\n\r?\n)From [^\n]{1,300}\n", re.MULTILINE)
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)
_HEADER_BYTES: Final = 1 << 16


class Mailbox:
    """A mailbox, open."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self._raw, self._path = raw, path
        self._messages = {key: (title, start, end) for key, title, start, end in _messages(raw)}

    @property
    def members(self) -> Sequence[Member]:
        """The messages, the last one first."""
        return [Member(key, title) for key, (title, _, _) in reversed(self._messages.items())]

    def read(self, key: str) -> Article:
        """Read a message.

        Raises:
            SourceError: it is not in the mailbox any more, or there is no text in it.
        """
        if key not in self._messages:
            raise SourceError(f"{key} is not in {self._path} any more")
        _, start, end = self._messages[key]
        message = _QUOTED.sub(rb"\1", self._raw[start:end])
        return article_of_mail(parse_mail(message), self._path / key)


def open_collection(raw: bytes, path: Path) -> Mailbox:
    """Open a mailbox.

    Raises:
        SourceError: there is no message in it.
    """
    mailbox = Mailbox(raw, path)
    if not mailbox.members:
        raise SourceError(f"{path} is no mailbox that can be read: no message begins in it")
    return mailbox


def _messages(raw: bytes) -> Iterator[tuple[str, str, int, int]]:
    """Key, subject, start and end of each message."""
    borders = [match.span() for match in islice(_BETWEEN.finditer(raw), MOST_MESSAGES)]
    for (_, start), (end, _) in pairwise([*borders, (len(raw), len(raw))]):
        head = raw[start : min(end, start + _HEADER_BYTES)]
        cut = re.search(rb"\n\r?\n", head)
        mail = parse_mail(head[: cut.start()] if cut else head)
        title, identity = str(mail.get("Subject", "")), str(mail.get("Message-ID", ""))
        title = one_line(title)[:300]
        yield key_of(identity or head.decode("latin-1"), title), title, start, end
