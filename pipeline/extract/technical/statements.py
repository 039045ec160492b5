"""A fact's statement made ready for matching: what each character weighs, what matches it, and its tone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.extract.technical.reading import Reading, search_form, squeezed
from pipeline.extract.technical.tone import tone_of
from pipeline.extract.technical.words import Word, long_stops, rivals, short_stops, sided
from pipeline.model import Fact

CODE = re.compile(r"(?=[a-z0-9]*[a-z])(?=[a-z0-9]*\d)[a-z0-9]{2,12}")
_TIME = re.compile(r"(?:\d{4} ?年)?(?:第?[一二三四1-4] ?季度|上半年|下半年|\d{1,2} ?月)|\d{4} ?年")
_GLOSS = re.compile(r"[（(][a-z0-9 .+/]+[）)]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?\s?(?:%|个|万|亿|美元|元)")
_PART = re.compile(
    r"的([^的，,；;、（( ][^的了着过是为在和与及由向对从以用把被将可会能已都也不没未有需，,；;、（( ]{0,7})"
)
_CONTRAST = re.compile(r"[，,]?(?:而不是|而非|而并非)")
_HAN = re.compile("[㐀-鿿]")
_SHORT = 0.7  # what a short form is worth
_SKIP = 5  # how far apart the characters of a short form may stand in the long one
_WEIGHTS = {"%": 1.2, "#": 1.0, "=": 0.3, "%success": 0.6}
_NAME_WEIGHT = {"technology": 1.6, "entity": 1.2, "metric": 0.5}
_RUN = 4  # how far the core may begin before its half, so as not to cut a word
_WHOLE = 0.5  # 化学肥料 is not 化学农药
_MOSTLY, _PARTLY = 0.35, 0.2  # share of the statement from which on a name outside the core is its heart
_CIRCUMSTANCE = 0.4  # when, and compared with what

Spans = dict[str, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact made ready for matching.

    ``weights``: one number a character of the statement's search form (0: says nothing, or names the subject).
    ``tokens``: token to spans; ``pairs``: pair of characters to (first, second, strength). ``core``: what is said
    of the subject (characters after the last verb), whose weight is ``core_total``. ``bare``: it says little but a
    name; ``heart``: the heaviest name of the core, ``tail``: the end of it; ``codes``: token and code, such as FP32;
    ``privative``: (无砟, 有砟), (内壁, 外壁); ``named``: the places inside names; ``counted``: it has a number;
    ``sides``: the sides of opposites that it names, ``turned``: which places it denies; ``head``: how it begins,
    ``self_named``: whether it names its subject as the glossary does, ``part``: what part or property of the subject it
    speaks of, in ``text``, its search form; ``needed``: the entities that its core names, ``mainly_heart``: its heart
    is at least half of its core, ``heart_share``: more than what of it must be said, ``plain``: nothing in it is denied
    or has an opposite, ``meant``: the token of the term that the column of objects names, where the statement says it
    in other words, ``literal``: characters that must stand as they are, because the core has no unit but verbs.
    """

    fact: Fact
    subject: str
    weights: tuple[float, ...]
    total: float
    tokens: dict[str, tuple[tuple[int, int], ...]]
    pairs: dict[str, tuple[tuple[int, int, float], ...]]
    core: tuple[int, int]
    core_total: float
    sides: dict[str, str]
    turned: dict[int, bool]
    head: tuple[int, int]
    self_named: bool
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
    part: tuple[int, int]
    text: str
    needed: tuple[tuple[int, int], ...]
    mainly_heart: bool
    heart_share: float
    plain: bool
    meant: str
    literal: str

    @property
    def said(self) -> str:
        """The characters of the statement that weigh something."""
        return "".join(char for char, weight in zip(self.text, self.weights, strict=True) if weight)

    def worth(self, start: int, end: int) -> float:
        """The weight of a stretch of the statement."""
        return sum(self.weights[start:end])


