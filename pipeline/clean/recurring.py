"""Keywords met again on the page: how a stretch stands where it stands, summed up over its places.

A name that belongs to an article stands between whole words, often before a particle or a comma; a spliced keyword at
random tears words apart, parts numbers from their units, and is seldom followed by grammar. The trees are fitted by
``benchmarks/fit_recurring.py`` to recurring stretches of clean and of polluted articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.clean.language import UNKNOWN, cost, is_word, word_costs
from pipeline.clean.lexicon import spam_terms, strong_terms, telling
from pipeline.clean.trees import walk
from pipeline.clean.view import View

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TREES = "clean_recurring_trees.csv"
LIMIT = 2.0  # log odds
LIMIT_UNSOLD = 3.5  # the same for stretches without a spam term
LONGEST = 14
_REACH = 20_000
_MOST = 12  # places looked at
_TORN = 4.0  # nats that a joined word must save
_BEHIND = frozenset(
    "的了在是和与及或等也都就将已会能可要有被把从对向为于上中里后前时者所一不，。；：、！？”’）》」』…—,.;:!?)\"' \n\t"
)
_BEFORE = frozenset("的了在是和与及或对为被把从由向给让等这那个种有以用、“‘（《「『(\"'")
_STOPS = frozenset("，。；：！？,.;:!? \n\t")
_UNITS = frozenset("年月日时分秒万亿千百元美欧个名位人家次倍公米吨克度台辆架颗枚条件种项层级天周小岁页%％点只块张座")
NAMES = (
    "places",
    "torn",
    "whole",
    "behind",
    "not_behind",
    "before",
    "not_before",
    "stop",
    "telling",
    "title_term",
    "terms",
    "odd",
    "word",
    "in_title",
    "others",
    "latin",
    "length",
    "torn_share",
    "familiar",
)


def recurring(text: str, runs: Sequence[tuple[int, int]]) -> dict[str, list[int]]:
    """Stretches of 3 to ``LONGEST`` characters without a mark that stand in ``runs`` twice and more, with their starts.

    Each is closed: no character more stands beside it at all of its places. Linear in the text but for the sort.
    """
    import numpy as np

    joined = "\n".join(text[start:end] for start, end in runs)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < 6:
        return {}
    grams = codes[:-2] << np.uint64(42) | codes[1:-1] << np.uint64(21) | codes[2:]
    letters = (
        (codes >= 0x3400) & (codes <= 0x9FFF)
        | (codes >= 48) & (codes < 58)
        | ((codes | 32) >= 97) & ((codes | 32) < 123)
    )
    whole = np.flatnonzero(letters[:-2] & letters[1:-1] & letters[2:])
    order = whole[np.argsort(grams[whole], kind="stable")]
    values = grams[order]
    if not len(values):
        return {}
    first = np.flatnonzero(np.concatenate([[True], values[1:] != values[:-1]]))
    sizes = np.diff(np.append(first, len(values)))
    again = (sizes > 1) & ~_inner(codes, order, first, sizes)
    starts = [0, *accumulate(end - start + 1 for start, end in runs)]
    found: dict[str, list[int]] = {}
    for at, size in zip(first[again].tolist(), sizes[again].tolist(), strict=True):
        places = order[at : at + min(size, 4 * _MOST)].tolist()
        low, high = _closed(joined, places)
        while (
            low > -high
            and joined[places[0] - low].isdigit()
            and any(joined[p - low - 1 : p - low].isdigit() for p in places)
        ):
            low -= 1  # a number of the author's before the keyword
        while (
            high > -low
            and joined[places[0] + high - 1].isdigit()
            and any(joined[p + high : p + high + 1].isdigit() for p in places)
        ):
            high -= 1
        key = joined[places[0] - low : places[0] + high]
        if key in found or not 3 <= len(key) <= LONGEST or (key.isascii() and (key.isalpha() or key.isdigit())):
            continue
        back = [place - low for place in places]
        if not _differ(joined, back, len(key)):
            continue
        found[key] = [runs[run][0] + p - starts[run] for p in back for run in (bisect_right(starts, p) - 1,)]
    return found


def _inner(
    codes: NDArray[np.uint64], order: NDArray[np.int64], first: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Groups of places that are another group one character to the left: they close to the same stretch.

    ``order``: all places, group by group; ``first``: where in it each group begins.
    """
    import numpy as np

    before = codes[order - 1]
    same = (np.minimum.reduceat(before, first) == np.maximum.reduceat(before, first)) & (order[first] > 0)
    size_at = np.zeros(len(codes), dtype=np.int64)
    size_at[order] = np.repeat(sizes, sizes)
    inner: NDArray[np.bool_] = same & (size_at[order[first] - 1] == sizes)
    return inner


def _differ(text: str, places: Sequence[int], size: int) -> bool:
    """Whether the stretch stands in different surroundings; the copies of one sentence count once."""
    around = [(text[p - 1 : p] if p else "", text[p + size : p + size + 1]) for p in places]
    return any(len(chars) > 1 and any(map(str.isalnum, chars)) for chars in map(set, zip(*around, strict=True)))


