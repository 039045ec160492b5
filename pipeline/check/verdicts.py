"""From findings to rows of checks.csv."""

from __future__ import annotations

from decimal import Decimal

from pipeline.check.assessing import Finding
from pipeline.check.readable import plain
from pipeline.model import Claim, Verdict

_Source = tuple[tuple[str, str, str, str, Decimal | None], tuple[str, str]]
_NO_SOURCE: _Source = ("", "", "", "", None), ("", "")


def confidence(finding: Finding) -> float:
    """0 to 1: the score of the reading, raised where figure and claim agree to the digit.

    A refutation is as sure as its reading and the clearness of its scope; not_enough_info never exceeds a half.
    """
    reading = finding.reading
    score = reading.link.score if reading else 0.0
    if finding.verdict == "not_enough_info":
        return round(min(0.5, 0.5 * score), 2)
    if finding.verdict == "supported":
        return round(min(0.99, 0.5 + score / 2 if reading and reading.exact else 0.35 + score / 2), 2)
    slip = reading is not None and reading.slip is not None
    return round(min(0.99, score + (0.1 if slip else 0.0)), 2)


def verdict_of(claim: Claim, finding: Finding, explanation: str) -> Verdict:
    """The finding as a row of checks.csv; the source is left out where it has nothing to say."""
    reading = finding.reading
    about = (reading.link.entity, reading.link.metric) if reading else (claim.entity, claim.metric)
    source = _NO_SOURCE
    if reading is not None and reading.deciding is not None and finding.reason != "no_source":
        figure = reading.deciding.figure
        low, high = figure.date or plain(figure.value), figure.date_high or plain(figure.value_high)
        source = (figure.id, low, high, figure.unit, reading.deciding.difference), (figure.document, figure.locator)
    return Verdict(
        claim.claim_id,
        finding.verdict,  # type: ignore[arg-type]
        finding.reason,
        *source[0],
        confidence(finding),
        explanation,
        *source[1],
        *about,
    )
