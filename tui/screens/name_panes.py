"""What stands beside a name, and at the head of its card: kind, dates, bars by month, company."""

from collections.abc import Mapping, Sequence

from annotations.mentions.card import Mention, months_of
from annotations.mentions.company import Beside, kinds_beside
from annotations.mentions.names import NameCount
from annotations.model import TextSpan
from annotations.text.plurals import group_digits, pluralize
from tui.format import shown_date
from tui.lists.months import bars_by_month
from tui.theme import group_of
from tui.widgets.text_pane import Piece, spoken

_BARS_CELLS = 34
_MOST_ARTICLES = 12


def pane_of(
    name: NameCount,
    kind: str,
    offer: str,
    aliases: Sequence[str] = (),
    mentions: Sequence[Mention] = (),
    company: Sequence[Beside] = (),
) -> list[Piece]:
    """The pane beside the list of names.

    Args:
        name: the entity.
        kind: what people call its label.
        offer: that it could be the same as another one; empty: it looks like none.
        aliases: what else it is called.
        mentions: all of them, the newest first.
        company: who appears with it.
    """
    pieces = [Piece(name.name, "kind:title", gap=1, most_rows=3), *about(name, kind, aliases)]
    if offer:
        pieces.append(Piece(offer, gap=1))
    if bars := month_bars(mentions, _BARS_CELLS, f"label:{group_of(name.label)}"):
        pieces += bars
    if company:
        pieces.append(Piece("With", "strong", gap=1))
        twins = kinds_beside(name, company)
        pieces += [with_whom(one, twins) for one in company]
    counts: dict[str, tuple[str, int]] = {}
    for one in mentions:
        counts[one.article] = (one.title, counts.get(one.article, ("", 0))[1] + 1)
    if counts:
        pieces.append(Piece("In", "strong", gap=1))
        shown = list(counts.values())[:_MOST_ARTICLES]
        pieces += [Piece(title, right=group_digits(count), most_rows=2) for title, count in shown]
        if more := len(counts) - len(shown):
            pieces.append(Piece(f"and {pluralize(more, 'more article')}", "kind:byline"))
    return pieces


def about(name: NameCount, kind: str, aliases: Sequence[str]) -> list[Piece]:
    """Kind, counts, first and last mention, other spellings."""
    counts = f"{pluralize(name.mentions, 'mention')} in {pluralize(name.articles, 'article')}"
    pieces = [spoken(("● ", f"label:{group_of(name.label)}"), (f"{kind} · {counts}", ""), kind="kind:byline")]
    if name.first is not None and name.last is not None:
        days = [shown_date(day) for day in dict.fromkeys((name.first, name.last))]
        pieces.append(Piece(" – ".join(days), "kind:byline"))
    if aliases:
        pieces.append(Piece(f"also {', '.join(aliases)}", "kind:byline", most_rows=2))
    return pieces


def month_bars(mentions: Sequence[Mention], cells: int, look: str) -> list[Piece]:
    """A line of bars, and below it the months that it begins and ends with."""
    bars, first, last = bars_by_month(months_of(mentions), cells)
    if len(bars) < 2:
        return []
    gap = " " * max(len(bars) - len(first) - len(last), 1)
    return [
        Piece(bars, layers=((TextSpan(0, len(bars)), look),), gap=1),
        Piece(f"{first}{gap}{last}", "kind:byline"),
    ]


def with_whom(one: Beside, twins: Mapping[tuple[str, str], str]) -> Piece:
    """A name with how many articles it shares; `twins`: the kinds of those that are called alike."""
    kind = twins.get((one.name, one.label))
    return spoken(
        ("● ", f"label:{group_of(one.label)}"),
        (one.name, ""),
        (f"  {kind}" if kind else "", "kind:byline"),
        right=group_digits(one.articles),
        most_rows=1,
        named=(one.name, ""),
    )
