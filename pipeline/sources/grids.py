"""Tables of rows and columns, from whatever kind of document, as cells with their headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.sources.parts import Part
from pipeline.sources.tables import is_header_row, is_number, label_text

Grid = Sequence[Sequence[str]]


def grid_parts(grid: Grid, *, section: str = "", table: str = "", caption: str = "", page: int = 0) -> Iterator[Part]:
    """The data cells of a grid of texts; rows above the first with numbers are headers, so are columns left of them."""
    rows = [[str(cell).strip() for cell in row] for row in grid if any(str(cell).strip() for cell in row)]
    if not rows:
        return
    head = next((at for at, row in enumerate(rows) if at and _is_data(row)), 1)
    labels = _label_columns(rows[head:])
    headers = [_joined(row[at] for row in rows[:head] if at < len(row)) for at in range(max(map(len, rows)))]
    for row in rows[head:]:
        label = label_text(dict.fromkeys(row[:labels]))
        for at in range(labels, len(row)):
            if _holds_number(row[at]):
                yield Part("cell", row[at], page, section, table, label, headers[at], caption)


def _is_data(row: Sequence[str]) -> bool:
    return any(map(_holds_number, row[1:])) and not is_header_row(row)


def _label_columns(rows: Sequence[Sequence[str]]) -> int:
    """Leading columns that hold words in most rows."""
    count = 0
    for at in range(max((len(row) for row in rows), default=0)):
        cells = [row[at] for row in rows if at < len(row) and row[at]]
        if cells and sum(is_number(cell) for cell in cells) * 2 >= len(cells):
            break
        count += 1
    return max(count, 1) if rows and len(rows[0]) > 1 else 0


def _holds_number(cell: str) -> bool:
    return any(char.isdigit() for char in cell)


def _joined(pieces: Iterator[str] | Sequence[str]) -> str:
    return " ".join(dict.fromkeys(piece for piece in pieces if piece))
