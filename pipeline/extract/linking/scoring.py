"""Readings of a quantity: every pair of an entity in focus and a metric that fits, with a score that never sees the value."""

from __future__ import annotations

import math
import re
from collections import Counter

from pipeline.extract.linking.fit import SAME
from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.lists import shares
from pipeline.extract.linking.measures import MeasureFinder, unit_dimension
from pipeline.extract.linking.page import Clause, PageScan
from pipeline.extract.linking.subjects import SubjectFinder, mark_roles
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import Link, Quantity

_KEPT_METRICS = 8
_KEPT_LINKS = 6
_CHANGES = frozenset({"increase", "decrease", "excess"})
_LEVELS = frozenset({"from", "to"})
_SHARES = frozenset({"percent", "times", "percentage_point"})


_CLOSE, _SPEAKS = 0.8, 2
_CONVERTED = re.compile(r"(?:折|约|换算)合[^，。；]{0,5}$")


class Linker:
    """Links the quantities of one page in reading order."""

    def __init__(self, scan: PageScan, index: PackIndex, quantities: tuple[Quantity, ...]) -> None:
        mark_roles(scan, quantities)
        self.scan = scan
        self.index = index
        self.quantities = quantities
        self.shares = shares(scan, index, quantities)
        self.measures = MeasureFinder(scan, index, quantities)
        self.subjects = SubjectFinder(scan, index)
        self.features: dict[int, float] = {}
        self.settled: Counter[tuple[str, str]] = Counter()
        self._last: tuple[int, str, str, str] = (-1, "", "", "")
        self._last_money: tuple[int, str] = (-1, "")

    def links(self, number: int) -> tuple[tuple[Link, ...], str]:
        """The best readings of a quantity and, where no metric fits, the entity in focus."""
        quantity = self.quantities[number]
        clause = self.scan.clauses[self.scan.clause_at(quantity.start)]
        salience = self.subjects.salience(quantity)
        self._share_out(number, salience)
        metrics, self.features = self.measures.metrics(number, self._carried_noun(quantity, clause.sentence))
        own = {feature for feature, _, end in clause.features if end <= quantity.start}
        self._carry_metric(quantity, clause, metrics, own)
        self._only_one(quantity, clause, salience, metrics)
        if clause.paragraph == 0:
            self._as_in_body(quantity, salience, metrics)
        unknown = self.measures.unknown(clause, quantity)
        strange = self._strangeness(quantity, clause, unknown)
        named = self.measures.named(clause, quantity)
        readings: list[tuple[float, str, str, str]] = []
        ranked = sorted(metrics.items(), key=lambda item: (-item[1][0] * item[1][1], item[0]))[:_KEPT_METRICS]
        for metric, (likeness, fit, name) in ranked:
            base = WEIGHTS.measure * likeness + WEIGHTS.unit * fit - (WEIGHTS.slip if fit < 0.6 else 0.0)
            base -= self._misfit(quantity, metric, own) + self._baseless(metric, clause, unknown) + strange
            base -= WEIGHTS.stranger * bool(named and not named & self.index.metric_features[metric])
            for entity, points in self._owners(metric, salience).items():
                readings.append((base + points, entity, metric, name))
        readings.sort(key=lambda reading: (-reading[0], reading[1], reading[2]))
        focus = max(salience.values(), default=0.0)
        topic = max(salience.items(), key=lambda item: (item[1], item[0]), default=("", 0.0))
        links = _probabilities(readings, focus)
        if links and links[0].score >= WEIGHTS.metric_floor:
            self._remember(clause, number, links[0])
        return links, topic[0] if topic[1] > 0.2 else ""

    def _strangeness(self, quantity: Quantity, clause: Clause, unknown: int) -> float:
        """Points that every reading loses where the clause speaks of measures or things that the pack does not know."""
        foreign = any(cue == "foreign" and end <= quantity.start for cue, _, end in clause.cues)
        return WEIGHTS.foreign * foreign + WEIGHTS.strange * min(max(0, unknown - 2), 6)

    def _baseless(self, metric: str, clause: Clause, unknown: int) -> float:
        """Points lost by a metric that no word of the clause names, where the clause speaks of something unknown."""
        wanted = self.index.metric_features[metric] & self.index.content
        if unknown < _SPEAKS or not wanted or any(feature in wanted for feature, _, _ in clause.features):
            return 0.0
        return WEIGHTS.baseless

    def _share_out(self, number: int, salience: dict[str, float]) -> None:
        """A 和 B 分别为 3 和 5: the list settles whose a number is."""
        share = self.shares.get(number)
        if share is None or not share.entities:
            return
        for entity in share.others:
            salience[entity] = WEIGHTS.before + WEIGHTS.listed if entity in share.entities else 0.0

    def _carried_noun(self, quantity: Quantity, sentence: int) -> str:
        """总参数 6710 亿, 激活 37 亿: a bare number counts what the last bare number of the sentence counted."""
        last_sentence, unit, metric, _ = self._last
        if quantity.unit or unit or not metric or last_sentence != sentence:
            return quantity.unit
        return self.index.metrics[metric].unit

    def _remember(self, clause: Clause, number: int, link: Link) -> None:
        quantity = self.quantities[number]
        self._last = (clause.sentence, quantity.unit, link.metric, link.entity)
        if quantity.kind == "money":
            self._last_money = (clause.sentence, link.metric)
        shy = any(mention.demotion >= 1.0 and link.entity in mention.entities for mention in clause.mentions)
        if link.score >= 0.5:
            self.settled[link.entity, link.metric] += 1
        listed = number in self.shares and bool(self.shares[number].entities)
        if link.score >= 0.5 and not shy and not listed:
            self.subjects.last = (clause.sentence, link.entity)

    def _misfit(self, quantity: Quantity, metric: str, own: set[int]) -> float:
        """Points lost where the number is a rise and the metric a level or the other way round, or words stay unexplained."""
        features = self.index.metric_features[metric]
        changing = bool(features & self.index.changes)
        lost = 0.0
        if quantity.role in _CHANGES and not changing:
            lost += WEIGHTS.level * self._change_shows(quantity)
        if quantity.unit == "percentage_point" and not changing:
            lost += WEIGHTS.level_points
        if quantity.unit in _SHARES:
            if quantity.role in _LEVELS and changing:
                lost += WEIGHTS.change
        moves = features & self.index.moves
        if moves and quantity.role not in _CHANGES and all(self.features.get(move, 0.0) < 0.3 for move in moves):
            lost += WEIGHTS.change
        if quantity.role == "part" and metric == self._last[2]:
            lost += WEIGHTS.repeated
        return lost + min(1.0, WEIGHTS.unexplained * len((own & self.index.measures) - features))

    def _only_one(
        self, quantity: Quantity, clause: Clause, salience: dict[str, float], metrics: dict[str, tuple[float, float, str]]
    ) -> None:
        """The unit alone speaks for a metric where the one in focus has figures of no other metric in such a unit."""
        entity = max(salience, key=lambda name: (salience[name], name), default="")
        fits = self.index.fit(quantity.unit)
        owned = [m for m, fit in fits.items() if fit >= SAME and entity in self.index.pairs.get(m, {})]
        foreign = any(cue == "foreign" for cue, _, _ in clause.cues)
        if len(owned) == 1 and not foreign and not (self.index.metric_features[owned[0]] & self.index.changes):
            gain = WEIGHTS.unit_only * self.measures.familiarity(clause, quantity) ** 2
            self._raise(metrics, owned[0], fits[owned[0]], gain, "单位")

    def _as_in_body(
        self, quantity: Quantity, salience: dict[str, float], metrics: dict[str, tuple[float, float, str]]
    ) -> None:
        """A number of the title is likely about what the numbers of its unit in the body are about."""
        fits = self.index.fit(quantity.unit)
        counts = {pair: count for pair, count in self.settled.items() if fits.get(pair[1], 0.0) >= _CLOSE}
        focus = max(salience, key=lambda name: (salience[name], name), default="")
        named = Counter({metric: count for (entity, metric), count in counts.items() if entity == focus})
        if not named:
            for (_, metric), count in counts.items():
                named[metric] += count
        for metric, count in named.items():
            self._raise(metrics, metric, fits[metric], WEIGHTS.on_page * count / sum(named.values()), "正文")

    @staticmethod
    def _raise(metrics: dict[str, tuple[float, float, str]], metric: str, fit: float, gain: float, name: str) -> None:
        likeness, _, known = metrics.get(metric, (0.0, fit, name))
        metrics[metric] = (1 - (1 - likeness) * (1 - gain), fit, known)

    @staticmethod
    def _change_shows(quantity: Quantity) -> float:
        """How surely 增加 N is no level: 增加了两个阶段 names a count, 便宜了一千元 a difference."""
        if quantity.unit in _SHARES:
            return 1.0
        return WEIGHTS.level_counted if quantity.kind in {"count", "number"} else WEIGHTS.level_measured

    def _carry_metric(
        self, quantity: Quantity, clause: Clause, metrics: dict[str, tuple[float, float, str]], own: set[int]
    ) -> None:
        """A number in the unit of the last one goes on about the same thing unless its clause says otherwise."""
        last_sentence, unit, metric, _ = self._last
        sentence = clause.sentence
        fit = self.index.fit(quantity.unit).get(metric, 0.0)
        alike = unit_dimension(unit) == unit_dimension(quantity.unit) and fit >= 0.6
        if quantity.kind == "money" and sentence == last_sentence and unit.startswith(f"{quantity.unit}/"):
            alike, fit = True, 1.0
        elif quantity.kind == "money" and _CONVERTED.search(self.scan.text, clause.start, quantity.start):
            last_sentence, metric = self._last_money
            fit = self.index.fit(quantity.unit).get(metric, 0.0)
            alike = fit > 0
        if metric and alike and 0 <= sentence - last_sentence <= 1:
            gain = WEIGHTS.same_as_last if sentence == last_sentence else WEIGHTS.same_as_earlier
            if not own & (self.index.content | self.index.changes) and self.measures.unknown(clause, quantity) < _SPEAKS:
                gain = WEIGHTS.same_when_bare if sentence == last_sentence else WEIGHTS.same_when_bare_earlier
            if (own & (self.index.content | self.index.changes)) - self.index.metric_features[metric]:
                gain *= WEIGHTS.other_measure
            if self.index.metric_features[metric] & self.index.changes and not own & self.index.changes:
                gain *= WEIGHTS.other_measure
            gain *= self.measures.familiarity(clause, quantity)
            self._raise(metrics, metric, fit, gain, "同上")

    def _owners(self, metric: str, salience: dict[str, float]) -> dict[str, float]:
        """Entities that may own a figure of the metric: in focus, or relatives of one in focus that have such a figure."""
        owners = self.index.pairs.get(metric, {})
        found: dict[str, float] = {}
        for entity, points in salience.items():
            if entity in owners:
                prior = WEIGHTS.pair + WEIGHTS.figures * math.log(owners[entity])
                found[entity] = max(found.get(entity, -9.0), points + prior)
                continue
            found[entity] = max(found.get(entity, -9.0), points + (-WEIGHTS.no_pair if owners else WEIGHTS.no_figures))
            for relative, steps in self._relatives(entity):
                if relative in owners:
                    seen = salience.get(relative, 0.0)
                    loss = WEIGHTS.relative_seen if seen > 0.5 else WEIGHTS.relative_page
                    loss = loss if self.subjects.total[relative] else WEIGHTS.relative
                    loss = loss * steps - 0.3 * min(seen, 2.0)
                    loss += WEIGHTS.up if relative == self.index.parents.get(entity) else 0.0
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


def _probabilities(readings: list[tuple[float, str, str, str]], focus: float) -> tuple[Link, ...]:
    """Points to shares of belief (softmax with a reading that nothing fits, which any one in focus could have)."""
    kept: dict[tuple[str, str], tuple[float, str]] = {}
    for points, entity, metric, name in readings:
        kept.setdefault((entity, metric), (points, name))
        if len(kept) >= _KEPT_LINKS:
            break
    if not kept:
        return ()
    nothing = WEIGHTS.nothing + 2 + WEIGHTS.nothing_follows * (focus - 3.0)
    top = max(max(points for points, _ in kept.values()), nothing)
    powers = {pair: math.exp((points - top) / WEIGHTS.temperature) for pair, (points, _) in kept.items()}
    total = sum(powers.values()) + math.exp((nothing - top) / WEIGHTS.temperature)
    return tuple(
        Link(entity, metric, round(power / total, 4), kept[entity, metric][1])
        for (entity, metric), power in powers.items()
    )
