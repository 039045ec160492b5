"""Readings of a quantity: every pair of an entity in focus and a metric that fits, scored without seeing the value."""

from __future__ import annotations

import math
from operator import attrgetter

from pipeline.extract.linking.carrying import SPEAKS, WORDLESS, Carrier, Situation
from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.lists import Share, shares
from pipeline.extract.linking.measures import MeasureFinder
from pipeline.extract.linking.page import PageScan
from pipeline.extract.linking.subjects import SubjectFinder, mark_roles
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import Link, Quantity

_KEPT_METRICS = 6
_KEPT_LINKS = 6
_CHANGES = frozenset({"increase", "decrease", "excess"})
_LEVELS = frozenset({"from", "to"})
_SHARES = frozenset({"percent", "times", "percentage_point"})
_UNKNOWN_COUNTED = 6
_FAINT = 0.15
_LOST = frozenset("亏省节")
_ONE_OF = ("一", "每", "个")  # 每小时, 一小时: a base, no measure
_NEAR = 0.1
_NO_SHARE = 6.5  # points behind the best at which a share of belief is rounded to nothing
_NOWHERE = -9.0
_HOPELESS = 2.0  # points below which nothing is believed anyway
_NOBODY: dict[str, float] = {}
_NOTHING: frozenset[int] = frozenset()
_SEEN, _MOST_SEEN, _KNOWN = 0.5, 2.0, 0.3
_FOREIGN_REACH = 8  # further away stands who acts, not what is measured (启动用户 X 签了 30 架)
_LEADING = 4  # entities in focus that may be meant although the pack has no such figure of them

