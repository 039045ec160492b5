"""What changed between two runs: findings that are new, unchanged, judged otherwise, or gone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.report.findings import Finding


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings of the newer run, those of the older one that are gone, and pairs whose reason changed."""

    new: tuple[Finding, ...]
    unchanged: tuple[Finding, ...]
    changed: tuple[tuple[Finding, Finding], ...]
    gone: tuple[Finding, ...]


def compare_runs(old: Iterable[Finding], new: Iterable[Finding]) -> Comparison:
    """Compare by id; both in the order of their tables."""
    before = {finding.id: finding for finding in old}
    after = {finding.id: finding for finding in new}
    both = [(before[key], finding) for key, finding in after.items() if key in before]
    return Comparison(
        tuple(finding for key, finding in after.items() if key not in before),
        tuple(finding for earlier, finding in both if earlier.reason == finding.reason),
        tuple(pair for pair in both if pair[0].reason != pair[1].reason),
        tuple(finding for key, finding in before.items() if key not in after),
    )
