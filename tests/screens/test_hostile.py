"""Nothing of an article, title, note or tag reaches a screen as a control sequence or as markup; no size is too small."""

import re
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp

EVIL = "\x1b]52;c;aGk=\x07 [red]x[/] \x9b31m \u202e\x00 [@click=app.quit]z[/] [/nope]"
COMMANDING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
WALK = (
    ["1"], ["t"], ["escape"], ["colon", "x"], ["escape"], ["question_mark"], ["escape"], ["slash", "z"], ["escape"],
    ["2"], ["t"], ["escape"], ["e"], ["tab"], ["escape"], ["tab"], ["tab"], ["tab"],
    ["4"], ["r"], ["escape"], ["enter"], ["3"], ["1"], ["enter"], ["a"], ["escape"], ["T"], ["escape"], ["q"], ["s"], ["escape"],
)  # fmt: skip


def hostile(library: Library, folder: Path) -> None:
    (folder / "evil.md").write_text(f"# Title {EVIL}\n\nText {EVIL} ends here.\n", encoding="utf-8")
    article = library.read(folder / "evil.md")
    for number in range(3):
        library.annotate(
            article, None, note=f"{number} {EVIL}", tags=(f"tag{number} {EVIL}".replace(",", ""),)
        )
    library.annotate(article, article.blocks[1].span, note=EVIL, tags=("plain",))
    library.remove(library.annotate(article, None, note=f"gone {EVIL}").id)


@pytest.mark.parametrize("size", [(120, 40), (20, 6)])
async def test_no_screen_shows_control_characters(
    drive, settled, library: Library, folder: Path, size: tuple[int, int]
) -> None:
    hostile(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        seen = ""
        for keys in WALK if size[0] >= 80 else WALK[1::2]:
            await pilot.press(*keys)
            await settled(pilot)
            shown = "\n".join(strip.text for strip in app.screen._compositor.render_strips())
            assert not COMMANDING.search(shown), (keys, COMMANDING.findall(shown))
            seen += shown
        if size[0] >= 80:
            assert "[red]x[/]" in seen
            assert "␛" in seen

    await drive([folder], body, size=size)


async def test_what_is_pasted_is_made_safe(drive, settled, library: Library, folder: Path) -> None:
    from textual.events import Paste

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a")
        await settled(pilot)
        app.post_message(Paste(f"pasted {EVIL}\nand more"))
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        [note] = library.repository.annotations()
        assert note.note.startswith("pasted ␛]52")
        assert note.note.endswith("\nand more")
        assert not COMMANDING.search(note.note)

    await drive([folder / "0.md"], body)
