"""Quantity claims: the readings of a claim against the pack's figures, and what follows from them.

Identity is settled before the value is looked at: entity and metric by the linker's scores, scope by words, time by
dates. The value may then confirm a weaker reading; it never makes one to refute. What is not settled is ``ambiguous``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.check.assessing import Assessment, Candidate, Finding, Page, assess
from pipeline.check.borrowed import Taken, below, borrowed, in_line, named, sentences_back
from pipeline.check.computed import compute
from pipeline.check.doubts import doubt, generic, named_in_clause, spoken_of_another
from pipeline.check.naming import cell_labels, last_named, squeezed
from pipeline.check.neighbours import in_company
from pipeline.check.packview import PackView
from pipeline.check.restricted import restriction
from pipeline.check.searching import search_value
from pipeline.check.slips import Slip, plainly_miswritten
from pipeline.check.values import digits_of
from pipeline.model import Claim, Link, Quantity

SURE, BELIEF, MARGIN = 0.5, 0.5, 0.12
SURE_GENERIC, SURE_TWO_DIGITS, SURE_THREE_DIGITS = 0.6, 0.4, 0.25
SEARCHED = 0.3
FAINT, NEGLIGIBLE = 0.3, 0.02
LIKELY, LIKELY_BELIEF = 0.4, 0.68
FOREMOST = 0.05
PLAUSIBLE, PLAUSIBLE_KIN, PLAUSIBLE_OTHER, PLAUSIBLE_SLIPPED = 0.08, 0.04, 0.25, 0.35
_MONTH, _MANY_DIGITS = 7, 3
_PARAGRAPH = 400  # characters: as far as a number is stated beside another
_CONCEDED, _CONDITION = re.compile("即便|即使|哪怕"), re.compile("如果|假如|假设|倘若|若|要是|一旦|假定|设想")
_GUESSED = re.compile("可能|或许|也许|推测|猜测|据说|传闻|估计(?!值)|疑似|恐怕|大概率")
_STATED = frozenset({"stated", "estimated"})
_FAR_AHEAD = 0.5
_NEAR = 4  # sentences
_HALF, _VERY_SURE = 0.55, 0.9
_DIGITS_KEPT = frozenset({"unit_error", "scale_error"})


def judge_all(claims: Sequence[Claim], page: Page) -> list[Finding | None]:
    """A finding for each quantity claim, None for the others; what has no figure may be computed from its paragraph."""
    findings = [judge(claim, page) if claim.kind == "quantity" else None for claim in claims]
    return compute(claims, in_company(claims, findings, page), page)


def judge(claim: Claim, page: Page) -> Finding:
    """Assess the readings of a quantity claim, the linker's choice first, and decide.

    The others are looked at only where the first does not settle the matter, or where the page asks for all.
    """
    quantity = claim.quantity
    if quantity is None or (quantity.value is None and not quantity.date):
        return Finding("not_enough_info", "no_source", "no_value")
    if not claim.metric:
        found = _foremost(claim, quantity, page) or _searched(claim, quantity, (), page)
        return found or Finding("not_enough_info", "no_source", "no_metric")
    first, *others = _links(claim)
    main = assess(claim, quantity, first, page)
    supported = main.verdict == "supported" and (main.link.score >= _least(main) or _telling(main, quantity))
    readings: tuple[Assessment, ...] = (main,)
    if page.full or not supported:
        looked_at = (link for link in others if page.full or link.score >= NEGLIGIBLE)
        readings = (main, *(assess(claim, quantity, link, page) for link in looked_at))
    if supported and main.reason == "bound_holds" and not _stated(claim):
        return Finding("not_enough_info", "opinion", "modality", main, readings)
    if supported and spoken_of_another(claim, main, page.view):
        return Finding("not_enough_info", "ambiguous", "maybe_other_entity", main, readings)
    if supported:
        return Finding("supported", main.reason, main.step, main, readings)
    readings = _without_apart(readings)
    main = readings[0]
    slipped = main.slip is not None and settled(readings, quantity, page.view)
    confirmed = _confirmed(claim, quantity, readings, page, slipped=slipped)
    if confirmed is not None:
        return Finding("supported", confirmed.reason, "value_confirms_reading", confirmed, readings)
    return _unsupported(claim, quantity, _most_telling(readings, quantity), page)


def _least(reading: Assessment) -> float:
    """How likely a supported reading must be: of a bound, which many figures keep, more than of a number."""
    return LIKELY if reading.reason == "bound_holds" else FAINT


def _foremost(claim: Claim, quantity: Quantity, page: Page) -> Finding | None:
    """The first of readings that are all too faint to choose from, where its figure is the number to the digit."""
    first, *others = claim.links or (Link("", "", 0.0),)
    rival = max((link.score for link in others if link.metric != first.metric), default=0.0)
    if first.score < FOREMOST or first.score < 2 * rival or not (quantity.date or digits_of(quantity.value) >= 2):
        return None
    reading = assess(claim, quantity, first, page)
    if not reading.to_the_digit or reading.reason == "bound_holds":
        return None
    return Finding("supported", reading.reason, "value_confirms_reading", reading, (reading,))


def _without_apart(readings: tuple[Assessment, ...]) -> tuple[Assessment, ...]:
    """A likely reading whose figures have no unit that goes with the claim's gives its belief to the others."""
    main, *others = readings
    if main.step != "units_apart" or main.link.score > _HALF or not others or others[0].verdict != "refuted":
        return readings
    left = 1 - main.link.score
    return tuple(
        replace(reading, link=replace(reading.link, score=round(reading.link.score / left, 4))) for reading in others
    )


