"""Bookmarks are letters for places; the quote leads back to where the last jump began."""

from tui.page.bookmarks import BACK, Bookmarks


def test_a_letter_or_digit_leads_to_its_place() -> None:
    bookmarks = Bookmarks({"b": 7})
    assert bookmarks.put("a", 30) and bookmarks.put("3", 40) and bookmarks.put("é", 50)
    assert not any(bookmarks.put(key, 1) for key in ("enter", "{", ""))
    assert bookmarks.letters == ["3", "a", "b", "é"]
    assert [bookmarks.place(letter) for letter in ("a", "b", "z")] == [30, 7, None]


def test_the_way_back_is_where_the_last_jump_began() -> None:
    bookmarks = Bookmarks(left_at=12)
    assert bookmarks.place(BACK) == 12
    bookmarks.left_at = 99
    assert bookmarks.place(BACK) == 99
