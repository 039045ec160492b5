"""Which clauses state a fact of the pack, how near they come to it, and whether they agree with it.

A fact speaks to a clause by two things that never see each other: its subject (named in the clause, or carried over
from what comes before) and the share of its statement's words that the clause holds. The tone of both
(negations, opposites) then tells whether they say the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.extract.technical.index import FactIndex, FactView, Feature, fact_index, search_form
from pipeline.extract.technical.words import HEDGE, tone_of
from pipeline.model import Claim, CleanPage, FactLink, Modality, Pack

_CLAUSE = re.compile(r"[^，。；！？!?;\n\t：:]+")
_ENDS = "。！？!?\n"
_CLAIM = 0.42  # coverage from which a clause is a claim
_JOIN = 0.12  # what the next clause must add to be taken in
_MOST_LINKS = 4
_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{2,12}")


@dataclass(slots=True)
class _Clause:
    start: int
    end: int
    sentence: int
    paragraph: int
    features: list[Feature] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)
    hits: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    last: int
    fact: int
    coverage: float
    subject: float
    same: bool

    @property
    def score(self) -> float:
        return round(self.coverage * (0.55 + 0.45 * self.subject), 4)


def technical_claims(clean: CleanPage, pack: Pack, spans: tuple[tuple[int, int], ...] = ()) -> tuple[Claim, ...]:
    """Claims in reading order, at most one a stretch of clauses, each with the facts that it may state, best first.

    ``spans`` are the quantity claims; a clause may state a fact beside its number. Ids are ``PATH#tN``.
    """
    if not pack.facts:
        return ()
    index = fact_index(pack)
    key = search_form(clean.text)
    clauses = _clauses(clean.text, key, index)
    matches = _matches(clauses, index, key)
    return tuple(_claim(clean, clauses, index, group, number) for number, group in enumerate(_groups(matches), 1))


def _clauses(text: str, key: str, index: FactIndex) -> list[_Clause]:
    clauses: list[_Clause] = []
    sentence = paragraph = 0
    for found in _CLAUSE.finditer(text):
        start, end = found.span()
        between = text[clauses[-1].end : start] if clauses else ""
        sentence += any(mark in _ENDS for mark in between)
        paragraph += "\n" in between
        while start < end and text[start] in " 　“”\"'（）()《》":
            start += 1
        while end > start and text[end - 1] in " 　“”\"'（）()《》":
            end -= 1
        if end - start < 2:
            continue
        clause = _Clause(start, end, sentence, paragraph)
        clause.features = [Feature(f.token, f.start + start, f.end + start) for f in index.features(key[start:end])]
        clause.subjects = [f.token[1:] for f in clause.features if f.token[0] == "@"]
        for token in {f.token for f in clause.features}:
            for number in index.postings.get(token, ()):
                clause.hits[number] = clause.hits.get(number, 0.0) + index.facts[number].weights[token]
        clauses.append(clause)
    return clauses


def _matches(clauses: Sequence[_Clause], index: FactIndex, key: str) -> list[_Match]:
    found: list[_Match] = []
    title = clauses[0].subjects if clauses else []
    for at, clause in enumerate(clauses):
        for number, hit in clause.hits.items():
            view = index.facts[number]
            if hit < 0.3 * view.total:
                continue
            match = _best(clauses, at, number, view, index, title, key)
            if match is not None:
                found.append(match)
    return found


def _best(
    clauses: Sequence[_Clause], at: int, number: int, view: FactView, index: FactIndex, title: list[str], key: str
) -> _Match | None:  # fmt: skip
    """The clause alone, or with its neighbours of the same sentence where they add enough."""
    first = last = at
    coverage = _coverage(clauses[at : at + 1], view)
    for step in (1, -1):
        other = at + step
        if 0 <= other < len(clauses) and clauses[other].sentence == clauses[at].sentence:
            low, high = min(first, other), max(last, other)
            wider = _coverage(clauses[low : high + 1], view)
            if wider - coverage > _JOIN:
                first, last, coverage = low, high, wider
    if coverage < _CLAIM:
        return None
    subject = _subject(clauses, first, last, view, index, title)
    if subject <= 0:
        return None
    text = key[clauses[first].start : clauses[last].end]
    same = tone_of(text).agrees(view.tone)
    if same and _other_code(text, view):
        same = False
    return _Match(first, last, number, min(1.0, coverage), subject, same)


def _coverage(clauses: Sequence[_Clause], view: FactView) -> float:
    tokens = {feature.token for clause in clauses for feature in clause.features}
    return sum(weight for token, weight in view.weights.items() if token in tokens) / view.total if view.total else 0.0


def _subject(
    clauses: Sequence[_Clause], first: int, last: int, view: FactView, index: FactIndex, title: list[str]
) -> float:  # fmt: skip
    """How sure it is that the clause speaks of the fact's subject: named, or the last name before it; 0 where another is."""
    wanted = view.subject
    if not wanted:
        return 0.6

    def is_it(name: str) -> bool:
        return name == wanted or wanted in index.near.get(name, ())

    here = [name for clause in clauses[first : last + 1] for name in clause.subjects]
    if any(is_it(name) for name in here):
        return 1.0
    sentence, paragraph = clauses[first].sentence, clauses[first].paragraph
    others = [name for name in here if name not in view.names]
    for back in range(first - 1, -1, -1):
        clause = clauses[back]
        if clause.paragraph < paragraph - 1:
            break
        if any(is_it(name) for name in clause.subjects):
            if others and clause.sentence != sentence:
                return 0.3
            return (
                0.95
                if clause.sentence == sentence
                else 0.85
                if clause.sentence == sentence - 1
                else 0.7
                if clause.paragraph == paragraph
                else 0.5
            )
    return 0.5 if any(is_it(name) for name in title) and not others else 0.0


