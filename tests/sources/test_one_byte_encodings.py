"""Texts of many languages in the encodings that they were written in, whole and short; the words are from the
Universal Declaration of Human Rights, Article 1."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.sources.decoding import decode
from annotations.sources.one_byte_encodings import one_byte_encoding

TEXTS = {
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués de raison et de conscience. Ça va, où est-il ?",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia. ¿Cuándo llegará el niño?",
    "pt": "Dotados de razão e de consciência, devem agir uns para com os outros em espírito de fraternidade. As eleições serão amanhã.",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti. Perché è così?",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter. De har utrustats med förnuft och samvete.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder. De bør handle mod hverandre i en broderskabets ånd.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan. Heille on annettu järki ja omatunto.",
    "is": "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum. Menn eru gæddir vitsmunum og samvizku.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw. Są oni obdarzeni rozumem. Źródło, żółć.",
    "cs": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv. Jsou nadáni rozumem a svědomím. Příliš žluťoučký kůň.",
    "sk": "Všetci ľudia sa rodia slobodní a sebe rovní, čo sa týka ich dôstojnosti a práv. Sú obdarení rozumom.",
    "hu": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van. Az emberek, ésszel és lelkiismerettel bírván. Őszi eső, fűtött műhely.",
    "ro": "Toate fiinţele umane se nasc libere şi egale în demnitate şi în drepturi. Ele sunt înzestrate cu raţiune şi conştiinţă.",
    "hr": "Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima. Ona su obdarena razumom i sviješću i trebaju. Češće žele.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. Akıl ve vicdana sahiptirler. İstanbul'da ışık.",
    "lt": "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis. Jiems suteiktas protas ir sąžinė.",
    "lv": "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās. Viņi ir apveltīti ar saprātu un sirdsapziņu.",
    "et": "Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt. Neile on antud mõistus ja südametunnistus.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах. Они наделены разумом и совестью.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах. Вони наділені розумом і совістю.",
    "bg": "Всички хора се раждат свободни и равни по достойнство и права. Те са надарени с разум и съвест.",
    "sr": "Сва људска бића рађају се слободна и једнака у достојанству и правима. Она су обдарена разумом и свешћу.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα. Είναι προικισμένοι με λογική.",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם. כולם חוננו בתבונה ובמצפון.",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ ต่างมีเหตุผลและมโนธรรม",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق. وقد وهبوا عقلا وضميرا.",
}
_WEST, _CENTRAL, _CYRILLIC = (
    ("cp1252", "latin-1"),
    ("cp1250", "iso8859-2"),
    ("cp1251", "koi8-r", "iso8859-5", "cp866"),
)
ENCODINGS = {
    **dict.fromkeys(("de", "fr", "es", "pt", "it", "sv", "da", "fi", "is"), _WEST), **dict.fromkeys(("pl", "cs", "sk", "hu", "ro", "hr"), _CENTRAL),
    "tr": ("cp1254",), "lt": ("cp1257",), "lv": ("cp1257",), "et": ("cp1257", "cp1252"), "ru": _CYRILLIC, "uk": ("cp1251", "koi8-u"),
    "bg": _CYRILLIC, "sr": ("cp1251", "iso8859-5"), "el": ("cp1253", "iso8859-7"), "he": ("cp1255", "iso8859-8"), "ar": ("cp1256", "iso8859-6"), "th": ("cp874",),
}  # fmt: skip
_WRITTEN = [(language, name) for language, names in ENCODINGS.items() for name in names]
FEW = {"ro": 4, "hr": 7, "lv": 4}
"""Up to so many letters beyond ASCII these could be other languages'."""


@pytest.mark.parametrize(("language", "encoding"), _WRITTEN)
@pytest.mark.parametrize("chars", [None, 80, 40, 24])
def test_languages(language: str, encoding: str, chars: int | None) -> None:
    text = TEXTS[language][:chars].strip()
    raw = text.encode(encoding)
    letters = sum(byte >= 0x80 for byte in raw)
    if letters >= FEW.get(language, 1):
        assert decode(raw) == text


@pytest.mark.parametrize(("language", "encoding"), _WRITTEN)
def test_long_texts_with_an_english_beginning(language: str, encoding: str) -> None:
    text = "An English preface, which says nothing. " * 2_000 + "\n\n" + f"{TEXTS[language]}\n\n" * 20
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("words", "encoding"),
    [
        ("Το πρωί", "cp1253"), ("¿Dónde", "cp1252"), ("¡Qué", "cp1252"), ("Łódź jest", "iso8859-2"), ("żaba", "cp1250"), ("Müller", "cp850"), ("ตอนเช้า", "cp874"),
        ("Für Öl", "cp1252"), ("ÉTÉ", "cp1252"), ("L’Été", "cp1252"), ("ÅÄÖ", "cp1252"), ("Вася", "cp1251"),
    ],
)  # fmt: skip
def test_a_word_or_two_within_english(words: str, encoding: str) -> None:
    text = f"The sign says {words}, and the clerk wrote that down."
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"caf\xe9", "café"), (b"\x80 9.50", "€ 9.50"), (b"don\x92t \x96 he said \x93no\x94", "don’t – he said “no”"), (b"10 \xb0C", "10 °C"),
        (b"a word\x97another", "a word—another"), (b"\xa9 2020", "© 2020"), (b"soup\xe7on na\xefve", "soupçon naïve"),
        (b"abc \xff\xfe def", "abc \ufffd\ufffd def"), (b"\x81\x8d\x8f", "\ufffd\ufffd\ufffd"),
    ],
)  # fmt: skip
def test_a_few_bytes(raw: bytes, text: str) -> None:
    assert decode(raw) == text


@given(st.binary(max_size=40))
def test_no_byte_is_lost(raw: bytes) -> None:
    """One character a byte, whatever it is: what has no meaning is U+FFFD."""
    name = one_byte_encoding(raw)
    if name is not None:
        assert len(raw.decode(name, "replace")) == len(raw)


@pytest.mark.parametrize(
    ("language", "words", "encoding"),
    [
        ("tr_TR", "Erdoğan", "cp1254"), ("tr_TR", "Kadıköy", "cp1254"), ("tr_TR", "naïve", "cp1252"), ("cs_CZ", "Plzeň", "cp1250"), ("hu_HU", "Győr", "cp1250"),
        ("lt_LT", "Klaipėda", "cp1257"), ("en_GB", "Guðrún", "cp1252"), ("de_DE", "Škoda", "iso8859_2"), ("en_GB", "©Reuters", "cp1252"),
    ],
)  # fmt: skip
def test_what_two_encodings_tell_as_well_is_in_that_of_the_users_language(
    language: str, words: str, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getlocale", lambda *_: (language, "UTF-8"))
    text = f"The sign says {words}, and the clerk wrote that down."
    assert decode(text.encode(encoding)) == text
