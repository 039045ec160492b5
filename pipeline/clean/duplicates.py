"""Signatures of articles, by which the run finds copies of one article: MinHash (Broder 1997) and a sample."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.8  # containment of the shorter text's shingles in the longer one
_RANGE_BITS = 6
_RANGES = 1 << _RANGE_BITS
_STEP = 0x9E3779B1  # tells a borrowed value from its owner's
_SHINGLE = 5
_SAMPLE = 512
_MIN_SHINGLES = 40

Signature = tuple[tuple[int, ...], tuple[int, ...]]  # MinHash values; lowest shingle hashes for verification


def signature(text: str) -> Signature:
    """MinHash values of the 5-character shingles of a clean text, its lowest 512 hashes; ((), ()) if short."""
    squeezed = re.sub(r"[\W_]+", "", text)
    if len(squeezed) < _MIN_SHINGLES:
        return (), ()
    values = _shingle_hashes(squeezed)
    if len(values) < _MIN_SHINGLES:
        return (), ()
    return _minima(values), tuple(values[:_SAMPLE].tolist())


def _minima(values: NDArray[np.uint64]) -> tuple[int, ...]:
    """The lowest hash in each of 64 equal ranges; an empty range borrows from the next one that is not.

    One permutation hashing (Li, Owen & Zhang 2012) with rotation (Shrivastava & Li 2014).
    """
    import numpy as np

    edges = np.arange(_RANGES + 1, dtype=np.uint64) << np.uint64(32 - _RANGE_BITS)
    starts = np.searchsorted(values, edges)
    own = [int(values[low]) if low < high else -1 for low, high in pairwise(starts.tolist())]
    filled = [at for at, value in enumerate(own) if value >= 0]
    minima = []
    for at, value in enumerate(own):
        source = at if value >= 0 else next((other for other in filled if other > at), filled[0])
        minima.append((own[source] + (source - at) % _RANGES * _STEP) % 2**32)
    return tuple(minima)


def _shingle_hashes(text: str) -> NDArray[np.uint64]:
    """Distinct 32-bit hashes of all shingles in rising order: a rolling polynomial, mixed as in SplitMix64."""
    import numpy as np

    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    hashes = np.zeros(len(codes) - _SHINGLE + 1, dtype=np.uint64)
    for at in range(_SHINGLE):
        hashes = hashes * np.uint64(0x100000001B3) + codes[at : len(codes) - _SHINGLE + 1 + at]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * np.uint64(factor)
    return np.unique((hashes ^ (hashes >> np.uint64(31))) >> np.uint64(32))
