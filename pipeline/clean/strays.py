"""Spam keywords that are met once: bare between two words of a sentence that has no place for them.

An article that tells of such things names them behind verbs, before particles and marks; a spliced keyword stands
between any two words. Where nearly all spam terms of a page stand like that, they are not the author's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pipeline.clean.language import segment
from pipeline.clean.lexicon import spam_terms, telling
from pipeline.clean.recurring import torn
from pipeline.clean.splices import left_context, right_context
from pipeline.clean.view import View

_LEAST = 4  # characters of a keyword between whole words; one more on a page without a sign of spam
_SHARE = 0.75  # of the spam terms of a page, that stand where no sentence has a place
_LONGEST = 14
_FUNCTION = frozenset("的了在是和与及或对为被把将从到由向给让等这那个种有以用做搞靠玩卖买看")
_NOUNS = """
案 案件 罪 团伙 犯罪 行为 违法 活动 广告 问题 业务 网站 平台 软件 产业 产业链 链条 窝点 人员 服务 市场 行业 现象 信息
产品 公司 企业 机构 者 类 店 门店 用户 客户 群体 项目 内容 电话 短信 陷阱 骗局 诈骗 套路 纠纷 游戏 中奖 销售 专项 从业
"""
_HEADS = frozenset(_NOUNS.split())  # take up a spam term in an article that tells of it
_SUFFIXES = frozenset("站网吧城版器群号")


def stray_terms(view: View, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places of spam keywords that stand bare or tear a word apart, beside those ``taken`` already."""
    text = view.page.text
    strays: list[tuple[int, int]] = []
    own = bad = 0
    least = _LEAST if view.evidence or taken else _LEAST + 1
    for line in view.kept:
        for first, last in _stretches(line.text):
            start, end = line.start + first, line.start + last
            if any(a < end and start < b for a, b in taken):
                bad += 1
            elif torn(text, start, end) or (end - start >= least and _bare(text, start, end)):
                bad += 1
                strays.append((start, end))
            else:
                own += 1
    if not strays or bad < _SHARE * (own + bad):
        return []
    return [(a, b) for a, b in strays if not _told(text, a, b)]


def _stretches(line: str) -> list[tuple[int, int]]:
    """Terms that touch, joined, where one of them tells."""
    found: list[list[int]] = []
    sold: list[bool] = []
    for start, end, family in spam_terms(line):
        if found and found[-1][1] == start:
            found[-1][1] = end
            sold[-1] |= telling(family)
        else:
            found.append([start, end])
            sold.append(telling(family))
    for stretch in found:
        stretch[1] += line[stretch[1] : stretch[1] + 1] in _SUFFIXES and line[stretch[1] + 1 : stretch[1] + 2].isalnum()
    return [(a, b) for (a, b), tells in zip(found, sold, strict=True) if tells and 3 <= b - a <= _LONGEST]


def _bare(text: str, start: int, end: int) -> bool:
    """Between two words, where no verb, particle or mark leads to the keyword and no noun takes it up."""
    left, right = text[max(0, start - 1) : start], text[end : end + 1]
    if not (left.isalnum() and right.isalnum()) or left in _FUNCTION or right in _FUNCTION:
        return False
    if not "\u3400" <= left <= "\u9fff" and not "\u3400" <= right <= "\u9fff":
        return False
    before = segment(left_context(text, start))[-1]
    after = segment(right_context(text, end))[0]
    return not (before in _verbs() or after in _HEADS)


def _told(text: str, start: int, end: int) -> bool:
    """The page has most pairs of the keyword's characters elsewhere: it may tell of that."""
    pairs = [text[i : i + 2] for i in range(start, end - 1)]
    return sum(text.find(p, 0, start) >= 0 or text.find(p, end) >= 0 for p in pairs) > 0.5 * len(pairs)


@lru_cache(maxsize=1)
def _verbs() -> frozenset[str]:
    """The verbs of jieba's dictionary, of two and more characters."""
    import jieba

    words = set()
    with (Path(jieba.__file__).parent / "dict.txt").open(encoding="utf-8") as file:
        for row in file:
            word, _, tag = row.rstrip("\n").split(" ")
            if tag.startswith("v") and len(word) > 1:
                words.add(word)
    return frozenset(words)
