"""Lists of keywords stuck to the title or to a paragraph, or on a line of their own: ``某某棋牌,某某影院,某某彩票,``.

Items are short, parted by one mark, without the words that hold sentences together; enough of them must tell: by a spam
term, as a web address or brand, a little as a name that the page has nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.clean.language import cost, is_word
from pipeline.clean.lexicon import spam_terms, strong_terms
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

CODE = "keyword_list"
_MARKS = ",，、|｜_/;；#·- \u3000"
_WITHIN = re.compile(r"[。！？!?：:“”\"（）()《》…\n\t]")
_FUNCTION = re.compile(r"[的了是把被将与和及]|在(?!线)")
_BRAND = re.compile(
    r"[a-z0-9\-]{2,20}\.(?:cc|vip|xyz|top|club|com|net|cn)(?:[a-z]{2,8})?|(?:[a-z]{0,6}(?:bet|vip|casino|av)|ky|hg|yabo|bbin|pg|mg|ag)\d{2,6}|\d{3,5}(?:影视|影院|体育|电影)",
    re.IGNORECASE,
)
_NAME_COST = 6.3  # nats a character; three characters that form no word cost more
_LONGEST = 14
_MOST = 40


def keyword_lists(view: View, title: PageLine | None, injected: Sequence[Edit]) -> list[Edit]:
    """Edits for keyword lists at the head and tail of the title, of the first two and of the last two paragraphs."""
    text = view.page.text
    proven = {text[edit.start : edit.end] for edit in injected}
    body = [line for line in view.kept if line is not title]
    edits = []
    ends = {line.start: line for line in (*([title] if title else ()), *body[:2], *body[-2:])}
    for line in ends.values():
        if length := head_length(line.text, proven):
            edits.append(Edit(line.start, line.start + length, "", CODE, "a list of spam keywords before the text"))
            continue
        start = tail_start(line.text, proven, title=line is title)
        if start < len(line.text):
            edits.append(Edit(line.start + start, line.end, "", CODE, "a list of spam keywords behind the text"))
    return edits


def weight(item: str, proven: set[str]) -> float:
    """How much an item tells that it is a keyword, 0 to 1."""
    item = item.strip()
    if any(len(item) >= len(key) + 4 and 0 < item.find(key) < len(item) - len(key) for key in proven):
        return 0.0  # a clause of the author's with a keyword spliced in
    terms = spam_terms(item)
    if item in proven or len(terms) > 1 or strong_terms(item) or _BRAND.fullmatch(item):
        return 1.0
    if terms:
        return 0.5
    return (
        0.4
        if 3 <= len(item) <= 4 and not item.isascii() and not is_word(item) and cost(item) > _NAME_COST * len(item)
        else 0.0
    )


def is_keyword_list(text: str) -> bool:
    """A whole line of keywords.

    >>> is_keyword_list("六合彩开奖,棋牌游戏大全,手机在线观看"), is_keyword_list("苹果、华为、小米")
    (True, False)
    """
    text = text.strip()
    if _WITHIN.search(text) or not any(mark in text for mark in _MARKS):
        return False
    for mark in _MARKS:
        items = _split(text, mark)
        if len(items) > 1 and _short(items):
            weights = [weight(item, set()) for item in items]
            if _enough(weights) and weights[0] and weights[-1]:
                return True
    return False


def head_length(text: str, proven: set[str]) -> int:
    """How many characters of ``text`` are a keyword list; 0 where it begins with none.

    >>> head_length("老友棋牌,星空影院,九州开奖,昨天,公司发布了财报。", set())
    15
    >>> head_length("苹果、华为、小米等厂商", set())
    0
    """
    first = _WITHIN.search(text)
    window = text[: first.start() if first else len(text)]
    for mark in _MARKS:
        pieces = window.split(mark)
        if len(pieces) < 3:
            continue
        weights = []
        for piece in pieces[:-1][:_MOST]:
            if not _fits(piece):
                break
            weights.append(weight(piece, proven))
            if weights[0] < 0.4:
                break
        while weights and weights[-1] < 0.4:
            weights.pop()
        if not _enough(weights):
            continue
        end = sum(len(piece) + 1 for piece in pieces[: len(weights)])
        following = pieces[len(weights)]
        glued = re.match(r"(\S{2,14})[ \u3000](?=\S)", following)  # the last item ends with a space
        if glued and mark != " " and weight(glued[1], proven) >= 0.4:
            end += glued.end()
        return end
    return 0


def tail_start(text: str, proven: set[str], *, title: bool) -> int:
    """Where a keyword list at the end of ``text`` begins; ``len(text)`` where it ends with none.

    >>> tail_start("新车发布,老友棋牌,星空影院", set(), title=True), tail_start("苹果,华为,小米", set(), title=True)
    (4, 8)
    """
    stops = list(re.finditer(r"[。！？!?…][”’」』）)\"']*", text))
    begin = stops[-1].end() if stops else 0
    if not title and (not begin or len(text) - begin < 6):
        return len(text)
    window = text[begin:].rstrip()
    for mark in _MARKS:
        pieces = window.split(mark)
        if len(pieces) < (2 if title else 3):
            continue
        weights: list[float] = []
        for piece in reversed(pieces[-_MOST:]):
            if (not piece and mark == window[:1]) or not _fits(piece) or (value := weight(piece, proven)) < 0.4:
                break
            weights.append(value)
        whole = len(weights) == len(pieces)
        if whole and ((title and not begin) or not begin):
            continue  # nothing would be left
        if _enough(weights):
            length = sum(len(piece) + 1 for piece in pieces[len(pieces) - len(weights) :])
            return max(begin, begin + len(window) - length)
    return len(text)


def _enough(weights: Sequence[float]) -> bool:
    return len(weights) > 1 and max(weights) >= 1 and sum(weights) >= 1.4 and sum(weights) >= 0.45 * len(weights)


def _split(text: str, mark: str) -> list[str]:
    return [piece for piece in text.split(mark) if piece.strip()]


def _fits(piece: str) -> bool:
    piece = piece.strip()
    return 2 <= len(piece) <= _LONGEST and not _FUNCTION.search(piece)


def _short(items: Sequence[str]) -> bool:
    return all(_fits(item) for item in items)
