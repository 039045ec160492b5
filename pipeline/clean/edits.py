"""One function applies edits, one merges them; the law is ``apply_edits(page.text, clean.edits) == clean.text``."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence

from pipeline.model import Edit


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """``text`` with every edit carried out. ``edits`` must be sorted and must not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.replacement]
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)


def merge_edits(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Sorted edits without overlap: of two that overlap the longer wins, then the more confident, then the code.

    A shorter edit keeps the part that the longer one does not cover, where it only removes.
    """
    ranked = sorted(edits, key=lambda e: (-(e.end - e.start), -e.confidence, e.code, e.start))
    taken: list[Edit] = []  # sorted, without overlap
    for edit in ranked:
        low = bisect_right(taken, edit.start, key=lambda e: e.end)
        high = bisect_left(taken, edit.end, key=lambda e: e.start)
        pieces = [(edit.start, edit.end)]
        for other in taken[low:high]:
            pieces = [part for piece in pieces for part in _outside(piece, other)]
        if pieces == [(edit.start, edit.end)]:
            insort(taken, edit, key=lambda e: (e.start, e.end))
        elif not edit.replacement:
            for start, end in pieces:
                cut = Edit(start, end, "", edit.code, edit.reason, edit.confidence)
                insort(taken, cut, key=lambda e: (e.start, e.end))
    return tuple(taken)


def _outside(piece: tuple[int, int], other: Edit) -> list[tuple[int, int]]:
    parts = [(piece[0], min(piece[1], other.start)), (max(piece[0], other.end), piece[1])]
    return [part for part in parts if part[0] < part[1]]


def source_offset(edits: Sequence[Edit], offset: int) -> int:
    """Where the character at ``offset`` of the clean text stands in the page's text."""
    moved = 0
    for edit in edits:
        clean_start = edit.start - moved
        if offset < clean_start:
            break
        if offset < clean_start + len(edit.replacement):
            return edit.start
        moved += (edit.end - edit.start) - len(edit.replacement)
    return offset + moved
