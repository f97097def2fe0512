"""Headers of foreign mails. Python's parser of them is recursive, and takes time by the square of a header's length."""

from email.headerregistry import BaseHeader
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import EmailPolicy
from typing import Any, Final

_MOST_CHARS: Final = 1_000


class _ShortHeaders(EmailPolicy):
    """Of each header its beginning; nothing of one that can't be parsed."""

    def header_fetch_parse(self, name: str, value: str) -> Any:  # a `BaseHeader`, in typeshed a str
        beginning: Any = value if isinstance(value, BaseHeader) else value[:_MOST_CHARS]
        try:
            return super().header_fetch_parse(name, beginning)
        except (RecursionError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            return super().header_fetch_parse(name, "")


_PARSER: Final = BytesParser(policy=_ShortHeaders())


def parse_mail(raw: bytes) -> EmailMessage:
    """A mail whose headers each take a bounded time."""
    mail = _PARSER.parsebytes(raw)
    assert isinstance(mail, EmailMessage)
    return mail
