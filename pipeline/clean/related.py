"""Paragraphs of other stories: they repeat, stand outside the article, or share no vocabulary with it.

Likeness is the weighted share of a paragraph's character bigrams that the rest of the article has too. The weights of
``_foreignness`` come from a logistic regression on mixed articles (``benchmarks/fit_unrelated.py`` prints them).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.clean.injected import strong_terms
from pipeline.clean.language import UNKNOWN, word_costs
from pipeline.clean.view import HAN_RUN, LATIN, PageLine, View
from pipeline.model import Edit

CODE = "unrelated_paragraph"
LONGEST = 160  # characters; an unrelated paragraph longer than this is kept: too much to lose
_CONNECTED = re.compile(
    r"[\s“\"「『（(]*(?:[他她它这那此该其]|我们?|同时|随后|之后|此外|另外|然而|不过|但|而|也|并|因此|所以|于是|对此|据此|例如|比如|其中"
    r"|首先|其次|再次|最后|一方面|另一方面|至于|与此|相比|总之|事实上|实际上|后来|接着|当然|至此|图|表|注|[一二三四五六七八九十\d]+[、.．）)])"
)
_BRACKETED = re.compile(r"\s*[（(【].*[）)】]\s*$")
_RANK = re.compile(r"(\D{0,8}?)(\d{1,2})(\s*(?:[、.．:：)）位名]|[^\d\s]{0,4}[:：])?)")
_HOT_HEAD = re.compile(r"[热榜搜]|top|no|hot", re.IGNORECASE)
_QUOTE = re.compile(r"[“\"「『‘]")
_SENTENCE = re.compile(r"[。！？!?…；;][”’」』）)\"']*\s*$")


@lru_cache(maxsize=65536)
def _weight(pair: str) -> float:
    """How telling a shared bigram is, in nats: rare words count more, pairs that are no word by their characters."""
    costs = word_costs()
    known = costs.get(pair)
    if known is not None:
        return max(0.0, known - 7.0)
    return max(0.0, min(6.0, (costs.get(pair[0], UNKNOWN) + costs.get(pair[1], UNKNOWN)) / 2 - 6.0))


def vocabulary(text: str) -> dict[str, float]:
    """Character bigrams of Han runs and Latin words of a text, with their weights."""
    found = {word.lower(): 8.0 for word in LATIN.findall(text) if len(word) > 1 and not word[0].isdigit()}
    for run in HAN_RUN.findall(text):
        for i in range(len(run) - 1):
            pair = run[i : i + 2]
            found[pair] = _weight(pair)
    return found


def unrelated(view: View, title: PageLine | None, edits: Sequence[Edit]) -> None:
    """Drop paragraphs of other stories. Repeated ones first; then, in a polluted page only, those that share nothing."""
    lines = [line for line in view.kept if line is not title]
    words = {line.start: vocabulary(line.without(edits)) for line in lines}
    _repeats(view, lines, words)
    _repeated_leads(lines)
    title_words = vocabulary(title.without(edits)) if title else {}
    _ranked(view, lines, words, title_words)
    for _ in range(3):  # every time without the company of those found before
        kept = [line for line in lines if not line.code]
        if view.evidence < 1 or len(kept) < 2 or not _drop_foreign(view, kept, words, title_words):
            return


def _drop_foreign(
    view: View, kept: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]
) -> bool:
    article = _article(kept, words, title)
    longest = max(len(line.text) for line in kept)
    scores = [_foreignness(line, _near(kept, words, i), words[line.start], article) for i, line in enumerate(kept)]
    body = [i for i, line in enumerate(kept) if len(line.text) >= 0.3 * longest and scores[i] < 0.5] or [0]
    found = 0
    for i, line in enumerate(kept):
        limit = _limit(view, line, outside="before" if i < body[0] else "behind" if i > body[-1] else "")
        if scores[i] > limit:
            line.drop(CODE, "shares no vocabulary with the article", min(1.0, 0.7 + (scores[i] - limit) / 5))
            found += 1
    view.foreign += found
    return found > 0


@dataclass(frozen=True, slots=True)
class _Article:
    """What the lines of a page have in common: ``keys`` are the telling words that recur through it."""

    counts: Counter[str]
    keys: frozenset[str]
    usual: float
    middle: int
    size: int


def _article(kept: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]) -> _Article:
    counts = Counter(unit for line in kept for unit in words[line.start])
    often = max(3, math.ceil(0.3 * len(kept)))
    keys = frozenset(
        unit
        for unit, count in counts.items()
        if (count >= often or (count >= 2 and unit in title)) and (8.0 if unit.isascii() else _weight(unit)) >= 2.5
    )
    counts.update(title.keys())
    shares = sorted(_share(words[line.start], counts) for line in kept)
    lengths = sorted(len(line.text) for line in kept)
    return _Article(counts, keys, shares[len(shares) // 2], lengths[len(lengths) // 2], len(kept))


def _near(kept: list[PageLine], words: Mapping[int, dict[str, float]], i: int) -> set[str]:
    return {unit for other in (*kept[max(0, i - 1) : i], *kept[i + 1 : i + 2]) for unit in words[other.start]}


def _share(units: Mapping[str, float], counts: Counter[str]) -> float:
    total = math.fsum(units.values())
    return math.fsum(weight for unit, weight in units.items() if counts[unit] > 1) / total if total else 0.15


def _foreignness(line: PageLine, near: set[str], units: Mapping[str, float], article: _Article) -> float:
    """Log odds that a paragraph is foreign, by what it shares with the article, with its neighbours and its key words."""
    total = math.fsum(units.values()) or 1.0
    close = math.fsum(weight for unit, weight in units.items() if unit in near) / total
    share = _share(units, article.counts)
    keys = min(2, len(article.keys & units.keys()))
    odds = -2.1 - 7.1 * share - 3.1 * share / (article.usual + 0.05) - 33.5 * close - 2.7 * keys
    odds += 2.0 * math.log(min(80, max(20, len(line.text)))) - 1.4 * math.log(article.size)
    return odds + (2.1 if len(line.text) < 0.5 * article.middle else 0.0)


def _limit(view: View, line: PageLine, *, outside: str) -> float:
    """The log odds above which a paragraph goes."""
    length = len(line.text)
    if length > LONGEST or length < 8 or line.kind in {"heading", "caption", "table_row", "list_item"} or "\t" in line.text:
        return math.inf
    sentence = bool(_SENTENCE.search(line.text))
    if strong_terms(line.text) >= 2 and length < 80:
        return -1.5
    if _BRACKETED.match(line.text):
        return math.inf
    if "截至发稿" in line.text:
        return 2.5
    if outside and view.foreign:
        return (1.5 if length > 90 else 0.0) if sentence else math.inf if outside == "before" else 0.5
    if not sentence or length < 16:
        return math.inf
    limit = (0.6 if view.foreign else 1.5) + (1.0 if length > 90 else 0.0)
    return limit + 1.0 * bool(_CONNECTED.match(line.text)) + 1.0 * bool(_QUOTE.match(line.text))


def _ranked(
    view: View, lines: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]
) -> None:
    """A ranked list of headlines behind the article (1、 2、 3、 or 热榜第1名 …) that shares nothing with it."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    kept = [line for line in lines if not line.code]
    for i, line in enumerate(kept):
        match = _RANK.match(line.text)
        if match and len(line.text.strip()) >= len(match[0]) + 4 and len(line.text) < 80 and not _SENTENCE.search(line.text):
            groups.setdefault((match[1].strip(), match[3].strip()), []).append((i, int(match[2])))
    for (head, _), items in groups.items():
        first, last = items[0][0], items[-1][0]
        ranks = [rank for _, rank in items]
        if len(items) < 3 or ranks != list(range(ranks[0], ranks[0] + len(ranks))) or first == 0:
            continue
        others = len(kept) - first - len(items)
        if others > 1.5 * len(items) or any(len(line.text) > LONGEST for line in kept[first:]):
            continue
        article = Counter(unit for line in kept[:first] for unit in words[line.start])
        article.update(title.keys())
        share = sum(_share_with(words[kept[i].start], article) for i, _ in items) / len(items)
        if share < (0.25 if _HOT_HEAD.search(head) else 0.12):
            view.evidence += 1
            view.foreign += 1
            for i, _ in items:
                kept[i].drop("hot_list", "an item of a ranked list that shares nothing with the article")
            for line in kept[first:last + 2]:
                if len(line.text) <= LONGEST and _share_with(words[line.start], article) < 0.2:
                    line.drop(CODE, "stands between the items of a ranked list")


