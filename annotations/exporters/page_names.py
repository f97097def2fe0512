"""What the page of a name is called: as the name is; of two kinds that share a name one says which it is, "Minsk (law)"."""

from collections.abc import Iterable

from annotations.entities.labels import EXPORT_KINDS, ExportClass, export_class
from annotations.exporters.escape import link_name
from annotations.exporters.file_names import entity_stem, folded
from annotations.exporters.items import ExportItem
from annotations.exporters.vault import Vault

_CLASSES = {kind: name for name, kind in EXPORT_KINDS.items()}


class PageNames:
    """The names of pages. A page that is there stays that of its kind; else the first kind in their order has the bare name."""

    def __init__(self, items: Iterable[ExportItem], vault: Vault | None, *, is_all: bool) -> None:
        """Take what is named.

        Args:
            items: the articles that are exported.
            vault: where pages lie already.
            is_all: are these all articles? Then a page whose name is not among them any more is free for another kind.
        """
        self._vault, self._is_all = vault, is_all
        self._kinds: dict[str, set[ExportClass]] = {}
        """By what the file of a page is called, folded."""
        names = {(entity.label, entity.canonical) for item in items for entity in item.entities or ()}
        for label, canonical in names:
            kind, name = export_class(label), link_name(canonical)
            if kind and name:
                self._kinds.setdefault(page_key(name), set()).add(kind)

    def of(self, kind: ExportClass, name: str) -> str:
        """What the page of a name of a kind is called. `name`: as `link_name` has it."""
        with_kind = f"{name} ({EXPORT_KINDS[kind]})"
        return name if self._is_bare(kind, name, with_kind) else with_kind

    def _is_bare(self, kind: ExportClass, name: str, with_kind: str) -> bool:
        vault = self._vault
        if vault is not None and vault.find(("entity", with_kind)) is not None:
            return False
        kinds = self._kinds.get(page_key(name), set()) | {kind}
        holder = _CLASSES.get(vault.kinds.get(name, "")) if vault is not None else None
        if holder is None or (self._is_all and holder not in kinds):
            holder = next(one for one in EXPORT_KINDS if one in kinds and not self._has_own(one, name))
        return kind == holder

    def _has_own(self, kind: ExportClass, name: str) -> bool:
        """Is there a page that says this kind?"""
        page = f"{name} ({EXPORT_KINDS[kind]})"
        return self._vault is not None and self._vault.find(("entity", page)) is not None


def page_key(name: str) -> str:
    """What two names share whose pages would have one file."""
    return folded(entity_stem(name))


def without_kind(page: str) -> tuple[str, ExportClass | None]:
    """The name that a page of this name is of, and the kind that it says."""
    name, _, end = page.rpartition(" (")
    kind = _CLASSES.get(end.removesuffix(")")) if end.endswith(")") else None
    return (name, kind) if name and kind else (page, None)
