"""A second opinion where the shared pairs of characters leave it open: words (jieba) and their weights (TF-IDF).

What is counted by pairs of characters sees neither where words begin nor which of them are common in the statements
of a pack. Only clauses that the pairs leave undecided are cut into words, with the names of the glossary as user
dictionary, and only then are jieba and scikit-learn loaded: most pages of a batch need neither.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

from pipeline.extract.technical.glossary import resolver
from pipeline.extract.technical.reading import search_form
from pipeline.extract.technical.statements import FactView
from pipeline.extract.technical.words import common_words, synonyms
from pipeline.model import Pack
from pipeline.segmenting import Segmenter, dictionary, segmenter

_BARE = 2  # words of a subject such as 园区, 板子底下


class Likeness:
    """Compares clauses with the statements of a pack; nothing is loaded or counted before the first question."""

    def __init__(self, pack: Pack, views: Sequence[FactView], own: dict[str, set[str]]) -> None:
        """``own``: words for the subject of a fact, and terms (``@id``), which are left out of its statement."""
        self._pack, self._views, self._own = pack, views, own

    def bare(self, lead: str) -> bool:
        """True where a clause begins with one or two plain words of the dictionary: no name, nothing unknown."""
        pieces = lead.split()
        known = dictionary()[0].get
        if len(pieces) == _BARE:
            return all(len(piece) > 1 and known(piece, 0) > 0 for piece in pieces)
        return len(pieces) == 1 and any(
            known(pieces[0][:end], 0) > 0 and (end == len(pieces[0]) or known(pieces[0][end:], 0) > 0)
            for end in (*range(2, len(pieces[0]) - 1), len(pieces[0]))
        )

    def limit(self, text: str, number: int) -> float:
        """What the cosine with one statement comes to at most: as if nothing but its words stood in the text."""
        flat = text.replace(" ", "")
        return math.sqrt(sum(square for square, words in self._squares[number] if any(word in flat for word in words)))

    def cosines(self, text: str) -> dict[int, float]:
        """The cosine of a text with the statements that share a word with it, by words that say something."""
        columns, rarity = self._statements
        counts: dict[str, int] = {}
        for word in self._telling(text):
            for own in (word,) if word in columns else synonyms().get(word, ()):
                if own in columns:
                    counts[own] = counts.get(own, 0) + 1
        # as TfidfVectorizer weighs a text; asked word by word, which is faster than one row of a sparse matrix
        weights = {word: (1 + math.log(count)) * rarity[word] for word, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values()))
        found: dict[int, float] = {}
        for word, weight in weights.items():
            for number, value in columns[word]:
                found[number] = found.get(number, 0.0) + value * weight / length
        return found

    @cached_property
    def _segmenter(self) -> Segmenter:
        return segmenter(self._pack)

    @cached_property
    def _statements(self) -> tuple[dict[str, list[tuple[int, float]]], dict[str, float]]:
        """Each word of the statements with the facts that have it and its weight in them, and how rare it is."""
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=_as_given, sublinear_tf=True)
        table = vectorizer.fit_transform([self._said(view) for view in self._views]).tocoo()
        words = vectorizer.get_feature_names_out().tolist()
        columns: dict[str, list[tuple[int, float]]] = {word: [] for word in words}
        for number, word, value in zip(table.row.tolist(), table.col.tolist(), table.data.tolist(), strict=True):
            columns[words[word]].append((number, value))
        return columns, dict(zip(words, vectorizer.idf_.tolist(), strict=True))

    @cached_property
    def _squares(self) -> list[list[tuple[float, tuple[str, ...]]]]:
        """For each fact the squared weights of the words of its statement, with the words that may stand for them."""
        found: list[list[tuple[float, tuple[str, ...]]]] = [[] for _ in self._views]
        names: dict[str, list[str]] = {}
        for name, term in self._terms.items():
            names.setdefault(term, []).append(name)
        for word, row in self._statements[0].items():
            spelled = (*names.get(word, (word,)), *synonyms().get(word, ()))
            for number, value in row:
                found[number].append((value * value, spelled))
        return found

    def _telling(self, text: str) -> list[str]:
        silent, terms = common_words(), self._terms
        words = self._segmenter.words(search_form(text), inner=True)
        return [terms.get(word, word) for word in words if word in terms or word not in silent]

    def _said(self, view: FactView) -> list[str]:
        """The words of a statement without the names of its subject."""
        own = self._own.get(view.subject, set())
        return [word for word in self._telling(view.fact.statement) if word not in own] or ["?"]

    @cached_property
    def _terms(self) -> dict[str, str]:
        """Names of the glossary to one word for each term: all its names are the same word."""
        return {name: "@" + term for name, term in resolver(self._pack.terms).items()}


def _as_given(words: list[str]) -> list[str]:
    return words
