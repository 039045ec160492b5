"""Numbers that name rather than count: product names, list and figure numbers, codes, phone numbers, URLs."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.measures import Measure, find_noun
from pipeline.extract.quantities.numerals import Numeral

_MASK = re.compile(r"(?:https?://|www\.)[!-~]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.]{1,64}", re.ASCII)
_ALNUM = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*+")
_FIGURE = re.compile(
    r"(?:(?<![地企版意试截视制])图|图表|(?<![代发外手钟仪电])表|附件|公式|附录|附图|注|方案|案例|示例|步骤|章节|版本|编号|代码|尾号|邮编|电话|热线|手机号|QQ|微信|No\.?|v|V|ver|第)\s?[:：]?\s?[(（]?$"
)
_GLUED_YEAR = re.compile(r"(?<=\d)(?:19|20)\d\d$", re.ASCII)
_LIST_ITEM = re.compile(r"\s?(?:[.、)）](?!\d)|[:：])")
_LATIN_BEFORE = re.compile(r"[A-Za-z]['’+]? $")
_RESOLUTION = re.compile(
    r"\s?(?:超?高?清|视频|屏|分辨率|电视|画质|显示|蓝光|修复|投影|摄像|直播|花园|随机|内容|画面|录制|拍摄|电影|片源|/8K)"
)
# What a text counts by millions and billions with a Latin suffix.
_MASSES = frozenset(
    [
        "parameter",
        "token",
        "sample",
        "user",
        "person",
        "download",
        "view",
        "image",
        "word",
        "transistor",
        "call",
        "share",
    ]
)
_NAME_BEFORE = re.compile(r"([一-鿿]{2}) ?$")
_PAGE = 6000  # characters around a name in which it may occur again
_RATE_NAME = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2,5} $")
_POINTED = frozenset(("这", "那", "哪", "某", "前", "后", "另", "其", "头", "此"))
_FIRST = re.compile(r"(?<![之以目日此提空史当])前$")  # 前 30 名, 前 10 个月, but 前 18 天内
_SPANS = frozenset(("day", "h", "min", "s", "week", "percent", "times", "m", "km"))
_CODE_CONTEXT = re.compile(r"[(（]\s?$")


def masked_spans(text: str) -> list[tuple[int, int]]:
    """Spans of URLs and e-mail addresses, whose digits are no numbers."""
    if "://" not in text and "www." not in text and "@" not in text:
        return []
    return [match.span() for match in _MASK.finditer(text)]


def name_end(text: str, start: int) -> int:
    """Where the alphanumeric name around the digit at ``start`` ends (H800, GPT-4, Pass@1), 0 if it is no name."""
    previous = text[start - 1] if start else " "
    if (previous.isascii() and previous.isalpha()) or previous in "_#@":
        if _unit_glued(text, start):
            return 0
        found = _ALNUM.match(text, start)
        return _before_year(text, found) if found else start + 1
    before = text[start - 2] if start > 1 else " "
    if previous in "-–." and before.isascii() and before.isalpha():
        found = _ALNUM.match(text, start)
        return found.end() if found else start + 1
    if previous == "-" and "一" <= before <= "鿿":
        return _dashed_name(text, start)
    return 0


def _before_year(text: str, found: re.Match[str]) -> int:
    """Where the code ends: T8002023 年 is T800, and a year written without a space."""
    glued = _GLUED_YEAR.search(found.group()) if text.startswith("年", found.end()) else None
    return found.start() + glued.start() if glued is not None else found.end()


def _unit_glued(text: str, start: int) -> bool:
    """USD5, RMB300: a currency code before the digits is no name."""
    return (
        text[max(0, start - 3) : start] in ("USD", "RMB", "CNY", "HKD", "EUR")
        and not text[start - 4 : start - 3].isalpha()
    )


def _dashed_name(text: str, start: int) -> int:
    """沧浪-3 is a name, 为-3.2% is a negative share."""
    found = re.compile(r"[\d.]+ ?").match(text, start)
    end = found.end() if found else start + 1
    return 0 if text[end : end + 1] in ("%", "℃", "°", "个", "万", "亿", "元", "至") else end


def label_before(text: str, numeral: Numeral, measure: Measure | None) -> bool:
    """图 1, 表 2, 附件 3 and numbers that open a list item."""
    if numeral.written == "mixed":
        return False
    window = text[max(0, numeral.start - 6) : numeral.start]
    if _FIGURE.search(window) is not None:
        return measure is None or measure.kind == "label" or window.rstrip()[-1:] in ("图", "表")
    if measure is None and (not window or window[-1] in "\n(（") and numeral.low < 100:
        at_line = not window or window[-1] == "\n" or text[numeral.start - 2 : numeral.start - 1] in ("\n", "")
        return at_line and _LIST_ITEM.match(text, numeral.end) is not None
    return False


def is_article(text: str, numeral: Numeral, measure: Measure) -> bool:
    """一个, 这三家, 前 30 名: the number points at things and states nothing of them."""
    if numeral.lone and text[numeral.start] == "一" and not measure.add:
        return True
    at = numeral.start if text[numeral.start - 1 : numeral.start] != " " else numeral.start - 1
    if text[at - 1 : at] not in _POINTED:
        return False
    return numeral.lone or (measure.unit not in _SPANS and _FIRST.search(text, max(0, at - 2), at) is not None)


def financial_name(text: str, numeral: Numeral) -> bool:
    """伍克俭, 肆拾年代 after a letter: a financial numeral that no amount follows."""
    start = numeral.start
    if numeral.lone:
        return text[numeral.end : numeral.end + 1] not in ("元", "圆", "角", "分", "万", "亿")
    return text[start - 1 : start].isalpha() and text[start + 1] not in "拾佰仟十百千" and text[start] in "伍陆拾肆"


def names_thing(text: str, numeral: Numeral, measure: Measure) -> bool:
    """True where the number belongs to the name of a thing and what follows is no unit of it."""
    if numeral.suffix or text[measure.start : measure.end] in ("x", "X", "A"):
        return _suffix_name(text, numeral, measure)
    return bool(numeral.digits) and measure.kind == "count" and _recurs(text, numeral, measure)


def _recurs(text: str, numeral: Numeral, measure: Measure) -> bool:
    """含光 800 芯片 where the page says 含光 800 elsewhere without 芯片: chips are counted with a classifier."""
    if len(measure.noun) < 2 or measure.noun[0].isascii() or not 2 <= len(numeral.digits) <= 4:
        return False
    name = _NAME_BEFORE.search(text, max(0, numeral.start - 3), numeral.start)
    if name is None or text[numeral.end : measure.end].strip() != measure.noun:
        return False
    begin = max(0, numeral.start - _PAGE)
    page = text[begin : numeral.start + _PAGE]
    for again in re.finditer(rf"{name[1]} ?{numeral.digits}(?![\d,.])", page):
        if (
            begin + again.end() != numeral.end
            and find_noun(page, again.end() + page.startswith(" ", again.end())) is None
        ):
            return True
    return False


def _suffix_name(text: str, numeral: Numeral, measure: Measure) -> bool:
    """4K 视频, 3T 设备, 7B 模型, Mate 20X, Intel 18A: the Latin letter is no multiplier."""
    if not numeral.suffix:
        return _LATIN_BEFORE.search(text, max(0, numeral.start - 3), numeral.start) is not None
    if numeral.suffix == "K":
        return _RESOLUTION.match(text, numeral.end) is not None
    if numeral.suffix == "B" and measure.kind in ("duration", "money"):
        return True
    return numeral.suffix in ("B", "M", "T") and measure.kind == "count" and measure.unit not in _MASSES


def bare_label(text: str, numeral: Numeral) -> str:
    """Why a number without unit is a name or a code; empty where it may be a number."""
    start, end = numeral.start, numeral.end
    following = text[end : end + 1]
    if numeral.suffix == "K" and _RESOLUTION.match(text, end):
        return "name"
    if numeral.digits:
        if numeral.digits[0] == "0" and len(numeral.digits) > 1:
            return "name"
        if len(numeral.digits) >= 8 or _is_code(text, numeral):
            return "label"
    if following == "." and text[end + 1 : end + 2].isdigit():
        return "label"
    if following.isascii() and following.isalpha() and numeral.written == "arabic":
        return "name"  # but 7.8 万 IPS
    if _LATIN_BEFORE.search(text, max(0, start - 3), start) and not _states_rate(text, numeral):
        return "name"
    if text[start - 1 : start] in ("-", "/", ":", ".") and start > 1 and text[start - 2].isalnum():
        return "label"
    if following in (":", "：", "-") and text[end + 1 : end + 2].isdigit():
        return "label"
    return ""


def _states_rate(text: str, numeral: Numeral) -> bool:
    """HR 0.62, PUE 1.15, pH 7.4: a rate in capitals; USB 3.2 and Python 3.11 are versions."""
    fine = numeral.low < 1 or numeral.precision <= Decimal("0.01")
    if text.startswith("pH", max(0, numeral.start - 3)):
        return True
    return fine and _RATE_NAME.search(text, max(0, numeral.start - 7), numeral.start) is not None


def _is_code(text: str, numeral: Numeral) -> bool:
    if len(numeral.digits) != 6 and len(numeral.digits) != 5:
        return False
    return bool(_CODE_CONTEXT.search(text, max(0, numeral.start - 2), numeral.start)) or text.startswith(
        (".SH", ".SZ", ".HK", ".BJ"), numeral.end
    )
