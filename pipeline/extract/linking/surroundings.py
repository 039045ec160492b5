"""What stands around a number: words of metrics, verbs and grammar that say what it measures, with their weights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.extract.linking.index import PackIndex
from pipeline.extract.linking.page import CIRCUMSTANCE, Clause, PageScan
from pipeline.extract.linking.weights import WEIGHTS
from pipeline.extract.linking.words import name_features, word_table
from pipeline.model import Quantity
from pipeline.units import dimension

_ROLE_CONCEPTS = {
    "increase": ("growth",),
    "decrease": ("drop",),
    "excess": ("growth",),
    "ratio": ("ratio",),
}
_RATIOS = frozenset({"percent", "times"})
_MOVED = frozenset({"increase", "decrease", "excess"})
# 长 14.6 公里: adjectives that touch a number and name its measure.
_ADJECTIVES = {
    "长": ("length",),
    "宽": ("width",),
    "高": ("height", "altitude"),
    "厚": ("thickness",),
    "深": ("depth",),
    "重": ("weight",),
    "价": ("price",),
}
_CLASSIFIED = re.compile(r"[\d.,一二三四五六七八九十百千万亿两几数多余]\s?([㐀-鿿])$")
_NAMES_MEASURE = frozenset(_ADJECTIVES)
_CLASSIFIERS = frozenset({"count", "device", "piece", "item", "set", "unit", "group"})
_CLAUSES = 8
_TOPIC = 16  # characters of a sentence that announces what the next is about
_NOUN_REACH = 4
_ADJECTIVE = re.compile(r"([长宽高厚深重价])(?:度|量|格)?(?:达|为|是|至)?$")
# 24.7 公里长
_ADJECTIVE_AFTER = re.compile(r"\s?([长宽高厚深重])(?=[，,。；;、）)\s]|$)")
_PIECE = re.compile(r"/(?!(?:share|s|min|h|hour|day|week|month|quarter|year|person|user)$)\w+$")
# What the dimension of a unit already says about the measure.
_DIMENSION_CONCEPTS = {
    "s": "duration",
    "g": "weight",
    "W": "power",
    "W*s": "energy",
    "bit*s^-1": "bandwidth",
    "flop*s^-1": "compute",
    "op*s^-1": "compute",
    "degC": "temperature",
    "m^2": "area",
    "s^-1": "frequency",
    "W*g^-1*s": "density",
    "C_rate": "c_rate",
    "#person": "people",
    "m*s^-1": "speed",
    "V": "voltage",
    "N": "thrust",
}


_ASKED = re.compile(r"(?:(?<![收盘])报|卖|售|卖到|要价|开价|叫价|售予|标)(?:到|为|在)?$")
_COMPARED = re.compile(r"\s?(?:相比|相较|的基础上)")
_EARNED = re.compile(r"(?:(?<![多少])赚|净赚|盈利)(?:到|得|回)?了?$")
_FUNCTION = (
    "的了是为在也就还则只又从到把被将以及与和对比较约近都能可以会等这那其此该个着过来去上下中里内外前后再已更最很仅才有无不没达至于由向给让使用"
    "每各某两年月日今本当时大多少几余超逾突破左右，。、《》“”（）：；"
)
VERBS = re.compile(
    r"[\s（(]*(?:[为是达到至约近逾超过有仅只在了已的：:升降增减涨跌落滑拉长压缩提高扩大则也就还能可将会不足突破由从均占再又竟更大小掉回收报]|[^，。；（）]{1,9}[)）]){0,7}\s*"
)
_NONE: frozenset[int] = frozenset()
_SOME = 2  # unknown characters that a verb stands
_PERSON = re.compile(r"[他她我你您](?!们)")
_PARTICLES = "了出下到掉着过成得起来回去上着"
_SOFTENERS = " 约近逾大不足到超过将只有仅几乎"


# A Han character that is no function word
_CONTENT = re.compile(rf"[^\0-\u3400\ua000-\U0010ffff{re.escape(_FUNCTION)}]")


def _near_after(gap: int) -> float:
    return 1.0 if gap <= 2 else 0.75 if gap <= 8 else 0.45


@lru_cache(maxsize=4096)
def unit_dimension(unit: str) -> str:
    """The dimension of a unit, empty where it has none."""
    try:
        return dimension(unit)
    except ValueError:
        return ""


def _in_name(clause: Clause, start: int, end: int) -> bool:
    return any(mention.start <= start and end <= mention.end for mention in clause.mentions)


def _take(clause: Clause, weight: float, features: dict[int, float], names: dict[int, float]) -> None:
    for hits, into in ((clause.features, features), (clause.forms, names)):
        for ident, start, end in hits:
            if weight > into.get(ident, 0.0) and not (clause.cell >= 0 and _in_name(clause, start, end)):
                into[ident] = weight


def _nearness(quantity: Quantity, others: list[tuple[int, int]], comma: int, start: int, end: int) -> float:
    """What a word of the clause counts: less where other numbers, or 、 at ``comma``, stand between."""
    before, after = quantity.start, quantity.end
    if any(left <= start and end <= right for left, right in others):
        return WEIGHTS.inside_other
    weight, crossed = 1.0, 0
    if end <= before:
        crossed = sum(end <= left and right <= before for left, right in others)
    elif start >= after:
        weight = _near_after(start - after)
        crossed = 3 * sum(after <= left and right <= start for left, right in others) + 3 * (0 <= comma < start)
    return weight * WEIGHTS.between**crossed if crossed else weight


class Surroundings:
    """Gathers what speaks for metrics around one quantity after the other of a page."""

    def __init__(self, scan: PageScan, index: PackIndex, quantities: tuple[Quantity, ...]) -> None:
        self.scan = scan
        self.index = index
        self.quantities = quantities
        self._unknown: dict[int, int] = {}
        self._touched: tuple[int, set[int]] = (-1, set())
        self._spans: dict[int, list[tuple[int, int]]] = {}
        self._ratio = self._concepts(("ratio",))
        self._base = self._concepts(("ratio", "share"))
        self._rate = self._concepts(("rate", "ratio", "share"))
        self._difference = self._concepts(("difference",))
        self._price, self._profit = self._concepts(("price",)), self._concepts(("profit",))
        self._roles = {role: self._concepts(names) for role, names in _ROLE_CONCEPTS.items()}
        self._dimensions = {dim: self._concepts((name,)) for dim, name in _DIMENSION_CONCEPTS.items()}

    def _concepts(self, names: tuple[str, ...]) -> tuple[int, ...]:
        ids = self.index.feature_ids
        return tuple(ids[f"c:{name}"] for name in names if f"c:{name}" in ids)

    def evidence(self, number: int) -> tuple[dict[int, float], dict[int, float], dict[int, float]]:
        """Weights of features and of whole names around a quantity, by how near they stand, and those of verbs."""
        quantity = self.quantities[number]
        at = self.scan.clause_at(quantity.start)
        clause = self.scan.clauses[at]
        features: dict[int, float] = {}
        names: dict[int, float] = {}
        self._own_clause(clause, quantity, features, names)
        familiar = self.familiarity(self.unknown(clause, quantity))
        self._earlier(at, quantity, features, names, familiar)
        self._following(at, quantity, features, names)
        for label in self.scan.labels(at):
            _take(label, WEIGHTS.header, features, names)
        self._from_grammar(quantity, features, familiar)
        return features, names, {} if self.touching(number) else self._verbs(at, quantity)

    def _verbs(self, at: int, quantity: Quantity) -> dict[int, float]:
        """What verbs of the clause, of the one before and right before the number speak for."""
        clauses = self.scan.clauses
        found: dict[int, float] = {}
        clause = clauses[at]
        if _PERSON.search(self.scan.text, clause.start, quantity.start):  # 他坐车花了
            return found
        familiar = WEIGHTS.unknown ** max(0, self.unknown(clause, quantity) - _SOME)
        lead = self.scan.text[max(clause.start, quantity.start - 12) : quantity.start].rstrip(_SOFTENERS)
        for feature in self._verb(lead):
            found[feature] = WEIGHTS.touching * familiar**2
        if quantity.kind == "money" and _PIECE.search(quantity.unit):  # 每盒 9,860 元: of a piece, or of another pack
            found.update(dict.fromkeys(self._price, WEIGHTS.touching * familiar**2))
        last = self._last_number(clause, quantity)
        for feature, start, _ in clause.verbs:
            if start >= last:
                found[feature] = max(found.get(feature, 0.0), WEIGHTS.verb * familiar)
        if last == clause.start and at and clauses[at - 1].sentence == clause.sentence:
            for feature, _, _ in clauses[at - 1].verbs:
                found[feature] = max(found.get(feature, 0.0), WEIGHTS.verb_before * familiar)
        return found

    def _unit_words(self, quantity: Quantity) -> tuple[int, ...]:
        """The features of a counted noun: 20 个 of SMs are SMs, 60 层 speak of 层数."""
        ids = self.index.feature_ids
        noun = _CLASSIFIED.search(quantity.quote) if quantity.unit in _CLASSIFIERS else None
        wanted = name_features(f"{noun.group(1)}数") if noun else frozenset()
        if quantity.unit != "count":
            wanted |= name_features(quantity.unit)
        return tuple(ids[feature] for feature in sorted(wanted) if feature in ids)

    def _from_grammar(self, quantity: Quantity, features: dict[int, float], familiar: float) -> None:
        """What unit, role and the words that touch the number say about the measure without naming it."""

        def add(found: tuple[int, ...], weight: float) -> None:
            for feature in found:
                if weight > features.get(feature, 0.0):
                    features[feature] = weight

        unit, role = quantity.unit, quantity.role
        lead = self.scan.text[max(0, quantity.start - 12) : quantity.start].rstrip(_SOFTENERS)
        if "per_prefix" in quantity.flags:
            lead = lead.rpartition("每")[0] or lead
        dim = unit_dimension(unit)
        add(self._dimensions.get(dim, ()), WEIGHTS.dimension * familiar**2)
        if unit in _RATIOS and lead.endswith("的"):
            add(self._base, WEIGHTS.dimension)
        if unit == "percent" and "占" in lead:
            add(self._rate, WEIGHTS.base_share)
        if quantity.kind == "count":
            add(self._unit_words(quantity), WEIGHTS.classifier if unit == "count" else WEIGHTS.unit_word)
        add(self._roles.get(role, ()), 0.8)
        add(self._difference if role in _MOVED and unit not in _RATIOS else (), 0.8)
        if unit == "times" and role not in {"increase", "decrease"}:
            add(self._ratio, 0.9)
        for found in self._touching_words(quantity, lead, dim):
            add(found, WEIGHTS.adjective * familiar**2)

    def _touching_words(self, quantity: Quantity, lead: str, dim: str) -> Iterator[tuple[int, ...]]:
        """长 14.6 公里, 报 398 元: features of the adjective or verb that touches the number."""
        if quantity.kind == "money" and _ASKED.search(lead):
            yield self._price
        if quantity.kind == "money" and _EARNED.search(lead):
            yield self._profit
        if dim in {"m", "g"} and (adjective := _ADJECTIVE_AFTER.match(self.scan.text, quantity.end)):
            yield self._concepts(_ADJECTIVES[adjective[1]])
        adjective = None if _NAMES_MEASURE.isdisjoint(lead[-3:]) else _ADJECTIVE.search(lead)
        if adjective and (dim in {"m", "g"} or adjective.group(1) == "价"):
            yield self._concepts(_ADJECTIVES[adjective.group(1)])
            if "比" in lead:
                yield self._difference

    def _verb(self, lead: str) -> tuple[int, ...]:
        """造了, 卖出: features of the verb that ``lead`` ends in, unless it is the end of a longer word (服装)."""
        table, whole = self.index.touching, word_table().chinese
        for text in (lead, lead.rstrip(_PARTICLES)):
            if text[-1:] not in self.index.touching_ends:
                continue
            for width in (4, 3, 2, 1):
                if found := table.get(text[-width:]):
                    longer = width == 1 and any(text[-size:] in whole for size in (2, 3, 4) if len(text) >= size)
                    return () if longer else found
        return ()

    def _own_clause(
        self, clause: Clause, quantity: Quantity, features: dict[int, float], names: dict[int, float]
    ) -> None:
        before = quantity.start
        modified = before - len(quantity.modifier) - 1 if quantity.modifier else before
        numbers = [self.quantities[other] for other in clause.quantities]
        spans = [(other.start, other.end) for other in numbers if other is not quantity]
        comma, moves = self.scan.text.find("、", quantity.end, clause.end), self.index.moves
        for hits, into in ((clause.features, features), (clause.forms, names)):
            for ident, start, end in hits:
                if ident in moves and modified <= start < before:
                    continue
                weight = _nearness(quantity, spans, comma, start, end) if spans or end > before else 1.0
                if weight > into.get(ident, 0.0):
                    into[ident] = weight

    @staticmethod
    def familiarity(unknown: int) -> float:
        """1 where all words around the number are known, less where its clause speaks of what is not (月费定在)."""
        return WEIGHTS.unknown ** max(0, unknown - 3)

    def unknown(self, clause: Clause, quantity: Quantity) -> int:
        """Han characters from the number before to this one, and right after it, that no table or name explains."""
        known = self._unknown.get(quantity.start)
        if known is None:
            known = self._unknown[quantity.start] = self._unexplained(clause, quantity)
        return known

    def _last_number(self, clause: Clause, quantity: Quantity) -> int:
        """Where the number before in the clause ends, or the clause begins."""
        start = quantity.start
        ends = [end for number in clause.quantities if (end := self.quantities[number].end) <= start]
        return max(ends) if ends else clause.start

    def _explained(self, clause: Clause) -> list[tuple[int, int]]:
        """The spans of a clause that a word of the tables or a name explains, in reading order."""
        spans = self._spans.get(clause.start)
        if spans is None:
            spans = [(left, right) for _, left, right in clause.features]
            spans += [(left, right) for _, left, right in clause.verbs]
            spans += [(left, right) for _, left, right in clause.cues]
            spans += [(mention.start, mention.end) for mention in clause.mentions]
            spans.sort()
            self._spans[clause.start] = spans
        return spans

    def _unexplained(self, clause: Clause, quantity: Quantity) -> int:
        text = self.scan.text
        start = self._last_number(clause, quantity)
        stop = min(clause.end, quantity.end + _NOUN_REACH)
        count, at = 0, start
        spans = self._explained(clause)
        for left, right in spans:
            if left >= quantity.start:
                break
            if left > at:
                count += len(_CONTENT.findall(text, at, left))
            at = max(at, right)
        if at < quantity.start:
            count += len(_CONTENT.findall(text, at, quantity.start))
        for at in range(quantity.end, stop):
            if not _CONTENT.match(text, at) or any(left <= at < right for left, right in spans):
                break
            count += 1
        return count

    def named(self, clause: Clause, quantity: Quantity) -> frozenset[int]:
        """Features of the metric name that stands last before the number, with no other number between."""
        if not clause.forms:
            return _NONE
        after, before = self._last_number(clause, quantity), quantity.start
        last = max((start for _, start, end in clause.forms if start >= after and end <= before), default=-1)
        if last < 0:
            return _NONE
        forms = [form for form, start, _ in clause.forms if start == last]
        features = [self.index.metric_features[self.index.forms[form][0]] for form in forms]
        return features[0] if len(features) == 1 else frozenset().union(*features)

    def heads(self, clause: Clause, quantity: Quantity) -> frozenset[int]:
        """Features of the last known word before the number, where at most a verb stands between: of 销售费用, 费用."""
        last = max((end for _, _, end in clause.features if end <= quantity.start), default=-1)
        if last < 0 or not VERBS.fullmatch(self.scan.text, last, quantity.start):
            return frozenset()
        return frozenset(feature for feature, _, end in clause.features if end == last)

    def _speaks(self, clause: Clause, quantity: Quantity) -> bool:
        """True where the clause itself says what is measured before the number."""
        return any(end <= quantity.start and ident in self.index.measures for ident, _, end in clause.features)

    def _earlier(
        self, at: int, quantity: Quantity, features: dict[int, float], names: dict[int, float], familiar: float
    ) -> None:
        """Earlier clauses of the sentence; what sentences before say comes by way of their numbers alone."""
        clauses = self.scan.clauses
        if clauses[at].cell > 0:
            return
        first = max(self.scan.sentences[clauses[at].sentence], at - _CLAUSES)
        distance = 0
        for clause in reversed(clauses[first:at]):
            distance += 2 if clause.strong else 1
            weight = WEIGHTS.near[min(distance, len(WEIGHTS.near) - 1)]
            if any(self._rivals(self.quantities[other], quantity) for other in clause.quantities):
                weight *= WEIGHTS.consumed if self._speaks(clauses[at], quantity) else WEIGHTS.taken
            _take(clause, weight * familiar, features, names)
        topic = self._topic_sentence(clauses[at])
        if topic is not None:
            _take(topic, WEIGHTS.near[2] * familiar, features, names)

    def _topic_sentence(self, clause: Clause) -> Clause | None:
        """价格是绕不过去的坎。上市时每盒 9860 元: a short sentence with no number says what the next speaks of."""
        scan = self.scan
        first = scan.sentences[clause.sentence]
        if not first or not clause.sentence or scan.sentences[clause.sentence - 1] != first - 1:
            return None
        before = scan.clauses[first - 1]
        if before.end - before.start > _TOPIC or before.quantities or before.paragraph != clause.paragraph:
            return None
        opens = any(at == before.start and ident in self.index.content for ident, at, _ in before.features)
        return before if opens else None

    def _following(self, at: int, quantity: Quantity, features: dict[int, float], names: dict[int, float]) -> None:
        """What the next clause of the sentence says, as in 7 月 28 日, 某公司发布新车."""
        clauses = self.scan.clauses
        if quantity.date and at + 2 < len(clauses) and CIRCUMSTANCE.match(self.scan.text, clauses[at + 1].start):
            at += 1  # 8 月 19 日，随着 … 合闸，A 并网
        if at + 1 < len(clauses) and clauses[at + 1].sentence == clauses[at].sentence and not clauses[at].strong:
            said = any(begin >= quantity.end and f in self.index.content for f, begin, _ in clauses[at].features)
            weight = WEIGHTS.following_date if quantity.date and not said else WEIGHTS.following
            ends = not quantity.date and not clauses[at + 1].quantities and clauses[at].end - quantity.end <= 1
            if ends or _COMPARED.match(self.scan.text, quantity.end):  # 与 2023 年的 18 亿元相比, A 的净利润增至
                weight = WEIGHTS.following_end
            _take(clauses[at + 1], weight, features, names)
            for later in clauses[at + 2 : at + 4] if quantity.date and not clauses[at + 1].features else ():
                if later.sentence == clauses[at].sentence:
                    _take(later, weight * WEIGHTS.later_date, features, names)

    @staticmethod
    def _rivals(other: Quantity, quantity: Quantity) -> bool:
        return other.unit == quantity.unit or (
            other.kind == "measure" and unit_dimension(other.unit) == unit_dimension(quantity.unit)
        )

    def touching(self, number: int) -> set[int]:
        """Names of metrics that only a verb stands between and the number: 毛利率为 21%."""
        if self._touched[0] != number:
            self._touched = number, self._between(number)
        return self._touched[1]

    def _between(self, number: int) -> set[int]:
        quantity = self.quantities[number]
        forms = self.scan.clauses[self.scan.clause_at(quantity.start)].forms
        if not forms:
            return set()
        text, before = self.scan.text, quantity.start
        return {form for form, _, end in forms if end <= before and VERBS.fullmatch(text, end, before)}
