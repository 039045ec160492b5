"""What an English number counts or measures: unit words, symbols, money, rates, and the nouns of counted things."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.extract.english.words import MONEY, PERSONS, STOPS, UNIT_WORDS, UNITS, VERBS
from pipeline.extract.quantities.lexicon import UNITS as SYMBOLS

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*(?:-[A-Za-z]+)*")
_MODIFIER = re.compile(r"\s?-?([A-Za-z][\w]*(?:[-/][A-Za-z0-9]+)*)")
_SYMBOL = re.compile(r"[A-Za-z%‰°℃µμΩ]+(?:[²³2])?(?:(?:/|·|⋅|\*)[A-Za-z]+[²³]?)*(?:/s)?")
_PER = re.compile(
    r"\s?(?:/\s?|per\s+|a\s+(?=day|week|month|year|hour|minute|second|piece|share)|an\s+(?=hour))((?:[Mm]illion|[Bb]illion|[Tt]rillion|1?[KMBT])\s?)?",
    re.ASCII,
)
_MAX_MODIFIERS = 4
_ADJECTIVE = ("al", "ive", "ous", "ic", "ful", "able", "ible", "ed", "ent", "ant", "ary", "se", "quality", "scale")
_SCALE_LETTER = {"million": "M", "billion": "B", "trillion": "T"}
_IRREGULAR = {
    "people": "person",
    "children": "person",
    "men": "person",
    "women": "person",
    "vertices": "vertex",
    "matrices": "matrix",
    "indices": "index",
    "analyses": "analysis",
    "series": "series",
    "params": "parameter",
    "lives": "life",
    "feet": "ft",
    "mice": "mouse",
}
_SHORT_NOUN = frozenset(
    {
        "gpu",
        "tpu",
        "cpu",
        "token",
        "parameter",
        "expert",
        "layer",
        "head",
        "node",
        "page",
        "server",
        "chip",
        "country",
        "state",
    }
)


_DOUBTFUL = frozenset("gtdsalLBTMKbx")  # behind a space these are letters of another kind more often than units
_UNIT_GOES_ON = re.compile(r"(?<=[gLst])(?:\s?/|\sper\b|\sof\b|[.,;)](?!\w))")
_AMOUNTS = frozenset({"token", "parameter"})


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that ends at ``end``; ``counted`` for nouns, ``noun`` is the whole phrase as written."""

    end: int
    unit: str
    kind: str
    noun: str = ""


def unit_after(text: str, pos: int) -> Found | None:
    """The unit or counted noun behind a number that ends at ``pos``, with its rate (``per day``); None without one."""
    found = _money_word(text, pos) or _unit_word(text, pos) or _symbol(text, pos) or _counted(text, pos)
    if found is None:
        return None
    return with_rate(text, found)


def with_rate(text: str, found: Found) -> Found:
    """Add ``/ X`` or ``per X`` behind a unit."""
    if found.unit in ("percent", "percentage_point", "times"):
        return found
    rate = _PER.match(text, found.end)
    if rate is None:
        return found
    below = _unit_word(text, rate.end()) or _symbol(text, rate.end()) or _noun(text, rate.end(), several=bool(rate[1]))
    if below is None:
        return found
    scale = (rate[1] or "").strip()
    letter = _SCALE_LETTER.get(scale.lower(), scale.lstrip("1"))
    unit = f"{found.unit}/{letter}{below.unit.replace('*', '/')}" if found.unit else f"count/{letter}{below.unit}"
    return Found(below.end, unit, found.kind if found.kind != "duration" else "measure", found.noun)


def _phrase(text: str, pos: int, words: int) -> tuple[str, int]:
    end, parts = pos, []
    for _ in range(words):
        found = _MODIFIER.match(text, end)
        if found is None:
            break
        parts.append((found[1].lower(), found.end()))
        end = found.end()
    return " ".join(part for part, _ in parts), end


def _unit_word(text: str, pos: int) -> Found | None:
    """Longest unit of one to three words: GPU hours, percentage points."""
    start = pos + (text[pos : pos + 1] in (" ", "-", "\n"))
    if text.startswith("%", start):
        return Found(start + 1, "percent", "percent")
    for words in range(UNIT_WORDS, 0, -1):
        phrase, end = _phrase(text, pos, words)
        unit = UNITS.get(phrase)
        if unit and len(phrase.split()) == words and not text[end : end + 1].isalnum():
            return Found(end, unit, _kind(unit))
    if (
        text[start : start + 1] in ("×", "x")
        and not text[start + 1 : start + 2].isalnum()
        and not re.match(r"\s?\d", text[start + 1 : start + 3])
    ):
        return Found(start + 1, "times", "times")
    return None


