"""What units give to which statements, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.extract.technical.stamps import Stamps
from pipeline.extract.technical.statements import FactView

Cell = tuple[int, int, float]  # fact, place in its statement, share of it


class Shares:
    """What a token or pair gives to which statements: at most, and character by character.

    ``ids``: unit to number; a pair of characters inside a name of the text has the number after that of the pair.
    ``starts``, ``numbers``, ``values``: the facts of a unit side by side, with its share of their statements.
    ``cells`` and the arrays after it: the same for places. ``weights``, ``cores``
    and ``hearts`` hold what the places of all statements weigh in the whole, the core and the heart, one after the
    other; ``offsets``: where each begins.
    """

    def __init__(
        self, worth: Mapping[str, Sequence[tuple[int, float]]], views: Sequence[FactView], stamps: Sequence[Stamps]
    ) -> None:  # fmt: skip
        """``worth``: unit to (fact number, share)."""
        import numpy as np

        self.facts = len(views)
        self.ids = {unit: 2 * number for number, unit in enumerate(worth)}
        both = [shares for shares in worth.values() for _ in range(2)]
        self.starts = np.cumsum([0, *map(len, both)])
        self.numbers = np.array([number for shares in both for number, _ in shares], dtype=np.int64)
        self.values = np.array([share for shares in both for _, share in shares], dtype=np.float64)
        cells: list[list[Cell]] = [[] for _ in both]
        for number, (view, known) in enumerate(zip(views, stamps, strict=True)):
            for unit, row in _cells(number, view, known, self.ids):
                cells[unit] += row
        self.cells = np.cumsum([0, *map(len, cells)])
        self.owners = np.array([cell[0] for row in cells for cell in row], dtype=np.int64)
        self.places = np.array([cell[1] for row in cells for cell in row], dtype=np.int64)
        self.marks = np.array([cell[2] for row in cells for cell in row], dtype=np.float64)
        self.sizes = np.array([len(view.weights) for view in views], dtype=np.int64)
        self.offsets = np.cumsum([0, *self.sizes])
        self.weights = np.array([w / (view.total or 1.0) for view in views for w in view.weights])
        self.cores = np.array([w for view in views for w in _within(view, view.core)])
        self.hearts = np.array([w for view in views for w in _within(view, view.heart)])
        self.enough = np.array([view.heart_share if view.heart[1] else -1.0 for view in views])


def _within(view: FactView, span: tuple[int, int]) -> list[float]:
    total = sum(view.weights[slice(*span)]) or 1.0
    return [weight / total if span[0] <= place < span[1] else 0.0 for place, weight in enumerate(view.weights)]


def _cells(number: int, view: FactView, known: Stamps, ids: Mapping[str, int]) -> list[tuple[int, list[Cell]]]:
    """What the units of one statement mark in it at most: (unit, cells)."""
    found = []
    for token, form in known.forms.items():
        own = form.other or token
        whole = {place: 1.0 for span in view.tokens.get(own, ()) for place in range(*span)}
        marks = whole if form.opposite or form.other else form.marks
        found.append((ids[token], [(number, place, share) for place, share in marks.items()]))
    for inside, pairs in enumerate((known.pairs, known.named)):
        for pair, stamps in pairs.items():
            marked = [(number, place, share) for stamp in stamps for place, share in stamp.marks]
            found.append((ids[pair] + inside, marked))
    return found
