"""A second opinion where the shared pairs of characters leave it open: words (jieba) and their weights (TF-IDF).

What is counted by pairs of characters sees neither where words begin nor which of them are common in the statements
of a pack. Only clauses that the pairs leave undecided are cut into words, with the names of the glossary as user
dictionary, and only then are jieba and scikit-learn loaded: most pages of a batch need neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from pipeline.extract.technical.reading import search_form, squeezed
from pipeline.extract.technical.statements import FactView
from pipeline.extract.technical.words import common_words, synonyms
from pipeline.model import Pack
from pipeline.segmenting import Segmenter, dictionary, segmenter

_BARE = 2  # words of a subject such as 园区, 板子底下


class Likeness:
    """Compares clauses with the statements of a pack; nothing is loaded or counted before the first question."""

    def __init__(self, pack: Pack, views: Sequence[FactView], meant: dict[str, dict[str, float]]) -> None:
        """``meant``: the subject of a fact to the terms that speak of it, whose names are left out of its statement."""
        self._pack, self._views, self._meant = pack, views, meant

    def bare(self, lead: str) -> bool:
        """True where a clause begins with one or two plain words of the dictionary: no name, nothing unknown."""
        words = [word for piece in lead.split() for word in self._segmenter.words(piece)]
        frequencies = dictionary()[0]
        return 0 < len(words) <= _BARE and all(len(word) > 1 and frequencies.get(word, 0) > 0 for word in words)

    def cosines(self, texts: Sequence[str]) -> list[list[float]]:
        """The cosine of each text with each statement, by words that say something, in the order of the facts."""
        vectorizer, statements = self._vectors
        known, alike = vectorizer.vocabulary_, synonyms()
        meant = [
            [own for word in self._telling(text) for own in ([word] if word in known else alike.get(word, ()))]
            for text in texts
        ]
        found = vectorizer.transform(meant) @ statements.T
        rows: list[list[float]] = found.toarray().tolist()
        return rows

    @cached_property
    def _segmenter(self) -> Segmenter:
        return segmenter(self._pack)

    @cached_property
    def _vectors(self) -> tuple[Any, Any]:
        from sklearn.feature_extraction.text import TfidfVectorizer

        vectorizer = TfidfVectorizer(analyzer=_as_given, sublinear_tf=True)
        return vectorizer, vectorizer.fit_transform([self._said(view) for view in self._views])

    def _telling(self, text: str) -> list[str]:
        silent = common_words()
        return [word for word in self._segmenter.words(search_form(text)) if word not in silent]

    def _said(self, view: FactView) -> list[str]:
        """The words of a statement without the names of its subject."""
        own = self._names
        drop = {name for term in self._meant.get(view.subject, ()) for name in own.get(term, ())}
        return [word for word in self._telling(view.fact.statement) if word not in drop] or ["?"]

    @cached_property
    def _names(self) -> dict[str, set[str]]:
        return {term.id: {squeezed(name) for name in (term.name, *term.aliases)} for term in self._pack.terms}


def _as_given(words: list[str]) -> list[str]:
    return words
