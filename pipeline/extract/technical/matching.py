"""How near a stretch of clauses comes to a fact, whether it speaks of the fact's subject, and whether both agree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.index import FactIndex, FactView, times_of
from pipeline.extract.technical.reading import Token
from pipeline.extract.technical.tone import agree, tone_of
from pipeline.extract.technical.words import stop_pattern

CLAIM = 0.4  # coverage from which a clause may be a claim
_GAIN = 0.12  # what a neighbouring clause must add to be taken in
_CORE = 0.34  # share of what the statement says of its subject that must be there
_BACK = 8  # sentences in which a subject is looked for
_BY_DISTANCE = (0.95, 0.88, 0.8, 0.7, 0.62)
_TITLE = 0.6
_UNSURE = 0.5
_SURE_SUBJECT = 0.9
_CLEAR = 0.66  # share of the content that must have one tone
_ADDED = frozenset({"=supports", "=includes"})
_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{2,12}")
_PREPOSITION = re.compile(r"[与和跟同比对向从由给被较把将除像]$")
_LEAD = 4
_VERBS = ("verb", "same", "axis", "negation", "contrast")
_SHAPE = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Match:
    """Clauses ``first`` to ``last`` may state fact number ``fact``: coverage, subject and the tone they share."""

    first: int
    last: int
    fact: int
    coverage: float
    core: float
    subject: float
    same: bool
    sure: bool
    amount: float

    @property
    def score(self) -> float:
        """Coverage weighed by how sure the subject is; halved where the tone is unclear."""
        likeness = self.coverage**0.7 * min(1.0, self.core) ** 0.3 * math.sqrt(self.subject)
        return round(likeness * (1.0 if self.sure else _UNSURE), 4)


@dataclass(frozen=True, slots=True)
class _Cover:
    share: float
    core: float
    places: tuple[tuple[int, int, float], ...]
    amount: float
    swapped: str = ""


def match(clauses: Sequence[Clause], at: int, number: int, index: FactIndex, key: str) -> Match | None:
    """The clause, alone or with its neighbours of the same sentence, against one fact."""
    view = index.facts[number]
    first = last = at
    cover = _cover(clauses[at : at + 1], view, index)
    for step in (1, -1):
        other = at + step
        if 0 <= other < len(clauses) and clauses[other].sentence == clauses[at].sentence:
            wider = _cover(clauses[min(first, other) : max(last, other) + 1], view, index)
            if wider.share - cover.share > _GAIN:
                first, last, cover = min(first, other), max(last, other), wider
    if cover.share < CLAIM or cover.core < _CORE:
        return None
    subject = _subject(clauses, first, last, view, index, cover, key)
    if subject <= 0 or ((view.bare or cover.swapped) and not _joined(clauses[first : last + 1], cover)):
        return None
    if cover.swapped and subject < _SURE_SUBJECT:
        return None
    same, sure = _tone(clauses, first, last, view, cover, key, index)
    return Match(first, last, number, min(1.0, cover.share), cover.core, subject, same, sure, cover.amount)


def _cover(clauses: Sequence[Clause], view: FactView, index: FactIndex) -> _Cover:
    marks: dict[int, float] = {}
    places: list[tuple[int, int, float]] = []
    swapped = ""
    said = {token.token[1:] for clause in clauses for token in clause.tokens if token.token[0] == "@"}
    for clause in clauses:
        for token in clause.tokens:
            spans = view.tokens.get(token.token)
            if spans is None and token.token[0] == "@":
                other = _stands_for(token.token[1:], said, view, index)
                spans, swapped = (view.tokens["@" + other], token.token[1:]) if other else (None, swapped)
            for start, end in spans or ():
                marks.update(dict.fromkeys(range(start, end), 1.0))
                if token.token[0] != "=":
                    places.append((token.start, token.end, sum(view.weights[start:end])))
        for pair in clause.pairs:
            for first, second, strength in view.pairs.get(pair.pair, ()):
                strength = strength * 0.6 if pair.named else strength
                marks[first] = max(marks.get(first, 0.0), strength)
                marks[second] = max(marks.get(second, 0.0), strength)
                worth = strength * (view.weights[first] + view.weights[second])
                places.append((pair.first, pair.second + 1, worth))
    low, high = view.core
    amount = sum(view.weights[place] * share for place, share in marks.items())
    core = sum(view.weights[place] * share for place, share in marks.items() if low <= place < high)
    share = amount / view.total if view.total else 0.0
    return _Cover(share, core / view.core_total if view.core_total else 0.0, tuple(sorted(places)), amount, swapped)


def _stands_for(name: str, said: set[str], view: FactView, index: FactIndex) -> str:
    """The technology of the statement in whose slot another one stands (Paxos for Raft), or nothing."""
    if view.predicates & _ADDED or name in view.names:
        return ""
    others = index.siblings.get(name, frozenset())
    return next((own for own in view.names if own in others and own not in said), "")


def _is_it(name: str, view: FactView, index: FactIndex) -> float:
    if name == view.subject:
        return 1.0
    if view.subject in index.near.get(name, ()):
        return 0.9
    if name in index.near.get(view.subject, ()):
        return 0.8
    return 0.75 if view.subject in index.holds.get(name, ()) else 0.0


def _blocks(clause: Clause, name: Token, view: FactView, index: FactIndex, key: str) -> bool:
    """Another thing that stands where a clause has its subject: nothing but small words before it, no preposition."""
    term = name.token[1:]
    if index.kinds.get(term) != "entity" or term in view.names or _is_it(term, view, index):
        return False
    before = key[clause.start : name.start].strip()
    if _PREPOSITION.search(before) or len(stop_pattern().sub("", before)) > _LEAD:
        return False
    return not any(word.has("speech") and 0 <= word.start - name.end <= 2 for word in clause.words)


def _subject(
    clauses: Sequence[Clause], first: int, last: int, view: FactView, index: FactIndex, cover: _Cover, key: str
) -> float:  # fmt: skip
    """How sure it is that the clauses speak of the fact's subject; 0 where they speak of another."""
    if not view.subject:
        return 0.7
    own = clauses[first : last + 1]
    here = max((_is_it(name.token[1:], view, index) for clause in own for name in clause.names), default=0.0)
    others = [name for clause in own for name in clause.names if _blocks(clause, name, view, index, key)]
    if here:
        mine = next(n.start for clause in own for n in clause.names if _is_it(n.token[1:], view, index))
        if not others:
            return here
        content = [place for place in cover.places if place[0] != mine]
        return 0.0 if not content or mine < others[0].start < content[-1][0] or others[0].start < mine else here
    if others or any(word.has("other") for clause in own for word in clause.words):
        return 0.0
    return _carried(clauses, first, view, index, key)


