"""The cells of a table from its lines: columns by the places of the words, headers above, labels at the left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.sources.lines import Line, Word

_NUMBER = re.compile(
    r"[-+−–~≈<>≤≥(]?\s?[$€¥£]?\s?\d[\d,.]*\s?(?:%|[KMBT]|x|×|[a-zA-Zμ/°²³]{1,6}|万|亿|\u2020|\*|\))*(?:\s?[±(].*)?"
)
_YEAR = re.compile(r"(?:FY)?(?:19|20)\d\d(?:[EA]|/\d\d|年)?|Q[1-4](?:\s(?:19|20)\d\d)?|[12]H\d{2,4}")
_EMPTY = frozenset(("-", "–", "—", "N/A", "n/a", "/", "✓", "✗", "×", ""))
_CELL_GAP = 0.5  # letter heights between the cells of a row
_HEADER_GAP = 0.4  # between the headers of two columns, which may stand closer than numbers


@dataclass(frozen=True, slots=True)
class Cell:
    """One data cell with the header of its row and of its column; further labels of a row stand behind ``; ``."""

    text: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns are: middle places, how many at the left hold labels, and where the first begins and ends."""

    places: tuple[float, ...]
    labels: int
    left: float
    edge: float

    def of(self, cell: Word) -> int:
        if cell.left < self.edge and self.labels:
            return 0
        middle = (cell.left + cell.right) / 2
        first = 1 if self.labels else 0
        return min(range(first, len(self.places)), key=lambda at: (abs(self.places[at] - middle), at), default=0)


def table_cells(lines: Sequence[Line]) -> list[Cell]:
    """Data cells of a table in reading order; empty where no columns can be made out.

    The number of columns is that of most rows with numbers; their middle places are the columns' places. What stands
    left of the first column names groups of rows and belongs to no row alone.
    """
    rows = [_split_numbers(line.cells(_CELL_GAP), line) for line in lines]
    columns = _columns(rows)
    if columns is None:
        return []
    first = next((at for at, row in enumerate(rows) if _is_data(row, columns)), len(rows))
    headers = _headers(lines[:first], columns)
    cells: list[Cell] = []
    group = ""
    for row in rows[first:]:
        inside = [cell for cell in row if not columns.labels or cell.right > columns.left]
        if len(inside) == 1 and not is_number(inside[0].text):
            group = inside[0].text
            continue
        label = label_text(cell.text for cell in inside if columns.labels and columns.of(cell) < columns.labels)
        cells += [
            Cell(cell.text, label or group, headers[columns.of(cell)])
            for cell in inside
            if columns.of(cell) >= columns.labels and cell.text not in _EMPTY
        ]
    return cells


def is_number(text: str) -> bool:
    """True for a cell that holds a number and nothing that reads as words."""
    return _NUMBER.fullmatch(text.strip()) is not None


def is_header_row(cells: Sequence[str]) -> bool:
    """A row of years or quarters: numbers that head columns.

    >>> is_header_row(["Revenue", "2023", "2024"]), is_header_row(["Revenue", "2023", "17.5"])
    (True, False)
    """
    numbers = [cell.strip() for cell in cells if is_number(cell) or _YEAR.fullmatch(cell.strip())]
    return bool(numbers) and all(_YEAR.fullmatch(number) for number in numbers)


def label_text(cells: Iterable[str]) -> str:
    """The labels of one row, joined by ``; ``.

    >>> label_text(["MMLU", "-", "5-shot"])
    'MMLU; 5-shot'
    """
    return "; ".join(cell for cell in cells if cell not in _EMPTY)


def _split_numbers(cells: Sequence[Word], line: Line) -> list[Word]:
    """Numbers that stand close are cells of their own."""
    split: list[Word] = []
    for cell in cells:
        words = [word for word in line.words if word.left >= cell.left - 0.01 and word.right <= cell.right + 0.01]
        if len(words) > 1 and all(is_number(word.text) for word in words):
            split += words
        else:
            split.append(cell)
    return split


def _columns(rows: Sequence[Sequence[Word]]) -> _Columns | None:
    numeric = [row for row in rows if len(row) > 1 and 2 * sum(is_number(cell.text) for cell in row) >= len(row) - 1]
    numeric = [row for row in numeric if any(is_number(cell.text) for cell in row)]
    if not numeric:
        return None
    width = Counter(len(row) for row in numeric).most_common(1)[0][0]
    model = [row for row in numeric if len(row) == width]
    labels = 0
    for at in range(width - 1):
        if sum(is_number(row[at].text) for row in model) * 2 >= len(model):
            break
        labels += 1
    places = tuple(_middle([(row[at].left + row[at].right) / 2 for row in model]) for at in range(width))
    left = sorted(row[0].left for row in model)[len(model) // 6] if labels else 0.0
    return _Columns(places, labels, left, _middle([row[0].right for row in model]) if labels else 0.0)


def _is_data(row: Sequence[Word], columns: _Columns) -> bool:
    """A row with a number below the headers; without a label every cell has to be one (``72B  8x22B`` are names)."""
    if is_header_row([cell.text for cell in row]):
        return False
    numbers = [is_number(cell.text) for cell in row if columns.of(cell) >= columns.labels]
    return any(numbers) and (all(numbers) or len(numbers) < len(row) or not columns.labels)


def _headers(lines: Sequence[Line], columns: _Columns) -> list[str]:
    """Header texts by column; a wide header stands over every column that it covers.

    Where every column has its header, a full row with a label is one of words (``Architecture  MoE  Dense``).
    """
    texts: list[list[str]] = [[] for _ in columns.places]
    for line in lines:
        row = line.cells(_HEADER_GAP)
        labelled = columns.labels > 0 and columns.of(row[0]) < columns.labels and len(row) >= len(columns.places) - 1
        if labelled and all(texts[columns.labels :]):
            continue
        for cell in row:
            covered = [at for at, place in enumerate(columns.places) if cell.left - 2 <= place <= cell.right + 2]
            if columns.labels and covered == [0] and cell.left > columns.edge:
                covered = []
            for at in covered or [columns.of(cell)]:
                if not texts[at] or texts[at][-1] != cell.text:
                    texts[at].append(cell.text)
    return [_joined(parts) for parts in texts]


def _joined(parts: Sequence[str]) -> str:
    """The lines of one header; a name that is divided at its hyphen is put together."""
    text = ""
    for part in parts:
        text += part if not text or text.endswith("-") else " " + part
    return text


def _middle(values: Sequence[float]) -> float:
    return sorted(values)[len(values) // 2]
