"""Figures that a document states: every number with its unit, what it measures, of what, in which scope, and where."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.extract.english import english_quantities
from pipeline.extract.quantities import claimable, quantities
from pipeline.model import Quantity
from pipeline.sources.cells import TableSense, counting, fits, read_cell
from pipeline.sources.noise import is_noise, links, stated
from pipeline.sources.parts import Part
from pipeline.sources.phrases import action_before, counted_noun, phrase_after, phrase_before, scope_of, share_of
from pipeline.sources.terms import MONEY, Matcher, Mention
from pipeline.text import is_cjk

_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!e\.g\.)(?<!i\.e\.)(?<!et al\.)(?<!Fig\.)(?<!vs\.)\s+(?=[A-Z•(\d])|(?<=[。！？；])|\n"
)
_OF_BEFORE = re.compile(r"\sof\s(?:about\s|over\s|only\s|around\s|approximately\s|more than\s|up to\s)?$")
_CLASSIFIER = re.compile("[十百千万亿]*[\u4e00-\u9fff]{0,2}")  # 万辆 says nothing of what is counted
_WHEN = re.compile(r"\s?(?:in|for|during|as of|at the end of|by the end of|[(（])\s?(?:the\s)?")
_BEFORE, _BEHIND = 600, 300  # at most so much of a sentence around a number
_ON_NAME = re.compile(r"\s(?:on|in)\s(?:the\s)?([A-Z][\w.-]*\w)")
_ON = re.compile(r"\s(?:on|in|for|at)\s(?:the\s)?")
_NEAR = 40  # characters between a metric and a bare number that it gives its unit
_PLAIN = ("count", "1", "date")


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
    as_of: str = ""


def propose_figures(parts: Sequence[Part], matcher: Matcher, subject: str, sense: TableSense) -> Iterator[Proposal]:
    """Proposals in reading order. ``subject`` is what the document is about, where no entity is named."""
    for part in parts:
        if part.kind == "cell":
            yield from _from_cell(part, matcher, subject, sense)
        elif part.kind not in ("heading", "title") and not is_noise(part.text):
            yield from _from_text(part, matcher, subject)


def _read(text: str) -> list[Quantity]:
    """All quantities of a text in its language."""
    chinese = sum(map(is_cjk, text[:2000]))
    return list(quantities(text) if chinese * 4 > len(text[:2000]) else english_quantities(text))


def _from_cell(part: Part, matcher: Matcher, subject: str, sense: TableSense) -> Iterator[Proposal]:
    found = read_cell(part, _read(part.text), matcher, sense)
    if found is None:
        return
    known = frozenset(name for name in (found.metric, found.entity) if name in matcher.terms)
    confidence = (
        0.45
        + 0.2 * (found.metric in known)
        + 0.2 * (found.entity in known)
        + 0.1 * (found.quantity.unit not in ("count", "1"))
    )
    evidence = " | ".join(piece for piece in (part.caption, part.row, part.column, part.text) if piece)
    yield Proposal(
        found.quantity, part, found.entity or subject, found.metric, found.scope, found.header, evidence,
        round(min(confidence, 0.95), 2), known, found.as_of,
    )  # fmt: skip


# ------------------------------------------------------------------ running text


def _from_text(part: Part, matcher: Matcher, subject: str) -> Iterator[Proposal]:
    text = part.text
    read = _read(text)
    apart = links(text)
    found = [quantity for quantity in read if claimable(quantity) and stated(text, quantity, apart)]
    mentions = matcher.find(text)
    places, dates = [mention.start for mention in mentions], [quantity.start for quantity in read]
    noun = ""
    for quantity, (start, end) in zip(found, _sentences(text, found), strict=True):
        near = mentions[bisect_left(places, start) : bisect_left(places, end)]
        beside = read[bisect_left(dates, start) : bisect_left(dates, end)]
        free = [mention for mention in near if not _of_another(mention, quantity, beside)]
        metric = _spelled(text, (start, end), quantity, matcher) or _measured(text, start, quantity, free, matcher)
        noun = _noun(text, start, quantity) or (noun if _continues(text, quantity) else "")
        entity = _nearest(near, quantity, matcher, ("entity",)) or _nearest(near, quantity, matcher, ("technology",))
        name = metric.term if metric else noun
        if not name:
            continue
        settled = _with_unit(quantity, metric, matcher)
        scope = _growing(text, quantity, metric, near, matcher) or scope_of(text, start, end, quantity)
        yield Proposal(
            settled, part, entity.term if entity else subject, name, scope, noun, text[start:end].strip(),
            _confidence(settled, metric, entity, noun), frozenset(found.term for found in (metric, entity) if found),
            _time_of(text, quantity, beside),
        )  # fmt: skip


def _of_another(mention: Mention, quantity: Quantity, beside: Sequence[Quantity]) -> bool:
    """The tokens of ``469B tokens`` are not those of the next number, nor is what stands behind the next number."""
    return any(
        other is not quantity
        and ((other.start <= mention.start and mention.end <= other.end) or quantity.end <= other.start < mention.start)
        for other in beside
    )


def _confidence(quantity: Quantity, metric: Mention | None, entity: Mention | None, noun: str) -> float:
    """How sure a proposal is: terms of the glossary, a unit that says what is counted, a noun."""
    bare = "bare" in quantity.flags and metric is None
    known = 0.2 * (metric is not None) + 0.15 * (entity is not None)
    return round(0.3 + known + 0.15 * (quantity.unit not in _PLAIN) + 0.05 * bool(noun) - 0.1 * bare, 2)


def _growing(text: str, quantity: Quantity, metric: Mention | None, near: Sequence[Mention], matcher: Matcher) -> str:
    """What grew: of ``revenue rose by 12%`` the revenue, a metric that itself is no percentage."""
    if metric is None or quantity.unit != "percent" or metric.end > quantity.start:
        return ""
    before = [
        mention
        for mention in near
        if mention.end <= metric.start
        and matcher.kind(mention.term) == "metric"
        and matcher.terms[mention.term].unit not in ("percent", "date")
    ]
    return text[before[-1].start : before[-1].end] if before else ""


def _time_of(text: str, quantity: Quantity, read: Sequence[Quantity]) -> str:
    """The date that a number belongs to: right behind it (``sold 12 in 2023``), or the one before it in its clause."""
    if quantity.date:
        return ""
    dates = [other for other in read if other.date[:1].isdigit() and not other.date_high]
    after = next((date for date in dates if 0 <= date.start - quantity.end < _NEAR), None)
    if after is not None and _WHEN.fullmatch(text[quantity.end : after.start]):
        return after.date
    before = [date for date in dates if date.end <= quantity.start]
    if len(before) != 1 or quantity.start - before[0].end > _NEAR:
        return ""
    gap = text[before[0].end : quantity.start]
    between = [other for other in read if before[0].end <= other.start < quantity.start]
    return "" if between or " and " in gap else before[0].date


def _continues(text: str, quantity: Quantity) -> bool:
    """``0.3 for the first tokens, and to 0.1``: the number goes on with what was said of the one before."""
    return (
        re.search(
            r"(?:,|\band)\s(?:and\s|then\s)?(?:to|by|of|at|from)\s$", text[max(0, quantity.start - 20) : quantity.start]
        )
        is not None
    )


def sentence_at(text: str, at: int) -> str:
    """The sentence in which a character stands."""
    borders = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    return next((text[a:b].strip() for a, b in pairwise(borders) if a <= at < b), text)


def _sentences(text: str, found: Sequence[Quantity]) -> list[tuple[int, int]]:
    """The span of the sentence of each quantity."""
    borders = [0, *(match.end() for match in _SENTENCE.finditer(text)), len(text)]
    spans, at = [], 0
    for quantity in found:
        while at + 2 < len(borders) and borders[at + 1] <= quantity.start:
            at += 1
        start, end = borders[at], max(borders[at + 1], quantity.end)
        spans.append((max(start, quantity.start - _BEFORE), min(end, quantity.end + _BEHIND)))
    return spans


def _nearest(
    mentions: Sequence[Mention], quantity: Quantity, matcher: Matcher, kinds: tuple[str, ...]
) -> Mention | None:
    """The term nearest to the number; what stands before it is preferred to what follows."""
    best, best_distance = None, 10**9
    for mention in mentions:
        term = matcher.terms[mention.term]
        if term.kind not in kinds or mention.term in matcher.weak or mention.start < quantity.start < mention.end:
            continue
        if term.kind != "metric" and mention.start < quantity.end and quantity.start < mention.end:
            continue  # the GPU of a GPU hour
        if not fits(term.unit, quantity):
            continue
        before = quantity.start - mention.end
        after = mention.start - quantity.end
        distance = before if before >= 0 else (2 * after if after >= 0 else 0)
        if distance < best_distance:
            best, best_distance = mention, distance
    return best


def _measured(text: str, start: int, quantity: Quantity, near: Sequence[Mention], matcher: Matcher) -> Mention | None:
    """The metric of a number: the nearest, unless the number has a noun of its own in between.

    Of ``a vocabulary of 128K tokens`` it is the vocabulary, of ``88.5 on Quiz`` the quiz.
    """
    behind = next((mention for mention in near if mention.start >= quantity.end), None)
    if behind and behind.term not in matcher.weak and matcher.kind(behind.term) == "metric":
        on = _ON.fullmatch(text[quantity.end : behind.start])
        if on and fits(matcher.terms[behind.term].unit, quantity):
            return behind
    phrase = phrase_before(text, start, quantity)
    at = text.rfind(phrase, start, quantity.start) if phrase else -1
    inside = [mention for mention in near if at <= mention.start and mention.end <= quantity.start] if at >= 0 else []
    if (
        inside
        and quantity.kind == "count"
        and _OF_BEFORE.search(text[max(start, quantity.start - 20) : quantity.start])
    ):
        found = _nearest(inside, quantity, matcher, ("metric",))
        if found:
            return found
    best = _nearest(near, quantity, matcher, ("metric",))
    return None if best is not None and best.end <= at else best


def _spelled(text: str, sentence: tuple[int, int], quantity: Quantity, matcher: Matcher) -> Mention | None:
    """The metric whose name the sentence spells out around a counted thing, unless that is the whole of a part."""
    if quantity.kind != "count" or re.search(r"\bout of (?:the )?$", text[: quantity.start][-12:]):
        return None
    term = matcher.spelled(quantity.unit, text[slice(*sentence)])
    if not term or term in matcher.weak or not fits(matcher.terms[term].unit, quantity):
        return None
    return Mention(quantity.start, quantity.end, term)


def _with_unit(quantity: Quantity, metric: Mention | None, matcher: Matcher) -> Quantity:
    """A bare number close behind a metric that counts things counts them too: a vocabulary size of 128K.

    Nothing is nothing in any unit: a near-zero overhead.
    """
    if metric is not None and quantity.value == 0 and quantity.unit == "1":
        unit = matcher.terms[metric.term].unit
        return replace(quantity, unit=unit) if unit not in ("", MONEY, "date") else quantity
    if metric is None or not -1 < quantity.start - metric.end < _NEAR:
        return quantity
    return counting(quantity, matcher.terms[metric.term].unit)


def _noun(text: str, start: int, quantity: Quantity) -> str:
    """What the number measures in the words of the text: the counted noun, else the noun phrase before it."""
    counted = counted_noun(quantity)
    if counted and not _CLASSIFIER.fullmatch(counted):
        return counted
    phrase = phrase_before(text, start, quantity)
    if phrase or quantity.unit in _PLAIN:
        named = _ON_NAME.match(text, quantity.end)
        return phrase or (named[1] if named else "")
    share = share_of(text, quantity) if quantity.unit == "percent" else ""
    spoken = share or phrase_after(text, quantity) or action_before(text, start, quantity)
    return spoken or ("duration" if quantity.kind == "duration" else quantity.unit)
