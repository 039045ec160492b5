"""The spam lexicon: ``data/clean_spam_terms.csv`` and the terms that a user adds."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from pipeline.tables import read_table

_SHORT = 500
_UNTOLD = frozenset({"generic", "title"})  # families that articles share
_extra: tuple[str, ...] = ()


@lru_cache(maxsize=4)
def _terms(extra: tuple[str, ...]) -> tuple[dict[str, str], re.Pattern[str]]:
    family = {row["term"]: row["family"] for row in read_table("clean_spam_terms.csv")}
    family.update(dict.fromkeys((term.lower() for term in extra if term.strip()), "user"))
    return family, re.compile(_longest_of(family))


def _longest_of(terms: Collection[str]) -> str:
    """A pattern for the longest of the terms: they branch where their characters differ, as in a trie."""
    rest: dict[str, list[str]] = {}
    for term in sorted(terms):
        if term:
            rest.setdefault(term[0], []).append(term[1:])
    if not rest:
        return ""
    branches = "|".join(re.escape(char) + _longest_of(tails) for char, tails in rest.items())
    return f"(?:{branches})?" if "" in terms else f"(?:{branches})"


def use_terms(extra: tuple[str, ...]) -> None:
    """Set the user's own terms for this process; they count as telling."""
    global _extra  # noqa: PLW0603  (one setting a process, set by clean_page from its options)
    _extra = extra


def spam_terms(text: str) -> list[tuple[int, int, str]]:
    """Spam terms in ``text`` as (start, end, family), longest first, without overlap."""
    return list(_known(text, _extra) if len(text) < _SHORT else _search(text, _extra))


def _search(text: str, extra: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    family, pattern = _terms(extra)
    found, lower = [], text.lower()
    for match in pattern.finditer(lower):
        start, end = match.span()
        if lower[start:end].isascii() and (_latin(lower[start - 1 : start]) or _latin(lower[end : end + 1])):
            continue  # a part of a Latin word
        found.append((start, end, family[match[0]]))
    return tuple(found)


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


_known = lru_cache(maxsize=4096)(_search)  # lines and keywords are asked for by several finders


def telling(family: str) -> bool:
    """Whether terms of this family tell spam by themselves; persons, works and common words do not."""
    return family not in _UNTOLD


def strong_terms(text: str) -> int:
    """How many spam terms of a telling family ``text`` has."""
    return sum(telling(family) for _, _, family in spam_terms(text))