Points = tuple[float, str, str, str]


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
        self.carrier = Carrier(scan, index, self.measures)
        self.features: dict[int, float] = {}

    def links(self, number: int) -> tuple[tuple[Link, ...], str]:
        """The best readings of a quantity and, where no metric fits, the entity in focus."""
        place = self._situation(number)
        if not place.salience:  # with nobody in focus there is nothing to link to
            return (), ""
        self._measure(place, number)
        links = _probabilities(self._readings(place))
        if links and links[0].score >= WEIGHTS.metric_floor:
            self._remember(place, links[0], self.shares.get(number))
        return links, self._topic(place)

    def _topic(self, place: Situation) -> str:
        """Of whom a number speaks that no metric fits: one in focus, rather one whom the page names often."""
        often, most = self.subjects.total, max(self.subjects.total.values(), default=1)
        points = {name: at + WEIGHTS.topic_often * often[name] / most for name, at in place.salience.items()}
        topic = max(points, key=lambda name: (points[name], name))
        return topic if points[topic] > WEIGHTS.topic_floor else ""

    def _situation(self, number: int) -> Situation:
        """A number where it stands, with the entities in focus."""
        quantity = self.quantities[number]
        clause = self.scan.clauses[self.scan.clause_at(quantity.start)]
        place = Situation(quantity, clause, self.subjects.salience(quantity) if self.subjects.any_at(clause) else {})
        share = self.shares.get(number)
        if share is not None and share.entities:
            for entity in share.others:
                place.salience[entity] = WEIGHTS.before + WEIGHTS.listed if entity in share.entities else 0.0
        return place

    def _measure(self, place: Situation, number: int) -> None:
        """Everything else that is known about a number before its readings are scored."""
        quantity, clause = place.quantity, place.clause
        noun = self.carrier.carried_noun(quantity, clause.sentence)
        place.metrics, self.features = self.measures.metrics(number, noun)
        place.own = {feature for feature, _, end in clause.features if end <= quantity.start}
        place.measured = place.own & self.index.measures
        place.unknown = self.measures.unknown(clause, quantity)
        place.rises = quantity.role in _CHANGES
        place.foreign = any(
            cue == "foreign"
            and 0 <= quantity.start - end <= _FOREIGN_REACH
            and self.scan.text[begin - 1 : begin] not in _ONE_OF
            and not any(mention.start <= begin < mention.end for mention in clause.mentions)
            for cue, begin, end in clause.cues
        )
        place.named = self.measures.named(clause, quantity)
        place.heads = self.measures.heads(clause, quantity) & self.index.named
        self.carrier.lend(place, self.shares.get(number))

    def _readings(self, place: Situation) -> list[Points]:
        """(points with their sign turned, entity, metric, name) of each pair, best first."""
        readings: list[Points] = []
        if not place.metrics:
            return readings
        strange = WEIGHTS.foreign * place.foreign
        strange += WEIGHTS.strange * min(max(0, place.unknown - SPEAKS), _UNKNOWN_COUNTED)
        ranked = sorted([(-likeness * fit, metric) for metric, (likeness, fit, _) in place.metrics.items()])
        leading = place.leading(_LEADING)
        best = WEIGHTS.nothing
        for _, metric in ranked[:_KEPT_METRICS]:
            likeness, fit, name = place.metrics[metric]
            base = WEIGHTS.measure * likeness - WEIGHTS.faint * max(0.0, 1 - likeness / _FAINT)
            base += WEIGHTS.unit * fit - (WEIGHTS.slip if fit < WEIGHTS.alike else 0.0)
            base -= self._misfit(place, metric) + self._unexplained(place, metric) + strange
            least = best - base - _NO_SHARE
            owners = self._owners(metric, place, leading, least)
            readings += [(-base - at, entity, metric, name) for entity, at in owners.items() if at >= least]
            best = max(best, base + max(owners.values(), default=_NOWHERE))
        readings.sort()
        return self._reconsidered(place, [found for found in readings[:_KEPT_LINKS] if -found[0] >= best - _NO_SHARE])

    def _reconsidered(self, place: Situation, readings: list[Points]) -> list[Points]:
        """The readings in a new order where two metrics are nearly equal and the words of the sentence prefer one."""
        if not readings or -readings[0][0] < _HOPELESS or self.index.opinion is None:
            return readings
        first = readings[0]
        rival = next((reading for reading in readings if reading[2] != first[2]), None)
        if rival is None or rival[0] - first[0] > WEIGHTS.close or not self._comparable(first[2], rival[2]):
            return readings
        at = self.scan.clause_at(place.clause.start)
        said = self.scan.clauses[self.scan.sentences[place.clause.sentence] : at + 1]
        likeness = self.index.opinion.cosines([self.scan.text[clause.start : clause.end] for clause in said])
        base = likeness.get(first[2], 0.0)
        return sorted(
            (points - WEIGHTS.opinion * (likeness.get(metric, 0.0) - base), entity, metric, name)
            for points, entity, metric, name in readings
        )

    def _comparable(self, metric: str, other: str) -> bool:
        """False for a level and its change, which grammar tells apart, and where a name in Chinese is lacking."""
        alike = (metric in self.index.changing) == (other in self.index.changing)
        return alike and metric in self.index.chinese and other in self.index.chinese

    def _remember(self, place: Situation, link: Link, share: Share | None) -> None:
        clause = place.clause
        sure = link.score >= WEIGHTS.sure
        self.carrier.remember(clause, place.quantity, link, sure=sure)
        shy = any(mention.demotion >= 1.0 and link.entity in mention.entities for mention in clause.mentions)
        if place.quantity.role == "from":
            shy = shy or any(self.subjects.starts(mention) for mention in clause.mentions)
        if sure and not shy and (share is None or not share.entities or share.leads):
            self.subjects.go_on(clause, link)

    def _misfit(self, place: Situation, metric: str) -> float:
        """Points lost where the number is a rise and the metric a level, or the other way round."""
        quantity = place.quantity
        changing, moves = metric in self.index.changing, self.index.moved[metric]
        lost = 0.0
        if quantity.role in _CHANGES and not changing:
            lost += WEIGHTS.level * (WEIGHTS.level_measured if self._loses(quantity) else _change_shows(quantity))
        points = quantity.unit == "percentage_point" != self.index.metrics[metric].unit
        if points and not moves:
            lost += WEIGHTS.level_points
        if quantity.role in _LEVELS and changing:  # 降价 500 元, 降到 3,499 元
            named = quantity.unit in _SHARES and bool(place.own & self.index.changes)
            lost += WEIGHTS.change if named else WEIGHTS.level_reached
        if moves and quantity.role not in _CHANGES and all(self.features.get(move, 0.0) < 0.3 for move in moves):
            based = self._of_a_base(quantity)
            if not (based and self._multiple(quantity, metric)):  # 升至基线的 9.7 倍 is 抗体升高倍数
                lost += WEIGHTS.change + (WEIGHTS.unmoved if based else 0.0)
        if self._other_base(quantity, self.index.metric_features[metric]):
            lost += WEIGHTS.other_base
        if quantity.role == "part" and metric == self.carrier.metric:
            lost += WEIGHTS.repeated
        return lost

    def _multiple(self, quantity: Quantity, metric: str) -> bool:
        """True for a multiple that a metric of multiples may be, whatever its name calls it."""
        return quantity.unit == "times" == self.index.metrics[metric].unit

    def _loses(self, quantity: Quantity) -> bool:
        """亏损 2.3 亿元, 节省 3 万元: amounts in words that sound like a fall."""
        return quantity.role == "decrease" and not _LOST.isdisjoint(self.scan.text[quantity.start - 4 : quantity.start])

    def _of_a_base(self, quantity: Quantity) -> bool:
        """恢复到 2019 年的 108%: a share of what it was is no growth."""
        return (
            quantity.unit in _SHARES
            and self.scan.text[max(0, quantity.start - 2) : quantity.start].rstrip()[-1:] == "的"
        )

    def _other_base(self, quantity: Quantity, features: frozenset[int]) -> bool:
        """环比下降 4.1% is no growth over the year, and the other way round."""
        if "mom" not in quantity.flags and "yoy" not in quantity.flags:
            return False
        yoy, mom = (self.index.feature_ids.get(name, -1) in features for name in ("c:yoy", "c:mom"))
        return ("mom" in quantity.flags and yoy and not mom) or ("yoy" in quantity.flags and mom and not yoy)

    def _unexplained(self, place: Situation, metric: str) -> float:
        """Points lost where the clause names other measures, or only things that the pack does not know."""
        features = self.index.metric_features[metric]
        others = place.measured - features if place.measured else _NOTHING
        lost = min(1.0, WEIGHTS.unexplained * len(others))
        if place.named and not place.named & features:
            lost += WEIGHTS.stranger
        if metric in self.index.chinese and self._modified(place, features):
            lost += WEIGHTS.modified
        lost += WEIGHTS.exclusive * self.index.opposed(place.own, metric)
        if place.heads and place.heads.isdisjoint(features) and not features.isdisjoint(self.index.named):
            lost += WEIGHTS.headless
        wanted = self.index.wanted[metric]
        speaks = place.unknown >= SPEAKS or place.foreign or bool(others)
        if speaks and wanted and wanted.isdisjoint([feature for feature, _, _ in place.clause.features]):
            lost += WEIGHTS.baseless
            rivals = place.foreign or others & self.index.measurable(place.quantity.unit)
            if rivals and all(self.features.get(feature, 0.0) < _NEAR for feature in wanted):
                lost += WEIGHTS.nowhere
        return lost

    def _modified(self, place: Situation, features: frozenset[int]) -> bool:
        """销售费用 is no 研发费用: a known word that the metric lacks touches, on its left, the word that it has."""
        head = start = -1
        before = place.quantity.start
        for feature, begin, end in place.clause.features:
            if feature in features and end <= before and begin > start:
                head, start = feature, begin
        if head < 0 or head in self.index.changes:
            return False
        touching = [feature for feature, _, end in place.clause.features if end == start]
        return bool(touching) and features.isdisjoint(touching) and not self.index.changes.issuperset(touching)

    def _owners(self, metric: str, place: Situation, leading: list[str], least: float) -> dict[str, float]:
        """Entities that may own a figure of the metric: in focus, or relatives of one in focus that have a figure.

        Those with fewer points than ``least`` are left out.
        """
        owners, salience = self.index.owners.get(metric, _NOBODY), place.salience
        lacking = -WEIGHTS.no_pair if owners else WEIGHTS.no_figures
        found = {name: salience[name] + lacking for name in leading if name not in owners}
        pair, figures = WEIGHTS.pair, WEIGHTS.figures
        related = self.index.kin if salience[leading[0]] + pair + _KNOWN * _MOST_SEEN >= least else _NOBODY
        for owner, count in owners.items():
            points = salience.get(owner)
            value = _NOWHERE if points is None else points + pair + figures * count
            for points, relative in place.kin.get(owner) or self._kin(owner, place) if owner in related else ():
                if relative not in owners:
                    value = max(value, points)
                    break
            if value >= least and value > _NOWHERE:
                found[owner] = value
        return found

    def _kin(self, owner: str, place: Situation) -> list[tuple[float, str]]:
        """Points of an entity for each one in focus that may be named in its stead, most first."""
        salience = place.salience
        named = [relative for relative in self.index.kin[owner] if relative[0] in salience]
        if not named:
            return []
        seen, loss = salience.get(owner, 0.0), WEIGHTS.relative
        if owner in self.subjects.total:
            loss = WEIGHTS.relative_seen if seen > _SEEN else WEIGHTS.relative_page
        known, pair = _KNOWN * min(seen, _MOST_SEEN), WEIGHTS.pair
        found = []
        for entity, steps, broader in named:
            up = WEIGHTS.up if broader else 0.0  # points lost on the way to a narrower or broader term
            found.append((salience[entity] + pair - (loss * steps - known + up), entity))
        found.sort(reverse=True)
        place.kin[owner] = found
        return found


