"""The word lists of technical claims, from ``pipeline/data/technical_words.csv``, found in one pass over a text."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from pipeline.tables import read_table

_TABLE = "technical_words.csv"
_SIGNS = {"axis": "%", "same": "#", "predicate": "="}  # kinds that are tokens, and how they begin
_TAKEN = frozenset({"predicate", "negation", "denial"})
_VERBAL = frozenset({"verb", "predicate"})
_TURNING = frozenset({"inner", "denial", "negation", "contrast", "removal"})
_LIMITING = frozenset({"narrow", "past"})
_place = itemgetter(0, 1)
_MARK = re.compile(r"[0-9a-z]")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the lists say of a word: ``roles`` are (kind, value) pairs, such as ``("axis", "rank:1")``.

    ``values``: kind to values; ``tokens``: how the matcher names it (``%axis``, ``#same``, ``=predicate``);
    ``taken``: its characters say nothing beside that; ``verbal``: it is a verb; ``turning``: it may turn what is
    said; ``limits``: it says that it is so in part, or was so.
    """

    roles: tuple[tuple[str, str], ...]
    values: dict[str, tuple[str, ...]]
    tokens: tuple[str, ...]
    taken: bool = False
    verbal: bool = False
    turning: bool = False
    limits: bool = False


def entry_of(roles: Iterable[tuple[str, str]]) -> Entry:
    """The entry of a word with these roles."""
    pairs = tuple(roles)
    values: dict[str, tuple[str, ...]] = {}
    for kind, value in pairs:
        values[kind] = (*values.get(kind, ()), value)
    tokens = tuple(_SIGNS[kind] + value.partition(":")[0] for kind, value in pairs if kind in _SIGNS)
    return Entry(
        pairs, values, tokens, *(not kinds.isdisjoint(values) for kinds in (_TAKEN, _VERBAL, _TURNING, _LIMITING))
    )  # fmt: skip


class Word(NamedTuple):
    """A listed word at ``key[start:end]``."""

    start: int
    end: int
    entry: Entry

    def has(self, kind: str) -> bool:
        """True where the word stands in a list of this kind."""
        return kind in self.entry.values

    def values(self, kind: str) -> tuple[str, ...]:
        """The values under which the word stands in lists of this kind."""
        return self.entry.values.get(kind, ())


@lru_cache(maxsize=256)
def _calm(roles: tuple[tuple[str, str], ...]) -> Entry:
    return entry_of(role for role in roles if role[0] not in _TURNING)


DENYING = entry_of([("negation", ""), ("removal", "")])


def sided(words: Sequence[Word], sides: Container[str]) -> list[Word]:
    """The words; those that are a side of such an opposite turn nothing round beside that: 停用 beside 关闭."""
    return [
        word._replace(entry=_calm(word.entry.roles))
        if word.entry.turning and any(value.partition(":")[0] in sides for value in word.values("axis"))
        else word
        for word in words
    ]


@lru_cache(maxsize=1)
def _lexicon() -> Any:  # noqa: ANN401 a pyahocorasick automaton
    import ahocorasick

    roles: dict[str, list[tuple[str, str]]] = {}
    for row in read_table(_TABLE):
        if row["kind"] not in ("stop", "rival", "synonym"):
            for word in row["words"].split("|"):
                roles.setdefault(word, []).append((row["kind"], row["value"]))
    automaton = ahocorasick.Automaton()
    for word, found in roles.items():
        automaton.add_word(word, (len(word), entry_of(found)))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def synonyms() -> dict[str, tuple[str, ...]]:
    """Each listed synonym to the words that may stand for it, itself left out."""
    found: dict[str, set[str]] = {}
    for row in read_table(_TABLE):
        group = row["words"].split("|") if row["kind"] == "synonym" else []
        for word in group:
            found.setdefault(word, set()).update(other for other in group if other != word)
    return {word: tuple(sorted(others)) for word, others in found.items()}


@lru_cache(maxsize=1)
def stop_pattern() -> re.Pattern[str]:
    """Matches the words that say nothing of their own, longest first."""
    return re.compile("|".join(map(re.escape, _stops())))


def _stops() -> list[str]:
    """Longest first."""
    words = {word for row in read_table(_TABLE) if row["kind"] == "stop" for word in row["words"].split("|")}
    return sorted(words, key=lambda word: (-len(word), word))


@lru_cache(maxsize=1)
def common_words() -> frozenset[str]:
    """Words that say little by themselves: stop words, negations, and verbs such as 采用."""
    kinds = ("stop", "predicate", "verb", "negation", "speech")
    return frozenset(word for row in read_table(_TABLE) if row["kind"] in kinds for word in row["words"].split("|"))


@lru_cache(maxsize=1)
def short_stops() -> str:
    """The stop words of one character."""
    return "".join(word for word in _stops() if len(word) == 1)


@lru_cache(maxsize=1)
def long_stops() -> re.Pattern[str]:
    """Matches the stop words of more than one character."""
    return re.compile("|".join(re.escape(word) for word in _stops() if len(word) > 1))


@lru_cache(maxsize=1)
def rivals() -> dict[str, str]:
    """Characters that tell words apart, each with the other one of its pair."""
    pairs = [pair for row in read_table(_TABLE) if row["kind"] == "rival" for pair in row["words"].split("|")]
    return {pair[0]: pair[1] for pair in pairs} | {pair[1]: pair[0] for pair in pairs}


def words_of(key: str, masked: bytearray) -> list[Word]:
    """Listed words of a text in order, the longest at each place; ``masked`` marks characters inside names."""
    hits = []
    for last, (length, entry) in _lexicon().iter(key):
        start = last + 1 - length
        if masked[start] or masked[last] or (key[start].isascii() and not _whole(key, start, last + 1)):
            continue
        hits.append((start, -length, entry))
    hits.sort(key=_place)
    kept: list[Word] = []
    end = longest = 0
    for start, length, entry in hits:
        if start >= end:
            kept.append(Word(start, start - length, entry))
        elif -length > longest:
            kept[-1] = Word(start, start - length, entry)
        else:
            continue
        end, longest = start - length, -length
    return kept


def _whole(key: str, start: int, end: int) -> bool:
    return not (_MARK.match(key[start - 1 : start] or " ") or _MARK.match(key[end : end + 1]))
