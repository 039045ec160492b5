"""Headers of table rows and columns: their label, and the unit and scale that they state for the numbers below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from pipeline.extract.english.units import Found, unit_after, with_rate
from pipeline.extract.english.words import MONEY, SCALES

MEASURE = re.compile(r"\s*[(（]([^()（）]{1,30})[)）]\s*$")
_UNIT_TAIL = re.compile(r"\s*[,:，：]\s*(?:in\s)?([^,，:：]{1,24})$|\s*[/／]\s?(%|[A-Za-z%]{1,6})$", re.IGNORECASE)
_DOLLAR = re.compile(r"(?:US)?\$")
_CHINESE = re.compile(r"(?:单位[:：]?\s?)?(人民币)?(万亿|十亿|千万|百万|千|万|亿)?(元|美元|港元|欧元|日元)?")
_CHINESE_SCALES = {"千": 3, "万": 4, "百万": 6, "千万": 7, "亿": 8, "十亿": 9, "万亿": 12}
_CHINESE_MONEY = {"元": "CNY", "人民币": "CNY", "美元": "USD", "港元": "HKD", "欧元": "EUR", "日元": "JPY"}
_SHORT_SCALES = {"mn": 6, "mln": 6, "m": 6, "mm": 6, "b": 9, "bn": 9, "k": 3, "000s": 3, "'000": 3, "000": 3}
_ONE = Decimal(1)


def bare_label(header: str) -> str:
    """A header without its unit or measure and without ornaments.

    >>> bare_label("# Total Params"), bare_label("MMLU (EM)"), bare_label("Net profit, RMB million")
    ('Total Params', 'MMLU', 'Net profit')
    """
    label = MEASURE.sub("", header.split("; ")[0].strip())
    tail = _UNIT_TAIL.search(label)
    if tail and _worth(tail[1] or tail[2]) is not None:
        label = label[: tail.start()]
    label = re.sub(r"^in\s", "", label, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", label.strip(" #:：-*†↑↓")).strip()


def header_unit(header: str) -> str:
    """The unit in a header; empty without one.

    >>> header_unit("in H800 GPU Hours"), header_unit("Bandwidth (GB/s)"), header_unit("# Params")
    ('GPU*hour', 'GB/s', '')
    """
    return header_scale(header)[1]


def header_scale(header: str) -> tuple[Decimal, str]:
    """(scale, unit) that a header states.

    >>> header_scale("Revenue (USD million)"), header_scale("营业收入（亿元）"), header_scale("Price ($/M tokens)")
    ((Decimal('1000000'), 'USD'), (Decimal('100000000'), 'CNY'), (Decimal('1'), 'USD/Mtoken'))
    """
    for written in _candidates(header):
        worth = _worth(written)
        if worth is not None:
            return worth
    return _ONE, ""


def plain(value: Decimal) -> Decimal:
    """A value without the zeros that a scale leaves behind its point: 31.5 million is 31500000."""
    return value.quantize(_ONE) if value == value.to_integral_value() else value.normalize()


def _candidates(header: str) -> Iterator[str]:
    """The places where a unit may stand: in brackets, behind a comma or a slash, behind ``in``, at the end."""
    inside = MEASURE.search(header)
    tail = _UNIT_TAIL.search(header)
    if inside:
        yield inside[1]
    if tail:
        yield tail[1] or tail[2]
    if header.lower().startswith("in "):
        yield header[3:]
    words = header.replace("(", " ").replace(")", " ").split()
    if len(words) > 1:
        yield " ".join(words[-2:])
        yield words[-1]


def _worth(written: str) -> tuple[Decimal, str] | None:
    """(scale, unit) of a text that is nothing else; None where it is something else."""
    text = written.strip()
    text = re.sub(r"^in\s", "", text, flags=re.IGNORECASE)
    chinese = _CHINESE.fullmatch(text)
    if chinese and (chinese[2] or chinese[3]):
        return _power(_CHINESE_SCALES.get(chinese[2], 0)), _CHINESE_MONEY.get(chinese[3] or chinese[1] or "", "")
    words = re.sub(r"(?<=[$€£¥])(?=\w)", " ", text).split()
    scale = _ONE
    rest: list[str] = []
    for word in words:
        size = _size(word, alone=len(words) == 1)
        scale, rest = (scale * size, rest) if size else (scale, [*rest, word])
    if not rest:
        return (scale, "") if scale != 1 else None
    rest = [word for word in rest if word.lower() != "in"]
    unit = _unit(" ".join(rest), scaled=scale != 1)
    return (scale, unit) if unit else None


def _power(exponent: int) -> Decimal:
    return Decimal(10) ** exponent


def _size(word: str, *, alone: bool) -> Decimal | None:
    lower = word.lower()
    full = SCALES.get(lower) or SCALES.get(lower.removesuffix("s"))
    if full and len(lower) > 2:
        return full
    return None if alone or lower not in _SHORT_SCALES else _power(_SHORT_SCALES[lower])


def _unit(text: str, *, scaled: bool) -> str:
    dollar = _DOLLAR.match(text)
    if dollar:
        rest = text[dollar.end() :]
        rate = with_rate(rest, Found(0, "USD", "money"))
        return rate.unit if rate.end == len(rest) else ""
    if text.lower() in MONEY:
        return MONEY[text.lower()]
    found = unit_after(f"1 {text}", 1)
    if found is not None and found.end == len(text) + 2 and found.kind not in ("count", "number"):
        return found.unit
    return text if scaled and re.fullmatch(r"[A-Z]{3}", text) else ""
