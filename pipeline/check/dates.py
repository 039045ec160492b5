"""Comparing dates by granularity: ``2024-08`` agrees with ``2024-08-28``, not the other way round.

A date is text as in CONTRACT.md section 2: ``2025``, ``2024-08``, ``2025-01-20``, ``2024-Q3``, ``2025-H1``,
``--01-26``, ``--09``.
"""

from __future__ import annotations

import re
from typing import Literal

_DATE = re.compile(
    r"(?:(?P<year>\d{4})|-)(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d{2})(?:-(?P<day>\d{2}))?))?"
)
DateOutcome = Literal["equal", "coarser", "finer", "different", "unknown"]
_Parts = tuple[int | None, frozenset[int] | None, int | None]  # year, months that it may be, day


def date_parts(text: str) -> _Parts | None:
    """Year, the months that the date may lie in (None: any), day; None where the text is no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    months: frozenset[int] | None = None
    if match["month"]:
        months = frozenset((int(match["month"]),))
    elif match["quarter"]:
        first = 3 * int(match["quarter"]) - 2
        months = frozenset(range(first, first + 3))
    elif match["half"]:
        first = 6 * int(match["half"]) - 5
        months = frozenset(range(first, first + 6))
    return int(match["year"]) if match["year"] else None, months, int(match["day"]) if match["day"] else None


def compare_dates(claim: str, source: str) -> DateOutcome:
    """How a claimed date relates to that of a source.

    >>> compare_dates("2024-08", "2024-08-28"), compare_dates("--01-26", "2025-01-26")
    ('coarser', 'equal')
    >>> compare_dates("2025-01-20", "2025-01")
    'finer'
    """
    said, known = date_parts(claim), date_parts(source)
    if said is None or known is None:
        return "unknown"
    (year, months, day), (known_year, known_months, known_day) = said, known
    if year is not None and known_year is not None and year != known_year:
        return "different"
    if months is not None and known_months is not None and not months & known_months:
        return "different"
    if day is not None and known_day is not None and day != known_day:
        return "different"
    said_grain, known_grain = _grain(months, day), _grain(known_months, known_day)
    if said_grain > known_grain:
        return "finer"
    if year is None and months is None:
        return "unknown"
    return "coarser" if said_grain < known_grain else "equal"


def _grain(months: frozenset[int] | None, day: int | None) -> int:
    """0 a year, 1 half a year, 2 a quarter, 3 a month, 4 a day."""
    if day is not None:
        return 4
    return 0 if months is None else {1: 3, 3: 2, 6: 1}[len(months)]
