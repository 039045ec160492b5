"""Findings for claims that no figure answers, by arithmetic over the figures that support the claims beside them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.check.assessing import Assessment, Candidate, Finding, Page
from pipeline.check.comparing import Comparison, compare
from pipeline.check.deriving import derive
from pipeline.check.naming import squeezed
from pipeline.check.operands import Stated
from pipeline.check.operations import Operation, as_figure, material
from pipeline.check.recomputing import measured, recompute, relative, summed
from pipeline.check.strangers import stranger
from pipeline.model import Claim, Figure, Link, Quantity

_SCORE = 0.3  # of a reading that rests on arithmetic alone
_FIRM = 0.7
_DIGITS_KEPT = frozenset({"unit_error", "scale_error"})  # the figure's own digits: 合计 40 万瓦 for 40 万千瓦
_PARAGRAPH = 400  # characters: as far as a number is stated beside another


def compute(claims: Sequence[Claim], findings: Sequence[Finding | None], page: Page) -> list[Finding | None]:
    """The findings, those that are open settled where the text states an operation over figures of the pack."""
    stated = sorted(
        (
            Stated(claim, figure)
            for claim, finding in zip(claims, findings, strict=True)
            if finding is not None and (figure := _supporting(finding)) is not None and figure.id in page.view.figures
        ),
        key=_start,
    )
    found = []
    before: Claim | None = None
    for claim, finding in zip(claims, findings, strict=True):
        found.append(_computed(claim, finding, stated, page))
        if before is not None and _of_another_measure(claim, found[-1], before, page):
            main = finding.reading if finding is not None else None
            found[-1] = Finding("not_enough_info", "ambiguous", "other_scope", main, (main,) if main else ())
        before = claim if claim.kind == "quantity" else before
    return found


def _of_another_measure(claim: Claim, finding: Finding | None, before: Claim, page: Page) -> bool:
    """研发投入 17.8 亿元，同比增长 25%, refuted by the growth of another measure than the one right before."""
    reading = finding.reading if finding is not None and finding.verdict == "refuted" else None
    metric = page.view.terms.get(reading.link.metric) if reading is not None else None
    level = page.view.terms.get(before.metric)
    if metric is None or (level is not None and metric.id == level.id) or not relative(claim):
        return False
    pieces = {piece for name in (metric.name, *metric.aliases) for piece in measured(name)}
    if not pieces or before.sentence != claim.sentence:
        return False
    told = [squeezed(page.text[before.end : claim.start])]
    told += [squeezed(claim.sentence)] if level is None else [squeezed(name) for name in (level.name, *level.aliases)]
    return not any(piece in text for piece in pieces for text in told)


def _start(item: Stated) -> int:
    return item.claim.start


def _supporting(finding: Finding) -> Figure | None:
    if finding.verdict != "supported" or finding.reading is None or finding.reading.deciding is None:
        return None
    return finding.reading.deciding.figure


def _computed(claim: Claim, finding: Finding | None, stated: Sequence[Stated], page: Page) -> Finding | None:
    quantity = claim.quantity
    if finding is None or finding.verdict == "supported" or quantity is None:
        return finding
    beside = _beside(claim, stated, page)
    operation = recompute(claim, quantity, beside, page.text, page.view)
    if finding.verdict == "refuted":
        return _reconsidered(claim, quantity, operation, finding, page)
    if operation is not None:
        return _by_operation(claim, quantity, operation, finding)
    item = derive(claim, quantity, _operands(claim, beside, page)) if beside else None
    return finding if item is None else _found(finding, item, "supported", _SCORE, "derived")


def _reconsidered(
    claim: Claim, quantity: Quantity, operation: Operation | None, finding: Finding, page: Page
) -> Finding:
    """A refuted number that the text works out itself is right if it is the result, open if it sums up others."""
    if operation is not None:
        item = compare(quantity, as_figure(operation, claim))
        if item.outcome == "agree":
            return _found(finding, item, "supported", _SCORE, "derived")
    reading = finding.reading
    slipped = reading is not None and reading.slip is not None and reading.slip.reason in _DIGITS_KEPT
    if summed(claim.sentence, claim.quote) and not slipped:
        return Finding("not_enough_info", "ambiguous", "other_scope", finding.reading, finding.readings)
    if reading is None or reading.deciding is None:
        return finding
    found = stranger(claim, quantity, reading.deciding.figure, reading.link.entity, page.text, page.view)
    return (
        Finding("not_enough_info", "ambiguous", "maybe_other_entity", reading, finding.readings) if found else finding
    )


def _beside(claim: Claim, stated: Sequence[Stated], page: Page) -> list[Stated]:
    """What the paragraph of a claim states, in order of place."""
    first = page.text.rfind("\n", max(0, claim.start - _PARAGRAPH), claim.start)
    last = page.text.find("\n", claim.end, claim.end + _PARAGRAPH)
    low = first if first >= 0 else claim.start - _PARAGRAPH
    high = last if last >= 0 else claim.end + _PARAGRAPH
    return list(stated[bisect_left(stated, low, key=_start) : bisect_left(stated, high, key=_start)])


def _operands(claim: Claim, beside: Sequence[Stated], page: Page) -> list[Figure]:
    near_by = sorted((abs(item.claim.start - claim.start), item.figure.id) for item in beside)
    operands = [page.view.figures[name] for _, name in near_by]
    operands += [
        sibling
        for figure in operands
        for sibling in page.view.by_pair.get((figure.entity, figure.metric), ())
        if sibling.as_of != figure.as_of and sibling.scope == figure.scope
    ]
    return list(dict.fromkeys(operands))


def _by_operation(claim: Claim, quantity: Quantity, operation: Operation, finding: Finding) -> Finding:
    """Supported where the result agrees; refuted where its operands are certain and the claim is far off."""
    item = compare(quantity, as_figure(operation, claim))
    if item.outcome == "agree" and claim.modality in {"stated", "estimated"}:
        return _found(finding, item, "supported", _SCORE, "bound_holds" if item.reason == "bound_holds" else "derived")
    certain = operation.firm and claim.modality == "stated" and finding.reason == "no_source" and not claim.speaker
    if certain and item.outcome == "differ" and quantity.relation in {"=", "~"} and material(operation, quantity):
        return _found(finding, item, "refuted", _FIRM, item.reason)
    return finding


def _found(finding: Finding, item: Comparison, verdict: str, score: float, reason: str) -> Finding:
    link = Link(item.figure.entity, item.figure.metric, score, "arithmetic")
    reading = Assessment(link, verdict, reason, (Candidate(item, 0.0, 0, chosen=True),), item, step="recomputed")
    return Finding(verdict, reason, "recomputed", reading, (*finding.readings, reading))
