"""Main content of a rendered page: which lines the article is made of (boilerplate removal by structure).

Method: every line gets a weight from its length outside links and its sentence punctuation (text density and link
density as in Kohlschütter et al., WSDM 2010; punctuation density as in Chinese news extraction practice); the
weights are summed up the tree of boxes; the walk goes down from the root as long as one child holds most of the
weight; then lines inside the chosen box are kept or dropped one by one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from pipeline.read.rendering import Line, Rendering
from pipeline.read.templates import USER, other_voices

_NEGATIVE = re.compile(
    r"comment|reply|pinglun|footer|foot\b|copyright|copy-?right|relat|recommend|tuijian|xiangguan|\bhot|rank|side-?bar|sidebar|aside"
    r"|\bnav|menu|bread|crumb|\bshare|bdshare|social|\btags?\b|keyword|login|regist|advert|\bads?\b|\bad[-_]|[-_]ads?\b|banner|popup|modal"
    r"|download|qr-?code|qrcode|erweima|disclaim|feedback|guess|pager|paging|pagination|next-?page|prev|toolbar|tool-bar|fixed"
    r"|widget|subscribe|follow|gg_|guanggao|friendlink|links?\b|hotnews|more-?list|read-?more|pagebar|editor-?info|statement|jubao"
)
_POSITIVE = re.compile(
    r"article|content|main|post|text|body|detail|neirong|zhengwen|trs_editor|rich_media|entry|story|news_txt|endtext"
)
_WORD = re.compile(r"[\u3400-\u9fffA-Za-z]")
_SENTENCE = re.compile(r"[，。！？；：,;!?、]")
_STOP = re.compile(r"[。！？!?…；][”’」』）)\"']*$")
_SECTION_END = re.compile(
    r"^[\s【\[<《·•■◆▍|]*(?:相关(?:新闻|阅读|文章|推荐|链接|报道|资讯|内容|专题|话题)|(?:延伸|推荐|扩展|更多)\s*[·•]?\s*(?:阅读|推荐|文章|新闻|精彩)|猜你(?:喜欢|感兴趣)"
    r"|(?:热门|最新|精彩|全部|网友|最热)(?:评论|跟帖|推荐|文章|新闻|资讯|点击|排行)|评论\s*[(（]?\d*|(?:发表|我要|参与)评论|大家都在(?:看|搜)|今日(?:热点|推荐)"
    r"|阅读排行|点击排行|热榜|往期(?:回顾|推荐)|上一篇|下一篇|上一条|下一条|分享到|相关标签|返回(?:顶部|首页|列表)|为您推荐|编辑推荐|特别推荐"
    r"|24小时(?:热文|热榜|热点|排行)|您可能(?:还)?(?:感兴趣|喜欢)|下载.{0,8}客户端)"
)
_CHROME = re.compile(
    r"^(?:(?:字号|字体)\s*[:：]|大\s*中\s*小$|分享(?:到|至|：|:)|打印(?:本页|此页)?$|收藏(?:本页)?$|关闭(?:窗口)?$|【?(?:打印|关闭|纠错|字体)|\[?(?:责任编辑|编辑)[:：].{0,20}\]?$"
    r"|扫(?:一扫|码|描).{0,30}$|(?:点击|长按).{0,12}(?:关注|查看|下载|阅读).{0,12}$|阅读(?:全文|原文)$|展开(?:全文|阅读)?$|显示全文$|点赞|赞\s*\d*$"
    r"|举报$|评论\s*[(（]?\d*|\d+\s*(?:人)?(?:参与|评论|跟帖|阅读|条评论).{0,12}$|(?:下|上)一(?:篇|页|条)\s*[:：]?.{0,40}$|全文共?\d*页?$|(?:首页|尾页|末页)$"
    r"|您?(?:当前|现在)?(?:的)?位置\s*[:：]|.{0,14}APP.{0,6}(?:下载|打开).{0,10}$|微信$|微博$|QQ空间$|Copyright|版权所有|ICP备|本文(?:已)?.{0,4}(?:阅读|浏览)\d+)",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(r"^[\s(（【\[]*(?:责任编辑|责编|本文编辑|值班编辑|网站编辑)\s*[:：]")
_DATE_TIME = re.compile(r"(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_INFO_WORD = re.compile(
    r"来源|作者|字号|字体|阅读|浏览|点击|评论|编辑|记者|发布|时间|责编|分享|收藏|打印|大\s*中\s*小|转载|次数|人气|参与"
)


_ASIDE = frozenset({"footer", "nav", "aside", "form"})
RUNNING = 20.0  # weight of a line that is a sentence


@dataclass(frozen=True, slots=True)
class MainContent:
    """Line numbers of the article: the headline line (-1: none among the lines), the body, and the info lines."""

    headline: int
    body: tuple[int, ...]
    info: tuple[int, ...]
    captions: frozenset[int]


@lru_cache(maxsize=4096)
def _negative(key: str) -> bool:
    return _NEGATIVE.search(key) is not None


@lru_cache(maxsize=4096)
def _positive(key: str) -> bool:
    return _POSITIVE.search(key) is not None


def weigh(line: Line) -> float:
    """How much running text a line holds, in characters; lists of links weigh nothing."""
    plain = len(line.text) - line.link_chars
    if plain < 2:
        return 0.0
    marks = len(_SENTENCE.findall(line.text))
    if line.link_chars > 0.5 * len(line.text) and marks < 3:
        return 0.0
    if line.row:
        return plain * 0.3
    if marks == 0:
        return plain * 0.5 if plain > 25 else plain * 0.1
    return plain * (1.0 if marks > 1 or plain > 30 else 0.5)


@dataclass(frozen=True, slots=True)
class Survey:
    """What choosing the title and choosing the text both go by.

    ``weights``: of each line; ``homes``: the box of each; ``named``: boxes (indices) that are boilerplate by their tag
    or name; ``parents``: the box that holds each box (-1: none); ``children``: the other way round.
    """

    weights: Sequence[float]
    homes: Sequence[int]
    named: Sequence[int]
    parents: Sequence[int]
    children: Mapping[int, Sequence[int]]


def survey(page: Rendering) -> Survey:
    """Look over the lines and boxes of a page."""
    parents = [box.parent for box in page.boxes]
    children: dict[int, list[int]] = {parent: [] for parent in parents}
    for index, parent in enumerate(parents):
        children[parent].append(index)
    named = [i for i, box in enumerate(page.boxes) if box.tag in _ASIDE or (box.key and _negative(box.key))]
    return Survey(list(map(weigh, page.lines)), [line.box for line in page.lines], named, parents, children)


def find_opening(page: Rendering, known: Survey) -> int:
    """The first line of running text in the box that holds most of it, without knowing the title."""
    damped = _damp(page, known, -1, frozenset())
    box = _descend(page, known, damped)
    if box < 0:
        return len(page.lines)
    least = max(RUNNING, min(200.0, 0.08 * sum(damped[page.boxes[box].first : page.boxes[box].last])))
    held = 0.0
    for i in range(page.boxes[box].first, page.boxes[box].last):
        held += damped[i]
        if damped[i] >= RUNNING and held >= least and not page.lines[i].heading and not is_info(page.lines[i].text):
            return i
    return page.boxes[box].last


def find_main(page: Rendering, known: Survey, headline: int, title_lines: tuple[int, ...] = ()) -> MainContent:
    """Choose the article's lines. ``headline`` is the line of the title that the reader sees, -1 where there is none.

    ``title_lines``: lines that show a piece of the title each; then no single line is the headline.
    """
    weights = known.weights
    others = other_voices(page, weights, known.children, headline)
    damped = _damp(page, known, headline, others)
    box = _descend(page, known, damped)
    shown = -1 if title_lines else headline
    if box < 0:
        return MainContent(shown, (), (), frozenset())
    first, last = page.boxes[box].first, page.boxes[box].last
    start = max(headline, *title_lines, -1) + 1 if first <= headline < last else first
    kept = _filter(page, damped, range(start, last), _bad_boxes(page, known, box, others))
    opening = next((i for i in kept if weights[i] >= RUNNING and not is_info(page.lines[i].text)), last)
    info = [i for i in range(max(0, headline), min(opening, start + 12)) if is_info(page.lines[i].text)]
    body = _trim([i for i in kept if i not in info], page, damped)
    captions = frozenset(i for i in body if _is_caption(page, i))
    return MainContent(shown, tuple(body), tuple(info), captions)


def _damp(page: Rendering, known: Survey, headline: int, others: Set[int]) -> list[float]:
    """Lower the weight of lines in boxes named like boilerplate, unless the box holds the headline or most of the text.

    ``others``: boxes of other stories and comments, whose lines weigh nothing.
    """
    factor = [1.0] * (len(page.boxes) + 1)  # the last one is of lines in no box
    for index in others:
        factor[index] = 0.0
    sums = list(accumulate(known.weights, initial=0.0))
    total = sums[-1]
    for index in known.named:
        box = page.boxes[index]
        share = (sums[box.last] - sums[box.first]) / total if total else 0.0
        if share < 0.5 and not box.first <= headline < box.last:
            factor[index] = 0.05 if share < 0.1 or not _positive(box.key) else 0.5
    for index, parent in enumerate(known.parents):
        if parent >= 0:
            factor[index] *= factor[parent]
    return [weight * factor[box] for box, weight in zip(known.homes, known.weights, strict=True)]


def _descend(page: Rendering, known: Survey, weights: list[float]) -> int:
    """The box to take: down from the root while one child holds most of the weight. -1 where nothing has weight."""
    if not page.boxes or sum(weights) < 1:
        return -1
    sums = list(accumulate(weights, initial=0.0))
    children = known.children
    current, held = -1, sums[-1]
    while True:
        best, best_sum = -1, 0.0
        for child in children.get(current, ()):
            box = page.boxes[child]
            weight = sums[box.last] - sums[box.first]
            if weight > best_sum:
                best, best_sum = child, weight
        if best < 0:
            return current
        threshold = 0.45 if _divides(page, children[current], best, sums) else 0.85
        if best_sum < threshold * held or (page.boxes[best].tag in {"p", "tr", "td", "li"} and best_sum < 0.9 * held):
            return max(current, 0) if current >= 0 else best
        current, held = best, best_sum


def _divides(page: Rendering, siblings: Sequence[int], best: int, sums: list[float]) -> bool:
    """True where the best child is a section of its own, not one paragraph box among others of its kind."""
    box = page.boxes[best]
    alike = [s for s in siblings if s != best and page.boxes[s].tag == box.tag and page.boxes[s].key == box.key]
    shared = sum(sums[page.boxes[s].last] - sums[page.boxes[s].first] for s in alike)
    return (
        box.tag in {"div", "section", "article", "td", "main", "table", "tbody", "tr"}
        and box.last - box.first > 2
        and (shared < 0.2 * (sums[box.last] - sums[box.first]))
    )


def _filter(page: Rendering, weights: list[float], span: range, bad_boxes: set[int]) -> list[int]:
    """Lines of the chosen box that belong to the article."""
    kept: list[int] = []
    skip_until = -1
    for i in span:
        line = page.lines[i]
        if i < skip_until or line.box in bad_boxes:
            continue
        text = line.text
        if len(text) < 40 and _SIGN_OFF.match(text) and _signed_off(weights, kept, range(i, span.stop)):
            break
        if len(text) < 40 and _SECTION_END.match(text):
            skip_until = max(skip_until, _section_end(page, i, span, weights))
            continue
        if len(text) < 80 and _CHROME.match(text):
            continue
        if len(text) < 20 and line.box >= 0 and USER.match(page.boxes[line.box].key):
            continue
        if line.link_chars > 0.6 * len(text) and not _SENTENCE.search(text.rstrip("。！？：")) and not line.row:
            continue
        kept.append(i)
    return kept


def _signed_off(weights: list[float], kept: list[int], rest: range) -> bool:
    """True where an editor's line closes the article: little text follows, in comparison."""
    return sum(weights[i] for i in rest) < 0.25 * sum(weights[i] for i in kept)


