"""A text as the matcher sees it: names, listed words, Latin words, and pairs of the characters that remain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.extract.technical.words import Word, entry_of, long_stops, short_stops, words_of
from pipeline.text import CharacterTable, matching_key

_separated = CharacterTable(dict.fromkeys("-‐‑–_·・", " "))
_LATIN = re.compile(r"[a-z]+[a-z0-9.+]*|(?<![0-9])[0-9]++[a-z][a-z0-9]*")
_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF))
_PRIVATIVE = "无非不免"
_INNER = entry_of([("inner", "")])  # a name that denies what the rest of it says: 无砟轨道
_GAP = 3  # characters of stop words that may stand between the two of a pair
_PAIR = 2
_MARKS = "《》〈〉“”‘’「」『』\"'"
_PLACE = itemgetter(1, 2, 0)  # of tokens


class Token(NamedTuple):
    """A unit at ``key[start:end]``: a name (``@id``), words (``#same``, ``%axis``, ``=predicate``) or Latin."""

    token: str
    start: int
    end: int


# two neighbouring Han characters, stop words left out: pair, first, second, whether one stands inside a name
Pair = tuple[str, int, int, bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read once; everything in order of place."""

    key: str
    tokens: tuple[Token, ...]
    pairs: tuple[Pair, ...]
    words: tuple[Word, ...]


def search_form(text: str) -> str:
    """Matching key with hyphens as spaces; same length."""
    return _separated(matching_key(text))


def squeezed(name: str) -> str:
    """A name as the automaton holds it: search form without spaces and without the marks around titles."""
    return search_form(name).replace(" ", "").strip(_MARKS)


def read(key: str, automaton: Any, pairs: WantedPairs | None = None) -> Reading:  # noqa: ANN401
    """All units of a text in search form; of its pairs of characters only those in ``pairs``, if that is given."""
    names = _names(key, automaton)
    masked = bytearray(len(key))
    for start, end, _ in names:
        masked[start:end] = b"\x01" * (end - start)
    words = words_of(key, masked)
    inner = [Word(start, end, _INNER) for start, end, _ in names if key[start] in _PRIVATIVE]
    if inner:
        words += inner
        words.sort(key=lambda word: (word.start, word.end))
    tokens = [Token(f"@{term}", start, end) for start, end, term in names]
    for match in _LATIN.finditer(key):
        start, end = match.span()
        if end - start > 1 and not masked[start]:
            tokens.append(Token(match.group(), start, end))
    silent = [match.span() for match in long_stops().finditer(key)]
    for start, end, entry in words:
        for token in entry.tokens:
            tokens.append(Token(token, start, end))
        if entry.taken:
            silent.append((start, end))
    tokens.sort(key=_PLACE)
    return Reading(key, tuple(tokens), tuple(_pairs(key, silent, names, pairs)), tuple(words))


class WantedPairs:
    """The pairs of characters that some statement holds, as sorted numbers."""

    def __init__(self, pairs: Iterable[str]) -> None:
        """``pairs``: strings; those that are no two Han characters are left out."""
        import numpy as np

        known = {(ord(pair[0]) << 16) + ord(pair[1]) for pair in pairs if len(pair) == _PAIR and pair.isalpha()}
        self.codes = np.array(sorted(known) or [0], dtype=np.int64)


@lru_cache(maxsize=1)
def _characters() -> Any:  # noqa: ANN401 an array of numpy
    """What each character is: 0 no Han character, 1 one that says nothing of its own, 2 one that does."""
    import numpy as np

    kinds = np.zeros(1 << 16, dtype=np.uint8)
    for low, high in _HAN_RANGES:
        kinds[low : high + 1] = 2
    for stop in short_stops():
        kinds[ord(stop)] = min(kinds[ord(stop)], 1)
    return kinds


def _pairs(
    key: str, silent: Iterable[tuple[int, int]], names: Sequence[tuple[int, int, str]], wanted: WantedPairs | None
) -> list[Pair]:
    """Neighbours among the Han characters that say something, with stop words between them at most."""
    import numpy as np

    codes = np.minimum(np.frombuffer(key.encode("utf-32-le", "surrogatepass"), dtype=np.uint32), 0xFFFF)
    kinds = _characters()[codes]
    telling, named = kinds == 2, np.zeros(len(key), dtype=bool)
    for start, end in silent:
        telling[start:end] = False
    for start, end, _ in names:
        telling[start:end] = kinds[start:end] > 0
        named[start:end] = True
    places = np.flatnonzero(telling)
    first, second = places[:-1], places[1:]
    gap = second - first
    fits = gap <= _GAP
    spelled = codes.astype(np.int64)
    if wanted is not None and len(first):
        pair = (spelled[first] << 16) + spelled[second]
        fits &= wanted.codes[np.searchsorted(wanted.codes, pair).clip(max=len(wanted.codes) - 1)] == pair
    first, second, gap = first[fits], second[fits], gap[fits]
    joined = gap == 1
    if len(first):
        joined |= (kinds[first + 1] > 0) & (kinds[second - 1] > 0)
    first, second = first[joined], second[joined]
    inside = named[first] | named[second]
    ones, twos = first.tolist(), second.tolist()
    spelled_out = [key[one] + key[two] for one, two in zip(ones, twos, strict=True)]
    return list(zip(spelled_out, ones, twos, inside.tolist(), strict=True))


def _names(key: str, automaton: Any) -> list[tuple[int, int, str]]:  # noqa: ANN401
    if not len(automaton):
        return []
    hits = []
    for last, (name, term) in automaton.iter(key, ignore_white_space=True):
        end = last + 1
        start, length = end - len(name), len(name)
        while (blank := key.count(" ", start, end)) > end - start - length:  # spaces in it are not in the name
            start = end - length - blank
        if _whole(key, start, end) and "\n" not in key[start:end]:
            hits.append((start, end, term))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[tuple[int, int, str]] = []
    for hit in hits:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
        elif hit[1] - hit[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = hit
    return kept


def _whole(key: str, start: int, end: int) -> bool:
    before, after = key[start - 1 : start], key[end : end + 1]
    if key[start].isascii() and before.isascii() and before.isalnum():
        return False
    return not (key[end - 1].isascii() and after.isascii() and after.isalnum())
