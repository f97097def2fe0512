"""What a web page says of its article: title, author, date, site, address, language."""

import copy
import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from annotations.sources.assemble import Metadata, join_names
from annotations.sources.dates import find_date
from annotations.sources.page_byline import CODE, CUE, Shown, shown_byline
from annotations.text.addresses import site_of
from annotations.text.canonical import one_line
from annotations.text.char_references import unescape

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
        "dcterms.creator",
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
            "citation_publication_date",
        ),
        *("parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "dcterms.created"),
    ),
    "day": ("dc.date", "date"),
    "site": ("og:site_name", "application-name", "citation_journal_title"),
    "url": ("og:url", "twitter:url"),
    "description": ("description", "og:description", "twitter:description"),
}
_CATALOGUED: Final = frozenset(("dc.creator", "dcterms.creator", "citation_author"))
"""They name people as catalogues do, `Doe, Jane`."""
_SURNAME_FIRST: Final = re.compile(r"\A(\S{1,40}(?: \S{1,40}){0,2}), (\S{1,40}(?: \S{1,40}){0,2})\Z")
_PARTS: Final = re.compile(r"\s+[|·•»–—-]\s+|\s+::\s+")
_DATE_NAME: Final = re.compile(
    r"(?:^|[\W_])(?:\w{0,5}pub\w{0,10}|pdate|posted|issued|created|original|post)(?:$|[\W_])"
)
_NO_DATE_NAME: Final = re.compile(r"modif|updat|publisher|expir|found|validat")
_EIGHT_FIGURES: Final = re.compile(r"(?:19|20)\d{6}")
_DATE_IN_URL: Final = re.compile(r"[/-]((?:19|20)\d\d)([/-]?)(\d\d)\2(\d\d)(?=[/-]|$)")
_FAR_FROM_GREENWICH: Final = re.compile(r"[T ](0[0-8]|1[4-9]|2\d):[\d:.]+(?: ?Z|\+00:?00)$")
"""A time at which it may be another day in America, Asia or Australia."""
_CDATA: Final = re.compile(r"\A\s*+(?://)?+\s*+(?:<!\[CDATA\[|<!--)|(?://)?\s*(?:\]\]>|-->)\s*\Z")
"""What XHTML has around a script."""
_DATE_CHARS: Final = 60
_MOST_ELEMENTS: Final = 20_000
_DOMAIN_LETTERS: Final = 4
_LETTERS_OF_TITLE: Final = 8
_LONG_TITLE: Final = 20
"""Few houses have so many letters in their names."""
_MOST_CHARS: Final = 300
_MOST_JSON: Final = 1 << 20


def page_metadata(root: "HtmlElement", *, url: str | None = None) -> Metadata:
    """Read off the head of a page: linked data first, then what social media ask for, then what it shows.

    Args:
        root: the page.
        url: where it came from, if its container says so.
    """
    said = _said_in_meta(root)
    linked, people = _linked_article(root)
    site = _line(_named(linked.get("publisher"))) or said.get("site")
    address = _canonical_url(root, said.get("url"), url)
    author = _people(linked.get("author"), people) or _author(said.get("author"))
    stamp = next(filter(_published, (linked.get("datePublished"), said.get("published"))), None)
    is_house = author is not None and _is_house(author, site, address)
    another = said.get("another author")
    is_open = author is None or is_house or stamp is None or _FAR_FROM_GREENWICH.search(str(stamp))
    shown = shown_byline(root) if is_open else Shown()
    is_house = is_house and _letters(str(author).split(" (")[0]) not in _letters(shown.author or "")
    return Metadata(
        title=_title(root, _line(linked.get("headline")), said.get("title"), site),
        author=author if author and not is_house else shown.author or _author(another) or author,
        published=_local(
            _day(stamp, shown, _published(said.get("day"))) or _published(linked.get("dateCreated")),
            _date_in(address),
        )
        or _date_elsewhere(root),
        url=address,
        site=site,
        language=_language(root),
    )