def _without_far_off(readings: tuple[Assessment, ...]) -> tuple[Assessment, ...]:
    """A number nowhere near its figure gives the belief to the reading of which it is a slip of unit or scale."""
    main, *others = readings
    told = next(
        (reading for reading in others if reading.slip is not None and reading.slip.reason in _DIGITS_KEPT), None
    )
    if told is None:
        return readings
    left = 1 - main.link.score
    return tuple(
        replace(reading, link=replace(reading.link, score=round(reading.link.score / left, 4)))
        for reading in (told, *(other for other in others if other is not told))
    )


def _unsupported(claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], page: Page) -> Finding:
    """No reading is supported: refuted where identity is settled, else open, unless the value is found elsewhere."""
    main = readings[0]
    certain = main.verdict == "refuted" and (settled(readings, quantity, page.view) or told_by_digits(main, quantity))
    if not certain:
        return _searched(claim, quantity, readings, page) or _not_settled(claim, readings)
    if not _vouched(claim):
        return Finding("not_enough_info", "opinion", "modality", main, readings)
    taken = _taken(claim, quantity, main, page)
    step = doubt(claim, quantity, main, page)
    others = taken is not None and taken.reason == "entity_error"
    if step and not (others and (step == "far_off" or (step == "small_count" and main.link.score >= _VERY_SURE))):
        found = None if others and main.link.score >= _VERY_SURE else _searched(claim, quantity, readings, page)
        rest = _without_far_off(readings) if step == "far_off" and found is None else readings
        if rest is not readings:
            found = _unsupported(claim, quantity, rest, page)
            found = replace(found, readings=readings) if found.verdict == "refuted" else None
        return found or Finding("not_enough_info", "ambiguous", step, main, readings)
    explained = main.slip is not None and main.step != "other_figure"
    if taken is not None:  # of a part, its whole or another measure, words may tell which is meant
        near = in_line(taken.figure.entity, main.link.entity, page.view)
        explained = taken.reason == "supported" or (not near and taken.figure.entity != main.link.entity)
    step = restriction(claim, quantity, main, page, slipped=explained)
    if step:
        theirs = taken is not None and taken.reason == "entity_error"
        found = None if step == "denied" or theirs else _searched(claim, quantity, readings, page)
        reason = "opinion" if step == "denied" else "ambiguous"
        return found or Finding("not_enough_info", reason, step, main, readings)
    if main.slip is None and taken is None and main.link.score < _VERY_SURE and not told_by_digits(main, quantity):
        found = _searched(claim, quantity, readings, page)
        if found is not None:
            return found
    return _refuted(claim, quantity, readings, taken, page)


def _not_settled(claim: Claim, readings: tuple[Assessment, ...]) -> Finding:
    """What stays open, and why: the first reading's own reason, or that it is not sure to be meant."""
    main = readings[0]
    unsure = main.verdict in {"supported", "refuted"}
    reason, step = ("ambiguous", "reading_not_settled") if unsure else (main.reason, main.step)
    if main.verdict == "refuted" and not _vouched(claim):
        reason, step = "opinion", "modality"
    return Finding("not_enough_info", reason, step, main, readings)


