"""The word lists of technical claims, from ``pipeline/data/technical_words.csv``, found in one pass over a text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.tables import read_table

_TABLE = "technical_words.csv"
_MARK = re.compile(r"[0-9a-z]")


@dataclass(frozen=True, slots=True)
class Word:
    """A listed word at ``key[start:end]``; ``roles`` are (kind, value) pairs, such as ``("axis", "rank:1")``."""

    start: int
    end: int
    roles: tuple[tuple[str, str], ...]

    def has(self, kind: str) -> bool:
        """True where the word stands in a list of this kind."""
        return any(name == kind for name, _ in self.roles)

    def values(self, kind: str) -> list[str]:
        """The values under which the word stands in lists of this kind."""
        return [value for name, value in self.roles if name == kind]


@lru_cache(maxsize=1)
def _lexicon() -> Any:  # noqa: ANN401 a pyahocorasick automaton
    import ahocorasick

    roles: dict[str, list[tuple[str, str]]] = {}
    for row in read_table(_TABLE):
        if row["kind"] not in ("stop", "rival"):
            for word in row["words"].split("|"):
                roles.setdefault(word, []).append((row["kind"], row["value"]))
    automaton = ahocorasick.Automaton()
    for word, found in roles.items():
        automaton.add_word(word, (len(word), tuple(found)))
    automaton.make_automaton()
    return automaton


@lru_cache(maxsize=1)
def stop_pattern() -> re.Pattern[str]:
    """Matches the words that say nothing of their own, longest first."""
    words = {word for row in read_table(_TABLE) if row["kind"] == "stop" for word in row["words"].split("|")}
    return re.compile("|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word)))))


@lru_cache(maxsize=1)
def rivals() -> dict[str, str]:
    """Characters that tell words apart, each with the other one of its pair."""
    pairs = [pair for row in read_table(_TABLE) if row["kind"] == "rival" for pair in row["words"].split("|")]
    return {pair[0]: pair[1] for pair in pairs} | {pair[1]: pair[0] for pair in pairs}


def words_of(key: str, masked: bytearray) -> list[Word]:
    """Listed words of a text in order, the longest at each place; ``masked`` marks characters inside names."""
    hits = []
    for last, (length, roles) in _lexicon().iter(key):
        start = last + 1 - length
        if masked[start] or masked[last]:
            continue
        if key[start].isascii() and not _whole(key, start, last + 1):
            continue
        hits.append(Word(start, last + 1, roles))
    hits.sort(key=lambda word: (word.start, -word.end))
    kept: list[Word] = []
    for word in hits:
        if not kept or word.start >= kept[-1].end:
            kept.append(word)
        elif word.end - word.start > kept[-1].end - kept[-1].start:
            kept[-1] = word
    return kept


def _whole(key: str, start: int, end: int) -> bool:
    return not (_MARK.match(key[start - 1 : start] or " ") or _MARK.match(key[end : end + 1]))
