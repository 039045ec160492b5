"""Numerals of all kinds at a given place of a folded text: Arabic, Chinese, financial, mixed, vague, fractions.

Grammar (each row of ``tests/cases/quantities.csv`` is an example)::

    numeral   = run [ more ]                       三千多
    run       = { digit | 几 | pair | multiplier } [ 点 digits ]
    pair      = two neighbouring Chinese digits    两三万 -> 20000 to 30000
    fraction  = run 分之 run                        三分之一

Values multiply sections by 万/亿/兆 (兆 is 10^12); a lone last digit after 百/千/万 counts in the next lower place
(四百五 = 450), as in Recognizers-Text's Chinese specification.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.quantities.lexicon import UNITS

ARABIC = re.compile(
    r"(?:(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?+|\.\d++)(?:[eE][+-]?\d{1,2}(?![0-9A-Za-z]))?+", re.ASCII
)
_DIGITS = dict(
    zip(
        "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖",
        (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20}
_BIG = {"万": 10**4, "亿": 10**8, "兆": 10**12}
_MULTIPLIERS = {**_SMALL, **_BIG}
_CHINESE_RUN = re.compile(r"[零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖]++")
_CHINESE_START = frozenset("零〇一二三四五六七八九十百千万亿兆两几数壹贰叁肆伍陆柒捌玖拾佰仟")
_PAIRS = {(n, n + 1) for n in range(1, 9)} | {(3, 5)}
_SUFFIXES = {"K": 1000, "k": 1000, "M": 10**6, "B": 10**9, "T": 10**12, "w": 10**4, "W": 10**4}
_LONE = {char: Decimal(value) for char, value in _DIGITS.items() if value}
_CONTINUES = frozenset({*_DIGITS, *_MULTIPLIERS, *"0123456789 几数多余来点"})
_MAX_DIGITS = 60
_POWER = re.compile(
    r"\s?[×xX*·]\s?10(?:\s?(?:\^|的)\s?(?=-?\d{1,2}(?!\d))|(?=[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]))([-⁻]?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})(?:次方)?"
)
_TENTH_POWER = re.compile(r"\s?的\s?(负)?\s?(\d{1,2})\s?次方")
_SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_Token = tuple[str, Decimal | int | tuple[int, int]]


@dataclass(slots=True)
class Numeral:
    """A number at ``text[start:end]``: ``low`` (and ``high`` of a vague one), worth of its last digit.

    ``more`` is set by 多/余 (then the value is a floor), ``written`` is ``arabic``, ``chinese`` or ``mixed``,
    ``digits`` are the characters of a plain digit string, ``suffix`` a Latin multiplier (K, M, B, T), ``lone`` a single
    Chinese character.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    precision: Decimal = Decimal(1)
    more: bool = False
    written: str = "arabic"
    digits: str = ""
    suffix: str = ""
    lone: bool = False


def read_numeral(text: str, start: int) -> Numeral | None:
    """The numeral that begins at ``text[start]`` (no sign, no fraction), or None. Linear in its length."""
    first = text[start]
    if first.isascii():
        found = ARABIC.match(text, start)
        if found is None or found.end() - start > _MAX_DIGITS:
            return None
        simple = _simple_arabic(text, found.group(), start, found.end())
        if simple is not None:
            return simple
    elif first not in _CHINESE_START:
        return None
    elif first in _LONE and text[start + 1 : start + 2] not in _CONTINUES:
        return Numeral(start, start + 1, _LONE[first], written="chinese", lone=True)
    return _mixed(text, start)


def _simple_arabic(text: str, written: str, start: int, end: int) -> Numeral | None:
    """The common case: digits with at most one Latin suffix; None where a Chinese multiplier follows."""
    after = text[end : end + 3].lstrip(" ")[:1]
    if after in _MULTIPLIERS or (after and after in "多余几来又点" and _late_multiplier(text, end)):
        return None
    value = Decimal(written.replace(",", ""))
    power = _POWER.match(text, end)
    if power is not None:
        value = value.scaleb(int((power[1] or "").translate(_SUPERSCRIPT)))
        return Numeral(start, power.end(), value, precision=Decimal(1).scaleb(value.adjusted() - len(written) + 2))
    if written == "10" and (tenth := _TENTH_POWER.match(text, end)) is not None:
        value = Decimal(1).scaleb(-int(tenth[2]) if tenth[1] else int(tenth[2]))
        return Numeral(start, tenth.end(), value, precision=value)
    exponent = value.as_tuple().exponent
    precision = Decimal(1).scaleb(int(exponent)) if int(exponent) else Decimal(1)
    numeral = Numeral(start, end, value, precision=precision, digits=written if written.isdigit() else "")
    suffix = text[end : end + 1]
    if suffix in _SUFFIXES and suffix and not _is_word_char(text[end + 1 : end + 2]):
        _apply_suffix(text, numeral, suffix)
    return numeral


def _apply_suffix(text: str, numeral: Numeral, suffix: str) -> None:
    if suffix == "W" and not text.startswith(("+", "人", "个", "元", "次"), numeral.end + 1):
        return
    scale = _SUFFIXES[suffix]
    numeral.low *= scale
    numeral.precision *= scale
    numeral.suffix = suffix
    numeral.digits = ""
    numeral.end += 1


