"""Which way a clause turns what it says: what its negations govern, and the sides of opposites that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.words import Word

_REACH = 14  # characters from a negation to what it governs
_BOTH = "both"
_TAIL, _SHORT_VERB, _GAP = 2, 3, 3
_PREPOSED = re.compile(r"[都也却并均从还尚皆]")
_OVER = re.compile(
    r"直接|就能|就可|即可|便可|便能|也能|也可|照样|仍能|仍可|依然|依旧|(?<![未后带近从往起出过用])来(?![自源说看临访])"
)
_ATTRIBUTE = re.compile(r"[^的，,；;。]{0,8}的")


@dataclass(frozen=True, slots=True)
class Tone:
    """``turned``: for each place of the content, whether negations turn it; ``sides``: axis to side.

    ``sure`` is False where it is unclear what a negation governs.
    """

    turned: tuple[bool, ...]
    sides: dict[str, str]
    sure: bool


def tone_of(key: str, start: int, end: int, words: Sequence[Word], content: Sequence[tuple[int, int]]) -> Tone:
    """The tone of ``key[start:end]`` towards its ``content`` (places of what matters in it, in order)."""
    inside = [word for word in words if start <= word.start < end]
    turned, sure = [False] * len(content), True
    for word in inside:
        if not word.entry.turning:
            continue
        governed = _governed(key, end, word, inside, content)
        sure = sure and governed is not None
        for number in governed or ():
            turned[number] = not turned[number]
    sides: dict[str, str] = {}
    for word in inside:
        for value in word.values("axis"):
            axis, _, side = value.partition(":")
            sides[axis] = side if sides.get(axis, side) == side else _BOTH
    return Tone(tuple(turned), sides, sure)


def _governed(
    key: str, end: int, word: Word, inside: Sequence[Word], content: Sequence[tuple[int, int]]
) -> list[int] | None:  # fmt: skip
    """Which places of the content a word turns round; None where that is unclear."""
    if word.has("inner"):
        return [n for n, place in enumerate(content) if word.start < place[0] and place[1] <= word.end]
    if word.has("denial") or (word.has("removal") and _closes(key, _before_denial(word, inside, end), word, content)):
        return list(range(len(content)))
    if not (word.has("negation") or word.has("contrast")) or not content:
        return []
    following = [number for number, place in enumerate(content) if place[0] >= word.end]
    if not following:
        return _fronted(key, end, word, inside, content)
    short = word.end - word.start == 1  # 不可忽略的干扰, but 没有出现严重的干扰
    attribute = _ATTRIBUTE.match(key, word.end, end) if short else None
    if attribute is not None and not any(
        other.has("predicate") and word.end <= other.start < attribute.end() for other in inside
    ):  # fmt: skip
        return [number for number in following if content[number][0] < attribute.end()]
    over = _OVER.search(key, word.end, end)
    if over is not None and content[following[-1]][0] >= over.end():  # 不关机直接热插拔, 无需布线也能充电
        return [number for number in following if content[number][0] < over.start()]
    if content[following[0]][0] - word.end > _REACH:
        return None
    # 内壁没有铭文 denies the whole clause, 用 A 而不是 B only what follows
    return following if word.has("contrast") else list(range(len(content)))


def _fronted(
    key: str, end: int, word: Word, inside: Sequence[Word], content: Sequence[tuple[int, int]]
) -> list[int] | None:  # fmt: skip
    """What a negation governs that stands behind the content: 一次回滚都没有, 表面码还没有跑通; None where unclear."""
    every, rest = list(range(len(content))), key[word.end : end].rstrip("了过的")
    if rest and _verbs(word.end, word.end + len(rest), inside):  # 全自动驾驶没有启用
        return every
    if rest and word.start > content[-1][1] + _GAP:  # X 这样的字眼也不见了
        return [] if word.start >= content[-1][1] + _REACH else None
    alone = not any(other.entry.turning and other != word for other in inside)  # 也没有缺席 turns twice
    if end - word.end > _TAIL and not (alone and len(rest) <= _SHORT_VERB):
        return [] if word.start >= content[-1][1] + _REACH else None
    if _PREPOSED.search(key[max(0, word.start - 2) : word.start]):
        return every if alone or not rest else []
    return None if rest and alone else []


def _verbs(start: int, end: int, inside: Sequence[Word]) -> bool:
    return any(other.start == start and other.end == end and other.has("predicate") for other in inside)


def _before_denial(word: Word, inside: Sequence[Word], end: int) -> int:
    return min((other.start for other in inside if other.has("denial") and other.start >= word.end), default=end)


def _closes(key: str, end: int, word: Word, content: Sequence[tuple[int, int]]) -> bool:
    """True where a word stands at the end of the clause and behind its content: 接触网已被拆除."""
    return bool(content) and content[-1][1] <= word.start and len(key[word.end : end].strip("了掉过的")) == 0


def opposed(said: Tone, stated: dict[str, str]) -> bool:
    """True where the clause names the other side of an opposite of the statement."""
    return any(
        said.sides[axis] != side
        for axis, side in stated.items()
        if side != _BOTH and said.sides.get(axis, _BOTH) != _BOTH
    )


def clear(said: Tone, stated: dict[str, str]) -> bool:
    """False where the clause names both sides of an opposite of which the statement names one."""
    return said.sure and not any(side != _BOTH and said.sides.get(axis) == _BOTH for axis, side in stated.items())
