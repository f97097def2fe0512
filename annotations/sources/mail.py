"""Mails, such as newsletters (.eml), and saved pages in one file (.mhtml, .mht): the part that is meant to be read.

Source: RFC 5322, 2045 to 2049, 2557. Pictures are not loaded, nothing is run, no attachment is opened.
"""

import email.utils
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources.assemble import Metadata, assemble
from annotations.sources.decoding import decode, encoding_meant_by
from annotations.sources.drafts import Draft
from annotations.sources.html import page_article
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.html_tree import decode_html, parse_html
from annotations.sources.mail_headers import parse_mail
from annotations.text.canonical import canonical, one_line
from annotations.text.line_ends import drop_soft_hyphens

VERSION = 6
MOST_PARTS: Final = 1_000
_DEEPEST: Final = 30
_PAGES: Final = ("text/html", "application/xhtml+xml")
_LOCATIONS: Final = ("Snapshot-Content-Location", "Content-Location")


def read(raw: bytes, path: Path) -> Article:
    """Read a mail, or a page that a browser saved in the form of one.

    Raises:
        SourceError: no text is in it.
    """
    return article_of_mail(parse_mail(raw.lstrip(b"\r\n")), path)


def article_of_mail(mail: EmailMessage, path: Path) -> Article:
    """The article of a mail that was parsed; errors as of `read`."""
    if (page := _saved_page(mail)) is not None:
        location = _header(mail, "Snapshot-Content-Location") or _header(page, "Content-Location")
        url = location if location.startswith(("http://", "https://")) else None
        return page_article(decode_html(_content(page), _parameter(page, "charset")), path, url=url)
    body = _Body()
    body.add(mail)
    if not body.blocks.drafts:
        body.add(mail, with_attachments=True)
    if not body.blocks.drafts:
        raise SourceError(f"{path} holds no text to read: a mail of pictures or attachments only")
    return assemble(body.blocks.drafts, _about(mail), path, anchors=body.blocks.anchors)


def _saved_page(mail: EmailMessage) -> EmailMessage | None:
    """The page that a browser saved in the form of a mail (RFC 2557); None: it is a mail, which goes to somebody."""
    if mail.get_content_type() != "multipart/related" or _header(mail, "To"):
        return None
    parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
    pages = [part for part in parts if part.get_content_type() in _PAGES]
    root = _parameter(mail, "start")
    page = next((part for part in pages if root and _header(part, "Content-ID") == root), None)
    page = page if page is not None else next(iter(pages), None)
    if page is None or not any(_header(one, name) for one in (mail, page) for name in _LOCATIONS):
        return None
    return page


class _Body:
    """Gathers the parts of a mail that are meant to be read, in their order."""

    def __init__(self) -> None:
        self.blocks = HtmlBlocks(has_layout_tables=True)
        self._left = MOST_PARTS

    def add(self, part: EmailMessage, *, with_attachments: bool = False, depth: int = 0) -> None:
        """Add what is to be read of a part: of alternatives the last that says anything, of others all but attachments."""
        self._left -= 1
        kind = part.get_content_type()
        is_beside = depth > 0 and part.is_attachment() and kind != "message/rfc822"
        if self._left < 0 or depth > _DEEPEST or (is_beside and not with_attachments):
            return
        if part.is_multipart():
            is_choice = kind == "multipart/alternative"
            inner = [one for one in part.get_payload() if isinstance(one, EmailMessage)]
            before = len(self.blocks.drafts)
            for one in reversed(inner) if is_choice else inner:
                if kind == "message/rfc822" and (subject := _line(_header(one, "Subject"))):
                    self.blocks.drafts.append(Draft(subject, "heading", 1))
                self.add(one, with_attachments=with_attachments, depth=depth + 1)
                if len(self.blocks.drafts) > before and (is_choice or kind == "multipart/related"):
                    return
        elif kind in _PAGES:
            root = parse_html(_text(part))
            self.blocks.read(next(root.iter("body"), root))
        elif kind == "text/plain":
            self.blocks.drafts += _plain_drafts(
                _text(part), is_flowed=_parameter(part, "format").casefold() == "flowed"
            )


def _sender(mail: EmailMessage) -> str | None:
    try:
        name, address = email.utils.parseaddr(_header(mail, "From"))
    except RecursionError:  # at hundreds of brackets
        return None
    return " ".join((name or address).split()) or None


def _about(mail: EmailMessage) -> Metadata:
    return Metadata(
        title=_line(_header(mail, "Subject")),
        author=_sender(mail),
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
    said = str(mail.get(name, ""))
    if "\ufffd" in said:  # bare bytes, which no standard allows and many programs write
        bare = next((value for key, value in mail.raw_items() if key.casefold() == name.casefold()), "")
        said = decode(str(bare)[:2000].encode("utf-8", "surrogateescape"))
    return one_line(said)


def _content(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(part: EmailMessage) -> str:
    raw = _content(part)
    try:
        text = raw.decode(encoding_meant_by(part.get_content_charset() or "utf-8"))
    except (LookupError, UnicodeDecodeError, ValueError):
        text = decode_html(raw)
    return canonical(drop_soft_hyphens(text))


def _parameter(part: EmailMessage, name: str) -> str:
    """Of the type of a part; empty where it is missing or can't be read."""
    try:
        return str(part.get_param(name, ""))
    except (ValueError, TypeError, IndexError, AttributeError, LookupError, ArithmeticError):
        return ""


def _plain_drafts(text: str, *, is_flowed: bool) -> list[Draft]:
    from annotations.sources.plain_layout import sniff
    from annotations.sources.plain_paragraphs import plain_paragraphs

    text = _joined_lines(text) if is_flowed else text
    texts, kinds = plain_paragraphs(text, sniff(text[:20_000]))
    return [Draft(words, *kinds.get(at, ("paragraph", 0))) for at, words in enumerate(texts)]


def _joined_lines(text: str) -> str:
    """Lines as they were typed (RFC 3676): a blank at its end joins a line to the next of the same quote, but in `-- `."""
    lines: list[str] = []
    goes_on, last_depth = False, 0
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if goes_on and depth == last_depth:
            lines[-1] += words
        else:
            lines.append(f"{'>' * depth} {words}" if depth else words)
        goes_on, last_depth = words.endswith(" ") and words != "-- ", depth
    return "\n".join(lines)


def _line(words: str) -> str:
    return " ".join(words.split())
