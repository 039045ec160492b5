"""Where pairs of characters leave a clause undecided, what its words say (see ``likeness``).

Measured on the annotated pages of fifteen packs: of the clauses that state a fact but hold too little of it for a
verdict, words decide those where they are nearer to that fact than to any other by ``_CLEARLY``. They never accuse:
a clause that would refute gains nothing here, and one that no pairs found is named with its fact and left open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.extract.technical.matching import NAMED, Match, spoken
from pipeline.extract.technical.subjects import Ground

_LIKE, _CLEARLY = 0.45, 0.45  # cosine, and how much nearer than the next fact, that decide for a fact
_NEARER = 0.1  # how much nearer than the next fact the one that is only named must be
_HELD = 0.3  # share of the statement that the clause must hold itself
_TOGETHER = 0.9  # that share and the cosine, for a fact to be named
_SUBJECT = 0.2


def seconded(ground: Ground, found: Sequence[Match]) -> list[Match]:
    """The matches, those that words confirm strengthened, and facts for clauses that had none."""
    weak = [match for match in found if match.wavers]
    known = {at for match in found if match.score >= NAMED for at in range(match.first, match.last + 1)}
    open_ones = _open(ground, known)
    stretches = sorted({(match.first, match.last) for match in weak} | {(at, at) for at in open_ones})
    if not stretches:
        return list(found)
    clauses = ground.clauses
    rows = ground.index.likeness.cosines([ground.key[clauses[a].start : clauses[b].end] for a, b in stretches])
    cosines = dict(zip(stretches, rows, strict=True))
    kept = [
        replace(match, seconded=True)
        if match.wavers and _leads(cosines[match.first, match.last], match.fact, _LIKE, _CLEARLY)
        else match
        for match in found
    ]
    for at, numbers in open_ones.items():
        row = cosines[at, at]
        number = max(numbers, key=lambda number: (row[number], -number))
        share = ground.cover(at, at, number).share
        if _leads(row, number, _LIKE, _NEARER) and share + row[number] >= _TOGETHER:
            kept.append(spoken(ground, at, number))
    return kept


def _open(ground: Ground, known: set[int]) -> dict[int, list[int]]:
    """Clauses that state none of the facts so far, with those of which they hold something and speak."""
    import numpy as np

    found: dict[int, list[int]] = {}
    clauses, index = ground.clauses, ground.index
    for at, number in np.argwhere(ground.held >= _HELD).tolist():
        if at in known or clauses[at].question:
            continue
        telling = index.stamps[number].telling
        if telling and not {token.token for token in clauses[at].tokens}.issuperset(telling):
            continue
        cover = ground.cover(at, at, number)
        if cover.share >= _HELD and ground.subject(at, at, number, cover)[1] >= _SUBJECT:
            found.setdefault(at, []).append(number)
    return found


def _leads(row: Sequence[float], number: int, least: float, ahead: float) -> bool:
    """True where the fact is like enough, and so much more than any other."""
    others = max((value for other, value in enumerate(row) if other != number), default=0.0)
    return row[number] >= least and row[number] - others >= ahead
