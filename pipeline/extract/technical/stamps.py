"""What each unit of a text marks in a statement, worked out once a pack instead of once a clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.technical.statements import FactView

_NAMED = 0.6  # a pair inside a name of the text is worth less: 低精度 in FP8 低精度训练
TELLING = frozenset({"quality", "rank", "amount", "self", "profit", "open"})  # opposites that are all it says
_BETWEEN = 0.8  # 入轨 stands for all of 进入预定轨道

Mark = tuple[int, float]  # place in the statement, share of it


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token, or one place of a pair, gives: marks, worth, where in the statement, whether in its core."""

    marks: tuple[Mark, ...]
    worth: float
    place: int
    in_core: bool


@dataclass(frozen=True, slots=True)
class Stamps:
    """Stamps of the tokens and the pairs of one statement; ``named`` of pairs that stand inside a name of the text.

    ``units``: the tokens that may give anything; ``telling``: the opposites without which a clause says something else.
    """

    tokens: dict[str, tuple[Stamp, ...]]
    pairs: dict[str, tuple[Stamp, ...]]
    named: dict[str, tuple[Stamp, ...]]
    units: frozenset[str]
    telling: tuple[str, ...]


def stamps_of(view: FactView, units: frozenset[str]) -> Stamps:
    """All stamps of a statement; ``units``: tokens that may stand for one of its own."""
    low, high = view.core
    tokens = {
        name: tuple(
            Stamp(tuple((place, 1.0) for place in range(*span)), view.worth(*span), span[0], low <= span[0] < high)
            for span in spans
        )
        for name, spans in view.tokens.items()
    }
    return Stamps(
        tokens,
        {pair: _pair(view, spans, 1.0) for pair, spans in view.pairs.items()},
        {
            pair: _pair(view, [span for span in spans if span[0] not in view.named], _NAMED)
            for pair, spans in view.pairs.items()
        },
        units | view.tokens.keys(),
        tuple(f"%{axis}" for axis in view.sides if axis in TELLING),
    )


def _pair(view: FactView, spans: Iterable[tuple[int, int, float]], factor: float) -> tuple[Stamp, ...]:
    low, high = view.core
    found = []
    for first, second, strength in spans:
        share = strength * factor
        marks = tuple(
            (place, share if place in (first, second) else share * _BETWEEN) for place in range(first, second + 1)
        )
        found.append(Stamp(marks, share * (view.weights[first] + view.weights[second]), first, low <= first < high))
    return tuple(found)
