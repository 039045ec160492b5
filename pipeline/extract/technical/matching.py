"""How near a stretch of clauses comes to a fact, whether it speaks of the fact's subject, and whether both agree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.covering import Cover, cover
from pipeline.extract.technical.index import FactIndex, FactView, times_of
from pipeline.extract.technical.reading import Token
from pipeline.extract.technical.tone import agree, clear, tone_of
from pipeline.extract.technical.words import stop_pattern

CLAIM = 0.4  # coverage from which a clause may be a claim
_GAIN = 0.12  # what a neighbouring clause must add to be taken in
_CORE = 0.34  # share of what the statement says of its subject that must be there
_BACK = 8  # sentences in which a subject is looked for
_BY_DISTANCE = (0.95, 0.88, 0.8, 0.7, 0.62)
_TITLE = 0.72
_MAKER = 0.65
_LEADING = 4  # sentences that introduce what the page is about
_OFTEN = 0.5
_PASSED = 0.65  # another thing stood between
_UNSURE = 0.45
_ENOUGH = 0.62  # share of a statement that must be there to contradict it
_CROWDED = 0.85  # the clause is there for its number, or says too little to contradict
_SURE_SUBJECT = 0.75
_CLEAR = 0.66  # share of the content that must have one tone
_PREPOSITION = re.compile(r"[与和跟同比对向从由给被较把将除像]$")
_COMPARED = re.compile(r"[与和跟同比较][^，,]{0,6}$")
_LEAD = 4
_SHORT_CLAUSE = 12
_VERBS = ("verb", "negation", "contrast")
_AFTER = frozenset({"made", "is", "ranks"})  # verbs that may stand after their object: 由 X 建造


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
    crowded: bool

    @property
    def score(self) -> float:
        """Coverage weighed by how sure the subject is; halved where the tone is unclear."""
        likeness = self.coverage**0.7 * min(1.0, self.core) ** 0.3 * math.sqrt(self.subject)
        return round(likeness * (1.0 if self.sure else _UNSURE) * (_CROWDED if self.crowded else 1.0), 4)


def matches(clauses: Sequence[Clause], at: int, number: int, index: FactIndex, key: str) -> list[Match]:
    """The clause alone against one fact, and with its neighbours of the same sentence where they add to it."""
    view = index.facts[number]
    first = last = at
    held = alone = cover(clauses[at : at + 1], view, index)
    for step in (1, -1):
        other = at + step
        if 0 <= other < len(clauses) and clauses[other].sentence == clauses[at].sentence:
            wider = cover(clauses[min(first, other) : max(last, other) + 1], view, index)
            if wider.share - held.share > _GAIN:
                first, last, held = min(first, other), max(last, other), wider
    found = [_match(clauses, at, at, number, alone, index, key)]
    if first != last:
        found.append(_match(clauses, first, last, number, held, index, key))
    return [match for match in found if match is not None]


def _match(
    clauses: Sequence[Clause], first: int, last: int, number: int, held: Cover, index: FactIndex, key: str
) -> Match | None:  # fmt: skip
    view = index.facts[number]
    if held.share < CLAIM or held.core < _CORE or not held.heart:
        return None
    own = clauses[first : last + 1]
    if (view.predicates or view.bare or held.swapped) and not _joined(clauses, first, last, view, held):
        return None
    subject = _subject(clauses, first, last, view, index, held, key)
    if subject <= 0 or (held.swapped and subject < _SURE_SUBJECT):
        return None
    same, sure = _tone(own, view, held, key, index)
    refutes = same != view.fact.polarity
    crowded = any(clause.counted for clause in own) and not view.counted
    return Match(
        first,
        last,
        number,
        min(1.0, held.share),
        held.core,
        subject,
        same,
        sure,
        held.amount,
        crowded or (refutes and held.share < _ENOUGH),
    )


def _is_it(name: str, view: FactView, index: FactIndex) -> float:
    if name == view.subject:
        return 1.0
    if view.subject in index.near.get(name, ()):
        return 0.9
    if name in index.near.get(view.subject, ()):
        return _MAKER
    return 0.75 if view.subject in index.holds.get(name, ()) else 0.0


def _speaks_of(clause: Clause, view: FactView, index: FactIndex) -> float:
    """How nearly the clause names the subject; the more general name does not do beside another that it covers."""
    best = max((_is_it(name.token[1:], view, index) for name in clause.names), default=0.0)
    if best != _MAKER:
        return best
    wider = index.near.get(view.subject, frozenset())
    others = [name.token[1:] for name in clause.names if name.token[1:] not in wider]
    return (
        0.0 if any(index.near.get(other, frozenset()) & wider and other not in view.names for other in others) else best
    )


def _blocks(clause: Clause, name: Token, view: FactView, index: FactIndex, key: str) -> bool:
    """Another thing that stands where a clause has its subject: nothing but small words before it, no preposition."""
    term = name.token[1:]
    if (
        index.kinds.get(view.subject) == "technology"
        or index.kinds.get(term) != "entity"
        or term in view.names
        or _is_it(term, view, index)
    ):
        return False
    before = key[clause.start : name.start].strip()
    if _PREPOSITION.search(before) or len(stop_pattern().sub("", before)) > _LEAD:
        return False
    return not any(word.has("speech") and 0 <= word.start - name.end <= 2 for word in clause.words)


def _subject(
    clauses: Sequence[Clause], first: int, last: int, view: FactView, index: FactIndex, held: Cover, key: str
) -> float:  # fmt: skip
    """How sure it is that the clauses speak of the fact's subject; 0 where they speak of another."""
    if not view.subject:
        return 0.7
    own = clauses[first : last + 1]
    here = max(_speaks_of(clause, view, index) for clause in own)
    others = [name for clause in own for name in clause.names if _blocks(clause, name, view, index, key)]
    if here:
        mine = next(n.start for clause in own for n in clause.names if _is_it(n.token[1:], view, index))
        if not others:
            return here
        content = [place for place in held.places if place[0] != mine]
        return 0.0 if not content or mine < others[0].start < content[-1][0] or others[0].start < mine else here
    if others or any(word.has("other") for clause in own for word in clause.words):
        return 0.0
    return _carried(clauses, first, view, index, key)


