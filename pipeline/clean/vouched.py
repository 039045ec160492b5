"""What speaks for a paragraph that shares no words with its page: it measures as its page does, or names its things."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from pipeline.tables import read_table

_CODE = re.compile(
    r"(?<![A-Za-z0-9])(?=[A-Za-z0-9\-]*[A-Z])(?=[A-Za-z0-9\-]*[0-9a-z])[A-Za-z][A-Za-z0-9\-]{1,23}(?![A-Za-z0-9])"
)
_EXACT = re.compile(r"\d\.\d|\d\s?(?:[%％‰]|个百分点|个基点|倍|[万千百]?亿)|百分之|千分之")
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?")
_MANY = 4  # exact quantities of a paragraph
_DENSE = 30  # characters a quantity at most
_LOOSE = 80  # the same for the rest of the page


def vouched(texts: Sequence[str], title: str) -> list[bool]:
    """For every paragraph of a page: whether its figures or its names are the page's own.

    Figures: four or more exact ones, close together, on a page that is itself full of them; digressions count in
    whole numbers. Names: a model or product code (capitals with digits or small letters) of the title or of two other
    paragraphs.
    """
    figures = [_exact_figures(text) for text in texts]
    size, total = sum(map(len, texts)), sum(figures)
    named = [set(_CODE.findall(text)) for text in texts]
    counts = Counter(code for codes in named for code in codes)
    of_title = set(_CODE.findall(title))
    found = []
    for text, count, codes in zip(texts, figures, named, strict=True):
        dense = count >= _MANY and _DENSE * count >= len(text)
        full = _LOOSE * (total - count) >= size - len(text)
        found.append((dense and full) or any(code in of_title or counts[code] > 2 for code in codes))
    return found


def _exact_figures(text: str) -> int:
    """How many figures are decimals, shares, multiples, hundreds of millions or physical quantities."""
    ends = {match.start() for match in _EXACT.finditer(text)} | {match.start() for match in _measure().finditer(text)}
    numbers = [(match.start(), match.end()) for match in _NUMBER.finditer(text)]
    return sum(any(start <= end <= stop for end in ends) for start, stop in numbers) + text.count("分之")


@lru_cache(maxsize=1)
def _measure() -> re.Pattern[str]:
    """The last digit of a number that a unit of measure follows; money, time and counted things are none."""
    units: set[str] = set()
    for row in read_table("units.csv"):
        if row["kind"] != "measure":
            continue
        for spelling in row["spellings"].split("|"):
            if spelling.startswith("^"):
                units |= {prefix + spelling[1:] for prefix in ("", *row["prefixes"])}
            elif not spelling.startswith("!"):
                units.add(spelling.lstrip("~"))
    longest = sorted(units - {""}, key=lambda unit: (-len(unit), unit))
    return re.compile(rf"\d\s?[十百千万亿]{{0,2}}[多余]?(?:{'|'.join(map(re.escape, longest))})(?![A-Za-z])")