def statement_of(fact: Fact) -> str:
    """The statement in search form up to a contrast: what is denied after 而不是 is not what it says."""
    text = search_form(fact.statement).rstrip("。.！! ")
    contrast = _CONTRAST.search(text)
    return text[: contrast.start()] if contrast is not None and contrast.start() > 4 else text


@dataclass(frozen=True, slots=True)
class Lore:
    """What weighing a statement needs to know: how rare units are among statements, kinds and wider terms of names.

    ``ids``: names without spaces to ids.
    """

    rarity: dict[str, float]
    kinds: dict[str, str]
    near: dict[str, frozenset[str]]
    ids: dict[str, str]


def view_of(fact: Fact, subject: str, reading: Reading, lore: Lore) -> FactView:
    """The view of a fact whose statement reads as ``reading``; ``subject`` is a glossary id or empty."""
    key = reading.key
    weights, tokens, names = _weights(reading, subject, lore)
    for place in range(len(weights)):
        weights[place] *= 0.75 + 0.5 * place / len(key)  # Chinese says the new thing last
    for start, end in _circumstances(key):
        weights[start:end] = [weight * _CIRCUMSTANCE for weight in weights[start:end]]
    total = sum(weights)
    core = _core(reading, weights, total)
    sides = tone_of(key, 0, len(key), reading.words, []).sides
    turned = _turned(reading, weights, sides)
    privative = (*_privative(tokens, key), *_rivals(reading, weights))
    heart = _heart(tokens, weights, core, lore.kinds, _circumstances(key))
    if sum(weights[heart[0] : heart[1]]) >= _MOSTLY * total > 0:
        core = min(core[0], heart[0]), core[1]
    named = {place for token in reading.tokens if token.token[0] == "@" for place in range(token.start, token.end)}
    return FactView(
        fact=fact,
        subject=subject,
        weights=tuple(weights),
        total=total,
        tokens={name: tuple(found) for name, found in tokens.items()},
        pairs=_spelled(reading, weights),
        core=core,
        core_total=sum(weights[core[0] : core[1]]),
        sides=sides,
        turned=turned,
        head=_head(weights),
        self_named=any(token.token == "@" + subject for token in reading.tokens),
        codes=_codes(tokens, key),
        names=tuple(names),
        times=times_of(key),
        predicates=frozenset(token.token for token in reading.tokens if token.token[0] == "="),
        bare=_bare(tokens, weights, total),
        heart=heart,
        privative=privative,
        counted=bool(_NUMBER.search(key)),
        tail=_tail(weights),
        named=frozenset(named),
        part=_part(reading, subject),
        text=key,
        needed=_needed(tokens, core, lore.kinds, _circumstances(key)),
        plain=not (sides or privative or any(turned.values())),
        meant=_meant(fact, subject, tokens, lore),
        literal=_literal(reading, weights, core),
        heart_share=_WHOLE
        if any(heart in found and lore.kinds.get(name[1:]) == "technology" for name, found in tokens.items())
        else 0.0,
        mainly_heart=sum(weights[heart[0] : heart[1]]) >= 0.5 * sum(weights[core[0] : core[1]]) > 0,
    )


def _meant(fact: Fact, subject: str, tokens: Spans, lore: Lore) -> str:
    """The token of the object as the glossary knows it: 只需接种一剂 is 单剂接种, also called 一针."""
    term = lore.ids.get(squeezed(fact.object), "")
    known = "@" + term in tokens or term == subject or lore.kinds.get(term) == "metric"
    return "" if known or not term else "@" + term


def part_after(key: str, start: int, end: int, words: Sequence[Word]) -> tuple[int, int]:
    """The place of X in 的 X, where that begins at ``start``: up to a word that says what X does or is."""
    found = _PART.match(key, start, end)
    if found is None:
        return 0, 0
    stop = min((word.start for word in words if found.start(1) < word.start < found.end(1)), default=found.end(1))
    return found.start(1), stop


def _part(reading: Reading, subject: str) -> tuple[int, int]:
    own = next((token for token in reading.tokens if token.token == "@" + subject), None)
    return part_after(reading.key, own.end, len(reading.key), reading.words) if own is not None else (0, 0)


