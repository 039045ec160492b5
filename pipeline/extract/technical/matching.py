"""How near a stretch of clauses comes to a fact, whether it speaks of the fact's subject, and whether both agree."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.covering import Cover
from pipeline.extract.technical.held import CLAIM, CORE, GAIN, Reach
from pipeline.extract.technical.standing import stands_for
from pipeline.extract.technical.statements import FactView, times_of
from pipeline.extract.technical.subjects import Ground
from pipeline.extract.technical.tone import clear, opposed, tone_of
from pipeline.extract.technical.words import sided

_EPSILON = 1e-9
_UNSURE, _AT_MOST = 0.7, 0.44  # where the tone is unclear: named, and not judged
_NAMED_ENOUGH = 0.55  # subjects less sure do not refute
_ENOUGH = 0.62  # share of a statement that must be there to contradict it
NAMED, SURE, _SECONDED = 0.3, 0.5, 0.52  # scores from which on a fact is named, and judged by
_LEAST = 0.3  # scores that cannot come to more name no fact
_CARRIED = 0.45  # subjects less sure are confirmed by no words
_CROWDED = 0.85  # the clause is there for its number, or says too little to contradict
_SURE_SUBJECT = 0.75
_FULL = 0.9  # from here on neighbours are not asked
_SWAPPED = 0.9  # what the clause says is another thing in the slot of the fact's
_MIXED = 0.3  # of the votes of several clauses: what one says the other denies
_CLEAR = 0.66  # share of the content that must have one tone
_COMPARED = re.compile(r"[与和跟同比较][^，,]{0,6}$")
_WHERE = re.compile(r"在([^在，,。的\n]{1,8}?)(?:上|中|里|下|时|内|期间|层面|方面|环节|阶段|范围)(?!市)")
_ALL_ARE = re.compile(r"等[^，,的]{0,6}(?:是|为|属于)")
_DONE = re.compile(r"(?![为除罢随沿朝凭])[\u4e00-\u9fff][了着](?![的，,])")  # 加了 X, 种着 X
_ONLY = re.compile(r"[只仅唯]")
_COUNTED = re.compile(r"[一二两三四五六七八九十几数每这那0-9]$")  # 一只
_SHORT_CLAUSE, _SHORT_VERB, _GAP = 12, 3, 3
_VERBS = ("verb", "negation", "contrast")
_NEED_VERB = frozenset({"=uses", "=supports", "=includes", "=needs", "=made", "=for"})
_FRONTED = re.compile(r"[把将被由以]")
_AFTER = frozenset({"made", "is", "ranks"})  # verbs that may stand after their object: 由 X 建造


class Tone(NamedTuple):
    """Whether a clause says the same as the fact, and what speaks against taking its word (see ``Match``)."""

    same: bool
    sure: bool
    crowded: bool
    agrees: bool


class Match:
    """Clauses ``first`` to ``last`` may state fact number ``fact``: coverage, subject and the tone they share.

    ``subject``: how sure that is enough to accuse, ``fair``: enough for all else; ``same``: whether both say the same,
    ``sure``: whether that is clear, ``crowded``: whether there is little of it or much besides, ``swapped``: another
    thing in the slot of the fact's, ``agrees``: it says what is so.
    ``score``: coverage weighed by how sure the subject is; too little for a verdict where the tone is unclear.
    """

    __slots__ = (
        "agrees", "amount", "core", "coverage", "crowded", "fact", "fair", "first", "last", "same", "score",
        "seconded", "subject", "sure", "swapped",
    )  # fmt: skip

    def __init__(self, at: tuple[int, int, int], held: Cover, speaks: tuple[float, float], tone: Tone) -> None:
        """``at``: first, last and number of the fact; ``speaks``: subject and fair."""
        self.first, self.last, self.fact = at
        self.subject, self.fair = speaks
        self.same, self.sure, self.crowded, self.agrees = tone
        self.coverage, self.core = min(1.0, held.share), held.core
        self.amount, self.swapped, self.seconded = held.amount, bool(held.swapped), False
        likeness = _likeness(held) * (_SWAPPED if self.swapped else 1.0) * (_CROWDED if self.crowded else 1.0)
        named = likeness * math.sqrt(self.fair)
        if not self.sure:
            named = min(_AT_MOST, named * _UNSURE)
        elif not self.agrees:
            named = max(min(_AT_MOST, named), likeness * math.sqrt(self.subject))
        self.score = round(named, 4)

    @property
    def wavers(self) -> bool:
        """True where it agrees with the fact, but not enough is there to say so."""
        sure = self.agrees and self.sure and not self.crowded and self.subject >= _CARRIED
        return sure and NAMED <= self.score < SURE

    def confirmed(self) -> Match:
        """The same where words say so too, or name the fact."""
        found = copy(self)
        found.seconded, found.score = True, max(_SECONDED, self.score) if self.sure else NAMED
        return found


def _likeness(held: Cover | Reach) -> float:
    return math.pow(min(1.0, held.share), 0.7) * math.pow(held.core, 0.3)


def matches(ground: Ground, at: int, number: int) -> list[Match]:
    """The clause alone against one fact, and with its neighbours of the same sentence where they add to it."""
    view, reach = ground.index.facts[number], ground.held.near[at, number]
    spoken_of = ground.spoken_of(at, view)
    if not (reach.enough or reach.beside or spoken_of or _coded(ground, at, view)) or not ground.likely(at, number):
        return []
    if not reach.beside and not spoken_of and not _told(ground, at, number):
        return []
    if not reach.beside and not spoken_of and _likeness(reach) * math.sqrt(ground.ceiling(at, number)) < _LEAST:
        return []
    first = last = at
    held = alone = ground.cover(at, at, number)
    for step in (1, -1, 1, -1) if held.share < _FULL and (reach.beside or spoken_of) else ():
        other = last + 1 if step > 0 else first - 1
        if not _may_add(ground, at, other, number, spoken_of):
            continue
        wider = ground.cover(min(first, other), max(last, other), number)
        if wider.share - held.share > GAIN:
            first, last, held = min(first, other), max(last, other), wider
    found = [_match(ground, at, at, number, alone)] if alone.share >= CLAIM else []
    if first != last:
        found.append(_match(ground, first, last, number, held))
    return [match for match in found if match is not None]


def _told(ground: Ground, at: int, number: int) -> bool:
    """True where the clause has the opposites without which it says something else."""
    telling = ground.index.stamps[number].telling
    return not telling or {token[0] for token in ground.clauses[at].tokens}.issuperset(telling)


def _coded(ground: Ground, at: int, view: FactView) -> bool:
    """True where a code of the clause may stand in the slot of one of the fact: BF16 for FP32."""
    return bool(view.codes) and any(stands_for(token[0], view, ground.index) for token in ground.clauses[at].tokens)


def _may_add(ground: Ground, at: int, other: int, number: int, spoken_of: bool) -> bool:
    """True where a neighbour in the sentence may hold enough more of a fact's statement."""
    clauses = ground.clauses
    if not 0 <= other < len(clauses) or clauses[other].sentence != clauses[at].sentence:
        return False
    if spoken_of:
        return True
    reach = ground.held.near[at, number]
    if abs(other - at) == 1:
        return (reach.before if other < at else reach.after) > GAIN - _EPSILON
    return bool(ground.held.most.item(other, number) >= GAIN)


