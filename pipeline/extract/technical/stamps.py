"""What each unit of a text marks in a statement, worked out once a pack instead of once a clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.extract.technical.statements import FactView

_NAMED = 0.6  # a pair inside a name of the text is worth less: 低精度 in FP8 低精度训练
TELLING = frozenset({"quality", "rank", "amount", "self", "profit", "open", "alive"})  # opposites that are all it says
_GOES_ON = "goes on"  # 仍在使用 says little beside 使用
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
class Form:
    """What a token of a text gives to a statement: marks, and (worth, place) of each place in the text.

    ``inner``: characters at its beginning that are not meant; ``opposite`` counts only beside something else;
    ``other``: the token of the statement in whose slot it stands; ``spelled``: it counts only where it is written with
    one of these names in it. ``told``: it counts only where something is told of it, not as 这一针.
    """

    marks: dict[int, float]
    places: tuple[tuple[float, int], ...] = ()
    in_core: bool = False
    inner: int = 0
    opposite: bool = False
    other: str = ""
    spelled: tuple[str, ...] = ()
    told: bool = False


@dataclass(frozen=True, slots=True)
class Stamps:
    """Forms of the tokens and stamps of the pairs of one statement; ``named`` of pairs that stand inside a name.

    ``telling``: the opposites without which a clause says something else.
    """

    forms: dict[str, Form]
    pairs: dict[str, tuple[Stamp, ...]]
    named: dict[str, tuple[Stamp, ...]]
    telling: tuple[str, ...]


def form_of(token: str, view: FactView, spelled: tuple[str, ...] = ()) -> Form:
    """What a token of the statement gives; ``spelled``: its names, where the text has it inside a longer one."""
    inner = 1 if spelled else 0
    if token[0] == "%" and not inner:
        return Form({}, opposite=True)
    low, high = view.core
    spans = view.tokens[token]
    marks = {place: 1.0 for span in spans for place in range(*span)}
    if token[0] == "=":
        return Form(marks)
    places = tuple((view.worth(*span), span[0]) for span in spans)
    return Form(marks, places, any(low <= start < high for start, _ in spans), inner, spelled=spelled)


def meant_form(view: FactView) -> Form:
    """What the name of the object gives where the statement says it in other words: all that is said of the subject."""
    low, high = view.core
    places = {*range(low, high), *range(*view.heart)}
    return Form(dict.fromkeys(places, 1.0), ((view.core_total, low),), True, told=True)


def stamps_of(view: FactView, forms: dict[str, Form]) -> Stamps:
    """All that a statement is marked by; ``forms``: of tokens that may stand for one of its own."""
    return Stamps(
        forms,
        {pair: _pair(view, spans, 1.0) for pair, spans in view.pairs.items()},
        {
            pair: _pair(view, [span for span in spans if span[0] not in view.named], _NAMED)
            for pair, spans in view.pairs.items()
        },
        tuple(f"%{axis}" for axis, side in view.sides.items() if axis in TELLING and side != _GOES_ON),
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