def _closed(text: str, places: Sequence[int]) -> tuple[int, int]:
    """How far the text is the same to the left and to the right of all places."""
    low, high = 0, 3
    while low <= LONGEST and (char := text[places[0] - low - 1 : places[0] - low]) and char.isalnum():
        if any(text[p - low - 1 : p - low] != char for p in places):
            break
        low += 1
    while high <= LONGEST and (char := text[places[0] + high : places[0] + high + 1]) and char.isalnum():
        if any(text[p + high : p + high + 1] != char for p in places):
            break
        high += 1
    return low, high


def torn(text: str, start: int, end: int) -> bool:
    """Whether the neighbours of a stretch are halves of a word, of a Latin word, or a number and its unit."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after:
        return False
    if before.isascii() and before.isalnum():
        if before.isdigit():
            return after in _UNITS or after.isdigit() or (after == "." and text[end + 1 : end + 2].isdigit())
        return after.isascii() and after.islower()
    if after.isascii():
        return False
    costs = word_costs()
    known = costs.get
    pair = known(before + after)
    left, right = known(text[start - 2 : start] + after), known(before + text[end : end + 2])
    if pair is left is right is None:  # most often
        return False
    if before + text[start] in costs or text[end - 1] + after in costs:
        return False
    apart = known(before, UNKNOWN) + known(after, UNKNOWN)
    return (
        (pair is not None and apart - pair >= _TORN)
        or (
            left is not None
            and known(text[start - 2 : start - 1], UNKNOWN) + apart - left >= _TORN
            and not is_word(text[start - 2 : start])
        )
        or (
            right is not None
            and apart + known(text[end + 1 : end + 2], UNKNOWN) - right >= _TORN
            and not is_word(text[end : end + 2])
        )
    )


def row(view: View, key: str, places: Sequence[int], others: int) -> list[float]:
    """The features (``NAMES``) of a recurring stretch; ``others``: spam terms that the page has without it."""
    text, size = view.page.text, len(key)
    some = places[:_MOST]
    split = [torn(text, p, p + size) for p in some]
    behind = [text[p + size : p + size + 1] in _BEHIND or p + size >= len(text) for p in some]
    before = [text[p - 1 : p] in _BEFORE for p in some]
    stop = [text[p - 1 : p] in _STOPS or not p for p in some]
    terms = spam_terms(key)
    title = view.title
    inside = title is not None and any(title.start <= p < title.end and not t for p, t in zip(some, split, strict=True))
    han = sum(not char.isascii() for char in key)
    return [
        float(len(places)),
        float(sum(split)),
        float(len(some) - sum(split)),
        float(sum(behind)),
        float(len(some) - sum(behind)),
        float(sum(before)),
        float(sum(not (b or s) for b, s in zip(before, stop, strict=True))),
        float(sum(stop)),
        float(any(telling(family) for _, _, family in terms)),
        float(any(family == "title" for _, _, family in terms)),
        float(min(3, len(terms))),
        max(-1.5, min(2.5, cost(key) / (han + 1) - 6.5)),
        float(is_word(key)),
        float(inside),
        float(min(3, others)),
        float(han < size),
        float(size),
        sum(split) / len(some),
        _familiar(text, key, places),
    ]


def _familiar(text: str, key: str, places: Sequence[int]) -> float:
    """The share of a stretch's pairs of characters that the text has elsewhere too."""
    low, high = max(0, places[0] - _REACH), places[-1] + _REACH
    pairs = {key[i : i + 2] for i in range(len(key) - 1)}
    return sum(text.count(pair, low, high) > len(places) for pair in pairs) / len(pairs)


def find_recurring(view: View, runs: Sequence[tuple[int, int]]) -> list[tuple[int, int, float]]:
    """Places of recurring keywords with the log odds that they are injected; where two overlap, the likelier."""
    text = view.page.text
    total = -1
    found: list[tuple[float, str, list[int]]] = []
    for key, places in recurring(text, runs).items():
        terms = spam_terms(key)
        sold = any(telling(family) for _, _, family in terms)
        if not sold and not _odd_place(text, key, places[:_MOST]):
            continue  # the cheap half of ``row``: nothing else would be enough
        if total < 0:
            total = sum(map(strong_terms, (line.text for line in view.kept)))
        others = total - len(places) * strong_terms(key)
        features = row(view, key, places, others)
        if others > 0 and not features[1]:
            continue  # a page that tells of such things
        odds = walk(TREES, NAMES, features)
        if odds > (LIMIT if sold else LIMIT_UNSOLD):
            found.append((odds, key, places))
    taken: list[tuple[int, int, float]] = []
    for odds, key, places in sorted(found, key=lambda item: (-item[0], -len(item[1]), item[1])):
        for p in places:
            if not any(a < p + len(key) and p < b for a, b, _ in taken):
                taken.append((p, p + len(key), odds))
    return sorted(taken)


def _odd_place(text: str, key: str, places: Sequence[int]) -> bool:
    """Whether a stretch tears something apart, or begins a clause three times and stands nowhere else."""
    if any(torn(text, p, p + len(key)) for p in places):
        return True
    return len(places) > 2 and all(
        text[p - 1 : p] in _STOPS and text[p + len(key) : p + len(key) + 1] not in _BEHIND for p in places
    )
