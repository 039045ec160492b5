"""What the facts of a pack look like to the matcher: a weight for each character of a statement, and what matches it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pipeline.extract.technical.reading import Reading, read, search_form, squeezed
from pipeline.extract.technical.tone import Tone, tone_of
from pipeline.extract.technical.words import rivals
from pipeline.model import Fact, Pack, Term

_CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{2,12}")
_TIME = re.compile(r"(?:\d{4} ?年)?(?:第?[一二三四1-4] ?季度|上半年|下半年|\d{1,2} ?月)|\d{4} ?年")
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s?(?:%|个|万|亿|美元|元)")
_CONTRAST = re.compile(r"[，,]?(?:而不是|而非|而并非)")
_SHORT = 0.7  # what a short form is worth
_SKIP = 5  # how far apart the characters of a short form may stand in the long one
_WEIGHTS = {"%": 1.2, "#": 1.0, "=": 0.3, "%success": 0.6}
_NAME_WEIGHT = {"technology": 1.6, "entity": 1.2, "metric": 0.5}
_HEADS = 2
_HALF = 0.8  # neighbouring pairs share a character
_RUN = 4  # how far the core may begin before its half, so as not to cut a word
_CIRCUMSTANCE = 0.4  # when, and compared with what


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact made ready for matching.

    ``weights``: one number a character of the statement's search form (0: says nothing, or names the subject).
    ``tokens``: token to spans; ``pairs``: pair of characters to (first, second, strength). ``core``: what is said
    of the subject (characters after the last verb), whose weight is ``core_total``. ``bare``: it says little but a name;
    ``heart``: the heaviest name of the core; ``codes``: token to code, such as FP32; ``privative``: (无砟, 有砟) of names.
    """

    fact: Fact
    subject: str
    weights: tuple[float, ...]
    total: float
    tokens: dict[str, tuple[tuple[int, int], ...]]
    pairs: dict[str, tuple[tuple[int, int, float], ...]]
    core: tuple[int, int]
    core_total: float
    tone: Tone
    codes: tuple[tuple[str, str], ...]
    names: tuple[str, ...]
    times: frozenset[str]
    predicates: frozenset[str]
    bare: bool
    heart: tuple[int, int]
    privative: tuple[tuple[str, str], ...]
    counted: bool
    tail: tuple[int, int]
    named: frozenset[int]

    def worth(self, start: int, end: int) -> float:
        """The weight of a stretch of the statement."""
        return sum(self.weights[start:end])


@dataclass(frozen=True, slots=True)
class FactIndex:
    """All facts of a pack. ``near``: a term with what is more general; ``siblings``: terms that fill the same slot;
    ``worth``: what a token or pair gives to which statements; ``codes``: tokens of names such as FP32."""

    automaton: Any
    facts: tuple[FactView, ...]
    worth: dict[str, tuple[tuple[int, float], ...]]
    near: dict[str, frozenset[str]]
    kinds: dict[str, str]
    siblings: dict[str, frozenset[str]]
    holds: dict[str, frozenset[str]]
    codes: dict[str, str]


