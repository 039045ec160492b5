"""How foreign a run of sentences is to the line that it stands in: features for the trees of ``flattened``.

The trees (``data/clean_flattened_trees.csv``) are fitted by ``benchmarks/fit_flattened.py`` on flattened articles with
passages of other stories mixed in. The borders of a passage come from what each of its sentences has in common with
the text that is not near it, in the manner of TextTiling (Hearst 1997), words weighted by their rarity.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain

from pipeline.clean.foreign import LINKED, vocabulary
from pipeline.clean.language import character_costs, words_of
from pipeline.clean.lexicon import strong_terms
from pipeline.clean.view import HAN_RUN
from pipeline.tables import read_table

NAMES = (
    "share",
    "far",
    "far_most",
    "far_least",
    "ratio",
    "usual",
    "left",
    "right",
    "inner",
    "new",
    "keys",
    "key_habit",
    "length",
    "sentences",
    "shortest",
    "size",
    "count",
    "linked",
    "linked_after",
    "first",
    "last",
    "dense",
    "style",
    "spam",
    "life",
    "life_page",
    "topics",
    "outside_left",
    "outside_right",
    "characters",
    "characters_ratio",
    "characters_least",
    "spacing",
    "quotes",
    "characters_far",
    "characters_far_most",
)
NEAR = 5  # sentences on either side that may be of the same foreign passage
_RARE, _TIES = 4.0, 2  # weight of a rare word; how many of them tie two sentences together
_SMOOTH = 60.0  # characters of common Chinese that are added to what a text has
_RAREST = 1e-6  # how frequent a character is at least
_WIDE = re.compile(r"[\u3400-\u9fff] [A-Za-z0-9]|[A-Za-z0-9] [\u3400-\u9fff]")
_TIGHT = re.compile(r"[\u3400-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u3400-\u9fff]")
_ODD = re.compile(r"[A-Za-z0-9.%％]")


@lru_cache(maxsize=1)
def _topics() -> dict[str, tuple[int, ...]]:
    """The topics of a word of two characters, by number; those of daily life are negative."""
    found: dict[str, list[int]] = {}
    for number, row in enumerate(read_table("clean_topics.csv"), 1):
        for word in row["words"].split():
            found.setdefault(word, []).append(number if row["group"] == "trade" else -number)
    return {word: tuple(numbers) for word, numbers in found.items()}


@lru_cache(maxsize=1)
def common_characters() -> dict[str, float]:
    """How frequent characters are in common Chinese: by the words of the dictionary."""
    import numpy as np

    counts = np.exp(-character_costs())
    for size in (2, 3, 4):
        words, costs = words_of(size)
        for k in range(size):
            column = (words >> np.asarray(16 * k, dtype=words.dtype)) & np.asarray(0xFFFF, dtype=words.dtype)
            counts += np.bincount(column.astype(np.int64), np.exp(-costs), 1 << 16)
    counts = np.maximum(counts / counts.sum(), _RAREST)
    return {chr(code): float(counts[code]) for code in np.flatnonzero(counts > _RAREST)}


class Sentences:
    """The sentences of a line, each compared with those that are not near it."""

    def __init__(self, texts: Sequence[str], title: Mapping[str, float]) -> None:
        """Counts the words of every sentence; linear in the text."""
        self.texts = texts
        self.words = [vocabulary(text) for text in texts]
        self.totals = [math.fsum(units.values()) for units in self.words]
        self.counts = Counter(chain.from_iterable(self.words))
        self.title = title
        often = max(3, math.ceil(0.15 * len(texts)))
        self.keys = {
            u
            for units in self.words
            for u, w in units.items()
            if w >= 2.5 and (self.counts[u] >= often or (u in title and self.counts[u] > 1))
        }
        self.lengths = [len(text) for text in texts]
        self.size = sum(self.lengths)
        self.odd = [len(_ODD.findall(text)) for text in texts]
        self.commas = [(text.count("，"), text.count(",")) for text in texts]
        self.spaces = [(len(_WIDE.findall(text)), len(_TIGHT.findall(text))) for text in texts]
        self.all_commas, self.all_spaces = _sums(self.commas), _sums(self.spaces)
        self.chars = [Counter("".join(HAN_RUN.findall(text))) for text in texts]
        self.page_chars: Counter[str] = Counter()
        for chars in self.chars:
            self.page_chars.update(chars)
        self.han = sum(self.page_chars.values())
        self.common = {char: common_characters().get(char, _RAREST) for char in self.page_chars}
        self.alone = [self._characters(i, i + 1) for i in range(len(texts))]
        self.alone_far = [self._characters(i, i + 1, 3) for i in range(len(texts))]
        self.usual_alone = sorted(self.alone)[len(texts) // 2]
        self.topics = [Counter(t for u in units for t in _topics().get(u, ())) for units in self.words]
        self.page_topics: Counter[int] = Counter()
        for topics in self.topics:
            self.page_topics.update(topics)
        self.fars = [self._far(i) for i in range(len(texts))]
        order = sorted(self.fars)
        self.usual = order[len(order) // 2]
        self.keyed = list(accumulate((bool(self.keys & units.keys()) for units in self.words), initial=0))
        self.odds = list(accumulate(self.odd, initial=0))

    def _far(self, i: int) -> float:
        """Share of the words of a sentence that the title or a sentence that is not near has."""
        near = Counter(chain.from_iterable(self.words[max(0, i - NEAR) : i + NEAR + 1]))
        units, counts, title = self.words[i], self.counts, self.title
        told = math.fsum(w for u, w in units.items() if counts[u] > near[u] or u in title)
        return told / self.totals[i] if self.totals[i] else 0.5

    def taken_up(self, i: int, j: int) -> bool:
        """Whether the sentence before a run, or the one behind it, shares two rare words with it."""
        units = set().union(*self.words[i:j])
        beside = [self.words[k] for k in (i - 1, j) if 0 <= k < len(self.words)]
        return any(sum(words[u] >= _RARE for u in units & words.keys()) >= _TIES for words in beside)

    def row(self, i: int, j: int) -> list[float]:
        """The features ``NAMES`` of the run of sentences ``i`` to ``j - 1``."""
        inside = Counter(chain.from_iterable(self.words[i:j]))
        units: dict[str, float] = {}
        for words in self.words[i:j]:
            units.update(words)
        total = math.fsum(units.values()) or 1.0
        told = {u for u in units if self.counts[u] > inside[u] or u in self.title}
        share = math.fsum(units[u] for u in told) / total
        rare = {u for u, w in units.items() if w >= 4}
        fars, last = self.fars[i:j], j == len(self.texts)
        length = sum(self.lengths[i:j])
        keyed = self.keyed[j] - self.keyed[i]
        others = max(1, len(self.texts) - (j - i))
        odd = self.odds[j] - self.odds[i]
        life, life_page, alike = self._topical(i, j)
        return [
            share,
            math.fsum(f * t for f, t in zip(fars, self.totals[i:j], strict=True)) / (math.fsum(self.totals[i:j]) or 1),
            max(fars),
            min(fars),
            share / (self.usual + 0.05),
            self.usual,
            self._near(units, total, i - 2, i),
            self._near(units, total, j, j + 2),
            math.fsum(units[u] for u, n in inside.items() if n > 1) / total,
            len(rare - told) / (len(rare) + 2),
            float(min(3, len(self.keys & told))),
            (self.keyed[-1] - keyed) / others,
            math.log(max(8, length)),
            float(j - i),
            math.log(max(4, min(self.lengths[i:j]))),
            math.log(self.size + 1),
            math.log(len(self.texts)),
            float(bool(LINKED.match(self.texts[i]))),
            float(not last and bool(LINKED.match(self.texts[j]))),
            float(i == 0),
            float(last),
            odd / length - (self.odds[-1] - odd) / max(1, self.size - length),
            _habit(self.commas, self.all_commas, i, j),
            float(min(3, sum(map(strong_terms, self.texts[i:j])))),
            life,
            life_page,
            alike,
            self.fars[i - 1] if i else 0.5,
            0.5 if last else self.fars[j],
            characters := self._characters(i, j),
            characters - self.usual_alone,
            max(self.alone[i:j]),
            _habit(self.spaces, self.all_spaces, i, j),
            float(sum(text.count("“") + text.count("「") for text in self.texts[i:j])),
            math.fsum(self.alone_far[i:j]) / (j - i),
            max(self.alone_far[i:j]),
        ]

    def _near(self, units: Mapping[str, float], total: float, start: int, end: int) -> float:
        around: set[str] = set()
        for words in self.words[max(0, start) : max(0, end)]:
            around |= words.keys()
        return math.fsum(units[u] for u in units.keys() & around) / total

    def _characters(self, i: int, j: int, near: int = 0) -> float:
        """By how much the rest of the text explains the characters of a run better than common Chinese, in nats each.

        ``near``: so many sentences on either side do not count as the rest.
        """
        mine: Counter[str] = Counter()
        for chars in self.chars[i:j]:
            mine.update(chars)
        number = sum(mine.values())
        if not number:
            return 0.0
        out: Counter[str] = Counter(mine)
        for k in (*range(max(0, i - near), i), *range(j, min(len(self.chars), j + near))):
            out.update(self.chars[k])
        rest = self.han - sum(out.values()) + _SMOOTH
        page, common = self.page_chars, self.common
        gain = math.fsum(n * math.log((page[c] - out[c] + _SMOOTH * common[c]) / common[c]) for c, n in mine.items())
        return gain / number - math.log(rest)

    def _topical(self, i: int, j: int) -> tuple[float, float, float]:
        """How much a run is of daily life (-1 to 1), how much the rest is, and how alike their topics are (0 to 1)."""
        mine: Counter[int] = Counter()
        for topics in self.topics[i:j]:
            mine.update(topics)
        rest = {t: n - mine[t] for t, n in self.page_topics.items()}
        norm = math.sqrt(sum(n * n for n in mine.values()) * sum(n * n for n in rest.values()))
        alike = sum(n * rest[t] for t, n in mine.items()) / norm if norm else 0.5
        return _lifelike(mine), _lifelike(rest), alike


def _lifelike(topics: Mapping[int, int]) -> float:
    life = sum(n for t, n in topics.items() if t < 0)
    total = sum(topics.values())
    return (2 * life - total) / (total + 1.0)


def _habit(counts: Sequence[tuple[int, int]], total: tuple[int, int], i: int, j: int) -> float:
    """How much the habit of a run differs from the rest's, 0 to 1: of the one spelling or the other."""
    mine = [sum(pair[k] for pair in counts[i:j]) for k in (0, 1)]
    rest = [total[k] - mine[k] for k in (0, 1)]
    if not sum(mine) or sum(rest) < 3:
        return 0.0
    return abs(mine[0] / sum(mine) - rest[0] / sum(rest))


def _sums(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(a for a, _ in counts), sum(b for _, b in counts)
