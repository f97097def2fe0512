"""Where notes stand in a text, worked out once: as long as text and note are what they were, so is the place."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from annotations.anchoring.resolve import resolve
from annotations.model import Anchor, Annotation, Article, Selector

_ARTICLES_KEPT = 16
_NOWHERE = Anchor(None, "exact", 1.0)


class AnchorsKept:
    """Anchors of the articles looked at last. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, dict[Sequence[Selector], Anchor]] = OrderedDict()

    def anchor(self, article: Article, note: Annotation) -> Anchor:
        """The place of a note in an article; a note on the whole of it or on an entity has none."""
        selectors = note.target.selectors
        if not selectors:
            return _NOWHERE
        if not article.fingerprint:
            return resolve(article.text, selectors)
        with self._lock:
            known = self._known.setdefault(article.fingerprint, {})
            self._known.move_to_end(article.fingerprint)
            if len(self._known) > _ARTICLES_KEPT:
                self._known.popitem(last=False)
            anchor = known.get(selectors)
        if anchor is None:
            anchor = known[selectors] = resolve(article.text, selectors)
        return anchor
