"""What went wrong where a claim differs from its figure: scale, unit, multiple, entity, scope, time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.check.comparing import Comparison, compare, is_cap, near
from pipeline.check.shares import mixed_up
from pipeline.check.values import PURE, digits_of, precision_of, share_kind
from pipeline.model import Figure, Quantity, Term
from pipeline.units import parse_unit

_BITS = (Decimal(8), 1 / Decimal(8))
_CLOCK = tuple(factor for base in (60, 3600, 24, 7, 1440) for factor in (Decimal(base), 1 / Decimal(base)))
_NEAR_BELOW, _NEAR_ABOVE = Decimal("0.8"), Decimal("1.25")
_THOUSAND = {"W": "kW", "Wh": "kWh", "m": "km", "g": "kg", "V": "kV", "Hz": "kHz"}
_FIVE, _CLOSE = Decimal("0.05"), Decimal("0.001")
_MANY_DIGITS = 3
_MOST, _TEN = Decimal(10) ** 15, Decimal(10)
_BOUND_POWER, _RANGE_POWER = 3, 2
_DIGIT_POWERS = frozenset({1, 4})


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of mistake: ``factor`` times the claim is the source; ``figure`` is the one whose value was taken."""

    reason: str
    factor: Decimal | None = None
    figure: Figure | None = None


