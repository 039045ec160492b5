"""The title that the reader sees: which line it is, where the site's suffix begins, which lines only repeat it."""

from __future__ import annotations

import re

from pipeline.clean.boilerplate import form_of
from pipeline.clean.lexicon import strong_terms
from pipeline.clean.splices import gain_at
from pipeline.clean.view import HAN, PageLine, View
from pipeline.model import Edit

_SEPARATOR = re.compile(
    r"\s*(?:[_|｜]+|\s[-–—]+\s|[-–—]{1,2}(?=[^\d\s\-–—][^-_|｜]{0,14}(?:[-–—][^\d\s\-–—][^-_|｜]{0,14})?$)|\s+[·•]\s+)\s*"
)
_SITE_TAIL = re.compile(
    r"(?:网|网站|新闻|频道|资讯|报|日报|晚报|快报|早报|时报|周刊|在线|社区|论坛|中心|门户|客户端|手机版|触屏版|首页|官网|平台|号|栏目|文库|博客|头条|财经|科技|汽车|娱乐|体育|房产|教育|军事|健康|国际|国内|社会|正文|文章|详情页?|专栏|杂志|传媒|视界|观察|看点|车市|数码)$"
    r"|^(?:ZAKER|CSDN|搜狐|新浪|网易|腾讯|凤凰|知乎|百度|澎湃|新华|人民|央视|简书|豆瓣|雪球|虎嗅|36氪|IT之家)|\.(?:com|cn|net|org|cc)\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[（(]([^（()）]{3,12})[)）]$")
_PHRASE = re.compile(r"[^\s，,：:。；;！!？?、]+|$")
_SECTION = 6  # characters of the name of a section
_HEADLINE = 8  # characters that a headline has at least
_SUFFIXES = re.compile(r"(?:\s*[-_|｜–—·•]{1,2}\s*[^-_|｜–—·•]{1,16}){1,3}")
_FRAME = "【】[]「」〖〗《》"
_END = re.compile(r"[。；;]\s*$")


def squeeze(text: str) -> str:
    """Text without white space and in plain width, for comparing titles."""
    return re.sub(r"\s+", "", text).replace("，", ",").replace("：", ":").replace("？", "?").replace("！", "!").lower()


def find_title(view: View) -> PageLine | None:
    """The title line: the headline that the reader marked, else the first line that can be a title."""
    main = view.page.main
    if main is not None:
        marked = [line for line in view.kept if line.kind == "title"]
        return marked[0] if marked else None
    for line in view.kept[:8]:
        text = line.text.strip()
        if form_of(text):
            continue
        if 4 <= len(text) <= 120 and HAN.search(text) and not _END.search(text):
            return line
        if len(text) > 200:
            return None
    return None


def suffix_edit(view: View, title: PageLine) -> Edit | None:
    """The site's name behind the title: after a separator, in the form of a site's name or known as the outlet."""
    text = title.text.rstrip()
    cut = len(text)
    outlet = view.page.meta.outlet
    if (named := _BRACKETED.search(text)) and (named[1] == outlet or _elsewhere(view, title, named[1])):
        cut = named.start()
    marks = list(_SEPARATOR.finditer(text, 0, cut))
    tails = _tails(text[:cut], marks)
    for at, (match, tail) in enumerate(zip(reversed(marks), reversed(tails), strict=True)):
        if match.start() < 4 or not tail or len(tail) > 16:
            break
        known = _SITE_TAIL.search(tail) or (outlet and (outlet in tail or tail in outlet))
        if not (known or _elsewhere(view, title, tail) or _section(view, text, marks, tails[: len(tails) - at], cut)):
            break
        cut = match.start()
    if cut == len(text):
        return None
    return Edit(title.start + cut, title.end, "", "site_suffix", "the site's name behind the title")


def _tails(text: str, marks: list[re.Match[str]]) -> list[str]:
    ends = [*(match.start() for match in marks[1:]), len(text)] if marks else []
    return [text[match.end() : end].strip() for match, end in zip(marks, ends, strict=True)]


