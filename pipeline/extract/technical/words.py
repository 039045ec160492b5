"""The word lists of technical claims, from ``pipeline/data/technical_words.csv``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.tables import read_table


def _pattern(words: list[str]) -> re.Pattern[str]:
    parts = [
        re.escape(word).replace("…", "[^，。；]{0,12}?") for word in sorted(set(words), key=lambda w: (-len(w), w))
    ]
    return re.compile("|".join(rf"\b{part}\b" if part[0].isascii() and part[0].isalpha() else part for part in parts))


_ROWS = [(row["kind"], row["value"], row["words"].split("|")) for row in read_table("technical_words.csv")]
NEGATION = _pattern([word for kind, _, words in _ROWS if kind == "negation" for word in words])
NOT_NEGATION = _pattern([word for kind, _, words in _ROWS if kind == "not_negation" for word in words])
CONTRAST = _pattern([word for kind, _, words in _ROWS if kind == "contrast" for word in words])
HEDGE = _pattern([word for kind, _, words in _ROWS if kind == "hedge" for word in words])
STOP = _pattern([word for kind, _, words in _ROWS if kind == "stop" for word in words])
ANTONYMS = {value: _pattern(words) for kind, value, words in _ROWS if kind == "antonym"}


@dataclass(frozen=True, slots=True)
class Tone:
    """How a stretch of text turns its statement: an odd number of negations, and the sides of opposites it names."""

    negated: bool
    sides: frozenset[str]

    def agrees(self, other: Tone) -> bool:
        """True where both say the same; an opposite side counts as one more negation."""
        opposed = {side[:-1] + ("-" if side[-1] == "+" else "+") for side in self.sides} & other.sides
        same_side = self.sides & other.sides
        turned = bool(opposed) and not same_side
        return (self.negated == other.negated) != turned


def tone_of(text: str) -> Tone:
    """The tone of a clause or a statement, what follows 而不是 left out."""
    contrast = CONTRAST.search(text)
    if contrast is not None and contrast.start() > 2:
        text = text[: contrast.start()]
    bare = NOT_NEGATION.sub(lambda found: "·" * len(found.group()), text)
    count = sum(1 for _ in NEGATION.finditer(bare))
    sides = frozenset(side for side, pattern in ANTONYMS.items() if pattern.search(bare))
    return Tone(count % 2 == 1, sides)
