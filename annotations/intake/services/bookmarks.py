"""Bookmarks of browsers, linkding and Pinboard: the Netscape file of `<DT><A HREF ADD_DATE TAGS>` in folders of `<H3>`."""

import re
from typing import Final

from msgspec.structs import replace

from annotations.importers.records import tags_of, text_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.text.char_references import unescape

_TOKEN: Final = re.compile(
    r"<(h3|a)\b([^>]{0,20000})>([^<]{0,4000})</|<(/dl)>|<(dd)>([^<]{0,4000})", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(r"([a-z_-]{1,40})\s?=\s?\"([^\"]{0,8000})\"", re.IGNORECASE)


def is_it(export: ExportFile) -> bool:
    """It says so in its first line, or looks like one."""
    start = export.text[:2_000].casefold()
    return "netscape-bookmark-file" in start or ("<dt><a " in start and "href=" in start)


def read(export: ExportFile) -> ServiceExport:
    """Read all links of the web; those of other kinds are no articles."""
    result = ServiceExport()
    folders: list[str] = []
    for token in _TOKEN.finditer(export.text):
        if token[4]:
            folders = folders[:-1]
        elif token[5] and result.articles:
            result.articles[-1] = replace(result.articles[-1], note=text_of(unescape(token[6])))
        elif token[1] and token[1].casefold() == "h3":
            folders.append(text_of(unescape(token[3])).replace("/", "-"))
        elif token[1]:
            said = {name.casefold(): unescape(value) for name, value in _ATTRIBUTE.findall(token[2])}
            url = text_of(said.get("href"))
            if not url.startswith(("http://", "https://")):
                continue
            added = said.get("add_date", "")
            result.articles.append(
                SavedArticle(
                    url=url,
                    title=text_of(unescape(token[3])),
                    saved=time_of(int(added))
                    if added.isascii() and added.isdigit() and len(added) < 12
                    else None,
                    tags=tags_of(said.get("tags")),
                    folder="/".join(folders),
                    status="later" if said.get("toread") == "1" else "unread",
                    where=f"link {len(result.articles) + 1}",
                )
            )
    return result
