"""The words of a quote that a service wrote as Markdown; in the article they stand without its signs."""

import re

from annotations.importers.records import text_of
from annotations.sources.markdown_inline import InlineReader
from annotations.sources.markdown_parser import markdown_parser

_SURE = re.compile(r"\*\*[^*\n]{1,2000}\*\*|\[[^\[\]\n]{1,2000}\]\(https?://")


def plain_words(markdown: str) -> str:
    """The words of some paragraphs, canonical."""
    reader = InlineReader(markdown_parser())
    return text_of("\n\n".join(reader.read(part)[0] for part in markdown.split("\n\n")))


def without_sure_signs(text: str) -> str:
    """The same where the text may be plain: only where it has bold words, or a link to the web."""
    return plain_words(text) if _SURE.search(text) else text
