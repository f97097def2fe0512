"""Which blocks of a web page are its article: two extractors and the page's own structure check each other.

trafilatura and a readability (the fork inside of trafilatura) each say which words they hold for the article; each block
of the page, in its own order and with its own structure, then counts the votes. What the weights rest on is told at
`WEIGHTS`.
"""

import copy
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from importlib import import_module
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast

from msgspec import Struct

from annotations.sources.assemble import Metadata
from annotations.sources.html_blocks import HtmlBlocks
from annotations.sources.title_page import drop_title_page

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

Place = tuple[str, ...]

_WORD: Final = re.compile(r"\w+")
_MOST_INLINE: Final = 1_000
"""More links, breaks and the like in one element are given to the extractors as words alone."""
_MOST_PICTURES: Final = 100
"""More elements without a word in one element, as in a gallery, are not given to the extractors."""
_MOST_CHILDREN: Final = 2_000
"""Of a page with more blocks in one element no extractor is asked: they take its children out one by one."""
_MOST_BLOCKS: Final = 4_000
"""Of a page with more in all, only the extractor that does not compare all with all is asked."""
_MOST_NESTED_LINKS: Final = 200_000
"""Of a page with more, each link counted once for each element that it lies in, likewise: they are looked for in each."""
_INLINE: Final = frozenset(
    "a abbr b bdi bdo big br cite code del dfn em font i img ins kbd mark q s samp small span strike strong sub sup time tt u var wbr".split()
)
_ALIGNED_WORDS: Final = 20_000
"""Of a longer page one extractor is asked at most, and its lines are compared whole: to lay texts over each other takes memory in
the square."""
_FAR: Final = 12
"""A block of fewer words is short: a label, a caption, a link to something else, or a short paragraph."""
_PROSE: Final = 15
_SUPPORTED: Final = 0.8
_MOST_WORDS: Final = 60
_MUCH: Final = 0.3
_MOST: Final = 0.8
"""A long page with this share of its words in the paragraphs of one element is that element: nobody else is asked."""
_A_TENTH: Final = 0.1
_SITE_TAGS: Final = ("nav", "aside", "footer", "form", "iframe", "button", "input")
"""What every page of a site has one of."""
_SITE_NAMES: Final = re.compile(
    r"relat|promo|share|social|comment|newsletter|subscri|\bnav|menu|sidebar|widget|advert|sponsor|crumb|recommend|trending"
    r"|popular|cookie|banner|footer|content|wrap|main|post",
    re.IGNORECASE,
)
"""In the class or id of an element that holds others: what pages of sites are built of."""
_FEW_LINKS: Final = 0.2
_DOUBTFUL: Final = 0.5
"""The extractors hold less than this share of words in common: the page says that its text may be incomplete."""

_AROUND: Final = re.compile(
    r"relat|promo|share|social|comment|newsletter|subscri|foot|nav|menu|sidebar|widget|advert|\bad-|sponsor|caption|byline"
    r"|author|meta|tags?\b|breadcrumb|recommend|more-|trending|popular|credit|cookie|banner|signup|also",
    re.IGNORECASE,
)
"""In an element's class or id: what stands around articles."""
_CUE: Final = re.compile(
    r"\W{0,4}(?:(?:read|see|learn|find|view|watch|show|load)\s(?:more|also|next|all|full)|also\s(?:read|see|on|watch)|related"
    r"|recommended|you\s(?:may|might)\salso|don.?t\smiss|most\s(?:read|popular|viewed)|trending|must\sread|up\snext"
    r"|keep\sreading|editor.?s?\spicks?|sponsored|promoted|advert|subscribe|sign\s(?:up|in)|newsletter|follow\s|like\sus"
    r"|join\s(?:us|our)|click\s|download\s|share\b|tweet\b|comments?\b|leave\sa|reply|tags?\s?:|filed\sunder|categor(?:y|ies)"
    r"|topics?\s?:|source\s?:|copyright|©|\(c\)|all\srights|images?\s?(?:credit|source|:)|photos?\s?(?:by|credit|:)|credit\s?:"
    r"|\(?(?:additional\s)?reporting\sby|editing\sby|about\sthe\sauthor|(?:last\s)?updated|published|posted|have\sa\stip"
    r"|mehr\s|lesen\ssie|lire\saussi|leer\sm|leia\s|veja\s|compart|partager|teilen|kommentare?|commentaires?|comentários?"
    r"|leggi|condividi|читайте|подпис|комментари|поделиться)",
    re.IGNORECASE,
)
"""What a block begins with that speaks of the site, not of the subject."""


