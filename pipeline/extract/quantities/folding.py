"""A copy of the text for reading numbers: same length, fullwidth to ASCII, traditional to simplified characters.

Only characters that occur in the word lists are simplified (``quantity_variants.csv``, taken from OpenCC's
character tables), so that no dictionary has to be loaded. The comma between fullwidth digits becomes a separator.
"""

from __future__ import annotations

import re

from pipeline.tables import read_table
from pipeline.text import CharacterTable

_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in (0xFF0C, 0xFF1A, 0xFF1B, 0xFF01, 0xFF1F)}
_SPACES = dict.fromkeys((0x3000, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F, 0x200A, 0x2007), 0x20)
_MARKS = {0x2212: 0x2D, 0x2010: 0x2D, 0x2011: 0x2D, 0x3007: 0x96F6, 0x2D0: 0x3A, 0x2236: 0x3A, 0x2103: 0x2103}


def _table() -> dict[int, int]:
    variants = {ord(row["traditional"]): ord(row["simplified"]) for row in read_table("quantity_variants.csv")}
    return _ASCII | _SPACES | _MARKS | variants


_fold = CharacterTable({chr(wide): chr(plain) for wide, plain in _table().items()})
_COMMA_AND_DIGITS = re.compile(r"，[\d０-９]{3}", re.ASCII)
_WIDE_COMMA = re.compile(r"(?<![\d.,，０-９$￥¥€£])[\d０-９]{1,3}(?:，[\d０-９]{3})+(?![\d.,０-９])", re.ASCII)


def fold_text(text: str) -> str:
    """The reading copy of ``text``; offsets are those of the original.

    >>> fold_text("９８．６萬輛 １，２３４")
    '98.6万辆 1,234'
    """
    if _COMMA_AND_DIGITS.search(text) is not None:
        text = _WIDE_COMMA.sub(lambda found: found.group().replace("，", ","), text)
    return _fold(text)