def _turned(reading: Reading, weights: list[float], sides: dict[str, str]) -> dict[int, bool]:
    """Whether the statement denies what stands at a place, clause by clause; names count as a whole."""
    names = {token.start: token.end for token in reading.tokens if token.token[0] == "@"}
    inside = {place for start, end in names.items() for place in range(start + 1, end)}
    places = [place for place, weight in enumerate(weights) if weight and place not in inside]
    found: dict[int, bool] = {}
    for clause in re.finditer(r"[^，,；;]+", reading.key):
        content = [(place, names.get(place, place + 1)) for place in places if clause.start() <= place < clause.end()]
        words = sided(reading.words, sides)
        tone = tone_of(reading.key, clause.start(), clause.end(), words, content)
        for (start, end), turned in zip(content, tone.turned, strict=True):
            found.update(dict.fromkeys(range(start, end), turned))
    return found


def _head(weights: list[float]) -> tuple[int, int]:
    """The first few characters that say something: where the glossary's name of the subject does not stand."""
    said = [place for place, weight in enumerate(weights) if weight]
    return (said[0], said[min(3, len(said) - 1)] + 1) if said else (0, 0)


def _weights(reading: Reading, subject: str, lore: Lore) -> tuple[list[float], Spans, list[str]]:
    """Weights of characters, spans of tokens, and the names beside the subject."""
    weights = [0.0] * len(reading.key)
    silent = bytearray(len(reading.key))
    tokens: Spans = defaultdict(list)
    names: list[str] = []
    for pair, first, second, _ in reading.pairs:
        for place in (first, second):
            weights[place] = max(weights[place], 0.5 * lore.rarity[pair])
    for number, token in enumerate(reading.tokens):
        mark, name = token.token[0], token.token[1:]
        weight = lore.rarity[token.token]
        if mark == "@":
            owner = number + 1 < len(reading.tokens) and _owns(reading, number, subject)
            if owner or name == subject or name in names or name in lore.near.get(subject, ()):
                silent[token.start : token.end] = b"\x01" * (token.end - token.start)
                continue
            names.append(name)
            weight *= _NAME_WEIGHT[lore.kinds.get(name, "entity")]
        else:
            weight *= _WEIGHTS.get(token.token, _WEIGHTS.get(mark, 1.3))
        tokens[token.token].append((token.start, token.end))
        for place in range(token.start, token.end):
            weights[place] = weight / (token.end - token.start)
    for word in reading.words:
        if word.has("negation") and not word.has("axis"):
            silent[word.start : word.end] = b"\x01" * (word.end - word.start)
    return [0.0 if silent[place] else weight for place, weight in enumerate(weights)], tokens, names


def _literal(reading: Reading, weights: Sequence[float], core: tuple[int, int]) -> str:
    """Characters of the core that no unit holds, where it has none but verbs: of 取得建造许可, 许 stands alone."""
    heard = {place for place in range(*core) if weights[place]}
    if any(token.token[0] != "=" and heard.intersection(range(token.start, token.end)) for token in reading.tokens):
        return ""
    if any(first in heard for _, first, _, _ in reading.pairs):
        return ""
    for start, end in (
        *((word.start, word.end) for word in reading.words if word.entry.taken),
        *(match.span() for match in long_stops().finditer(reading.key)),
    ):
        heard.update(range(start, end))
    stops = short_stops()
    rest = [place for place in range(*core) if place not in heard and _HAN.match(reading.key[place])]
    return "".join(reading.key[place] for place in rest if reading.key[place] not in stops)


def _owns(reading: Reading, number: int, subject: str) -> bool:
    """The name directly before the subject's says whose it is: 英伟达 H800."""
    token, after = reading.tokens[number : number + 2]
    return after.token == "@" + subject and reading.key[token.end : after.start].strip() in {"", "的"}


