"""Character references that nobody decoded (``#xff0c;``, ``&amp;#xff0c;``, ``amp;quot;``) and their repair."""

from __future__ import annotations

import html
import re

from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

CODE = "broken_reference"
REASON = "a character reference that was not decoded"
_NUMERIC = re.compile(
    r"(&?(?:amp;)*)#(?:[xX]([0-9a-fA-F]{2,6}?)(?:(;)|(?<=[0-9a-fA-F]{4})(?![0-9a-fA-F;]))|(\d{2,7})(;)?)"
)
_NAMES = (
    "nbsp|ensp|emsp|thinsp|quot|apos|amp|lt|gt|ldquo|rdquo|lsquo|rsquo|hellip|mdash"
    "|ndash|middot|bull|times|deg|percnt|yen|copy|reg|trade|laquo|raquo|plusmn|lsaquo|rsaquo|micro"
)
_NAMED = re.compile(
    rf"(&(?:amp;)*|(?:amp;)+|(?<![A-Za-z&]))({_NAMES})(;)|(&(?:amp;)*)(nbsp|ldquo|rdquo|hellip|mdash|middot|quot)(?![A-Za-z;])"
)
_ABOUT = re.compile(r"html|xml|unescape|转义|字符实体|实体符|源代码|escape", re.IGNORECASE)
_SPACES = frozenset("\xa0\u2002\u2003\u2009")


def references(view: View, lines: list[PageLine]) -> list[Edit]:
    """Edits that put the character in the reference's place. A page that writes about markup keeps its references."""
    if "#" not in view.page.text and ";" not in view.page.text and "&" not in view.page.text:
        return []
    about = bool(_ABOUT.search(view.page.text))
    found = [edit for line in lines if "#" in line.text or ";" in line.text or "&" in line.text for edit in _of(line)]
    return [] if about and len(found) < 12 else found


def _of(line: PageLine) -> list[Edit]:
    edits = []
    for match in _NUMERIC.finditer(line.text):
        char = _numeric(match)
        if char is not None:
            edits.append(_edit(line, match, char))
    taken = [(e.start - line.start, e.end - line.start) for e in edits]
    for match in _NAMED.finditer(line.text):
        if any(a < match.end() and match.start() < b for a, b in taken):
            continue
        name = match[2] or match[5]
        char = html.unescape(f"&{name};")
        edits.append(_edit(line, match, " " if char in _SPACES else char))
    return edits


def _numeric(match: re.Match[str]) -> str | None:
    prefix, hexadecimal, semicolon_a, decimal, semicolon_b = match.groups()
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0x20 <= code <= 0x10FFFF or 0xD800 <= code < 0xE000:
        return None
    if not prefix and code < 0xA0:
        return None  # a colour or a tag such as #123;
    if not (semicolon_a or semicolon_b) and not (0x2000 <= code <= 0xFFFF and (prefix or hexadecimal)):
        return None
    char = chr(code)
    return " " if char in _SPACES else char


def _edit(line: PageLine, match: re.Match[str], char: str) -> Edit:
    return Edit(line.start + match.start(), line.start + match.end(), char, CODE, REASON)
