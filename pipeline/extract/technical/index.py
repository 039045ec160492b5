"""What the facts of a pack look like to the matcher: names as one token each, pairs of characters weighted by rarity."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.extract.technical.words import CONTRAST, STOP, Tone, tone_of
from pipeline.model import Fact, Pack, Term
from pipeline.text import matching_key

_SEPARATORS = str.maketrans(dict.fromkeys("-‐‑–_·・", " "))
_LATIN = re.compile(r"[a-z]+[a-z0-9.+]*|[0-9]+[a-z][a-z0-9]*")
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{2,12}")
_SUBJECT_SHARE = 0.35  # what a subject that the clause names adds at most, next to what it says of it


@dataclass(frozen=True, slots=True)
class Feature:
    """A token of a text and where it stands: a glossary name (``@id``), a Latin word, or a pair of characters."""

    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact made ready: ``weights`` of the tokens of its statement without the subject, their sum, its tone."""

    fact: Fact
    subject: str
    weights: dict[str, float]
    total: float
    tone: Tone
    codes: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class FactIndex:
    """All facts of a pack; ``postings``: token to numbers of facts; ``near``: a term with its broader and narrower ones."""

    automaton: Any
    facts: tuple[FactView, ...]
    postings: dict[str, tuple[int, ...]]
    near: dict[str, frozenset[str]]
    idf: dict[str, float]

    def features(self, key: str) -> list[Feature]:
        """Tokens of a text given as matching key with separators as spaces."""
        return features_of(key, self.automaton)


def search_form(text: str) -> str:
    """Matching key with hyphens as spaces; same length."""
    return matching_key(text).translate(_SEPARATORS)


@lru_cache(maxsize=8)
def _cached(_name: str, _digest: str, holder: _Holder) -> FactIndex:
    return build_index(holder.pack)


