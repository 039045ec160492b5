"""What is a word: jieba's dictionary as a unigram language model, loaded once a process and kept quiet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.segmenting import dictionary

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNKNOWN = 16.0  # cost of a character that the dictionary does not know, in nats
FOREIGN = 9.0  # cost of a run of Latin letters or digits
MAX_WORD = 6
_SPREAD = 21


@lru_cache(maxsize=1)
def word_costs() -> dict[str, float]:
    """Each word of jieba's dictionary with -ln of its relative frequency; prefixes that are no words are left out."""
    frequencies, total = dictionary()
    log_total = math.log(total)
    return {word: log_total - math.log(count) for word, count in frequencies.items() if count > 0}


@lru_cache(maxsize=1)
def character_costs() -> NDArray[np.float64]:
    """The cost of each character of the first plane (65,536), ``UNKNOWN`` where the dictionary lacks it."""
    import numpy as np

    costs = np.full(1 << 16, UNKNOWN)
    for word, value in word_costs().items():
        if len(word) == 1 and word <= "\uffff":
            costs[ord(word)] = value
    return costs


@lru_cache(maxsize=3)
def words_of(size: int) -> tuple[NDArray[np.uint32] | NDArray[np.uint64], NDArray[np.float64]]:
    """Words of two to four characters as sorted numbers, with their costs."""
    import numpy as np

    costs = word_costs()
    words = [word for word in costs if len(word) == size and max(word) <= "\uffff"]
    codes = np.frombuffer("".join(words).encode("utf-16-le"), dtype=np.uint16).reshape(-1, size)
    keys = _numbers(list(codes.T))
    order = np.argsort(keys)
    return keys[order], np.array([costs[word] for word in words])[order]


def _numbers(columns: Sequence[NDArray[np.uint16]]) -> NDArray[np.uint32] | NDArray[np.uint64]:
    import numpy as np

    if len(columns) == 2:  # half the size is searched faster
        return columns[0].astype(np.uint32) << np.uint32(16) | columns[1]
    keys = columns[0].astype(np.uint64)
    for column in columns[1:]:
        keys = keys << np.uint64(16) | column
    return keys


def costs_of(*columns: NDArray[np.uint16]) -> NDArray[np.float64]:
    """The cost of many words of two to four characters at once; infinite for what is no word.

    ``columns``: the codes of the first characters, of the second ones, and so on; 0 stands for a character that no
    word has.
    """
    import numpy as np

    words, costs = words_of(len(columns))
    keys = _numbers(columns)
    found = np.full(len(keys), np.inf)
    likely = np.flatnonzero(_likely(len(columns))[_spread(keys)])
    at = np.minimum(np.searchsorted(words, keys[likely]), len(words) - 1)
    found[likely] = np.where(words[at] == keys[likely], costs[at], np.inf)
    return found


@lru_cache(maxsize=3)
def _likely(size: int) -> NDArray[np.bool_]:
    """By ``_spread``: whether a word of the size may be there. Most stretches are none, and need no search then."""
    import numpy as np

    likely = np.zeros(1 << _SPREAD, dtype=np.bool_)
    likely[_spread(words_of(size)[0])] = True
    return likely


def _spread(keys: NDArray[np.uint32] | NDArray[np.uint64]) -> NDArray[np.uint32] | NDArray[np.uint64]:
    """Numbers of ``_SPREAD`` bits for words as numbers (multiplicative hashing)."""
    import numpy as np

    if keys.dtype == np.uint32:
        return keys * np.uint32(0x9E3779B1) >> np.uint32(32 - _SPREAD)
    return keys * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - _SPREAD)


def cost(text: str) -> float:
    """Least cost of cutting ``text`` into dictionary words (Viterbi over a unigram model), in nats."""
    known, begun = word_costs().get, dictionary()[0]  # jieba's has the beginnings of words too
    size, latin = len(text), False
    best = [0.0, *[math.inf] * size]
    for start, char in enumerate(text):
        base = best[start]
        if _is_latin(char):
            best[start + 1] = base if latin else base + FOREIGN
            latin = True
        else:
            best[start + 1] = min(best[start + 1], base + known(char, UNKNOWN))
            latin = False
        for end in range(start + 2, min(start + MAX_WORD, size) + 1):
            word = text[start:end]
            if word not in begun:
                break
            value = known(word)
            if value is not None and base + value < best[end] and not _is_latin(word[-1]):
                best[end] = base + value
    return best[size]


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def segment(text: str) -> list[str]:
    """The words of the cheapest cut (see ``cost``); at least one, empty for an empty text."""
    costs = word_costs()
    best, back = [0.0], [0]
    for end in range(1, len(text) + 1):
        choices = [(best[end - 1] + costs.get(text[end - 1], UNKNOWN), end - 1)]
        choices += [
            (best[s] + w, s)
            for s in range(max(0, end - MAX_WORD), end - 1)
            if (w := costs.get(text[s:end])) is not None
        ]
        low, start = min(choices)
        best.append(low)
        back.append(start)
    words, end = [], len(text)
    while end > 0:
        words.append(text[back[end] : end])
        end = back[end]
    return words[::-1] or [""]


def split_gain(left: str, middle: str, right: str) -> float:
    """How much the cut at ``middle`` costs the text: above 0, the neighbours belong together without it.

    ``cost(left + middle + right) - cost(left + right) - cost(middle)``; about 8 to 12 for a frequent word torn apart.
    """
    return cost(left + middle + right) - cost(left + right) - cost(middle)


def is_word(text: str) -> bool:
    """True for a word of the dictionary of two or more characters."""
    return len(text) > 1 and text in word_costs()
