"""Changes that make a right number wrong: what ``mutate.py`` tries on gold pages."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.model import Claim, CleanPage, Figure, Pack
from pipeline.units import compatible, convert

_LARGE = 10000
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_PRODUCT = re.compile(r"\d ?[×xX*] ?\d")
_TIMES_10 = {"万": 4, "亿": 8, "万亿": 12, "K": 3, "M": 6, "B": 9}
_UNIT_PAIRS = (
    "GB/s Gb/s|TB/s Tb/s|TFLOPS GFLOPS|kWh kW|GWh GW|公里 米|千米 米|吨 公斤|公斤 吨|分钟 小时|小时 分钟|天 小时|"
    "个百分点 %|Gbps GB/s|Tbps TB/s|Mbps MB/s|毫秒 秒|米 公里|GB MB|瓦 千瓦|周 天|个月 天"
)
UNITS = tuple((pair.split()[0], pair.split()[1]) for pair in _UNIT_PAIRS.split("|"))
CURRENCIES = (("美元", "欧元"), ("欧元", "美元"), ("人民币", "美元"), ("元", "美元"))
_BOUND_PAIRS = (
    *("超过 不足", "多于 少于", "突破 不到", "逾 不足", "高于 低于", "不少于 不足", "不低于 低于"),
    *("至少 不足", "不到 超过", "不足 超过", "低于 高于", "少于 多于", "不超过 超过"),
)
BOUNDS = {pair.split()[0]: pair.split()[1] for pair in _BOUND_PAIRS}


@dataclass(frozen=True, slots=True)
class Target:
    """A claim that gold and product support, its figure, and the entity's other figures of the metric."""

    page: CleanPage
    claim: Claim
    figure: Figure
    siblings: tuple[Figure, ...]
    pack: Pack


@dataclass(frozen=True, slots=True)
class Mutant:
    """Replace ``text[start:end]`` of a page by ``new``."""

    kind: str
    start: int
    end: int
    new: str


def number_of(target: Target) -> re.Match[str] | None:
    """The first number in digits of the claim's quote; of products (1×128) none, for not every factor is the value."""
    return None if _PRODUCT.search(target.claim.quote) else NUMBER.search(target.claim.quote)


def is_wrong(target: Target, old: str, new: str, least: Decimal = Decimal("0.001")) -> bool:
    """True where the changed number is wrong by every figure of the entity and metric, rough claims by a fifth."""
    quantity = target.claim.quantity
    if quantity is None or quantity.value is None:
        return quantity is not None and old != new
    factor = (
        Decimal(new.replace(",", "")) / Decimal(old.replace(",", "")) if Decimal(old.replace(",", "")) else Decimal(0)
    )
    value = quantity.value * factor
    for figure in target.siblings:
        known = (
            None
            if figure.value is None
            else convert(figure.value, figure.unit, quantity.unit)
            if compatible(figure.unit, quantity.unit)
            else figure.value
        )
        if known is None or figure.value is None or known == 0:
            return False
        off = abs(value / known - 1)
        if abs(value - known) <= _vouched(figure) * known / figure.value / 2:
            return False
        if quantity.relation in {">", ">="} and value <= known * Decimal("1.02"):
            return False
        if quantity.relation in {"<", "<="} and value >= known * Decimal("0.98"):
            return False
        rough = quantity.relation in {"~", "range"} or figure.relation != "="
        if off < (Decimal("0.2") if rough else least):
            return False
    return True


def stays_true(target: Target, factor: Decimal | None) -> bool:
    """True where a bound holds for the figure as well when its number is so many times as large."""
    quantity, figure = target.claim.quantity, target.figure
    if factor is None or quantity is None or quantity.value is None or figure.value is None:
        return False
    known = convert(figure.value, figure.unit, quantity.unit)
    if known is None or quantity.relation not in {">", ">=", "<", "<="}:
        return False
    return quantity.value * factor < known if quantity.relation in {">", ">="} else quantity.value * factor > known