def _match(ground: Ground, first: int, last: int, number: int, held: Cover) -> Match | None:
    view = ground.index.facts[number]
    if held.share < CLAIM or held.core < CORE or not held.heart:
        return None
    own = ground.clauses[first : last + 1]
    if (view.predicates & _NEED_VERB or view.bare or held.swapped) and not _joined(ground, first, last, view, held):
        return None
    telling = ground.index.stamps[number].telling
    if telling and not {token[0] for clause in own for token in clause.tokens}.issuperset(telling):
        return None
    if view.literal and not set(view.literal).issubset(ground.key[own[0].start : own[-1].end]):
        return None
    subject, fair = ground.subject(first, last, number, held)
    if fair <= 0 or (held.swapped and subject < _SURE_SUBJECT):
        return None
    if _likeness(held) * math.sqrt(max(subject, fair)) < _LEAST:
        return None
    same, sure = _tone(ground, own, number, held)
    agrees = same == view.fact.polarity
    # 量子优越性这样的字眼 says nothing of what has been reached
    sure = sure and (agrees or not view.predicates or _joined(ground, first, last, view, held))
    little = not (held.tail or view.mainly_heart)
    little = little or (not agrees and (held.share < _ENOUGH or subject < _NAMED_ENOUGH))
    crowded = little or (any(clause.counted for clause in own) and not view.counted)
    return Match((first, last, number), held, (subject, fair), Tone(same, sure, crowded, agrees))


