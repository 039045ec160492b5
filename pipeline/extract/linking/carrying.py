"""Metrics that more than the words near a number speaks for: the number before, a list, the unit, the body."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from pipeline.extract.linking.fit import SAME
from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.lists import Share
from pipeline.extract.linking.measures import BY_VERB, MeasureFinder
from pipeline.extract.linking.page import Clause, PageScan
from pipeline.extract.linking.surroundings import unit_dimension
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.model import Link, Quantity

SPEAKS = 2  # unknown Han characters from which on a clause speaks of something that the pack does not know
BY_UNIT, BY_BODY, AS_BEFORE = "单位", "正文", "同上"
WORDLESS = frozenset({BY_UNIT, BY_BODY, BY_VERB})  # evidence that is no word of the text near the number
_CLOSE = 0.8
_GENERIC = frozenset({"", "count"})
_TIMED = ("/s", "/min", "/h", "/hour", "/day", "/month", "/year")
_CONVERTED = re.compile(r"(?:折|约|换算)合[^，。；]{0,5}$")

Metrics = dict[str, tuple[float, float, str]]


@dataclass(slots=True)
class Situation:
    """A number where it stands.

    ``own``: features before it in its clause, ``measured`` those of measures. ``unknown``: Han characters there that
    nothing explains. ``rises``: the number is a rise, a fall or an excess. ``foreign``: a measure there that no metric
    of the pack has. ``named``: features of the metric named last there, ``heads`` those of the word that only a verb
    parts from the number. ``salience``: entity to points. ``metrics``:
    metric to likeness, unit fit and the name or reason that speaks for it. ``kin``: entity to the points of those that
    may be named in its stead.
    """

    quantity: Quantity
    clause: Clause
    salience: dict[str, float]
    own: set[int] = field(default_factory=set)
    measured: set[int] = field(default_factory=set)
    unknown: int = 0
    rises: bool = False
    foreign: bool = False
    named: frozenset[int] = frozenset()
    heads: frozenset[int] = frozenset()
    metrics: Metrics = field(default_factory=dict)
    kin: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    _focus: str | None = None

    def likelier(self, metric: str, fit: float, gain: float, name: str) -> None:
        """Add evidence for a metric to what speaks for it already."""
        likeness, _, known = self.metrics.get(metric, (0.0, fit, name))
        self.metrics[metric] = (1 - (1 - likeness) * (1 - gain), fit, known)

    def focus(self) -> str:
        """The entity most in focus, empty where there is none; ``salience`` must not change any more."""
        if self._focus is None:
            most = max(self.salience.values(), default=0.0)
            self._focus = max([name for name, points in self.salience.items() if points == most], default="")
        return self._focus

    def leading(self, count: int) -> list[str]:
        """The entities most in focus, most first."""
        return [name for _, name in sorted([(-points, name) for name, points in self.salience.items()])[:count]]


def fraction(quantity: Quantity) -> bool:
    """一致性系数 0.84: a number with a fraction and no unit counts nothing; few metrics are stated so."""
    return not quantity.unit and quantity.value is not None and bool(quantity.value % 1) and abs(quantity.value) < 100


class Carrier:
    """Remembers what the numbers of a page were about and lends it to later ones."""

    def __init__(self, scan: PageScan, index: PackIndex, measures: MeasureFinder) -> None:
        self.scan = scan
        self.index = index
        self.measures = measures
        self.metric = ""
        self._sentence, self._unit, self._counted = -1, "", False
        self._money: tuple[int, str] = (-1, "")
        self._worded = True
        self._settled: Counter[tuple[str, str]] = Counter()

    def remember(self, clause: Clause, quantity: Quantity, link: Link, *, sure: bool) -> None:
        """Keep what a number was linked to."""
        self._sentence, self._unit, self.metric = clause.sentence, quantity.unit, link.metric
        self._counted = quantity.kind == "count"
        self._worded = link.evidence not in WORDLESS
        if quantity.kind == "money":
            self._money = (clause.sentence, link.metric)
        if sure:
            self._settled[link.entity, link.metric] += 1

    def carried_noun(self, quantity: Quantity, sentence: int) -> str:
        """总参数 6710 亿, 激活 37 亿: a bare number counts what the last bare number of the sentence counted."""
        if quantity.unit or not self.metric or self._sentence != sentence:
            return quantity.unit
        if fraction(quantity):
            return quantity.unit
        noun = self.index.metrics[self.metric].unit
        return noun if not self._unit or (self._counted and self._unit == noun) else quantity.unit

    def lend(self, place: Situation, share: Share | None) -> None:
        """Raise the metrics that the number before, a list, the unit or (in the title) the body speak for."""
        self._last(place)
        self._change_of_last(place)
        self._level_of_last(place)
        self._only_one(place)
        if share is not None and share.forms:
            self._listed(place, share)
        if place.clause.paragraph == 0:
            self._as_in_body(place)

    def _last(self, place: Situation) -> None:
        """A number in the unit of the last one goes on about the same thing unless its clause says otherwise."""
        quantity = place.quantity
        sentence, metric, converted = self._sentence, self.metric, False
        fit = self.index.fit(quantity.unit).get(metric, 0.0)
        alike = unit_dimension(self._unit) == unit_dimension(quantity.unit) and fit >= WEIGHTS.alike
        timed = self._unit.endswith(_TIMED) and quantity.kind != "money"
        if place.clause.sentence == sentence and self._unit.startswith(f"{quantity.unit}/") and not timed:
            alike, fit = True, SAME  # 亩产 439 公斤, B 达到 712 公斤
        elif quantity.kind == "money" and _CONVERTED.search(self.scan.text, place.clause.start, quantity.start):
            converted = True
            sentence, metric = self._money
            fit = self.index.fit(quantity.unit).get(metric, 0.0)
            alike = fit > 0
        distance = place.clause.sentence - sentence
        if metric and alike and 0 <= distance <= 1:
            gain = WEIGHTS.same_when_bare if converted else self._gain(place, metric, distance)
            # what no word spoke for is not surer the second time
            place.likelier(metric, fit, gain, AS_BEFORE if self._worded or converted else BY_BODY)

    def _gain(self, place: Situation, metric: str, distance: int) -> float:
        """How much the last number says: most where the clause has no words of its own, little where it has others."""
        if fraction(place.quantity) and not distance:
            return WEIGHTS.same_when_bare
        features, changes = self.index.metric_features[metric], self.index.changes
        spoken = place.own & (self.index.content | changes)
        if not spoken and place.unknown < SPEAKS:
            gain = WEIGHTS.same_when_bare_earlier if distance else WEIGHTS.same_when_bare
        else:
            gain = WEIGHTS.same_as_earlier if distance else WEIGHTS.same_as_last
        total = self.index.feature_ids.get("c:total", -1)
        summed = any(cue == "sum" for cue, _, _ in place.clause.cues)
        if spoken - features or summed or (total in place.own and total not in features):
            gain *= WEIGHTS.other_measure
        elliptic = not spoken and not distance and bool(place.clause.mentions)  # A 下降 2.1%，B 只有 0.3%
        if (features & changes and not place.own & changes and not elliptic) or (
            place.rises and not features & changes
        ):
            gain *= WEIGHTS.other_measure
        return gain * self.measures.familiarity(place.unknown)

    def _change_of_last(self, place: Situation) -> None:
        """毛利率从 A 升至 B，提高了 C: a bare rise or fall is that of what the last number of the sentence measured."""
        last = self.index.metric_features.get(self.metric, frozenset())
        changes, content = self.index.changes, self.index.content
        if not place.rises or not last or last & changes or place.clause.sentence != self._sentence:
            return
        if place.own & content - changes or place.unknown >= SPEAKS:
            return
        for metric in list(place.metrics):
            features = self.index.metric_features[metric]
            if features & changes and last & content and last & content <= features:
                place.likelier(metric, place.metrics[metric][1], WEIGHTS.same_when_bare, AS_BEFORE)

    def _level_of_last(self, place: Situation) -> None:
        """良率提高了 27%，停在 88%: what a bare number says after a rise is the level of what rose."""
        last = self.index.metric_features.get(self.metric, frozenset())
        changes, content = self.index.changes, self.index.content
        if place.rises or place.foreign or not last & changes or place.clause.sentence != self._sentence:
            return
        if place.own & content or place.unknown >= SPEAKS or place.clause.mentions:
            return
        rose, weights = (last & content) - changes, self.index.weights
        full = sum(weights[feature] for feature in rose)
        for metric, fit in self.index.fit(place.quantity.unit).items():
            features = self.index.metric_features.get(metric, frozenset())
            shared = sum(weights[feature] for feature in rose & features)
            if fit >= WEIGHTS.alike and shared and not features & changes and shared >= full / 2:
                place.likelier(metric, fit, WEIGHTS.same_when_bare, AS_BEFORE)

    def _only_one(self, place: Situation) -> None:
        """The unit alone speaks for a metric where the one in focus has figures of no other metric in such a unit."""
        unit = place.quantity.unit
        generic = unit in _GENERIC and not fraction(place.quantity)
        metric = "" if place.foreign or generic else self.index.only_metric(place.focus(), unit)
        if metric and not self.index.metric_features[metric] & self.index.changes:
            gain = WEIGHTS.unit_only * self.measures.familiarity(place.unknown) ** 2
            if self.index.rare(unit) or fraction(place.quantity):
                gain = WEIGHTS.unit_rare * self.measures.familiarity(place.unknown)
            place.likelier(metric, self.index.fit(unit)[metric], gain, BY_UNIT)

    def _listed(self, place: Situation, share: Share) -> None:
        """营收和净利润分别为: each number has its own metric."""
        metrics = {self.index.forms[form][0] for form in share.forms}
        others = {self.index.forms[form][0] for form in share.other_forms} - metrics
        for metric in metrics & place.metrics.keys():
            place.likelier(metric, place.metrics[metric][1], WEIGHTS.listed_metric, "分别")
        for metric in others & place.metrics.keys():
            likeness, fit, name = place.metrics[metric]
            place.metrics[metric] = (likeness * (1 - WEIGHTS.listed_metric), fit, name)

    def _as_in_body(self, place: Situation) -> None:
        """A number of the title is likely about what the numbers of its unit in the body are about."""
        fits = self.index.fit(place.quantity.unit)
        counts = {pair: count for pair, count in self._settled.items() if fits.get(pair[1], 0.0) >= _CLOSE}
        focus = place.focus()
        named = Counter({metric: count for (entity, metric), count in counts.items() if entity == focus})
        if not named:
            for (_, metric), count in counts.items():
                named[metric] += count
        for metric, count in named.items():
            place.likelier(metric, fits[metric], WEIGHTS.on_page * count / sum(named.values()), BY_BODY)
