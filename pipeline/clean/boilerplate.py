"""Lines that a site, not the author, put on the page: editor, copyright, breadcrumbs, hot lists, adverts, noise."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.clean.hashes import looks_random
from pipeline.clean.keyword_lists import is_keyword_list
from pipeline.clean.lexicon import spam_terms, strong_terms, telling
from pipeline.clean.view import SILENCE, PageLine, View
from pipeline.tables import read_table

_HOT_MARK = re.compile(
    r"^\s*(?:TOP\s*\d{1,2}|NO\.?\s*\d{1,2}|热(?:榜|搜|点)\s*(?:TOP)?\s*\d{1,2}|[\[【](?:热|新|爆|沸)[\]】])",
    re.IGNORECASE,
)
_CODED = re.compile(r"(?=.*[A-Z])(?=.*[a-z])(?=(?:.*\d){3})(?=.*_)[\w\-]{8,40}", re.ASCII)
_NOISE = re.compile(r"^[\s?？\ufffd锟斤拷烫屯锘縬QＱ\W_]{3,}$")
_HEAD, _FOOT = 2, 6  # lines at the edges of a page
_FULL_DATE = re.compile(
    r"(?:19|20)\d{2}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(\s*[T ]?\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
)
_FIELD = re.compile(r"[\s|｜·•/／:：　丨()（）【】\[\]]+")
_ROLE = re.compile(
    r"(?:本报|见习|实习|特约|全媒体|首席)?(?:记者|通讯员|作者|编辑|责编|文|图|摄影|来源|撰文|采写|发布|原创|阅读|评论|点击)"
)
_AD_LENGTH = 40
_OWN = 0.4  # share of its pairs of characters that the page has elsewhere, from which a subhead is the article's
_CALL = re.compile(r"客服|二维码|微信|扣扣|QQ|加群|进群|扫码|上分|注册|开户|领取|详询|咨询|包赔|返水|下载|官网|热线")
_SENTENCE_WORD = re.compile(r"[的了是把被将与和及。！？；“”：:]")
_SENTENCE_END = re.compile(r"[。！？!?…][”’」』）)\"']*\s*$")


@lru_cache(maxsize=1)
def _line_rules() -> dict[str, tuple[tuple[str, str, re.Pattern[str]], ...]]:
    """Code, reason and pattern of the rows, for each value of ``where``."""
    rows = list(read_table("clean_line_patterns.csv"))
    places = {row["where"]: () for row in rows}
    return {
        where: tuple(
            (row["code"], row["reason"], re.compile(row["pattern"], re.IGNORECASE))
            for row in rows
            if row["where"] == where
        )
        for where in places
    }


def line_rules(view: View, title: PageLine | None) -> None:
    """Drop single lines by their form; then sections (hot lists, recommendations) that run to the end of the page."""
    for line in view.kept:
        if line is title:
            continue
        found = form_of(line.text)
        if found and not (
            found[0] == "source_line" and found[1] == "the date of the page" and not _near_title(view, line, title)
        ):
            _drop(view, line, found)
    for line in _edges(view, title):
        if found := edge_form(view, line.text):
            _drop(view, line, found)
    _sections(view, title)


def _drop(view: View, line: PageLine, found: tuple[str, str]) -> None:
    line.drop(*found)
    view.evidence += found[0] in _POLLUTION
    view.foreign += found[0] in _POLLUTION


_POLLUTION = frozenset({"mojibake", "hash_noise", "inline_ad", "contact_spam", "keyword_list"})


def _near_title(view: View, line: PageLine, title: PageLine | None) -> bool:
    """A bare date is the site's in the lines next to the title of a text page; elsewhere the author's."""
    if view.page.main is not None or title is None or line not in view.lines[: view.lines.index(title) + 4]:
        return False
    return ":" in line.text or any(other.code for other in view.lines)


def form_of(text: str) -> tuple[str, str] | None:
    """Code and reason of a line that no author writes, told by its form alone; None for all others."""
    text = text.strip()
    if len(text) > 240:
        return None
    if SILENCE.fullmatch(text):
        return None
    if len(text) < 3 and not any(c.isalnum() for c in text):
        return "layout", "no characters that can be read"
    if _NOISE.match(text) and not _readable(text):
        return "mojibake", "a line of lost or wrongly decoded characters"
    if re.fullmatch(r"[A-Za-z0-9+/=_\-]{8,}", text) and (looks_random(text, 8) or _CODED.fullmatch(text)):
        return "hash_noise", "a line that is a random string"
    for code, reason, pattern in _line_rules()[""]:
        if pattern.match(text):
            sentence = code != "copyright_line" and len(text) > 40 and _SENTENCE_END.search(text)
            return None if sentence else (code, reason)
    if is_keyword_list(text):
        return "keyword_list", "a list of spam keywords"
    return ("inline_ad", "a line that advertises what the spam list has") if _sells(text) else None


def _sells(text: str) -> bool:
    """A short line of little but spam terms, calls and numbers: ``二维码赔率9.85上分找客服``."""
    if len(text) > _AD_LENGTH or not _CALL.search(text) or _SENTENCE_WORD.search(text):
        return False
    terms = spam_terms(text)
    told = {i for start, end, _ in terms for i in range(start, end)}
    told |= {i for match in _CALL.finditer(text) for i in range(*match.span())}
    told |= {i for i, char in enumerate(text) if char.isascii()}
    return (
        len(terms) > 1
        and len(text) - len(told) <= 3
        and "\t" not in text
        and any(telling(family) for _, _, family in terms)
    )


def _readable(text: str) -> bool:
    return bool(
        re.search(r"[\u3400-\u9fff]", re.sub("[锟斤拷烫屯锘縬]", "", text)) or re.search(r"[A-PR-Za-z0-9]", text)
    )


def _edges(view: View, title: PageLine | None) -> list[PageLine]:
    """The first lines behind the title and the last ones of the page; short lines without an end count a quarter."""
    kept = view.kept
    first = kept.index(title) + 1 if title in kept else 0
    behind = kept[first : first + _HEAD]
    start, left = len(kept), float(_FOOT)
    while start > first + len(behind) and left > 0:
        start -= 1
        left -= 1.0 if _SENTENCE_END.search(kept[start].text) else 0.25
    return [*behind, *kept[start:]]


def edge_form(view: View, text: str) -> tuple[str, str] | None:
    """Code and reason of a line that only at the head or the foot of a page is the site's; None for all others."""
    text = text.strip()
    if len(text) > 160:
        return None
    for code, reason, pattern in _line_rules()["edge"]:
        if pattern.match(text):
            return code, reason
    return ("source_line", "date, source and names of the page") if _is_info_line(view, text) else None


