"""All facts of a pack, ready for matching, and what a unit of a text gives to which of them."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.extract.technical.glossary import automaton, holds, relatives, resolver, siblings, speaking_of, tails
from pipeline.extract.technical.likeness import Likeness
from pipeline.extract.technical.reading import Reading, WantedPairs, read, squeezed
from pipeline.extract.technical.shares import Shares
from pipeline.extract.technical.stamps import Form, Stamps, form_of, meant_form, stamps_of
from pipeline.extract.technical.standing import stands_for, within
from pipeline.extract.technical.statements import CODE, FactView, Lore, statement_of, view_of
from pipeline.model import Fact, Pack
from pipeline.per_pack import once_per_pack

_HALF = 0.8  # neighbouring pairs share a character
_FLOOR = 0.6  # weight of what stands in every statement, before scaling


@dataclass(frozen=True, slots=True)
class FactIndex:
    """All facts of a pack, with what the glossary says about the names in them.

    ``worth``: what a token or pair gives to which statements, ``pairs``: the pairs among them,
    ``shares``: the same as arrays;
    ``near``: a term with what is more general;
    ``siblings``: terms that fill the same slot; ``holds``: terms whose names stand inside the names of another;
    ``codes``: tokens of names such as FP32; ``stamps``: what units mark in each statement; ``meant``: the subject of
    a fact to the names that speak of it, with how nearly they do; ``tails``: the nouns that names of a term end in;
    ``likeness``: a second opinion by words; ``own``: facts of whose heart no fact of another subject speaks.
    """

    automaton: Any
    facts: tuple[FactView, ...]
    worth: dict[str, tuple[tuple[int, float], ...]]
    near: dict[str, frozenset[str]]
    kinds: dict[str, str]
    siblings: dict[str, frozenset[str]]
    holds: dict[str, frozenset[str]]
    codes: dict[str, str]
    stamps: tuple[Stamps, ...]
    meant: dict[str, dict[str, float]]
    tails: dict[str, tuple[str, ...]]
    pairs: WantedPairs
    shares: Shares
    likeness: Likeness
    own: frozenset[int]


def fact_index(pack: Pack) -> FactIndex:
    """The index of a pack, built once per name and digest."""
    return _kept(pack)


def build_index(pack: Pack) -> FactIndex:
    """Read all statements and weigh their characters by how few statements share them."""
    finder = automaton(pack.terms)
    kinds: dict[str, str] = {term.id: term.kind for term in pack.terms}
    near = relatives(pack.terms)
    readings = [read(statement_of(fact), finder) for fact in pack.facts]
    resolve = resolver(pack.terms)
    lore = Lore(_rarity(readings), kinds, near, resolve)
    views = tuple(
        view_of(fact, _subject(fact, reading, resolve), reading, lore)
        for fact, reading in zip(pack.facts, readings, strict=True)
    )
    beside, inner = siblings(pack.terms, near), holds(pack.terms)
    codes = {
        f"@{term.id}": squeezed(term.name)
        for term in pack.terms
        if term.kind == "technology" and CODE.fullmatch(squeezed(term.name))
    }
    spelled = {term.id: tuple(squeezed(name) for name in (term.name, *term.aliases)) for term in pack.terms}
    worth = _worth(views, beside, inner)
    meant = {subject: speaking_of(subject, near, kinds, inner) for subject in {view.subject for view in views}}
    stamps = _stamps(views, worth, _Slots(beside, inner, codes, spelled))
    ends = tails(pack.terms)
    own = {subject: {*("@" + term for term in near), *ends.get(subject, ())} for subject, near in meant.items()}
    return FactIndex(
        finder, views, worth, near, kinds, beside, inner, codes, stamps, meant,
        ends, WantedPairs(worth), Shares(worth, views, stamps), Likeness(pack, views, own), _own(views),
    )  # fmt: skip


def _own(views: Sequence[FactView]) -> frozenset[int]:
    """The facts whose heart is a name that no fact of another subject has."""
    subjects: dict[str, set[str]] = defaultdict(set)
    for view in views:
        for token in view.tokens:
            subjects[token].add(view.subject)
    return frozenset(
        number
        for number, view in enumerate(views)
        if any(
            name[0] == "@" and view.heart in spans and len(subjects[name]) == 1 for name, spans in view.tokens.items()
        )
    )


@dataclass(frozen=True, slots=True)
class _Slots:
    """What ``standing`` asks of the glossary."""

    siblings: dict[str, frozenset[str]]
    holds: dict[str, frozenset[str]]
    codes: dict[str, str]
    spelled: dict[str, tuple[str, ...]]


def _stamps(
    views: Sequence[FactView], worth: dict[str, tuple[tuple[int, float], ...]], slots: _Slots
) -> tuple[Stamps, ...]:  # fmt: skip
    forms = [{token: form_of(token, view) for token in view.tokens} for view in views]
    for view, known in zip(views, forms, strict=True):
        if view.meant:
            known[view.meant] = meant_form(view)
    for unit, shares in worth.items():
        for number, _ in shares:
            if unit[0] == "@" and unit not in forms[number]:
                own = within(unit, views[number], slots)
                other = "" if own else stands_for(unit, views[number], slots)
                if own:
                    forms[number][unit] = form_of(
                        own, views[number], slots.spelled[own[1:]]
                    )  # 无辅助损失均衡 denies 辅助损失
                elif other:
                    forms[number][unit] = Form({}, other=other)
    return tuple(stamps_of(view, known) for view, known in zip(views, forms, strict=True))


def _rarity(readings: Sequence[Reading]) -> dict[str, float]:
    """Inverse document frequency over the statements, 1 for what stands in one only."""
    seen = Counter(token for reading in readings for token in {token.token for token in reading.tokens})
    seen.update(pair for reading in readings for pair in {pair[0] for pair in reading.pairs})
    top = math.log(len(readings) + 1) + _FLOOR
    return {name: (math.log((len(readings) + 1) / count) + _FLOOR) / top for name, count in seen.items()}


def _subject(fact: Fact, reading: Reading, resolve: dict[str, str]) -> str:
    """The glossary id of the subject column, else of the first name of the statement."""
    known = resolve.get(fact.subject) or resolve.get(squeezed(fact.subject), "")
    return known or next((token.token[1:] for token in reading.tokens if token.token[0] == "@"), "")


def _worth(
    views: Sequence[FactView], beside: dict[str, frozenset[str]], inner: dict[str, frozenset[str]]
) -> dict[str, tuple[tuple[int, float], ...]]:  # fmt: skip
    """What a unit of a text gives to each statement, as a share: itself, or the name that it may stand for."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    stand: dict[str, set[str]] = defaultdict(set)
    for others in (beside, inner):
        for name, members in others.items():
            for member in members:
                stand["@" + member].add("@" + name)
    for number, view in enumerate(views):
        if not view.total:
            continue
        for token, spans in view.tokens.items():
            share = sum(sum(view.weights[start:end]) for start, end in spans) / view.total
            for name in (token, *stand[token]):
                found[name][number] = max(share, found[name].get(number, 0.0))
        if view.meant:
            found[view.meant][number] = view.core_total / view.total
        for pair, places in view.pairs.items():
            found[pair][number] = _HALF * max(view.weights[a] + view.weights[b] for a, b, _ in places) / view.total
    return {name: tuple(shares.items()) for name, shares in found.items()}


_kept = once_per_pack(8, build_index)
