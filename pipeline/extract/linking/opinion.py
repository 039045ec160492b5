"""A second opinion between two metrics that the words near a number leave nearly equal: words and their weights.

The text of a metric is its names with the scopes and notes of its figures, cut into words by jieba with the glossary
as user dictionary and weighed by TF-IDF (scikit-learn). The sentence up to the number is compared with it by the
cosine. Both libraries are loaded at the first close race of a process; the rest is counting.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.model import Pack

if TYPE_CHECKING:
    from pipeline.segmenting import Segmenter

_NUMBER = re.compile(r"[\d.%]+")
_HAN = "\u3400"
_KEPT = 256  # clauses


class Opinion:
    """Cosines of texts with the metrics of a pack; nothing is loaded or counted before the first question."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._cut: dict[str, list[str]] = {}

    def cosines(self, clauses: Sequence[str]) -> dict[str, float]:
        """Metric to the cosine of its text with that of ``clauses``, of which the last counts twice.

        Metrics that share no word with it are left out.
        """
        weights, postings = self._vectors
        counts = Counter(word for clause in (*clauses, *clauses[-1:]) for word in self._known(clause))
        query = {word: (1 + math.log(count)) * weights[word] for word, count in counts.items()}
        norm = math.sqrt(sum(weight * weight for weight in query.values()))
        found: dict[str, float] = {}
        for word, weight in query.items():
            for metric, share in postings[word]:
                found[metric] = found.get(metric, 0.0) + weight * share / norm
        return found

    def _known(self, clause: str) -> list[str]:
        """Words of a clause that metrics have; clauses are kept, for a sentence has several numbers."""
        if clause not in self._cut:
            if len(self._cut) >= _KEPT:
                self._cut.clear()
            weights = self._vectors[0]
            self._cut[clause] = [word for word in self._words(clause) if word in weights]
        return self._cut[clause]

    @cached_property
    def _segmenter(self) -> Segmenter:
        from pipeline.segmenting import segmenter

        return segmenter(self._pack)

    @cached_property
    def _vectors(self) -> tuple[dict[str, float], dict[str, list[tuple[str, float]]]]:
        """Word to its weight (idf), and to the metrics that have it with its share of their vectors."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        metrics = sorted((term for term in self._pack.terms if term.kind == "metric"), key=lambda term: term.id)
        said: dict[str, list[str]] = {term.id: [term.name, *term.aliases] for term in metrics}
        for figure in sorted(self._pack.figures, key=lambda figure: figure.id):
            said[figure.metric] += [figure.scope, figure.note]
        vectorizer = TfidfVectorizer(analyzer=_as_given, sublinear_tf=True)
        shares = vectorizer.fit_transform([self._words(" ".join(said[term.id])) or ["?"] for term in metrics]).tocoo()
        words = vectorizer.get_feature_names_out().tolist()
        postings: dict[str, list[tuple[str, float]]] = {word: [] for word in words}
        for row, column, share in zip(shares.row.tolist(), shares.col.tolist(), shares.data.tolist(), strict=True):
            postings[words[column]].append((metrics[row].id, share))
        return dict(zip(words, vectorizer.idf_.tolist(), strict=True)), postings

    def _words(self, text: str) -> list[str]:
        """Words and, of long ones, the pairs of characters in them: a name of the glossary is one word."""
        found: list[str] = []
        for word in self._segmenter.words(text):
            if _NUMBER.fullmatch(word):
                continue
            found.append(word)
            if len(word) > 2 and word[0] > _HAN:
                found += [first + second for first, second in pairwise(word)]
        return found


def _as_given(words: list[str]) -> list[str]:
    return words
