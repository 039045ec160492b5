"""Quantity claims: which figures may speak to a claim, and what they say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from pipeline.check.comparing import Comparison, compare
from pipeline.check.slips import Slip, find_slip
from pipeline.model import Claim, Figure, Link, Pack, Term, Verdict

SURE, MARGIN, PLAUSIBLE = 0.45, 0.1, 0.08
_UNJUDGED = frozenset({"opinion", "hypothetical", "forecast"})


@dataclass(frozen=True, slots=True)
class PackView:
    """A pack, indexed for checking."""

    pack: Pack
    by_pair: dict[tuple[str, str], tuple[Figure, ...]]
    by_id: dict[str, Figure]
    terms: dict[str, Term]


def view_of(pack: Pack) -> PackView:
    """Figures by (entity, metric) and by id, terms by id."""
    pairs: dict[tuple[str, str], list[Figure]] = {}
    for figure in pack.figures:
        pairs.setdefault((figure.entity, figure.metric), []).append(figure)
    return PackView(
        pack,
        {pair: tuple(figures) for pair, figures in pairs.items()},
        {figure.id: figure for figure in pack.figures},
        {term.id: term for term in pack.terms},
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """What the figures say: verdict and reason, the comparison that decided, and how sure the reading is."""

    verdict: str
    reason: str
    comparison: Comparison | None = None
    link: Link | None = None
    others: tuple[Comparison, ...] = ()
    slip: Slip | None = None
    steps: tuple[str, ...] = field(default=())


def judge(claim: Claim, view: PackView) -> Finding:
    """Compare a quantity claim with the figures of its readings, the best reading first."""
    quantity = claim.quantity
    if quantity is None or (quantity.value is None and not quantity.date):
        return Finding("not_enough_info", "no_source")
    links = claim.links or ((Link(claim.entity, claim.metric, 1.0),) if claim.metric else ())
    if not claim.metric:
        return Finding("not_enough_info", "no_source")
    main = next((link for link in links if (link.entity, link.metric) == (claim.entity, claim.metric)), None)
    main = main or Link(claim.entity, claim.metric, links[0].score if links else 0.5)
    figures = view.by_pair.get((main.entity, main.metric), ())
    found = tuple(compare(quantity, figure) for figure in figures)
    agreeing = [item for item in found if item.outcome == "agree"]
    if agreeing:
        return _supported(claim, main, agreeing, found)
    confirmed = _confirmed_by_value(claim, view, links)
    if confirmed is not None:
        return confirmed
    if not figures or all(item.outcome == "apart" for item in found):
        slip = next((slip for item in found if (slip := find_slip(claim, item, view.by_id.values(), view.terms))), None)
        if slip is None or not _settled(claim, main, links):
            return Finding("not_enough_info", "no_source", link=main, others=found)
        return Finding("refuted", slip.reason, found[0], main, found, slip)
    return _differing(claim, main, links, found, view)


def _supported(claim: Claim, link: Link, agreeing: list[Comparison], found: tuple[Comparison, ...]) -> Finding:
    order = {"exact": 0, "converted": 1, "bound_holds": 2, "derived": 3, "rounded": 4}
    best = min(agreeing, key=lambda item: (item.figure.scope != claim.scope, order.get(item.reason, 9)))
    return Finding("supported", best.reason, best, link, found)


def _confirmed_by_value(claim: Claim, view: PackView, links: tuple[Link, ...]) -> Finding | None:
    assert claim.quantity is not None
    for link in links:
        if link.score < PLAUSIBLE or (link.entity, link.metric) == (claim.entity, claim.metric):
            continue
        found = tuple(compare(claim.quantity, figure) for figure in view.by_pair.get((link.entity, link.metric), ()))
        exact = [item for item in found if item.exact]
        if exact:
            return _supported(claim, link, exact, found)
    return None


def _settled(claim: Claim, link: Link, links: tuple[Link, ...]) -> bool:
    rivals = [other.score for other in links if (other.entity, other.metric) != (link.entity, link.metric)]
    return link.score >= SURE and link.score - max(rivals, default=0.0) >= MARGIN


def _differing(
    claim: Claim, link: Link, links: tuple[Link, ...], found: tuple[Comparison, ...], view: PackView
) -> Finding:
    differing = [item for item in found if item.outcome == "differ"]
    if not differing or len(differing) < len([item for item in found if item.outcome != "apart"]):
        return Finding("not_enough_info", "ambiguous", link=link, others=found)
    scoped = [item for item in differing if item.figure.scope == claim.scope] if claim.scope else differing
    chosen = scoped[0] if scoped else differing[0]
    if claim.modality in _UNJUDGED:
        return Finding("not_enough_info", "opinion", chosen, link, found)
    if not _settled(claim, link, links) or (len(scoped) != 1 and len({item.figure.scope for item in differing}) > 1):
        return Finding("not_enough_info", "ambiguous", chosen, link, found)
    slip = find_slip(claim, chosen, view.by_id.values(), view.terms)
    reason = slip.reason if slip else chosen.reason
    return Finding("refuted", reason, chosen, link, found, slip)


def confidence(finding: Finding) -> float:
    """From the score of the reading and the comparison."""
    score = finding.link.score if finding.link else 0.0
    if finding.verdict == "not_enough_info":
        return round(min(0.5, 0.5 * score), 2)
    exact = finding.comparison is not None and finding.comparison.exact
    return round(min(0.99, score + (0.2 if exact else 0.0)), 2)


def verdict_of(claim: Claim, finding: Finding, text: str) -> Verdict:
    """The finding as a row of checks.csv."""
    comparison = finding.comparison
    verdict = Verdict(
        claim.claim_id,
        finding.verdict,  # type: ignore[arg-type]
        finding.reason,
        confidence=confidence(finding),
        explanation=text,
        entity=finding.link.entity if finding.link else claim.entity,
        metric=finding.link.metric if finding.link else claim.metric,
    )
    if comparison is None or (finding.verdict == "not_enough_info" and finding.reason == "no_source"):
        return verdict
    figure = comparison.figure
    return replace(
        verdict,
        figure=figure.id,
        source_value=figure.date or plain(figure.value),
        source_value_high=figure.date_high or plain(figure.value_high),
        source_unit=figure.unit,
        difference=comparison.difference,
        document=figure.document,
        locator=figure.locator,
    )


def plain(value: Decimal | None) -> str:
    """A decimal without exponent, at most 12 significant digits; empty for None.

    >>> plain(Decimal("2.788E+6")), plain(Decimal("16.477272727272727"))
    ('2788000', '16.4772727273')
    """
    if value is None:
        return ""
    digits = value.normalize()
    if len(digits.as_tuple().digits) > 12:
        digits = round(value, 12 - 1 - value.adjusted()).normalize()
    text = format(digits, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
