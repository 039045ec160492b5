"""Numbers of a part, a phase, a goal or a replica of what the figure is of: 员工里有 310 人写代码, 二期 500 兆瓦."""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.check.casework import DIGIT, Case, accounted, kinds
from pipeline.check.naming import squeezed
from pipeline.check.periods import PERIOD
from pipeline.check.values import GENERIC, PURE
from pipeline.text import matching_key
from pipeline.units import dimension

_GOAL = re.compile(r"的?[^,，。；;、\d]{0,8}(?:目标|计划|任务|规划|预算|门槛|关口|指标|红线|底线)")
_PART = r"(?:数量?|总[数量])?[之当]?[中里]"
_PHASE = re.compile(
    r"(?:(?<!第)[一二三四五六]期|第?[二三四五六七八九十]+[次轮批届代]|首[批期轮]|[一二三四]阶段|"
    r"[a-z] ?区|[一二三四五六\d]+号[楼机线厂]|"
    r"[东西南北新老旧分副边引]{1,2}[院区段塔厂店馆校桥站楼库岸翼舱跨])(?![间货末初内])"
)
_NUMBERED_WHOLE = re.compile(r"\d[^,，的]{1,8}(?:中|(?<![公海英华])里)$")
_HAVE = re.compile(r"有(?:约|近|将近|超过|逾)?$")
_PREDICATE = re.compile(r"[㐀-鿿]{2}")
_NO_PREDICATE = re.compile(r"左右|上下|以上|以下|之多|不到|不等|可供|可用|规模")
_ANNUAL = re.compile(r"^年(?!龄|轻|级)|每年|年度|年均|annual|yearly", re.IGNORECASE)
_SIZES = frozenset(dimension(unit) for unit in ("m", "kg", "m2", "m3"))


def _goal(case: Case) -> bool:
    """3 万辆的目标: a number that the sentence calls a goal, where the figure is none."""
    return _GOAL.match(case.tail) is not None and not kinds()["plan"].accounted_by(case.own)


def _within(case: Case) -> bool:
    """员工里有 310 人, 订单里，C8 有 5200 辆: a part of what a measure counts, whatever the measure."""
    if case.quantity.unit in PURE:
        return False
    view = case.page.view
    ends = [re.split(r"[,，]", text)[-1].strip() for text in (case.lead, case.previous)]
    for at, text in enumerate(ends):
        match = re.search(_PART + (r"[^的,]{0,4}有?[约近]? ?$" if at == 0 else r"$"), text)
        if match is None:
            continue
        whole = squeezed(text[: match.start()])
        known = any(whole.endswith(key) for ident in view.metrics for key in view.keys.get(ident, ()))
        if (known or (at and _NUMBERED_WHOLE.search(text))) and not _said_of_part(case, whole):
            return True
    return False


def _said_of_part(case: Case, whole: str) -> bool:
    """132 个 SM 中划出 20 个专做通信: where words of its metric stand beside the number, that is what it is."""
    beside = squeezed(f"{case.lead}{case.tail}").replace(whole, "")
    names = (squeezed(name) for name in case.names_of_metric)
    pieces = {name[at : at + 2] for name in names for at in range(len(name) - 1)}
    return any(piece in beside and piece not in whole for piece in pieces)


def phase(case: Case) -> bool:
    """二期 500 兆瓦, 首批卫星: a phase, a batch, a round that the figure's words do not have."""
    own = max((case.lead.rfind(name) + len(name) for name in case.names if name in case.lead), default=0)
    numbers = [match.end() for match in DIGIT.finditer(case.lead)]
    last = list(_PHASE.finditer(case.lead, max(own, *numbers, 0)))[-1:]
    return any(not accounted(match.group(), case.own) for match in last)


def _predicated(case: Case) -> bool:
    """已有 38 台机组并网: those that did something, not all there are."""
    if (
        case.quantity.unit in PURE
        or not case.counted
        or not _HAVE.search(case.lead.rstrip().removesuffix(case.quantity.modifier))
    ):
        return False
    tail = squeezed(case.tail)
    for name in case.names_of_metric:
        for size in (4, 3, 2):
            if tail[:size] and len(tail[:size]) == size and tail[:size] in squeezed(name):
                tail = tail[size:]
                break
    return _PREDICATE.match(tail) is not None and not tail.startswith("的") and not _NO_PREDICATE.match(tail)


def _annual(case: Case) -> bool:
    """上半年发电 13.2 亿千瓦时 of 年发电量: less than the year that a measure is of."""
    names = [] if case.metric is None else [case.metric.name, *case.metric.aliases]
    if case.figure.as_of or not any(_ANNUAL.search(name) for name in (*names, case.figure.scope)):
        return False
    return any(not match["year"] for match in PERIOD.finditer(case.ahead))


def replica(case: Case) -> bool:
    """模型高 6.25 米: the size of a model of it."""
    if case.quantity.unit in GENERIC or case.quantity.unit in PURE:
        return False
    kind = kinds()["replica"]
    text = matching_key(case.claim.sentence)
    return _is_size(case.quantity.unit) and not kind.accounted_by(case.own) and kind.words.search(text) is not None


def _is_size(unit: str) -> bool:
    try:
        return dimension(unit) in _SIZES
    except ValueError:
        return False


PART_TESTS: tuple[Callable[[Case], bool], ...] = (_goal, _within, phase, _predicated, _annual, replica)
