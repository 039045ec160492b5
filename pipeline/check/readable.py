"""Numbers, units and formulas as an editor would write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache

from pipeline.model import Figure, Term
from pipeline.tables import read_table

_HAN = re.compile(r"[一-鿿]")
_SPACES, _BESIDE_MARKS = re.compile(" {2,}"), re.compile("(?<=[，。；：、（）《》“”]) | (?=[，。；：、（）《》”])")
_OPERAND = re.compile(r"\{([^{}]*)\}")
_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_SIGNS = {"*": "×", "/": "÷", "-": "−"}
_DIGITS = 6
_SHORT = 4
_RELATION_ZH = {"=": "", "~": "约 ", ">": "超过 ", ">=": "不低于 ", "<": "低于 ", "<=": "不超过 ", "range": ""}
_RELATION_EN = {
    "=": "",
    "~": "about ",
    ">": "more than ",
    ">=": "at least ",
    "<": "less than ",
    "<=": "at most ",
    "range": "",
}


@dataclass(frozen=True, slots=True)
class _Name:
    chinese: str
    scaled: bool


@lru_cache(maxsize=1)
def _names() -> dict[str, _Name]:
    return {row["unit"]: _Name(row["zh"], row["scaled"] == "1") for row in read_table("check_unit_names.csv")}


@lru_cache(maxsize=16384)
def plain(value: Decimal | None, digits: int = 12) -> str:
    """A decimal without exponent, rounded to so many significant digits; empty for None.

    >>> plain(Decimal("2.788E+6")), plain(Decimal("16.477272727272727"))
    ('2788000', '16.4772727273')
    """
    if value is None:
        return ""
    if value == 0:
        return "0"
    rounded = (
        Context(prec=digits, rounding=ROUND_HALF_EVEN).plus(value) if len(value.as_tuple().digits) > digits else value
    )
    return format(rounded.normalize(), "f")


def _short(value: Decimal) -> str:
    """At most six significant digits as printed, four of a number that goes on (5 / 3)."""
    return plain(value, _SHORT if len(value.normalize().as_tuple().digits) > _DIGITS else _DIGITS)


@lru_cache(maxsize=4096)
def _unit_zh(unit: str) -> tuple[str, bool]:
    """Chinese name, and whether 万 and 亿 are used."""
    known = _names().get(unit)
    if known is not None:
        return known.chinese, known.scaled
    top, *bottoms = unit.split("/")
    if bottoms and top in _names():
        name, scaled = _unit_zh(top)
        parts = [_unit_zh(part)[0] if part in _names() else part for part in bottoms]
        return "/".join([name or top, *(_bare(part) for part in parts)]), scaled
    return unit.replace("*", "·"), False


def _bare(name: str) -> str:
    """A unit as what it is counted by: per 块 GPU is per GPU, per 个参数 is per 参数."""
    return re.sub(r"^[个块颗台次条家艘](?=.)\s?", "", name)


@lru_cache(maxsize=16384)
def number_zh(value: Decimal, unit: str) -> str:
    """A value with its unit in Chinese: 278.8 万 GPU 小时, 6710 亿个参数, 93.3%.

    >>> number_zh(Decimal(2788000), "GPU*hour"), number_zh(Decimal("93.3"), "percent")
    ('278.8 万 GPU 小时', '93.3%')
    >>> number_zh(Decimal(2), "USD/Mtoken")
    '2 美元/百万 token'
    """
    name, scaled = _unit_zh(unit)
    number = _short(value)
    if scaled and abs(value) >= 10000:
        for scale, word in _SCALES:
            short = _short(value / scale)
            if abs(value) >= scale and len(short) <= len(number):
                number = f"{short} {word}"
                break
    close = not name or name[0] in "%‰" or (not number[-1].isdigit() and not name[0].isascii())
    gap = "" if close else " "
    return f"{number}{gap}{name}"


def number_en(value: Decimal, unit: str) -> str:
    """A value with its unit in English, thousands separated.

    >>> number_en(Decimal(2788000), "GPU*hour")
    '2,788,000 GPU*hour'
    """
    text = _short(value)
    whole, dot, rest = text.partition(".")
    return f"{int(whole):,}{dot}{rest} {unit}" if whole.lstrip("-").isdigit() else f"{text} {unit}"


def figure_text(figure: Figure, lang: str) -> str:
    """What a source says: relation, value or range or date, unit."""
    if figure.date:
        return f"{figure.date} – {figure.date_high}" if figure.date_high else figure.date
    if figure.value is None:
        return ""
    number, relation = (number_zh, _RELATION_ZH) if lang == "zh" else (number_en, _RELATION_EN)
    if figure.value_high is not None:
        low = _short(figure.value)
        return (
            f"{low}–{number(figure.value_high, figure.unit)}"
            if lang != "zh"
            else (f"{number(figure.value, figure.unit)}至{number(figure.value_high, figure.unit)}")
        )
    return relation[figure.relation] + number(figure.value, figure.unit)


def arithmetic(figure: Figure, figures: dict[str, Figure], lang: str) -> str:
    """The formula of a figure with numbers: ``2664K + 119K + 5K = 2788K GPU 小时``; empty for printed figures."""
    if not figure.formula or figure.value is None:
        return ""
    operands = [figures.get(name) for name in _OPERAND.findall(figure.formula)]
    if any(operand is None or operand.value is None for operand in operands):
        return ""
    same = {operand.unit for operand in operands if operand is not None} == {figure.unit}
    values = [operand.value for operand in operands if operand is not None and operand.value is not None]
    if same and not re.search(r"[*/]", figure.formula) and (scale := _common_scale([*values, figure.value])):
        return _scaled_sum(figure, figures, scale, lang)
    number = number_zh if lang == "zh" else number_en

    def written(match: re.Match[str]) -> str:
        operand = figures[match[1]]
        assert operand.value is not None
        return number(operand.value, operand.unit).strip()

    pieces = re.split(r"(\{[^{}]*\})", figure.formula)
    shown = "".join(
        _OPERAND.sub(written, piece) if piece.startswith("{") else re.sub(r"\s*([-+*/])\s*", _spaced, piece)
        for piece in pieces
    )
    return f"{shown.strip()} = {number(figure.value, figure.unit)}"


def _spaced(match: re.Match[str]) -> str:
    return f" {_SIGNS.get(match[1], match[1])} "


def _common_scale(values: list[Decimal]) -> tuple[Decimal, str] | None:
    """K, M or B where every value is a multiple and none gets longer than five digits."""
    for scale, letter in ((Decimal(10) ** 9, "B"), (Decimal(10) ** 6, "M"), (Decimal(10) ** 3, "K")):
        if all(value % scale == 0 and value / scale < 100000 for value in values):
            return scale, letter
    return None


def _scaled_sum(figure: Figure, figures: dict[str, Figure], scale: tuple[Decimal, str], lang: str) -> str:
    step, letter = scale

    def written(match: re.Match[str]) -> str:
        value = figures[match[1]].value
        assert value is not None
        return f"{plain(value / step)}{letter}"

    assert figure.value is not None
    unit = _unit_zh(figure.unit)[0] if lang == "zh" else figure.unit
    total = f"{plain(figure.value / step)}{letter} {unit}"
    return f"{_OPERAND.sub(written, figure.formula)} = {total}".strip()


def name_of(term: Term | None, lang: str) -> str:
    """The name of a term in the language of the explanation: the first that has Chinese characters, or the name."""
    if term is None:
        return ""
    if lang == "zh":
        return next((name for name in (term.name, *term.aliases) if _HAN.search(name)), term.name)
    return next((name for name in (term.name, *term.aliases) if name.isascii()), term.name)


def apart(text: str) -> str:
    """A name with a space on the sides where it begins or ends with a Latin letter or a digit, for Chinese sentences.

    >>> apart("H800"), apart("显存带宽")
    (' H800 ', '显存带宽')
    """
    before = " " if text[:1].isascii() and text[:1].isalnum() else ""
    after = " " if text[-1:].isascii() and text[-1:].isalnum() else ""
    return f"{before}{text}{after}"


def closed_up(text: str) -> str:
    """A Chinese sentence without spaces beside its marks, and with one where there were more.

    >>> closed_up("《规格书》中 H800 （SXM）为  80 GB 。")
    '《规格书》中 H800（SXM）为 80 GB。'
    """
    return _BESIDE_MARKS.sub("", _SPACES.sub(" ", text))


def scope_zh(scope: str, names: Mapping[str, Term]) -> str:
    """A scope in Chinese, where the glossary or the words of scopes name each of its parts; else as it stands.

    ``names`` maps every name and alias of the glossary, in lower case, to its term.
    """
    if not scope.isascii():
        return scope
    known = _scope_words()
    keys = [part.strip().lower() for part in scope.split(",")]
    parts = [name_of(names[key], "zh") if key in names else known.get(key.replace("-", " "), "") for key in keys]
    return "，".join(parts) if all(parts) else scope


@lru_cache(maxsize=1)
def _scope_words() -> dict[str, str]:
    """English words of scopes to the first Chinese spelling of two characters and more."""
    found: dict[str, str] = {}
    for row in (*read_table("check_scope_words.csv"), *read_table("link_metric_words.csv")):
        chinese = next((word for word in row["chinese"].split("|") if len(word) > 1), "")
        for english in filter(None, row["english"].split("|")) if chinese else ():
            found.setdefault(english.replace("-", " "), chinese)
    return found
