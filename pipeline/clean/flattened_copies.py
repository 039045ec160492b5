"""Passages that stand twice inside one line: a flattened page has no lines to compare."""

from __future__ import annotations

import re

LEAST = 20  # characters of a passage that is met again
_MOST = 40  # passages
_STEP = 12  # characters that are looked up; any copy of ``LEAST`` holds one that begins a multiple of this away
_STOPS = frozenset("。！？!?…”’」』）)\"' \t\u3000\xa0")
_ENDS = re.compile(r"[。！？!?…][”’」』）)\"']*[ \t\u3000\xa0]*")


def copies(text: str, *, least: int = LEAST) -> list[list[tuple[int, int]]]:
    """Passages of whole sentences that stand in ``text`` twice or more, each with its places; longer ones first.

    >>> copies("开头。老槐树今年春天又发了新芽，大家都说好。别的话。老槐树今年春天又发了新芽，大家都说好。", least=12)
    [[(3, 22), (26, 45)]]
    """
    seen: dict[str, int] = {}
    met: set[str] = set()
    taken = 0  # before this everything was compared
    for at in range(len(text) - _STEP + 1):
        key = text[at : at + _STEP]
        other = seen.get(key)
        if other is None:
            if at % 4 == 0:
                seen[key] = at
        elif at >= taken and at - other >= least and len(met) < _MOST:
            places = _grown(text, other, at)
            taken = places[1][1]
            met |= _whole(text, places, least)
    found: list[list[tuple[int, int]]] = []
    used: list[tuple[int, int]] = []
    for passage in sorted(met, key=lambda p: (-len(p), p)):
        places_of = [
            (m.start(), m.end())
            for m in re.finditer(re.escape(passage), text)
            if not any(m.start() < b and a < m.end() for a, b in used)
        ]
        if len(places_of) > 1:
            used += places_of
            found.append(places_of)
    return found


def _grown(text: str, first: int, second: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The longest equal stretches around two places; they may overlap."""
    low, high = 0, _STEP
    while low < first and text[first - low - 1] == text[second - low - 1]:
        low += 1
    while second + high < len(text) and text[first + high] == text[second + high]:
        high += 1
    return (first - low, first + high), (second - low, second + high)


def _whole(text: str, places: tuple[tuple[int, int], tuple[int, int]], least: int) -> set[str]:
    """The whole sentences of an equal stretch; one of its two places must begin a sentence."""
    (a, b), (c, _) = places
    skip = 0
    while a + skip < b and text[a + skip] in _STOPS:
        skip += 1
    a, c = a + skip, c + skip
    if not (_begins(text, a) or _begins(text, c)):
        match = _ENDS.search(text, a, b)
        if match is None:
            return set()
        a, c = match.end(), c + match.end() - a
    ends = [match.end() for match in _ENDS.finditer(text, a, min(b, c))]
    return {text[a : ends[-1]].rstrip()} if ends and ends[-1] - a >= least else set()


def _begins(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in _STOPS