def _kind(unit: str) -> str:
    if unit in ("percent",):
        return "percent"
    if unit == "times":
        return "times"
    return (
        "duration"
        if unit in ("s", "ms", "us", "min", "hour", "day", "week", "month", "quarter", "year", "decade")
        else "measure"
    )


def _money_word(text: str, pos: int) -> Found | None:
    for words in (2, 1):
        phrase, end = _phrase(text, pos, words)
        if phrase in MONEY and len(phrase.split()) == words:
            return Found(end, MONEY[phrase], "money")
    return None


def _symbol(text: str, pos: int) -> Found | None:
    start = pos + (text[pos : pos + 1] in (" ", "-"))
    found = _SYMBOL.match(text, start)
    if found is None:
        return None
    written = found.group()
    while written:
        unit = SYMBOLS.get(written)
        if (
            unit is not None
            and not text[start + len(written) : start + len(written) + 1].isalnum()
            and unit.name not in ("C", "A", "h")
        ):
            if written in _DOUBTFUL and start == pos + 1 and not _UNIT_GOES_ON.match(text, start + 1):
                return None
            return Found(start + len(written), unit.name, unit.kind if unit.kind != "count" else "count")
        cut = max(written.rfind("/"), written.rfind("·"))
        if cut <= 0:
            return None
        written = written[:cut]
    return None


def _counted(text: str, pos: int) -> Found | None:
    """GPU hours behind names of chips, else the head of the noun phrase: 256 routed experts."""
    for skipped in range(1, _MAX_MODIFIERS):
        _, end = _phrase(text, pos, skipped)
        if end > pos and (found := _unit_word(text, end)) is not None and "*" in found.unit:
            return Found(found.end, found.unit, "measure")
    return _noun(text, pos, several=True)


def _noun(text: str, pos: int, *, several: bool = False) -> Found | None:
    """The head noun of a phrase: its first plural, or (one: ``per token``) its first known singular."""
    end, last = pos, ""
    for at in range(_MAX_MODIFIERS + 1):
        found = _MODIFIER.match(text, end)
        if found is None or (at and text[end : end + 1] not in (" ", "-", "\n")):
            return None
        word = found[1]
        lower = word.lower()
        if lower == "and" and last.endswith(_ADJECTIVE):  # diverse and high-quality tokens
            end = found.end()
            continue
        if lower in STOPS or (lower in VERBS and at):
            return None
        end, last = found.end(), lower.rsplit("-", 1)[-1]
        if last in _IRREGULAR or (_plural(word) and not _compound(text, end)):
            return Found(end, singular(word.rsplit("-", 1)[-1]), "count", text[pos:end].strip())
        if several and at == 0 and (last in _AMOUNTS or (last in _SHORT_NOUN and text[pos] == "-")):
            return Found(end, singular(last), "count", text[pos:end].strip())  # 100K token contexts, an 8-GPU node
        if not several and (
            last in _SHORT_NOUN or (at == 0 and last not in VERBS and len(last) > 2 and not word[0].isupper())
        ):
            return Found(end, singular(last), "count", text[pos:end].strip())
        if several and at == 0 and last in _SHORT_NOUN and not re.match(r"\s[a-z]", text[end : end + 2]):
            return Found(end, last, "count", text[pos:end].strip())
    return None


def _compound(text: str, end: int) -> bool:
    """The plural is the first part of ``GPUs hours``-like compounds; such a head follows at once."""
    phrase, _ = _phrase(text, end, 1)
    return phrase in ("hours", "days") and text[end : end + 1] in (" ", "-")


def _plural(word: str) -> bool:
    lower = word.lower()
    if word[-1:] == "s" and word[:-1].isupper() and len(word) > 2:  # SMs, MACs
        return True
    return lower.endswith("s") and (
        lower.rstrip("s") in _SHORT_NOUN
        or (
            len(lower) > 3
            and not lower.endswith(("ss", "us", "is", "'s", "ous"))
            and lower not in VERBS
            and lower not in STOPS
        )
    )


def singular(word: str) -> str:
    """The canonical unit of a counted noun.

    >>> singular("GPUs"), singular("countries"), singular("employees"), singular("boxes"), singular("tokens")
    ('GPU', 'country', 'person', 'box', 'token')
    """
    if word[-1:] == "s" and word[:-1].isupper() and len(word) > 2:
        return word[:-1]
    lower = word.lower()
    if lower in PERSONS:
        return "person"
    if lower in _IRREGULAR:
        return _IRREGULAR[lower]
    if lower.endswith("ies") and len(lower) > 4:
        lower = lower[:-3] + "y"
    elif lower.endswith(("xes", "ches", "shes", "sses")):
        lower = lower[:-2]
    elif lower.endswith("s") and not lower.endswith("ss"):
        lower = lower[:-1]
    return lower.upper() if lower in ("gpu", "tpu", "cpu", "sm", "api", "npu") else lower
