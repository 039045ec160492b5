"""Views of the quantity reader in the shape of Recognizers-Text's Chinese specification, for the neutral scorer.

``extract(text, kind, reference)`` answers for one kind (number, percentage, numberrange, ordinal, currency, dimension,
temperature, age, date, daterange, duration, datetime). The grammar is that of ``pipeline.extract.quantities``; here are
only the conventions of that specification: which words count, end-inclusive spans, past and future readings of a date.
"""

from __future__ import annotations

import re
from decimal import Decimal

import recognizers_dates

from pipeline.extract.quantities.folding import fold_text
from pipeline.extract.quantities.lexicon import UNITS, word_around
from pipeline.extract.quantities.measures import find_unit
from pipeline.extract.quantities.numerals import read_numeral

KINDS = {
    "number", "percentage", "numberrange", "ordinal", "currency", "dimension", "temperature", "age",
    "date", "daterange", "duration", "datetime",
}  # fmt: skip

_START = re.compile(
    r"[0-9]|(?<![.\d])\.(?=\d)|[零〇一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿]|几(?=[十百千])"
)
_CN = "零〇一二三四五六七八九两十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
_URL = re.compile(r"https?://[!-~]+")
_AMBIGUOUS = "伍陆肆拾"


class Number:
    def __init__(self, start, end, value, more=False, percent=False):
        self.start, self.end, self.value, self.more, self.percent = start, end, value, more, percent

    def out(self):
        return {"start": self.start, "end": self.end - 1, "value": float(self.value), "unit": ""}


def _word(text, pos):
    """A word with a numeral in it that is no number; names of three and more characters stay numbers."""
    if text[pos] in _CN and text[pos - 1 : pos] == text[pos] and text[pos] in "两":
        return pos + 1
    if text[pos] == "两" and text[pos + 1 : pos + 2] == "两" and not text[pos + 2 : pos + 3]:
        return pos + 2
    found = word_around(text, pos)
    if found is None:
        return 0
    word = text[found[0] : found[1]]
    if all(char in _CN for char in word):
        return 0
    if text[pos] in _AMBIGUOUS or (len(word) == 2 and word[0] not in "千百万") or word in ("五角大楼",):
        return found[1] if found[1] - pos < 5 else 0
    return 0


def _simple(text, pos):
    numeral = read_numeral(text, pos)
    if numeral is None:
        return None
    if numeral.lone and text[pos] in "万亿百千":
        return None
    if numeral.lone and text[pos] in _AMBIGUOUS and len(text) > 1:
        return None
    return numeral


def _fraction(text, first):
    """B 分之 A, A 又 B 分之 C."""
    found = re.compile(r"\s*分\s*之\s*(负?)").match(text, first.end)
    if (
        found is None
        or found.end() >= len(text)
        or text[first.start : first.end].strip() in ("百", "千", "万", "百万", "万万", "十万")
    ):
        return None
    above = _simple(text, found.end())
    if above is None or not first.low:
        return None
    return above.end, above.low / first.low, bool(found[1])


def _slash(text, first):
    """1/2 and 1 3/5."""
    found = re.compile(r"(?:\s(\d{1,3}))?/(\d{1,4})(?![\d/])").match(text, first.end)
    if found is None or (not found[1] and not re.compile(r"/").match(text, first.end)):
        return None
    above, below = (Decimal(found[1]), Decimal(found[2])) if found[1] else (first.low, Decimal(found[2]))
    if not below:
        return None
    value = above / below + (first.low if found[1] else 0)
    return found.end(), value


def _power(text, first):
    found = re.compile(r"\^([+-]{0,2})(\d{1,3})").match(text, first.end)
    if found is None:
        return None
    exponent = int(found[2]) * (-1 if found[1].count("-") == 1 else 1)
    return found.end(), first.low**exponent


def numbers(text):
    """All numbers of a folded text."""
    found, pos = [], 0
    masks = [m.span() for m in _URL.finditer(text)]
    while (match := _START.search(text, pos)) is not None:
        start = match.start()
        pos = start + 1
        mask = next((end for low, end in masks if low <= start < end), 0)
        skip = mask or _word(text, start)
        if skip:
            pos = max(pos, skip)
            continue
        number = _number_at(text, start)
        if number is not None:
            found.append(number)
            pos = number.end
    return found


