"""The cells of a table from its lines: columns by the places of the words, headers above, labels at the left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sources.lines import Line, Word

_NUMBER = re.compile(
    r"[-+−–~≈<>≤≥]?\s?[$€¥£]?\s?\d[\d,.\s]*\s?(?:%|[KMBT]|x|×|[a-zA-Zμ/°²³]{1,6}|万|亿|\u2020|\*)*(?:\s?[±(].*)?"
)
_EMPTY = frozenset(("-", "–", "—", "N/A", "n/a", "/", "✓", "✗", "×", ""))


@dataclass(frozen=True, slots=True)
class Cell:
    """One data cell with the header of its row and of its column."""

    text: str
    row: str
    column: str


def table_cells(lines: Sequence[Line]) -> list[Cell]:
    """Data cells of a table in reading order; empty where no columns can be made out.

    The number of columns is that of most rows with numbers; their middle places are the columns' places.
    """
    rows = [line.cells() for line in lines]
    numeric = [
        row for row in rows if len(row) > 1 and sum(is_number(cell.text) for cell in row) >= max(1, (len(row) - 1) // 2)
    ]
    if not numeric:
        return []
    width = Counter(len(row) for row in numeric).most_common(1)[0][0]
    model = [row for row in numeric if len(row) == width]
    labelled = sum(not is_number(row[0].text) for row in model) * 2 >= len(model)
    places = [_middle([(row[at].left + row[at].right) / 2 for row in model]) for at in range(width)]
    edge = _middle([row[0].right for row in model])
    first = next(at for at, row in enumerate(rows) if row in numeric and _is_data(row, labelled=labelled))
    headers = _headers(rows[:first], places, edge, labelled=labelled)
    cells: list[Cell] = []
    group = ""
    for row in rows[first:]:
        if len(row) == 1 and not is_number(row[0].text):
            group = row[0].text
            continue
        label, data = (row[0].text, row[1:]) if labelled and row[0].left < edge else (group, row)
        for cell in data:
            if cell.text not in _EMPTY:
                cells.append(Cell(cell.text, label, headers[_nearest(cell, places)]))
    return cells


def is_number(text: str) -> bool:
    """True for a cell that holds a number and nothing that reads as words."""
    return _NUMBER.fullmatch(text.strip()) is not None


def _is_data(row: Sequence[Word], *, labelled: bool) -> bool:
    cells = row[1:] if labelled else row
    return any(is_number(cell.text) for cell in cells)


def _headers(rows: Sequence[Sequence[Word]], places: Sequence[float], edge: float, *, labelled: bool) -> list[str]:
    """Header texts by column; a wide header stands over every column that it covers."""
    texts: list[list[str]] = [[] for _ in places]
    for row in rows:
        for cell in row:
            covered = [at for at, place in enumerate(places) if cell.left - 2 <= place <= cell.right + 2]
            if labelled and 0 in covered and len(covered) == 1 and cell.left > edge:
                covered = []
            for at in covered or [_nearest(cell, places)]:
                if not texts[at] or texts[at][-1] != cell.text:
                    texts[at].append(cell.text)
    return [" ".join(parts) for parts in texts]


def _nearest(cell: Word, places: Sequence[float]) -> int:
    middle = (cell.left + cell.right) / 2
    return min(range(len(places)), key=lambda at: (abs(places[at] - middle), at))


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
