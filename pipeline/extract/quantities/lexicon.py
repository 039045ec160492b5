"""The word lists of the quantity reader, loaded once from ``pipeline/data`` into dictionaries.

All spellings are in the folded form of :mod:`pipeline.extract.quantities.folding`. Lookups go by the longest
spelling that starts (or ends) at a place, with the lengths known for its first (or last) character.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipeline.tables import read_table

_PREFIXES = {
    "n": "n", "u": "u", "m": "m", "c": "c", "k": "k", "K": "K", "M": "M",
    "G": "G", "T": "T", "P": "P", "E": "E", "Z": "Z", "h": "h",
}  # fmt: skip
_CHINESE_PREFIXES = {
    "飞": "f", "皮": "p", "纳": "n", "微": "u", "毫": "m", "千": "k", "兆": "M", "吉": "G", "太": "T", "拍": "P",
}  # fmt: skip
_SMALL = frozenset("fpnum")


@dataclass(frozen=True, slots=True)
class Unit:
    """A spelling's meaning: canonical name, dimension word, kind; ``strict``: not after a lone Chinese digit."""

    name: str
    dimension: str
    kind: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Noun:
    """A classifier, counted noun or label; ``not_before`` are characters that make it part of another word."""

    unit: str
    kind: str
    not_before: str = ""


def _load_units() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for row in read_table("units.csv"):
        name, dimension, kind = row["name"], row["dimension"], row["kind"]
        for spelling in row["spellings"].split("|"):
            strict = spelling.startswith("!")
            bare = spelling.lstrip("!^~")
            units.setdefault(bare, Unit(name, dimension, kind, strict))
            if spelling.startswith("^"):
                for prefix in row["prefixes"]:
                    units.setdefault(prefix + bare, Unit(_PREFIXES[prefix] + name, dimension, kind))
            if spelling.startswith("~"):
                for chinese, prefix in _CHINESE_PREFIXES.items():
                    if kind != "duration" or prefix in _SMALL:
                        units.setdefault(chinese + bare, Unit(prefix + name, dimension, kind))
    return units


def _load_nouns() -> dict[str, Noun]:
    nouns: dict[str, Noun] = {}
    for row in read_table("counted_nouns.csv"):
        for spelling in row["spellings"].split("|"):
            known = nouns.get(spelling)  # guards of several rows add up, else the last row decides
            guard = row["not_before"] + (known.not_before if known is not None else "")
            nouns[spelling] = Noun(row["unit"], row["kind"], guard)
    return nouns


def _lengths(spellings: dict[str, Unit] | dict[str, Noun]) -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for spelling in spellings:
        sizes.setdefault(spelling[0], set()).add(len(spelling))
    return {first: tuple(sorted(found, reverse=True)) for first, found in sizes.items()}


def _load_words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for row in read_table("quantity_words.csv"):
        if row["kind"].endswith("guard"):
            words.setdefault(row["kind"], {})[row["value"]] = row["words"]
            continue
        for word in row["words"].split("|"):
            words.setdefault(row["kind"], {}).setdefault(word.rstrip("?"), row["value"])
    return words


def _load_numeral_words() -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for row in read_table("numeral_words.csv"):
        words.setdefault(row["kind"], set()).update(row["words"].split())
    return {kind: frozenset(found) for kind, found in words.items()}


UNITS = _load_units()
UNIT_LENGTHS = _lengths(UNITS)
NOUNS = _load_nouns()
NOUN_LENGTHS = _lengths(NOUNS)
WORDS = _load_words()
NUMERAL_WORDS = _load_numeral_words()
NUMERAL_CHARS = frozenset("零〇一二三四五六七八九十百千万亿兆两半几数壹贰叁肆伍陆柒捌玖拾佰仟")


def _word_index() -> dict[str, tuple[tuple[int, str], ...]]:
    """Two neighbouring characters of a word, one of them its first numeral -> (offset of the numeral, word)."""
    index: dict[str, list[tuple[int, str]]] = {}
    for word in NUMERAL_WORDS["word"]:
        at = next((i for i, char in enumerate(word) if char in NUMERAL_CHARS), 0)
        key = word[at : at + 2] if at + 1 < len(word) else word[at - 1 : at + 1] + "<"
        index.setdefault(key, []).append((at, word))
    return {key: tuple(sorted(found, key=lambda item: (-len(item[1]), item))) for key, found in index.items()}


_WORD_INDEX = _word_index()


def word_around(text: str, pos: int) -> tuple[int, int] | None:
    """The span of the word of ``numeral_words.csv`` whose first numeral character stands at ``pos``."""
    for key in (text[pos : pos + 2], text[pos - 1 : pos + 1] + "<" if pos else ""):
        for offset, word in _WORD_INDEX.get(key, ()):
            if text.startswith(word, pos - offset) and pos >= offset:
                return pos - offset, pos - offset + len(word)
    return None


MULTIPLIER_SCALE = {
    "": Decimal(1),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "百万": Decimal(10**6),
    "亿": Decimal(10**8),
    "万亿": Decimal(10**12),
}