def _number_at(text, start):
    first = _simple(text, start)
    if first is None or (
        first.end - first.start == 1
        and text[start] in _AMBIGUOUS
        and first.end < len(text)
        and "一" <= text[first.end] <= "鿿"
    ):
        return None
    end, value, more = (
        first.end,
        first.low,
        first.more or (first.high is not None and "几" in text[first.start : first.end]),
    )
    end, value, negative = _longer_form(text, first, end, value)
    if text.startswith("打", end) and text[end + 1 : end + 2] not in ("折", "算", "造", "开") and end == first.end:
        end, value = end + 1, value * 12
    begin = start
    if start and (
        text[start - 1] == "负" or (text[start - 1] == "-" and (start == 1 or not text[start - 2].isalnum()))
    ):
        begin, value = start - 1, -value
    if negative:
        value = -value
    if first.lone and text[start] in "一两" and re.compile("[美欧日]").match(text, first.end):
        return None
    return Number(begin, end, value, more)


# ------------------------------------------------------------------ percentages

_DENOMINATORS = {"百": 1, "佰": 1, "千": 10, "万": 100, "百万": 10**4, "万万": 10**6, "十万": 1000}
_OF = re.compile(r"(?<![一二三四五六七八九十百千万亿])(百万|万万|十万|[百佰千万])分之(负?)")


def _longer_form(text, first, end, value):
    """1/3, 10^6, 三分之一 and 一又三分之一, which begin with a simple number."""
    extra = _slash(text, first) or _power(text, first)
    end, value = extra or (end, value)
    fraction = _fraction(text, first)
    if fraction is not None:
        return fraction
    both = re.compile(r"\s*又\s*").match(text, first.end)
    second = _simple(text, both.end()) if both is not None and both.end() < len(text) else None
    part = _fraction(text, second) if second is not None else None
    return (part[0], first.low + part[1], False) if part is not None else (end, value, False)


def _compact(text):
    """The text without spaces next to Chinese characters or digits, and the offsets of what is left."""
    kept = [i for i, c in enumerate(text) if c != " "]
    return "".join(text[i] for i in kept), kept


def percentages(text):
    squeezed, places = _compact(text)
    masks = [m.span() for m in _URL.finditer(squeezed)]
    out, pos = [], 0
    while pos < len(squeezed):
        mask = next((end for low, end in masks if low <= pos < end), 0)
        hit = None if mask else _percent_at(squeezed, pos)
        if hit is None:
            pos = mask or pos + 1
            continue
        start, end, value = hit
        out.append({"start": places[start], "end": places[end - 1], "value": float(value), "unit": "%"})
        pos = end
    return out


def _percent_at(text, pos):
    of = _OF.match(text, pos)
    if of is not None and of.end() < len(text):
        above = read_numeral(text, of.end())
        if above is not None:
            value = above.low / _DENOMINATORS[of[1]]
            return pos, above.end, -value if of[2] else value
    if text.startswith("对折", pos):
        return (pos, pos + 2, Decimal(50)) if text[pos - 1 : pos] == "打" and pos else None
    if text.startswith("半成", pos):
        return pos, pos + 2, Decimal(5)
    if _START.match(text, pos) is None or (pos and text[pos - 1] in _CN and text[pos] in _CN):
        return None
    numeral = read_numeral(text, pos)
    if numeral is None or (numeral.high is not None and "成" not in text):
        return None
    return _percent_after(text, pos, numeral)


def _percent_after(text, pos, numeral):
    begin, value = pos, numeral.low
    if pos and (text[pos - 1] == "负" or (text[pos - 1] == "-" and not text[pos - 2 : pos - 1].isalnum())):
        begin, value = pos - 1, -value
    unit = re.compile(r"%|个?百分点").match(text, numeral.end)
    if unit is not None:
        return begin, unit.end(), value
    share = re.compile(r"成([一二三四五六七八九半])?").match(text, numeral.end)
    if share is not None:
        digit = "一二三四五六七八九".find(share[1]) + 1 if share[1] and share[1] != "半" else 5 if share[1] else 0
        return begin, share.end(), value * 10 + digit
    if text.startswith("折", numeral.end) and text[numeral.end + 1 : numeral.end + 2] not in ("叠", "射"):
        if numeral.digits and len(numeral.digits) == 2:
            return begin, numeral.end + 1, Decimal(numeral.digits)
        return (
            None
            if value >= 10 and numeral.written == "chinese"
            else (begin, numeral.end + 1, value * 10 if value < 10 else value)
        )
    return None