def _other_code(text: str, view: FactView) -> bool:
    """The clause names another format or model where the statement has its own: BF16 for FP32."""
    if not view.codes:
        return False
    said = frozenset(_CODE.findall(text))
    return not (said & view.codes) and any(_alike(a, b) for a in said for b in view.codes)


def _alike(a: str, b: str) -> bool:
    shape = re.compile(r"[a-z]+|\d+")
    left, right = shape.findall(a), shape.findall(b)
    return (
        len(left) == len(right) and all(x.isdigit() == y.isdigit() for x, y in zip(left, right, strict=True)) and a != b
    )


def _groups(matches: Sequence[_Match]) -> list[list[_Match]]:
    """Matches that share a clause belong to one claim; the best of them decides where it stands."""
    by_fact: dict[int, _Match] = {}
    for match in matches:
        held = by_fact.get((match.first * 100_003 + match.fact))
        if held is None or held.score < match.score:
            by_fact[match.first * 100_003 + match.fact] = match
    ranked = sorted(by_fact.values(), key=lambda m: (-m.score, m.first, m.fact))
    taken: dict[int, list[_Match]] = defaultdict(list)
    leaders: list[list[_Match]] = []
    for match in ranked:
        owner = next((taken[at] for at in range(match.first, match.last + 1) if at in taken), None)
        if owner is None:
            owner = [match]
            leaders.append(owner)
            for at in range(match.first, match.last + 1):
                taken[at] = owner
        elif match.fact not in {held.fact for held in owner}:
            owner.append(match)
    return sorted(leaders, key=lambda group: group[0].first)


def _claim(clean: CleanPage, clauses: Sequence[_Clause], index: FactIndex, group: list[_Match], number: int) -> Claim:
    best = group[0]
    start, end = clauses[best.first].start, clauses[best.last].end
    first = next(clause.start for clause in clauses if clause.sentence == clauses[best.first].sentence)
    last = max(clause.end for clause in clauses if clause.sentence == clauses[best.last].sentence)
    sentence = clean.text[first:last].strip()
    links = tuple(
        FactLink(index.facts[m.fact].fact.id, m.score, m.same, f"{m.coverage:.2f} x {m.subject:.2f}")
        for m in group[:_MOST_LINKS]
    )
    view = index.facts[best.fact]
    modality: Modality = "hypothetical" if HEDGE.search(sentence) else "stated"
    return Claim(
        f"{clean.path}#t{number}", "technical", clean.text[start:end], start, end, sentence,
        entity=view.subject, facts=links, modality=modality,
    )  # fmt: skip
