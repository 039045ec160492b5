"""The spam lexicon: ``data/clean_spam_terms.csv`` and the terms that a user adds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import add

from pipeline.tables import read_table

_SHORT = 500
_UNTOLD = frozenset({"generic", "title"})  # families that articles share
_extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """``family`` of each term, and the terms, longest first, by their first two characters (or their only one)."""

    family: Mapping[str, str]
    heads: Mapping[str, Sequence[str]]
    single: bool  # terms of one character are among them

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The longest term at each place, from left to right, without overlap."""
        heads = self.heads
        pairs = [*map(add, text, text[1:]), text[-1:]]
        places = list(compress(range(len(pairs)), map(heads.__contains__, pairs)))
        if self.single:
            places = [i for i, pair in enumerate(pairs) if pair in heads or pair[:1] in heads]
        at = 0
        for i in places:
            terms = heads.get(pairs[i]) or heads[pairs[i][:1]]
            if i >= at and (term := next((term for term in terms if text.startswith(term, i)), "")):
                at = i + len(term)
                yield i, at


@lru_cache(maxsize=4)
def _terms(extra: tuple[str, ...]) -> _Lexicon:
    family = {row["term"]: row["family"] for row in read_table("clean_spam_terms.csv")}
    family.update(dict.fromkeys((term.lower() for term in extra if term.strip()), "user"))
    heads: dict[str, list[str]] = {}
    for term in sorted(family, key=lambda term: (-len(term), term)):
        if term:
            heads.setdefault(term[:2], []).append(term)
    for head, terms in heads.items():
        if len(head) == 2 and head[0] in heads:
            terms.append(head[0])
    return _Lexicon(family, heads, single=any(len(head) == 1 for head in heads))


def use_terms(extra: tuple[str, ...]) -> None:
    """Set the user's own terms for this process; they count as telling."""
    global _extra  # noqa: PLW0603  (one setting a process, set by clean_page from its options)
    _extra = extra


def spam_terms(text: str) -> list[tuple[int, int, str]]:
    """Spam terms in ``text`` as (start, end, family), longest first, without overlap."""
    return list(_known(text, _extra) if len(text) < _SHORT else _search(text, _extra))


def _search(text: str, extra: tuple[str, ...]) -> tuple[tuple[int, int, str], ...]:
    lexicon = _terms(extra)
    found, lower = [], text.lower()
    for start, end in lexicon.find(lower):
        if lower[start:end].isascii() and (_latin(lower[start - 1 : start]) or _latin(lower[end : end + 1])):
            continue  # a part of a Latin word
        found.append((start, end, lexicon.family[lower[start:end]]))
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
