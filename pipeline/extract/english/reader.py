"""One pass over an English text: dates, numerals, their units, the relation words around them, ranges and lists."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import cast

from pipeline.extract.english import dates
from pipeline.extract.english.numerals import Numeral, read_numeral
from pipeline.extract.english.units import Found, unit_after, with_rate
from pipeline.extract.english.words import (
    AFTER,
    AFTER_START,
    BEFORE,
    BEFORE_END,
    FRACTIONS,
    LABELS,
    MARKS,
    MONEY,
    NUMBERS,
)
from pipeline.model import Quantity, Relation

_CARDINALS = "|".join(sorted((word for word in NUMBERS if word not in ("one", "zero")), key=len, reverse=True))
_ONE = rf"one(?=-(?:{'|'.join(FRACTIONS)})\b)|one (?:hundred|thousand|million|billion|trillion)"
_ZERO = r"(?:(?<=near[- ])|(?<=nearly )|(?<=almost ))zero"
_SCAN = re.compile(
    rf"\d|(?<![\w.])\.\d|{dates.START.pattern}|\b(?:{_CARDINALS}|half|{_ZERO}|{_ONE})\b",
    re.IGNORECASE | re.ASCII,
)
_NAME_BEFORE = re.compile(r"(?:[A-Za-z_\U0001d400-\U0001d7ff]|[A-Za-z][-–]|[A-Z][A-Za-z]*\d*[.]|\d[.:/])$")
_LABEL_BEFORE = re.compile(r"([A-Za-z@]+)\.?[\s~]*[(\[]?$")
_LIST_LABEL = re.compile(r"(?:(?:\d+(?:\.\d+)*|[IVX]+)\s?(?:,|and|&|to|-|–)\s?)$")
_CITATION = re.compile(
    r"[\[(](?:\d{1,3}[a-z]?(?:\s?[,;–-]\s?|(?=[\])])))+[\])]|,?\s?\(?(?:19|20)\d\d[a-z]\b"
    r"|et al\.?,?\s?\(?(?:19|20)\d\d[a-z]?|[A-Z][\w-]+,\s(?:19|20)\d\d[a-z]?(?=[;)])|\((?:19|20)\d\d\)",
    re.ASCII,
)
_HEADING = re.compile(r"(?:^|\n)\s*(?:\d+(?:\.\d+)*\.?)(?=\s+[A-Z][a-z])", re.ASCII)
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|arXiv:\S+", re.IGNORECASE)
_RANGE = re.compile(r"\s?(?:-|–|—|~|to)\s?(?=[$€£¥]?\d)")
_MONEY_BEFORE = re.compile(r"(US\$|HK\$|[$¥￥€£₩₹]|\b(?:USD|CNY|RMB|EUR|GBP|JPY|HKD)\s?)\s?$")
_SIGN = re.compile(r"(?:^|[\s(,])([-−–+])$")
_NEAR_ZERO = re.compile(r"\b(near|almost|nearly)[- ]zero\b", re.IGNORECASE)
_PART_OF = re.compile(r"(?:out )?of(?: (?:the|its|our|all|their))*")
_LAST_GAP = frozenset(("and", ", and", "or", ", or", "&", "/"))
_MONEY_NAMES = {
    **{key.upper(): value for key, value in MARKS.items()},
    **{key.upper(): value for key, value in MONEY.items()},
}


def english_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of an English text in reading order, without overlap; linear in its length.

    Numbers of tables, figures, sections, citations, addresses and names (``GPT-4``, ``H800``) are left out. A number
    without unit has unit ``count`` (whole) or ``1`` (decimal). Flags: ``carried_unit``, ``bare``, ``fraction``.

    >>> [(q.quote, str(q.value), q.unit) for q in english_quantities("requires only 2.788M H800 GPU hours")]
    [('2.788M H800 GPU hours', '2788000', 'GPU*hour')]
    """
    found: list[Quantity] = []
    masks = sorted(
        (match.span() for rule in (_CITATION, _URL, _HEADING) for match in rule.finditer(text)), reverse=True
    )
    pos = 0
    while (hit := _SCAN.search(text, pos)) is not None:
        start = hit.start()
        while masks and masks[-1][1] <= start:
            masks.pop()
        if masks and masks[-1][0] <= start:
            pos = masks[-1][1]
            continue
        pos = max(_read(text, start, found), start + 1)
    return tuple(_carry(text, found))


def _read(text: str, start: int, found: list[Quantity]) -> int:
    """Read at ``start``, append what is there, return where to go on."""
    nothing = _NEAR_ZERO.search(text, max(0, start - 8), start + 4)
    if nothing is not None and nothing.end() == start + 4:
        zero = Decimal(0)
        found.append(
            Quantity(
                *(nothing.start(), nothing.end(), nothing.group(), "number", zero),
                unit="1", relation="~", precision=Decimal(1), modifier=nothing[1].lower(), flags=("bare",),
            )
        )  # fmt: skip
        return nothing.end()
    if _in_name(text, start):
        return _skip_number(text, start)
    date = dates.read_date(text, start)
    if date is not None:
        end, low, high = date
        found.append(
            Quantity(
                start,
                end,
                text[start:end],
                "date",
                unit="date",
                dimension="date",
                date=low,
                date_high=high,
                relation="range" if high else "=",
            )
        )
        return end
    numeral = read_numeral(text, start)
    if numeral is None:
        return start + 1
    if _labelled(text, start):
        return numeral.end
    quantity = _quantity(text, numeral)
    if quantity is None:
        return numeral.end
    found.append(quantity)
    return quantity.end


