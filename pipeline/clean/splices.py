"""Keywords spliced into Chinese words: without them the neighbours are a word (``成某某某就`` → ``成就``).

No lexicon is needed: of 70 clean articles with 200,000 characters three stretches gain 8 nats by being cut
(``language.split_gain``), while half of all splices gain 6 and more. A keyword that is met again, that is made of rare
characters, as names are, or that the spam lexicon knows needs less.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.clean.language import UNKNOWN, character_costs, cost, costs_of, is_word, segment, word_costs
from pipeline.clean.lexicon import spam_terms, telling
from pipeline.clean.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LONGEST = 12
_REACH = 20_000
_RUN = re.compile(r"[\u3400-\u9fff][\u3400-\u9fffA-Za-z0-9.·]+[\u3400-\u9fff]")
_RECURRING = re.compile(rb"\x01+")
_BATCH = 20_000
_LINE_FEED = 10
_BREAK = re.compile(r"[^\u3400-\u9fffA-Za-z0-9]")
_LEAST = 12.0  # nats; two characters that cost less apart save too little together
_BOUND = 5.0  # nats; the least that a joined word must save to be looked at
_ONCE = 6.5  # nats; what a stretch that is met once must save: less than the tearing of a frequent word
_ONCE_TITLE = 5.5  # the same in a title whose article does not tell of it
_DOUBTFUL = 2.0  # score of what only aggressive cleaning cuts: confidence 0.55
_ALONE = 7.8  # nats; a character that is a word by itself less often than this is half of one
_UNITS = frozenset("年月日时分秒万亿千百元美欧个名位人家次倍公米吨克度台辆架颗枚条件种项层级天周小岁页%％点只块张本座")
_NUMERALS = frozenset("零〇一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟萬億兆又点點分之")
_LINKS = frozenset("的了着和与及或在是把被将")  # hold a sentence together; no name has them
_GRAMMAR = frozenset(
    "的了在是和与对为被把将及从到由向给让等个这那就都也还又不有年月日时万亿千百元一二三四五六七八九十两"
)


@dataclass(frozen=True, slots=True)
class Splice:
    """``text[start:end]`` looks spliced in, with ``gain`` (nats) by its neighbours, ``score`` by all signs."""

    start: int
    end: int
    gain: float
    score: float


def left_context(text: str, at: int, size: int = 4) -> str:
    """Up to ``size`` characters before ``at``, from the last break on."""
    piece = text[max(0, at - size) : at]
    cut = max((m.end() for m in _BREAK.finditer(piece)), default=0)
    return piece[cut:]


def right_context(text: str, at: int, size: int = 4) -> str:
    """Up to ``size`` characters from ``at`` on, to the next break."""
    piece = text[at : at + size]
    match = _BREAK.search(piece)
    return piece[: match.start()] if match else piece


def around(at: int) -> tuple[int, int]:
    """The stretch of a page in which repetition counts; bounded, so that long pages take linear time."""
    return max(0, at - _REACH), at + _REACH


def gain_at(view: View, start: int, end: int) -> float:
    """Split gain of ``text[start:end]`` in its place; joined neighbours that the page has elsewhere count too."""
    text = view.page.text
    left, right = left_context(text, start), right_context(text, end)
    if not left or not right or (left[-1].isascii() and right[0].isascii()):
        return 0.0
    gain = cost(left + text[start:end] + right) - cost(left + right) - cost(text[start:end])
    joined = joined_elsewhere(text, start, end)
    return gain + (0.0 if not joined else 2.0 if is_word(joined) else 5.0)


def joined_elsewhere(text: str, start: int, end: int) -> str:
    """The three or four characters around ``text[start:end]`` where the page has them in one piece; else empty."""
    left, right = left_context(text, start, 2), right_context(text, end, 2)
    low, high = around(start)
    low = text.find(left[-1:] + right[:1], low, high)  # what all the joined neighbours have
    for a, b in ((2, 2), (2, 1), (1, 2)) if low >= 0 else ():
        joined = left[-a:] + right[:b]
        if len(joined) == a + b and text.find(joined, max(0, low - 1, start - _REACH), high) >= 0:
            return joined
    return ""


def find_splices(view: View, runs: Sequence[tuple[int, int]], evidence: int) -> list[Splice]:
    """Spliced keywords in ``runs`` of the page's text, each at its best ends."""
    text = view.page.text
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    _collect(text, [run.span() for start, end in runs for run in _RUN.finditer(text, start, end)], places)
    found = []
    for key, spots in places.items():
        found += _judge(view, key, spots, evidence)
    return [_narrowed(view, splice) for splice in _best(found)]


