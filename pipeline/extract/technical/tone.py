"""Which way a clause turns what it says: negations that govern it, the side of opposites, and who stands behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.words import Word

_REACH = 14  # characters from a negation to what it governs
_BOTH = "both"
_TAIL = 2
_PREPOSED = re.compile(r"[都也却并均从还尚皆]")
_ATTRIBUTE = re.compile(r"[^的，,；;。]{0,8}的")


@dataclass(frozen=True, slots=True)
class Tone:
    """``negated``: an odd number of negations govern the content; ``sides``: axis to side; ``sure``: all is clear."""

    negated: bool
    sides: dict[str, str]
    sure: bool


def tone_of(key: str, start: int, end: int, words: Sequence[Word], content: Sequence[tuple[int, int]]) -> Tone:
    """The tone of ``key[start:end]`` towards its ``content`` (places of what matters in it)."""
    inside = [word for word in words if start <= word.start < end]
    count, sure = 0, True
    for word in inside:
        if word.has("inner"):
            count += any(word.start < place[0] and place[1] <= word.end for place in content)
        elif word.has("denial"):
            count += 1
        elif word.has("negation") or word.has("contrast"):
            governs = _governs(key, end, word, inside, content)
            count += bool(governs)
            sure = sure and governs is not None
    sides: dict[str, str] = {}
    for word in inside:
        for value in word.values("axis"):
            axis, _, side = value.partition(":")
            sides[axis] = side if sides.get(axis, side) == side else _BOTH
    return Tone(count % 2 == 1, sides, sure)


def _governs(
    key: str, end: int, word: Word, inside: Sequence[Word], content: Sequence[tuple[int, int]]
) -> bool | None:  # fmt: skip
    """True where the negation turns the content round, False where it does not, None where that is unclear."""
    if not content:
        return False
    following = [place for place in content if place[0] >= word.end]
    if not following:
        # 一次回滚都没有: the object stands before; a negation in the middle that is followed by other things is unclear
        if end - word.end <= _TAIL:
            return _PREPOSED.search(key[max(0, word.start - 2) : word.start]) is not None
        return False if word.start >= content[-1][1] + _REACH else None
    attribute = _ATTRIBUTE.match(key, word.end, end)
    if attribute is not None and attribute.end() <= following[0][0] and not any(
        other.has("predicate") and word.end <= other.start < attribute.end() for other in inside
    ):  # fmt: skip
        return False
    return True if following[0][0] - word.end <= _REACH else None


def clear(said: Tone, stated: Tone) -> bool:
    """False where the clause names both sides of an opposite of which the statement names one."""
    return said.sure and not any(side != _BOTH and said.sides.get(axis) == _BOTH for axis, side in stated.sides.items())


def agree(said: Tone, stated: Tone) -> bool:
    """True where two tones say the same: as many turns, an opposite side being one more."""
    turned = any(
        said.sides[axis] != side
        for axis, side in stated.sides.items()
        if side != _BOTH and said.sides.get(axis, _BOTH) != _BOTH
    )
    return (said.negated == stated.negated) != turned
