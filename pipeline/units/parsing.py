"""From the spelling of a unit to its factor and dimension."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.tables import read_table

_PREFIX = {
    "f": Decimal("1e-15"),
    "p": Decimal("1e-12"),
    "n": Decimal("1e-9"),
    "u": Decimal("1e-6"),
    "µ": Decimal("1e-6"),
    "m": Decimal("1e-3"),
    "c": Decimal("1e-2"),
    "d": Decimal("1e-1"),
    "h": Decimal("1e2"),
    "k": Decimal("1e3"),
    "K": Decimal("1e3"),
    "M": Decimal("1e6"),
    "G": Decimal("1e9"),
    "T": Decimal("1e12"),
    "P": Decimal("1e15"),
    "E": Decimal("1e18"),
    "Z": Decimal("1e21"),
    "Ki": Decimal(1024),
    "Mi": Decimal(1024**2),
    "Gi": Decimal(1024**3),
    "Ti": Decimal(1024**4),
    "Pi": Decimal(1024**5),
}
_WORDS = {
    "kilo": "k",
    "mega": "M",
    "giga": "G",
    "tera": "T",
    "milli": "m",
    "micro": "u",
    "nano": "n",
    "centi": "c",
}
_NOUN_PREFIX = {"K": Decimal("1e3"), "M": Decimal("1e6"), "B": Decimal("1e9"), "T": Decimal("1e12")}
_ISO_4217 = (
    "AED ARS AUD BRL CAD CHF CLP CNY CZK DKK EGP EUR GBP HKD HUF IDR ILS INR IRR JPY KPW KRW KZT MOP MXN MYR "
    "NGN NOK NZD PHP PKR PLN QAR RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
CURRENCIES = frozenset(re.findall(r"[A-Z]+", _ISO_4217))
_ALIAS_CURRENCY = {"RMB": "CNY", "yuan": "CNY", "dollar": "USD", "CNH": "CNY"}
_ATOM = re.compile(r"(?P<number>10+|)(?P<name>[^\d*/^][^*/^]*)(?:\^(?P<power>-?\d))?")
_NOUN = re.compile(r"[A-Za-z][A-Za-z_\-]*")

Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A parsed unit: 1 ``name`` is ``factor`` base units of ``dimension``, (base, exponent) pairs in sorted order.

    Bases of counted things start with ``#``.
    """

    name: str
    factor: Decimal
    dimension: Dimension


@lru_cache(maxsize=1)
def _atoms() -> dict[str, tuple[Decimal, Dimension]]:
    atoms: dict[str, tuple[Decimal, Dimension]] = {}
    for row in read_table("unit_factors.csv"):
        factor, dim = Decimal(row["factor"]), _read_dimension(row["dimension"])
        names = [row["name"], *filter(None, row["aliases"].split("|"))]
        for name in names:
            atoms[name] = (factor, dim)
        for prefix in filter(None, row["prefixes"].split("|")):
            for name in names[:2]:
                atoms.setdefault(prefix + name, (factor * _PREFIX[prefix], dim))
    return atoms


def _read_dimension(text: str) -> Dimension:
    parts = []
    for part in filter(None, text.split("*")):
        base, _, power = part.partition("^")
        parts.append((base, int(power or 1)))
    return tuple(sorted(parts))


def _atom(name: str) -> tuple[Decimal, Dimension]:
    known = _atoms().get(name)
    if known is not None:
        return known
    code = _ALIAS_CURRENCY.get(name, name)
    if code in CURRENCIES:
        return Decimal(1), ((code, 1),)
    if (written := _written_out(name)) is not None:
        return written
    if len(name) > 2 and name[0] in _NOUN_PREFIX and name[1:].islower() and name[1:].isalpha():
        return _NOUN_PREFIX[name[0]], (("#" + name[1:], 1),)  # USD/Mtoken
    if _NOUN.fullmatch(name):
        return Decimal(1), (("#" + name, 1),)
    message = f"unknown unit {name!r}"
    raise ValueError(message)


def _written_out(name: str) -> tuple[Decimal, Dimension] | None:
    """kilometer, megawatt_hour, kilograms: prefix and unit as words."""
    for word, prefix in _WORDS.items():
        if name.lower().startswith(word):
            rest = name[len(word) :]
            known = _atoms().get(rest) or _atoms().get(rest.lower()) or _atoms().get(rest.lower().rstrip("s"))
            return None if known is None else (_PREFIX[prefix] * known[0], known[1])
    return None


@lru_cache(maxsize=4096)
def parse_unit(spelling: str) -> Unit:
    """Parse ``GB/s``, ``GPU*hour``, ``USD/GPU/hour``, ``kWh/100km``, ``m^2``; everything after a ``/`` divides once.

    Raises ValueError where the spelling is empty or no unit. Any Latin word is accepted as a counted noun.

    >>> parse_unit("kWh/100km").factor, parse_unit("GPU*hour").dimension
    (Decimal('36.00'), (('#GPU', 1), ('s', 1)))
    """
    text = spelling.strip().replace("·", "*").replace("**", "^").replace(" ", "")
    if not text:
        message = "empty unit"
        raise ValueError(message)
    factor, dims = Decimal(1), dict[str, int]()
    sign = 1
    for part in re.split(r"([*/])", text):
        if part in {"*", "/"}:
            sign = 1 if part == "*" else -1
            continue
        match = _ATOM.fullmatch(part) if part not in _atoms() else None
        if match is None and part not in _atoms():
            message = f"unknown unit {spelling!r}"
            raise ValueError(message)
        number, name, power = (match["number"], match["name"], match["power"]) if match else ("", part, None)
        scale, dim = _atom(name)
        exponent = sign * int(power or 1)
        factor *= (Decimal(number or 1) * scale) ** exponent
        for base, count in dim:
            dims[base] = dims.get(base, 0) + count * exponent
    kept = tuple(sorted((base, count) for base, count in dims.items() if count))
    return Unit(spelling, factor, kept)
