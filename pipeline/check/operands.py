"""Figures of the pack that an operation of the text is about: of the same scope, a year before, of another entity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.check.naming import mentions, squeezed
from pipeline.check.packview import PackView
from pipeline.check.scopes import is_total
from pipeline.check.times import timeless
from pipeline.model import Claim, Figure
from pipeline.units import compatible

_YEAR = re.compile(r"(?:19|20)\d{2}")
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")


class Stated(NamedTuple):
    """A number of the page and the figure that supports it."""

    claim: Claim
    figure: Figure


def plain_value(figure: Figure) -> bool:
    """True for one exact number that is not zero: what can be computed with."""
    return bool(figure.value) and figure.value_high is None and figure.relation == "="


def years_before(figure: Figure, years: int, view: PackView) -> Figure | None:
    """The same figure of so many years before, by ``as_of`` or the year in its scope; None where there is not one."""
    return _only(
        other
        for other in view.by_pair.get((figure.entity, figure.metric), ())
        if _when(other) == _shifted(figure, years) and _like(other, figure)
    )


def period_before(figure: Figure, view: PackView) -> Figure | None:
    """The same figure of the month or the quarter before."""
    wanted = _previous(figure.as_of)
    return _only(
        other
        for other in view.by_pair.get((figure.entity, figure.metric), ())
        if wanted and other.as_of == wanted and _like(other, figure)
    )


def of_year(figure: Figure, year: int, view: PackView) -> Figure | None:
    """The same figure of a given earlier year."""
    own = _YEAR.search(_when(figure))
    back = int(own.group()) - year if own else 0
    return years_before(figure, back, view) if back > 0 else None


def counterpart(figure: Figure, entity: str, view: PackView) -> Figure | None:
    """The figure of another entity for the same metric, scope and time."""
    rows = [other for other in view.by_pair.get((entity, figure.metric), ()) if plain_value(other)]
    same = [other for other in rows if other.scope == figure.scope and other.as_of == figure.as_of]
    if same or len(rows) != 1:
        return _only(same)
    alone = len(view.by_pair.get((figure.entity, figure.metric), ())) == 1 and _of_one_time(rows[0], figure)
    return rows[0] if alone or _loosely(rows[0], figure) else None


def pairs(first: str, second: str, metric: str, view: PackView) -> list[tuple[Figure, Figure]]:
    """Figures of two entities for one metric with the same scope and time, of the newest time."""
    found = []
    for figure in view.by_pair.get((first, metric), ()):
        other = counterpart(figure, second, view) if plain_value(figure) else None
        if other is not None:
            found.append((figure, other))
    newest = max((figure.as_of for figure, _ in found), default="")
    found = [pair for pair in found if pair[0].as_of == newest]
    total = [pair for pair in found if is_total(pair[0].scope)]
    return total if len(found) > 1 and total else found


def entity_in(text: str, view: PackView) -> str:
    """The one entity that a piece of text names; empty where it names none or several."""
    found = {entity for _, _, entity in mentions(squeezed(text), view)}
    return found.pop() if len(found) == 1 else ""


def metric_in(text: str, view: PackView, metrics: Iterable[str]) -> str:
    """The metric with the longest name that stands in a piece of text, among ``metrics``; empty where none does."""
    key = squeezed(text)
    named = sorted((-len(name), metric) for metric in metrics for name in view.keys.get(metric, ()) if name in key)
    if not named or (len(named) > 1 and named[0][0] == named[1][0] and named[0][1] != named[1][1]):
        return ""
    return named[0][1]


def metrics_of(entity: str, view: PackView, unit: str = "") -> list[str]:
    """Metrics of which the pack has plain figures of an entity, in a unit that goes with ``unit`` if given."""
    return sorted(
        {
            figure.metric
            for figure in view.by_entity.get(entity, ())
            if plain_value(figure) and (not unit or compatible(figure.unit, unit))
        }
    )


def _only(figures: Iterable[Figure]) -> Figure | None:
    """The figure, where all have one value."""
    rows = [figure for figure in figures if plain_value(figure)]
    return rows[0] if rows and len({(figure.value, figure.unit) for figure in rows}) == 1 else None


def _when(figure: Figure) -> str:
    return figure.as_of or " ".join(_YEAR.findall(figure.scope))


def _shifted(figure: Figure, years: int) -> str:
    when = _when(figure)
    return _YEAR.sub(lambda year: str(int(year.group()) - years), when) if _YEAR.search(when) else "\0"


def _previous(as_of: str) -> str:
    month, quarter = _MONTH.fullmatch(as_of), _QUARTER.fullmatch(as_of)
    if month:
        year, number = int(month[1]), int(month[2]) - 1
        return f"{year - (number == 0):04d}-{number or 12:02d}"
    if quarter:
        year, number = int(quarter[1]), int(quarter[2]) - 1
        return f"{year - (number == 0):04d}-Q{number or 4}"
    return ""


def _like(other: Figure, figure: Figure) -> bool:
    """The same scope but for its year; 上半年 is no 全年."""
    return (
        other.id != figure.id
        and _YEAR.sub("", other.scope) == _YEAR.sub("", figure.scope)
        and compatible(other.unit, figure.unit)
    )


def _loosely(other: Figure, figure: Figure) -> bool:
    """Of one scope and time as far as both say it."""
    scopes = other.scope == figure.scope or (is_total(timeless(other.scope)) and is_total(timeless(figure.scope)))
    return scopes and _of_one_time(other, figure)


def _of_one_time(other: Figure, figure: Figure) -> bool:
    return other.as_of == figure.as_of or not other.as_of or not figure.as_of