def _is_word_char(char: str) -> bool:
    return bool(char) and char.isascii() and (char.isalnum() or char in "/·*²³")


def _late_multiplier(text: str, end: int) -> bool:
    """True where 多/余/几 and then 万/亿 follow: 3000 多万."""
    pos = _skip(text, end)
    if text[pos] == "点":
        return False
    following = _skip(text, pos + 1)
    return text[following : following + 1] in _MULTIPLIERS


def _skip(text: str, pos: int) -> int:
    for _ in range(2):
        if text.startswith(" ", pos):
            pos += 1
    return pos


class _Run:
    """The tokens of one numeral, read left to right."""

    __slots__ = ("arabic", "chinese", "frac", "frac_places", "more", "pos", "start", "text", "tokens")

    def __init__(self, text: str, start: int) -> None:
        self.text = text
        self.start = start
        self.pos = start
        self.tokens: list[_Token] = []
        self.more = False
        self.arabic = False
        self.chinese = False

    def last(self) -> str:
        return self.tokens[-1][0] if self.tokens else ""

    def read(self) -> None:
        """Take tokens while they fit."""
        while self.pos < len(self.text) and len(self.tokens) < 40:
            here = self.pos
            pos = _skip(self.text, here) if self.tokens else here
            if pos >= len(self.text) or not self._step(pos, spaced=pos > here):
                return

    def _step(self, pos: int, *, spaced: bool) -> bool:
        char = self.text[pos]
        if char in _MULTIPLIERS:
            return self._multiplier(pos, char)
        if char in _DIGITS:
            return (not spaced or self.last() in "mb") and self._chinese_digits(pos)
        if char in "0123456789":
            return not spaced and self._arabic_digits(pos)
        if char in "几数多余来":
            return self._vague(pos, char)
        return char == "点" and self._decimals(pos)

    def _multiplier(self, pos: int, char: str) -> bool:
        if self.tokens and char in "千兆百" and any(self.text[pos : pos + size] in UNITS for size in (4, 3, 2)):
            return False
        if not self.tokens and char in "兆":
            return False
        value = _MULTIPLIERS[char]
        if value < 10**4 and self.last() == "m" and int(_worth(self.tokens[-1][1], high=False)) <= value:
            return False
        self.tokens.append(("m" if value < 10**4 else "b", value))
        self.chinese = True
        self.pos = pos + 1
        return True

    def _arabic_digits(self, pos: int) -> bool:
        found = ARABIC.match(self.text, pos)
        if found is None or self.last() not in ("", "m", "b", "z"):
            return False
        written = found.group()
        if self.tokens and not self._fits(written, found.end()):
            return False
        self.tokens.append(("d", Decimal(written.replace(",", ""))))
        self.arabic = True
        self.pos = found.end()
        return True

    def _fits(self, written: str, end: int) -> bool:
        """Digits after a multiplier belong to it where they fill its places (3万4000) or have their own (5万4千)."""
        following = self.text[_skip(self.text, end) : _skip(self.text, end) + 1]
        if following in _MULTIPLIERS:
            return True
        last = self.tokens[-1][1]
        places = len(str(last)) - 1
        if self.last() == "z":
            return following not in "年月日号时点分" or not following
        return written.isdigit() and (len(written) == places or (len(written) == 1 and not following.isalnum()))

    def _chinese_digits(self, pos: int) -> bool:
        found = _CHINESE_RUN.match(self.text, pos)
        assert found is not None
        run = found.group()
        end = found.end()
        if len(run) > 1 and run[-1] == "两" and run[-2] != "一" and self.text[end : end + 1] not in _MULTIPLIERS:
            run, end = run[:-1], end - 1  # 三两: the weight
        if self.last() in ("d", "p", "s", "f") or (
            run == "两" and self.tokens and self.text[found.end() : found.end() + 1] not in _MULTIPLIERS
        ):
            return False
        values = [_DIGITS[char] for char in run]
        while len(values) > 1 and values[0] == 0 and self.tokens:
            self.tokens.append(("z", 0))
            values = values[1:]
        if values == [0] and (self.tokens or self.text[found.end() : found.end() + 1] in _MULTIPLIERS):
            self.tokens.append(("z", 0))
        elif len(values) == 1:
            self.tokens.append(("d", values[0]))
        elif len(values) == 2 and tuple(values) in _PAIRS:
            self.tokens.append(("p", (values[0], values[1])))
        elif not self.tokens:
            self.tokens.append(("d", int("".join(map(str, values[:_MAX_DIGITS])))))
        else:
            return False
        self.chinese = True
        self.pos = end
        return True

    def _vague(self, pos: int, char: str) -> bool:
        following = _skip(self.text, pos + 1)
        multiplied = self.text[following : following + 1] in _MULTIPLIERS
        if char == "数" or (char == "几" and not self.tokens):
            if self.tokens or not multiplied:
                return False
            self.tokens.append(("s", 0))
        elif char == "几" and self.last() in ("m", "z", "b"):
            self.tokens.append(("s", 0))
        elif multiplied and self.tokens and self.text[following] in _BIG and char != "来":
            self.more = True
        else:
            return False
        self.pos = pos + 1
        return True

    def _decimals(self, pos: int) -> bool:
        after = _skip(self.text, pos + 1)
        found = _CHINESE_RUN.match(self.text, after) or ARABIC.match(self.text, after)
        if found is None or not self.tokens or self.last() in ("f", "s", "p"):
            return False
        following = self.text[found.end() : found.end() + 1]
        run = found.group()
        if "两" in run or "." in run or "," in run:
            return False
        if following and following in "十分刻" and not self.text.startswith("分之", found.end()):
            return False
        digits = "".join(str(_DIGITS.get(char, char)) for char in run)
        self.tokens.append(("f", Decimal(f"0.{digits}")))
        self.pos = found.end()
        return True


