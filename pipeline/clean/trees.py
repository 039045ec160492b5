"""Boosted trees from a data file, walked without the library that fitted them.

All trees of a file are read as bit masks (QuickScorer, Lucchese et al., SIGIR 2015).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from operator import and_, getitem

from pipeline.tables import read_table

Node = tuple[int, float, int, int, float]  # feature (-1: leaf), threshold, left, right, value


@lru_cache(maxsize=4)
def _trees(file: str, names: tuple[str, ...]) -> tuple[float, tuple[tuple[Node, ...], ...]]:
    trees: dict[int, list[Node]] = {}
    for row in read_table(file):
        name = row["feature"]
        node = (
            names.index(name) if name else -1,
            float(row["threshold"] or 0),
            int(row["left"] or 0),
            int(row["right"] or 0),
            float(row["value"]),
        )
        trees.setdefault(int(row["tree"]), []).append(node)
    start = trees.pop(-1)[0][4]
    return start, tuple(tuple(nodes) for _, nodes in sorted(trees.items()))


@lru_cache(maxsize=4)
def _scorer(
    file: str, names: tuple[str, ...]
) -> tuple[tuple[tuple[list[float], list[int]], ...], tuple[tuple[float, ...], ...]]:
    """The trees as bit masks (QuickScorer, Lucchese et al., SIGIR 2015): a byte a tree, a bit a leaf, left to right.

    For each feature its thresholds, sorted, and the leaves that are left when the first so many are exceeded; then for
    each tree the value of the first leaf that is left, for every byte. Raises ValueError for a tree of more than eight
    leaves.
    """
    tests: list[list[tuple[float, int]]] = [[] for _ in names]
    values = []
    for number, nodes in enumerate(_trees(file, names)[1]):
        leaves, found = _left_to_right(nodes)
        if len(leaves) > 8:
            message = f"{file}: a tree has more than eight leaves"
            raise ValueError(message)
        for feature, threshold, lost in found:
            tests[feature].append((threshold, ~(lost << 8 * number)))
        first = [(bits & -bits).bit_length() - 1 for bits in range(256)]
        values.append(tuple(leaves[leaf] if 0 <= leaf < len(leaves) else 0.0 for leaf in first))
    masks = []
    for rows in tests:
        rows.sort()
        masks.append(
            ([threshold for threshold, _ in rows], list(accumulate((left for _, left in rows), and_, initial=-1)))
        )
    return tuple(masks), tuple(values)


def _left_to_right(nodes: Sequence[Node]) -> tuple[list[float], list[tuple[int, float, int]]]:
    """The values of a tree's leaves, and its tests: feature, threshold, and the leaves to the left as bits."""
    leaves: list[float] = []
    tests = []
    todo = [(0, -1)]  # a node, and behind its left side the number of its first leaf
    while todo:
        at, first = todo.pop()
        feature, threshold, left, right, value = nodes[at]
        if first >= 0:
            tests.append((feature, threshold, (1 << len(leaves)) - (1 << first)))
        elif feature >= 0:
            todo += [(right, -1), (at, len(leaves)), (left, -1)]
        else:
            leaves.append(value)
    return leaves, tests


def walk(file: str, names: tuple[str, ...], row: Sequence[float]) -> float:
    """The log odds that the trees of ``pipeline/data/FILE`` give to a row of the features ``names``."""
    masks, values = _scorer(file, names)
    left = (1 << 8 * len(values)) - 1
    for (thresholds, leaves), value in zip(masks, row, strict=True):
        left &= leaves[bisect_left(thresholds, value)]
    return sum(map(getitem, values, left.to_bytes(len(values), "little")), _trees(file, names)[0])
