"""A text as the matcher sees it: names, listed words, Latin words, and pairs of the characters that remain."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.extract.technical.words import Word, entry_of, stop_pattern, words_of
from pipeline.text import CharacterTable, matching_key

_separated = CharacterTable(dict.fromkeys("-‐‑–_·・", " "))
_LATIN = re.compile(r"[a-z]+[a-z0-9.+]*|(?<![0-9])[0-9]++[a-z][a-z0-9]*")
_HAN = re.compile(r"[㐀-䶿一-鿿]")
_HAN_RUN = re.compile(r"[㐀-䶿一-鿿]+")
_PRIVATIVE = "无非不免"
_INNER = entry_of([("inner", "")])  # a name that denies what the rest of it says: 无砟轨道
_GAP = 3  # characters of stop words that may stand between the two of a pair
_TAKEN = frozenset({"predicate", "negation", "denial"})
_PLACE = itemgetter(1, 2, 0)  # of tokens


class Token(NamedTuple):
    """A unit at ``key[start:end]``: a name (``@id``), words (``#same``, ``%axis``, ``=predicate``) or Latin."""

    token: str
    start: int
    end: int


class Pair(NamedTuple):
    """Two neighbouring Han characters, stop words left out; ``named`` where one stands inside a name."""

    pair: str
    first: int
    second: int
    named: bool


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
    """A name as the automaton holds it: search form without spaces."""
    return search_form(name).replace(" ", "")


def read(key: str, automaton: Any, pairs: Container[str] | None = None) -> Reading:  # noqa: ANN401
    """All units of a text in search form; of its pairs of characters only those in ``pairs``, if that is given."""
    names = _names(key, automaton)
    masked = bytearray(len(key))
    for start, end, _ in names:
        masked[start:end] = b"\x01" * (end - start)
    words = words_of(key, masked)
    words += [Word(start, end, _INNER) for start, end, _ in names if key[start] in _PRIVATIVE]
    words.sort(key=lambda word: (word.start, word.end))
    tokens = [Token(f"@{term}", start, end) for start, end, term in names]
    tokens += [
        Token(match.group(), match.start(), match.end())
        for match in _LATIN.finditer(key)
        if not masked[match.start()] and len(match.group()) > 1
    ]
    telling = list(stop_pattern().sub(_blank, key))
    for word in words:
        for token in word.entry.tokens:
            tokens.append(Token(token, word.start, word.end))
        if not _TAKEN.isdisjoint(word.entry.values):
            telling[word.start : word.end] = "\0" * (word.end - word.start)
    for start, end, _ in names:
        telling[start:end] = key[start:end]
    tokens.sort(key=_PLACE)
    return Reading(key, tuple(tokens), tuple(_pairs(key, "".join(telling), masked, pairs)), tuple(words))


def _blank(found: re.Match[str]) -> str:
    return "\0" * len(found.group())


def _pairs(key: str, telling: str, masked: bytearray, wanted: Container[str] | None) -> list[Pair]:
    """Neighbours among the Han characters of ``telling``, in which those that say nothing are blank."""
    found = []
    for first, second in pairwise([match.start() for match in _HAN.finditer(telling)]):
        if second - first <= _GAP:
            pair = key[first] + key[second]
            if (wanted is None or pair in wanted) and (
                second - first == 1 or _HAN_RUN.fullmatch(key, first + 1, second)
            ):
                found.append(Pair(pair, first, second, bool(masked[first] or masked[second])))
    return found


def _names(key: str, automaton: Any) -> list[tuple[int, int, str]]:  # noqa: ANN401
    if not len(automaton):
        return []
    hits = []
    for last, (name, term) in automaton.iter(key, ignore_white_space=True):
        end = last + 1
        start, left = end, len(name)
        while left:
            start -= 1
            left -= key[start] != " "
        if "\n" not in key[start:end] and _whole(key, start, end):
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
