"""Does a claimed quantity agree with a figure? In Decimal, at the precision that the claim states; bounds are logic.

Tolerances (documented in docs/codes.md): a bare number agrees with what it is the rounding of, if the two differ by at
most 5 %; 约, 左右 … agree within 5 % (1 % of three digits, 0.2 % of more), or within the last written digit up to 15 %;
近, 接近 … agree up to 15 % below the number and 2 % above. Caps and floors that are a fact of the thing (至多, 上限,
高达) are compared for equality.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal, NamedTuple

from pipeline.check.dates import compare_dates
from pipeline.check.shares import against_direction, as_ratios
from pipeline.check.values import (
    PURE,
    SourceValue,
    digits_of,
    in_claim_unit,
    precision_of,
    share_kind,
    source_precision,
)
from pipeline.model import Figure, Quantity, Term

Outcome = Literal["agree", "differ", "open", "apart"]
_Result = tuple[Outcome, str, str]
_ROUNDING = Decimal("0.05")
_ABOUT = Decimal("0.05")
_COARSE = Decimal("0.15")
_ABOUT_BY_DIGITS = {1: _ABOUT, 2: _ABOUT, 3: Decimal("0.01")}
_ABOUT_FINE = Decimal("0.002")
_NEARLY = frozenset({"近", "将近", "接近", "几乎", "逼近", "几近", "临近", "直逼"})
_PLAIN_BOUNDS = frozenset(
    [
        "不超过",
        "不超",
        "不高于",
        "不多于",
        "不大于",
        "不逾",
        "小于等于",
        "小于或等于",
        "未超过",
        "以内",
        "之内",
        "以下",
        "内",
        "或更少",
        "往下",
        "以下的",
        "≤",
        "<=",
        "⩽",
    ]
)
_FAR, _TWICE = Decimal("1.5"), Decimal(2)
_END = Decimal("0.011")  # 几十 (10 to 99) is 几千 (1000 to 9999) at another power of ten
_OTHER_KINDS = frozenset({("percent", "times"), ("times", "percent")})
_COUNTER = re.compile(r"(?![十百千万亿])[㐀-鿿]")
_COUNTED = re.compile(r"(?![十百千万亿])[㐀-鿿]{2,}$")
_EPSILON = Decimal("1e-9")
_SLACK = 1 + _EPSILON


class Comparison(NamedTuple):
    """``agree``, ``differ``, ``apart`` (units) or ``open``: a figure less precise, a bound that says too little."""

    outcome: Outcome
    reason: str
    figure: Figure
    difference: Decimal | None = None
    source: SourceValue | None = None
    why: str = ""

    @property
    def exact(self) -> bool:
        """True where the claim is the figure to the digit, or a bound that it keeps."""
        equal_to_formula = self.reason == "derived" and self.difference == 0
        return self.outcome == "agree" and (equal_to_formula or self.reason in {"exact", "converted", "bound_holds"})


def compare(quantity: Quantity, figure: Figure, metric: Term | None = None) -> Comparison:
    """Compare a claim with one figure; reasons are those of CONTRACT.md section 4, in terms of this figure alone.

    ``metric`` is the glossary's term of the figure's metric: its words tell gains from ratios where no formula does.
    """
    if quantity.date or figure.date:
        return _compare_dates(quantity, figure)
    source = in_claim_unit(quantity, figure)
    if source is None or quantity.value is None:
        return Comparison("apart", "no_source", figure, why="unit")
    if source.fit == "noun" and counts_the_same(quantity, metric):
        source = source._replace(fit="same")
    if source.fit == "noun":
        return Comparison("apart", "no_source", figure, source=source, why="noun")
    if quantity.unit == "times" and quantity.role == "decrease" and figure.unit in PURE:
        return _falling_times(quantity, figure, source)
    outcome, reason, why = _shares(quantity, figure, source, metric)
    if outcome == "agree" and reason in {"exact", "rounded"}:
        if figure.formula:
            reason = "derived"
        elif reason == "exact" and source.fit == "converted":
            reason = "converted"
    return Comparison(outcome, reason, figure, _difference(quantity.value, source.value), source, why)


def _shares(quantity: Quantity, figure: Figure, source: SourceValue, metric: Term | None) -> _Result:
    """Multiples and changes as ratios, everything else as it stands."""
    ratios = as_ratios(quantity, figure, metric)
    if ratios is not None:
        found = _numbers(ratios[0], figure, ratios[1])
        if quantity.unit == "times":
            mixed = found[0] == "differ" and near_enough(quantity, source)
            return ("differ", "multiplier_error", "") if mixed else found
        if found[0] == "agree":
            return found
    if ratios is None and (quantity.unit, figure.unit) in _OTHER_KINDS:
        found = _numbers(quantity, figure, source)  # a bare percentage and a multiple: the same number at most
        return found if found[0] == "agree" else ("open", "ambiguous", "other_kind")
    turned = against_direction(quantity, source, share_kind(figure, metric)) if quantity.unit == "percent" else None
    return _numbers(quantity, figure, source if turned is None else turned)


def counts_the_same(quantity: Quantity, metric: Term | None) -> bool:
    """True where the noun that a claim counts stands in a name of the metric: 51.4 万块组件 of 组件数量.

    户 alone counts households as well as users, customers and accounts: 3.12 亿户 of 5G 用户数.
    """
    if metric is None:
        return False
    names = (metric.name, *metric.aliases)
    tail = _COUNTED.search(quantity.quote)
    if tail is None:
        counter = quantity.quote[-1:]  # 4120 万单 of 累计单量
        own = bool(_COUNTER.match(counter)) and any(name.endswith((f"{counter}量", f"{counter}数")) for name in names)
        return own or (quantity.unit == "household" and any("户" in name for name in names))
    nouns = [tail.group()[at:] for at in range(len(tail.group()) - 1)]
    return any(noun in name for noun in nouns for name in names)


def near_enough(quantity: Quantity, source: SourceValue) -> bool:
    """True where the bare numbers agree, whatever multiple or change they state."""
    assert quantity.value is not None
    return rounds_to(source.value, quantity.value, precision_of(quantity))


def _falling_times(quantity: Quantity, figure: Figure, source: SourceValue) -> Comparison:
    """下降 N 倍 is no measure of a fall: it mixes up the ratio if that is N, and says nothing otherwise."""
    assert quantity.value is not None
    difference = _difference(quantity.value, source.value)
    if near_enough(quantity, source):
        return Comparison("differ", "multiplier_error", figure, difference, source, "falling_times")
    return Comparison("open", "ambiguous", figure, difference, source, "falling_times")


def _difference(said: Decimal, known: Decimal) -> Decimal | None:
    return None if known == 0 else (said - known) / known


def _compare_dates(quantity: Quantity, figure: Figure) -> Comparison:
    if not (quantity.date and figure.date):
        return Comparison("apart", "no_source", figure, why="unit")
    found = compare_dates(quantity.date, figure.date)
    if figure.date_high or quantity.date_high:
        ends = {found, compare_dates(quantity.date_high or quantity.date, figure.date_high or figure.date)}
        found = ends.pop() if len(ends) == 1 else "unknown"
    if found == "equal":
        return Comparison("agree", "exact", figure)
    if found == "coarser":
        return Comparison("agree", "rounded", figure)
    if found == "different":
        return Comparison("differ", "date_mismatch", figure)
    return Comparison("open", "ambiguous", figure, why="less_precise")


def _numbers(quantity: Quantity, figure: Figure, source: SourceValue) -> _Result:
    assert quantity.value is not None
    if quantity.relation == "range" and quantity.value_high is not None:
        return _range_claim(quantity.value, quantity.value_high, source)
    if source.high is not None:
        return _range_source(quantity, source)
    if quantity.relation in {">", ">="}:
        return _lower_bound(quantity, figure, source)
    if quantity.relation in {"<", "<="} and not is_cap(quantity):
        return _upper_bound(quantity, figure, source)
    return _value(quantity, figure, source)


def is_cap(quantity: Quantity) -> bool:
    """至多, 上限, 高达: a cap stated as a fact of the thing; 不超过 and 以内 are bounds."""
    return quantity.relation == "<=" and quantity.modifier not in _PLAIN_BOUNDS


def near(said: Decimal, known: Decimal, share: Decimal) -> bool:
    """True where the two differ by at most ``share`` of the known value."""
    return abs(said - known) <= share * abs(known)


def equal(said: Decimal, known: Decimal) -> bool:
    """True where two values are one but for the rounding of a conversion."""
    return said == known or abs(said - known) <= _EPSILON * max(abs(said), abs(known))


def rounds_to(known: Decimal, said: Decimal, step: Decimal, share: Decimal = _ROUNDING) -> bool:
    """True where ``said`` is ``known`` rounded to ``step``, and that loses at most ``share`` of it."""
    return abs(said - known) <= step / 2 * _SLACK and near(said, known, share)


def _value(quantity: Quantity, figure: Figure, source: SourceValue) -> _Result:
    assert quantity.value is not None
    said, known, step = quantity.value, source.value, precision_of(quantity)
    if equal(said, known):
        return "agree", "exact", ""
    if rounds_to(known, said, step):
        return "agree", "rounded", ""
    if quantity.relation == "~" and _about(quantity, known, step):
        return "agree", "rounded", ""
    if figure.relation == "~" and near(said, known, _ABOUT):
        return "open", "ambiguous", "less_precise"
    if (figure.relation == ">" and said > known) or (figure.relation == "<" and said < known):
        return "open", "ambiguous", "source_bound"
    if quantity.relation == "=" and _keeps_cap(figure, said, known):
        return "open", "ambiguous", "source_bound"
    fine = _in_claim_step(figure, source)
    if step < fine and rounds_to(said, known, fine):
        return "open", "ambiguous", "less_precise"
    if figure.formula and abs(said - known) < step and near(said, known, _ROUNDING):
        return "open", "ambiguous", "truncated"
    if rounds_to(known, said, step, _COARSE) or (quantity.relation == "~" and near(said, known, _COARSE)):
        return "open", "ambiguous", "about"
    return "differ", "value_mismatch", ""


def _keeps_cap(figure: Figure, said: Decimal, known: Decimal) -> bool:
    """True for a plain number below a cap or above a floor of the source: 水位 198 米 where 蓄水位 is 214 at most."""
    return (figure.relation == "<=" and said < known) or (figure.relation == ">=" and said > known)


def _about(quantity: Quantity, known: Decimal, step: Decimal) -> bool:
    assert quantity.value is not None
    said = quantity.value
    if quantity.modifier in _NEARLY:
        return said * Decimal("0.85") <= known <= said * Decimal("1.02") or rounds_to(known, said, step, _COARSE)
    share = _ABOUT_BY_DIGITS.get(digits_of(said), _ABOUT_FINE)
    return near(said, known, share) or rounds_to(known, said, step, _COARSE)


def _in_claim_step(figure: Figure, source: SourceValue) -> Decimal:
    step = source_precision(figure)
    return step if not figure.value else step * source.value / figure.value


def _lower_bound(quantity: Quantity, figure: Figure, source: SourceValue) -> _Result:
    assert quantity.value is not None
    said, known = quantity.value, source.value
    if equal(said, known):
        if figure.relation == "<":
            return "differ", "bound_violated", ""
        if figure.relation == "<=":  # 超过 14 小时 of what lasts 14 hours at most
            return "open", "ambiguous", "source_bound"
        return "agree", "exact" if quantity.relation == ">=" else "bound_holds", ""
    if figure.relation in {"<", "<="}:
        return ("differ", "bound_violated", "") if said > known else ("open", "ambiguous", "source_bound")
    if known > said:
        if figure.relation == ">=" and quantity.relation == ">=":
            return "differ", "value_mismatch", ""
        return (
            ("agree", "bound_holds", "") if known <= said * _reach(quantity) else ("open", "ambiguous", "loose_bound")
        )
    return _broken(figure, said, known, said / known if known else Decimal(0), ">")


def _upper_bound(quantity: Quantity, figure: Figure, source: SourceValue) -> _Result:
    assert quantity.value is not None
    said, known = quantity.value, source.value
    if equal(said, known):
        if figure.relation == ">":
            return "differ", "bound_violated", ""
        if quantity.relation == "<=" or figure.relation in {"<", "<="}:
            return "agree", "exact" if quantity.relation == "<=" else "bound_holds", ""
        return "open", "ambiguous", "at_bound"
    if figure.relation in {">", ">="}:
        return ("differ", "bound_violated", "") if said < known else ("open", "ambiguous", "source_bound")
    if known < said:
        if figure.relation == "<=" and quantity.relation == "<=":
            return "differ", "value_mismatch", ""
        return (
            ("agree", "bound_holds", "") if known * _reach(quantity) >= said else ("open", "ambiguous", "loose_bound")
        )
    return _broken(figure, said, known, known / said if said else Decimal(0), "<")


def _broken(figure: Figure, said: Decimal, known: Decimal, factor: Decimal, same: str) -> _Result:
    """A bound beyond the figure: broken, but for rough figures; one far from the source's own bound is another."""
    if figure.relation == "~" and near(said, known, _ABOUT):
        return "open", "ambiguous", "about"
    if figure.relation == same:
        return ("open", "ambiguous", "source_bound") if factor <= _FAR else ("differ", "value_mismatch", "")
    return "differ", "bound_violated", ""


