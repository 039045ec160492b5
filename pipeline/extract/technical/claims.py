"""Which clauses state a fact of the pack, how near they come to it, and whether they agree with it.

A fact speaks to a clause by two things that never see each other: its subject (named in the clause, or carried over
from what comes before) and the share of its statement that the clause holds, the end of the statement (what is said
of the subject) weighing most. The tone of both (negations, opposites) then tells whether they say the same.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from pipeline.extract.technical.clauses import Clause, clauses_of
from pipeline.extract.technical.held import held_by
from pipeline.extract.technical.index import FactIndex, fact_index
from pipeline.extract.technical.matching import Match, matches
from pipeline.extract.technical.reading import read, search_form
from pipeline.extract.technical.seconding import seconded
from pipeline.extract.technical.subjects import Ground
from pipeline.model import Claim, CleanPage, FactLink, Modality, Pack

_MOST_LINKS = 4
_SHORTEST_OPEN = 8  # characters of a clause that may be a claim without a fact
_LACKING = frozenset({"没有", "没", "无"})
_THEN = re.compile(r"就|便(?![宜利捷])")  # 没有 A，B 就不行: nobody says that A is missing
_THINGS = frozenset(("entity", "technology"))
_INSTEAD = 0.8  # what a fact gives way of whose object the clause names another one of the kind
_JOINED = 0.85  # what a fact that needs two clauses gives way to one that needs one


def technical_claims(clean: CleanPage, pack: Pack, spans: tuple[tuple[int, int], ...] = ()) -> tuple[Claim, ...]:
    """Claims in reading order, at most one a clause, each with the facts that it may state, best first.

    ``spans`` are the quantity claims; a clause may state a fact beside its number. Ids are ``PATH#tN``.
    """
    if not pack.facts:
        return ()
    index = fact_index(pack)
    key = search_form(clean.text)
    clauses = clauses_of(clean.text, read(key, index.automaton, index.pairs), index, spans)
    held = held_by(clauses, index.shares)
    ground = Ground(clauses, index, key, held)
    found = [match for at, number in held.near for match in matches(ground, at, number)]
    found = seconded(ground, found)
    groups = _groups(found, clauses)
    taken = {at for group in groups for match in group for at in range(match.first, match.last + 1)}
    stretches = [(group[0].first, group[0].last, group) for group in groups]
    stretches += [(at, at, []) for at in _open_clauses(clauses, index) if at not in taken]
    stretches.sort(key=lambda stretch: clauses[stretch[0]].start)
    mates: dict[int, list[Clause]] = {}
    for clause in clauses:
        mates.setdefault(clause.sentence, []).append(clause)
    claims = []
    for number, (first, last, group) in enumerate(stretches, 1):
        around = [
            mate for at in range(clauses[first].sentence, clauses[last].sentence + 1) for mate in mates.get(at, ())
        ]
        claims.append(_claim(f"{clean.path}#t{number}", clean.text, (clauses[first : last + 1], around), group, index))
    return tuple(claims)


def _open_clauses(clauses: Sequence[Clause], index: FactIndex) -> list[int]:
    """Clauses that say of a thing of the glossary what it uses, is or does, without a number."""
    found = []
    for at, clause in enumerate(clauses):
        if not clause.paragraph or clause.counted or clause.question or clause.end - clause.start < _SHORTEST_OPEN:
            continue
        if not clause.names:
            continue
        names = {name.token for name in clause.names if index.kinds.get(name.token[1:]) in _THINGS}
        if len(names) > 1 or (names and ("predicate" in clause.kinds or "axis" in clause.kinds)):
            found.append(at)
    return found


def _groups(found: Sequence[Match], clauses: Sequence[Clause]) -> list[list[Match]]:
    """The best fact for each stretch of clauses; others that share a clause follow it as runners-up."""
    ranked = sorted(found, key=lambda m: (-_rank(m), m.last - m.first, m.first, m.fact))
    taken: dict[int, list[Match]] = {}
    leaders: list[list[Match]] = []
    for match in ranked:
        owner = next((taken[at] for at in range(match.first, match.last + 1) if at in taken), None)
        if owner is None:
            owner = [match]
            leaders.append(owner)
            for at in range(match.first, match.last + 1):
                taken[at] = owner
        elif match.fact not in {held.fact for held in owner}:
            owner.append(match)
    return sorted(_once(leaders, clauses), key=lambda group: group[0].first)


def _once(leaders: list[list[Match]], clauses: Sequence[Clause]) -> list[list[Match]]:
    """A sentence states a fact once: 不是 A，而是 B gives one claim."""
    kept: dict[tuple[int, int], list[Match]] = {}
    for group in leaders:
        kept.setdefault((group[0].fact, clauses[group[0].first].sentence), group)
    return list(kept.values())


def _rank(match: Match) -> float:
    """Of two facts that a clause covers equally well, the one that says more is meant."""
    standing = _INSTEAD if match.swapped else 1.0
    return match.score * math.sqrt(match.amount) * standing * _JOINED ** (match.last - match.first)


def _claim(
    claim_id: str, text: str, around: tuple[Sequence[Clause], Sequence[Clause]], group: list[Match], index: FactIndex
) -> Claim:  # fmt: skip
    """A claim made of clauses, and those of their sentences; without a fact where no match speaks to it."""
    own, mates = around
    start, end = own[0].start, own[-1].end
    links = tuple(
        FactLink(
            index.facts[m.fact].fact.id,
            m.score,
            m.same,
            f"{m.coverage:.2f}/{m.core:.2f} x {m.subject:.2f}{_doubt(m)} {m.amount:.1f}",
        )
        for m in group[:_MOST_LINKS]
    )
    entity = index.facts[group[0].fact].subject if group else ""
    return Claim(
        claim_id, "technical", text[start:end], start, end, text[mates[0].start : mates[-1].end],
        entity=entity, facts=links, modality=_modality(own, mates, text),
    )  # fmt: skip


def _doubt(match: Match) -> str:
    return " by words" if match.seconded else "" if match.sure else " tone?"


def _modality(own: Sequence[Clause], mates: Sequence[Clause], key: str) -> Modality:
    """Hypothetical where nobody states it: a question, a hedge in the clause, or 如果 and 传言 before it."""
    if any(clause.question or "hedge" in clause.kinds for clause in own):
        return "hypothetical"
    if any(("hedge_on" if clause.start <= own[-1].start else "retract") in clause.kinds for clause in mates):
        return "hypothetical"
    after = [clause for clause in mates if clause.start > own[-1].start and clause.sentence == own[-1].sentence]
    lacking = any(word.start == own[0].start and key[word.start : word.end] in _LACKING for word in own[0].words)
    return "hypothetical" if lacking and any(_THEN.search(key, c.start, c.end) for c in after) else "stated"
