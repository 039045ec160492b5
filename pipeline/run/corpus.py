"""The first pass: which lines stand on pages of several articles, found with bounded memory.

Every page leaves the hashes of its lines and of its title on disk; pairs are sorted bucket by bucket.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.clean import Profile
    from pipeline.model import Page

MIN_PAGES = 3  # a line counts from three titles on
_BUCKETS = 64
_BUFFER = 1 << 14

SharedLine = tuple[int, tuple[int, ...]]  # a line and its titles


def pack_scan(page: Page) -> bytes:
    """The title's hash and the hashes of a page's lines as 8-byte integers, lines in rising order."""
    from pipeline.clean import profile_page

    lines = profile_page(page).lines
    title = next(iter(lines.values()))[0] if lines else 0
    return struct.pack(f">{len(lines) + 1}Q", title, *sorted(lines))


def unpack_scan(data: bytes) -> tuple[int, tuple[int, ...]]:
    """(title hash, line hashes); a page that could not be read has none."""
    title, *lines = struct.unpack(f">{len(data) // 8}Q", data) if data else (0,)
    return title, tuple(lines)


def repeated_lines(scans: Iterable[bytes], folder: Path) -> Iterator[SharedLine]:
    """Lines under two or more titles, with their lowest four titles; ``folder`` is for temporary files."""
    from pipeline.clean.profile import MAX_TITLES

    for bucket in _buckets(scans, folder):
        for line, group in groupby(bucket, key=lambda pair: pair[0]):
            titles = tuple(title for _, title in group)[:MAX_TITLES]
            if len(titles) > 1:
                yield line, titles


def _buckets(scans: Iterable[bytes], folder: Path) -> Iterator[list[tuple[int, int]]]:
    """Distinct (line, title) pairs, sorted, in buckets by the line's highest bits."""
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[bytearray] = [bytearray() for _ in range(_BUCKETS)]
    paths = [folder / f"lines-{number:02d}" for number in range(_BUCKETS)]
    for path in paths:
        path.unlink(missing_ok=True)
    for scan in scans:
        title, lines = unpack_scan(scan)
        for line in lines:
            bucket = waiting[line >> 57]  # hashes have 63 bits
            bucket += struct.pack("=QQ", line, title)
            if len(bucket) >= _BUFFER:
                _flush(paths[line >> 57], bucket)
    for path, bucket in zip(paths, waiting, strict=True):
        _flush(path, bucket)
        pairs = np.unique(np.frombuffer(path.read_bytes(), dtype=np.uint64).reshape(-1, 2), axis=0)
        path.unlink()
        again = pairs[1:, 0] == pairs[:-1, 0]  # only lines that stand under several titles become Python objects
        several = np.concatenate([again, [False]]) | np.concatenate([[False], again]) if len(pairs) else again
        yield [(int(line), int(title)) for line, title in pairs[several]]


def _flush(path: Path, waiting: bytearray) -> None:
    with path.open("ab") as file:
        file.write(waiting)
    waiting.clear()


def seen_from(lines: Iterable[SharedLine], own: int) -> list[SharedLine]:
    """The lines as the page titled ``own`` sees them: its own title left out, the others numbered as they come.

    Which lines go together is kept (so that copies of an article are told from templates), the titles are not: a new
    page in the folder leaves the result, and with it the finished work, as it was.
    """
    from pipeline.clean.profile import MAX_TITLES

    numbers: dict[int, int] = {}
    seen = []
    for line, titles in lines:
        others = [title for title in titles if title != own][: MAX_TITLES - 1]
        if others:
            seen.append((line, tuple(numbers.setdefault(title, len(numbers)) for title in others)))
    return seen


def profile_from(lines: Iterable[SharedLine]) -> Profile:
    """A profile for the cleaning of one page: lines, and the other titles under which each stands."""
    from pipeline.clean import Profile

    return Profile(0, dict(lines))
