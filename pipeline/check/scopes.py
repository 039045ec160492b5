"""Which of several figures of one entity and metric a claim is about: by the words of their scopes, never by value.

The words of a scope are looked for around the number, in either language (``link_metric_words.csv`` and
``check_scope_words.csv``): nearest in its clause, then earlier in the sentence, then in the sentence before. Words that
all scopes share tell nothing. A figure with no scope, or that of the total, is meant where no words speak for another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from pipeline.model import Figure, Term
from pipeline.tables import read_table
from pipeline.text import matching_key

CLEAR, LEAD, SILENT = 0.3, 0.12, 0.05
_BASELINE = 0.16
_AGREED = 0.35
_CLAUSE = re.compile(r"[，,；;：:、（）()\t]|(?<![a-z0-9.\-])(?=\d[\d.,]*[kmb]?(?![a-z0-9]))")
_OWN_END = re.compile(r"[，,；;：:、\t\d和与及而]")
_SENTENCE = re.compile(r"[。！？!?\n]")
_LATIN = re.compile(r"[a-z][a-z0-9@+.]*|\d+(?:\.\d+)?[a-z]+")
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")
_REACH = 240
_ROLE_WORDS = {"from": "之前，起初，旧，before", "to": "之后，最终，新，after"}
_OF_NUMBERS, _NUMERALS = frozenset("0123456789."), frozenset("一二三四")
_STOP = frozenset(
    re.findall(
        r"\w+",
        "a an the of in on at per to by with from for and or as is it its than that this one used be may against over "
        "not vs table within stage stages part version computed report confirmed disclosed announced published",
    )
)
_HAN_STOP = frozenset("的与和对在年月日之于按以及中")
_PERIODS = "全年|[上下]半年|前[一二三四]季度|[一二三四]季度?|年底|年末|年初|期末|期初"
_EMPTY = re.compile("亚组|口径|情况|数据|数值|部分")
_NUMBERED = re.compile(
    r"(?<![\d.\-])(\d+(?:\.\d+)?) ?((?!年|月|日|季)(?:个月|[㐀-鿿]{1,2}?)(?![年月日])|[a-z]{1,4}(?![a-z])|[%℃])"
)


Feature = tuple[str, ...]
_NOTHING: frozenset[Feature] = frozenset()


class Ranked(NamedTuple):
    """A figure with how well its scope fits the words around the claim (0 to 1)."""

    score: float
    figure: Figure


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around a number in layers (text, worth), and the worth of the features looked up in them so far."""

    layers: tuple[tuple[str, float], ...]
    looked_up: dict[Feature, float] = field(default_factory=dict, compare=False)


NOWHERE = Surroundings(())


@lru_cache(maxsize=1)
def _words() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """English word or phrase to Chinese spellings, and the Chinese and English words of totals."""
    found: dict[str, list[str]] = {}
    defaults: set[str] = set()
    for name in ("link_metric_words.csv", "check_scope_words.csv"):
        for row in read_table(name):
            chinese = [matching_key(word) for word in row["chinese"].split("|") if word]
            for english in filter(None, row["english"].split("|")):
                found.setdefault(english.replace("-", " "), []).extend(chinese)
            if row.get("default"):
                defaults.update(chinese, row["english"].split("|"))
    return {word: tuple(dict.fromkeys(spellings)) for word, spellings in found.items()}, frozenset(defaults)


def scope_features(scope: str, names: Mapping[str, Feature]) -> frozenset[Feature]:
    """What a scope says: each feature is the spellings any of which stands for it.

    ``names`` maps every name and alias of the glossary, as a matching key with spaces for hyphens, to all of its term.
    """
    table, _ = _words()
    key = matching_key(scope).replace("-", " ")
    features: set[Feature] = set()
    words = _LATIN.findall(key)
    at = 0
    while at < len(words):
        for width in (3, 2, 1):
            phrase = " ".join(words[at : at + width])
            if at + width <= len(words) and (phrase in table or phrase in names):
                features.add((phrase, *table.get(phrase, ()), *names.get(phrase, ())))
                at += width
                break
        else:
            if words[at] not in _STOP and len(words[at]) > 1:
                features.add((words[at],))
            at += 1
    features.update((match[0].replace(" ", ""), f"{match[1]} {match[2]}") for match in _NUMBERED.finditer(key))
    for run in _HAN.findall(_NUMBERED.sub("，", key)):
        features.update(_han_features(run))
    return frozenset(features)


def glossary_names(terms: Iterable[Term]) -> dict[str, Feature]:
    """Every name and alias of two and more characters to all of the term's: MHA to 标准注意力, 多头注意力."""
    found: dict[str, Feature] = {}
    for term in terms:
        keys = tuple(
            dict.fromkeys(
                key for name in (term.name, *term.aliases) if len(key := _spaced(name)) > 1 and key not in _STOP
            )
        )
        for key in keys:
            found.setdefault(key, keys)
    return found


def _spaced(name: str) -> str:
    return " ".join(matching_key(name).replace("-", " ").split())


