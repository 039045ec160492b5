"""Operations that the text itself spells out, computed from the pack's figures: growth, ratios, shares, sums, per unit.

The grammar fixes the operands, never the value: 营收 36.8 亿元，同比增长 15% is the figure that supports 36.8 亿元 over
the one of the year before; 是 T3 的 1.5 倍 is one metric of two entities. Each rule gives at most one computation, so
that an agreement is no accident. ``firm`` operations also refute: both operands are then certain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pipeline.check.naming import squeezed
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
from pipeline.check.operations import Operation, Setting, change, difference, each, over, portion, quotient
from pipeline.check.packview import PackView
from pipeline.check.scopes import is_total
from pipeline.check.times import timeless
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
_CHANGE_WORDS = re.compile(
    "(?:同比|环比|增长|增加|增|提升|提高|上升|上涨|涨|下降|减少|减|下滑|回落|降低|降|跌|升|变化|变动|较上年|年|[率速幅度值比倍数量额])+$|"
    "同比|环比"
)
_HAN = re.compile(r"[㐀-鿿]{2,}")
_FALLING = re.compile(r"减|降|少|跌|缩|滑|回落|低")
_TO = re.compile(r"[，,\s]*(?:至|到|达|达到|升至|增至|降至|增加到|提高到|上升到|下降到|降到|升到|为|约|近|的|\s)*")
_AT_CONSTANT = re.compile(r"可比口径|同口径|不变价|不变汇率|固定汇率|剔除|扣除|实际增|内生|有机|折年|年化|复合")
_RATIO = re.compile(
    r"(?:是|为|相当于|等于|达到?|只有|仅有|约)\s?(?P<base>[^，,。；;：:、是为]{1,24}?)\s?的\s?" + _NUMBER + "$"
)
_A_YEAR = re.compile(r"(20\d{2})\s?年")
_YEAR_BEFORE = re.compile(r"\s*(?:上年|去年|上一年|前一年|(?P<year>20\d{2})\s?年)(?:同期|全年)?\s*")
_MORE = r"高出|高|贵|多出|多|重|长|大|快|宽|厚|强|久|远|深|领先"
_LESS = r"低|便宜|少|轻|短|小|慢|窄|薄|弱|近|浅|落后|省"
_EXCESS = re.compile(
    r"(?:比|较|领先|落后)\s?(?P<base>[^，,。；;：:、比]{1,24}?)\s?(?:还|都|要|又|则|整整|足足)?"
    rf"(?P<way>{_MORE}|{_LESS})" + _NUMBER + "$"
)
_LESS_WORDS = frozenset(_LESS.split("|"))
_SUM = re.compile(r"(?:合计|共计|总计|一共|加起来|相加|总共|合共|合起来)(?:[^，,。；;\d]{0,8})$")
_OTHERS = re.compile(
    r"[两二三四五六七八九十几\d] ?[年季月者家项款款地国种类个部][^，,。；;]{0,6}$|"
    r"(?<![\d.])\d[\d.,]* ?[万亿千百%％㐀-鿿a-zA-Z]{1,6}[，,、][^\d]{0,12}\d[\d.,]* ?[万亿千百]?[^，,]{0,6}"
    r"[，,][^，,\d]{0,8}$"
)
_SHARE = re.compile(
    r"(?P<part>[^，,。；;]{0,16}?)(?:占比|占到|占去|占了|占|份额|比重)(?P<whole>[^，,。；;\d]{0,14}?)" + _NUMBER + "$"
)
_APART = re.compile(
    r"(?:相差|净[增减]|差|多|少|增加?|减少?|高|低|快|慢|长|短|省|贵|便宜|领先|落后|回落|下降|下滑|上升|上涨|提高|降低|缩短|延长|"
    r"扩大|缩小|收窄|添|涨|跌|升|降|轻|重|厚|薄|宽|窄|矮|大|小|损失|也?即)[了出下掉发卖赚]*$"
)
_NEAR_BY = 3
_WHOLE = re.compile(r"总|全部|全年|整体|全国|合计|其")
_PER = {"人均": "person", "户均": "household", "单车": "vehicle", "车均": "vehicle", "每股": "share"}
_PER_WORD = re.compile("|".join(_PER))
_CHANGES = frozenset({"increase", "decrease"})


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
    for rule in (_growth, _ratio, _excess, _total, _share, _per_unit, _of_two):
        found = rule(setting)
        if found is not None:
            return found
    return None


def relative(claim: Claim) -> bool:
    """True for a change, a multiple or an excess: a number that another one before it may be the base of."""
    quantity = claim.quantity
    return quantity is not None and (quantity.role in _CHANGES or quantity.role in {"excess", "ratio"})


def measured(name: str) -> set[str]:
    """Pairs of characters that say of what a change is one: 营收 of 营收同比增速, nothing of 同比增速."""
    key = _CHANGE_WORDS.sub("", squeezed(name))
    return {run[at : at + 2] for run in _HAN.findall(key) for at in range(len(run) - 1)}


def summed(sentence: str, quote: str) -> bool:
    """True where a number is called the sum of others that the sentence gives, or of several years or things."""
    lead = sentence[: max(sentence.rfind(quote), 0)]
    found = _SUM.search(lead)
    return found is not None and _OTHERS.search(lead[: found.start()]) is not None


def _growth(place: Setting) -> Operation | None:
    """A 36.8 亿元，同比增长 15%: the figure that supports A over that of the time named."""
    quantity, words = place.quantity, place.lead[-40:]
    if quantity.role not in _CHANGES and quantity.role != "excess":
        return None
    if _AT_CONSTANT.search(place.lead) or _AT_CONSTANT.search(place.text[place.claim.end : place.claim.end + 12]):
        return None
    anchor = _changed(place)
    now = anchor.figure if anchor is not None else _own(place)
    if now is None:
        return None
    if quantity.role == "excess":  # 较上年多 3 亿元
        quantity = replace(quantity, role="decrease" if _FALLING.search(words[-8:]) else "increase")
    base = _base(now, words, place.view)
    found = None if base is None else change(quantity, now, base)
    return found if anchor is not None or found is None else replace(found, firm=False)


def _own(place: Setting, end: int | None = None) -> Figure | None:
    """The figure of the metric that the clause names, of the claim's entity and year, where the pack has one alone.

    ``end``: where the words about it end in the lead; the year is then the last before.
    """
    clause = _CLAUSE.split(place.lead[:end])[-1]
    years = _A_YEAR.findall(clause) if end is not None else []
    own, time = place.claim.entity, years[-1] if years else place.claim.time
    metric = metric_in(clause, place.view, metrics_of(own, place.view)) if own and time[:1].isdigit() else ""
    rows = [
        figure
        for figure in place.view.by_pair.get((own, metric), ())
        if figure.as_of == time and plain_value(figure) and is_total(timeless(figure.scope))
    ]
    return rows[0] if len(rows) == 1 else None


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
    """The figure of the time that the last words of time name."""
    found = None
    for match in _BASE.finditer(words):
        found = match
    if found is None:
        return None
    return period_before(figure, view) if found["mom"] else _year_before(figure, found["year"], view)


def _year_before(figure: Figure, year: str | None, view: PackView) -> Figure | None:
    return of_year(figure, int(year), view) if year else years_before(figure, 1, view)


def _ratio(place: Setting) -> Operation | None:
    """是 B 的 N 倍, 为 B 的 N%, 是上年的 N 倍."""
    quantity, match = place.quantity, _RATIO.search(place.lead)
    if match is None or quantity.unit not in {"times", "percent"} or quantity.role in _CHANGES:
        return None
    anchor = place.carried(match.start())
    year = _YEAR_BEFORE.fullmatch(match["base"])
    if year is not None:
        now = anchor.figure if anchor is not None else _own(place, match.start())
        base = None if now is None else _year_before(now, year["year"], place.view)
        return None if now is None or base is None else over("ratio", quantity, now, base)
    found = _both(place, match["base"], anchor, match.start())
    return None if found is None else over("ratio", quantity, *found)


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
        changed = change(replace(quantity, role="decrease" if less else "increase"), *found)
        return None if changed is None else replace(changed, firm=False)
    if quantity.unit == "times":
        return None if less else over("excess", quantity, *found)
    return difference("excess", quantity, found[::-1] if less else found)


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


def _of_two(place: Setting) -> Operation | None:
    """A 1.2 亿，B 1.58 亿，相差 3800 万; 从 2.6 跳到 3.9，涨了五成: what lies between the last two numbers."""
    both = _last_two(place)
    quantity = place.quantity
    clause = _CLAUSE.split(place.lead)[-1].rstrip()
    clause = clause.removesuffix(quantity.modifier).rstrip() if quantity.modifier else clause
    word = _APART.search(clause)
    if both is None or (word is None and quantity.role not in {*_CHANGES, "excess", "ratio"}):
        return None
    now, base = both
    if quantity.unit == "times":
        larger = now if (quotient(now, base) or Decimal(0)) >= 1 else base
        return over("of_two", quantity, larger, base if larger is now else now)
    if quantity.unit == "percent":
        rise = (quotient(now, base) or Decimal(0)) >= 1
        falling = quantity.role == "decrease" or bool(word and _FALLING.search(word.group()))
        if rise == falling or quantity.role == "ratio":
            return None
        found = change(replace(quantity, role="increase" if rise else "decrease"), now, base)
        return None if found is None else replace(found, rule="of_two", firm=False)
    rise = (quotient(now, base) or Decimal(0)) >= 1
    return difference("of_two", quantity, (now, base) if rise else (base, now)) if word is not None else None


def _last_two(place: Setting) -> tuple[Figure, Figure] | None:
    """The last two numbers of one metric that the sentence states: the later, or first named, and what it came from."""
    if len(place.before) < 2:
        return None
    last = place.before[-1]
    other = next(
        (
            item
            for item in reversed(place.before[:-1][-_NEAR_BY:])
            if item.figure.metric == last.figure.metric
            and item.figure.id != last.figure.id
            and compatible(item.figure.unit, last.figure.unit)
        ),
        None,
    )
    if other is None:
        return None
    started = other.claim.quantity is not None and other.claim.quantity.role == "from"
    newer = last.figure.as_of > other.figure.as_of
    return (last.figure, other.figure) if started or newer else (other.figure, last.figure)


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
    return portion(figure, totals[0]) if len(totals) == 1 else None


def _of_part(part: str, whole: Figure, kin: Sequence[Figure], view: PackView) -> Operation | None:
    """The part is another scope of the same figure, or another entity, that the words name."""
    named = [other for other in kin if other.scope and (part in other.scope or other.scope in part)]
    entity = entity_in(part, view)
    other = counterpart(whole, entity, view) if entity and entity != whole.entity else None
    named += [other] if other is not None else []
    return portion(named[0], whole) if len(named) == 1 else None


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
    return each(found[0], unit) if len(found) == 1 else None
