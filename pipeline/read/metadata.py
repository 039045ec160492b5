"""Title, outlet, author and publication time: from meta tags and JSON-LD, and from the lines that the reader sees."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.read.main_content import MainContent
from pipeline.read.rendering import Rendering

_DATE = re.compile(
    r"((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
    r"(?:[\sT·|]*(?:(?:上|下)午|早|晚)?\s*(\d{1,2})\s*[:：时点]\s*(\d{2})(?:\s*[:：分]\s*(\d{2}))?(?:\.\d+)?\s*秒?)?(Z|[+-]\d{2}:?\d{2})?"
)
_GAP = re.compile(r"[\s|｜·•　,，()（）\[\]【】]+")
_NAME = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,14}")
_OUTLET_FORM = re.compile(
    r"(?:[\u4e00-\u9fff]{2}报网?|[\u4e00-\u9fff]{2}网|新闻社?|通讯社|电视台|广播台|周刊|杂志社?|在线|客户端)$"
)
_HAN_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}")
_LABEL = re.compile(
    r"阅读|浏览|评论|发布|更新|字号|分享|收藏|打印|时间|日期|来源|原创|星期|周[一二三四五六日]|[上下]午|正文|点击"
)
_WRITTEN = re.compile(r"(?:编辑于|发布于|发表于|更新于|发布时间|发布日期|发表时间|发文日期|日期)")
_URL_DATE = re.compile(r"/((?:19|20)\d{2})[-/]?(\d{2})[-/]?(\d{2})/")
_OUTLET = re.compile(
    r"(?:(?:文章|信息|稿件|新闻|资料)?来源|稿源|出处|转自|摘自)\s*[:：]\s*([^\s|｜　<>()（）【】\[\]]{1,24})"
    r"|(?:^|[\s|｜　])来源([^\s|｜　<>()（）【】\[\]:：]{2,12})(?=[\s|｜　]|$)"
)
_PERSON = r"[\u4e00-\u9fff]{2,4}(?:[ 　、&][\u4e00-\u9fff]{2,4}){0,4}(?![\u4e00-\u9fff])|[A-Za-z][A-Za-z .]{2,20}"
_AUTHOR = re.compile(
    r"(?:作者|(?:本报|本刊|特约|见习|实习)?记者|(?<![\u4e00-\u9fff])文|撰文|撰稿|采写|执笔|编辑|责任编辑|责编|小编)\s*[:：/丨|]\s*"
    r"(?:[\u4e00-\u9fff]{2,8}(?:作者|记者)[ 　:：]?)?([^\d|｜　<>()（）【】\[\]:：，。;；/“”]{2,24})"
)
_REPORTER = re.compile(
    rf"[(（【](?:[\u4e00-\u9fff]{{2,8}})?(?:记者|作者|通讯员)[ 　:：]*({_PERSON})|作者({_PERSON})(?=[\s|　]|$)"
)
_CODE = re.compile(
    r"^(?:图|文|摄影|摄)[ 　/]+|(?<=[\u4e00-\u9fff])[_ ]\(?[A-Z]{1,4}\d*\)?$"
    r"|[ 　]+(?:整合|报道|摄影?|综合|编译|整理|图|文|通讯员.*)$"
)
_EDITOR_TAIL = re.compile(
    r"(?:责任编辑|责编|本文编辑|编辑)\s*[:：]\s*([^\s<>()（）【】\[\]:：，。;；/|]{2,12}"
    r"(?:[ 、][^\s<>()（）【】\[\]:：，。;；/|]{2,6})?)"
)
_META_TIME = frozenset(
    [
        *(
            "article:published_time",
            "og:release_date",
            "og:published_time",
            "publishdate",
            "pubdate",
            "publish_time",
            "date",
        ),
        *(
            "datepublished",
            "dateupdate",
            "weibo: article:create_at",
            "apub:time",
            "firstpublishedtime",
            "publish-time",
            "parsely-pub-date",
        ),
        *("dc.date", "dc.date.issued", "sailthru.date", "bytedance:published_time", "_pubtime", "time"),
    ]
)
_META_TITLE = frozenset({"og:title", "twitter:title", "articletitle", "title", "headline"})
_META_AUTHOR = frozenset({"author", "article:author", "og:article:author", "dc.creator", "contenteditor", "editor"})
_META_OUTLET = frozenset({"mediaid", "source", "contentsource", "article:source", "weibo: article:source", "og:source"})
_SITE_WORDS = re.compile(
    r"^(?:未知|佚名|网络|本站|原创|互联网|admin|管理员|系统管理员|null|无|[A-Z]{1,4}\d*)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What the head of the page declares."""

    titles: tuple[str, ...] = ()
    outlet: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = ""
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the lines around the article say."""

    outlet: str = ""
    author: str = ""
    published: str = ""


def iso_date(text: str) -> str:
    """The first date of a text as ISO 8601, at the precision given (day, minute or second; zone if given), else ''.

    >>> iso_date("2019年9月7日 9:05 来源"), iso_date("2020-01-02T03:04:05+08:00")
    ('2019-09-07T09:05:00', '2020-01-02T03:04:05+08:00')
    """
    for match in _DATE.finditer(text):
        year, month, day, hour, minute, second, zone = match.groups()
        if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
            continue
        date = f"{year}-{int(month):02d}-{int(day):02d}"
        if hour is None or int(hour) > 23 or int(minute) > 59:
            return date
        clock = int(hour) + 12 if "下午" in match[0] and int(hour) < 12 else int(hour)
        return f"{date}T{clock:02d}:{minute}:{second or '00'}{zone or ''}"
    return ""


def declared_metadata(tree: LexborHTMLParser, notable: Mapping[str, Sequence[LexborNode]]) -> Declared:
    """Read meta tags, ``itemprop`` attributes, JSON-LD and the canonical link."""
    titles: list[str] = []
    outlet = author = published = keywords = ""
    for node in notable.get("meta", ()):
        attributes = node.attributes
        name = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        content = (attributes.get("content") or "").strip()
        if not name or not content:
            continue
        if name in _META_TITLE:
            titles.append(content)
        elif name == "keywords":
            keywords = content[:2000]
        elif name in _META_TIME:
            published = published or iso_date(content)
        elif name in _META_AUTHOR and not author:
            author = "" if _SITE_WORDS.match(content) or len(content) > 24 or "." in content else content
        elif name in _META_OUTLET and not outlet:
            outlet = "" if _SITE_WORDS.match(content) or len(content) > 24 or content.isdigit() else content
    linked = _json_ld(notable.get("script", ()))
    titles += [title for title in (linked.titles) if title]
    if not published and not linked.published:
        published = _time_element(notable.get("time", ()))
    canonical = notable.get("link")
    url = (canonical[0].attributes.get("href") or "") if canonical else ""
    html = tree.css_first("html")
    if not published and (match := _URL_DATE.search(url)):
        published = "-".join(match.groups())
    return Declared(
        tuple(dict.fromkeys(titles)),
        outlet or linked.outlet,
        author or linked.author,
        published or linked.published,
        url,
        (html.attributes.get("lang") or "") if html else "",
        keywords,
    )


def _json_ld(scripts: Sequence[LexborNode]) -> Declared:
    """The article of the JSON-LD blocks: an item with a headline or a date, in lists and in ``@graph`` too."""
    for node in scripts:
        try:
            data = json.loads(node.text() or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            if item.get("headline") or item.get("pubDate") or item.get("datePublished"):
                published = iso_date(str(item.get("datePublished") or item.get("pubDate") or ""))
                title = _text(item.get("headline")) or _text(item.get("title"))
                return Declared((title,), _name(item.get("publisher")), _name(item.get("author")), published)
    return Declared()


def _time_element(elements: Sequence[LexborNode]) -> str:
    """The only ``<time datetime>`` of the page, or the first that says it is the publication."""
    times = [node for node in elements if iso_date(node.attributes.get("datetime") or "")]
    marked = [node for node in times if "ublish" in f"{node.attributes.get('itemprop')} {node.attributes.get('class')}"]
    dates = {iso_date(node.attributes.get("datetime") or "")[:10] for node in times}
    chosen = marked[:1] or (times[:1] if len(dates) == 1 else [])
    return iso_date(chosen[0].attributes.get("datetime") or "") if chosen else ""


def _items(data: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    for item in data if isinstance(data, list) else [data]:
        if isinstance(item, dict):
            found.append(item)
            graph = item.get("@graph")
            found += [part for part in graph if isinstance(part, dict)] if isinstance(graph, list) else []
    return found


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _name(value: object) -> str:
    if isinstance(value, list):
        return " ".join(filter(None, map(_name, value)))
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def visible_metadata(page: Rendering, main: MainContent) -> Seen:
    """Outlet, author and time from the lines between headline and text, then from the text's first and last lines."""
    first = main.body[0] if main.body else len(page.lines)
    start = max(0, main.headline + 1) if main.headline < first else max(0, first - 12)
    near = [page.lines[i].text for i in range(start, min(first, start + 15))]
    near = [text for text in near if len(text) < 200]
    head = "　".join(near)
    title = page.title[4:]
    outlet, author = _first(_OUTLET, head), _author(head)
    if not outlet:
        outlet, named = _unlabelled(near, title)
        author = author or named
    if main.body:
        last = main.body[-1]
        lead = "　".join(page.lines[i].text[:80] for i in main.body[:2])
        close = "　".join(page.lines[i].text[-80:] for i in main.body[-3:])
        tail = "　".join(page.lines[i].text[-80:] for i in range(max(first, last - 4), min(len(page.lines), last + 12)))
        author = author or _author(lead) or _author(close) or _first(_EDITOR_TAIL, tail)
    published = iso_date(head)
    if not published and main.body:
        after = [page.lines[i].text for i in range(main.body[-1], min(len(page.lines), main.body[-1] + 4))]
        published = next((iso_date(text) for text in after if len(text) < 40 and _WRITTEN.match(text)), "")
    return Seen(outlet, _CODE.sub("", author).strip(), published)


def _author(text: str) -> str:
    return _first(_AUTHOR, text) or _first(_REPORTER, text)


def _unlabelled(lines: list[str], title: str) -> tuple[str, str]:
    """(outlet, author) that the info line names without a label.

    An outlet: a word that the title's suffix has too, one in an outlet's form, or the only long word beside the date.
    An author: the only word of two to four characters beside the date.
    """
    for text in lines:
        if len(text) > 60 or not _DATE.search(text):
            continue
        words = [word for word in _GAP.split(_DATE.sub(" ", text)) if word]
        for word in words:
            if _NAME.fullmatch(word) and (word in title or _OUTLET_FORM.search(word)):
                return word, ""
        if len(words) == 1 and _HAN_NAME.fullmatch(words[0]) and not _LABEL.search(words[0]):
            return (words[0], "") if len(words[0]) > 4 else ("", words[0])
    for text in lines[:3]:
        if _NAME.fullmatch(text) and _OUTLET_FORM.search(text):
            return text, ""
    return "", ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    for match in pattern.finditer(text):
        found = next(filter(None, match.groups()), "").strip(" 　,，、_-")
        if found and not _SITE_WORDS.match(found):
            return found
    return ""
