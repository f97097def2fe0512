"""The list of safeguards speaks of the code as it is: an entry that can't be taken out proves nothing."""

import ast

import pytest

from tests.torture.safeguards import SAFEGUARDS, path_of


@pytest.mark.parametrize("name", SAFEGUARDS)
def test_what_is_to_be_taken_out_stands_in_the_code(name: str) -> None:
    file, old, new = SAFEGUARDS[name]
    code = path_of(file).read_text(encoding="utf-8")
    assert old in code
    ast.parse(code.replace(old, new))
