"""What somebody probably meant: the nearest id, the unit for a Chinese word."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache

from pipeline.tables import read_table


def meant(word: str, ids: Collection[str]) -> str:
    """``" (did you mean …?)"`` with the nearest of ``ids``, or nothing where none is near.

    >>> meant("lampe", {"lamp", "power"})
    ' (did you mean lamp?)'
    """
    near = get_close_matches(word, sorted(ids), n=1, cutoff=0.75) if word else []
    return f" (did you mean {near[0]}?)" if near else ""


def meant_unit(spelling: str) -> str:
    """The unit for a word of an article, in the notation of a pack.

    >>> meant_unit("千瓦时"), meant_unit("blub")
    (' (did you mean kWh?)', '')
    """
    unit = _words().get(spelling.strip().lower())
    return f" (did you mean {unit}?)" if unit else ""


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for row in (*read_table("units.csv"), *read_table("counted_nouns.csv")):
        if row.get("kind") in {"classifier", "label"}:
            continue
        for word in row["spellings"].split("|"):
            words.setdefault(word.strip("!^~").lower(), row.get("name") or row["unit"])
    return words
