"""Bookmarks are letters for places; jumps are gone back through and ahead again, as in vim."""

from pathlib import Path

from tui.page.bookmarks import Bookmarks, JumpList


def test_a_letter_or_digit_leads_to_its_place() -> None:
    bookmarks = Bookmarks({"b": 7})
    assert bookmarks.put("a", 30) and bookmarks.put("3", 40) and bookmarks.put("é", 50)
    assert not any(bookmarks.put(key, 1) for key in ("enter", "{", ""))
    assert bookmarks.letters == ["3", "a", "b", "é"]
    assert [bookmarks.place(letter) for letter in ("a", "b", "z")] == [30, 7, None]


def test_jumps_are_gone_back_through_and_ahead_again() -> None:
    jumps = JumpList()
    for place in (5, 50, 50, 500):
        jumps.leave(place)
    assert jumps.left_at == 500
    assert [jumps.go_back(here) for here in (900, 500, 50, 5)] == [500, 50, 5, None]
    assert [jumps.go_ahead(here) for here in (5, 50, 500, 900)] == [50, 500, 900, None]
    assert [jumps.go_back(here) for here in (900, 500)] == [500, 50]
    jumps.leave(50)
    assert jumps.go_ahead(70) is None


def test_a_press_always_leads_elsewhere() -> None:
    jumps = JumpList()
    jumps.leave(5)
    jumps.leave(50)
    assert jumps.go_back(50) == 5
    assert jumps.go_ahead(50) is None


def test_an_article_that_was_followed_lies_ahead_until_another_jump_begins() -> None:
    jumps, article = JumpList(), Path("b.md")
    jumps.leave(5)
    jumps.leave_for(article)
    assert jumps.go_ahead(50) == jumps.go_ahead(50) == article
    assert jumps.go_back(50) == 5
    assert [jumps.go_ahead(5), jumps.go_ahead(50)] == [50, article]
    jumps.leave(50)
    assert jumps.go_ahead(50) is None
