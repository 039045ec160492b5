"""Where pairs of characters leave a clause undecided, what its words say (see ``likeness``).

Measured on the annotated pages of fifteen packs: of the clauses that state a fact but hold too little of it for a
verdict, words decide those where they are nearer to that fact than to any other by ``_CLEARLY``. They never accuse:
a clause that would refute gains nothing here, and one that no pairs found is named with its fact and left open.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.technical.matching import NAMED, Match, spoken
from pipeline.extract.technical.subjects import Ground

_LIKE, _CLEARLY = 0.45, 0.45  # cosine, and how much nearer than the next fact, that decide for a fact
_NEARER = 0.1  # how much nearer than the next fact the one that is only named must be
_HELD = 0.35  # share of the statement that the clause must hold itself
_CORE = 0.2  # share of what the statement says of its subject
_TOGETHER = 0.9  # that share and the cosine, for a fact to be named
_SUBJECT = 0.2


def seconded(ground: Ground, found: Sequence[Match]) -> list[Match]:
    """The matches, those that words confirm strengthened, and facts for clauses that had none."""
    known = {at for match in found if match.score >= NAMED for at in range(match.first, match.last + 1)}
    kept = list(found)
    for place, match in enumerate(found):
        if (
            match.wavers
            and _near(ground, match)
            and _leads(_words(ground, match.first, match.last), match.fact, _LIKE, _CLEARLY)
        ):
            kept[place] = match.confirmed()
    for at, numbers in _open(ground, known).items():
        row = _words(ground, at, at)
        number = max(numbers, key=lambda number: (row.get(number, 0.0), -number))
        share = ground.held.near[at, number].share
        if _leads(row, number, _LIKE, _NEARER) and share + row[number] >= _TOGETHER:
            kept.append(spoken(ground, at, number))
    return kept


def _near(ground: Ground, match: Match) -> bool:
    """False where the words of the statement that the text has cannot do: it need not be cut into words then."""
    clauses = ground.clauses
    text = ground.key[clauses[match.first].start : clauses[match.last].end]
    return ground.index.likeness.limit(text, match.fact) >= _LIKE


def _words(ground: Ground, first: int, last: int) -> dict[int, float]:
    clauses = ground.clauses
    return ground.index.likeness.cosines(ground.key[clauses[first].start : clauses[last].end])


def _open(ground: Ground, known: set[int]) -> dict[int, list[int]]:
    """Clauses that state none of the facts so far, with those of which they hold something and speak."""
    found: dict[int, list[int]] = {}
    clauses, index = ground.clauses, ground.index
    for (at, number), reach in ground.held.near.items():
        if reach.share < _HELD or reach.core < _CORE or at in known or clauses[at].question:
            continue
        telling = index.stamps[number].telling
        if telling and not {token.token for token in clauses[at].tokens}.issuperset(telling):
            continue
        text = ground.key[clauses[at].start : clauses[at].end]
        if index.likeness.limit(text, number) < max(_LIKE, _TOGETHER - reach.share):
            continue
        if ground.likely(at, number) and ground.subject(at, at, number, ground.cover(at, at, number))[1] >= _SUBJECT:
            found.setdefault(at, []).append(number)
    return found


def _leads(row: dict[int, float], number: int, least: float, ahead: float) -> bool:
    """True where the fact is like enough, and so much more than any other."""
    own = row.get(number, 0.0)
    others = max((value for other, value in row.items() if other != number), default=0.0)
    return own >= least and own - others >= ahead
