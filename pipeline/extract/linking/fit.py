"""How well a unit of the text fits the unit of a metric."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.units import compatible, convert, dimension

EXACT, SAME, GENERIC, OTHER_NOUN, SLIP, NO_UNIT, PER_TIME, FAR = 1.2, 1.0, 0.85, 0.3, 0.45, 0.7, 0.65, 0.8
PER_LEFT_OUT = 0.5  # 处理一吨水耗电 0.21 度: a rate whose base stands elsewhere
_TIMES = ("/s", "/min", "/h", "/hour", "/day", "/week", "/month", "/quarter", "/year")
_ONE = Decimal(1)
_CLASSIFIERS = frozenset({"device", "piece", "item", "set", "unit"})
_BARE = frozenset({"", "1", "count", "times", "ratio", "point"})
_PURE = frozenset({"percent", "times", "ratio", "permille"})
# Pairs of dimensions that writers confuse: the digits are right, the unit is not.
# What articles count in 人, 户 or 名 whatever the pack calls it.
_PEOPLE = frozenset(
    f"#{noun}"
    for noun in (
        "person",
        "user",
        "household",
        "passenger",
        "employee",
        "patient",
        "subscriber",
        "customer",
        "member",
        "visitor",
        "student",
        "worker",
        "resident",
    )
)
_SLIPS = frozenset(
    frozenset(pair)
    for pair in (
        ("W", "W*s"),
        ("bit", "bit*s^-1"),
        ("N", "g"),
        ("flop*s^-1", "op*s^-1"),
        ("flop", "flop*s^-1"),
        ("m", "m^2"),
        ("A*s", "W*s"),
        ("degC", "degF"),
        ("degC", "K"),
        ("op", "op*s^-1"),
        ("V", "A"),
        ("op*s^-1", "bit*op*s^-1"),
    )
)


_CALENDAR = re.compile(r"/(?:h|hour|day|week|month|quarter|year)$")


def _dim(unit: str) -> str | None:
    try:
        return dimension(unit)
    except ValueError:
        return None


def _currency(dim: str) -> str:
    """A dimension with its currency code (three capitals) replaced, so that USD/kg and CNY/kg compare as slips."""
    parts = dim.split("*")
    return "*".join("$" if len(part) == 3 and part.isupper() and part.isalpha() else part for part in parts)


def _without_base(dim: str) -> str:
    """A rate without the things it is counted by: USD per GPU and hour as USD per hour."""
    return "*".join(part for part in dim.split("*") if not (part.startswith("#") and "^-" in part))


def _timeless(unit: str) -> str:
    """A unit without its calendar base: 每周 10 毫克 may state a dose in mg, 年产 20 辆 an output in vehicles."""
    return _CALENDAR.sub("", unit)


def _nouns(dim: str) -> bool:
    return "#" in dim


def _noun_fit(said: str, wanted: str) -> float:
    """Counts of different things: close where only the noun differs, closer where both are people."""
    if {said, wanted} <= _PEOPLE:
        return GENERIC
    plain = ["*".join(p for p in dim.split("*") if not p.startswith("#")) for dim in (said, wanted)]
    return OTHER_NOUN if plain[0] == plain[1] else 0.0


@lru_cache(maxsize=65536)
def unit_fit(unit: str, wanted: str) -> float:
    """1 for the same dimension down to 0 where a value in ``unit`` cannot state a metric in ``wanted``.

    >>> unit_fit("GB/s", "TB/s"), unit_fit("kW", "kWh"), unit_fit("km", "kg")
    (1.0, 0.45, 0.0)
    """
    if unit == wanted:
        return EXACT if unit else SAME
    if "date" in {unit, wanted}:
        return 0.0
    if not wanted or {unit, wanted} == {"percent", "percentage_point"}:
        return NO_UNIT
    if unit in {"", "1"} or wanted == "1":
        return GENERIC if {unit, wanted} <= _BARE or _nouns(_dim(wanted) or "") else OTHER_NOUN
    if unit in _PURE and wanted in _PURE:
        return {("percent", "times"): NO_UNIT, ("times", "percent"): GENERIC}.get((unit, wanted), SAME)
    said_dim, wanted_dim = _dim(unit), _dim(wanted)
    if said_dim is None or wanted_dim is None:
        return 0.0
    if compatible(unit, wanted):
        return _scaled(unit, wanted) if said_dim == wanted_dim else GENERIC
    return _apart(unit, wanted, said_dim, wanted_dim)


def _apart(unit: str, wanted: str, said_dim: str, wanted_dim: str) -> float:
    """Units that do not convert: one leaves out what it is counted by, or they are confused."""
    if unit == "device" and wanted_dim.startswith("#person"):  # 台 counts no people
        return OTHER_NOUN
    if (unit in _CLASSIFIERS and _nouns(wanted_dim)) or _without_base(wanted_dim) == said_dim:
        return GENERIC
    wanted_plain = _without_base(wanted_dim)
    if said_dim != wanted_plain and "$" in _currency(said_dim) and _currency(said_dim) == _currency(wanted_plain):
        return SLIP
    plain = _without_base(said_dim)
    if plain != said_dim and _currency(plain) == _currency(wanted_dim) and "$" in _currency(wanted_dim):
        return PER_TIME
    top, slash, _ = wanted.partition("/")
    if slash and "/" not in unit and "$" not in _currency(wanted_dim) and top != unit and compatible(unit, top):
        return PER_LEFT_OUT
    if slash and top == unit and "$" not in _currency(wanted_dim) and not wanted.endswith(_TIMES):
        return PER_LEFT_OUT
    said, timeless = _timeless(unit), _timeless(wanted)
    if (said, timeless) != (unit, wanted):
        counted = said in _CLASSIFIERS and _nouns(_dim(timeless) or "")
        return PER_TIME if counted or compatible(said, timeless) else 0.0
    return _slip(said_dim, wanted_dim)


def _scaled(unit: str, wanted: str) -> float:
    """Units of one dimension: a dose in mg is hardly a weight in kg."""
    factor = convert(_ONE, unit, wanted)
    if factor is None or factor == 1:
        return EXACT
    if Decimal("0.00005") < factor < Decimal(20000):
        return SAME
    return FAR if Decimal("0.000001") <= factor <= Decimal(1000000) else SLIP


def _slip(said: str, wanted: str) -> float:
    if frozenset((said, wanted)) in _SLIPS:
        return SLIP
    if _currency(said) == _currency(wanted):
        return SLIP
    if _nouns(said) and _nouns(wanted):
        return _noun_fit(said, wanted)
    return 0.0
