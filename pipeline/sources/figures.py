"""Figures that a document states: every number with its unit, what it measures, of what, in which scope, and where."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.extract.english import english_quantities
from pipeline.extract.english.units import Found, unit_after
from pipeline.extract.quantities import claimable, quantities
from pipeline.model import Quantity
from pipeline.sources.parts import Part
from pipeline.sources.terms import MONEY, Matcher, Mention
from pipeline.text import is_cjk
from pipeline.units import compatible

_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!et al\.)(?<!Fig\.)(?<!vs\.)\s+(?=[A-Z•(\d])|(?<=[。！？；])|\n"
)
_MEASURE = re.compile(r"\(([^()]{1,24})\)\s*$")
_PERCENT_MEASURE = re.compile(
    r"\b(?:EM|F1|Acc\w*|Pass(?:@\d+)?|Pass@1\S*|Percentile|Resolved|Rate|Win\w*|Prompt Strict|Loose|Correct|Recall|Precision|Exact Match|Cons@\d+|Maj@\d+|R@\d+|Top-\d|avg|average|LC)\b|%|率",
    re.IGNORECASE,
)
_NOUN_BEFORE = re.compile(
    r"((?:[A-Za-z][\w'’/-]*|#)(?:\s(?:[A-Za-z][\w'’/-]*|\([A-Z][\w-]*\)|[^\x00-\x7f]{1,3})){0,6}?)\s*"
    r"(?:is|are|was|were|of|to|at|by|as|=|:|reaches|reached|is set to|with|from|over|than|about|only|approximately|up|just|around|for)?"
    r"(?:\s(?:set|equal|fixed|reduced|increased|amount|amounts|up|only|about|around|approximately|just|at|least|most|to|of|from|over|than|by|the|a|roughly|nearly|more|less))*\s*$"
)
_LEADING = re.compile(
    r"^(?:(?:we|the|a|an|our|its|their|this|these|set|sets|setting|use|uses|using|with|and|or|that|which|where|in|on|for|of|to|both|each|is|are|has|have|by|then|while|also|adopt|employ|employs|requires?|costs?|contains?|comprises?|consists?)\s+)+",
    re.IGNORECASE,
)
_SCOPE = re.compile(
    r"\b((?:for|during|in|on|per|under|within|between|across|after|before|at|among)\s(?:the\s|each\s|a\s|an\s|its\s|our\s)?[A-Za-z][\w-]*(?:\s[a-zA-Z][\w-]*){0,4}?)(?=[,.;:)]|\s(?:and|with|is|are|to|of|which|that|by|we|in|for|costs?|requires?)\b|$)"
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A figure that a document may state. ``entity`` and ``metric`` are names, or ids where ``known`` has them."""

    quantity: Quantity
    part: Part
    entity: str = ""
    metric: str = ""
    scope: str = ""
    noun: str = ""
    evidence: str = ""
    confidence: float = 0.5
    known: frozenset[str] = field(default_factory=frozenset)


def propose_figures(parts: Sequence[Part], matcher: Matcher, subject: str) -> Iterator[Proposal]:
    """Proposals in reading order. ``subject`` is what the document is about, where no entity is named."""
    percent = _percent_tables(parts)
    for part in parts:
        if part.kind == "cell":
            yield from _from_cell(part, matcher, subject, percent=part.table in percent)
        elif part.kind != "heading" and not is_noise(part.text):
            yield from _from_text(part, matcher, subject)


def is_noise(text: str) -> bool:
    """The axis of a chart, a formula, a line of a table of contents: numbers that nobody states.

    >>> is_noise("0 100 200 300 400 Model"), is_noise("It costs 5 USD and 3 EUR."), is_noise("4.1 Data . . . . . . 21")
    (True, False, True)
    """
    words = text.split()
    numbers = sum(any(char.isdigit() for char in word) and not any(char.isalpha() for char in word) for word in words)
    symbols = sum("\U0001d400" <= char <= "\U0001d7ff" or char in "∑∏∈⊙√·=+{}\\" for char in text)
    return numbers > 0.4 * len(words) or ". . ." in text or "....." in text or symbols > 0.12 * len(text)


def _read(text: str) -> list[Quantity]:
    chinese = sum(map(is_cjk, text[:2000]))
    if chinese * 4 > len(text[:2000]):
        return [quantity for quantity in quantities(text) if claimable(quantity)]
    return list(english_quantities(text))


# ------------------------------------------------------------------ tables