class Content(Struct, frozen=True):
    """The article of a page."""

    blocks: HtmlBlocks
    notice: str
    """One sentence if the text may be incomplete; else empty."""


class Votes(Struct, frozen=True):
    """What is known of each block of a page, in order. Shares are 0 to 1."""

    words: list[list[str]]
    usual: list[float]
    """Share of the block's words that trafilatura has in its article."""
    careful: list[float]
    """The same when it is told to favour precision."""
    readable: list[float]
    """The same of the readability."""
    linked: list[float]
    """Share of characters in links."""
    places: list[tuple[str, ...]]
    """The elements each stands in, outermost first: `tag|class id`."""


def main_content(root: "HtmlElement", about: Metadata) -> Content:
    """Take the article out of a page; its headline is left out, as it stands in `about`."""
    page = HtmlBlocks(base_level=1, base_url=about.url or "")
    body = next(root.iter("body"), root)
    page.read(body)
    if page.drafts and _is_document(page, body):
        drop_title_page(page, about)
        return Content(page, "")
    votes = count_votes(page, root)
    kept = choose_blocks(page, [score > 0 for score in score_blocks(page, votes, about.title)])
    both = sum(min(a, b) * len(w) for a, b, w in zip(votes.usual, votes.readable, votes.words, strict=True))
    either = sum(max(a, b) * len(w) for a, b, w in zip(votes.usual, votes.readable, votes.words, strict=True))
    if not kept:  # a page that is like none: what an extractor wants, else all that is there
        voted = zip(votes.usual, votes.readable, strict=True)
        kept = [index for index, pair in enumerate(voted) if max(pair) > 0.5] or list(range(len(page.drafts)))
    is_doubtful = either == 0 or both < _DOUBTFUL * either
    page.keep(kept)
    return Content(
        page, "The text of this page may be incomplete or hold more than the article." if is_doubtful else ""
    )


def _is_document(page: HtmlBlocks, body: "HtmlElement") -> bool:
    """Whether nothing stands around the text: a document that a program wrote, such as pandoc, or an article cut out before."""
    words = sum(len(draft.text) for draft in page.drafts)
    if sum(page.linked_chars) > _FEW_LINKS * words or next(body.iter(*_SITE_TAGS), None) is not None:
        return False
    parts = body.iter("div", "section", "ul", "table", "body")
    return not any(_SITE_NAMES.search(f"{node.get('class') or ''} {node.get('id') or ''}") for node in parts)


def count_votes(page: HtmlBlocks, root: "HtmlElement") -> Votes:
    """Ask the extractors, and lay what they say over the page."""
    words = [_WORD.findall(draft.text.casefold()) for draft in page.drafts]
    usual, careful, readable = _ask(page, words, root)
    linked = [
        chars / max(1, len(draft.text)) for chars, draft in zip(page.linked_chars, page.drafts, strict=True)
    ]
    known: dict[_Element, tuple[str, ...]] = {}
    return Votes(words, usual, careful, readable, linked, [_place(node, known) for node in page.origins])


def _ask(
    page: HtmlBlocks, words: Sequence[Sequence[str]], root: "HtmlElement"
) -> tuple[list[float], list[float], list[float]]:
    """The shares of `Votes`; of what is large one extractor is asked at most."""
    count, asked = sum(map(len, words)), _without_crowds(root)
    is_crowded = any(len(node) > _MOST_CHILDREN for node in asked.iter())
    blocks = sum(node.tag not in _INLINE for node in asked.iter())
    is_large = blocks > _MOST_BLOCKS or _has_many_nested_links(asked)
    if not is_crowded and not is_large and count <= _ALIGNED_WORDS:
        flat = [word for block in words for word in block]
        usual, careful, readable = (
            _shares(words, flat, _WORD.findall(text.casefold())) for text in _opinions(asked)
        )
        return usual, careful, readable
    shares = _shares_at_home(page, words, _MOST * count) or ([1.0] * len(words) if is_crowded else [])
    shares = shares or _shares_of_lines(words, _usual_opinion(asked, is_fast=is_large))
    return shares, shares, shares


