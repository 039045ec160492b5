"""One reading of a claim against the figures of its entity and metric.

Which of several figures is meant is settled by the words of their scopes and by time, before the value is looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from pipeline.check.comparing import Comparison, compare, near
from pipeline.check.naming import mentions, squeezed
from pipeline.check.packview import PackView
from pipeline.check.scopes import CLEAR, LEAD, NOWHERE, SILENT, is_total, rank, said, surroundings
from pipeline.check.slips import Slip, find_slip, miswritten
from pipeline.check.times import claimed_time, earlier, guessed_time, latest, time_fit
from pipeline.check.values import digits_of
from pipeline.model import Claim, Figure, Link, Quantity

_ORDER = {"exact": 0, "converted": 1, "bound_holds": 2, "derived": 3, "rounded": 4}
_VERY_CLEAR, _FAR_AHEAD, _HALF_SAID = 0.8, 0.6, 0.5
_SAME = Decimal("0.005")
_FEW = 4
_YEAR = len("2025")


@dataclass(frozen=True, slots=True)
class Page:
    """What the claims of a page share: text, the year that 今年 means, pack; ``full`` to look at every reading."""

    text: str
    year: int | None
    view: PackView
    full: bool = False


class Candidate(NamedTuple):
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

    @property
    def to_the_digit(self) -> bool:
        """True where a figure has the very number or date of the claim; a bound that holds is not enough."""
        return self.exact and (
            self.reason != "bound_holds" or (self.deciding is not None and self.deciding.difference == 0)
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a claim, the reading it rests on, and all readings that were looked at."""

    verdict: str
    reason: str
    step: str
    reading: Assessment | None = None
    readings: tuple[Assessment, ...] = ()


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
    if clear and chosen:  # 2024 年不足 36 亿元 holds of the year before, which says nothing
        agreeing = [item for item in agreeing if item.reason != "bound_holds" or item in chosen]
    if agreeing:
        return _agreeing(link, quantity, agreeing, candidates, clear)
    if not chosen or _of_no_time(chosen, candidates):
        return Assessment(link, "not_enough_info", "no_source", candidates, comparable[0], step="other_time")
    apart = [item for item in compared if item.outcome == "apart"]
    return _differing(link, quantity, (chosen, apart), candidates, clear, page)


def _of_no_time(chosen: list[Comparison], candidates: tuple[Candidate, ...]) -> bool:
    """去年的 PUE where the pack has that of this year, and the design's: what is of no time does not answer for one."""
    others = [item for item in candidates if item.time < 0]
    return bool(others) and all(not item.figure.as_of and not is_total(item.figure.scope) for item in chosen)


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
    guessed = "" if time else guessed_time(claim, (item.figure for item in compared))
    if len(compared) == 1:
        return _only(claim, compared[0], time or guessed, page)
    role = claim.quantity.role if claim.quantity else ""
    around = surroundings(page.text, claim.start, claim.end, role if role in {"from", "to"} else "")
    ranked = rank([item.figure for item in compared], page.view.scopes, around, claim.scope)
    score = {entry.figure.id: entry.score for entry in ranked}
    fits = {item.figure.id: time_fit(item.figure, time or guessed) for item in compared}
    pool = [item for item in compared if fits[item.figure.id] >= 0]
    if role == "from":
        before = earlier((item.figure for item in compared), time or guessed)
        pool = [item for item in compared if item.figure.id in before]
    elif any(fits[item.figure.id] == 1 for item in pool):
        pool = [item for item in pool if fits[item.figure.id] == 1 or not item.figure.as_of]
    newest = latest(item.figure for item in pool)
    pool = [item for item in pool if item.figure.id in newest]
    chosen, clear = _of_scope(pool, score)
    clear = clear and not (guessed and any(fit < 0 for fit in fits.values()) and len(chosen) != 1)
    chosen.sort(key=lambda item: (-score[item.figure.id], item.figure.id))
    ids = {item.figure.id for item in chosen}
    candidates = tuple(
        Candidate(item, score[item.figure.id], fits[item.figure.id], item.figure.id in ids)
        for item in sorted(compared, key=lambda item: (-score[item.figure.id], item.figure.id))
    )
    return chosen, clear, candidates


def _only(
    claim: Claim, item: Comparison, time: str, page: Page
) -> tuple[list[Comparison], bool, tuple[Candidate, ...]]:
    """What ``_choose`` gives for one figure: no words are needed to tell it from others."""
    (only,) = rank([item.figure], page.view.scopes, NOWHERE, claim.scope)
    fit = time_fit(item.figure, time)
    start = claim.quantity is not None and claim.quantity.role == "from"  # the figure may be of the end: 从 A 到 B
    meant = fit >= 0 and not start
    return [item] if meant else [], meant, (Candidate(item, only.score, fit, meant),)


