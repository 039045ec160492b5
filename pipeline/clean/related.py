"""Paragraphs of other stories: they repeat, stand outside the article, or share no vocabulary with it.

How foreign a paragraph is to its page, ``foreign.log_odds`` says; other signs of pollution set the limit.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from pipeline.clean.foreign import NAMES, Likeness, log_odds, vocabulary
from pipeline.clean.lexicon import strong_terms
from pipeline.clean.repeats import repeats
from pipeline.clean.view import PageLine, View
from pipeline.clean.vouched import vouched
from pipeline.model import Edit

CODE = "unrelated_paragraph"
# Share of its words that the page has, above which a paragraph stays; near-copies of another foreign one have as many:
# ``repeats`` and ``Likeness.apart`` see to it.
_AT_HOME = 0.6
_SURE = 4.0  # log odds
_DOUBT = 0.2  # less, for the company that was taken away
LONGEST = 320  # characters; an unrelated paragraph longer than this is kept: too much to lose
_SHORT = 80  # characters; a longer paragraph would have a word of the page
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÿĀ-ž]{2}")
_BRACKETED = re.compile(r"\s*[（(【].*[）)】]\s*$")
_RANK = re.compile(r"(\D{0,8}?)(\d{1,2})(\s*(?:[、.．:：)）位名]|[^\d\s]{0,4}[:：])?)")
_DATE = r"(?:(?:19|20)\d{2}[-/.年])?\d{1,2}[-/.月]\d{1,2}日?(?:\s+\d{1,2}:\d{2})?"
_DATE_FIRST = re.compile(rf"^\s*[\[【(（]?{_DATE}[\]】)）]?\s*\S{{4,}}")
_DATE_LAST = re.compile(rf"\S{{4,}}\s*[\[【(（]?{_DATE}[\]】)）]?\s*$")
_HAS_DATE = re.compile(r"\d[-/.月]\d")  # what every date has
_HOT_HEAD = re.compile(r"[热榜搜]|top|no|hot", re.IGNORECASE)
_SENTENCE = re.compile(r"[。！？!?…；;][”’」』）)\"']*\s*$")


def unrelated(view: View, title: PageLine | None, edits: Sequence[Edit]) -> None:
    """Drop paragraphs of other stories: repeated ones first, then lists, then those that share nothing."""
    lines = [line for line in view.kept if line is not title]
    words = {line.start: vocabulary(line.without(edits)) for line in lines}
    title_words = vocabulary(title.without(edits)) if title else {}
    repeats(view, lines, words, title_words)
    _ranked(view, lines, words, title_words)
    _dated(view, lines, words, title_words)
    spam = frozenset(line.start for line in lines if strong_terms(line.without(edits)) >= 2)
    known = Known(words, title_words, spam, _spliced(lines, edits))
    for _ in range(3):  # every time without the company of those found before
        kept = [line for line in lines if not line.code]
        if len(kept) < 2 or not _drop_foreign(view, kept, known):
            return


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the lines of a page, by their starts, and the words of its title.

    ``spam``: lines that keep spam terms when the injected keywords are out. ``spliced``: lines with a keyword inside a
    sentence; who splices keywords does so in the author's paragraphs.
    """

    words: Mapping[int, dict[str, float]]
    title: Mapping[str, float]
    spam: frozenset[int]
    spliced: frozenset[int]


def _spliced(lines: Sequence[PageLine], edits: Sequence[Edit]) -> frozenset[int]:
    places = sorted((edit.start, edit.end) for edit in edits if edit.code == "injected_keyword")
    found = set()
    for line in lines:
        at = bisect_right(places, (line.start, line.end))
        if at < len(places) and places[at][1] < line.end - 1:
            found.add(line.start)
    return frozenset(found)


def _drop_foreign(
    view: View,
    kept: list[PageLine],
    known: Known,
) -> bool:
    """Drop what is foreign in the company of the lines that are still in; True where something was."""
    likeness = Likeness([line.text for line in kept], [known.words[line.start] for line in kept], known.title)
    score = cache(partial(_score, likeness))
    longest = max(len(line.text) for line in kept)
    long = [i for i, line in enumerate(kept) if len(line.text) >= 0.3 * longest]
    first = next((i for i in long if score(i) < 0.0), 0)
    last = next((i for i in reversed(long) if score(i) < 0.0), 0)
    own: list[bool] = []  # who speaks for a paragraph is asked only where one is to go
    found = []
    for i, line in enumerate(kept):
        limit = _limit(view, line, known.spam, outside="before" if i < first else "behind" if i > last else "")
        if line.start in known.spliced:
            limit += 1.5
        elif limit < math.inf:
            limit = min(limit, _limit_of_strangers(view, line, likeness, i))
        if limit == math.inf or score(i) <= limit - view.doubt:
            continue
        own = own or vouched([line.text for line in kept], view.title.text if view.title else "")
        if line.recurs or line.start in known.spam or not own[i]:
            found.append((line, score(i) - limit))
    cut = sum(len(line.text) for line, _ in found)
    if not view.foreign and cut > 0.4 * sum(len(line.text) for line in kept):
        return False  # a page that is all odds and ends: no telling which of them is the article
    for line, margin in found:
        line.drop(CODE, "shares no vocabulary with the article", min(1.0, 0.7 + margin / 5))
    view.foreign += len(found)
    return bool(found)


def _limit_of_strangers(view: View, line: PageLine, likeness: Likeness, i: int) -> float:
    """A lower limit for paragraphs without a key word or any word of the page, on pages that are full of others."""
    if _LATIN_WORD.search(line.text) or not 20 <= len(line.text) <= _SHORT:
        return math.inf
    if view.foreign > 3 and _keyless(likeness.row(i)):
        return -1.3
    if view.sold and likeness.usual >= 0.1 and likeness.shares[i] == 0.0 and len(line.text) <= 60:
        return -1.0
    return math.inf


