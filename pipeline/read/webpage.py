"""An HTML page: rendering, headline, main content and metadata put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.model import Block, BlockKind, Page, PageMeta
from pipeline.read.guard import parsable
from pipeline.read.main_content import MainContent, find_main, find_opening, is_info, survey, weigh
from pipeline.read.metadata import Declared, declared_metadata, visible_metadata
from pipeline.read.render import render
from pipeline.read.rendering import Box, Line, Rendering

MIN_ARTICLE = 40
NOTABLE = 'meta,style,time[datetime],link[rel="canonical"],script[type="application/ld+json"]'
_CRUMB = re.compile(r"^首页|[>»›]|\s-\s.{2,6}$|^[^，。：]{2,6}$")
_SQUEEZE = re.compile(r"[\s\u3000\xa0]+")
_NOT_FOUND = re.compile(
    r"(?:^|\D)404(?:\D|$)|not found|页面不存在|找不到(?:该|您|此)?.{0,4}页"
    r"|已(?:被)?删除|内容不存在|请先?登录|访问出错|验证码",
    re.IGNORECASE,
)


def read_html(path: str, text: str, encoding: str, utf8: bytes) -> Page:
    """A decoded HTML page as Page: visible text with blocks, the article's blocks in ``main``, metadata.

    ``utf8``: the same text in UTF-8.
    """
    tree = LexborHTMLParser(parsable(text, utf8))
    notable: dict[str, list[LexborNode]] = {}
    for node in tree.css(NOTABLE):
        notable.setdefault(node.tag or "", []).append(node)
    declared = declared_metadata(tree, notable)
    page = render(tree, notable.get("style", ()))
    known = survey(page)
    headline = find_headline(page, declared, find_opening(page, known))
    pieces = whole_title(page, headline)
    main = find_main(page, known, headline, pieces)
    meta = _meta(page, declared, main)
    return _assemble(path, encoding, page, main, meta)


def squeeze(text: str) -> str:
    """Text without white space, for comparing titles."""
    return _SQUEEZE.sub("", text)


def find_headline(page: Rendering, declared: Declared, opening: int) -> int:
    """The line that shows the title, -1 where none does. ``opening``: the line where the running text begins.

    A heading (or a line) that the declared titles begin with or contain; else the ``h1``, else the last heading in
    front of the text. The title stands before the text, near it.
    """
    titles = [squeeze(text) for text in (page.title, *declared.titles) if text]
    best, best_score = -1, 0.0
    for i in range(min(opening + 1, len(page.lines))):
        line = page.lines[i]
        text = squeeze(line.text)
        if len(text) < 4 or len(text) > 120 or (not line.heading and line.link_chars):
            continue
        key = page.boxes[line.box].key if line.box >= 0 else ""
        heading = _HEADING_WORTH.get(line.heading, 1.0 if "title" in key else 0.0)
        overlap = _overlap(text, titles)
        score = overlap * 4 + heading if overlap >= 0.6 else _alone(page, i, opening, heading)
        if line.link_chars > 0.5 * len(line.text):
            score *= 0.5
        if len(text) < 7:  # more often the name of a channel
            score *= 0.4
        if score > best_score + 1e-9:
            best, best_score = i, score
    return best


_HEADING_WORTH = {"h1": 3.0, "h2": 1.5, "h3": 1.2, "h4": 1.0, "h5": 1.0, "h6": 1.0}


def _alone(page: Rendering, i: int, opening: int, heading: float) -> float:
    """The worth of a heading that no declared title knows: high just before the info line or the text."""
    if not heading or (page.lines[i].heading != "h1" and _CRUMB.search(page.lines[i].text)):
        return 0.0
    near = opening - i <= 6
    info = near and i + 1 < len(page.lines) and is_info(page.lines[i + 1].text)
    return (
        (heading if heading == _HEADING_WORTH["h1"] else 0.0)
        + (0.8 * heading if near else 0.0)
        + (1.0 if info else 0.0)
    )


def whole_title(page: Rendering, headline: int) -> tuple[int, ...]:
    """The lines around the headline that only together show the title: several lines that join to its beginning.

    Empty where the line shows it alone. Then ``<title>`` has it in one piece.
    """
    title = squeeze(page.title)
    if headline < 0 or not title:
        return ()
    text = squeeze(page.lines[headline].text)
    if text.endswith(("…", "...")) and not title.startswith(text) and title.startswith(text.rstrip(".…")):
        return (headline,)
    for first in range(max(0, headline - 2), headline + 1):
        joined = ""
        for last in range(first, min(len(page.lines), first + 4)):
            joined += squeeze(page.lines[last].text)
            if not title.startswith(joined):
                break
            following = squeeze(page.lines[last + 1].text) if last + 1 < len(page.lines) else "\n"
            complete = last > first and last >= headline and len(joined) >= len(text) + 4
            if complete and not title.startswith(joined + following):
                return tuple(range(first, last + 1))
    return ()


def _overlap(text: str, titles: list[str]) -> float:
    """How far a line is the head of a declared title: 1 when the title begins with it and it is most of it."""
    best = 0.0
    for title in titles:
        if text in title:  # the name of the site stands at the end
            start = 0.4 if title.startswith(text) or not title.endswith(text) else 0.1
            best = max(best, min(1.0, start + len(text) / max(1, len(title)) * 0.8))
        elif len(title) > 8 and text.startswith(title[: max(8, len(title) * 2 // 3)]):
            best = max(best, 0.8)
    return best


def _meta(page: Rendering, declared: Declared, main: MainContent) -> PageMeta:
    titles: list[tuple[str, str]] = []
    if main.headline >= 0:
        titles.append(("headline", page.lines[main.headline].text))
    titles += [("declared", text) for text in declared.titles]
    if page.title:
        titles.append(("title", page.title))
    seen = visible_metadata(page, main)
    published = seen.published or declared.published
    if seen.published and declared.published.startswith(seen.published.removesuffix(":00")):
        published = declared.published  # says the same, with seconds or a zone
    return PageMeta(
        tuple(dict.fromkeys(titles)),
        outlet=seen.outlet or declared.outlet,
        author=seen.author or ("" if declared.author in page.title else declared.author),
        published=published,
        url=declared.url,
        language=declared.language,
        unseen=tuple(text for text in (declared.keywords, *page.unseen) if text),
    )


def _assemble(path: str, encoding: str, page: Rendering, main: MainContent, meta: PageMeta) -> Page:
    texts = [line.text for line in page.lines]
    kinds = [_kind(line, page.boxes) for line in page.lines]
    hints = [_BOLD if line.bold_chars >= len(line.text) * 0.9 else () for line in page.lines]
    for i in main.captions:
        kinds[i] = "caption"
    for i in main.info:
        hints[i] = _INFO
    chosen = set(main.body)
    if main.headline >= 0:
        kinds[main.headline] = "title"
        chosen.add(main.headline)
    first = [Block(0, len(page.title), "title")] if page.title else []
    at = len(page.title) + 1 if page.title else 0
    starts = list(accumulate([len(text) + 1 for text in texts], initial=at))
    ends = [start - 1 for start in starts[1:]]
    boxes, links = [line.box for line in page.lines], [line.link_chars for line in page.lines]
    blocks = (*first, *map(Block._make, zip(starts[:-1], ends, kinds, boxes, links, hints, strict=True)))
    kept = [i + len(first) for i in sorted(chosen)]
    if main.headline < 0 and page.title:
        kept.insert(0, 0)
    text = "\n".join([page.title, *texts] if page.title else texts)
    return Page(path, "html", encoding, text, blocks, meta, tuple(kept), _not_article(page, main))


_BOLD: tuple[str, ...] = ("bold",)
_INFO: tuple[str, ...] = ("info",)


def _kind(line: Line, boxes: Sequence[Box]) -> BlockKind:
    if line.row:
        return "table_row"
    if line.heading:
        return "heading"
    return "list_item" if line.box >= 0 and boxes[line.box].tag in {"li", "dd", "dt"} else "paragraph"


def _not_article(page: Rendering, main: MainContent) -> str:
    lines = [page.lines[i] for i in main.body]
    text = "".join(line.text for line in lines)
    if not page.lines:
        return "the page shows no text"
    if len(text) < MIN_ARTICLE:
        head = page.title + text + "".join(line.text for line in page.lines[:20])
        return (
            "an error or login page"
            if _NOT_FOUND.search(head)
            else "no running text: a list, a picture or a video page"
        )
    running = sum(weigh(line) for line in lines)
    links = sum(line.link_chars for line in lines)
    if links > 0.6 * len(text) or running < 0.25 * len(text):
        return "an index of links, no article"
    return ""
