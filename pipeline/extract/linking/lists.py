"""Lists told apart by 分别: whose the first, second and third number is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.page import PageScan
from pipeline.extract.linking.words import squeeze
from pipeline.model import Quantity

_JOINED = re.compile(r"\s*(?:、|和|与|及|以及|，|,|/|并)\s*(?:约|近|逾|超过?|达)?\s*")
_MARK = re.compile(r"分别|依次|各自")
_COMMA = re.compile(r"[、和与及]")
# 两家, 三款, 双方: names that were given before, counted
_COUNTED = re.compile(
    r"(?:([两二三四五六3-6]|这[两二三四])(?:家|款|组|个|座|条|台|种|代|地|国|者|人|位|方|所|支|部|项|期|艘|架|颗|辆|省|市|队|校|厂|港)|双方)"
    r"[一-鿿]{0,6}$"
)
_COUNTS = {"三": 3, "四": 4, "五": 5, "六": 6, "3": 3, "4": 4, "5": 5, "6": 6, "这三": 3, "这四": 4}
_FAR = 24
_SPEAKING = 0.5
_REACH = 12


@dataclass(frozen=True, slots=True)
class Share:
    """One number of a list: the entities or forms of metrics that it goes with, and those of the whole list.

    ``leads``: it is the first entity's, of whom the text goes on to speak.
    """

    entities: tuple[str, ...] = ()
    forms: tuple[int, ...] = ()
    others: frozenset[str] = frozenset()
    other_forms: frozenset[int] = frozenset()
    leads: bool = False


def shares(scan: PageScan, index: PackIndex, quantities: Sequence[Quantity]) -> dict[int, Share]:
    """Number of a quantity to its share, for lists of names and of numbers of one length around 分别."""
    found: dict[int, Share] = {}
    for mark in _MARK.finditer(scan.text):
        at = scan.clause_at(mark.start())
        run = _run(scan, quantities, at, mark.end())
        if len(run) < 2:
            continue
        names = _shortened(scan, index, at, mark.start(), len(run))
        if not names and (said := _COUNTED.search(scan.text, scan.clauses[at].start, mark.start())):
            names = _joined(scan, at, mark.start(), len(run)) if _COUNTS.get(said[1], 2) == len(run) else []
        names = names or _named(scan, at, mark.start(), len(run))
        if names:
            everyone = frozenset(entity for group in names for entity in group)
            found.update(
                (number, Share(entities=group, others=everyone, leads=number == run[0]))
                for number, group in zip(run, names, strict=True)
            )
            continue
        forms = _measured(scan, at, mark.start(), len(run))
        every = frozenset(form for group in forms for form in group)
        for number, wanted in zip(run, forms, strict=False):
            found[number] = Share(forms=wanted, other_forms=every)
    return found


def _run(scan: PageScan, quantities: Sequence[Quantity], at: int, start: int) -> list[int]:
    """Quantities of one kind after the mark that 、 or 和 join."""
    run: list[int] = []
    for clause in scan.clauses[at : at + 6]:
        for number in clause.quantities:
            quantity = quantities[number]
            if quantity.start < start:
                continue
            last = quantities[run[-1]] if run else None
            if last is None:
                if quantity.start - start > _REACH:
                    return run
            elif quantity.kind != last.kind or not _JOINED.fullmatch(scan.text, last.end, quantity.start):
                return run
            run.append(number)
    return run


def _named(scan: PageScan, at: int, before: int, count: int) -> list[tuple[str, ...]]:
    """As many subjects as there are numbers: of the clause, of the sentence, or of the sentence before."""
    clause = scan.clauses[at]
    first = scan.sentences[clause.sentence]
    windows = [scan.clauses[at : at + 1], scan.clauses[first : at + 1]]
    if clause.sentence:
        windows.append(scan.clauses[scan.sentences[clause.sentence - 1] : at + 1])
    for window in windows:
        names: list[tuple[str, ...]] = []
        for mention in (m for c in window for m in c.mentions):
            if mention.end <= before and mention.demotion <= _SPEAKING and mention.entities not in names:
                names.append(mention.entities)
        if len(names) == count:
            return names
        if names and window is windows[0]:
            return []
    return []


def _joined(scan: PageScan, at: int, before: int, count: int) -> list[tuple[str, ...]]:
    """疫苗组和安慰剂组 … 两组分别: the last names that 、 or 和 join, as many as the text says."""
    for clause in reversed(scan.clauses[max(0, at - _FAR) : at + 1]):
        names = [mention for mention in clause.mentions if mention.end <= before]
        for first in range(len(names) - count, -1, -1):
            group = names[first : first + count]
            pairs = pairwise(group)
            apart = len({mention.entities for mention in group}) == count
            if apart and all(_JOINED.fullmatch(scan.text, left.end, right.start) for left, right in pairs):
                return [mention.entities for mention in group]
    return []


def _shortened(scan: PageScan, index: PackIndex, at: int, before: int, count: int) -> list[tuple[str, ...]]:
    """第一、二、三产业: names that share their beginning or their end, written once."""
    pieces = _COMMA.split(squeeze(scan.text[scan.clauses[at].start : before]))
    if len(pieces) < count:
        return []
    first, *middle, last = pieces[-count:]
    for cut in range(len(first)):
        for end in range(len(last), 1, -1):
            if not _spelled(index, first[:cut] + last[:end]):
                continue
            for core in range(1, end):
                tail = last[core:end]
                names = [first + tail, *(first[:cut] + piece + tail for piece in middle), first[:cut] + last[:end]]
                found = [_spelled(index, name) for name in names]
                if all(found) and len(set(found)) == count:
                    return found
    return []


def _spelled(index: PackIndex, name: str) -> tuple[str, ...]:
    key = index.automaton.get(name, None)
    return tuple(key.entities) if key else ()


def _measured(scan: PageScan, at: int, before: int, count: int) -> list[tuple[int, ...]]:
    """As many names of metrics as there are numbers: in the clause, else in the sentence up to it."""
    first = scan.sentences[scan.clauses[at].sentence]
    for window in (scan.clauses[at : at + 1], scan.clauses[first : at + 1]):
        places: dict[tuple[int, int], list[int]] = {}
        for form, start, end in (hit for clause in window for hit in clause.forms):
            if end <= before:
                places.setdefault((start, end), []).append(form)
        if len(places) == count:
            return [tuple(forms) for _, forms in sorted(places.items())]
        if places:
            break
    return []