class _Holder:
    """Carries a pack through the cache without being part of its key."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


def fact_index(pack: Pack) -> FactIndex:
    """The index of a pack, built once per name and digest."""
    return _cached(pack.name, pack.digest, _Holder(pack)) if pack.digest else build_index(pack)


def build_index(pack: Pack) -> FactIndex:
    """Tokens of all statements, weighted by in how few statements they stand."""
    automaton = _automaton(pack.terms)
    resolve = {
        name: term.id for term in reversed(pack.terms) for name in (_squeezed(term.name), *map(_squeezed, term.aliases))
    }
    resolve |= {term.id: term.id for term in pack.terms}
    near = _relatives(pack.terms)
    token_sets = []
    for fact in pack.facts:
        tokens = {feature.token for feature in features_of(_statement(fact), automaton)}
        token_sets.append(tokens)
    count = Counter(token for tokens in token_sets for token in tokens)
    idf = {token: math.log((len(token_sets) + 1) / seen) + 0.4 for token, seen in count.items()}
    views, postings = [], {}  # type: list[FactView], dict[str, list[int]]
    for number, (fact, tokens) in enumerate(zip(pack.facts, token_sets, strict=True)):
        subject = (
            resolve.get(fact.subject)
            or resolve.get(_squeezed(fact.subject), "")
            or _first_name(_statement(fact), automaton)
        )
        own = near.get(subject, frozenset((subject,)))
        weights = {token: _weight(token) * idf[token] for token in tokens if token[1:] not in own or token[0] != "@"}
        statement = _statement(fact)
        views.append(
            FactView(
                fact,
                subject,
                weights,
                sum(weights.values()),
                tone_of(statement),
                _codes(statement),
                frozenset(t[1:] for t in weights if t[0] == "@"),
            )
        )
        for token in weights:
            postings.setdefault(token, []).append(number)
    return FactIndex(automaton, tuple(views), {token: tuple(numbers) for token, numbers in postings.items()}, near, idf)


def _weight(token: str) -> float:
    return 1.6 if token[0] == "@" else 1.3 if token[0].isascii() else 1.0


def _statement(fact: Fact) -> str:
    """The statement up to a contrast: what is denied after 而不是 is not what it says."""
    text = search_form(fact.statement)
    contrast = CONTRAST.search(text)
    return text[: contrast.start()] if contrast is not None and contrast.start() > 4 else text


def _codes(text: str) -> frozenset[str]:
    return frozenset(_CODE.findall(text))


def _squeezed(name: str) -> str:
    return search_form(name).replace(" ", "")


def _automaton(terms: tuple[Term, ...]) -> Any:  # noqa: ANN401 a pyahocorasick automaton
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for term in terms:
        for name in (term.name, *term.aliases):
            key = _squeezed(name)
            if key and (len(key) > 1 or not key.isascii()) and not automaton.exists(key):
                automaton.add_word(key, (key, term.id))
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _relatives(terms: tuple[Term, ...]) -> dict[str, frozenset[str]]:
    """Each term with the more general ones above it and those directly below."""
    parents = {term.id: term.broader for term in terms if term.broader}
    found: dict[str, set[str]] = {term.id: {term.id} for term in terms}
    for term in terms:
        seen, at = set(), parents.get(term.id, "")
        while at and at not in seen:
            seen.add(at)
            found[term.id].add(at)
            at = parents.get(at, "")
    return {name: frozenset(members) for name, members in found.items()}


def _first_name(statement: str, automaton: Any) -> str:  # noqa: ANN401
    return next((feature.token[1:] for feature in features_of(statement, automaton) if feature.token[0] == "@"), "")


def features_of(key: str, automaton: Any) -> list[Feature]:  # noqa: ANN401
    """Names first; what is left gives Latin words and pairs of Han characters, stop words dropped."""
    names = _names(key, automaton)
    found = [Feature(f"@{term}", start, end) for start, end, term in names]
    covered = bytearray(len(key))
    for start, end, _ in names:
        covered[start:end] = b"\x01" * (end - start)
    for match in _LATIN.finditer(key):
        if not covered[match.start()] and len(match.group()) > 1:
            found.append(Feature(match.group(), match.start(), match.end()))
    for match in _HAN.finditer(key):
        found.extend(_pairs(key, match.start(), match.end(), covered))
    return found


def _pairs(key: str, start: int, end: int, covered: bytearray) -> list[Feature]:
    """Neighbouring characters of the words that remain when stop words and names are taken out."""
    kept: list[int] = []
    at = start
    while at < end:
        if covered[at]:
            at += 1
            continue
        stop = STOP.match(key, at, end)
        if stop is not None:
            at = stop.end()
            continue
        kept.append(at)
        at += 1
    return [
        Feature(key[a] + key[b], a, b + 1)
        for a, b in zip(kept, kept[1:], strict=False)
        if b - a <= 3 and not any(covered[a:b])
    ]


def _names(key: str, automaton: Any) -> list[tuple[int, int, str]]:  # noqa: ANN401
    if not len(automaton):
        return []
    hits = []
    for last, (name, term) in automaton.iter(key, ignore_white_space=True):
        end = last + 1
        start, left = end, len(name)
        while left:
            start -= 1
            left -= key[start] != " "
        if _whole(key, start, end):
            hits.append((start, end, term))
    hits.sort(key=lambda hit: (hit[0], -hit[1]))
    kept: list[tuple[int, int, str]] = []
    for hit in hits:
        if not kept or hit[0] >= kept[-1][1]:
            kept.append(hit)
        elif hit[1] - hit[0] > kept[-1][1] - kept[-1][0]:
            kept[-1] = hit
    return kept


def _whole(key: str, start: int, end: int) -> bool:
    before, after = key[start - 1 : start], key[end : end + 1]
    if key[start].isascii() and before.isascii() and before.isalnum():
        return False
    return not (key[end - 1].isascii() and after.isascii() and after.isalnum())
