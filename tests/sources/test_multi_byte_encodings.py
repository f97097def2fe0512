"""Chinese, Japanese and Korean in the encodings that they were written in, short, long and within English."""

import locale

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.decoding import decode
from annotations.sources.multi_byte_encodings import multi_byte_encoding
from annotations.text.canonical import canonical

TEXTS = {
    "ja": "港の朝\n\n朝早くから市場は人でいっぱいだった。誰も何も言わなかった。船はいつもより一時間早く出て行き、天気が悪くなると聞いた人々はカフェで待っていた。",
    "zh": "港口的早晨\n\n今天早上渔船比平时早一个小时出发，港口管理处说天气会变坏，大家都在等消息。没有人知道老船长什么时候回来。",
    "tw": "港口的早晨\n\n今天早上漁船比平時早一個小時出發，港口管理處說天氣會變壞，大家都在等消息。沒有人知道老船長什麼時候回來。",
    "ko": "항구의 아침\n\n오늘 아침 배들은 평소보다 한 시간 일찍 떠났다. 항구 사무소는 날씨가 나빠질 것이라고 말했고 사람들은 소식을 기다렸다.",
}
ENCODINGS = {
    "ja": ("euc_jp", "shift_jis", "iso2022_jp"),
    "zh": ("gb2312", "gbk", "gb18030"),
    "tw": ("big5",),
    "ko": ("euc_kr", "cp949", "iso2022_kr"),
}
WRITTEN = [(language, name) for language, names in ENCODINGS.items() for name in names]


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
@pytest.mark.parametrize("chars", [None, 40, 20, 14])
def test_languages(language: str, encoding: str, chars: int | None) -> None:
    text = TEXTS[language][:chars]
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_a_text_of_any_size(language: str, encoding: str) -> None:
    text = TEXTS[language] * 400
    assert decode(text.encode(encoding)) == text
    text = "Harbour notes for March, as the clerk wrote them.\n" * 400 + TEXTS[language] * 20
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(("language", "encoding"), WRITTEN)
def test_some_words_within_english(language: str, encoding: str) -> None:
    words = TEXTS[language].split("\n")[2][:7]
    text = f"Harbour notes for March, the clerk wrote it down.\n\nThe sign says {words} in white.\n"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("GBK 编码 of the file.\nCompany: 北方港口\n", "gbk"),
        ("Name: 서울시청\nCity: 대한민국\n", "euc_kr"),
        ("Title: 東京都の本\n", "shift_jis"),
        ("The price, 価格は１２０, is fair.\n", "cp932"),
    ],
)
def test_a_few_words(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Привет, как дела?", "koi8_r"),
        ("ПРИВЕТ ВСЕМ", "cp1251"),
        ("Ça déjà été naïf", "cp1252"),
        ("ελληνικά κείμενα εδώ", "iso8859_7"),
        ("สวัสดีครับผม", "cp874"),
    ],
)
def test_what_has_one_byte_a_letter_is_none_of_them(text: str, encoding: str) -> None:
    assert multi_byte_encoding(text.encode(encoding)) is None


@given(st.binary(max_size=60))
def test_any_bytes_are_read(raw: bytes) -> None:
    assert isinstance(decode(raw), str)
    encoding = multi_byte_encoding(raw)
    assert encoding is None or raw.decode(encoding, "ignore")


def test_in_doubt_the_locale_decides_and_else_it_is_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = b"\x90a \x9e\xfea \xf8\xe1a \x98a"
    monkeypatch.setattr(locale, "getencoding", lambda: "utf-8")
    assert "\ufffd" in decode(raw)
    monkeypatch.setattr(locale, "getencoding", lambda: "iso8859_15")
    assert decode(raw) == canonical(raw.decode("iso8859_15"))
