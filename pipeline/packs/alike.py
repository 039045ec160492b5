"""Rows of a pack that articles can hardly tell apart; for ``heshu pack check``, not for loading.

Likeness of statements is the cosine of TF-IDF vectors over character bigrams (scikit-learn): words that every statement
has weigh little, so that only what tells two facts apart counts.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model import Fact, Figure, Pack

ALIKE = 0.85


def same_place(figures: tuple[Figure, ...]) -> Iterator[tuple[Figure, Figure]]:
    """Pairs of figures of one entity, metric, scope and time that give different values."""
    seen: dict[tuple[str, ...], Figure] = {}
    for figure in figures:
        key = (figure.entity, figure.metric, figure.scope.lower(), figure.as_of, figure.unit)
        other = seen.setdefault(key, figure)
        values = (figure.value, figure.value_high, figure.date), (other.value, other.value_high, other.date)
        if values[0] != values[1]:
            yield figure, other


def near_facts(facts: tuple[Fact, ...]) -> Iterator[tuple[Fact, Fact]]:
    """Pairs of facts of one subject whose statements are nearly the same."""
    if len(facts) < 2:
        return
    from sklearn.feature_extraction.text import TfidfVectorizer

    statements = [fact.statement or fact.subject or "?" for fact in facts]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 2), sublinear_tf=True).fit_transform(statements)
    likeness = (vectors @ vectors.T).tocoo()
    pairs = zip(likeness.row.tolist(), likeness.col.tolist(), likeness.data.tolist(), strict=True)
    for row, column, value in sorted(pairs):
        if column < row and value >= ALIKE and facts[row].subject.lower() == facts[column].subject.lower():
            yield facts[row], facts[column]


def alike(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Warnings as (file, id of the row, message)."""
    for figure, other in same_place(pack.figures):
        message = f"{other.id} has the same entity, metric, scope and time, but another value: give one of them a scope"
        yield "figures.csv", figure.id, message
    for fact, near in near_facts(pack.facts):
        message = f"the statement is nearly that of {near.id}: a claim near both is not judged; word them further apart"
        yield "facts.csv", fact.id, message
