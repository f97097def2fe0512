"""The table of blocks behaves like the tuple of blocks that it stands for."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.model import Block, TextSpan
from annotations.sources.blocks import BlockTable, of_kind


@given(st.lists(st.text(max_size=5).map(lambda s: "x" + s), max_size=20), st.integers(0, 10))
def test_it_is_a_sequence_of_its_blocks(texts: list[str], start: int) -> None:
    table = BlockTable()
    table.extend(texts, start)
    blocks: list[Block] = []
    at = start
    for text in texts:
        blocks.append(Block(TextSpan(at, at + len(text)), "paragraph"))
        at += len(text) + 2
    assert list(table) == blocks
    assert table == blocks
    assert table == BlockTable(blocks)
    assert hash(table) == hash(BlockTable(blocks))
    assert list(table[1:4]) == blocks[1:4]
    assert [table[n] for n in range(-len(blocks), len(blocks))] == blocks + blocks
    for n, block in enumerate(blocks):
        assert {table.block_at(offset) for offset in range(block.span.start, block.span.end + 2)} == {n}
    assert table.block_at(0) == 0


def test_kinds_and_levels() -> None:
    table = BlockTable([Block(TextSpan(0, 2), "title")])
    table.append(4, 9, "list-item", 3)
    table.set_kind(0, "heading", 1)
    assert list(table) == [Block(TextSpan(0, 2), "heading", 1), Block(TextSpan(4, 9), "list-item", 3)]
    assert table != [1]


@given(st.lists(st.sampled_from(["paragraph", "code", "quote"]), max_size=9))
def test_blocks_of_a_kind(kinds: list[str]) -> None:
    blocks = [Block(TextSpan(3 * n, 3 * n + 1), kind) for n, kind in enumerate(kinds)]  # type: ignore[arg-type]
    code = tuple(block for block in blocks if block.kind == "code")
    assert of_kind(BlockTable(blocks), "code") == of_kind(blocks, "code") == code
