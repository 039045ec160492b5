"""Two stages: what is wrong with single characters is repaired first, the other finders read the repaired text.

Otherwise a zero-width character inside a word, a reference in the place of a comma or a spun character would hide what
stands around it. Edits that are found in the repaired text are carried back to the page's own offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pipeline.clean.edits import apply_edits, merge_edits
from pipeline.clean.view import PageLine, View
from pipeline.model import Edit, Page


class Repaired:
    """The view of the repaired text, and the way back to the page."""

    def __init__(self, view: View, edits: Sequence[Edit]) -> None:
        """``edits`` are those of the first stage, in offsets of ``view.page.text``."""
        self.source = view
        self.edits = merge_edits(edits)
        if not self.edits:
            self.view = view
            return
        self._at = [0]  # repaired offsets at which the shift changes, with what to add to come to the source
        self._shift = [0]
        text = apply_edits(view.page.text, self.edits) if self.edits else view.page.text
        moved = 0
        for edit in self.edits:
            start = edit.start - moved
            moved += edit.end - edit.start - len(edit.replacement)
            self._at.append(start + len(edit.replacement))
            self._shift.append(moved)
        lines = [self._line(line, text) for line in view.lines]
        page = view.page
        self.view = View(
            Page(page.path, page.format, page.encoding, text, (), page.meta, page.main),
            lines,
            view.evidence,
            view.foreign,
            doubt=view.doubt,
        )
        if view.title is not None:
            self.view.title = lines[view.lines.index(view.title)]

    def _line(self, line: PageLine, text: str) -> PageLine:
        start, end = self._forward(line.start), self._forward(line.end)
        copy = PageLine(start, end, text[start:end], line.kind, line.hints, line.recurs)
        copy.code, copy.reason, copy.confidence = line.code, line.reason, line.confidence
        return copy

    def _forward(self, offset: int) -> int:
        low, high = 0, len(self.edits)
        while low < high:
            middle = (low + high) // 2
            if self.edits[middle].end <= offset:
                low = middle + 1
            else:
                high = middle
        return offset - self._shift[low]

    def _back(self, offset: int) -> int:
        return offset + self._shift[bisect_right(self._at, offset) - 1]

    def finish(self, found: Sequence[Edit]) -> list[Edit]:
        """All edits in the page's offsets; dropped lines are dropped in the source view too."""
        if not self.edits:
            return list(found)
        for line, copy in zip(self.source.lines, self.view.lines, strict=True):
            if copy.code:
                line.drop(copy.code, copy.reason, copy.confidence)
        self.source.evidence, self.source.foreign = self.view.evidence, self.view.foreign
        carried = []
        for edit in found:
            start, end = self._back(edit.start), self._back(edit.end - 1) + 1
            low = bisect_right(self.edits, start - 1, key=lambda e: e.end)
            high = bisect_right(self.edits, end, key=lambda e: e.start)
            for other in self.edits[low:high]:  # a repair at the edge goes with what it belongs to
                if other.replacement and other.start < end <= other.end:
                    end = other.end
                if other.replacement and other.start <= start < other.end:
                    start = other.start
            carried.append(Edit(start, end, edit.replacement, edit.code, edit.reason, edit.confidence))
        cover = merge_edits(carried)
        inner = [e for e in self.edits if not _covered(e, cover)]
        return [*inner, *carried]


class Simplified:
    """The view in simplified characters, offsets unchanged: word lists and spam terms know no others."""

    def __init__(self, view: View) -> None:
        from pipeline.text import simplify

        self.source = self.view = view
        text = simplify(view.page.text)
        if text == view.page.text or len(text) != len(view.page.text):
            return
        page = view.page
        lines = [_copied(line, text[line.start : line.end]) for line in view.lines]
        self.view = View(
            Page(page.path, page.format, page.encoding, text, page.blocks, page.meta, page.main),
            lines,
            view.evidence,
            view.foreign,
            doubt=view.doubt,
        )
        if view.title is not None:
            self.view.title = lines[view.lines.index(view.title)]

    def finish(self, found: list[Edit]) -> list[Edit]:
        """The edits; lines that were dropped are dropped in the source view too."""
        if self.view is not self.source:
            for line, copy in zip(self.source.lines, self.view.lines, strict=True):
                if copy.code:
                    line.drop(copy.code, copy.reason, copy.confidence)
            self.source.evidence, self.source.foreign = self.view.evidence, self.view.foreign
        return found


def _copied(line: PageLine, text: str) -> PageLine:
    copy = PageLine(line.start, line.end, text, line.kind, line.hints, line.recurs)
    copy.code, copy.reason, copy.confidence = line.code, line.reason, line.confidence
    return copy


def _covered(edit: Edit, cover: Sequence[Edit]) -> bool:
    at = bisect_right(cover, edit.start, key=lambda e: e.start) - 1
    return at >= 0 and edit.end <= cover[at].end