def _han_features(run: str) -> set[Feature]:
    """Periods and known words with what else says the same, pairs of characters of the rest."""
    found: set[Feature] = set()
    known, rows = _known()

    def take(match: re.Match[str]) -> str:
        word = match[0]
        found.add((word, *(other for other in rows.get(word, ()) if other != word)))
        return "的"

    rest = _EMPTY.sub("的", known.sub(take, run))
    for piece in re.split("[" + "".join(_HAN_STOP) + "]", rest):
        found.update((piece[at : at + 2],) for at in range(len(piece) - 1))
    return found


@lru_cache(maxsize=1)
def _known() -> tuple[re.Pattern[str], dict[str, Feature]]:
    """What scopes say in one piece (全年, 实测), and the other spellings of such words; 亚组 and 口径 say nothing."""
    rows: dict[str, Feature] = {}
    for row in read_table("check_scope_words.csv"):
        chinese = tuple(matching_key(word) for word in row["chinese"].split("|") if word)
        rows.update({word: (*chinese, *row["english"].split("|")) for word in chinese if len(word) > 1})
    words = "|".join(sorted(rows, key=lambda word: (-len(word), word)))
    return re.compile(f"{_PERIODS}|{words}"), rows


@lru_cache(maxsize=4096)
def is_total(scope: str) -> bool:
    """True for the scope of a total, or none.

    >>> is_total(""), is_total("full training"), is_total("合计"), is_total("磷酸铁锂")
    (True, True, True, False)
    """
    _, defaults = _words()
    key = matching_key(scope)
    return not key or any(word in key.split() if word.isascii() else word in key for word in defaults)


@lru_cache(maxsize=2)
def _key(text: str) -> str:
    """The matching key of a whole page: it keeps length, so that every claim takes its piece."""
    return _HYPHEN.sub(" ", matching_key(text))


@lru_cache(maxsize=64)
def surroundings(text: str, start: int, end: int, role: str = "") -> Surroundings:
    """The layers of text around a number, best first; 从 A 到 B says 之前 of A and 之后 of B (``role`` from, to)."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    key = _key(text)
    before, after = key[low:start], key[end:high]
    sentences = _SENTENCE.split(before)
    row = sentences[-1]
    if "\t" in row:  # the label of a table row holds for all its cells
        sentences[-1] = row.replace("\t", " ")
    clauses = _CLAUSE.split(sentences[-1])
    follow = _SENTENCE.split(after, maxsplit=1)[0]
    own = _OWN_END.split(follow, maxsplit=1)[0]
    layers = [(clauses[-1], 1.0), (key[start:end] + own, 0.8)]
    if "\t" in row:
        layers.append((row, 0.95))
    for distance, clause in enumerate(reversed(clauses[:-1])):
        layers.append((clause, max(0.35, 0.8 - 0.12 * distance)))
    layers.append((follow[len(own) :], 0.15))
    if role in _ROLE_WORDS:
        layers.append((_ROLE_WORDS[role], 0.5))
    if len(sentences) > 1:
        layers.append((sentences[-2], 0.3))
    return Surroundings(tuple(layers))


def rank(
    figures: Sequence[Figure], features: Mapping[str, frozenset[Feature]], around: Surroundings, agreed: str = ""
) -> list[Ranked]:
    """Figures with their scores, best first: ``features`` by id, ``agreed`` the scope that the linker chose."""
    if len(figures) == 1:  # nothing to tell it from
        return [Ranked(_score(0.0, figures[0].scope, agreed), figures[0])]
    own = [features[figure.id] for figure in figures]
    shared = frozenset.intersection(*own) if own else _NOTHING
    ranked = []
    for figure, said in zip(figures, own, strict=True):
        telling = said - shared
        score = sum(_found(feature, around) for feature in telling) / len(telling) if telling else 0.0
        chosen = agreed if score or not telling else ""  # the linker may have seen but words of the metric
        ranked.append(Ranked(_score(score, figure.scope, chosen), figure))
    return sorted(ranked, key=lambda entry: (-entry.score, entry.figure.id))


def _score(words: float, scope: str, agreed: str) -> float:
    """What the words say, at least a little for a total, and more where the linker chose that scope."""
    score = max(words, _BASELINE) if is_total(scope) else words
    if agreed and scope == agreed:
        score += _AGREED * (1 - score)
    return round(score, 4)


def said(features: Iterable[Feature], around: Surroundings) -> bool:
    """True where a word of a scope stands around a number."""
    return any(_found(feature, around) > SILENT for feature in features)


def _found(feature: Feature, around: Surroundings) -> float:
    known = around.looked_up.get(feature)
    if known is not None:
        return known
    best = 0.0
    for layer, worth in around.layers:
        if worth <= best:
            continue
        for spelling in feature:
            at = layer.rfind(spelling)
            if at >= 0 and not _inside_word(layer, at, spelling):
                best = worth
                break
    around.looked_up[feature] = best
    return best


def _inside_word(text: str, at: int, spelling: str) -> bool:
    """True for ai of main, 80岁 of 180岁, 三季度 of 前三季度."""
    before, after = text[at - 1 : at], text[at + len(spelling) : at + len(spelling) + 1]
    if not spelling.isascii():
        return (spelling[0].isdigit() and before in _OF_NUMBERS) or (before == "前" and spelling[0] in _NUMERALS)
    return (before.isascii() and before.isalpha()) or (after.isascii() and after.isalpha() and after != "s")
