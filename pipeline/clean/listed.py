"""Keywords that the page itself lists as such: in hidden elements and head, in keyword lists, behind hot headlines.

``随某贷`` inside a word is a guess; that a hidden element lists it among others of its kind makes it sure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.clean.language import is_word
from pipeline.clean.lexicon import spam_terms, strong_terms, telling
from pipeline.clean.splices import gain_at
from pipeline.clean.view import View

_BRANDED = re.compile(
    r"(?<![A-Za-z0-9])([a-z]{1,6}\d{2,4}|\d{1,4}[a-z]{2,6}\d{0,4})"
    r"(?:开户|娱乐城?|体育|彩票|棋牌|投注|真人|赌场|电竞|官网|登录|注册|代理|返水)"
)
_MARK = re.compile(r"[\s,，、|｜;；/·#_]+")
_HEADLINES = frozenset({"hot_list", "related_list"})
_SHORTEST, _LONGEST = 3, 12
_MOST = 60  # headlines and lists looked at
_TORN = 3.5  # nats that a keyword without a spam term must save


def listed_keywords(view: View) -> list[tuple[int, int, bool]]:
    """Places of listed keywords inside running text of the lines that are in: (start, end, has a spam term)."""
    text = view.page.text
    found: list[tuple[int, int, bool]] = []
    found += _branded(view)
    seen: list[tuple[int, int]] = []  # places of longer keywords: a part of one is none
    spans = [(line.start, line.end) for line in view.kept]
    for key, anywhere in sorted(_keys(view).items(), key=lambda item: (-len(item[0]), item[0])):
        strong = bool(strong_terms(key))
        for start, end in spans:
            at = text.find(key, start, end)
            while at >= 0:
                stop = at + len(key)
                inside = start < at and stop < end and text[at - 1].isalnum() and text[stop].isalnum()
                free = not any(a < stop and at < b for a, b in seen)
                seen.append((at, stop))
                if free and inside and ((strong and anywhere) or gain_at(view, at, stop) >= _TORN):
                    found.append((at, stop, strong))
                at = text.find(key, stop, end)
    return found


def _branded(view: View) -> list[tuple[int, int, bool]]:
    """``mb66开户``: a brand of letters and digits with a trade, twice and more, that the page never has without it."""
    text = view.page.text
    places: dict[str, list[tuple[int, int, bool]]] = {}
    for line in view.kept:
        for match in _BRANDED.finditer(text, line.start, line.end):
            places.setdefault(match[0], []).append((*match.span(), True))
            if text.count(match[1]) > text.count(match[0]):
                places[match[0]].clear()
    return [place for spots in places.values() if len(spots) > 1 for place in spots]


def _keys(view: View) -> dict[str, bool]:
    """Listed keywords; True for those of a list that nothing but spam can be."""
    keys: dict[str, bool] = {}
    lists = [*view.page.meta.unseen, *(line.text for line in view.lines if line.code == "keyword_list")]
    for content in lists[:_MOST]:
        items = [item for item in _MARK.split(content) if _SHORTEST <= len(item) <= _LONGEST]
        families = {family for item in items for _, _, family in spam_terms(item) if telling(family)}
        if len(families) > 1:
            keys |= {item: True for item in items if strong_terms(item)}
    headlines = [line.text.strip() for line in view.lines if line.code in _HEADLINES]
    for headline in headlines[:_MOST]:
        for key in _ends(headline):
            keys.setdefault(key, bool(strong_terms(key)))
    return keys


def _ends(headline: str) -> Iterator[str]:
    """The last characters of a headline, of every length that a keyword may have."""
    for size in range(_SHORTEST, min(_LONGEST, len(headline) - 4) + 1):
        key = headline[-size:]
        if not key.isalnum():
            return
        if not is_word(key) and not key.isascii():
            yield key