def _narrowed(view: View, splice: Splice) -> Splice:
    """Only the spam term of a stretch that is met once, where what stands around the term joins as well without it.

    Every further character that is cut must save a nat: the author's words are not to go with the keyword.
    """
    text = view.page.text
    key = text[splice.start : splice.end]
    sold = [(a, b) for a, b, family in spam_terms(key) if telling(family)]
    if not sold or text.count(key, *around(splice.start)) > 1:
        return splice
    low, high = splice.start + sold[0][0], splice.start + sold[-1][1]
    best, kept = splice, splice.gain
    for start in range(splice.start, low + 1):
        for end in range(high, splice.end + 1):
            gain = gain_at(view, start, end)
            spared = len(key) - (end - start)
            if gain >= 2.0 and gain + spared > kept:
                best, kept = Splice(start, end, gain, splice.score), gain + spared
    return best


def _collect(text: str, spans: Sequence[tuple[int, int]], places: dict[str, list[tuple[int, float]]]) -> None:
    """Stretches between two borders that no two-character word crosses, whose neighbours may join.

    At least one neighbour must be left over: not the end, or the beginning, of a two-character word.
    """
    import numpy as np

    joined = "\n\n\n".join(text[start:end] for start, end in spans)
    if len(joined) < 5:
        return
    bounds = np.array(spans)
    sizes = bounds[:, 1] - bounds[:, 0] + 3
    origin = np.arange(sizes.sum()) + np.repeat(bounds[:, 0] - np.cumsum(sizes) + sizes, sizes)
    codes = _codes(joined)
    found = [_stretches(codes, low, low + _BATCH) for low in range(0, len(joined), _BATCH)]
    starts, ends = (origin[np.concatenate(indices)] for indices in zip(*found, strict=True))
    saved = _saved(_codes(text), starts, ends)
    good = np.flatnonzero(saved >= _BOUND)
    order = good[np.lexsort((starts[good], ends[good] - starts[good]))]
    for start, end, value in zip(starts[order].tolist(), ends[order].tolist(), saved[order].tolist(), strict=True):
        places[text[start:end]].append((start, value))


