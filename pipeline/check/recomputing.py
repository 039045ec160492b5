"""Operations that the text itself spells out, computed from the pack's figures: growth, ratios, shares, sums, per unit.

The grammar fixes the operands, never the value: 营收 36.8 亿元，同比增长 15% is the figure that supports 36.8 亿元 over
the one of the year before; 是 T3 的 1.5 倍 is one metric of two entities. Each rule gives at most one computation, so
that an agreement is no accident. ``firm`` operations also refute: both operands are then certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.check.operands import (
    Stated,
    counterpart,
    entity_in,
    metric_in,
    metrics_of,
    of_year,
    pairs,
    period_before,
    plain_value,
    years_before,
)
from pipeline.check.packview import PackView
from pipeline.check.scopes import is_total
from pipeline.check.values import source_precision
from pipeline.model import Claim, Figure, Quantity
from pipeline.units import compatible, convert

_STOP = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[，,。；;：:！？!?\n（(]")
_NUMBER = r"(?:约|大约|大概|超过|超|近|将近|接近|逾|不足|不到|至少|整整|足足|高达|多达|仅|只|了|出|\s)*"
_BASE = re.compile(
    r"(?P<yoy>同比|(?:[较比与同和]|相比)\s?(?:上年|去年|上一年|前一年)(?:同期|同季|同月|全年)?|(?:上年|去年)同期)"
    r"|(?P<mom>环比|[较比]\s?(?:上个?月|上个?季度?|上季))"
    r"|[较比与]\s?(?P<year>20\d{2})\s?年"
)
_CHANGING = re.compile(
    r"(?:同比|环比|[较比与同和]|相比|上年|去年|上一年|前一年|同期|同季|同月|全年|上个?月|上个?季度?|上季|20\d{2}\s?年|"
    r"大幅|小幅|略|微|净|再|又|也|则|还|均|都|就|实现|保持|的|增长|增加|增|增幅|增速|多|提高|提升|上升|上涨|涨|升|扩大|攀升|"
    r"下降|减少|减|下滑|回落|降低|降|跌|下跌|少|缩减|降幅|涨幅|跌幅|幅度|为|是|达到|达|约|大约|超过|超|近|逾|不足|不到|"
    r"[了出]|[，,、（(\s])*"
)
_FALLING = re.compile(r"减|降|少|跌|缩|滑|回落|低")
_TO = re.compile(r"[，,\s]*(?:至|到|达|达到|升至|增至|降至|增加到|提高到|上升到|下降到|降到|升到|为|约|近|的|\s)*")
_AT_CONSTANT = re.compile(r"可比口径|同口径|不变价|不变汇率|固定汇率|剔除|扣除|实际增|内生|有机|折年|年化|复合")
_RATIO = re.compile(
    r"(?:是|为|相当于|等于|达到?|只有|仅有|约)\s?(?P<base>[^，,。；;：:、是为]{1,24}?)\s?的\s?" + _NUMBER + "$"
)
_YEAR_BEFORE = re.compile(r"\s*(?:上年|去年|上一年|前一年)(?:同期|全年)?\s*")
_MORE = r"高出|高|贵|多出|多|重|长|大|快|宽|厚|强|久|远|深|领先"
_LESS = r"低|便宜|少|轻|短|小|慢|窄|薄|弱|近|浅|落后|省"
_EXCESS = re.compile(
    r"(?:比|较|领先|落后)\s?(?P<base>[^，,。；;：:、比]{1,24}?)\s?(?:还|都|要|又|则|整整|足足)?"
    rf"(?P<way>{_MORE}|{_LESS})" + _NUMBER + "$"
)
_LESS_WORDS = frozenset(_LESS.split("|"))
_CARRIED = re.compile(r"[，,\s（(]*(?:这|这一数字|该数字|大约|约|几乎|恰好|正好|也|则|又|都|足足)?\s?$")
_SUM = re.compile(r"(?:合计|共计|总计|一共|加起来|相加|总共|合共|合起来)(?:[^，,。；;\d]{0,8})$")
_SHARE = re.compile(
    r"(?P<part>[^，,。；;]{0,16}?)(?:占比|占到|占去|占了|占|份额|比重)(?P<whole>[^，,。；;\d]{0,14}?)" + _NUMBER + "$"
)
_WHOLE = re.compile(r"总|全部|全年|整体|全国|合计|其")
_PER = {"人均": "person", "户均": "household", "单车": "vehicle", "车均": "vehicle", "每股": "share"}
_PER_WORD = re.compile("|".join(_PER))
_CHANGES = frozenset({"increase", "decrease"})
_MATERIAL = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Operation:
    """A computation: its formula over figure ids, result and unit; ``firm`` where it may refute, ``rule`` its name."""

    rule: str
    formula: str
    value: Decimal
    unit: str
    operands: tuple[Figure, ...]
    firm: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """A claim in its sentence: ``lead`` is the sentence up to the number, ``before`` and ``after`` what it states."""

    claim: Claim
    quantity: Quantity
    text: str
    lead: str
    before: tuple[Stated, ...]
    after: tuple[Stated, ...]
    view: PackView

    def carried(self, at: int) -> Stated | None:
        """The last number before, where nothing else stands between it and offset ``at`` of the lead."""
        begin = self.claim.start - len(self.lead) + at
        last = self.before[-1] if self.before else None
        return last if last is not None and _CARRIED.fullmatch(self.text, last.claim.end, begin) else None


def recompute(
    claim: Claim, quantity: Quantity, stated: Sequence[Stated], text: str, view: PackView
) -> Operation | None:
    """The operation that the words around a number call for, or None; ``stated`` in order of place."""
    if quantity.value is None or quantity.value_high is not None or quantity.date:
        return None
    low = max((match.end() for match in _STOP.finditer(text, max(0, claim.start - 400), claim.start)), default=0)
    end = _STOP.search(text, claim.end)
    high = end.start() if end else len(text)
    before = tuple(item for item in stated if low <= item.claim.start < claim.start and plain_value(item.figure))
    after = tuple(item for item in stated if claim.end <= item.claim.start < high and plain_value(item.figure))
    setting = Setting(claim, quantity, text, text[low : claim.start], before, after, view)
    for rule in (_growth, _ratio, _excess, _total, _share, _per_unit):
        found = rule(setting)
        if found is not None:
            return found
    return None


def as_figure(operation: Operation, claim: Claim) -> Figure:
    """The result as a figure that a claim can be compared with."""
    first = operation.operands[0]
    return replace(
        first,
        id="|".join(figure.id for figure in operation.operands),
        metric=claim.metric or first.metric,
        value=operation.value,
        unit=operation.unit,
        relation="=",
        formula=operation.formula,
        terms=tuple(figure.id for figure in operation.operands),
    )


def material(operation: Operation, quantity: Quantity) -> bool:
    """True where a claim misses the result by far more than the rounding of claim and operands can explain."""
    assert quantity.value is not None
    loose = sum(
        (source_precision(figure) / abs(figure.value) for figure in operation.operands if figure.value), Decimal(0)
    )
    whole = Decimal(100) if operation.unit == "percent" else Decimal(1)
    slack = loose * (abs(operation.value) + whole) + (quantity.precision or Decimal(0))
    missed = abs(quantity.value - operation.value)
    return missed > slack and missed > _MATERIAL * abs(operation.value)


# ------------------------------------------------------------------ rules


def _growth(place: Setting) -> Operation | None:
    """A 36.8 亿元，同比增长 15%: the figure that supports A over that of the time named."""
    quantity, words = place.quantity, place.lead[-40:]
    anchor = _changed(place) if quantity.role in _CHANGES or quantity.role == "excess" else None
    if anchor is None:
        return None
    if quantity.role == "excess":  # 较上年多 3 亿元
        quantity = replace(quantity, role="decrease" if _FALLING.search(words[-8:]) else "increase")
    if _AT_CONSTANT.search(place.lead) or _AT_CONSTANT.search(place.text[place.claim.end : place.claim.end + 12]):
        return None
    base = _base(anchor.figure, words, place.view)
    return None if base is None else _change(quantity, anchor.figure, base)


def _changed(place: Setting) -> Stated | None:
    """The number right before or behind of which a change is stated."""
    if place.before:
        last = place.before[-1]
        if _CHANGING.fullmatch(place.text, last.claim.end, place.claim.start):
            return last
    if place.after:
        follow = place.after[0]
        if _TO.fullmatch(place.text, place.claim.end, follow.claim.start):
            return follow
    return None


def _base(figure: Figure, words: str, view: PackView) -> Figure | None:
    found = None
    for match in _BASE.finditer(words):
        found = match
    if found is None:
        return None
    if found["year"]:
        return of_year(figure, int(found["year"]), view)
    return period_before(figure, view) if found["mom"] else years_before(figure, 1, view)


def _change(quantity: Quantity, now: Figure, base: Figure) -> Operation | None:
    rise = quantity.role == "increase"
    ratio = _quotient(now, base)
    if ratio is None:
        return None
    a, b = f"{{{now.id}}}", f"{{{base.id}}}"
    if quantity.unit == "percent":
        formula = f"({a} / {b} - 1) * 100" if rise else f"(1 - {a} / {b}) * 100"
        value = (ratio - 1) * 100 if rise else (1 - ratio) * 100
        return Operation("growth", formula, value, "percent", (now, base), firm=True)
    if quantity.unit == "times":
        return Operation("growth", f"{a} / {b}", ratio, "times", (now, base)) if rise else None
    return _difference("change", quantity, (now, base) if rise else (base, now))


def _ratio(place: Setting) -> Operation | None:
    """是 B 的 N 倍, 为 B 的 N%, 是上年的 N 倍."""
    quantity, match = place.quantity, _RATIO.search(place.lead)
    if match is None or quantity.unit not in {"times", "percent"} or quantity.role in _CHANGES:
        return None
    anchor = place.carried(match.start())
    if _YEAR_BEFORE.fullmatch(match["base"]):
        base = years_before(anchor.figure, 1, place.view) if anchor else None
        return None if anchor is None or base is None else _over("ratio", quantity, anchor.figure, base)
    found = _both(place, match["base"], anchor, match.start())
    return None if found is None else _over("ratio", quantity, *found)


def _excess(place: Setting) -> Operation | None:
    """比 B 高 N%, 比 B 贵 N 元."""
    quantity, match = place.quantity, _EXCESS.search(place.lead)
    if match is None:
        return None
    found = _both(place, match["base"], place.carried(match.start()), match.start())
    if found is None:
        return None
    less = match["way"] in _LESS_WORDS
    if quantity.unit == "percent":
        change = _change(replace(quantity, role="decrease" if less else "increase"), *found)
        return None if change is None else replace(change, firm=False)
    if quantity.unit == "times":
        return None if less else _over("excess", quantity, *found)
    return _difference("excess", quantity, found[::-1] if less else found)


def _both(place: Setting, base: str, anchor: Stated | None, at: int) -> tuple[Figure, Figure] | None:
    """The two figures that a comparison with ``base`` (an entity, perhaps with its metric) is about."""
    view = place.view
    other = entity_in(base, view)
    if not other:
        return None
    if anchor is not None:
        found = counterpart(anchor.figure, other, view) if anchor.figure.entity != other else None
        return None if found is None else (anchor.figure, found)
    own = place.claim.entity
    if not own or own == other:
        return None
    shared = [metric for metric in metrics_of(own, view) if (other, metric) in view.by_pair]
    clause = _CLAUSE.split(place.lead[:at])[-1]
    metric = metric_in(clause + base, view, shared)
    if not metric and place.quantity.unit not in {"percent", "times", "", "count"}:
        fitting = [metric for metric in metrics_of(own, view, place.quantity.unit) if metric in shared]
        metric = fitting[0] if len(fitting) == 1 else ""
    found_pairs = pairs(own, other, metric, view) if metric else []
    return found_pairs[0] if len(found_pairs) == 1 else None


def _total(place: Setting) -> Operation | None:
    """A 4.2 万台，B 8000 台，合计 5 万台: all that the sentence lists, of one metric."""
    listed = [item.figure for item in place.before]
    unit = place.quantity.unit or "count"
    if len({figure.id for figure in listed}) < max(2, len(listed)) or len({figure.metric for figure in listed}) != 1:
        return None
    values = [convert(figure.value or Decimal(0), figure.unit, unit) for figure in listed]
    known = [value for value in values if value is not None]
    if len(known) != len(values) or not _SUM.search(place.lead):
        return None
    formula = " + ".join(f"{{{figure.id}}}" for figure in listed)
    return Operation("total", formula, sum(known, Decimal(0)), unit, tuple(listed))


def _share(place: Setting) -> Operation | None:
    """其中海外占 16%, 占总销量的 16%: a part over the whole, one of them stated beside it."""
    if place.quantity.unit != "percent" or not place.before or place.quantity.role in _CHANGES:
        return None
    figure, begin = place.before[-1].figure, place.before[-1].claim.end
    text = place.text[begin : place.claim.start]
    match = _SHARE.search(text)
    if match is None or _CLAUSE.search(text[1 : match.start()]):
        return None
    kin = [
        other
        for other in place.view.by_pair.get((figure.entity, figure.metric), ())
        if other.as_of == figure.as_of and other.id != figure.id and plain_value(other)
    ]
    part = match["part"].strip("，,、 其中的里")
    if part:
        return _of_part(part, figure, kin, place.view)
    totals = [other for other in kin if is_total(other.scope)] if _WHOLE.search(match["whole"]) else []
    return _portion(figure, totals[0]) if len(totals) == 1 else None


def _of_part(part: str, whole: Figure, kin: Sequence[Figure], view: PackView) -> Operation | None:
    """The part is another scope of the same figure, or another entity, that the words name."""
    named = [other for other in kin if other.scope and (part in other.scope or other.scope in part)]
    entity = entity_in(part, view)
    other = counterpart(whole, entity, view) if entity and entity != whole.entity else None
    named += [other] if other is not None else []
    return _portion(named[0], whole) if len(named) == 1 else None


def _per_unit(place: Setting) -> Operation | None:
    """人均营收 70.4 万元: a total over a count of the same entity, scope and time."""
    clause = _CLAUSE.split(place.lead)[-1]
    match = _PER_WORD.search(clause)
    own, unit, view = place.claim.entity, place.quantity.unit, place.view
    if match is None or not own or unit in {"percent", "times", "", "count"}:
        return None
    metric = metric_in(clause[match.end() :], view, metrics_of(own, view, unit))
    year = place.claim.time[:4] if place.claim.time[:4].isdigit() else ""
    found = [
        (figure, count)
        for figure in view.by_pair.get((own, metric), ())
        for count in view.by_entity.get(own, ())
        if count.unit == _PER[match.group()] and plain_value(count) and plain_value(figure)
        if (count.scope, count.as_of) == (figure.scope, figure.as_of) and figure.as_of.startswith(year)
    ]
    return _each(found[0], unit) if len(found) == 1 else None


# ------------------------------------------------------------------ arithmetic


def _quotient(a: Figure, b: Figure) -> Decimal | None:
    if a.value is None or not b.value:
        return None
    value = convert(a.value, a.unit, b.unit)
    return None if value is None else value / b.value


def _each(figures: tuple[Figure, Figure], unit: str) -> Operation | None:
    total, count = figures
    if total.value is None or not count.value:
        return None
    value = convert(total.value / count.value, total.unit, unit)
    return None if value is None else Operation("per_unit", f"{{{total.id}}} / {{{count.id}}}", value, unit, figures)


def _over(rule: str, quantity: Quantity, a: Figure, b: Figure) -> Operation | None:
    ratio = _quotient(a, b)
    if ratio is None or ratio < 0:
        return None
    formula = f"{{{a.id}}} / {{{b.id}}}"
    if quantity.unit == "times":
        return Operation(rule, formula, ratio, "times", (a, b))
    return Operation(rule, f"{formula} * 100", ratio * 100, "percent", (a, b))


def _portion(part: Figure, whole: Figure) -> Operation | None:
    ratio = _quotient(part, whole)
    if ratio is None or not 0 < ratio < 1:
        return None
    return Operation("share", f"{{{part.id}}} / {{{whole.id}}} * 100", ratio * 100, "percent", (part, whole))


def _difference(rule: str, quantity: Quantity, figures: tuple[Figure, Figure]) -> Operation | None:
    a, b = figures
    unit = quantity.unit
    if a.unit == b.unit == "percent" and unit in {"percentage_point", "percent"}:
        unit = a.unit
    if a.value is None or b.value is None or not compatible(a.unit, unit):
        return None
    one, other = convert(a.value, a.unit, unit), convert(b.value, b.unit, unit)
    if one is None or other is None:
        return None
    return Operation(rule, f"{{{a.id}}} - {{{b.id}}}", one - other, quantity.unit, (a, b))
