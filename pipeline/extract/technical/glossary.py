"""The glossary as the matcher needs it: names to find, what stands above what, and what fills the same slot."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.extract.technical.reading import squeezed
from pipeline.model import Term

NARROWER, WIDER, _INSIDE = 0.9, 0.65, 0.75
_HEADS = 2  # characters that names of one slot have in common at the end


def resolver(terms: tuple[Term, ...]) -> dict[str, str]:
    """Names as the automaton holds them, and ids, to ids; names before aliases, the first term first."""
    found = {squeezed(name): term.id for term in reversed(terms) for name in (*term.aliases, term.name)}
    return found | {term.id: term.id for term in terms}


def automaton(terms: tuple[Term, ...]) -> Any:  # noqa: ANN401 a pyahocorasick automaton
    """Finds all names of the glossary; payload (name, id)."""
    import ahocorasick

    found = ahocorasick.Automaton()
    for term in terms:
        for name in (term.name, *term.aliases):
            key = squeezed(name)
            if key and (len(key) > 1 or not key.isascii()) and not found.exists(key):
                found.add_word(key, (key, term.id))
    if len(found):
        found.make_automaton()
    return found


def relatives(terms: tuple[Term, ...]) -> dict[str, frozenset[str]]:
    """Each term with itself and the more general ones above it."""
    parents = {term.id: term.broader for term in terms if term.broader}
    found: dict[str, frozenset[str]] = {}
    for term in terms:
        seen, at = {term.id}, parents.get(term.id, "")
        while at and at not in seen:
            seen.add(at)
            at = parents.get(at, "")
        found[term.id] = frozenset(seen)
    return found


def siblings(terms: tuple[Term, ...], near: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """Technologies that fill one slot: the same broader term, or names that end alike (Raft 协议, Paxos 协议)."""
    found: dict[str, set[str]] = defaultdict(set)
    groups: dict[str, set[str]] = defaultdict(set)
    for term in terms:
        if term.kind != "technology":
            continue
        if term.broader:
            groups["^" + term.broader].add(term.id)
        for name in (term.name, *term.aliases):
            key = squeezed(name)
            # an alias that is Latin but for its end (TOPCon 电池) shares less than a slot
            han = name is term.name or not any(char.isascii() for char in key)
            if len(key) >= 2 * _HEADS and han and not key[-_HEADS:].isascii():
                groups[key[-_HEADS:]].add(term.id)
    for members in groups.values():
        for name in members:
            found[name] |= {other for other in members if other not in near[name] and name not in near[other]}
    return {name: frozenset(others - {name}) for name, others in found.items()}


def holds(terms: tuple[Term, ...]) -> dict[str, frozenset[str]]:
    """Terms whose names stand inside the names of another: 天枢07 in 天枢07长续航版."""
    names = {term.id: {squeezed(name) for name in (term.name, *term.aliases)} for term in terms}
    finder, found = automaton(terms), {}
    for term in terms:
        inner = (
            {hit[1] for key in names[term.id] for _, hit in finder.iter(key) if len(hit[0]) >= _HEADS + 1}
            if len(finder)
            else set()
        )
        found[term.id] = frozenset(inner - {term.id})
    return found


def speaking_of(
    subject: str, near: dict[str, frozenset[str]], kinds: dict[str, str], inner: dict[str, frozenset[str]]
) -> dict[str, float]:
    """Names that speak of a subject, with how nearly: itself, narrower and wider terms, names that hold its name."""
    found: dict[str, float] = {}
    for name in kinds:
        if name == subject:
            found[name] = 1.0
        elif subject in near.get(name, ()):
            found[name] = NARROWER
        elif name in near.get(subject, ()):
            found[name] = WIDER
        elif kinds.get(name) != kinds.get(subject) and subject in inner.get(name, ()):
            found[name] = _INSIDE  # of another kind: 沧海博物馆 is no 博物馆 of ours
    return found


def tails(terms: tuple[Term, ...]) -> dict[str, tuple[str, ...]]:
    """The nouns that the Chinese names of a term end in (风电场, 电场 of 东澜海上风电场), longest first."""
    found: dict[str, tuple[str, ...]] = {}
    for term in terms:
        keys = {squeezed(name) for name in (term.name, *term.aliases)}
        ends = {
            key[-size:]
            for key in keys
            for size in range(_HEADS, len(key) - 1)
            if not any(char.isascii() for char in key[-size:])
        }
        found[term.id] = tuple(sorted(ends, key=lambda end: (-len(end), end)))
    return found
