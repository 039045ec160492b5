"""Paragraphs of other stories: they repeat, stand outside the article, or share no vocabulary with it."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from pipeline.clean.injected import spam_terms
from pipeline.clean.language import word_costs
from pipeline.clean.view import LATIN, PageLine, View, han_bigrams

CODE = "unrelated_paragraph"
_CONNECTED = re.compile(
    r"^[\s“\"「『（(]*(?:[他她它这那此该其]|我们?|同时|随后|之后|此外|另外|然而|不过|但|而|也|并|因此|所以|于是|对此|据此|例如|比如|其中|首先|其次|再次|最后|一方面|另一方面|至于"
    r"|与此|相比|总之|事实上|实际上|目前|如今|后来|接着|当然|至此|图|表|注|[一二三四五六七八九十\d]+[、.．）)])"
)
_QUOTE = re.compile(r"^[“\"「『‘]")


@lru_cache(maxsize=65536)
def _weight(unit: str) -> float:
    """How telling a shared word is: rare words count more; characters pairs that are no word count nothing."""
    if unit.isascii():
        return 8.0
    cost = word_costs().get(unit)
    return max(0.0, cost - 7.0) if cost is not None else 0.0


def _units(text: str) -> set[str]:
    latin = {word.lower() for word in LATIN.findall(text) if len(word) > 1 and not word[0].isdigit()}
    return latin | {pair for pair in han_bigrams(text) if _weight(pair) > 0}


def unrelated(view: View, title: PageLine | None) -> None:
    """Drop paragraphs of other stories. Repeated ones first; then, in a polluted page only, those that share nothing."""
    lines = [line for line in view.kept if line is not title]
    _repeats(view, lines)
    kept = [line for line in lines if not line.code]
    if len(kept) < 2:
        return
    units = [_units(line.text) for line in kept]
    counts = Counter(unit for found in units for unit in found)
    title_units = _units(title.text) if title else set()
    longest = max(len(line.text) for line in kept)
    body = [i for i, line in enumerate(kept) if len(line.text) >= 0.3 * longest]
    first, last = body[0], body[-1]
    for i, line in enumerate(kept):
        share = _share(units[i], counts, title_units)
        limit = _limit(view, line, i, first, last)
        if share < limit and len(line.text) >= 8:
            line.drop(CODE, "shares no vocabulary with the article", 1.0 - share)


def _limit(view: View, line: PageLine, i: int, first: int, last: int) -> float:
    """The share of vocabulary under which a paragraph is foreign; 0 where the page shows no sign of pollution."""
    length = len(line.text)
    if view.evidence < 1 or length > 150:
        return 0.0
    if line.kind in {"heading", "caption", "table_row", "list_item"} or "\t" in line.text:
        return 0.0
    sentence = bool(re.search(r"[。！？!?…][”’」』）)\"']*\s*$", line.text))
    outside = i < first or i > last
    if spam_terms(line.text) and any(f != "generic" for _, _, f in spam_terms(line.text)):
        return 0.3
    if outside:
        return 0.2 if sentence or i > last else 0.0
    if _QUOTE.match(line.text) or not sentence or length < 16:
        return 0.0
    return 0.04 if _CONNECTED.match(line.text) else 0.12 if view.evidence > 1 else 0.08


def _share(units: set[str], counts: Counter[str], title: set[str]) -> float:
    total = sum(map(_weight, units))
    if not total:
        return 0.15
    return math.fsum(sorted(_weight(unit) for unit in units if counts[unit] > 1 or unit in title)) / total


def _repeats(view: View, lines: list[PageLine]) -> None:
    """A sentence line that stands twice or more on one page is not the author's; a repeated lead keeps its longest copy."""
    seen: dict[str, list[PageLine]] = {}
    for line in lines:
        seen.setdefault(re.sub(r"\s+", "", line.text), []).append(line)
    for text, copies in seen.items():
        if len(copies) < 2 or len(text) < 10 or "\t" in copies[0].text:
            continue
        rest = Counter(unit for line in lines if line not in copies for unit in _units(line.text))
        share = sum(_weight(u) for u in _units(text) if rest[u]) / max(1e-9, sum(map(_weight, _units(text))))
        if share < 0.3:
            view.evidence += 1
            for line in copies:
                line.drop(CODE, f"the same foreign paragraph stands {len(copies)} times")
        elif len(text) >= 30:
            for line in copies[1:]:
                line.drop("repeated_paragraph", "the paragraph stands on the page already")
    _repeated_leads(lines)


def _repeated_leads(lines: list[PageLine]) -> None:
    """A teaser: a line that is the beginning of a later one and ends with an ellipsis."""
    for i, line in enumerate(lines[:6]):
        text = line.text.rstrip()
        stem = text.rstrip(".…。 ")
        if line.code or stem == text or not text.endswith(("…", "...")) or len(stem) < 12:
            continue
        if any(not other.code and other.text.startswith(stem) and len(other.text) > len(text) for other in lines[i + 1 :]):
            line.drop("repeated_lead", "a teaser that repeats the beginning of a paragraph")