def _reach(quantity: Quantity) -> Decimal:
    """How far from its bound a value may lie before the bound says nothing about it."""
    if "vague" in quantity.flags:
        return Decimal(10)
    assert quantity.value is not None
    return _TWICE if digits_of(quantity.value) == 1 else _FAR


def _range_source(quantity: Quantity, source: SourceValue) -> _Result:
    assert quantity.value is not None
    assert source.high is not None
    said, low, high = quantity.value, source.value, source.high
    if equal(said, low) or equal(said, high):
        return "agree", "exact", ""
    if quantity.relation in {">", ">="}:
        return (
            ("agree", "bound_holds", "")
            if said < low
            else ("differ", "bound_violated", "")
            if said > high
            else ("open", "ambiguous", "within")
        )
    if quantity.relation in {"<", "<="} and not is_cap(quantity):
        return (
            ("agree", "bound_holds", "")
            if said > high
            else ("differ", "bound_violated", "")
            if said < low
            else ("open", "ambiguous", "within")
        )
    if low < said < high:
        return "agree", "bound_holds", ""
    slack = _ABOUT if quantity.relation == "~" else Decimal(0)
    return (
        ("agree", "rounded", "")
        if low * (1 - slack) <= said <= high * (1 + slack)
        else ("differ", "value_mismatch", "")
    )


def _range_claim(low: Decimal, high: Decimal, source: SourceValue) -> _Result:
    """A range against a number that it should hold, or against a range whose ends it should have."""
    if source.high is None:
        known = source.value
        return ("agree", "bound_holds", "") if low <= known <= high else ("differ", "value_mismatch", "")
    ends = near(low, source.value, _END), near(high, source.high, _END)
    if all(ends):
        return "agree", "exact", ""
    if any(ends) or high < source.value or low > source.high:
        return "differ", "value_mismatch", ""
    return "open", "ambiguous", "within"