def find_slip(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    """The slip of unit, scale or multiple that explains the difference from one figure, or None.

    A slip explains it where the claim would agree, by the same rules of comparison, were it not for the slip.
    """
    if item.reason == "multiplier_error":
        return Slip("multiplier_error")
    if quantity.value is None or item.figure.value is None or quantity.value == 0 or item.figure.value == 0:
        return None
    return _unit(quantity, item, metric) or _scale(quantity, item, metric) or _multiple(quantity, item, metric)


def _times(quantity: Quantity, factor: Decimal) -> Quantity:
    """The claim with its value, high value and precision multiplied."""
    assert quantity.value is not None
    high = None if quantity.value_high is None else quantity.value_high * factor
    return replace(quantity, value=quantity.value * factor, value_high=high, precision=precision_of(quantity) * factor)


def _agrees(quantity: Quantity, item: Comparison, metric: Term | None) -> bool:
    return compare(quantity, item.figure, metric).outcome == "agree"


def _unit(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    """The digits of the figure with another unit: 86.4 kW for 86.4 kWh, 2 美元 for 2 元, 34 GFLOPS for 34 TFLOPS."""
    wanted = item.figure.unit
    source = item.source
    same = source is not None and (
        source.fit in {"same", "noun"} or (source.fit == "per_left_out" and source.value == item.figure.value)
    )  # 80 g is a slip for 80 mg/day, 80 mg is none
    meant = not _bound(quantity) or item.figure.value == quantity.value  # 3.7 days is no slip for "over 3 months"
    meant = meant or (quantity.kind == "money" and _other_money(quantity.unit, wanted))
    other = quantity.unit and quantity.unit != wanted and not same and not _same_but_nouns(quantity.unit, wanted)
    if other and meant and _agrees(replace(quantity, unit=wanted), item, metric):
        return Slip("unit_error")
    if item.source is None or quantity.unit in PURE or quantity.value is None:
        return None
    thousand = _THOUSAND.get(quantity.unit)  # 40 万瓦 for 40 万千瓦
    if thousand and not _bound(quantity) and _agrees(replace(quantity, unit=thousand), item, metric):
        return Slip("unit_error", Decimal(1000))
    ratio, one_digit = item.source.value / quantity.value, digits_of(quantity.value) < 2
    for factor in () if _bound(quantity) else _confused(item.figure.unit):
        if one_digit and not (factor in _BITS and ratio == factor and _in_bits(wanted) != _in_bits(quantity.unit)):
            continue
        if _NEAR_BELOW <= ratio / factor <= _NEAR_ABOVE and _agrees(_times(quantity, factor), item, metric):
            return Slip("unit_error", factor)
    return None


@lru_cache(maxsize=1024)
def _other_money(unit: str, wanted: str) -> bool:
    """True for two amounts of money of different currencies."""
    try:
        said, known = (dict(parse_unit(name).dimension) for name in (unit, wanted))
    except ValueError:
        return False
    return len(said) == len(known) == 1 and said != known


@lru_cache(maxsize=1024)
def _same_but_nouns(a: str, b: str) -> bool:
    """True where two units differ by what they count alone: calls and queries a second."""
    try:
        one, other = (
            frozenset(part for part in parse_unit(unit).dimension if not part[0].startswith("#")) for unit in (a, b)
        )
    except ValueError:
        return False
    return one == other and parse_unit(a).factor == parse_unit(b).factor


def _in_bits(unit: str) -> bool:
    return re.search(r"bit|bps|(?<![a-z])[kKMGTP]?b(?:/|$)", unit) is not None


@lru_cache(maxsize=1024)
def _confused(unit: str) -> tuple[Decimal, ...]:
    """Factors between units that writers confuse: bits and bytes, minutes, hours and days."""
    try:
        powers = dict(parse_unit(unit).dimension)
    except ValueError:
        return ()
    others = {base for base in powers if base != "s" and not base.startswith("#")}
    clock = powers.get("s", 0) < 0 or ("s" in powers and not others)  # days and hours, per minute; no kilowatt hours
    return (*(_BITS if "bit" in powers else ()), *(_CLOCK if clock else ()))


def _bound(quantity: Quantity) -> bool:
    return quantity.relation in {">", ">=", "<"} or (quantity.relation == "<=" and not is_cap(quantity))


def _plausible(quantity: Quantity, power: int) -> bool:
    """Of a bound many powers are true, and of a range or a single digit many fit: only what writers do is a slip."""
    if _bound(quantity):
        return power >= _BOUND_POWER
    if quantity.relation == "range":
        return power <= _RANGE_POWER
    return power in _DIGIT_POWERS or digits_of(quantity.value) > 1


def _scale(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    """Off by a power of ten; of a bound, which many powers may keep, only by a thousand and more (万 and 亿)."""
    if item.source is None or item.source.fit == "noun":
        return None
    assert quantity.value is not None
    power = item.source.value.copy_abs().adjusted() - quantity.value.copy_abs().adjusted()
    for exponent in (power, power - 1, power + 1):
        if exponent == 0 or not _plausible(quantity, abs(exponent)):
            continue
        factor = Decimal(1).scaleb(exponent)
        if _in_reach(quantity, factor, item) and _agrees(moved := _times(quantity, factor), item, metric):
            return Slip("scale_error", factor) if _at_end(moved, item) else None
    return None


def _at_end(quantity: Quantity, item: Comparison) -> bool:
    """False for a number inside the range of the source: many of any power of ten are."""
    source = item.source
    if source is None or source.high is None or quantity.value is None or quantity.value_high is not None:
        return True
    return any(near(quantity.value, end, _CLOSE) for end in (source.value, source.high))


def _in_reach(quantity: Quantity, factor: Decimal, item: Comparison) -> bool:
    """False where a plain number, so many times larger, is too far from the figure for any rule of comparison."""
    source = item.source
    if source is None or source.high is not None or quantity.value is None or quantity.value_high is not None:
        return True
    if quantity.unit in PURE or _bound(quantity):
        return True
    return _NEAR_BELOW <= quantity.value * factor / source.value <= _NEAR_ABOVE


def _is(value: Decimal, known: Decimal, step: Decimal) -> bool:
    return abs(value - known) <= step / 2 and near(value, known, _FIVE)


def _multiple(quantity: Quantity, item: Comparison, metric: Term | None) -> Slip | None:
    if quantity.unit not in PURE or item.source is None:
        return None
    kind = share_kind(item.figure, metric)
    if quantity.unit == "percent" and (not kind or not (kind == "drop" or quantity.role)):
        return None  # of a share of unknown kind, what remains may be what is meant
    others = mixed_up(quantity, kind)
    if any(other > 0 and _is(other, item.source.value, precision_of(quantity)) for other in others):
        return Slip("multiplier_error")
    return None


def miswritten(quantity: Quantity, item: Comparison) -> bool:
    """True where the digits are those of the figure but for one of three and more, or for two neighbours swapped.

    Digits are counted to the last that the claim writes: 508 for 580, 780 for 180, not 67 for 17.
    """
    wrong, count = _wrong_digits(quantity, item)
    return _neighbours(wrong) or (len(wrong) == 1 and count >= _MANY_DIGITS)


def plainly_miswritten(quantity: Quantity, item: Comparison) -> bool:
    """True where chance makes no such likeness: two neighbours of three and more digits swapped, one of four wrong."""
    wrong, count = _wrong_digits(quantity, item)
    return (_neighbours(wrong) and count >= _MANY_DIGITS) or (len(wrong) == 1 and count > _MANY_DIGITS)


def one_digit_off(quantity: Quantity, item: Comparison) -> bool:
    """True where all digits but one of two and more are those of the figure: 82 for 12, 6.4 for 1.4."""
    wrong, count = _wrong_digits(quantity, item)
    return len(wrong) == 1 and count > 1


def swapped(quantity: Quantity, item: Comparison) -> bool:
    """True where two neighbouring digits of three and more changed places: 12.4 for 14.2."""
    wrong, count = _wrong_digits(quantity, item)
    return _neighbours(wrong) and count >= _MANY_DIGITS


def _neighbours(wrong: list[tuple[int, str, str]]) -> bool:
    if len(wrong) != 2:
        return False
    (at, said, known), (next_at, next_said, next_known) = wrong
    return next_at == at + 1 and (said, known) == (next_known, next_said)


def _wrong_digits(quantity: Quantity, item: Comparison) -> tuple[list[tuple[int, str, str]], int]:
    """Places with the digits of claim and figure that differ there, and how many digits there are; none if uneven."""
    if item.source is None or quantity.value is None or quantity.value_high is not None or item.source.high is not None:
        return [], 0
    step, sizes = precision_of(quantity), sorted((abs(quantity.value), abs(item.source.value)))
    if sizes[1] / step > _MOST or sizes[1] > _TEN * sizes[0]:
        return [], 0
    said, known = (str(int(abs(value / step).to_integral_value())) for value in (quantity.value, item.source.value))
    if max(abs(quantity.value), abs(item.source.value)) < _TEN:  # 0.42 is written with its zero
        said, known = said.zfill(len(known)), known.zfill(len(said))
    if len(said) != len(known):
        return [], 0
    return [(at, a, b) for at, (a, b) in enumerate(zip(said, known, strict=True)) if a != b], len(said)
