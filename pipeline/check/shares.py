"""Multiples and changes: 是 N 倍, 高出 N 倍, 增长 N% and shares that remain become one ratio before they are compared.

Convention (docs/codes.md): 是 N 倍, 增至 N 倍, 翻番 mean N times as much; 增长, 高出, 多出 N 倍 mean N + 1 times;
倍 is not used for decreases; 增长 N% is 1 + N/100, 下降 N% is 1 - N/100.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pipeline.check.values import PURE, SourceValue, precision_of, share_kind
from pipeline.model import Figure, Quantity, Term

_ONE = Decimal(1)
_MORE = frozenset({"excess", "increase"})


def claimed_ratio(quantity: Quantity) -> Decimal | None:
    """How many times the base a claim gives; None where it states no ratio (a bare percentage).

    A decrease by N 倍 has no meaning and gives None too.
    """
    if quantity.value is None or quantity.unit not in {"times", "percent"}:
        return None
    if quantity.unit == "times":
        if quantity.role == "decrease":
            return None
        return quantity.value + _ONE if quantity.role in _MORE else quantity.value
    share = quantity.value / 100
    if quantity.role in _MORE:
        return _ONE + share
    return _ONE - share if quantity.role == "decrease" else None


def source_ratio(figure: Figure, metric: Term | None) -> Decimal | None:
    """How many times the base a figure gives, by the form of its formula or the words of its metric."""
    if figure.value is None or figure.value_high is not None:
        return None
    share = figure.value / 100 if figure.unit == "percent" else figure.value
    kind = share_kind(figure, metric)
    if kind == "gain":
        return _ONE + share
    if kind == "drop":
        return _ONE - share
    return share if kind == "ratio" else None


def as_ratios(quantity: Quantity, figure: Figure, metric: Term | None) -> tuple[Quantity, SourceValue] | None:
    """Claim and figure as ratios where a multiple meets a change; None where their numbers compare as they stand."""
    if quantity.unit not in PURE or figure.unit not in PURE or quantity.value_high is not None:
        return None
    if quantity.unit == "percent" and share_kind(figure, metric) != "ratio":
        return None
    said, known = claimed_ratio(quantity), source_ratio(figure, metric)
    if said is None or known is None:
        return None
    step = precision_of(quantity) / (100 if quantity.unit == "percent" else 1)
    return replace(quantity, value=said, precision=step, unit="times", role="ratio"), SourceValue(known, None, "same")


def against_direction(quantity: Quantity, source: SourceValue, kind: str) -> SourceValue | None:
    """The figure with the sign of the claim's sense where the two are opposite: 下降 10% against a growth of -10."""
    if quantity.value is None or quantity.unit != "percent" or source.high is not None:
        return None
    falling = kind == "gain" and quantity.role == "decrease" and quantity.value > 0
    signed = kind == "drop" and quantity.value < 0 <= source.value
    return source._replace(value=-source.value) if falling or signed else None


def mixed_up(quantity: Quantity, kind: str) -> tuple[Decimal, ...]:
    """Values that the writer would have taken by mixing up multiple, excess and remaining share."""
    if quantity.value is None:
        return ()
    value = quantity.value
    if quantity.unit == "percent":
        return (Decimal(100) - value,) if kind == "drop" or quantity.role == "decrease" else (value - 100, value + 100)
    found = [value - _ONE, value + _ONE, value]
    if "doubling" in quantity.flags:  # 翻两番 said of what is twice as much
        doublings = _ONE
        while 2**doublings < value:
            doublings += 1
        found.append(doublings)
    return tuple(found)
