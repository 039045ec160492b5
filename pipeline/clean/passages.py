"""Passages of other stories inside a page that was flattened into one line: sentences that share nothing with it.

What ``related`` does for paragraphs, this does for every run of up to ``MOST`` sentences of a long line: the trees of
``data/clean_passage_trees.csv`` (``benchmarks/fit_passages.py``) weigh words, topics and habits of the run against the
rest.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.clean.foreign import LINKED, mismatch, style, vocabulary
from pipeline.clean.topics import Topics, topical
from pipeline.clean.trees import walk
from pipeline.clean.view import PageLine, View
from pipeline.clean.vouched import vouched
from pipeline.model import Edit

TREES = "clean_passage_trees.csv"
MOST = 5  # sentences of a passage
LIMIT = 3.4  # log odds
NAMES = (
    "mismatch", "closest", "new", "share", "near", "keys", "length", "sentences", "lines", "size", "linked",
    "next_linked", "usual", "ratio", "most", "topical", "topic_fit", "topic_away", "topic_life", "latin", "quote",
    "around",
)  # fmt: skip
_LEAST, _LONGEST = 14, 330  # characters of a passage
_FLAT = 400  # characters of a line that is taken for several paragraphs
_WHOLE = 0.55  # share of the page that such a line must have
_FEWEST = 8  # sentences, fewer tell nothing
_NATIVE = 0.75  # a sentence that shares more with the page than its sentences usually do, times this, is the author's
_RARE, _TIES = 4.0, 2  # weight of a pair of characters; how many of them tie two sentences together
_AGAIN = 12  # characters of a sentence that stands twice
_LIMIT_AGAIN = 0.0  # log odds for those
_MORE, _BESIDE = 0.8, 1.2  # less, where a passage was found before; still less beside it
_SENTENCE = re.compile(r"[^。！？!?…；;\n]*(?:[。！？!?]+|…+|[；;]|\n|$)[”’」』）)\"']*")
_LATIN = re.compile(r"[A-Za-z]{2}")


def is_flat(line: PageLine, size: int) -> bool:
    """Whether a line holds a whole article: long, and more than half of a page of ``size`` characters."""
    return len(line.text) >= _FLAT and len(line.text) >= _WHOLE * size


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a line as (start, end), without empty ones."""
    found = []
    for match in _SENTENCE.finditer(text):
        if match[0].strip():
            found.append(match.span())
    return found


