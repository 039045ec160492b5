"""English numerals at a given place: digits with separators and suffixes, powers of ten, number words, fractions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from pipeline.extract.english.words import FRACTIONS, NUMBERS, SCALES

_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3})+(?!\d|,\d)|\d+)(?:\.\d+)?|\.\d+", re.ASCII)
_EXPONENT = re.compile(
    r"[eE]([+\-−–]?\d{1,2})(?![\w])"
    r"|\s?[×xX*·⋅]\s?10\s?\^?\{?([+\-−–⁻]?\s?[\d⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})\}?(?![\w.])",
)
_SUFFIX = re.compile(r"([KkMBT])(?=\+?(?![\w])|\+?\s?[-–—]\s?\d)")
_SCALE = re.compile(r"(?:\s|-)?(hundred|thousand|million|billion|trillion|bn|mn|mln|tn)s?\b", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+")
_SUPERSCRIPT = str.maketrans("−–⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "---0123456789")
_SUFFIX_WORTH = {"K": Decimal(1000), "k": Decimal(1000), "M": Decimal(10**6), "B": Decimal(10**9), "T": Decimal(10**12)}
_AFTER_FRACTION = re.compile(r"\s(?:of|the|a)\b|(?=\s*[.,;)]|\s*$)")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at ``text[start:end]``; ``fraction`` where it is a share (two-thirds), ``suffix``: K, M, B or T."""

    start: int
    end: int
    value: Decimal
    precision: Decimal
    suffix: str = ""
    words: bool = False
    fraction: bool = False


def read_numeral(text: str, start: int) -> Numeral | None:
    """The numeral that begins at ``text[start]``, or None; linear in its length."""
    found = _DIGITS.match(text, start)
    return _digits(text, found) if found is not None else _words(text, start)


def _digits(text: str, found: re.Match[str]) -> Numeral | None:
    if found.end() - found.start() > 40:
        return None
    value = Decimal(found.group().replace(",", ""))
    precision = Decimal(1).scaleb(min(int(value.as_tuple().exponent), 0))
    end = found.end()
    power = _EXPONENT.match(text, end)
    if power is not None:
        shift = int((power[1] or power[2]).replace(" ", "").translate(_SUPERSCRIPT))
        return Numeral(found.start(), power.end(), value.scaleb(shift), precision.scaleb(shift))
    suffix = _SUFFIX.match(text, end)
    if suffix is not None:
        scale = _SUFFIX_WORTH[suffix[1]]
        return Numeral(found.start(), suffix.end(), value * scale, precision * scale, suffix[1])
    scale_word = _SCALE.match(text, end)
    if scale_word is not None:
        scale = SCALES[scale_word[1].lower()]
        return Numeral(found.start(), scale_word.end(), value * scale, precision * scale, scale_word[1])
    return Numeral(found.start(), end, value, precision)


def _words(text: str, start: int) -> Numeral | None:
    """Two hundred and fifty-three, a dozen, half, two-thirds."""
    total, section, end, last = Decimal(0), Decimal(0), start, Decimal(0)
    precision = Decimal(1)
    pos, seen = start, False
    while (found := _WORD.match(text, pos)) is not None:
        word = found.group().lower()
        singular = word.rstrip("s") if word not in SCALES else word
        if word in NUMBERS and (not seen or last >= 20 or section == 0):
            last = Decimal(NUMBERS[word])
            section += last
        elif singular in SCALES and len(singular) > 2 and seen:
            last = SCALES[singular]
            section = (section or Decimal(1)) * last
            precision = last
            if last >= 1000:
                total, section = total + section, Decimal(0)
        elif word in FRACTIONS and (seen or word == "half"):
            return _fraction(text, start, found.end(), section if seen else Decimal(1), FRACTIONS[word])
        elif word != "and" or not seen or last not in (100, 1000):
            break
        end, seen = (found.end(), True) if word != "and" else (end, seen)
        pos = found.end() + (text[found.end() : found.end() + 1] in ("-", " "))
    return Numeral(start, end, total + section, precision, words=True) if seen else None


def _fraction(text: str, start: int, end: int, above: Decimal, below: int) -> Numeral | None:
    if _AFTER_FRACTION.match(text, end) is None or (text[end - 1] not in "sdhf" and text[end - 1] != "r"):
        return None
    value = (above * 100 / below).quantize(Decimal("0.01"))
    return Numeral(
        start,
        end,
        value.normalize() if value != value.to_integral_value() else value.quantize(Decimal(1)),
        Decimal(1),
        words=True,
        fraction=True,
    )
