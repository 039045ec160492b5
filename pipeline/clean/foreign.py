"""How foreign a paragraph is to the rest of its page: features, and boosted trees over them.

The trees (``data/clean_foreign_trees.csv``) are fitted by ``benchmarks/fit_foreign.py`` on articles with paragraphs of
other stories mixed in (gradient boosting, Friedman 2001, scikit-learn); here they are only walked.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import chain, combinations
from operator import add

from pipeline.clean.language import UNKNOWN, word_costs
from pipeline.clean.topics import Topics, topical
from pipeline.clean.trees import walk
from pipeline.clean.view import HAN_RUN, LATIN

NAMES = (
    "mismatch",
    "closest",
    "new",
    "length_ratio",
    "length_share",
    "share",
    "near",
    "keys",
    "length",
    "lines",
    "size",
    "linked",
    "usual",
    "ratio",
    "quote",
    "key_habit",
    "topical",
    "topic_fit",
    "topic_away",
    "topic_life",
)
_ALIKE = 0.1  # share of a paragraph's words by which another is like it
_FEW = 4
_MANY = 200_000
_COMMON = 30  # a word in more lines than this says nothing about which two of them are alike
LINKED = re.compile(
    r"[\s“\"「『（(]*(?:[他她它这那此该其]|我们?|同时|随后|之后|此外|另外|然而|不过|但|而|也|并|因此|所以|于是|对此|据此|例如|比如|其中"
    r"|首先|其次|再次|最后|一方面|另一方面|至于|与此|相比|总之|事实上|实际上|后来|接着|当然|至此|图|表|注|[一二三四五六七八九十\d]+[、.．）)])"
)
_TIGHT = re.compile(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")
_WIDE = re.compile(r"[\u3400-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3400-\u9fff]")
_HALF_COMMA = re.compile(r"(?<=[\u3400-\u9fff]),")

Style = tuple[int, int, int, int]


def weight(pair: str) -> float:
    """How telling a shared bigram is, in nats: rare words count more, pairs that are no word by their characters."""
    costs = word_costs()
    known = costs.get(pair)
    if known is not None:
        return max(0.0, known - 7.0)
    return max(0.0, min(6.0, (costs.get(pair[0], UNKNOWN) + costs.get(pair[1], UNKNOWN)) / 2 - 6.0))


class _Weights(dict[str, float]):
    """The weights of the pairs that were asked for; forgotten when there are very many."""

    def __missing__(self, pair: str) -> float:
        if len(self) >= _MANY:
            self.clear()
        value = self[pair] = weight(pair)
        return value


_weights = _Weights()


def vocabulary(text: str) -> dict[str, float]:
    """Character bigrams of Han runs and Latin words of a text, with their weights."""
    found = {word.lower(): 8.0 for word in LATIN.findall(text) if len(word) > 1 and not word[0].isdigit()}
    for run in HAN_RUN.findall(text):
        pairs = list(map(add, run, run[1:]))
        found.update(zip(pairs, map(_weights.__getitem__, pairs), strict=True))
    return found


def style(text: str) -> Style:
    """Commas of full and half width; borders of Han and Latin with and without a space."""
    return text.count("，"), len(_HALF_COMMA.findall(text)), len(_WIDE.findall(text)), len(_TIGHT.findall(text))


def mismatch(own: Style, rest: Style) -> float:
    """0 to 2: how much the habits of a paragraph differ from a page that is of one habit."""
    total = 0.0
    for i in (0, 2):
        mine, all_ = own[i] + own[i + 1], rest[i] + rest[i + 1]
        if mine and all_ >= 3 and min(rest[i], rest[i + 1]) < 0.2 * all_:
            total += abs(own[i] / mine - rest[i] / all_)
    return total


def features(
    texts: Sequence[str], words: Sequence[Mapping[str, float]], title: Mapping[str, float]
) -> list[list[float]]:
    """A row of ``NAMES`` for every paragraph of a page. ``words`` are their vocabularies. Linear in the text."""
    return Likeness(texts, words, title).rows


class Likeness:
    """The paragraphs of a page, each compared with the others."""

    def __init__(self, texts: Sequence[str], words: Sequence[Mapping[str, float]], title: Mapping[str, float]) -> None:
        """Counts words, keys and habits of the page; linear in the text."""
        self.texts, self.words = texts, words
        self.counts = Counter(chain.from_iterable(words))
        often = max(3, math.ceil(0.3 * len(texts)))
        self.keys = {
            u
            for u, n in self.counts.items()
            if (n >= often or (n >= 2 and u in title)) and (8.0 if u.isascii() else _weights[u]) >= 2.5
        }
        self.counts.update(title.keys())
        self.several = {u for u, n in self.counts.items() if n > 1}
        self.totals = [math.fsum(units.values()) or 1.0 for units in words]
        self.topical = [topical(units.keys()) for units in words]
        self.topics = Topics([*self.topical, topical(title.keys())])
        self.lengths = [len(text) for text in texts]
        self.median = sorted(self.lengths)[len(texts) // 2]
        self.longest, self.size = max(1, *self.lengths), max(1, sum(self.lengths))  # of lines that repairs emptied, 0
        self.told = [units.keys() & self.several for units in words]  # words that other paragraphs have too
        sums = (math.fsum(map(units.__getitem__, told)) for units, told in zip(words, self.told, strict=True))
        self.shares = [told / total for told, total in zip(sums, self.totals, strict=True)]
        self.usual = sorted(self.shares)[len(texts) // 2]
        self.keyed = sum(not self.keys.isdisjoint(told) for told in self.told)
        self._rows: dict[int, list[float]] = {}

    @cached_property
    def shared(self) -> list[dict[int, float]]:
        """For each paragraph the weight that it shares with others."""
        return _shared(self.words, self.counts)

    @cached_property
    def styles(self) -> list[Style]:
        """The habits of each paragraph."""
        return [style(text) for text in self.texts]

    @cached_property
    def everything(self) -> Style:
        """The habits of the page."""
        commas, half, wide, tight = map(sum, zip(*self.styles, strict=True))
        return commas, half, wide, tight

    @property
    def rows(self) -> list[list[float]]:
        """The features of each paragraph."""
        return [self.row(i) for i in range(len(self.texts))]

    def row(self, i: int) -> list[float]:
        """The features (``NAMES``) of a paragraph, worked out when first asked for."""
        if i not in self._rows:
            self._rows[i] = self._row(i, ())
            self._relate(self._rows[i])
        return self._rows[i]

    def apart(self, i: int) -> list[float] | None:
        """The row of a paragraph without those few that are most like it, which may be of the same foreign story.

        None where it is like none, or like so many that they are the article.
        """
        total = self.totals[i]
        near = sorted(((w, j) for j, w in self.shared[i].items() if w >= _ALIKE * total), reverse=True)
        if not near or len(near) > _FEW or sum(self.lengths[j] for _, j in near) > 0.3 * self.size:
            return None
        row = self._row(i, tuple(j for _, j in near))
        self._relate(row)
        return row

    def _relate(self, row: list[float]) -> None:
        """Fill in what compares a paragraph with the habit of its page."""
        row[12], row[13] = self.usual, row[5] / (self.usual + 0.05)
        others = len(self.texts) - 1
        row[15] = (self.keyed - (row[7] > 0)) / others if others else 0.0

    def _row(self, i: int, without: tuple[int, ...]) -> list[float]:
        units, length = self.words[i], self.lengths[i]
        told = self.told[i]
        if without:
            told = {u for u in told if self.counts[u] - sum(u in self.words[j] for j in without) > 1}
        total = self.totals[i]
        share = math.fsum(map(units.__getitem__, told)) / total
        around = [self.words[j] for j in (i - 1, i + 1) if 0 <= j < len(self.words) and j not in without]
        near = math.fsum(map(units.__getitem__, units.keys() & set().union(*around))) / total
        rare = {u for u, w in units.items() if w >= 4}
        closest = max((w for j, w in self.shared[i].items() if j not in without), default=0.0)
        rest: Style = tuple(a - b for a, b in zip(self.everything, self.styles[i], strict=True))  # type: ignore[assignment]
        return [
            mismatch(self.styles[i], rest), closest / total, len(rare - told) / (len(rare) + 2),
            math.log((length + 10) / (self.median + 10)), length / self.longest, share, near,
            float(min(2, len(self.keys & told))),
            math.log(max(10, min(200, length))), math.log(len(self.texts)), math.log(self.size + 1),
            float(bool(LINKED.match(self.texts[i]))), 0.0, 0.0, float(self.texts[i][:1] in "“\"「『‘"), 0.0,
            *self.topics.fit(self.topical[i], [self.topical[j] for j in (i, *without)], told),
        ]  # fmt: skip


def _shared(words: Sequence[Mapping[str, float]], counts: Mapping[str, int]) -> list[dict[int, float]]:
    """For each line the weight that it shares with every other one, over words that few lines have."""
    where: dict[str, list[int]] = {unit: [] for unit, count in counts.items() if 1 < count <= _COMMON}
    for i, units in enumerate(words):
        for unit in units:
            if unit in where:
                where[unit].append(i)
    found: list[dict[int, float]] = [{} for _ in words]
    for unit, lines in where.items():
        w = words[lines[0]][unit] if len(lines) > 1 else 0.0
        if w:
            for i, j in combinations(lines, 2):
                found[i][j] = found[j][i] = found[i].get(j, 0.0) + w
    return found


def log_odds(row: Sequence[float]) -> float:
    """Log odds that the paragraph with these features is another story's."""
    return walk("clean_foreign_trees.csv", NAMES, row)