# ------------------------------------------------------------------ ranges of numbers

_LOW_CLOSED = (
    "大于或者等于|大于或等于|大于等于|不小于|不少于|不低于|不短于|至少有|至少|最少有|最少|"
    "起码有|起码|高于或等于|高于等于|多于或等于|≥|> ?=|>="
)
_LOW_OPEN = "大于|多于|超过了|超过|高于|超出|长于|大過|过|逾|>"
_HIGH_CLOSED = (
    "小于或者等于|小于或等于|小于等于|不大于|不多于|不超过|不高于|至多有|至多|最多有|最多|"
    "低于或等于|少于或等于|≤|< ?=|<="
)
_HIGH_OPEN = "小于|少于|低于|不足|不到|短于|<"
_EQUAL = "等于|＝|="
_BEFORE = [
    (re.compile(f"(?:{words})(?: ?是)? ?$"), side, closed)
    for words, side, closed in (
        (_LOW_CLOSED, "low", True),
        (_HIGH_CLOSED, "high", True),
        (_LOW_OPEN, "low", False),
        (_HIGH_OPEN, "high", False),
        (_EQUAL, "both", True),
    )
]
_AFTER = [
    (re.compile(words), side, closed)
    for words, side, closed in (
        (r" ?(?:及以上|或以上|及其以上|或更多|或者更多)", "low", True),
        (r" ?(?:及以下|或以下|及其以下|以内|或更少|或者更少)", "high", True),
        (r" ?(?:以上|之上)", "low", False),
        (r" ?(?:以下|之下)", "high", False),
    )
]
_THAN = re.compile(r"比 ?$")
_THAN_AFTER = re.compile(r" ?(?:还|要|更)?([大多高长重]|[小少低短轻])")
_GAP = re.compile(r"\s?(?:~|-|–|—|——|到|至|和|与|跟)\s?")
_JOIN = re.compile(r"(?:，|,|的同时|的同时也|同时|并且|并|且|而且|但|但是|、|\s)*")


def number_ranges(text):
    found = [
        Number(n.start - 3, n.end, n.value, n.more) if text[max(0, n.start - 3) : n.start] == "百分之" else n
        for n in numbers(text)
    ]
    found = [Number(n.start - (text[n.start - 1 : n.start] == "第"), n.end, n.value, n.more) for n in found]
    out, at = [], 0
    while at < len(found):
        pair = _between(text, found, at)
        if pair is not None:
            out.append(pair)
            at += 2
            continue
        single = _bounded(text, found[at])
        if single is not None:
            _join(text, out, single)
        at += 1
    return [{"start": s, "end": e - 1, "value": (low, high, bounds), "unit": ""} for s, e, low, high, bounds in out]


def _between(text, found, at):
    if at + 1 >= len(found):
        return None
    a, b = found[at], found[at + 1]
    gap = _GAP.fullmatch(text, a.end, b.start)
    start, end = a.start, b.end
    if gap is None:
        if text[b.start] != "-" or text[a.end : b.start].strip():
            return None
        b = Number(b.start + 1, b.end, -b.value)
    word = text[a.end : b.start].strip()
    after = re.compile(r"\s?之间|\s?间").match(text, end)
    if word in ("和", "与", "跟") and after is None:
        return None
    if (text[:start].endswith("在") and after is not None) or text[:start].endswith("从"):
        start -= 1
    if after is not None:
        end = after.end()
    if a.value >= b.value:
        return None
    return start, end, float(a.value), float(b.value), "[)"


def _bounded(text, number):
    value = float(number.value)
    for pattern, side, closed in _BEFORE:
        match = pattern.search(text, max(0, number.start - 8), number.start)
        if match is not None:
            return (match.start(), number.end, *_sides(side, value, closed=closed))
    for pattern, side, closed in _AFTER:
        match = pattern.match(text, number.end)
        if match is not None:
            return (number.start, match.end(), *_sides(side, value, closed=closed))
    if _THAN.search(text, 0, number.start) is not None and (match := _THAN_AFTER.match(text, number.end)):
        side = "low" if match[1] in "大多高长重" else "high"
        return (_THAN.search(text, 0, number.start).start(), match.end(), *_sides(side, value, closed=False))
    if number.more:
        return (number.start, number.end, value, None, "()")
    return None


