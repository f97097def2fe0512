"""My Clippings.txt in the shapes and languages that devices write."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from annotations.importers.kindle import SAMPLE, is_it, read, title_and_author
from annotations.importers.kindle_line import moment_of, read_line
from annotations.importers.records import Foreign, Imported
from annotations.importers.registry import read_notes

H, N, B = "highlight", "note", "bookmark"
LINES = [
    ("- Your Highlight on page 233 | Location 3332-3334 | Added on Sunday, December 18, 2022 3:19:56 PM", H, "233", 3332, 3334, "2022-12-18 15:19:56"),
    ("- Your Highlight at location 9724-9727 | Added on Sunday, 2 January 2022 13:17:46", H, "", 9724, 9727, "2022-01-02 13:17:46"),
    ("- Your Note on Location 948 | Added on Monday, March 4, 2024 12:05:00 AM", N, "", 948, 948, "2024-03-04 00:05:00"),
    ("- Your Highlight on page 71-71 | Added on Friday, 8 May 2020 17:23:15", H, "71-71", None, None, "2020-05-08 17:23:15"),
    ("- Your highlight on page 12 | Added on Monday, April 21, 2014 10:08:07 PM", H, "12", None, None, "2014-04-21 22:08:07"),
    ("- Highlight Loc. 143-46  | Added on Friday, 6 July 12 07:37:42 GMT+01:00", H, "", 143, 146, "2012-07-06 06:37:42"),
    ("- Highlight Loc. 1998-02 | Added on Saturday, April 30, 2011, 08:37 AM", H, "", 1998, 2002, "2011-04-30 08:37:00"),
    ("- Highlight on Page ix | Loc. 210-12 | Added on Sunday, November 20, 2011, 09:24 PM", H, "ix", 210, 212, "2011-11-20 21:24:00"),
    ("- Your Bookmark on page 3,014 | Location 1,234 | Added on Monday, 30 December 2024 14:46:33", B, "3014", 1234, 1234, "2024-12-30 14:46:33"),
    ("- Ihre Markierung auf Seite 7 | bei Position 96-96 | Hinzugefügt am Freitag, 8. Mai 2020 17:23:15", H, "7", 96, 96, "2020-05-08 17:23:15"),
    ("- Ihre Notiz Position 9 | Hinzugefügt am Donnerstag, 25. April 2013 um 23:40:04 Uhr", N, "", 9, 9, "2013-04-25 23:40:04"),
    ("- Ihre Markierung bei Position 233-235 | Hinzugefügt am Dienstag, 5. März 2024 21:12:45", H, "", 233, 235, "2024-03-05 21:12:45"),
    ("- Ihr Lesezeichen auf Seite 222 | Position 3393 | Hinzugefügt am Montag, 17. Juni 2013 um 22:32:42 Uhr", B, "222", 3393, 3393, "2013-06-17 22:32:42"),
    ("- Tu subrayado en la página 1081 | posición 16565-16566 | Añadido el martes, 18 de junio de 2024 3:24:35", H, "1081", 16565, 16566, "2024-06-18 03:24:35"),
    ("- Tu subrayado en la página 10 | Ubicación 150-160 | Añadido el martes, 1 de enero de 2024 11:00:00", H, "10", 150, 160, "2024-01-01 11:00:00"),
    ("- Mi nota Posición 6 | Añadido el viernes 26 de abril de 2013, 0:04:34", N, "", 6, 6, "2013-04-26 00:04:34"),
    ("- Tu marcador en la posición 1060 | Añadido el miércoles, 3 de agosto de 2016 23:50:51", B, "", 1060, 1060, "2016-08-03 23:50:51"),
    ("- Votre surlignement sur la page 200 | emplacement 3054-3056 | Ajouté le mercredi 16 août 2017 02:14:10", H, "200", 3054, 3056, "2017-08-16 02:14:10"),
    ("- Votre surlignement Emplacement 1212-1214 | Ajouté le mardi 20 juillet 2018 à 12:55:45", H, "", 1212, 1214, "2018-07-20 12:55:45"),
    ("- Votre note sur la page 222 | Emplacement 3394 | Ajoutée le mardi 5 mars 2024 09:12:45", N, "222", 3394, 3394, "2024-03-05 09:12:45"),
    ("- Votre signet Emplacement 5527 | Ajouté le vendredi 16 novembre 2018 à 11:51:19", B, "", 5527, 5527, "2018-11-16 11:51:19"),
    ("- La tua evidenziazione alla pagina 6 | posizione 36-40 | Aggiunto in data martedì 30 settembre 2019 18:00:39", H, "6", 36, 40, "2019-09-30 18:00:39"),
    ("- La mia evidenziazione Posizione 22-22 | Aggiunto il venerdì 6 aprile 12, 00:25:08", H, "", 22, 22, "2012-04-06 00:25:08"),
    ("- Le mie note a pagina 222 | Posizione 3395 | Aggiunto il martedì 17 giugno 13, 20:23:44", N, "222", 3395, 3395, "2013-06-17 20:23:44"),
    ("- Il tuo segnalibro a pagina 14 | posizione 125 | Aggiunto in data lunedì 16 marzo 2024 16:13:54", B, "14", 125, 125, "2024-03-16 16:13:54"),
    ("- Seu destaque na página 33 | posição 410-412 | Adicionado: sexta-feira, 5 de março de 2024 09:12:45", H, "33", 410, 412, "2024-03-05 09:12:45"),
    ("- Seu destaque ou posição 333-334 | Adicionado: sábado, 16 de maio de 2015 13:16:48", H, "", 333, 334, "2015-05-16 13:16:48"),
    ("- Sua nota Posição 7 | Adicionado na data sexta-feira, 26 de abril de 2013, 00:38:04", N, "", 7, 7, "2013-04-26 00:38:04"),
    ("- Seu marcador de página na página 222 | Posição 3393 | Adicionado na data segunda-feira, 17 de junho de 2013, 20:40:09", B, "222", 3393, 3393, "2013-06-17 20:40:09"),
    ("- Je markering op pagina 6 | locatie 36-40 | Toegevoegd op maandag 4 maart 2019 18:00:39", H, "6", 36, 40, "2019-03-04 18:00:39"),
    ("- Uw notitie op pagina 6 | locatie 40 | Toegevoegd op dinsdag 8 mei 2019 18:00:39", N, "6", 40, 40, "2019-05-08 18:00:39"),
    ("- Uw bladwijzer op locatie 7 | Toegevoegd op zondag 1 oktober 2017 08:00:39", B, "", 7, 7, "2017-10-01 08:00:39"),
    ("- 位置No. 422-423のハイライト |作成日: 2022年5月28日土曜日 13:21:54", H, "", 422, 423, "2022-05-28 13:21:54"),
    ("- 22ページ|位置No. 336のメモ |作成日: 2023年6月10日土曜日 9:18:40", N, "22", 336, 336, "2023-06-10 09:18:40"),
    ("- ハイライト ページ222 | 位置No. 3396-3396 | 追加日： 2013年6月17日 (月曜日) 20:31:09", H, "222", 3396, 3396, "2013-06-17 20:31:09"),
    ("- ハイライト 位置No. 1234-1235 ｜ 追加日：2024年1月1日", H, "", 1234, 1235, "2024-01-01 00:00:00"),
    ("- ブックマーク 位置No. 1 | 追加日： 2013年4月26日 (金曜日) 0:33:28", B, "", 1, 1, "2013-04-26 00:33:28"),
    ("- 您在第 2 页（位置 #37-#38）的标注 | 添加于 2018年12月31日星期一 下午11:56:41", H, "2", 37, 38, "2018-12-31 23:56:41"),
    ("- 您在位置 #1385 的笔记 | 添加于 2015年12月16日星期三 上午12:55:38", N, "", 1385, 1385, "2015-12-16 00:55:38"),
    ("- 您在位置 #1680 的书签 | 添加于 2016年1月27日星期三 上午9:08:40", B, "", 1680, 1680, "2016-01-27 09:08:40"),
    ("- 我的标注 第222页 | 位置3397-3397 | 已添加至 2013年6月17日 星期一 22:27:30", H, "222", 3397, 3397, "2013-06-17 22:27:30"),
    ("- Highlight Loc. 145-46  | Added on 2013年8月5日 星期一 上午09时11分28秒 GMT+08:00", H, "", 145, 146, "2013-08-05 01:11:28"),
    ("- Seu destaque na página 12 | posição 170-172 | Adicionado: terça-feira, 19 de março de 2019 23h32min06s GMT-03:00", H, "12", 170, 172, "2019-03-20 02:32:06"),
    ("- Markierung Pos. 900-02 | Hinzugefügt am Montag, 5. März 2018 um 16:07:41 Uhr GMT+02:00", H, "", 900, 902, "2018-03-05 14:07:41"),
    ("- Ihre Markierung bei Position 616-627 | Hinzugefügt am Samstag, 13. April 2019 um 4.46 Uhr", H, "", 616, 627, "2019-04-13 04:46:00"),
    ("- Votre surlignement à l'emplacement 300-302 | Ajouté le mardi 6 août 2019 à 14 h 03", H, "", 300, 302, "2019-08-06 14:03:00"),
    ("- 位置No. 300-302のハイライト |作成日: 2019年4月3日水曜日 20時40分13秒", H, "", 300, 302, "2019-04-03 20:40:13"),
    ("- Mi nota Pos. 172 | Añadido el sábado 1 de septiembre de 2012, 10H22", N, "", 172, 172, "2012-09-01 10:22:00"),
    ("- Tu subrayado en la página 12 | Ubicación 170-172 | Agregado el lunes, 3 de marzo de 2025 9:15:27 p. m.", H, "12", 170, 172, "2025-03-03 21:15:27"),
    ("- Highlight on Page 7 | Added on Monday, 3 December 12 19:42:30 Greenwich Mean Time", H, "7", None, None, "2012-12-03 19:42:30"),
    ("- 메모 위치 172 | 추가됨: 2019년 4월 3일 수요일 오후 11시 05분 01초", N, "", 172, 172, "2019-04-03 23:05:01"),
    ("- Ваша заметка | Местоположение 12 | Добавлено: 4 марта 2019 г. в 14 ч. 03 мин.", N, "", 12, 12, "2019-03-04 14:03:00"),
    ("- Votre note Emplacement 12 | Ajoutée le 1 mars 2019 à 14h", N, "", 12, 12, "2019-03-01 14:00:00"),
    ("- 您在位置 #170-172的标注 | 添加于 2025年3月3日星期一 晚上9:15:27", H, "", 170, 172, "2025-03-03 21:15:27"),
    ("- 您在第 12 頁（位置 #170）的筆記 | 新增於 2025年3月3日 星期一 凌晨12:15:27", N, "12", 170, 170, "2025-03-03 00:15:27"),
    ("- 您在位置 #170-172的标注 | 添加于 2025年3月3日星期一 中午11:50:27", H, "", 170, 172, "2025-03-03 11:50:27"),
    ("- Je markering op pagina 12 | locatie 170-172 | Toegevoegd op maandag 3 maart 2025 om 21.15 uur", H, "12", 170, 172, "2025-03-03 21:15:00"),
    ("- La tua evidenziazione a pagina 12 | posizione 170-172 | Aggiunto in data lunedì 3 marzo 2025 21.15.27", H, "12", 170, 172, "2025-03-03 21:15:27"),
    ("- O seu destaque na página 12-13 | Adicionado a segunda-feira, 3 de março de 2025, 21h15m27s", H, "12-13", None, None, "2025-03-03 21:15:27"),
    ("- Ihre Notiz auf Seite 12 | Position 170 | Hinzugefügt am Montag, 3. März 2025 21:15:27 Uhr MEZ", N, "12", 170, 170, "2025-03-03 20:15:27"),
    ("- Your Highlight on page xii-xiv | Added on Friday, 3 December 12 7:42:30 PM Eastern Standard Time", H, "xii-xiv", None, None, "2012-12-04 00:42:30"),
    ("- Ihre Markierung auf Seite 1.234-1.235 | bei Position 16.565-16.566 | Hinzugefügt am Montag, 3. März 2025 21:15:27", H, "1234-1235", 16565, 16566, "2025-03-03 21:15:27"),
    ("- Votre note sur la page 1\u202f283 | emplacement 16\u00a0565 | Ajoutée le lundi 3 mars 2025 21:15:27", N, "1283", 16565, 16565, "2025-03-03 21:15:27"),
    ("- Your Note on Location 12 | Added on 2025-03-03T21:15:27+05:30", N, "", 12, 12, "2025-03-03 15:45:27"),
    ("- Ваш выделенный отрывок на странице 5 | Местоположение 1234-1236 | Добавлено: понедельник, 30 декабря 2024 г. в 14:46:33", H, "5", 1234, 1236, "2024-12-30 14:46:33"),
    ("- Ваш выделенный отрывок в месте 1234–1236 | Добавлено: понедельник, 30 декабря 2024 г. 14:46:33", H, "", 1234, 1236, "2024-12-30 14:46:33"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "kind", "page", "begin", "end", "added"), LINES)
def test_lines(line: str, kind: str, page: str, begin: int | None, end: int | None, added: str) -> None:
    read = read_line(line)
    assert read is not None
    assert (read.kind, read.begin, read.end) == (kind, begin, end)
    assert read.page == page
    assert read.added == datetime.fromisoformat(added).replace(tzinfo=UTC)


@pytest.mark.parametrize("line", ["", "Just a sentence.", "- a list item", "-", "- 5"])
def test_what_is_no_such_line(line: str) -> None:
    assert read_line(line) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [("2024-03-05 21:12:45", "2024-03-05 21:12:45"), ("05.03.2024 7:02", "2024-03-05 07:02:00"), ("3/5/2024 9:30 PM", "2024-03-05 21:30:00"),
     ("1 January 2020 10:00:00 GMT+99:99", None), ("31 December 9999 23:59:59 GMT-12:00", None), ("6 July 2012 07:37:42 UTC+8", "2012-07-05 23:37:42"),
     ("3 March 2020 9:05:07 -0500", "2020-03-03 14:05:07"), ("13/5/2024 9:30 PM", "2024-05-13 21:30:00"), ("31 February 2024 10:00", None), ("whenever", None), ("", None)],
)  # fmt: skip
def test_moments(text: str, moment: str | None) -> None:
    assert moment_of(text) == (datetime.fromisoformat(moment).replace(tzinfo=UTC) if moment else None)


@pytest.mark.parametrize(
    ("line", "title", "author"),
    [("A Story (Jane Doe)", "A Story", "Jane Doe"), ("Outliers: The Story (of it) (Gladwell, Malcolm)", "Outliers: The Story (of it)", "Gladwell, Malcolm"),
     ("Manual (Amazon (Editors))", "Manual", "Amazon (Editors)"), ("(All of it (in brackets))", "(All of it (in brackets))", ""), ("Mein Clipboard  ", "Mein Clipboard", ""),
     ("本のタイトル（著者）", "本のタイトル", "著者"), ("Odd) (x", "Odd) (x", ""), ("Unbalanced (a)b)", "Unbalanced (a)b)", "")],
)  # fmt: skip
def test_titles(line: str, title: str, author: str) -> None:
    assert title_and_author(line) == (title, author)


def clippings(*entries: tuple[str, str], title: str = "A Story (Jane Doe)") -> list[Imported]:
    return read(
        Foreign("".join(f"{title}\n{line}\n\n{text}\n==========\n" for line, text in entries))
    ).records


def at(kind: str, location: str, minute: int) -> str:
    return f"- Your {kind} on Location {location} | Added on Saturday, 26 April 2025 9:{minute:02}:00"


def test_an_edited_highlight_is_one() -> None:
    (grown,) = clippings(
        (at("Highlight", "10-11", 1), "She hears a quarter"),
        (at("Highlight", "10-12", 2), "She hears a quarter of a hertz"),
    )
    assert (grown.quote, grown.location, grown.merged) == (
        "She hears a quarter of a hertz",
        "location 10-12",
        1,
    )
    (shrunk,) = clippings(
        (at("Highlight", "10-12", 1), "She hears a quarter of a hertz"),
        (at("Highlight", "10-11", 2), "She hears a quarter"),
    )
    assert (shrunk.quote, shrunk.location, shrunk.merged) == ("She hears a quarter", "location 10-11", 1)
    (moved,) = clippings(
        (at("Highlight", "10-12", 1), "Long ago she heard a quarter of a hertz"),
        (at("Highlight", "10-13", 2), "Long ago she heard a quarter, and left for good"),
    )
    assert moved.quote == "Long ago she heard a quarter, and left for good"
    (shifted,) = clippings(
        (at("Highlight", "10-12", 1), "Long ago she heard a quarter of a hertz"),
        (at("Highlight", "11-13", 2), "she heard a quarter of a hertz, and left"),
    )
    assert shifted.quote == "she heard a quarter of a hertz, and left"


def test_two_highlights_stay_two() -> None:
    assert (
        len(clippings((at("Highlight", "10-11", 1), "She hears"), (at("Highlight", "20-21", 2), "She hears")))
        == 2
    )
    assert (
        len(
            clippings(
                (at("Highlight", "10-11", 1), "One thing"), (at("Highlight", "11-12", 2), "Other thing")
            )
        )
        == 2
    )
    first = clippings((at("Highlight", "10-11", 1), "She hears"))
    other = clippings((at("Highlight", "10-11", 1), "She hears"), title="Another Story (Jane Doe)")
    assert first[0].key != other[0].key


def test_the_key_outlives_an_edit() -> None:
    before = clippings((at("Highlight", "10-11", 1), "She hears"))
    after = clippings(
        (at("Highlight", "10-11", 1), "She hears"), (at("Highlight", "10-12", 2), "She hears it all")
    )
    assert before[0].key == after[0].key


def test_notes_come_to_their_highlights() -> None:
    records = clippings(
        (at("Note", "12", 3), "before its highlight in the file"),
        (at("Highlight", "10-12", 1), "the first words"),
        (at("Highlight", "12-14", 5), "the second words"),
        (at("Note", "14", 6), "to the second"),
        (at("Note", "14", 7), "to the second, said better"),
        (at("Note", "99", 8), "to nothing"),
    )
    assert {record.quote: record.note for record in records} == {
        "the first words": "before its highlight in the file",
        "the second words": "to the second, said better",
        "": "to nothing",
    }
    assert sum(record.merged for record in records) == 3


def test_notes_by_page_where_there_are_no_locations() -> None:
    line = "- Your {} on page {} | Added on Saturday, 26 April 2025 9:{:02}:00"
    records = clippings(
        (line.format("Highlight", 5, 1), "first on five"), (line.format("Highlight", 5, 20), "second on five"),
        (line.format("Note", 5, 21), "on the second"), (line.format("Note", 6, 22), "on no highlight"),
    )  # fmt: skip
    assert [(record.quote, record.note) for record in records] == [
        ("first on five", ""),
        ("second on five", "on the second"),
        ("", "on no highlight"),
    ]


def test_a_note_is_on_a_highlight_that_was_there_and_ends_where_it_stands() -> None:
    """However much later it is written: a Kindle keeps the two together by their place, and so do its own lists."""
    for kind, places in ((on_page, ("9-11", "11", "11-12", "11-11")), (at, ("90-112", "112", "112-120", "111-112"))):  # fmt: skip
        first, note, beginning, after = places
        records = clippings(
            (kind("Highlight", first, 1), "the long one"), (kind("Highlight", beginning, 2), "begins there"),
            (kind("Note", note, 40), "a while later"), (kind("Highlight", after, 45), "was not there yet"),
        )  # fmt: skip
        assert {record.quote: record.note for record in records} == {
            "the long one": "a while later",
            "begins there": "",
            "was not there yet": "",
        }


def test_marks_of_joined_files_old_line_ends_and_damage() -> None:
    from annotations.importers.registry import _decoded

    good = "A Story (Jane Doe)\r\n{}\r\n\r\nShe hears\r\n==========\r\n"
    raw = (
        "\ufeff"
        + good.format(at("Highlight", "10-11", 1))
        + "\ufeff"
        + good.format(at("Highlight", "20-21", 2))
    )
    raw += "\ufeffA Story (Jane Doe)\r\n" + at("Bookmark", "9", 3) + "\r\n\r\n\r\n==========\r\n"
    raw += "==========\r\n\r\n==========\r\nA title and no more\r\n==========\r\n"
    raw += "A Story (Jane Doe)\r\n" + at("Highlight", "30", 4) + "\r\n\r\n\r\n==========\r\n"
    raw += (
        "A Story (Jane Doe)\r\n"
        + at("Highlight", "40", 4)
        + "\r\n\r\n <You have reached the clipping limit for this item>\r\n==========\r\n"
    )
    raw += "A Story (Jane Doe)\r\n" + at("Highlight", "50-51", 5) + "\r\n\r\ncut off in the mid"
    for text in (raw, raw.replace("\r\n", "\r"), raw.replace("\r\n", "\n")):
        foreign = Foreign(_decoded(text.encode("utf-8")))
        assert is_it(foreign)
        reading = read(foreign)
        assert [record.quote for record in reading.records] == [
            "She hears",
            "She hears",
            "cut off in the mid",
        ]
        assert {record.title for record in reading.records} == {"A Story"}
        assert [one.reason.split(":")[0] for one in reading.left_out] == [
            "a bookmark",
            "it is cut off or damaged",
            "it has no text",
            "the book's clipping limit was reached",
        ]
    assert read(Foreign(_decoded(raw.encode("utf-16")))).records[0].quote == "She hears"


def test_an_unknown_language_still_gives_the_words() -> None:
    (record,) = clippings(
        ("- Þín áhersla á síðu 5 | staðsetning 60-61 | Bætt við 30.12.2024 14:46:33", "Orð")
    )
    assert record.quote == "Orð"


@pytest.mark.parametrize(
    ("line", "place"),
    [
        (
            "- Podkreślenie na stronie 12 | Pozycja 170-172 | Dodano: środa, 3 kwietnia 2019 20:40:13",
            "location 170-172",
        ),
        ("- تمييزك في صفحة 12 | الموقع 170-172 | تمت الإضافة في الأربعاء، 3 أبريل 2019", "location 170-172"),
        ("- 12. sayfadaki vurgunuz | Eklenme Tarihi: 3 Nisan 2019", ""),
    ],
)
def test_a_file_in_an_unknown_language_is_known_by_its_shape(line: str, place: str) -> None:
    raw = f"A book (Doe, Jane)\n{line}\n\nWords\n==========\n"
    assert is_it(Foreign(raw))
    assert [(one.quote, one.location) for one in read(Foreign(raw)).records] == [("Words", place)]


@pytest.mark.parametrize(
    "text", ["Heading\n==========\n- 1 | 2\n\nText", "A\n- b\n==========\nC\n- d\n==========\n"]
)
def test_other_texts_with_such_a_line_are_none(text: str) -> None:
    assert not is_it(Foreign(text))


def test_thousands_of_one_book_take_no_time() -> None:
    entries = [(at("Highlight", f"{n * 3}-{n * 3 + 1}", n % 60), f"quote {n} of many") for n in range(4000)]
    entries += [(at("Note", f"{n * 3 + 1}", n % 60), f"note {n}") for n in range(4000)]
    records = clippings(*entries)
    assert len(records) == 4000
    assert all(
        record.note == record.quote.replace("quote", "note").removesuffix(" of many") for record in records
    )


def on_page(kind: str, page: str, minute: int, second: int = 0) -> str:
    return f"- Your {kind} on page {page} | Added on Saturday, 26 April 2025 9:{minute:02}:{second:02}"


def test_pages_are_numbers_and_the_last_resize_is_what_counts() -> None:
    (shrunk,) = clippings(
        (on_page("Highlight", "283-283", 16, 59), "Ida sat quite downcast at the place of the clerk and watched them"),
        (on_page("Note", "283", 17, 15), "downcast"),
        (on_page("Highlight", "283-283", 17, 20), "Ida sat quite downcast"),
    )  # fmt: skip
    assert (shrunk.quote, shrunk.note, shrunk.merged) == ("Ida sat quite downcast", "downcast", 2)
    (within,) = clippings(
        (on_page("Highlight", "9-11", 1), "over three pages"), (on_page("Note", "10", 2), "so")
    )
    assert (within.quote, within.note) == ("over three pages", "so")
    (preface,) = clippings(
        (on_page("Highlight", "xii", 1), "in the preface"), (on_page("Note", "XII", 2), "why")
    )
    assert preface.note == "why"
    assert len(clippings((on_page("Highlight", "12", 1), "one"), (on_page("Note", "121", 2), "far"))) == 2


def test_a_note_stands_where_a_resized_highlight_ended_then_or_ends_now() -> None:
    for kind, first, then, last, end in (
        (on_page, "50-57", "57", "50-60", "60"),
        (at, "50-57", "57", "50-60", "60"),
        (at, "50-60", "60", "50-57", "57"),
    ):
        (record,) = clippings(
            (kind("Highlight", first, 1), "She hears a quarter of a hertz"), (kind("Note", then, 2), "before"),
            (kind("Highlight", last, 30), "She hears a quarter of a hertz, and files"), (kind("Note", end, 55), "after"),
        )  # fmt: skip
        assert record.note == "before\n\nafter"


def test_the_earlier_of_two_stays_behind_in_whatever_order_a_joined_file_has_them() -> None:
    (record,) = clippings(
        (at("Highlight", "10-11", 5), "She hears a quarter"),
        (at("Highlight", "10-12", 2), "She hears a quarter of a hertz"),
    )
    assert record.quote == "She hears a quarter"


def test_a_word_marked_on_a_page_is_not_lost_to_a_sentence_that_is_marked_there_later() -> None:
    records = clippings(
        (on_page("Highlight", "30", 5), "peace"),
        (on_page("Highlight", "30", 6), "There will be no peace in the harbour this year."),
    )
    assert [record.quote for record in records] == [
        "peace",
        "There will be no peace in the harbour this year.",
    ]
    (grown,) = clippings(
        (on_page("Highlight", "30", 5, 1), "peace"), (on_page("Highlight", "30", 5, 9), "no peace in the harbour")
    )  # fmt: skip
    assert grown.quote == "no peace in the harbour"


def seconds(entries: list[tuple[str, str]]) -> float:
    since = time.process_time()
    clippings(*entries)
    return time.process_time() - since


def test_many_on_one_page_or_at_no_place_take_no_time() -> None:
    same = "one two three four five six seven " * 4
    one_page = [(on_page("Highlight", "5", n % 60), f"{n} {same}{n * 7919} {same}") for n in range(400)]
    assert seconds(one_page) < 4
    nowhere = [("- Your Highlight | Added on Saturday, 26 April 2025", f"{n} {'ab' * 900}{n}") for n in range(400)]  # fmt: skip
    assert seconds(nowhere) < 8
    notes = [(on_page("Note", "5", n % 60), f"note {n} of many") for n in range(3000)]
    assert seconds([(on_page("Highlight", "5", 1), "words"), *notes]) < 4


@pytest.mark.parametrize("run", [" " * 30_000, "1" * 30_000, "page 1 " * 5000, "location" + " " * 30_000])
def test_a_line_of_blanks_or_digits_takes_no_time(run: str) -> None:
    line = f"- Your Highlight on page {run}x | Location {run}x | Added on {run}x"
    assert seconds([(line, "words")]) < 1


def test_line_ends_that_were_converted_once_too_often(tmp_path: Path) -> None:
    path = tmp_path / "My Clippings.txt"
    path.write_bytes(SAMPLE.replace("\n", "\r\r\n").encode())
    assert [(one.quote, one.note) for one in read_notes(path)[1].records] == [
        ("Nobody was ready, he said.", "Who said so?")
    ]