def _taken(claim: Claim, quantity: Quantity, main: Assessment, page: Page) -> Taken | None:
    """Whose number it is, where no slip of unit, scale or multiple explains the difference."""
    if main.slip is not None or main.deciding is None or main.reason in {"date_mismatch", "bound_violated"}:
        return None
    return borrowed(claim, quantity, main.deciding.figure, page.view, page.text)


def _links(claim: Claim) -> list[Link]:
    """The readings, that of the claim first."""
    links = list(claim.links)
    main = next((link for link in links if (link.entity, link.metric) == (claim.entity, claim.metric)), None)
    if main is None:
        main = Link(claim.entity, claim.metric, links[0].score if links else 1.0)
    return [main, *(link for link in links if link is not main)]


def settled(readings: tuple[Assessment, ...], quantity: Quantity, view: PackView) -> bool:
    """True where the reading to refute is likely, or all likely ones are refuted, and no other comes close.

    Readings that are refuted for the same slip count as one, and so do broader terms that have no figures.
    """
    main = readings[0]
    same = [reading for reading in readings[1:] if _one_with(reading, main, view)]
    core = main.link.score + sum(reading.link.score for reading in same)
    refuted = core + sum(
        reading.link.score for reading in readings[1:] if reading.verdict == "refuted" and reading not in same
    )
    rivals = [reading for reading in readings[1:] if reading.verdict != "refuted" and reading not in same]
    rival = max((reading.link.score for reading in rivals), default=0.0)
    if generic(quantity.unit):  # shares, multiples and counts fit many metrics: nothing but a likely reading will do
        likely = core >= SURE_GENERIC and refuted >= BELIEF
    else:
        likely = (core >= SURE and refuted >= BELIEF) or (core >= LIKELY and refuted >= LIKELY_BELIEF)
    return likely and core - rival >= MARGIN


def _one_with(reading: Assessment, main: Assessment, view: PackView) -> bool:
    if reading.verdict == "refuted":
        alike = reading.slip is not None and main.slip is not None and reading.slip.reason == main.slip.reason
        return alike and reading.link.entity == main.link.entity
    wider = below(main.link.entity, reading.link.entity, view)
    return not reading.verdict and reading.link.metric == main.link.metric and wider


def _telling(reading: Assessment, quantity: Quantity) -> bool:
    """True where an agreement is no accident: a date, two digits that agree exactly, three otherwise."""
    return bool(quantity.date) or digits_of(quantity.value) >= (2 if reading.reason in {"exact", "converted"} else 3)


def told_by_digits(main: Assessment, quantity: Quantity) -> bool:
    """True where the digits of a figure that is miswritten, or has a wrong unit or scale, show that it is meant."""
    if main.slip is None and main.deciding is not None and plainly_miswritten(quantity, main.deciding):
        return main.link.score >= SURE_TWO_DIGITS
    if main.slip is None or main.slip.reason not in {"unit_error", "scale_error"}:
        return False
    digits = digits_of(quantity.value)
    return digits >= 2 and main.link.score >= (SURE_THREE_DIGITS if digits > 2 else SURE_TWO_DIGITS)


def _most_telling(readings: tuple[Assessment, ...], quantity: Quantity) -> tuple[Assessment, ...]:
    """The reading goes first whose figure has the claim's digits (three or more), where the others do not hold.

    Nearly all readings are refuted then; or the first one is open, and the digits have but another scale or unit.
    """
    main = readings[0]
    if main.slip is not None or digits_of(quantity.value) < _MANY_DIGITS or main.verdict == "supported":
        return readings
    refuted = [reading for reading in readings if reading.verdict == "refuted"]
    likely = sum(reading.link.score for reading in refuted) >= LIKELY_BELIEF - 0.1
    if main.verdict == "refuted" and not likely:
        return readings
    told = next((r for r in refuted if r.link.entity == main.link.entity and told_by_digits(r, quantity)), None)
    if told is None or (main.verdict != "refuted" and told.slip is None):
        return readings
    return (told, *(reading for reading in readings if reading is not told))


def _stated(claim: Claim) -> bool:
    """True where the writer stands behind the number: 即便 A, B concedes A and states both, 如果 does not."""
    if claim.modality in _STATED:
        return True
    conceded = _CONCEDED.search(claim.sentence) is not None and _CONDITION.search(claim.sentence) is None
    return claim.modality == "hypothetical" and conceded


