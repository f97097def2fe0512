"""Tags in the words of a note: whole in every script, found in words only, renamed where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.hashtags import rename_said, tags_said

SCOTLAND = "🏴" + "".join(chr(0xE0000 + ord(char)) for char in "gbsct\x7f")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#style and #to-verify, #a/b.", ("style", "to-verify", "a/b")),
        ("#हिन्दी", ("हिन्दी",)),
        ("#കവിത!", ("കവിത",)),
        ("(#நாவல்)", ("நாவல்",)),
        ("#ภาษาไทย", ("ภาษาไทย",)),
        ("#می\u200cخواهم است", ("می\u200cخواهم",)),
        ("#נִקּוּד #شِعْر", ("נִקּוּד", "شِعْر")),
        ("#cafe\u0301 #नमस्ते_१", ("cafe\u0301", "नमस्ते_१")),
        ("#ハリー・ポッター、#col·lega · #བོད་ཡིག་", ("ハリー・ポッター", "col·lega", "བོད་ཡིག")),
        (
            "#🎉 #a🎉b #👨\u200d👩\u200d👧 #👍🏽/x 🎉#after #☀️!",
            ("🎉", "a🎉b", "👨\u200d👩\u200d👧", "👍🏽/x", "after", "☀️"),
        ),
        ("#צה״ל, #ג׳ירפה #תל־אביב־ #to\u2011do", ("צה״ל", "ג׳ירפה", "תל־אביב", "to\u2011do")),
        (f"#{SCOTLAND}, #⏰x #⌚. #1️⃣x #ᠮᠣᠩᠭᠣᠯ\u180eᠠ", (SCOTLAND, "⏰x", "⌚", "1️⃣x", "ᠮᠣᠩᠭᠣᠯ\u180eᠠ")),
        ("#one#two c#d ##three#four", ("one", "two")),
        ("#a^b #a`b #· #- #a→b", ("a",)),
        ("#日本語。#한국어", ("日本語", "한국어")),
        ("#1 #2nd a#b &#x; ##c /#d https://x.org/#e `#f` \\#g", ("2nd",)),
        ("```\n#code\n``` #after", ("after",)),
        ("की#x \u0301#y #\u0301z #\u200dq", ()),
        ("#tag\u200d #other-/", ("tag", "other")),
        ("", ()),
    ],
)
def test_tags_are_whole(text: str, tags: tuple[str, ...]) -> None:
    assert tags_said(text) == tags


@pytest.mark.parametrize(
    ("text", "new", "renamed"),
    [
        ("See #style, #style and #styles.", "tone", "See #tone, #tone and #styles."),
        ("#style `#style`", "मराठी", "#मराठी `#style`"),
        ("a #style here", "", "a style here"),
        ("a #style here", "two words", "a two words here"),
        ("a #style/x here", "tone", "a #style/x here"),
        ("#a#style#🎉", "tone", "#a#tone#🎉"),
        ("#a#style#🎉", "", "#a style #🎉"),
        ("#style#b #🎉#style", "c++", "c++ #b #🎉 c++"),
        ("style, no tag", "tone", "style, no tag"),
    ],
)
def test_a_tag_is_renamed_where_it_stands(text: str, new: str, renamed: str) -> None:
    assert rename_said(text, lambda tag: new if tag == "style" else tag) == renamed


@given(st.text(st.sampled_from("#a1é🎉्\u200c -/`\n&"), max_size=30))
def test_a_tag_taken_off_is_not_said_any_more(text: str) -> None:
    for off in tags_said(text):
        others = tuple(tag for tag in tags_said(text) if tag != off)
        assert set(tags_said(rename_said(text, lambda tag, off=off: "new" if tag == off else tag))) == {
            *others,
            "new",
        }
        assert tags_said(rename_said(text, lambda tag, off=off: "" if tag == off else tag)) == others
    assert rename_said(text, lambda tag: tag) == text
