"""Quantity claims: the readings of a claim against the pack's figures, and what follows from them.

Identity is settled before the value is looked at: entity and metric by the linker's scores, scope by words, time by dates.
The value may then confirm a weaker reading; it never makes one to refute. What is not settled is ``ambiguous``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.check.borrowed import below, borrowed
from pipeline.check.comparing import Comparison, compare, near
from pipeline.check.packview import PackView
from pipeline.check.scopes import CLEAR, LEAD, rank, surroundings
from pipeline.check.searching import search_value
from pipeline.check.slips import Slip, find_slip
from pipeline.check.times import claimed_time, latest, time_fit
from pipeline.check.values import digits_of
from pipeline.model import Claim, Figure, Link, Quantity

SURE, BELIEF, MARGIN = 0.5, 0.55, 0.12
SURE_TWO_DIGITS, SURE_THREE_DIGITS = 0.4, 0.25
SEARCHED = 0.3
PLAUSIBLE, PLAUSIBLE_OTHER, PLAUSIBLE_SLIPPED = 0.08, 0.25, 0.35
_ANOTHER = re.compile(r"(?:还|另|另外|此外|也)有?(?:过)?(?:一|另一|某)[个款种家台座项套类批][^，,。；;：:\n]{0,8}$")
_ANOTHER_REACH = 24
_STATED = frozenset({"stated", "estimated"})
_ORDER = {"exact": 0, "converted": 1, "bound_holds": 2, "derived": 3, "rounded": 4}
_VERY_CLEAR, _FAR_AHEAD, _FAR_AHEAD_ENTITY = 0.8, 0.6, 0.5


@dataclass(frozen=True, slots=True)
class Page:
    """What the claims of a page share: its text, the year that 今年 means, the pack."""

    text: str
    year: int | None
    view: PackView


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure of a reading: how it compares, how its scope (0 to 1) and its time (-1, 0, 1) fit the claim."""

    comparison: Comparison
    scope: float
    time: int
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the figures of one reading say. ``verdict`` is empty where the reading has none to compare."""

    link: Link
    verdict: str
    reason: str
    candidates: tuple[Candidate, ...] = ()
    deciding: Comparison | None = None
    slip: Slip | None = None
    step: str = ""

    @property
    def exact(self) -> bool:
        """True where a figure agrees to the digit."""
        return self.verdict == "supported" and self.deciding is not None and self.deciding.exact


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a claim, the reading it rests on, and all readings that were looked at."""

    verdict: str
    reason: str
    step: str
    reading: Assessment | None = None
    readings: tuple[Assessment, ...] = ()


def judge(claim: Claim, page: Page) -> Finding:
    """Assess every reading of a quantity claim, the linker's choice first, and decide."""
    quantity = claim.quantity
    if quantity is None or (quantity.value is None and not quantity.date):
        return Finding("not_enough_info", "no_source", "no_value")
    if not claim.metric:
        return _searched(claim, quantity, (), page) or Finding("not_enough_info", "no_source", "no_metric")
    readings = tuple(assess(claim, quantity, link, page) for link in _links(claim))
    main = readings[0]
    slipped = main.slip is not None and settled(readings, page.view)
    if main.verdict == "supported":
        return Finding("supported", main.reason, main.step, main, readings)
    confirmed = _confirmed(main, readings[1:], quantity, slipped=slipped)
    if confirmed is not None:
        return Finding("supported", confirmed.reason, "value_confirms_reading", confirmed, readings)
    if main.verdict != "refuted" or not (certain := settled(readings, page.view) or told_by_digits(main, quantity)):
        found = _searched(claim, quantity, readings, page)
        if found is not None:
            return found
    if main.verdict != "refuted":
        return Finding("not_enough_info", main.reason, main.step, main, readings)
    if claim.modality not in _STATED:
        return Finding("not_enough_info", "opinion", "modality", main, readings)
    if not certain or _ANOTHER.search(page.text[max(0, claim.start - _ANOTHER_REACH) : claim.start]):
        return Finding("not_enough_info", "ambiguous", "reading_not_settled", main, readings)
    return _refuted(claim, quantity, readings, page)


