"""English dates: January 20, 2025; 20 January 2025; Jan. 2025; Q3 2024; in 2024; fiscal 2024; 2025-01-20."""

from __future__ import annotations

import re

from pipeline.extract.english.words import MONTH_NAME, MONTHS, YEARS

_MONTH_FIRST = re.compile(
    rf"({MONTH_NAME})\b\.?\s+(?:(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:\s*,)?\s*)?((?:19|20)\d\d\b)?",
    re.IGNORECASE | re.ASCII,
)
_DAY_FIRST = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({MONTH_NAME})\b\.?,?\s*((?:19|20)\d\d\b)?", re.IGNORECASE | re.ASCII
)
_QUARTER = re.compile(
    r"(?:Q([1-4])|(first|second|third|fourth) quarter)(?:\s+of)?(?:\s+fiscal)?(?:\s+year)?,?\s+((?:19|20)\d\d)\b",
    re.IGNORECASE | re.ASCII,
)
_ISO = re.compile(r"((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])(?:[-/](3[01]|[12]\d|0?[1-9]))?(?![\d/-])", re.ASCII)
_YEAR = re.compile(r"(?:19\d|20[0-3])\d(?![\d,.]\d|\w|\s?[%×])", re.ASCII)
_DECADE = re.compile(r"((?:19|20)\d)0s\b", re.ASCII)
_WORD_BEFORE = re.compile(r"([A-Za-z]+)[\s,.\-]*$")
_ORDER = {"first": 1, "second": 2, "third": 3, "fourth": 4}
START = re.compile(rf"\b(?:{MONTH_NAME})\b|\bQ[1-4]\b|\b(?:first|second|third|fourth) quarter", re.IGNORECASE)


def read_date(text: str, pos: int) -> tuple[int, str, str] | None:
    """(end, date, date_high) of the date that begins at ``text[pos]``, or None; without a year ``--MM-DD``."""
    if text[pos].isdigit():
        return _iso(text, pos) or _day_first(text, pos) or _decade(text, pos) or _year(text, pos)
    return _quarter(text, pos) or _month_first(text, pos)


def _iso(text: str, pos: int) -> tuple[int, str, str] | None:
    found = _ISO.match(text, pos)
    if found is None:
        return None
    day = f"-{int(found[3]):02d}" if found[3] else ""
    return found.end(), f"{found[1]}-{int(found[2]):02d}{day}", ""


def _date(year: str | None, month: str, day: str | None) -> str:
    tail = f"-{int(day):02d}" if day else ""
    return f"{year or '-'}-{MONTHS[month.lower()]:02d}{tail}"


def _day_first(text: str, pos: int) -> tuple[int, str, str] | None:
    found = _DAY_FIRST.match(text, pos)
    if found is None or not 1 <= int(found[1]) <= 31 or found[2].islower():
        return None
    return pos + len(found.group().rstrip(" ,\n")), _date(found[3], found[2], found[1]), ""


def _month_first(text: str, pos: int) -> tuple[int, str, str] | None:
    found = _MONTH_FIRST.match(text, pos)
    if found is None or found[1].islower() or not (found[2] or found[3]):
        return None
    if found[2] and not 1 <= int(found[2]) <= 31:
        return None
    return pos + len(found.group().rstrip(" ,\n")), _date(found[3], found[1], found[2]), ""


def _quarter(text: str, pos: int) -> tuple[int, str, str] | None:
    found = _QUARTER.match(text, pos)
    if found is None:
        return None
    return found.end(), f"{found[3]}-Q{found[1] or _ORDER[found[2].lower()]}", ""


def _decade(text: str, pos: int) -> tuple[int, str, str] | None:
    found = _DECADE.match(text, pos)
    return (found.end(), f"{found[1]}0", f"{found[1]}9") if found else None


def _year(text: str, pos: int) -> tuple[int, str, str] | None:
    """A bare year stands behind a preposition of time; elsewhere four digits are a number."""
    found = _YEAR.match(text, pos)
    before = _WORD_BEFORE.search(text, max(0, pos - 14), pos)
    if found is None or before is None or before[1].lower() not in YEARS:
        return None
    if before[1].lower() in ("to", "and", "of", "from", "by", "after", "before") and re.match(
        r"\s[a-zA-Z]*s\b", text[found.end() : found.end() + 20]
    ):
        return None
    return found.end(), found.group(), ""