def _section_end(page: Rendering, i: int, span: range, weights: list[float]) -> int:
    """Where the section that line ``i`` opens ends: its box, widened while the box holds nothing but the line."""

    def whole(box: int) -> bool:
        return box < 0 or (page.boxes[box].first <= span.start and page.boxes[box].last >= span.stop)

    box = page.lines[i].box
    while not whole(box) and page.boxes[box].last - page.boxes[box].first <= 1 and not whole(page.boxes[box].parent):
        box = page.boxes[box].parent
    if not whole(box) and page.boxes[box].last - page.boxes[box].first > 1:
        return page.boxes[box].last
    end = i + 1
    lines = page.lines
    while end < len(lines) and weights[end] < 30 and lines[end].link_chars >= 0.5 * len(lines[end].text):
        end += 1
    return end


def _bad_boxes(page: Rendering, known: Survey, container: int, others: Set[int]) -> set[int]:
    """Boxes inside the container that are named like boilerplate or hold other voices, with all that they hold."""
    bad, named = set(others), set(known.named)
    span = page.boxes[container]
    for index in range(container + 1, len(page.boxes)):
        box = page.boxes[index]
        if box.first >= span.last:
            break
        if box.parent in bad:
            bad.add(index)
        elif index in bad or index not in named or (box.last - box.first) >= 0.6 * (span.last - span.first):
            continue
        elif box.tag in _ASIDE or not _positive(box.key):
            bad.add(index)
    return bad


