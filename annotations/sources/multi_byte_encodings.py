"""Which encoding a Chinese, Japanese or Korean text is in: the one whose letters make sense together.

Bytes of one of these are valid in the others too, so that it must be asked what is read: kana in every Japanese sentence, the
few hundred syllables and characters that make up most of a Korean or Chinese one, and hardly any that schools don't teach.
"""

from collections.abc import Callable, Mapping
from math import sqrt
from types import MappingProxyType
from typing import Final

_SAMPLE_BYTES: Final = 1 << 13
_FEWEST: Final = 3
_LEAST, _LEAST_OF_FEW = 0.4, 0.6
"""What a letter must be worth on average, and more where there are few; of texts that are read wrongly it is 0.3 or less."""
_LEAST_KANA: Final = 0.15
"""Share of kana in Japanese; in names and titles there may be none, and then it is a guess that nobody can make."""
_COMMON_SIMPLIFIED: Final = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成事只作当想看文无"
    "开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业"
    "最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张"
    "活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请"
    "交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空"
    "甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟"
    "谁校读志飞观争究包组造落视济喜离虽坏宝编码港"
)
_COMMON_TRADITIONAL: Final = frozenset(
    "這國來個說們為時會過對學後裡麼發無開經頭長動兩樣現將與進實點種聲話兒問機給幾業間電門東關內軍產萬體別處總場師書員報馬張難數車應題統請愛讓認論義"
    "術結連遠資隊帶條變聯權領傳紅決達辦運強區轉眾輕語滿寫識極黃臉錢黨設雙歷廣議際則單據導網專誰讀飛觀爭組視濟離雖壞寶還沒從當於著樂氣華灣價記見親"
    "麗龍鄉讀陽鐵歲舊號園圖寧寫層屬幫彈戲戰擊擔擇據擴攝暫曆橋歐歡歸殺測湯準溫滅滿漢潔燈營獨獎畢異療盡監確礎穩競筆節範築簡糧紀約級純紙細終給絕綠維"
) | frozenset(
    "的一是不了在人有我他中大上到子和你地出道也年得就那要下以生自去之家可她小心多天而能好都然日起成事只作想看文手十用主行方又如前所本面公同三已老知民分外但"
    "身些高意把法此回二理美月明其全工己者向情部正名定女力等很最新什打便位因重被走四第相次政海口使教西再平真世信北少加化由卻代入先山五太水市眼才比住九性通"
    "目立命活神件安表原白路期叫死常提感金何更反合放做系或司利受光王果界及今京制解各任至清物台象邊共接它許八特望直服林建南度色字交算百吃科怎元社六功指思非流"
)
_COMMON_SYLLABLES: Final = frozenset(
    "이다는에의가을하고은지들로한를도서기리사나대자시일어해인그게과정아수만라보전부동제장상주성구면국원비스여소공중조신있으것적경유미우년니였했습까요될된않"
    "없말때오더안할당음세무민생모선군교문실방관계양위차용회학출연및현각점내외물산간업력명치체초통번금입결반발직단개려화항구침늘아배들평보소간찍떠났울외변협계속될라"
)


_NEUTRAL: Final = frozenset(
    "\u3000、。，．・：；？！（）［］｛｝〈〉《》「」『』【】〔〕“”‘’…—～·％０１２３４５６７８９\xa0"
)


def multi_byte_encoding(sample: bytes) -> str | None:
    """The encoding of a text that is not UTF-8; None: none of those that have two bytes a letter, or nobody can tell.

    Args:
        sample: begins with a line.
    """
    sample = sample[:_SAMPLE_BYTES]
    worths = {name: _worth_in(sample, name, worth) for name, worth in _ENCODINGS.items()}
    best = max(worths, key=lambda name: worths[name])  # of equals the first
    return best if worths[best] > 0 else None


def makes_sense(text: str) -> bool:
    """Whether what is beyond ASCII in a text is Chinese, Japanese or Korean as it is written."""
    return any(_worth_of(text[:_SAMPLE_BYTES], worth) > 0 for worth in _ENCODINGS.values())


def _worth_in(sample: bytes, name: str, worth: Callable[[str], float]) -> float:
    """By how much the letters are worth more than chance would have it, as they are read in an encoding."""
    return _worth_of(_decoded(sample, name), worth)


def _worth_of(text: str, worth: Callable[[str], float]) -> float:
    odd = [char for char in text if char >= "\x80" and char not in _NEUTRAL]
    if len(odd) < _FEWEST:
        return -1.0
    if worth is _japanese and sum("\u3041" <= char <= "\u30fe" for char in odd) < _LEAST_KANA * len(odd):
        return -1.0
    return sum(map(worth, odd)) / len(odd) - _LEAST - _LEAST_OF_FEW / sqrt(len(odd))


def _decoded(sample: bytes, name: str) -> str:
    """The text; nothing where a byte is wrong. The last letter may be cut."""
    try:
        return sample.decode(name)
    except UnicodeDecodeError as error:
        return sample[: error.start].decode(name) if error.start >= len(sample) - 3 else ""


def _japanese(char: str) -> float:
    if "\u3041" <= char <= "\u30fe":
        return 1.5 if char <= "\u3096" else 0.7
    return _by_first_byte(char, "euc_jp", 0xB0, 0xCF, 0.5)


def _common(
    common: frozenset[str], standard: str, first: int, last: int, taught: float
) -> Callable[[str], float]:
    return lambda char: 1.0 if char in common else _by_first_byte(char, standard, first, last, taught)


def _by_first_byte(char: str, standard: str, first: int, last: int, taught: float) -> float:
    """The standards have what schools teach in their first rows, and rare characters behind; signs speak against a text."""
    if not char.isalpha() or char < "\u3200":
        return -1.0
    try:
        row = char.encode(standard)[0]
    except UnicodeEncodeError:
        return -0.5
    return taught if first <= row <= last else -0.2


_ENCODINGS: Final[Mapping[str, Callable[[str], float]]] = MappingProxyType(
    {
        "gb18030": _common(_COMMON_SIMPLIFIED, "gb2312", 0xB0, 0xD7, 0.3),
        "euc_jp": _japanese,
        "cp932": _japanese,
        "cp949": _common(_COMMON_SYLLABLES, "euc_kr", 0xB0, 0xC8, 0.2),
        "big5": _common(_COMMON_TRADITIONAL, "big5", 0xA4, 0xC6, 0.3),
    }
)