def _change_shows(quantity: Quantity) -> float:
    """How surely 增加 N is no level: 增加了两个阶段 names a count, 便宜了一千元 a difference."""
    if quantity.unit == "percentage_point":
        return WEIGHTS.level_apart
    if quantity.unit in _SHARES:
        return 1.0
    if quantity.role == "excess" or quantity.role == "decrease":
        return WEIGHTS.level_apart  # 比信通高 2.6 元, 减少 1,300 人
    return WEIGHTS.level_counted if quantity.kind in {"count", "number"} else WEIGHTS.level_measured


def _probabilities(readings: list[Points]) -> tuple[Link, ...]:
    """Points to shares of belief: softmax with the reading that nothing fits."""
    if not readings:
        return ()
    nothing, temperature = WEIGHTS.nothing, WEIGHTS.temperature
    top = max(nothing, -readings[0][0])
    powers = [math.exp((-reading[0] - top) / temperature) for reading in readings]
    total = sum(powers) + math.exp((nothing - top) / temperature)
    links = [
        Link(entity, metric, round(min(power / total, _most(name)), 4), name)
        for (_, entity, metric, name), power in zip(readings, powers, strict=True)
    ]
    links.sort(key=_score, reverse=True)
    return tuple(links)


_score = attrgetter("score")


def _most(name: str) -> float:
    """A reading that no word of the text speaks for is never sure, however well everything else fits."""
    return WEIGHTS.wordless if name in WORDLESS else 1.0