def _has_many_nested_links(asked: "HtmlElement") -> bool:
    """Would it take long to look for the links of each element?"""
    nested = (1 for link in asked.iter("a") for _ in link.iterancestors())
    return next(islice(nested, _MOST_NESTED_LINKS, None), None) is not None


def _usual_opinion(asked: "HtmlElement", *, is_careful: bool = False, is_fast: bool = False) -> str:
    """What trafilatura holds for the article's text, a block a line."""
    text: str | None = _trafilatura().extract(
        copy.deepcopy(asked), include_comments=False, favor_precision=is_careful, fast=is_fast
    )
    return text or ""


def _without_crowds(root: "HtmlElement") -> "HtmlElement":
    """A copy to ask about; where thousands of links or signs stand in one element, only their words.

    The extractors take quadratic time for them and worse: 6,000 links in a paragraph take a quarter of an hour, and so do 1,000
    pictures that each have an element to themselves.
    """
    page = copy.deepcopy(root)
    crowds = [node for node in page.iter() if len(node) > _MOST_PICTURES]
    wordy = _with_words(page) if crowds else set()
    for crowd in crowds:
        _make_words(crowd, wordy, _INLINE if len(crowd) > _MOST_INLINE else frozenset())
    return page


def _with_words(page: "HtmlElement") -> "set[_Element]":
    """The elements that words stand in."""
    wordy: set[_Element] = set()
    for node in page.iter():
        parent = node.getparent()
        within = [node] if (node.text or "").strip() else []
        within += [parent] if parent is not None and (node.tail or "").strip() else []
        for inner in within:
            above: _Element | None = inner
            while above is not None and above not in wordy:
                wordy.add(above)
                above = above.getparent()
    return wordy


def _make_words(crowd: "HtmlElement", wordy: "set[_Element]", folded: Collection[str]) -> None:
    """Only words of all links and the like that stand right in an element; other elements stay between them if they have any."""
    before, words = None, [crowd.text or ""]
    for child in [*crowd, None]:
        if child is not None and (child.tag in folded or child not in wordy):
            words += [*map(str, child.itertext()), child.tail or ""]
            crowd.remove(child)
            continue
        if before is None:
            crowd.text = "".join(words)
        else:
            before.tail = "".join(words)
        before, words = child, [child.tail or "" if child is not None else ""]


def _trafilatura() -> Any:
    """The library, without the guesser of languages that it loads wherever there is one.

    Nobody here asks it for a language, and with numpy behind it, that is half of the library's 250 ms.
    """
    guesser = "py3langid"
    if "trafilatura" not in sys.modules and guesser not in sys.modules:
        sys.modules[guesser] = cast(Any, None)  # importing it then fails, as where it is not installed
        try:
            return import_module("trafilatura")
        finally:
            del sys.modules[guesser]
    return import_module("trafilatura")


def _opinions(asked: "HtmlElement") -> tuple[str, str, str]:
    """What trafilatura, trafilatura favouring precision, and the readability hold for the article's text."""
    from lxml.html import fromstring

    usual, careful = _usual_opinion(asked), _usual_opinion(asked, is_careful=True)
    from trafilatura.readability_lxml import Document

    try:
        summary = Document(asked).summary()
        readable = "\n".join(map(str, fromstring(summary).itertext())) if summary else ""
    except (ValueError, TypeError, AttributeError, IndexError):  # it expects pages that are like pages
        readable = ""
    return usual, careful, readable


def _shares(blocks: Sequence[Sequence[str]], flat: Sequence[str], said: Sequence[str]) -> list[float]:
    """Which share of each block's words an extractor has, in the order of the page."""
    if not said or not flat:
        return [0.0] * len(blocks)
    from rapidfuzz.distance import Indel

    is_said = bytearray(len(flat))
    for step in Indel.opcodes(flat, said):
        if step.tag == "equal":
            is_said[step.src_start : step.src_end] = b"\1" * (step.src_end - step.src_start)
    shares, at = [], 0
    for block in blocks:
        shares.append(sum(is_said[at : at + len(block)]) / max(1, len(block)))
        at += len(block)
    return shares


