"""The word lists of the English reader, loaded once from ``pipeline/data/english_words.csv``."""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.tables import read_table

_TABLE = [(row["kind"], row["value"], row["words"].split("|")) for row in read_table("english_words.csv")]


def _map(kind: str) -> dict[str, str]:
    return {word: value for name, value, words in _TABLE if name == kind for word in words}


def _alternatives(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


BEFORE = _map("before")
AFTER = _map("after")
NUMBERS = {word: int(value) for word, value in _map("number").items()}
SCALES = {word: Decimal(value) for word, value in _map("scale").items()}
FRACTIONS = {word: int(value) for word, value in _map("fraction").items()}
MONTHS = {word: int(value) for word, value in _map("month").items()}
MONEY = _map("money")
MARKS = _map("mark")
UNITS = _map("unit")
PERSONS = frozenset(_map("person"))
LABELS = frozenset(_map("label"))
STOPS = frozenset(_map("stop"))
YEARS = frozenset(_map("year"))
VERBS = frozenset(_map("verb"))

UNIT_WORDS = max(len(unit.split()) for unit in UNITS)
BEFORE_END = re.compile(
    rf"(?:(?<![\w.])|(?<=[~≈∼<>≤≥]))({_alternatives(BEFORE)})\s*(?:the\s|an?\s|just\s|only\s)?$", re.IGNORECASE
)
AFTER_START = re.compile(rf"\s?({_alternatives(AFTER)})(?![\w])", re.IGNORECASE)
MONTH_NAME = _alternatives(MONTHS)