def _vouched(claim: Claim) -> bool:
    """True for what is stated, or worked out (据测算); a guess (可能, 推测) may be supported, it is never refuted."""
    at = claim.sentence.find(claim.quote)
    return _stated(claim) and (claim.modality != "estimated" or not _GUESSED.search(claim.sentence[: max(at, 0)]))


def _searched(claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], page: Page) -> Finding | None:
    """A figure that no reading led to, found by its value alone: it may support, never refute."""
    item = search_value(claim, quantity, page)
    if item is None:
        return None
    link = Link(item.figure.entity, item.figure.metric, SEARCHED, "value")
    reading = Assessment(
        link, "supported", item.reason, (Candidate(item, 0.0, 0, chosen=True),), item, step="value_found"
    )
    return Finding("supported", item.reason, "value_found", reading, readings)


def _confirmed(
    claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], page: Page, *, slipped: bool
) -> Assessment | None:
    """A weaker reading whose figure is the value to the digit.

    A rival entity for the same metric needs a better score: that is how a number of another thing looks; unless one is
    a part of the other and the clause does not name the one meant. So does any rival of a settled reading that a slip
    of unit or scale explains.
    """
    telling = quantity.date or digits_of(quantity.value) >= 2 or quantity.unit not in {"", "count", "percent", "times"}
    main = readings[0]
    month = len(quantity.date) == _MONTH
    for other in readings[1:]:
        rival = main.verdict == "refuted" and other.link.metric == main.link.metric
        kin = (
            rival and in_line(other.link.entity, main.link.entity, page.view) and not named_in_clause(claim, main, page)
        )
        if rival and not kin and main.link.score >= SURE and not _may_own(claim, other, main, page):
            continue
        if rival and not kin and spoken_of_another(claim, other, page.view):
            continue
        floor = PLAUSIBLE_KIN if kin else PLAUSIBLE_OTHER if rival else PLAUSIBLE
        floor = max(floor, PLAUSIBLE_SLIPPED) if slipped else floor
        if (other.to_the_digit or (month and other.verdict == "supported")) and other.link.score >= (
            floor if telling else 2 * floor
        ):
            return other
    return None


def _may_own(claim: Claim, other: Assessment, main: Assessment, page: Page) -> bool:
    """False for an entity that the text near the number does not name, or not in the labels of its table cell."""
    labels = cell_labels(page.text, claim.start)
    if labels and named(main.link.entity, labels, page.view):
        return named(other.link.entity, labels, page.view)
    near = squeezed(page.text[sentences_back(page.text, claim.start, _NEAR) : claim.end] + claim.sentence)
    return named(other.link.entity, near, page.view)


def _told_of(claim: Claim, linked: str, owner: str, page: Page) -> bool:
    """True where the paragraph speaks of ``linked`` and not of ``owner``, or the page more often.

    Else what no name stands by may be either's.
    """
    first = page.text.rfind("\n", 0, claim.start) + 1
    paragraph = squeezed(page.text[first : claim.end])
    if last_named(paragraph, linked, page.view) >= 0 and not named(owner, paragraph, page.view):
        return True
    text = squeezed(page.text)
    told, other = (sum(text.count(key) for key in page.view.keys.get(entity, ())) for entity in (owner, linked))
    return told < other


def _refuted(
    claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], taken: Taken | None, page: Page
) -> Finding:
    """The most specific reason: slips of unit, scale and multiple, then a number taken from elsewhere."""
    main = readings[0]
    if taken is None:
        return Finding("refuted", main.reason, main.step, main, readings)
    if taken.reason == "supported":
        found = assess(claim, quantity, replace(main.link, entity=taken.figure.entity), page)
        return Finding("supported", found.reason, "narrower_term", found, readings)
    lead = main.link.score - max(
        (link.score for link in claim.links if link.entity == taken.figure.entity), default=0.0
    )
    known = taken.named_before and lead >= _FAR_AHEAD
    certain = taken.named or (known and _told_of(claim, main.link.entity, taken.figure.entity, page))
    if (certain and taken.owner_near) or "\t" in claim.sentence:
        certain = named_in_clause(claim, main, page)
    if taken.reason == "entity_error" and not certain:
        return Finding("not_enough_info", "ambiguous", "maybe_other_entity", main, readings)
    reading = replace(main, reason=taken.reason, slip=Slip(taken.reason, figure=taken.figure), step="taken")
    return Finding("refuted", taken.reason, "taken", reading, readings)
