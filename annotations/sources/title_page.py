"""What a book or document says of itself at its top, once more: its title, who wrote it and when. It stands in the head already."""

import re
from typing import Final

from msgspec.structs import replace

from annotations.sources.assemble import Metadata
from annotations.sources.byline import parse_byline
from annotations.sources.dates import find_date
from annotations.sources.drafts import Draft
from annotations.sources.html_blocks import HtmlBlocks
from annotations.text.folding import fold

_MOST_BLOCKS: Final = 8
_NAMES: Final = re.compile(r"[;,&]|\band\b")


def drop_title_page(blocks: HtmlBlocks, about: Metadata) -> Metadata:
    """Leave out the first blocks as far as they say nothing but title, authors and day.

    Returns:
        What is known, with the title that the text begins with where there was none, and the day that stands there.
    """
    first = blocks.drafts[0]
    if not about.title and first.kind == "heading":
        about = replace(about, title=first.text)
    names = {fold(name.strip()) for name in _NAMES.split(about.author or "")} - {""}
    said = {fold(about.title), fold(about.author or ""), *names}
    count = 0
    for draft in blocks.drafts[:_MOST_BLOCKS]:
        day = find_date(draft.text)
        is_day = day is not None and (day.start, day.end) == (0, len(draft.text))
        if day is not None and is_day:
            about = replace(about, published=day.value)
        elif fold(draft.text) not in said and not _is_byline(draft):
            break
        count += 1
    if 0 < count < len(blocks.drafts):
        blocks.keep(range(count, len(blocks.drafts)))
    return about


def _is_byline(draft: Draft) -> bool:
    byline = parse_byline(draft.text) if draft.kind == "paragraph" else None
    return byline is not None and not byline.rest