def _vouched(figure: Figure) -> Decimal:
    """Worth of the last digit that a printed figure vouches for: a source of 16 million says nothing of 16.09."""
    if figure.value is None or figure.formula or abs(figure.value) < _LARGE:
        return Decimal(0)
    exponent = figure.value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def digit_swap(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """Two neighbouring digits change places."""
    match = number_of(target)
    if match is None:
        return
    text = match.group()
    pairs = [
        at for at in range(len(text) - 1) if text[at].isdigit() and text[at + 1].isdigit() and text[at] != text[at + 1]
    ]
    rng.shuffle(pairs)
    for at in pairs:
        new = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        if new[0] != "0" and is_wrong(target, text, new) and _still_date(target, new):
            yield _at(target, "digit swap", match, new)
            return


def one_digit(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """One digit becomes another."""
    match = number_of(target)
    if match is None:
        return
    text = match.group()
    options = [(at, digit) for at, char in enumerate(text) if char.isdigit() for digit in "123456789" if digit != char]
    rng.shuffle(options)
    for at, digit in options:
        new = text[:at] + digit + text[at + 1 :]
        if is_wrong(target, text, new) and _still_date(target, new):
            yield _at(target, "one digit", match, new)
            return


def _still_date(target: Target, new: str) -> bool:
    """A year stays near, a month a month, a day a day."""
    quantity = target.claim.quantity
    if quantity is None or not quantity.date:
        return True
    return new.isdigit() and (1990 <= int(new) <= 2030 if len(new) == 4 else 1 <= int(new) <= 12)


def _at(target: Target, kind: str, match: re.Match[str], new: str) -> Mutant:
    base = target.claim.start
    return Mutant(kind, base + match.start(), base + match.end(), new)


def replaced(kind: str, pairs: tuple[tuple[str, str], ...]) -> Callable[[Target, random.Random], Iterator[Mutant]]:
    """The first spelling that stands in the quote becomes its partner."""

    def change(target: Target, _: random.Random) -> Iterator[Mutant]:
        quote = target.claim.quote
        if (kind == "currency") != (target.claim.quantity is not None and target.claim.quantity.kind == "money"):
            return
        for old, new in pairs:
            at = quote.find(old)
            if at >= 0 and _whole_unit(quote, at, at + len(old)):
                if stays_true(target, convert(Decimal(1), new, old) if kind == "unit" else None):
                    return
                start = at - (new == "分钟" and quote[at - 1] == "个")
                yield Mutant(kind, target.claim.start + start, target.claim.start + at + len(old), new)
                return

    return change


def _whole_unit(quote: str, start: int, end: int) -> bool:
    """False for a piece of a longer unit: 米 of 平方毫米, 瓦 of 千瓦, 天 of 天数."""
    if quote[start:end].isascii():
        return not (quote[:start][-1:].isascii() and quote[:start][-1:].isalpha()) and not re.match(
            r"[A-Za-z/*·]", quote[end:]
        )
    return not re.search(
        r"[平立]方$|[千兆吉毫厘分微纳公英海]$" if quote[start] in "米瓦" else r"[平立]方$|/$", quote[:start]
    )


def wan_yi(target: Target, _: random.Random) -> Iterator[Mutant]:
    """万 becomes 亿, 亿 becomes 万."""
    at = re.search(r"(?<=[\d百千 ])(?:万亿|万|亿)", target.claim.quote)
    if at is not None:
        yield from _scaled(target, "万/亿", at, {"万亿": "亿", "万": "亿", "亿": "万"}[at.group()])


def kmb(target: Target, _: random.Random) -> Iterator[Mutant]:
    """K becomes M, M becomes B, B becomes M."""
    at = re.search(r"(?<=\d)[KMB](?![A-Za-z])", target.claim.quote)
    if at is not None:
        yield from _scaled(target, "K/M/B", at, {"K": "M", "M": "B", "B": "M"}[at.group()])


def _scaled(target: Target, kind: str, at: re.Match[str], new: str) -> Iterator[Mutant]:
    if not stays_true(target, Decimal(1).scaleb(_TIMES_10[new] - _TIMES_10[at.group()])):
        yield _at(target, kind, at, new)


def bound_word(target: Target, _: random.Random) -> Iterator[Mutant]:
    """The word of a bound becomes its opposite."""
    quantity = target.claim.quantity
    if quantity is None or quantity.modifier not in BOUNDS or target.figure.relation != "=":
        return
    start = target.page.text.rfind(quantity.modifier, 0, target.claim.start + len(target.claim.quote))
    if start >= 0 and 0 < target.claim.end - start < 12 + len(target.claim.quote) and not _tail(target, start):
        yield Mutant("bound word", start, start + len(quantity.modifier), BOUNDS[quantity.modifier])


def _tail(target: Target, start: int) -> bool:
    """True where the word stands behind its number (一百分钟不到): its opposite cannot."""
    return NUMBER.search(target.page.text[start : target.claim.end]) is None and target.claim.start < start


def entity_name(target: Target, rng: random.Random) -> Iterator[Mutant]:
    """The entity named last before the number becomes another, by whose figures of the metric the claim is wrong."""
    place_of = _named_last(target)
    if place_of is None:
        return
    own, text, terms = target.figure.entity, target.page.text, {term.id: term for term in target.pack.terms}
    others = sorted({f.entity for f in target.pack.figures if f.metric == target.figure.metric and f.entity != own})
    others = [
        entity for entity in others if _is_wrong_of(target, entity) and terms[entity].name not in text[slice(*place_of)]
    ]
    if others:
        yield Mutant("entity name", *place_of, terms[rng.choice(others)].name)


def _named_last(target: Target) -> tuple[int, int] | None:
    """The last name before the number in its sentence, where it is the own entity's and names it alone."""
    text, start = target.page.text, target.claim.start
    first = max(0, text.rfind("。", 0, start), text.rfind("\n", 0, start))
    lead = text[first:start]
    named = [
        (at + len(name), len(name), term.id)
        for term in target.pack.terms
        if term.kind == "entity"
        for name in {term.name, *term.aliases}
        if len(name) > 1 and (at := lead.rfind(name)) >= 0
    ]
    end, size, entity = max(named, default=(0, 0, ""))
    rest = lead[: end - size] + "|" + text[start : start + 40].split("。")[0]
    metric = _names_of(target, target.figure.metric)
    if entity != target.figure.entity or any(name in rest for name in _names_of(target, entity)):
        return None
    if any(name in lead[end - size : end] for name in metric):
        return None
    return first + end - size, first + end


def _names_of(target: Target, ident: str) -> list[str]:
    return [name for term in target.pack.terms if term.id == ident for name in (term.name, *term.aliases)]


def _is_wrong_of(target: Target, entity: str) -> bool:
    """True where no figure that another entity has of the metric agrees with the claim, even as a bound or roughly."""
    figures = tuple(f for f in target.pack.figures if (f.entity, f.metric) == (entity, target.figure.metric))
    scopes, unit = {"", target.figure.scope}, target.figure.unit
    comparable = all(f.value is not None and f.value_high is None and f.unit == unit for f in figures)
    comparable &= all(f.scope in scopes for f in figures)
    return comparable and is_wrong(replace(target, siblings=figures), "1", "1", Decimal("0.2"))


def n_times(target: Target, _: random.Random) -> Iterator[Mutant]:
    """是 N 倍 becomes 高出 N 倍 and the other way round."""
    quantity = target.claim.quantity
    if quantity is None or quantity.unit != "times":
        return
    text = target.page.text
    before = text[max(0, target.claim.start - 6) : target.claim.start]
    match = re.search(r"(高出|多出|增长了?|提高了?|是|为)\s?$", before)
    if match is None:
        return
    start = target.claim.start - len(before) + match.start(1)
    new = "高出" if match.group(1) in {"是", "为"} else "是"
    yield Mutant("N times", start, start + len(match.group(1)), new)


CHANGES: tuple[Callable[[Target, random.Random], Iterator[Mutant]], ...] = (
    digit_swap,
    one_digit,
    wan_yi,
    kmb,
    replaced("unit", UNITS),
    replaced("currency", CURRENCIES),
    bound_word,
    entity_name,
    n_times,
)  # fmt: skip
