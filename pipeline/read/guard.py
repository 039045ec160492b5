"""Hostile pages: markup that would make a parser's time grow faster than the page is cut down before it is parsed.

Measured on lexbor: time grows with the square of the number of attributes of one tag and of the depth of nesting,
and the output with the square of the number of formatting elements left open. Text is never touched.
"""

from __future__ import annotations

import re

from pipeline.read.tags import VOID

MAX_TAG = 20_000
MAX_TAGS = 12_000
MAX_OPEN = 1_000
MAX_DEPTH = 400
MAX_OPEN_FORMATTING = 24
_LONG_TAG = re.compile(rf"<[A-Za-z][^<>]{{{MAX_TAG},}}")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)[^<>]*>")
_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_IMPLIED = frozenset({"p", "li", "dt", "dd", "option"})
_LITERAL_HEAD = re.compile("<[xXpPlL](?:[mM][pP]|[lL][aA]|[iI][sS])")
_LITERAL_HEADS = frozenset(b"xpl")
_LITERAL = re.compile(r"<(/?)(?:xmp|plaintext|listing)\b", re.IGNORECASE)


def parsable(text: str, utf8: bytes) -> bytes | str:
    """What to give the parser for a page: the page in UTF-8 where it needs no taming, which is seen faster there."""
    return utf8 if _is_tame(utf8) or (tamed := tame(text)) is text else tamed


def _is_tame(data: bytes) -> bool:
    """True where ``tame`` would certainly change nothing."""
    import numpy as np

    codes = np.frombuffer(data + b"   ", dtype=np.uint8)
    opening = np.flatnonzero(codes == ord("<"))
    if len(opening) > MAX_TAGS or len(opening) - 2 * np.count_nonzero(codes[opening + 1] == ord("/")) > MAX_OPEN:
        return False
    long = opening[np.diff(opening, append=len(codes)) >= MAX_TAG].tolist()
    if any(data.find(b">", at, at + MAX_TAG) < 0 for at in long):
        return False
    second, third = codes[opening + 2] | 0x20, codes[opening + 3] | 0x20
    literal = (second == ord("m")) | (second == ord("l")) | ((second == ord("i")) & (third == ord("s")))
    return _LITERAL_HEADS.isdisjoint((codes[opening[literal] + 1] | 0x20).tolist())


def tame(text: str) -> str:
    """The page with tags cut short or left out where they are too long, too deep or too many left open.

    Pages of ordinary size and shape come back as they are.
    """
    if _has_long_stretch(text):
        text = _LONG_TAG.sub(_shorten, text)
    opened = text.count("<")
    if opened > MAX_TAGS or (opened > MAX_OPEN and opened - 2 * text.count("</") > MAX_OPEN):
        text = _flatten(text)
    if _LITERAL_HEAD.search(text):
        text = _LITERAL.sub(r"<\1pre", text)
    return text


def _has_long_stretch(text: str) -> bool:
    """True where a stretch without ``<`` and ``>`` may be ``MAX_TAG`` long: it covers one of these windows then."""
    step = MAX_TAG // 2
    return any(
        text.find(">", at, at + step) < 0 and text.find("<", at, at + step) < 0
        for at in range(0, len(text) - step + 1, step)
    )


def _shorten(match: re.Match[str]) -> str:
    """A tag's head up to the last white space before the limit, outside of quotes as far as that can be told."""
    head = match[0][: MAX_TAG // 10]
    name = re.match(r"<[A-Za-z][\w:-]*", head)
    cut = head.rfind(" ")
    head = head[:cut] if cut > 0 else (name[0] if name else head)
    return head + '"' * (head.count('"') % 2) + " "


def _flatten(text: str) -> str:
    kept: list[str] = []
    stack: list[tuple[str, bool]] = []
    formatting = at = 0
    for match in _TAG.finditer(text):
        close, name = match[1], match[2].lower()
        if name in VOID or name in _IMPLIED:
            continue
        if close:
            keep = True
            if stack and stack[-1][0] == name:
                keep = stack.pop()[1]
                formatting -= keep and name in _FORMATTING
            elif not stack:
                keep = False
        else:
            keep = len(stack) < MAX_DEPTH and (name not in _FORMATTING or formatting < MAX_OPEN_FORMATTING)
            if keep or len(stack) < 10 * MAX_TAGS:
                stack.append((name, keep))
            formatting += keep and name in _FORMATTING
        if not keep:
            kept.append(text[at : match.start()])
            at = match.end()
    kept.append(text[at:])
    return "".join(kept)
