"""The words of a quote that a service wrote as Markdown; in the article they stand without its signs."""

import re

from annotations.importers.records import text_of
from annotations.sources.blocks import SEPARATOR
from annotations.sources.markdown_blocks import drafts_of

_SURE = re.compile(r"\*\*[^*\n]{1,2000}\*\*|\[[^\[\]\n]{1,2000}\]\(https?://")


def plain_words(markdown: str) -> str:
    """The words of its blocks as an article has them, canonical."""
    return text_of(SEPARATOR.join(draft.text for draft in drafts_of(markdown)))


def without_sure_signs(text: str) -> str:
    """The same where the text may be plain: only where it has bold words, or a link to the web."""
    return plain_words(text) if _SURE.search(text) else text