def spoken(ground: Ground, at: int, number: int) -> Match:
    """A clause that speaks of a fact and does not say enough of it, or says it in other words."""
    held = ground.cover(at, at, number)
    same, _ = _tone(ground, ground.clauses[at : at + 1], number, held)
    return Match(
        (at, at, number), held, ground.subject(at, at, number, held), Tone(same, False, True, False)
    ).confirmed()


def _tone(ground: Ground, clauses: Sequence[Clause], number: int, held: Cover) -> tuple[bool, bool]:
    """Whether the clauses say what the fact says, and whether that is clear."""
    key, view, telling = ground.key, ground.index.facts[number], ground.index.stamps[number].telling
    if view.plain and not held.swapped and not any(clause.bent for clause in clauses):
        return True, not _doubtful(ground, clauses, view, held, True)
    # squared, so that the clause that holds the name decides, not one that holds a common word
    votes = {True: 0.0, False: 0.0}
    sure = True
    for clause in clauses:
        content = [place for place in held.places if clause.start <= place[0] < clause.end and place[2] > 0]
        if not held.places:  # 取得建造许可: nothing but words that say little by themselves
            content = [(t.start, t.end, 1.0, low) for t in clause.tokens for low, _ in view.tokens.get(t.token, ())]
        if not content or (telling and not any(token.token in telling for token in clause.tokens)):
            continue
        words = sided(clause.words, view.sides) if view.sides else clause.words
        tone = tone_of(key, clause.start, clause.end, words, [place[:2] for place in content])
        sure = sure and clear(tone, view.sides)
        turned = opposed(tone, view.sides)
        sums = {True: 0.0, False: 0.0}
        for place, denied in zip(content, tone.turned, strict=True):
            sums[(denied == view.turned.get(place[3], False)) != turned] += place[2]
        for answer, worth in sums.items():
            votes[answer] += worth**2
    same = votes[True] >= votes[False]
    sure = sure and any(votes.values()) and max(votes.values()) >= _CLEAR * sum(votes.values())
    if same != view.fact.polarity and len(clauses) > 1 and min(votes.values()) > _MIXED * max(votes.values()):
        sure = False  # 训练时不需要 A，推理阶段用上了: one clause says what the other denies
    text = key[clauses[0].start : clauses[-1].end]
    if held.swapped and not same:
        return same, False
    other = {have[0] == "有" for lack, have in view.privative if have in text and lack not in text}
    if same and (held.swapped or True in other):
        same = False
    sure = sure and False not in other and not _other_roles(ground, clauses, view, held)
    return same, sure and not _doubtful(ground, clauses, view, held, same)