def _sides(side, value, *, closed):
    if side == "both":
        return value, value, "[]"
    if side == "low":
        return value, None, "[)" if closed else "()"
    return None, value, "(]" if closed else "()"


def _join(text, out, single):
    """大于 A 小于 B is one range where A < B."""
    if out:
        start, end, low, high, bounds = out[-1]
        s, e, l2, h2, b2 = single
        if _JOIN.fullmatch(text, end, s):
            if low is not None and high is None and h2 is not None and l2 is None and low < h2:
                out[-1] = (start, e, low, h2, bounds[0] + b2[1])
                return
            if high is not None and low is None and l2 is not None and h2 is None and l2 < high:
                out[-1] = (start, e, l2, high, b2[0] + bounds[1])
                return
    out.append(single)


def ordinals(text):
    out = []
    for match in re.finditer(r"第\s?(?=\S)", text):
        numeral = read_numeral(text, match.end())
        if numeral is not None:
            out.append({"start": match.start(), "end": numeral.end - 1, "value": float(numeral.low), "unit": ""})
    return out


# ------------------------------------------------------------------ numbers with units

_PREFIX_MONEY = re.compile(r"(US\$|HK\$|NT\$|[$¥￥€£]|人民币|RMB|CNY|USD|EUR|HKD|港币|美元)\s*$")
_PREFIX_NAMES = {"人民币": "CNY", "RMB": "CNY", "￥": "¥", "港币": "HKD", "美元": "USD"}
_BARE_MONEY = re.compile(
    "|".join(
        sorted(
            (
                s
                for s, u in UNITS.items()
                if u.kind == "money" and len(s) > 1 and not s.isascii() and s not in ("块钱",)
            ),
            key=len,
            reverse=True,
        )
    )
)
_SUB_MONEY = [
    (re.compile(r"(?:又|零)?\s*(?:角|毛)(?:钱)?"), Decimal("0.1")),
    (re.compile(r"(?:又|零)?\s*(?:分(?:钱)?|美分|日本銭|日本钱|欧分|港分|便士|戈比)"), Decimal("0.01")),
]


def _sub_units(text, end, value):
    """6角三分, 三美分 after an amount."""
    for _ in range(2):
        pos = end + (text.startswith("又", end) or text.startswith("零", end))
        numeral = read_numeral(text, pos) if pos < len(text) else None
        if numeral is None:
            break
        for pattern, factor in _SUB_MONEY:
            match = pattern.match(text, numeral.end)
            if match is not None:
                value += numeral.low * factor
                end = match.end()
                break
        else:
            break
    return end, value


def currencies(text):
    out, taken = [], []
    for n in numbers_for_units(text):
        prefix = _PREFIX_MONEY.search(text, max(0, n.start - 6), n.start)
        pos = n.end + len(text[n.end :]) - len(text[n.end :].lstrip(" ")) if n.end < len(text) else n.end
        unit = find_unit(text, pos) or (("块", UNITS["块钱"]) if text.startswith("块", pos) else None)
        if text.startswith("个比特币", pos):
            unit = ("个比特币", UNITS["比特币"])
        start, end, value = n.start, n.end, n.value
        if unit is not None and unit[1].kind == "money":
            name, end = unit[1].name, pos + len(unit[0])
            end, value = _sub_units(text, end, value)
            if prefix is not None and name == "CNY" and prefix[1] in ("人民币", "RMB", "CNY"):
                start = prefix.start()
        elif prefix is not None and (not taken or taken[-1][1] <= prefix.start()):
            name, start = _PREFIX_NAMES.get(prefix[1], prefix[1]), prefix.start()
        else:
            continue
        taken.append((start, end))
        out.append({"start": start, "end": end - 1, "value": float(value), "unit": name})
    for match in _BARE_MONEY.finditer(text):
        if all(match.end() <= a or match.start() >= b for a, b in taken):
            out.append(
                {"start": match.start(), "end": match.end() - 1, "value": None, "unit": UNITS[match.group()].name}
            )
    return sorted(out, key=lambda o: o["start"])


