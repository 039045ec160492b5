"""How much of a fact's statement a stretch of clauses holds, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.index import FactIndex
from pipeline.extract.technical.statements import FactView

_NAMED = 0.6  # a pair inside a name of the text is worth less: 低精度 in FP8 低精度训练
_BETWEEN = 0.8  # 入轨 stands for all of 进入预定轨道
_TOPIC = 0.8  # what the clauses speak of without naming it
_SLOT = frozenset({"=uses", "=is", "=needs", "=made"})
_SHAPE = re.compile(r"[a-z]+|\d+")

Place = tuple[int, int, float, int]  # start and end in the text, worth, place in the statement


@dataclass(slots=True)
class Part:
    """What one clause gives to one statement: shares by character, places in the text with their worth.

    Opposites are kept apart, since they count only beside something else; ``swapped``: (token, what it stands for).
    """

    marks: dict[int, float] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    opposites: list[tuple[int, int, str]] = field(default_factory=list)
    swapped: list[tuple[int, int, str, str]] = field(default_factory=list)
    speaks: bool = False


@dataclass(frozen=True, slots=True)
class Cover:
    """Shares of the statement and of its core, places in the text with their worth, and what stands for another.

    ``heart``: something of the heaviest name of the core is there, ``tail``: of the
    end of the object, ``head``: of how the statement begins. ``swapped``: the token in the slot of another.
    """

    share: float
    core: float
    amount: float
    places: tuple[Place, ...]
    heart: bool
    tail: bool
    head: bool
    swapped: str = ""


def part_of(clause: Clause, view: FactView, index: FactIndex) -> Part:
    """Match the tokens and pairs of a clause with a statement."""
    part = Part()
    low, high = view.core
    for token in clause.tokens:
        name = token.token
        spans, inner = view.tokens.get(name), 0
        if spans is None:
            own = _within(name, view, index)
            if not own and (other := stands_for(name, view, index)):
                part.swapped.append((token.start, token.end, name, other))
            spans = view.tokens[own] if own else ()
            inner = 1 if own else 0  # the first character of 无辅助损失均衡 denies 辅助损失
        elif name[0] == "%":
            part.opposites.append((token.start, token.end, name))
            continue
        for start, end in spans:
            part.marks.update(dict.fromkeys(range(start, end), 1.0))
            if name[0] != "=":
                part.places.append((token.start + inner, token.end, view.worth(start, end), start))
                part.speaks = part.speaks or low <= start < high
    _match_pairs(part, clause, view)
    return part


def _match_pairs(part: Part, clause: Clause, view: FactView) -> None:
    low, high = view.core
    for pair in clause.pairs:
        for first, second, strength in view.pairs.get(pair.pair, ()):
            if pair.named and first in view.named:
                continue  # a part of one name is no part of another
            share = strength * _NAMED if pair.named else strength
            for place in range(first, second + 1):
                worth = share if place in (first, second) else share * _BETWEEN
                part.marks[place] = max(worth, part.marks.get(place, 0.0))
            worth = share * (view.weights[first] + view.weights[second])
            part.places.append((pair.first, pair.second + 1, worth, first))
            part.speaks = part.speaks or low <= first < high


def join(parts: Sequence[Part], clauses: Sequence[Clause], view: FactView) -> Cover:
    """What the clauses hold together; an opposite counts in a clause that says something of the core besides."""
    marks: dict[int, float] = {}
    places: list[Place] = []
    swapped = ""
    standing = any(part.swapped for part in parts) or clauses[0].topic in view.names
    said = {token.token for clause in clauses for token in clause.tokens} if standing else set()
    some = any(part.speaks for part in parts)
    for part in parts:
        for place, share in part.marks.items():
            if marks.get(place, 0.0) < share:
                marks[place] = share
        places += part.places
        extra = list(part.opposites) if part.speaks or not some else []
        stands = [(start, end, own) for start, end, _, own in part.swapped if own not in said]
        swapped = next((name for _, _, name, own in part.swapped if own not in said), swapped)
        for start, end, name in (*extra, *stands):
            for low, high in view.tokens[name]:
                marks.update(dict.fromkeys(range(low, high), 1.0))
                places.append((start, end, view.worth(low, high), low))
    if standing:
        _mark_topic(clauses, view, said, marks)
    low, high = view.core
    amount = sum(view.weights[place] * share for place, share in marks.items())
    core = sum(view.weights[place] * share for place, share in marks.items() if low <= place < high)
    heart = view.heart[1] == 0 or any(place in marks for place in range(*view.heart))
    return Cover(
        amount / view.total if view.total else 0.0,
        min(1.0, core / view.core_total) if view.core_total else 0.0,
        amount, tuple(sorted(places)), heart, any(place in marks for place in range(*view.tail)),
        any(place in marks for place in range(*view.head)), swapped,
    )  # fmt: skip


def _within(token: str, view: FactView, index: FactIndex) -> str:
    """The statement's name that stands inside a longer name of the text."""
    inner = index.holds.get(token[1:]) if token[0] == "@" else None
    return next(("@" + name for name in view.names if name in inner), "") if inner else ""


def _mark_topic(clauses: Sequence[Clause], view: FactView, said: set[str], marks: dict[int, float]) -> None:
    """装在 A 上, said of B, states that A uses B: the clause names the subject, what it speaks of is the object."""
    topic = clauses[0].topic
    if topic in view.names and "@" + topic not in said and "@" + view.subject in said and _SLOT & said:
        for start, end in view.tokens.get("@" + topic, ()):
            marks.update(dict.fromkeys(range(start, end), _TOPIC))


def stands_for(token: str, view: FactView, index: FactIndex) -> str:
    """The token of the statement in whose slot another one stands (Paxos for Raft, BF16 for FP32), or nothing."""
    if token[0] in "%#=" or (view.predicates and not view.predicates & _SLOT):
        return ""
    if token[0] == "@":
        others = index.siblings.get(token[1:])
        own = next((own for own in view.names if own in others), "") if others else ""
        if own:
            return "@" + own
    if not view.codes:
        return ""
    shape = index.codes.get(token, token)
    return next((own for own, code in view.codes if alike(code, shape)), "")


def alike(left: str, right: str) -> bool:
    """Two different codes built alike: letters and digits in the same order.

    >>> alike("bf16", "fp32"), alike("bf16", "bf16"), alike("e4m3", "fp8")
    (True, False, False)
    """
    if left == right:
        return False
    first, second = _SHAPE.findall(left), _SHAPE.findall(right)
    return (
        len(first) == len(second) > 1
        and "".join(first) == left
        and "".join(second) == right
        and all(x.isdigit() == y.isdigit() for x, y in zip(first, second, strict=True))
    )