def _spelled(reading: Reading, weights: list[float]) -> dict[str, tuple[tuple[int, int, float], ...]]:
    """The pairs that match: neighbours fully, short forms (潜向量 for 潜在向量) in part."""
    key = reading.key
    found: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    neighbours = {(first, second) for _, first, second, _ in reading.pairs}
    places = sorted({place for both in neighbours for place in both if weights[place]})
    for at, first in enumerate(places):
        for second in places[at + 1 : at + 1 + _SKIP]:
            if second - first > _SKIP + 1:
                break
            strength = 1.0 if (first, second) in neighbours else _SHORT
            found[key[first] + key[second]].append((first, second, strength))
    return {name: tuple(spans) for name, spans in found.items()}


def _circumstances(key: str) -> list[tuple[int, int]]:
    """Times, other names in brackets, and what stands before the first comma."""
    found = [match.span() for pattern in (_TIME, _GLOSS) for match in pattern.finditer(key)]
    comma = key.find(",")
    return [*found, (0, comma)] if 0 < comma < len(key) // 2 else found


def _bare(tokens: Spans, weights: list[float], total: float) -> bool:
    """True where one name, Latin word or class makes up nearly all that the statement says."""
    heaviest = max(
        (sum(sum(weights[a:b]) for a, b in spans) for name, spans in tokens.items() if name[0] not in "%#="),
        default=0.0,
    )
    return heaviest >= 0.6 * total


def _heart(
    tokens: Spans,
    weights: list[float],
    core: tuple[int, int],
    kinds: dict[str, str],
    aside: list[tuple[int, int]],
) -> tuple[int, int]:
    """The place of the heaviest name or Latin word of the core, or of the statement where it is most of what that says.

    在 H800 上训练 speaks of H800, though its core is 训练; what stands aside is no heart.
    """
    total = sum(weights)
    spans = [
        (sum(weights[start:end]), -start, end)
        for name, found in tokens.items()
        if name[0] not in "%#=" and kinds.get(name[1:]) != "metric"
        for start, end in found
        if not any(low <= start < high for low, high in aside)
    ]
    inside = [span for span in spans if core[0] <= -span[1] < core[1]]
    heaviest = max(spans, default=(0.0, 0, 0))
    chosen = heaviest if heaviest[0] >= (_MOSTLY if inside else _PARTLY) * total else max(inside, default=(0.0, 0, 0))
    return (-chosen[1], chosen[2])


def _needed(
    tokens: Spans, core: tuple[int, int], kinds: dict[str, str], aside: list[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:  # fmt: skip
    """The places of entities in the core: 沿用 A 的架构 says nothing of B's."""
    return tuple(
        (start, end)
        for name, found in tokens.items()
        if kinds.get(name[1:]) == "entity"
        for start, end in found
        if core[0] <= start < core[1] and not any(low <= start < high for low, high in aside)
    )


def _codes(tokens: Spans, key: str) -> tuple[tuple[str, str], ...]:
    found = []
    for name, spans in tokens.items():
        written = key[spans[0][0] : spans[0][1]].replace(" ", "")
        if name[0] not in "%#=" and CODE.fullmatch(written):
            found.append((name, written))
    return tuple(found)


def _privative(tokens: Spans, key: str) -> tuple[tuple[str, str], ...]:
    """Names that begin with 无 or 非, with what says the opposite."""
    written = [key[start:end] for name, spans in tokens.items() if name[0] == "@" for start, end in spans]
    return tuple((name[:2], "有" + name[1]) for name in written if name[0] in "无非" and len(name) > 2)


def _rivals(reading: Reading, weights: list[float]) -> list[tuple[str, str]]:
    """Words of the statement with what would be said of another place or kind: (内壁, 外壁)."""
    opposed = {place for word in reading.words if word.has("axis") for place in range(word.start, word.end)}
    return [
        (pair, rivals()[pair[0]] + pair[1])
        for pair, first, second, named in reading.pairs
        if weights[first] and second == first + 1 and first not in opposed
        if pair[0] in rivals() and not named
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
