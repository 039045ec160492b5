"""How much of a fact's statement a stretch of clauses holds, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.index import FactIndex, FactView
from pipeline.extract.technical.reading import Token

_NAMED = 0.6  # a pair inside a name of the text is worth less: 低精度 in FP8 低精度训练
_BETWEEN = 0.8  # 入轨 stands for all of 进入预定轨道
_TOPIC = 0.8  # what the clauses speak of without naming it
_SLOT = frozenset({"=uses", "=is", "=needs", "=made"})
_SHAPE = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Cover:
    """Shares of the statement and of its core, places in the text with their worth, and what stands in for another.

    ``heart``: something of the heaviest name of the core is there. ``swapped``: the token that fills the slot of the statement's.
    """

    share: float
    core: float
    amount: float
    places: tuple[tuple[int, int, float], ...]
    heart: bool
    swapped: str = ""


def cover(clauses: Sequence[Clause], view: FactView, index: FactIndex) -> Cover:
    """Match tokens and pairs of the clauses with the statement; an opposite counts where its clause says more."""
    marks: dict[int, float] = {}
    places: list[tuple[int, int, float]] = []
    swapped = ""
    said = {token.token for clause in clauses for token in clause.tokens}
    spoken = [_speaks(clause, view) for clause in clauses]
    for clause, speaks in zip(clauses, spoken, strict=True):
        for token in clause.tokens:
            if token.token[0] == "%" and not speaks and any(spoken):
                continue
            spans = view.tokens.get(token.token) or _within(token, view, index)
            if not spans and (own := stands_for(token, said, view, index)):
                spans, swapped = view.tokens[own], token.token
            for start, end in spans:
                marks.update(dict.fromkeys(range(start, end), 1.0))
                if token.token[0] != "=":
                    places.append((token.start, token.end, sum(view.weights[start:end])))
        _mark_pairs(clause, view, marks, places)
    _mark_topic(clauses, view, said, marks)
    low, high = view.core
    amount = sum(view.weights[place] * share for place, share in marks.items())
    core = sum(view.weights[place] * share for place, share in marks.items() if low <= place < high)
    return Cover(
        amount / view.total if view.total else 0.0,
        min(1.0, core / view.core_total) if view.core_total else 0.0,
        amount, tuple(sorted(places)), view.heart[1] == 0 or any(place in marks for place in range(*view.heart)), swapped,
    )  # fmt: skip


def _within(token: Token, view: FactView, index: FactIndex) -> tuple[tuple[int, int], ...]:
    """Spans of the statement's name that stands inside a longer name of the text."""
    inner = index.holds.get(token.token[1:], frozenset()) if token.token[0] == "@" else frozenset()
    return next((view.tokens["@" + name] for name in view.names if name in inner), ())


def _speaks(clause: Clause, view: FactView) -> bool:
    """True where the clause holds something of the statement's core beside an opposite."""
    low, high = view.core
    if any(
        low <= start < high
        for token in clause.tokens
        if token.token[0] not in "%="
        for start, _ in view.tokens.get(token.token, ())
    ):
        return True
    return any(low <= first < high for pair in clause.pairs for first, _, _ in view.pairs.get(pair.pair, ()))


def _mark_pairs(
    clause: Clause, view: FactView, marks: dict[int, float], places: list[tuple[int, int, float]]
) -> None:  # fmt: skip
    for pair in clause.pairs:
        for first, second, strength in view.pairs.get(pair.pair, ()):
            share = strength * _NAMED if pair.named else strength
            marks[first] = max(marks.get(first, 0.0), share)
            marks[second] = max(marks.get(second, 0.0), share)
            for place in range(first + 1, second):
                marks.setdefault(place, share * _BETWEEN)
            places.append((pair.first, pair.second + 1, share * (view.weights[first] + view.weights[second])))


def _mark_topic(clauses: Sequence[Clause], view: FactView, said: set[str], marks: dict[int, float]) -> None:
    """装在 A 上, said of B, states that A uses B: the clause names the subject, what it speaks of is the object."""
    topic = clauses[0].topic
    if topic in view.names and "@" + topic not in said and "@" + view.subject in said and _SLOT & said:
        for start, end in view.tokens.get("@" + topic, ()):
            marks.update(dict.fromkeys(range(start, end), _TOPIC))


def stands_for(token: Token, said: set[str], view: FactView, index: FactIndex) -> str:
    """The token of the statement in whose slot another one stands (Paxos for Raft, BF16 for FP32), or nothing."""
    if token.token[0] in "%#=" or (view.predicates and not view.predicates & _SLOT):
        return ""
    name = token.token[1:]
    if token.token[0] == "@":
        others = index.siblings.get(name, frozenset())
        own = next((own for own in view.names if own in others and "@" + own not in said), "")
        if own:
            return "@" + own
    shape = index.codes.get(token.token, token.token)
    return next((own for own, code in view.codes if own not in said and alike(code, shape)), "")


def alike(left: str, right: str) -> bool:
    """Two different codes built alike: letters and digits in the same order, at most four characters of each kind."""
    if left == right:
        return False
    first, second = _SHAPE.findall(left), _SHAPE.findall(right)
    return (
        len(first) == len(second) > 1
        and "".join(first) == left
        and "".join(second) == right
        and all(x.isdigit() == y.isdigit() for x, y in zip(first, second, strict=True))
    )
