"""What a web page says of its article: title, author, date, site, address, language."""

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from annotations.sources.assemble import Metadata
from annotations.sources.dates import as_date
from annotations.text.canonical import canonical

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLES: Final = frozenset(
    "article newsarticle blogposting reportagenewsarticle analysisnewsarticle opinionnewsarticle report review "
    "scholarlyarticle socialmediaposting techarticle backgroundnewsarticle liveblogposting webpage".split()
)
_NAME: Final = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"),
    "author": (
        "author",
        "article:author",
        "dc.creator",
        "citation_author",
        "parsely-author",
        "sailthru.author",
        "byl",
    ),
    "published": (
        *(
            "article:published_time",
            "datepublished",
            "dc.date.issued",
            "dc.date",
            "citation_publication_date",
        ),
        *("parsely-pub-date", "sailthru.date", "date", "pubdate", "publishdate", "dcterms.created"),
    ),
    "site": ("og:site_name", "application-name", "citation_journal_title"),
    "url": ("og:url", "twitter:url"),
    "description": ("description", "og:description", "twitter:description"),
}
_PARTS: Final = re.compile(r"\s+[|·•»–—-]\s+|\s+::\s+")
_BY: Final = re.compile(r"^(?:by|von|par|por|di|de|door)\s+", re.IGNORECASE)
_MOST_CHARS: Final = 300
_MOST_JSON: Final = 1 << 20


def page_metadata(root: "HtmlElement", *, url: str | None = None) -> Metadata:
    """Read off the head of a page: linked data first, then what social media ask for, then its own words.

    Args:
        root: the page.
        url: where it came from, if its container says so.
    """
    said = _said_in_meta(root)
    linked = _linked_article(root)
    site = _line(_named(linked.get("publisher"))) or said.get("site")
    published = as_date(str(linked.get("datePublished") or "")[:10]) or _published(said.get("published"))
    return Metadata(
        title=_line(linked.get("headline")) or _title(root, said.get("title"), site),
        author=_people(linked.get("author")) or _author(said.get("author"), root),
        published=published or _visible_date(root),
        url=_canonical_url(root, said.get("url"), url),
        site=site,
        language=_language(root),
    )


def _said_in_meta(root: "HtmlElement") -> dict[str, str]:
    by_name: dict[str, str] = {}
    for node in root.iter("meta"):
        name = node.get("property") or node.get("name") or node.get("itemprop") or ""
        if content := _line(node.get("content")):
            by_name.setdefault(name.casefold(), content)
    return {
        field: next(value for name in names if (value := by_name.get(name)))
        for field, names in _NAME.items()
        if any(by_name.get(name) for name in names)
    }


def _linked_article(root: "HtmlElement") -> dict[str, Any]:
    """The article that JSON-LD describes (schema.org); empty: none."""
    found: dict[str, Any] = {}
    for node in root.iter("script"):
        if node.get("type", "").casefold() != "application/ld+json" or len(node.text or "") > _MOST_JSON:
            continue
        try:
            data = json.loads(node.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            kinds = item.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            names = {str(kind).casefold() for kind in kinds}
            if names & _ARTICLES and (not found or ("webpage" not in names and "headline" in item)):
                found = item if not found or "headline" not in found else found
    return found


def _items(data: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 4:
        for part in data[:100]:
            yield from _items(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)


def _title(root: "HtmlElement", said: str | None, site: str | None) -> str:
    """The headline: the `h1` that the page's title agrees with, else the title without the name of the site."""
    whole = said or _line(next((node.text_content() for node in root.iter("title")), "")) or ""
    headings = [words for node in root.iter("h1") if (words := _line(node.text_content()))]
    for words in headings:
        if words.casefold() in whole.casefold() or (whole and whole.casefold() in words.casefold()):
            return words
    parts = _PARTS.split(whole)
    if len(parts) > 1:
        kept = [part for part in parts if not (site and part.casefold() == site.casefold())]
        longest = max(kept or parts, key=len)
        return longest if not said or (site and parts[-1].casefold() == site.casefold()) else whole
    if whole:
        return whole
    return headings[0] if headings else ""


def _named(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _people(value: object) -> str | None:
    names = [_line(_named(one)) for one in (value[:20] if isinstance(value, list) else [value])]
    kept = list(dict.fromkeys(_BY.sub("", name) for name in names if name and not name.startswith("http")))
    return " and ".join([", ".join(kept[:-1]), kept[-1]] if len(kept) > 1 else kept) or None


def _author(said: str | None, root: "HtmlElement") -> str | None:
    """What the head says, else what the page marks as its author."""
    if said and not said.startswith("http"):
        return _BY.sub("", said)
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        marks = f"{node.get('rel', '')} {node.get('itemprop', '')}".split()
        kinds = node.get("class", "").casefold().split()
        if "author" in marks or any(
            kind in ("author", "byline", "author-name", "byline__name") for kind in kinds
        ):
            words = _line(node.text_content())
            if words and len(words) <= 80:
                return _BY.sub("", words)
    return None


def _published(said: str | None) -> Any:
    return as_date(said[:10]) or as_date(said) if said else None


def _visible_date(root: "HtmlElement") -> Any:
    """The first `time` element of the page, outside of lists of other articles."""
    for node in root.iter("time"):
        if any(up.tag in ("aside", "nav", "footer", "li") for up in node.iterancestors()):
            continue
        if day := _published(_line(node.get("datetime") or node.text_content())):
            return day
    return None


def _canonical_url(root: "HtmlElement", said: str | None, given: str | None) -> str | None:
    for node in root.iter("link"):
        if "canonical" in node.get("rel", "").casefold().split():
            said = node.get("href") or said
            break
    return next(
        (url for url in (said, given) if url and url.startswith(("http://", "https://")) and " " not in url),
        None,
    )


def _language(root: "HtmlElement") -> str | None:
    code = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].casefold()
    return code if len(code) == 2 and code.isalpha() else None


def _line(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return " ".join(canonical(value[: _MOST_CHARS * 10]).split())[:_MOST_CHARS] or None
