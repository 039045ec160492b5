"""Readings of a quantity: every pair of an entity in focus and a metric that fits, with a score that never sees the value."""

from __future__ import annotations

import math

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.measures import MeasureFinder
from pipeline.extract.linking.page import PageScan
from pipeline.extract.linking.subjects import SubjectFinder, mark_roles
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import Link, Quantity

_KEPT_METRICS = 8
_KEPT_LINKS = 6
_CHANGES = frozenset({"increase", "decrease", "excess"})
_SHARES = frozenset({"percent", "times", "percentage_point"})


class Linker:
    """Links the quantities of one page in reading order."""

    def __init__(self, scan: PageScan, index: PackIndex, quantities: tuple[Quantity, ...]) -> None:
        mark_roles(scan)
        self.scan = scan
        self.index = index
        self.quantities = quantities
        self.measures = MeasureFinder(scan, index, quantities)
        self.subjects = SubjectFinder(scan, index)
        self.features: dict[int, float] = {}
        self._last: tuple[int, str, str, str] = (-1, "", "", "")

    def links(self, number: int) -> tuple[tuple[Link, ...], str]:
        """The best readings of a quantity and, where no metric fits, the entity in focus."""
        quantity = self.quantities[number]
        sentence = self.scan.clauses[self.scan.clause_at(quantity.start)].sentence
        salience = self.subjects.salience(quantity)
        metrics, self.features = self.measures.metrics(number)
        self._carry_metric(quantity, sentence, metrics)
        readings: list[tuple[float, str, str, str]] = []
        ranked = sorted(metrics.items(), key=lambda item: (-item[1][0] * item[1][1], item[0]))[:_KEPT_METRICS]
        for metric, (likeness, fit, name) in ranked:
            base = WEIGHTS.measure * likeness + WEIGHTS.unit * fit - (WEIGHTS.slip if fit < 0.6 else 0.0)
            if quantity.role in _CHANGES and quantity.unit in _SHARES and not self.index.metric_features[metric] & self.index.changes:
                base -= WEIGHTS.level
            for entity, points in self._owners(metric, salience).items():
                readings.append((base + points, entity, metric, name))
        readings.sort(key=lambda reading: (-reading[0], reading[1], reading[2]))
        topic = max(salience.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
        links = _probabilities(readings)
        if links and links[0].score >= WEIGHTS.metric_floor:
            self._last = (sentence, quantity.unit, links[0].metric, links[0].entity)
            if links[0].score >= 0.5:
                self.subjects.last = (sentence, links[0].entity)
        return links, topic[0] if topic[1] > 0.2 else ""

    def _carry_metric(self, quantity: Quantity, sentence: int, metrics: dict[str, tuple[float, float, str]]) -> None:
        """A number in the unit of the last one goes on about the same thing unless its clause says otherwise."""
        last_sentence, unit, metric, _ = self._last
        fit = self.index.fit(quantity.unit).get(metric, 0.0)
        if metric and fit >= 0.6 and unit == quantity.unit and sentence - last_sentence <= 1:
            likeness, _, name = metrics.get(metric, (0.0, fit, "同上"))
            gain = WEIGHTS.same_as_last if sentence == last_sentence else WEIGHTS.same_as_earlier
            metrics[metric] = (1 - (1 - likeness) * (1 - gain), fit, name)

    def _owners(self, metric: str, salience: dict[str, float]) -> dict[str, float]:
        """Entities that may own a figure of the metric: in focus, or relatives of one in focus that have such a figure."""
        owners = self.index.pairs.get(metric, {})
        found: dict[str, float] = {}
        for entity, points in salience.items():
            if entity in owners:
                found[entity] = max(found.get(entity, -9.0), points + WEIGHTS.pair)
                continue
            found[entity] = max(found.get(entity, -9.0), points - (WEIGHTS.no_pair if owners else 0.0))
            for relative, steps in self._relatives(entity):
                if relative in owners:
                    loss = (WEIGHTS.relative_seen if self.subjects.total[relative] else WEIGHTS.relative) * steps
                    value = points + WEIGHTS.pair - loss
                    found[relative] = max(found.get(relative, -9.0), value)
        return found

    def _relatives(self, entity: str) -> list[tuple[str, int]]:
        """Narrower terms down to grandchildren and the broader term, with the number of steps."""
        children = self.index.children
        relatives = [(child, 1) for child in children.get(entity, ())]
        relatives += [(grandchild, 2) for child, _ in relatives for grandchild in children.get(child, ())]
        if parent := self.index.parents.get(entity):
            relatives.append((parent, 1))
        return relatives


def _probabilities(readings: list[tuple[float, str, str, str]]) -> tuple[Link, ...]:
    """Points to shares of belief (softmax with a reading that nothing fits)."""
    kept: dict[tuple[str, str], tuple[float, str]] = {}
    for points, entity, metric, name in readings:
        kept.setdefault((entity, metric), (points, name))
        if len(kept) >= _KEPT_LINKS:
            break
    if not kept:
        return ()
    top = max(max(points for points, _ in kept.values()), WEIGHTS.nothing + 2)
    powers = {pair: math.exp((points - top) / WEIGHTS.temperature) for pair, (points, _) in kept.items()}
    total = sum(powers.values()) + math.exp((WEIGHTS.nothing + 2 - top) / WEIGHTS.temperature)
    return tuple(
        Link(entity, metric, round(power / total, 4), kept[entity, metric][1])
        for (entity, metric), power in powers.items()
    )