def _score(likeness: Likeness, i: int) -> float:
    """Log odds that a paragraph is foreign, with and without the few others that are like it."""
    score = log_odds(likeness.row(i)) if likeness.shares[i] < _AT_HOME else -9.0
    apart = likeness.apart(i) if score < _SURE else None
    return max(score, log_odds(apart) - _DOUBT) if apart and apart[5] < _AT_HOME else score


def _keyless(row: list[float]) -> bool:
    """Without a key word of the page where nearly every paragraph has one, and with few of its other words."""
    features = dict(zip(NAMES, row, strict=True))
    return features["key_habit"] >= 0.7 and not features["keys"] and features["ratio"] < 0.6


def _limit(view: View, line: PageLine, spam: frozenset[int], *, outside: str) -> float:
    """The log odds above which a paragraph goes: the more other signs of foreign text, the lower.

    ``benchmarks/fit_foreign.py`` prints by cross-validation what a limit loses and finds.
    """
    length = len(line.text)
    if (
        length > LONGEST
        or length < 8
        or line.kind in {"heading", "caption", "table_row", "list_item"}
        or "\t" in line.text
    ):
        return math.inf
    if line.start in spam and length < 80 and view.evidence:
        return 0.0
    if line.recurs:
        return 0.0
    if _BRACKETED.match(line.text):
        return math.inf
    if "截至发稿" in line.text:
        return 4.0
    sentence = bool(_SENTENCE.search(line.text))
    if not sentence or length < 16:
        return (math.inf if outside == "before" else 2.0) if outside and view.foreign > 1 else math.inf
    limits = (3.0, 2.8, 2.5, 2.3)  # one sign of foreign paragraphs, two, three, more
    base = limits[min(view.foreign, 4) - 1] if view.foreign else 3.0 if view.evidence else 3.3
    if outside:
        base -= 0.2
    return base + (0.3 if length > 160 else 0.0)


def _ranked(
    view: View, lines: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]
) -> None:
    """A ranked list of headlines behind the article (1、 2、 3、 or 热榜第1名 …) that shares nothing with it."""
    groups: dict[tuple[str, str], list[tuple[int, int]]] = {}
    kept = [line for line in lines if not line.code]
    for i, line in enumerate(kept):
        match = _RANK.match(line.text)
        if (
            match
            and len(line.text.strip()) >= len(match[0]) + 4
            and len(line.text) < 80
            and not _SENTENCE.search(line.text)
        ):
            groups.setdefault((match[1].strip(), match[3].strip()), []).append((i, int(match[2])))
    for (head, _), items in groups.items():
        for run in _rising(items):
            first, last = run[0], run[-1]
            behind = first and len(kept) - first - len(run) <= 1.5 * len(run)
            if any(len(line.text) > LONGEST for line in kept[first : last + 1]):
                continue
            least = (0.25 if _HOT_HEAD.search(head) else 0.12) if behind else 0.1
            others = (*kept[:first], *kept[last + 3 :])
            article = Counter(unit for line in others for unit in words[line.start])
            article.update(title.keys())
            if sum(_share_with(words[kept[i].start], article) for i in run) / len(run) >= least:
                continue
            view.evidence += 1
            view.foreign += 1
            for i in run:
                kept[i].drop("hot_list", "an item of a ranked list that shares nothing with the article")
            rest = kept[last + 1 : last + 3] if behind else []  # a sentence there goes on with the article
            for line in (*kept[first:last], *(line for line in rest if not _SENTENCE.search(line.text))):
                if len(line.text) <= LONGEST and _share_with(words[line.start], article) < 0.2:
                    line.drop(CODE, "stands between the items of a ranked list")


def _rising(items: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Runs of three and more items (line, rank) close together whose ranks rise; one may be missing between two."""
    runs: list[list[tuple[int, int]]] = []
    for at, rank in items:
        if runs and 0 < rank - runs[-1][-1][1] <= 2 and at - runs[-1][-1][0] <= 3:
            runs[-1].append((at, rank))
        else:
            runs.append([(at, rank)])
    return [[at for at, _ in run] for run in runs if len(run) > 2]


def _dated(
    view: View, lines: list[PageLine], words: Mapping[int, dict[str, float]], title: Mapping[str, float]
) -> None:
    """Headlines with a date at the same end of each, behind the article, that share nothing with it."""
    kept = [line for line in lines if not line.code]
    for form in (_DATE_FIRST, _DATE_LAST):
        items = [
            i
            for i, line in enumerate(kept)
            if len(line.text) < 80
            and _HAS_DATE.search(line.text)
            and form.search(line.text)
            and not _SENTENCE.search(line.text)
        ]
        for run in _close(items):
            article = Counter(unit for i, line in enumerate(kept) if i not in run for unit in words[line.start])
            article.update(title.keys())
            behind = len(kept) - run[-1] <= 3
            least = 0.2 if behind else 0.1
            if sum(_share_with(words[kept[i].start], article) for i in run) / len(run) < least:
                view.evidence += 1
                view.foreign += 1
                for i in run:
                    kept[i].drop("hot_list", "an item of a dated list of other stories")


def _close(items: Sequence[int]) -> list[list[int]]:
    """Runs of three and more lines with at most one other between two."""
    runs: list[list[int]] = []
    for at in items:
        if runs and at - runs[-1][-1] <= 2:
            runs[-1].append(at)
        else:
            runs.append([at])
    return [run for run in runs if len(run) > 2 and run[0]]


def _share_with(units: Mapping[str, float], article: Counter[str]) -> float:
    total = math.fsum(units.values())
    return math.fsum(weight for unit, weight in units.items() if article[unit]) / total if total else 0.0