def _carried(clauses: Sequence[Clause], first: int, view: FactView, index: FactIndex, key: str) -> float:
    """The subject from what comes before: the nearer the surer, less where another thing stood between."""
    sentence = clauses[first].sentence
    passed, passed_in = False, sentence
    for back in range(first - 1, -1, -1):
        clause = clauses[back]
        distance = sentence - clause.sentence
        if distance > _BACK:
            break
        found = _speaks_of(clause, view, index)
        if found:
            near = _BY_DISTANCE[min(distance, len(_BY_DISTANCE) - 1)]
            return max(found * near * _PASSED, _known(clauses, view, index) * _PASSED) if passed else found * near
        if not passed and any(_blocks(clause, name, view, index, key) for name in clause.names):
            passed, passed_in = True, clause.sentence
    return _known(clauses, view, index) if not passed or sentence - passed_in > 0 else 0.0


def _known(clauses: Sequence[Clause], view: FactView, index: FactIndex) -> float:
    """What the page is about may be left unsaid: the title names it, or the page does so twice."""
    found = [(clause.sentence, share) for clause in clauses if (share := _speaks_of(clause, view, index))]
    titled = max((share for sentence, share in found if sentence == clauses[0].sentence), default=0.0)
    often = max((share for sentence, share in found if len(found) > 1 or sentence < _LEADING), default=0.0)
    return max(_TITLE * titled, _OFTEN * often)


def _tone(
    clauses: Sequence[Clause], view: FactView, held: Cover, key: str, index: FactIndex
) -> tuple[bool, bool]:  # fmt: skip
    """Whether the clauses say what the fact says, and whether that is clear."""
    votes = {True: 0.0, False: 0.0}
    sure = True
    for clause in clauses:
        content = [place for place in held.places if clause.start <= place[0] < clause.end and place[2] > 0]
        if not content:
            continue
        tone = tone_of(key, clause.start, clause.end, clause.words, [place[:2] for place in content])
        sure = sure and clear(tone, view.tone)
        votes[agree(tone, view.tone)] += sum(place[2] for place in content)
    same = votes[True] >= votes[False]
    sure = sure and max(votes.values()) >= _CLEAR * sum(votes.values())
    text = key[clauses[0].start : clauses[-1].end]
    if held.swapped and not same:
        return same, False
    if same and (held.swapped or any(have in text and lack not in text for lack, have in view.privative)):
        same = False
    return same, sure and not _other_roles(clauses, view, index, key) and not _other_time(text, clauses, view)


def _joined(clauses: Sequence[Clause], at: int, last: int, view: FactView, held: Cover) -> bool:
    """A verb stands before what is said, as in 采用 X and 是 X: a name alone says nothing.

    A short clause may borrow the verb of the one before it: 用的都是 A，B 路线.
    """
    own = list(clauses[at : last + 1])
    if at and own[0].end - own[0].start <= _SHORT_CLAUSE and clauses[at - 1].sentence == own[0].sentence:
        own.insert(0, clauses[at - 1])
    serves = "=for" in view.predicates
    for clause in own:
        end = max((place[1] for place in held.places if place[0] < clause.end), default=-1)
        for word in clause.words:
            kinds = set(word.values("predicate"))
            if (kinds - {"for"} or (kinds and serves)) and (word.start < end or kinds & _AFTER):
                return True
            if word.start < end and (any(map(word.has, _VERBS)) or (word.has("axis") and bool(view.tone.sides))):
                return True
    return False


def _other_time(text: str, clauses: Sequence[Clause], view: FactView) -> bool:
    if not view.times:
        return False
    said = times_of(text)
    if said and not any(a in b or b in a for a in said for b in view.times):
        return True
    return not said and any(word.has("other_time") for clause in clauses for word in clause.words)


def _other_roles(clauses: Sequence[Clause], view: FactView, index: FactIndex, key: str) -> bool:
    """A comparison whose sides are not those of the fact, or stand the other way round without 与 or 比."""
    rivals = [name for name in view.names if index.kinds.get(name) != "metric"]
    if "%quality" not in view.tokens or not rivals:
        return False
    names = [name for clause in clauses for name in clause.names]
    own = [name.start for name in names if _is_it(name.token[1:], view, index)]
    other = [name.start for name in names if name.token[1:] in rivals]
    if not other:
        return True
    return bool(own and min(other) < min(own)) and not _COMPARED.search(key[clauses[0].start : min(other)])
