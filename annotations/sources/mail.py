"""Mails, such as newsletters (.eml), and saved pages in one file (.mhtml, .mht): the part that is meant to be read.

Source: RFC 5322, 2045 to 2049, 2557. Pictures are not loaded, nothing is run, no attachment is opened.
"""

import email
import email.policy
import email.utils
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.drafts import Draft
from annotations.sources.html import page_article
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import decode_html, parse_html
from annotations.text.canonical import canonical

VERSION = 2
MOST_PARTS: Final = 1_000


def read(raw: bytes, path: Path) -> Article:
    """Read a mail, or a page that a browser saved in the form of one.

    Raises:
        SourceError: no text is in it.
    """
    return article_of_mail(email.message_from_bytes(raw, policy=email.policy.default), path)


def article_of_mail(mail: EmailMessage, path: Path) -> Article:
    """The article of a mail that was parsed; errors as of `read`."""
    parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
    location = _header(mail, "Snapshot-Content-Location") or _header(mail, "Content-Location")
    page = next(
        (part for part in parts if part.get_content_type() in ("text/html", "application/xhtml+xml")), None
    )
    if location and page is not None and mail.get_content_type() == "multipart/related":
        return page_article(decode_html(_content(page)), path, url=location)
    blocks = HtmlBlocks(has_layout_tables=True)
    if page is not None:
        root = parse_html(_text(page))
        blocks.read(next(root.iter("body"), root))
    drafts = blocks.drafts
    if not drafts:
        plain = [
            part for part in parts if part.get_content_type() == "text/plain" and not part.is_attachment()
        ]
        drafts = [draft for part in plain for draft in _plain_drafts(_text(part))]
    if not drafts:
        raise SourceError(f"{path} holds no text to read: a mail of pictures or attachments only")
    return assemble(drafts, _about(mail), path, anchors=blocks.anchors)


def _about(mail: EmailMessage) -> Metadata:
    name, address = email.utils.parseaddr(_header(mail, "From"))
    return Metadata(
        title=" ".join(_header(mail, "Subject").split()),
        author=" ".join((name or address).split()) or None,
        published=_day(_header(mail, "Date")),
        url=next(
            (
                url
                for url in (_header(mail, "Archived-At").strip("<> "),)
                if url.startswith(("http://", "https://"))
            ),
            None,
        ),
        language=_header(mail, "Content-Language")[:2].casefold() or None,
    )


def _day(said: str) -> date | None:
    try:
        return email.utils.parsedate_to_datetime(said).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _header(mail: EmailMessage, name: str) -> str:
    """A header's words; empty where it is missing or can't be read."""
    try:
        return canonical(str(mail.get(name, "")))[:2000]
    except (
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        LookupError,
    ):  # the parser trips over hostile ones
        return ""


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage) -> str:
    raw = _content(part)
    try:
        return canonical(raw.decode(part.get_content_charset() or "utf-8"))
    except (LookupError, UnicodeDecodeError, ValueError):
        return canonical(decode_html(raw))


def _plain_drafts(text: str) -> list[Draft]:
    from annotations.sources.plain_layout import sniff
    from annotations.sources.plain_paragraphs import plain_paragraphs

    texts, kinds = plain_paragraphs(text, sniff(text[:20_000]))
    return [Draft(words, *kinds.get(at, ("paragraph", 0))) for at, words in enumerate(texts)]
