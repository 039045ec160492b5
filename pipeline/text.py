"""Copies of a text for matching: every function keeps length, so offsets in the copy are offsets in the original."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_LONG = 400  # characters from which on a text is taken for a page
_MANY = 40  # different characters from which on one pass over a text beats a pass for each of them


class CharacterTable:
    """One character for another, all at once.

    ``str.translate`` looks every character up; a text has few that differ, and ``str.replace`` finds them faster.
    """

    def __init__(self, characters: Mapping[str, str]) -> None:
        """``characters``: what becomes of each, one character for one."""
        self._characters = dict(characters)
        self._codes = str.maketrans(self._characters)
        self._one = re.compile("[" + "".join(map(re.escape, self._characters)) + "]")

    def __call__(self, text: str) -> str:
        """The text with its characters replaced; same length.

        >>> CharacterTable({"a": "b", "b": "c"})("abc")
        'bcc'
        """
        table = self._characters
        found = set(self._one.findall(text))
        if len(found) > _MANY or not found.isdisjoint([table[character] for character in found]):
            return text.translate(self._codes)
        for character in found:
            text = text.replace(character, table[character])
        return text


_FOLD = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FOLD |= dict.fromkeys("\u3000\xa0\u2002\u2003\u2009\u202f", " ")
_folded = CharacterTable(_FOLD)

_CJK_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


@lru_cache(maxsize=1)
def _tables() -> tuple[CharacterTable, CharacterTable]:
    """Traditional to simplified characters, and the same with folding."""
    import opencc

    chars = [chr(code) for low, high in _CJK_RANGES for code in range(low, high + 1)]
    converted = opencc.OpenCC("t2s").convert("\n".join(chars)).split("\n")
    simplified = {a: b for a, b in zip(chars, converted, strict=True) if a != b and len(b) == 1}
    return CharacterTable(simplified), CharacterTable(_FOLD | simplified)


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, character by character (OpenCC's t2s table).

    >>> simplify("訓練成本")
    '训练成本'
    """
    return text if text.isascii() else _tables()[0](text)


def matching_key(text: str) -> str:
    """The form in which names are compared: folded, simplified, lower case. Same length as ``text``.

    >>> matching_key("ＤｅｅｐＳｅｅｋ－Ｖ３ 訓練")
    'deepseek-v3 训练'
    """
    if text.isascii():
        return text.lower()
    return _page_key(text) if len(text) > _LONG else _key(text)


def _key(text: str) -> str:
    plain = _tables()[1](text)
    lowered = plain.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in plain)


_page_key = lru_cache(maxsize=2)(_key)  # several stages want the key of the page that they are at


def is_cjk(char: str) -> bool:
    """True for a Han ideograph.

    >>> is_cjk("核"), is_cjk("，")
    (True, False)
    """
    code = ord(char)
    return any(low <= code <= high for low, high in _CJK_RANGES)
