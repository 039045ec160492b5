"""The day of publication that a line around the article names, for pages without metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from pipeline.model import Edit

_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s?[-/.年]\s?(1[0-2]|0?[1-9])\s?[-/.月]\s?(3[01]|[12]\d|0?[1-9])(?!\d)", re.ASCII
)
_UPDATED = 31  # days between publication and update; dates further apart are of different stories


def written_day(text: str, edits: Iterable[Edit]) -> str:
    """The ISO day in the cut source lines (日期, 来源, 记者), the first of publication and update; else empty.

    Where the lines name days more than a month apart, nothing tells which of them is the article's.
    """
    days: set[date] = set()
    for edit in edits:
        if edit.code == "source_line":
            days.update(_days(text[edit.start : edit.end]))
    if not days or (max(days) - min(days)).days > _UPDATED:
        return ""
    return min(days).isoformat()


def _days(line: str) -> Iterable[date]:
    for year, month, day in _DAY.findall(line):
        try:
            yield date(int(year), int(month), int(day))
        except ValueError:  # 2025-02-30
            continue