def _is_house(author: str, site: str | None, address: str | None) -> bool:
    """Whether the author is the paper itself, by its name or that of its domain."""
    name, host = _letters(author), site_of(address) or ""
    domain = max((_letters(label) for label in host.split(".")[:-1]), key=len, default="")
    return name in _letters(f"{site} {host}") or (len(domain) >= _DOMAIN_LETTERS and domain in name)


def _said_in_meta(root: "HtmlElement") -> dict[str, str]:
    by_name: dict[str, str] = {}
    authors: dict[str, list[str]] = {}
    for node in root.iter("meta"):
        names = (node.get("property") or node.get("name") or node.get("itemprop") or "").casefold()
        if content := _line(node.get("content")):
            for name in (one.replace("dc:", "dc.") for one in names.split()):
                by_name.setdefault(name, content)
                if name in _NAME["author"]:
                    is_turned = name in _CATALOGUED
                    whole = _SURNAME_FIRST.sub(r"\2 \1", content) if is_turned else content
                    authors.setdefault(name, []).append(whole)
    by_name |= {name: " and ".join(dict.fromkeys(names)) for name, names in authors.items()}
    said = {
        field: next(value for name in names if (value := by_name.get(name)))
        for field, names in _NAME.items()
        if any(by_name.get(name) for name in names)
    }
    for name, value in by_name.items():
        if name.endswith("author") and not value.startswith("http") and value != said.get("author"):
            said.setdefault("another author", value)
        if (
            "published" not in said
            and _DATE_NAME.search(name)
            and not _NO_DATE_NAME.search(name)
            and _published(value)
        ):
            said["published"] = value
    return said


