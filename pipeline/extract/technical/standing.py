"""Which token of a text stands for which of a statement: inside a longer name, or in the slot of another."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import lru_cache
from typing import Protocol

from pipeline.extract.technical.statements import FactView

SLOT = frozenset({"=uses", "=is", "=needs", "=made"})
_LISTED = "%#="  # what tokens of listed words begin with: they stand for no other
_SHAPE = re.compile(r"[a-z]+|\d+")


class Slots(Protocol):
    """What is needed of the glossary: terms that fill one slot, terms inside names, tokens of names such as FP32."""

    @property
    def siblings(self) -> Mapping[str, Container[str]]:
        """Terms that fill the same slot as a term."""

    @property
    def holds(self) -> Mapping[str, Container[str]]:
        """Terms whose names stand inside the names of a term."""

    @property
    def codes(self) -> Mapping[str, str]:
        """Tokens of names such as FP32."""


def within(token: str, view: FactView, slots: Slots) -> str:
    """The statement's name that stands inside a longer name of the text."""
    inner = slots.holds.get(token[1:]) if token[0] == "@" else None
    return next(("@" + name for name in view.names if name in inner), "") if inner else ""


def stands_for(token: str, view: FactView, slots: Slots) -> str:
    """The token of the statement in whose slot another one stands (Paxos for Raft, BF16 for FP32), or nothing."""
    if token[0] in _LISTED or (view.predicates and not view.predicates & SLOT):
        return ""
    if token[0] == "@":
        others = slots.siblings.get(token[1:])
        own = next((own for own in view.names if own in others), "") if others else ""
        if own:
            return "@" + own
    if not view.codes:
        return ""
    shape = slots.codes.get(token, token)
    return next((own for own, code in view.codes if alike(code, shape)), "")


@lru_cache(maxsize=8192)
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
