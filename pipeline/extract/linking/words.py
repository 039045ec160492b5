"""Features of names: concepts of the bilingual word table, Han bigrams and Latin words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.tables import read_table
from pipeline.text import CharacterTable, matching_key

_separated = CharacterTable(dict.fromkeys("-‐‑‒–_·・‧•'’", " ") | dict.fromkeys("\n\t\r", "\0"))
_LATIN = re.compile(r"[a-z]+(?: ?(?!(?:19|20)\d\d\b)\d+(?:\.\d+)?)?[a-z]*|\d+(?:\.\d+)?[a-z]+")
_HAN = re.compile(r"[㐀-䶿一-鿿]+")
_HAN_STOP = "幅量数的与和每是值额度之个为了在后前中占约"
_STOP_WORDS = (
    "a|an|the|of|in|on|at|per|to|by|with|from|for|and|or|as|is|it|its|than|that|this|one|another|used|be|"
    "may|also|number|amount|quantity|how|much|many"
)
_STOP = frozenset(_STOP_WORDS.split("|"))


def search_key(text: str) -> str:
    """The text as the automaton reads it: matching key, name separators as spaces, line and cell breaks as NUL.

    Same length as ``text``; the automaton skips spaces, so ``DeepSeek V3``, ``DeepSeek-V3`` and ``deepseekv3`` are one.

    >>> search_key("ＤｅｅｐＳｅｅｋ-V3 訓練")
    'deepseek v3 训练'
    """
    return _separated(matching_key(text))


def squeeze(text: str) -> str:
    """A name as the automaton stores it: the search key without spaces.

    >>> squeeze("DeepSeek-V3 模型")
    'deepseekv3模型'
    """
    return search_key(text).replace(" ", "")


@dataclass(frozen=True, slots=True)
class WordTable:
    """The bilingual table: spelling to concepts in each language (no concept: a word that hides shorter ones)."""

    chinese: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]
    kinds: dict[str, str]


@lru_cache(maxsize=1)
def word_table() -> WordTable:
    """``link_metric_words.csv`` in both directions."""
    chinese: dict[str, list[str]] = {}
    english: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    for row in read_table("link_metric_words.csv"):
        concept = row["concept"]
        kinds[concept] = row["kind"]
        for spelling in filter(None, row["chinese"].split("|")):
            found = chinese.setdefault(squeeze(spelling), [])
            if row["kind"] != "none":
                found.append(concept)
        for word in filter(None, row["english"].split("|")):
            english.setdefault(search_key(word), []).append(concept)
    return WordTable(
        {word: tuple(concepts) for word, concepts in chinese.items()},
        {word: tuple(concepts) for word, concepts in english.items()},
        kinds,
    )


@dataclass(frozen=True, slots=True)
class VerbTable:
    """Verbs and idioms to concepts: those that count right before a number, and those that count in the clause."""

    touching: dict[str, tuple[str, ...]]
    anywhere: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def verb_table() -> VerbTable:
    """``link_verbs.csv`` from spelling to concepts."""
    found: dict[str, dict[str, list[str]]] = {"touching": {}, "anywhere": {}}
    for row in read_table("link_verbs.csv"):
        for column, spellings in found.items():
            for spelling in filter(None, row[column].split("|")):
                spellings.setdefault(squeeze(spelling), []).append(row["concept"])
    return VerbTable(*({word: tuple(concepts) for word, concepts in spellings.items()} for spellings in found.values()))


def singular(word: str) -> str:
    """An English word without its plural ending.

    >>> singular("parameters"), singular("batteries"), singular("loss")
    ('parameter', 'battery', 'loss')
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _english_features(key: str, table: WordTable) -> tuple[set[str], str]:
    """Concepts of English phrases, longest first, and the key with them blanked."""
    features: set[str] = set()
    words = key.split()
    at = 0
    rest: list[str] = []
    while at < len(words):
        for width in (3, 2, 1):
            chunk = words[at : at + width]
            phrase = " ".join([*chunk[:-1], singular(chunk[-1])]) if len(chunk) == width else ""
            if phrase and (found := table.english.get(phrase) or table.english.get(" ".join(chunk))):
                features.update(f"c:{concept}" for concept in found)
                at += width
                break
        else:
            rest.append(words[at])
            at += 1
    return features, " ".join(word for word in rest if word not in _STOP)


def _chinese_features(run: str, table: WordTable) -> set[str]:
    features: set[str] = set()
    at = 0
    uncovered = ""
    while at < len(run):
        for width in range(min(8, len(run) - at), 0, -1):
            found = table.chinese.get(run[at : at + width])
            if found:
                features.update(f"c:{concept}" for concept in found)
                features.update(_bigrams(uncovered))
                uncovered = ""
                at += width
                break
        else:
            uncovered += run[at]
            at += 1
    return features | _bigrams(uncovered)


def _bigrams(run: str) -> set[str]:
    trimmed = run.strip(_HAN_STOP)
    if len(trimmed) < 2:
        return {f"h:{trimmed}"} if trimmed else set()
    return {f"h:{trimmed[at : at + 2]}" for at in range(len(trimmed) - 1)}


@lru_cache(maxsize=65536)
def name_features(name: str) -> frozenset[str]:
    """What a name is made of: ``c:`` concepts in either language, ``h:`` Han bigrams, ``l:`` Latin words and numbers.

    >>> sorted(name_features("total parameters") & name_features("总参数"))
    ['c:parameter', 'c:total']
    """
    table = word_table()
    key = re.sub(r"[()（）/|,]", " ", search_key(name))
    features: set[str] = set()
    latin = _HAN.sub(" ", key)
    found, rest = _english_features(latin, table)
    features |= found
    features.update(f"l:{match.group().replace(' ', '')}" for match in _LATIN.finditer(rest))
    for match in _HAN.finditer(key.replace(" ", "")):
        features |= _chinese_features(match.group(), table)
    return frozenset(features)
