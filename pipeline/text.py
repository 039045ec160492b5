"""Copies of a text for matching: every function keeps length, so offsets in the copy are offsets in the original."""

from __future__ import annotations

from functools import lru_cache

_FOLD: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD |= {0x3000: 0x20, 0xA0: 0x20, 0x2002: 0x20, 0x2003: 0x20, 0x2009: 0x20, 0x202F: 0x20}

_CJK_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


def fold(text: str) -> str:
    """Fullwidth ASCII and odd spaces to plain ASCII, one for one.

    >>> fold("８０　ＧＢ，")
    '80 GB,'
    """
    return text.translate(_FOLD)


@lru_cache(maxsize=1)
def _simplified_table() -> dict[int, str]:
    import opencc

    chars = [chr(code) for low, high in _CJK_RANGES for code in range(low, high + 1)]
    converted = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    return {ord(a): b for a, b in zip(chars, converted, strict=True) if a != b and len(b) == 1}


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, character by character (OpenCC's t2s table).

    >>> simplify("訓練成本")
    '训练成本'
    """
    return text if text.isascii() else text.translate(_simplified_table())


def matching_key(text: str) -> str:
    """The form in which names are compared: folded, simplified, lower case. Same length as ``text``.

    >>> matching_key("ＤｅｅｐＳｅｅｋ－Ｖ３ 訓練")
    'deepseek-v3 训练'
    """
    lowered = simplify(fold(text)).lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in simplify(fold(text)))


def is_cjk(char: str) -> bool:
    """True for a Han ideograph.

    >>> is_cjk("核"), is_cjk("，")
    (True, False)
    """
    code = ord(char)
    return any(low <= code <= high for low, high in _CJK_RANGES)