def is_info(text: str) -> bool:
    """A line of date, outlet, author and reading counters under the headline."""
    if len(text) > 120 or _STOP.search(text):
        return False
    words = len(set(_INFO_WORD.findall(text)))
    if _DATE_TIME.search(text):
        return len(text) < 30 or words > 0
    return (
        words > 0
        and len(text) < 40
        and bool(
            re.match(
                r"^(?:来源|作者|文章来源|信息来源|编辑|记者|发布|时间|字号|阅读|浏览|点击|评论|责编|稿源|发稿)", text
            )
        )
    )


def _trim(kept: list[int], page: Rendering, weights: list[float]) -> list[int]:
    """Drop link lines, counters and other stray short lines at both ends of the body."""

    def stray(i: int) -> bool:
        line = page.lines[i]
        return (weights[i] < 1 and line.link_chars > 0.5 * len(line.text)) or (
            not line.row and len(line.text) < 8 and not _WORD.search(line.text)
        )

    while kept and stray(kept[0]):
        kept.pop(0)
    while kept and stray(kept[-1]):
        kept.pop()
    return kept


def _is_caption(page: Rendering, i: int) -> bool:
    line = page.lines[i]
    if line.heading or line.row or len(line.text) > 60:
        return False
    key = page.boxes[line.box].key if line.box >= 0 else ""
    tag = page.boxes[line.box].tag if line.box >= 0 else ""
    if tag in {"figcaption", "caption"} or re.search(
        r"caption|imgtitle|img_?desc|pic_?(?:txt|desc|info)|picinfo|f_center|img-?note", key
    ):
        return True
    return line.after_image and not _STOP.search(line.text) and (tag == "center" or "~center" in key)
