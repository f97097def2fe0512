"""What is typed into fields."""

from textual.app import App, ComposeResult
from textual.events import Key

from tui.widgets.safe_input import SafeInput, SafeTextArea


async def test_letters_are_put_in_and_chords_are_not() -> None:
    class Fields(App[None]):
        def compose(self) -> ComposeResult:
            yield SafeInput()
            yield SafeTextArea()

    app = Fields()
    async with app.run_test() as pilot:
        line, area = app.query_one(SafeInput), app.query_one(SafeTextArea)
        for field in (line, area):
            field.focus()
            for key, sign in (
                ("¡", "¡"),
                ("alt+1", "1"),
                ("shift+a", "A"),
                ("alt+shift+x", "X"),
                ("plus", "+"),
            ):
                field.post_message(Key(key, sign))
            await pilot.pause()
        assert (line.value, area.text) == ("¡A+", "¡A+")
