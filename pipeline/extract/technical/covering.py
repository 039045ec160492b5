"""How much of a fact's statement a stretch of clauses holds, and where."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.extract.technical.clauses import Clause
from pipeline.extract.technical.index import FactIndex
from pipeline.extract.technical.stamps import Stamps
from pipeline.extract.technical.standing import SLOT, stands_for
from pipeline.extract.technical.statements import FactView

_POINTING = tuple("这那该此每本")
_TOPIC = 0.8  # what the clauses speak of without naming it

Place = tuple[int, int, float, int]  # start and end in the text, worth, place in the statement


class Part:
    """What one clause gives to one statement: shares by character, places in the text with their worth.

    Opposites are kept apart, since they count only beside something else; ``swapped``: (token, what it stands for).
    """

    __slots__ = ("_amount", "marks", "opposites", "places", "speaks", "swapped")

    def __init__(self) -> None:
        """Empty."""
        self.marks: dict[int, float] = {}
        self.places: list[Place] = []
        self.opposites: list[tuple[int, int, str]] = []
        self.swapped: list[tuple[int, int, str, str]] = []
        self.speaks, self._amount = False, -1.0

    def amount(self, view: FactView) -> float:
        """What the shares weigh."""
        if self._amount < 0:
            self._amount = weigh(self.marks, view.weights)
        return self._amount


def weigh(marks: dict[int, float], weights: Sequence[float]) -> float:
    """The weights of places, each times its share."""
    amount = 0.0
    for place, share in marks.items():
        amount += weights[place] * share
    return amount


class Cover:
    """What clauses hold of a statement: shares of it and of its core, and places in the text with their worth.

    ``heart``: something of the heaviest name of the core is there, ``tail``: of the end of the object, ``head``: of how
    the statement begins. ``swapped``: the token in the slot of another. All but the share is worked out when asked for.
    """

    __slots__ = ("_core", "_found", "_marks", "_places", "_view", "amount", "share", "swapped")

    def __init__(
        self, view: FactView, marks: dict[int, float], found: list[Place], swapped: str = "", amount: float = -1.0
    ) -> None:  # fmt: skip
        """``marks``: characters of the statement with the share that is there; ``found``: places in the text."""
        self._view, self._marks, self._found, self.swapped = view, marks, found, swapped
        self._places: tuple[Place, ...] | None = None
        self._core = -1.0
        self.amount = amount = amount if amount >= 0 else weigh(marks, view.weights)
        self.share = amount / view.total if view.total else 0.0

    @property
    def core(self) -> float:
        """Share of what the statement says of its subject."""
        if self._core < 0:
            (low, high), weights, core = self._view.core, self._view.weights, 0.0
            for place, share in self._marks.items():
                if low <= place < high:
                    core += weights[place] * share
            self._core = min(1.0, core / self._view.core_total) if self._view.core_total else 0.0
        return self._core

    @property
    def places(self) -> tuple[Place, ...]:
        """Places in the text, in order."""
        if self._places is None:
            self._places = tuple(sorted(self._found))
        return self._places

    @property
    def heart(self) -> bool:
        """True where enough of the heaviest name of the core is there, and of each entity that the core names."""
        (low, high), weights = self._view.heart, self._view.weights
        if high:
            there = sum(weights[place] * share for place, share in self._marks.items() if low <= place < high)
            if there <= self._view.heart_share * sum(weights[low:high]):
                return False
        return all(map(self._has, self._view.needed))

    @property
    def tail(self) -> bool:
        """True where something of the end of the object is there."""
        return self._has(self._view.tail)

    @property
    def head(self) -> bool:
        """True where something of how the statement begins is there."""
        return self._has(self._view.head)

    def has(self, span: tuple[int, int]) -> bool:
        """True where something of a stretch of the statement is there."""
        return self._has(span)

    def _has(self, span: tuple[int, int]) -> bool:
        return not self._marks.keys().isdisjoint(range(*span))


def part_of(clause: Clause, number: int, index: FactIndex, key: str) -> Part:
    """Match the tokens and pairs of a clause with a statement."""
    part = Part()
    view, stamps = index.facts[number], index.stamps[number]
    forms, marks, places = stamps.forms, part.marks, part.places
    for name, start, end in clause.tokens:
        form = forms.get(name)
        if form is None:
            if view.codes and (other := stands_for(name, view, index)):
                part.swapped.append((start, end, name, other))
        elif form.spelled and not _spells(key[start:end], form.spelled):
            continue  # GPU 小时 is no H800, though H800 GPU 小时 is another name of it
        elif form.told and key[start - 1 : start] in _POINTING:
            continue
        elif form.opposite:
            part.opposites.append((start, end, name))
        elif form.other:
            part.swapped.append((start, end, name, form.other))
        else:
            marks.update(form.marks)
            for worth, place in form.places:
                places.append((start + form.inner, end, worth, place))
            part.speaks = part.speaks or form.in_core
    _mark_pairs(part, clause, stamps)
    return part


def _spells(written: str, names: Sequence[str]) -> bool:
    flat = written.replace(" ", "")
    return any(name in flat for name in names)


def _mark_pairs(part: Part, clause: Clause, stamps: Stamps) -> None:
    marks, places = part.marks, part.places
    for pair, first, second, named in clause.pairs:
        # a part of one name is no part of another
        for stamp in (stamps.named if named else stamps.pairs).get(pair, ()):
            for place, share in stamp.marks:
                if share > marks.get(place, 0.0):
                    marks[place] = share
            places.append((first, second + 1, stamp.worth, stamp.place))
            part.speaks = part.speaks or stamp.in_core


def join(parts: Sequence[Part], clauses: Sequence[Clause], view: FactView) -> Cover:
    """What the clauses hold together; an opposite counts in a clause that says something of the core besides."""
    standing, some = clauses[0].topic in view.names, False
    for part in parts:
        standing = standing or bool(part.swapped)
        some = some or part.speaks
    if len(parts) == 1 and not standing and not parts[0].opposites:
        return Cover(view, parts[0].marks, parts[0].places, amount=parts[0].amount(view))
    marks: dict[int, float] = {}
    places: list[Place] = []
    swapped = ""
    said = {token.token for clause in clauses for token in clause.tokens} if standing else set()
    for part in parts:
        for place, share in part.marks.items():
            if marks.get(place, 0.0) < share:
                marks[place] = share
        places += part.places
        extra = part.opposites if part.speaks or not some else []
        if not extra and not part.swapped:
            continue
        stands = [(start, end, own) for start, end, _, own in part.swapped if own not in said]
        swapped = next((name for _, _, name, own in part.swapped if own not in said), swapped)
        for start, end, name in (*extra, *stands):
            for low, high in view.tokens[name]:
                marks.update(dict.fromkeys(range(low, high), 1.0))
                places.append((start, end, view.worth(low, high), low))
    if standing:
        _mark_topic(clauses, view, said, marks)
    return Cover(view, marks, places, swapped)


def _mark_topic(clauses: Sequence[Clause], view: FactView, said: set[str], marks: dict[int, float]) -> None:
    """装在 A 上, said of B, states that A uses B: the clause names the subject, what it speaks of is the object."""
    topic = clauses[0].topic
    if topic in view.names and "@" + topic not in said and "@" + view.subject in said and SLOT & said:
        for start, end in view.tokens.get("@" + topic, ()):
            marks.update(dict.fromkeys(range(start, end), _TOPIC))
