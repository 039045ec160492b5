"""Numbers in a document that nobody states: axes of charts, formulas, worked examples, links, parts of names."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.model import Quantity
from pipeline.sources.phrases import is_function_word, is_speech
from pipeline.text import is_cjk

_NUMBER = re.compile(r"[-+±$€£¥(]?\d[\d.,]*(?:[KMBTkx%×]|e-?\d+)?[%),;]?")
_LINK = re.compile(r"(?:https?://|www\.|doi:|arXiv:|10\.\d{4,}/)\S+", re.IGNORECASE)
_LATEX = re.compile(r"\\[a-zA-Z]{2,}|\$[^$]{1,80}\$")
_ARITHMETIC = re.compile(r"\d[^=\n]{0,40}[-+*/×÷−]\s?[$]?\d[^=\n]{0,30}=|=\s?[$]?\d[\d.]*\s?[-+*/×÷]")
_REFERENCE = re.compile(r"\b[A-Z]\.(?:\s?[A-Z]\.)?\s?[A-Z][a-z]+,")
_SOURCE = re.compile(r"arXiv|doi|In Proceedings|Proceedings of|preprint|https?://|\bpp\.|et al\.", re.IGNORECASE)
_BLOCK = re.compile(r"\d\s?[x×*]\s?(?!10\s?[-−⁻^])\d")
_FEW_WORDS = 10
_CITED = re.compile(r"(?:[A-Z][\w.&-]*|\bal\.|(?:19|20)\d\d[a-z]?(?:,[a-z])*),\s$")
_OPERATOR = re.compile(r"(?:\d\s?:|[+*/^_\\<>{\[]|\d\s?[-−×]|[\w)]\s?[−+])\s?$")
_NAME_BEFORE = re.compile(r"(?<![\w.])([A-Z][\w.+'’-]*|[a-z]+[A-Z][\w.+-]*)[\s\u00a0-]$")


def is_noise(text: str) -> bool:
    """The axis of a chart, a formula, a line of a table of contents, a reference, an example question.

    >>> is_noise("0 100 200K 300 400 Model"), is_noise("It costs 5 USD and 3 EUR."), is_noise("4.1 Data . . . . . . 21")
    (True, False, True)
    """
    words = text.split()
    numbers = sum(_NUMBER.fullmatch(word) is not None for word in words)
    symbols = sum("\U0001d400" <= char <= "\U0001d7ff" or char in "∑∏∈⊙√·=+{}\\" for char in text)
    return (
        numbers > 0.4 * (len(words) + sum(map(is_cjk, text)) // 2)
        or ". . ." in text
        or ("…" in text and len(words) < _FEW_WORDS)
        or "....." in text
        or symbols > 0.12 * len(text)
        or is_speech(text)
        or is_reference(text)
    )


def is_reference(text: str) -> bool:
    """An entry of a list of references that no heading announces.

    >>> is_reference("A. Author, B. Writer, and C. Other. A paper on things. arXiv preprint arXiv:2401.00001, 2024.")
    True
    """
    authors = len(_REFERENCE.findall(text))
    return authors > 1 and _SOURCE.search(text) is not None and len(text) < 250 * max(1, authors)


def links(text: str) -> list[tuple[int, int]]:
    """The spans of links and identifiers, in order."""
    return [found.span() for found in _LINK.finditer(text)]


def stated(text: str, quantity: Quantity, apart: Sequence[tuple[int, int]] = ()) -> bool:
    """False for a number in one of the spans ``apart``, of a calculation, of a ratio (1:1), or at the end of a name.

    ``Qwen2.5 72B``, ``AIME 2024`` and ``Claude 3.5`` are names; ``671B parameters`` is a figure.
    """
    around = text[max(0, quantity.start - 60) : quantity.end + 60]
    at = bisect_right(apart, (quantity.start, len(text)))
    if any(start < quantity.end and quantity.start < end for start, end in apart[max(0, at - 1) : at + 1]):
        return False
    if re.match(r"0\d", quantity.quote):  # 0513, 0801-1101: part of a name
        return False
    if _LATEX.search(around) or _ARITHMETIC.search(around):
        return False
    if _BLOCK.search(quantity.quote) or re.search(r"\d\s?[x×*]\s?$", text[max(0, quantity.start - 8) : quantity.start]):
        return False  # the sides of a block: 128x128
    if "bare" not in quantity.flags or quantity.unit not in ("count", "1"):
        return True
    before, after = text[max(0, quantity.start - 40) : quantity.start], text[quantity.end : quantity.end + 3]
    if re.match(r"\(|\s?[:/^×*+−=]\s?[\d\w(]|[A-Za-z_]|-[A-Za-z\d]|\)\s?[=]", after):
        return False
    if _OPERATOR.search(before) or (_CITED.search(before) and re.fullmatch(r"(?:19|20)\d\d", quantity.quote)):
        return False
    name = _NAME_BEFORE.search(before)
    return name is None or is_function_word(name[1])