def _percent_tables(parts: Sequence[Part]) -> frozenset[str]:
    """Tables whose bare decimals are percentages: all from 0 to 100, and a header or caption that says so."""
    bare: dict[str, list[Decimal]] = {}
    said: Counter[str] = Counter()
    for part in parts:
        if part.kind != "cell":
            continue
        text = part.text.strip("†*↑↓ ")
        if re.fullmatch(r"\d{1,3}\.\d{1,2}", text):
            bare.setdefault(part.table, []).append(Decimal(text))
        said[part.table] += bool(_PERCENT_MEASURE.search(f"{part.row}\n{part.column}"))
    return frozenset(
        table
        for table, values in bare.items()
        if said[table] or (max(values) > 10 and max(values) <= 100 and len(values) > 3)
    )


def _from_cell(part: Part, matcher: Matcher, subject: str, *, percent: bool) -> Iterator[Proposal]:
    found = _read(part.text)
    if len(found) != 1 or len(part.text) > 40:
        return
    row, column = matcher.find(part.row), matcher.find(part.column)
    metric, entity = _axes(part, row, column, matcher)
    quantity = _with_header_unit(part, found[0], metric[1], percent=percent)
    known = frozenset(name for name in (metric[0], entity[0]) if name in matcher.terms)
    rest = [header for header in (part.row, part.column) if header and header not in (metric[1], entity[1])]
    confidence = (
        0.45 + 0.2 * (metric[0] in known) + 0.2 * (entity[0] in known) + 0.1 * (quantity.unit not in ("count", "1"))
    )
    evidence = " | ".join(piece for piece in (part.caption, part.row, part.column, part.text) if piece)
    yield Proposal(
        quantity, part, entity[0] or subject, metric[0], "; ".join(_bare_label(header) for header in rest), metric[1] or "",
        evidence, min(confidence, 0.95), known,
    )  # fmt: skip


def _with_header_unit(part: Part, quantity: Quantity, metric: str, *, percent: bool) -> Quantity:
    """The unit that the header of the row, of the column or the caption states for a bare number."""
    if "bare" not in quantity.flags and quantity.unit not in ("", "count", "1"):
        return quantity
    for header in (part.row, part.column):
        unit = header_unit(header)
        if unit:
            return replace(quantity, unit=unit)
    measure = _MEASURE.search(metric)
    value = quantity.value
    if (
        measure
        and not _PERCENT_MEASURE.search(metric)
        and re.fullmatch(r"[A-Z]{3,5}", measure[1])
        and value is not None
    ):
        return replace(quantity, unit=measure[1])
    decimal = re.fullmatch(r"[†*↑↓ ]*\d{1,3}\.\d{1,2}[†*↑↓ ]*", part.text) is not None
    if (
        value is not None
        and 0 <= value <= 100
        and (decimal and percent or _PERCENT_MEASURE.search(f"{part.row}\n{part.column}"))
    ):
        return replace(quantity, unit="percent")
    return quantity


def header_unit(header: str) -> str:
    """The unit in a header: ``in H800 GPU Hours``, ``Price ($)``, ``Latency (ms)``, ``TFLOPS``; empty without one.

    >>> header_unit("in H800 GPU Hours"), header_unit("Bandwidth (GB/s)"), header_unit("# Params")
    ('GPU*hour', 'GB/s', '')
    """
    inside = _MEASURE.search(header)
    tries = [inside[1]] if inside else []
    last = header.replace("(", " ").replace(")", " ").split()
    if header.lower().startswith("in "):
        tries.append(header[3:])
    tries += [" ".join(last[-2:]), last[-1]] if len(last) > 1 else []
    for text in tries:
        text = text.strip()
        if text in ("$", "US$"):
            return "USD"
        unit: Found | None = unit_after(f"1 {text}", 1)
        if unit is not None and unit.end == len(text) + 2 and unit.kind not in ("count", "number"):
            return unit.unit
    return ""


def _axes(
    part: Part, row: list[Mention], column: list[Mention], matcher: Matcher
) -> tuple[tuple[str, str], tuple[str, str]]:
    """((metric, header it comes from), (entity, header)): by the glossary, else by the look of the headers."""

    def first(mentions: list[Mention], kinds: tuple[str, ...]) -> str:
        return next((mention.term for mention in reversed(mentions) if matcher.kind(mention.term) in kinds), "")

    things = ("entity", "technology")
    row_metric, column_metric = first(row, ("metric",)), first(column, ("metric",))
    row_thing, column_thing = first(row, things), first(column, things)
    if row_metric and not (column_metric and row_thing):
        return (row_metric, part.row), ((column_thing, part.column) if column_thing else ("", ""))
    if column_metric:
        return (column_metric, part.column), ((row_thing, part.row) if row_thing else ("", ""))
    if row_thing and not column_thing:
        return (_bare_label(part.column), part.column), (row_thing, part.row)
    if column_thing and not row_thing:
        return (_bare_label(part.row), part.row), (column_thing, part.column)
    by_row = not _looks_like_name(part.row) or _looks_like_name(part.column) or bool(header_unit(part.row))
    metric, thing = (part.row, part.column) if by_row and part.row else (part.column, part.row)
    return (_bare_label(metric), metric), ((_bare_label(thing), thing) if _looks_like_name(thing) else ("", ""))


