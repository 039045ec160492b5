"""Which lines of a page are the rows of a table: those next to a caption, and those that line up without one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.sources.lines import Line
from pipeline.sources.tables import is_number

_HEADING = re.compile(r"(?:\d+(?:\.\d+)*|[A-Z](?:\.\d+)*)\.?\s+(?=[A-Z一-鿿])")
_MIN_ROWS = 3
_MAX_HEADERS = 3


def table_body(lines: list[Line], at: int, end: int, taken: set[int], width: float) -> set[int]:
    """Rows above or below the caption ``lines[at:end]``, whichever reads more as a table."""
    above = _walk(lines, range(at - 1, -1, -1), taken, width, lines[at])
    below = _walk(lines, range(end, len(lines)), taken, width, lines[end - 1])
    sizes = [sum(len(lines[index].cells()) > 1 for index in rows) for rows in (above, below)]
    if min(sizes) < _MIN_ROWS:
        return above if sizes[0] >= sizes[1] else below
    nearer = lines[max(above)].bottom - lines[at].top <= lines[end - 1].bottom - lines[min(below)].top
    return above if nearer else below


def _walk(lines: list[Line], order: range, taken: set[int], width: float, caption: Line) -> set[int]:
    """Rows next to a caption until running text begins."""
    rows: list[int] = []
    previous = caption
    for index in order:
        line = lines[index]
        gap = min(abs(previous.bottom - line.top), abs(line.bottom - previous.top))
        if index in taken or _is_prose(line, width) or gap > 6 * line.size:
            break
        rows.append(index)
        previous = line
    while rows and len(lines[rows[-1]].cells()) < 2 and lines[rows[-1]].text.endswith((".", "。", ":")):
        rows.pop()
    return set(rows)


def _is_prose(line: Line, width: float) -> bool:
    cells = line.cells(1.2)
    if _HEADING.match(line.text) and len(cells) == 1 and len(line.words) < 14:
        return True
    return len(cells) == 1 and (line.right - line.left > 0.7 * width or len(line.words) > 11)


def loose_tables(lines: list[Line], taken: set[int], width: float) -> Iterator[range]:
    """Tables without a caption: neighbouring rows of a label and numbers in columns, with the headers above them."""
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and end not in taken and _is_row(lines[end]) and _close(lines, start, end):
            end += 1
        if end - start >= _MIN_ROWS and _lines_up(lines[start:end]):
            yield range(_first_header(lines, start, taken, width), end)
        start = max(end, start + 1)


def _is_row(line: Line) -> bool:
    """A label and a number or more, set apart."""
    first, *rest = line.cells()
    words = sum(char.isalpha() for char in first.text) > 1 and not is_number(first.text)
    return words and len(first.text) < 80 and any(is_number(cell.text) for cell in rest)


def _close(lines: list[Line], start: int, at: int) -> bool:
    return at == start or -1 < lines[at - 1].bottom - lines[at].top < 2.5 * lines[at].size


def _lines_up(rows: list[Line]) -> bool:
    """Most rows have the same number of cells, and two columns of numbers, or one in many rows."""
    width, count = Counter(len(row.cells()) for row in rows).most_common(1)[0]
    return count >= 0.6 * len(rows) and (width > 2 or len(rows) > _MIN_ROWS)


def _first_header(lines: list[Line], start: int, taken: set[int], width: float) -> int:
    at = start
    while at > 0 and start - at < _MAX_HEADERS and at - 1 not in taken and _close(lines, at - 1, at):
        line = lines[at - 1]
        if _is_prose(line, width) or line.text.endswith((".", "。", ":", "：")) or len(line.cells()) < 2:
            break
        at -= 1
    return at