def _shares_at_home(page: HtmlBlocks, blocks: Sequence[Sequence[str]], least: float) -> list[float]:
    """Which blocks stand in the one element whose own paragraphs have at least so many words; empty: there is none."""
    if not blocks:
        return []
    parents = [node.getparent() for node in page.origins]
    sizes: Counter[_Element | None] = Counter()
    for parent, block in zip(parents, blocks, strict=True):
        sizes[parent] += len(block)
    home, size = sizes.most_common(1)[0]
    if home is None or size < least:
        return []
    inside = set(home.iter())
    return [float(node in inside) for node in page.origins]


def _shares_of_lines(blocks: Sequence[Sequence[str]], said: str) -> list[float]:
    """The same of a long page: whether a block is a line of what the extractor says, word for word."""
    lines = {tuple(_WORD.findall(line)) for line in said.casefold().split("\n")}
    return [float(tuple(block) in lines) for block in blocks]


def _place(node: "_Element", known: "dict[_Element, tuple[str, ...]]") -> tuple[str, ...]:
    place = known.get(node)
    if place is None:
        parent = node.getparent()
        above = _place(parent, known) if parent is not None else ()
        place = known[node] = (*above, f"{node.tag}|{node.get('class') or ''} {node.get('id') or ''}")
    return place


# -- the score of a block


def score_blocks(page: HtmlBlocks, votes: Votes, title: str) -> list[float]:
    """Above 0: of the article."""
    return [
        sum(WEIGHTS[name] * value for name, value in features.items())
        for features in features_of(page, votes, title)
    ]


def choose_blocks(page: HtmlBlocks, is_wanted: Sequence[bool]) -> list[int]:
    """The blocks of the article: those that are wanted, without headings below which nothing is ("More:", "Most read")."""
    chosen: list[int] = []
    has_text = False
    for index in reversed(range(len(is_wanted))):
        is_heading = page.drafts[index].kind == "heading"
        if is_wanted[index] and (has_text or not is_heading or chosen[-1:] == [index + 1]):
            chosen.append(index)
            has_text = not is_heading
        elif is_heading:
            has_text = False
    return chosen[::-1]


class _Signs(Struct):
    """What all blocks of a page are judged by."""

    page: HtmlBlocks
    votes: Votes
    title: str
    sizes: list[int]
    support: list[float]
    """The mean of the votes."""
    share: dict[tuple[str, ...], float]
    """How much of the prose that was voted for stands in a place: 0 to 1."""
    voted: dict[tuple[str, ...], float]
    """How much of the words of a place was voted for."""
    linked: dict[tuple[str, ...], float]
    """How much of a place is links."""
    first: int
    last: int
    """Where the prose that was voted for begins and ends."""
    headline: int
    """The block that the title stands in; -1: none."""


def features_of(page: HtmlBlocks, votes: Votes, title: str) -> list[dict[str, float]]:
    """What speaks for and against each block, by the names of `WEIGHTS`."""
    sizes = [len(words) for words in votes.words]
    support = [sum(three) / 3 for three in zip(votes.usual, votes.careful, votes.readable, strict=True)]
    homes = [place[:-1] for place in votes.places]
    words: Counter[Place] = Counter()
    voted: defaultdict[Place, float] = defaultdict(float)
    linked: defaultdict[Place, float] = defaultdict(float)
    prose: defaultdict[Place, float] = defaultdict(float)
    chosen = []
    for index, home in enumerate(homes):
        words[home] += sizes[index]
        voted[home] += sizes[index] * support[index]
        linked[home] += sizes[index] * votes.linked[index]
        is_wanted = max(votes.usual[index], votes.readable[index]) > _SUPPORTED
        if is_wanted and sizes[index] >= _PROSE and votes.linked[index] < 0.5:
            prose[home] += sizes[index] * support[index]
            chosen.append(index)
    share = {home: amount / max(1e-9, sum(prose.values())) for home, amount in prose.items()}
    inner = [index for index in chosen if share[homes[index]] > _A_TENTH] or chosen
    first, last = (inner[0], inner[-1]) if inner else (0, len(sizes) - 1)
    signs = _Signs(
        page,
        votes,
        title.casefold(),
        sizes,
        support,
        share,
        {home: voted[home] / max(1, total) for home, total in words.items()},
        {home: linked[home] / max(1, total) for home, total in words.items()},
        first,
        last,
        _headline(page, title.casefold(), last),
    )
    return [_features(signs, index) for index in range(len(sizes))]


