"""What a text is about, in the rough: words of ``data/clean_topics.csv`` and the topics that they tell."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from pipeline.tables import read_table

_AWAY = 0.04  # share of a page's topics below which a topic is not the page's


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[int, ...]], tuple[bool, ...]]:
    """For every word its topics by number, and for every topic whether it is of private or social life."""
    words: dict[str, tuple[int, ...]] = {}
    life = []
    for number, row in enumerate(read_table("clean_topics.csv")):
        life.append(row["group"] == "life")
        for word in row["words"].split():
            words[word] = (*(t for t in words.get(word, ()) if t != number), number)
    return words, tuple(life)


def topical(units: Collection[str]) -> frozenset[str]:
    """Those of some words (or pairs of characters) that tell a topic."""
    return frozenset(_table()[0].keys() & units)


class Topics:
    """How much a page tells of each topic; every word counts once a piece of the page."""

    def __init__(self, pieces: Iterable[Collection[str]]) -> None:
        """``pieces``: the topical words of the pieces of a page."""
        words, life = _table()
        self.weights = [0.0] * len(life)
        for piece in pieces:
            for word in piece:
                for topic in words[word]:
                    self.weights[topic] += 1.0 / len(words[word])
        self.total = sum(self.weights)

    def fit(self, own: Collection[str], pieces: Iterable[Collection[str]], told: Collection[str]) -> list[float]:
        """How the topical words ``own`` of a part fit the rest; ``pieces`` are the part's, left out of the page.

        Four numbers: how many there are, the mean share of the page that each one's topic has, the share of words
        whose topic the page has not and that it does not tell (``told``), and by how much more the part is of life.
        """
        words, life = _table()
        mine: dict[int, float] = {}
        for piece in pieces:
            for word in piece:
                for topic in words[word]:
                    mine[topic] = mine.get(topic, 0.0) + 1.0 / len(words[word])
        rest = self.total - sum(mine.values())
        if not own or rest < 3.0:
            return [float(len(own)), -1.0, 0.0, 0.0]
        share = [max((self.weights[t] - mine.get(t, 0.0)) / rest for t in words[word]) for word in sorted(own)]
        away = sum(s < _AWAY and word not in told for s, word in zip(share, sorted(own), strict=True))
        alive = sum(any(life[t] for t in words[word]) for word in own) / len(own)
        page = sum(w - mine.get(t, 0.0) for t, w in enumerate(self.weights) if life[t]) / rest
        return [float(len(own)), sum(share) / len(share), away / (len(own) + 1), alive - page]
