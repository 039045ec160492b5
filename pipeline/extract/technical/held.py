"""How much of each fact's statement each clause of a page may hold at most, for all clauses and facts at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.shares import Shares

CLAIM = 0.42  # coverage from which a clause may be a claim
_FIRST_LOOK = 0.28  # share of a statement that one clause must hold for its fact to be looked at


def held_by(clauses: Sequence[Clause], shares: Shares) -> Any:  # noqa: ANN401 an array of numpy
    """An array of clauses by facts: the shares of the different units of a clause, added up."""
    import numpy as np

    units: list[int] = []
    owners: list[int] = []
    ids = shares.ids
    for at, clause in enumerate(clauses):
        said = dict.fromkeys([token[0] for token in clause.tokens])
        said.update(dict.fromkeys([pair[0] for pair in clause.pairs]))
        own = [ids[unit] for unit in said if unit in ids]
        units += own
        owners += [at] * len(own)
    size = len(clauses) * shares.facts
    if not units:
        return np.zeros((len(clauses), shares.facts))
    begins = shares.starts[units]
    counts = shares.starts[np.array(units) + 1] - begins
    places = np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)
    cells = np.repeat(np.array(owners) * shares.facts, counts) + shares.numbers[places]
    return np.bincount(cells, shares.values[places], size).reshape(len(clauses), shares.facts)


def candidates(held: Any, clauses: Sequence[Clause]) -> list[tuple[int, int]]:  # noqa: ANN401 an array of numpy
    """Clauses with facts of which they, with their neighbours in the sentence, may hold enough."""
    import numpy as np

    if not len(clauses):
        return []
    together = held.copy()
    sentences = np.array([clause.sentence for clause in clauses])
    beside = (sentences[1:] == sentences[:-1])[:, None]
    near = np.zeros_like(held)
    near[1:] += held[:-1] * beside
    near[:-1] += held[1:] * beside
    together += near
    found = np.argwhere((held >= _FIRST_LOOK) & (together >= CLAIM))
    return [(at, number) for at, number in found.tolist()]
