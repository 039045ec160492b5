"""Lists of keywords stuck to the title or to a paragraph: ``某某棋牌,某某影院,某某彩票,`` and then the author's text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.lexicon import spam_terms, strong_terms
from pipeline.clean.language import cost, is_word
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

CODE = "keyword_list"
_ITEM = re.compile(r"([^,，、|｜;；。！？!?：:“”\"（）()]{1,14}?)(?:\s*([,，、|｜;；])\s*|(?<=\S)([ \u3000]+)(?=\S))")
_FUNCTION = re.compile(r"[的了是把被将与和及]|在(?!线)")
_NAME_COST = 20.0  # nats; three characters that form no word cost 24 and more


def keyword_lists(view: View, title: PageLine | None, injected: Sequence[Edit]) -> list[Edit]:
    """Edits for keyword lists at the head of the title, of the first two and of the last paragraph, and behind them."""
    text = view.page.text
    proven = {text[edit.start : edit.end] for edit in injected}
    body = [line for line in view.kept if line is not title]
    edits = []
    ends = {line.start: line for line in (*([title] if title else ()), *body[:2], *body[-1:])}
    for line in ends.values():
        if length := head_length(line.text, proven):
            edits.append(Edit(line.start, line.start + length, "", CODE, "a list of spam keywords before the text"))
        tail = re.search(r"(?<=[。！？!?…])[^。！？!?…]{6,160}$", line.text)
        if tail and head_length(tail[0].rstrip() + ",", proven) > len(tail[0].rstrip()):
            edits.append(Edit(line.start + tail.start(), line.end, "", CODE, "a list of spam keywords behind the text"))
    return edits


def head_length(text: str, proven: set[str]) -> int:
    """How many characters of ``text`` are a keyword list; 0 where it begins with none.

    Items end with the same separator. An item tells by spam terms (one of a telling family, or two), a little by one
    generic term or by being no word of the dictionary, as names are.

    >>> head_length("老友棋牌,星空影院,九州开奖,昨天,公司发布了财报。", set()), head_length("苹果、华为、小米等厂商", set())
    (15, 0)
    """
    items = _items(text)
    weights = [_telling(item, proven) for item, _ in items]
    last = max((i for i, weight in enumerate(weights) if weight >= 0.5), default=-1)
    if last < 1 or max(weights) < 1:
        return 0
    while last + 1 < len(items) and weights[last + 1]:
        last += 1
    total = sum(weights[: last + 1]) + (0.5 if "|" in text[: items[0][1]] else 0.0)
    return items[last][1] if total >= 1.5 and total >= 0.45 * (last + 1) else 0


def _telling(item: str, proven: set[str]) -> float:
    terms = spam_terms(item)
    if item in proven or len(terms) > 1 or strong_terms(item):
        return 1.0
    return 0.5 if terms else 0.4 if _name(item) else 0.0


def _items(text: str) -> list[tuple[str, int]]:
    """The items at the head with the offset behind the separator of each; a space can only end the list."""
    items: list[tuple[str, int]] = []
    at, separator = 0, ""
    while len(items) < 20 and (match := _ITEM.match(text, at)):
        item, mark = match[1].strip(), match[2] or " "
        if _FUNCTION.search(item) or separator and mark not in {separator, "|", "，", ",", " "}:
            break
        separator = separator or mark
        at = match.end()
        items.append((item, at))
        if mark == " ":
            break
    return items


def _name(item: str) -> bool:
    return 3 <= len(item) <= 4 and not is_word(item) and cost(item) > _NAME_COST
