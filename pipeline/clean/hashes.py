"""Random strings: at the end of a paragraph, or between two sentences of a page that was flattened into one line."""

from __future__ import annotations

import re
from itertools import pairwise

from pipeline.clean.view import PageLine, View
from pipeline.model import Edit

CODE = "hash_noise"
_TAIL = re.compile(r"(?<![A-Za-z0-9/=_.\-@])[A-Za-z0-9+/=_\-]{6,}(?=\s*$)")
_INNER = re.compile(r"(?<![A-Za-z0-9/=_.\-@#:%])[ \u3000]?[A-Za-z0-9]{10,40}(?![A-Za-z0-9/=_.\-@])")
_ENDED = '。！？!?…”"』」）).;；>'
_STOP = "。！？!?…”』」）"
_BEFORE = f"{_STOP}%％、，"
_COUNTED = re.compile(r"\d{1,4}$")
_COUNTER = re.compile(r"[年月日时点分秒岁万亿千百个名位家元人次倍%％.．:：]")


def hash_strings(view: View, line: PageLine) -> list[Edit]:
    """Edits for the random strings of a line that follow a sentence, or stand inside it in flattened text."""
    edits: list[Edit] = []
    last = line.end
    while (start := _tail(view, line.text[: last - line.start])) is not None:
        edits.append(Edit(line.start + start, last, "", CODE, "a random string at the end of the paragraph"))
        last = line.start + start
    for match in _INNER.finditer(line.text):
        if line.start + match.end() < last and (span := _between(view, line.text, match)):
            start, end = line.start + span[0], line.start + span[1]
            edits.append(Edit(start, end, "", CODE, "a random string between two sentences"))
    return edits


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _tail(view: View, text: str) -> int | None:
    """Where the random string begins that ends the text."""
    match = _TAIL.search(text)
    if not match:
        return None
    token = match[0].strip()
    before = text[: match.start()].rstrip()
    if not before or view.latin_words[token.lower()] > 1:
        return None
    ended = before[-1] in _ENDED
    closed = before[-1] in _STOP and not (len(before) > 1 and before[-2].isascii() and before[-2].isalnum())
    glued = closed and before[-1] == text[match.start() - 1] and stray(token)
    return match.start() if glued or looks_random(token, 8 if ended else 12) else None


def _between(view: View, text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The random string between a finished sentence and the next one, or between two Han characters."""
    start, end = match.span()
    token = match[0].strip()
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after or view.latin_words[token.lower()] > 1:
        return None
    if (number := _COUNTED.search(token)) and _COUNTER.match(after):  # in ``x7Kq29aB5月`` the 5 is the author's
        token = token[: number.start()]
        end -= len(number[0])
    if before in _STOP and (word := _word_behind(view, token)):
        return (start, end - len(word)) if looks_random(token[: -len(word)], 12) else None
    between = (before in _STOP and after in '“‘「『《（【"') or (
        _is_han(after) and (before in _BEFORE or _is_han(before))
    )
    return (start, end) if between and looks_random(token, 12) else None


def _word_behind(view: View, token: str) -> str:
    """A word of the page that the random string is glued to: the ``A100`` of ``lZ1FHWcaJBaxl8wA100``."""
    words = view.latin_words
    return next((token[k:] for k in range(len(token) - 8, len(token) - 2) if k > 0 and words[token[k:].lower()]), "")


# The letter pairs that make up nine tenths of English and of pinyin.
_PAIR_TEXT = """
th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me
de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot
il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai
sh ir su id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke ui fr oo av
ag if ap gr od bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff
ba ey ls va um pp ua up lu go ht ru ug ds lt pi rc rr eg au ck ew mu br bi pt ak pu rg ib tl ny ki
rk ys ob mm fu ph og ms ye ud mb ip ub oi zh xi xu qi ji ju ya yu ao uo ing ong lv wu hu hua gu ku
kua nk tw dd nn ok ik ek ks gg ght xp zi za ze
"""
_PAIRS = frozenset(_PAIR_TEXT.split())
_RESET = re.compile(r"[^A-Za-z0-9]+")


def looks_random(token: str, least: int = 12) -> bool:
    """A string of letters and digits without the shape of words, names or versions.

    >>> looks_random("Jd8Lw0qPz7XnMv3RtYb6HsKc"), looks_random("d41d8cd98f00b204"), looks_random("KnqtjrZYBMLbUbzrGjBj")
    (True, True, True)
    >>> looks_random("DeepSeek-V3-Base-FP8-Instruct"), looks_random("H800-SXM5-80GB")
    (False, False)
    """
    core = _RESET.sub("", token)
    if len(core) < least or core.isdigit():
        return False
    if len(core) >= 16 and re.fullmatch(r"[0-9a-f]+|[0-9A-F]+", core) and sum(c.isalpha() for c in core) >= 3:
        return True  # hexadecimal
    odd = sum(_odd(part) for part in _RESET.split(token))
    return odd / len(core) > 0.4 and (len(core) < 16 or odd >= 6)


def _odd(part: str) -> float:
    """Places in a run of letters and digits where the next character is not to be expected."""
    odd = 0.0
    for i, (a, b) in enumerate(pairwise(part)):
        if a.isdigit() or b.isdigit():
            odd += a.isdigit() != b.isdigit()
        elif a.islower() and b.isupper():
            odd += 0.5 if part[i + 2 : i + 3].islower() else 1.0
        elif a.lower() + b.lower() not in _PAIRS and not (a.isupper() and b.isupper() and len(part) < 6):
            odd += 1.0
    return odd


def stray(token: str) -> bool:
    """Letters and digits that follow a finished sentence and end the paragraph, without the shape of a word or name.

    >>> stray("x7Kq29"), stray("Qm3kLp"), stray("Bloomberg"), stray("END"), stray("2024")
    (True, True, False, False, False)
    """
    core = _RESET.sub("", token)
    if core.isdigit() or len(core) < 6:
        return False
    digits = sum(c.isdigit() for c in core)
    if digits and digits < len(core):
        return True
    odd = sum(_odd(part) for part in _RESET.split(token))
    return odd >= 2 or odd / len(core) > 0.2