class Passages:
    """The sentences of a page, and rows of ``NAMES`` for runs of them. Linear in the text but for the runs."""

    def __init__(self, texts: Sequence[str], title: Mapping[str, float]) -> None:
        self.texts = texts
        self.words = [vocabulary(text) for text in texts]
        self.counts: Counter[str] = Counter()
        for units in self.words:
            self.counts.update(units.keys())
        often = max(3, math.ceil(0.2 * len(texts)))
        self.keys = {u for u, n in self.counts.items() if n >= often or (n >= 2 and u in title)}
        self.counts.update(title.keys())
        self.topical = [topical(units.keys()) for units in self.words]
        self.topics = Topics([*self.topical, topical(title.keys())])
        self.styles = [style(text) for text in texts]
        self.everything = tuple(map(sum, zip(*self.styles, strict=True)))
        self.size = sum(map(len, texts))
        self.shares = [self._share(i) for i in range(len(texts))]
        self.usual = sorted(self.shares)[len(texts) // 2]

    def _share(self, i: int) -> float:
        units = self.words[i]
        total = math.fsum(units.values())
        return math.fsum(w for u, w in units.items() if self.counts[u] > 1) / total if total else 1.0

    def runs(self) -> Iterator[tuple[int, int]]:
        """Runs of sentences that may be foreign: none of them shares much with the page."""
        odd = [
            share <= _NATIVE * self.usual + 0.1 or len(t) < _LEAST
            for share, t in zip(self.shares, self.texts, strict=True)
        ]
        for i in range(len(odd)):
            length = 0
            for j in range(i, min(len(odd), i + MOST)):
                length += len(self.texts[j])
                if not odd[j] or length > _LONGEST:
                    break
                if length >= _LEAST:
                    yield i, j + 1

    def tied(self, i: int, j: int) -> bool:
        """Whether a run takes up a rare word of the sentence before or after it."""
        units = set().union(*self.words[i:j])
        beside = [self.words[k] for k in (i - 1, j) if 0 <= k < len(self.words)]
        return any(sum(w >= _RARE for u, w in words.items() if u in units) >= _TIES for words in beside)

    def row(self, i: int, j: int) -> list[float]:
        """The features of the sentences from ``i`` to before ``j``."""
        own = self.words[i:j]
        units: dict[str, float] = {}
        inside: Counter[str] = Counter()
        for words in own:
            units.update(words)
            inside.update(words.keys())
        told = {u for u in units if self.counts[u] > inside[u]}
        total = math.fsum(units.values()) or 1.0
        share = math.fsum(units[u] for u in told) / total
        rare = {u for u, w in units.items() if w >= 4}
        others = [words for k, words in enumerate(self.words) if not i <= k < j]
        closest = max((math.fsum(units[u] for u in words.keys() & told) for words in others), default=0.0)
        beside = [self.words[k] for k in (i - 1, j) if 0 <= k < len(self.words)]
        around = [self.words[k] for k in (i - 3, i - 2, i - 1, j, j + 1, j + 2) if 0 <= k < len(self.words)]
        rest = tuple(a - sum(s[n] for s in self.styles[i:j]) for n, a in enumerate(self.everything))
        mine = tuple(sum(s[n] for s in self.styles[i:j]) for n in range(len(rest)))
        text = "".join(self.texts[i:j])
        following = self.texts[j] if j < len(self.texts) else ""
        return [
            mismatch(mine, rest),  # type: ignore[arg-type]
            closest / total,
            len(rare - told) / (len(rare) + 2),
            share,
            math.fsum(units[u] for u in units.keys() & set().union(*beside)) / total,
            float(min(2, len(self.keys & told))),
            math.log(max(10, min(250, len(text)))),
            float(j - i),
            math.log(len(self.texts)),
            math.log(self.size + 1),
            float(bool(LINKED.match(text))),
            float(bool(LINKED.match(following))),
            self.usual,
            share / (self.usual + 0.05),
            max(self.shares[i:j]),
            *self.topics.fit(topical(units.keys()), self.topical[i:j], told),
            float(bool(_LATIN.search(text))),
            float(text[:1] in '“"「『‘'),
            math.fsum(units[u] for u in units.keys() & set().union(*around)) / total,
        ]


def flat_passages(view: View, title: PageLine | None, found: Sequence[Edit]) -> list[Edit]:
    """Edits for the foreign passages of lines that hold a whole article, beside what is ``found`` there."""
    kept = [line for line in view.kept if line is not title]
    size = sum(len(line.text) for line in kept)
    flat = [line for line in kept if is_flat(line, size)]
    if not flat:
        return []
    heading = title.text if title else ""
    limit = LIMIT - (0.6 if view.foreign else 0.2 if view.evidence else 0.0)
    return [edit for line in flat for edit in find_passages(line, vocabulary(heading), heading, limit, found)]


def find_passages(
    line: PageLine, title: Mapping[str, float], heading: str, limit: float, found: Sequence[Edit] = ()
) -> list[Edit]:
    """Edits for the foreign passages of a flat line; ``limit`` is the least log odds.

    Where one is found, others are likelier: beside it, and elsewhere. Sentences that stand twice are judged once.
    """
    copies: dict[str, list[tuple[int, int]]] = {}
    out = [(edit.start - line.start, edit.end - line.start) for edit in found if edit.code != "injected_keyword"]
    spliced = sorted(edit.start - line.start for edit in found if edit.code == "injected_keyword")
    for first, last in sentences(line.text):  # what is found at the edges of a sentence is no part of it
        start = max((b for a, b in out if a <= first < b), default=first)
        end = min((a for a, b in out if a < last <= b), default=last)
        if start != first or bisect_right(spliced, start) < bisect_left(spliced, end):
            continue  # behind a list the last headline may be left; keywords are spliced into the author's sentences
        if line.text[start:end].strip():
            copies.setdefault("".join(line.text[start:end].split()), []).append((start, end))
    groups = list(copies.values())
    gone: dict[int, float] = {}
    for lower in (0.0, _MORE, _MORE):
        left = [i for i in range(len(groups)) if i not in gone]
        if len(left) < _FEWEST or (lower and not gone):
            break
        for i, odds in _foreign(line, [groups[i] for i in left], title, heading, limit - lower, _beside(left)).items():
            gone[left[i]] = odds
    reason = "sentences that share no vocabulary with the article"
    return [
        Edit(line.start + a, line.start + b, "", "unrelated_paragraph", reason, min(1.0, 0.7 + max(0.0, odds) / 20))
        for i, odds in gone.items()
        for a, b in groups[i]
    ]


def _beside(left: Sequence[int]) -> frozenset[int]:
    """The places in ``left`` beside which something is missing."""
    after = {i for i in range(1, len(left)) if left[i] - left[i - 1] > 1}
    return frozenset(after | {i - 1 for i in after})


def _foreign(
    line: PageLine,
    groups: Sequence[Sequence[tuple[int, int]]],
    title: Mapping[str, float],
    heading: str,
    limit: float,
    beside: frozenset[int],
) -> dict[int, float]:
    """The numbers of foreign sentences with their log odds; ``groups`` are the places of each sentence."""
    texts = [line.text[group[0][0] : group[0][1]] for group in groups]
    page = Passages(texts, title)
    own = vouched(texts, heading)
    scored = []
    for i, j in page.runs():
        again = all(len(group) > 1 and group[0][1] - group[0][0] >= _AGAIN for group in groups[i:j])
        if any(own[i:j]) or (not again and page.tied(i, j)):
            continue
        least = min(limit, _LIMIT_AGAIN) if again else limit - (_BESIDE if beside & {i, j - 1} else 0.0)
        if (odds := walk(TREES, NAMES, page.row(i, j))) > least:
            scored.append((odds, i, j))
    taken: dict[int, float] = {}
    for odds, i, j in sorted(scored, key=lambda item: (-item[0], item[1] - item[2], item[1])):
        if not any(k in taken for k in range(i, j)):
            taken.update(dict.fromkeys(range(i, j), odds))
    return taken
