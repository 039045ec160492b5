"""Repeated templates: cards of other stories and comments, told by boxes of one build that stand side by side.

Method: siblings with the same tag and class form a group (repeated-structure mining as in wrapper induction). A group
whose boxes each show a link as their headline is a list of teasers; one whose boxes each name a writer or a time is a
thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

from pipeline.read.rendering import Box, Line, Rendering

USER = re.compile(r"(?:post-?|reply-?|comment-?)?(?:user|author|avatar|nick|floor|poster)")
_AGO = re.compile(
    r"刚刚|\d+\s*(?:秒|分钟|小时|天|周|个?月|年)前|(?:昨|前|今)天\s*\d{1,2}:\d{2}|\d{1,2}[-/月]\d{1,2}日?\s+\d{1,2}:\d{2}|\d+\s*[楼#]|[回答]复|举报|沙发|板凳"
)
_STOP = re.compile(r"[。！？!?；]$")
_MAX_LINES = 6
_MAX_TEASER = 240


def other_voices(
    page: Rendering, weights: Sequence[float], children: Mapping[int, Sequence[int]], headline: int
) -> set[int]:
    """Boxes (indices) that hold teasers of other stories, comments, or the replies of a thread.

    ``children``: boxes by the box that holds them. The first box of a thread is kept where the page has no other
    running text: it is the article then.
    """
    sums = list(accumulate(weights, initial=0.0))
    sizes = list(accumulate([len(line.text) for line in page.lines], initial=0))
    found: set[int] = set()
    for alike in _builds(page.boxes, children):
        boxes = [page.boxes[index] for index in alike]
        if any(box.first <= headline < box.last for box in boxes[1:]):
            continue
        if len(alike) > 2 and _most(_teaser(page, box, sizes) for box in boxes):
            found.update(alike)
        elif _most(_signed(page, index) for index in alike):
            before = sums[boxes[0].first] - sums[max(headline, 0)] if headline < boxes[0].first else 0.0
            own = boxes[0].first <= headline < boxes[0].last
            found.update(alike if before >= 40 and not own else alike[1:])
    return found


def _builds(boxes: Sequence[Box], children: Mapping[int, Sequence[int]]) -> Iterator[list[int]]:
    """Siblings of one tag and class that show something; only where most of them have two lines or more."""
    for siblings in children.values():
        if len(siblings) < 2:
            continue
        groups: dict[tuple[str, str], list[int]] = {}
        for index in siblings:
            box = boxes[index]
            if box.last > box.first:
                groups.setdefault((box.tag, box.key), []).append(index)
        for alike in groups.values():
            if len(alike) > 1 and _most([boxes[i].last - boxes[i].first > 1 for i in alike]):
                yield alike


def _most(flags: Iterable[bool]) -> bool:
    values = list(flags)
    return sum(values) / len(values) > 0.7


def _teaser(page: Rendering, box: Box, sizes: Sequence[int]) -> bool:
    """A headline that is a link, and at most a few short lines of summary, date and counters.

    ``sizes``: the characters of the lines before each line.
    """
    first, last = box.first, box.last
    if not 2 <= last - first <= _MAX_LINES or sizes[last] - sizes[first] > _MAX_TEASER:
        return False
    return any(_link_line(line) for line in page.lines[first : min(last, first + 3)])


def _link_line(line: Line) -> bool:
    return len(line.text) >= 6 and line.link_chars >= 0.8 * len(line.text) and not _STOP.search(line.text)


def _signed(page: Rendering, index: int) -> bool:
    """True where a short line of the box, or a box inside it, is about the writer or the time of a comment."""
    box = page.boxes[index]
    if box.last - box.first < 2:
        return False
    head = page.lines[box.first : min(box.last, box.first + 12)]
    if any(len(line.text) < 40 and _AGO.search(line.text) for line in head):
        return True
    inner = page.boxes[index + 1 : index + 12]
    return any(part.last <= box.last and part.last > part.first and USER.search(part.key) for part in inner)
