r"""Text that was decoded in the wrong encoding: UTF-8 read as GBK (``涓枃``) or as Latin-1 (``ä¸\xadæ``)."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.clean.foreign import vocabulary
from pipeline.clean.view import HAN, PageLine, View
from pipeline.model import Edit

CODE = "mojibake"
REASON = "text decoded in a wrong encoding"
_LATIN = re.compile(
    "[\u0080-\u00ff\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,}(?:[ -~]?"
    "[\u0080-\u00ff\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{2,})*"
)
_LATIN_LEADS = frozenset("ãäåæçèé")  # E3 to E9
_SPAN = re.compile(r"[^\x00-\x7f][^\n]*[^\x00-\x7f]|[^\x00-\x7f]")
_LEAST = 4  # characters; shorter runs can be text


@lru_cache(maxsize=1)
def _leads() -> re.Pattern[str]:
    """Characters that UTF-8 Chinese (lead bytes E3 to E9) turns into when it is read as GBK, twice within three."""
    group = f"[{re.escape(''.join(sorted(_lead_characters())))}]"
    return re.compile(f"{group}[^\\n]?{group}|{group}[^\\n]{{2}}{group}")


@lru_cache(maxsize=1)
def _lead_characters() -> frozenset[str]:
    pairs = (bytes([lead, second]) for lead in range(0xE3, 0xEA) for second in range(0x80, 0xC0))
    return frozenset("".join(pair.decode("gbk", "ignore") for pair in pairs))


def may_be_decoded_twice(used: str) -> bool:
    """Whether a text of these characters may have such runs: one of UTF-8's lead bytes for Han is in each of them."""
    return not _lead_characters().isdisjoint(used) or not _LATIN_LEADS.isdisjoint(used)


def twice_decoded(view: View, line: PageLine) -> list[Edit]:
    """Edits for such runs: what decodes without loss and speaks of the page's subject comes back, the rest goes.

    A run must turn back into valid UTF-8 nearly whole: chance text never does.
    """
    text = line.text
    if text.isascii():
        return []
    spans = [match.span() for match in _LATIN.finditer(text) if _latin(match[0])]
    if spans and 2 * sum(b - a for a, b in spans) >= len(text):
        spans = [(0, len(text))]
    if not spans and _leads().search(text):
        spans = _gbk_runs(text)
    return [_repaired(view, line, span) for span in spans]


def _repaired(view: View, line: PageLine, span: tuple[int, int]) -> Edit:
    start, end = line.start + span[0], line.start + span[1]
    own = _decoded(line.text[span[0] : span[1]])
    if own and _fits(view, line, own):
        return Edit(start, end, own, CODE, "text decoded in a wrong encoding, restored")
    return Edit(start, end, "", CODE, REASON)


def _decoded(text: str) -> str:
    """The text as it was, where nothing of it is lost; else empty."""
    for encoding in ("latin-1", "cp1252", "gb18030"):
        try:
            own = text.encode(encoding).decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if HAN.search(own) and own.isprintable():
            return own
    return ""


def _fits(view: View, line: PageLine, own: str) -> bool:
    """The restored text shares words with the page and does not stand on it already."""
    rest = view.page.text[: line.start] + view.page.text[line.end :]
    if own in rest:
        return False
    units = vocabulary(own)
    total = sum(units.values())
    shared = sum(weight for unit, weight in units.items() if unit in rest)
    return len(units) > 3 and shared >= 0.15 * total


def _latin(text: str) -> bool:
    for encoding in ("latin-1", "cp1252"):
        try:
            raw = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        decoded = raw.decode("utf-8", "ignore")
        lost = len(raw) - len(decoded.encode())
        if any("\u3000" <= c <= "\u9fff" for c in decoded) and lost <= 0.25 * len(raw):
            return True
    return False


def _gbk_runs(text: str) -> list[tuple[int, int]]:
    """Stretches whose GBK bytes are UTF-8 of Han characters; ends are grown over lost characters (?, U+FFFD)."""
    good = bytearray(len(text))
    at = 0
    while at < len(text) - 1:
        size = _utf8_from(text, at)
        if size:
            good[at : at + size] = b"\x01" * size
            at += size
        else:
            at += 1
    if sum(good) >= max(_LEAST, 0.7 * sum(c > "\x7f" for c in text)):
        return [(0, len(text))]
    spans: list[tuple[int, int]] = []
    for match in re.finditer(rb"\x01+(?:\x00{1,6}\x01+)*", bytes(good)):
        start, end = match.span()
        if sum(good[start:end]) >= max(_LEAST, 0.5 * (end - start)):
            while end < len(text) and text[end] in "?？\ufffd":
                end += 1
            spans.append((start, end))
    return spans


def _utf8_from(text: str, at: int) -> int:
    """How many characters from ``at`` on (2, 3, 6 …) are the bytes of two Han characters or more; 0 for none.

    Two Han characters of UTF-8 are six bytes, which GBK reads as three characters.
    """
    try:
        raw = text[at : at + 3].encode("gbk")
    except UnicodeEncodeError:
        return 0
    if len(raw) != 6:
        return 0
    try:
        decoded = raw.decode("utf-8")
    except UnicodeDecodeError:
        return 0
    return (
        3 if len(decoded) == 2 and all("\u3000" <= c <= "\u9fff" or "\uff00" <= c <= "\uffef" for c in decoded) else 0
    )