def _is_info_line(view: View, text: str) -> bool:
    """Short fields without a verb, one of them a full date, and one that tells the kind: a time, a role, the outlet."""
    date = _FULL_DATE.search(text)
    fields = [field for field in _FIELD.split(_FULL_DATE.sub(" ", text)) if field] if date else []
    if not fields or len(text) > 80 or len(fields) > 8 or any(len(field) > 12 for field in fields):
        return False
    if re.search(r"[。！？；，,]", text):
        return False
    titles = " ".join(
        [view.title.text if view.title else "", view.page.meta.outlet, *(t for _, t in view.page.meta.titles)]
    )
    told = any(len(field) > 2 and field in titles for field in fields if not field[0].isdigit())
    return bool(date and date[1]) or told or any(_ROLE.fullmatch(field) for field in fields)


def _opens_section(text: str) -> bool:
    return len(text) < 40 and any(pattern.match(text.strip()) for _, _, pattern in _line_rules()["section"])


def _own_again(view: View, items: Sequence[PageLine]) -> None:
    """Subheads of the article that goes on behind a list: the last items, where the page has most of their pairs."""
    if not items:
        return
    text, start, end = view.page.text, items[0].start, items[-1].end
    for line in reversed(items[-3:]):
        pairs = [line.text[k : k + 2] for k in range(len(line.text) - 1) if line.text[k : k + 2].isalnum()]
        again = sum(text.find(pair, end) >= 0 or text.find(pair, 0, start) >= 0 for pair in pairs)
        if line.code != "related_list" or not pairs or again < _OWN * len(pairs):
            return
        line.code = ""


def _sections(view: View, title: PageLine | None) -> None:
    """Hot lists and recommendations: from their head or first item on, short lines and list items go."""
    lines = [line for line in view.lines if not line.code or line.code not in {"boilerplate"}]
    marked = [i for i, line in enumerate(lines) if _HOT_MARK.match(line.text) and line is not title]
    if len(marked) >= 2:
        view.evidence += 2
        view.foreign += 2
        for i in marked:
            lines[i].drop("hot_list", "an item of a hot list")
        behind = len(lines) - marked[-1] <= 3
        for i in range(marked[0], min(len(lines), marked[-1] + 2) if behind else marked[-1]):
            if len(lines[i].text) < 160 and lines[i] is not title:
                lines[i].drop("unrelated_paragraph", "stands between the items of a hot list")
    for i, line in enumerate(lines):
        if line is title or line.code not in {"", "inline_ad"} or not _opens_section(line.text):
            continue
        line.drop("related_list", "the head of a list of other stories")
        for number, other in enumerate(lines[i + 1 :], i + 1):
            if (len(other.text) > 60 and _SENTENCE_END.search(other.text)) or "\t" in other.text:
                _own_again(view, lines[i + 1 : number])
                break
            if not other.code and strong_terms(other.text):
                view.foreign += 1
                view.evidence += 1
            other.drop("related_list", "an item in a list of other stories")
