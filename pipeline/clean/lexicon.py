"""The spam lexicon: ``data/clean_spam_terms.csv`` and the terms that a user adds."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.tables import read_table

_extra: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def _terms(extra: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    family = {row["term"]: row["family"] for row in read_table("clean_spam_terms.csv")}
    family.update(dict.fromkeys((term.lower() for term in extra if term.strip()), "user"))
    ordered = sorted(family, key=lambda term: (-len(term), term))
    return family, re.compile("|".join(map(re.escape, ordered)))


def use_terms(extra: tuple[str, ...]) -> None:
    """Set the user's own terms for this process; they count as telling."""
    global _extra  # noqa: PLW0603  (one setting a process, set by clean_page from its options)
    _extra = extra


def spam_terms(text: str) -> list[tuple[int, int, str]]:
    """Spam terms in ``text`` as (start, end, family), longest first, without overlap."""
    family, pattern = _terms(_extra)
    return [(m.start(), m.end(), family[m[0]]) for m in pattern.finditer(text.lower())]


def strong_terms(text: str) -> int:
    """How many spam terms of a telling family ``text`` has."""
    return sum(family != "generic" for _, _, family in spam_terms(text))
