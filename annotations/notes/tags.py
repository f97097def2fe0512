"""Tags of all notes: as a tree, renamed, merged, nested and deleted, each one step of undo.

`press/uk` is nested in `press`: what is done to a tag is done to those nested in it. Case makes no difference.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import AnnotationsError
from annotations.model import Annotation, TextualBody
from annotations.notes.article_tags import is_article_tags, put_edited
from annotations.store.repository import Repository
from annotations.text.folding import fold_case
from annotations.text.hashtags import SEPARATOR, is_within, lineage, rename_said
from annotations.text.plurals import pluralize

Rename = Callable[[str], str]
"""The new name of a tag: the same for one that stays, empty for one that goes."""


class TagError(AnnotationsError):
    """A tag can't have this name."""

    title = "Not a tag"


class TagNode(Struct, frozen=True):
    """A tag in the tree, with what has it or one nested in it."""

    tag: str
    depth: int
    """0 at the root."""
    notes: tuple[Annotation, ...]
    """In the order they were made."""
    is_given: bool = True
    """Has a note or article this very tag, and not only one nested in it?"""
    articles: frozenset[str] = frozenset()
    """Ids of those whose own files give it, and nobody else."""

    article_count: int = 0
    """How many articles have it, by the reader or their own files; copies of one story count once, as in the list."""

    @property
    def note_count(self) -> int:
        """How many notes have it; what holds the tags of an article is none."""
        return sum(not is_article_tags(note) for note in self.notes)

    @property
    def uses(self) -> int:
        """How many notes and articles have it."""
        return self.note_count + self.article_count


def tag_tree(
    notes: Iterable[Annotation],
    of_files: Mapping[str, Iterable[str]] = MappingProxyType({}),
    stories: Mapping[str, str] = MappingProxyType({}),
) -> list[TagNode]:
    """All tags, each parent above its children, most used first; parents that nothing has are there too.

    Of spellings that differ in case the most used one is shown.

    Args:
        notes: all notes.
        of_files: the tags that the articles' own files give, by article.
        stories: the article that stands for an article's story; an article that is not there stands for itself.
    """
    spellings: dict[str, Counter[str]] = {}
    having: dict[str, dict[str, Annotation]] = {}
    files: dict[str, set[str]] = {}
    given: set[str] = set()

    def meet(tag: str) -> Iterator[str]:
        given.add(fold_case(tag))
        for name in lineage(tag):
            key = fold_case(name)
            spellings.setdefault(key, Counter())[name] += 1
            having.setdefault(key, {})
            yield key

    for note in notes:
        for key in chain.from_iterable(map(meet, note.tags)):
            having[key][note.id] = note
    for article, tags in of_files.items():
        for key in chain.from_iterable(map(meet, tags)):
            files.setdefault(key, set()).add(article)
    by_reader = {
        key: {note.target.source for note in noted.values() if is_article_tags(note)}
        for key, noted in having.items()
    }

    def node_of(key: str, depth: int) -> TagNode:
        spelling = max(spellings[key], key=lambda name: spellings[key][name])
        of_file, by_hand = files.get(key, set()), by_reader[key]
        told = {stories.get(id, id) for id in of_file | by_hand}
        noted = tuple(having[key].values())
        return TagNode(spelling, depth, noted, key in given, frozenset(of_file - by_hand), len(told))

    nodes = {key: node_of(key, len(lineage(key)) - 1) for key in having}
    children: dict[str, list[str]] = {}
    for key in having:
        children.setdefault(["", *lineage(key)][-2], []).append(key)
    tree: list[TagNode] = []
    left = [""]
    while left:
        key = left.pop()
        if key:
            tree.append(nodes[key])
        left += sorted(children.get(key, ()), key=lambda child: (-nodes[child].uses, child), reverse=True)
    return tree


def tag_named(text: str) -> str:
    """A tag as it is kept: without `#`, without blanks and separators at its ends.

    Raises:
        TagError: nothing is left, or there is a comma in it.
    """
    parts = (part.strip() for part in text.strip().lstrip("#").split(SEPARATOR))
    tag = SEPARATOR.join(part for part in parts if part)
    if not tag or "," in tag:
        raise TagError(f"{text!r} is no tag: a tag is one word or phrase without commas, such as press/uk")
    return tag