def _mixed(text: str, start: int) -> Numeral | None:
    run = _Run(text, start)
    run.read()
    tokens = run.tokens
    while tokens and tokens[-1][0] == "z" and len(tokens) > 1 and tokens[-2][0] == "d":
        tokens.pop()
    if not tokens or not _sound(tokens):
        return None
    vague = any(kind in "sp" for kind, _ in tokens)
    low = _evaluate(tokens, high=False)
    high = _evaluate(tokens, high=True) if vague else None
    if high is not None and any(kind == "s" for kind, _ in tokens):
        high -= 1
    written = "mixed" if run.arabic and run.chinese else "arabic" if run.arabic else "chinese"
    lone = run.pos - start == 1 and run.chinese
    digits = _digit_string(text[start : run.pos])
    precision = low_precision(tokens)
    return Numeral(start, run.pos, low, high, precision, run.more, written, digits, "", lone)


def _digit_string(written: str) -> str:
    if len(written) >= 2 and all(char in _DIGITS for char in written):
        return "".join(str(_DIGITS[char]) for char in written)
    return ""


def _sound(tokens: list[_Token]) -> bool:
    """A bare 万, 亿 or a run of multipliers is no number; 十, 百, 千 alone are judged by the reader."""
    kinds = "".join(kind for kind, _ in tokens)
    return kinds not in ("b", "bb", "bbb") and not kinds.startswith("bm") and "mmm" not in kinds


def _worth(value: Decimal | int | tuple[int, int], *, high: bool) -> Decimal | int:
    return value if not isinstance(value, tuple) else value[1] if high else value[0]


def _evaluate(tokens: list[_Token], *, high: bool) -> Decimal:
    total: Decimal | int = 0
    section: Decimal | int = 0
    current: Decimal | int | None = None
    fraction: Decimal | int = 0
    last, big_last, zero = 0, 0, False
    for kind, value in tokens:
        if kind in "dp":
            current = _worth(value, high=high)
        elif kind == "s":
            current = 10 if high else (0 if section else 1)
        elif kind == "z":
            zero = True
        elif kind == "f":
            fraction = _worth(value, high=high)
        elif kind == "m":
            multiplier = int(_worth(value, high=high))
            section += (1 if current is None else current + fraction) * multiplier
            current, fraction, last, zero = None, 0, multiplier, False
        else:
            multiplier = int(_worth(value, high=high))
            part = section + (current or 0) + fraction
            if big_last and multiplier >= big_last:
                total = (total + part) * multiplier
            else:
                total += (part if part or total or zero else 1) * multiplier
            section, current, fraction, last, zero, big_last = 0, None, 0, multiplier, False, multiplier
    return Decimal(total + section + _tail(current, last, zero=zero) + fraction)


def _tail(current: Decimal | int | None, last: int, *, zero: bool) -> Decimal | int:
    """The last digit: 四百五 = 450, 四百零五 = 405, 三万4000 = 34000."""
    if current is None:
        return 0
    if last >= 100 and not zero and 0 < current < 10 and current == int(current):
        return current * (last // 10)
    return current


def low_precision(tokens: list[_Token]) -> Decimal:
    """The worth of the last written digit of a run: 二百七十八万八千 -> 1000."""
    worth = Decimal(1)
    last, scale = 0, Decimal(1)
    for kind, value in reversed(tokens):
        if kind in "mb":
            scale *= int(_worth(value, high=False))
            last = 1
            if kind == "b":
                continue
            break
        if kind in "ds" or kind == "f":
            exponent = Decimal(_worth(value, high=False)).as_tuple().exponent
            worth = Decimal(1).scaleb(int(exponent)) if isinstance(value, Decimal) else Decimal(1)
            if not last:
                worth *= _elliptic_scale(tokens)
            break
        if kind in "pz":
            break
    return worth * scale


def _elliptic_scale(tokens: list[_Token]) -> int:
    if len(tokens) >= 2 and tokens[-1][0] == "d" and tokens[-2][0] in "mb":
        last = int(_worth(tokens[-2][1], high=False))
        value = _worth(tokens[-1][1], high=False)
        return last // 10 if last >= 100 and value < 10 else 1
    return 1
