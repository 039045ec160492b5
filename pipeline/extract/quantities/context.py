"""The words around a number: relation (约, 超过, 以上), role in a change or multiple (增长, 高出, 是…的 N 倍), sign.

Everything looks back or ahead over a bounded number of characters, so the cost of a number does not depend on the
length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from pipeline.extract.quantities.lexicon import WORDS
from pipeline.model import Relation

_BEFORE = {**WORDS["before"], **dict.fromkeys(WORDS["none"], "")}
_FILLER = WORDS["filler"]
_CHANGE = WORDS["change"]
_AFTER = WORDS["after"]
_AFTER_GUARD = {word: frozenset(chars) for word, chars in WORDS["after_guard"].items()}
_REACH = WORDS["reach"]
_CLAUSE_END = frozenset("，。；：！？、,;:!?\n\t（）()")
_REACH_WORD = re.compile("|".join(sorted(map(re.escape, _REACH), key=len, reverse=True)))
_COMPARED = re.compile(r"同比|环比|比去年|较去年|较上年|比上年|较上月|比上月|按年|按月|比上季|较上季|比一年前|较一年前")
_AFTER_CHANGE = re.compile(r"\s?的?(增长|增幅|涨幅|升幅|增速|提升|降幅|跌幅|减幅|下降|下滑|下跌|折扣)")
_REACH_FIRST = frozenset(word[0] for word in _REACH)
_OVER = re.compile(
    r"(几乎|大约|(?<![条合节预签违公履续制邀])约(?![定束谈会翰旦好法稿见])|接近|将近|不到|不足|超过|超出|逾(?!期)|至少)(?:是|为|相当于|有|达到?)?"
    r"(?=(?:[^\d，。；]|(?<=[A-Za-z\d-])\d){2,30}(?:$|的))"
)
_NOT = re.compile(
    r"(?:不|没有?|从未|尚未|并未|未曾|无法|难以)(?:[会能得应该许准宜可便想肯曾再]{0,2}|[会能得应该][花用收付卖买跑走])$"
)
_TURNED = {">": "<=", "<": ">="}
_TURNABLE = frozenset(
    ["超过", "超出", "突破", "高于", "多于", "大于", "低于", "少于", "小于", "长于", "短于", "越过", "跌破"]
)
_NUMBER = re.compile(r"(?<![A-Za-z\d.-])\d")  # the digits of H100 are no number
_APART = re.compile(r"(?:相差|(?:差距|落差|差额|之差)(?:为|达|是|有)?)(?:了|约|近|超过?|达|仅|只|有)*\s?$")
_STANDARD = re.compile(r"(?:^|[^对可好之类占相评])[比较](?!赛|例|如|重|分|特|亚|为|大的|高的|多的)[^，。]{1,16}$")
_THAN = re.compile(r"[比较]|相比")


def _by_last(words: dict[str, str]) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for word in words:
        sizes.setdefault(word[-1], set()).add(len(word))
    return {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


def _by_first(words: dict[str, str]) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for word in words:
        sizes.setdefault(word[0], set()).add(len(word))
    return {char: tuple(sorted(found, reverse=True)) for char, found in sizes.items()}


_BEFORE_SIZES, _FILLER_SIZES, _CHANGE_SIZES, _AFTER_SIZES = (
    _by_last(_BEFORE),
    _by_last(_FILLER),
    _by_last(_CHANGE),
    _by_first(_AFTER),
)
# what a word before a number ends in
_LAST = frozenset({*_BEFORE_SIZES, *_FILLER_SIZES, *_CHANGE_SIZES}) - _CLAUSE_END


@dataclass(slots=True)
class Before:
    """What stands before a number: relation, the words that gave it, the verb of change, where all that begins."""

    start: int
    relation: str = ""
    modifier: str = ""
    change: str = ""
    verb: str = ""
    reaches: bool = False
    stepped: bool = False


def _ending(text: str, pos: int, words: dict[str, str], sizes: dict[str, tuple[int, ...]]) -> str:
    for size in sizes.get(text[pos - 1], ()):
        word = text[pos - size : pos]
        if word in words and size <= pos:
            return word
    return ""


def look_before(text: str, start: int) -> Before:
    """Modifiers, fillers and verbs of change directly before ``text[start]``, at most seven words back."""
    before = Before(start)
    pos = start
    for _ in range(7):
        while pos and text[pos - 1] == " ":
            pos -= 1
        if not pos or text[pos - 1] not in _LAST:
            break
        word = "" if before.relation else _ending(text, pos, _BEFORE, _BEFORE_SIZES)
        if word and not (before.verb and _BEFORE[word] == "" and word in _FILLER):
            if not _BEFORE[word]:
                break
            before.relation, before.modifier = _BEFORE[word], word
            if word in _TURNABLE and _NOT.search(text, max(0, pos - len(word) - 5), pos - len(word)):
                before.relation = _TURNED[before.relation]  # 不该花超过五百块, 没有低于 3%
        elif word := _ending(text, pos, _CHANGE, _CHANGE_SIZES):
            before.change, before.verb, before.start = _CHANGE[word], word, pos - len(word)
            break
        elif word := _ending(text, pos, _FILLER, _FILLER_SIZES):
            before.stepped = before.stepped or word in ("了", "出")
            before.reaches = before.reaches or word in ("到", "至", "达到", "达", "为")
        else:
            break
        pos -= len(word)
        before.start = pos
    if not before.relation:
        _reach(text, before, start)
    return before


def relation_over(text: str, start: int) -> tuple[str, str]:
    """几乎是对手同期下载量的两倍, 不到去年全年的六成: the relation stands before what the multiple or share is of."""
    if text[max(0, start - 2) : start].rstrip()[-1:] != "的":
        return "", ""
    found = last_match(_OVER, text, clause_start(text, start, 40), start)
    if found is None or _NUMBER.search(text, found.end(), start):
        return "", ""
    return _BEFORE.get(found[1], ""), found[1]


def _reach(text: str, before: Before, start: int) -> None:
    """最多只会发往其中 4 台: the bound stands some characters before the number, in the same clause."""
    window = text[max(0, start - 12) : start]
    if _REACH_FIRST.isdisjoint(window):
        return
    for match in _REACH_WORD.finditer(window):
        if not any(char in _CLAUSE_END for char in window[match.end() :]) and not re.search(
            r"\d", window[match.end() :]
        ):
            before.relation, before.modifier = _REACH[match.group()], match.group()


def look_after(text: str, end: int) -> tuple[str, str, int]:
    """Relation, word and its end where 以上, 左右, 以内 … follow the unit."""
    pos = end + 1 if text.startswith(" ", end) else end
    for size in _AFTER_SIZES.get(text[pos : pos + 1], ()):
        word = text[pos : pos + size]
        if word in _AFTER:
            following = text[pos + size : pos + size + 1]
            if (following and following in _AFTER_GUARD.get(word, ())) or (pos > end and size == 1):
                continue
            return _AFTER[word], word, pos + size
    return "", "", end


def merge_relations(before: str, after: str, *, more: bool) -> Relation:
    """One relation of several words: a bound is stronger than 约, 多 is a floor.

    >>> merge_relations("~", ">=", more=False), merge_relations("", "", more=True)
    ('>=', '>')
    """
    if after in (">=", "<=", "<", ">") and before in ("", "~", "="):
        return cast(Relation, after)
    if before:
        return cast(Relation, before)
    if more:
        return ">"
    return cast(Relation, after or "=")


def role_of(text: str, before: Before, end: int, *, is_times: bool) -> str:
    """ratio, excess, increase, decrease, to: what a percent or multiple says of the change."""
    change = before.change
    if change and before.reaches and change in ("increase", "decrease"):
        return "to"
    if is_times:
        if change == "decrease":
            return "decrease"
        if change:
            window = text[max(0, before.start - 14) : before.start]
            compared = before.verb in (
                "高出",
                "多出",
                "高",
                "多",
                "超出",
                "快",
                "贵",
                "大",
                "强",
                "长",
                "重",
                "快出",
            ) or bool(_THAN.search(window))
            return "excess" if compared and before.verb not in ("增长", "增加") else "increase"
        return "ratio"
    if change:
        return change
    following = _AFTER_CHANGE.match(text, end)
    if following is None:
        return ""
    return "decrease" if following[1][0] in "降跌减下折" else "increase"


def exceeds(text: str, before: Before) -> bool:
    """比信通高 2.6 元, 较对手贵 300 元: an adjective after the standard of a comparison in the clause."""
    if before.reaches or (before.verb and len(before.verb) > 2):
        return False
    begin = clause_start(text, before.start, 20)
    if not before.verb:
        return _APART.search(text, begin, before.start) is not None
    return _STANDARD.search(text[begin : before.start]) is not None


def comparison_flags(text: str, start: int) -> tuple[str, ...]:
    """``yoy`` or ``mom`` where the change is against last year or last month, from the clause before."""
    window = text[max(0, start - 16) : start]
    found = last_match(_COMPARED, window, 0, len(window))
    if found is None or any(char in "。；\n" for char in window[found.end() :]):
        return ()
    return ("mom",) if "环" in found.group() or "月" in found.group() or "季" in found.group() else ("yoy",)


def last_match(pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
    """The last place where ``pattern`` occurs between ``start`` and ``end``."""
    last = None
    for found in pattern.finditer(text, start, end):
        last = found
    return last


def clause_start(text: str, pos: int, reach: int) -> int:
    """The start of the clause of ``pos``, at most ``reach`` characters back."""
    low = max(0, pos - reach)
    for at in range(pos - 1, low - 1, -1):
        if text[at] in "，。；！？,;!?\n\t":
            return at + 1
    return low
