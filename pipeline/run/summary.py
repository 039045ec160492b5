"""summary.csv: one row per entity and metric over the articles that are no duplicates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from pipeline.model import Pack
from pipeline.run.page import PageRecord
from pipeline.run.tables import Cell, number

# entity, metric, value, value_high, unit, verdict, and value, value_high and unit of the source
SummaryLine = tuple[str, ...]


def summary_lines(record: PageRecord) -> list[SummaryLine]:
    """What the summary needs of an article's claims; those of a duplicate are its original's."""
    if record.status == "duplicate":
        return []
    return [
        tuple(map(str, (claim[11], claim[12], claim[7], claim[8], claim[9], check[3], *check[6:9])))
        for claim, check in zip(record.claims, record.checks, strict=True)
    ]


@dataclass(slots=True)
class _Line:
    """What is known of one entity and metric; values in ``unit``."""

    unit: str = ""
    verdicts: Counter[str] = field(default_factory=Counter)
    lowest: Decimal | None = None
    highest: Decimal | None = None
    dates: list[str] = field(default_factory=list)
    sources: Counter[tuple[str, str, str]] = field(default_factory=Counter)


class Summary:
    """Collects claims page by page; the order of pages does not matter."""

    def __init__(self, pack: Pack) -> None:
        """Take the metrics' units from the glossary."""
        self._units = {term.id: term.unit for term in pack.terms}
        self._lines: dict[tuple[str, str], _Line] = {}

    def add(self, record: PageRecord) -> None:
        """Count the claims of one article."""
        self.take(summary_lines(record))

    def take(self, lines: Iterable[SummaryLine]) -> None:
        """Count claims, by what ``summary_lines`` gives of them."""
        for entity, metric, value, high, unit, verdict, *source in lines:
            line = self._lines.setdefault((entity, metric), _Line(self._units.get(metric, "")))
            line.verdicts[verdict] += 1
            if metric:
                _add_value(line, value, unit)
                _add_value(line, high, unit)
            if source[0]:
                line.sources[source[0], source[1], source[2]] += 1

    def rows(self) -> Iterator[list[Cell]]:
        """Rows in the order of entity and metric; claims without either come first."""
        for (entity, metric), line in sorted(self._lines.items()):
            source = (
                min(line.sources.items(), key=lambda entry: (-entry[1], entry[0]))[0] if line.sources else ("", "", "")
            )
            lowest, highest = (
                (line.dates[0], line.dates[-1]) if line.dates else (number(line.lowest), number(line.highest))
            )
            counts = [line.verdicts[name] for name in ("supported", "refuted", "not_enough_info")]
            yield [entity, metric, sum(counts), *counts, lowest, highest, "date" if line.dates else line.unit, *source]


def _add_value(line: _Line, value: str, unit: str) -> None:
    """Widen the range by a claimed value, converted to the metric's unit; what does not convert is left out."""
    if not value:
        return
    if unit == "date":
        if not value.startswith("--"):
            line.dates = sorted({*line.dates, value})
            line.dates = [line.dates[0], line.dates[-1]]
        return
    from pipeline.units import convert

    try:
        claimed: Decimal | None = Decimal(value)
        line.unit = line.unit or unit
        if claimed is not None and unit != line.unit:
            claimed = convert(claimed, unit, line.unit)
    except (InvalidOperation, ValueError):
        return
    if claimed is None:
        return
    line.lowest = claimed if line.lowest is None else min(line.lowest, claimed)
    line.highest = claimed if line.highest is None else max(line.highest, claimed)
