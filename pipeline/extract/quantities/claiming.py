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
    r"(?:于|是|为|到|在|至|定在|定于|预计|将于|计划|改到|推迟到|推迟至|提前到|提前至|始于|时间表是)\s?$"
)
_PLANTS = frozenset(digit + "厂" for digit in "一二三四五六七八九十")
_AS_OF = re.compile(r"(?:截至|截止|截止到|截止至)\s?(?:了)?\s?$")
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
        elif item.kind == "duration" and (_ago(text, item) or _recent(text, item)):
            item.flags.append("scene")
        elif "half" in item.flags and item.kind == "percent" and item.role == "" and item.relation == "=":
            window = text[max(0, item.start - 8) : item.start]
            if not _HALF_VERB.search(window) or window.endswith("另"):
                item.flags.append("scene")
        elif "article_word" in item.flags:
            _article(text, item)
        elif _only_counts(text, item):
            item.flags.append("scene")


def _ago(text: str, item: Item) -> bool:
    return item.relation == "=" and _whole(item) and _AGO.match(text, item.end) is not None


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

    二厂 is a name.
    """
    if item.kind == "count" and (text[item.start : item.end] in _PLANTS or _both(text, item)):
        return True
    return (
        item.kind == "count"
        and item.unit == "count"
        and not item.noun
        and item.number_end - item.start == 1
        and item.written == "chinese"
        and not (item.modifier or item.role or item.high is not None or item.flags)
        and text[item.number_end : item.end].strip() not in ("", "次", "个")
    )


def _both(text: str, item: Item) -> bool:
    """两座厂加起来, 就这两个字: 两 at the start of a clause takes up two things known, words count nothing."""
    plain_digit = item.number_end - item.start == 1 and item.written == "chinese" and not (item.modifier or item.role)
    if not plain_digit or item.high is not None or item.unit == "person":
        return False
    return item.unit == "word" or (text[item.start] == "两" and text[item.start - 1 : item.start] in _CLAUSE_START)


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
    if "cell" in item.flags or item.modifier or item.role or item.high is not None:
        return
    if "suffix_B" in item.flags and "参数" not in text[max(0, item.start - 8) : item.start]:
        item.flags.append("name")
        return
    if "large" in item.flags or "suffix_K" in item.flags or "suffix_M" in item.flags or "vague" in item.flags:
        return
    if _VERB_END.search(text, max(0, item.start - 8), item.start) and (
        item.low is None or item.low != int(item.low) or item.written == "arabic"
    ):
        return
    item.flags.append("scene")


def _date(text: str, items: list[Item], at: int) -> None:
    item = items[at]
    if _AS_OF.search(text, max(0, item.start - 5), item.start):
        item.flags.append("scene")
        return
    if not item.date and "relative" not in item.flags:
        item.flags.append("scene")
        return
    if "cell" in item.flags and item.date:
        return
    day = (
        len(item.date) >= 7
        and item.date[-3] == "-"
        and (len(item.date) == 10 or (item.date[:2] == "--" and len(item.date) == 7))
    )
    following = items[at + 1] if at + 1 < len(items) else None
    stop = min(len(text), item.end + 40)
    if (
        following is not None
        and following.kind != "ordinal"
        and not ({"name", "label", "article_word", "scene"} & set(following.flags))
    ):
        stop = min(stop, following.start)
    sentence = _STOP.search(text, item.end, stop)
    window = text[item.end : sentence.start() if sentence else stop]
    own_year = not ("relative" in item.flags and len(item.date) <= 4 and item.date[:2] != "--")
    before = _DATE_VERB.search(text, max(0, item.start - 6), item.start) is not None
    near = _EVENT.search(window[: 26 if day else 14])
    will = "relative" not in item.flags and _MODAL.match(text, item.end) is not None
    if (
        "relative" in item.flags
        and ("part:" in "".join(item.flags) or (len(item.date) <= 4 and item.date[:2] != "--"))
        and not before
    ):
        item.flags.append("scene")
    elif day or (
        own_year
        and ((near is not None and _links(window, near.start())) or _before_ok(text, item, before=before) or will)
    ):
        if not (day or near or before or will):
            item.flags.append("scene")
    else:
        item.flags.append("scene")


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