def _in_name(text: str, start: int) -> bool:
    if not text[start].isdigit() and text[start] != ".":
        return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_")
    return (
        _NAME_BEFORE.search(text, max(0, start - 12), start) is not None
        and _MONEY_BEFORE.search(text, max(0, start - 5), start) is None
    )


def _skip_number(text: str, start: int) -> int:
    end = start
    while end < len(text) and (text[end].isalnum() or (text[end] in ".-_/" and text[end + 1 : end + 2].isalnum())):
        end += 1
    return max(end, start + 1)


def _labelled(text: str, start: int) -> bool:
    """Table 3, Sections 4.1 and 4.2, Eq. (7)."""
    at = start
    for _ in range(3):
        more = _LIST_LABEL.search(text, max(0, at - 12), at)
        if more is None:
            break
        at = more.start()
    before = _LABEL_BEFORE.search(text, max(0, at - 14), at)
    return before is not None and before[1].lower() in LABELS


def _quantity(text: str, numeral: Numeral) -> Quantity | None:
    start, high, end = numeral.start, None, numeral.end
    low, precision = numeral.value, numeral.precision
    unit = Found(end, "percent", "percent") if numeral.fraction else None
    money = _MONEY_BEFORE.search(text, max(0, start - 5), start)
    span = None if numeral.fraction else _second(text, numeral)
    if span is not None:
        second = span
        low, high, end, precision = _scaled(numeral, second), second.value, second.end, min(precision, second.precision)
    more = text[end : end + 1] == "+" and not text[end + 1 : end + 2].isdigit()
    if unit is None:
        unit = unit_after(text, end + more)
    if money is not None:
        name = _MONEY_NAMES[money[1].strip().upper()]
        start, unit = money.start(), with_rate(text, Found(end, name, "money"))
    if unit is None:
        following = text[end : end + 1]
        if (
            following.isalpha()
            or (following == "-" and text[end + 1 : end + 2].isalpha())
            or (numeral.words and low < 11)
        ):
            return None
        unit = Found(end, "count" if low == low.to_integral_value() else "1", "number")
    start, low, signed = _signed(text, start, low, bare=money is None)
    relation, modifier, quote_end = _relation(text, start, unit.end)
    if high is not None and relation in ("=", "~"):
        relation = "range"
    elif more and relation == "=":
        relation = ">"
    flags = tuple(
        flag
        for flag, here in (("bare", unit.kind == "number"), ("fraction", numeral.fraction), ("signed", signed))
        if here
    )
    quote_end = max(unit.end, quote_end)
    return Quantity(
        start, quote_end, text[start:quote_end], cast("object", unit.kind), _plain(low), _plain(high), unit.unit,  # type: ignore[arg-type]
        "", relation, _plain(precision), "", "", modifier, "", flags,
    )  # fmt: skip


def _scaled(first: Numeral, second: Numeral) -> Decimal:
    """10-20B: the suffix of the second belongs to both."""
    if first.suffix or not second.suffix or first.value > second.value:
        return first.value
    scale = {"K": 10**3, "k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}.get(second.suffix) or int(second.precision)
    scaled = first.value * scale
    return scaled if scaled <= second.value else first.value


def _second(text: str, numeral: Numeral) -> Numeral | None:
    """The end of a range: 10-20%, 85% to 90%, between 10 and 20 km; from A to B are two quantities."""
    at = numeral.end + (text[numeral.end : numeral.end + 1] == "%")
    window = text[max(0, numeral.start - 9) : numeral.start].lower()
    joint = _RANGE.match(text, at)
    if joint is None and window.endswith("between "):
        joint = re.compile(r"\s?(?:[A-Za-z%]{0,8}\s)?and\s(?=[$€£¥]?\d)").match(text, at)
    if joint is None or ("to" in joint.group() and window.endswith("from ")):
        return None
    second = read_numeral(
        text, joint.end() + (text[joint.end() : joint.end() + 1] in "$€£¥" and joint.end() < len(text))
    )
    return second if second is not None and second.value > numeral.value and not second.words else None


def _signed(text: str, start: int, low: Decimal, *, bare: bool) -> tuple[int, Decimal, bool]:
    found = _SIGN.search(text, max(0, start - 2), start) if bare else None
    if found is None:
        return start, low, False
    return start - 1, -low if found[1] != "+" else low, True


def _relation(text: str, start: int, end: int) -> tuple[Relation, str, int]:
    before = BEFORE_END.search(text, max(0, start - 26), start)
    if before is not None:
        word = re.sub(r"\s+", " ", before[1].lower())
        return cast("Relation", BEFORE[word]), word, end
    after = AFTER_START.match(text, end)
    if after is not None:
        return cast("Relation", AFTER[after[1].lower()]), after[1].lower(), after.end()
    return "=", "", end


def _carry(text: str, found: list[Quantity]) -> list[Quantity]:
    """2664K, 119K and 5K GPU hours: the unit of the last member of a list belongs to all before its ``and``."""
    joined = False
    for at in range(len(found) - 2, -1, -1):
        here, following = found[at], found[at + 1]
        gap = " ".join(text[here.end : following.start].split())
        part = _PART_OF.fullmatch(gap) is not None
        joined = "bare" in here.flags and (part or gap in _LAST_GAP or (joined and gap == ","))
        if joined and following.unit not in ("count", "1", "date"):
            found[at] = replace(here, unit=following.unit, kind=following.kind, flags=("carried_unit",))
    return found


def _plain(value: Decimal | None) -> Decimal | None:
    if value is None:
        return None
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == value and abs(value.adjusted()) < 26 else value.normalize()