def _section(view: View, text: str, marks: list[re.Match[str]], tails: list[str], cut: int) -> bool:
    """A short Han tail that the body has not: behind an underscore, before a suffix that was cut, or one of two."""
    mark, tail = marks[len(tails) - 1], tails[-1]
    if not 2 <= len(tail) <= _SECTION or not HAN.match(tail) or mark.start() < _HEADLINE:
        return False
    if any(tail in line.text for line in view.kept[1:] if not line.text.startswith(text[:_HEADLINE])):
        return False
    same = mark[0].strip()[:1]
    before = marks[len(tails) - 2] if len(tails) > 1 else None
    paired = before is not None and before[0] == mark[0] and len(tails[-2]) <= _SECTION
    if paired and before is not None:  # 北京-上海-广州 are parts of one name
        paired = len(_PHRASE.findall(text[: before.start()])[-2]) > _SECTION
    return same in "_|｜" or cut < len(text) or paired


def _elsewhere(view: View, title: PageLine, tail: str) -> bool:
    """The tail stands on the page in a line of its own or as the outlet of the info line."""
    return len(tail) >= 3 and any(
        line is not title and (line.text.strip() == tail or f"来源：{tail}" in line.text or f"来源:{tail}" in line.text)
        for line in view.lines
    )


def drop_copies(view: View, title: PageLine, edits: list[Edit]) -> None:
    """Lines that only repeat the title: whole, with a suffix, cut with an ellipsis, or with other injections."""
    main = squeeze(title.without(edits)).strip(_FRAME)
    if len(main) < 6:
        return
    for line in view.kept:
        if line is title or len(line.text) > len(title.text) * 1.6 + 30:
            continue
        text = squeeze(line.without(edits)).strip(_FRAME)
        stem = text.rstrip(".…")
        if len(stem) < 5 or (line.kind == "heading" and stem != main):
            continue
        cut = stem != text and ((len(stem) >= 8 and stem in main) or main.startswith(stem))
        whole = main.startswith(stem) and len(stem) > 0.7 * len(main)
        more = stem.startswith(main) and _is_suffix(stem[len(main) :])
        if cut or whole or more or _same_but_injected(main, text):
            line.drop("duplicate_title", "repeats the title")


def _is_suffix(text: str) -> bool:
    """``_某某新闻网``, `` - 某某网 - 手机版`` and the like."""
    return bool(_SUFFIXES.fullmatch(text))


def _same_but_injected(a: str, b: str) -> bool:
    """The shorter one is what is left of the longer one when at most three stretches inside it are taken out."""
    short, long = sorted((a, b), key=len)
    if len(short) < 10 or len(long) - len(short) > 16 or short[0] != long[0] or short[-1] != long[-1]:
        return False
    at, cuts, inside = 0, 0, False
    for char in long:
        if at < len(short) and char == short[at]:
            at, inside = at + 1, False
        elif not inside:
            cuts, inside = cuts + 1, True
    return at == len(short) and cuts <= 3


def agreed_cuts(view: View, title: PageLine, copies: list[str]) -> list[Edit]:
    """What one copy of the title has and another lacks: an injection, where the rest agrees to the letter.

    The stretch must also be suspicious by itself: it tears a word apart or has a spam term.
    """
    edits: list[Edit] = []
    for copy in copies:
        prefix = _common_prefix(title.text, copy)
        rest_a, rest_b = title.text[prefix:], copy[prefix:]
        for length in range(2, min(13, len(rest_a))):
            tail, cut = rest_a[length:], rest_a[:length]
            if len(tail) < 4 or not cut.isalnum() or not (rest_b.startswith(tail[:6]) or rest_b == tail):
                continue
            start, end = title.start + prefix, title.start + prefix + length
            if strong_terms(cut) or gain_at(view, start, end) >= 4.5:
                edits.append(Edit(start, end, "", "injected_keyword", "a copy of the title lacks it"))
            break
    return edits


def _common_prefix(a: str, b: str) -> int:
    size = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        size += 1
    return size