def _codes(text: str) -> NDArray[np.uint16]:
    """The characters as numbers, 0 for those outside the first plane; room for a longest stretch and more behind."""
    import numpy as np

    codes = np.frombuffer((text + "\0" * (LONGEST + 2)).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return np.where(codes > 0xFFFF, 0, codes).astype(np.uint16)


def _stretches(codes: NDArray[np.uint16], low: int, high: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Starts from ``low`` on and ends of the stretches of a text, where runs are parted by line feeds."""
    import numpy as np

    base = max(0, low - 2)
    codes = codes[base : high + LONGEST + 2]
    letter = codes < 128
    single = character_costs()[codes]
    pairs = np.isfinite(costs_of(codes[:-1], codes[1:]))  # the pair from i on is a word
    border = np.concatenate([[False], ~pairs & ~(letter[:-1] & letter[1:])])  # between i - 1 and i
    opens = border & np.concatenate([[False], ~letter[:-1]])
    closes = border & ~letter
    size = len(codes) - LONGEST - 2  # where a stretch may begin
    first = np.flatnonzero(opens[max(1, low - base) : size]) + max(1, low - base)
    rows, lengths = np.nonzero(closes[first[:, None] + np.arange(2, LONGEST + 1)])
    i = first[rows]
    j = i + lengths + 2
    run = np.cumsum(codes == _LINE_FEED)
    free = np.concatenate([[True, True], ~pairs[:-1]])  # i - 1 does not end a word
    mask = (run[i - 1] == run[j]) & (free[i] | ~np.append(pairs, False)[j]) & (single[i - 1] + single[j] >= _LEAST)
    mask &= (codes[j - 1] != codes[i - 1]) & (codes[i] != codes[j])  # ``更低的价格获得更快`` is a rotation
    return i[mask] + base, j[mask] + base


def _saved(codes: NDArray[np.uint16], i: NDArray[np.int64], j: NDArray[np.int64]) -> NDArray[np.float64]:
    """What the best word across each cut from ``i`` to ``j`` saves against its characters."""
    import numpy as np

    single = character_costs()
    before, left, right, after = codes[i - 2], codes[i - 1], codes[j], codes[j + 1]
    apart = single[left] + single[right]
    more, next_ = single[before] + apart, apart + single[after]
    pair, triple = costs_of(left, right), costs_of(before, left, right)
    last = j + 1 == len(codes) - LONGEST - 2  # of the text
    right_triple = np.where(last, pair, costs_of(left, right, after))
    four = np.where(last, triple, costs_of(before, left, right, after))
    best: NDArray[np.float64] = np.max(
        [apart - pair, more - triple, next_ - right_triple, more + single[after] - four], axis=0
    )
    return best


def _judge(view: View, key: str, spots: list[tuple[int, float]], evidence: int) -> list[Splice]:
    text, window = view.page.text, around(spots[0][0])
    repeated = len(spots) > 1 or text.count(key, *window) > 1
    strong = any(telling(family) for _, _, family in spam_terms(key))
    if not repeated and not strong and not _LINKS.isdisjoint(key):
        return []
    bonus = _oddness(key)
    if not repeated and max(saved for _, saved in spots) + bonus < 7.0:
        return []
    scored = []
    for start, _ in spots:
        gain = gain_at(view, start, start + len(key))
        scored.append(Splice(start, start + len(key), gain, gain + bonus))
    good = {view.page.text[s.start - 1] + view.page.text[s.end] for s in scored if s.gain >= 4.0}
    total = text.count(key, *window)
    enough = len(good) >= max(2, 0.34 * total) or (good and bonus >= 2.0 and (strong or total <= 3))
    if repeated and len(key) > 2 and enough:
        more = 5.0 + 1.5 * min(6, len(spots))
        return [Splice(s.start, s.end, s.gain, s.score + more) for s in scored if s.gain >= 2.0]
    return _lone(view, key, scored, evidence, 3.5 if strong or repeated else _ONCE)


def _lone(view: View, key: str, scored: list[Splice], evidence: int, least: float) -> list[Splice]:
    """A keyword that repetition does not prove: it must tear a frequent word, as names of the author's seldom do."""
    needed = 9.0 if not evidence else 8.5 if evidence < 3 else 7.5
    title = view.title
    inside = title is not None and any(title.start <= splice.start < title.end for splice in scored)
    untold = inside and not _told_again(view, key)
    found = []
    for splice in scored:
        in_title = untold and title is not None and title.start <= splice.start < title.end
        score = splice.score + 3.5 * in_title
        enough = min(least, _ONCE_TITLE) if in_title else least
        if splice.gain < (3.5 if view.doubt else enough) or score < needed or _at_home(view.page.text, splice):
            continue
        found.append(Splice(splice.start, splice.end, splice.gain, score if splice.gain >= enough else _DOUBTFUL))
    return found


def _told_again(view: View, key: str) -> bool:
    """The body has a pair of characters of the keyword: what a title names, its article tells."""
    if view.title is None:
        return True
    copies = [line.text for line in view.kept if line is not view.title and key not in line.text]
    return any(key[i : i + 2] in text for text in copies for i in range(len(key) - 1))


def _at_home(text: str, splice: Splice) -> bool:
    """The page has the same border elsewhere: ``联发科`` beside ``联发[科和紫光]展锐``."""
    start, end = splice.start, splice.end
    pieces = (text[start - 1 : start + 1], text[end - 1 : end + 1])
    low, high = around(start)
    return any((at := text.find(p, low, high)) >= 0 and text.find(p, at + len(p), high) >= 0 for p in pieces)


def _oddness(key: str) -> float:
    """Nats for the keyword itself: rare characters, spam terms, digits beside letters; grammar speaks against."""
    if sum(map(_NUMERALS.__contains__, key)) > 0.6 * len(key):
        return -10.0
    han = len(key) - sum(map(str.isascii, key))
    terms = spam_terms(key)
    bonus = 3.0 * any(telling(family) for _, _, family in terms) + 1.5 * (len(terms) > 1)
    if han == len(key):
        bonus += 2.0 * max(-1.0, min(2.0, cost(key) / len(key) - 6.5))
        if len(key) == 2 or key[0] in _GRAMMAR or key[-1] in _GRAMMAR:
            bonus -= 2.5
    elif not han:
        bonus += 1.0 if any(c.isdigit() for c in key) and any(c.isalpha() for c in key) else -3.0
    return bonus


def _best(found: list[Splice]) -> list[Splice]:
    """Of splices that overlap, the one that gains most."""
    taken: list[Splice] = []
    for splice in sorted(found, key=lambda s: (-s.score, s.end - s.start, s.start)):
        if not any(other.start < splice.end and splice.start < other.end for other in taken):
            taken.append(splice)
    return taken


# ------------------------------------------------------------------ the same stretch in places where nothing can stand


def find_strangers(view: View, runs: Sequence[tuple[int, int]]) -> list[Splice]:
    """Odd stretches that recur where they leave torn words behind: half a word, a number without its unit.

    A name that belongs to the article recurs too, but between whole words. Finds a keyword that took the place of a
    character as well (``赋能`` → ``赋某某体育``), where nothing joins.
    """
    text = view.page.text
    found: list[Splice] = []
    for key, starts in _recurring(text, runs).items():
        contexts = {(text[max(0, s - 2) : s], text[s + len(key) : s + len(key) + 2]): s for s in starts}
        bonus = _oddness(key)
        if len(contexts) < 2 or bonus < 1.0:
            continue
        torn = [_torn(text, s, s + len(key)) for s in contexts.values()]
        if sum(torn) >= (1.0 if bonus >= 3 else 1.5) and sum(torn) / len(torn) >= (
            0.3 if bonus >= 3 else 0.5 if bonus >= 2 else 0.7
        ):
            found += [Splice(s, s + len(key), 4.0, 12.0 + bonus) for s in starts]
    return _best(found)


def _recurring(text: str, runs: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """Stretches of 3 to ``LONGEST`` characters of which every three-character piece recurs on the page."""
    import numpy as np

    joined = "\n".join(text[start:end] for start, end in runs)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < 4:
        return {}
    grams = codes[:-2] << np.uint64(42) | codes[1:-1] << np.uint64(21) | codes[2:]
    breaks = codes == _LINE_FEED
    whole = ~(breaks[:-2] | breaks[1:-1] | breaks[2:])
    ordered = np.sort(grams[whole])
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(again):
        return {}
    marks = whole & (again[np.minimum(np.searchsorted(again, grams), len(again) - 1)] == grams)
    found: dict[str, list[int]] = defaultdict(list)
    starts = [0, *accumulate(end - start + 1 for start, end in runs)]
    for match in _RECURRING.finditer(marks.tobytes()):
        size = match.end() - match.start() + 2
        key = joined[match.start() : match.start() + size]
        if size <= LONGEST and not _BREAK.search(key) and not key.isascii():
            run = bisect_right(starts, match.start()) - 1
            found[key].append(runs[run][0] + match.start() - starts[run])
    return {key: starts for key, starts in found.items() if len(starts) > 1}


def _torn(text: str, start: int, end: int) -> float:
    """0 to 1: how surely the neighbours of a stretch are halves of something."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    bare = text[max(0, start - 2) : start].rstrip()[-1:]
    if before.isascii() and before.isalpha() and after.isascii() and after.islower():
        return 1.0
    if bare.isascii() and bare.isdigit() and after:
        return 1.0 if after in _UNITS or after.isdigit() or after == "." else 0.0
    if not before or not after or not before.isalnum() or not after.isalnum():
        return 0.0
    if is_word(before + text[start]) or is_word(text[end - 1] + after):
        return 0.0
    left, right = left_context(text, start), right_context(text, end)
    gain = cost(left + text[start:end] + right) - cost(left + right) - cost(text[start:end])
    if gain >= 3.0:
        return 1.0
    return min(1.0, 0.5 * _orphan(segment(left)[-1]) + 0.5 * _orphan(segment(right)[0]))


def _orphan(word: str) -> bool:
    """A character that stands alone and seldom does."""
    return len(word) == 1 and not word.isascii() and word_costs().get(word, UNKNOWN) >= _ALONE