class TagEdits:
    """Changes of tags over all notes, also within their words (or they would come back).

    A note is not dated anew by them: nobody has written in it, and `noted:7d` would find all that have the tag. Each is one write and one step of undo, returns on how many notes, and raises StoreError where nothing was written.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def rename(self, old: str, new: str) -> int:
        """Give a tag another name; one that is in use already is merged with. `rename("uk", "press/uk")` nests."""
        new = tag_named(new)
        return self._rename_all((old,), new, f"#{old} is now #{new}")

    def merge(self, tags: Sequence[str], into: str) -> int:
        into = tag_named(into)
        others = [tag for tag in tags if fold_case(tag) != fold_case(into)]
        return self._rename_all(others, into, f"{pluralize(len(others), 'tag')} merged into #{into}")

    def nest(self, tags: Sequence[str], under: str) -> int:
        """Put tags under another one, each with its last part: `press/uk` under `europe` is `europe/uk`.

        Raises:
            TagError: one of them would lie in itself.
        """
        under = tag_named(under)
        inside = next((tag for tag in tags if is_within(under, tag)), None)
        if inside is not None:
            raise TagError(f"#{inside} can't lie under #{under}: take a tag that is not nested in it")
        renames = {tag: f"{under}{SEPARATOR}{tag.rpartition(SEPARATOR)[2]}" for tag in tags}
        return self._change(renamer(renames), f"{pluralize(len(tags), 'tag')} nested under #{under}")

    def delete(self, tags: Sequence[str]) -> int:
        """Take tags off all notes, with those nested in them; a `#tag` in the words of a note becomes a word."""
        what = f"#{tags[0]}" if len(tags) == 1 else pluralize(len(tags), "tag")
        return self._rename_all(tags, "", f"{what} taken off")

    def _rename_all(self, tags: Sequence[str], new: str, label: str) -> int:
        return self._change(renamer(dict.fromkeys(tags, new)), label)

    def _change(self, rename: Rename, label: str) -> int:
        changed = 0
        with self._repository.change(label) as change:
            for note in self._repository.annotations():  # those that there are by now
                retagged = replace(note, body=rename_tags(note.body, rename))
                if retagged.body != note.body:
                    put_edited(self._repository, change, retagged)
                    changed += 1
            change.label = f"{label} on {pluralize(changed, 'note')}"
        return changed


def renamer(renames: Mapping[str, str], *, is_exact: bool = False) -> Rename:
    """What gives tags their new names, and what is nested in them its new place.

    Args:
        renames: new names by the old ones; empty: the tag goes.
        is_exact: leave what is nested where it is.
    """
    by_key = {fold_case(old): new for old, new in renames.items()}

    def rename(tag: str) -> str:
        for name in reversed([tag] if is_exact else lineage(tag)):
            new = by_key.get(fold_case(name))
            if new is not None:
                return new + tag[len(name) :] if new else ""
        return tag

    return rename


def rename_tags(body: Collection[TextualBody], rename: Rename) -> tuple[TextualBody, ...]:
    """What a note says with its tags under their new names, each once; a note that has none of them stays as it is."""
    renamed = [_rename_part(part, rename) for part in body]
    if renamed == [*body]:
        return tuple(renamed)
    parts: dict[str, TextualBody] = {}
    for number, (part, old) in enumerate(zip(renamed, body, strict=True)):
        key = f"#{fold_case(part.value)}" if part.purpose == "tagging" else str(number)
        if part.purpose != "tagging" or (part.value and (part != old or key not in parts)):
            parts[key] = part
    return tuple(parts.values())


def _rename_part(part: TextualBody, rename: Rename) -> TextualBody:
    if part.purpose == "tagging":
        return replace(part, value=rename(part.value))
    return replace(part, value=rename_said(part.value, rename)) if part.purpose == "commenting" else part
