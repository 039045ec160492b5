"""Lines of a PDF page with the places of their words: what paragraphs and tables are made from.

Characters come from PDFium in the order of the page's content, which keeps the columns of two-column pages apart;
a line is split where it jumps back up or across a wide gap between columns.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its left and right edge in points."""

    text: str
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words; ``top`` and ``bottom`` in points from the foot of the page, ``size`` its letters' height."""

    words: tuple[Word, ...]
    top: float
    bottom: float
    size: float

    @property
    def text(self) -> str:
        """The words with one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """Right edge."""
        return self.words[-1].right

    def cells(self, gap: float = 1.0) -> tuple[Word, ...]:
        """Words joined where the space between them is under ``gap`` letter heights: the cells of a table row."""
        cells: list[Word] = []
        for word in self.words:
            if cells and word.left - cells[-1].right < gap * self.size:
                last = cells[-1]
                cells[-1] = Word(f"{last.text} {word.text}", last.left, word.right)
            else:
                cells.append(word)
        return tuple(cells)


def page_lines(textpage: Any) -> list[Line]:  # noqa: ANN401 a pypdfium2 PdfTextPage
    """The lines of one page, words with their places; white space and control characters only separate."""
    lines: list[Line] = []
    words: list[Word] = []
    tops: list[float] = []
    bottoms: list[float] = []
    sizes: list[float] = []

    def flush() -> None:
        if words:
            lines.append(Line(tuple(words), max(tops), min(bottoms), sorted(sizes)[len(sizes) // 2]))
        for values in (words, tops, bottoms, sizes):
            values.clear()

    for word, top, bottom, size, breaks in _words(textpage):
        if breaks or (words and word.left < words[-1].left - 2 * sizes[-1]):
            flush()
        if word.text:
            words.append(word)
            tops.append(top)
            bottoms.append(bottom)
            sizes.append(size)
    flush()
    return lines


def _words(textpage: Any) -> Iterator[tuple[Word, float, float, float, bool]]:  # noqa: ANN401
    """(word, top, bottom, size, whether a new line begins before it); an empty word at the end."""
    import pypdfium2.raw as pdfium

    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    text: list[str] = []
    edges = [0.0, 0.0, 0.0, 0.0]  # left, right, bottom, top of the word
    size, breaks, pending, half = 0.0, True, False, 0
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:  # PDFium counts in UTF-16: letters of formulas come in two halves
            half = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((half - 0xD800) << 10) + (code - 0xDC00) if half else 0xFFFD
        half = 0
        char = chr(code) if 0 < code < 0x110000 else "�"
        if char in "\r\n" or char.isspace() or code == 0:
            if text:
                yield Word("".join(text), edges[0], edges[1]), edges[3], edges[2], size, breaks
                text, breaks = [], False
            pending = pending or char in "\r\n"
            breaks = breaks or pending
            pending = False
            continue
        if code == 0xFFFE or code == 2:  # PDFium's mark for a hyphen at the end of a line
            char = "\xad"
        pdfium.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        if not text:
            edges = [left.value, right.value, bottom.value, top.value]
            size = pdfium.FPDFText_GetFontSize(textpage, index)
        else:
            edges = [
                *(min(edges[0], left.value), max(edges[1], right.value)),
                *(min(edges[2], bottom.value), max(edges[3], top.value)),
            ]
        text.append(char)
    if text:
        yield Word("".join(text), edges[0], edges[1]), edges[3], edges[2], size, breaks
