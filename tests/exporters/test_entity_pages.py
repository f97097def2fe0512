"""Pages for names: linked both ways, safe beside a person's own pages, and gone when their names are."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from msgspec.structs import replace

from annotations.entities.corrections import Correction
from annotations.entities.labels import EXPORT_KINDS, NAME_LABELS, export_class
from annotations.exporters import markdown, vault
from annotations.exporters.escape import link_name
from annotations.exporters.items import ExportOptions, ExportReport
from annotations.exporters.whole_pages import CARD_KEY, WholePage
from annotations.mentions.card import find_name
from annotations.mentions.names import EVERYWHERE
from annotations.model import Entity, TextSpan
from tests.mentions.conftest import know

OPTIONS = ExportOptions(entity_pages=True)


def items(make: Any, *, with_bo: bool = True) -> list[Any]:
    one = make.article("First | one", "Ana Ruiz met Bo Li in Rome. Ruiz smiled.", id="a-1111111111")
    two = make.article("Second", "Ana Ruiz again.", id="a-2222222222")
    names = [make.entity(one, "Ana Ruiz", "PERSON"), make.entity(one, "Rome", "GPE")]
    names += [make.entity(one, "Ruiz smiled", "PERSON", "Ana Ruiz")]
    names += [make.entity(one, "Bo Li", "PERSON")] if with_bo else []
    return [
        make.item(
            one, make.note(one, "n-000001", "Ana Ruiz met", "Who [[told]] her?"), entities=tuple(names)
        ),
        make.item(
            two,
            make.note(two, "n-000002", entity="Ana Ruiz", words="x"),
            entities=(make.entity(two, "Ana Ruiz", "PERSON"),),
        ),
    ]


def front_of(page: Path) -> dict[str, Any]:
    """The properties of a page."""
    front: dict[str, Any] = yaml.safe_load(page.read_text(encoding="utf-8").split("---\n")[1])
    return front


def export(folder: Path, found: list[Any], options: ExportOptions = OPTIONS) -> ExportReport:
    return markdown.plan(found, folder, options).write()


def test_a_page_has_aliases_articles_and_notes(make: Any, tmp_path: Path) -> None:
    report = export(tmp_path, items(make))
    assert str(report) == "2 new, 0 updated, 0 kept (edited), 0 same"
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*/*.md")) == [
        "people/Ana Ruiz.md",
        "people/Bo Li.md",
        "places/Rome.md",
    ]
    text = (tmp_path / "people" / "Ana Ruiz.md").read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert (front["aliases"], front["kind"], front["postil-entity"]) == (
        ["Ruiz smiled"],
        "person",
        "Ana Ruiz",
    )
    assert (
        "- 2025-04-26 · [[First one (111111)|First one]] · 2 mentions\n- 2025-04-26 · [[Second (222222)|Second]] · 1 mention\n"
        in text
    )
    assert (
        "- [[First one (111111)#^n-000001|First one, ¶ 2]]: “Ana Ruiz met” Who \\[\\[told\\]\\] her?\n"
        in text
    )
    assert "- [[Second (222222)#^n-000002|Second]]: x\n" in text


def test_a_page_says_when_and_beside_whom(make: Any, tmp_path: Path) -> None:
    one, two = items(make)
    signed = make.article("Third", "By Cy Day", "Ana Ruiz sat.", id="a-3333333333")
    title, byline, text = signed.blocks
    signed = replace(signed, published=date(2025, 6, 2), blocks=(title, replace(byline, kind="byline"), text))
    names = (make.entity(signed, "Cy Day", "PERSON"), make.entity(signed, "Ana Ruiz", "PERSON"))
    export(tmp_path, [one, two, make.item(signed, make.note(signed, "n-000003", "sat"), entities=names)])
    ana = (tmp_path / "people" / "Ana Ruiz.md").read_text(encoding="utf-8")
    assert "## By month\n\n- 2025-06: 1 mention\n- 2025-04: 3 mentions\n" in ana
    assert "## Articles with notes\n" in ana
    assert "## With\n\n- Bo Li: 1 article\n- Rome: 1 article\n" in ana
    assert [ana.index(f"## {head}") for head in ("Articles", "By month", "With", "Notes")] == sorted(
        ana.index(f"## {head}") for head in ("Articles", "By month", "With", "Notes")
    )
    bo = (tmp_path / "people" / "Bo Li.md").read_text(encoding="utf-8")
    assert "- Ana Ruiz: 1 article\n- Rome: 1 article\n" in bo  # she is mentioned more often than Rome
    export(tmp_path, [replace(two, article=replace(two.article, published=date(2025, 6, 2)))])
    ana = (tmp_path / "people" / "Ana Ruiz.md").read_text(encoding="utf-8")
    assert "2025-04" not in ana
    assert "## With" not in ana


def test_company_of_an_article_full_of_names_is_bounded(make: Any, tmp_path: Path) -> None:
    called = [f"Ana Ruiz{number:03}" for number in range(120)]
    article = make.article("Register", ", ".join(called))
    named = tuple(make.entity(article, name, "PERSON") for name in called)
    export(tmp_path, [make.item(article, make.note(article, "n-000001", called[0]), entities=named)])
    text = (tmp_path / "people" / f"{called[-1]}.md").read_text(encoding="utf-8")
    assert text.count(": 1 article\n") == 20


def test_a_second_export_changes_nothing_and_edits_are_kept(make: Any, tmp_path: Path) -> None:
    export(tmp_path, items(make))
    page = tmp_path / "people" / "Ana Ruiz.md"
    (tmp_path / "mine").mkdir()
    page = page.rename(tmp_path / "mine" / "A. R..md")
    text = (
        page.read_text(encoding="utf-8").replace("kind: person", "kind: person\nborn: 1960") + "\nMy own.\n"
    )
    page.write_text(text, encoding="utf-8")
    assert export(tmp_path, items(make)).paths == []
    export(tmp_path, items(make)[:1])
    text = page.read_text(encoding="utf-8")
    assert ("born: 1960" in text, "My own." in text, "Second" in text) == (True, True, False)


def test_pages_leave_with_their_names_unless_somebody_wrote_on_them(make: Any, tmp_path: Path) -> None:
    export(tmp_path, items(make))
    bo = tmp_path / "people" / "Bo Li.md"
    export(tmp_path, items(make, with_bo=False))
    assert not bo.exists()
    export(tmp_path, items(make))
    bo.write_text(bo.read_text(encoding="utf-8").replace("kind: person", "kind: friend"), encoding="utf-8")
    export(tmp_path, items(make, with_bo=False))
    assert "kind: friend" in bo.read_text(encoding="utf-8")
    assert "Articles" not in bo.read_text(encoding="utf-8")
    unknown = [replace(item, entities=None) for item in items(make)]
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    export(tmp_path, unknown)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == before


def test_a_page_of_the_persons_own_is_left_alone(make: Any, tmp_path: Path) -> None:
    mine = tmp_path / "friends" / "ana ruiz.md"
    mine.parent.mkdir()
    mine.write_text("My friend Ana.", encoding="utf-8")
    report = export(tmp_path, items(make))
    assert mine.read_text(encoding="utf-8") == "My friend Ana."
    assert not (tmp_path / "people" / "Ana Ruiz.md").exists()
    assert "a page of your own" in report.notices[0]


def test_a_card_that_was_written_into_the_folder_makes_room_for_its_page(make: Any, tmp_path: Path) -> None:
    card = tmp_path / "Ana Ruiz.md"
    card.write_text(WholePage(CARD_KEY, "# Ana Ruiz\n\nperson", (), 0).sealed, encoding="utf-8")
    page = tmp_path / "people" / "Ana Ruiz.md"
    assert not export(tmp_path, items(make)).notices
    assert page.exists() and not card.exists()
    page.unlink()
    card.write_text("# Ana Ruiz\n\nMine.\n", encoding="utf-8")
    assert "a page of your own" in export(tmp_path, items(make)).notices[0]
    assert card.exists() and not page.exists()


def test_plain_pages_link_by_path(make: Any, tmp_path: Path) -> None:
    export(tmp_path, items(make), ExportOptions("plain", entity_pages=True))
    text = (tmp_path / "people" / "Ana Ruiz.md").read_text(encoding="utf-8")
    assert "- 2025-04-26 · [First \\| one](<../First%20one%20%28111111%29.md>) · 2 mentions\n" in text
    assert "[[" not in text


def test_split_notes_are_linked_each(make: Any, tmp_path: Path) -> None:
    export(tmp_path, items(make), ExportOptions(entity_pages=True, split=True))
    text = (tmp_path / "people" / "Ana Ruiz.md").read_text(encoding="utf-8")
    assert "[[First one (n-000001)#^n-000001|First one, ¶ 2]]" in text


def test_hostile_names_stay_in_their_files(make: Any, tmp_path: Path) -> None:
    names = ["../../etc/passwd", "[[x]]|y#z", "CON", ".hidden", "a" * 300, "<b>%% {{x}}", "--- \n title: x"]
    article = make.article("<b>[[T]]|%% ^x", *names)
    entities = tuple(make.entity(article, name, "ORG") for name in names)
    item = make.item(
        article,
        *(make.note(article, f"n-00000{n}", name, name) for n, name in enumerate(names)),
        entities=entities,
    )
    export(tmp_path, [item])
    pages = list((tmp_path / "organizations").iterdir())
    assert len(pages) == len(names)
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert yaml.safe_load(text.split("---\n")[1])["kind"] == "organization"
        body = text.split("---\n", 2)[2].replace("%% postil-section", "").replace(" %%\n", "\n")
        assert not any(odd in body for odd in ("%%", "{{", "\n<b>", " <b>", "]]]"))
        assert len(page.name.encode()) <= 200
    assert export(tmp_path, [item]).paths == []


ODD_NAMES = ["CON", "AUX.md", "~", "~root", "nul", "LPT1", "Ana Ruiz", "100% Pure", "a" * 300, "é" * 150, "名" * 99, ".hidden", "x\u200cy", "com¹", "Dr. No."]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_link_and_its_page_are_called_alike(make: Any, tmp_path: Path, name: str) -> None:
    article = make.article("A title", "One sentence of Somebody here.")
    entity = make.entity(article, "Somebody", "PERSON", name)
    item = make.item(article, make.note(article, "n-000001", "One sentence", "said"), entities=(entity,))
    for _ in range(2):
        markdown.plan([item], tmp_path, ExportOptions(entity_pages=True)).write()
    [page] = (tmp_path / "people").glob("*.md")
    [article_page] = tmp_path.glob("*.md")
    [link] = yaml.safe_load(article_page.read_text(encoding="utf-8").split("---\n")[1])["people"]
    target, _, shown = link.removeprefix("[[").removesuffix("]]").partition("|")
    assert target == page.stem
    assert (shown or target) == link_name(name)
    assert len(page.name.encode()) <= 200


def test_names_whose_pages_would_be_called_alike_share_one(make: Any, tmp_path: Path) -> None:
    article = make.article("A title", "Con and con and Name CON were here.")
    entities = tuple(make.entity(article, word, "PERSON", word) for word in ("Con", "con", "Name CON"))
    item = make.item(article, make.note(article, "n-000001", "Con", "said"), entities=entities)
    markdown.plan([item], tmp_path, ExportOptions(entity_pages=True)).write()
    assert len(list((tmp_path / "people").glob("*.md"))) == 1


def renamed(make: Any, name: str) -> list[Any]:
    """One article that names "Orlov", which goes by `name`, and somebody else."""
    article = make.article("First", "Orlov met Ana Ruiz in Rome.", id="a-1111111111")
    names = (make.entity(article, "Orlov", "PERSON", name), make.entity(article, "Ana Ruiz", "PERSON"))
    return [make.item(article, make.note(article, "n-000001", "Orlov met", "why?"), entities=names)]


def test_a_page_that_somebody_copied_stays_and_the_next_export_changes_nothing(
    make: Any, tmp_path: Path
) -> None:
    export(tmp_path, items(make))
    page = tmp_path / "people" / "Bo Li.md"
    (tmp_path / "Copy.md").write_bytes(page.read_bytes())
    gone = items(make, with_bo=False)
    assert any("a copy of" in notice for notice in export(tmp_path, gone).notices)
    assert (tmp_path / "Copy.md").exists() and page.exists()
    assert not markdown.plan(gone, tmp_path, OPTIONS).files


def test_a_renamed_name_takes_its_page_along_and_leaves_an_alias(make: Any, tmp_path: Path) -> None:
    export(tmp_path, renamed(make, "Orlov"))
    old, new = tmp_path / "people" / "Orlov.md", tmp_path / "people" / "Sergei Orlov.md"
    old.write_text(old.read_text(encoding="utf-8") + "\nMy own thoughts.\n", encoding="utf-8")
    export(tmp_path, renamed(make, "Sergei Orlov"))
    assert not old.exists()
    text = new.read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert (front["aliases"], front["postil-entity"]) == (["Orlov"], "Sergei Orlov")
    assert "# Sergei Orlov\n" in text
    assert "My own thoughts." in text
    assert text.count("## Articles") == 1
    assert export(tmp_path, renamed(make, "Sergei Orlov")).paths == []


@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
def test_a_link_to_the_old_name_leads_on_as_long_as_there_is_one(
    make: Any, tmp_path: Path, flavor: Any
) -> None:
    options = ExportOptions(flavor, entity_pages=True)
    export(tmp_path, renamed(make, "Orlov"), options)
    mine = tmp_path / "mine.md"
    link = "[[Orlov|him]]" if flavor == "obsidian" else "[him](people/Orlov.md)"
    mine.write_text(f"I asked {link}.\n", encoding="utf-8")
    for _ in range(2):
        export(tmp_path, renamed(make, "Sergei Orlov"), options)
        old = (tmp_path / "people" / "Orlov.md").read_text(encoding="utf-8")
        assert (
            "Now [[Sergei Orlov]]." if flavor == "obsidian" else "Now [Sergei Orlov](<Sergei%20Orlov.md>)."
        ) in old
        assert (tmp_path / "people" / "Sergei Orlov.md").exists()
    mine.unlink()
    export(tmp_path, renamed(make, "Sergei Orlov"), options)
    assert not (tmp_path / "people" / "Orlov.md").exists()


def test_a_name_merged_into_another_leads_there_if_somebody_wrote_on_its_page(
    make: Any, tmp_path: Path
) -> None:
    def named(*said: str) -> list[Any]:
        article = make.article("First", "Sergei Orlov is Sergey Orlov.", id="a-1111111111")
        words = ("Sergei Orlov", "Sergey Orlov")
        names = tuple(
            make.entity(article, one, "PERSON", name) for one, name in zip(words, said, strict=True)
        )
        return [make.item(article, make.note(article, "n-000001", "is", "why?"), entities=names)]

    gone, kept = tmp_path / "people" / "Sergey Orlov.md", tmp_path / "people" / "Sergei Orlov.md"
    export(tmp_path, named("Sergei Orlov", "Sergey Orlov"))
    export(tmp_path, named("Sergei Orlov", "Sergei Orlov"))
    assert not gone.exists()
    assert "- Sergey Orlov" in kept.read_text(encoding="utf-8").split("---\n")[1]
    export(tmp_path, named("Sergei Orlov", "Sergey Orlov"))
    gone.write_text(gone.read_text(encoding="utf-8") + "\nHe owes me a book.\n", encoding="utf-8")
    export(tmp_path, named("Sergei Orlov", "Sergei Orlov"))
    text = gone.read_text(encoding="utf-8")
    assert "He owes me a book." in text
    assert "Now [[Sergei Orlov]]." in text
    assert "## Articles" not in text
    assert export(tmp_path, named("Sergei Orlov", "Sergei Orlov")).paths == []


def test_names_have_one_page_where_some_article_states_what_is_short_for_them(
    library: Any, tmp_path: Path
) -> None:
    texts = {
        "a.md": "The European Central Bank waited. The ECB waits.",
        "b.md": "The ECB said no.",
    }
    names = [("European Central Bank", "ORG"), ("ECB", "ORG", "European Central Bank")]
    for name, text in texts.items():
        (tmp_path / name).write_text(f"# Title of {name}\n\n{text}\n", encoding="utf-8")
        know(library, tmp_path / name, *(names if name == "a.md" else [("ECB", "ORG")]))
        library.annotate(library.read(tmp_path / name), note="why?")
    library.export(to=tmp_path / "vault", entity_pages=True)
    [page] = (tmp_path / "vault" / "organizations").iterdir()
    assert page.stem == "European Central Bank"
    for article in (tmp_path / "vault").glob("*.md"):
        assert "[[European Central Bank]]" in article.read_text(encoding="utf-8").split("---\n")[1]


def test_names_that_go_into_one_do_not_have_the_vault_read_for_each(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = make.article("One", " and ".join(f"Ana{at}" for at in range(20)), id="a-1111111111")
    note = make.note(article, "n-000001", "Ana1", "x")
    named, joined = (
        make.item(
            article,
            note,
            entities=tuple(make.entity(article, f"Ana{at}", "PERSON", name) for at in range(20)),
        )
        for name in ("", "Ana")
    )
    export(tmp_path, [named])
    mine = tmp_path / "mine.md"
    mine.write_text("[[people/ana7.md|her]] [her](people/Ana8.md)", encoding="utf-8")
    reads: Counter[Path] = Counter()
    read = vault.bytes_of
    monkeypatch.setattr(vault, "bytes_of", lambda path: reads.update([path]) or read(path))
    export(tmp_path, [joined])
    assert reads[mine] == 1
    assert sorted(path.name for path in (tmp_path / "people").iterdir()) == ["Ana.md", "Ana7.md", "Ana8.md"]


def test_every_kind_of_name_has_its_key_and_its_page(make: Any, tmp_path: Path) -> None:
    words = {label: f"N{label.title().replace('_', '')}" for label in sorted(NAME_LABELS)}
    article = make.article("A title", " ".join(words.values()))
    entities = tuple(make.entity(article, said, label) for label, said in words.items())
    export(tmp_path, [make.item(article, make.note(article, "n-000001"), entities=entities)])
    front = front_of(tmp_path / "A title (012345).md")
    for label, said in words.items():
        key = export_class(label)
        assert key is not None
        assert f"[[{said}]]" in front[key]
        assert front_of(tmp_path / key / f"{said}.md")["kind"] == EXPORT_KINDS[key]


def minsk(make: Any, *labels: str) -> list[Any]:
    """One article that names Minsk once of each of these kinds."""
    article = make.article("First", " and ".join(f"Minsk {number}" for number in range(len(labels))))
    starts = [match.start() for match in re.finditer("Minsk", article.text)]
    entities = tuple(
        Entity(TextSpan(start, start + 5), label, "Minsk", "Minsk")
        for start, label in zip(starts, labels, strict=True)
    )
    return [make.item(article, make.note(article, "n-000001", "Minsk 0", "why?"), entities=entities)]


def pages_of(folder: Path) -> dict[str, str]:
    """The pages of names, each with its kind."""
    return {
        path.relative_to(folder).as_posix(): front_of(path)["kind"] for path in sorted(folder.rglob("*/*.md"))
    }


def test_names_of_two_kinds_that_are_called_alike_have_a_page_each(make: Any, tmp_path: Path) -> None:
    for _ in range(2):
        report = export(tmp_path, minsk(make, "LAW", "GPE"))
        assert pages_of(tmp_path) == {"laws/Minsk (law).md": "law", "places/Minsk.md": "place"}
        front = front_of(next(tmp_path.glob("*.md")))
        assert (front["laws"], front["places"]) == (["[[Minsk (law)]]"], ["[[Minsk]]"])
    assert report.paths == []
    assert "¶ 2" in (tmp_path / "laws" / "Minsk (law).md").read_text(encoding="utf-8")
    assert "## Notes" not in (tmp_path / "places" / "Minsk.md").read_text(encoding="utf-8")
    export(tmp_path, minsk(make, "LAW", "GPE"), ExportOptions())
    assert front_of(next(tmp_path.glob("*.md")))["laws"] == ["[[Minsk (law)]]"]


def test_a_page_never_becomes_that_of_another_kind(make: Any, tmp_path: Path) -> None:
    export(tmp_path, minsk(make, "LAW"))
    page = tmp_path / "laws" / "Minsk.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nSigned at night.\n", encoding="utf-8")
    export(tmp_path, minsk(make, "LAW", "GPE"))
    assert pages_of(tmp_path) == {"laws/Minsk.md": "law", "places/Minsk (place).md": "place"}
    export(tmp_path, minsk(make, "GPE"), ExportOptions())
    assert front_of(next(tmp_path.glob("*.md")))["places"] == ["[[Minsk (place)]]"]
    assert "Signed at night." in page.read_text(encoding="utf-8")


def test_a_name_that_is_of_another_kind_now_keeps_its_page(make: Any, tmp_path: Path) -> None:
    export(tmp_path, minsk(make, "GPE"))
    page = tmp_path / "places" / "Minsk.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMine.\n", encoding="utf-8")
    export(tmp_path, minsk(make, "LAW"))
    assert pages_of(tmp_path) == {"places/Minsk.md": "law"}
    assert "Mine." in page.read_text(encoding="utf-8")


def test_a_page_that_says_its_kind_moves_with_its_name(make: Any, tmp_path: Path) -> None:
    export(tmp_path, minsk(make, "LAW", "GPE"))
    page = tmp_path / "laws" / "Minsk (law).md"
    page.write_text(page.read_text(encoding="utf-8") + "\nMine.\n", encoding="utf-8")
    [item] = minsk(make, "LAW", "GPE")
    law, place = item.entities
    export(tmp_path, [replace(item, entities=(replace(law, canonical="Minsk Protocol"), place))])
    assert pages_of(tmp_path) == {"laws/Minsk Protocol.md": "law", "places/Minsk.md": "place"}
    text = (tmp_path / "laws" / "Minsk Protocol.md").read_text(encoding="utf-8")
    assert "# Minsk Protocol\n" in text
    assert "Mine." in text


def test_a_note_on_a_name_of_a_kind_is_with_that_kind_alone(library: Any, tmp_path: Path) -> None:
    for name, label in (("treaty.md", "LAW"), ("town.md", "GPE"), ("both.md", "GPE")):
        (tmp_path / name).write_text(f"# Title of {name}\n\nMinsk again.\n", encoding="utf-8")
        know(library, tmp_path / name, ("Minsk", label))
    both = library.read(tmp_path / "both.md")
    library.name_corrections.save(
        both,
        Correction("relabel", "Minsk", both.id, "LAW", scope="article", seen="GPE"),
        TextSpan(both.text.index("Minsk"), both.text.index("Minsk") + 5),
    )
    library.annotate(library.read(tmp_path / "treaty.md"), entity="Minsk", entity_label="LAW", note="signed")
    library.annotate(library.read(tmp_path / "town.md"), entity="Minsk", entity_label="GPE", note="cold")
    library.mentions.update(library.listings([tmp_path]))
    for _ in range(2):
        report = library.export(to=tmp_path / "vault", entity_pages=True)
    assert report.paths == []
    why = "; a note on a name goes into each article that names it"
    assert report.said == f"3 articles, notes: 0 new, 0 updated, 0 kept (edited), 3 same{why}"
    assert why not in library.export([tmp_path / "town.md"], to="-").said
    says = {
        path.stem.split(" (a")[0]: [word for word in ("signed", "cold") if word in path.read_text("utf-8")]
        for path in (tmp_path / "vault").rglob("*.md")
    }
    assert {
        name.partition(" (")[0] if name.startswith("Title") else name: said for name, said in says.items()
    } == {
        "Title of treaty.md": ["signed"],
        "Title of town.md": ["cold"],
        "Title of both.md": ["signed"],
        "Minsk": ["cold"],
        "Minsk (law)": ["signed"],
    }
    index = library.mentions.index
    cards = {
        label: library.card(find_name(index, "Minsk", label=label), EVERYWHERE) for label in ("LAW", "GPE")
    }
    assert {label: [note.annotation.note for note in card.notes] for label, card in cards.items()} == {
        "LAW": ["signed"],
        "GPE": ["cold"],
    }


def test_a_note_says_which_of_two_names_in_its_article_it_is_on(make: Any, tmp_path: Path) -> None:
    [item] = minsk(make, "LAW", "GPE")
    note, anchor = make.note(item.article, "n-000002", entity="Minsk", words="x")
    on_law = replace(
        note, body=tuple(replace(p, label="LAW") if p.purpose == "identifying" else p for p in note.body)
    )
    export(tmp_path, [replace(item, notes=(*item.notes, (on_law, anchor)))])
    assert "> [!note] on Minsk (law or treaty)\n" in next(tmp_path.glob("*.md")).read_text(encoding="utf-8")
    assert ": x\n" in (tmp_path / "laws" / "Minsk (law).md").read_text(encoding="utf-8")
    assert ": x\n" not in (tmp_path / "places" / "Minsk.md").read_text(encoding="utf-8")


def test_a_note_on_a_mention_that_was_joined_with_another_name_is_on_the_page_of_that(
    make: Any, tmp_path: Path
) -> None:
    [item] = renamed(make, "Sergei Orlov")
    on_orlov = make.note(item.article, "n-000002", entity="Orlov", words="since 2004")
    export(tmp_path, [replace(item, notes=(*item.notes, on_orlov))])
    said = {page.stem: "since 2004" in page.read_text("utf-8") for page in (tmp_path / "people").iterdir()}
    assert said == {"Sergei Orlov": True, "Ana Ruiz": False}
