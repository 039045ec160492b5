"""What units give to which statements, as arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Shares:
    """What a token or pair gives to which statements, as three arrays with the units of a fact side by side."""

    def __init__(self, worth: Mapping[str, Sequence[tuple[int, float]]], facts: int) -> None:
        """``worth``: unit to (fact number, share)."""
        import numpy as np

        self.facts = facts
        self.ids = {unit: number for number, unit in enumerate(worth)}
        self.starts = np.cumsum([0, *(len(shares) for shares in worth.values())])
        self.numbers = np.array([number for shares in worth.values() for number, _ in shares], dtype=np.int64)
        self.values = np.array([share for shares in worth.values() for _, share in shares], dtype=np.float64)