class _Holder:
    """Carries a pack through the cache without being part of its key."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=8)
def _cached(_name: str, _digest: str, holder: _Holder) -> FactIndex:
    return build_index(holder.pack)


def fact_index(pack: Pack) -> FactIndex:
    """The index of a pack, built once per name and digest."""
    return _cached(pack.name, pack.digest, _Holder(pack)) if pack.digest else build_index(pack)


def build_index(pack: Pack) -> FactIndex:
    """Read all statements and weigh their characters by how few statements share them."""
    automaton = _automaton(pack.terms)
    kinds: dict[str, str] = {term.id: term.kind for term in pack.terms}
    near = _relatives(pack.terms)
    readings = [read(statement_of(fact), automaton) for fact in pack.facts]
    seen = Counter(token for reading in readings for token in {token.token for token in reading.tokens})
    seen.update(pair for reading in readings for pair in {pair.pair for pair in reading.pairs})
    top = math.log(len(readings) + 1) + 0.6
    rarity = {name: (math.log((len(readings) + 1) / count) + 0.6) / top for name, count in seen.items()}
    resolve = _resolver(pack.terms)
    views = tuple(
        _view(fact, reading, resolve, rarity, kinds, near) for fact, reading in zip(pack.facts, readings, strict=True)
    )
    siblings, holds = _siblings(pack.terms, near), _holds(pack.terms)
    codes = {
        f"@{term.id}": squeezed(term.name)
        for term in pack.terms
        if term.kind == "technology" and _CODE.fullmatch(squeezed(term.name))
    }
    worth = _worth(views, siblings, holds)
    return FactIndex(automaton, views, worth, near, kinds, siblings, holds, codes)


def _worth(
    views: Sequence[FactView], siblings: dict[str, frozenset[str]], holds: dict[str, frozenset[str]]
) -> dict[str, tuple[tuple[int, float], ...]]:  # fmt: skip
    """What a unit of a text gives to each statement, as a share: itself, or the name that it may stand for."""
    found: dict[str, dict[int, float]] = defaultdict(dict)
    stand: dict[str, set[str]] = defaultdict(set)
    for others in (siblings, holds):
        for name, members in others.items():
            for member in members:
                stand["@" + member].add("@" + name)
    for number, view in enumerate(views):
        for token, spans in view.tokens.items():
            share = sum(sum(view.weights[start:end]) for start, end in spans) / view.total
            for name in (token, *stand[token]):
                found[name][number] = max(share, found[name].get(number, 0.0))
        for pair, places in view.pairs.items():
            found[pair][number] = _HALF * max(view.weights[a] + view.weights[b] for a, b, _ in places) / view.total
    return {name: tuple(shares.items()) for name, shares in found.items()}


def statement_of(fact: Fact) -> str:
    """The statement in search form up to a contrast: what is denied after 而不是 is not what it says."""
    text = search_form(fact.statement).rstrip("。.！! ")
    contrast = _CONTRAST.search(text)
    return text[: contrast.start()] if contrast is not None and contrast.start() > 4 else text


def _view(
    fact: Fact, reading: Reading, resolve: dict[str, str], rarity: dict[str, float], kinds: dict[str, str],
    near: dict[str, frozenset[str]],
) -> FactView:  # fmt: skip
    first = next((token.token[1:] for token in reading.tokens if token.token[0] == "@"), "")
    subject = resolve.get(fact.subject) or resolve.get(squeezed(fact.subject), "") or first
    own = {subject}
    weights, tokens, names = _weights(reading, own, rarity, kinds, near)
    size = max(1, len(reading.key))
    for place in range(len(weights)):
        weights[place] *= 0.75 + 0.5 * place / size
    for start, end in _circumstances(reading.key):
        for place in range(start, end):
            weights[place] *= _CIRCUMSTANCE
    pairs: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    _spell(reading, weights, pairs)
    total = sum(weights)
    core = _core(reading, weights, total)
    content = _content(reading, weights, core)
    words = [word for word in reading.words if not word.has("contrast")]
    return FactView(
        fact, subject, tuple(weights), total, {name: tuple(found) for name, found in tokens.items()},
        {name: tuple(found) for name, found in pairs.items()}, core, sum(weights[core[0] : core[1]]),
        tone_of(reading.key, 0, len(reading.key), words, content), _codes(tokens, reading.key),
        tuple(names), times_of(reading.key),
        frozenset(token.token for token in reading.tokens if token.token[0] == "="), _bare(tokens, weights, total),
        _heart(tokens, weights, core, kinds), (*_privative(tokens, reading.key), *_rivals(reading, weights)), bool(_NUMBER.search(reading.key)), _tail(weights),
        frozenset(place for token in reading.tokens if token.token[0] == "@" for place in range(token.start, token.end)),
    )  # fmt: skip


def _content(reading: Reading, weights: list[float], core: tuple[int, int]) -> list[tuple[int, int]]:
    """Places of the core: names whole, the rest by the character."""
    names = [(token.start, token.end) for token in reading.tokens if token.token[0] == "@"]
    rest = [
        (place, place + 1)
        for place, weight in enumerate(weights)
        if weight and not any(start <= place < end for start, end in names)
    ]
    named = [(start, end) for start, end in names if weights[start]]
    return sorted(place for place in (*named, *rest) if core[0] <= place[0] < core[1])


def _weights(
    reading: Reading, own: set[str], rarity: dict[str, float], kinds: dict[str, str], near: dict[str, frozenset[str]]
) -> tuple[list[float], dict[str, list[tuple[int, int]]], list[str]]:  # fmt: skip
    """Weights of characters, spans of tokens, and the names beside the subject."""
    weights = [0.0] * len(reading.key)
    silent = bytearray(len(reading.key))
    tokens: dict[str, list[tuple[int, int]]] = defaultdict(list)
    names: list[str] = []
    for pair in reading.pairs:
        for place in (pair.first, pair.second):
            weights[place] = max(weights[place], 0.5 * rarity[pair.pair])
    for token in reading.tokens:
        mark, name = token.token[0], token.token[1:]
        weight = rarity[token.token]
        if mark == "@":
            if name in own or name in names or any(name in near.get(term, ()) for term in own):
                silent[token.start : token.end] = b"\x01" * (token.end - token.start)
                continue
            names.append(name)
            weight *= _NAME_WEIGHT[kinds.get(name, "entity")]
        else:
            weight *= _WEIGHTS.get(token.token, _WEIGHTS.get(mark, 1.3))
        tokens[token.token].append((token.start, token.end))
        for place in range(token.start, token.end):
            weights[place] = weight / (token.end - token.start)
    for word in reading.words:
        if word.has("negation"):
            silent[word.start : word.end] = b"\x01" * (word.end - word.start)
    return [0.0 if silent[place] else weight for place, weight in enumerate(weights)], tokens, names


def _spell(reading: Reading, weights: list[float], pairs: dict[str, list[tuple[int, int, float]]]) -> None:
    """The pairs that match: neighbours fully, short forms (潜向量 for 潜在向量) in part."""
    key = reading.key
    places = sorted({place for pair in reading.pairs for place in (pair.first, pair.second) if weights[place]})
    neighbours = {(pair.first, pair.second) for pair in reading.pairs}
    for at, first in enumerate(places):
        for second in places[at + 1 : at + 1 + _SKIP]:
            if second - first > _SKIP + 1:
                break
            pairs[key[first] + key[second]].append((first, second, 1.0 if (first, second) in neighbours else _SHORT))


def _circumstances(key: str) -> list[tuple[int, int]]:
    """Times, and what stands before the first comma."""
    found = [match.span() for match in _TIME.finditer(key)]
    comma = key.find("，")
    return [*found, (0, comma)] if 0 < comma < len(key) // 2 else found


def _bare(tokens: dict[str, list[tuple[int, int]]], weights: list[float], total: float) -> bool:
    """True where one name, Latin word or class makes up nearly all that the statement says."""
    heaviest = max(
        (sum(sum(weights[a:b]) for a, b in spans) for name, spans in tokens.items() if name[0] not in "%#="),
        default=0.0,
    )
    return heaviest >= 0.6 * total


def _heart(
    tokens: dict[str, list[tuple[int, int]]], weights: list[float], core: tuple[int, int], kinds: dict[str, str]
) -> tuple[int, int]:  # fmt: skip
    """The place of the heaviest name or Latin word of the core."""
    spans = [
        (sum(weights[start:end]), -start, end)
        for name, found in tokens.items()
        if name[0] not in "%#=" and kinds.get(name[1:]) != "metric"
        for start, end in found
        if core[0] <= start < core[1]
    ]
    return (-max(spans)[1], max(spans)[2]) if spans else (0, 0)


def _codes(tokens: dict[str, list[tuple[int, int]]], key: str) -> tuple[tuple[str, str], ...]:
    found = []
    for name, spans in tokens.items():
        written = key[spans[0][0] : spans[0][1]].replace(" ", "")
        if name[0] not in "%#=" and _CODE.fullmatch(written):
            found.append((name, written))
    return tuple(found)


def _privative(tokens: dict[str, list[tuple[int, int]]], key: str) -> tuple[tuple[str, str], ...]:
    """Names that begin with 无 or 非, with what says the opposite."""
    written = [key[start:end] for name, spans in tokens.items() if name[0] == "@" for start, end in spans]
    return tuple((name[:2], "有" + name[1]) for name in written if name[0] in "无非" and len(name) > 2)


def _rivals(reading: Reading, weights: list[float]) -> list[tuple[str, str]]:
    """Words of the statement with what would be said of another place or kind: (内壁, 外壁)."""
    opposed = {place for word in reading.words if word.has("axis") for place in range(word.start, word.end)}
    return [
        (pair.pair, rivals()[pair.pair[0]] + pair.pair[1])
        for pair in reading.pairs
        if weights[pair.first] and pair.second == pair.first + 1 and pair.first not in opposed
        if pair.pair[0] in rivals() and not pair.named
    ]


def _tail(weights: list[float]) -> tuple[int, int]:
    """The last two characters that say something: the end of the object."""
    said = [place for place, weight in enumerate(weights) if weight]
    return (said[-2], said[-1] + 1) if len(said) > 1 else (0, 0)


def _core(reading: Reading, weights: list[float], total: float) -> tuple[int, int]:
    """What is said of the subject: from the last verb on, where that is enough, else the heavier end."""
    size = len(weights)
    for token in reversed(reading.tokens):
        if token.token[0] == "=" and 0.3 * total <= sum(weights[token.end :]) <= 0.85 * total:
            return token.end, size
    left, start = total, 0
    for place in range(size):
        left -= weights[place]
        if left <= 0.5 * total:
            start = place
            break
    inside = next((token.start for token in reading.tokens if token.start < start < token.end), start)
    while (
        start - inside < _RUN and inside > 0 and weights[inside - 1] and inside not in {t.end for t in reading.tokens}
    ):
        inside -= 1
    return inside, size


def times_of(key: str) -> frozenset[str]:
    """Years, months and quarters of a text, spelled without spaces."""
    return frozenset(found.replace(" ", "") for found in _TIME.findall(key))


def _resolver(terms: tuple[Term, ...]) -> dict[str, str]:
    found = {squeezed(name): term.id for term in reversed(terms) for name in (*term.aliases, term.name)}
    return found | {term.id: term.id for term in terms}


def _automaton(terms: tuple[Term, ...]) -> Any:  # noqa: ANN401 a pyahocorasick automaton
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for term in terms:
        for name in (term.name, *term.aliases):
            key = squeezed(name)
            if key and (len(key) > 1 or not key.isascii()) and not automaton.exists(key):
                automaton.add_word(key, (key, term.id))
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _relatives(terms: tuple[Term, ...]) -> dict[str, frozenset[str]]:
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


def _siblings(terms: tuple[Term, ...], near: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
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
            if len(key) >= 2 * _HEADS and not key[-_HEADS:].isascii():
                groups[key[-_HEADS:]].add(term.id)
    for members in groups.values():
        for name in members:
            found[name] |= {other for other in members if other not in near[name] and name not in near[other]}
    return {name: frozenset(others - {name}) for name, others in found.items()}


def _holds(terms: tuple[Term, ...]) -> dict[str, frozenset[str]]:
    """Terms whose names stand inside the names of another: 天枢07 in 天枢07长续航版."""
    names = {term.id: {squeezed(name) for name in (term.name, *term.aliases)} for term in terms}
    automaton, found = _automaton(terms), {}
    for term in terms:
        inner = (
            {hit[1] for key in names[term.id] for _, hit in automaton.iter(key) if len(hit[0]) >= _HEADS + 1}
            if len(automaton)
            else set()
        )
        found[term.id] = frozenset(inner - {term.id})
    return found
