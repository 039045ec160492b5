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
_MANY = 4  # measured quantities of a paragraph,
_KINDS = 3  # of so many dimensions
_DENSE = 30  # characters a quantity at most
_LOOSE = 120  # the same for the rest of the page


def vouched(texts: Sequence[str], title: str) -> list[bool]:
    """For every paragraph of a page: whether its figures or its names are the page's own.

    Figures: four or more physical quantities, close together, on a page that is itself full of them. Names: a model
    or product code (capitals with digits or small letters) of the title or of two other paragraphs.
    """
    measures = [_dimensions(text) for text in texts]
    size, total = sum(map(len, texts)), sum(map(len, measures))
    named = [set(_CODE.findall(text)) for text in texts]
    counts = Counter(code for codes in named for code in codes)
    of_title = set(_CODE.findall(title))
    found = []
    for text, own, codes in zip(texts, measures, named, strict=True):
        dense = len(own) >= _MANY and len(set(own)) >= _KINDS and _DENSE * len(own) >= len(text)
        full = _LOOSE * (total - len(own)) >= size - len(text)
        found.append((dense and full) or any(code in of_title or counts[code] > 2 for code in codes))
    return found


def _dimensions(text: str) -> list[str]:
    """The dimensions of the physical quantities of a text; money, time, shares and counted things are none."""
    dimension, pattern = _units()
    return [dimension[match[1]] for match in pattern.finditer(text)]


@lru_cache(maxsize=1)
def _units() -> tuple[dict[str, str], re.Pattern[str]]:
    """Spellings of the units of measure with their dimension, and a number followed by one of them."""
    dimension: dict[str, str] = {}
    for row in read_table("units.csv"):
        if row["kind"] != "measure":
            continue
        for spelling in row["spellings"].split("|"):
            if spelling.startswith("^"):
                dimension |= {prefix + spelling[1:]: row["dimension"] for prefix in ("", *row["prefixes"])}
            elif not spelling.startswith("!"):
                dimension[spelling] = row["dimension"]
    dimension.pop("", None)
    longest = sorted(dimension, key=lambda unit: (-len(unit), unit))
    units = "|".join(re.escape(unit) for unit in longest)
    return dimension, re.compile(rf"\d\s?[十百千万亿]{{0,2}}[多余]?({units})(?![A-Za-z])")