def numbers_for_units(text):
    """Numbers before units: a lone character counts too, but no word such as 五角大楼."""
    found = {n.start: n for n in numbers(text)}
    for match in _START.finditer(text):
        start = match.start()
        if (
            (not start or text[start - 1] not in _CN)
            and all(not n.start <= start < n.end for n in found.values())
            and word_around(text, start) is None
        ):
            numeral = read_numeral(text, start)
            if numeral is not None and not (numeral.lone and text[start] in "万亿百千" + _AMBIGUOUS):
                found[start] = Number(start, numeral.end, numeral.low)
    return [found[start] for start in sorted(found)]


_DIMENSIONS = {
    "area",
    "mass",
    "length",
    "bits",
    "bytes",
    "frequency",
    "power",
    "energy",
    "volume",
    "speed",
    "data_rate",
    "pressure",
}
_BIT = re.compile(r"位(?![于置居数])")


def dimensions(text):
    out = []
    for n in numbers_for_units(text):
        pos = n.end + text.startswith(" ", n.end)
        unit = find_unit(text, pos)
        if unit is not None and unit[1].dimension in _DIMENSIONS and unit[0] not in ("pm", "度电"):
            end, value = pos + len(unit[0]), n.value
            if text.startswith("半", end):
                end, value = end + 1, value + Decimal("0.5")
            name = unit[1].name
        elif _BIT.match(text, pos) and ("存储" in text or "比特" in text or "字节" in text):
            end, value, name = pos + 1, n.value, "bit"
        else:
            continue
        out.append({"start": n.start, "end": end - 1, "value": float(value), "unit": name})
    return out


_DEGREE = re.compile(
    r"\s?(摄氏度|华氏度|摄氏|华氏|°\s?C|°\s?F|°\s?c|°\s?f|℃|℉|度C|度F|C(?![A-Za-z])|F(?![A-Za-z])|K(?![A-Za-z])|开尔文|开氏度|度|°)"
)
_DEGREE_BEFORE = re.compile(r"(摄氏温度|华氏温度|摄氏|华氏|零下)\s?(零下)?\s?$")
_DEGREE_BARE = re.compile(r"摄氏度|华氏度|摄氏温度|华氏温度|开尔文|℃|℉")


def temperatures(text):
    out, taken = [], []
    for n in numbers_for_units(text):
        unit = _DEGREE.match(text, n.end)
        if unit is None:
            continue
        name = unit[1].replace(" ", "").upper().replace("度C", "C").replace("度F", "F").lstrip("°") or "degree"
        before = _DEGREE_BEFORE.search(text, max(0, n.start - 7), n.start)
        start, value = n.start, n.value
        if before is not None:
            start = before.start()
            name = "摄氏度" if "摄氏" in before.group() else "华氏度" if "华氏" in before.group() else name
            value = -abs(value) if "零下" in before.group() else value
        name = {"度": "degree"}.get(name, name)
        taken.append((start, unit.end()))
        out.append({"start": start, "end": unit.end() - 1, "value": float(value), "unit": name})
    for match in _DEGREE_BARE.finditer(text):
        if all(match.end() <= a or match.start() >= b for a, b in taken):
            out.append(
                {
                    "start": match.start(),
                    "end": match.end() - 1,
                    "value": None,
                    "unit": match.group().replace("温度", "度"),
                }
            )
    return sorted(out, key=lambda o: o["start"])


_AGE = re.compile(r"\s?(周岁|岁半|岁|个半月大|个月大|个月龄|个星期大|个礼拜大|星期大|周大|天大|日龄|周龄|月龄|年大)")


def ages(text):
    out = []
    for n in numbers_for_units(text):
        match = _AGE.match(text, n.end)
        if match is not None:
            word = match[1]
            name = (
                "Year"
                if "岁" in word or "年" in word
                else "Month"
                if "月" in word
                else "Week"
                if "周" in word or "星期" in word or "礼拜" in word
                else "Day"
            )
            value = n.value + (Decimal("0.5") if "半" in word else 0)
            out.append({"start": n.start, "end": match.end() - 1, "value": float(value), "unit": name})
    return out


_VIEWS = {
    "percentage": percentages, "numberrange": number_ranges, "ordinal": ordinals, "currency": currencies,
    "dimension": dimensions, "temperature": temperatures, "age": ages,
}  # fmt: skip


def extract(text, kind, reference=None):
    folded = fold_text(text)
    if kind == "number":
        return [n.out() for n in numbers(folded)]
    if kind in _VIEWS:
        return _VIEWS[kind](folded)
    return recognizers_dates.extract(folded, kind, reference)
