"""Spellings that are looked for in a page, and what each stands for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Key:
    """What one spelling in the automaton stands for.

    ``word``: it is of the tables, among which the longest wins; ``tells``: with features, verbs or cues.
    ``size``: characters. ``verbs``: features that it speaks for as a verb.
    """

    text: str
    size: int = 0
    entities: list[str] = field(default_factory=list)
    forms: list[int] = field(default_factory=list)
    features: list[int] = field(default_factory=list)
    verbs: list[int] = field(default_factory=list)
    cues: list[str] = field(default_factory=list)
    hides: bool = False
    weak: bool = False
    han: bool = False
    word: bool = False
    tells: bool = False


def key_of(keys: dict[str, Key], spelling: str) -> Key:
    """The key of a spelling, a new one where ``keys`` has none."""
    found = keys.get(spelling)
    if found is None:
        found = keys[spelling] = Key(spelling, len(spelling), han=not (spelling[0].isascii() or spelling[-1].isascii()))
    return found