def _links(claim: Claim) -> list[Link]:
    """The readings, that of the claim first."""
    links = list(claim.links)
    main = next((link for link in links if (link.entity, link.metric) == (claim.entity, claim.metric)), None)
    if main is None:
        main = Link(claim.entity, claim.metric, links[0].score if links else 1.0)
    return [main, *(link for link in links if link is not main)]


def settled(readings: tuple[Assessment, ...], view: PackView) -> bool:
    """True where the reading to refute is likely and no other that would not be refuted comes close.

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
    return core >= SURE and refuted >= BELIEF and core - rival >= MARGIN


def _one_with(reading: Assessment, main: Assessment, view: PackView) -> bool:
    if reading.verdict == "refuted":
        alike = reading.slip is not None and main.slip is not None and reading.slip.reason == main.slip.reason
        return alike and reading.link.entity == main.link.entity
    wider = below(main.link.entity, reading.link.entity, view)
    return not reading.verdict and reading.link.metric == main.link.metric and wider


def told_by_digits(main: Assessment, quantity: Quantity) -> bool:
    """True where the digits of a figure with a wrong unit or power of ten show that it is the one meant."""
    if main.slip is None or main.slip.reason not in {"unit_error", "scale_error"}:
        return False
    digits = digits_of(quantity.value)
    return digits >= 2 and main.link.score >= (SURE_THREE_DIGITS if digits > 2 else SURE_TWO_DIGITS)


def _searched(claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], page: Page) -> Finding | None:
    """A figure that no reading led to, found by its value alone: it may support, never refute."""
    item = search_value(claim, quantity, page.view)
    if item is None:
        return None
    link = Link(item.figure.entity, item.figure.metric, SEARCHED, "value")
    reading = Assessment(
        link, "supported", item.reason, (Candidate(item, 0.0, 0, chosen=True),), item, step="value_found"
    )
    return Finding("supported", item.reason, "value_found", reading, readings)


def _confirmed(
    main: Assessment, others: tuple[Assessment, ...], quantity: Quantity, *, slipped: bool
) -> Assessment | None:
    """A weaker reading whose figure is the value to the digit.

    A rival entity for the same metric needs a better score: that is how a number of another thing looks. So does any
    rival of a settled reading that a slip of unit or scale explains.
    """
    telling = quantity.date or digits_of(quantity.value) >= 2 or quantity.unit not in {"", "count", "percent", "times"}
    for other in others:
        rival = main.verdict == "refuted" and other.link.metric == main.link.metric
        floor = PLAUSIBLE_OTHER if rival else PLAUSIBLE
        floor = max(floor, PLAUSIBLE_SLIPPED) if slipped else floor
        if other.exact and other.link.score >= (floor if telling else 2 * floor):
            return other
    return None


def assess(claim: Claim, quantity: Quantity, link: Link, page: Page) -> Assessment:
    """Compare a claim with the figures of one reading; those of a broader term may support it, never refute it."""
    figures = page.view.by_pair.get((link.entity, link.metric), ())
    if not figures:
        return _inherited(claim, quantity, link, page)
    metric = page.view.terms.get(link.metric)
    compared = [compare(quantity, figure, metric) for figure in figures]
    comparable = [item for item in compared if item.outcome != "apart"]
    chosen, clear, candidates = _choose(claim, comparable or compared, page)
    if not comparable:
        return _apart(link, quantity, candidates, page)
    agreeing = [item for item in comparable if item.outcome == "agree"]
    if agreeing:
        return _agreeing(link, quantity, agreeing, candidates, clear)
    if not chosen:
        return Assessment(link, "not_enough_info", "no_source", candidates, comparable[0], step="other_time")
    apart = [item for item in compared if item.outcome == "apart"]
    return _differing(link, quantity, (chosen, apart), candidates, clear, page)


def _inherited(claim: Claim, quantity: Quantity, link: Link, page: Page) -> Assessment:
    """What holds for a kind of thing (HGX boards) holds for one of it; a difference says nothing."""
    seen = {link.entity}
    term = page.view.terms.get(link.entity)
    while term is not None and term.broader and term.broader not in seen:
        seen.add(term.broader)
        if (term.broader, link.metric) in page.view.by_pair:
            wider = assess(claim, quantity, replace(link, entity=term.broader), page)
            return (
                replace(wider, step="broader_term")
                if wider.exact
                else Assessment(link, "", "no_source", step="no_figure")
            )
        term = page.view.terms.get(term.broader)
    return Assessment(link, "", "no_source", step="no_figure")


def _choose(
    claim: Claim, compared: list[Comparison], page: Page
) -> tuple[list[Comparison], bool, tuple[Candidate, ...]]:
    """The comparisons with the figures that the claim is about, whether that is clear, and all of them ranked."""
    time = claimed_time(claim, page.year)
    around = surroundings(page.text, claim.start, claim.end)
    ranked = rank([item.figure for item in compared], around, claim.scope)
    score = {entry.figure.id: entry.score for entry in ranked}
    fits = {item.figure.id: time_fit(item.figure, time) for item in compared}
    pool = [item for item in compared if fits[item.figure.id] >= 0]
    if any(fits[item.figure.id] == 1 for item in pool):
        pool = [item for item in pool if fits[item.figure.id] == 1 or not item.figure.as_of]
    newest = latest(item.figure for item in pool)
    pool = [item for item in pool if item.figure.id in newest]
    scopes: dict[str, float] = {}
    for item in pool:
        scopes[item.figure.scope] = max(scopes.get(item.figure.scope, 0.0), score[item.figure.id])
    best = sorted(scopes.items(), key=lambda entry: (-entry[1], entry[0]))
    clear = len(best) == 1 or (len(best) > 1 and best[0][1] >= CLEAR and best[0][1] - best[1][1] >= LEAD)
    chosen = [item for item in pool if not clear or item.figure.scope == best[0][0]]
    ids = {item.figure.id for item in chosen}
    candidates = tuple(
        Candidate(item, score[item.figure.id], fits[item.figure.id], item.figure.id in ids)
        for item in sorted(compared, key=lambda item: (-score[item.figure.id], item.figure.id))
    )
    return chosen, clear, candidates


def _agreeing(
    link: Link, quantity: Quantity, agreeing: list[Comparison], candidates: tuple[Candidate, ...], clear: bool
) -> Assessment:
    """A figure agrees: supported, unless it is plainly of another scope or time than the claim says."""
    by_id = {candidate.comparison.figure.id: candidate for candidate in candidates}
    best = min(
        agreeing,
        key=lambda item: (
            not by_id[item.figure.id].chosen,
            _ORDER.get(item.reason, 9),
            -by_id[item.figure.id].scope,
            item.figure.id,
        ),
    )
    candidate = by_id[best.figure.id]
    if not candidate.chosen and best.exact and clear and quantity.relation == "=":
        wrong = _of_another(candidate, candidates)
        if wrong is not None:
            reason, meant = wrong
            return Assessment(
                link, "refuted", reason, candidates, meant, Slip(reason, figure=best.figure), "other_figure"
            )
    conflict = _conflict(best, candidates)
    if conflict:
        return Assessment(link, "not_enough_info", "conflicting_sources", candidates, best, step="sources_disagree")
    return Assessment(link, "supported", best.reason, candidates, best, step="agrees")


def _of_another(agreeing: Candidate, candidates: tuple[Candidate, ...]) -> tuple[str, Comparison] | None:
    """The figure that the claim is about, where the one that agrees is of another time or scope beyond doubt."""
    meant = [item for item in candidates if item.chosen and item.comparison.outcome == "differ"]
    if not meant or any(item.chosen and item.comparison.outcome != "differ" for item in candidates):
        return None
    if agreeing.time < 0 and all(item.time == 1 for item in meant):
        return "date_mismatch", meant[0].comparison
    top = max(item.scope for item in meant)
    if agreeing.time >= 0 and top >= _VERY_CLEAR and top - agreeing.scope >= _FAR_AHEAD:
        return "scope_error", meant[0].comparison
    return None


def _conflict(best: Comparison, candidates: tuple[Candidate, ...]) -> bool:
    """A rounded agreement with one source, while another of the same scope and time says something else."""
    if best.exact or best.reason == "derived":
        return False
    return any(
        item.comparison.outcome == "differ" and _same_thing(item.comparison.figure, best.figure) for item in candidates
    )


def _same_thing(a: Figure, b: Figure) -> bool:
    return a.id != b.id and (a.scope, a.as_of) == (b.scope, b.as_of) and a.document != b.document


def _apart(link: Link, quantity: Quantity, candidates: tuple[Candidate, ...], page: Page) -> Assessment:
    """The units do not go together: a unit error where the digits are those of a figure, else nothing to compare."""
    metric = page.view.terms.get(link.metric)
    for candidate in candidates:
        slip = find_slip(quantity, candidate.comparison, metric)
        if slip is not None and slip.reason == "unit_error":
            return Assessment(link, "refuted", "unit_error", candidates, candidate.comparison, slip, "unit")
    return Assessment(link, "not_enough_info", "no_source", candidates, None, step="units_apart")


def _differing(
    link: Link,
    quantity: Quantity,
    compared: tuple[list[Comparison], list[Comparison]],
    candidates: tuple[Candidate, ...],
    clear: bool,
    page: Page,
) -> Assessment:
    """No figure agrees: refuted by the figure that is meant, or by a slip that only one of several explains.

    ``compared`` holds the figures that may be meant, and those of other units.
    """
    chosen, apart = compared
    metric = page.view.terms.get(link.metric)
    slips = [(slip, item) for item in (*chosen, *apart) if (slip := find_slip(quantity, item, metric))]
    telling = [(slip, item) for slip, item in slips if digits_of(quantity.value) >= 2]
    if len({(slip.reason, item.figure.value) for slip, item in telling}) == 1:
        slip, item = telling[0]
        return Assessment(link, "refuted", slip.reason, candidates, item, slip, "only_slip")
    scaled = next(
        ((slip, item) for slip, item in slips if item.why == "loose_bound" and slip.reason == "scale_error"), None
    )
    if clear and scaled is not None:
        return Assessment(link, "refuted", "scale_error", candidates, scaled[1], scaled[0], "differs")
    still_open = next((item for item in chosen if item.outcome == "open"), None)
    if still_open is not None:
        return Assessment(link, "not_enough_info", "ambiguous", candidates, still_open, step=still_open.why)
    if not clear and len({item.source.value if item.source else item.figure.date for item in chosen}) > 1:
        return Assessment(link, "not_enough_info", "ambiguous", candidates, chosen[0], step="scope_not_clear")
    if _between(quantity, chosen):
        return Assessment(
            link, "not_enough_info", "conflicting_sources", candidates, chosen[0], step="sources_disagree"
        )
    slip, item = slips[0] if slips else (None, chosen[0])
    return Assessment(link, "refuted", slip.reason if slip else item.reason, candidates, item, slip, "differs")


def _between(quantity: Quantity, chosen: list[Comparison]) -> bool:
    """Sources that disagree with one another, and a claim that lies between them."""
    values = [item.source.value for item in chosen if item.source is not None]
    if quantity.value is None or len(values) < 2 or near(min(values), max(values), Decimal("0.05")):
        return False
    return min(values) <= quantity.value <= max(values)


def _refuted(claim: Claim, quantity: Quantity, readings: tuple[Assessment, ...], page: Page) -> Finding:
    """The most specific reason: slips of unit, scale and multiple, then a number taken from elsewhere."""
    main = readings[0]
    if main.slip is not None or main.deciding is None or main.reason in {"date_mismatch", "bound_violated"}:
        return Finding("refuted", main.reason, main.step, main, readings)
    taken = borrowed(claim, quantity, main.deciding.figure, page.view, page.text)
    if taken is None:
        return Finding("refuted", main.reason, main.step, main, readings)
    reading = replace(main, reason=taken.reason, slip=Slip(taken.reason, figure=taken.figure), step="taken")
    if taken.reason == "supported":
        part = replace(main.link, entity=taken.figure.entity)
        found = assess(claim, quantity, part, page)
        return Finding("supported", found.reason, "narrower_term", found, readings)
    lead = main.link.score - max(
        (link.score for link in claim.links if link.entity == taken.figure.entity), default=0.0
    )
    if taken.reason == "entity_error" and not (taken.named or (taken.named_before and lead >= _FAR_AHEAD_ENTITY)):
        return Finding("not_enough_info", "ambiguous", "maybe_other_entity", main, readings)
    return Finding("refuted", taken.reason, "taken", reading, readings)