def _headline(page: HtmlBlocks, title: str, last: int) -> int:
    """The last block, up to where the prose ends, that says the title."""
    from rapidfuzz import fuzz

    said = [
        index
        for index, draft in enumerate(page.drafts[: last + 1])
        if title and len(draft.text) < 2 * len(title) + 20 and fuzz.ratio(draft.text.casefold(), title) > 75
    ]
    return said[-1] if said else -1


def _features(signs: _Signs, index: int) -> dict[str, float]:
    draft, votes, size = signs.page.drafts[index], signs.votes, signs.sizes[index]
    place = votes.places[index]
    home, tags = place[:-1], {part.partition("|")[0] for part in place}
    usual, readable = votes.usual[index], votes.readable[index]
    share = signs.share.get(home, 0.0)
    before, after = index < signs.first, index > signs.last
    inside = not before and not after
    is_prose = size >= _PROSE and votes.linked[index] < 0.5
    is_short = size < _FAR
    ends = draft.text.endswith((".", "!", "?", "”", '"', "’", "…", ":", "。"))
    is_said = index <= signs.headline
    return {
        "bias": 1.0,
        "usual": usual,
        "careful": votes.careful[index],
        "readable": readable,
        "both": usual * readable,
        "links": votes.linked[index],
        "links among prose": votes.linked[index] * is_short * (share > _A_TENTH),
        "size": min(size, _MOST_WORDS) / _MOST_WORDS,
        "short": float(is_short),
        "prose": float(is_prose),
        "heading": float(draft.kind == "heading"),
        "heading inside": float(draft.kind == "heading" and inside),
        "item": float(draft.kind == "list-item"),
        "quote": float(draft.kind == "quote"),
        "inside": float(inside),
        "before": float(before),
        "after": float(after),
        "usual before": usual * before,
        "usual after": usual * after,
        "readable before": readable * before,
        "readable after": readable * after,
        "home": share,
        "home of much": float(share > _MUCH),
        "home voted for": signs.voted[home],
        "home of links": signs.linked[home],
        "prose at home": share * is_prose,
        "inside at home": share * inside,
        "named as around": float(bool(_AROUND.search(place[-1] if place else ""))),
        "title or above": float(is_said),
        "figure": float(bool(tags & {"figure", "figcaption"})),
        "aside": float(bool(tags & {"aside", "nav", "footer", "header"})),
        "vote before": signs.support[index - 1] if index else 0.0,
        "vote behind": signs.support[index + 1] if index + 1 < len(signs.sizes) else 0.0,
        "sentence": float(ends),
        "cue": float(size < 40 and bool(_CUE.match(draft.text))),
    }


WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {
        "bias": -2.59,
        "usual": 0.61,
        "careful": 1.63,
        "readable": -0.19,
        "both": 0.62,
        "links": -2.07,
        "links among prose": 0.21,
        "size": -1.20,
        "short": -0.27,
        "prose": 0.42,
        "heading": -0.51,
        "heading inside": 0.43,
        "item": 0.32,
        "quote": 1.79,
        "inside": 0.08,
        "before": -1.02,
        "after": -1.66,
        "usual before": 0.18,
        "usual after": -0.19,
        "readable before": 0.29,
        "readable after": 0.33,
        "home": 0.18,
        "home of much": 0.50,
        "home voted for": 0.14,
        "home of links": -0.06,
        "prose at home": 1.65,
        "inside at home": -0.27,
        "named as around": -1.25,
        "title or above": -1.02,
        "figure": -0.46,
        "aside": -1.21,
        "vote before": 1.75,
        "vote behind": 1.46,
        "sentence": 0.37,
        "cue": -1.17,
    }
)
"""A logistic regression over the blocks of every second page of a public benchmark (scrapinghub's, of 181 pages)."""
