"""Raised numbers of a page, by the places of its characters."""

import pytest

from annotations.sources.pdf_note_marks import Box, mark_raised, show_marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the quay^1 and", "the quay[1] and"),
        ("the quay.^1^2 Then", "the quay.[12] Then"),
        ("the quay\r\n^1\r\n and", "the quay\r\n[1]\r\n and"),
        ("\r\n^1Compare it", "\r\n[1] Compare it"),
        ("morn\x02^1^0Compare it", "morn\x02[10] Compare it"),
        ("in R\r\n^2\r\nand on", "in R\r\n2\r\nand on"),  # a power
        ("x^2 and sin^2 x", "x2 and sin2 x"),
        ("in 1961 and chapter 7", "in 1961 and chapter 7"),
    ],
)
def test_numbers_beside_words_are_marks(text: str, shown: str) -> None:
    characters: list[str] = []
    boxes: list[Box | None] = []
    left = 0.0
    is_raised = False
    for character in text:
        if character == "^":
            is_raised = True
            continue
        if character in "\r\n\x02":
            boxes.append(None)
            left = 0.0 if "R\r" not in text and "quay\r" not in text else left
        else:
            bottom, height = (4.0, 6.0) if is_raised else (0.0, 10.0)
            boxes.append((left, left + 5, bottom, bottom + height))
            left += 5
        characters.append(character)
        is_raised = False
    assert show_marks(mark_raised("".join(characters), boxes.__getitem__)) == shown
