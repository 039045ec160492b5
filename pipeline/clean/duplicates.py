"""Near-duplicates: copies of one article, found by MinHash (Broder 1997, datasketch) and verified exactly."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.8  # containment of the shorter text's shingles in the longer one
_PERMUTATIONS = 64
_SHINGLE = 5
_SAMPLE = 512
_MIN_SHINGLES = 40

Signature = tuple[tuple[int, ...], tuple[int, ...]]  # MinHash values; lowest shingle hashes for verification


def signature(text: str) -> Signature:
    """MinHash values of the 5-character shingles of a clean text, its lowest 512 hashes; ((), ()) if short."""
    import numpy as np

    squeezed = re.sub(r"[\W_]+", "", text)
    shingles = {squeezed[i : i + _SHINGLE] for i in range(len(squeezed) - _SHINGLE + 1)}
    if len(shingles) < _MIN_SHINGLES:
        return (), ()
    hashes = sorted(
        int.from_bytes(hashlib.blake2b(s.encode("utf-8", "surrogatepass"), digest_size=4).digest()) for s in shingles
    )
    values = np.array(hashes, dtype=np.uint64)
    a, b = _coefficients()
    mixed = (values[:, None] * a + b) % np.uint64(4294967311)
    return tuple(int(v) for v in mixed.min(axis=0)), tuple(hashes[:_SAMPLE])


def _coefficients() -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    import numpy as np

    generator = np.random.RandomState(1)
    a = generator.randint(1, 2**31, _PERMUTATIONS).astype(np.uint64)
    return a, generator.randint(0, 2**31, _PERMUTATIONS).astype(np.uint64)


def group_signatures(signatures: Mapping[str, Signature]) -> dict[str, str]:
    """For every copy the id of its original: the first id in sorted order of the group. Originals are not listed."""
    import numpy as np
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=_PERMUTATIONS)
    original: dict[str, str] = {}
    for name in sorted(signatures):
        values, sample = signatures[name]
        if not values:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS, hashvalues=np.array(values, dtype=np.uint64))
        near = sorted(other for other in index.query(sketch) if _overlap(sample, signatures[other][1]) >= THRESHOLD)
        if near:
            original[name] = near[0]
        else:
            index.insert(name, sketch)
    return original


def _overlap(a: tuple[int, ...], b: tuple[int, ...]) -> float:
    """Estimated Jaccard-like overlap from bottom-k samples (Cohen & Kaplan 2007), on the range that both cover."""
    limit = min(a[-1], b[-1])
    left = {value for value in a if value <= limit}
    right = {value for value in b if value <= limit}
    return len(left & right) / max(1, min(len(left), len(right)))


def near_duplicates(texts: Mapping[str, str]) -> dict[str, str]:
    """``near_duplicates({id: clean text})`` gives {copy: original}; the result does not depend on order."""
    return group_signatures({name: signature(text) for name, text in texts.items()})