def _linked_article(root: "HtmlElement") -> tuple[dict[str, Any], dict[str, str]]:
    """The article that JSON-LD describes (schema.org), empty where it describes none, and what it names by an id."""
    article: dict[str, Any] = {}
    names: dict[str, str] = {}
    for node in root.iter("script"):
        if node.get("type", "").casefold() != "application/ld+json" or len(node.text or "") > _MOST_JSON:
            continue
        try:
            data = json.loads(_CDATA.sub("", node.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if name := _line(item.get("name")):
                names.setdefault(str(item.get("@id")), name)
            kinds = item.get("@type")
            kinds = {str(kind).casefold() for kind in (kinds if isinstance(kinds, list) else [kinds])}
            if kinds & _ARTICLES and (not article or ("webpage" not in kinds and "headline" in item)):
                article = item if not article or "headline" not in article else article
    return article, names


def _items(data: object, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(data, list) and depth < 4:
        for part in data[:100]:
            yield from _items(part, depth + 1)
    elif isinstance(data, dict):
        yield data
        yield from _items(data.get("@graph"), depth + 1)


def _title(root: "HtmlElement", headline: str | None, said: str | None, site: str | None) -> str:
    """The headline: the `h1` that what the page says elsewhere agrees with, else what it says without the site's name."""
    whole = _line(next((node.text_content() for node in root.iter("title")), "")) or ""
    named = [title for title in (headline, said, whole) if title]
    headings = [words for node in root.iter("h1") if (words := _line(node.text_content()))]
    letters = {title: _letters(title) for title in (*named, *headings, site or "")}
    agreed = [
        words
        for words in headings
        if letters[words] and letters[words] != letters[site or ""]
        if any(letters[words] in letters[title] or letters[title] in letters[words] for title in named)
    ]
    if agreed:
        is_first = {
            words: any(letters[title].startswith(letters[words]) for title in named) for words in agreed
        }
        best = max(agreed, key=lambda words: (is_first[words], len(letters[words])))
        if is_first[best]:
            return _entry_title(root, best, whole)
    if lower := _lower_heading(root, [letters[title] for title in named]):
        return lower
    if agreed:
        return best
    if headline and (not whole or _shares_words(headline, " ".join((whole, said or "", *headings)))):
        return headline
    title = said or whole
    parts = _PARTS.split(title)
    if len(parts) > 1:
        kept = [part for part in parts if not (site and _letters(part) == letters[site])]
        return max(kept or parts, key=len) if not said or len(kept) < len(parts) else title
    return title or next(iter(headings), "")


def _entry_title(root: "HtmlElement", blog: str, whole: str) -> str:
    """The heading of the entry where the `h1` is that of the blog: it is much longer, and the other end of what the page calls itself."""
    said, house = _letters(whole), _letters(blog)
    for node in root.iter("h2", "h3"):
        words = _line(node.text_content()) or ""
        entry = _letters(words)
        if len(entry) > max(2 * len(house), _LONG_TITLE) and said in (house + entry, entry + house):
            return words
    return blog


def _lower_heading(root: "HtmlElement", named: Sequence[str]) -> str | None:
    """A heading below the first level that one of the titles begins with; None: there is none."""
    words = [_line(node.text_content()) or "" for node in root.iter("h2", "h3")]
    kept = (one for one in words if len(_letters(one)) >= _LETTERS_OF_TITLE)
    return next((one for one in kept if any(title.startswith(_letters(one)) for title in named)), None)


def _letters(title: str) -> str:
    return "".join(filter(str.isalnum, title.casefold()))


def _shares_words(title: str, others: str) -> bool:
    """Whether most words of a title stand elsewhere too: linked data may be of something else on the page."""
    words = title.casefold().split()
    known = frozenset(others.casefold().split())
    return 2 * sum(word in known for word in words) >= len(words)


def _named(value: object) -> object:
    return value.get("name") if isinstance(value, dict) else value


def _people(value: object, known: dict[str, str]) -> str | None:
    """The names of authors; one that is only referred to is among those known by their ids."""
    names: list[str] = []
    for one in value[:20] if isinstance(value, list) else [value]:
        reference = str(one.get("@id")) if isinstance(one, dict) else ""
        if name := _line(_named(one)) or known.get(reference):
            names.append(CUE.sub("", name.split(" | ")[0]))
    kept = list(dict.fromkeys(name for name in names if name and not name.startswith("http")))
    return join_names(kept)


def _author(said: str | None) -> str | None:
    is_name = said and not said.startswith("http") and not CODE.search(said)
    return CUE.sub("", said.split(" | ")[0]) if said and is_name else None


def _published(said: object) -> date | None:
    """The day of a text that is a date and perhaps a time."""
    words = _line(said) or ""
    if _EIGHT_FIGURES.fullmatch(words):
        words = f"{words[:4]}-{words[4:6]}-{words[6:]}"
    when = find_date(words[:_DATE_CHARS])
    return when.value if when is not None else None


def _date_in(url: str | None) -> date | None:
    """The day in an address, as in `/2026/03/03/` or `-20260303`."""
    match = _DATE_IN_URL.search(url or "")
    return _published("-".join((match[1], match[3], match[4]))) if match else None


def _day(stamp: object, shown: Shown, of_meta: date | None) -> date | None:
    """The day that the head says, in its own place; a mere `date` is often that of a change."""
    said = _published(stamp)
    if said is None:
        is_agreed = of_meta is not None and of_meta in shown.by_headline
        return (shown.published if shown.is_sure and not is_agreed else of_meta) or shown.published
    if far := _FAR_FROM_GREENWICH.search(str(stamp)):
        west, east = said - timedelta(days=1), said + timedelta(days=1)
        if far[1].startswith("0") and west in shown.by_headline:
            return west
        if not far[1].startswith("0") and east in shown.by_headline and said not in shown.by_headline:
            return east
    return said


def _local(said: date | None, of_address: date | None) -> date | None:
    """The day in its own place: an address has it as the paper does, machines in Greenwich's time, readers in either order."""
    if said is None or of_address is None:
        return said or of_address
    is_turned = (said.year, said.day, said.month) == (of_address.year, of_address.month, of_address.day)
    return of_address if is_turned or abs(said - of_address).days == 1 else said


def _date_elsewhere(root: "HtmlElement") -> date | None:
    """The day that htmldate makes out, by many a site's own marks, where the page says it in none of the usual ways."""
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    from htmldate import find_date as search

    try:
        return _published(search(copy.deepcopy(root), original_date=True, extensive_search=False))
    except (
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OverflowError,
    ):  # it expects pages that are like pages
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
    return one_line(unescape(value[: _MOST_CHARS * 10]))[:_MOST_CHARS] or None
