"""Exports respect a vault: idempotent, polite to edits, and nothing in a quote or title breaks out."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.exporters import markdown
from annotations.exporters.blocks import article_page, digest
from annotations.exporters.escape import escaped, neutralised, tag_name
from annotations.exporters.file_names import file_name
from annotations.exporters.items import ExportItem, ExportOptions, ExportReport, Flavor
from annotations.exporters.merge import merged
from annotations.model import (
    Anchor,
    Annotation,
    Article,
    Block,
    Target,
    TextQuoteSelector,
    TextSpan,
    TextualBody,
)

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
TEXT = "Title: with [[odd]] %% things\n\nOne sentence here. Another one there."
BLOCKS = (Block(TextSpan(0, 29), "title"), Block(TextSpan(31, len(TEXT)), "paragraph"))


def note(id: str, quote: str, words: str, *tags: str) -> tuple[Annotation, Anchor]:
    start = TEXT.index(quote)
    body = (TextualBody(words), *(TextualBody(tag, "tagging") for tag in tags))
    target = Target("a-0123456789", (TextQuoteSelector(quote),), color="yellow")
    return Annotation(id, target, body, MOMENT, MOMENT), Anchor(
        TextSpan(start, start + len(quote)), "exact", 1.0
    )


def item(*notes: tuple[Annotation, Anchor]) -> ExportItem:
    article = Article("a-0123456789", Path("x.txt"), TEXT[:29], TEXT, BLOCKS, fingerprint="f00d")
    return ExportItem(article, notes)


def export_markdown(items: list[ExportItem], folder: Path | None) -> ExportReport:
    return markdown.plan(items, folder, ExportOptions()).write()


ONE = note("n-000001", "One sentence here.", "why?", "to verify")
TWO = note("n-000002", "Another one there.", "ok")


def only(folder: Path) -> Path:
    [path] = folder.glob("*.md")
    return path


def test_the_first_export_has_front_matter_callouts_ids_and_markers(tmp_path: Path) -> None:
    assert str(export_markdown([item(ONE, TWO)], tmp_path)) == "2 new, 0 updated, 0 kept (edited), 0 same"
    text = only(tmp_path).read_text(encoding="utf-8")
    front = yaml.safe_load(text.split("---\n")[1])
    assert front["title"] == TEXT[:29]
    assert front["postil-id"] == "a-0123456789"
    assert (
        "> [!quote] ¶ 2 · yellow\n> One sentence here.\n\n^n-000001\n\nwhy? #to-verify\n\n%% postil: n-000001 "
        in text
    )
    assert "[[odd]]" not in text.split("---\n")[2]


def test_the_same_data_gives_the_same_bytes_and_is_not_written(tmp_path: Path) -> None:
    export_markdown([item(ONE, TWO)], tmp_path)
    before = only(tmp_path).read_bytes()
    report = export_markdown([item(ONE, TWO)], tmp_path)
    assert (str(report), report.paths) == ("0 new, 0 updated, 0 kept (edited), 2 same", [])
    assert only(tmp_path).read_bytes() == before


def test_edits_and_the_persons_own_text_and_keys_are_kept(tmp_path: Path) -> None:
    export_markdown([item(ONE, TWO)], tmp_path)
    path = only(tmp_path)
    text = path.read_text(encoding="utf-8").replace("why? #to-verify", "why? I found out. #to-verify")
    text = text.replace("---\n\n#", "mine: yes\n---\n\nMy own introduction.\n\n#", 1) + "\nMy last words.\n"
    path.rename(tmp_path / "renamed.md").write_text(text, encoding="utf-8")
    changed = note("n-000002", "Another one there.", "better")
    report = export_markdown([item(ONE, changed)], tmp_path)
    assert str(report) == "0 new, 1 updated, 1 kept (edited), 0 same"
    now = only(tmp_path).read_text(encoding="utf-8")
    assert all(
        words in now
        for words in ("I found out.", "mine: yes", "My own introduction.", "My last words.", "better")
    )
    assert str(export_markdown([item(ONE)], tmp_path)).endswith("1 removed")
    assert "My last words." in only(tmp_path).read_text(encoding="utf-8")


def test_what_was_edited_on_both_sides_is_told_and_an_edit_on_one_is_not(tmp_path: Path) -> None:
    export_markdown([item(ONE, TWO)], tmp_path)
    file = only(tmp_path)
    file.write_text(file.read_text().replace("why?", "why, I think"))
    report = export_markdown([item(ONE, TWO)], tmp_path)
    assert (report.kept, report.differing, report.notices) == (1, 0, [])
    newer, ok = (
        note("n-000001", "One sentence here.", "so that"),
        note("n-000002", "Another one there.", "fine"),
    )
    report = export_markdown([item(newer, ok)], tmp_path)
    assert (report.kept, report.updated, report.differing) == (1, 1, 1)
    [notice] = report.notices
    assert notice.startswith(f"{file}: 1 note was edited here and in postil") and "kept: “so that”;" in notice
    before, _, rest = file.read_text().partition("> [!quote]")
    file.write_text(before + rest[rest.index("> [!quote]") :])
    report = export_markdown([item(newer, ok)], tmp_path)
    assert "so that" in file.read_text() and (report.new, report.differing) == (1, 0), "as it is said"


def test_a_new_note_goes_in_at_its_reading_place(tmp_path: Path) -> None:
    export_markdown([item(TWO)], tmp_path)
    export_markdown([item(ONE, TWO)], tmp_path)
    text = only(tmp_path).read_text(encoding="utf-8")
    assert text.index("^n-000001") < text.index("^n-000002")
    assert str(export_markdown([item(ONE, TWO)], tmp_path)) == "0 new, 0 updated, 0 kept (edited), 2 same"


def test_the_tags_of_the_articles_own_file_are_among_the_properties(tmp_path: Path) -> None:
    one = item(note("n-000001", "One sentence here.", "x", "Style"))
    article = replace(one.article, tags=("style", "field notes"))
    export_markdown([replace(one, article=article)], tmp_path)
    front = only(tmp_path).read_text(encoding="utf-8").split("---\n")[1]
    assert yaml.safe_load(front)["tags"] == ["Style", "field-notes"]


def test_a_tag_that_the_note_says_itself_stands_once(tmp_path: Path) -> None:
    said = note("n-000001", "One sentence here.", "Who told him? #To-verify", "to verify", "style")
    export_markdown([item(said)], tmp_path)
    text = only(tmp_path).read_text(encoding="utf-8")
    assert "\n\nWho told him? #To-verify #style\n\n" in text
    assert yaml.safe_load(text.split("---\n")[1])["tags"] == ["to-verify", "style"]
    alone = note("n-000001", "One sentence here.", "Who told him? #style", "style")
    assert "\n\nWho told him? #style\n\n%%" in export_markdown([item(alone)], None).text
    in_code = note("n-000001", "One sentence here.", "Write `#style` there", "style")
    assert "\n\nWrite `#style` there #style\n\n%%" in export_markdown([item(in_code)], None).text


def test_a_block_with_the_tag_twice_as_it_was_written_before_is_ours(tmp_path: Path) -> None:
    said = note("n-000001", "One sentence here.", "Who told him? #style", "style")
    export_markdown([item(said)], tmp_path)
    path = only(tmp_path)
    block = "> [!quote] ¶ 2 · yellow\n> One sentence here.\n\n^n-000001\n\nWho told him? #style"
    now = path.read_text(encoding="utf-8")
    before = now.replace(f"{block}\n", f"{block} #style\n").replace(digest(block), digest(f"{block} #style"))
    assert before.count("#style #style") == 1
    path.write_text(before, encoding="utf-8")
    assert str(export_markdown([item(said)], tmp_path)) == "0 new, 1 updated, 0 kept (edited), 0 same"
    assert path.read_text(encoding="utf-8") == now


@given(st.text(max_size=60))
def test_whatever_a_note_says_the_next_export_changes_nothing(words: str) -> None:
    once = export_markdown([item(note("n-000003", "One sentence here.", words))], None).text
    again = item(note("n-000003", "One sentence here.", words))
    text, report = merged(once, article_page(again, "obsidian"))
    assert (text, report.same) == (once, 1)


@pytest.mark.parametrize(
    "title", ["CON", "../../etc/passwd", "-rf", ".hidden", "a" * 400, "京" * 200, "", 'a"b<c>|?*']
)
def test_file_names_are_safe(title: str) -> None:
    name = file_name(title, "a-0123456789")
    assert len(name.encode()) <= 200
    assert name[0] not in "-."
    assert not set(name) & set('/\\:*?"<>|')


def test_syntax_of_others_is_escaped_and_tags_are_obsidians() -> None:
    assert escaped("![[x]] <b> #t ^a") == r"\!\[\[x\]\] \<b\> \#t \^a"
    assert "%%" not in neutralised("end %% here")
    assert [tag_name(t) for t in ("#to verify", "a/b", "2026", "é!")] == ["to-verify", "a/b", "2026-", "é"]


@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
def test_tags_of_an_article_that_have_gone_are_no_note_that_was_removed(
    tmp_path: Path, flavor: Flavor
) -> None:
    body = (TextualBody("a", "tagging"), TextualBody("b c", "tagging"))
    tags = Annotation("n-000009", Target("a-0123456789"), body, MOMENT, MOMENT), Anchor(None, "orphan", 0.0)

    def export(*notes: tuple[Annotation, Anchor]) -> str:
        return str(markdown.plan([item(*notes)], tmp_path, ExportOptions(flavor=flavor)).write())

    assert export(ONE, tags).startswith("1 new")
    assert export(ONE) == "0 new, 0 updated, 0 kept (edited), 1 same"
    assert "n-000009" not in only(tmp_path).read_text(encoding="utf-8")


def test_one_note_put_in_alone_takes_no_tags_of_the_others_out(make: Any) -> None:
    article = make.article("A title", "Ana Ruiz met Bo Li and Cy Orr.")
    notes = [
        make.note(article, f"n-00000{at}", words, "x", (words,)) for at, words in enumerate(("met", "Li"))
    ]
    item = make.item(article, *notes)
    text, _ = merged(None, article_page(item, "obsidian"))
    after, _ = merged(text, article_page(replace(item, chosen=frozenset(["n-000001"])), "obsidian"))
    assert after == text and "tags:\n  - met\n  - Li\n" in text


def test_tags_of_the_article_stand_in_the_properties_and_are_no_block(tmp_path: Path) -> None:
    body = (TextualBody("sea", "tagging"),)
    tags = Annotation("n-000009", Target("a-0123456789"), body, MOMENT, MOMENT), Anchor(None, "exact", 1.0)
    report = export_markdown([item(tags)], tmp_path)
    text = only(tmp_path).read_text(encoding="utf-8")
    assert "tags:\n  - sea\n" in text and "[!note]" not in text and "n-000009" not in text
    assert (report.new, report.same) == (0, 0)
    export_markdown([item(tags, ONE)], tmp_path)
    assert "why?" in (text := only(tmp_path).read_text(encoding="utf-8")) and "[!note]" not in text
    export_markdown([item(tags, ONE)], tmp_path)
    assert only(tmp_path).read_text(encoding="utf-8") == text