def _of_scope(pool: list[Comparison], score: dict[str, float]) -> tuple[list[Comparison], bool]:
    """The figures of the scope that the words speak for, and whether they do; a total is meant where no words speak.

    Figures with the same value count as one: it does not matter which is meant.
    """
    if not pool:
        return [], False
    top = max(pool, key=lambda item: (score[item.figure.id], item.figure.id))
    alike = [item for item in pool if item.figure.scope == top.figure.scope or _same_value(item, top)]
    best = score[top.figure.id]
    second = max((score[item.figure.id] for item in pool if item not in alike), default=None)
    if second is None:
        return alike, True
    spoken = best >= CLEAR and best - second >= LEAD
    unsaid = second <= SILENT < best and is_total(top.figure.scope)
    return (alike, True) if spoken or unsaid else (pool, False)


def _same_value(a: Comparison, b: Comparison) -> bool:
    if a.source is None or b.source is None:
        return a.figure.date == b.figure.date and a.source is b.source
    return a.source.high == b.source.high and near(a.source.value, b.source.value, _SAME)


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
    if not candidate.chosen and clear and (best.exact or quantity.relation != "="):
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
        said_so = agreeing.scope >= CLEAR and agreeing.scope - max(item.scope for item in meant) >= LEAD
        return None if said_so else ("date_mismatch", meant[0].comparison)
    top = max(item.scope for item in meant)
    unsaid = agreeing.scope <= SILENT and not is_total(agreeing.comparison.figure.scope) and top >= _HALF_SAID
    if agreeing.time >= 0 and (unsaid or (top >= _VERY_CLEAR and top - agreeing.scope >= _FAR_AHEAD)):
        return _other_reason(agreeing.comparison, meant[0].comparison), meant[0].comparison
    return None


def _other_reason(agreeing: Comparison, meant: Comparison) -> str:
    """What is wrong with a claim that agrees with the figure of another scope, perhaps of another year."""
    if agreeing.reason == "bound_holds":
        return meant.reason
    years = meant.figure.as_of[:_YEAR], agreeing.figure.as_of[:_YEAR]
    return "date_mismatch" if all(years) and years[0] != years[1] else "scope_error"


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
    alike = len(slips) == len(chosen) and len({slip.reason for slip, _ in slips}) == 1
    if alike or len({(slip.reason, item.figure.value) for slip, item in telling}) == 1:
        slip, item = (telling or slips)[0]
        return Assessment(link, "refuted", slip.reason, candidates, item, slip, "only_slip")
    scaled = next(
        ((slip, item) for slip, item in slips if item.why == "loose_bound" and slip.reason == "scale_error"), None
    )
    if clear and scaled is not None:
        return Assessment(link, "refuted", "scale_error", candidates, scaled[1], scaled[0], "differs")
    written = [item for item in chosen if item.outcome == "differ" and miswritten(quantity, item)]
    if not clear and len(written) == 1 and len(chosen) <= _FEW:
        return Assessment(link, "refuted", written[0].reason, candidates, written[0], step="only_miswritten")
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
    if quantity.date and page.view.scopes[item.figure.id] and not _scope_said(item, quantity, page):
        return Assessment(link, "not_enough_info", "ambiguous", candidates, item, step="scope_not_said")
    return Assessment(link, "refuted", slip.reason if slip else item.reason, candidates, item, slip, "differs")


def _scope_said(item: Comparison, quantity: Quantity, page: Page) -> bool:
    """A date of something in particular (preview, spin-off) is not refuted where no word of the text speaks of it."""
    around = surroundings(page.text, quantity.start, quantity.end)
    if is_total(item.figure.scope) or said(page.view.scopes[item.figure.id], around):
        return True
    entities = {entity for _, _, entity in mentions(squeezed(item.figure.scope), page.view)}
    if not entities:
        return False
    first = page.text.rfind("\n", 0, quantity.start) + 1
    lead = squeezed(page.text[: page.text.find("\n") + 1] + page.text[first : quantity.start])
    named = [place for place in mentions(lead, page.view) if place[2] != item.figure.entity]
    return bool(named) and max(named)[2] in entities  # what the paragraph spoke of last


def _between(quantity: Quantity, chosen: list[Comparison]) -> bool:
    """Sources that disagree about one thing; where they speak of several, a claim that lies between their values."""
    values = [item.source.value for item in chosen if item.source is not None]
    if quantity.value is None or len(values) < 2 or near(min(values), max(values), Decimal("0.05")):
        return False
    one_thing = all(item is chosen[0] or _same_thing(item.figure, chosen[0].figure) for item in chosen)
    return one_thing or min(values) <= quantity.value <= max(values)
