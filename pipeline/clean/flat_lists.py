"""Lists of headlines inside a flattened line: ``TOP1热点：…TOP2热点：…``, ``[热]…[新]…``, ``…03-14…05-02``, ``1.…2.…``.

A list begins behind a finished sentence and has no sentence inside; its headlines share nothing with the article.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from pipeline.clean.foreign import vocabulary
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

REASON = "a list of headlines that share nothing with the article"
_HEAD = (
    r"(?:(?:24小时)?热(?:榜|搜|门(?:推荐|文章|新闻|阅读))|今日热(?:搜|点|榜)|猜你喜欢|猜您喜欢|(?:相关|推荐|延伸)(?:阅读|推荐|新闻|文章)|大家都在看"
    r"|(?:为你|为您|精彩|编辑)推荐|热点排行|最新文章|往期回顾)[:：]?"
)
_MARKS = (
    (re.compile(r"(?:TOP|NO\.?|Top|No\.?|热[点榜搜])\s?(\d{1,2})(?:热点|热搜|热榜)?[:：]?\s?"), True),
    (re.compile(r"[\[【](?:热|新|爆|荐|沸)[\]】]"), False),
    (re.compile(r"(?<![\d.])(\d{1,2})[.、．]\s?(?=[^\d\s])"), True),
)
_DATE = re.compile(r"(?<![\d-])[\s\u3000]?(?:20\d\d-)?(?:0\d|1[0-2])-[0-3]\d(?![\d-])")
_ENDED = re.compile(r"[。！？!?…][”’」』）)\"']*")
_INSIDE = re.compile(r"[。；;]")
_ITEM = 40  # characters of a headline
_LEAST = 3  # headlines
_SHARE = 0.2


def flat_lists(view: View, title: PageLine | None) -> list[Edit]:
    """Edits for the lists of headlines in long lines; the last headline goes where the line ends with it."""
    edits = []
    for line in view.kept:
        if line is title or len(line.text) < 200:
            continue
        for start, end in _lists(line.text):
            if _foreign(line.text, start, end):
                edits.append(Edit(line.start + start, line.start + end, "", "hot_list", REASON))
                view.foreign += 1
                view.evidence += 1
    return edits


def _lists(text: str) -> Iterator[tuple[int, int]]:
    for mark, ranked in _MARKS:
        yield from _marked(text, mark, ranked=ranked)
    yield from _dated(text)
    tail = re.search(_HEAD + r"[^。；;]{12,400}$", text)
    if tail and _ENDED.search(text[max(0, tail.start() - 3) : tail.start()]):
        yield tail.start(), len(text)


def _marked(text: str, mark: re.Pattern[str], *, ranked: bool) -> Iterator[tuple[int, int]]:
    """Runs of headlines each behind a mark; ranks rise by one."""
    run: list[re.Match[str]] = []
    for match in [*mark.finditer(text), None]:
        if match and run and _follows(text, run[-1], match, ranked=ranked):
            run.append(match)
            continue
        if len(run) >= _LEAST:
            start = run[0].start()
            head = re.search(_HEAD + r"$", text[max(0, start - 12) : start])
            start -= len(head[0]) if head else 0
            last = text[run[-1].end() :]
            whole = len(last) <= _ITEM and not _INSIDE.search(last)
            yield start, len(text) if whole else run[-1].start()
        run = [match] if match else []


def _follows(text: str, before: re.Match[str], match: re.Match[str], *, ranked: bool) -> bool:
    item = text[before.end() : match.start()]
    if not 4 <= len(item) <= _ITEM or _INSIDE.search(item):
        return False
    return not ranked or int(match[1]) == int(before[1]) + 1


def _dated(text: str) -> Iterator[tuple[int, int]]:
    """Runs of headlines each before a date; the first begins where the last sentence ended."""
    run: list[re.Match[str]] = []
    for match in [*_DATE.finditer(text), None]:
        if match and run:
            item = text[run[-1].end() : match.start()]
            if 4 <= len(item) <= _ITEM and not _INSIDE.search(item):
                run.append(match)
                continue
        if len(run) >= _LEAST:
            ends = [m.end() for m in _ENDED.finditer(text, max(0, run[0].start() - _ITEM), run[0].start())]
            yield ends[-1] if ends else run[0].end(), run[-1].end()
        run = [match] if match else []


def _foreign(text: str, start: int, end: int) -> bool:
    rest = Counter(vocabulary(text[:start] + "\n" + text[end:]).keys())
    units = vocabulary(text[start:end])
    total = math.fsum(units.values())
    return total > 0 and math.fsum(w for u, w in units.items() if rest[u]) < _SHARE * total
