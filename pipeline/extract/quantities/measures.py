"""What a number counts or measures: the unit, classifier or noun after it, and compound units.

``read_measure`` looks once at the characters after a numeral; spellings come from ``units.csv`` and
``counted_nouns.csv`` and the longest one wins. Shares in words (成, 折) and 番 are turned into percent and times here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.quantities.lexicon import NOUN_LENGTHS, NOUNS, UNIT_LENGTHS, UNITS, WORDS, Noun, Unit
from pipeline.extract.quantities.numerals import Numeral

_GUARDS = {unit: frozenset(chars) for unit, chars in WORDS["guard"].items()}
_NOUN_STOP = frozenset(
    '，。；：！？、,;:!?\n\t（）()《》“”"的和与及或是为有达约需用被将在从比每可里占均都也已就却则皆0123456789二三四五六七八九十两百千万亿'
)
_GPU_TIME = re.compile(
    r"(?:个|块|张)?\s?(?:[A-Z][A-Za-z]{0,9}-?\d{1,5}[A-Za-z]{0,4}\s?)?(?:GPU|TPU|NPU|卡)\s?[·*×-]?\s?"
    r"(?:(?P<hour>小时|hours?|时(?!候|间|期|代))|(?P<min>分钟|minutes?|mins?\b)|(?P<day>天(?![数津赋体际然气文])|days?\b))"
)
_MODEL_TIME = re.compile(r"(?:个)?\s?[A-Z][A-Za-z]{0,9}-?\d{2,5}[A-Za-z]{0,4}\s?[·*×-]?\s?(?:小时|hours?)")
_CHIP_WORD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+ ?")
_PER_NUMBER = {
    "百万": "M",
    "1M": "M",
    "100万": "M",
    "1百万": "M",
    "1000000": "M",
    "一百万": "M",
    "千": "K",
    "1K": "K",
    "1000": "K",
    "1k": "K",
    "十亿": "B",
    "M": "M",
    "K": "K",
}
_PER = re.compile(
    r"\s?(?:/|每|per )\s?"
    r"(?P<number>一百万|百万|1百万|100万|1000000|1000|100|百|千|万|十万|亿|1[MKk](?=\s)|[MK](?=[ t]))?"
    r"\s?(?:个|块|张|台|名)?"
)
_SINGLE = "单"  # an order after a number, but 台单机 and 块单面板 after a classifier
# What may follow a noun of one character: after 22 名 the first of 船员 is no ship.
_FUNCTION = frozenset(
    "的了在被和与或及是为有将从向于已均都也共约近超可能要就需当中内里上下外全每各不未没进出来去到至用由对把给让等后前时受"
    "获达占以左多起则还却只仅又再便这那其而但且并如若因所之"
)
_PAIRS = re.compile(r"[有着含共了过装设达布]\s?\d+\s?对比[^，。；\d]{2,12}的")  # 藏着 16 对比头发丝细的光纤
_LATIN_NAMES = frozenset(("G", "K", "D", "P"))  # 5 G 用户, 4 K 电视
_UNUSABLE = ("percent", "times", "duration")
_SHARE_STOP = frozenset("为功立长员就本果交型品套熟绩活名人年分份")
_SHARED = frozenset("交本年员长品活")
_NAMED = frozenset(("初", "高", "大", "周", "期", "拜", "张", "李", "王", "第"))
_FOLD_STOP = frozenset("叠射线合算价屏扣页痕")
_HALF_STOP = frozenset("导径数价小个夜路场决成")


@dataclass(slots=True)
class Measure:
    """The reading of what follows a number: ``text[start:end]`` is the unit as written, in canonical words."""

    start: int
    end: int
    unit: str
    dimension: str
    kind: str
    factor: Decimal = Decimal(1)
    add: Decimal = Decimal(0)
    more: bool = False
    noun: str = ""
    role: str = ""
    flags: tuple[str, ...] = ()


def _skip(text: str, pos: int) -> int:
    if text.startswith(" ", pos):
        pos += 1
        if text.startswith(" ", pos):
            pos += 1
    return pos


def find_unit(text: str, pos: int) -> tuple[str, Unit] | None:
    """The longest unit spelling at ``pos`` that is no part of a longer word."""
    for size in UNIT_LENGTHS.get(text[pos : pos + 1], ()):
        spelling = text[pos : pos + size]
        unit = UNITS.get(spelling)
        if unit is not None and _ends_well(text, pos + size, spelling):
            return spelling, unit
    return None


def _ends_well(text: str, end: int, spelling: str) -> bool:
    following = text[end : end + 1]
    if not following:
        return True
    last = spelling[-1]
    if last.isascii() and last.isalpha():
        return not (following.isascii() and following.isalnum())
    return following not in _GUARDS.get(spelling, ())


def find_noun(text: str, pos: int) -> tuple[str, Noun] | None:
    """The longest classifier or noun at ``pos`` that is no part of a longer word."""
    for size in NOUN_LENGTHS.get(text[pos : pos + 1], ()):
        spelling = text[pos : pos + size]
        noun = NOUNS.get(spelling)
        if noun is None:
            continue
        following = text[pos + size : pos + size + 1]
        if (
            following
            and following in noun.not_before
            and not (following == "比" and _PAIRS.search(text, pos - 8, pos + 18))
        ):
            continue
        if spelling[-1].isascii() and following.isascii() and following.isalnum():
            continue
        return spelling, noun
    return None


def read_measure(text: str, numeral: Numeral) -> Measure | None:
    """The measure after ``numeral``, or None for a bare number. ``more`` is set by 多/余 in between."""
    pos = _skip(text, numeral.end)
    char = text[pos : pos + 1]
    if not char or char in "，。,\n\t、；)）":
        return None
    more = False
    if char in "多余来" and (text[pos + 1 : pos + 2] not in "于样数少云国边式出卖赚花" or pos + 1 >= len(text)):
        if char == "来" and not _round_number(numeral):
            return None
        more = True
        numeral.more = numeral.more or char != "来"
        pos = _skip(text, pos + 1)
        char = text[pos : pos + 1]
    if char == "成" or char == "折":
        return _share(text, pos, numeral)
    if text.startswith(("分多钟", "分半"), pos):
        half = text[pos + 1] == "半"
        end = pos + 2 + text.startswith("钟", pos + 2)
        return Measure(pos, end, "min", "duration", "duration", add=Decimal("0.5" if half else 0), more=not half)
    if char == "个" and text[pos + 1 : pos + 2] in ("多", "半"):
        found = _split_classifier(text, pos)
        if found is not None:
            return found
    measure = _at(text, pos, numeral)
    if measure is None and more:
        return Measure(pos, pos, "", "", "", more=True)
    if measure is not None:
        measure.more = more
    return measure


def _round_number(numeral: Numeral) -> bool:
    return numeral.low % 10 == 0 and numeral.low > 0


def _share(text: str, pos: int, numeral: Numeral) -> Measure | None:
    """七成, 九成五, 两成半, 六五折 as percent."""
    following = text[pos + 1 : pos + 2]
    if text[pos] == "折":
        if following in _FOLD_STOP and following:
            return None
        factor = Decimal(10) if numeral.low < 10 else Decimal(1)
        return Measure(pos, pos + 1, "percent", "percent", "percent", factor, role="discount")
    if following and following in _SHARE_STOP and not _people_share(text, pos, numeral):
        return None
    end, add = pos + 1, Decimal(0)
    after = _skip(text, end)
    digit = "一二三四五六七八九".find(text[after : after + 1]) + 1 if after < len(text) else 0
    if following == "半":
        end, add = pos + 2, Decimal(5)
    elif digit and text[after + 1 : after + 2] not in ("个", "成", "家", "年", "月", "十", "百"):
        end, add = after + 1, Decimal(digit)
    return Measure(pos, end, "percent", "percent", "percent", Decimal(10), add)


def _people_share(text: str, pos: int, numeral: Numeral) -> bool:
    """九成交给了机器, 六成年轻人: 成 may begin a word after 一 or 两 or in 初三成绩, hardly after 三 to 九."""
    if numeral.written != "chinese":
        return False
    if text[pos + 1] == "人":
        return True
    lone = (
        numeral.lone
        and text[numeral.start] in "三四五六七八九"
        and text[numeral.start - 1 : numeral.start] not in _NAMED
    )
    return lone and text[pos + 1] in _SHARED


def _split_classifier(text: str, pos: int) -> Measure | None:
    """三个多月, 一个半小时: 个 stands before 多/半, the unit after it."""
    found = find_unit(text, pos + 2)
    half = text[pos + 1] == "半"
    if found is None and text.startswith("月", pos + 2):
        found = "月", UNITS["个月"]
    if found is None or found[1].kind != "duration":
        return None
    spelling, unit = found
    return Measure(
        pos,
        pos + 2 + len(spelling),
        unit.name,
        unit.dimension,
        unit.kind,
        add=Decimal("0.5") if half else Decimal(0),
        more=not half,
    )


def _at(text: str, pos: int, numeral: Numeral) -> Measure | None:
    if pos >= len(text):
        return None
    if text[pos].isascii() or text[pos] in "个块张卡":
        timed = _GPU_TIME.match(text, pos) or _MODEL_TIME.match(text, pos)
        if timed is not None:
            return _compound(text, Measure(pos, timed.end(), f"GPU*{timed.lastgroup or 'hour'}", "gpu_time", "measure"))
    unit = find_unit(text, pos)
    if unit is None and text[pos] in "天年" and numeral.written == "arabic" and text[pos + 1 : pos + 2] != "期":
        unit = text[pos], UNITS[text[pos]]  # 9 天才能: digits belong to no word
    noun = find_noun(text, pos)
    if unit is not None and (noun is None or len(unit[0]) >= len(noun[0])) and _unit_allowed(unit, numeral):
        return _measured(text, pos, unit)
    if noun is not None:
        return Measure(pos, pos + 1, "", "", "label") if _numbers(noun[0], numeral) else _counted(text, pos, noun)
    glued = numeral.start < pos == numeral.end
    return None if glued else _latin_modified(text, pos)


def _numbers(classifier: str, numeral: Numeral) -> bool:
    """三期试验, 2025 款, 3 楼: the number says which one."""
    if classifier == "期":
        return numeral.low < 10 and numeral.high is None
    if (classifier == "级" and numeral.low >= 1000) or (classifier == "版" and numeral.precision < 1):
        return True  # 千亿级市场, 4.22 版
    return classifier == "楼" or (
        classifier == "款" and len(numeral.digits) == 4 and numeral.digits[:2] in ("19", "20")
    )


def _unit_allowed(found: tuple[str, Unit], numeral: Numeral) -> bool:
    spelling, unit = found
    if unit.strict and numeral.lone:
        return False
    if unit.name == "C" or spelling == "C":
        return True
    if spelling == "年" and numeral.digits and len(numeral.digits) == 4:
        return False
    return not (spelling in ("T", "K") and numeral.suffix)


def _measured(text: str, pos: int, found: tuple[str, Unit]) -> Measure:
    spelling, unit = found
    end = pos + len(spelling)
    measure = Measure(pos, end, unit.name, unit.dimension, unit.kind)
    if text.startswith("半", end) and (text[end + 1 : end + 2] not in _HALF_STOP or end + 1 >= len(text)):
        measure.add = Decimal("0.5")
        measure.end = end + 1
        if spelling == "分" or text.startswith("半钟", end):
            measure.end += text.startswith("钟", end + 1)
        return measure
    if unit.kind in _UNUSABLE:
        return measure
    return _compound(text, measure)


def _compound(text: str, measure: Measure) -> Measure:
    """Denominators after the unit: 元/千瓦时, 美元每吨, kWh/100km, 美元/百万 token."""
    for _ in range(3):
        per = (
            _PER.match(text, measure.end)
            if text[measure.end : measure.end + 2].lstrip(" ")[:1] in ("/", "每", "p")
            else None
        )
        if per is None:
            break
        found = _denominator(text, per.start("number"), "") if per["number"] else None  # 千 of 千瓦时 is no number
        found = found or _denominator(text, per.end(), per["number"] or "")
        if found is None:
            break
        measure.end, name, dimension = found
        measure.unit = f"{measure.unit}/{name}"
        measure.dimension = f"{measure.dimension}/{dimension}"
    return measure


def _denominator(text: str, pos: int, number: str) -> tuple[int, str, str] | None:
    if text.startswith("GPU", pos) and (timed := _GPU_TIME.match(text, pos)):
        return timed.end(), f"GPU/{timed.lastgroup}", "gpu_time"
    unit, noun = find_unit(text, pos), find_noun(text, pos)
    if unit is not None and (noun is None or len(unit[0]) >= len(noun[0])):
        size, name, dimension = len(unit[0]), unit[1].name, unit[1].dimension
    elif noun is not None and noun[1].kind != "label":
        size, name, dimension = len(noun[0]), noun[1].unit, "count"
    else:
        return _letter_denominator(text, pos)
    name = name.replace("*", "/")
    if number in ("100", "百"):
        return (pos + size, f"100{name}", dimension) if name == "km" else None
    if number:
        prefix = _PER_NUMBER.get(number)
        return (pos + size, prefix + name, dimension) if prefix and name == "token" else None
    return pos + size, name, dimension


def _letter_denominator(text: str, pos: int) -> tuple[int, str, str] | None:
    for word, name in (
        ("月", "month"),
        ("日", "day"),
        ("季", "quarter"),
        ("分", "min"),
        ("夜", "night"),
        ("晚", "night"),
    ):
        if text.startswith(word, pos):
            return pos + len(word), name, "duration"
    return None


def _counted(text: str, pos: int, found: tuple[str, Noun]) -> Measure | None:
    spelling, noun = found
    end = pos + len(spelling)
    if noun.kind == "label":
        return Measure(pos, end, "", "", "label")
    measure = Measure(pos, end, noun.unit, "count", "count")
    if text.startswith("/", _skip(text, end)):
        return _compound(text, measure)
    if noun.kind == "classifier":
        _following_noun(text, measure)
    else:
        measure.noun = spelling
        if noun.unit == "age":
            measure.unit, measure.dimension, measure.kind = "year", "duration", "age"
    return measure


def _following_noun(text: str, measure: Measure) -> None:
    """The noun that a classifier counts: 8 个 H800 GPU, 160 个路由专家; the first known one within the phrase."""
    pos = measure.end
    limit = min(len(text), pos + 16)
    while pos < limit:
        char = text[pos]
        if char in _NOUN_STOP:
            return
        if char == " ":
            pos += 1
            continue
        found = find_noun(text, pos)
        touching = pos == measure.end and found is not None and found[0] != _SINGLE and _stands_alone(text, pos)
        if found is not None and found[1].kind == "noun" and (len(found[0]) > 1 or touching):
            measure.end = pos + len(found[0])
            head = find_noun(text, measure.end)
            while head is not None and head[1].kind == "noun" and len(head[0]) > 1:  # 芯片公司 is a company
                found, measure.end = head, measure.end + len(head[0])
                head = find_noun(text, measure.end)
            measure.unit, measure.noun = found[1].unit, found[0]
            if measure.unit == "age":
                measure.unit = "count"
            return
        word = _CHIP_WORD.match(text, pos)
        pos = word.end() if word is not None else pos + 1
    return


def _stands_alone(text: str, pos: int) -> bool:
    """True where the character at ``pos`` is a noun of its own and not the first of a longer one."""
    following = text[pos + 1 : pos + 2]
    return not "一" <= following <= "鿿" or following in _FUNCTION or text[pos] == "人"


def _latin_modified(text: str, pos: int) -> Measure | None:
    """2048 H800 GPU, 8 PCIe GPU: Latin modifiers before a counted noun; 5G 用户 counts nobody."""
    for _ in range(2):
        word = _CHIP_WORD.match(text, pos)
        if word is None or not word.group().endswith(" ") or word.group()[:-1] in _LATIN_NAMES:
            return None
        pos = word.end()
        found = find_noun(text, pos)
        if found is not None and found[1].kind == "noun":
            return Measure(
                pos, pos + len(found[0]), found[1].unit, "count", "count", noun=found[0], flags=("latin_modifier",)
            )
    return None


def measure_at(text: str, pos: int) -> Measure | None:
    """The unit or noun at ``pos`` alone, for 每小时, table headers and the like."""
    numeral = Numeral(pos, pos, Decimal(1))
    return _at(text, pos, numeral) if pos < len(text) else None
