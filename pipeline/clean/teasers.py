"""Teasers: the beginning of the title or of a paragraph, broken off with an ellipsis: ``国庆中秋长…``."""

from __future__ import annotations

import re

from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

CODE = "repeated_lead"
_HEAD = re.compile(r"^[\s【\[]*(?:摘要|导读|导语|核心提示|内容提要|内容摘要|简介|提要|核心提要)[\s】\]]*[:：]?\s*")
_TAIL = re.compile(r"[\s。]*[\[【(（<]?(?:详情|全文|查看全文|阅读全文|更多|查看详情|详细)?[\]】)）>]*\s*$")
_BROKEN = re.compile(r"(?:…+|\.{2,}|。{2,})")
_STOPS = "。！？!?…；”』」）\n"
_MARKS = frozenset("，。！？；：、,.!?;:…—”）》")
_LEAST = 12  # characters; a shorter copy must break off inside a sentence
_SHORT = 6
_KEY = 6


def teasers(view: View, title: PageLine | None) -> list[Edit]:
    """Drops the lines that are teasers; edits for those that stand inside a line of flattened text."""
    kept = view.kept
    edits: list[Edit] = []
    for line in kept:
        if line is title or not _BROKEN.search(line.text):
            continue
        if _is_teaser(line, kept, title):
            line.drop(CODE, "a teaser that repeats the beginning of a paragraph")
        else:
            edits += _inside(view, line)
    return edits


def _is_teaser(line: PageLine, kept: list[PageLine], title: PageLine | None) -> bool:
    text = _TAIL.sub("", _HEAD.sub("", line.text.strip()))
    stem = text.rstrip(".…。 ")
    if len(stem) < _SHORT or not _BROKEN.search(text[len(stem) :] + line.text[-3:]):
        return False
    return any(_begins(other, stem, short=other is title) for other in kept if other is not line)


def _begins(line: PageLine, stem: str, *, short: bool) -> bool:
    text = line.text.lstrip()
    if line.code or not text.startswith(stem) or len(text) <= len(stem) + 1:
        return False
    broken = text[len(stem)] not in _MARKS
    return len(stem) >= _LEAST or (broken and len(stem) >= (_SHORT if short else _LEAST - 4))


def _inside(view: View, line: PageLine) -> list[Edit]:
    """From the beginning of a sentence to an ellipsis, word for word as another sentence begins and goes on."""
    edits: list[Edit] = []
    text, at = view.page.text, line.start
    for match in _BROKEN.finditer(text, line.start, line.end):
        start = _copied_from(text, max(at, line.start), match.start())
        if start is not None:
            edits.append(Edit(start, match.end(), "", CODE, "a teaser that repeats the beginning of a paragraph"))
            at = match.end()
    return edits


def _copied_from(text: str, low: int, stop: int) -> int | None:
    """Where the copy begins that ends at ``stop``; it must begin where a sentence does, there and at the original."""
    key = text[stop - _KEY : stop]
    if stop - low < _LEAST - 4 or "\n" in key:
        return None
    other = text.find(key)
    while other >= 0:
        last = other + _KEY
        if other != stop - _KEY and text[last : last + 1] not in _MARKS:
            same = 0
            while same < stop - low and last - same > 0 and text[stop - same - 1] == text[last - same - 1]:
                same += 1
            for size in range(same, _LEAST - 5, -1):
                if _opens(text, stop - size, low) and _opens(text, last - size, 0) and abs(stop - last) >= size:
                    return stop - size
        other = text.find(key, other + 1)
    return None


def _opens(text: str, at: int, low: int) -> bool:
    return at == low or text[at - 1] in _STOPS
