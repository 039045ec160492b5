"""The spam lexicon: ``data/clean_spam_terms.csv`` and the terms that a user adds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress
from operator import add
from typing import TYPE_CHECKING

from pipeline.tables import read_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHORT = 500
_LONG = 150  # characters from which numpy is faster
_UNTOLD = frozenset({"generic", "title"})  # families that articles share
_extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """``family`` of each term, and the terms, longest first, by their first two characters (or their only one)."""

    family: Mapping[str, str]
    heads: Mapping[str, Sequence[str]]
    begins: NDArray[np.bool_]  # by ``_mixed`` of the first two characters: whether a term may begin so
    single: frozenset[str]  # terms of one character

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """The longest term at each place, from left to right, without overlap."""
        heads, at = self.heads, 0
        for i in self.near(text) if len(text) < _LONG else self.far_apart(text):
            terms = heads.get(text[i : i + 2]) or heads.get(text[i], ())
            if i >= at and (term := next((term for term in terms if text.startswith(term, i)), "")):
                at = i + len(term)
                yield i, at

    def near(self, text: str) -> Iterable[int]:
        """Where terms may begin in a short text."""
        pairs = list(map(add, text, text[1:]))
        places = compress(range(len(pairs)), map(self.heads.__contains__, pairs))
        if self.single.isdisjoint(text):
            return places
        return sorted({*places, *(i for i, char in enumerate(text) if char in self.single)})

    def far_apart(self, text: str) -> list[int]:
        """The same in a long text, with some places more."""
        import numpy as np

        codes = np.frombuffer((text + "\0").encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        begins = self.begins[_mixed(codes[:-1], codes[1:])]
        for char in self.single:
            begins |= codes[:-1] == ord(char)
        places: list[int] = np.flatnonzero(begins).tolist()
        return places


def _mixed(first: NDArray[np.uint32], second: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A number below 65,536 for each pair of characters; few pairs share one."""
    import numpy as np

    mixed: NDArray[np.uint32] = (first * np.uint32(0x9E3779B1) + second * np.uint32(0x85EBCA6B)) >> np.uint32(16)
    return mixed


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
    return _Lexicon(family, heads, _begins(heads), frozenset(head for head in heads if len(head) == 1))


def _begins(heads: Iterable[str]) -> NDArray[np.bool_]:
    import numpy as np

    pairs = np.array([[ord(char) for char in head] for head in heads if len(head) == 2], dtype=np.uint32)
    begins = np.zeros(1 << 16, dtype=np.bool_)
    begins[_mixed(pairs[:, 0], pairs[:, 1])] = True
    return begins


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
