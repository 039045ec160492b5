"""Which quantities state something that can be checked, and which only set the scene.

``mark_scene`` leaves the flag ``scene`` on dates without an event, on bare numbers that nothing states and on halves
without a whole; ``claimable`` then decides from kind and flags alone.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.extract.quantities.items import Item
from pipeline.extract.quantities.lexicon import WORDS
from pipeline.model import Quantity

_NEVER = frozenset(("name", "label", "per_base", "clock", "scene", "half_unit", "day_only"))
_EVENT = re.compile("|".join(sorted(map(re.escape, WORDS["event"]), key=len, reverse=True)))
_VERB_END = re.compile(
    "(?:" + "|".join(sorted(map(re.escape, WORDS["verb"]), key=len, reverse=True)) + r")了?\s?[:：]?\s?$"
)
_DATE_VERB = re.compile(
    r"(?:于|是|为|到了?|在|至|定在|定于|预计|将于|计划|改到|推迟到|推迟至|提前到|提前至|始于|时间表是)\s?(?:公元\s?)?$"
)
_SCALED = frozenset(("suffix_B", "suffix_M", "suffix_T"))
_SIZE = re.compile(r"(?:参数|语料|数据|规模|[tT]okens?|量|达到?|超过?|[约近为])[^，。；：,;\n\t]{0,4}$")
_MADE = re.compile(r"[设建开增加减少关停撤买卖签获拿]了|[再新增][设建开增]|新增")
_PLANTS = frozenset(digit + "厂" for digit in "一二三四五六七八九十")
_AS_OF = re.compile(r"(?:截至|截止|截止到|截止至)\s?(?:了)?\s?$")
_RATED = re.compile(
    r"(?:率|系数|因子|常数|指数|品位|(?<=[一-鿿])(?<![对相类])比|(?<![A-Za-z])(?:[A-Z]{2,5}|pH)[ 值]?)\s?$"
)  # 容积率 2.5, 风险比 0.46, HR 0.62
# 3.15 晚会, 4.22 版本
_NO_RATIO = re.compile(r"\s?(?:版|代|系|节|章|大促|晚会|购物|期间|当天|活动|促销|预售|狂欢|更新|固件|内核|协议|标准)")
_THAN = re.compile(r"比\s?$")
_ENDS = re.compile(r"\s?(?:[，。；、,;！？）)\n]|以[上下内]|左右|上下|$)")
# 两年生存率, 13 个月继续率, 7 天期逆回购: the span belongs to the name
_RATE_OF = re.compile(r"\s?(?:[一-鿿]{0,4}率|期(?![限间内满末初]))")
_EVER = re.compile(r"\s?(?:以来|来(?!自|到|的?及|临|得|不|源|访)|间(?![隔接断谍]))")
_MEANS = ("拿", "用", "花", "靠", "要")  # 拿十年来换
_VARIANT = re.compile(r"B\s?\+\s?\d")
_GONE_BY = re.compile(r"\s?(?:下来|过去了?[，,]|[间来][，,]|以来)")
_REACHED = re.compile(r"(?:[到至]了?|满)\s?$")
_OPENS = re.compile(r"(?:^|[，。；：！？\n、“「])\s?(?:到了?|至|在)\s?$")
_HALFWAY = re.compile(r"[开走写说讲听看吃做跑读打播飞修建聊演拍行]到$|进行到$")
_HALVED = re.compile(r"[小慢短轻薄快多大高贵长便宜缩砍压掉窄弱低]了?$|其中$")
_SPENT = re.compile(
    r"(?:[早晚][来到了走开]?|提前|推迟|延后|延迟|延期|缩短|延长|用了?|花了?|用时|历时|耗时|只需|只要|仅需|不到|不足|超过|近|约|长达|需要?|等了?|多等|少等|拖了?)\s?$"
)
_TIMED_WORDS = re.compile(r"(?:[年月日周季]|时间|赛程|行程|任期|赛季|航程|路程|学期)(?:已经?|就?要)?$")
_OWN_YEAR = re.compile(r"[12][\d〇零一二三四五六七八九]{3}\s?年|二[〇零一二三四五六七八九]{3}年")
_CLAUSE_STOP = re.compile(r"[，；：,;:（(]")
_BEYOND = re.compile(r"\s?(?:之|开|以)?外(?![径形形部观设])")
_HAN_AFTER = re.compile(r"[一-鿿]")
_SOON = re.compile(r"(?:[就将会才已]|正式|计划|预计|开始)*")
_SINCE = ("自", "从", "比", "较")
_NO_VERB = ("的", "以来", "至今", "起", "前", "后", "间", "期间", "和", "与", "、", "到", "至", "—", "-")
_WEAK_EVENT = re.compile(r"(?:完成|实现|获得?|获批|进入|首次|通过|申请|开放|生产|交付|发往)[^，。；,;\n]{0,14}?$")
_AGO = re.compile(r"\s?(?:以|之)?(?:前的?|后的?)(?!期|景|台|端|沿|往|者|面|续|缀|果|轮|排|门)")
_HALF_VERB = re.compile(r"占|达|到|为|超|少|减|降|跌|仅|只|有|完成|省|过|低|剩|近|约|不足|不到|逾")
_CLAUSE_START = ("", "，", "。", "；", "\n", "：", "\t")
_RECENT = re.compile(r"(?:^|[，。；：\n]|说|在|却)\s?(?:最?近)\s?$")
_MODAL = re.compile(r"\s?(?:[初底末]|年[中底初])?(?:就?[会将]|才[会能]|有望)(?![议计])")
_STOP = re.compile(r"[。！？\n]")


def mark_scene(text: str, items: list[Item]) -> None:
    """Flag what is no claim by its surroundings."""
    for at, item in enumerate(items):
        if item.kind == "date":
            _date(text, items, at)
        elif item.kind == "number":
            _bare(text, item)
        elif item.unit == "round_hour":
            item.flags.append("clock")
        elif item.kind == "duration" and _passes(text, item):
            item.flags.append("scene")
        elif "half_unit" in item.flags or ("half" in item.flags and item.kind == "percent" and item.role == ""):
            _halves(text, item)
        elif "article_word" in item.flags:
            _article(text, item)
        elif (item.kind == "measure" and _measure_names(text, item)) or _only_counts(text, item):
            item.flags.append("scene")


def _halves(text: str, item: Item) -> None:
    if "half" in item.flags and _scenic_half(text, item):
        item.flags.append("scene")
    elif "half_unit" in item.flags and _SPENT.search(text, max(0, item.start - 5), item.start):
        item.flags.remove("half_unit")  # 鲫鱼早来半个月


def _scenic_half(text: str, item: Item) -> bool:
    """另一半, 开到一半, 八月过半 are no shares; 小了一半, 其中一半 are."""
    before = text[max(0, item.start - 8) : item.start]
    if "bound_word" in item.flags:
        return _TIMED_WORDS.search(before) is not None
    if item.relation != "=" or _HALVED.search(before):
        return False
    return not _HALF_VERB.search(before) or before.endswith("另") or _HALFWAY.search(before) is not None


def _passes(text: str, item: Item) -> bool:
    """A span in whose course or after which something happens, and one that is part of a name, is no claim."""
    if _RATE_OF.match(text, item.end) and item.relation in ("=", ">="):
        return True
    opens = text[item.start - 1 : item.start] in (*_CLAUSE_START, "年", "月", "日") or "relative" in item.flags
    if _EVER.match(text, item.end) and item.unit in ("year", "month", "decade") and item.relation in ("=", "~", ">"):
        return text[item.start - 1 : item.start] not in _MEANS
    return _ago(text, item) or _recent(text, item) or (opens and _GONE_BY.match(text, item.end) is not None)


def _measure_names(text: str, item: Item) -> bool:
    """几十公里外 is a place, 百万吨死亡率 and 12GB+256GB are names."""
    if item.high is not None:
        return _BEYOND.match(text, item.end) is not None
    if text.find("+", max(0, item.start - 4), item.end + 3) >= 0 and (
        _VARIANT.search(text, item.end - 2, item.end + 3)
        or _VARIANT.search(text, max(0, item.start - 4), item.start + 1)
    ):
        return True
    return text[item.start] in "百千万亿" and _RATE_OF.match(text, item.end) is not None


def _ago(text: str, item: Item) -> bool:
    """十年前的地图, 两个月后; 排到三周以后 says how long."""
    if _AGO.match(text, item.end) is None or not _whole(item):
        return False
    adjacent = item.modifier and text.startswith(item.modifier, item.before_start)
    return not adjacent and not _REACHED.search(text, max(0, item.start - 3), item.start)


def _recent(text: str, item: Item) -> bool:
    """近两年雨水见多: the last two years are the time of something, 用时近两年 says how long."""
    if item.modifier not in ("近", "最近"):
        return False
    return text[item.end : item.end + 1] not in "，。；、）\n的后" and bool(
        _RECENT.search(text, max(0, item.before_start - 4), item.start)
    )


def _whole(item: Item) -> bool:
    return item.low is not None and item.low == item.low.to_integral_value()


def _only_counts(text: str, item: Item) -> bool:
    """两份中报, 有两层: one Chinese digit with a classifier, of nothing that the reader knows, states little.

    二厂 is a name; 设了两道门槛 and 再建两条通道 state how many came about.
    """
    if item.kind == "count" and (text[item.start : item.end] in _PLANTS or _both(text, item)):
        return True
    if item.unit == "magnitude" and _HAN_AFTER.match(text, item.end) and text.startswith("及以上", item.end - 3):
        return True  # 三级及以上不良反应
    return (
        item.kind == "count"
        and item.unit == "count"
        and not item.noun
        and item.number_end - item.start == 1
        and item.written == "chinese"
        and not (item.modifier or item.role or item.high is not None or item.flags)
        and text[item.number_end : item.end].strip() not in ("", "次", "个")
        and _MADE.search(text, max(0, item.start - 3), item.start) is None
    )


def _both(text: str, item: Item) -> bool:
    """两座厂加起来, 就这两个字: 两 at the start of a clause takes up two things known, words count nothing."""
    plain_digit = item.number_end - item.start == 1 and item.written == "chinese" and not item.modifier
    if item.role not in ("", "whole") or not plain_digit or item.high is not None or item.unit == "person":
        return False
    known = item.noun[-1:].isascii() and item.noun  # 八块 GPU
    return item.unit == "word" or (text[item.start - 1 : item.start] in _CLAUSE_START and not known)


def _article(text: str, item: Item) -> None:
    """一个模型 counts nothing, 不到一个月 and 贵一倍 do."""
    one = text[item.start] == "一"
    if one and item.kind == "count" and text[item.start - 1 : item.start] == "的":  # 最大的一块资产
        return
    if item.kind in ("percent", "times", "money") or (one and (item.modifier or item.role == "to")):
        item.flags.remove("article_word")
    elif one and item.kind == "measure" and "/" not in item.unit and item.unit not in ("min", "h"):
        item.flags.append("scene")


def _bare(text: str, item: Item) -> None:
    if "name" in item.flags or "label" in item.flags:
        return
    if "cell" in item.flags and text.rfind("\t", text.rfind("\n", 0, item.start) + 1, item.start) < 0:
        item.flags.append("name")  # the first cell of a row says what the row is about
        return
    if "cell" in item.flags or item.modifier or item.role or item.high is not None:
        return
    if not _SCALED.isdisjoint(item.flags) and not _SIZE.search(text, max(0, item.start - 8), item.start):
        item.flags.append("name")  # 7T 磁共振, 3M 口罩, Llama 70B
        return
    if "large" in item.flags or "suffix_K" in item.flags or "vague" in item.flags or _ratio(text, item):
        return
    if _VERB_END.search(text, max(0, item.start - 8), item.start) and (
        item.low is None or item.low != int(item.low) or item.written == "arabic"
    ):
        return
    item.flags.append("scene")


def _ratio(text: str, item: Item) -> bool:
    """Decimals with two digits or below one are no versions; a number after the name of a rate states it."""
    if item.low is None or item.written != "arabic":
        return False
    if _RATED.search(text, max(0, item.start - 8), item.start):
        return _THAN.search(text, max(0, item.start - 2), item.start) is None or _ENDS.match(text, item.end) is not None
    if _NO_RATIO.match(text, item.end):
        return False
    exponent = item.low.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) else 0
    return places >= 2 or (places == 1 and abs(item.low) < 1)


def _date(text: str, items: list[Item], at: int) -> None:
    item = items[at]
    if "cell" in item.flags and item.date:
        return
    if _AS_OF.search(text, max(0, item.start - 5), item.start) or not _tells(text, items, at):
        item.flags.append("scene")


def _tells(text: str, items: list[Item], at: int) -> bool:
    """True where something is said to happen at the date."""
    item = items[at]
    if not item.date and "relative" not in item.flags:
        return False
    relative = "relative" in item.flags
    window, numbered = _after_date(text, items, at)
    before = _DATE_VERB.search(text, max(0, item.start - 6), item.start) is not None
    day = _is_day(item.date)
    event = _EVENT.search(window[: 26 if day else 14])
    near = event is not None and _links(window, event.start())
    if day:
        return near or not (relative and "月" not in text[item.start : item.end])
    if relative and len(item.date) <= 4 and item.date[:2] != "--":
        return "part:" in "".join(item.flags) and _planned(text, item, window)
    if relative and "part:" in "".join(item.flags) and not before:
        return False
    own = not relative and _OWN_YEAR.match(text, item.start) is not None
    if not own:
        before = before and not _OPENS.search(text, max(0, item.start - 4), item.start)
        near = near and not (numbered and _WEAK_EVENT.search(window))
    elif not item.date_high and (_until(text, item) or (len(item.date) == 7 and _alone(window, numbered=numbered))):
        return True
    will = not relative and _MODAL.match(text, item.end) is not None
    return near or _before_ok(text, item, before=before) or will


def _after_date(text: str, items: list[Item], at: int) -> tuple[str, bool]:
    """The sentence after a date up to its next number, 40 characters at most; whether a number ends it."""
    item = items[at]
    stop = min(len(text), item.end + 40)
    numbered = False
    following = items[at + 1] if at + 1 < len(items) else None
    if (
        following is not None
        and following.kind != "ordinal"
        and not ({"name", "label", "article_word", "scene"} & set(following.flags))
        and following.start <= stop
    ):
        stop, numbered = following.start, True
    sentence = _STOP.search(text, item.end, stop)
    return (text[item.end : sentence.start()], False) if sentence else (text[item.end : stop], numbered)


def _is_day(written: str) -> bool:
    return (
        len(written) >= 7 and written[-3] == "-" and (len(written) == 10 or (written[:2] == "--" and len(written) == 7))
    )


def _until(text: str, item: Item) -> bool:
    """船台排到了 2028 年, 预计到 2030 年全国会有 300 台; not 恢复至 2019 年的 88%."""
    return not text.startswith("的", item.end) and _REACHED.search(text, max(0, item.start - 4), item.start) is not None


def _alone(window: str, *, numbered: bool) -> bool:
    """2022 年 3 月迎来第一位受试者: the clause states no number whose time the month could be."""
    end = _CLAUSE_STOP.search(window)
    clause = window[: end.start()] if end else window
    return len(clause.strip()) > 2 and not (numbered and end is None) and not clause.lstrip().startswith(_NO_VERB)


def _planned(text: str, item: Item, window: str) -> bool:
    """明年下半年投产; not 自今年初发布以来."""
    event = _EVENT.match(window, _SOON.match(window).end())  # type: ignore[union-attr]
    return event is not None and "以来" not in window[:12] and text[item.start - 1 : item.start] not in _SINCE


def _before_ok(text: str, item: Item, *, before: bool) -> bool:
    following = text[item.end : item.end + 1]
    return before and (
        not following
        or following in "，。；,;、（）()\n”"
        or _EVENT.match(text, item.end) is not None
        or following in "才"
    )


def _links(window: str, at: int) -> bool:
    """The event follows within the clause, or after one comma."""
    return sum(char in "，,；;" for char in window[:at]) <= 1


def claimable(quantity: Quantity) -> bool:
    """True where the quantity is a statement that a source could support or refute.

    Names, labels, ordinals (except ranks), times of day, articles (一个), bases of rates (每百万 token) and dates that
    only set the scene are not.
    """
    flags = set(quantity.flags)
    if flags & _NEVER or "article_word" in flags:
        return False
    if quantity.kind == "ordinal":
        return "rank" in flags
    if quantity.kind == "date":
        return bool(quantity.date)
    if quantity.value is None:
        return False
    return not (quantity.kind == "times" and quantity.value == Decimal(0))