def _share_with(units: Mapping[str, float], article: Counter[str]) -> float:
    total = math.fsum(units.values())
    return math.fsum(weight for unit, weight in units.items() if article[unit]) / total if total else 0.0


def _repeats(view: View, lines: list[PageLine], words: Mapping[int, dict[str, float]]) -> None:
    """A sentence line that stands twice or more on one page is not the author's; where it fits, one copy stays."""
    seen: dict[str, list[PageLine]] = {}
    for line in lines:
        seen.setdefault(re.sub(r"\s+", "", line.text), []).append(line)
    for text, copies in seen.items():
        if len(copies) < 2 or len(text) < 10 or "\t" in copies[0].text:
            continue
        counts = Counter(unit for line in lines if line not in copies[1:] for unit in words[line.start])
        if _share(words[copies[0].start], counts) < 0.2:
            view.foreign += 1
            view.evidence += 1
            for line in copies:
                line.drop(CODE, f"the same foreign paragraph stands {len(copies)} times")
        elif len(text) >= 30:
            for line in copies[1:]:
                line.drop("repeated_paragraph", "the paragraph stands on the page already")


def _repeated_leads(lines: list[PageLine]) -> None:
    """A teaser: a line that is the beginning of a later one and ends with an ellipsis."""
    for i, line in enumerate(lines[:6]):
        text = line.text.rstrip()
        stem = text.rstrip(".…。 ")
        if line.code or stem == text or not text.endswith(("…", "...")) or len(stem) < 12:
            continue
        if any(not other.code and other.text.startswith(stem) and len(other.text) > len(text) for other in lines[i + 1 :]):
            line.drop("repeated_lead", "a teaser that repeats the beginning of a paragraph")