def _doubtful(ground: Ground, clauses: Sequence[Clause], view: FactView, held: Cover, same: bool) -> bool:
    """True where the clauses say less, or of another part or time of the subject, than the fact does."""
    key = ground.key
    if view.times and _other_time(key[clauses[0].start : clauses[-1].end], clauses, view):
        return True
    part = ground.part_of_it(clauses, view, held)
    known = view.text[slice(*view.part)]
    if known and part and set(part).isdisjoint(known):
        return True
    limiting = [word for clause in clauses if clause.limited for word in clause.words if word.entry.limits]
    unsaid = [word for word in limiting if key[word.start : word.end] not in view.text]
    narrow = [w for w in unsaid if w.has("narrow") and not _COUNTED.match(key[w.start - 1 : w.start])]
    if narrow and not _ONLY.search(view.text):
        return True
    if same == view.fact.polarity:
        return False
    foreign = set(part).isdisjoint(view.text) if part and not known else known and not held.has(view.part)
    foreign = foreign or (bool(held.swapped) and part not in view.text) or ground.others_in(clauses, view, held)
    foreign = foreign or ground.attributive(clauses, view, held) or ground.astray(clauses, held)
    where = _WHERE.search(key, clauses[0].start, clauses[-1].end)
    foreign = foreign or (where is not None and bool(held.swapped or set(where.group(1)).isdisjoint(view.said)))
    return bool(foreign) or (any(word.has("past") for word in unsaid) and "过" not in view.text)


def _joined(ground: Ground, at: int, last: int, view: FactView, held: Cover) -> bool:
    """A verb stands before what is said, as in 采用 X and 是 X: a name alone says nothing.

    A short clause may borrow the verb of the one before it: 用的都是 A，B 路线.
    """
    clauses = ground.clauses
    own = list(clauses[at : last + 1])
    if at == last and _closed(ground, own[0], view):
        return True
    if at and own[0].end - own[0].start <= _SHORT_CLAUSE and clauses[at - 1].sentence == own[0].sentence:
        own.insert(0, clauses[at - 1])
    serves = "=for" in view.predicates
    for clause in own:
        inside = [place[1] for place in held.places if clause.start <= place[0] < clause.end]
        end = max(inside, default=clause.end)
        if _DONE.search(ground.key, clause.start, end) is not None:
            return True
        for word in clause.words:
            kinds = set(word.values("predicate"))
            if (kinds - {"for"} or (kinds and serves)) and (
                word.start < end or kinds & _AFTER or _FRONTED.search(ground.key, clause.start, word.start)
            ):
                return True
            # 十环认证也已经拿到, 一根接触网都没有, but not 对它的支持
            rest = ground.key[word.end : clause.end].strip("了过的好")
            closes = not rest and ground.key[word.start - 1] != "的"
            if word.has("removal") or (closes and (kinds or word.has("negation"))):
                return True
            if end <= word.start <= end + _GAP and len(rest) <= _SHORT_VERB and word.has("negation"):  # 还没有跑通
                return True
            if word.start < end and (any(map(word.has, _VERBS)) or (word.has("axis") and bool(view.sides))):
                return True
    return False


def _closed(ground: Ground, clause: Clause, view: FactView) -> bool:
    """One of a list that ends in what is said of all of it: A、B 等都是 X 的创新."""
    end = clause.closing
    if end is None or any(word.entry.turning for word in (*clause.words, *end.words)):
        return False
    named = [name for name in end.names if ground.is_it(name.token[1:], view)]
    return bool(named) and _ALL_ARE.search(ground.key, end.start, named[-1].start) is not None


def _other_time(text: str, clauses: Sequence[Clause], view: FactView) -> bool:
    said = times_of(text)
    if said and not any(a in b or b in a for a in said for b in view.times):
        return True
    return not said and any(word.has("other_time") for clause in clauses for word in clause.words)


def _other_roles(ground: Ground, clauses: Sequence[Clause], view: FactView, held: Cover) -> bool:
    """A comparison whose sides are not those of the fact, or stand the other way round without 与 or 比."""
    rivals = [name for name in view.names if ground.index.kinds.get(name) != "metric"]
    if "%quality" not in view.tokens or not rivals:
        return False
    names = [name for clause in clauses for name in clause.names]
    own = [name.start for name in names if ground.is_it(name.token[1:], view)]
    other = [name.start for name in names if name.token[1:] in rivals]
    if not other:
        return not (view.heart[1] and held.heart)
    return bool(own and min(other) < min(own)) and not _COMPARED.search(ground.key[clauses[0].start : min(other)])