def _carried(clauses: Sequence[Clause], first: int, view: FactView, index: FactIndex, key: str) -> float:
    """The subject from what comes before: the nearer the surer, less where another thing stood between."""
    sentence = clauses[first].sentence
    passed = False
    for back in range(first - 1, -1, -1):
        clause = clauses[back]
        distance = sentence - clause.sentence
        if distance > _BACK:
            break
        found = max((_is_it(name.token[1:], view, index) for name in clause.names), default=0.0)
        if found:
            near = _BY_DISTANCE[min(distance, len(_BY_DISTANCE) - 1)]
            return found * near * (0.6 if passed else 1.0)
        passed = passed or any(_blocks(clause, name, view, index, key) for name in clause.names)
    title = [name.token[1:] for clause in clauses if clause.sentence == clauses[0].sentence for name in clause.names]
    found = max((_is_it(name, view, index) for name in title), default=0.0)
    return found * (_TITLE * 0.7 if passed else _TITLE)


def _tone(
    clauses: Sequence[Clause], first: int, last: int, view: FactView, cover: _Cover, key: str, index: FactIndex
) -> tuple[bool, bool]:  # fmt: skip
    """Whether the clauses say what the fact says, and whether that is clear."""
    votes = {True: 0.0, False: 0.0}
    sure = True
    for clause in clauses[first : last + 1]:
        content = [place for place in cover.places if clause.start <= place[0] < clause.end and place[2] > 0]
        if not content:
            continue
        tone = tone_of(key, clause.start, clause.end, clause.words, [place[:2] for place in content])
        sure = sure and tone.sure
        votes[agree(tone, view.tone)] += sum(place[2] for place in content)
    same = votes[True] >= votes[False]
    sure = sure and max(votes.values()) >= _CLEAR * sum(votes.values())
    text = key[clauses[first].start : clauses[last].end]
    if cover.swapped and same is False:
        return same, False
    if same and (cover.swapped or _other_code(text, view)):
        same = False
    return same, sure and not _other_roles(clauses, first, last, view, index) and not _other_time(
        text, clauses[first : last + 1], view
    )


def _joined(clauses: Sequence[Clause], cover: _Cover) -> bool:
    """A verb stands before what is said, as in 采用 X and 是 X: a name alone says nothing."""
    for clause in clauses:
        places = [place for place in cover.places if clause.start <= place[0] < clause.end]
        verbs = [word for word in clause.words if "for" not in word.values("predicate")]
        if places and any(
            word.has("predicate") or (word.start < places[-1][1] and any(map(word.has, _VERBS))) for word in verbs
        ):
            return True
    return False


def _other_time(text: str, clauses: Sequence[Clause], view: FactView) -> bool:
    if not view.times:
        return False
    said = times_of(text)
    if said and not any(a in b or b in a for a in said for b in view.times):
        return True
    return not said and any(word.has("other_time") for clause in clauses for word in clause.words)


def _other_roles(clauses: Sequence[Clause], first: int, last: int, view: FactView, index: FactIndex) -> bool:
    """A comparison whose sides are not those of the fact, or stand the other way round."""
    if "%quality" not in view.tokens:
        return False
    rivals = [name for name in view.names if index.kinds.get(name) != "metric"]
    if not rivals:
        return False
    names = [name for clause in clauses[first : last + 1] for name in clause.names]
    own = [name.start for name in names if _is_it(name.token[1:], view, index)]
    other = [name.start for name in names if name.token[1:] in rivals]
    return not other or bool(own and min(other) < min(own))


def _other_code(text: str, view: FactView) -> bool:
    """The clause names another format or model where the statement has its own: BF16 for FP32."""
    if not view.codes:
        return False
    said = frozenset(_CODE.findall(text))
    return not (said & view.codes) and any(_alike(a, b) for a in said for b in view.codes)


def _alike(a: str, b: str) -> bool:
    left, right = _SHAPE.findall(a), _SHAPE.findall(b)
    return len(left) == len(right) and all(x.isdigit() == y.isdigit() for x, y in zip(left, right, strict=True))
