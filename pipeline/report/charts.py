"""The numbers behind the charts of the overview; the templates draw them as inline SVG."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

_TOP = 8
_KEPT = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its name, its number, and its length in percent of the longest."""

    name: str
    value: int
    share: float
    link: str = ""


@dataclass(slots=True)
class Tally:
    """Counted page by page: reasons, contested metrics, and the pages with the most removed text."""

    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    metrics: Counter[str] = field(default_factory=Counter)
    _polluted: list[tuple[int, str, str]] = field(default_factory=list)

    def add_claim(self, claim: dict[str, Any]) -> None:
        """Count a claim."""
        self.reasons[str(claim["verdict"]), str(claim["reason"])] += 1
        if claim["verdict"] == "refuted" and claim["metric"]:
            self.metrics[str(claim["metric"])] += 1

    def add_page(self, doc_id: str, title: str, removed: int) -> None:
        """Remember a page by the characters that were cut from it."""
        if removed:
            entry = (removed, doc_id, title)
            if len(self._polluted) < _KEPT:
                heapq.heappush(self._polluted, entry)
            else:
                heapq.heappushpop(self._polluted, entry)

    def reason_bars(self, verdict: str) -> list[Bar]:
        """Reasons of one verdict, most frequent first."""
        return _bars([(reason, count, "") for (label, reason), count in self.reasons.items() if label == verdict])

    def metric_bars(self) -> list[Bar]:
        """Metrics with the most refuted claims."""
        return _bars([(metric, count, "") for metric, count in self.metrics.items()])

    def polluted_bars(self) -> list[Bar]:
        """Pages with the most removed characters."""
        return _bars([(title, count, doc_id) for count, doc_id, title in self._polluted])


def _bars(rows: list[tuple[str, int, str]]) -> list[Bar]:
    rows = sorted(rows, key=lambda row: (-row[1], row[0], row[2]))[:_TOP]
    most = max((count for _, count, _ in rows), default=1)
    return [Bar(name, count, round(100 * count / most, 1), link) for name, count, link in rows]
