"""Bytes: every usual encoding opens, damage is shown, data is refused in one sentence."""

import os
import sys
from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.sources import read_article
from annotations.sources.decoding import decode

RUSSIAN = "Россия и Украина начали переговоры в Стамбуле, сообщил вчера министр иностранных дел."
JAPANESE = "東京は日本の首都であり、世界最大の都市の一つです。昨日、首相は記者会見を開きました。"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Łódź — “京都” 👩‍👩‍👧"),
        ("utf-8-sig", "Łódź — “京都”"),
        ("utf-16", "Łódź — “京都” 👩‍👩‍👧"),
        ("utf-16-le", "A text without any mark at its start"),
        ("cp1252", "Él dijo que no había más café — “nunca”, señaló."),
        ("latin-1", "Größe und Übung für Schüler in München"),
        ("koi8-r", RUSSIAN),
        ("cp1251", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("euc_jp", JAPANESE),
        ("gb18030", "北京是中华人民共和国的首都，昨天外交部发言人表示，双方将继续谈判。"),
        ("euc_kr", "서울은 대한민국의 수도이며, 어제 외교부 대변인은 협상이 계속될 것이라고 말했다."),
        ("cp1250", "Žluťoučký kůň úpěl ďábelské ódy. Łódź i Kraków są pięknymi miastami w Polsce."),
    ],
)
def test_encodings(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_legacy_bytes_far_into_a_large_file() -> None:
    text = "plain words and no more\n" * 100_000 + "Größe und Übung für Schüler in München\n" * 50
    assert decode(text.encode("latin-1")) == text


def test_damage_is_shown_and_never_dropped() -> None:
    assert decode("é and ü ".encode() + b"\xff" + b" end") == "é and ü \ufffd end"
    assert decode(b"abc \xff\xfe def") == "abc \ufffd\ufffd def"
    assert decode("cut in two é".encode()[:-1]) == "cut in two \ufffd"
    assert decode("cut in two ’".encode()[:-1]) == "cut in two \ufffd"


def test_newlines_of_all_systems(tmp_path: Path) -> None:
    for newline in ("\n", "\r\n", "\r"):
        assert decode(newline.join(["a", "b", "", "c"]).encode()) == "a\nb\n\nc"


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"PK\x03\x04" + b"word/document.xml" * 10,
        bytes(1000),
        bytes(range(256)) * 40,
        b"\x7fELF" + b"\x02\x01\x01" + bytes(100),
    ],
)
def test_data_is_refused_in_one_sentence(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "data.txt"
    path.write_bytes(raw)
    with pytest.raises(SourceError, match="not text") as caught:
        read_article(path)
    assert str(path) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_text_that_does_not_say_that_it_is_utf_16_says_how_it_is_read(tmp_path: Path, encoding: str) -> None:
    path, text = tmp_path / "wide.txt", "鼷鼶鼸鼺鼼鼿。\n齀齁齂齃齅齆。\n" * 9
    path.write_bytes(text.encode(encoding))
    with pytest.raises(SourceError, match="--encoding utf-16-le"):
        read_article(path)
    assert "鼺鼼" in read_article(path, encoding=encoding).text


def test_a_saved_terminal_session_opens(tmp_path: Path) -> None:
    path = tmp_path / "session.txt"
    path.write_bytes(b"\x1b[31mred\x1b[0m \x1b]52;c;aGk=\x07 \x9b31m \x00 end of it\n" * 3)
    text = read_article(path).text
    assert "␛[31mred" in text
    assert not set(text) & {"\x1b", "\x07", "\x00", "\x9b"}


@pytest.mark.parametrize("raw", [b"", b"\n\n  \n", b"\xef\xbb\xbf", b"---\ntitle:\n---\n"])
def test_empty_is_said(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "empty.md"
    path.write_bytes(raw)
    with pytest.raises(SourceError, match="empty"):
        read_article(path)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_article(tmp_path / "gone.txt")
    with pytest.raises(SourceError, match="folder"):
        read_article(tmp_path)
    (tmp_path / "a.txt").write_text("text")
    with pytest.raises(SourceError, match="does not exist"):
        read_article(tmp_path / "a.txt" / "b.txt")
    with pytest.raises(SourceError, match="not a file name"):
        read_article(tmp_path / "nul\x00.txt")
    with pytest.raises(SourceError, match="postil add https://example"):
        read_article(Path("https://example.org/a"))


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(SourceError, match="pipe"):
        read_article(tmp_path / "pipe.txt")


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="the superuser may read everything")
def test_no_permission_is_said(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("text")
    path.chmod(0)
    with pytest.raises(SourceError, match="permission"):
        read_article(path)


def test_one_long_line_and_many_lines(tmp_path: Path) -> None:
    one = tmp_path / "one.txt"
    one.write_text("word " * 200_000)
    assert len(read_article(one).blocks) == 1
    many = tmp_path / "many.txt"
    many.write_text("".join(f"line number {n} of a long list\n" for n in range(200_000)))
    article = read_article(many)
    assert len(article.blocks) == 200_000
    last = article.blocks[-1]
    assert article.text[last.span.start : last.span.end] == "line number 199999 of a long list"


WIDE = (
    "Вечером он вернулся домой.\nНикто его не ждал.",
    "Το βράδυ γύρισε σπίτι και κανείς δεν τον περίμενε.",
    "בערב הוא חזר הביתה ואיש לא חיכה לו.",
    JAPANESE,
    "今天天气很好，我们去公园散步。\n他说明天会下雨。",
    "오늘은 날씨가 좋아서 공원에 산책하러 갔습니다.",
)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_two_and_four_bytes_a_letter_without_a_mark_in_any_script(encoding: str, tmp_path: Path) -> None:
    for text in WIDE:
        path = tmp_path / "wide.md"
        path.write_bytes(f"# Title\n\n{text}\n".encode(encoding))
        assert read_article(path).text == "Title\n\n" + text.replace("\n", "" if text[0] == "今" else " ")


def test_letters_in_seven_bits() -> None:
    chinese = "Notes of 2001~\n\n今天天气很好，我们去公园散步。\n他说明天会下雨，所以要带伞。\n"
    assert decode(chinese.encode("hz")) == chinese
    assert decode(RUSSIAN.encode("utf-7")) == RUSSIAN
    assert decode("Die Größe der Bäume".encode("utf-7")) == "Die Größe der Bäume"


@pytest.mark.parametrize(
    "text",
    [
        "use ~{x} and ~}",
        "a ~{b~} c, ~{=qLl",
        "call +4915112345678 or +1555123",
        "c++abc +abcdefgh+ijk/lmn= x",
        "1+AAA+BBB-2",
    ],
)
def test_what_only_looks_like_seven_bits_stands_as_it_is(text: str) -> None:
    assert decode(text.encode()) == text


def test_line_ends_that_were_converted_once_too_often_are_single() -> None:
    assert decode(b"one\r\r\ntwo\r\r\n\r\r\nthree\r") == "one\ntwo\n\nthree\n"
