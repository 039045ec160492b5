"""How much of each fact's statement each clause of a page may hold at most, for all clauses and facts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.shares import Shares

CLAIM = 0.42  # coverage from which a clause may be a claim
CORE = 0.46  # share of what the statement says of its subject that must be there
_FIRST_LOOK = 0.25  # share of a statement that one clause must hold for its fact to be looked at
GAIN = 0.12  # what a neighbouring clause must add to be taken in
_EPSILON = 1e-9


class Reach(NamedTuple):
    """What a clause alone holds of a statement at most: of all, of the core; whether the heart may be there.

    ``before``, ``after``: what the clause before it and the one after it add, where they stand in its sentence;
    ``enough``: the clause alone may state the fact, ``beside``: it may with its neighbours, one of which adds enough.
    """

    share: float
    core: float
    heart: bool
    before: float
    after: float
    enough: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class Held:
    """``most``: an array of clauses by facts, the shares of the units of a clause added up.

    ``near``: the pairs of clause and fact that are worth a look, with what the clause may hold place by place.
    """

    most: Any
    near: dict[tuple[int, int], Reach]


@dataclass(frozen=True, slots=True)
class _Said:
    """The units of all clauses one after the other, the clause of each, and the sentence of each clause."""

    units: Any
    clauses: Any
    sentences: Any


def held_by(clauses: Sequence[Clause], shares: Shares) -> Held:
    """Look at all clauses and facts."""
    import numpy as np

    units: list[int] = []
    owners: list[int] = []
    ids = shares.ids
    for at, clause in enumerate(clauses):
        own = {ids[token[0]] for token in clause.tokens if token[0] in ids}
        own.update([ids[pair[0]] + pair[3] for pair in clause.pairs if pair[0] in ids])
        units += own
        owners += [at] * len(own)
    if not units:
        return Held(np.zeros((len(clauses), shares.facts)), {})
    said = _Said(np.array(units), np.array(owners), np.array([clause.sentence for clause in clauses]))
    places, counts = _spread(shares.starts, said.units)
    cells = np.repeat(said.clauses * shares.facts, counts) + shares.numbers[places]
    most = np.bincount(cells, shares.values[places], len(clauses) * shares.facts)
    most = most.reshape(len(clauses), shares.facts)
    return Held(most, _near(most, said, shares))


def _spread(starts: Any, rows: Any) -> tuple[Any, Any]:  # noqa: ANN401 arrays of numpy
    """The places of rows in a table whose rows begin at ``starts``, and how many each has."""
    begins = starts[rows]
    counts = starts[rows + 1] - begins
    return _stretches(begins, counts), counts


def _stretches(begins: Any, counts: Any) -> Any:  # noqa: ANN401 arrays of numpy
    """The numbers of stretches of places, one after the other."""
    import numpy as np

    return np.arange(counts.sum()) + np.repeat(begins - np.cumsum(counts) + counts, counts)


def _near(most: Any, said: _Said, shares: Shares) -> dict[tuple[int, int], Reach]:  # noqa: ANN401 arrays of numpy
    """Clauses with facts of which they may hold enough for a look."""
    import numpy as np

    next_to = (said.sentences[1:] == said.sentences[:-1])[:, None]
    wide, far = np.zeros(most.shape, dtype=bool), np.zeros_like(most)
    near = most >= _FIRST_LOOK
    wide[1:] = near[:-1] & next_to
    wide[:-1] |= near[1:] & next_to
    gains = np.where(most >= GAIN, most, 0.0)
    two = (said.sentences[2:] == said.sentences[:-2])[:, None]
    far[2:] += gains[:-2] * two
    far[:-2] += gains[2:] * two
    pairs = np.argwhere(near | (wide & (gains > 0)))
    if not len(pairs):
        return {}
    marks = _Marks(pairs, said, shares)
    before, after = marks.gains(-1), marks.gains(1)
    share, core, heart = marks.sums()
    enough = heart & (share >= CLAIM - _EPSILON) & (core >= CORE - _EPSILON)
    gain = np.where(before > GAIN - _EPSILON, before, 0.0) + np.where(after > GAIN - _EPSILON, after, 0.0)
    beside = (gain > 0) & (share + gain + far[pairs[:, 0], pairs[:, 1]] >= CLAIM - _EPSILON)
    inside = near[pairs[:, 0], pairs[:, 1]]
    columns = (share, core, heart, before, after, enough, beside)
    rows = zip(*(column[inside].tolist() for column in columns), strict=True)
    return {(at, number): Reach(*row) for (at, number), row in zip(pairs[inside].tolist(), rows, strict=True)}


class _Marks:
    """What clauses hold of statements place by place: of two units at a place the one that gives more counts."""

    def __init__(self, pairs: Any, said: _Said, shares: Shares) -> None:  # noqa: ANN401 an array of numpy
        """``pairs``: clauses with facts."""
        import numpy as np

        self._pairs, self._said, self._shares = pairs, said, shares
        self._known = np.full((len(said.sentences) + 1, shares.facts), -1)
        self._known[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
        rows, counts = _spread(shares.cells, said.units)
        own = self._known[np.repeat(said.clauses, counts), shares.owners[rows]]
        rows, own = rows[own >= 0], own[own >= 0]
        self._sizes = shares.sizes[pairs[:, 1]]
        self._starts = np.cumsum(self._sizes) - self._sizes
        self._marks = np.zeros(self._sizes.sum())
        np.maximum.at(self._marks, self._starts[own] + shares.places[rows], shares.marks[rows])
        self._places = _stretches(shares.offsets[pairs[:, 1]], self._sizes)

    def sums(self) -> tuple[Any, Any, Any]:
        """Share, core, and whether the heart is there, of each pair."""
        import numpy as np

        shares, numbers = self._shares, self._pairs[:, 1]
        share, core, heart = (
            np.add.reduceat(self._marks * weights[self._places], self._starts)
            for weights in (shares.weights, shares.cores, shares.hearts)
        )
        return share, core, heart > shares.enough[numbers] + _EPSILON

    def gains(self, step: int) -> Any:  # noqa: ANN401 an array of numpy
        """What the clause before (-1) or after (1) adds to each pair; 0 where it is of another sentence."""
        import numpy as np

        found = np.zeros(len(self._pairs))
        clauses, numbers = self._pairs[:, 0], self._pairs[:, 1]
        others, sentences = clauses + step, self._said.sentences
        other = np.where(others < 0, -1, self._known[others, numbers])  # the last row is empty
        other[sentences[others.clip(0, len(sentences) - 1)] != sentences[clauses]] = -1
        have = np.flatnonzero(other >= 0)
        if len(have):
            sizes = self._sizes[have]
            own = _stretches(self._starts[have], sizes)
            added = self._marks[_stretches(self._starts[other[have]], sizes)] - self._marks[own]
            weighed = added.clip(0.0) * self._shares.weights[self._places[own]]
            found[have] = np.add.reduceat(weighed, np.cumsum(sizes) - sizes)
        return found