def _bare_label(header: str) -> str:
    return re.sub(r"\s+", " ", _MEASURE.sub("", header).strip(" #:：-*†↑↓")).strip()


def _looks_like_name(header: str) -> bool:
    """DeepSeek-V3, GPT-4o: a capital and a digit, or a capital inside a word."""
    return bool(re.search(r"[A-Z][\w.-]*\d|[a-z][A-Z]|[一-鿿]{2,}\d", header)) and not _MEASURE.search(header)


# ------------------------------------------------------------------ running text


def _from_text(part: Part, matcher: Matcher, subject: str) -> Iterator[Proposal]:
    text = part.text
    found = _read(text)
    if not found:
        return
    mentions = matcher.find(text)
    for quantity, (start, end) in zip(found, _sentences(text, found), strict=True):
        sentence = text[start:end].strip()
        near = [mention for mention in mentions if start <= mention.start < end]
        metric = _nearest(near, quantity, matcher, ("metric",))
        entity = _nearest(near, quantity, matcher, ("entity", "technology"))
        noun = _noun(text, start, quantity)
        known = frozenset(name for name in (metric, entity) if name)
        confidence = (
            0.35 + 0.2 * bool(metric) + 0.15 * bool(entity) + 0.15 * (quantity.unit not in ("count", "1", "date"))
        )
        if "bare" in quantity.flags and not metric:
            confidence -= 0.1
        yield Proposal(
            quantity, part, entity or subject, metric or noun, _scope(text, start, end, quantity), noun, sentence, round(confidence, 2), known
        )  # fmt: skip


def _sentences(text: str, found: Sequence[Quantity]) -> list[tuple[int, int]]:
    """The span of the sentence of each quantity."""
    borders = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    spans, at = [], 0
    for quantity in found:
        while at + 2 < len(borders) and borders[at + 1] <= quantity.start:
            at += 1
        spans.append((borders[at], max(borders[at + 1], quantity.end)))
    return spans


def _nearest(mentions: Sequence[Mention], quantity: Quantity, matcher: Matcher, kinds: tuple[str, ...]) -> str:
    """The term nearest to the number; what stands before it is preferred to what follows."""
    best, best_distance = "", 10**9
    for mention in mentions:
        if matcher.kind(mention.term) not in kinds or mention.start < quantity.start < mention.end:
            continue
        if not _fits(matcher.terms[mention.term].unit, quantity):
            continue
        before = quantity.start - mention.end
        after = mention.start - quantity.end
        distance = before if before >= 0 else (2 * after if after >= 0 else 0)
        if distance < best_distance:
            best, best_distance = mention.term, distance
    return best


def _fits(unit: str, quantity: Quantity) -> bool:
    """A metric whose unit the number can have; a bare whole number may be any count."""
    if not unit or quantity.unit == unit:
        return True
    if unit == MONEY:
        return quantity.kind == "money"
    return compatible(unit, quantity.unit)


def _noun(text: str, start: int, quantity: Quantity) -> str:
    """What the number measures in the words of the text: the counted noun, else the noun phrase before it."""
    counted = re.sub(
        r"^[^A-Za-z一-鿿]*[\d.,]+\s?(?:[KMBT]\b)?\+?\s?(?:(?:hundred|thousand|million|billion|trillion)\s)?",
        "",
        quantity.quote,
    ).strip()
    clause = max(text.rfind(mark, start, quantity.start) for mark in ",;:(，；：（")
    window = text[max(start, clause + 1, quantity.start - 90) : quantity.start]
    before = _NOUN_BEFORE.search(window)
    phrase = _LEADING.sub("", before[1].strip()) if before else ""
    if quantity.kind == "count" and counted and counted[0].isalpha():
        return counted
    return phrase or counted


def _scope(text: str, start: int, end: int, quantity: Quantity) -> str:
    after = _SCOPE.match(text[quantity.end : end].lstrip())
    if after:
        return after[1]
    before = _SCOPE.search(text[start : quantity.start])
    return before[1] if before else ""
